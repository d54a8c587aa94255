//! The figures of load runs: one outcome a run, medians, ratios to the peers, one JSON file.

use std::{collections::BTreeMap, path::Path, time::Duration};

use serde::Serialize;

use super::{LoadError, growth::Growth, plan::Plan, process::Memory};
use crate::machine::{Machine, command, write_json};

/// Time from offer to inclusion, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Latency {
    /// Half are faster.
    pub p50_ms: f64,
    /// 95 of 100 are faster.
    pub p95_ms: f64,
    /// 99 of 100 are faster.
    pub p99_ms: f64,
    /// The slowest.
    pub max_ms: f64,
}

/// Percentiles of `sorted` (ascending) by nearest rank.
pub fn latency(sorted: &[Duration]) -> Latency {
    let at = |percent: usize| {
        let rank = (sorted.len() * percent).div_ceil(100).max(1) - 1;
        sorted.get(rank).map_or(0.0, |latency| latency.as_secs_f64() * 1e3)
    };
    Latency { p50_ms: at(50), p95_ms: at(95), p99_ms: at(99), max_ms: at(100) }
}

/// What one run found.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// What the run calls the node.
    pub node: String,
    /// What the node calls itself.
    pub client_version: String,
    /// What was sent.
    pub plan: Plan,
    /// Whether the node announced heads; otherwise it was polled.
    pub heads_announced: bool,
    /// Transactions the node took.
    pub accepted: usize,
    /// Transactions the node refused, by its words.
    pub refused: BTreeMap<String, usize>,
    /// Transactions seen in blocks.
    pub included: usize,
    /// Taken and never seen in a block.
    pub missing: usize,
    /// From the first request to the last inclusion seen.
    pub seconds: f64,
    /// From the first request to the last answer.
    pub seconds_to_send: f64,
    /// `included / seconds`.
    pub included_per_second: f64,
    /// User and system time of the node's process, in µs for each transaction included.
    pub server_cpu_us_per_tx: Option<f64>,
    /// The same of this client.
    pub client_cpu_us_per_tx: f64,
    /// From offer to inclusion seen.
    pub latency: Latency,
    /// The node's memory before the first request.
    pub memory_start: Option<Memory>,
    /// The node's memory after the last inclusion.
    pub memory_end: Option<Memory>,
    /// How its memory went meanwhile, where the node was started for the run.
    pub growth: Option<Growth>,
    /// Blocks with transactions of the run.
    pub blocks: usize,
    /// Most of them in one block.
    pub largest_block: usize,
}

/// Medians of the runs of one node with one workload.
#[derive(Clone, Debug, Serialize)]
pub struct Median {
    /// The node.
    pub node: String,
    /// The workload.
    pub workload: String,
    /// Runs behind the medians.
    pub runs: usize,
    /// Included transactions a second.
    pub included_per_second: f64,
    /// Server CPU, µs a transaction.
    pub server_cpu_us_per_tx: Option<f64>,
    /// p50 from offer to inclusion, ms.
    pub p50_ms: f64,
    /// p99 from offer to inclusion, ms.
    pub p99_ms: f64,
}

/// The first node against a peer with the same workload; above 1 the first node is better.
#[derive(Clone, Debug, Serialize)]
pub struct Ratio {
    /// The workload.
    pub workload: String,
    /// Against whom.
    pub peer: String,
    /// Ours over theirs.
    pub included_per_second: f64,
    /// Theirs over ours.
    pub server_cpu: Option<f64>,
    /// Theirs over ours.
    pub p50_latency: f64,
}

/// Everything one invocation found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The command that repeats it.
    pub command: String,
    /// Where and when.
    pub machine: Machine,
    /// Medians, node by node.
    pub medians: Vec<Median>,
    /// The first node against each peer.
    pub ratios: Vec<Ratio>,
    /// Every run.
    pub runs: Vec<Outcome>,
}

impl Report {
    /// Sums up `runs`. The node of the first run is the one compared.
    pub fn new(machine: Machine, runs: Vec<Outcome>) -> Self {
        let medians = medians(&runs);
        let ratios = ratios(&medians);
        Self { command: command(), machine, medians, ratios, runs }
    }

    /// Writes the report as JSON.
    ///
    /// # Errors
    /// [`LoadError::File`] when that fails.
    pub fn write(&self, path: &Path) -> Result<(), LoadError> {
        write_json(path, self)
            .map_err(|source| LoadError::File { path: path.display().to_string(), source })
    }
}

