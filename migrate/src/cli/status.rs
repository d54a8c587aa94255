//! `status`: what a holder gets, in a sentence.

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
};

use alloy_primitives::Address;
use clap::Args;
use cybermiles_migrate::{
    amount::parse_address,
    status::{Lists, Status},
};

#[derive(Debug, Args)]
#[command(after_help = "Example, behind that of `classify`:\n  \
    cmt-migrate status 0x00000000000000000000000000000000000000a1 --lists classified\n\n\
    Exit codes: 0 the account gets something, 1 a list was refused, 2 wrong usage, 3 it had nothing.")]
pub(super) struct StatusOptions {
    /// The holder's address
    #[arg(value_parser = parse_address)]
    address: Address,
    /// The folder that `classify` wrote
    #[arg(long)]
    lists: PathBuf,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

/// Whether the account gets something.
pub(super) fn run(options: &StatusOptions) -> Result<bool, Box<dyn Error>> {
    let lists = Lists::read(&options.lists)?;
    let status = lists.status(options.address);
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, &status)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{status}")?;
        writeln!(out, "(Balances of the block with hash {}.)", lists.block_hash())?;
    }
    Ok(!matches!(status, Status::Nothing { .. }))
}
