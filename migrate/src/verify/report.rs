//! What a verified bundle proves, in figures and in words.

use std::{collections::BTreeMap, fmt};

use alloy_primitives::{Address, B256, U256};
use serde::Serialize;

use super::{Class, Holder, TokenAccount, storage::Proven};
use crate::{
    amount::{Cmt, wei},
    bundle::{Manifest, Trust},
    header::BlockHeader,
    layout::Mapping,
};

/// Accounts of a class, and what they have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClassSum {
    /// How many.
    pub holders: u64,
    /// Wei in all.
    #[serde(with = "wei")]
    pub total: U256,
}

/// What a verified bundle proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What everything below rests on.
    pub trust: Trust,
    /// The token.
    pub token: Address,
    /// The block's height.
    pub number: u64,
    /// The block's hash, as it was pinned.
    pub block_hash: B256,
    /// The block's time, in Unix seconds.
    pub timestamp: u64,
    /// Root of the state behind the block.
    pub state_root: B256,
    /// Root of the token's storage; `None` where nothing is proven.
    pub storage_hash: Option<B256>,
    /// keccak256 of the token's code.
    pub code_hash: B256,
    /// The mapping of balances, as it was found.
    pub balances: Mapping,
    /// Wei in all: the proven total supply, and the sum of the proven balances.
    #[serde(with = "wei")]
    pub supply: U256,
    /// Accounts that have something.
    pub holders: u64,
    /// Accounts that were asked for and are proven to have nothing.
    pub without: u64,
    /// Nodes of the storage proof.
    pub nodes: u64,
    /// Slots that were asked for by their number, and their proven values.
    pub slots: BTreeMap<B256, B256>,
    /// Logs that lead to the same balances; `None` if the bundle has none.
    pub logs: Option<u64>,
    /// Kinds of holders; empty if the bundle does not prove their accounts.
    pub classes: BTreeMap<Class, ClassSum>,
}

impl Report {
    pub(super) fn new(
        manifest: &Manifest,
        header: &BlockHeader,
        account: &TokenAccount,
        proven: &Proven,
        holders: &[Holder],
        logs: Option<u64>,
    ) -> Self {
        let mut classes: BTreeMap<Class, ClassSum> = BTreeMap::new();
        for holder in holders {
            let Some(class) = holder.class else { continue };
            let sum = classes.entry(class).or_default();
            sum.holders = sum.holders.saturating_add(1);
            sum.total = sum.total.saturating_add(holder.wei);
        }
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        Self {
            trust: manifest.facts.trust,
            token: manifest.facts.token,
            number: header.number,
            block_hash: header.hash,
            timestamp: header.timestamp,
            state_root: header.state_root,
            storage_hash: account.storage_hash,
            code_hash: account.code_hash,
            balances: proven.mapping,
            supply: proven.supply,
            holders: count(holders.len()),
            without: count(proven.rows.len().saturating_sub(holders.len())),
            nodes: proven.nodes,
            slots: proven.slots.iter().map(|(slot, v)| ((*slot).into(), (*v).into())).collect(),
            logs,
            classes,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A bundle that proves nothing must not sound as if it did.
        let is_proven = self.trust == Trust::Proven;
        if !is_proven {
            writeln!(
                f,
                "NOT PROVEN. These balances are what Ethereum nodes said; nothing here proves them."
            )?;
        }
        writeln!(
            f,
            "{}: {} holders of {} have {} CMT at block {}.",
            if is_proven { "Verified" } else { "Checked" },
            self.holders,
            self.token,
            Cmt(self.supply),
            self.number
        )?;
        writeln!(f, "  block hash    {} (pinned; the header hashes to it)", self.block_hash)?;
        writeln!(f, "  state root    {}", self.state_root)?;
        if let Some(hash) = self.storage_hash {
            writeln!(f, "  storage hash  {hash} (the token's account is proven)")?;
        }
        writeln!(f, "  code hash     {}", self.code_hash)?;
        let how = if is_proven { "found by its proofs" } else { "not proven" };
        writeln!(f, "  balances      mapping at slot {}, {how}", self.balances.slot)?;
        let proven = if is_proven { "proven " } else { "" };
        writeln!(
            f,
            "  complete      the {proven}balances sum to the {proven}total supply, to the wei"
        )?;
        let are = if is_proven { "proven" } else { "said" };
        writeln!(
            f,
            "  absent        {} accounts asked for are {are} to have nothing",
            self.without
        )?;
        match self.logs {
            Some(logs) => writeln!(f, "  logs          {logs} logs lead to the same balances")?,
            None => writeln!(f, "  logs          none in the bundle")?,
        }
        if self.classes.is_empty() {
            writeln!(f, "  accounts      not in the bundle: contracts are not told from people")?;
        }
        for (class, sum) in &self.classes {
            let name = format!("{class:?}").to_lowercase();
            writeln!(f, "  {name:<13} {} holders, {} CMT", sum.holders, Cmt(sum.total))?;
        }
        Ok(())
    }
}
