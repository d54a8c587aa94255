//! The difference between two allocations, explained: who was removed, added and changed, by how
//! much, and which of the known patterns of a hand edit it is.
//!
//! The patterns are those of the 2018 launch: balances cut to the 15 digits a spreadsheet keeps,
//! contracts removed and their sum paid to somebody else in one lump, and a plug account that was
//! credited what was lost, so that the totals agreed again.

mod cut;
mod subset;
mod words;

use std::collections::BTreeSet;

use alloy_primitives::{Address, U256};
use serde::Serialize;

use crate::{Allocation, amount::wei};
pub use cut::{Cut, CutRow};
use subset::Pool;

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Accounts with a balance.
    pub accounts: usize,
    /// Wei in all.
    #[serde(with = "wei")]
    pub total: U256,
}

/// An account and wei: a balance, or by how much one went up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Row {
    /// Whose it is.
    pub address: Address,
    /// How much.
    #[serde(with = "wei")]
    pub wei: U256,
}

/// An account that has a balance on both sides, and not the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Whose it is.
    pub address: Address,
    /// Wei in A.
    #[serde(with = "wei")]
    pub before: U256,
    /// Wei in B.
    #[serde(with = "wei")]
    pub after: U256,
}

/// Removed rows that one account was paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lump {
    /// Who was paid.
    pub to: Address,
    /// How much, in wei.
    #[serde(with = "wei")]
    pub paid: U256,
    /// Rows of A that are gone in B and sum to `paid` and `lost`. Where several sets of rows do,
    /// this is the simplest.
    pub rows: Vec<Row>,
    /// Wei that the sum of the rows was cut by before it was paid.
    #[serde(with = "wei")]
    pub lost: U256,
}

/// A credit that stands for no removed row, and is exactly what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Plug {
    /// Who was credited.
    pub to: Address,
    /// How much, in wei.
    #[serde(with = "wei")]
    pub credited: U256,
    /// Wei of it that rows lost which were cut.
    #[serde(with = "wei")]
    pub cut_from_rows: U256,
    /// Wei of it that lumps lost which were cut.
    #[serde(with = "wei")]
    pub cut_from_lumps: U256,
    /// Wei of it that others lost for no reason found.
    #[serde(with = "wei")]
    pub otherwise_lost: U256,
}

/// What differs between A and B, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The first allocation.
    pub a: Side,
    /// The second allocation.
    pub b: Side,
    /// In A and not in B.
    pub removed: Vec<Row>,
    /// In B and not in A.
    pub added: Vec<Row>,
    /// In both, with different balances.
    pub changed: Vec<Changed>,
    /// Balances cut or rounded to their first digits.
    pub cut: Option<Cut>,
    /// Payments that are the sum of removed rows.
    pub lumps: Vec<Lump>,
    /// Credits that are exactly what the others lost.
    pub plugs: Vec<Plug>,
    /// Who got more for no reason found, and by how much.
    pub unexplained_credits: Vec<Row>,
    /// Who got less, or was removed, for no reason found, and by how much.
    pub unexplained_debits: Vec<Row>,
    /// Whether there were too many credits to look for every one among the sums of removed rows.
    pub search_was_stopped: bool,
}

impl Comparison {
    /// Compares B with A. Accounts without a balance are as good as absent.
    pub fn new(a: &Allocation, b: &Allocation) -> Self {
        let mut comparison = Self {
            a: side(a),
            b: side(b),
            removed: missing(a, b),
            added: missing(b, a),
            changed: changed(a, b),
            cut: None,
            lumps: Vec::new(),
            plugs: Vec::new(),
            unexplained_credits: Vec::new(),
            unexplained_debits: Vec::new(),
            search_was_stopped: false,
        };
        comparison.cut = cut::find(a, b, &comparison.changed);
        comparison.explain();
        comparison
    }

    /// Whether every account has the same on both sides.
    pub fn is_same(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty() && self.changed.is_empty()
    }