fn medians(runs: &[Outcome]) -> Vec<Median> {
    let mut groups: Vec<(String, String, Vec<&Outcome>)> = Vec::new();
    for run in runs {
        let workload = workload_name(run);
        match groups.iter_mut().find(|group| group.0 == run.node && group.1 == workload) {
            Some(group) => group.2.push(run),
            None => groups.push((run.node.clone(), workload, vec![run])),
        }
    }
    let summed = groups.into_iter().map(|(node, workload, runs)| Median {
        node,
        workload,
        runs: runs.len(),
        included_per_second: median(runs.iter().map(|run| run.included_per_second)).unwrap_or(0.0),
        server_cpu_us_per_tx: median(runs.iter().filter_map(|run| run.server_cpu_us_per_tx)),
        p50_ms: median(runs.iter().map(|run| run.latency.p50_ms)).unwrap_or(0.0),
        p99_ms: median(runs.iter().map(|run| run.latency.p99_ms)).unwrap_or(0.0),
    });
    summed.collect()
}

fn workload_name(run: &Outcome) -> String {
    let rate = run.plan.rate.map_or(String::new(), |rate| format!(" at {rate}/s"));
    format!("{:?} over {:?}{rate}", run.plan.workload, run.plan.transport).to_lowercase()
}

fn ratios(medians: &[Median]) -> Vec<Ratio> {
    let Some(first) = medians.first().map(|median| median.node.clone()) else { return Vec::new() };
    let mut ratios = Vec::new();
    for peer in medians.iter().filter(|median| median.node != first) {
        let ours =
            medians.iter().find(|median| median.node == first && median.workload == peer.workload);
        let Some(ours) = ours else { continue };
        ratios.push(Ratio {
            workload: peer.workload.clone(),
            peer: peer.node.clone(),
            included_per_second: ours.included_per_second / peer.included_per_second,
            server_cpu: peer
                .server_cpu_us_per_tx
                .zip(ours.server_cpu_us_per_tx)
                .map(|(a, b)| a / b),
            p50_latency: peer.p50_ms / ours.p50_ms,
        });
    }
    ratios
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    Some((upper + sorted[sorted.len() / 2 - 1]) / 2.0)
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{} ({}), {}:", self.node, self.client_version, workload_name(self))?;
        writeln!(
            f,
            "  included {} of {} in {:.2} s: {:.0}/s, {} blocks, largest {}",
            self.included,
            self.plan.count,
            self.seconds,
            self.included_per_second,
            self.blocks,
            self.largest_block
        )?;
        match self.server_cpu_us_per_tx {
            Some(server) => write!(f, "  CPU per tx: server {server:.1} µs")?,
            None => write!(f, "  CPU per tx: server unknown (give --pid)")?,
        }
        writeln!(f, ", client {:.1} µs", self.client_cpu_us_per_tx)?;
        let Latency { p50_ms, p95_ms, p99_ms, max_ms } = self.latency;
        writeln!(
            f,
            "  inclusion: p50 {p50_ms:.1} p95 {p95_ms:.1} p99 {p99_ms:.1} max {max_ms:.1} ms"
        )?;
        if let Some((start, end)) = self.memory_start.zip(self.memory_end) {
            let (start, end, peak) = (start.rss_mib, end.rss_mib, end.peak_mib);
            writeln!(f, "  RSS: {start:.0} MiB before, {end:.0} after, {peak:.0} at most")?;
        }
        if self.missing > 0 {
            writeln!(f, "  MISSING: {} accepted and never seen in a block", self.missing)?;
        }
        for (message, count) in &self.refused {
            writeln!(f, "  refused {count}: {message}")?;
        }
        if let Some(growth) = &self.growth {
            write!(f, "{growth}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let sorted: Vec<_> = (1..=100).map(Duration::from_millis).collect();
        let found = latency(&sorted);
        assert_eq!((found.p50_ms, found.p95_ms), (50.0, 95.0));
        assert_eq!((found.p99_ms, found.max_ms), (99.0, 100.0));
        let one = latency(&[Duration::from_millis(7)]);
        assert_eq!((one.p50_ms, one.max_ms), (7.0, 7.0));
        assert_eq!(latency(&[]).p99_ms, 0.0);
    }

    #[test]
    fn medians_take_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), Some(2.5));
        assert_eq!(median([].into_iter()), None);
    }
}
