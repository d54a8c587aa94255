//! Who is credited in the genesis, and who has to claim.
//!
//! A person's account is credited at its own address, which is theirs on every chain. A contract's
//! is not: its row goes to the claims, and so does the token's own, and what lies at an address that
//! the new chain reserves, or at zero. A decision may say otherwise
//! for a row, in a file that names the row, the reason and the evidence, and that a named signer
//! has signed. Every wei of the supply is in one of the two lists, and there is no third.

mod decisions;
mod signature;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256, U256};
use cybermiles_genesis::migration::{PinnedSnapshot, RowClass, Trust};
use cybermiles_primitives::native;
use serde::{Deserialize, Serialize};

pub use decisions::{Decision, DecisionError, Decisions, Treatment};
pub use signature::{parse_signature, recover, recover_digest};
pub(crate) use written::place;

use crate::{
    amount::{Cmt, wei},
    claims::{Claim, tree},
    verify::{Class, Verified},
};

/// What a row is called. The first four are proven, the others are decisions'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An account without code.
    Person,
    /// An account that delegates by EIP-7702.
    Delegated,
    /// A contract.
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

impl Kind {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Person, "person"),
        (Self::Delegated, "delegated"),
        (Self::Contract, "contract"),
        (Self::Token, "token"),
        (Self::Exchange, "exchange"),
        (Self::Disputed, "disputed"),
        (Self::Other, "other"),
    ];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// The kind of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }

    /// Its number in a claim's leaf.
    pub fn code(self) -> u8 {
        let at = Self::ALL.iter().position(|(kind, _)| *kind == self);
        at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
    }

    pub(crate) fn names() -> String {
        Self::ALL.map(|(_, name)| name).join(", ")
    }
}

impl From<Kind> for RowClass {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Person => Self::Person,
            Kind::Delegated => Self::Delegated,
            Kind::Contract => Self::Contract,
            Kind::Token => Self::Token,
            Kind::Exchange => Self::Exchange,
            Kind::Disputed => Self::Disputed,
            Kind::Other => Self::Other,
        }
    }
}

impl From<Class> for Kind {
    fn from(class: Class) -> Self {
        match class {
            Class::Person => Self::Person,
            Class::Delegated => Self::Delegated,
            Class::Contract => Self::Contract,
            Class::Token => Self::Token,
        }
    }
}

/// Rows of a kind, and what they have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KindSum {
    /// Rows credited in the genesis.
    pub credited: u64,
    /// Rows that are claimed.
    pub claimed: u64,
    /// Wei of all of them.
    #[serde(with = "wei")]
    pub total: U256,
}

/// The supply, divided.
#[derive(Clone, Debug)]
pub struct Classified {
    /// Wei by account, to be credited in the genesis.
    pub credited: BTreeMap<Address, U256>,
    /// Rows to be claimed, ascending by address.
    pub claims: Vec<Claim>,
    /// Where all of it comes from.
    pub snapshot: PinnedSnapshot,
    /// The figures.
    pub summary: Summary,
}

/// A classification in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The token.
    pub token: Address,
    /// The block everything rests on.
    pub block_hash: B256,
    /// The state root claims by storage proof are held against, if the balances are proven.
    pub state_root: B256,
    /// What the balances rest on. Without proofs the chain takes no claims by storage proof.
    pub trust: Trust,
    /// Wei in all: the proven supply.
    #[serde(with = "wei")]
    pub supply: U256,
    /// Wei credited in the genesis.
    #[serde(with = "wei")]
    pub credited: U256,
    /// Wei to be claimed.
    #[serde(with = "wei")]
    pub claimable: U256,
    /// Root of the claims' tree; `None` if there are none.
    pub claim_root: Option<B256>,
    /// By kind.
    pub kinds: BTreeMap<Kind, KindSum>,
    /// Rows that are treated as a decision says.
    pub decided: Vec<Decision>,
    /// keccak256 of the decision file.
    pub decisions_hash: Option<B256>,
    /// Who signed it.
    pub decisions_signer: Option<Address>,
}

