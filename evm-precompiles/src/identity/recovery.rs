//! What a person does whose key is lost: a delegate names a new account, which takes over later.
//!
//! Made for a lost key. Whoever has the key can call a recovery off, so that a delegate cannot
//! take an identity over against its owner.

use alloy_primitives::{Address, U256};

use super::{
    MAX_RECOVERY_DELAY, MIN_RECOVERY_DELAY, grants_of,
    links::{Role, acting, controller_of, relink, role},
    record_names,
    records::{Recovery, Time},
    recoveries, wallets_of,
};
use crate::{
    Call, Result,
    abi::{
        IIdentity::{
            ControllerChanged, ControllerNotFree, InvalidDelay, NoRecovery, NotController,
            NotDelegate, NotNewController, RecoveryCancelled, RecoveryNotReady, RecoveryPlan,
            RecoverySet, RecoveryStarted, RecoveryUnderWay,
        },
        IPrecompile::ZeroAddress,
    },
    storage::Record,
};

/// Names who may recover the caller's identity. A recovery under way is over.
///
/// # Errors
/// `IdentityMoved`, `InvalidDelay`.
pub(super) fn set(call: &mut Call<'_>, delegate: Address, delay: U256) -> Result<()> {
    let identity = acting(call)?;
    let bounds = if delegate.is_zero() { (0, 0) } else { (MIN_RECOVERY_DELAY, MAX_RECOVERY_DELAY) };
    let (min, max) = (U256::from(bounds.0), U256::from(bounds.1));
    let seconds = u32::try_from(delay).ok().filter(|_| (min..=max).contains(&delay));
    let Some(seconds) = seconds else {
        return Err(InvalidDelay { delay, min, max }.into());
    };
    let place = recoveries().at(call, identity)?;
    let before = place.load(call)?;
    place.update(call, &before, &Recovery { delegate, delay: seconds, ..Recovery::default() })?;
    call.emit(&RecoverySet { identity, delegate, delay })
}

/// Starts the recovery of `identity` to `new`.
///
/// # Errors
/// `NotDelegate`, `RecoveryUnderWay`, `ZeroAddress`, `ControllerNotFree`.
pub(super) fn start(call: &mut Call<'_>, identity: Address, new: Address) -> Result<()> {
    let caller = call.caller();
    let place = recoveries().at(call, identity)?;
    let before = place.load(call)?;
    if before.delegate.is_zero() || before.delegate != caller {
        return Err(NotDelegate { identity, caller }.into());
    }
    if !before.new_controller.is_zero() {
        return Err(RecoveryUnderWay { identity }.into());
    }
    if new.is_zero() {
        return Err(ZeroAddress {}.into());
    }
    require_free(call, identity, new)?;
    let ready_at = Time::saturating_from(call.timestamp().saturating_add(before.delay.into()));
    place.update(call, &before, &Recovery { new_controller: new, ready_at, ..before })?;
    let readyAt = U256::from(ready_at);
    call.emit(&RecoveryStarted { identity, newController: new, readyAt })
}

/// Checks that `new` can take `identity` over: neither may lose what is its own by it.
fn require_free(call: &mut Call<'_>, identity: Address, new: Address) -> Result<()> {
    // Who acts for another identity has nobody to act for it: it is not there to be recovered.
    if matches!(role(call, identity)?, Role::Controls(_)) {
        return Err(ControllerNotFree { account: identity }.into());
    }
    if new == identity || role(call, new)? != Role::Plain || !is_fresh(call, new)? {
        return Err(ControllerNotFree { account: new }.into());
    }
    Ok(())
}

/// Whether `account` has nothing of its own here that would be out of reach. Attestations about it
/// do not count: anybody could prevent a recovery with them.
fn is_fresh(call: &mut Call<'_>, account: Address) -> Result<bool> {
    Ok(wallets_of().at(call, account)?.is_empty(call)?
        && record_names().at(call, account)?.is_empty(call)?
        && grants_of().at(call, account)?.is_empty(call)?)
}

/// The recovery of `identity` that is under way.
fn under_way(call: &mut Call<'_>, identity: Address) -> Result<(Record<Recovery>, Recovery)> {
    let place = recoveries().at(call, identity)?;
    let recovery = place.load(call)?;
    if recovery.new_controller.is_zero() {
        return Err(NoRecovery { identity }.into());
    }
    Ok((place, recovery))
}

/// The plan without the recovery that was under way.
fn over(recovery: &Recovery) -> Recovery {
    Recovery { new_controller: Address::ZERO, ready_at: Time::ZERO, ..*recovery }
}

/// Calls a recovery off.
///
/// # Errors
/// `NoRecovery`, `NotController`.
pub(super) fn cancel(call: &mut Call<'_>, identity: Address) -> Result<()> {
    let account = call.caller();
    let (place, before) = under_way(call, identity)?;
    if account != before.delegate && account != controller_of(call, identity)? {
        return Err(NotController { identity, account }.into());
    }
    place.update(call, &before, &over(&before))?;
    call.emit(&RecoveryCancelled { identity, newController: before.new_controller })
}

/// Lets the caller take `identity` over. It is asked, since it no longer acts for itself then.
///
/// # Errors
/// `NoRecovery`, `NotNewController`, `RecoveryNotReady`, `ControllerNotFree`.
pub(super) fn accept(call: &mut Call<'_>, identity: Address) -> Result<()> {
    let caller = call.caller();
    let (place, before) = under_way(call, identity)?;
    let newController = before.new_controller;
    if caller != newController {
        return Err(NotNewController { newController, caller }.into());
    }
    if call.timestamp() < before.ready_at.saturating_to::<u64>() {
        return Err(RecoveryNotReady { readyAt: U256::from(before.ready_at) }.into());
    }
    require_free(call, identity, caller)?;
    let previous = controller_of(call, identity)?;
    relink(call, identity, previous, caller)?;
    place.update(call, &before, &over(&before))?;
    call.emit(&ControllerChanged { identity, previous, next: caller })
}

/// How `identity` can be recovered.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn view(call: &mut Call<'_>, identity: Address) -> Result<RecoveryPlan> {
    let recovery = recoveries().at(call, identity)?.load(call)?;
    Ok(RecoveryPlan {
        delegate: recovery.delegate,
        delay: U256::from(recovery.delay),
        newController: recovery.new_controller,
        readyAt: U256::from(recovery.ready_at),
    })
}
