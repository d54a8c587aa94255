//! What the migration costs: real processes, their wall time and the most memory they held.

mod input;
mod limit;
mod run;

use std::path::PathBuf;

use serde::Serialize;

use crate::{
    load::LoadError,
    machine::{Machine, command},
};
pub use limit::Limit;
pub use run::Run;

/// What is measured, and with which programs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `cmt-migrate`.
    pub migrate: PathBuf,
    /// `cybermiles`.
    pub node: PathBuf,
    /// The list of 2018, if it is there.
    pub holders: Option<PathBuf>,
    /// Holders of the large list.
    pub many: usize,
    /// How often each step is run; medians are reported.
    pub repeat: usize,
}

/// One step's figures beside what is asked of it.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What was run.
    pub name: &'static str,
    /// Rows or accounts it was run over.
    pub rows: usize,
    /// Median of the wall times, s.
    pub seconds: f64,
    /// Median of the largest resident sizes, MiB.
    pub peak_mib: f64,
    /// The most it may take, s.
    pub target_seconds: Option<f64>,
    /// The most it may hold, MiB.
    pub target_mib: Option<f64>,
    /// What cannot be done faster, taken beside it.
    pub limit: Option<Limit>,
    /// Times the limit.
    pub times_limit: Option<f64>,
    /// Each run.
    pub runs: Vec<Run>,
}

impl Step {
    fn new(name: &'static str, rows: usize, runs: Vec<Run>) -> Self {
        let median = |figure: fn(&Run) -> f64| {
            let mut figures: Vec<_> = runs.iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            figures.get(figures.len() / 2).copied().unwrap_or_default()
        };
        Self {
            name,
            rows,
            seconds: median(|run| run.seconds),
            peak_mib: median(|run| run.peak_mib),
            target_seconds: None,
            target_mib: None,
            limit: None,
            times_limit: None,
            runs,
        }
    }

    fn at_most(mut self, seconds: f64, mib: Option<f64>) -> Self {
        self.target_seconds = Some(seconds);
        self.target_mib = mib;
        self
    }

    fn beside(mut self, limit: Limit) -> Self {
        self.times_limit = Some(self.seconds / limit.seconds);
        self.limit = Some(limit);
        self
    }
}

/// All figures.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    command: String,
    machine: Machine,
    /// Whether the small list is that of 2018.
    is_real_list: bool,
    steps: Vec<Step>,
}

/// Measures everything, and says each figure as it is known.
///
/// # Errors
/// What a process or the system says.
pub fn measure(settings: &Settings) -> Result<Report, LoadError> {
    let machine = Machine::read();
    let folder = tempfile::tempdir().map_err(|source| LoadError::File {
        path: std::env::temp_dir().display().to_string(),
        source,
    })?;
    let mut steps = Vec::new();
    let mut say = |step: Step| {
        let target = step.target_seconds.map_or(String::new(), |most| format!(" (≤ {most} s)"));
        let times = step.times_limit.map_or(String::new(), |times| format!(", {times:.1} × limit"));
        println!(
            "{}, {} rows: {:.2} s{target}, {:.0} MiB{times}",
            step.name, step.rows, step.seconds, step.peak_mib
        );
        steps.push(step);
    };
    let small = run::Swap::begin(
        settings,
        folder.path().join("small"),
        settings.holders.as_deref(),
        22_103,
    )?;
    let limit = Limit::of_verifying(&small.bundle())?;
    say(small.verify(settings)?.at_most(5.0, Some(200.0)).beside(limit));
    let large = run::Swap::begin(settings, folder.path().join("large"), None, settings.many)?;
    let limit = Limit::of_verifying(&large.bundle())?;
    say(large.verify(settings)?.at_most(180.0, Some(2_048.0)).beside(limit));
    say(large.classify(settings)?);
    say(large.genesis(settings)?);
    let limit = Limit::of_booting(&large.genesis_file())?;
    let (init, boot, both) = large.boot(settings)?;
    say(init);
    say(boot);
    say(both.at_most(5.0, None).beside(limit));
    Ok(Report { command: command(), machine, is_real_list: settings.holders.is_some(), steps })
}
