//! `compare`: two allocations, in words.

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
};

use clap::Args;
use cybermiles_migrate::{Allocation, compare::Comparison};

/// Lists begin with `address,balance_wei` (or `address,amount`, in CMT); anything that begins with
/// `{` is a genesis file.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n' > a.csv\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234500\\n' > b.csv\n  \
    cmt-migrate compare a.csv b.csv\n\n\
    Exit codes: 0 the same, 1 a file was refused (the message says where), 2 wrong usage, \
    3 different.")]
pub(super) struct CompareOptions {
    /// The first allocation: a list or a genesis file
    a: PathBuf,
    /// The second allocation
    b: PathBuf,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

/// Whether they are the same.
pub(super) fn run(options: &CompareOptions) -> Result<bool, Box<dyn Error>> {
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
