//! What the operator sees while a snapshot comes in.

use std::time::{Duration, Instant};

use super::UpstreamUrl;

/// Between two lines.
const EVERY: Duration = Duration::from_secs(2);

/// How far it is.
#[derive(Debug)]
pub(super) struct Progress {
    upstream: String,
    bytes: u64,
    said: Instant,
}

impl Progress {
    pub(super) fn new(upstream: &UpstreamUrl) -> Self {
        Self { upstream: upstream.to_string(), bytes: 0, said: Instant::now() }
    }

    fn is_due(&mut self) -> bool {
        let due = self.said.elapsed() >= EVERY;
        if due {
            self.said = Instant::now();
        }
        due
    }

    /// So many bytes came.
    pub(super) fn came(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes as u64);
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
