//! A validator's disk, and what a crash does to it.

use std::{
    collections::VecDeque,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use alloy_primitives::B256;
use cybermiles_consensus::{
    votes::{Kind, Record, SignedVote},
    votes_file::VotesFile,
};
use cybermiles_storage::log::decode_record;
use parking_lot::Mutex;
use rand::{Rng, rngs::StdRng};
use tempfile::TempDir;

/// Bytes before the first record of a log file.
const LOG_HEADER: usize = 72;
/// Slots of the record of votes, and the bytes of each.
const SLOTS: usize = 512;
const SLOT: u64 = 64;
/// How many blocks the `head` file may lag behind.
const MAX_LAG: usize = 4;

/// The folder of one validator, and what is known of it.
pub(crate) struct Disk {
    folder: TempDir,
    /// Earlier versions of the `head` file with the ledger's head then, the oldest first.
    heads: VecDeque<(u64, Vec<u8>)>,
    pub(crate) votes: SharedVotes,
    /// How often consensus' own files were lost.
    pub(crate) losses: u32,
}

/// What was signed, as the simulation knows it, whatever the file says.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedVotes(Arc<Mutex<Signed>>);

#[derive(Debug, Default)]
struct Signed {
    votes: Vec<SignedVote>,
    /// Votes in the file: those and some that were never signed.
    written: usize,
    is_broken: bool,
    /// A planted fault took the file.
    is_forgotten: bool,
}

impl SharedVotes {
    pub(crate) fn all(&self) -> Vec<SignedVote> {
        self.0.lock().votes.clone()
    }

    /// Nothing can be written any more until the next start.
    pub(crate) fn break_record(&self) {
        self.0.lock().is_broken = true;
    }
}

/// The real record of votes, watched.
struct Watched {
    file: VotesFile,
    votes: SharedVotes,
}

impl Record for Watched {
    fn load(&mut self) -> io::Result<Vec<SignedVote>> {
        let found = self.file.load()?;
        let signed = self.votes.0.lock();
        // The newest ones that were signed are all there: the ring keeps 512.
        let forgotten =
            signed.votes.iter().rev().take(SLOTS / 2).find(|vote| !found.contains(vote));
        assert!(
            signed.is_forgotten || forgotten.is_none(),
            "VIOLATION: the record of votes forgot one"
        );
        Ok(found)
    }

    fn append(&mut self, vote: &SignedVote) -> io::Result<()> {
        let mut signed = self.votes.0.lock();
        if signed.is_broken {
            return Err(io::Error::other("the disk is gone"));
        }
        self.file.append(vote)?;
        signed.written += 1;
        signed.votes.push(*vote);
        Ok(())
    }
}

/// What a crash finds a validator at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crashed {
    /// The newest block consensus heard to be durable.
    pub(crate) acknowledged: u64,
    /// The newest block of the ledger.
    pub(crate) head: u64,
}

