//! The lot: an arbiter drawn from all, weighted by bond, by the block's randomness.
//!
//! Who may not be drawn is left out exactly: the point is drawn among the weights of the others and
//! carried over the gaps, so that nothing is drawn twice and nobody's chance is bent. Weights do
//! not follow a bond at once (see [`super::SEASONING`]), so whoever makes the block of the draw, and
//! knows its randomness, cannot move them any more.

use alloy_primitives::{Address, U256};

use crate::{Call, Result};

use super::{
    MAX_DRAWS, MIN_FEE, arbiter_list, arbiters,
    records::{Case, Details},
    weights::Weights,
};

/// A stretch of weights that is left out.
struct Gap {
    index: u64,
    before: u64,
    weight: u64,
}

/// Draws an arbiter for `case`, as it stands before the appointment; `None` when there is nobody to
/// draw, or the fee is too small to oblige anybody.
///
/// # Errors
/// [`Failure::OutOfGas`](crate::Failure::OutOfGas), [`Failure::State`](crate::Failure::State).
pub(crate) fn draw(
    call: &mut Call<'_>,
    id: u64,
    case: &Case,
    details: &Details,
) -> Result<Option<Address>> {
    if case.max_fee.to::<U256>() < MIN_FEE {
        return Ok(None);
    }
    let weights = Weights::load(call)?;
    let total = weights.total(call)?;
    let mut gaps = Vec::new();
    for account in excluded(call, id, case, details)? {
        leave_out(call, &weights, &mut gaps, account)?;
    }
    for turn in 0..MAX_DRAWS {
        let out = gaps.iter().fold(0, |sum: u64, gap| sum.saturating_add(gap.weight));
        let Some(mut point) = point(call, id, turn, total.saturating_sub(out))? else {
            return Ok(None);
        };
        for gap in &gaps {
            if point >= gap.before {
                point = point.saturating_add(gap.weight);
            }
        }
        let index = weights.find(call, point)?;
        let account = arbiter_list().get(call, index)?.unwrap_or_default();
        if arbiters().at(call, account)?.load(call)?.is_fit() {
            return Ok(Some(account));
        }
        leave_out(call, &weights, &mut gaps, account)?;
    }
    Ok(None)
}

/// Who may not arbitrate `case`: who has a stake in it, was vetoed, or failed in it.
fn excluded(call: &mut Call<'_>, id: u64, case: &Case, details: &Details) -> Result<Vec<Address>> {
    let mut accounts = vec![
        case.buyer,
        case.seller,
        case.opener,
        details.first_excluded,
        details.second_excluded,
        details.court,
    ];
    for mark in [case.buyer_vetoes, case.seller_vetoes] {
        if let Some(place) = mark.checked_sub(1) {
            accounts.push(super::bids().at(call, id)?.at(call, place)?.load(call)?.arbiter);
        }
    }
    accounts.extend(former(call, id, case)?);
    Ok(accounts)
}

/// Who missed the deadline in `case`.
///
/// # Errors
/// [`Failure::OutOfGas`](crate::Failure::OutOfGas), [`Failure::State`](crate::Failure::State).
pub(crate) fn former(call: &mut Call<'_>, id: u64, case: &Case) -> Result<Vec<Address>> {
    let former = super::former().at(call, id)?;
    (0..case.missed).map(|order| former.at(call, order)?.get(call)).collect()
}

/// Adds `account` to the gaps, which stay ordered and without doubles.
fn leave_out(
    call: &mut Call<'_>,
    weights: &Weights,
    gaps: &mut Vec<Gap>,
    account: Address,
) -> Result<()> {
    let arbiter = arbiters().at(call, account)?.load(call)?;
    if arbiter.joined_at.is_zero() {
        return Ok(());
    }
    let index = u64::from(arbiter.index);
    if let Err(place) = gaps.binary_search_by_key(&index, |gap| gap.index) {
        let weight = super::weights::get(call, index)?;
        let before = weights.before(call, index)?;
        gaps.insert(place, Gap { index, before, weight });
    }
    Ok(())
}

/// A point below `range`, different for each draw of each case in each block; `None` in an empty
/// range. The bias of the remainder is below 2⁻²⁰⁰.
fn point(call: &mut Call<'_>, id: u64, turn: u8, range: u64) -> Result<Option<u64>> {
    let mut seed = [0; 41];
    let (randomness, rest) = seed.split_at_mut(32);
    let (number, last) = rest.split_at_mut(8);
    randomness.copy_from_slice(call.prevrandao().as_slice());
    number.copy_from_slice(&id.to_be_bytes());
    last.copy_from_slice(&[turn]);
    let hash: U256 = call.keccak(&seed)?.into();
    Ok(hash.checked_rem(U256::from(range)).map(|point| point.saturating_to()))
}
