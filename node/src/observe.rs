//! What Prometheus learns of the network: from the headers of final blocks, the same on every
//! node, whatever its duty.

use std::{path::Path, sync::Arc, time::Duration};

use cybermiles_chain::Chain;
use cybermiles_primitives::{ExecutedBlock, Turn, turn::header_time_ms};
use tokio::sync::broadcast::error::RecvError;

use crate::clock::now_ms;

/// How often the disk is looked at.
const DISK_EVERY: Duration = Duration::from_secs(15);

/// Records until the chain is gone. `folder` is where the disk is looked at.
pub(crate) async fn observe(chain: Arc<Chain>, folder: std::path::PathBuf) {
    describe();
    let mut heads = chain.heads();
    let mut disk = tokio::time::interval(DISK_EVERY);
    loop {
        tokio::select! {
            head = heads.recv() => match head {
                Ok(head) => record(&chain, &head),
                Err(RecvError::Lagged(missed)) => {
                    tracing::debug!(missed, "blocks were not recorded in the metrics");
                }
                Err(RecvError::Closed) => return,
            },
            _ = disk.tick() => {
                let age = now_ms().saturating_sub(header_time_ms(&chain.head().header));
                metrics::gauge!("head_age_seconds").set(Duration::from_millis(age).as_secs_f64());
                if let Some(free) = disk_free(&folder) {
                    metrics::gauge!("disk_free_bytes").set(free as f64);
                }
            }
        }
    }
}

fn record(chain: &Chain, head: &ExecutedBlock) {
    let (now, proposed) = (now_ms(), header_time_ms(&head.header));
    metrics::gauge!("head_time_seconds").set(proposed as f64 / 1000.0);
    let age = now.saturating_sub(proposed);
    metrics::gauge!("head_age_seconds").set(Duration::from_millis(age).as_secs_f64());
    let Some(turn) = Turn::decode(&head.header.extra_data) else { return };
    let spec = chain.spec();
    metrics::gauge!("epoch").set(spec.epoch_of(head.number()) as f64);
    metrics::gauge!("view").set(turn.view as f64);
    let missed = turn.view.saturating_sub(turn.parent_view).saturating_sub(1);
    metrics::counter!("missed_turns_total").increment(missed);
    metrics::histogram!("finality_seconds").record(Duration::from_millis(age));
    // Empty where a later block's votes vouch for this one.
    let votes = head.seal.as_ref().map_or(0, |seal| seal.certificate.len());
    if votes > 0 {
        metrics::histogram!("certificate_bytes").record(votes as f64);
    }
}

fn describe() {
    use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
    describe_gauge!("head_age_seconds", Unit::Seconds, "age of the newest final block");
    describe_gauge!("head_time_seconds", Unit::Seconds, "when it was proposed, Unix time");
    describe_gauge!("epoch", "epoch of the newest final block");
    describe_gauge!("view", "view it was proposed in, counted anew in each epoch");
    describe_counter!("missed_turns_total", "views skipped: their leaders made no block");
    describe_histogram!("finality_seconds", Unit::Seconds, "from proposal to final on this node");
    describe_histogram!("certificate_bytes", Unit::Bytes, "votes kept with a block");
    describe_gauge!("disk_free_bytes", Unit::Bytes, "left on the disk of the data folder");
    describe_gauge!("follower_lag_blocks", "blocks the upstream has and this node has not");
    describe_counter!("follower_faults_total", "times an upstream was left, by kind of fault");
    describe_counter!("forwarded_transactions_total", "transactions an upstream took from here");
}

/// Bytes an ordinary user may still write on the disk of `folder`; `None` when the system does
/// not say.
pub(crate) fn disk_free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}
