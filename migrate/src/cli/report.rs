//! `report`: an auditor's report.

use std::{
    error::Error,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use cybermiles_migrate::{
    genesis::{GenesisError, lists},
    report::{Commands, GenesisFacts, Inputs, Other, measure},
    verify::Verified,
};

use super::{
    decisions::DecisionOptions,
    source::{PinnedOptions, Stop, answer},
};

/// Verifies the bundle and divides it again, checks that the lists are just that, and writes
/// `report.html`, `report.md` and the plots. The same input gives the same bytes.
#[derive(Debug, Args)]
#[command(after_help = "Example, of a rehearsal and of a list that was cut by a spreadsheet:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F,8\\n' > holders.csv\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234500\\n' > other.csv\n  \
    HASH=$(cmt-migrate rehearse holders.csv --out rehearsal)\n  \
    cmt-migrate classify rehearsal --block-hash $HASH --out classified\n  \
    cmt-migrate report --bundle rehearsal --block-hash $HASH --lists classified --compare other.csv --out report\n\n\
    Exit codes: 0 written, 1 something failed (the message says what), 2 wrong usage, 3 the bundle, \
    the decisions or the lists were refused; or it is written, and says that the genesis is not as \
    proven.")]
pub(super) struct ReportOptions {
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
    /// A genesis file, to be compared with what is proven
    #[arg(long)]
    genesis: Option<PathBuf>,
    /// The network's file it was made of: it says what is moved out of rows
    #[arg(long, requires = "genesis")]
    network: Option<PathBuf>,
    /// Another list, or a genesis file, to be compared with what is proven. May be given several
    /// times
    #[arg(long, value_name = "FILE")]
    compare: Vec<PathBuf>,
    /// The folder of the report
    #[arg(long)]
    out: PathBuf,
    /// Print the paths as one JSON object
    #[arg(long)]
    json: bool,
}

/// Whether it is written, and everything is as proven.
pub(super) fn run(options: &ReportOptions) -> Result<bool, Box<dyn Error>> {
    answer(write(options), options.json)
}

fn write(options: &ReportOptions) -> Result<(), Stop> {
    options.decisions.read()?;
    let verified = options.pinned.verify(&options.bundle)?;
    let classified = options.decisions.classify(&verified)?;
    let stop = |err: GenesisError| match err.is_unread() {
        true => Stop::failed(err),
        false => Stop::no(err),
    };
    lists::check(&classified, &options.lists).map_err(stop)?;
    let network = options.network.as_deref();
    let genesis = options
        .genesis
        .as_deref()
        .map(|path| GenesisFacts::read(path, network, &classified).map_err(stop))
        .transpose()?;
    let is_as_proven =
        genesis.as_ref().is_none_or(|genesis| genesis.is_as_proven(verified.report.supply));
    let inputs = Inputs {
        classified: &classified,
        genesis,
        others: others(&options.compare, &verified)?,
        files: measure(&files(options).map_err(Stop::failed)?).map_err(Stop::failed)?,
        commands: commands(options),
        verified: &verified,
    };
    inputs.write(&options.out).map_err(Stop::failed)?;
    show(options).map_err(Stop::failed)?;
    if is_as_proven {
        return Ok(());
    }
    let path = options.out.join("report.html");
    Err(Stop::No(format!("the genesis is not as proven: {} says where", path.display()).into()))
}

fn others(paths: &[PathBuf], verified: &Verified) -> Result<Vec<Other>, Stop> {
    let other = |path: &PathBuf| Other::read(path, verified).map_err(Stop::failed);
    paths.iter().map(other).collect()
}

/// Every file that goes in, by name.
fn files(options: &ReportOptions) -> io::Result<Vec<PathBuf>> {
    let mut files = of_folder(&options.bundle)?;
    files.extend(of_folder(&options.lists)?);
    let named = [options.decisions.file(), options.genesis.as_ref(), options.network.as_ref()];
    files.extend(named.into_iter().flatten().chain(&options.compare).cloned());
    Ok(files)
}

fn of_folder(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries: io::Result<Vec<_>> = fs::read_dir(folder)?.collect();
    let mut files: Vec<_> = entries?.into_iter().map(|entry| entry.path()).collect();
    files.retain(|path| path.is_file());
    files.sort_unstable();
    Ok(files)
}

fn commands(options: &ReportOptions) -> Commands {
    let shown = |path: &PathBuf| path.display().to_string();
    let named = [("--genesis", &options.genesis), ("--network", &options.network)];
    let named = named.into_iter().filter_map(|(name, path)| Some((name, path.as_ref()?)));
    let compared = options.compare.iter().map(|path| ("--compare", path));
    let more = named.chain(compared).flat_map(|(name, path)| [name.to_owned(), shown(path)]);
    Commands {
        bundle: shown(&options.bundle),
        pinned: options.pinned.words(),
        decisions: options.decisions.words(),
        lists: shown(&options.lists),
        more: more.collect(),
        network: options.network.as_ref().map(shown),
        genesis: options.genesis.as_ref().map(shown),
        out: shown(&options.out),
    }
}

fn show(options: &ReportOptions) -> io::Result<()> {
    let path = |name: &str| options.out.join(name).display().to_string();
    let (html, markdown) = (path("report.html"), path("report.md"));
    let mut out = io::stdout().lock();
    if options.json {
        let json = serde_json::json!({ "html": html, "markdown": markdown });
        return writeln!(out, "{json:#}");
    }
    writeln!(out, "Written: {html} and {markdown}")
}
