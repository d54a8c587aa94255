//! Finding a case, telling its phase, and ending it by agreement.

use alloy_primitives::{Address, U256};

use crate::{
    Call, Result,
    abi::IArbitration::{NoSuchCase, NotOpener, NotParty, Outcome, Phase, TooLate, WrongPhase},
    address::ESCROW,
};

use super::{
    appointment::miss,
    cases,
    records::{Case, State},
    rulings::conclude,
};

/// Case `id` and its number.
///
/// # Errors
/// `NoSuchCase`.
pub(crate) fn load(call: &mut Call<'_>, id: U256) -> Result<(u64, Case)> {
    if let Ok(number) = u64::try_from(id) {
        let case = cases().at(call, number)?.load(call)?;
        if case.state() != State::None {
            return Ok((number, case));
        }
    }
    Err(NoSuchCase { caseId: id }.into())
}

/// The phase of `case` at `now` (Unix seconds).
pub(crate) fn phase(case: &Case, now: u64) -> Phase {
    match case.state() {
        State::None => Phase::None,
        State::Open if now < case.bids_end() => Phase::Bidding,
        State::Open => Phase::Accepting,
        State::Ruling => Phase::Ruling,
        State::Court => Phase::Court,
        State::Buyer | State::Seller | State::NoArbiter | State::Settled => Phase::Closed,
    }
}

/// How `case` ended.
pub(crate) const fn outcome(case: &Case) -> Outcome {
    match case.state() {
        State::Buyer => Outcome::Buyer,
        State::Seller => Outcome::Seller,
        State::NoArbiter => Outcome::NoArbiter,
        State::Settled => Outcome::Settled,
        State::None | State::Open | State::Ruling | State::Court => Outcome::None,
    }
}

/// Refuses a case in any state but `states`.
///
/// # Errors
/// `WrongPhase`.
pub(crate) fn require(call: &Call<'_>, id: u64, case: &Case, states: &[State]) -> Result<()> {
    if states.contains(&case.state()) {
        return Ok(());
    }
    Err(WrongPhase { caseId: U256::from(id), phase: phase(case, call.timestamp()) }.into())
}

/// Refuses what comes at or after `deadline` (Unix seconds).
///
/// # Errors
/// `TooLate`.
pub(crate) fn before(call: &Call<'_>, id: u64, deadline: u64) -> Result<()> {
    if call.timestamp() < deadline {
        return Ok(());
    }
    Err(TooLate { caseId: U256::from(id), deadline: U256::from(deadline) }.into())
}

/// Refuses whoever is no party of `case`; answers who calls.
///
/// # Errors
/// `NotParty`.
pub(crate) fn party(call: &Call<'_>, id: u64, case: &Case) -> Result<Address> {
    let account = call.caller();
    if case.is_party(account) {
        return Ok(account);
    }
    Err(NotParty { caseId: U256::from(id), account }.into())
}

/// Ends case `id` of the calling precompile, because its parties agreed: an appointed arbiter and
/// the fee agreed with it, in wei, are for the caller to pay. An arbiter who has missed the deadline
/// gets nothing, and the court nothing for what it has not ruled.
///
/// # Errors
/// `NoSuchCase`, `NotOpener`, `WrongPhase`.
pub(crate) fn close(call: &mut Call<'_>, id: u64) -> Result<Option<(Address, U256)>> {
    let (id, case) = load(call, U256::from(id))?;
    if case.opener != call.caller() {
        return Err(NotOpener { caseId: U256::from(id), account: call.caller() }.into());
    }
    require(call, id, &case, &[State::Open, State::Ruling, State::Court])?;
    let case = if case.state() == State::Ruling && case.ends() <= call.timestamp() {
        miss(call, id, case)?
    } else {
        case
    };
    let engaged = case.state() == State::Ruling && !case.arbiter.is_zero();
    let due = engaged.then(|| (case.arbiter, case.fee.to()));
    conclude(call, id, case, State::Settled)?;
    Ok(due)
}

/// Ends a case opened from outside, for its opener.
///
/// # Errors
/// As [`close`]; `NotOpener` for Escrow's, which end there.
pub(crate) fn close_paid(call: &mut Call<'_>, id: U256) -> Result<()> {
    let (number, _) = load(call, id)?;
    if call.caller() == ESCROW {
        return Err(NotOpener { caseId: id, account: ESCROW }.into());
    }
    close(call, number).map(|_| ())
}
