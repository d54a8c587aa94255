//! What may stand on the command line, and the help that teaches it.

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand};
use cybermiles_migrate::{Allocation, compare::Comparison};

/// Exit code of a question answered with no.
pub(crate) const EXIT_NO: u8 = 3;

/// ERC-20 CMT becomes native CMT, proven.
#[derive(Debug, Parser)]
#[command(
    name = "cmt-migrate",
    version,
    about,
    after_help = "Example:\n  cmt-migrate compare holders.csv genesis.json\n\n\
        Exit codes: 0 yes (the same), 1 something failed (the message says what), 2 wrong usage, \
        3 no (different)."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what differs between two allocations, and name known patterns of hand edits
    Compare(CompareOptions),
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

/// Does what was asked; whether the answer is yes.
pub(crate) fn run(cli: &Cli) -> Result<bool, Box<dyn Error>> {
    match &cli.command {
        Command::Compare(options) => compare(options),
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
