//! How the coins are spread, in integers: no figure here was ever a float.

use alloy_primitives::{Address, U256};

use crate::verify::{Class, Holder};

/// Parts per million: the unit of every share here.
pub(super) const MILLION: u32 = 1_000_000;
/// Digits an amount of wei has at most in a histogram.
const DIGITS: usize = 28;
/// Points of a Lorenz curve, about.
const POINTS: usize = 600;

/// Holders whose balance in wei has so many digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// How many.
    pub holders: u32,
    /// What they have together, in wei.
    pub wei: U256,
}

/// A holder among the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Top {
    /// Who.
    pub address: Address,
    /// How much, in wei.
    pub wei: U256,
    /// What kind of account it is, if that is proven.
    pub class: Option<Class>,
}

/// How the coins are spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// By digits of wei: the first is of one digit.
    pub histogram: Vec<Bucket>,
    /// From (0, 0) to (1, 1) in parts per million: so much of the holders, the smallest first, has
    /// so much of the coins.
    pub lorenz: Vec<(u32, u32)>,
    /// Gini's coefficient in parts per million, rounded down twice; `None` without holders.
    pub gini: Option<u32>,
    /// The largest, the largest first; who have the same, by address.
    pub top: Vec<Top>,
    /// What the first 10, 100 and 1,000 have, in wei.
    pub heads: [U256; 3],
}

impl Spread {
    /// Of holders, each above 0; `shown` of the largest are kept.
    pub fn new(holders: &[Holder], shown: usize) -> Self {
        let mut sorted: Vec<&Holder> = holders.iter().collect();
        sorted.sort_unstable_by_key(|holder| (holder.wei, std::cmp::Reverse(holder.address)));
        let total = sum(sorted.iter().map(|holder| holder.wei));
        let head = |count: usize| sum(sorted.iter().rev().take(count).map(|holder| holder.wei));
        let top = sorted.iter().rev().take(shown);
        Self {
            histogram: histogram(holders),
            lorenz: lorenz(&sorted, total),
            gini: gini(&sorted, total),
            top: top.map(|h| Top { address: h.address, wei: h.wei, class: h.class }).collect(),
            heads: [head(10), head(100), head(1_000)],
        }
    }
}

/// Balances are parts of one supply, so no sum of them saturates.
fn sum(amounts: impl Iterator<Item = U256>) -> U256 {
    amounts.fold(U256::ZERO, U256::saturating_add)
}

fn histogram(holders: &[Holder]) -> Vec<Bucket> {
    let mut buckets = vec![Bucket::default(); DIGITS];
    for holder in holders {
        let digits = holder.wei.to_string().len().clamp(1, DIGITS);
        let Some(bucket) = buckets.get_mut(digits.saturating_sub(1)) else { continue };
        bucket.holders = bucket.holders.saturating_add(1);
        bucket.wei = bucket.wei.saturating_add(holder.wei);
    }
    buckets
}

fn lorenz(sorted: &[&Holder], total: U256) -> Vec<(u32, u32)> {
    let count = sorted.len();
    let step = count.checked_div(POINTS).unwrap_or_default().max(1);
    // All of the curve's end, where the coins are.
    let end = count.saturating_sub(POINTS / 2);
    let (mut points, mut sum) = (vec![(0, 0)], U256::ZERO);
    for (index, holder) in sorted.iter().enumerate() {
        sum = sum.saturating_add(holder.wei);
        let nth = index.saturating_add(1);
        if nth.is_multiple_of(step) || nth >= end {
            points.push((share(U256::from(nth), U256::from(count)), share(sum, total)));
        }
    }
    points
}