    fn explain(&mut self) {
        let (mut credits, mut debits) = self.moves();
        let mut pool = Pool::new(&self.removed);
        let digits = self.cut.as_ref().filter(|cut| !cut.is_rounded).map(|cut| cut.digits);
        // The largest first: a small credit is the sum of some rows by chance sooner.
        credits.sort_by_key(|row| (std::cmp::Reverse(row.wei), row.address));
        for is_single in [true, false] {
            credits.retain(|credit| {
                let exact = (credit.wei, credit.wei);
                let ranges = [Some(exact), digits.and_then(|k| cut::range(credit.wei, k))];
                let mut found = ranges.into_iter().flatten().find_map(|range| {
                    if is_single { pool.take_one(range) } else { pool.take_some(range) }
                });
                let Some(rows) = found.take() else { return true };
                let lost = sum(&rows).saturating_sub(credit.wei);
                self.lumps.push(Lump { to: credit.address, paid: credit.wei, rows, lost });
                false
            });
        }
        self.search_was_stopped = pool.was_stopped();
        debits.extend(pool.left());
        self.name_plugs(credits, debits);
    }

    /// Credits, and debits other than removed rows, that no cut explains.
    fn moves(&self) -> (Vec<Row>, Vec<Row>) {
        let cut: BTreeSet<_> =
            self.cut.iter().flat_map(|cut| &cut.rows).map(|row| row.address).collect();
        let mut credits = self.added.clone();
        let mut debits = Vec::new();
        for row in self.changed.iter().filter(|row| !cut.contains(&row.address)) {
            let wei = row.after.abs_diff(row.before);
            let moved = Row { address: row.address, wei };
            if row.after > row.before { credits.push(moved) } else { debits.push(moved) }
        }
        (credits, debits)
    }

    fn name_plugs(&mut self, mut credits: Vec<Row>, debits: Vec<Row>) {
        let cut_from_rows = self.cut.as_ref().map_or(U256::ZERO, |cut| cut.lost);
        let cut_from_lumps =
            self.lumps.iter().fold(U256::ZERO, |sum, lump| sum.saturating_add(lump.lost));
        let cuts = cut_from_rows.saturating_add(cut_from_lumps);
        let all = cuts.saturating_add(sum(&debits));
        let is_only = credits.len() == 1;
        let plug = credits.iter().position(|credit| {
            !credit.wei.is_zero() && (credit.wei == cuts || is_only && credit.wei == all)
        });
        if let Some(at) = plug {
            let credit = credits.remove(at);
            let is_cuts = credit.wei == cuts;
            self.plugs.push(Plug {
                to: credit.address,
                credited: credit.wei,
                cut_from_rows,
                cut_from_lumps,
                otherwise_lost: if is_cuts { U256::ZERO } else { sum(&debits) },
            });
            if !is_cuts {
                // The debits stay named: what they lost is in the plug, why is not known.
                self.unexplained_debits.clone_from(&debits);
            }
        }
        if self.unexplained_debits.is_empty() {
            self.unexplained_debits = debits;
        }
        self.unexplained_debits.sort_unstable();
        self.unexplained_credits = credits;
        self.unexplained_credits.sort_unstable();
    }
}

fn side(allocation: &Allocation) -> Side {
    let accounts = allocation.rows().values().filter(|wei| !wei.is_zero()).count();
    Side { accounts, total: allocation.total() }
}

/// Rows of `of` that `from` has nothing for.
fn missing(of: &Allocation, from: &Allocation) -> Vec<Row> {
    let rows = of.rows().iter().filter(|(_, wei)| !wei.is_zero());
    rows.filter(|(address, _)| from.balance(address).is_zero())
        .map(|(address, wei)| Row { address: *address, wei: *wei })
        .collect()
}

fn changed(a: &Allocation, b: &Allocation) -> Vec<Changed> {
    let rows = a.rows().iter().filter(|(_, before)| !before.is_zero());
    rows.map(|(address, before)| Changed {
        address: *address,
        before: *before,
        after: b.balance(address),
    })
    .filter(|row| !row.after.is_zero() && row.after != row.before)
    .collect()
}

/// Rows of one allocation sum to less than its total, so this never saturates.
fn sum(rows: &[Row]) -> U256 {
    rows.iter().fold(U256::ZERO, |sum, row| sum.saturating_add(row.wei))
}

#[cfg(test)]
mod tests;
