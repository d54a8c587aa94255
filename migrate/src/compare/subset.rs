//! Which removed rows a payment stands for.
//!
//! The question in general has no quick answer, so the simple ones are tried, and in this order:
//! one row; all that are left; rows that stand together in the list; two or three rows; all but
//! up to three; and any set at all where few rows are left.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, U256};

use super::{Row, sum};

/// Rows among which two or three are looked for.
const FEW_ROWS_MAX: usize = 400;
/// Rows among which every set is tried: 2^16 sums of either half.
const ANY_ROWS_MAX: usize = 32;

/// From and to, both included, in wei.
type Range = (U256, U256);

/// Steps that all searches together may take: seconds.
const STEPS_MAX: usize = 20_000_000;
/// What a row costs where runs are looked for: a map is filled with their sums.
const STEPS_PER_ROW: usize = 10;

/// Removed rows that no payment stands for yet.
#[derive(Debug)]
pub(super) struct Pool {
    rows: BTreeSet<(U256, Address)>,
    total: U256,
    steps: usize,
    was_stopped: bool,
}

impl Pool {
    pub(super) fn new(rows: &[Row]) -> Self {
        let total = sum(rows);
        let rows = rows.iter().map(|row| (row.wei, row.address)).collect();
        Self { rows, total, steps: 0, was_stopped: false }
    }

    /// What is left, by address.
    pub(super) fn left(self) -> Vec<Row> {
        self.by_address()
    }

    /// Whether a search was left out, for all together had taken too long.
    pub(super) fn was_stopped(&self) -> bool {
        self.was_stopped
    }

    /// Takes one row whose balance lies in the range.
    pub(super) fn take_one(&mut self, (least, most): Range) -> Option<Vec<Row>> {
        let range = (least, Address::ZERO)..=(most, Address::repeat_byte(0xff));
        let (wei, address) = *self.rows.range(range).next()?;
        Some(self.take(vec![Row { address, wei }]))
    }

    /// Takes several rows whose sum lies in the range.
    pub(super) fn take_some(&mut self, range: Range) -> Option<Vec<Row>> {
        if self.rows.is_empty() || range.0.is_zero() {
            return None;
        }
        if is_within(self.total, range) {
            let all = self.by_address();
            return Some(self.take(all));
        }
        if self.total < range.0 || !self.may_search() {
            return None;
        }
        let list = List { rows: self.by_address() };
        let found = list.search(self.total, range)?;
        Some(self.take(found))
    }

    fn take(&mut self, rows: Vec<Row>) -> Vec<Row> {
        for row in &rows {
            self.rows.remove(&(row.wei, row.address));
            self.total = self.total.saturating_sub(row.wei);
        }
        rows
    }

    fn by_address(&self) -> Vec<Row> {
        let mut rows: Vec<_> =
            self.rows.iter().map(|(wei, address)| Row { address: *address, wei: *wei }).collect();
        rows.sort_unstable();
        rows
    }

    fn may_search(&mut self) -> bool {
        let rows = self.rows.len();
        let pairs = if rows > FEW_ROWS_MAX { 0 } else { rows.saturating_mul(rows) };
        let sets = if rows > ANY_ROWS_MAX { 0 } else { 1 << (ANY_ROWS_MAX >> 1) };
        self.steps = self
            .steps
            .saturating_add(rows.saturating_mul(STEPS_PER_ROW))
            .saturating_add(pairs)
            .saturating_add(sets);
        self.was_stopped |= self.steps > STEPS_MAX;
        self.steps <= STEPS_MAX
    }
}

/// Rows, by address.
struct List {
    rows: Vec<Row>,
}

impl List {
    fn search(&self, total: U256, range: Range) -> Option<Vec<Row>> {
        // What would be left behind, where that is not less than nothing.
        let rest = total.checked_sub(range.0).map(|most| (total.saturating_sub(range.1), most));
        let chosen = self
            .run(range)
            .or_else(|| self.few(range))
            .or_else(|| rest.and_then(|rest| self.few(rest)).map(|few| self.all_but(&few)))
            .or_else(|| self.any(range))?;
        Some(chosen.iter().filter_map(|at| self.rows.get(*at).copied()).collect())
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
