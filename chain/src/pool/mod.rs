//! Transactions that are not in a block yet.
//!
//! Each sender has a queue ascending by nonce. Its front, as far as no nonce is missing and the
//! balance pays for all of it, is *pending*: it can run in the next block. The rest is *queued*.
//! Rules and words are geth's; where this pool differs, the place says so. One lock is taken for
//! a batch, and nothing is decoded, recovered, checked without state or written under it.
//!
//! An account under an EIP-7702 delegation may have as many transactions pending as any other:
//! when its balance is drawn elsewhere, the next head moves what it cannot pay out of the front.

mod best;
mod error;
mod evict;
mod inner;
mod journal;
mod options;
mod queue;
#[cfg(test)]
mod tests;
mod validate;

use std::{
    collections::BTreeMap,
    fmt,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use alloy_primitives::{Address, B256, Bytes};
use cybermiles_primitives::{ChainSpec, RecoveredTransaction, StateDiff, StateReader};
use metrics::{Counter, Gauge};
use parking_lot::{Mutex, RwLock};
use rayon::prelude::*;
use tokio::sync::broadcast;

pub(crate) use self::best::Best;
pub use self::{error::SubmitError, journal::JournalError, options::PoolOptions};
use self::{inner::Inner, journal::Journal, queue::SenderQueue};

/// A batch at least this long is checked on several threads.
const PARALLEL_FROM: usize = 64;

/// Where a transaction came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From a user of this node: kept over a restart.
    Local,
    /// From the journal of this node, where it already is.
    Journal,
    /// From another validator, which keeps it.
    Remote,
}

/// How much is in the pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolStatus {
    /// Transactions that can run now.
    pub pending: usize,
    /// Transactions that wait for a nonce or for funds.
    pub queued: usize,
    /// Bytes of all of them, encoded.
    pub bytes: usize,
}

/// What is in the pool, by sender and ascending by nonce.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolContent {
    /// Transactions that can run now.
    pub pending: BTreeMap<Address, Vec<Arc<RecoveredTransaction>>>,
    /// Transactions that wait for a nonce or for funds.
    pub queued: BTreeMap<Address, Vec<Arc<RecoveredTransaction>>>,
}

/// The transaction pool.
pub struct Pool {
    /// The parameters of the next block.
    rules: RwLock<Arc<ChainSpec>>,
    options: PoolOptions,
    inner: Mutex<Inner>,
    journal: Mutex<Option<Journal>>,
    version: AtomicU64,
    events: broadcast::Sender<Arc<RecoveredTransaction>>,
    metrics: PoolMetrics,
}

/// Handles, because looking a metric up by name for each transaction costs as much as the pool.
struct PoolMetrics {
    pending: Gauge,
    queued: Gauge,
    bytes: Gauge,
    accepted: Counter,
    refused: Counter,
}

impl Pool {
    /// An empty pool above a head with this state, `base_fee` being that of the next block.
    pub fn new(
        rules: Arc<ChainSpec>,
        options: PoolOptions,
        event_buffer: usize,
        state: impl StateReader + Send + Sync + 'static,
        base_fee: u64,
    ) -> Self {
        Self {
            rules: RwLock::new(rules),
            options,
            inner: Mutex::new(Inner::new(Box::new(state), base_fee)),
            journal: Mutex::new(None),
            version: AtomicU64::new(0),
            events: broadcast::channel(event_buffer.max(1)).0,
            metrics: PoolMetrics {
                pending: metrics::gauge!("pool_pending"),
                queued: metrics::gauge!("pool_queued"),
                bytes: metrics::gauge!("pool_bytes"),
                accepted: metrics::counter!("pool_accepted_total"),
                refused: metrics::counter!("pool_refused_total"),
            },
        }
    }

