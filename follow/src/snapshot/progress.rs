//! What the operator sees while a snapshot comes in.

use std::time::{Duration, Instant};

use super::{SnapshotOptions, UpstreamUrl};
use crate::fault::Fault;

/// Between two lines.
const EVERY: Duration = Duration::from_secs(2);

/// How far it is, and how fast it comes.
#[derive(Debug)]
pub(super) struct Progress {
    upstream: String,
    bytes: u64,
    /// How long it was waited for answers.
    waited: Duration,
    slowest: u64,
    patience: Duration,
    said: Instant,
}

impl Progress {
    pub(super) fn new(upstream: &UpstreamUrl, options: &SnapshotOptions) -> Self {
        Self {
            upstream: upstream.to_string(),
            bytes: 0,
            waited: Duration::ZERO,
            slowest: options.slowest,
            patience: options.patience,
            said: Instant::now(),
        }
    }

    /// Waits for an answer of so many bytes. Whoever answers in time, but with next to nothing each
    /// time, is left as well.
    pub(super) async fn wait<T>(
        &mut self,
        answer: impl Future<Output = Result<T, Fault>>,
        bytes: impl FnOnce(&T) -> usize,
    ) -> Result<T, Fault> {
        let asked = Instant::now();
        let answer = answer.await?;
        self.waited = self.waited.saturating_add(asked.elapsed());
        self.bytes = self.bytes.saturating_add(bytes(&answer) as u64);
        let expected = u128::from(self.slowest).saturating_mul(self.waited.as_millis()) / 1000;
        if self.waited > self.patience && u128::from(self.bytes) < expected {
            return Err(Fault::Slow { bytes: self.bytes, waited: self.waited });
        }
        Ok(answer)
    }

    fn is_due(&mut self) -> bool {
        let due = self.said.elapsed() >= EVERY;
        if due {
            self.said = Instant::now();
        }
        due
    }

    /// Whole megabytes that came.
    pub(super) const fn megabytes(&self) -> u64 {
        self.bytes / 1_000_000
    }

    pub(super) fn headers(&mut self, at: u64, snapshot: u64) {
        if self.is_due() {
            tracing::info!(upstream = self.upstream, at, snapshot, "snapshot: headers");
        }
    }

    pub(super) fn entries(&mut self, (accounts, slots): (u64, u64), of: (u64, u64)) {
        if self.is_due() {
            tracing::info!(
                upstream = self.upstream,
                accounts = format!("{accounts}/{}", of.0),
                slots = format!("{slots}/{}", of.1),
                megabytes = self.megabytes(),
                "snapshot: state"
            );
        }
    }

    pub(super) fn blocks(&mut self, at: u64, to: u64) {
        if self.is_due() {
            let megabytes = self.megabytes();
            tracing::info!(upstream = self.upstream, at, to, megabytes, "snapshot: blocks");
        }
    }
}
