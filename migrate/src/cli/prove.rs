//! `prove`: the leaf and the Merkle proof of a claim.

use std::{
    error::Error,
    fs,
    io::{self, Write},
    path::PathBuf,
};

use alloy_primitives::Address;
use clap::Args;
use cybermiles_migrate::{
    amount::parse_address,
    claims::{read_claims, tree},
};

#[derive(Debug, Args)]
#[command(after_help = "Example, behind that of `classify`:\n  \
    cmt-migrate prove 0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F --claims classified/claims.csv\n\n\
    Exit codes: 0 printed, 1 the list was refused, 2 wrong usage, 3 there is no such claim.")]
pub(super) struct ProveOptions {
    /// The account whose row is claimed
    #[arg(value_parser = parse_address)]
    address: Address,
    /// The list of claims
    #[arg(long)]
    claims: PathBuf,
}

/// Whether there is such a claim.
pub(super) fn run(options: &ProveOptions) -> Result<bool, Box<dyn Error>> {
    let path = &options.claims;
    let file = fs::File::open(path).map_err(|err| format!("{}: {err}", path.display()))?;
    let claims = read_claims(path, io::BufReader::new(file))?;
    let mut out = io::stdout().lock();
    let Some(claim) = claims.iter().find(|claim| claim.address == options.address) else {
        writeln!(out, "{} has nothing to claim in {}.", options.address, path.display())?;
        return Ok(false);
    };
    let tree = tree(&claims);
    let proof = tree.as_ref().and_then(|tree| tree.proof(claim.leaf()));
    let json = serde_json::json!({
        "root": tree.map(|tree| tree.root()),
        "address": claim.address,
        "claimant": claim.claimant,
        "wei": claim.wei.to_string(),
        "class": claim.kind,
        "classCode": claim.kind.code(),
        "leaf": claim.leaf(),
        "proof": proof,
    });
    writeln!(out, "{json:#}")?;
    Ok(true)
}
