//! Whether processes grow while they work.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::load::process;

/// Between two looks.
const LOOK: Duration = Duration::from_secs(5);

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
}

/// Looks at the processes until `work` is done; gives what that gave, and how they grew.
pub async fn watch<T>(pids: Vec<(String, u32)>, work: impl Future<Output = T>) -> (T, Vec<Growth>) {
    let begun = Instant::now();
    let mut looks: Vec<Vec<(f64, f64)>> = vec![Vec::new(); pids.len()];
    let mut work = std::pin::pin!(work);
    let mut ticks = tokio::time::interval(LOOK);
    let done = loop {
        tokio::select! {
            done = &mut work => break done,
            _ = ticks.tick() => {
                let minutes = begun.elapsed().as_secs_f64() / 60.0;
                for ((_, pid), looks) in pids.iter().zip(&mut looks) {
                    if let Ok(memory) = process::memory(*pid) {
                        looks.push((minutes, memory.rss_mib));
                    }
                }
            }
        }
    };
    let growth = pids.into_iter().zip(looks).map(|((node, _), looks)| Growth {
        node,
        first_mib: looks.first().map_or(0.0, |look| look.1),
        last_mib: looks.last().map_or(0.0, |look| look.1),
        mib_per_minute: slope(looks.get(looks.len() / 2..).unwrap_or_default()),
    });
    (done, growth.collect())
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
}
