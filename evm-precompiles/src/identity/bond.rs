//! Providers and their bonds: registered, raised, announced to leave, paid back.
//!
//! A bond is a stake in good name. Nothing here cuts it, so that it can always leave.

use alloy_primitives::{Address, B256, U256};

use super::{
    MAX_KINDS, MIN_BOND, UNBONDING, profiles, provider_list, providers, queue,
    records::{Profile, Provider, Time, Wei},
    total_bonds, trust,
};
use crate::{
    Call, Result,
    abi::{
        IGovernance::Pausable,
        IIdentity::{
            AlreadyLeaving, AlreadyProvider, BondAdded, BondNotDue, BondReleased, BondTooSmall,
            LeaveAnnounced, LeaveCancelled, NoKinds, NotLeaving, NotProvider, ProviderRecord,
            ProviderRegistered, ProviderUpdated,
        },
        IPrecompile::AmountTooLarge,
    },
    governance::refuse_paused,
    storage::Record,
};

/// The place and the content of a provider that does not leave.
///
/// # Errors
/// `NotProvider`.
pub(super) fn active(
    call: &mut Call<'_>,
    account: Address,
) -> Result<(Record<Provider>, Provider)> {
    let place = providers().at(call, account)?;
    let provider = place.load(call)?;
    if is_active(&provider) {
        return Ok((place, provider));
    }
    Err(NotProvider { account }.into())
}

/// Whether this is a provider that does not leave.
pub(super) fn is_active(provider: &Provider) -> bool {
    !provider.bond.is_zero() && provider.release_at.is_zero()
}

/// Makes the caller a provider; the call's value is its bond.
///
/// # Errors
/// `Paused`, `AlreadyProvider`, `BondTooSmall`, `AmountTooLarge`, `NoKinds`.
pub(super) fn register(call: &mut Call<'_>, kinds: u32, metadata: B256) -> Result<()> {
    refuse_paused(call, Pausable::ProviderRegistration)?;
    let (account, sent, min) = (call.caller(), call.value(), U256::from(MIN_BOND));
    let place = providers().at(call, account)?;
    let before = place.load(call)?;
    if !before.bond.is_zero() {
        return Err(AlreadyProvider { account }.into());
    }
    if sent < min {
        return Err(BondTooSmall { sent, min }.into());
    }
    if kinds == 0 {
        return Err(NoKinds {}.into());
    }
    let bond = deposit(call, U256::ZERO)?;
    place.update(call, &before, &Provider { bond, kinds, ..before })?;
    enlist(call, account, metadata)?;
    call.emit(&ProviderRegistered { provider: account, bond: sent, kinds, metadata })
}

/// Puts `account` on the list, once for ever, and its profile down.
fn enlist(call: &mut Call<'_>, account: Address, metadata: B256) -> Result<()> {
    let place = profiles().at(call, account)?;
    let before = place.load(call)?;
    let mut number = before.number;
    if number == 0 {
        provider_list().push(call, account)?;
        number = provider_list().len(call)?;
    }
    place.update(call, &before, &Profile { metadata, number })
}

/// Counts the call's value, and answers the bond of `before` wei raised by it.
fn deposit(call: &mut Call<'_>, before: U256) -> Result<Wei> {
    let amount = call.value();
    let bond =
        before.checked_add(amount).and_then(|sum| Wei::checked_from_limbs_slice(sum.as_limbs()));
    let total = total_bonds().get(call)?.checked_add(amount);
    let (Some(bond), Some(total)) = (bond, total) else {
        return Err(AmountTooLarge { amount }.into());
    };
    total_bonds().set(call, total)?;
    Ok(bond)
}

/// Raises the caller's bond by the call's value.
///
/// # Errors
/// `NotProvider`, `BondTooSmall` without a value, `AmountTooLarge`.
pub(super) fn add(call: &mut Call<'_>) -> Result<()> {
    let (account, added) = (call.caller(), call.value());
    let (place, before) = active(call, account)?;
    if added.is_zero() {
        return Err(BondTooSmall { sent: added, min: U256::ONE }.into());
    }
    let bond = deposit(call, U256::from(before.bond))?;
    place.update(call, &before, &Provider { bond, ..before })?;
    call.emit(&BondAdded { provider: account, added, bond: U256::from(bond) })
}

