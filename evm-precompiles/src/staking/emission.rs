//! New coins (white paper §7): 8 % a year of the supply at the year's start, by the second.

use alloy_primitives::U256;

use super::{
    emission_state, parameters,
    records::{Emission, Totals, Wei},
    shares, totals,
};
use crate::{
    Call, Result,
    address::{CMT, STAKING},
    cmt,
};

/// Seconds of a chain year: 365 days, counted from genesis.
pub(super) const YEAR: u64 = 365 * 86_400;
/// Years that bring [`RATE`] of the supply.
pub(super) const FIXED_YEARS: u16 = 10;
/// New coins a year in those, in basis points of the supply at the year's start.
pub(super) const RATE: u128 = 800;

/// Begins the emission at `time`, with `supply` wei in being.
///
/// # Errors
/// `AmountTooLarge` when the supply is none there can be.
#[cfg(any(test, feature = "memory"))]
pub(super) fn begin(call: &mut Call<'_>, time: u64, supply: u128) -> Result<()> {
    let genesis_supply = shares::wei(supply)?;
    let mut emission = Emission {
        genesis_time: super::records::Time::saturating_from(time),
        genesis_supply,
        last_supply: genesis_supply,
        ..Emission::default()
    };
    emission.year_amount = shares::wei(amount_of_year(supply, RATE))?;
    let place = emission_state();
    let old = place.load(call)?;
    place.update(call, &old, &emission)
}

/// Creates the coins that are due at the block's time, into the pool; answers how many wei. How
/// many have been created by a time depends on that time alone, not on which blocks there were.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn mint(call: &mut Call<'_>) -> Result<u128> {
    let place = emission_state();
    let old = place.load(call)?;
    if old.genesis_time.is_zero() {
        return Ok(0);
    }
    let late_rate = parameters::get(call, &parameters::LATE_EMISSION)?;
    let (mut new, due) = old.at(call.timestamp(), late_rate);
    let minted = call.within(CMT, |call| cmt::mint(call, STAKING, U256::from(due)))?;
    let minted = shares::narrow(minted)?;
    new.minted = new.minted.saturating_add(Wei::saturating_from(minted));
    place.update(call, &old, &new)?;
    if minted > 0 {
        let place = totals();
        let old = place.load(call)?;
        let pool = old.pool.checked_add(minted).ok_or(shares::too_large(minted))?;
        place.update(call, &old, &Totals { pool, ..old })?;
    }
    Ok(minted)
}

/// Remembers the supply at the end of a block: when the next one is in a new year, that is what
/// the year starts with.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn remember_supply(call: &mut Call<'_>) -> Result<()> {
    let (supply, _) = call.within(CMT, cmt::counts)?;
    let place = emission_state();
    let old = place.load(call)?;
    place.update(call, &old, &Emission { last_supply: Wei::saturating_from(supply), ..old })
}

/// What a year brings, in wei: never more than there is room for.
fn amount_of_year(supply: u128, rate: u128) -> u128 {
    shares::basis_points(supply, rate).min(cmt::MAX_SUPPLY.saturating_sub(supply))
}

impl Emission {
    /// How far the emission is at `time`, and how many wei that is more than now. A year that has
    /// ended is paid to its last wei; the next brings its part of the supply it starts with.
    fn at(mut self, time: u64, late_rate: u128) -> (Self, u128) {
        let elapsed = time.saturating_sub(self.genesis_time.saturating_to());
        let year_now = elapsed.checked_div(YEAR).unwrap_or_default();
        let mut due: u128 = 0;
        while u64::from(self.year) < year_now && self.year < u16::MAX {
            due = due.saturating_add(self.rest());
            let supply = self.last_supply.saturating_to::<u128>().saturating_add(due);
            self.year = self.year.saturating_add(1);
            let rate = if self.year < FIXED_YEARS { RATE } else { late_rate };
            self.year_amount = Wei::saturating_from(amount_of_year(supply, rate));
            self.year_minted = Wei::ZERO;
        }
        let within = elapsed.saturating_sub(u64::from(self.year).saturating_mul(YEAR)).min(YEAR);
        let target = shares::part(self.year_amount.saturating_to(), within.into(), YEAR.into());
        let more = target.saturating_sub(self.year_minted.saturating_to());
        self.year_minted = self.year_minted.saturating_add(Wei::saturating_from(more));
        (self, due.saturating_add(more))
    }

    /// Wei of the running year that are still to come.
    fn rest(&self) -> u128 {
        self.year_amount.saturating_sub(self.year_minted).saturating_to()
    }

    /// The end of the running year.
    pub(super) fn year_end(&self) -> u64 {
        let years = u64::from(self.year).saturating_add(1);
        self.genesis_time.saturating_to::<u64>().saturating_add(years.saturating_mul(YEAR))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::records::Time, *};
    use proptest::prelude::*;

    const BILLION: u128 = 1_000_000_000 * super::super::CMT;
    const GENESIS: u64 = 1_700_000_000;

    fn start() -> Emission {
        Emission {
            genesis_time: Time::from(GENESIS),
            year_amount: Wei::from(amount_of_year(BILLION, RATE)),
            last_supply: Wei::from(BILLION),
            ..Emission::default()
        }
    }

    /// Runs over blocks at these times; answers the supply after the last.
    fn run(times: &[u64], late_rate: u128) -> u128 {
        let (mut emission, mut supply) = (start(), BILLION);
        for time in times {
            let (next, due) = emission.at(*time, late_rate);
            supply += due;
            emission = Emission { last_supply: Wei::from(supply), ..next };
        }
        supply
    }

    /// The white paper's table, to the wei: 1,080, 1,166.4, …, 2,158.925 M.
    #[test]
    fn ten_years_bring_eight_percent_each() {
        let mut expected = BILLION;
        for year in 1..=10 {
            expected += expected * 8 / 100;
            assert_eq!(run(&[GENESIS + year * YEAR], 0), expected, "year {year}");
        }
        assert_eq!(expected / (1_000_000 * super::super::CMT), 2_158);
        assert_eq!(run(&[GENESIS + 11 * YEAR], 0), expected, "nothing from year 11 on at 0 %");
        assert_eq!(run(&[GENESIS + 11 * YEAR], 300), expected + expected * 3 / 100);
    }

    #[test]
    fn nothing_exceeds_ten_billion() {
        let late = run(&[GENESIS + 60_000 * YEAR], 800);
        assert_eq!(late, cmt::MAX_SUPPLY);
        assert_eq!(amount_of_year(cmt::MAX_SUPPLY + 1, 800), 0);
    }

    #[test]
    fn time_that_stands_still_or_goes_back_brings_nothing() {
        let (emission, _) = start().at(GENESIS + 100, 0);
        assert_eq!(emission.at(GENESIS + 100, 0).1, 0);
        assert_eq!(emission.at(GENESIS, 0).1, 0);
        assert_eq!(start().at(0, 0).1, 0);
    }

    proptest! {
        #[test]
        fn what_there_is_at_a_time_does_not_depend_on_the_blocks_before(
            mut times in proptest::collection::vec(0..11 * YEAR, 0..200),
            last in 0..11 * YEAR,
        ) {
            times.retain(|time| *time <= last);
            times.sort_unstable();
            times.push(last);
            let times: Vec<_> = times.into_iter().map(|time| GENESIS + time).collect();
            prop_assert_eq!(run(&times, 250), run(&[GENESIS + last], 250));
        }
    }
}
