//! How far consensus is, for who wants to know.

use std::sync::Arc;

use alloy_primitives::B256;
use parking_lot::Mutex;

/// How far consensus is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The epoch voted in.
    pub epoch: u64,
    /// The newest view that votes were seen for.
    pub view: u64,
    /// The newest final block's height.
    pub head: u64,
    /// When it became final here, in milliseconds of Unix time; 0 before the first one.
    pub final_ms: u64,
    /// Validators of this epoch, this one included.
    pub validators: usize,
    /// Other validators this node is connected with, of this epoch and those around it.
    pub peers: usize,
    /// Whether this node votes in this epoch.
    pub is_voting: bool,
    /// Consensus key of the validator that leads the view after `view`.
    pub next_leader: Option<B256>,
    /// Views that were skipped since the start: their leaders were slow or away.
    pub skipped_views: u64,
    /// Pieces of evidence of misbehaviour since the start.
    pub evidence: u64,
    /// Why consensus stopped, if it did.
    pub failure: Option<String>,
}

/// Where the parts of consensus write down how far they are. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct StatusBoard(Arc<Mutex<Status>>);

impl StatusBoard {
    /// What stands there now.
    pub fn read(&self) -> Status {
        self.0.lock().clone()
    }

    /// Changes what stands there.
    pub(crate) fn update(&self, change: impl FnOnce(&mut Status)) {
        change(&mut self.0.lock());
    }

    pub(crate) fn finalized(&self, number: u64, now_ms: u64) {
        self.update(|status| (status.head, status.final_ms) = (number, now_ms));
        metrics::gauge!("consensus_final_height").set(number as f64);
    }

    pub(crate) fn peers(&self, peers: usize) {
        self.update(|status| status.peers = peers);
        metrics::gauge!("consensus_peers").set(peers as f64);
    }

    pub(crate) fn failed(&self, why: &impl ToString) {
        self.update(|status| {
            status.failure.get_or_insert_with(|| why.to_string());
        });
    }
}
