//! Many seeds on all processors, and what came of them.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Once,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use parking_lot::Mutex;

use crate::{
    scenario::{Deed, Scenario},
    story::{Report, play},
};

/// A future of a debug build takes much of it.
const STACK_BYTES: usize = 64 << 20;

/// After so many seeds it is said how far a long run is.
const PROGRESS: usize = 50;

thread_local! {
    /// The first panic of a seed: later ones follow from it.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What came of many seeds.
pub(crate) struct Outcome {
    pub(crate) reports: BTreeMap<u64, Report>,
    pub(crate) failed: BTreeMap<u64, String>,
    took: Duration,
}

/// The seeds to play: those of the environment, or `usual` many and the ones that failed before.
pub(crate) fn seeds(usual: u64, regressions: &str) -> Vec<u64> {
    let variable = |name| std::env::var(name).ok();
    let number = |text: &str| text.trim().parse::<u64>().expect("a seed is a number");
    if let Some(seed) = variable("SIM_SEED") {
        return vec![number(&seed)];
    }
    if let Some(range) = variable("SEEDS") {
        let (first, end) = range.split_once("..").expect("SEEDS=first..end");
        return (number(first)..number(end)).collect();
    }
    let count = variable("SIM_SEEDS").map_or(usual, |count| number(&count));
    let failed = regressions.lines().filter_map(|line| line.split('#').next());
    let failed = failed.filter(|line| !line.trim().is_empty()).map(number);
    let mut seeds: Vec<u64> = failed.chain(0..count).collect();
    seeds.sort_unstable();
    seeds.dedup();
    seeds
}

/// Plays all of them.
pub(crate) fn run(seeds: &[u64], scenario: impl Fn(u64) -> Scenario + Sync) -> Outcome {
    let begun = Instant::now();
    let results = Mutex::new((BTreeMap::new(), BTreeMap::new()));
    let played = AtomicUsize::new(0);
    in_parallel(seeds, |seed| {
        let scenario = scenario(seed);
        let text = format!("{scenario:?}");
        match one(scenario) {
            Ok(report) => drop(results.lock().0.insert(seed, report)),
            Err(message) => {
                eprintln!("seed {seed} FAILED: {message}\n  SIM_SEED={seed} plays it: {text}");
                if let Ok(path) = std::env::var("SIM_FAILED") {
                    let line = message.lines().next().unwrap_or_default();
                    crate::disk::keep_seed(Path::new(&path), &format!("{seed} # {line}"));
                }
                results.lock().1.insert(seed, message);
            }
        }
        let played = played.fetch_add(1, Ordering::Relaxed) + 1;
        if played.is_multiple_of(PROGRESS) {
            let rate = played as f64 / begun.elapsed().as_secs_f64();
            eprintln!("{played} of {} seeds, {rate:.2} a second", seeds.len());
        }
        true
    });
    let (reports, failed) = results.into_inner();
    Outcome { reports, failed, took: begun.elapsed() }
}

/// Plays one after the other until one fails with these words.
pub(crate) fn until_failure(
    seeds: &[u64],
    words: &str,
    scenario: impl Fn(u64) -> Scenario + Sync,
) -> Option<(u64, String)> {
    let failed = Mutex::new(None);
    in_parallel(seeds, |seed| match one(scenario(seed)) {
        Err(message) if message.contains(words) => {
            failed.lock().get_or_insert((seed, message));
            false
        }
        _ => true,
    });
    failed.into_inner()
}

/// Hands the seeds to as many threads as there are processors, as long as `work` wants to go on.
fn in_parallel(seeds: &[u64], work: impl Fn(u64) -> bool + Sync) {
    let (next, goes_on) = (AtomicUsize::new(0), AtomicBool::new(true));
    let threads = thread::available_parallelism().map_or(1, usize::from).min(seeds.len());
    thread::scope(|scope| {
        for _ in 0..threads {
            let worker = || {
                while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if !goes_on.load(Ordering::Relaxed) || !work(*seed) {
                        goes_on.store(false, Ordering::Relaxed);
                        return;
                    }
                }
            };
            let thread = thread::Builder::new().name("seed".into()).stack_size(STACK_BYTES);
            thread.spawn_scoped(scope, worker).expect("a thread");
        }
    });
}

/// Plays one scenario; a panic anywhere in it is its failure.
fn one(scenario: Scenario) -> Result<Report, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some("seed") {
                return loud(info);
            }
            let message = info.to_string();
            PANIC.with_borrow_mut(|first| {
                first.get_or_insert(message);
            });
        }));
    });
    PANIC.take();
    catch_unwind(AssertUnwindSafe(|| play(scenario)))
        .map_err(|_| PANIC.take().unwrap_or_else(|| "a panic without a word".into()))
}

impl Outcome {
    pub(crate) fn failed_seeds(&self) -> Vec<u64> {
        self.failed.keys().copied().collect()
    }

    pub(crate) fn print(&self) {
        let count = self.reports.len() + self.failed.len();
        let sum = |value: &dyn Fn(&Report) -> u64| self.reports.values().map(value).sum::<u64>();
        println!(
            "{count} seeds in {:.1} s ({:.2} a second), {} failed; {} blocks in {} epochs, {} \
             transactions, {} crashes, {} halts, {} audits; slowest recovery {} ms",
            self.took.as_secs_f64(),
            count as f64 / self.took.as_secs_f64(),
            self.failed.len(),
            sum(&|report| report.blocks.len() as u64),
            sum(&|report| report.epochs),
            sum(&|report| report.transactions as u64),
            sum(&|report| report.crashes),
            sum(&|report| report.halts),
            sum(&|report| report.audits),
            self.reports.values().map(|report| report.recovered_ms).max().unwrap_or_default(),
        );
        let proven = self.guilty().filter(|(_, report)| report.witnesses > 0).count();
        println!("{} seeds with contradictions, {proven} of them proven", self.guilty().count());
    }

    /// Runs in which somebody signed contradictions.
    fn guilty(&self) -> impl Iterator<Item = (u64, &Report)> {
        let signs_twice = |seed: &u64| {
            let deed = Scenario::of(*seed).byzantine.map(|(_, deed)| deed);
            matches!(deed, Some(Deed::Twins { .. } | Deed::Contradict))
        };
        self.reports
            .iter()
            .filter(move |(seed, _)| signs_twice(seed))
            .map(|(seed, one)| (*seed, one))
    }

    /// A harness in which nothing happens finds nothing.
    pub(crate) fn assert_that_it_was_hard(&self) {
        let runs = self.reports.len() as u64;
        let sum = |value: &dyn Fn(&Report) -> u64| self.reports.values().map(value).sum::<u64>();
        assert!(sum(&|report| report.blocks.len() as u64) > 10 * runs, "hardly any blocks");
        assert!(sum(&|report| report.epochs) > runs, "hardly any change of epochs");
        assert!(sum(&|report| report.crashes) > runs, "hardly any crashes");
        assert!(sum(&|report| report.halts) > 0, "never too few validators");
        assert!(sum(&|report| report.transactions as u64) > 10 * runs, "hardly any transactions");
        let guilty = self.guilty().count();
        let proven = self.guilty().filter(|(_, report)| report.witnesses > 0).count();
        assert!(
            2 * proven > guilty,
            "only {proven} of {guilty} who signed contradictions are known"
        );
    }
}
