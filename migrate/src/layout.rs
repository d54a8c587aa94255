//! Where a token keeps what, found out rather than assumed.
//!
//! Solidity keeps `mapping(address => uint256)` of slot p at keccak256(address ‖ p), each padded to
//! 32 bytes ("Layout of State Variables in Storage"); Vyper hashes them the other way round.

use alloy_primitives::{Address, B256, U256, keccak256};
use cybermiles_genesis::migration::BalancesMapping;
use serde::{Deserialize, Serialize};

/// Slots that are tried as the mapping's.
pub const CANDIDATE_SLOTS: std::ops::RangeInclusive<u64> = 0..=64;

/// In which order a mapping's key and its slot are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The key first.
    Solidity,
    /// The slot first.
    Vyper,
}

/// A mapping from addresses to amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Its slot.
    pub slot: u64,
    /// How it is hashed.
    pub order: Order,
}

impl Mapping {
    /// Balances of the ERC-20 CMT (zeppelin's PausableToken).
    pub const CMT: Self = Self { slot: 1, order: Order::Solidity };

    /// The slot of an account's amount.
    pub fn slot_of(&self, account: Address) -> B256 {
        let (key, slot) = (account.into_word(), B256::from(U256::from(self.slot)));
        let (first, second) = match self.order {
            Order::Solidity => (key, slot),
            Order::Vyper => (slot, key),
        };
        keccak256([first.as_slice(), second.as_slice()].concat())
    }

    /// The key of an account's amount in the storage trie.
    pub fn key_of(&self, account: Address) -> B256 {
        keccak256(self.slot_of(account))
    }

    /// Every mapping that is tried.
    pub fn candidates() -> impl Iterator<Item = Self> {
        CANDIDATE_SLOTS
            .flat_map(|slot| [Order::Solidity, Order::Vyper].map(|order| Self { slot, order }))
    }
}

impl From<Mapping> for BalancesMapping {
    fn from(mapping: Mapping) -> Self {
        let order = match mapping.order {
            Order::Solidity => cybermiles_genesis::migration::Order::Solidity,
            Order::Vyper => cybermiles_genesis::migration::Order::Vyper,
        };
        Self { slot: mapping.slot, order }
    }
}

/// Why no mapping is the one of the balances.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// There is nothing to compare with.
    #[error("no account with a balance is known; expected at least one to find the mapping by")]
    NothingKnown,
    /// None fits.
    #[error(
        "no mapping of slots 0 to 64 proves the known balances ({known} accounts were tried): the \
         balances are wrong, or the token keeps them in another way"
    )]
    None {
        /// How many accounts.
        known: usize,
    },
    /// More than one fits.
    #[error("the mappings {0:?} prove the known balances alike; expected one: name more accounts")]
    Several(Vec<Mapping>),
}

/// The one mapping for which `proves` every known balance.
///
/// # Errors
/// [`LayoutError`] if there is none, or more than one.
pub fn discover(
    known: &[(Address, U256)],
    mut proves: impl FnMut(B256, U256) -> bool,
) -> Result<Mapping, LayoutError> {
    if known.is_empty() {
        return Err(LayoutError::NothingKnown);
    }
    let mut fit: Vec<Mapping> = Vec::new();
    for mapping in Mapping::candidates() {
        if known.iter().all(|(account, wei)| proves(mapping.key_of(*account), *wei)) {
            fit.push(mapping);
        }
    }
    match fit[..] {
        [] => Err(LayoutError::None { known: known.len() }),
        [mapping] => Ok(mapping),
        _ => Err(LayoutError::Several(fit)),
    }
}
