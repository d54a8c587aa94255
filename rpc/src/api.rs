//! What every method works with: the chain, the bounds, the lanes for slow work.

use std::sync::Arc;

use alloy_eips::BlockId;
use cybermiles_chain::{Chain, ChainError, State, StateAt};
use cybermiles_primitives::StateError;
use tokio::sync::Semaphore;

use crate::{
    error::RpcError,
    eth::filters::Filters,
    limits::Limits,
    methods::Job,
    standing::StandingSource,
    work::{Lane, Submitter},
};

/// Blocks a node may be behind and still count as up to date: the newest are on their way.
const SYNCED_WITHIN: u64 = 3;

/// Shared by all methods of a server.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) chain: Arc<Chain>,
    pub(crate) limits: Limits,
    /// Reads that may wait for the disk.
    pub(crate) reads: Lane,
    /// Work that keeps a core busy.
    pub(crate) heavy: Lane,
    pub(crate) submitter: Submitter,
    pub(crate) filters: Filters,
    pub(crate) sync_waiters: Arc<Semaphore>,
    pub(crate) client_version: String,
    /// What only the node's other parts know.
    pub(crate) standing: StandingSource,
}

impl Api {
    /// The methods' view of `chain`.
    pub(crate) fn new(
        chain: Arc<Chain>,
        limits: Limits,
        submitter: Submitter,
        client_version: String,
        standing: StandingSource,
    ) -> Arc<Self> {
        Arc::new(Self {
            reads: Lane::new("reads", limits.read_calls, limits.read_queue, limits.call_time),
            heavy: Lane::new(
                "heavy calls",
                limits.heavy_calls,
                limits.heavy_queue,
                limits.call_time,
            ),
            filters: Filters::new(&limits),
            sync_waiters: Arc::new(Semaphore::new(limits.sync_waiters)),
            chain,
            limits,
            submitter,
            client_version,
            standing,
        })
    }

    /// The block to catch up with, where this node is behind what others told it of.
    pub(crate) fn syncing(&self) -> Option<u64> {
        let highest = self.standing.now().highest?;
        (highest > self.chain.head().number().saturating_add(SYNCED_WITHIN)).then_some(highest)
    }

    /// Answers from the state `block` means: at once when that is the head's, which is in memory,
    /// otherwise on a thread that may read the disk.
    pub(crate) fn with_state<R>(
        &self,
        block: BlockId,
        read: impl FnOnce(&State) -> Result<R, RpcError> + Send + 'static,
    ) -> Result<Job<R>, RpcError> {
        let at = self.chain.resolve(block)?;
        let head = self.chain.head().number();
        if at == StateAt::Block(head) {
            return Ok(Job::Done(read(&self.chain.state(at)?)?));
        }
        Ok(Job::read(move |api| read(&api.chain.state(at)?)))
    }
}

impl From<ChainError> for RpcError {
    fn from(error: ChainError) -> Self {
        Self::Server(error.to_string())
    }
}

impl From<StateError> for RpcError {
    fn from(error: StateError) -> Self {
        Self::Server(error.to_string())
    }
}
