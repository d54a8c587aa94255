//! `classify`: who is credited, and who has to claim.

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
};

use clap::Args;
use cybermiles_migrate::classify::Summary;

use super::{
    decisions::DecisionOptions,
    source::{BundleOptions, Stop, answer},
};

/// Writes `credited.csv` (an allocation file of `cybermiles genesis`), `claims.csv` (see `prove`),
/// `migration.json` (what a network's file names under `[migration]`) and `classification.json`. People's accounts are credited, contracts' and the token's are
/// claimed, unless a signed decision says otherwise for a row.
#[derive(Debug, Args)]
#[command(after_help = "Example, which classifies a rehearsal:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F,8\\n' > holders.csv\n  \
    cmt-migrate classify rehearsal --block-hash \"$(cmt-migrate rehearse holders.csv --out rehearsal)\" --out classified\n\n\
    A decision file is JSON:\n  \
    { \"version\": 1, \"token\": \"0x…\", \"block_hash\": \"0x…\", \"rows\": [\n    \
    { \"address\": \"0x…\", \"wei\": \"1000\", \"class\": \"disputed\", \"treatment\": \"claim\",\n      \
    \"claimant\": \"0x…\", \"evidence\": \"https://…\", \"reason\": \"…\" } ] }\n\
    class: person, delegated, contract, token, exchange, disputed or other; treatment: credit or\n\
    claim; claimant may be left out. A claimant that is a contract of the bundle is refused; whether one\n\
    outside the bundle has a key cannot be checked here: have it sign. Without --signature the text to sign is printed.\n\n\
    Exit codes: 0 done, 1 something failed (the message says what), 2 wrong usage, 3 the bundle or \
    the decision file was refused.")]
pub(super) struct ClassifyOptions {
    #[command(flatten)]
    source: BundleOptions,
    /// The folder of the lists
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    decisions: DecisionOptions,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
}

/// Whether it could be done.
pub(super) fn run(options: &ClassifyOptions) -> Result<bool, Box<dyn Error>> {
    answer(divide(options), options.json)
}

fn divide(options: &ClassifyOptions) -> Result<(), Stop> {
    options.decisions.read()?;
    let classified = options.decisions.classify(&options.source.verify()?)?;
    classified.write(&options.out).map_err(Stop::failed)?;
    show(&classified.summary, options.json).map_err(Stop::failed)
}

fn show(summary: &Summary, is_json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if !is_json {
        return write!(out, "{summary}");
    }
    serde_json::to_writer_pretty(&mut out, summary)?;
    writeln!(out)
}