    /// Puts transactions into the pool; one result for each, in the same order.
    pub fn insert(
        &self,
        transactions: Vec<Arc<RecoveredTransaction>>,
        origin: Origin,
    ) -> Vec<Result<B256, SubmitError>> {
        let rules = self.rules.read().clone();
        let check = |transaction| validate::validate(transaction, &rules, &self.options);
        let checked: Vec<_> = if transactions.len() >= PARALLEL_FROM {
            transactions.into_par_iter().map(check).collect()
        } else {
            transactions.into_iter().map(check).collect()
        };
        let mut accepted = Vec::with_capacity(checked.len());
        let mut promoted = Vec::new();
        let listening = self.events.receiver_count() > 0;
        let results = {
            let mut inner = self.inner.lock();
            let mut promote = |transaction: &Arc<_>| {
                if listening {
                    promoted.push(Arc::clone(transaction));
                }
            };
            let results: Vec<_> = checked
                .into_iter()
                .map(|checked| {
                    let pooled = checked?;
                    let transaction = pooled.transaction.clone();
                    inner.add(pooled, &self.options, &mut promote)?;
                    let hash = transaction.hash;
                    accepted.push(transaction);
                    Ok(hash)
                })
                .collect();
            self.changed(&inner);
            results
        };
        if origin == Origin::Local {
            self.record(&accepted);
        }
        self.metrics.accepted.increment(accepted.len() as u64);
        self.metrics.refused.increment((results.len() - accepted.len()) as u64);
        for transaction in promoted {
            // Fails only when the last listener has just left.
            let _ = self.events.send(transaction);
        }
        results
    }

    /// Takes the parameters of the next block, where governance has changed them.
    pub(crate) fn set_rules(&self, rules: Arc<ChainSpec>) {
        *self.rules.write() = rules;
    }

    /// Follows the chain to a new head: `diff` is what its block changed, `state` the state after
    /// it, `base_fee` that of the block after it. `in_place` runs before anybody can see the pool
    /// without the transactions the block took.
    pub(crate) fn advance(
        &self,
        diff: &StateDiff,
        state: impl StateReader + Send + Sync + 'static,
        base_fee: u64,
        in_place: impl FnOnce(),
    ) {
        let stale = {
            let mut inner = self.inner.lock();
            inner.advance(diff, base_fee);
            let old = std::mem::replace(&mut inner.state, Box::new(state));
            self.changed(&inner);
            in_place();
            drop(inner);
            old
        };
        // The old head's state may be the last to hold much memory: freed without the lock.
        drop(stale);
        self.tidy_journal();
    }

    /// Takes out transactions that turned out not to be executable.
    pub(crate) fn remove(&self, hashes: &[B256]) {
        let mut inner = self.inner.lock();
        for hash in hashes {
            inner.remove(hash);
        }
        self.changed(&inner);
    }

    /// Reads the journal at `path`, puts what is still valid into the pool and keeps the journal
    /// from there on. `recover` makes transactions of bytes.
    pub(crate) fn open_journal(
        &self,
        path: &Path,
        recover: impl FnOnce(Vec<Bytes>) -> Vec<Arc<RecoveredTransaction>>,
    ) -> Result<(), JournalError> {
        let (mut journal, recovered) = Journal::open(path)?;
        if recovered.cut_bytes > 0 {
            let bytes = recovered.cut_bytes;
            tracing::warn!(path = %path.display(), bytes, "cut the damaged end of the journal");
        }
        let read = recovered.transactions.len();
        let results = self.insert(recover(recovered.transactions), Origin::Journal);
        let kept = results.iter().filter(|result| result.is_ok()).count();
        if read > 0 {
            tracing::info!(read, kept, "transactions of the journal are back in the pool");
        }
        if let Err(error) = journal.rewrite(&self.all()) {
            tracing::warn!(%error, "cannot rewrite the transaction journal, it goes on as it is");
        }
        *self.journal.lock() = Some(journal);
        Ok(())
    }

