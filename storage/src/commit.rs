//! The one way a block becomes durable.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use alloy_primitives::{B256, KECCAK256_EMPTY};
use cybermiles_primitives::{ExecutedBlock, StateDiff};

use crate::{
    SealedHeader, StoreError,
    acknowledged::Acknowledged,
    disk,
    history::{
        Staged,
        recent::{Recent, changes},
    },
    log::{encode_record, segment::SegmentFile},
    segments::{Index, Segment},
    shared::{Shared, Writer},
    worker::{Job, Jobs},
};

/// Every fail point, in the order a long run meets them: the crash tests stop at each.
pub const FAIL_POINTS: [&str; 19] = [
    "commit::before_append",
    "commit::after_append",
    "commit::after_sync",
    "commit::after_head",
    "commit::after_index",
    "roll::before_create",
    "roll::after_create",
    "roll::after_header",
    "roll::after_sync",
    "index::before_write",
    "index::after_write",
    "index::after_open",
    "checkpoint::after_unseal",
    "checkpoint::before_commit",
    "checkpoint::after_commit",
    "checkpoint::after_seal",
    "prune::before_delete",
    "prune::after_index",
    "prune::after_delete",
];

/// Old diffs dropped from RAM with each commit, at most: a short stop each time, not a long one.
const EVICTED_PER_COMMIT: usize = 2;

impl Shared {
    /// Applies a diff above everything that is there and returns the state root.
    pub(crate) fn stage(&self, diff: Arc<StateDiff>) -> Result<B256, StoreError> {
        let _writer = self.writer.lock();
        self.writable()?;
        self.check_codes(&diff)?;
        let mut world = self.world.write();
        world.trie.apply(&diff).map_err(|err| StoreError::Refused(err.to_string()))?;
        let root = world.trie.root();
        world.recent.push(Arc::clone(&diff));
        let withdrawn = Arc::new(AtomicBool::new(false));
        world.staged.push_back(Staged { diff: Arc::clone(&diff), root, withdrawn });
        self.codes.add(&diff.codes, world.tip());
        Ok(root)
    }

    /// Takes the newest staged diff off.
    pub(crate) fn unstage(&self) -> Result<(), StoreError> {
        let _writer = self.writer.lock();
        self.writable()?;
        let mut world = self.world.write();
        let Some(staged) = world.staged.pop_back() else {
            return Err(StoreError::Refused("no diff is staged".into()));
        };
        staged.withdrawn.store(true, Ordering::Relaxed);
        world.recent.pop_newest();
        if let Err(err) = world.trie.revert(&staged.diff) {
            // It was applied by `stage`, so that this cannot be a caller's mistake.
            return Err(self.poison(StoreError::Refused(err.to_string())));
        }
        world.trie.root();
        Ok(())
    }

    /// A deployed code that comes with no diff would be missing after a restart.
    fn check_codes(&self, diff: &StateDiff) -> Result<(), StoreError> {
        for change in &diff.accounts {
            let Some(after) = change.after else { continue };
            let before = change.before.unwrap_or_default();
            let hash = after.code_hash;
            if hash == before.code_hash || hash == KECCAK256_EMPTY {
                continue;
            }
            let with_diff = diff.codes.binary_search_by_key(&hash, |(hash, _)| *hash).is_ok();
            if !with_diff && self.code(&hash)?.is_none() {
                let address = change.address;
                let refusal = format!("account {address} gets code {hash}, which nobody stored");
                return Err(StoreError::Refused(refusal));
            }
        }
        Ok(())
    }

    /// Makes `block` durable with the oldest staged diff, and only then shows it to readers.
    pub(crate) fn commit(&self, block: Arc<ExecutedBlock>, jobs: &Jobs) -> Result<(), StoreError> {
        let mut writer = self.writer.lock();
        self.writable()?;
        let diff = self.check_block(&block)?;
        self.roll(&mut writer, jobs).map_err(|err| self.poison(err))?;
        let acknowledged =
            self.append(&mut writer, &block, &diff).map_err(|err| self.poison(err))?;
        self.head_file.write(acknowledged).map_err(|err| self.poison(err))?;
        fail::fail_point!("commit::after_head");
        self.publish(&mut writer, block, &diff);
        fail::fail_point!("commit::after_index");
        self.ask_checkpoint(&diff, jobs);
        Ok(())
    }

