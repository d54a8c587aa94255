//! `genesis`: block 0 of a network, every balance compared with what a bundle proves.

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
};

use clap::Args;
use cybermiles_migrate::genesis::{self, GenesisReport, lists};

use super::{
    decisions::DecisionOptions,
    source::{PinnedOptions, Stop, answer},
};

/// Verifies the bundle and divides it again, checks that the lists are just that, makes the genesis
/// as `cybermiles genesis` does, reads it back, and compares every balance. Killed and run again,
/// it leaves the same bytes.
#[derive(Debug, Args)]
#[command(after_help = "Example, which makes a development chain of a rehearsal:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F,8\\n' > holders.csv\n  \
    HASH=$(cmt-migrate rehearse holders.csv --out rehearsal)\n  \
    cmt-migrate classify rehearsal --block-hash $HASH --out classified\n  \
    printf '%s\\n' \\\n  \
    'name = \"Rehearsal\"' \\\n  \
    'chain_id = 4242' \\\n  \
    'time = 2027-01-01T00:00:00Z' \\\n  \
    'total = \"0.000000000001234575\"' \\\n  \
    'chain = { epoch_blocks = 0 }' \\\n  \
    'groups = { contribution = \"0.000000000001234575\" }' \\\n  \
    '[[allocation]]' \\\n  \
    'name = \"Holders\"' \\\n  \
    'kind = \"contribution\"' \\\n  \
    'amount = \"0.000000000001234567\"' \\\n  \
    'file = \"classified/credited.csv\"' \\\n  \
    '[migration]' \\\n  \
    'file = \"classified/migration.json\"' \\\n  \
    'amount = \"0.000000000000000008\"' \\\n  \
    'deadline = 2030-01-01T00:00:00Z' \\\n  \
    > network.toml\n  \
    cmt-migrate genesis network.toml --bundle rehearsal --block-hash $HASH --lists classified --out genesis.json\n\n\
    A network has validators besides: docs/operate.md describes the whole file.\n\n\
    Exit codes: 0 made, every balance as proven; 1 something failed (the message says what); 2 wrong \
    usage; 3 the bundle, the decisions or the lists were refused, or a balance is not as proven.")]
pub(super) struct GenesisOptions {
    /// The network: chain, parameters, allocations, migration, validators
    network: PathBuf,
    /// The bundle's folder
    #[arg(long)]
    bundle: PathBuf,
    #[command(flatten)]
    pinned: PinnedOptions,
    #[command(flatten)]
    decisions: DecisionOptions,
    /// The folder `classify` wrote
    #[arg(long)]
    lists: PathBuf,
    /// Genesis file to write
    #[arg(long, default_value = "genesis.json")]
    out: PathBuf,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
}

/// Whether it is made, and as proven.
pub(super) fn run(options: &GenesisOptions) -> Result<bool, Box<dyn Error>> {
    answer(make(options), options.json)
}

fn make(options: &GenesisOptions) -> Result<(), Stop> {
    options.decisions.read()?;
    let verified = options.pinned.verify(&options.bundle)?;
    let classified = options.decisions.classify(&verified)?;
    drop(verified);
    let stop = |err: genesis::GenesisError| match err.is_unread() {
        true => Stop::failed(err),
        false => Stop::no(err),
    };
    lists::check(&classified, &options.lists).map_err(stop)?;
    let report = genesis::make(&classified, &options.network, &options.out).map_err(stop)?;
    show(options, &report).map_err(Stop::failed)
}

fn show(options: &GenesisOptions, report: &GenesisReport) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, report)?;
        return writeln!(out);
    }
    let path = options.out.display();
    write!(out, "{report}")?;
    writeln!(out, "Written: {path}")?;
    writeln!(out, "Make a node's folder with: cybermiles init --genesis {path} --datadir FOLDER")
}
