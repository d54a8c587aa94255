//! Why no genesis is made, or why one is not as proven.

use std::path::PathBuf;

use alloy_primitives::{Address, U256};
use cybermiles_genesis::NetworkFileError;

use crate::{AllocationError, amount::Cmt};

/// Why no genesis is made, or why one is not as proven.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenesisError {
    /// A list is not what the bundle and the decisions give.
    #[error(
        "{path}: line {line}: {found}; expected {expected}. The list is not what the bundle and the \
         decisions give: classify anew, into an empty folder",
        path = path.display()
    )]
    List {
        /// The file.
        path: PathBuf,
        /// The first line that differs, counted from 1.
        line: usize,
        /// What stands there.
        found: String,
        /// What the bundle gives.
        expected: String,
    },
    /// A file cannot be read, or is no allocation.
    #[error(transparent)]
    File(#[from] AllocationError),
    /// The network's file makes no genesis.
    #[error(transparent)]
    Network(#[from] NetworkFileError),
    /// The network's file has no `[migration]`.
    #[error(
        "the network's file takes over nothing to be claimed; expected a table [migration] that \
         names migration.json and {} CMT",
        Cmt(*claimable)
    )]
    NoMigration {
        /// Wei that are claimed.
        claimable: U256,
    },
    /// There are more coins than the token has, or fewer.
    #[error(
        "the genesis has {} CMT in all; expected {} CMT, the token's proven supply: every coin comes \
         from a proven row",
        Cmt(*found), Cmt(*supply)
    )]
    Total {
        /// In wei.
        found: U256,
        /// In wei.
        supply: U256,
    },
    /// An account has what it should not.
    #[error(transparent)]
    Balance(Box<Difference>),
    /// The network's file moves more out of a row than it has.
    #[error(
        "the network's file moves {} CMT from {account}, whose proven row has {} CMT left",
        Cmt(*wei), Cmt(*left)
    )]
    Moved {
        /// Whose row.
        account: Address,
        /// In wei.
        wei: U256,
        /// In wei.
        left: U256,
    },
    /// Migration does not have what is claimed.
    #[error("the native contract Migration: {what} is {found}; expected {expected}")]
    Migration {
        /// What of it, and whose row.
        what: String,
        /// What the genesis has.
        found: String,
        /// What is proven.
        expected: String,
    },
    /// Block 0 has something that its network's file does not make.
    #[error("{what} is {found} in the genesis; expected {expected}")]
    State {
        /// Whose, and what of it.
        what: String,
        /// What the genesis has.
        found: String,
        /// What it should be.
        expected: String,
    },
}

/// An account has what it should not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{address} has {} CMT in the genesis; expected {} CMT: proven are {} CMT{}{}",
    Cmt(*found), Cmt(*expected), Cmt(*proven), moved(*taken), more(*others)
)]
pub struct Difference {
    /// Whose.
    pub address: Address,
    /// In the genesis, in wei.
    pub found: U256,
    /// What it should be, in wei.
    pub expected: U256,
    /// The account's proven row, in wei, if it is credited.
    pub proven: U256,
    /// What the network's file moves elsewhere, in wei.
    pub taken: U256,
    /// How many other accounts differ.
    pub others: usize,
}

impl GenesisError {
    /// Whether something could not be read or made, rather than refused.
    pub fn is_unread(&self) -> bool {
        matches!(self, Self::File(_) | Self::Network(_))
    }
}

fn moved(wei: U256) -> String {
    if wei.is_zero() {
        return String::new();
    }
    format!(", of which the network's file moves {} CMT", Cmt(wei))
}

fn more(others: usize) -> String {
    match others {
        0 => String::new(),
        1 => ". One other account differs as well".into(),
        others => format!(". {others} other accounts differ as well"),
    }
}