/// Changes what the caller says about itself; trust in kinds it gives up ends.
///
/// # Errors
/// `NotProvider`, `NoKinds`.
pub(super) fn update(call: &mut Call<'_>, kinds: u32, metadata: B256) -> Result<()> {
    let provider = call.caller();
    let (place, before) = active(call, provider)?;
    if kinds == 0 {
        return Err(NoKinds {}.into());
    }
    trust::drop_kinds(call, provider, before.trusted & !kinds)?;
    let trusted = before.trusted & kinds;
    place.update(call, &before, &Provider { kinds, trusted, ..before })?;
    enlist(call, provider, metadata)?;
    call.emit(&ProviderUpdated { provider, kinds, metadata })
}

/// Announces that the caller leaves, and queues the release of its bond.
///
/// # Errors
/// `AlreadyLeaving`, `NotProvider`.
pub(super) fn announce_leave(call: &mut Call<'_>) -> Result<()> {
    let account = call.caller();
    let place = providers().at(call, account)?;
    let before = place.load(call)?;
    if before.bond.is_zero() {
        return Err(NotProvider { account }.into());
    }
    if !before.release_at.is_zero() {
        return Err(AlreadyLeaving { releaseAt: U256::from(before.release_at) }.into());
    }
    let at = call.timestamp().saturating_add(UNBONDING);
    let release_at = Time::saturating_from(at);
    place.update(call, &before, &Provider { release_at, ..before })?;
    let number = profiles().at(call, account)?.load(call)?.number;
    queue().push(call, at, number)?;
    call.emit(&LeaveAnnounced { provider: account, releaseAt: U256::from(at) })
}

/// Takes back the caller's announcement.
///
/// # Errors
/// `NotLeaving`.
pub(super) fn cancel_leave(call: &mut Call<'_>) -> Result<()> {
    let provider = call.caller();
    let place = providers().at(call, provider)?;
    let before = place.load(call)?;
    if before.release_at.is_zero() {
        return Err(NotLeaving { provider }.into());
    }
    place.update(call, &before, &Provider { release_at: Time::ZERO, ..before })?;
    call.emit(&LeaveCancelled { provider })
}

/// Pays a bond back that is due, and ends all trust in its provider. Its epoch stays: what it
/// revoked must not come to life when it registers again.
///
/// # Errors
/// `NotLeaving`, `BondNotDue`.
pub(super) fn release(call: &mut Call<'_>, provider: Address) -> Result<()> {
    let place = providers().at(call, provider)?;
    let before = place.load(call)?;
    if before.release_at.is_zero() {
        return Err(NotLeaving { provider }.into());
    }
    let release_at = before.release_at.saturating_to::<u64>();
    if call.timestamp() < release_at {
        return Err(BondNotDue { releaseAt: U256::from(release_at) }.into());
    }
    trust::drop_kinds(call, provider, before.trusted)?;
    place.update(call, &before, &Provider { epoch: before.epoch, ..Provider::default() })?;
    let amount = U256::from(before.bond);
    let total = total_bonds().get(call)?.checked_sub(amount).ok_or(AmountTooLarge { amount })?;
    total_bonds().set(call, total)?;
    call.pay(provider, amount)?;
    call.emit(&BondReleased { provider, amount })
}

/// Settles one item of the queue: the bond of the provider of this number. One that stays after
/// all, or left later, or was paid already, is not due.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn settle(call: &mut Call<'_>, item: u64) -> Result<()> {
    let Some(index) = item.checked_sub(1) else { return Ok(()) };
    let Some(account) = provider_list().get(call, index)? else { return Ok(()) };
    let provider = providers().at(call, account)?.load(call)?;
    let due = provider.release_at <= Time::saturating_from(call.timestamp());
    if provider.release_at.is_zero() || !due {
        return Ok(());
    }
    release(call, account)
}

/// What is known of a provider; all zero when it is none.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn view(call: &mut Call<'_>, account: Address) -> Result<ProviderRecord> {
    let provider = providers().at(call, account)?.load(call)?;
    let profile = profiles().at(call, account)?.load(call)?;
    let known = profile.number != 0;
    Ok(ProviderRecord {
        account: if known { account } else { Address::ZERO },
        bond: U256::from(provider.bond),
        kinds: provider.kinds,
        trusted: provider.trusted,
        epoch: U256::from(provider.epoch),
        releaseAt: U256::from(provider.release_at),
        metadata: profile.metadata,
    })
}

/// The bit of a kind.
pub(super) fn bit(kind: u8) -> u32 {
    if kind < MAX_KINDS { 1u32.wrapping_shl(kind.into()) } else { 0 }
}