    /// Whether `block` is the next one and has the oldest staged state; returns its diff.
    fn check_block(&self, block: &ExecutedBlock) -> Result<Arc<StateDiff>, StoreError> {
        let refuse =
            |reason: String| Err(StoreError::Refused(format!("block {} {reason}", block.number())));
        let head = self.head.read();
        if block.number() != head.number() + 1 {
            return refuse(format!("does not follow block {}", head.number()));
        }
        if block.header.parent_hash != head.hash {
            let (found, expected) = (block.header.parent_hash, head.hash);
            return refuse(format!("has the parent {found}, the head is {expected}"));
        }
        let hash = block.header.hash_slow();
        if block.hash != hash {
            return refuse(format!("comes as {}, its header hashes to {hash}", block.hash));
        }
        if block.transactions.len() != block.receipts.len() {
            let (receipts, transactions) = (block.receipts.len(), block.transactions.len());
            return refuse(format!("has {receipts} receipts for {transactions} transactions"));
        }
        let world = self.world.read();
        let Some(staged) = world.staged.front() else {
            return refuse("has no staged diff: stage it first".into());
        };
        if block.header.state_root != staged.root {
            let (found, expected) = (block.header.state_root, staged.root);
            return refuse(format!("has the state root {found}, the staged one is {expected}"));
        }
        Ok(Arc::clone(&staged.diff))
    }

    /// Begins a new segment when the newest is full.
    fn roll(&self, writer: &mut Writer, jobs: &Jobs) -> Result<(), StoreError> {
        let blocks = writer.segment.blocks();
        let full = blocks >= self.options.segment_blocks
            || writer.end >= self.options.segment_bytes
            || writer.changes >= self.options.segment_changes;
        if blocks == 0 || !full {
            return Ok(());
        }
        fail::fail_point!("roll::before_create");
        let first = writer.segment.first() + blocks;
        let folder = &self.segments.folder;
        let file = SegmentFile::create(folder, &self.identity, first, writer.checksum)?;
        let segment = Arc::new(Segment::empty(file));
        self.segments.push(Arc::clone(&segment));
        let full = std::mem::replace(&mut writer.segment, segment);
        writer.end = crate::log::segment::FIRST_RECORD;
        writer.changes = 0;
        jobs.send(Job::Seal(full));
        Ok(())
    }

    /// One append and one fdatasync.
    fn append(
        &self,
        writer: &mut Writer,
        block: &ExecutedBlock,
        diff: &StateDiff,
    ) -> Result<Acknowledged, StoreError> {
        let Writer { segment, end, checksum, buffer, .. } = writer;
        buffer.clear();
        let Some(sum) = encode_record(buffer, block, Some(diff), *checksum) else {
            let refusal = format!("block {} is too large for a record", block.number());
            return Err(StoreError::Refused(refusal));
        };
        let (file, path) = (segment.file.file()?, &segment.file.path);
        fail::fail_point!("commit::before_append");
        let written = disk::write_at(&file, path, buffer, *end).and_then(|()| {
            fail::fail_point!("commit::after_append", |_| Err(StoreError::io(
                "sync",
                path,
                std::io::Error::other("fail point")
            )));
            disk::sync(&file, path)
        });
        if let Err(err) = written {
            // What was not acknowledged is taken back; when that fails too, the next start does it.
            if let Err(err) = file.set_len(*end) {
                tracing::warn!(%err, path = %path.display(), "cannot cut off a failed append");
            }
            return Err(err);
        }
        fail::fail_point!("commit::after_sync");
        *end += buffer.len() as u64;
        *checksum = sum;
        Ok(Acknowledged { height: block.number(), checksum: sum })
    }

    /// Shows a durable block to readers; the head moves last.
    fn publish(&self, writer: &mut Writer, block: Arc<ExecutedBlock>, diff: &StateDiff) {
        if let Index::Ram(ram) = &mut *writer.segment.index.write() {
            ram.push(&block, writer.end);
        }
        writer.changes = writer.changes.saturating_add(changes(diff));
        let number = block.number();
        self.codes.add(&diff.codes, number);
        let (hash, header) = (block.hash, block.header.clone());
        self.cache.put_header(number, Arc::new(SealedHeader { hash, header }));
        self.cache.put_block(&block);
        let first_unsealed = self.segments.first_unsealed();
        {
            let mut world = self.world.write();
            world.staged.pop_front();
            world.head = number;
            for _ in 0..EVICTED_PER_COMMIT {
                if !self.is_old(&world.recent, number, first_unsealed) {
                    break;
                }
                world.recent.pop_oldest();
            }
        }
        *self.head.write() = block;
    }

    /// Whether the oldest diff in RAM can be found on disk and is not needed for proofs.
    fn is_old(&self, recent: &Recent, head: u64, first_unsealed: u64) -> bool {
        let far = recent.from() + self.options.proof_blocks <= head;
        let much = recent.changes() > self.options.proof_changes;
        recent.from() < first_unsealed && recent.from() < head && (far || much)
    }

    fn ask_checkpoint(&self, diff: &StateDiff, jobs: &Jobs) {
        let head = self.head.read().number();
        let progress = &self.progress;
        let changed = progress.changes.fetch_add(changes(diff), Ordering::Relaxed) + changes(diff);
        let blocks = head - progress.asked.load(Ordering::Relaxed);
        if changed >= self.options.checkpoint_changes || blocks >= self.options.checkpoint_blocks {
            progress.changes.store(0, Ordering::Relaxed);
            progress.asked.store(head, Ordering::Relaxed);
            jobs.send(Job::Checkpoint { height: head, done: None });
        }
    }
}
