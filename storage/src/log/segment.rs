//! One file of the log.
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 0 | 56 | identity, kind `CMBLOCKS` |
//! | 56 | 8 | height of the first record |
//! | 64 | 4 | checksum of the last record of the segment before; 0 in the first |
//! | 68 | 4 | crc32c of bytes 0 to 68 |
//! | 72 | | records, each repeating the checksum of the one before |

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use parking_lot::RwLock;

use super::record::{HEAD_BYTES, RawRecord, RecordError, RecordHead, agrees};
use crate::{
    StoreError, disk,
    handles::{Handles, OnDemand},
    identity::{IDENTITY_BYTES, Identity},
};

const KIND: [u8; 8] = *b"CMBLOCKS";
/// Where the first record begins.
pub(crate) const FIRST_RECORD: u64 = 72;

/// A file of the log.
#[derive(Debug)]
pub(crate) struct SegmentFile {
    pub(crate) path: PathBuf,
    /// Height of the first record.
    pub(crate) first: u64,
    /// Checksum of the record before the first.
    pub(crate) link: u32,
    head: [u8; FIRST_RECORD as usize],
    handle: RwLock<Handle>,
}

/// How the file is open.
#[derive(Debug)]
enum Handle {
    /// All the time: it is written to.
    Open(Arc<File>),
    /// When it is read: it is full.
    OnDemand(OnDemand),
}

/// How far the records of a segment are whole.
#[derive(Debug)]
pub(crate) struct ScanEnd {
    /// Where the whole records end, in bytes.
    pub(crate) offset: u64,
    /// Height the next record would have.
    pub(crate) next: u64,
    /// Checksum of the last whole record.
    pub(crate) checksum: u32,
    /// What follows, unless it is the end of the file.
    pub(crate) broken: Option<RecordError>,
}

impl SegmentFile {
    /// The name of the segment that begins with `first`.
    pub(crate) fn name(first: u64) -> String {
        format!("{first:020}.blocks")
    }

    /// Creates the segment, durably.
    pub(crate) fn create(
        folder: &Path,
        identity: &Identity,
        first: u64,
        link: u32,
    ) -> Result<Self, StoreError> {
        let path = folder.join(Self::name(first));
        let mut head = [0; FIRST_RECORD as usize];
        head[..IDENTITY_BYTES].copy_from_slice(&identity.encode(KIND));
        head[56..64].copy_from_slice(&first.to_le_bytes());
        head[64..68].copy_from_slice(&link.to_le_bytes());
        let checksum = crc32c::crc32c(&head[..68]);
        head[68..].copy_from_slice(&checksum.to_le_bytes());
        let file = disk::create(&path)?;
        fail::fail_point!("roll::after_create");
        disk::write_at(&file, &path, &head, 0)?;
        fail::fail_point!("roll::after_header");
        disk::sync(&file, &path)?;
        disk::sync_folder(folder)?;
        fail::fail_point!("roll::after_sync");
        Ok(Self::opened(path, file, first, link, head))
    }

    fn opened(
        path: PathBuf,
        file: File,
        first: u64,
        link: u32,
        head: [u8; FIRST_RECORD as usize],
    ) -> Self {
        Self { path, first, link, head, handle: RwLock::new(Handle::Open(Arc::new(file))) }
    }

    /// The file, open.
    pub(crate) fn file(&self) -> Result<Arc<File>, StoreError> {
        match &*self.handle.read() {
            Handle::Open(file) => Ok(Arc::clone(file)),
            Handle::OnDemand(handle) => handle.get(|| self.reopen()),
        }
    }

    /// Opens the file again, which must be the one it was.
    fn reopen(&self) -> Result<File, StoreError> {
        let file = disk::open(&self.path)?;
        let mut head = [0; FIRST_RECORD as usize];
        disk::read_at(&file, &self.path, &mut head, 0)?;
        if head == self.head {
            return Ok(file);
        }
        let expected = "the segment head it had before";
        Err(StoreError::damaged(&self.path, 0, expected, "another: was the file replaced?"))
    }

    /// From now on the file is open when it is read: nothing more is written to it.
    pub(crate) fn close(&self, handles: &Arc<Handles>) {
        let mut handle = self.handle.write();
        if let Handle::Open(file) = &*handle {
            *handle = Handle::OnDemand(OnDemand::new(handles, file));
        }
    }

    /// From now on the file is open all the time.
    pub(crate) fn keep_open(&self) -> Result<(), StoreError> {
        let file = self.file()?;
        *self.handle.write() = Handle::Open(file);
        Ok(())
    }

