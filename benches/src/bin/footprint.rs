//! `footprint`: how long a store with many accounts takes to open, and how much memory it holds.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

use clap::{Parser, ValueEnum};
use cybermiles_benches::{
    load::process::memory,
    machine::{Machine, command, write_json},
    micro::{
        cpu,
        ledger::{open, populate, settle},
    },
};
use serde::{Deserialize, Serialize};

/// Fills a store, then opens it in a fresh process and measures that.
#[derive(Debug, Parser)]
struct Arguments {
    /// Accounts in the store.
    #[arg(long, default_value_t = 1_000_000)]
    accounts: usize,
    /// How often it is opened; medians are reported.
    #[arg(long, default_value_t = 3)]
    repeat: usize,
    /// Where the JSON goes.
    #[arg(long, default_value = "benches/results/footprint.json")]
    out: PathBuf,
    /// One step, in a process of its own.
    #[arg(long, value_enum, hide = true, requires = "folder")]
    step: Option<Step>,
    /// The store's folder.
    #[arg(long, hide = true)]
    folder: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Step {
    Fill,
    Open,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
struct Opened {
    /// Wall time, ms.
    open_ms: f64,
    /// CPU time, ms.
    open_cpu_ms: f64,
    /// Memory the store added, MiB: its own and pages of mapped files, which the system can take
    /// back.
    rss_mib: f64,
    /// The store's own part of it.
    own_mib: f64,
    /// The most there was while opening, MiB.
    peak_mib: f64,
}

#[derive(Debug, Serialize)]
struct Footprint {
    command: String,
    machine: Machine,
    accounts: usize,
    /// Medians.
    open_ms_per_million: f64,
    rss_mib_per_million: f64,
    own_mib_per_million: f64,
    /// Targets, from the budget.
    target_open_ms_per_million: f64,
    target_own_mib_per_million: f64,
    runs: Vec<Opened>,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match (arguments.step, &arguments.folder) {
        (Some(Step::Fill), Some(folder)) => fill(folder, arguments.accounts),
        (Some(Step::Open), Some(folder)) => open_once(folder),
        _ => measure(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("footprint: {err}");
            ExitCode::FAILURE
        }
    }
}

fn fill(folder: &Path, accounts: usize) -> Result<(), Failure> {
    let store = open(folder)?;
    populate(&store, accounts)?;
    settle(&store, accounts)?;
    Ok(store.close()?)
}

fn open_once(folder: &Path) -> Result<(), Failure> {
    let pid = std::process::id();
    let before = memory(pid)?;
    let (start, cpu_start) = (Instant::now(), cpu::nanoseconds());
    let store = open(folder)?;
    let opened = Opened {
        open_ms: start.elapsed().as_secs_f64() * 1e3,
        open_cpu_ms: (cpu::nanoseconds() - cpu_start) as f64 / 1e6,
        rss_mib: memory(pid)?.rss_mib - before.rss_mib,
        own_mib: memory(pid)?.anonymous_mib - before.anonymous_mib,
        peak_mib: memory(pid)?.peak_mib,
    };
    println!("{}", serde_json::to_string(&opened)?);
    Ok(store.close()?)
}

fn measure(arguments: &Arguments) -> Result<(), Failure> {
    let machine = Machine::read();
    let folder = tempfile::tempdir()?;
    child(&folder.path().join("data"), "fill", arguments.accounts)?;
    let mut runs = Vec::new();
    for _ in 0..arguments.repeat.max(1) {
        let output = child(&folder.path().join("data"), "open", arguments.accounts)?;
        let run: Opened = serde_json::from_str(&output)?;
        println!(
            "{} accounts: open {:.0} ms ({:.0} ms CPU), {:.0} MiB own, {:.0} with files, {:.0} at most",
            arguments.accounts,
            run.open_ms,
            run.open_cpu_ms,
            run.own_mib,
            run.rss_mib,
            run.peak_mib
        );
        runs.push(run);
    }
    let millions = arguments.accounts as f64 / 1e6;
    let median = |figure: fn(&Opened) -> f64| {
        let mut figures: Vec<_> = runs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2] / millions
    };
    let footprint = Footprint {
        command: command(),
        machine,
        accounts: arguments.accounts,
        open_ms_per_million: median(|run| run.open_ms),
        rss_mib_per_million: median(|run| run.rss_mib),
        own_mib_per_million: median(|run| run.own_mib),
        target_open_ms_per_million: 1_000.0,
        target_own_mib_per_million: 200.0,
        runs,
    };
    Ok(write_json(&arguments.out, &footprint)?)
}

fn child(folder: &Path, step: &str, accounts: usize) -> Result<String, Failure> {
    let output = Command::new(std::env::current_exe()?)
        .args(["--step", step, "--accounts", &accounts.to_string(), "--folder"])
        .arg(folder)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
