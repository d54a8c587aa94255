//! Why no genesis is made: which file, where, what was found, what was expected.

use std::path::PathBuf;

/// Why the file of a network, or what it names, makes no genesis.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NetworkFileError {
    /// A file cannot be read or written, or says what cannot be.
    #[error("{path}: {reason}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The line, what was found there, and what was expected.
        reason: String,
    },
    /// What was made is not what a node takes.
    #[error(transparent)]
    Genesis(#[from] cybermiles_primitives::GenesisError),
    /// The reserve is more than any chain has.
    #[error("the reserve is more than all CMT there can be")]
    Reserve,
}

impl NetworkFileError {
    /// A failure while reading or writing `path`.
    pub(crate) fn file(path: impl Into<PathBuf>, reason: impl ToString) -> Self {
        Self::File { path: path.into(), reason: reason.to_string() }
    }
}