    /// Opens the segment named after `first`; `None` when not even its head was ever whole.
    pub(crate) fn open(
        folder: &Path,
        identity: &Identity,
        first: u64,
    ) -> Result<Option<Self>, StoreError> {
        let path = folder.join(Self::name(first));
        let file = disk::open(&path)?;
        let length = disk::length(&file, &path)?;
        if length < FIRST_RECORD {
            return Ok(None);
        }
        let mut head = [0; FIRST_RECORD as usize];
        disk::read_at(&file, &path, &mut head, 0)?;
        let word =
            |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (expected, found) = (word(68), crc32c::crc32c(&head[..68]));
        if !agrees(expected, found) {
            // A crash can leave the length without the bytes, but nothing behind them.
            if length == FIRST_RECORD && head.iter().all(|byte| *byte == 0) {
                return Ok(None);
            }
            return Err(StoreError::damaged(
                &path,
                0,
                format!("a segment head with checksum {expected:08x}"),
                format!("{found:08x}"),
            ));
        }
        let mut who = [0; IDENTITY_BYTES];
        who.copy_from_slice(&head[..IDENTITY_BYTES]);
        identity.check(&who, KIND, &path)?;
        let inside = u64::from(word(56)) | u64::from(word(60)) << 32;
        if inside != first {
            return Err(StoreError::damaged(
                &path,
                56,
                format!("the segment that begins with block {first}, as its name says"),
                format!("the one that begins with block {inside}: were files swapped?"),
            ));
        }
        Ok(Some(Self::opened(path, file, first, word(64), head)))
    }

    /// Reads the record at `offset` into `buffer`, checked against its checksum and `height`.
    pub(crate) fn read<'a>(
        &self,
        offset: u64,
        length: usize,
        height: u64,
        buffer: &'a mut Vec<u8>,
    ) -> Result<RawRecord<'a>, StoreError> {
        buffer.resize(length, 0);
        disk::read_at(&*self.file()?, &self.path, buffer, offset)?;
        let raw = RawRecord::parse(buffer).map_err(|err| self.broken(offset, height, &err))?;
        if raw.head.height == height && raw.head.total() == length {
            return Ok(raw);
        }
        Err(StoreError::damaged(
            &self.path,
            offset,
            format!("the record of block {height}, {length} bytes"),
            format!("that of block {}, {} bytes", raw.head.height, raw.head.total()),
        ))
    }

    /// Calls `each` with offset and record, from the first on, as far as records are whole and
    /// linked.
    pub(crate) fn scan(
        &self,
        mut each: impl FnMut(u64, &RawRecord<'_>) -> Result<(), StoreError>,
    ) -> Result<ScanEnd, StoreError> {
        let file = self.file()?;
        let length = disk::length(&file, &self.path)?;
        let mut end =
            ScanEnd { offset: FIRST_RECORD, next: self.first, checksum: self.link, broken: None };
        let mut buffer = Vec::new();
        while end.offset < length {
            if let Err(err) = self.load(&file, end.offset, length, &mut buffer)? {
                end.broken = Some(err);
                break;
            }
            let raw = match RawRecord::parse(&buffer) {
                Ok(raw) => raw,
                Err(err) => {
                    end.broken = Some(err);
                    break;
                }
            };
            if raw.head.height != end.next || !agrees(end.checksum, raw.head.link) {
                return Err(StoreError::damaged(
                    &self.path,
                    end.offset,
                    format!("block {} linked to {:08x}", end.next, end.checksum),
                    format!("block {} linked to {:08x}", raw.head.height, raw.head.link),
                ));
            }
            each(end.offset, &raw)?;
            end.offset += raw.head.total() as u64;
            end.next += 1;
            end.checksum = raw.checksum;
        }
        Ok(end)
    }

    /// Reads the bytes of the record at `offset`, as many as its head asks for.
    fn load(
        &self,
        file: &File,
        offset: u64,
        length: u64,
        buffer: &mut Vec<u8>,
    ) -> Result<Result<(), RecordError>, StoreError> {
        let left = usize::try_from(length - offset).unwrap_or(usize::MAX);
        buffer.resize(HEAD_BYTES.min(left), 0);
        disk::read_at(file, &self.path, buffer, offset)?;
        let head = match RecordHead::parse(buffer) {
            Ok(head) => head,
            Err(err) => return Ok(Err(err)),
        };
        if head.total() > left {
            return Ok(Err(RecordError::Short { needed: head.total(), found: left }));
        }
        buffer.resize(head.total(), 0);
        disk::read_at(file, &self.path, buffer, offset)?;
        Ok(Ok(()))
    }

    /// Whether a whole record, of a height above `height`, begins anywhere behind `offset`: what
    /// is broken before it was acknowledged then.
    pub(crate) fn record_behind(&self, offset: u64, height: u64) -> Result<bool, StoreError> {
        let file = self.file()?;
        let length = disk::length(&file, &self.path)?;
        let mut rest = vec![0; usize::try_from(length - offset).unwrap_or(usize::MAX)];
        disk::read_at(&file, &self.path, &mut rest, offset)?;
        let magic = super::record::MAGIC;
        let found = (1..rest.len()).any(|at| {
            rest[at..].starts_with(&magic)
                && RawRecord::parse(&rest[at..]).is_ok_and(|raw| raw.head.height > height)
        });
        Ok(found)
    }

    /// The error for a record that cannot be read.
    pub(crate) fn broken(&self, offset: u64, height: u64, err: &RecordError) -> StoreError {
        let expected = format!("the record of block {height}");
        StoreError::damaged(&self.path, offset, expected, err.to_string())
    }
}
