//! What the store costs: `cargo run --release -p cybermiles-storage --example cost [accounts]`.
//!
//! Fills a folder with accounts, commits blocks of 20,000 transfers, then opens the folder again.
//! Wall times, and CPU times of the calling thread (starts: of the whole process), on whatever
//! machine runs it and on the disk of the temporary folder.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use alloy_consensus::{SignableTransaction, TxEnvelope, TxLegacy, transaction::Recovered};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Signature, U256, keccak256};
use cybermiles_primitives::{
    Account, AccountChange, ChainSpec, ExecutedBlock, Genesis, Header, Receipt,
    RecoveredTransaction, StateDiff, StateReader,
};
use cybermiles_storage::{Store, StoreOptions};

const TRANSFERS: u64 = 20_000;
const BLOCKS: u64 = 12;

fn address(index: u64) -> Address {
    Address::from_word(keccak256(index.to_be_bytes()))
}

fn diff(addresses: impl Iterator<Item = u64>, nonce: u64) -> StateDiff {
    let account = |nonce| Account { nonce, balance: U256::from(1u64 << 50), ..Default::default() };
    let mut accounts: Vec<_> = addresses
        .map(|index| AccountChange {
            address: address(index),
            before: (nonce > 0).then(|| account(nonce - 1)),
            after: Some(account(nonce)),
            storage_wiped: false,
            slots: vec![],
        })
        .collect();
    accounts.sort_by_key(|change| change.address);
    StateDiff { accounts, codes: vec![] }
}

fn transaction(number: u64, index: u64) -> Arc<RecoveredTransaction> {
    let to = address(index).into();
    let transaction = TxLegacy { nonce: number, gas_limit: 21_000, to, ..Default::default() };
    let signature = Signature::new(U256::MAX >> 1, U256::from(index) << 200, false);
    let signed: TxEnvelope = transaction.into_signed(signature).into();
    Arc::new(RecoveredTransaction {
        hash: *signed.tx_hash(),
        encoded: signed.encoded_2718().into(),
        transaction: Recovered::new_unchecked(signed, address(index)),
    })
}

struct Writer {
    store: Store,
    genesis: Genesis,
    times: Vec<(Duration, Duration)>,
    cpu: Vec<(Duration, Duration)>,
}

/// CPU time of this thread so far.
fn thread_cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = text.split_whitespace().next().and_then(|first| first.parse().ok());
    Duration::from_nanos(first.unwrap_or_default())
}

/// CPU time of this process so far, to a hundredth of a second.
fn process_cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: u64 = text
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}

/// The middle one.
fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<_> = times.collect();
    times.sort_unstable();
    times[times.len() / 2]
}

impl Writer {
    fn commit(&mut self, diff: StateDiff, transactions: Vec<Arc<RecoveredTransaction>>) {
        let head = self.store.head();
        let (start, cpu) = (Instant::now(), thread_cpu());
        let root = self.store.stage(Arc::new(diff)).expect("stage");
        let (staged, staged_cpu) = (start.elapsed(), thread_cpu() - cpu);
        let receipt = Receipt { success: true, cumulative_gas_used: 21_000, ..Receipt::default() };
        let header = Header {
            parent_hash: head.hash,
            number: head.number() + 1,
            ..self.genesis.header(root)
        };
        let receipts = vec![receipt; transactions.len()];
        let hash = header.hash_slow();
        let block = Arc::new(ExecutedBlock { hash, header, transactions, receipts, seal: None });
        let (start, cpu) = (Instant::now(), thread_cpu());
        self.store.commit(block).expect("commit");
        self.times.push((staged, start.elapsed()));
        self.cpu.push((staged_cpu, thread_cpu() - cpu));
    }
}

fn main() {
    let accounts: u64 =
        std::env::args().nth(1).map_or(1_000_000, |count| count.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let genesis = Genesis::new(ChainSpec::dev(), []);
    let store = Store::open(folder.path(), &genesis, StoreOptions::recommended()).expect("open");
    let mut writer = Writer { store, genesis, times: Vec::new(), cpu: Vec::new() };
    for start in (0..accounts).step_by(100_000) {
        writer.commit(diff(start..(start + 100_000).min(accounts), 0), vec![]);
    }
    writer.times.clear();
    writer.cpu.clear();
    for number in 1..=BLOCKS {
        let transactions = (0..TRANSFERS).map(|index| transaction(number, index)).collect();
        let step = accounts / (2 * TRANSFERS);
        let touched = (0..2 * TRANSFERS).map(|index| index * step);
        writer.commit(diff(touched, number), transactions);
    }
    let Writer { store, genesis, times, cpu } = writer;
    let (stage, commit) = (
        median(times.iter().map(|(stage, _)| *stage)),
        median(times.iter().map(|(_, commit)| *commit)),
    );
    let (stage_cpu, commit_cpu) = (
        median(cpu.iter().map(|(stage, _)| *stage)),
        median(cpu.iter().map(|(_, commit)| *commit)),
    );
    println!("block of {TRANSFERS} transfers, {accounts} accounts, medians of {BLOCKS}:");
    println!("  stage (apply + state root)       {stage:?}, CPU {stage_cpu:?}");
    println!("  commit (log + fdatasync + index) {commit:?}, CPU {commit_cpu:?}");
    look_ups(&store, accounts);
    let mut small = Writer { store, genesis, times: Vec::new(), cpu: Vec::new() };
    for nonce in 0..200 {
        small.commit(StateDiff::default(), vec![transaction(1000 + nonce, 1)]);
    }
    let commit = median(small.times.iter().map(|(_, commit)| *commit));
    let cpu = median(small.cpu.iter().map(|(_, commit)| *commit));
    println!("  commit of a block of 1 transfer  {commit:?}, CPU {cpu:?}");
    let Writer { store, genesis, .. } = small;
    let start = Instant::now();
    drop(store);
    println!("  finish background work           {:?}", start.elapsed());
    for how in ["after a crash", "after a clean stop"] {
        let (start, cpu) = (Instant::now(), process_cpu());
        let options = StoreOptions::recommended();
        let store = Store::open(folder.path(), &genesis, options).expect("open");
        let cpu = process_cpu() - cpu;
        println!("  start {how:<19}        {:?}, CPU {cpu:?}", start.elapsed());
        let start = Instant::now();
        store.close().expect("close");
        println!("  clean stop                       {:?}", start.elapsed());
    }
}

fn look_ups(store: &Store, accounts: u64) {
    let addresses: Vec<_> = (0..100_000).map(|index| address(index * 7919 % accounts)).collect();
    for (name, number) in
        [("head", store.head_number()), ("10 blocks back", store.head_number() - 10)]
    {
        let view = store.state_at(number).expect("a view");
        let mut found = 0u64;
        let start = Instant::now();
        for address in &addresses {
            found += view.account(address).expect("an account").map_or(0, |account| account.nonce);
        }
        let each = start.elapsed() / addresses.len() as u32;
        println!("  look-up, {name:<22}  {each:?} ({found})");
    }
    let hash = B256::repeat_byte(1);
    let start = Instant::now();
    for _ in 0..1000 {
        assert_eq!(store.transaction_location(&hash).expect("an answer"), None);
    }
    println!("  unknown transaction hash         {:?}", start.elapsed() / 1000);
}
