//! Which removed rows a payment stands for.
//!
//! The question in general has no quick answer, so the simple ones are tried, and in this order:
//! one row; all that are left; rows that stand together in the list; two or three rows; all but
//! up to three; and any set at all where few rows are left.

use std::collections::BTreeMap;

use alloy_primitives::U256;

use super::{Row, sum};

/// Rows among which two or three are looked for.
const FEW_ROWS_MAX: usize = 400;
/// Rows among which every set is tried: 2^16 sums of either half.
const ANY_ROWS_MAX: usize = 32;

/// From and to, both included, in wei.
type Range = (U256, U256);

/// Removed rows that no payment stands for yet.
#[derive(Debug)]
pub(super) struct Pool {
    rows: Vec<Row>,
}

impl Pool {
    pub(super) fn new(rows: &[Row]) -> Self {
        let mut rows = rows.to_vec();
        rows.sort_unstable();
        Self { rows }
    }

    /// What is left, by address.
    pub(super) fn left(self) -> Vec<Row> {
        self.rows
    }

    /// Takes one row whose balance lies in the range.
    pub(super) fn take_one(&mut self, range: Range) -> Option<Vec<Row>> {
        let at = self.rows.iter().position(|row| is_within(row.wei, range))?;
        Some(vec![self.rows.remove(at)])
    }

    /// Takes several rows whose sum lies in the range.
    pub(super) fn take_some(&mut self, range: Range) -> Option<Vec<Row>> {
        if self.rows.is_empty() || range.0.is_zero() {
            return None;
        }
        let total = sum(&self.rows);
        if is_within(total, range) {
            return Some(std::mem::take(&mut self.rows));
        }
        // What would be left behind, where that is not less than nothing.
        let rest = total.checked_sub(range.0).map(|most| (total.saturating_sub(range.1), most));
        let chosen = self
            .run(range)
            .or_else(|| self.few(range))
            .or_else(|| rest.and_then(|rest| self.few(rest)).map(|few| self.all_but(&few)))
            .or_else(|| self.any(range))?;
        let mut taken = Vec::with_capacity(chosen.len());
        let mut left = Vec::new();
        for (at, row) in self.rows.drain(..).enumerate() {
            if chosen.binary_search(&at).is_ok() { taken.push(row) } else { left.push(row) }
        }
        self.rows = left;
        Some(taken)
    }

    /// Rows that stand together in the list.
    fn run(&self, range: Range) -> Option<Vec<usize>> {
        let mut begins = BTreeMap::from([(U256::ZERO, 0)]);
        let mut end_sum = U256::ZERO;
        for (at, row) in self.rows.iter().enumerate() {
            end_sum = end_sum.saturating_add(row.wei);
            if let Some(most) = end_sum.checked_sub(range.0) {
                let least = end_sum.saturating_sub(range.1);
                if let Some((_, begin)) = begins.range(least..=most).next() {
                    return Some((*begin..=at).collect());
                }
            }
            begins.insert(end_sum, at.saturating_add(1));
        }
        None
    }

    /// One, two or three rows, in order.
    fn few(&self, range: Range) -> Option<Vec<usize>> {
        if self.rows.len() > FEW_ROWS_MAX {
            return None;
        }
        let by_wei: BTreeMap<U256, usize> =
            self.rows.iter().enumerate().map(|(at, row)| (row.wei, at)).collect();
        // One more row behind those at `so_far`, such that all are within the range.
        let last = |so_far: U256, after: usize| {
            let most = range.1.checked_sub(so_far)?;
            let least = range.0.saturating_sub(so_far);
            by_wei.range(least..=most).map(|(_, at)| *at).find(|at| *at > after)
        };
        let weis = || self.rows.iter().map(|row| row.wei).enumerate();
        if let Some((at, _)) = weis().find(|(_, wei)| is_within(*wei, range)) {
            return Some(vec![at]);
        }
        for (first, wei) in weis() {
            if let Some(second) = last(wei, first) {
                return Some(vec![first, second]);
            }
        }
        for (first, wei) in weis() {
            for (second, more) in weis().skip(first.saturating_add(1)) {
                if let Some(third) = last(wei.saturating_add(more), second) {
                    return Some(vec![first, second, third]);
                }
            }
        }
        None
    }

    fn all_but(&self, few: &[usize]) -> Vec<usize> {
        (0..self.rows.len()).filter(|at| !few.contains(at)).collect()
    }

    /// Any set: sums of one half of the rows, looked up among those of the other.
    fn any(&self, range: Range) -> Option<Vec<usize>> {
        if self.rows.len() > ANY_ROWS_MAX {
            return None;
        }
        let (left, right) = self.rows.split_at(self.rows.len().div_ceil(2));
        let others: BTreeMap<U256, u32> = sums(right).into_iter().collect();
        let (so_far, other) = sums(left).into_iter().find_map(|(so_far, mask)| {
            let most = range.1.checked_sub(so_far)?;
            let least = range.0.saturating_sub(so_far);
            others.range(least..=most).next().map(|(_, other)| (mask, *other))
        })?;
        let is_in = |mask: u32, at: usize| {
            u32::try_from(at).ok().and_then(|at| mask.checked_shr(at)).is_some_and(|m| m & 1 == 1)
        };
        let rows = 0..self.rows.len();
        Some(
            rows.filter(|at| match at.checked_sub(left.len()) {
                None => is_in(so_far, *at),
                Some(at) => is_in(other, at),
            })
            .collect(),
        )
    }
}

/// The sum of every set of up to 16 rows, with the set as bits.
fn sums(rows: &[Row]) -> Vec<(U256, u32)> {
    let mut sums = vec![(U256::ZERO, 0_u32)];
    let mut bit = 1_u32;
    for row in rows {
        let more: Vec<_> =
            sums.iter().map(|(sum, mask)| (sum.saturating_add(row.wei), mask | bit)).collect();
        sums.extend(more);
        bit = bit.wrapping_shl(1);
    }
    sums
}

fn is_within(wei: U256, (least, most): Range) -> bool {
    (least..=most).contains(&wei)
}
