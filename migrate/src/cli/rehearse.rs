//! `rehearse`: the bundle of a token that exists nowhere.

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
};

use clap::Args;
use cybermiles_migrate::{Allocation, rehearsal::Rehearsal};

/// Prints the block hash that `verify` needs, and nothing else. Killed and run again, it goes on
/// and leaves the same bytes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n' > holders.csv\n  \
    cmt-migrate rehearse holders.csv --out rehearsal")]
pub(super) struct RehearseOptions {
    /// Balances: a list or a genesis file
    holders: PathBuf,
    /// The folder of the bundle
    #[arg(long)]
    out: PathBuf,
}

/// Makes it.
pub(super) fn run(options: &RehearseOptions) -> Result<bool, Box<dyn Error>> {
    let holders = Allocation::read(&options.holders)?;
    let path = options.holders.display();
    let rehearsal = Rehearsal::new(holders)
        .ok_or_else(|| format!("{path}: nobody has a balance; expected somebody"))?;
    let expected = rehearsal.write(&options.out)?;
    writeln!(io::stdout(), "{}", expected.block_hash)?;
    Ok(true)
}
