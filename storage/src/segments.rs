//! The row of segments: which file holds a block, and who knows a hash.

use std::{
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::Arc,
};

use alloy_primitives::B256;
use parking_lot::RwLock;

use crate::{
    StoreError, disk,
    handles::Handles,
    identity::Identity,
    index::{
        LogKey, build,
        file::{self, IndexFile, Table},
        ram::RamIndex,
    },
    log::{
        RecordError,
        record::RawRecord,
        segment::{FIRST_RECORD, SegmentFile},
    },
};

/// A segment of the log with its index.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) file: SegmentFile,
    pub(crate) index: RwLock<Index>,
}

/// The index of a segment: in RAM while the segment is written to, and until its file is there.
#[derive(Debug)]
pub(crate) enum Index {
    Ram(RamIndex),
    File(Arc<IndexFile>),
}

impl Segment {
    /// A segment without blocks.
    pub(crate) fn empty(file: SegmentFile) -> Self {
        Self { file, index: RwLock::new(Index::Ram(RamIndex::new(FIRST_RECORD))) }
    }

    pub(crate) const fn first(&self) -> u64 {
        self.file.first
    }

    pub(crate) fn blocks(&self) -> u64 {
        match &*self.index.read() {
            Index::Ram(ram) => ram.blocks(),
            Index::File(file) => file.blocks,
        }
    }

    pub(crate) fn is_sealed(&self) -> bool {
        matches!(&*self.index.read(), Index::File(_))
    }

    fn index_file(&self) -> Option<Arc<IndexFile>> {
        match &*self.index.read() {
            Index::Ram(_) => None,
            Index::File(file) => Some(Arc::clone(file)),
        }
    }
}

/// All kept segments, oldest first.
#[derive(Debug)]
pub(crate) struct Segments {
    pub(crate) folder: PathBuf,
    pub(crate) identity: Identity,
    /// The open files of full segments.
    pub(crate) handles: Arc<Handles>,
    /// Behind an `Arc`, so that a look-up takes the row in one step.
    list: RwLock<Arc<Vec<Arc<Segment>>>>,
}

impl Segments {
    pub(crate) fn new(folder: PathBuf, identity: Identity, handles: Arc<Handles>) -> Self {
        Self { folder, identity, handles, list: RwLock::default() }
    }

