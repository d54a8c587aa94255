//! Silence: what happens to an order whose state has run out.

use alloy_primitives::{B256, U256, aliases::U40};

use super::{
    payout::Payout,
    records::{Deal, due, ids},
};
use crate::{
    Call, Result,
    abi::IEscrow::{NotDue, Release, State, WrongState},
};

/// Where the queue lies.
pub(crate) const QUEUE_SLOT: U256 = U256::from_limbs([1, 0, 0, 0]);

/// Ends an order whose time has run out.
///
/// # Errors
/// `UnknownOrder`, `WrongState`, `NotDue`.
pub(crate) fn poke(call: &mut Call<'_>, id: B256) -> Result<()> {
    let deal = Deal::load(call, id)?;
    let due_at = deal.order.due_at();
    if due_at == 0 {
        return Err(WrongState { id, state: deal.order.state() }.into());
    }
    if call.timestamp() < due_at {
        return Err(NotDue { id, dueAt: U256::from(due_at) }.into());
    }
    lapse(call, deal)
}

/// The order's item has come up: ends it if it is due, waits on if its time was moved, and does
/// nothing if it has ended or is disputed.
///
/// # Errors
/// None but those of the state.
pub(crate) fn settle(call: &mut Call<'_>, item: u64) -> Result<()> {
    let id = ids().at(call, U40::saturating_from(item))?.get(call)?;
    let deal = Deal::load(call, id)?;
    match deal.order.due_at() {
        0 => Ok(()),
        due_at if due_at <= call.timestamp() => lapse(call, deal),
        later => due().push(call, later, item),
    }
}

fn lapse(call: &mut Call<'_>, mut deal: Deal) -> Result<()> {
    match (deal.order.state(), deal.order.release()) {
        (State::Offered, _) => {
            let payout = Payout::offer_back(&deal.order)?;
            deal.give_back(call, State::Expired, &payout)
        }
        (State::Active, _) | (State::Shipped, Release::CarrierDelivery) => {
            let payout = Payout::refund(&deal.order)?;
            deal.give_back(call, State::Expired, &payout)
        }
        (State::Shipped | State::Delivered, _) => {
            let conditions = deal.conditions(call)?;
            deal.release(call, &conditions)
        }
        (state, _) => Err(WrongState { id: deal.id, state }.into()),
    }
}
