//! Pay: what an epoch collected goes to those who served in it.

use alloy_primitives::{Address, U256};

use super::{
    ONE, committee, election, parameters, position::FRACTION_BITS, records::Totals, rewards,
    shares, stakes, status, tallies, totals, turns,
};
use crate::{Call, Result};

/// Bits behind the point of a part of turns kept.
const KEPT_BITS: usize = 32;

/// Distributes the pool among who served in `epoch`; answers how many wei. What rounding leaves
/// over, and what nobody can be given, stays in the pool for the next epoch.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn distribute(call: &mut Call<'_>, epoch: u64) -> Result<u128> {
    let pool = totals().load(call)?.pool;
    let active = active(call, epoch)?;
    let active = payees(call, active)?;
    let stand_ins = election::backups_of(call, epoch)?;
    let stand_ins = stand_ins.into_iter().map(|(who, weight)| (who, U256::from(weight)));
    let stand_ins = payees(call, stand_ins.collect())?;
    let rate = parameters::get(call, &parameters::BACKUP_SHARE)?;
    let for_stand_ins = if stand_ins.is_empty() { 0 } else { shares::part(pool, rate, ONE.into()) };
    let mut paid: u128 = 0;
    let parts = [(active, pool.saturating_sub(for_stand_ins)), (stand_ins, for_stand_ins)];
    for (payees, amount) in parts {
        let all = payees.iter().fold(U256::ZERO, |sum, (_, weight)| sum.saturating_add(*weight));
        for (validator, weight) in payees {
            // An amount below 2^96 and a weight below 2^128 fit a word.
            let product = U256::from(amount).saturating_mul(weight);
            let part: u128 = product.checked_div(all).unwrap_or_default().saturating_to();
            credit(call, validator, part)?;
            paid = paid.saturating_add(part);
        }
    }
    let place = totals();
    let old = place.load(call)?;
    let moved = || {
        let (pool, owed) = (old.pool.checked_sub(paid)?, old.owed.checked_add(paid)?);
        Some(Totals { pool, owed, ..old })
    };
    let new = moved().ok_or(shares::too_large(paid))?;
    place.update(call, &old, &new)?;
    Ok(paid)
}

/// The committee of `epoch`, each with its effective stake times the part of its turns it kept.
/// Who had no turn missed none.
fn active(call: &mut Call<'_>, epoch: u64) -> Result<Vec<(Address, U256)>> {
    let Some(committee) = committee::load(call, epoch)? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for (index, seat) in (0u64..).zip(&committee.seats) {
        let (kept, missed) = turns::split(tallies().get(call, index)?.unwrap_or_default());
        let turns = U256::from(kept).saturating_add(U256::from(missed));
        let (kept, turns) =
            if turns.is_zero() { (U256::ONE, U256::ONE) } else { (U256::from(kept), turns) };
        let weight = U256::from(seat.weight).wrapping_shl(KEPT_BITS).saturating_mul(kept);
        all.push((seat.validator, weight.checked_div(turns).unwrap_or_default()));
    }
    Ok(all)
}

/// Those of `all` that can be paid: not who was removed, nor who holds nothing, nor who kept no
/// turn.
fn payees(call: &mut Call<'_>, all: Vec<(Address, U256)>) -> Result<Vec<(Address, U256)>> {
    let mut payees = Vec::new();
    for (validator, weight) in all {
        let stake = stakes().at(call, validator)?.load(call)?;
        let can = stake.status != status::REMOVED && stake.shares > 0 && !weight.is_zero();
        if can {
            payees.push((validator, weight));
        }
    }
    Ok(payees)
}

/// Gives a validator `amount` wei: the commission to its operator, the rest to its shares (F1). What
/// does not divide by the shares is kept for the next time, to the last bit.
fn credit(call: &mut Call<'_>, validator: Address, amount: u128) -> Result<()> {
    let stake = stakes().at(call, validator)?.load(call)?;
    let commission = shares::basis_points(amount, stake.commission.into());
    let rest = amount.saturating_sub(commission);
    let place = rewards().at(call, validator)?;
    let old = place.load(call)?;
    let gained = U256::from(rest).wrapping_shl(FRACTION_BITS).checked_add(U256::from(old.fraction));
    let all = || {
        let mut new = old;
        let (gained, held) = (gained?, U256::from(stake.shares));
        new.accumulator = old.accumulator.checked_add(gained.checked_div(held)?)?;
        new.fraction = gained.checked_rem(held)?.saturating_to();
        new.owed = old.owed.checked_add(rest)?;
        new.commission = old.commission.checked_add(commission)?;
        Some(new)
    };
    let new = all().ok_or(shares::too_large(amount))?;
    place.update(call, &old, &new)
}
