//! The door: one writer commits blocks, everybody reads.

use std::{
    fmt,
    ops::RangeInclusive,
    path::Path,
    sync::{Arc, atomic::Ordering, mpsc},
};

use alloy_primitives::{Address, B256, Bytes, U256};
use cybermiles_primitives::{
    Account, ExecutedBlock, Genesis, Header, Snapshot, SnapshotPart, StateDiff,
};

use crate::{
    AccountProof, StateView, StoreError, StoreOptions, TrieError, VerifyReport,
    history::At,
    index::LogKey,
    lock::FolderLock,
    recover,
    shared::Shared,
    snapshot::place,
    worker::{Job, Worker},
};

/// A header with its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedHeader {
    /// keccak256 of the encoded header.
    pub hash: B256,
    /// The header.
    pub header: Header,
}

/// The data folder of one chain. Clones share it; one of them at a time writes.
///
/// Dropping the last one ends the background work without a checkpoint: nothing is lost, the next
/// start takes longer. [`Self::close`] writes one.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    worker: Arc<Worker>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("path", &self.shared.path).finish_non_exhaustive()
    }
}

impl Store {
    /// Creates the data folder, or recovers what is in it: last checkpoint, then the diffs of the
    /// log, then the root is compared with the head's header.
    ///
    /// # Errors
    /// [`StoreError`] naming the file and what to do.
    pub fn open(path: &Path, genesis: &Genesis, options: StoreOptions) -> Result<Self, StoreError> {
        place::settle(path)?;
        let lock = FolderLock::take(path)?;
        place::tidy(path)?;
        let shared = Arc::new(recover::open(path, genesis, options)?);
        let worker = Arc::new(Worker::start(Arc::clone(&shared), lock)?);
        Ok(Self { shared, worker })
    }

    /// The hash of block 0, also when that block is no longer kept.
    pub fn genesis_hash(&self) -> B256 {
        self.shared.identity.genesis
    }

    /// The newest durable block.
    pub fn head(&self) -> Arc<ExecutedBlock> {
        Arc::clone(&self.shared.head.read())
    }

    /// The height of the newest durable block.
    pub fn head_number(&self) -> u64 {
        self.shared.head.read().number()
    }

    /// The oldest block that is kept, with its receipts. Block 0 is known besides, always.
    pub fn oldest_block(&self) -> u64 {
        self.shared.segments.oldest()
    }

    /// The oldest block whose state is kept: [`Self::oldest_block`], or the snapshot the store began
    /// with, which lies above.
    pub fn oldest_state(&self) -> u64 {
        self.shared.oldest_state()
    }

    /// Applies a diff above the head and above what is staged already; returns the state root.
    /// Readers at kept heights do not see it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the diff starts from another state; nothing changes then.
    pub fn stage(&self, diff: Arc<StateDiff>) -> Result<B256, StoreError> {
        self.shared.stage(diff)
    }

    /// Takes the newest staged diff off.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when nothing is staged.
    pub fn unstage(&self) -> Result<(), StoreError> {
        self.shared.unstage()
    }

    /// Makes a block durable together with the oldest staged diff, which belongs to it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the block does not fit; any other error ends all writing.
    pub fn commit(&self, block: Arc<ExecutedBlock>) -> Result<(), StoreError> {
        self.shared.commit(block, &self.worker.jobs)
    }

    /// The state after block `number`. Above the head the staged states can be read as well, until
    /// they are taken off.
    ///
    /// # Errors
    /// [`StoreError::Pruned`], [`StoreError::NoState`], [`StoreError::AboveHead`].
    pub fn state_at(&self, number: u64) -> Result<StateView, StoreError> {
        let oldest = self.oldest_block();
        if number < oldest {
            return Err(StoreError::Pruned { number, oldest });
        }
        let oldest = self.oldest_state();
        if number < oldest {
            return Err(StoreError::NoState { number, oldest });
        }
        let world = self.shared.world.read();
        let withdrawn = match number.checked_sub(world.head + 1) {
            None => None,
            Some(above) => match world.staged.get(usize::try_from(above).unwrap_or(usize::MAX)) {
                Some(staged) => Some(Arc::clone(&staged.withdrawn)),
                None => return Err(StoreError::AboveHead { number, head: world.head }),
            },
        };
        Ok(StateView { shared: Arc::clone(&self.shared), at: At { number, withdrawn } })
    }

    /// A block; `None` above the head.
    ///
    /// # Errors
    /// [`StoreError::Pruned`], [`StoreError::Damaged`].
    pub fn block(&self, number: u64) -> Result<Option<Arc<ExecutedBlock>>, StoreError> {
        let head = self.head();
        if number >= head.number() {
            return Ok((number == head.number()).then_some(head));
        }
        if let Some(block) = self.shared.cache.block(number) {
            return Ok(Some(block));
        }
        if number == 0 {
            return Ok(Some(Arc::clone(&self.shared.first)));
        }
        Ok(Some(Arc::new(self.shared.segments.read(number, |raw| raw.block())?)))
    }

    /// A header; `None` above the head.
    ///
    /// # Errors
    /// As [`Self::block`].
    pub fn header(&self, number: u64) -> Result<Option<Arc<SealedHeader>>, StoreError> {
        if number > self.head_number() {
            return Ok(None);
        }
        let oldest = self.oldest_block();
        if number < oldest && number > 0 {
            return Err(StoreError::Pruned { number, oldest });
        }
        self.shared.header(number).map(Some)
    }

