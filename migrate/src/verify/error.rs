//! Why a bundle is refused.

use std::path::{Path, PathBuf};

use alloy_primitives::{Address, U256};
use cybermiles_proofs::trie::ProofError;

use crate::{
    AllocationError,
    amount::Cmt,
    bundle::BundleError,
    header::HeaderError,
    layout::{LayoutError, Mapping},
};

/// Why a bundle is refused: which file and row, what was found, what was expected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// A file is missing, or is not what the manifest says.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A row is not what it has to be.
    #[error(transparent)]
    Rows(#[from] AllocationError),
    /// Not the pinned block.
    #[error("header.rlp: {0}")]
    Header(#[from] HeaderError),
    /// The bundle is of something else than was asked for.
    #[error("{what} is {found}; expected {expected}")]
    Fact {
        /// What.
        what: &'static str,
        /// As the bundle has it.
        found: String,
        /// As it was asked for, or follows from the hash.
        expected: String,
    },
    /// The bundle says itself that nothing is proven.
    #[error(
        "manifest.json: the bundle rests on what nodes said (trust: rpc), and nothing is proven; \
         expected proofs. Whoever takes it all the same says so with --accept-rpc-trust"
    )]
    NotProven,
    /// A proof does not hold.
    #[error("{path}: {source}", path = path.display())]
    Proof {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: Box<ProofError>,
    },
    /// There is no such account.
    #[error("account.nodes proves that there is no account {token}; expected the token's")]
    NoToken {
        /// The token.
        token: Address,
    },
    /// The mapping of balances was not found.
    #[error("balances.csv: {0}")]
    Layout(#[from] LayoutError),
    /// The manifest names another mapping than the one that proves the balances.
    #[error("manifest.json: the balances are said to be in {named:?}, and are proven by {found:?}")]
    Mapping {
        /// As the manifest says.
        named: Mapping,
        /// As it was found.
        found: Mapping,
    },
    /// A balance is not what is proven.
    #[error(
        "balances.csv: line {line}: {address} is said to have {claimed} wei; proven are {proven} wei"
    )]
    Balance {
        /// The row.
        line: usize,
        /// Whose.
        address: Address,
        /// As the row says.
        claimed: U256,
        /// As the trie says.
        proven: U256,
    },
    /// A slot is not what is proven.
    #[error("slots.csv: slot {slot:#x} is said to be {claimed:#x}; proven is {proven:#x}")]
    Slot {
        /// The slot.
        slot: U256,
        /// As the row says.
        claimed: U256,
        /// As the trie says.
        proven: U256,
    },
    /// The proven balances are not the whole supply.
    #[error(
        "balances.csv: the proven balances sum to {} CMT; the proven total supply is {} CMT: \
         {} CMT are not accounted for. A holder is missing from the list, or the token does not \
         keep the sum",
        Cmt(*sum), Cmt(*supply), Cmt(sum.abs_diff(*supply))
    )]
    Incomplete {
        /// Of all proven balances, in wei.
        sum: U256,
        /// In wei.
        supply: U256,
    },
    /// The logs do not lead to the proven balances.
    #[error(
        "logs.csv: by the logs {address} has {replayed} wei; proven are {proven} wei: logs are missing or wrong"
    )]
    Replay {
        /// Whose balance.
        address: Address,
        /// By the logs.
        replayed: U256,
        /// As the trie says.
        proven: U256,
    },
}

impl VerifyError {
    pub(super) fn fact(what: &'static str, found: impl ToString, expected: impl ToString) -> Self {
        Self::Fact { what, found: found.to_string(), expected: expected.to_string() }
    }

    pub(super) fn proof(path: &Path, source: ProofError) -> Self {
        Self::Proof { path: path.into(), source: Box::new(source) }
    }

    /// Whether the bundle could not be read at all, so that nothing is known about it.
    pub fn is_unread(&self) -> bool {
        match self {
            Self::Bundle(err) => {
                matches!(err, BundleError::File { .. } | BundleError::Unfinished { .. })
            }
            Self::Rows(err) => matches!(err, AllocationError::File { .. }),
            // A file that ends early was read: it is refused.
            Self::Proof { source, .. } => match &**source {
                ProofError::Source { source, .. } => {
                    source.kind() != std::io::ErrorKind::UnexpectedEof
                }
                _ => false,
            },
            _ => false,
        }
    }
}
