//! Arbiters: coming, going, and what they have at stake.

use alloy_primitives::{Address, B256, U256};

use crate::{
    Call, Failure, Result,
    abi::{
        IArbitration::{
            AlreadyArbiter, ArbiterLeaving, ArbiterNotLeaving, ArbiterRegistered, BondAdded,
            BondBound, BondCut, BondReleased, BondTooSmall, LeaveAnnounced, LeaveCancelled,
            NotArbiter, NothingToAdd, ProfileChanged,
        },
        IGovernance::Pausable,
    },
    gas,
    governance::refuse_paused,
};

use super::{
    MIN_BOND, MISS_PENALTY, SEASONING, UNBONDING, arbiter_list, arbiters, queue,
    records::{Arbiter, Case, U40, U96, amount, time},
    settlement::Item,
    totals, weights,
};

/// Makes the caller an arbiter with the value sent as bond.
///
/// # Errors
/// `Paused`, `AlreadyArbiter`, `BondTooSmall`, `AmountTooLarge`.
pub(crate) fn register(call: &mut Call<'_>, categories: u32, profile: B256) -> Result<()> {
    refuse_paused(call, Pausable::ArbiterRegistration)?;
    let (account, bond) = (call.caller(), call.value());
    let place = arbiters().at(call, account)?;
    let old = place.load(call)?;
    if old.is_registered() {
        return Err(AlreadyArbiter { arbiter: account }.into());
    }
    if bond < MIN_BOND {
        return Err(BondTooSmall { bond, minBond: MIN_BOND }.into());
    }
    add_to_bonds(call, bond)?;
    let mut new = old;
    new.bond = amount(bond)?;
    (new.categories, new.profile) = (categories, profile);
    if old.joined_at.is_zero() {
        new.joined_at = time(call.timestamp());
        new.index = next_index(call)?;
        arbiter_list().push(call, account)?;
        weights::grow(call)?;
    }
    season(call, &mut new)?;
    place.update(call, &old, &new)?;
    call.emit(&ArbiterRegistered { arbiter: account, bond, categories, profile })
}

/// The index of the next to register.
fn next_index(call: &mut Call<'_>) -> Result<u32> {
    let count = arbiter_list().len(call)?;
    // Four billion bonds of the minimum are more CMT than there will ever be.
    u32::try_from(count).map_err(|_| Failure::OutOfGas)
}

/// Changes the caller's profile.
///
/// # Errors
/// `NotArbiter`.
pub(crate) fn set_profile(call: &mut Call<'_>, categories: u32, profile: B256) -> Result<()> {
    let (account, old) = registered(call)?;
    let new = Arbiter { categories, profile, ..old };
    arbiters().at(call, account)?.update(call, &old, &new)?;
    call.emit(&ProfileChanged { arbiter: account, categories, profile })
}

/// Adds the value sent to the caller's bond.
///
/// # Errors
/// `NotArbiter`, `ArbiterLeaving`, `NothingToAdd`, `AmountTooLarge`.
pub(crate) fn top_up(call: &mut Call<'_>) -> Result<()> {
    let (account, old) = registered(call)?;
    if old.is_leaving() {
        return Err(ArbiterLeaving { arbiter: account }.into());
    }
    let added = call.value();
    if added.is_zero() {
        return Err(NothingToAdd {}.into());
    }
    add_to_bonds(call, added)?;
    let bond = old.bond.to::<U256>().saturating_add(added);
    let mut new = Arbiter { bond: amount(bond)?, ..old };
    season(call, &mut new)?;
    arbiters().at(call, account)?.update(call, &old, &new)?;
    call.emit(&BondAdded { arbiter: account, added, bond })
}

/// The caller leaves, [`UNBONDING`] seconds from now.
///
/// # Errors
/// `NotArbiter`, `ArbiterLeaving`.
pub(crate) fn announce_leave(call: &mut Call<'_>) -> Result<()> {
    let (account, old) = registered(call)?;
    if old.is_leaving() {
        return Err(ArbiterLeaving { arbiter: account }.into());
    }
    let release_at = call.timestamp().saturating_add(UNBONDING);
    let mut new = Arbiter { release_at: time(release_at), ..old };
    season(call, &mut new)?;
    arbiters().at(call, account)?.update(call, &old, &new)?;
    queue().push(call, release_at, Item::Release(new.index.into()).encode())?;
    call.emit(&LeaveAnnounced { arbiter: account, releaseAt: U256::from(release_at) })
}

