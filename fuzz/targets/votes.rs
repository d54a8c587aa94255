//! Any bytes as the record of signed votes: refused, or a memory that goes on without a gap.
#![no_main]

use std::{fs, path::PathBuf, sync::LazyLock};

use alloy_primitives::B256;
use cybermiles_consensus::{
    votes::{Kind, Record, SignedVote, Votes},
    votes_file::VotesFile,
};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

const KEY: B256 = B256::repeat_byte(7);
/// Bytes of a slot, of those under its checksum, and of the file.
const SLOT: usize = 64;
const SUMMED: usize = 60;
const FILE_BYTES: usize = 513 * SLOT;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let memory = ["/dev/shm".into(), std::env::temp_dir()].into_iter().find(|path| path.is_dir());
    TempDir::new_in(memory.expect("a folder")).expect("a temporary folder")
});

static FILE: LazyLock<PathBuf> = LazyLock::new(|| FOLDER.path().join("votes"));

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    // Checksums keep out almost all mutations; with right ones what lies behind is reached.
    check(&summed(bytes));
});

fn check(bytes: &[u8]) {
    fs::write(&*FILE, bytes).expect("a file");
    let Ok(mut file) = VotesFile::open(&FILE, &KEY) else { return };
    let Ok(votes) = file.load() else { return };
    let mut memory = Votes::open(Box::new(file)).expect("it was readable before");
    let newest = votes.iter().max_by_key(|vote| (vote.epoch, vote.view));
    // What was signed may be signed again, and a later vote is remembered.
    if let Some(newest) = newest {
        memory.permit(*newest).expect("the same again");
    }
    let epoch = newest.map_or(0, |vote| vote.epoch).saturating_add(1);
    let later = SignedVote { epoch, view: 1, kind: Kind::Notarize, digest: B256::ZERO };
    if epoch == u64::MAX || memory.permit(later).is_err() {
        return;
    }
    drop(memory);
    let read = VotesFile::open(&FILE, &KEY).expect("it is there").load().expect("as written");
    assert_eq!(read.last(), Some(&later));
    assert!(read.len() > votes.len() || votes.len() == FILE_BYTES / SLOT - 1);
}

/// `bytes` with the head, the size and the checksums of a record.
fn summed(bytes: &[u8]) -> Vec<u8> {
    let mut file = bytes.to_vec();
    file.resize(FILE_BYTES, 0);
    file[..8].copy_from_slice(b"CMVOTES1");
    file[8..40].copy_from_slice(KEY.as_slice());
    for slot in file.chunks_mut(SLOT).filter(|slot| slot.iter().any(|byte| *byte != 0)) {
        let sum = crc32c::crc32c(&slot[..SUMMED]);
        slot[SUMMED..].copy_from_slice(&sum.to_be_bytes());
    }
    file
}
