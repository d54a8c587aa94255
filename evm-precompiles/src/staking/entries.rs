//! Coins on their way out, and what falls due of them at the end of blocks.

use alloy_primitives::{Address, U256};

use super::{
    MAX_UNBONDINGS, clock, entries_by_id, entry_count, parameters,
    position::Position,
    queue,
    records::{Entry, Time, Totals},
    redelegation::{self, Piece},
    shares, slash, status, totals, unbondings_of,
};
use crate::{
    Call, Result,
    abi::IStaking::{NotDue, TooManyEntries, Undelegated, UnknownEntry, Withdrawn},
    queue::MAX,
};

/// Writes a new entry and queues its maturity; answers its number.
///
/// # Errors
/// `AmountTooLarge` when there are no more numbers.
pub(super) fn open(call: &mut Call<'_>, entry: &Entry) -> Result<u64> {
    let id = entry_count().get(call)?.saturating_to::<u64>().saturating_add(1);
    if id > MAX {
        return Err(shares::too_large(id.into()));
    }
    entry_count().set(call, U256::from(id))?;
    entries_by_id().at(call, id)?.create(call, entry)?;
    queue().push(call, entry.matures_at.saturating_to(), id)?;
    Ok(id)
}

/// Sends a piece of a delegation, already taken out of it, on its way out.
///
/// # Errors
/// `TooManyEntries`.
pub(super) fn unbond(call: &mut Call<'_>, position: &Position, piece: &Piece) -> Result<()> {
    let list = unbondings_of().at(call, position.delegator)?;
    if list.len(call)? >= MAX_UNBONDINGS {
        return Err(TooManyEntries { max: U256::from(MAX_UNBONDINGS) }.into());
    }
    let period = parameters::small(call, &parameters::UNBONDING)?;
    let matures_at = call.timestamp().saturating_add(period);
    let entry = Entry {
        delegator: position.delegator,
        matures_at: Time::saturating_from(matures_at),
        is_unbonding: true,
        is_liable: position.stake.status != status::REMOVED,
        validator: position.validator,
        epoch: clock().load(call)?.epoch,
        origin: piece.origin,
        origin_epoch: piece.origin_epoch,
        amount: piece.amount,
        origin_until: piece.origin_until,
    };
    let id = open(call, &entry)?;
    list.push(call, Time::saturating_from(id))?;
    let place = totals();
    let old = place.load(call)?;
    let unbonding = old.unbonding.checked_add(piece.amount);
    let unbonding = unbonding.ok_or(shares::too_large(piece.amount))?;
    place.update(call, &old, &Totals { unbonding, ..old })?;
    call.emit(&Undelegated {
        delegator: position.delegator,
        validator: position.validator,
        id: U256::from(id),
        amount: U256::from(piece.amount),
        maturesAt: U256::from(matures_at),
    })
}

/// Settles an entry by hand.
///
/// # Errors
/// `UnknownEntry`, `NotDue`.
pub(super) fn settle_by_hand(call: &mut Call<'_>, id: U256) -> Result<()> {
    let number = u64::try_from(id).map_err(|_| UnknownEntry { id })?;
    let entry = entries_by_id().at(call, number)?.load(call)?;
    if entry.delegator.is_zero() {
        return Err(UnknownEntry { id }.into());
    }
    let matures_at = entry.matures_at.saturating_to::<u64>();
    if call.timestamp() < matures_at {
        return Err(NotDue { maturesAt: U256::from(matures_at) }.into());
    }
    settle(call, number)
}

/// Settles one item of the queue. One that was settled already, or that is not due, is left alone.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn settle(call: &mut Call<'_>, id: u64) -> Result<()> {
    let entry = entries_by_id().at(call, id)?.load(call)?;
    let is_due = entry.matures_at.saturating_to::<u64>() <= call.timestamp();
    if entry.delegator.is_zero() || !is_due {
        return Ok(());
    }
    if entry.is_unbonding {
        return pay_out(call, id, &entry);
    }
    redelegation::settle(call, &entry)
}

/// What an unbonding would pay as things stand, in wei: it answers for the validator it left last,
/// and for the one it had been redelegated from.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn payable(call: &mut Call<'_>, entry: &Entry) -> Result<u128> {
    let mut amount = entry.amount;
    if entry.is_liable {
        let rate = slash::rate_for(call, entry.validator, entry.epoch, entry.matures_at)?;
        amount = amount.saturating_sub(shares::basis_points(amount, rate));
    }
    let rate = slash::rate_for(call, entry.origin, entry.origin_epoch, entry.origin_until)?;
    Ok(amount.saturating_sub(shares::basis_points(amount, rate)))
}

fn pay_out(call: &mut Call<'_>, id: u64, entry: &Entry) -> Result<()> {
    let (delegator, paid) = (entry.delegator, payable(call, entry)?);
    let burned = entry.amount.saturating_sub(paid);
    entries_by_id().at(call, id)?.clear(call)?;
    let list = unbondings_of().at(call, delegator)?;
    redelegation::forget(call, list, Time::saturating_from(id))?;
    let place = totals();
    let old = place.load(call)?;
    let unbonding = old.unbonding.checked_sub(entry.amount);
    let unbonding = unbonding.ok_or(shares::too_large(entry.amount))?;
    place.update(call, &old, &Totals { unbonding, ..old })?;
    slash::burn(call, burned)?;
    call.pay(delegator, U256::from(paid))?;
    let (id, amount, burned) = (U256::from(id), U256::from(paid), U256::from(burned));
    call.emit(&Withdrawn { id, delegator, amount, burned })
}

/// Numbers of the unbondings of `delegator`.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn ids(call: &mut Call<'_>, delegator: Address) -> Result<Vec<u64>> {
    let ids = unbondings_of().at(call, delegator)?.page(call, 0, MAX_UNBONDINGS)?;
    Ok(ids.into_iter().map(|id| id.saturating_to()).collect())
}
