//! What can go wrong in the ledger, and whose fault it is.

use alloy_eips::{BlockId, BlockNumberOrTag};
use cybermiles_execution::BlockError;
use cybermiles_primitives::StateError;
use cybermiles_storage::StoreError;

use crate::{import::ImportError, pool::JournalError};

/// Why the chain could not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// The data folder could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// State could not be read.
    #[error(transparent)]
    State(#[from] StateError),
    /// A block could not be executed.
    #[error(transparent)]
    Execution(Box<BlockError>),
    /// A block made elsewhere is not the next block of this chain.
    #[error(transparent)]
    Import(Box<ImportError>),
    /// The journal of the pool could not be opened.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The block asked for is not there. Geth's words.
    #[error("header not found: {}", describe(.0))]
    UnknownBlock(BlockId),
    /// `extraData` longer than a header may have.
    #[error("option `extra_data` has {size} bytes, expected at most {limit}")]
    ExtraData {
        /// Bytes given.
        size: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Making a block ended in a defect of this program.
    #[error("the sealer panicked: {0}. Restart the node; every acknowledged block is safe")]
    Panic(String),
    /// The thread that makes blocks could not be started.
    #[error("cannot start the sealer's thread: {0}")]
    Thread(String),
}

impl From<BlockError> for ChainError {
    fn from(error: BlockError) -> Self {
        Self::Execution(Box::new(error))
    }
}

impl From<ImportError> for ChainError {
    fn from(error: ImportError) -> Self {
        Self::Import(Box::new(error))
    }
}

fn describe(id: &BlockId) -> String {
    match id {
        BlockId::Hash(hash) => format!("block {}", hash.block_hash),
        BlockId::Number(BlockNumberOrTag::Number(number)) => format!("block {number}"),
        BlockId::Number(tag) => format!("block `{tag}`"),
    }
}
