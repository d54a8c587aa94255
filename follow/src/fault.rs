//! Why an upstream was left, and for how long.

use alloy_primitives::B256;
use cybermiles_chain::ChainError;

/// What was wrong with an upstream.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// It cannot be reached, or the connection broke.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// It answered a request with an error.
    #[error("refuses {method}: {message}")]
    Refused {
        /// What it was asked.
        method: &'static str,
        /// Its words, shortened.
        message: String,
    },
    /// It sent no block for so long.
    #[error("sent no new block for {0:?}")]
    Stalled(std::time::Duration),
    /// It sends, but so little that it would never end.
    #[error("sends too slowly: {bytes} bytes in {waited:.0?}")]
    Slow {
        /// What came.
        bytes: u64,
        /// How long it was waited for.
        waited: std::time::Duration,
    },
    /// It is a node of another chain.
    #[error("is of another chain: its {what} is {theirs}, this chain's is {ours}")]
    OtherChain {
        /// What tells the chains apart.
        what: &'static str,
        /// Of the upstream.
        theirs: String,
        /// Of this node.
        ours: String,
    },
    /// Something that is no block.
    #[error("sent garbage for block {number}: {reason}")]
    Garbage {
        /// The block asked for.
        number: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A block that does not follow the one before.
    #[error("sent a block {number} on {found}, expected one on {expected}")]
    Unlinked {
        /// The block.
        number: u64,
        /// The parent it should have.
        expected: B256,
        /// The parent it names.
        found: B256,
    },
    /// Votes that do not decide.
    #[error("sent block {number} with votes that do not count: {reason}")]
    Votes {
        /// The block.
        number: u64,
        /// What is wrong with them.
        reason: String,
    },
    /// More blocks without votes than are kept while waiting for some.
    #[error("sent {blocks} blocks from {from} on and no votes for any of them")]
    Unproven {
        /// The first of them.
        from: u64,
        /// How many.
        blocks: usize,
    },
    /// It has no snapshot that leads to the block trusted.
    #[error("has no snapshot to begin with: {0}")]
    NoSnapshot(String),
    /// A snapshot that is not the state it should be.
    #[error("sent a snapshot that is none: {0}")]
    BadSnapshot(String),
    /// A block that was voted for and is not what its header says.
    #[error("sent block {number} with another content than was voted for: {reason}")]
    Invalid {
        /// The block.
        number: u64,
        /// What is wrong with it.
        reason: String,
    },
}

impl Fault {
    /// Whether an honest node of this network can be so: it may be asked again soon.
    pub const fn is_honest(&self) -> bool {
        matches!(
            self,
            Self::Unreachable(_)
                | Self::Refused { .. }
                | Self::Stalled(_)
                | Self::Slow { .. }
                | Self::NoSnapshot(_)
        )
    }

    /// Its name in metrics.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::Refused { .. } => "refused",
            Self::Stalled(_) => "stalled",
            Self::Slow { .. } => "slow",
            Self::OtherChain { .. } => "other_chain",
            Self::Garbage { .. } => "garbage",
            Self::Unlinked { .. } => "unlinked",
            Self::Votes { .. } => "votes",
            Self::Unproven { .. } => "unproven",
            Self::Invalid { .. } => "invalid",
            Self::NoSnapshot(_) => "no_snapshot",
            Self::BadSnapshot(_) => "snapshot",
        }
    }
}

/// Why following an upstream ended.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// The upstream's doing.
    Fault(Fault),
    /// This node's: there is no use in trying another upstream.
    Own(ChainError),
    /// The node stops.
    Stop,
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Words of a stranger, short enough for a log line and without control characters.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|one| if one.is_control() { ' ' } else { one }).take(200).collect()
}
