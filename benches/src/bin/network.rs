//! `network`: what a network of validators on this machine does, and how fast.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, ValueEnum};
use cybermiles_benches::{
    load::LoadError,
    network::{
        Report,
        experiments::{self, Settings},
    },
};

/// One experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Experiment {
    /// Finality, losses and memory under a mixed load.
    Mixed,
    /// Memory under plain transfers, at the same rate and for as long.
    Steady,
    /// Time without blocks when a leader dies.
    Recovery,
    /// How fast a new full node catches up.
    Joining,
    /// Finality with 19 validators.
    Many,
    /// Transfers as fast as they are taken.
    Transfers,
}

/// Starts networks of the real binary on loopback and measures them.
///
/// Example:
///   network --node-bin target/release/cybermiles --out benches/results/network.json
/// A short run of everything, which only shows that it works:
///   network --node-bin target/release/cybermiles --smoke
#[derive(Debug, Parser)]
#[command(verbatim_doc_comment)]
struct Arguments {
    /// The program.
    #[arg(long)]
    node_bin: PathBuf,
    /// What to measure. Repeatable; everything when not given.
    #[arg(long, value_enum)]
    only: Vec<Experiment>,
    /// Seconds of the mixed load.
    #[arg(long, default_value_t = 600)]
    seconds: usize,
    /// Its transactions a second.
    #[arg(long, default_value_t = 500)]
    rate: usize,
    /// Transactions in one request of the mixed and the steady load: with more than one, rates are
    /// reached whose memory is of interest, not whose times are.
    #[arg(long, default_value_t = 1)]
    batch: usize,
    /// Kills of a validator.
    #[arg(long, default_value_t = 8)]
    kills: usize,
    /// Blocks a newcomer joins.
    #[arg(long, default_value_t = 1_000)]
    join_blocks: u64,
    /// Blocks of each kind with 19 validators.
    #[arg(long, default_value_t = 100)]
    many_blocks: u64,
    /// Transfers sent as fast as they are taken.
    #[arg(long, default_value_t = 50_000)]
    transfers: usize,
    /// A little of everything.
    #[arg(long)]
    smoke: bool,
    /// Where the JSON result goes; printed only when not given.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Arguments {
    fn settings(&self) -> Settings {
        let most = |value: usize, smoke: usize| if self.smoke { value.min(smoke) } else { value };
        let blocks = |value: u64, smoke: u64| if self.smoke { value.min(smoke) } else { value };
        Settings {
            binary: self.node_bin.clone(),
            seconds: most(self.seconds, 15),
            rate: most(self.rate, 100),
            batch: self.batch,
            kills: most(self.kills, 1),
            join_blocks: blocks(self.join_blocks, 50),
            many_blocks: blocks(self.many_blocks, 5),
            transfers: most(self.transfers, 5_000),
        }
    }
}

// One thread: the client shares the cores with the nodes it measures.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let measured = tokio::task::LocalSet::new().run_until(measure(&Arguments::parse())).await;
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("network: {err}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(arguments: &Arguments) -> Result<(), LoadError> {
    let settings = arguments.settings();
    let mut report = Report::new(settings.clone());
    let all = [
        Experiment::Recovery,
        Experiment::Joining,
        Experiment::Many,
        Experiment::Transfers,
        Experiment::Mixed,
        Experiment::Steady,
    ];
    let wanted = |one: &Experiment| arguments.only.is_empty() || arguments.only.contains(one);
    for experiment in all.into_iter().filter(wanted) {
        report.begin(&format!("{experiment:?}").to_lowercase());
        match experiment {
            Experiment::Mixed => {
                report.mixed = Some(shown(experiments::mixed(&settings).await?));
            }
            Experiment::Steady => {
                report.steady = Some(shown(experiments::steady(&settings).await?));
            }
            Experiment::Recovery => {
                report.recovery = Some(shown(experiments::recovery(&settings).await?));
            }
            Experiment::Joining => {
                let joined = experiments::joining(&settings).await?;
                report.joined = joined.into_iter().map(shown).collect();
            }
            Experiment::Many => {
                report.many = experiments::many(&settings).await?.into_iter().map(shown).collect();
            }
            Experiment::Transfers => {
                report.transfers = Some(shown(experiments::transfers(&settings).await?));
            }
        }
        // After each: a run that is broken off keeps what it found.
        if let Some(path) = &arguments.out {
            report.write(path)?;
        }
    }
    Ok(())
}

fn shown<T: std::fmt::Display>(result: T) -> T {
    println!("{result}");
    result
}