/// Why a bundle cannot be classified.
#[derive(Debug, thiserror::Error)]
pub enum ClassifyError {
    /// It does not tell contracts from people.
    #[error(
        "the bundle has no holders.nodes, so contracts are not told from people; expected a bundle \
         with the proofs of all accounts"
    )]
    NoAccounts,
    /// A decision is about a row that is not there, or not like that.
    #[error(transparent)]
    Decision(#[from] DecisionError),
    /// The two lists are not the supply: an error of this program.
    #[error(
        "{} CMT credited and {} CMT claimable are not the supply of {} CMT: report this as a bug",
        Cmt(*credited), Cmt(*claimable), Cmt(*supply)
    )]
    Sum {
        /// In wei.
        credited: U256,
        /// In wei.
        claimable: U256,
        /// In wei.
        supply: U256,
    },
}

/// Whether an address is nobody's on the new chain: zero, or one that the chain reserves.
fn is_nobody(address: &Address) -> bool {
    address.is_zero() || native::is_reserved(address)
}

/// Divides what a bundle proves.
///
/// # Errors
/// [`ClassifyError`] naming the row.
pub fn classify(
    verified: &Verified,
    decisions: Option<&Decisions>,
) -> Result<Classified, ClassifyError> {
    let report = &verified.report;
    let mut open: BTreeMap<Address, &Decision> = BTreeMap::new();
    if let Some(decisions) = decisions {
        decisions.check(report.token, report.block_hash)?;
        open.extend(decisions.rows.iter().map(|decision| (decision.address, decision)));
    }
    let codes: BTreeSet<Address> = verified
        .holders
        .iter()
        .filter(|holder| matches!(holder.class, Some(Class::Contract | Class::Token)))
        .map(|holder| holder.address)
        .chain([report.token])
        .collect();
    let mut credited = BTreeMap::new();
    let mut claims: Vec<Claim> = Vec::new();
    let mut kinds: BTreeMap<Kind, KindSum> = BTreeMap::new();
    let (mut sum_credited, mut sum_claimable) = (U256::ZERO, U256::ZERO);
    for holder in &verified.holders {
        let class = holder.class.ok_or(ClassifyError::NoAccounts)?;
        let decision = open.remove(&holder.address);
        if let Some(decision) = decision.filter(|decision| decision.wei != holder.wei) {
            return Err(decision.differs(holder.wei).into());
        }
        let kind = decision.map_or(class.into(), |decision| decision.class);
        let is_own =
            matches!(class, Class::Person | Class::Delegated) && !is_nobody(&holder.address);
        if let Some(decision) = decision {
            decision.check_key(&codes)?;
        }
        let by_class = if is_own { Treatment::Credit } else { Treatment::Claim };
        let treatment = decision.map_or(by_class, |decision| decision.treatment);
        let sum = kinds.entry(kind).or_default();
        sum.total = sum.total.saturating_add(holder.wei);
        if treatment == Treatment::Credit {
            sum.credited = sum.credited.saturating_add(1);
            sum_credited = sum_credited.saturating_add(holder.wei);
            credited.insert(holder.address, holder.wei);
        } else {
            sum.claimed = sum.claimed.saturating_add(1);
            sum_claimable = sum_claimable.saturating_add(holder.wei);
            let named = decision.and_then(|decision| decision.claimant);
            // Code has no key, nor has nobody, and which of those who dispute a row has it is not for its key to say.
            let has_key = is_own && kind != Kind::Disputed;
            let claimant = named.or_else(|| has_key.then_some(holder.address));
            claims.push(Claim { address: holder.address, claimant, wei: holder.wei, kind });
        }
    }
    if let Some((_, decision)) = open.pop_first() {
        return Err(decision.differs(U256::ZERO).into());
    }
    if sum_credited.checked_add(sum_claimable) != Some(report.supply) {
        let (credited, claimable) = (sum_credited, sum_claimable);
        return Err(ClassifyError::Sum { credited, claimable, supply: report.supply });
    }
    let summary = Summary {
        token: report.token,
        block_hash: report.block_hash,
        state_root: report.state_root,
        trust: report.trust,
        supply: report.supply,
        credited: sum_credited,
        claimable: sum_claimable,
        claim_root: tree(&claims).map(|tree| tree.root()),
        kinds,
        decided: decisions.map(|decisions| decisions.rows.clone()).unwrap_or_default(),
        decisions_hash: decisions.map(|decisions| decisions.hash),
        decisions_signer: decisions.map(|decisions| decisions.signer),
    };
    let snapshot = PinnedSnapshot {
        token: report.token,
        number: report.number,
        block_hash: report.block_hash,
        state_root: report.state_root,
        balances: report.balances.into(),
        trust: report.trust,
    };
    Ok(Classified { credited, claims, snapshot, summary })
}
