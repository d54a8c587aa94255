//! The record of signed votes on disk: a ring of fixed slots, one durable write a vote.
//!
//! ```text
//! slot 0:   "CMVOTES1", consensus key, checksum
//! slot 1..: sequence, epoch, view, kind, digest, checksum     one vote each, the oldest overwritten
//! ```

use std::{
    fs::{File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::{FileExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use alloy_primitives::B256;
use rustix::fs::{FlockOperation, flock};

use crate::votes::{Kind, Record, SignedVote};

const MAGIC: &[u8; 8] = b"CMVOTES1";

/// Bytes of a slot: a power of two, so that none lies across two sectors of a disk.
const SLOT: usize = 64;
/// Bytes of it under the checksum.
const SUMMED: usize = 60;
/// Votes kept. A window of 64 views has three votes each at most, and those written after its
/// first one may be of 64 views before and 64 behind it: 387.
const SLOTS: u64 = 512;

/// The file. Nobody else can open it as long as this exists.
#[derive(Debug)]
pub struct VotesFile {
    file: File,
    next: u64,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VotesFileError {
    /// Another process has it.
    #[error(
        "{} is in use: another process signs with this validator's key. Two of them would sign \
         against each other and cost the validator its stake",
        path.display()
    )]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// It is of another key.
    #[error("{} is the record of {found}, expected that of {expected}", path.display())]
    OtherKey {
        /// The file.
        path: PathBuf,
        /// The key it is of.
        found: B256,
        /// The key it should be of.
        expected: B256,
    },
    /// It is damaged.
    #[error(
        "{} is damaged ({what}): what this validator signed is not known. Import the record that \
         was exported with the key, or wait for the next epoch before a new one is made",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: &'static str,
    },
    /// It cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl VotesFile {
    /// Opens the record of `key`, which is made if it is not there.
    ///
    /// # Errors
    /// [`VotesFileError`].
    pub fn open(path: &Path, key: &B256) -> Result<Self, VotesFileError> {
        let io = |source| VotesFileError::Io { path: path.to_owned(), source };
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(path).map_err(io)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|error| match error {
            rustix::io::Errno::WOULDBLOCK => VotesFileError::Locked { path: path.to_owned() },
            error => io(error.into()),
        })?;
        let opened = Self { file, next: 0 };
        if opened.file.metadata().map_err(io)?.len() == 0 {
            opened.create(path, key).map_err(io)?;
        }
        opened.check(path, key)?;
        Ok(opened)
    }

    fn create(&self, path: &Path, key: &B256) -> io::Result<()> {
        self.file.set_len((SLOTS + 1) * SLOT as u64)?;
        let mut header = [0; SLOT];
        header[..8].copy_from_slice(MAGIC);
        header[8..40].copy_from_slice(key.as_slice());
        self.file.write_all_at(&summed(header), 0)?;
        self.file.sync_all()?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    fn check(&self, path: &Path, key: &B256) -> Result<(), VotesFileError> {
        let path = || path.to_owned();
        let damaged = |what| VotesFileError::Damaged { path: path(), what };
        let header = self.slot(0).map_err(|source| match source.kind() {
            ErrorKind::UnexpectedEof => damaged("it is too short"),
            _ => VotesFileError::Io { path: path(), source },
        })?;
        if !is_sound(&header) || header[..8] != *MAGIC {
            return Err(damaged("its first bytes are not those of such a file"));
        }
        let found = B256::from_slice(&header[8..40]);
        if found != *key {
            return Err(VotesFileError::OtherKey { path: path(), found, expected: *key });
        }
        Ok(())
    }

    fn slot(&self, at: u64) -> io::Result<[u8; SLOT]> {
        let mut slot = [0; SLOT];
        self.file.read_exact_at(&mut slot, at * SLOT as u64)?;
        Ok(slot)
    }
}

impl Record for VotesFile {
    fn load(&mut self) -> io::Result<Vec<SignedVote>> {
        let mut found = Vec::new();
        let mut torn = 0;
        let mut slots = vec![0; SLOTS as usize * SLOT];
        self.file.read_exact_at(&mut slots, SLOT as u64)?;
        for (at, slot) in (1..).zip(slots.as_chunks::<SLOT>().0) {
            match decode(slot) {
                Some((sequence, vote)) if sequence % SLOTS + 1 == at => {
                    found.push((sequence, vote));
                }
                _ if *slot == [0; SLOT] => {}
                _ => torn += 1,
            }
        }
        found.sort_by_key(|(sequence, _)| *sequence);
        let is_gapless = found.windows(2).all(|pair| pair[0].0.checked_add(1) == Some(pair[1].0));
        let next = found.last().map_or(Some(0), |(sequence, _)| sequence.checked_add(1));
        // One slot may be torn: the one being written when the machine went down. Its vote was not
        // signed yet. Anything else is damage.
        let (false, Some(next)) = (torn > 1 || !is_gapless, next) else {
            return Err(io::Error::new(ErrorKind::InvalidData, "the record is damaged"));
        };
        self.next = next;
        Ok(found.into_iter().map(|(_, vote)| vote).collect())
    }

    fn append(&mut self, vote: &SignedVote) -> io::Result<()> {
        let at = (self.next % SLOTS + 1) * SLOT as u64;
        self.file.write_all_at(&encode(self.next, vote), at)?;
        self.file.sync_data()?;
        self.next += 1;
        Ok(())
    }
}

fn encode(sequence: u64, vote: &SignedVote) -> [u8; SLOT] {
    let mut slot = [0; SLOT];
    slot[..8].copy_from_slice(&sequence.to_be_bytes());
    slot[8..16].copy_from_slice(&vote.epoch.to_be_bytes());
    slot[16..24].copy_from_slice(&vote.view.to_be_bytes());
    slot[24] = match vote.kind {
        Kind::Notarize => 1,
        Kind::Nullify => 2,
        Kind::Finalize => 3,
    };
    slot[25..57].copy_from_slice(vote.digest.as_slice());
    summed(slot)
}

fn decode(slot: &[u8; SLOT]) -> Option<(u64, SignedVote)> {
    if !is_sound(slot) {
        return None;
    }
    let number = |at: usize| Some(u64::from_be_bytes(slot.get(at..at + 8)?.try_into().ok()?));
    let kind = match slot[24] {
        1 => Kind::Notarize,
        2 => Kind::Nullify,
        3 => Kind::Finalize,
        _ => return None,
    };
    let digest = B256::from_slice(&slot[25..57]);
    Some((number(0)?, SignedVote { epoch: number(8)?, view: number(16)?, kind, digest }))
}

fn summed(mut slot: [u8; SLOT]) -> [u8; SLOT] {
    let sum = crc32c::crc32c(&slot[..SUMMED]);
    slot[SUMMED..].copy_from_slice(&sum.to_be_bytes());
    slot
}

fn is_sound(slot: &[u8; SLOT]) -> bool {
    slot[SUMMED..] == crc32c::crc32c(&slot[..SUMMED]).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: B256 = B256::repeat_byte(7);

    fn vote(view: u64) -> SignedVote {
        let digest = B256::from(alloy_primitives::U256::from(view));
        SignedVote { epoch: 3, view, kind: Kind::Notarize, digest }
    }

    fn open(path: &Path) -> VotesFile {
        VotesFile::open(path, &KEY).expect("a usable file")
    }

    #[test]
    fn votes_are_read_back_also_after_the_ring_went_round() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("votes");
        for count in [0, 5, SLOTS, SLOTS + 9, 3 * SLOTS] {
            let mut file = open(&path);
            let before = file.load().unwrap().len() as u64;
            let first = file.next;
            (first..count).for_each(|view| file.append(&vote(view)).unwrap());
            drop(file);
            let votes = open(&path).load().unwrap();
            assert!(votes.len() as u64 >= before);
            let expected: Vec<_> = (count.saturating_sub(SLOTS)..count).map(vote).collect();
            assert_eq!(votes, expected, "{count}");
        }
    }

    #[test]
    fn one_process_at_a_time_and_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("votes");
        let first = open(&path);
        let second = VotesFile::open(&path, &KEY).expect_err("in use");
        assert!(matches!(second, VotesFileError::Locked { .. }), "{second}");
        drop(first);
        let other = VotesFile::open(&path, &B256::ZERO).expect_err("of another key");
        assert!(matches!(other, VotesFileError::OtherKey { found: KEY, .. }), "{other}");
        open(&path);
    }

    #[test]
    fn a_torn_write_loses_only_the_vote_that_was_not_signed_yet() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("votes");
        let mut file = open(&path);
        file.load().unwrap();
        (0..10).for_each(|view| file.append(&vote(view)).unwrap());
        // Half of the eleventh.
        file.file.write_all_at(&encode(10, &vote(10))[..30], 11 * SLOT as u64).unwrap();
        drop(file);
        let mut file = open(&path);
        assert_eq!(file.load().unwrap(), (0..10).map(vote).collect::<Vec<_>>());
        file.append(&vote(10)).unwrap();
        drop(file);
        assert_eq!(open(&path).load().unwrap().len(), 11);
    }

    #[test]
    fn damage_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("votes");
        let mut file = open(&path);
        file.load().unwrap();
        (0..10).for_each(|view| file.append(&vote(view)).unwrap());
        file.file.write_all_at(&[0xff; 8], 5 * SLOT as u64).unwrap();
        assert_eq!(file.load().unwrap_err().kind(), ErrorKind::InvalidData);
        // A number after which there is no other.
        (1..=SLOTS).for_each(|at| file.file.write_all_at(&[0; SLOT], at * SLOT as u64).unwrap());
        file.file.write_all_at(&encode(u64::MAX, &vote(1)), SLOTS * SLOT as u64).unwrap();
        assert_eq!(file.load().unwrap_err().kind(), ErrorKind::InvalidData);
        file.file.write_all_at(&[0xff; 8], 0).unwrap();
        drop(file);
        let error = VotesFile::open(&path, &KEY).expect_err("damaged");
        assert!(matches!(error, VotesFileError::Damaged { .. }), "{error}");
    }
}
