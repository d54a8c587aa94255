//! What stands in the configuration of a network.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use alloy_primitives::{B256, FixedBytes};
use serde::Deserialize;
use toml::Spanned;

use super::{
    amount::{Account, Amount},
    moment::Moment,
};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NetworkFile {
    /// The network's name.
    pub(super) name: String,
    /// EIP-155 chain id.
    pub(super) chain_id: Spanned<u64>,
    /// Timestamp of block 0.
    pub(super) time: Moment,
    /// The sum of everything.
    pub(super) total: Spanned<Amount>,
    /// Where the randomness starts.
    pub(super) seed: Option<B256>,
    /// `[chain]`.
    #[serde(default)]
    pub(super) chain: ChainSection,
    /// `[parameters]`: by the names `parameters` of Governance lists.
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, Spanned<Number>>,
    /// `[groups]`: what the allocations of each kind sum to.
    pub(super) groups: BTreeMap<Group, Spanned<Amount>>,
    /// `[[allocation]]`.
    pub(super) allocation: Vec<Allocation>,
    /// `[[validators]]`.
    #[serde(default)]
    pub(super) validators: Vec<Validator>,
}

/// `[chain]`: the rules of blocks. What is left out is as on the main network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ChainSection {
    /// Milliseconds between blocks.
    pub(super) block_time_ms: Option<u64>,
    /// Gas of a block.
    pub(super) gas_limit: Option<Spanned<u64>>,
    /// Floor of the base fee in wei per gas.
    pub(super) min_base_fee: Option<Spanned<u64>>,
    /// Blocks of an epoch; 0 for a development chain.
    pub(super) epoch_blocks: Option<u64>,
}

/// Whose the coins are, as the white paper divides them (§7).
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(super) enum Group {
    /// The token contribution: the holders of the ERC-20.
    Contribution,
    /// Team and partners of the foundation.
    Team,
    /// 5miles.
    Partner,
    /// For end-users; Governance spends it.
    Reserve,
}

impl Group {
    /// As the file names it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Contribution => "contribution",
            Self::Team => "team",
            Self::Partner => "partner",
            Self::Reserve => "reserve",
        }
    }
}

/// One row of the table of allocations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Allocation {
    /// What it is called; stakes refer to it.
    pub(super) name: Spanned<String>,
    /// The group it counts for.
    pub(super) kind: Group,
    /// What it comes to; checked, never made up for.
    pub(super) amount: Spanned<Amount>,
    /// Who gets it.
    pub(super) address: Option<Spanned<Account>>,
    /// Or a file with a row for each account: `address,amount`.
    pub(super) file: Option<Spanned<PathBuf>>,
    /// Or rows of another allocation's file that are this one's.
    pub(super) rows: Option<Rows>,
    /// Released over two and a half years.
    pub(super) vesting: Option<Vesting>,
}

/// Rows of another allocation's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rows {
    /// The other allocation.
    pub(super) of: Spanned<String>,
    /// The accounts.
    pub(super) addresses: Vec<Spanned<Account>>,
}

/// Whom a vesting pays from when on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vesting {
    /// Who is paid.
    pub(super) beneficiary: Spanned<Account>,
    /// When the first quarter begins.
    pub(super) start: Moment,
}

/// One of the first validators.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Validator {
    /// What it is called, at most 64 bytes.
    pub(super) name: Spanned<String>,
    /// The account that manages it.
    pub(super) operator: Spanned<Account>,
    /// What it stakes itself.
    pub(super) stake: Spanned<Amount>,
    /// The allocation the stake is taken out of.
    pub(super) from: Spanned<String>,
    /// What it may be delegated at most, its own stake included.
    pub(super) max_stake: Amount,
    /// Its part of the rewards.
    pub(super) commission: Commission,
    /// Ed25519 public key of its votes.
    pub(super) consensus_key: B256,
    /// Signature by that key that proves its possession.
    pub(super) consensus_proof: FixedBytes<64>,
    /// BLS12-381 public key of its part of the randomness.
    pub(super) randao_key: FixedBytes<48>,
    /// Signature by that key that proves its possession.
    pub(super) randao_proof: FixedBytes<96>,
    /// Where other validators reach it.
    pub(super) endpoint: Option<SocketAddr>,
    /// Where to read about it.
    #[serde(default)]
    pub(super) website: String,
    /// How to reach its people.
    #[serde(default)]
    pub(super) contact: String,
    /// What else it says.
    #[serde(default)]
    pub(super) details: String,
    /// What others delegate to it.
    #[serde(default)]
    pub(super) delegations: Vec<Delegation>,
}

/// A validator's part of the rewards, in basis points.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Commission {
    /// What it takes now.
    pub(super) rate: u16,
    /// What it will never exceed.
    pub(super) max: u16,
    /// By how much it rises at most in a day.
    pub(super) max_daily_change: u16,
}

/// What somebody delegates from the beginning.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Delegation {
    /// Who.
    pub(super) delegator: Spanned<Account>,
    /// How much.
    pub(super) stake: Spanned<Amount>,
    /// The allocation it is taken out of.
    pub(super) from: Spanned<String>,
}

/// A number of a parameter: `19`, `"10_000"`, or, for wei, `"1000 CMT"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number(pub(super) u128);

impl Number {
    fn parse(text: &str) -> Option<u128> {
        if let Some(amount) = text.strip_suffix("CMT") {
            return Amount::parse(amount).ok()?.0.try_into().ok();
        }
        let plain: String = text.trim().chars().filter(|c| *c != '_').collect();
        plain.parse().ok()
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = match toml::Value::deserialize(deserializer)? {
            toml::Value::Integer(number) => u128::try_from(number).ok(),
            toml::Value::String(text) => Self::parse(&text),
            _ => None,
        };
        number.map(Self).ok_or_else(|| {
            serde::de::Error::custom("expected a number such as 19, or \"1000 CMT\" for wei")
        })
    }
}
