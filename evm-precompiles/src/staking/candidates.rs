//! The list elections choose from: bounded, so that an election is.
//!
//! Who is jailed or removed leaves it. When it is full, only somebody with more stake than the one
//! with the least gets in, in its place.

use alloy_primitives::Address;

use super::{MAX_CANDIDATES, candidates_list, records::Stake, stakes, status};
use crate::{Call, Result, abi::IStaking::CandidateChanged};

/// Puts `validator` on the list if it can be and is not; `stake` is its own, written by the caller.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn enter(call: &mut Call<'_>, validator: Address, stake: &mut Stake) -> Result<()> {
    if stake.status != status::ACTIVE || stake.place != 0 {
        return Ok(());
    }
    let len = candidates_list().len(call)?;
    let index = if len < MAX_CANDIDATES {
        candidates_list().push(call, validator)?;
        len
    } else {
        let Some((index, least)) = weaker_than(call, stake)? else { return Ok(()) };
        let place = stakes().at(call, least)?;
        let old = place.load(call)?;
        place.update(call, &old, &Stake { place: 0, ..old })?;
        call.emit(&CandidateChanged { operator: least, candidate: false })?;
        candidates_list().set(call, index, validator)?;
        index
    };
    stake.place = u16::try_from(index.saturating_add(1)).unwrap_or(u16::MAX);
    call.emit(&CandidateChanged { operator: validator, candidate: true })
}

/// The candidate with the least stake, if that is less than `stake`; of several the one with the
/// highest address.
fn weaker_than(call: &mut Call<'_>, stake: &Stake) -> Result<Option<(u64, Address)>> {
    let mut least = None;
    for index in 0..candidates_list().len(call)? {
        let Some(validator) = candidates_list().get(call, index)? else { break };
        let tokens = stakes().at(call, validator)?.load(call)?.tokens;
        let key = (tokens, std::cmp::Reverse(validator));
        if tokens < stake.tokens && least.is_none_or(|(found, _, _)| key < found) {
            least = Some((key, index, validator));
        }
    }
    Ok(least.map(|(_, index, validator)| (index, validator)))
}

/// Takes `validator` off the list if it is on it; `stake` is its own, written by the caller.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn leave(call: &mut Call<'_>, validator: Address, stake: &mut Stake) -> Result<()> {
    let Some(index) = u64::from(stake.place).checked_sub(1) else { return Ok(()) };
    candidates_list().swap_remove(call, index)?;
    if let Some(moved) = candidates_list().get(call, index)? {
        let place = stakes().at(call, moved)?;
        let old = place.load(call)?;
        place.update(call, &old, &Stake { place: stake.place, ..old })?;
    }
    stake.place = 0;
    call.emit(&CandidateChanged { operator: validator, candidate: false })
}

/// All of it, with what each holds.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn all(call: &mut Call<'_>) -> Result<Vec<(Address, Stake)>> {
    let validators = candidates_list().page(call, 0, MAX_CANDIDATES)?;
    validators
        .into_iter()
        .map(|validator| Ok((validator, stakes().at(call, validator)?.load(call)?)))
        .collect()
}