/// The caller stays.
///
/// # Errors
/// `NotArbiter`, `ArbiterNotLeaving`.
pub(crate) fn cancel_leave(call: &mut Call<'_>) -> Result<()> {
    let (account, old) = registered(call)?;
    if !old.is_leaving() {
        return Err(ArbiterNotLeaving { arbiter: account }.into());
    }
    let mut new = Arbiter { release_at: U40::ZERO, ..old };
    season(call, &mut new)?;
    arbiters().at(call, account)?.update(call, &old, &new)?;
    call.emit(&LeaveCancelled { arbiter: account })
}

/// Pays `account` its bond, if it is due.
///
/// # Errors
/// `NotArbiter`, `ArbiterNotLeaving`, `BondBound`.
pub(crate) fn release_bond(call: &mut Call<'_>, account: Address) -> Result<()> {
    let place = arbiters().at(call, account)?;
    let old = place.load(call)?;
    if !old.is_registered() {
        return Err(NotArbiter { account }.into());
    }
    if !old.is_leaving() {
        return Err(ArbiterNotLeaving { arbiter: account }.into());
    }
    let mut new = old;
    if !release_if_due(call, account, &mut new)? {
        let earliest = U256::from(old.release_at.max(old.bound_until));
        let (arbiter, open) = (account, U256::from(old.open_cases));
        return Err(BondBound { arbiter, earliest, openCases: open }.into());
    }
    place.update(call, &old, &new)
}

/// The caller and its record.
fn registered(call: &mut Call<'_>) -> Result<(Address, Arbiter)> {
    let account = call.caller();
    let arbiter = arbiters().at(call, account)?.load(call)?;
    if arbiter.is_registered() {
        Ok((account, arbiter))
    } else {
        Err(NotArbiter { account }.into())
    }
}

fn add_to_bonds(call: &mut Call<'_>, added: U256) -> Result<()> {
    let old = totals().load(call)?;
    let mut new = old;
    new.bonds = amount(old.bonds.to::<U256>().saturating_add(added))?;
    totals().update(call, &old, &new)
}

fn take_from_bonds(call: &mut Call<'_>, taken: U96) -> Result<()> {
    let old = totals().load(call)?;
    let mut new = old;
    // The sum holds each bond, so it cannot fall below one.
    new.bonds = old.bonds.saturating_sub(taken);
    totals().update(call, &old, &new)
}

/// What the arbiter weighs has changed: it counts [`SEASONING`] seconds from now. However often it
/// changes meanwhile, it waits in the queue once, so that nobody fills the queue with one bond.
fn season(call: &mut Call<'_>, arbiter: &mut Arbiter) -> Result<()> {
    let now = call.timestamp();
    arbiter.changed_at = time(now);
    if arbiter.weight_queued {
        // It will be queued again in place of this change.
        return call.charge(gas::SETTLEMENT);
    }
    arbiter.weight_queued = true;
    let item = Item::Weight(arbiter.index.into());
    queue().push(call, now.saturating_add(SEASONING), item.encode())
}

/// What the arbiter weighs in the draw, in whole CMT.
fn weight(arbiter: &Arbiter) -> u64 {
    let cmt = arbiter.bond.to::<U256>().wrapping_div(U256::from(super::CMT));
    if arbiter.is_active() { cmt.saturating_to() } else { 0 }
}

/// The weight of an arbiter has come up: it follows the bond, unless that changed again within
/// [`SEASONING`] seconds; then it waits for the rest of them.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn settle_weight(call: &mut Call<'_>, index: u64) -> Result<()> {
    let Some(account) = arbiter_list().get(call, index)? else {
        return Ok(());
    };
    let place = arbiters().at(call, account)?;
    let old = place.load(call)?;
    let seasoned_at = old.changed_at.to::<u64>().saturating_add(SEASONING);
    if seasoned_at > call.timestamp() {
        return queue().push(call, seasoned_at, Item::Weight(index).encode());
    }
    weights::set(call, index, weight(&old))?;
    place.update(call, &old, &Arbiter { weight_queued: false, ..old })
}

