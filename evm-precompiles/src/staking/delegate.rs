//! Delegating, undelegating, claiming.

use alloy_primitives::{Address, U256};

use super::{entries, parameters, position::Position, redelegation, shares, status};
use crate::{
    Call, Result,
    abi::IStaking::{
        AmountTooSmall, CommissionPaid, Delegated, MaxStakeExceeded, NothingToClaim,
        RemainderTooSmall, StakeTooSmall, ValidatorIsRemoved,
    },
};

/// Delegates the call's value.
///
/// # Errors
/// `NotValidator`, `ValidatorIsRemoved`, `ValidatorIsEmpty`, `AmountTooSmall`, `MaxStakeExceeded`,
/// `TooManyDelegations`.
pub(super) fn delegate(call: &mut Call<'_>, validator: Address) -> Result<()> {
    let (delegator, amount) = (call.caller(), shares::narrow(call.value())?);
    check_least(call, amount)?;
    let mut position = Position::open(call, delegator, validator)?;
    let bought = add(&mut position, amount)?;
    position.close(call)?;
    let (amount, shares) = (U256::from(amount), U256::from(bought));
    call.emit(&Delegated { delegator, validator, amount, shares })
}

/// Checks that `amount` is enough for a delegation.
///
/// # Errors
/// `AmountTooSmall`.
pub(super) fn check_least(call: &mut Call<'_>, amount: u128) -> Result<()> {
    let min = parameters::get(call, &parameters::MIN_DELEGATION)?;
    if amount >= min {
        return Ok(());
    }
    Err(AmountTooSmall { amount: U256::from(amount), min: U256::from(min) }.into())
}

/// Adds `amount` wei to a delegation whose validator takes them; answers the shares they are.
///
/// # Errors
/// `ValidatorIsRemoved`, `MaxStakeExceeded`, `ValidatorIsEmpty`.
pub(super) fn add(position: &mut Position, amount: u128) -> Result<u128> {
    if position.stake.status == status::REMOVED {
        return Err(ValidatorIsRemoved { operator: position.validator }.into());
    }
    let (stake, max) = (position.stake.tokens().saturating_add(amount), position.stake.max_stake());
    if stake > max {
        let (stake, max) = (U256::from(stake), U256::from(max));
        return Err(MaxStakeExceeded { stake, max }.into());
    }
    position.add(amount)
}

/// What is to be taken out of `position` for `wanted` wei: shares, and wei. All of it when
/// `wanted` is the largest number or all it is worth.
///
/// # Errors
/// `StakeTooSmall`; `RemainderTooSmall` when too little would be left.
pub(super) fn part_of(
    call: &mut Call<'_>,
    position: &Position,
    wanted: U256,
) -> Result<(u128, u128)> {
    let have = position.worth();
    let amount = if wanted == U256::MAX { have } else { shares::narrow(wanted)? };
    if position.delegation.shares == 0 || amount > have {
        return Err(StakeTooSmall { have: U256::from(have), want: wanted }.into());
    }
    if amount == have {
        return Ok((position.delegation.shares, amount));
    }
    if amount == 0 {
        return Err(AmountTooSmall { amount: U256::ZERO, min: U256::ONE }.into());
    }
    let taken = position.stake.shares_for(amount, position.delegation.shares);
    let left = have.saturating_sub(amount);
    let min = parameters::get(call, &parameters::MIN_DELEGATION)?;
    if left < min {
        return Err(RemainderTooSmall { left: U256::from(left), min: U256::from(min) }.into());
    }
    Ok((taken, amount))
}

/// Undelegates; the coins wait for the unbonding time.
///
/// # Errors
/// `NotValidator`, `StakeTooSmall`, `RemainderTooSmall`, `TooManyEntries`.
pub(super) fn undelegate(call: &mut Call<'_>, validator: Address, wanted: U256) -> Result<()> {
    let mut position = Position::open(call, call.caller(), validator)?;
    let (taken, amount) = part_of(call, &position, wanted)?;
    let pieces = redelegation::pieces(call, &mut position, taken, amount)?;
    position.take(taken, amount)?;
    for piece in pieces {
        entries::unbond(call, &position, &piece)?;
    }
    position.close(call)
}

/// Pays the caller its rewards, and its commission when it is the operator; answers the wei paid.
///
/// # Errors
/// `NotValidator`, `NothingToClaim`.
pub(super) fn claim(call: &mut Call<'_>, validator: Address) -> Result<U256> {
    let operator = call.caller();
    let mut position = Position::open(call, operator, validator)?;
    let commission = take_commission(&mut position);
    let amount = U256::from(position.due).saturating_add(U256::from(commission));
    if amount.is_zero() {
        return Err(NothingToClaim {}.into());
    }
    position.close(call)?;
    if commission > 0 {
        let amount = U256::from(commission);
        call.pay(operator, amount)?;
        call.emit(&CommissionPaid { operator, amount })?;
    }
    Ok(amount)
}

/// Takes the commission that is owed, when the position is the operator's.
fn take_commission(position: &mut Position) -> u128 {
    if position.delegator == position.validator {
        std::mem::replace(&mut position.rewards.commission, 0)
    } else {
        0
    }
}

/// Delegates what [`claim`] would pay; answers the wei delegated.
///
/// # Errors
/// Those of [`claim`] and [`delegate`], but any amount is enough.
pub(super) fn compound(call: &mut Call<'_>, validator: Address) -> Result<U256> {
    let delegator = call.caller();
    let mut position = Position::open(call, delegator, validator)?;
    let commission = take_commission(&mut position);
    let amount = std::mem::replace(&mut position.due, 0).saturating_add(commission);
    if amount == 0 {
        return Err(NothingToClaim {}.into());
    }
    let bought = add(&mut position, amount)?;
    position.close(call)?;
    let (amount, shares) = (U256::from(amount), U256::from(bought));
    call.emit(&Delegated { delegator, validator, amount, shares })?;
    Ok(amount)
}
