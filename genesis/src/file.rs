//! What stands in the configuration of a network.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use alloy_primitives::{B256, FixedBytes};
use serde::Deserialize;
use toml::Spanned;

use crate::{
    amount::{Account, Amount},
    migration::Trust,
    moment::Moment,
};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NetworkFile {
    /// The network's name.
    pub(crate) name: String,
    /// EIP-155 chain id.
    pub(crate) chain_id: Spanned<u64>,
    /// Timestamp of block 0.
    pub(crate) time: Moment,
    /// The sum of everything.
    pub(crate) total: Spanned<Amount>,
    /// Where the randomness starts.
    pub(crate) seed: Option<B256>,
    /// `[chain]`.
    #[serde(default)]
    pub(crate) chain: ChainSection,
    /// `[parameters]`: by the names `parameters` of Governance lists.
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, Spanned<Number>>,
    /// `[groups]`: what the allocations of each kind sum to.
    pub(crate) groups: BTreeMap<Group, Spanned<Amount>>,
    /// `[[allocation]]`.
    pub(crate) allocation: Vec<Allocation>,
    /// `[migration]`.
    pub(crate) migration: Option<MigrationSection>,
    /// `[[validators]]`.
    #[serde(default)]
    pub(crate) validators: Vec<Validator>,
}

/// `[chain]`: the rules of blocks. What is left out is as on the main network.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ChainSection {
    /// Milliseconds between blocks.
    pub(crate) block_time_ms: Option<u64>,
    /// Gas of a block.
    pub(crate) gas_limit: Option<Spanned<u64>>,
    /// Floor of the base fee in wei per gas.
    pub(crate) min_base_fee: Option<Spanned<u64>>,
    /// Blocks of an epoch; 0 for a development chain.
    pub(crate) epoch_blocks: Option<u64>,
}

/// Whose the coins are, as the white paper divides them (§7).
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Group {
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
    pub(crate) const fn name(self) -> &'static str {
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
pub(crate) struct Allocation {
    /// What it is called; stakes refer to it.
    pub(crate) name: Spanned<String>,
    /// The group it counts for.
    pub(crate) kind: Group,
    /// What it comes to; checked, never made up for.
    pub(crate) amount: Spanned<Amount>,
    /// Who gets it.
    pub(crate) address: Option<Spanned<Account>>,
    /// Or a file with a row for each account: `address,amount`.
    pub(crate) file: Option<Spanned<PathBuf>>,
    /// Or rows of another allocation's file that are this one's.
    pub(crate) rows: Option<Rows>,
    /// Released over two and a half years.
    pub(crate) vesting: Option<Vesting>,
}

/// `[migration]`: what is claimed on the new chain, of the group `contribution`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MigrationSection {
    /// The rows, as `cmt-migrate classify` writes them.
    pub(crate) file: Spanned<PathBuf>,
    /// What they come to; checked, never made up for.
    pub(crate) amount: Spanned<Amount>,
    /// The last second at which a claim is paid.
    pub(crate) deadline: Spanned<Moment>,
    /// What the balances rest on; proofs unless it says otherwise.
    #[serde(default)]
    pub(crate) trust: Trust,
}

/// Rows of another allocation's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// The other allocation.
    pub(crate) of: Spanned<String>,
    /// The accounts.
    pub(crate) addresses: Vec<Spanned<RowOf>>,
}

/// A row of another allocation's file, or a part of one: an address, or
/// `{ address = "0x…", amount = 5 }`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowOf {
    /// Whose.
    pub(crate) account: Account,
    /// How much of it; all of it if that is not said.
    pub(crate) part: Option<Amount>,
}

impl<'de> Deserialize<'de> for RowOf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Part {
            address: Account,
            amount: Amount,
        }
        let wrong = |err: toml::de::Error| serde::de::Error::custom(err.message());
        match toml::Value::deserialize(deserializer)? {
            whole @ toml::Value::String(_) => {
                Ok(Self { account: whole.try_into().map_err(wrong)?, part: None })
            }
            other => {
                let Part { address, amount } = other.try_into().map_err(wrong)?;
                Ok(Self { account: address, part: Some(amount) })
            }
        }
    }
}

/// Whom a vesting pays from when on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vesting {
    /// Who is paid.
    pub(crate) beneficiary: Spanned<Account>,
    /// When the first quarter begins.
    pub(crate) start: Moment,
}

/// One of the first validators.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Validator {
    /// What it is called, at most 64 bytes.
    pub(crate) name: Spanned<String>,
    /// The account that manages it.
    pub(crate) operator: Spanned<Account>,
    /// What it stakes itself.
    pub(crate) stake: Spanned<Amount>,
    /// The allocation the stake is taken out of.
    pub(crate) from: Spanned<String>,
    /// What it may be delegated at most, its own stake included.
    pub(crate) max_stake: Amount,
    /// Its part of the rewards.
    pub(crate) commission: Commission,
    /// Ed25519 public key of its votes.
    pub(crate) consensus_key: B256,
    /// Signature by that key that proves its possession.
    pub(crate) consensus_proof: FixedBytes<64>,
    /// BLS12-381 public key of its part of the randomness.
    pub(crate) randao_key: FixedBytes<48>,
    /// Signature by that key that proves its possession.
    pub(crate) randao_proof: FixedBytes<96>,
    /// Where other validators reach it.
    pub(crate) endpoint: Option<SocketAddr>,
    /// Where to read about it.
    #[serde(default)]
    pub(crate) website: String,
    /// How to reach its people.
    #[serde(default)]
    pub(crate) contact: String,
    /// What else it says.
    #[serde(default)]
    pub(crate) details: String,
    /// What others delegate to it.
    #[serde(default)]
    pub(crate) delegations: Vec<Delegation>,
}

/// A validator's part of the rewards, in basis points.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commission {
    /// What it takes now.
    pub(crate) rate: u16,
    /// What it will never exceed.
    pub(crate) max: u16,
    /// By how much it rises at most in a day.
    pub(crate) max_daily_change: u16,
}

/// What somebody delegates from the beginning.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delegation {
    /// Who.
    pub(crate) delegator: Spanned<Account>,
    /// How much.
    pub(crate) stake: Spanned<Amount>,
    /// The allocation it is taken out of.
    pub(crate) from: Spanned<String>,
}

/// A number of a parameter: `19`, `"10_000"`, or, for wei, `"1000 CMT"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number(pub(crate) u128);

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