/// The bond of an arbiter has come up: it goes back, if the arbiter still leaves and nothing binds
/// it. One that bids still bind comes up again when they no longer do; one that cases bind goes back
/// with the last of them.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn settle_release(call: &mut Call<'_>, index: u64) -> Result<()> {
    let Some(account) = arbiter_list().get(call, index)? else {
        return Ok(());
    };
    let place = arbiters().at(call, account)?;
    let old = place.load(call)?;
    let now = time(call.timestamp());
    if old.is_leaving() && old.release_at <= now && old.bound_until > now {
        return queue().push(call, old.bound_until.to(), Item::Release(index).encode());
    }
    let mut new = old;
    release_if_due(call, account, &mut new)?;
    place.update(call, &old, &new)
}

/// Pays the bond of `arbiter`, if it leaves and nothing binds it any more. The record is changed
/// for the caller to store.
fn release_if_due(call: &mut Call<'_>, account: Address, arbiter: &mut Arbiter) -> Result<bool> {
    let now = time(call.timestamp());
    let bound = arbiter.release_at > now || arbiter.bound_until > now || arbiter.open_cases > 0;
    if !arbiter.is_leaving() || bound {
        return Ok(false);
    }
    let bond = std::mem::take(&mut arbiter.bond);
    arbiter.release_at = U40::ZERO;
    take_from_bonds(call, bond)?;
    let amount = bond.to::<U256>();
    call.pay(account, amount)?;
    call.emit(&BondReleased { arbiter: account, amount })?;
    Ok(true)
}

/// `account` is appointed to one more case.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn engage(call: &mut Call<'_>, account: Address) -> Result<()> {
    let place = arbiters().at(call, account)?;
    let old = place.load(call)?;
    let mut new = old;
    new.open_cases = old.open_cases.saturating_add(1);
    new.taken = old.taken.saturating_add(1);
    place.update(call, &old, &new)
}

/// A case of `account` is off its hands: ruled, or settled by the parties.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn discharge(call: &mut Call<'_>, account: Address, ruled: bool) -> Result<()> {
    let place = arbiters().at(call, account)?;
    let old = place.load(call)?;
    let mut new = old;
    new.open_cases = old.open_cases.saturating_sub(1);
    new.ruled = old.ruled.saturating_add(ruled.into());
    release_if_due(call, account, &mut new)?;
    place.update(call, &old, &new)
}

/// The arbiter of `case` missed its deadline: [`MISS_PENALTY`] of its bond, or what there is, goes
/// to the parties in equal parts, an odd wei to the buyer.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn punish(call: &mut Call<'_>, id: u64, case: &Case) -> Result<()> {
    let account = case.arbiter;
    let place = arbiters().at(call, account)?;
    let old = place.load(call)?;
    let cut = old.bond.min(U96::saturating_from(MISS_PENALTY));
    let mut new = old;
    new.bond = old.bond.saturating_sub(cut);
    new.open_cases = old.open_cases.saturating_sub(1);
    new.missed = old.missed.saturating_add(1);
    let lighter = weights::get(call, old.index.into())?.min(weight(&new));
    weights::set(call, old.index.into(), lighter)?;
    take_from_bonds(call, cut)?;
    let amount = cut.to::<U256>();
    let half = amount.wrapping_div(U256::from(2));
    call.pay(case.buyer, amount.saturating_sub(half))?;
    call.pay(case.seller, half)?;
    let (arbiter, case_id, bond) = (account, U256::from(id), new.bond.to::<U256>());
    call.emit(&BondCut { arbiter, caseId: case_id, amount, bond })?;
    release_if_due(call, account, &mut new)?;
    place.update(call, &old, &new)
}

/// The case `account` missed went on to the court.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn escalate(call: &mut Call<'_>, account: Address) -> Result<()> {
    let place = arbiters().at(call, account)?;
    let old = place.load(call)?;
    let new = Arbiter { escalated: old.escalated.saturating_add(1), ..old };
    place.update(call, &old, &new)
}
