//! The block that would be next, and the state after it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256, Bytes, U256};
use cybermiles_execution::BlockOutcome;
use cybermiles_primitives::{
    Account, AccountChange, ExecutedBlock, Header, StateDiff, StateError, StateReader,
};
use cybermiles_storage::StateView;
use parking_lot::Mutex;

use crate::{Chain, ChainError, builder::Built, seal::list_roots};

/// A pending block that took no longer than this is made anew for every change of the pool.
const CHEAP: Duration = Duration::from_millis(5);

/// A pending block that took longer is kept for this many times as long: whoever asks for
/// `pending` all the time must not keep a core busy with it.
const KEEP_FACTOR: u32 = 10;

/// The state after the block that would be next: what it changes, above the head's state.
#[derive(Debug)]
pub struct PendingState {
    block: Arc<ExecutedBlock>,
    head: StateView,
    diff: StateDiff,
}

/// The last pending block made, and for what.
#[derive(Debug, Default)]
pub(crate) struct PendingCache(Mutex<Option<Entry>>);

#[derive(Debug)]
struct Entry {
    head: B256,
    pool_version: u64,
    time: u64,
    made: Instant,
    cost: Duration,
    state: Arc<PendingState>,
}

impl Chain {
    /// The block that would be made now: empty when nothing can run, never absent.
    ///
    /// Its state root is zero and its hash therefore not the one it will have: nothing can be
    /// proven against a block that may never be.
    ///
    /// # Errors
    /// [`ChainError`] when the state cannot be read.
    pub fn pending_block(&self) -> Result<Arc<ExecutedBlock>, ChainError> {
        Ok(self.pending_state()?.block.clone())
    }

    /// The state after [`Self::pending_block`].
    ///
    /// # Errors
    /// [`ChainError`] when the state cannot be read.
    pub fn pending_state(&self) -> Result<Arc<PendingState>, ChainError> {
        let mut cache = self.pending.0.lock();
        let (head, pool_version, time) = (self.head(), self.pool.version(), self.now());
        if let Some(entry) = cache.as_ref().filter(|entry| entry.head == head.hash) {
            let is_same = entry.pool_version == pool_version && entry.time == time;
            let is_recent = entry.made.elapsed() < entry.cost * KEEP_FACTOR;
            if is_same || (entry.cost > CHEAP && is_recent) {
                return Ok(entry.state.clone());
            }
        }
        let started = Instant::now();
        let state = Arc::new(self.make_pending(&head)?);
        let (made, cost) = (Instant::now(), started.elapsed());
        let entry = Entry { head: head.hash, pool_version, time, made, cost, state };
        Ok(cache.insert(entry).state.clone())
    }

    fn make_pending(&self, parent: &ExecutedBlock) -> Result<PendingState, ChainError> {
        let head = self.store.state_at(parent.number())?;
        let header = self.next_header(parent);
        let Built { transactions, outcome, .. } = self.build(&header, &head)?;
        let BlockOutcome { receipts, gas_used, logs_bloom, diff, .. } = outcome;
        let (transactions_root, receipts_root) = list_roots(&transactions, &receipts);
        let state_root = B256::ZERO;
        let header =
            Header { state_root, transactions_root, receipts_root, logs_bloom, gas_used, ..header };
        let hash = header.hash_slow();
        let block = Arc::new(ExecutedBlock { hash, header, transactions, receipts, seal: None });
        Ok(PendingState { block, head, diff })
    }
}

impl PendingState {
    /// The block whose state this is.
    pub const fn block(&self) -> &Arc<ExecutedBlock> {
        &self.block
    }

    fn change(&self, address: &Address) -> Option<&AccountChange> {
        let accounts = &self.diff.accounts;
        let at = accounts.binary_search_by_key(address, |change| change.address).ok()?;
        accounts.get(at)
    }
}

impl StateReader for PendingState {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        match self.change(address) {
            Some(change) => Ok(change.after),
            None => self.head.account(address),
        }
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        let Some(change) = self.change(address) else { return self.head.storage(address, slot) };
        match change.slots.binary_search_by_key(slot, |change| change.slot) {
            Ok(at) => Ok(change.slots[at].after),
            Err(_) if change.storage_wiped || change.after.is_none() => Ok(U256::ZERO),
            Err(_) => self.head.storage(address, slot),
        }
    }

    fn code(&self, code_hash: &B256) -> Result<Bytes, StateError> {
        match self.diff.codes.binary_search_by_key(code_hash, |(hash, _)| *hash) {
            Ok(at) => Ok(self.diff.codes[at].1.clone()),
            Err(_) => self.head.code(code_hash),
        }
    }

    fn block_hash(&self, number: u64) -> Result<B256, StateError> {
        if number == self.block.number() {
            return Ok(self.block.hash);
        }
        self.head.block_hash(number)
    }
}