    /// The height of the kept block with this hash.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn number_of(&self, hash: &B256) -> Result<Option<u64>, StoreError> {
        if *hash == self.shared.identity.genesis {
            return Ok(Some(0));
        }
        // A block is indexed a moment before it becomes the head.
        let found = self.shared.segments.number_of(hash)?;
        Ok(found.filter(|number| *number <= self.head_number()))
    }

    /// The block and the index in it of the transaction with this hash.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn transaction_location(&self, hash: &B256) -> Result<Option<(u64, usize)>, StoreError> {
        let found = self.shared.segments.transaction(hash)?;
        Ok(found.filter(|(number, _)| *number <= self.head_number()))
    }

    /// Blocks in `range` that may hold matching logs, ascending: a superset, to be filtered. An
    /// empty list of addresses or of topics at a position matches everything.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn blocks_with_logs(
        &self,
        range: RangeInclusive<u64>,
        addresses: &[Address],
        topics: &[Vec<B256>; 4],
    ) -> Result<Vec<u64>, StoreError> {
        let keys: Vec<Vec<LogKey>> = [addresses.iter().map(LogKey::address).collect()]
            .into_iter()
            .chain(topics.iter().enumerate().map(|(position, topics)| {
                topics.iter().map(|topic| LogKey::topic(position, topic)).collect()
            }))
            .filter(|keys: &Vec<LogKey>| !keys.is_empty())
            .collect();
        self.shared.segments.blocks_with(range, self.head_number(), &keys)
    }

    /// The account and its slots after block `number`, with the nodes that prove them against the
    /// state root in that block's header.
    ///
    /// # Errors
    /// [`StoreError::ProofWindow`] for blocks too far back.
    pub fn proof(
        &self,
        number: u64,
        address: &Address,
        slots: &[U256],
    ) -> Result<AccountProof, StoreError> {
        let world = self.shared.world.read();
        if number > world.head {
            return Err(StoreError::AboveHead { number, head: world.head });
        }
        let oldest = world.oldest_provable(&self.shared.options);
        let undo = match world.recent.above(number) {
            Some(undo) if number >= oldest => undo,
            _ => return Err(StoreError::ProofWindow { number, oldest }),
        };
        let refuse = |err: TrieError| StoreError::Refused(err.to_string());
        if undo.is_empty() {
            return world.trie.prove(address, slots).map_err(refuse);
        }
        world.trie.prove_at(&undo, address, slots).map(|(_, proof)| proof).map_err(refuse)
    }

    /// The sum of all balances after the head, in wei: every account is read.
    pub fn sum_of_balances(&self) -> U256 {
        let world = self.shared.world.read();
        // The trie may be ahead of the head by what is staged: those changes are taken back.
        let staged = world.staged.iter().flat_map(|staged| &staged.diff.accounts);
        let balance = |account: Option<Account>| account.unwrap_or_default().balance;
        let (mut before, mut after) = (U256::ZERO, U256::ZERO);
        for change in staged {
            before = before.saturating_add(balance(change.before));
            after = after.saturating_add(balance(change.after));
        }
        let tip = world.trie.accounts().fold(U256::ZERO, |sum, (_, account)| {
            // Cannot saturate: a balance has 127 bits at most, and accounts are below 2^32.
            sum.saturating_add(account.balance)
        });
        tip.saturating_add(before).saturating_sub(after)
    }

    /// The code with this hash.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn code(&self, hash: &B256) -> Result<Option<Bytes>, StoreError> {
        self.shared.code(hash)
    }

    /// The newest snapshot to be had: the last checkpoint. `None` before the first above block 0.
    /// It stays to be had while it is read, and for some minutes.
    ///
    /// # Errors
    /// [`StoreError`] when the checkpoint cannot be read.
    pub fn snapshot(&self) -> Result<Option<Snapshot>, StoreError> {
        self.shared.snapshot()
    }

    /// The entries of the snapshot at `number` behind `cursor`, at most `max`; none behind the last.
    /// An empty cursor stands before the first.
    ///
    /// # Errors
    /// [`StoreError::NoSnapshot`] when it is gone, [`StoreError::Refused`] for a cursor that is none.
    pub fn snapshot_part(
        &self,
        number: u64,
        cursor: &[u8],
        max: usize,
    ) -> Result<SnapshotPart, StoreError> {
        if !matches!(cursor.len(), 0 | 20 | 52) {
            let refusal = format!("a cursor has 0, 20 or 52 bytes, not {}", cursor.len());
            return Err(StoreError::Refused(refusal));
        }
        self.shared.snapshot_part(number, cursor, max)
    }

    /// Writes a checkpoint of the head now and waits for it.
    ///
    /// # Errors
    /// The failure, which also ends all writing.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.shared.writable()?;
        let (done, wait) = mpsc::channel();
        let height = self.head_number();
        self.worker.jobs.send(Job::Checkpoint { height, done: Some(done) });
        wait.recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Writes a checkpoint, stops the background work and gives the folder free. Other clones can
    /// read on, not write.
    ///
    /// # Errors
    /// The failure of the checkpoint; every acknowledged block is safe nevertheless.
    pub fn close(self) -> Result<(), StoreError> {
        let result = self.checkpoint();
        if self.shared.closed.swap(true, Ordering::AcqRel) {
            return Err(StoreError::Closed);
        }
        self.shared.held.clear();
        self.worker.stop();
        result.and_then(|()| self.shared.head_file.sync())
    }

    /// Reads every byte of a data folder that is not in use and recomputes what can be recomputed.
    /// Opens it first, which repairs what a crash left behind, as every start does.
    ///
    /// # Errors
    /// [`StoreError`] naming the first thing that is wrong.
    pub fn verify(path: &Path, genesis: &Genesis) -> Result<VerifyReport, StoreError> {
        let store = Self::open(path, genesis, StoreOptions::recommended())?;
        store.shared.verify(genesis)
    }
}
