//! The `head` file: the newest acknowledged block, so that a broken end of the log can be judged.
//!
//! Two slots, at 0 and 4096, written in turn after each commit; a crash can spoil one of them only.
//! They are written without waiting for the disk, and made durable from time to time: the file may
//! lag behind the log, never run ahead of it.
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 0 | 56 | identity, kind `CMHEAD01` |
//! | 56 | 8 | height |
//! | 64 | 4 | checksum of its record |
//! | 68 | 4 | crc32c of bytes 0 to 68 |

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use crate::{
    StoreError, disk,
    identity::{IDENTITY_BYTES, Identity},
    log::record::agrees,
};

const KIND: [u8; 8] = *b"CMHEAD01";
const SLOT: u64 = 4096;
const SLOT_BYTES: usize = IDENTITY_BYTES + 16;

/// An acknowledged block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Acknowledged {
    pub(crate) height: u64,
    /// Checksum of its record.
    pub(crate) checksum: u32,
}

/// What the `head` file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vouch {
    /// There is no such file.
    Missing,
    /// Neither slot can be read.
    Unreadable,
    /// Up to here everything was acknowledged.
    UpTo(Acknowledged),
}

/// The open `head` file.
#[derive(Debug)]
pub(crate) struct HeadFile {
    path: PathBuf,
    file: File,
    identity: Identity,
}

impl HeadFile {
    /// Reads the file at `path`.
    pub(crate) fn read(path: &Path, identity: &Identity) -> Result<Vouch, StoreError> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(Vouch::Missing),
            Err(err) => return Err(StoreError::io("read", path, err)),
        };
        let mut newest: Option<Acknowledged> = None;
        for at in [0, SLOT as usize] {
            let Some(slot) = bytes.get(at..at + SLOT_BYTES) else { continue };
            let word = |at: usize| {
                u32::from_le_bytes([slot[at], slot[at + 1], slot[at + 2], slot[at + 3]])
            };
            if !agrees(word(68), crc32c::crc32c(&slot[..68])) || slot[..8] != KIND {
                continue;
            }
            let mut who = [0; IDENTITY_BYTES];
            who.copy_from_slice(&slot[..IDENTITY_BYTES]);
            identity.check(&who, KIND, path)?;
            let height = u64::from(word(56)) | u64::from(word(60)) << 32;
            if newest.is_none_or(|newest| newest.height < height) {
                newest = Some(Acknowledged { height, checksum: word(64) });
            }
        }
        Ok(newest.map_or(Vouch::Unreadable, Vouch::UpTo))
    }

    /// Creates the file anew, durably.
    pub(crate) fn create(
        path: &Path,
        identity: &Identity,
        head: Acknowledged,
    ) -> Result<Self, StoreError> {
        let slot = encode(identity, head);
        let mut bytes = vec![0; 2 * SLOT as usize];
        bytes[..SLOT_BYTES].copy_from_slice(&slot);
        bytes[SLOT as usize..][..SLOT_BYTES].copy_from_slice(&slot);
        disk::replace(path, &bytes)?;
        Ok(Self { path: path.to_owned(), file: disk::open(path)?, identity: *identity })
    }

    /// Notes an acknowledged block, without waiting for the disk.
    pub(crate) fn write(&self, head: Acknowledged) -> Result<(), StoreError> {
        let slot = encode(&self.identity, head);
        disk::write_at(&self.file, &self.path, &slot, head.height % 2 * SLOT)
    }

    /// Makes what was written durable.
    pub(crate) fn sync(&self) -> Result<(), StoreError> {
        disk::sync(&self.file, &self.path)
    }
}

fn encode(identity: &Identity, head: Acknowledged) -> [u8; SLOT_BYTES] {
    let mut slot = [0; SLOT_BYTES];
    slot[..IDENTITY_BYTES].copy_from_slice(&identity.encode(KIND));
    slot[56..64].copy_from_slice(&head.height.to_le_bytes());
    slot[64..68].copy_from_slice(&head.checksum.to_le_bytes());
    let checksum = crc32c::crc32c(&slot[..68]);
    slot[68..].copy_from_slice(&checksum.to_le_bytes());
    slot
}