    /// First heights of the segment files in `folder`, ascending. Left-over temporary files are
    /// deleted; names that are not ours are left alone.
    pub(crate) fn names(folder: &Path) -> Result<Vec<u64>, StoreError> {
        let broken = |err| StoreError::io("read", folder, err);
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(broken)? {
            let path = entry.map_err(broken)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if let Some(first) = name.strip_suffix(".blocks").and_then(|first| first.parse().ok())
                && *name == SegmentFile::name(first)
            {
                names.push(first);
            } else if name.ends_with(".tmp") {
                disk::remove(&path)?;
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    pub(crate) fn push(&self, segment: Arc<Segment>) {
        Arc::make_mut(&mut *self.list.write()).push(segment);
    }

    /// Takes the oldest segment out of the row. Readers that hold it can read on as far as its files
    /// are open, and are told then that it was pruned.
    pub(crate) fn forget_oldest(&self) {
        Arc::make_mut(&mut *self.list.write()).remove(0);
    }

    pub(crate) fn all(&self) -> Arc<Vec<Arc<Segment>>> {
        Arc::clone(&self.list.read())
    }

    /// First height that is kept.
    pub(crate) fn oldest(&self) -> u64 {
        self.list.read().first().map_or(0, |segment| segment.first())
    }

    /// First height that has no index file yet.
    pub(crate) fn first_unsealed(&self) -> u64 {
        let list = self.all();
        let open = list.iter().rev().take_while(|segment| !segment.is_sealed());
        open.last().map_or(0, |segment| segment.first())
    }

    /// The segment a height falls into.
    pub(crate) fn of(&self, number: u64) -> Result<Arc<Segment>, StoreError> {
        let list = self.list.read();
        let position = list.partition_point(|segment| segment.first() <= number);
        match position.checked_sub(1).and_then(|position| list.get(position)) {
            Some(segment) => Ok(Arc::clone(segment)),
            None => {
                let oldest = list.first().map_or(0, |segment| segment.first());
                Err(StoreError::Pruned { number, oldest })
            }
        }
    }

    /// Reads the record of a block; `read` decodes from it what is needed.
    pub(crate) fn read<T>(
        &self,
        number: u64,
        read: impl FnOnce(&RawRecord<'_>) -> Result<T, RecordError>,
    ) -> Result<T, StoreError> {
        let segment = self.of(number)?;
        let position = number - segment.first();
        let (offset, length) = self.location(&segment, position)?;
        let mut buffer = Vec::new();
        let raw = segment.file.read(offset, length, number, &mut buffer);
        let raw = raw.map_err(|err| self.unless_gone(&segment, err))?;
        read(&raw).map_err(|err| segment.file.broken(offset, number, &err))
    }

    fn location(&self, segment: &Segment, position: u64) -> Result<(u64, usize), StoreError> {
        let found = match &*segment.index.read() {
            Index::Ram(ram) => Some(ram.location(position)),
            Index::File(_) => None,
        };
        let found = match found {
            Some(found) => found,
            None => self
                .query(segment, |index| index.entry(Table::Blocks, position))?
                .map(|entry| (be(&entry[..8]), be(&entry[8..12]) as usize)),
        };
        found.ok_or_else(|| {
            let number = segment.first() + position;
            let expected = format!("a record of block {number}");
            StoreError::damaged(&segment.file.path, 0, expected, "none")
        })
    }

    /// Asks an index file; a damaged one is written again from the log first.
    pub(crate) fn query<T>(
        &self,
        segment: &Segment,
        ask: impl Fn(&IndexFile) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let Some(index) = segment.index_file() else {
            return Err(StoreError::Refused("the segment has no index file yet".into()));
        };
        match ask(&index).map_err(|err| self.unless_gone(segment, err)) {
            Err(err @ StoreError::Damaged { .. }) => {
                tracing::warn!(%err, "an index file is damaged: it is written again from the log");
                self.seal(segment)?;
                segment.index_file().map_or(Err(err), |index| ask(&index))
            }
            other => other,
        }
    }

    /// Writes the index file of a full segment and goes over to it.
    pub(crate) fn seal(&self, segment: &Segment) -> Result<(), StoreError> {
        build::write(&self.folder, &segment.file, &self.identity)?;
        let index = IndexFile::open(&self.folder, &self.identity, segment.first(), &self.handles)?;
        fail::fail_point!("index::after_open");
        *segment.index.write() = Index::File(Arc::new(index));
        segment.file.close(&self.handles);
        Ok(())
    }

    /// What a failure to read a segment means: nothing is wrong with one that was pruned meanwhile.
    fn unless_gone(&self, segment: &Segment, err: StoreError) -> StoreError {
        let (number, oldest) = (segment.first(), self.oldest());
        if number < oldest { StoreError::Pruned { number, oldest } } else { err }
    }

    /// Opens the index file of a full segment, or writes it when it is missing or damaged. Returns
    /// the segment, the height behind it, and its last checksum.
    pub(crate) fn open_sealed(
        &self,
        file: SegmentFile,
    ) -> Result<(Arc<Segment>, u64, u32), StoreError> {
        let first = file.first;
        let open = || IndexFile::open(&self.folder, &self.identity, first, &self.handles);
        let index = match open() {
            Ok(index) => index,
            Err(StoreError::NewerSchema { path, found, supported }) => {
                return Err(StoreError::NewerSchema { path, found, supported });
            }
            Err(err) => {
                tracing::warn!(%err, "an index file is missing or damaged: it is written again");
                build::write(&self.folder, &file, &self.identity)?;
                open()?
            }
        };
        let (next, checksum) = (first + index.blocks, index.checksum);
        let index = RwLock::new(Index::File(Arc::new(index)));
        Ok((Arc::new(Segment { file, index }), next, checksum))
    }

    /// The height of the kept block with this hash.
    pub(crate) fn number_of(&self, hash: &B256) -> Result<Option<u64>, StoreError> {
        self.newest_first(|segment| {
            if let Index::Ram(ram) = &*segment.index.read() {
                return Ok(ram.number_of(hash));
            }
            let key = hash.as_slice();
            let found = self.query(segment, |index| index.first_with(Table::Hashes, key, 32))?;
            Ok(found.map(|entry| segment.first() + be(&entry[32..])))
        })
    }

    /// Block and position of the transaction with this hash.
    pub(crate) fn transaction(&self, hash: &B256) -> Result<Option<(u64, usize)>, StoreError> {
        self.newest_first(|segment| {
            if let Index::Ram(ram) = &*segment.index.read() {
                return Ok(ram.transaction(hash).map(|(number, index)| (number, index as usize)));
            }
            let key = hash.as_slice();
            let ask = |index: &IndexFile| index.first_with(Table::Transactions, key, 32);
            let found = self.query(segment, ask)?;
            Ok(found.map(|entry| (segment.first() + be(&entry[32..36]), be(&entry[36..]) as usize)))
        })
    }

    /// Adds the blocks of `segment` that logged `key` to `blocks`.
    pub(crate) fn logs(
        &self,
        segment: &Segment,
        key: &LogKey,
        blocks: &mut Vec<u64>,
    ) -> Result<(), StoreError> {
        if let Index::Ram(ram) = &*segment.index.read() {
            blocks.extend_from_slice(ram.logs(key));
            return Ok(());
        }
        let found = self.query(segment, |index| {
            let mut found = Vec::new();
            index.for_each_with(Table::Logs, key.bytes(), |entry| found.push(be(&entry[9..])))?;
            Ok(found)
        })?;
        blocks.extend(found.into_iter().map(|block| segment.first() + block));
        Ok(())
    }

    /// Blocks of `range` up to `head` whose logs have at least one key of every list.
    pub(crate) fn blocks_with(
        &self,
        range: RangeInclusive<u64>,
        head: u64,
        lists: &[Vec<LogKey>],
    ) -> Result<Vec<u64>, StoreError> {
        let (start, end) = (*range.start().max(&self.oldest()), *range.end().min(&head));
        let mut found = Vec::new();
        for segment in self.all().iter() {
            let last = segment.first() + segment.blocks().saturating_sub(1);
            if segment.first() > end || last < start {
                continue;
            }
            let mut blocks: Vec<u64> = (segment.first().max(start)..=last.min(end)).collect();
            for keys in lists {
                let mut some = Vec::new();
                for key in keys {
                    self.logs(segment, key, &mut some)?;
                }
                some.sort_unstable();
                blocks.retain(|block| some.binary_search(block).is_ok());
            }
            found.append(&mut blocks);
        }
        Ok(found)
    }

    fn newest_first<T>(
        &self,
        mut ask: impl FnMut(&Segment) -> Result<Option<T>, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        for segment in self.all().iter().rev() {
            match ask(segment) {
                Ok(None) => {}
                // Pruned in between, and with it those before it.
                Err(StoreError::Pruned { .. }) => break,
                found => return found,
            }
        }
        Ok(None)
    }

    /// Deletes the files of a segment that was forgotten.
    pub(crate) fn delete(&self, segment: &Segment) -> Result<(), StoreError> {
        disk::remove(&self.folder.join(file::name(segment.first())))?;
        fail::fail_point!("prune::after_index");
        disk::remove(&segment.file.path)?;
        fail::fail_point!("prune::after_delete");
        disk::sync_folder(&self.folder)
    }
}

/// A big-endian number of up to 8 bytes.
pub(crate) fn be(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
