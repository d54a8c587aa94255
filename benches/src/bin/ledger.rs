//! `ledger`: whether a ledger grows in memory while transactions go through it for long.

use std::{
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use alloy_consensus::TxEip1559;
use alloy_primitives::{Address, TxKind, U256, keccak256};
use clap::Parser;
use cybermiles_benches::{
    load::{
        growth::{self, Growth, Look, Watched},
        setup::PLAIN_GAS,
        wallet::Wallet,
    },
    machine::{Machine, command, write_json},
};
use cybermiles_chain::{Chain, ChainOptions};
use cybermiles_primitives::{ChainSpec, Genesis};
use cybermiles_storage::{Store, StoreOptions};
use rayon::prelude::*;
use serde::Serialize;

/// Pool, execution, sealing and storage in this process, without a network: signed transfers between
/// the same accounts, a block for each batch of them, as fast as they go. What grows under these is
/// no state.
#[derive(Debug, Parser)]
struct Arguments {
    /// Transfers.
    #[arg(long, default_value_t = 2_000_000)]
    transfers: usize,
    /// Transfers in a block: what a network of two blocks a second has at twice as many a second.
    #[arg(long, default_value_t = 750)]
    block: usize,
    /// Accounts that send them.
    #[arg(long, default_value_t = 1_000)]
    senders: usize,
    /// Addresses that receive them.
    #[arg(long, default_value_t = 10_000)]
    recipients: usize,
    /// Seconds between two looks.
    #[arg(long, default_value_t = 2)]
    look: u64,
    /// Where the JSON goes.
    #[arg(long, default_value = "benches/results/ledger.json")]
    out: PathBuf,
}

/// What was found.
#[derive(Debug, Serialize)]
struct Report {
    command: String,
    machine: Machine,
    transfers: usize,
    blocks: u64,
    transfers_a_second: f64,
    growth: Growth,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("ledger: {err}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let machine = Machine::read();
    let senders = 0..arguments.senders.max(1);
    let mut senders = senders.map(Wallet::sender).collect::<Result<Vec<_>, _>>()?;
    let recipients: Vec<_> = (0..arguments.recipients.max(1)).map(recipient).collect();
    let folder = tempfile::tempdir()?;
    let chain = open(&folder.path().join("db"), &senders)?;
    let pid = std::process::id();
    let watched = Watched { node: "ledger".into(), pid, data: folder.path().to_owned() };
    let mut looks: Vec<Look> = Vec::new();
    let (begun, mut sent) = (Instant::now(), 0);
    while sent < arguments.transfers {
        let seconds = begun.elapsed().as_secs_f64();
        if looks.last().is_none_or(|last| seconds >= last.seconds + arguments.look as f64) {
            looks.extend(growth::look(&watched, seconds));
        }
        let size = arguments.block.max(1).min(arguments.transfers - sent);
        step(&chain, &mut senders, &recipients, sent..sent + size)?;
        sent += size;
    }
    looks.extend(growth::look(&watched, begun.elapsed().as_secs_f64()));
    let report = Report {
        command: command(),
        machine,
        transfers: sent,
        blocks: chain.head().number(),
        transfers_a_second: sent as f64 / begun.elapsed().as_secs_f64(),
        growth: Growth::new(watched.node.clone(), looks),
    };
    print!("{} transfers in {} blocks\n{}", sent, report.blocks, report.growth);
    Ok(write_json(&arguments.out, &report)?)
}

fn recipient(index: usize) -> Address {
    Address::from_word(keccak256(format!("load recipient {index}")))
}

fn open(folder: &std::path::Path, senders: &[Wallet]) -> Result<Arc<Chain>, Failure> {
    let rich = U256::from(10).pow(U256::from(24));
    let balances = senders.iter().map(|sender| (sender.address, rich));
    let genesis = Genesis::new(ChainSpec::dev(), balances);
    let store = Store::open(folder, &genesis, StoreOptions::recommended())?;
    // The blocks name what time it was when this began, and a second more each.
    let clock = Arc::new(|| Duration::from_secs(1_790_000_000).as_secs());
    Ok(Chain::open(genesis, store, ChainOptions::dev(clock))?)
}

/// Signs the transfers of `range`, submits them and makes a block of them.
fn step(
    chain: &Chain,
    senders: &mut [Wallet],
    recipients: &[Address],
    range: std::ops::Range<usize>,
) -> Result<(), Failure> {
    let (first, count) = (range.start, range.len());
    let all = senders.len();
    // Each sender that has a turn signs all of its transfers, in order.
    let signed = senders.par_iter_mut().enumerate().map(|(at, sender)| {
        let turns = (range.clone()).skip((at + all - first % all) % all).step_by(all);
        turns.map(|index| sender.sign(transfer(recipients, index)).encoded.into()).collect()
    });
    let encoded: Vec<Vec<_>> = signed.collect();
    for result in chain.submit_many(encoded.into_iter().flatten().collect()) {
        result?;
    }
    let block = chain.seal()?;
    if block.transactions.len() == count {
        return Ok(());
    }
    let found = block.transactions.len();
    Err(format!("block {} has {found} transactions, expected {count}", block.number()).into())
}

fn transfer(recipients: &[Address], index: usize) -> TxEip1559 {
    TxEip1559 {
        chain_id: ChainSpec::dev().chain_id,
        gas_limit: PLAIN_GAS,
        max_fee_per_gas: 100_000_000_000,
        max_priority_fee_per_gas: 1_000_000_000,
        to: TxKind::Call(recipients[index % recipients.len()]),
        value: U256::from(1),
        ..Default::default()
    }
}
