//! Redelegations: coins that are with one validator and still answer for another.
//!
//! Nobody walks them when their origin is removed. Each is judged when the delegation it went into
//! is touched next, and at the latest when it matures, which happens by itself.

use alloy_primitives::{Address, U256};

use super::{
    MAX_REDELEGATIONS, clock, delegate, entries, entries_by_id, parameters,
    position::Position,
    records::{Entry, Time},
    redelegations_to, shares, slash, status,
};
use crate::{
    Call, Result,
    abi::IStaking::{
        Delegated, Redelegated, RedelegationMatured, SameValidator, StillMaturing, TooManyEntries,
    },
    storage::Array,
};

/// Moves the caller's delegation from one validator to another.
///
/// # Errors
/// `SameValidator`, `NotValidator`, `StakeTooSmall`, `RemainderTooSmall`, `AmountTooSmall`,
/// `StillMaturing`, `TooManyEntries`; those of delegating to the other.
pub(super) fn redelegate(
    call: &mut Call<'_>,
    origin: Address,
    validator: Address,
    wanted: U256,
) -> Result<()> {
    let delegator = call.caller();
    if origin == validator {
        return Err(SameValidator {}.into());
    }
    let mut from = Position::open(call, delegator, origin)?;
    if from.delegation.maturing > 0 {
        return Err(StillMaturing { delegator, validator: origin }.into());
    }
    let (taken, amount) = delegate::part_of(call, &from, wanted)?;
    delegate::check_least(call, amount)?;
    let is_liable = from.stake.status != status::REMOVED;
    from.take(taken, amount)?;
    from.close(call)?;
    let mut to = Position::open(call, delegator, validator)?;
    let bought = delegate::add(&mut to, amount)?;
    let id = if is_liable { mature(call, &mut to, origin, bought)? } else { 0 };
    to.close(call)?;
    let (id, amount, shares) = (U256::from(id), U256::from(amount), U256::from(bought));
    call.emit(&Redelegated { delegator, origin, validator, id, amount })?;
    call.emit(&Delegated { delegator, validator, amount, shares })
}

/// Lets `shares` of a delegation answer for `origin` for the unbonding time; answers the number.
fn mature(
    call: &mut Call<'_>,
    position: &mut Position,
    origin: Address,
    shares: u128,
) -> Result<u64> {
    if u64::from(position.delegation.maturing) >= MAX_REDELEGATIONS {
        return Err(TooManyEntries { max: U256::from(MAX_REDELEGATIONS) }.into());
    }
    let period = parameters::small(call, &parameters::UNBONDING)?;
    let entry = Entry {
        delegator: position.delegator,
        matures_at: Time::saturating_from(call.timestamp().saturating_add(period)),
        validator: position.validator,
        origin,
        origin_epoch: clock().load(call)?.epoch,
        amount: shares,
        ..Entry::default()
    };
    let id = entries::open(call, &entry)?;
    let list = list(call, position)?;
    list.push(call, Time::saturating_from(id))?;
    position.delegation.maturing = position.delegation.maturing.saturating_add(1);
    Ok(id)
}

fn list(call: &mut Call<'_>, position: &Position) -> Result<Array<Time>> {
    redelegations_to().at(call, position.delegator)?.at(call, position.validator)
}

/// Settles what redelegations to a delegation have come to: one whose origin was removed for what
/// it did while the coins answered for it loses its part; one that matured falls away.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn judge(call: &mut Call<'_>, position: &mut Position) -> Result<()> {
    if position.delegation.maturing == 0 {
        return Ok(());
    }
    let list = list(call, position)?;
    for index in (0..list.len(call)?.min(MAX_REDELEGATIONS)).rev() {
        let Some(id) = list.get(call, index)? else { continue };
        let place = entries_by_id().at(call, id.saturating_to())?;
        let entry = place.load(call)?;
        let rate = slash::rate_for(call, entry.origin, entry.origin_epoch, entry.matures_at)?;
        let matured = entry.matures_at.saturating_to::<u64>() <= call.timestamp();
        if rate == 0 && !matured {
            continue;
        }
        let burned = cut(call, position, shares::basis_points(entry.amount, rate))?;
        place.clear(call)?;
        list.swap_remove(call, index)?;
        position.delegation.maturing = position.delegation.maturing.saturating_sub(1);
        let (id, delegator) = (U256::from(id), position.delegator);
        call.emit(&RedelegationMatured { id, delegator, burned: U256::from(burned) })?;
    }
    Ok(())
}

