//! The count: the stake of validators and backups now, by what is voted with it.

use alloy_primitives::U256;

use super::{
    direct, outcomes,
    records::{Outcome, U96},
    stake, votes,
};
use crate::{
    Call, Result,
    abi::IGovernance::{State, Tally},
};

/// Counts the votes on proposal `id`. Reads a dozen slots a validator or backup, of which there
/// are at most 120, however many delegators there are.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn count(call: &mut Call<'_>, id: u64) -> Result<Tally> {
    let mut tally = empty();
    for validator in stake::seated(call)? {
        let mut parts = direct().at(call, id)?.at(call, validator.operator)?.load(call)?;
        let cast = [parts.yes, parts.no, parts.abstain, parts.veto];
        let own = cast.iter().fold(validator.shares, |left, part| left.saturating_sub(*part));
        let choice = super::votes().at(call, id)?.at(call, validator.operator)?.get(call)?;
        votes::add(&mut parts, choice, own);
        // Rounded down: what is lost is less than a wei for each choice.
        let wei = |shares: u128| {
            let product = U256::from(shares).saturating_mul(validator.stake);
            product.checked_div(U256::from(validator.shares)).unwrap_or_default()
        };
        let add = |sum: U256, shares| sum.saturating_add(wei(shares));
        tally = Tally {
            yes: add(tally.yes, parts.yes),
            no: add(tally.no, parts.no),
            abstain: add(tally.abstain, parts.abstain),
            veto: add(tally.veto, parts.veto),
            total: tally.total.saturating_add(validator.stake),
        };
    }
    Ok(tally)
}

const fn empty() -> Tally {
    let zero = U256::ZERO;
    Tally { yes: zero, no: zero, abstain: zero, veto: zero, total: zero }
}

/// What the votes decide: `Passed`, `Rejected` or `Vetoed`.
pub(super) fn verdict(tally: &Tally) -> State {
    let decided = tally.yes.saturating_add(tally.no).saturating_add(tally.veto);
    let cast = decided.saturating_add(tally.abstain);
    let times = |votes: U256, n: u64| votes.saturating_mul(U256::from(n));
    if cast.is_zero() || times(cast, 3) < tally.total {
        State::Rejected
    } else if times(tally.veto, 3) > cast {
        State::Vetoed
    } else if times(tally.yes, 2) > decided {
        State::Passed
    } else {
        State::Rejected
    }
}

/// Whether `Yes` has more than two thirds of all stake, so that nothing can turn it any more.
pub(super) fn is_overwhelming(tally: &Tally) -> bool {
    tally.yes.saturating_mul(U256::from(3)) > tally.total.saturating_mul(U256::from(2))
}

/// Keeps the count of proposal `id`.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn keep(call: &mut Call<'_>, id: u64, tally: &Tally) -> Result<Outcome> {
    let place = outcomes().at(call, id)?;
    let before = place.load(call)?;
    let after = Outcome {
        yes: U96::saturating_from(tally.yes),
        no: U96::saturating_from(tally.no),
        abstain: U96::saturating_from(tally.abstain),
        veto: U96::saturating_from(tally.veto),
        total: U96::saturating_from(tally.total),
        ..before
    };
    place.update(call, &before, &after)?;
    Ok(after)
}

/// The count that was kept.
pub(super) fn kept(outcome: &Outcome) -> Tally {
    Tally {
        yes: outcome.yes.to(),
        no: outcome.no.to(),
        abstain: outcome.abstain.to(),
        veto: outcome.veto.to(),
        total: outcome.total.to(),
    }
}