    /// The executable transactions, best first, for a block with this base fee.
    pub(crate) fn best(&self, base_fee: u64) -> Best<'_> {
        Best::new(self, base_fee)
    }

    /// The transaction with this hash.
    pub fn get(&self, hash: &B256) -> Option<Arc<RecoveredTransaction>> {
        self.inner.lock().get(hash)
    }

    /// The transactions with these hashes, each where it is here.
    pub fn get_many(&self, hashes: &[B256]) -> Vec<Option<Arc<RecoveredTransaction>>> {
        let inner = self.inner.lock();
        hashes.iter().map(|hash| inner.get(hash)).collect()
    }

    /// The nonce that follows the sender's pending transactions; `None` when it has none.
    pub fn pending_nonce(&self, sender: &Address) -> Option<u64> {
        let inner = self.inner.lock();
        let queue = inner.queue_of(sender)?;
        (queue.ready() > 0).then(|| queue.next_nonce())
    }

    /// How much is in the pool.
    pub fn status(&self) -> PoolStatus {
        self.inner.lock().status()
    }

    /// Everything in the pool.
    pub fn content(&self) -> PoolContent {
        let inner = self.inner.lock();
        let mut content = PoolContent::default();
        inner.senders.iter().flatten().for_each(|queue| content.add(queue));
        content
    }

    /// Everything in the pool from one sender.
    pub fn content_of(&self, sender: &Address) -> PoolContent {
        let inner = self.inner.lock();
        let mut content = PoolContent::default();
        inner.queue_of(sender).into_iter().for_each(|queue| content.add(queue));
        content
    }

    /// A number that grows whenever the content changes.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Announces each transaction once it can run.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<RecoveredTransaction>> {
        self.events.subscribe()
    }

    /// The pool's bounds and rules.
    pub const fn options(&self) -> &PoolOptions {
        &self.options
    }

    /// Publishes what changed under the lock.
    fn changed(&self, inner: &Inner) {
        self.version.store(inner.version, Ordering::Release);
        let status = inner.status();
        self.metrics.pending.set(status.pending as f64);
        self.metrics.queued.set(status.queued as f64);
        self.metrics.bytes.set(status.bytes as f64);
    }

    fn all(&self) -> Vec<Arc<RecoveredTransaction>> {
        let inner = self.inner.lock();
        let queues = inner.senders.iter().flatten();
        queues.flat_map(|queue| queue.list().iter().map(|p| p.transaction.clone())).collect()
    }

    fn record(&self, accepted: &[Arc<RecoveredTransaction>]) {
        let mut journal = self.journal.lock();
        let Some(journal) = journal.as_mut().filter(|_| !accepted.is_empty()) else { return };
        if let Err(error) = journal.append(accepted.iter().map(Arc::as_ref)) {
            // The transactions stay in the pool: only a restart would lose them.
            metrics::counter!("pool_journal_failures_total").increment(1);
            tracing::warn!(%error, "cannot append to the transaction journal");
        }
    }

    fn tidy_journal(&self) {
        let mut journal = self.journal.lock();
        let Some(journal) = journal.as_mut() else { return };
        if !journal.is_stale(self.status().bytes as u64) {
            return;
        }
        if let Err(error) = journal.rewrite(&self.all()) {
            metrics::counter!("pool_journal_failures_total").increment(1);
            tracing::warn!(%error, "cannot rewrite the transaction journal, it goes on as it is");
        }
    }
}

impl PoolContent {
    fn add(&mut self, queue: &SenderQueue) {
        let mut all = queue.list().iter().map(|pooled| pooled.transaction.clone());
        let pending: Vec<_> = all.by_ref().take(queue.ready()).collect();
        let queued: Vec<_> = all.collect();
        if !pending.is_empty() {
            self.pending.insert(queue.address, pending);
        }
        if !queued.is_empty() {
            self.queued.insert(queue.address, queued);
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("status", &self.status()).finish_non_exhaustive()
    }
}
