//! The one door to the ledger.

use std::{fmt, sync::Arc};

use alloy_primitives::{B256, Bytes};
use cybermiles_execution::{CodeCache, rules::parameters_after};
use cybermiles_primitives::{
    ChainSpec, ExecutedBlock, Genesis, RecoveredTransaction, fees, limits::MAX_EXTRA_DATA_BYTES,
};
use cybermiles_storage::Store;
use parking_lot::{Mutex, RwLock};
use tokio::sync::{broadcast, watch};

use crate::{
    ChainError, ChainOptions, Origin, Pool, SubmitError, candidates::Candidates, fees::TipSamples,
    pending::PendingCache, recover::recover, time::Time, wake::Wake,
};

/// A chain: its blocks, its state, its pool. Shared as `Arc<Chain>`.
pub struct Chain {
    pub(crate) spec: ChainSpec,
    pub(crate) genesis_hash: B256,
    pub(crate) options: ChainOptions,
    pub(crate) store: Store,
    pub(crate) pool: Pool,
    pub(crate) codes: CodeCache,
    pub(crate) head: RwLock<Arc<ExecutedBlock>>,
    /// The parameters of the head's next block.
    pub(crate) rules: RwLock<Arc<ChainSpec>>,
    pub(crate) heads: broadcast::Sender<Arc<ExecutedBlock>>,
    /// Held by whoever makes or takes a block: the store has one line of staged changes.
    pub(crate) producing: Mutex<Candidates>,
    pub(crate) pending: PendingCache,
    pub(crate) tips: Mutex<TipSamples>,
    pub(crate) time: Time,
    pub(crate) wake: Arc<Wake>,
    pub(crate) failure: watch::Sender<Option<ChainError>>,
}

impl Chain {
    /// Opens the chain in `store`, which was opened with this genesis, with its head and what is
    /// still valid of the pool's journal. Whoever wants metrics installs their recorder before.
    ///
    /// # Errors
    /// [`ChainError`] when the head's state cannot be read, or the journal cannot be opened.
    pub fn open(
        genesis: Genesis,
        store: Store,
        options: ChainOptions,
    ) -> Result<Arc<Self>, ChainError> {
        let size = options.extra_data.len();
        if size > MAX_EXTRA_DATA_BYTES {
            return Err(ChainError::ExtraData { size, limit: MAX_EXTRA_DATA_BYTES });
        }
        let spec = genesis.spec;
        let head = store.head();
        let state = store.state_at(head.number())?;
        let rules = Arc::new(parameters_after(&spec, &state)?);
        let pool = Pool::new(
            rules.clone(),
            options.pool.clone(),
            options.event_buffer,
            state,
            fees::next_base_fee(&rules, &head.header),
        );
        if let Some(path) = &options.pool.journal {
            pool.open_journal(path, |encoded| {
                recover(encoded, spec.chain_id).into_iter().filter_map(Result::ok).collect()
            })?;
        }
        // A development chain that was put forward goes on from there: time never stands still.
        let ahead = match options.time_control {
            true => head.header.timestamp.saturating_sub((options.clock)()),
            false => 0,
        };
        let chain = Self {
            time: Time::new(options.clock.clone(), ahead),
            genesis_hash: store.genesis_hash(),
            codes: CodeCache::new(options.code_cache_bytes),
            heads: broadcast::channel(options.event_buffer.max(1)).0,
            head: RwLock::new(head),
            rules: RwLock::new(rules),
            producing: Mutex::default(),
            pending: PendingCache::default(),
            tips: Mutex::default(),
            wake: Arc::default(),
            failure: watch::channel(None).0,
            spec,
            options,
            store,
            pool,
        };
        // What came back from the journal, or fell due meanwhile, is waiting for a block.
        chain.wake.work();
        Ok(Arc::new(chain))
    }

    /// The chain's parameters as of its genesis; [`Self::rules`] are those in force.
    pub const fn spec(&self) -> &ChainSpec {
        &self.spec
    }

    /// How the chain runs.
    pub const fn options(&self) -> &ChainOptions {
        &self.options
    }

    /// The hash of block 0.
    pub const fn genesis_hash(&self) -> B256 {
        self.genesis_hash
    }

    /// The newest block. It is final.
    pub fn head(&self) -> Arc<ExecutedBlock> {
        self.head.read().clone()
    }

    /// Announces each new head, once everything about it can be read and the pool has given up
    /// its transactions.
    pub fn heads(&self) -> broadcast::Receiver<Arc<ExecutedBlock>> {
        self.heads.subscribe()
    }

    /// The transaction pool.
    pub const fn pool(&self) -> &Pool {
        &self.pool
    }

    /// The data folder.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Analysed contract code, shared by all executions.
    pub const fn codes(&self) -> &CodeCache {
        &self.codes
    }

    /// Announces each transaction once it can run.
    pub fn pending_transactions(&self) -> broadcast::Receiver<Arc<RecoveredTransaction>> {
        self.pool.subscribe()
    }

    /// The failure after which no more blocks are made, once there is one.
    pub fn failure(&self) -> watch::Receiver<Option<ChainError>> {
        self.failure.subscribe()
    }

    /// Takes an encoded transaction (EIP-2718) into the pool and returns its hash. Recovering the
    /// sender takes some 36 µs: not for a thread that must not wait.
    ///
    /// # Errors
    /// [`SubmitError`] in geth's words.
    pub fn submit(&self, encoded: Bytes) -> Result<B256, SubmitError> {
        let transaction = RecoveredTransaction::decode(encoded, self.spec.chain_id)?;
        let mut results = self.pool.insert(vec![Arc::new(transaction)], Origin::Local);
        let result = results.swap_remove(0);
        if result.is_ok() {
            self.wake.work();
        }
        result
    }

    /// Takes many transactions: senders are recovered on all cores, the pool is locked once. One
    /// result for each, in the same order.
    pub fn submit_many(&self, encoded: Vec<Bytes>) -> Vec<Result<B256, SubmitError>> {
        self.submit_from(encoded, Origin::Local)
    }

    /// As [`Self::submit_many`], for transactions that other validators hand on: they are not
    /// kept over a restart, since those validators keep them.
    pub fn submit_remote(&self, encoded: Vec<Bytes>) -> Vec<Result<B256, SubmitError>> {
        self.submit_from(encoded, Origin::Remote)
    }

    fn submit_from(&self, encoded: Vec<Bytes>, origin: Origin) -> Vec<Result<B256, SubmitError>> {
        let mut good = Vec::with_capacity(encoded.len());
        let recovered: Vec<_> = recover(encoded, self.spec.chain_id)
            .into_iter()
            .map(|result| result.map(|transaction| good.push(transaction)))
            .collect();
        let mut inserted = self.pool.insert(good, origin).into_iter();
        if inserted.as_slice().iter().any(Result::is_ok) {
            self.wake.work();
        }
        recovered
            .into_iter()
            .map(|result| match result {
                // `inserted` has one result for each that was recovered.
                Ok(()) => inserted.next().unwrap_or(Err(SubmitError::Underpriced)),
                Err(error) => Err(error.into()),
            })
            .collect()
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chain")
            .field("chain_id", &self.spec.chain_id)
            .field("head", &self.head().number())
            .field("pool", &self.pool)
            .finish_non_exhaustive()
    }
}
