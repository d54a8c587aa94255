//! The seam with the arbitration: a dispute goes out, a ruling comes back.

use alloy_primitives::{Address, B256, U256, aliases::U48};

use super::{
    close::UNDER_WAY,
    funds::{minus, wei},
    payout::{Payout, Side},
    records::{Deal, flags, talks},
    terms,
};
use crate::{
    Call, Result,
    abi::{
        IEscrow::{Disputed, OnlyArbitration, State, WrongState},
        IPrecompile::AmountTooLarge,
    },
    address::ARBITRATION,
    arbitration,
};

/// How the arbitration decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ruling {
    /// For the buyer: the price goes back.
    Buyer,
    /// For the seller: the price is paid.
    Seller,
    /// There was nobody to rule: all goes back where it came from.
    NoArbiter,
}

/// The caller hands the order over to the arbitration; answers the case.
///
/// # Errors
/// `UnknownOrder`, `NotParty`, `WrongState`, `Overdue`.
pub(crate) fn dispute(call: &mut Call<'_>, id: B256) -> Result<U256> {
    let mut deal = Deal::load(call, id)?;
    let side = deal.side_of_caller(call)?;
    deal.expect(call, UNDER_WAY)?;
    deal.order.state = State::Disputed as u8;
    deal.order.due_at = Default::default();
    deal.save(call)?;

    let conditions = deal.conditions(call)?;
    let agreed = terms::arbitration(&deal.order, &conditions, deal.court(call)?);
    let opening = arbitration::Opening {
        reference: id,
        buyer: deal.order.buyer,
        seller: deal.order.seller,
        excluded: [deal.courier(call)?.carrier, conditions.marketplace],
        max_fee: wei(deal.order.deposit),
        terms: arbitration::Terms {
            bid_window: agreed.bidWindow,
            accept_window: agreed.acceptWindow,
            ruling_window: agreed.rulingWindow,
            court: agreed.court,
        },
    };
    let case = call.within(ARBITRATION, |call| arbitration::open(call, &opening))?;
    let place = talks().at(call, id)?;
    let old = place.load(call)?;
    let mut new = old;
    new.case_id = U48::try_from(case).map_err(|_| AmountTooLarge { amount: U256::from(case) })?;
    place.update(call, &old, &new)?;
    let case_id = U256::from(case);
    call.emit(&Disputed { id, by: deal.party(side), caseId: case_id })?;
    Ok(case_id)
}

/// Ends the case of an order whose parties need it no longer, if there is one; answers the arbiter
/// that was appointed and its fee in wei, zeros for none.
///
/// # Errors
/// Those of the arbitration.
pub(crate) fn end_case(call: &mut Call<'_>, deal: &Deal) -> Result<(Address, U256)> {
    if deal.order.state() != State::Disputed {
        return Ok((Address::ZERO, U256::ZERO));
    }
    let case = talks().at(call, deal.id)?.load(call)?.case_id.saturating_to();
    let appointed = call.within(ARBITRATION, |call| arbitration::close(call, case))?;
    let (arbiter, fee) = appointed.unwrap_or_default();
    Ok((arbiter, due_to(arbiter, fee, wei(deal.order.deposit))))
}

/// What an arbiter can have of a deposit: nobody gets nothing, nobody more than is there.
fn due_to(arbiter: Address, wanted: U256, deposit: U256) -> U256 {
    if arbiter.is_zero() { U256::ZERO } else { wanted.min(deposit) }
}

/// The arbitration's decision about an order it was handed: `fee` is what the arbiter had agreed
/// to, in wei.
///
/// # Errors
/// `OnlyArbitration`, `UnknownOrder`, `WrongState`.
pub(crate) fn resolve(
    call: &mut Call<'_>,
    reference: B256,
    ruling: Ruling,
    arbiter: Address,
    fee: U256,
) -> Result<()> {
    if call.caller() != ARBITRATION {
        return Err(OnlyArbitration {}.into());
    }
    let mut deal = Deal::load(call, reference)?;
    let (id, state) = (deal.id, deal.order.state());
    if state != State::Disputed {
        return Err(WrongState { id, state }.into());
    }
    let conditions = deal.conditions(call)?;
    let (mut payout, loser) = match ruling {
        Ruling::Buyer => (Payout::refund(&deal.order)?, Some(Side::Seller)),
        Ruling::Seller => (Payout::release(&deal.order, &conditions)?, Some(Side::Buyer)),
        Ruling::NoArbiter => (Payout::refund(&deal.order)?, None),
    };
    if let Some(loser) = loser {
        let deposit = wei(deal.order.deposit);
        let wanted = if deal.order.has(flags::FEE_ONLY) { fee } else { deposit };
        let paid = due_to(arbiter, wanted, deposit);
        payout.forfeit(loser, paid)?;
        payout.hand_over(loser, minus(deposit, paid)?)?;
    }
    deal.close(call, State::Resolved, &payout, conditions.marketplace, arbiter)
}
