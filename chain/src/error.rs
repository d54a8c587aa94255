//! What can go wrong in the ledger, and whose fault it is.

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::B256;
use cybermiles_execution::BlockError;
use cybermiles_primitives::StateError;
use cybermiles_storage::StoreError;

use crate::{Audit, import::ImportError, pool::JournalError};

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
    /// The block to build on is neither the head nor a candidate: not yet, or no longer.
    #[error("block {0} is not known here: it is neither the head nor a block above it")]
    UnknownParent(B256),
    /// More blocks wait for becoming final than memory is set aside for.
    #[error("{limit} blocks wait for becoming final already: this node is far behind, or cut off")]
    TooManyCandidates {
        /// How many may wait.
        limit: usize,
    },
    /// Two different blocks are final at one height. The network is broken, or the data folder is
    /// of another network.
    #[error(
        "block {number} is final here as {ours}, and elsewhere as {theirs}: this node follows \
         another network, or more than a third of the validators are dishonest. It stops here; \
         nothing was changed"
    )]
    Conflict {
        /// The height.
        number: u64,
        /// The block that is final here.
        ours: B256,
        /// The block that is final elsewhere.
        theirs: B256,
    },
    /// There is more money than there should be.
    #[error(
        "after block {}, all balances sum to {} wei, but only {} wei were ever allotted and minted \
         and not burned: this is a defect of the program. The node stops; nothing was lost. Report \
         it with this block's number",
        .0.number, .0.balances, .0.supply
    )]
    Audit(Audit),
    /// The validators and stakers have decided on rules that this program lacks.
    #[error(
        "the upgrade `{name}` is in force from block {height} on, and this program does not know \
         it: install the version that does, and start it on the same data folder. Nothing was lost"
    )]
    UnknownUpgrade {
        /// The upgrade's name.
        name: String,
        /// The first block under its rules.
        height: u64,
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
