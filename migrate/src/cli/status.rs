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
    bundle::Trust,
    places::Places,
    status::{Lists, Status},
};
use serde::Serialize;

#[derive(Debug, Args)]
#[command(after_help = "Example, behind that of `classify`:\n  \
    cmt-migrate status 0x00000000000000000000000000000000000000a1 --lists classified\n\n\
    Behind that of `genesis`, and with what the network's file puts elsewhere:\n  \
    cmt-migrate status 0x00000000000000000000000000000000000000a1 --lists classified --network-file network.toml\n\n\
    Exit codes: 0 the account gets something, 1 a list was refused, 2 wrong usage, 3 it had nothing.")]
pub(super) struct StatusOptions {
    /// The holder's address
    #[arg(value_parser = parse_address)]
    address: Address,
    /// The folder that `classify` wrote
    #[arg(long)]
    lists: PathBuf,
    /// The network's file, which tells what of a row it puts elsewhere: into a vesting, a stake or
    /// the reserve
    #[arg(long, value_name = "FILE")]
    network_file: Option<PathBuf>,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

/// What is said in JSON.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    status: &'a Status,
    /// What the balances rest on.
    trust: Trust,
}

/// Whether the account gets something.
pub(super) fn run(options: &StatusOptions) -> Result<bool, Box<dyn Error>> {
    let lists = Lists::read(&options.lists)?;
    let mut status = lists.status(options.address);
    if let Some(network) = &options.network_file {
        status = Places::read(network, &lists)?.place(status);
    }
    let mut out = io::stdout().lock();
    if options.json {
        let told = Told { status: &status, trust: lists.trust() };
        serde_json::to_writer_pretty(&mut out, &told)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{status}")?;
        writeln!(out, "(Balances of the block with hash {}.)", lists.block_hash())?;
        if let Status::Credited { placed: Some(placed), .. } = &status {
            writeln!(
                out,
                "(As in block 0 with hash {}: a chain that began with another one is not this one.)",
                placed.genesis_hash
            )?;
        }
        if lists.trust() == Trust::Rpc {
            writeln!(
                out,
                "(They are what Ethereum nodes said, and nobody proved them. The chain therefore \
                 takes claims by Merkle proof only.)"
            )?;
        }
    }
    Ok(!matches!(status, Status::Nothing { .. }))
}
