//! What may stand on the command line, and the help that teaches it.

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
};

use alloy_primitives::{Address, B256};
use clap::{Args, Parser, Subcommand};
use cybermiles_migrate::{
    Allocation,
    amount::parse_address,
    compare::Comparison,
    rehearsal::Rehearsal,
    verify::{self, Expected, SNAPSHOT, TOKEN},
};

use crate::progress::Bars;

/// Exit code of a question answered with no.
pub(crate) const EXIT_NO: u8 = 3;

/// ERC-20 CMT becomes native CMT, proven.
#[derive(Debug, Parser)]
#[command(
    name = "cmt-migrate",
    version,
    about,
    after_help = "Examples:\n  \
        cmt-migrate compare holders.csv genesis.json\n  \
        cmt-migrate verify bundle --block-hash 0x…\n  \
        cmt-migrate rehearse holders.csv --out rehearsal\n\n\
        Exit codes: 0 yes (the same, verified), 1 something failed (the message says what), 2 wrong \
        usage, 3 no (different, refused)."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what differs between two allocations, and name known patterns of hand edits
    Compare(CompareOptions),
    /// Verify a bundle offline: every balance follows from the hash of one block
    Verify(VerifyOptions),
    /// Make the bundle of a token that exists nowhere, to practise on
    Rehearse(RehearseOptions),
}

/// Lists begin with `address,balance_wei` (or `address,amount`, in CMT); anything that begins with
/// `{` is a genesis file.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n' > a.csv\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234500\\n' > b.csv\n  \
    cmt-migrate compare a.csv b.csv\n\n\
    Exit codes: 0 the same, 1 a file was refused (the message says where), 2 wrong usage, \
    3 different.")]
struct CompareOptions {
    /// The first allocation: a list or a genesis file
    a: PathBuf,
    /// The second allocation
    b: PathBuf,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example, which verifies a rehearsal:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n' > holders.csv\n  \
    cmt-migrate verify rehearsal --block-hash \"$(cmt-migrate rehearse holders.csv --out rehearsal)\"\n\n\
    Exit codes: 0 verified, 1 the bundle could not be read, 2 wrong usage, 3 refused (the message \
    says which file and row, what was found and what was expected).")]
struct VerifyOptions {
    /// The bundle's folder
    bundle: PathBuf,
    /// The hash of the block: what everything rests on. Take it from several sources, not from
    /// whoever gave you the bundle
    #[arg(long)]
    block_hash: B256,
    /// The token's contract
    #[arg(long, default_value_t = TOKEN, value_parser = parse_address)]
    token: Address,
    /// The block's height
    #[arg(long, default_value_t = SNAPSHOT)]
    block: u64,
    /// The slot of the token's total supply, as its source has it
    #[arg(long, default_value_t = 0)]
    supply_slot: u64,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

/// Prints the block hash that `verify` needs, and nothing else. Killed and run again, it goes on
/// and leaves the same bytes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n' > holders.csv\n  \
    cmt-migrate rehearse holders.csv --out rehearsal")]
struct RehearseOptions {
    /// Balances: a list or a genesis file
    holders: PathBuf,
    /// The folder of the bundle
    #[arg(long)]
    out: PathBuf,
}

/// Does what was asked; whether the answer is yes.
pub(crate) fn run(cli: &Cli) -> Result<bool, Box<dyn Error>> {
    match &cli.command {
        Command::Compare(options) => compare(options),
        Command::Verify(options) => verify(options),
        Command::Rehearse(options) => rehearse(options),
    }
}

fn compare(options: &CompareOptions) -> Result<bool, Box<dyn Error>> {
    let comparison =
        Comparison::new(&Allocation::read(&options.a)?, &Allocation::read(&options.b)?);
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, &comparison)?;
        writeln!(out)?;
    } else {
        write!(out, "{comparison}")?;
    }
    Ok(comparison.is_same())
}

fn verify(options: &VerifyOptions) -> Result<bool, Box<dyn Error>> {
    let expected = Expected {
        token: options.token,
        number: options.block,
        block_hash: options.block_hash,
        supply_slot: options.supply_slot,
    };
    let mut bars = Bars::new();
    let verified = verify::verify(&options.bundle, &expected, &mut bars);
    drop(bars);
    let mut out = io::stdout().lock();
    match (verified, options.json) {
        (Err(err), _) if err.is_unread() => return Err(err.into()),
        (Err(err), true) => {
            let json = serde_json::json!({ "verified": false, "refused": err.to_string() });
            writeln!(out, "{json:#}")?;
            return Ok(false);
        }
        (Err(err), false) => {
            writeln!(out, "Refused: {err}")?;
            return Ok(false);
        }
        (Ok(verified), true) => {
            let json = serde_json::json!({ "verified": true, "report": verified.report });
            writeln!(out, "{json:#}")?;
        }
        (Ok(verified), false) => write!(out, "{}", verified.report)?,
    }
    Ok(true)
}

fn rehearse(options: &RehearseOptions) -> Result<bool, Box<dyn Error>> {
    let holders = Allocation::read(&options.holders)?;
    let path = options.holders.display();
    let rehearsal = Rehearsal::new(holders)
        .ok_or_else(|| format!("{path}: nobody has a balance; expected somebody"))?;
    let expected = rehearsal.write(&options.out)?;
    writeln!(io::stdout(), "{}", expected.block_hash)?;
    Ok(true)
}
