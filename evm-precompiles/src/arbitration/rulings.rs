//! The end of a case, and who is paid what.

use alloy_primitives::{Address, U256};

use crate::{
    Call, Result,
    abi::IArbitration::{InvalidRuling, NotAppointed, Outcome, Ruling},
    address::ESCROW,
    escrow,
};

use super::{
    arbiters, cases,
    cases::{before, outcome, require},
    details,
    records::{Case, State, U40, U96},
    totals,
};

/// The ruling of the caller, who is appointed, in case `id`.
///
/// # Errors
/// `NoSuchCase`, `WrongPhase`, `NotAppointed`, `TooLate`, `InvalidRuling`.
pub(crate) fn rule(call: &mut Call<'_>, id: U256, ruling: Outcome) -> Result<()> {
    let (id, case) = super::cases::load(call, id)?;
    require(call, id, &case, &[State::Ruling, State::Court])?;
    if case.arbiter != call.caller() {
        return Err(NotAppointed { caseId: U256::from(id), account: call.caller() }.into());
    }
    before(call, id, case.ends())?;
    let state = match ruling {
        Outcome::Buyer => State::Buyer,
        Outcome::Seller => State::Seller,
        _ => return Err(InvalidRuling { outcome: ruling }.into()),
    };
    conclude(call, id, case, state)
}

/// Ends `case` in `end` and pays: the arbiter if it ruled or the parties settled, and the opener
/// what is left. Where Escrow opened, it pays from the deposits by what it is told.
///
/// # Errors
/// As [`Call::sstore`]; those of Escrow, of which there are none.
pub(crate) fn conclude(call: &mut Call<'_>, id: u64, case: Case, end: State) -> Result<()> {
    let engaged = case.state() == State::Ruling && !case.arbiter.is_zero();
    let ruled = matches!(end, State::Buyer | State::Seller);
    let paid = ruled || engaged && end == State::Settled;
    let (arbiter, fee) = if paid { (case.arbiter, case.fee) } else { (Address::ZERO, U96::ZERO) };
    let new = Case { state: end as u8, arbiter, fee, deadline: U40::ZERO, ..case };
    cases().at(call, id)?.update(call, &case, &new)?;
    if engaged {
        arbiters::discharge(call, case.arbiter, ruled)?;
    }
    let reference = details().at(call, id)?.load(call)?.opener_ref;
    call.emit(&Ruling {
        caseId: U256::from(id),
        r#ref: reference,
        arbiter,
        outcome: outcome(&new),
        fee: fee.to(),
    })?;
    if case.opener != ESCROW {
        return pay_out(call, &new);
    }
    let ruling = match end {
        State::Buyer => escrow::Ruling::Buyer,
        State::Seller => escrow::Ruling::Seller,
        State::NoArbiter => escrow::Ruling::NoArbiter,
        // Escrow asked for it.
        _ => return Ok(()),
    };
    call.within(ESCROW, |call| escrow::resolve(call, reference, ruling, arbiter, fee.to()))
}

/// Pays the fee that came with a case: what is agreed to the arbiter, the rest to the opener.
fn pay_out(call: &mut Call<'_>, case: &Case) -> Result<()> {
    let old = totals().load(call)?;
    let mut new = old;
    // The sum holds each fee, so it cannot fall below one.
    new.fees = old.fees.saturating_sub(case.max_fee);
    totals().update(call, &old, &new)?;
    call.pay(case.arbiter, case.fee.to())?;
    // No bid is above the maximum.
    call.pay(case.opener, case.max_fee.saturating_sub(case.fee).to())
}
