//! Who decides: the cheapest bid nobody vetoed, else the lot, else the court, else nobody.

use alloy_primitives::{Address, U256};

use crate::{
    Call, Result,
    abi::IArbitration::{ArbiterAppointed, CourtAppointed},
};

use super::{
    COURT_WINDOW, MAX_ARBITERS, MIN_DRAWN_WINDOW, arbiters, cases, cases_of, details, draw, queue,
    records::{Case, State, U40, U96, time},
    rulings,
    settlement::Item,
};

/// Appoints whoever comes next in a case in which nobody is appointed.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn appoint_next(call: &mut Call<'_>, id: u64, case: Case) -> Result<()> {
    if case.missed < MAX_ARBITERS {
        if let Some((arbiter, fee)) = cheapest(call, id, &case)? {
            return appoint(call, id, case, arbiter, fee, false);
        }
        let details = details().at(call, id)?.load(call)?;
        if let Some(arbiter) = draw::draw(call, id, &case, &details)? {
            return appoint(call, id, case, arbiter, case.max_fee, true);
        }
    }
    escalate(call, id, case)
}

/// The cheapest bid whose arbiter was not vetoed, has not failed here and can take the case; of
/// equal ones the one in the earlier place.
fn cheapest(call: &mut Call<'_>, id: u64, case: &Case) -> Result<Option<(Address, U96)>> {
    let former = draw::former(call, id, case)?;
    let bids = super::bids().at(call, id)?;
    let mut best: Option<(Address, U96)> = None;
    for place in (0..case.bids).filter(|place| !case.vetoed(*place)) {
        let bid = bids.at(call, place)?.load(call)?;
        let cheaper = best.is_none_or(|(_, fee)| bid.fee < fee);
        if cheaper
            && !former.contains(&bid.arbiter)
            && arbiters().at(call, bid.arbiter)?.load(call)?.is_fit()
        {
            best = Some((bid.arbiter, bid.fee));
        }
    }
    Ok(best)
}

/// Appoints `arbiter` for `fee` wei.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn appoint(
    call: &mut Call<'_>,
    id: u64,
    case: Case,
    arbiter: Address,
    fee: U96,
    drawn: bool,
) -> Result<()> {
    let least = if drawn { MIN_DRAWN_WINDOW } else { 0 };
    let window = u64::from(case.ruling_window).max(least);
    let rule_by = call.timestamp().saturating_add(window);
    let state = State::Ruling as u8;
    let new = Case { arbiter, fee, state, deadline: time(rule_by), ..case };
    cases().at(call, id)?.update(call, &case, &new)?;
    arbiters::engage(call, arbiter)?;
    cases_of().at(call, arbiter)?.push(call, U40::saturating_from(id))?;
    queue().push(call, rule_by, Item::Case(id).encode())?;
    call.emit(&ArbiterAppointed {
        caseId: U256::from(id),
        arbiter,
        fee: fee.to(),
        ruleBy: U256::from(rule_by),
        drawn,
    })
}

/// The arbiter of `case` missed its deadline: it is punished, and nobody is appointed any more.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn miss(call: &mut Call<'_>, id: u64, case: Case) -> Result<Case> {
    arbiters::punish(call, id, &case)?;
    super::former().at(call, id)?.at(call, case.missed)?.set(call, case.arbiter)?;
    let missed = case.missed.saturating_add(1);
    let new = Case { arbiter: Address::ZERO, fee: U96::ZERO, missed, ..case };
    cases().at(call, id)?.update(call, &case, &new)?;
    Ok(new)
}

/// There is no arbiter any more: the court, if the terms name one, else nobody.
fn escalate(call: &mut Call<'_>, id: u64, case: Case) -> Result<()> {
    let court = details().at(call, id)?.load(call)?.court;
    if court.is_zero() {
        return rulings::conclude(call, id, case, State::NoArbiter);
    }
    for account in draw::former(call, id, &case)? {
        arbiters::escalate(call, account)?;
    }
    let rule_by = call.timestamp().saturating_add(COURT_WINDOW);
    let state = State::Court as u8;
    let new = Case { arbiter: court, fee: case.max_fee, state, deadline: time(rule_by), ..case };
    cases().at(call, id)?.update(call, &case, &new)?;
    queue().push(call, rule_by, Item::Case(id).encode())?;
    let (case_id, fee) = (U256::from(id), case.max_fee.to());
    call.emit(&CourtAppointed { caseId: case_id, court, fee, ruleBy: U256::from(rule_by) })
}
