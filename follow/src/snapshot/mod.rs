//! Beginning with another node's state instead of executing every block.
//!
//! What is trusted is the hash of one block, which the operator has from somebody he believes.
//! Everything an upstream sends must lead to it: headers by their hashes, entries by the state root,
//! codes by theirs, blocks by the roots in their headers, votes by the committees in that state.

mod fetch;
mod headers;
mod progress;

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use alloy_primitives::B256;
use cybermiles_chain::SnapshotError;
use cybermiles_primitives::Genesis;

use crate::{
    fault::Fault,
    options::{CheckVotes, UpstreamUrl},
};

/// Where a snapshot comes from, and every bound of it. [`Self::new`] is right for a node; tests
/// shorten the times.
#[derive(Clone)]
pub struct SnapshotOptions {
    /// The store it becomes, which holds no block but the genesis.
    pub data: PathBuf,
    /// The chain.
    pub genesis: Genesis,
    /// The hash of its block 0.
    pub genesis_hash: B256,
    /// The block that is believed in.
    pub trusted: B256,
    /// Whom to ask, the best first.
    pub upstreams: Vec<UpstreamUrl>,
    /// How votes are checked.
    pub check: CheckVotes,
    /// Blocks the snapshot may lie below the trusted one: as many headers are fetched.
    pub distance: u64,
    /// Bytes the disk has left: what is told to take more is not begun.
    pub room: u64,
    /// Bytes a second an upstream has to send at least, once it was waited for
    /// [`Self::patience`].
    pub slowest: u64,
    /// How long an upstream may send as slowly as it likes.
    pub patience: Duration,
    /// How long one request may take.
    pub request_timeout: Duration,
    /// The wait after all upstreams were tried; twice as long each time, up to [`Self::retry_max`].
    pub retry: Duration,
    /// The longest such wait.
    pub retry_max: Duration,
    /// How often all upstreams are tried.
    pub rounds: u32,
}

impl SnapshotOptions {
    /// For a node of the chain of `genesis`, whose block 0 has `genesis_hash`.
    pub fn new(
        data: PathBuf,
        genesis: Genesis,
        genesis_hash: B256,
        trusted: B256,
        upstreams: Vec<UpstreamUrl>,
        check: CheckVotes,
    ) -> Self {
        Self {
            data,
            genesis,
            genesis_hash,
            trusted,
            upstreams,
            check,
            distance: 200_000,
            room: u64::MAX,
            slowest: 4 * 1024,
            patience: Duration::from_secs(120),
            request_timeout: Duration::from_secs(30),
            retry: Duration::from_secs(1),
            retry_max: Duration::from_secs(30),
            rounds: 10,
        }
    }
}

impl std::fmt::Debug for SnapshotOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SnapshotOptions").field("trusted", &self.trusted).finish_non_exhaustive()
    }
}

/// Why no snapshot was taken.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotSyncError {
    /// No upstream had one that leads to the trusted block.
    #[error("no snapshot to begin with: {}", .0.join("; "))]
    Nowhere(Vec<String>),
    /// This node could not take it.
    #[error(transparent)]
    Own(#[from] SnapshotError),
}

/// The block a snapshot was taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenSnapshot {
    /// Its height.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
}

/// Takes a snapshot from the first upstream that has one leading to the trusted block. Dropped
/// before it is done, it leaves nothing that is ever opened as a chain.
///
/// Writes to disk between requests on the thread that polls it.
///
/// # Errors
/// [`SnapshotSyncError`], naming what was wrong with each upstream.
pub async fn take_snapshot(options: &SnapshotOptions) -> Result<TakenSnapshot, SnapshotSyncError> {
    let mut wait = options.retry;
    let (mut lies, mut faults) = (Vec::new(), Vec::new());
    let mut liars = BTreeSet::new();
    for round in 1..=options.rounds.max(1) {
        let mut is_final = true;
        faults.clear();
        for url in &options.upstreams {
            if liars.contains(&url.to_string()) {
                continue;
            }
            match fetch::fetch(options, url).await {
                Ok(taken) => return Ok(taken),
                Err(Stop::Own(error)) => return Err(error.into()),
                Err(Stop::Fault(fault)) => {
                    tracing::warn!(upstream = %url, %fault, "no snapshot from this upstream");
                    is_final &= is_settled(&fault);
                    if !fault.is_honest() {
                        // Its gigabytes are not fetched once more.
                        liars.insert(url.to_string());
                        lies.push(format!("upstream {url} {fault}"));
                        continue;
                    }
                    faults.push(format!("upstream {url} {fault}"));
                }
            }
        }
        if is_final || round == options.rounds {
            break;
        }
        tracing::info!(again_after = ?wait, "trying all upstreams again");
        tokio::time::sleep(wait).await;
        wait = wait.saturating_mul(2).min(options.retry_max);
    }
    lies.append(&mut faults);
    Err(SnapshotSyncError::Nowhere(lies))
}

/// Whether asking again soon cannot end otherwise.
const fn is_settled(fault: &Fault) -> bool {
    matches!(fault, Fault::NoSnapshot(_)) || !fault.is_honest()
}

/// Why an upstream was given up.
#[derive(Debug)]
enum Stop {
    Fault(Fault),
    Own(SnapshotError),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<SnapshotError> for Stop {
    /// What cannot be written is this node's affair, everything else the upstream's.
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::Store(_) | SnapshotError::HasBlocks { .. } => Self::Own(error),
            lie => Self::Fault(Fault::BadSnapshot(lie.to_string())),
        }
    }
}
