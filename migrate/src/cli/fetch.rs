//! `fetch`: a bundle from Ethereum nodes.

use std::{
    collections::BTreeSet,
    error::Error,
    io::{self, Write},
    path::PathBuf,
    time::Duration,
};

use alloy_primitives::{Address, B256};
use clap::{Args, ValueEnum};
use cybermiles_migrate::{
    amount::parse_address,
    bundle::Trust,
    fetch::{self, Options, SLOTS, read_hints},
    verify::{SNAPSHOT, TOKEN},
};

use super::source::refused;
use crate::progress::Bars;

/// Nothing that comes is believed: every answer is checked as it arrives, and a node that lies is
/// named and asked no more. Killed and run again, it goes on and leaves the same bytes.
#[derive(Debug, Args)]
#[command(after_help = "Example, with a node of your own that keeps the state of the block:\n  \
    cmt-migrate fetch --rpc http://127.0.0.1:8545 --out bundle\n\n\
    With --block-hash, the hash of the block from somebody else, nobody who is asked can choose\n\
    another chain. With several --rpc the next is asked when one fails. Without proofs at any node:\n  \
    cmt-migrate fetch --rpc http://127.0.0.1:8545 --rpc http://127.0.0.1:8546 --trust rpc --out bundle\n\n\
    Exit codes: 0 fetched and verified, 1 something failed (what was fetched is kept, and the same \
    command goes on with it), 2 wrong usage, 3 what nodes say does not fit together (the message \
    says who and what).")]
pub(super) struct FetchOptions {
    /// An Ethereum node, http or https; several times for several nodes
    #[arg(long = "rpc", required = true)]
    urls: Vec<String>,
    /// The block's height
    #[arg(long, default_value_t = SNAPSHOT)]
    block: u64,
    /// The hash of the block, from others than the nodes that are asked
    #[arg(long)]
    block_hash: Option<B256>,
    /// The token's contract
    #[arg(long, default_value_t = TOKEN, value_parser = parse_address)]
    token: Address,
    /// The slot of the token's total supply, as its source has it
    #[arg(long, default_value_t = 0)]
    supply_slot: u64,
    /// Other slots to fetch [default: 3,4,5,6,7]
    #[arg(long, value_delimiter = ',')]
    slots: Option<Vec<u64>>,
    /// A list of accounts that may hold something: an allocation, or addresses under the line
    /// `address`; may be named several times
    #[arg(long, value_name = "FILE")]
    hints: Vec<PathBuf>,
    /// Who had the whole supply first [default: whoever sends first]
    #[arg(long, value_parser = parse_address)]
    deployer: Option<Address>,
    /// The block of the token's first log, or one before it
    #[arg(long, default_value_t = 0)]
    from_block: u64,
    /// Leave the logs out of the bundle
    #[arg(long)]
    no_logs: bool,
    /// What the balances are to rest on
    #[arg(long, value_enum, default_value = "proven")]
    trust: TrustName,
    /// Seconds one answer may take
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// After how many failures in a row a node is given up
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1000))]
    attempts: u32,
    /// The folder of the bundle
    #[arg(long)]
    out: PathBuf,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TrustName {
    /// Proofs against the block's hash
    Proven,
    /// What all nodes say alike; nothing is proven
    Rpc,
}

/// Whether it was fetched.
pub(super) fn run(options: &FetchOptions) -> Result<bool, Box<dyn Error>> {
    let mut hints = BTreeSet::new();
    for path in &options.hints {
        hints.extend(read_hints(path)?);
    }
    let slots = options.slots.as_deref().unwrap_or(&SLOTS);
    let asked = Options {
        urls: options.urls.clone(),
        token: options.token,
        number: options.block,
        block_hash: options.block_hash,
        supply_slot: options.supply_slot,
        slots: slots.iter().copied().collect(),
        from_block: options.from_block,
        deployer: options.deployer,
        hints,
        trust: match options.trust {
            TrustName::Proven => Trust::Proven,
            TrustName::Rpc => Trust::Rpc,
        },
        has_logs: !options.no_logs,
        timeout: Duration::from_secs(options.timeout),
        attempts: options.attempts,
        out: options.out.clone(),
    };
    let fetched = fetch::fetch(&asked, &mut Bars::new());
    let mut out = io::stdout().lock();
    match fetched {
        Err(err) if err.is_passing() => return Err(err.into()),
        Err(err) => {
            refused(&mut out, &err, options.json)?;
            return Ok(false);
        }
        Ok(fetched) if options.json => {
            let json = serde_json::json!({
                "fetched": true,
                "pinned": options.block_hash.is_some(),
                "block_hash": fetched.expected.block_hash,
                "report": fetched.verified.report,
            });
            writeln!(out, "{json:#}")?;
        }
        Ok(fetched) => {
            write!(out, "{}", fetched.verified.report)?;
            if options.block_hash.is_none() {
                writeln!(
                    out,
                    "Nobody pinned the block hash: it is what the nodes said. Compare it with other \
                     sources"
                )?;
            }
        }
    }
    Ok(true)
}
