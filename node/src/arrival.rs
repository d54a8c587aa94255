//! How a node comes to its first block: from the genesis on, or from a snapshot.

use alloy_primitives::B256;
use cybermiles_follow::{SnapshotOptions, TakenSnapshot, take_snapshot};
use cybermiles_storage::{Store, StoreOptions};
use tokio::runtime::Runtime;

use crate::{
    duty::check_votes,
    error::NodeError,
    node::{Plan, StopSignals},
    observe,
};

/// Opens the store. Where it has no block yet and the operator names one he trusts, it begins with
/// an upstream's snapshot. `None` when the node was told to stop meanwhile.
///
/// # Errors
/// [`NodeError`] when the store does not open, or no upstream has a snapshot that leads to the block
/// trusted.
pub(crate) fn open_store(
    plan: &Plan,
    options: &StoreOptions,
    runtime: &Runtime,
) -> Result<Option<Store>, NodeError> {
    let open = || Store::open(&plan.datadir.db(), &plan.genesis, options.clone());
    let store = open()?;
    let Some(trusted) = plan.config.trusted_block else { return Ok(Some(store)) };
    let head = store.head_number();
    if head > 0 {
        tracing::info!(head, "the trusted block is not needed: this node has blocks already");
        return Ok(Some(store));
    }
    if plan.config.upstreams.is_empty() {
        return Err(NodeError::Usage(
            "--trusted-block says what to believe, not whom to ask: name nodes to take the state \
             from with --upstream ws://HOST:PORT"
                .into(),
        ));
    }
    let genesis_hash = store.genesis_hash();
    // The snapshot takes its place.
    drop(store);
    match runtime.block_on(take(plan, genesis_hash, trusted))? {
        Some(_) => Ok(Some(open()?)),
        None => Ok(None),
    }
}

async fn take(
    plan: &Plan,
    genesis_hash: B256,
    trusted: B256,
) -> Result<Option<TakenSnapshot>, NodeError> {
    let stop = StopSignals::new()?;
    let mut options = SnapshotOptions::new(
        plan.datadir.db(),
        plan.genesis.clone(),
        genesis_hash,
        trusted,
        plan.config.upstreams.clone(),
        check_votes(plan.genesis.spec.chain_id),
    );
    if let Some(free) = observe::disk_free(plan.datadir.root()) {
        options.room = free;
    }
    tokio::select! {
        taken = take_snapshot(&options) => Ok(Some(taken?)),
        () = stop.wait() => {
            tracing::info!("stopping: the snapshot that was coming in is begun anew next time");
            Ok(None)
        }
    }
}
