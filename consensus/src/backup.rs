//! Moves a validator to another machine: its keystore and what it signed, in one file.
//!
//! A key without its record could sign again what it signed elsewhere. An exported file is as old
//! as its export: whoever goes on voting with the original must not import it any more.

use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    keystore::{self, KeystoreError},
    votes::{Record as _, SignedVote},
    votes_file::{VotesFile, VotesFileError},
};

const VERSION: u8 = 1;

/// Why a validator cannot be exported or imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The keystore.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The record of signed votes: among others, when the validator is still running.
    #[error(transparent)]
    Votes(#[from] VotesFileError),
    /// A file that is there already.
    #[error("{} exists and is not overwritten. Move it away first", .0.display())]
    Exists(PathBuf),
    /// A file that cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file that was not exported by this program.
    #[error("{} is no exported validator: {why}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// The file: the keystore as it is, still behind its password, and the record.
#[derive(Debug, Serialize, Deserialize)]
struct Backup {
    version: u8,
    keystore: Box<RawValue>,
    #[serde(rename = "signedVotes")]
    signed_votes: Vec<SignedVote>,
}

/// Writes the keystore and the record of signed votes of a validator that is not running to `to`.
///
/// # Errors
/// [`BackupError`]; nothing is overwritten.
pub fn export(keystore: &Path, votes: &Path, to: &Path) -> Result<(), BackupError> {
    let key = keystore::consensus_key(keystore)?;
    let mut record = VotesFile::open(votes, &key)?;
    let backup = Backup {
        version: VERSION,
        keystore: parse(keystore, &read(keystore)?)?,
        signed_votes: record.load().map_err(io(votes))?,
    };
    let text = serde_json::to_vec_pretty(&backup);
    let text = text.map_err(|error| malformed(to, error))?;
    create(to, &text)
}

/// Writes the keystore and the record in `from`, which [`export`] made, to new files.
///
/// # Errors
/// [`BackupError`]; nothing is overwritten.
pub fn import(from: &Path, keystore: &Path, votes: &Path) -> Result<(), BackupError> {
    let backup: Backup = parse(from, &read(from)?)?;
    if backup.version != VERSION {
        return Err(malformed(from, format!("it says version {}", backup.version)));
    }
    if let Some(there) = [keystore, votes].into_iter().find(|path| path.exists()) {
        return Err(BackupError::Exists(there.to_owned()));
    }
    create(keystore, backup.keystore.get().as_bytes())?;
    let key = keystore::consensus_key(keystore)?;
    let mut record = VotesFile::open(votes, &key)?;
    backup.signed_votes.iter().try_for_each(|vote| record.append(vote)).map_err(io(votes))
}

fn io(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Io { path, source }
}

fn malformed(path: &Path, why: impl ToString) -> BackupError {
    BackupError::Malformed { path: path.to_owned(), why: why.to_string() }
}

fn read(path: &Path) -> Result<Vec<u8>, BackupError> {
    std::fs::read(path).map_err(io(path))
}

fn parse<T: for<'de> Deserialize<'de>>(path: &Path, text: &[u8]) -> Result<T, BackupError> {
    serde_json::from_slice(text).map_err(|error| malformed(path, error))
}

/// Writes a new file that only its owner can read.
fn create(path: &Path, text: &[u8]) -> Result<(), BackupError> {
    let mut options = OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o600).open(path);
    let mut file = file.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(path.to_owned()),
        _ => BackupError::Io { path: path.to_owned(), source },
    })?;
    file.write_all(text).and_then(|()| file.sync_all()).map_err(io(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, ValidatorKeys, keystore::Cost, votes::Kind};

    #[test]
    fn a_validator_moves_with_what_it_signed() {
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (keystore, votes) = (old.path().join("validator.json"), old.path().join("votes"));
        let seed = Seed::from_bytes([3; 32]);
        seed.store(&keystore, "password", Cost::LIGHT).unwrap();
        let key = ValidatorKeys::derive(&seed).unwrap().consensus_key();
        let vote = SignedVote { epoch: 1, view: 2, kind: Kind::Finalize, digest: key };
        let mut record = VotesFile::open(&votes, &key).unwrap();
        record.append(&vote).unwrap();

        let file = new.path().join("exported");
        let error = export(&keystore, &votes, &file).expect_err("it is running");
        assert!(matches!(error, BackupError::Votes(VotesFileError::Locked { .. })), "{error}");
        drop(record);
        export(&keystore, &votes, &file).unwrap();
        let (keystore, votes) = (new.path().join("validator.json"), new.path().join("votes"));
        import(&file, &keystore, &votes).unwrap();
        assert_eq!(Seed::load(&keystore, "password").unwrap().as_bytes(), seed.as_bytes());
        assert_eq!(VotesFile::open(&votes, &key).unwrap().load().unwrap(), [vote]);
        let error = import(&file, &keystore, &votes).expect_err("they are there");
        assert!(matches!(error, BackupError::Exists(_)), "{error}");
    }
}
