//! Wei coming in: what a step locks, out of the call's value and the caller's free balance.

use alloy_primitives::{Address, U256, aliases::U96};

use super::records::{Account, Totals, accounts, totals};
use crate::{
    Call, Result,
    abi::{
        IEscrow::{ExcessValue, FundsDeposited, FundsWithdrawn},
        IPrecompile::{AmountTooLarge, InsufficientBalance},
    },
};

/// An amount as it is stored.
///
/// # Errors
/// `AmountTooLarge` from 2^96 on.
pub(crate) fn narrow(amount: U256) -> Result<U96> {
    if amount.bit_len() > U96::BITS {
        return Err(AmountTooLarge { amount }.into());
    }
    Ok(amount.wrapping_to())
}

/// A stored amount, wei.
pub(crate) fn wei(amount: U96) -> U256 {
    amount.to()
}

/// `a + b` wei.
///
/// # Errors
/// `AmountTooLarge`.
pub(crate) fn plus(a: U256, b: U256) -> Result<U256> {
    a.checked_add(b).ok_or_else(|| AmountTooLarge { amount: U256::MAX }.into())
}

/// `a - b` wei.
///
/// # Errors
/// `AmountTooLarge` when `b` is more than `a`.
pub(crate) fn minus(a: U256, b: U256) -> Result<U256> {
    a.checked_sub(b).ok_or_else(|| AmountTooLarge { amount: b }.into())
}

/// What the caller's free balance must add to the call's value to make `required` wei.
///
/// # Errors
/// `ExcessValue` when more was sent.
pub(crate) fn shortfall(call: &Call<'_>, required: U256) -> Result<U256> {
    let sent = call.value();
    required.checked_sub(sent).ok_or_else(|| ExcessValue { sent, required }.into())
}

/// Takes `amount` wei out of an account that was read.
///
/// # Errors
/// `InsufficientBalance`.
pub(crate) fn take(account: &mut Account, owner: Address, amount: U256) -> Result<()> {
    let have = wei(account.free);
    let Some(left) = have.checked_sub(amount) else {
        return Err(InsufficientBalance { account: owner, have, want: amount }.into());
    };
    account.free = narrow(left)?;
    Ok(())
}

/// Changes the totals.
///
/// # Errors
/// Those of `change`.
pub(crate) fn book<R>(
    call: &mut Call<'_>,
    change: impl FnOnce(&mut Totals) -> Result<R>,
) -> Result<R> {
    let old = totals().load(call)?;
    let mut new = old;
    let result = change(&mut new)?;
    totals().update(call, &old, &new)?;
    Ok(result)
}

/// Books that `amount` wei are held from now on, `from_free` of which were free before.
///
/// # Errors
/// `AmountTooLarge`.
pub(crate) fn hold(totals: &mut Totals, amount: U256, from_free: U256) -> Result<()> {
    totals.held = narrow(plus(wei(totals.held), amount)?)?;
    totals.free = narrow(minus(wei(totals.free), from_free)?)?;
    Ok(())
}

/// Locks `required` wei of the caller.
///
/// # Errors
/// `ExcessValue`, `InsufficientBalance`.
pub(crate) fn lock(call: &mut Call<'_>, required: U256) -> Result<()> {
    let missing = shortfall(call, required)?;
    if !missing.is_zero() {
        let owner = call.caller();
        let place = accounts().at(call, owner)?;
        let old = place.load(call)?;
        let mut new = old;
        take(&mut new, owner, missing)?;
        place.update(call, &old, &new)?;
    }
    book(call, |totals| hold(totals, required, missing))
}

/// Puts the call's value into the caller's free balance.
///
/// # Errors
/// `AmountTooLarge`.
pub(crate) fn deposit(call: &mut Call<'_>) -> Result<()> {
    let (account, amount) = (call.caller(), call.value());
    let place = accounts().at(call, account)?;
    let old = place.load(call)?;
    let free = narrow(plus(wei(old.free), amount)?)?;
    place.update(call, &old, &Account { free, ..old })?;
    book(call, |totals| {
        totals.free = narrow(plus(wei(totals.free), amount)?)?;
        Ok(())
    })?;
    call.emit(&FundsDeposited { account, amount })
}

/// Pays `amount` wei out of the caller's free balance.
///
/// # Errors
/// `InsufficientBalance`.
pub(crate) fn withdraw(call: &mut Call<'_>, amount: U256) -> Result<()> {
    let account = call.caller();
    let place = accounts().at(call, account)?;
    let old = place.load(call)?;
    let mut new = old;
    take(&mut new, account, amount)?;
    place.update(call, &old, &new)?;
    book(call, |totals| {
        totals.free = narrow(minus(wei(totals.free), amount)?)?;
        Ok(())
    })?;
    call.emit(&FundsWithdrawn { account, amount })?;
    call.pay(account, amount)
}
