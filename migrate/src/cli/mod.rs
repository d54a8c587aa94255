//! What may stand on the command line, and the help that teaches it: a command a file.

mod claim;
mod classify;
mod compare;
mod decisions;
mod fetch;
mod genesis;
mod key;
mod prove;
mod rehearse;
mod report;
mod serve;
mod source;
mod status;
mod verify;

use std::error::Error;

use clap::{Parser, Subcommand};

/// Exit code of a question answered with no.
pub(crate) const EXIT_NO: u8 = 3;

/// ERC-20 CMT becomes native CMT, proven.
#[derive(Debug, Parser)]
#[command(
    name = "cmt-migrate",
    version,
    about,
    after_help = "Examples:\n  \
        cmt-migrate fetch --rpc https://… --block-hash 0x… --out bundle\n  \
        cmt-migrate compare holders.csv genesis.json\n  \
        cmt-migrate verify bundle --block-hash 0x…\n  \
        cmt-migrate classify bundle --block-hash 0x… --out classified\n  \
        cmt-migrate genesis network.toml --bundle bundle --block-hash 0x… --lists classified --out genesis.json\n  \
        cmt-migrate prove 0x… --claims classified/claims.csv\n  \
        cmt-migrate report --bundle bundle --block-hash 0x… --lists classified --out report\n  \
        cmt-migrate status 0x… --lists classified --network-file network.toml\n  \
        cmt-migrate claim 0x… --lists classified --to 0x… --key claimant.json\n  \
        cmt-migrate serve --lists classified --network-file network.toml --rpc http://127.0.0.1:8545\n  \
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
    Compare(compare::CompareOptions),
    /// Fetch a bundle from Ethereum nodes; every answer is checked as it arrives
    Fetch(fetch::FetchOptions),
    /// Verify a bundle offline: every balance follows from the hash of one block
    Verify(verify::VerifyOptions),
    /// Divide what a bundle proves: who is credited in the genesis, and who has to claim
    Classify(classify::ClassifyOptions),
    /// Make the genesis of a network, and compare every balance of it with what a bundle proves
    Genesis(genesis::GenesisOptions),
    /// Print a claim's leaf and Merkle proof
    Prove(prove::ProveOptions),
    /// Write an auditor's report: HTML and Markdown, with plots, hashes and commands
    Report(report::ReportOptions),
    /// Say in one sentence what a holder gets, where, and what to do
    Status(status::StatusOptions),
    /// Claim a row on the new chain, or print what its claimant has to sign
    Claim(Box<claim::ClaimOptions>),
    /// Serve the page on which holders see what they have and claim what they can
    Serve(serve::ServeOptions),
    /// Make the bundle of a token that exists nowhere, to practise on
    Rehearse(rehearse::RehearseOptions),
}

/// Does what was asked; whether the answer is yes.
pub(crate) fn run(cli: &Cli) -> Result<bool, Box<dyn Error>> {
    match &cli.command {
        Command::Compare(options) => compare::run(options),
        Command::Fetch(options) => fetch::run(options),
        Command::Verify(options) => verify::run(options),
        Command::Classify(options) => classify::run(options),
        Command::Genesis(options) => genesis::run(options),
        Command::Prove(options) => prove::run(options),
        Command::Report(options) => report::run(options),
        Command::Status(options) => status::run(options),
        Command::Claim(options) => claim::run(options),
        Command::Serve(options) => serve::run(options),
        Command::Rehearse(options) => rehearse::run(options),
    }
}