/// 2 Σ i xᵢ / (n Σ xᵢ) − (n + 1) / n, in parts per million, with xᵢ ascending from i = 1.
fn gini(sorted: &[&Holder], total: U256) -> Option<u32> {
    let count = U256::from(sorted.len());
    let weighted = sorted.iter().enumerate().fold(U256::ZERO, |sum, (index, holder)| {
        let nth = U256::from(index).saturating_add(U256::from(1));
        sum.saturating_add(holder.wei.saturating_mul(nth))
    });
    let million = U256::from(MILLION);
    let first = weighted.saturating_mul(U256::from(2)).saturating_mul(million);
    let first = first.checked_div(count.saturating_mul(total))?;
    let second = count.saturating_add(U256::from(1)).saturating_mul(million).checked_div(count)?;
    u32::try_from(first.saturating_sub(second)).ok()
}

/// A part of a whole in parts per million, rounded down.
pub(super) fn share(part: U256, whole: U256) -> u32 {
    let parts = part.saturating_mul(U256::from(MILLION)).checked_div(whole).unwrap_or_default();
    u32::try_from(parts).unwrap_or(MILLION)
}

/// Parts per million as a percentage with three decimals.
pub(super) fn percent(parts: u32) -> String {
    // A hundredth has 10,000 parts, a thousandth of that 10.
    format!("{}.{:03} %", parts / 10_000, parts % 10_000 / 10)
}

/// Parts per million as a fraction of one with six decimals.
pub(super) fn fraction(parts: u32) -> String {
    format!("{}.{:06}", parts / MILLION, parts % MILLION)
}

/// How many, and of what.
pub(super) fn count(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A count with its thousands apart.
pub(super) fn grouped(count: impl ToString) -> String {
    let digits = count.to_string();
    let mut shown = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len().saturating_sub(index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holders(amounts: &[u64]) -> Vec<Holder> {
        let holder = |(index, wei): (usize, &u64)| Holder {
            address: Address::with_last_byte(index as u8),
            wei: U256::from(*wei),
            class: None,
        };
        amounts.iter().enumerate().map(holder).collect()
    }

    #[test]
    fn equal_holders_are_equal_and_one_of_many_is_not() {
        let equal = Spread::new(&holders(&[5; 100]), 3);
        assert_eq!(equal.gini, Some(0));
        assert!(equal.lorenz.iter().all(|(x, y)| x == y), "{:?}", equal.lorenz);
        assert_eq!(equal.top[0].address, Address::with_last_byte(0), "the same: by address");
        // One of n has all but nothing: (n - 1) / n.
        let mut amounts = [1; 100];
        amounts[7] = 10_000_000_000_000;
        let unequal = Spread::new(&holders(&amounts), 1);
        assert_eq!(unequal.gini, Some(989_999));
        assert_eq!(unequal.top[0].address, Address::with_last_byte(7));
        assert_eq!(unequal.lorenz.first(), Some(&(0, 0)));
        assert_eq!(unequal.lorenz.last(), Some(&(MILLION, MILLION)));
        assert_eq!(unequal.lorenz[99], (990_000, 0));
    }

    #[test]
    fn gini_is_that_of_the_textbook() {
        // 1, 2, 3, 4: 2 × 30 / (4 × 10) − 5 / 4 = 0.25.
        assert_eq!(Spread::new(&holders(&[3, 1, 4, 2]), 0).gini, Some(250_000));
        assert_eq!(Spread::new(&[], 5).gini, None);
    }

    #[test]
    fn buckets_are_by_digits() {
        let spread = Spread::new(&holders(&[1, 9, 10, 99, 100]), 0);
        let counts: Vec<_> = spread.histogram.iter().map(|bucket| bucket.holders).take(4).collect();
        assert_eq!(counts, [2, 2, 1, 0]);
        assert_eq!(spread.histogram[1].wei, U256::from(109));
        assert_eq!(spread.heads[0], U256::from(219));
    }

    #[test]
    fn shares_are_rounded_down() {
        assert_eq!(percent(share(U256::from(2), U256::from(3))), "66.666 %");
        assert_eq!(percent(MILLION), "100.000 %");
        assert_eq!(percent(1_239), "0.123 %");
        assert_eq!(fraction(987_654), "0.987654");
        assert_eq!(share(U256::from(1), U256::ZERO), 0);
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(12), "12");
    }
}
