//! Whether processes grow while they work.

use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use serde::{Serialize, Serializer};

use super::process;

/// Between two looks.
const LOOK: Duration = Duration::from_secs(5);
/// Parts of a run whose peaks are compared.
const PARTS: usize = 6;

/// A process to look at.
#[derive(Clone, Debug)]
pub struct Watched {
    /// What the results call it.
    pub node: String,
    /// Its process.
    pub pid: u32,
    /// Its data folder.
    pub data: PathBuf,
}

/// What one look found.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Since the first look.
    pub seconds: f64,
    /// Resident memory.
    pub rss_mib: f64,
    /// Of that, what is not backed by a file.
    pub anonymous_mib: f64,
    /// Open files of the process.
    pub files: usize,
    /// Segments of its block log.
    pub segments: usize,
}

// One line a look, or a result file would be a thousand pages.
impl Serialize for Look {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!(
            "{:.0},{:.1},{:.1},{},{}",
            self.seconds, self.rss_mib, self.anonymous_mib, self.files, self.segments
        ))
    }
}

/// How one process' resident memory went.
#[derive(Clone, Debug, Serialize)]
pub struct Growth {
    /// The node.
    pub node: String,
    /// At the first look.
    pub first_mib: f64,
    /// At the last.
    pub last_mib: f64,
    /// Slope of the least-squares line through the second half of the looks, in MiB a minute: the
    /// first half is caches filling up.
    pub mib_per_minute: f64,
    /// The highest of each sixth of the run: memory that comes and goes with the segments of the
    /// log is flat when these are.
    pub peaks_mib: Vec<f64>,
    /// Segments of the log at the end.
    pub segments: usize,
    /// What the numbers of a look are.
    pub columns: &'static str,
    /// All looks.
    pub looks: Vec<Look>,
}

impl Growth {
    /// What the looks at a process say.
    pub fn new(node: String, looks: Vec<Look>) -> Self {
        let points: Vec<_> = looks.iter().map(|look| (look.seconds / 60.0, look.rss_mib)).collect();
        let parts = looks.chunks(looks.len().div_ceil(PARTS).max(1));
        let peak = |part: &[Look]| part.iter().map(|look| look.rss_mib).fold(0.0, f64::max);
        Self {
            node,
            first_mib: looks.first().map_or(0.0, |look| look.rss_mib),
            last_mib: looks.last().map_or(0.0, |look| look.rss_mib),
            mib_per_minute: slope(points.get(points.len() / 2..).unwrap_or_default()),
            peaks_mib: parts.map(peak).collect(),
            segments: looks.last().map_or(0, |look| look.segments),
            columns: "seconds,rss_mib,anonymous_mib,files,segments",
            looks,
        }
    }
}

impl std::fmt::Display for Growth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let peaks: Vec<_> = self.peaks_mib.iter().map(|peak| format!("{peak:.0}")).collect();
        let Self { node, first_mib, last_mib, mib_per_minute, segments, .. } = self;
        writeln!(
            f,
            "  {node}: {first_mib:.0} MiB, then {last_mib:.0}; {mib_per_minute:+.1} a minute in the \
             second half; peaks of the sixths {}; {segments} segments",
            peaks.join(", ")
        )
    }
}

/// Looks at the processes until `work` is done; gives what that gave, and how they grew.
pub async fn watch<T>(processes: Vec<Watched>, work: impl Future<Output = T>) -> (T, Vec<Growth>) {
    let begun = Instant::now();
    let mut looks: Vec<Vec<Look>> = vec![Vec::new(); processes.len()];
    let mut work = std::pin::pin!(work);
    let mut ticks = tokio::time::interval(LOOK);
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            _ = ticks.tick() => {
                let seconds = begun.elapsed().as_secs_f64();
                for (process, looks) in processes.iter().zip(&mut looks) {
                    looks.extend(look(process, seconds));
                }
            }
        }
    };
    let growth = processes.into_iter().zip(looks);
    (done, growth.map(|(process, looks)| Growth::new(process.node, looks)).collect())
}

/// Looks at a process, `seconds` after the first time; `None` when it has ended.
pub fn look(process: &Watched, seconds: f64) -> Option<Look> {
    let memory = process::memory(process.pid).ok()?;
    let files = fs::read_dir(format!("/proc/{}/fd", process.pid)).map_or(0, Iterator::count);
    let log = fs::read_dir(process.data.join("db").join("log"));
    let segments = log.map_or(0, |entries| {
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.filter(|name| name.ends_with(".blocks")).count()
    });
    let process::Memory { rss_mib, anonymous_mib, .. } = memory;
    Some(Look { seconds, rss_mib, anonymous_mib, files, segments })
}

/// Slope of the least-squares line through `points`.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let upper: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let lower: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    if lower > 0.0 { upper / lower } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_slope() {
        assert!((slope(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]) - 2.0).abs() < 1e-9);
        assert_eq!(slope(&[(1.0, 7.0)]), 0.0);
        assert_eq!(slope(&[]), 0.0);
    }

    #[test]
    fn a_saw_is_flat_by_its_peaks() {
        let saw = (0..60).map(|at| Look {
            seconds: f64::from(at) * 60.0,
            rss_mib: f64::from(at % 10),
            anonymous_mib: 0.0,
            files: 3,
            segments: 1,
        });
        let growth = Growth::new("saw".into(), saw.collect());
        assert_eq!(growth.peaks_mib, [9.0; 6]);
        assert_eq!(serde_json::to_value(growth.looks[59]).unwrap(), "3540,9.0,0.0,3,1");
        assert!(Growth::new("dead".into(), Vec::new()).peaks_mib.is_empty());
    }
}
