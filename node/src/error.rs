//! What can stop the binary, in the user's words.

use std::path::PathBuf;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NodeError {
    #[error("{path}: {reason}", path = path.display())]
    File { path: PathBuf, reason: String },
    #[error(transparent)]
    Genesis(#[from] cybermiles_primitives::GenesisError),
    #[error("{path}: {source}", path = path.display())]
    GenesisFile {
        path: PathBuf,
        #[source]
        source: cybermiles_primitives::GenesisError,
    },
    #[error(transparent)]
    Network(#[from] cybermiles_genesis::NetworkFileError),
    #[error(transparent)]
    Store(#[from] cybermiles_storage::StoreError),
    #[error(transparent)]
    Chain(#[from] cybermiles_chain::ChainError),
    #[error(transparent)]
    Rpc(#[from] cybermiles_rpc::ServeError),
    #[error("--mnemonic: not a BIP-39 phrase ({0}); expected 12 to 24 English words such as \"{example}\"", example = crate::cli::DEV_MNEMONIC)]
    Mnemonic(String),
    #[error("{0}")]
    Usage(String),
    #[error("metrics cannot be served at {address}: {reason}")]
    Metrics { address: std::net::SocketAddr, reason: String },
    #[error("{0}")]
    Duty(String),
    #[error(transparent)]
    Follow(#[from] cybermiles_follow::FollowError),
    #[error(transparent)]
    Snapshot(#[from] cybermiles_follow::SnapshotSyncError),
    #[error(transparent)]
    Consensus(#[from] cybermiles_consensus::StartError),
    #[error(transparent)]
    Keystore(#[from] cybermiles_consensus::keystore::KeystoreError),
    #[error(transparent)]
    Backup(#[from] cybermiles_consensus::backup::BackupError),
    #[error(transparent)]
    Seed(#[from] cybermiles_consensus::BadSeed),
    #[error("no answer from {url}: {reason}")]
    Unanswered { url: String, reason: String },
    #[error("the asynchronous runtime did not start: {0}")]
    Runtime(std::io::Error),
}

impl NodeError {
    /// A failure while reading or writing `path`.
    pub(crate) fn file(path: impl Into<PathBuf>, reason: impl ToString) -> Self {
        Self::File { path: path.into(), reason: reason.to_string() }
    }
}
