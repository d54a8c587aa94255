//! What leaves an account before block 0: stakes, and rows that are somebody else's.
//!
//! An allocation's rows are credited as they are, with these exceptions; whoever compares a
//! genesis with its rows accounts for each of them by name.

use alloy_primitives::{Address, U256};
use serde::{Serialize, Serializer};

/// Coins that are not where the row they come from says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Whose row they come out of.
    pub account: Address,
    /// The allocation the row belongs to.
    pub allocation: String,
    /// How much, in wei.
    #[serde(serialize_with = "text")]
    pub wei: U256,
    /// Where they are instead.
    #[serde(flatten)]
    pub to: Destination,
}

/// Where coins are that left an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "to", rename_all = "lowercase")]
pub enum Destination {
    /// In Staking, as a validator's own stake or a delegation to it.
    Stake {
        /// Who has staked them: the account itself, or whom an allocation's one account pays for.
        staker: Address,
        /// The validator's operator.
        operator: Address,
    },
    /// In a vesting's contract.
    Vesting {
        /// The allocation that vests.
        name: String,
        /// The contract.
        contract: Address,
        /// Whom it pays.
        beneficiary: Address,
    },
    /// On Governance's books.
    Reserve {
        /// The reserve's allocation.
        name: String,
    },
}

fn text<S: Serializer>(wei: &U256, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(wei)
}
