//! `migration.json`: what `cmt-migrate classify` leaves to be claimed, and where it comes from.

use alloy_primitives::{Address, B256, U256};
use serde::{Deserialize, Serialize};

/// The format this crate reads and writes.
pub const VERSION: u32 = 1;

/// The whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MigrationFile {
    /// [`VERSION`].
    pub version: u32,
    /// The block and the token everything rests on.
    pub snapshot: PinnedSnapshot,
    /// Root of the rows' Merkle tree ([`cybermiles_proofs::merkle`]); `None` without rows.
    #[serde(deserialize_with = "Option::deserialize")]
    pub claim_root: Option<B256>,
    /// Wei of all rows.
    #[serde(with = "wei")]
    pub claimable: U256,
    /// What is claimed, ascending by account.
    pub rows: Vec<ClaimableRow>,
}

/// A token at a block of Ethereum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedSnapshot {
    /// The ERC-20.
    pub token: Address,
    /// The block's height.
    pub number: u64,
    /// The block's hash.
    pub block_hash: B256,
    /// Root of the state behind the block. The contract has it only where balances are proven.
    pub state_root: B256,
    /// The token's mapping of balances.
    pub balances: BalancesMapping,
    /// What the balances rest on.
    pub trust: Trust,
}

impl PinnedSnapshot {
    /// The root that claims by storage proof are held against; `None` where there are no such
    /// claims: nobody proved that the balances lie in the slot they would be about.
    pub(crate) fn provable_root(&self) -> Option<B256> {
        match self.trust {
            Trust::Proven => Some(self.state_root),
            Trust::Rpc => None,
        }
    }
}

/// Where a token keeps its balances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BalancesMapping {
    /// The mapping's slot.
    pub slot: u64,
    /// How it is hashed.
    pub order: Order,
}

/// In which order a mapping's key and its slot are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The key first.
    Solidity,
    /// The slot first.
    Vyper,
}

/// What balances rest on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trust {
    /// Proofs against the block's hash.
    #[default]
    Proven,
    /// What servers said, all of them the same; nothing is proven.
    Rpc,
}

impl Trust {
    /// As files name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Rpc => "rpc",
        }
    }
}

/// A row that is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimableRow {
    /// Whose balance it was.
    pub account: Address,
    /// Whose signature or call claims it; `null` where Governance is to name somebody. The key has
    /// to be there: a row nobody is named for is said so.
    #[serde(deserialize_with = "Option::deserialize")]
    pub claimant: Option<Address>,
    /// What it is.
    pub class: RowClass,
    /// How much, in wei.
    #[serde(with = "wei")]
    pub wei: U256,
}

/// What a row is called, as `IMigration.Class` numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum RowClass {
    /// An account without code.
    Person,
    /// An account that delegates by EIP-7702.
    Delegated,
    /// An account with code.
    Contract,
    /// The token itself.
    Token,
    /// An exchange's account.
    Exchange,
    /// An account more than one lays claim to.
    Disputed,
    /// Whatever else the reason says.
    Other,
}

impl RowClass {
    /// Its number in `IMigration.Class`.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// Wei in JSON: decimal digits as text, which no tool turns into a float.
mod wei {
    use alloy_primitives::U256;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(wei: &U256, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(wei)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<U256, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_plain = !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && (text == "0" || !text.starts_with('0'));
        let value = if is_plain { U256::from_str_radix(&text, 10).ok() } else { None };
        value.ok_or_else(|| {
            let shown: String = text.chars().take(100).collect();
            let shown = shown.escape_debug();
            D::Error::custom(format!(
                "`{shown}` is no amount: expected wei as decimal digits only, such as \
                 \"1000000000000000000\""
            ))
        })
    }
}
