//! Each function of the interface, and what runs it.

use alloy_primitives::Bytes;

use crate::{
    Call, Result,
    abi::IArbitration::{
        IArbitrationCalls as Calls, acceptBidReturn, announceLeaveReturn, bidReturn,
        cancelLeaveReturn, closeCaseReturn, pokeReturn, registerReturn, releaseBondReturn,
        ruleReturn, setProfileReturn, submitEvidenceReturn, topUpReturn, vetoBidReturn,
    },
    dispatch::{decode, mutate, payable, view},
};

use super::{MIN_FEE, arbiters, bids, cases, evidence, opening, rulings, settlement, views};

/// Runs the function that `data` names.
///
/// # Errors
/// Those of the function.
pub(crate) fn dispatch(call: &mut Call<'_>, data: &[u8]) -> Result<Bytes> {
    match decode::<Calls>(call, data)? {
        Calls::register(c) => payable(call, c, |call, c| {
            arbiters::register(call, c.categories, c.profile).map(|()| registerReturn {})
        }),
        Calls::setProfile(c) => mutate(call, c, |call, c| {
            arbiters::set_profile(call, c.categories, c.profile).map(|()| setProfileReturn {})
        }),
        Calls::topUp(c) => {
            payable(call, c, |call, _| arbiters::top_up(call).map(|()| topUpReturn {}))
        }
        Calls::announceLeave(c) => mutate(call, c, |call, _| {
            arbiters::announce_leave(call).map(|()| announceLeaveReturn {})
        }),
        Calls::cancelLeave(c) => {
            mutate(call, c, |call, _| arbiters::cancel_leave(call).map(|()| cancelLeaveReturn {}))
        }
        Calls::releaseBond(c) => mutate(call, c, |call, c| {
            arbiters::release_bond(call, c.arbiter).map(|()| releaseBondReturn {})
        }),
        Calls::bid(c) => {
            mutate(call, c, |call, c| bids::bid(call, c.caseId, c.fee).map(|()| bidReturn {}))
        }
        Calls::rule(c) => mutate(call, c, |call, c| {
            rulings::rule(call, c.caseId, c.outcome).map(|()| ruleReturn {})
        }),
        Calls::acceptBid(c) => mutate(call, c, |call, c| {
            bids::accept(call, c.caseId, c.arbiter).map(|()| acceptBidReturn {})
        }),
        Calls::vetoBid(c) => mutate(call, c, |call, c| {
            bids::veto(call, c.caseId, c.arbiter).map(|()| vetoBidReturn {})
        }),
        Calls::submitEvidence(c) => mutate(call, c, |call, c| {
            evidence::submit(call, c.caseId, c.hash, c.uri).map(|()| submitEvidenceReturn {})
        }),
        Calls::poke(c) => {
            mutate(call, c, |call, c| settlement::poke(call, c.caseId).map(|()| pokeReturn {}))
        }
        Calls::openCase(c) => payable(call, c, |call, c| opening::open_paid(call, &c)),
        Calls::closeCase(c) => mutate(call, c, |call, c| {
            cases::close_paid(call, c.caseId).map(|()| closeCaseReturn {})
        }),
        reading => read(call, reading),
    }
}

/// The functions that only read.
fn read(call: &mut Call<'_>, function: Calls) -> Result<Bytes> {
    match function {
        Calls::arbitrationCost(c) => view(call, c, |_, _| Ok(MIN_FEE)),
        Calls::ruling(c) => view(call, c, |call, c| views::ruling(call, c.caseId)),
        Calls::getCase(c) => view(call, c, |call, c| views::case(call, c.caseId)),
        Calls::bidsOf(c) => view(call, c, |call, c| views::bids(call, c.caseId)),
        Calls::casesOf(c) => {
            view(call, c, |call, c| views::cases_of_page(call, c.account, c.from, c.limit))
        }
        Calls::caseCountOf(c) => view(call, c, |call, c| views::case_count_of(call, c.account)),
        Calls::getArbiter(c) => view(call, c, |call, c| views::arbiter(call, c.arbiter)),
        Calls::arbiters(c) => view(call, c, |call, c| views::arbiters_page(call, c.from, c.limit)),
        Calls::arbiterCount(c) => view(call, c, |call, _| views::arbiter_count(call)),
        Calls::totals(c) => view(call, c, |call, _| views::totals(call)),
        Calls::parameters(c) => view(call, c, |_, _| Ok(views::parameters())),
        // Those that change state never come here.
        _ => Err(crate::abi::IPrecompile::InvalidCalldata {}.into()),
    }
}
