//! Balances of which only the first digits were kept, as spreadsheets and floats do.

use std::{collections::BTreeMap, sync::LazyLock};

use alloy_primitives::{Address, U256};
use serde::Serialize;

use super::Changed;
use crate::{Allocation, amount::wei};

/// Significant digits that are a sign by themselves: fewer are kept by chance, too, so a single
/// row of round numbers is not called cut.
const TELLING_DIGITS: usize = 6;
/// Rows that are a sign together, however few digits they kept.
const TELLING_ROWS: usize = 3;

/// 1, 10, 100 and so on, as far as 256 bits go.
static POWERS: LazyLock<Vec<U256>> = LazyLock::new(|| {
    let next = |power: &U256| power.checked_mul(U256::from(10));
    std::iter::successors(Some(U256::from(1)), next).collect()
});

/// A balance of which the first digits were kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CutRow {
    /// Whose it is.
    pub address: Address,
    /// Wei in A.
    #[serde(with = "wei")]
    pub before: U256,
    /// Wei in B.
    #[serde(with = "wei")]
    pub after: U256,
}

/// Balances that kept the same number of significant digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cut {
    /// Significant digits that were kept.
    pub digits: usize,
    /// Rounded to the nearest rather than cut off.
    pub is_rounded: bool,
    /// Whose balances.
    pub rows: Vec<CutRow>,
    /// Accounts on both sides whose balance in A has more digits than that: as many as `rows`, if
    /// the whole list went through the same tool.
    pub candidates: usize,
    /// Wei that those rows lost.
    #[serde(with = "wei")]
    pub lost: U256,
    /// Wei that those rows gained, by rounding up.
    #[serde(with = "wei")]
    pub gained: U256,
}

/// The number of digits that explains most of the changed rows, if any does.
pub(super) fn find(a: &Allocation, b: &Allocation, changed: &[Changed]) -> Option<Cut> {
    // How many rows kept so many digits: cut off, and rounded.
    let mut counts: BTreeMap<(usize, bool), usize> = BTreeMap::new();
    for row in changed {
        let (more, less) = places(row);
        for behind in more..=less {
            let digits = length(row.before).saturating_sub(behind);
            for is_rounded in [false, true] {
                if digits > 0 && is_cut(row, digits, is_rounded) {
                    let count = counts.entry((digits, is_rounded)).or_default();
                    *count = count.saturating_add(1);
                }
            }
        }
    }
    // Cutting off before rounding, and more digits before fewer, where they explain as many rows.
    let best =
        counts.into_iter().map(|((digits, is_rounded), rows)| (rows, !is_rounded, digits)).max();
    let (rows, is_cut_off, digits) = best?;
    let is_rounded = !is_cut_off;
    if digits < TELLING_DIGITS && rows < TELLING_ROWS {
        return None;
    }
    let rows: Vec<CutRow> = changed
        .iter()
        .filter(|row| is_cut(row, digits, is_rounded))
        .map(|row| CutRow { address: row.address, before: row.before, after: row.after })
        .collect();
    let stayed = a.rows().iter().filter(|(address, _)| !b.balance(address).is_zero());
    let candidates = stayed.filter(|(_, wei)| significant(**wei) > digits).count();
    let (mut lost, mut gained) = (U256::ZERO, U256::ZERO);
    for row in &rows {
        lost = lost.saturating_add(row.before.saturating_sub(row.after));
        gained = gained.saturating_add(row.after.saturating_sub(row.before));
    }
    Some(Cut { digits, is_rounded, rows, candidates, lost, gained })
}

/// From how many to how many digits a change may have cut off, from what changed and from the
/// zeros at the end; of an ordinary change the first is the larger.
fn places(row: &Changed) -> (usize, usize) {
    let zeros = row.after.to_string().bytes().rev().take_while(|digit| *digit == b'0').count();
    (length(row.after.abs_diff(row.before)), zeros)
}

fn is_cut(row: &Changed, digits: usize, is_rounded: bool) -> bool {
    let Some(unit) = unit(row.before, digits) else { return false };
    let rest = row.before.checked_rem(unit).unwrap_or_default();
    let down = row.before.saturating_sub(rest);
    let half = unit.checked_div(U256::from(2)).unwrap_or_default();
    let is_up = is_rounded && rest >= half;
    row.after == if is_up { down.saturating_add(unit) } else { down }
}

/// What the last of the first `digits` digits of `wei` is worth, if digits follow behind it.
fn unit(wei: U256, digits: usize) -> Option<U256> {
    let more = length(wei).checked_sub(digits).filter(|more| *more > 0)?;
    POWERS.get(more).copied()
}

/// Sums of which `wei` would be the first `digits` digits: from itself on, up to the last.
pub(super) fn range(wei: U256, digits: usize) -> Option<(U256, U256)> {
    let unit = unit(wei, digits)?;
    let is_cut = wei.checked_rem(unit)?.is_zero();
    is_cut.then(|| (wei, wei.saturating_add(unit.saturating_sub(U256::from(1)))))
}

fn length(wei: U256) -> usize {
    POWERS.partition_point(|power| *power <= wei).max(1)
}

/// Digits of a number without the zeros at its end.
pub(super) fn significant(wei: U256) -> usize {
    wei.to_string().trim_end_matches('0').len()
}