/// Burns `shares` of a delegation; answers how many wei they were.
fn cut(call: &mut Call<'_>, position: &mut Position, shares: u128) -> Result<u128> {
    let shares = shares.min(position.delegation.shares);
    let amount = position.stake.worth(shares);
    position.take(shares, amount)?;
    slash::burn(call, amount)?;
    Ok(amount)
}

/// Settles a redelegation that is due: opening the delegation it went into does.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn settle(call: &mut Call<'_>, entry: &Entry) -> Result<()> {
    Position::open(call, entry.delegator, entry.validator)?.close(call)
}

/// A part of a delegation that leaves it, with the validator it still answers for.
pub(super) struct Piece {
    /// Wei of it.
    pub(super) amount: u128,
    /// From where it was redelegated before; zero for nowhere.
    pub(super) origin: Address,
    /// The epoch in which it was.
    pub(super) origin_epoch: u64,
    /// Until when it answers for that.
    pub(super) origin_until: Time,
}

/// Splits `amount` wei, which are `taken` shares of a delegation, by what they answer for: first
/// what answers for nobody else, then redelegations, the oldest first, which shrink by it.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn pieces(
    call: &mut Call<'_>,
    position: &mut Position,
    taken: u128,
    amount: u128,
) -> Result<Vec<Piece>> {
    let whole =
        |amount| Piece { amount, origin: Address::ZERO, origin_epoch: 0, origin_until: Time::ZERO };
    if position.delegation.maturing == 0 {
        return Ok(vec![whole(amount)]);
    }
    let list = list(call, position)?;
    let mut maturing = Vec::new();
    for id in list.page(call, 0, MAX_REDELEGATIONS)? {
        let place = entries_by_id().at(call, id.saturating_to())?;
        maturing.push((id, place, place.load(call)?));
    }
    maturing.sort_unstable_by_key(|(id, _, _)| *id);
    let bound = maturing.iter().fold(0u128, |sum, (_, _, entry)| sum.saturating_add(entry.amount));
    let free = taken.min(position.delegation.shares.saturating_sub(bound));
    let mut pieces = Vec::new();
    let (mut shares_left, mut wei_left) = (taken.saturating_sub(free), amount);
    if free > 0 {
        // What rounding leaves over goes with the last piece.
        let wei = if shares_left == 0 { amount } else { shares::part(amount, free, taken) };
        wei_left = wei_left.saturating_sub(wei);
        pieces.push(whole(wei));
    }
    for (id, place, entry) in maturing {
        let part = entry.amount.min(shares_left);
        if part == 0 {
            break;
        }
        shares_left = shares_left.saturating_sub(part);
        let wei = if shares_left == 0 { wei_left } else { shares::part(amount, part, taken) };
        wei_left = wei_left.saturating_sub(wei);
        let Entry { origin, origin_epoch, matures_at: origin_until, .. } = entry;
        pieces.push(Piece { amount: wei, origin, origin_epoch, origin_until });
        let rest = entry.amount.saturating_sub(part);
        if rest == 0 {
            place.clear(call)?;
            forget(call, list, id)?;
            position.delegation.maturing = position.delegation.maturing.saturating_sub(1);
        } else {
            place.update(call, &entry, &Entry { amount: rest, ..entry })?;
        }
    }
    Ok(pieces)
}

/// Takes a number off a short list.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn forget(call: &mut Call<'_>, list: Array<Time>, id: Time) -> Result<()> {
    for index in 0..list.len(call)? {
        if list.get(call, index)? == Some(id) {
            list.swap_remove(call, index)?;
            break;
        }
    }
    Ok(())
}

/// Numbers of the redelegations of `delegator` to `validator` that mature.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn ids(call: &mut Call<'_>, delegator: Address, validator: Address) -> Result<Vec<u64>> {
    let list = redelegations_to().at(call, delegator)?.at(call, validator)?;
    let ids = list.page(call, 0, MAX_REDELEGATIONS)?;
    Ok(ids.into_iter().map(|id| id.saturating_to()).collect())
}
