//! What all handles of a store share.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use alloy_primitives::{B256, Bytes, map::B256HashMap};
use cybermiles_primitives::{ExecutedBlock, StateDiff};
use parking_lot::{Mutex, RwLock};

use crate::{
    SealedHeader, StoreError, StoreOptions,
    acknowledged::HeadFile,
    checkpoint::Checkpoint,
    history::World,
    identity::Identity,
    segments::{Segment, Segments},
    snapshot::serve::Held,
};

/// Headers of recent blocks kept in RAM: enough for `BLOCKHASH` and a full fee history.
pub(crate) const HEADERS: usize = 2048;

/// The open store.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) path: PathBuf,
    pub(crate) identity: Identity,
    pub(crate) options: StoreOptions,
    /// Block 0, which is known also where it is not kept.
    pub(crate) first: Arc<ExecutedBlock>,
    /// The height of the snapshot the store began with: the state is not known below.
    pub(crate) floor: u64,
    pub(crate) segments: Segments,
    pub(crate) world: RwLock<World>,
    pub(crate) codes: Codes,
    pub(crate) checkpoint: Checkpoint,
    pub(crate) held: Held,
    pub(crate) progress: Progress,
    pub(crate) head: RwLock<Arc<ExecutedBlock>>,
    pub(crate) head_file: HeadFile,
    pub(crate) cache: Cache,
    pub(crate) writer: Mutex<Writer>,
    pub(crate) poison: OnceLock<Arc<StoreError>>,
    pub(crate) closed: AtomicBool,
}

/// Where the next record goes.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) segment: Arc<Segment>,
    /// Where its records end.
    pub(crate) end: u64,
    /// Accounts and slots its blocks changed, or what was read back into RAM at the start.
    pub(crate) changes: u64,
    /// Checksum of the newest record.
    pub(crate) checksum: u32,
    pub(crate) buffer: Vec<u8>,
}

/// How far the checkpoint is behind.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Height of the last checkpoint.
    pub(crate) height: AtomicU64,
    /// Whether there is one at all.
    pub(crate) exists: AtomicBool,
    /// Changes since the last checkpoint that was asked for.
    pub(crate) changes: AtomicU64,
    /// Height of the last checkpoint that was asked for.
    pub(crate) asked: AtomicU64,
}

impl Shared {
    /// Refuses when an earlier write failed, or the store was closed.
    pub(crate) fn writable(&self) -> Result<(), StoreError> {
        if let Some(cause) = self.poison.get() {
            return Err(StoreError::Poisoned { cause: Arc::clone(cause) });
        }
        if self.closed.load(Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        Ok(())
    }

    /// Ends all writing: after a failed write nobody knows what is on disk until the next start.
    pub(crate) fn poison(&self, cause: StoreError) -> StoreError {
        tracing::error!(%cause, "a write failed: the store takes no more writes");
        let _ = self.poison.set(Arc::new(cause.clone()));
        cause
    }

    /// The code with this hash.
    pub(crate) fn code(&self, hash: &B256) -> Result<Option<Bytes>, StoreError> {
        if let Some(code) = self.codes.get(hash) {
            return Ok(Some(code));
        }
        match self.checkpoint.code(hash)? {
            Some(code) => Ok(Some(code)),
            // A checkpoint may have been written, and the code dropped from RAM, in between.
            None => Ok(self.codes.get(hash)),
        }
    }

    /// The header of block `number`, which is at or below the head.
    pub(crate) fn header(&self, number: u64) -> Result<Arc<SealedHeader>, StoreError> {
        if let Some(header) = self.cache.header(number) {
            return Ok(header);
        }
        if number == 0 {
            let (hash, header) = (self.first.hash, self.first.header.clone());
            return Ok(Arc::new(SealedHeader { hash, header }));
        }
        let header = self.segments.read(number, |raw| raw.header())?;
        let header = Arc::new(SealedHeader { hash: header.hash_slow(), header });
        self.cache.put_header(number, Arc::clone(&header));
        Ok(header)
    }

    /// The oldest block after which the state is known.
    pub(crate) fn oldest_state(&self) -> u64 {
        self.segments.oldest().max(self.floor)
    }

    /// The diff of block `number`.
    pub(crate) fn diff(&self, number: u64) -> Result<StateDiff, StoreError> {
        self.segments.read(number, |raw| raw.diff())
    }
}

/// Codes that are in no checkpoint yet.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    codes: RwLock<B256HashMap<(Bytes, u64)>>,
}

impl Codes {
    pub(crate) fn get(&self, hash: &B256) -> Option<Bytes> {
        self.codes.read().get(hash).map(|(code, _)| code.clone())
    }

    /// Adds the codes that block `number` deploys.
    pub(crate) fn add(&self, deployed: &[(B256, Bytes)], number: u64) {
        if deployed.is_empty() {
            return;
        }
        let mut codes = self.codes.write();
        for (hash, code) in deployed {
            codes.insert(*hash, (code.clone(), number));
        }
    }

    /// Drops the codes a checkpoint at `height` holds.
    pub(crate) fn drop_up_to(&self, height: u64) {
        self.codes.write().retain(|_, (_, number)| *number > height);
    }
}

/// Recent blocks and headers, ready to be handed out.
#[derive(Debug)]
pub(crate) struct Cache {
    blocks: Mutex<Blocks>,
    headers: Mutex<BTreeMap<u64, Arc<SealedHeader>>>,
    budget: usize,
}

#[derive(Debug, Default)]
struct Blocks {
    blocks: BTreeMap<u64, (Arc<ExecutedBlock>, usize)>,
    bytes: usize,
}

impl Cache {
    pub(crate) fn new(budget: usize) -> Self {
        Self { blocks: Mutex::default(), headers: Mutex::default(), budget }
    }

    pub(crate) fn block(&self, number: u64) -> Option<Arc<ExecutedBlock>> {
        self.blocks.lock().blocks.get(&number).map(|(block, _)| Arc::clone(block))
    }

    /// Keeps a block, in place of older ones when there is no room.
    pub(crate) fn put_block(&self, block: &Arc<ExecutedBlock>) {
        let size = size(block);
        let mut cache = self.blocks.lock();
        if let Some((_, old)) = cache.blocks.insert(block.number(), (Arc::clone(block), size)) {
            cache.bytes -= old;
        }
        cache.bytes += size;
        while cache.bytes > self.budget && cache.blocks.len() > 1 {
            let Some((_, (_, size))) = cache.blocks.pop_first() else { return };
            cache.bytes -= size;
        }
    }

    pub(crate) fn header(&self, number: u64) -> Option<Arc<SealedHeader>> {
        self.headers.lock().get(&number).map(Arc::clone)
    }

    pub(crate) fn put_header(&self, number: u64, header: Arc<SealedHeader>) {
        let mut headers = self.headers.lock();
        headers.insert(number, header);
        if headers.len() > HEADERS {
            headers.pop_first();
        }
    }
}

/// About how many bytes a block takes in RAM.
fn size(block: &ExecutedBlock) -> usize {
    const TRANSACTION: usize = 500;
    const LOG: usize = 200;
    let transactions = block.transactions.iter().map(|tx| TRANSACTION + 2 * tx.encoded.len());
    let logs = block.receipts.iter().flat_map(|receipt| &receipt.logs);
    let logs = logs.map(|log| LOG + log.data.data.len());
    1000 + transactions.sum::<usize>() + logs.sum::<usize>()
}