impl Disk {
    pub(crate) fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.expect("a temporary folder");
        Self { folder, heads: VecDeque::new(), votes: SharedVotes::default(), losses: 0 }
    }

    /// The ledger's folder.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    fn votes_path(&self) -> PathBuf {
        self.folder.path().join("votes")
    }

    /// The record of votes; none as long as somebody else has it.
    pub(crate) fn record(&self, key: &B256) -> Option<Box<dyn Record>> {
        use cybermiles_consensus::votes_file::VotesFileError::Locked;
        match VotesFile::open(&self.votes_path(), key) {
            Ok(file) => {
                self.votes.0.lock().is_broken = false;
                Some(Box::new(Watched { file, votes: self.votes.clone() }))
            }
            Err(Locked { .. }) => None,
            Err(error) => panic!("VIOLATION: the record of votes does not open: {error}"),
        }
    }

    /// Keeps the `head` file as it is now: a crash may bring it back.
    pub(crate) fn remember_head(&mut self, head: u64) {
        if self.heads.back().is_none_or(|(known, _)| *known < head)
            && let Ok(bytes) = fs::read(self.ledger().join("head"))
        {
            self.heads.push_back((head, bytes));
            if self.heads.len() > MAX_LAG {
                self.heads.pop_front();
            }
        }
    }

    /// Does to the closed folder what a loss of power may do to an open one. Whatever somebody
    /// waited for is still there.
    pub(crate) fn crash(&mut self, crashed: Crashed, rng: &mut StdRng) {
        // Was the newest record only being written, the `head` file does not know of it.
        let is_writing = crashed.head > crashed.acknowledged && rng.random();
        let known = if is_writing { crashed.acknowledged } else { crashed.head };
        let old: Vec<_> = self.heads.iter().filter(|(head, _)| *head <= known).collect();
        if !old.is_empty() && (is_writing || rng.random()) {
            let (_, bytes) = old[rng.random_range(0..old.len())];
            fs::write(self.ledger().join("head"), bytes).expect("writable");
        }
        if is_writing && !old.is_empty() {
            self.spoil_last_record(rng);
        } else if rng.random() {
            self.spoil_next_record(rng);
        }
        if rng.random_ratio(1, 4) {
            // It is taken away before a checkpoint is written.
            let _ = fs::remove_file(self.ledger().join("checkpoint.seal"));
        }
        if rng.random_ratio(1, 4)
            && let Some(index) = newest(&self.ledger().join("log"), "index")
        {
            fs::remove_file(index).expect("removable");
        }
        if rng.random() {
            self.spoil_votes(rng);
        }
        self.heads.clear();
    }

    fn log(&self) -> Option<PathBuf> {
        newest(&self.ledger().join("log"), "blocks")
    }

    /// The newest record of the log is there in part, or not at all: nobody was told of it.
    fn spoil_last_record(&self, rng: &mut StdRng) {
        let Some((file, bytes, last)) = self.log_end() else { return };
        let keep = rng.random_range(last..=bytes.len());
        if rng.random() {
            let zeros = vec![0; bytes.len() - keep];
            file.write_all_at(&zeros, keep as u64).expect("writable");
        } else {
            file.set_len(keep as u64).expect("writable");
        }
    }

    /// The next record is there in part. It is much like the one before.
    fn spoil_next_record(&self, rng: &mut StdRng) {
        let Some((file, bytes, last)) = self.log_end() else { return };
        let record = &bytes[last..];
        let mut tail = record[..rng.random_range(0..record.len())].to_vec();
        if rng.random() {
            tail.resize(record.len(), 0);
        }
        file.write_all_at(&tail, bytes.len() as u64).expect("writable");
    }

    /// The newest file of the log, its bytes, and where its last record begins.
    fn log_end(&self) -> Option<(File, Vec<u8>, usize)> {
        let path = self.log()?;
        let bytes = fs::read(&path).expect("readable");
        let last = records(&bytes).pop()?;
        let file = OpenOptions::new().write(true).open(&path).expect("writable");
        Some((file, bytes, last))
    }

    /// The slot after the newest vote: another vote was being written, and is there in part, or as
    /// a whole; its signature never left this machine.
    fn spoil_votes(&self, rng: &mut StdRng) {
        let mut signed = self.votes.0.lock();
        let Some(newest) = signed.votes.last().copied() else { return };
        let at = (signed.written % SLOTS + 1) as u64 * SLOT;
        let file = OpenOptions::new().write(true).open(self.votes_path()).expect("writable");
        if rng.random() {
            let torn: Vec<u8> = (0..rng.random_range(1..64)).map(|_| rng.random()).collect();
            file.write_all_at(&torn, at).expect("writable");
            return;
        }
        drop(file);
        let bytes = fs::read(self.votes_path()).expect("readable");
        let key = B256::from_slice(&bytes[8..40]);
        let Ok(mut file) = VotesFile::open(&self.votes_path(), &key) else { return };
        let view = newest.view + 1;
        let vote = SignedVote {
            view,
            kind: Kind::Notarize,
            digest: rng.random::<[u8; 32]>().into(),
            ..newest
        };
        file.load().expect("a sound record");
        file.append(&vote).expect("writable");
        signed.written += 1;
    }

    /// A planted fault: the newest block goes, though it was acknowledged.
    pub(crate) fn lose_block(&mut self) {
        let Some(path) = self.log() else { return };
        let bytes = fs::read(&path).expect("readable");
        let offsets = records(&bytes);
        if let (Some(last), Some(old)) = (offsets.last(), self.heads.front())
            && offsets.len() > MAX_LAG
        {
            fs::write(&path, &bytes[..*last]).expect("writable");
            fs::write(self.ledger().join("head"), &old.1).expect("writable");
        }
    }

    /// A planted fault: it is not known any more what was signed.
    pub(crate) fn forget_votes(&mut self) {
        self.losses += 1;
        let _ = fs::remove_file(self.votes_path());
        let mut signed = self.votes.0.lock();
        (signed.written, signed.is_forgotten) = (0, true);
    }
}

/// The file with the last name of those that end like this.
fn newest(folder: &Path, extension: &str) -> Option<PathBuf> {
    let files = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    files.filter(|path| path.extension().is_some_and(|one| one == extension)).max()
}

/// Where the records of a log file begin.
fn records(bytes: &[u8]) -> Vec<usize> {
    let (mut offsets, mut at) = (Vec::new(), LOG_HEADER);
    while let Some(rest) = bytes.get(at..)
        && let Ok((_, length)) = decode_record(rest)
    {
        offsets.push(at);
        at += length;
    }
    offsets
}

/// Writes a failing seed down where it is looked for.
pub(crate) fn keep_seed(path: &Path, line: &str) {
    if let Ok(mut file) = File::options().create(true).append(true).open(path) {
        let _ = writeln!(file, "{line}");
    }
}
