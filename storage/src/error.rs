//! What can go wrong with the data folder, and what to do about it.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use alloy_primitives::B256;
use cybermiles_primitives::StateError;

/// Why the store could not do what it was asked. Cheap to clone.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The operating system refused a read or a write.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's answer.
        source: Arc<io::Error>,
    },
    /// No space is left. Nothing acknowledged is lost.
    #[error(
        "the disk is full: cannot {action} {path}. Every acknowledged block is safe: free space \
         and start again"
    )]
    DiskFull {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
    },
    /// Bytes on disk are not what was written.
    #[error("{path} is damaged at offset {offset}: expected {expected}, found {found}. {advice}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where in the file, in bytes.
        offset: u64,
        /// What should be there.
        expected: String,
        /// What is there.
        found: String,
        /// What to do.
        advice: &'static str,
    },
    /// Another process has the data folder open.
    #[error("data folder {path} is in use by another process: stop it, or use another folder")]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The data folder belongs to a chain with another id.
    #[error(
        "{path} belongs to the chain with id {found}, not {expected}: use another data folder, \
         or the genesis file of that chain"
    )]
    WrongChain {
        /// The file that says so.
        path: PathBuf,
        /// The chain id in the data folder.
        found: u64,
        /// The chain id of the genesis given.
        expected: u64,
    },
    /// Same chain id, another first block.
    #[error(
        "{path} belongs to a chain whose genesis hash is {found}, not {expected}: use another \
         data folder, or the genesis file the folder was made with"
    )]
    WrongGenesis {
        /// The file that says so.
        path: PathBuf,
        /// The genesis hash in the data folder.
        found: B256,
        /// The hash of the genesis given.
        expected: B256,
    },
    /// Written by an older program, in a format this one no longer reads.
    #[error(
        "{path} has schema {found}, written by an older program; this one reads {supported}: start \
         with an empty data folder, or run the older program"
    )]
    OlderSchema {
        /// The file that says so.
        path: PathBuf,
        /// The schema in the file.
        found: u32,
        /// The schema this program reads.
        supported: u32,
    },
    /// Written by a newer program.
    #[error(
        "{path} has schema {found}; this program reads up to {supported}: upgrade the program, \
         or use another data folder"
    )]
    NewerSchema {
        /// The file that says so.
        path: PathBuf,
        /// The schema in the file.
        found: u32,
        /// The newest schema this program reads.
        supported: u32,
    },
    /// The height was deleted by pruning.
    #[error("block {number} is no longer kept: the oldest kept block is {oldest}")]
    Pruned {
        /// The height asked for.
        number: u64,
        /// The oldest height kept.
        oldest: u64,
    },
    /// The block is kept, the state after it is not: the store began with a snapshot above it.
    #[error("the state at block {number} is not kept: it is from block {oldest} on")]
    NoState {
        /// The height asked for.
        number: u64,
        /// The oldest height whose state is kept.
        oldest: u64,
    },
    /// The snapshot asked for is not, or no longer, to be had.
    #[error(
        "there is no snapshot of block {number}{}: begin again with the newest",
        newest.map_or(String::new(), |newest| format!(", the newest is of block {newest}"))
    )]
    NoSnapshot {
        /// The height asked for.
        number: u64,
        /// The height of the newest.
        newest: Option<u64>,
    },
    /// The height is not there yet.
    #[error("block {number} does not exist: the head is block {head}")]
    AboveHead {
        /// The height asked for.
        number: u64,
        /// The height of the head.
        head: u64,
    },
    /// Proofs are made for recent blocks only.
    #[error("proof window exceeded: no proof at block {number}, the oldest provable is {oldest}")]
    ProofWindow {
        /// The height asked for.
        number: u64,
        /// The oldest height a proof can be made for.
        oldest: u64,
    },
    /// The block or diff does not fit on what is there. Nothing was changed.
    #[error("refused: {0}")]
    Refused(String),
    /// A write failed earlier; nothing is written any more.
    #[error("the store takes no more writes since one failed: {cause}. Restart the node")]
    Poisoned {
        /// The failure.
        cause: Arc<StoreError>,
    },
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The checkpoint database refused.
    #[error("checkpoint database {path}: cannot {action}: {reason}")]
    Checkpoint {
        /// Its folder.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Its answer.
        reason: String,
    },
}

impl StoreError {
    /// An error of the operating system, told apart by kind.
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { action, path: path.to_owned() }
            }
            _ => Self::Io { action, path: path.to_owned(), source: Arc::new(source) },
        }
    }

    /// Damage in a file that holds the only copy.
    pub(crate) fn damaged(
        path: &Path,
        offset: u64,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            offset,
            expected: expected.into(),
            found: found.into(),
            advice: "Restore the data folder from a backup, or delete it and sync again",
        }
    }
}

impl From<StoreError> for StateError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Pruned { number, oldest } | StoreError::NoState { number, oldest } => {
                Self::Pruned { height: number, oldest }
            }
            other => Self::Backend(other.to_string()),
        }
    }
}
