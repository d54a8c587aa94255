//! Taking stake away, and what still answers for it.

use alloy_primitives::{Address, U256};

use super::{
    AHEAD, candidates, parameters,
    records::{Stake, Terms, Time, Totals},
    shares, stakes, status, terms, totals, windows,
};
use crate::{
    Call, Result,
    abi::IStaking::{Jailed, ValidatorRemoved},
    address::CMT,
    cmt,
};

/// Destroys `amount` wei of this account; they count as burned.
///
/// # Errors
/// As [`Call::burn`].
pub(super) fn burn(call: &mut Call<'_>, amount: u128) -> Result<()> {
    if amount == 0 {
        return Ok(());
    }
    let account = call.account();
    call.within(CMT, |call| cmt::burn(call, account, U256::from(amount)))
}

/// The part in basis points that coins lose which left `validator` in `epoch` and answer for it
/// until `until`: what it was removed for, if it was removed by then. Coins answer for offences in
/// the epochs whose committee was elected while they were there: those up to the next, since a
/// committee is elected so many epochs ahead. Zero for the zero address.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn rate_for(
    call: &mut Call<'_>,
    validator: Address,
    epoch: u64,
    until: Time,
) -> Result<u128> {
    if validator.is_zero() {
        return Ok(0);
    }
    let terms = terms().at(call, validator)?.load(call)?;
    let last_answered = epoch.saturating_add(AHEAD).saturating_sub(1);
    let was_removed = !terms.removed_at.is_zero() && terms.removed_at < until;
    let answers = was_removed && terms.offence_epoch <= last_answered;
    Ok(if answers { terms.offence_rate.into() } else { 0 })
}

/// Burns a part of the stake of a validator; answers how many wei.
fn cut(call: &mut Call<'_>, stake: &mut Stake, rate: u128) -> Result<u128> {
    let amount = stake.cut(rate);
    let place = totals();
    let old = place.load(call)?;
    let staked = old.staked.checked_sub(amount).ok_or(shares::too_large(amount))?;
    place.update(call, &old, &Totals { staked, ..old })?;
    burn(call, amount)?;
    Ok(amount)
}

/// Jails a validator that missed too many turns.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn jail(call: &mut Call<'_>, operator: Address) -> Result<()> {
    let place = stakes().at(call, operator)?;
    let before = place.load(call)?;
    if before.status != status::ACTIVE {
        return Ok(());
    }
    let rate = parameters::get(call, &parameters::DOWNTIME_SLASH)?;
    let mut stake = Stake { status: status::JAILED, ..before };
    let burned = cut(call, &mut stake, rate)?;
    candidates::leave(call, operator, &mut stake)?;
    place.update(call, &before, &stake)?;
    windows().at(call, operator)?.clear(call)?;
    let until = parameters::small(call, &parameters::JAIL)?.saturating_add(call.timestamp());
    let terms_place = terms().at(call, operator)?;
    let terms = terms_place.load(call)?;
    let jailed = Terms { jailed_until: Time::saturating_from(until), ..terms };
    terms_place.update(call, &terms, &jailed)?;
    let (burned, until) = (U256::from(burned), U256::from(until));
    call.emit(&Jailed { operator, burned, until })
}

/// Removes a validator for ever, for what it did in `epoch` and `view`. The caller has checked that
/// it was not removed before.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn remove(call: &mut Call<'_>, operator: Address, epoch: u64, view: u64) -> Result<()> {
    let place = stakes().at(call, operator)?;
    let before = place.load(call)?;
    let rate = parameters::get(call, &parameters::OFFENCE_SLASH)?;
    let mut stake = Stake { status: status::REMOVED, ..before };
    let burned = cut(call, &mut stake, rate)?;
    candidates::leave(call, operator, &mut stake)?;
    place.update(call, &before, &stake)?;
    let terms_place = terms().at(call, operator)?;
    let terms = terms_place.load(call)?;
    let removed = Terms {
        removed_at: Time::saturating_from(call.timestamp()),
        offence_epoch: epoch,
        offence_rate: u16::try_from(rate).unwrap_or(super::ONE),
        ..terms
    };
    terms_place.update(call, &terms, &removed)?;
    let (burned, reporter) = (U256::from(burned), call.caller());
    call.emit(&ValidatorRemoved { operator, burned, epoch, viewNumber: view, reporter })
}
