//! The goods are on their way: the seller ships, the carrier confirms.

use alloy_primitives::{Address, B256, U256, aliases::U40};

use super::{
    payout::Side,
    records::{Courier, Deal, Order, due, flags, tracking_hashes},
};
use crate::{
    Call, Result,
    abi::{
        IEscrow::{Delivered, Delivery, NotCarrier, Release, Shipped, State, WrongTracking},
        IPrecompile::SignatureExpired,
    },
};

/// The seller has shipped, or corrects its tracking hash.
///
/// # Errors
/// `UnknownOrder`, `NotSeller`, `WrongState`, `Overdue`.
pub(crate) fn ship(call: &mut Call<'_>, id: B256, tracking: B256) -> Result<()> {
    let mut deal = Deal::load(call, id)?;
    deal.only(call, Side::Seller)?;
    deal.expect(call, &[State::Active, State::Shipped])?;
    if deal.order.state() == State::Active {
        deal.order.state = State::Shipped as u8;
        deal.order.due_at = match deal.order.release() {
            Release::CarrierDelivery => deal.order.deliver_by,
            _ => inspected_by(&deal.order, deal.order.deliver_by),
        };
        deal.save(call)?;
    }
    if deal.order.has(flags::COURIER) {
        tracking_hashes().at(call, id)?.set(call, tracking)?;
    }
    let due_at = U256::from(deal.order.due_at);
    call.emit(&Shipped { id, trackingHash: tracking, dueAt: due_at })
}

/// The end of an inspection that starts at `from`.
fn inspected_by(order: &Order, from: U40) -> U40 {
    from.saturating_add(U40::saturating_from(order.inspection))
}

/// The carrier, who calls, has delivered.
///
/// # Errors
/// `UnknownOrder`, `NotCarrier`, `WrongState`, `Overdue`, `WrongTracking`.
pub(crate) fn confirm(call: &mut Call<'_>, id: B256, tracking: B256) -> Result<()> {
    let deal = Deal::load(call, id)?;
    let courier = deal.courier(call)?;
    let (caller, carrier) = (call.caller(), courier.carrier);
    // Nobody can be the zero address, but a simulated call can say so.
    if caller != carrier || carrier.is_zero() {
        return Err(NotCarrier { caller, carrier }.into());
    }
    deliver(call, deal, &courier, tracking)
}

/// The carrier, who has signed, has delivered.
///
/// # Errors
/// As [`confirm`]; `SignatureExpired`, `InvalidSignature`.
pub(crate) fn confirm_signed(
    call: &mut Call<'_>,
    delivery: &Delivery,
    signature: &[u8],
) -> Result<()> {
    let deal = Deal::load(call, delivery.id)?;
    let courier = deal.courier(call)?;
    if courier.carrier.is_zero() {
        return Err(NotCarrier { caller: call.caller(), carrier: Address::ZERO }.into());
    }
    if U256::from(call.timestamp()) > delivery.deadline {
        return Err(SignatureExpired { deadline: delivery.deadline }.into());
    }
    call.verify(courier.carrier, delivery, signature)?;
    deliver(call, deal, &courier, delivery.trackingHash)
}

fn deliver(call: &mut Call<'_>, mut deal: Deal, courier: &Courier, tracking: B256) -> Result<()> {
    deal.expect(call, &[State::Shipped])?;
    let id = deal.id;
    let expected = tracking_hashes().at(call, id)?.get(call)?;
    if tracking != expected {
        return Err(WrongTracking { given: tracking, expected }.into());
    }
    let (now, before) = (call.timestamp(), deal.order.due_at);
    let mut after = inspected_by(&deal.order, U40::saturating_from(now));
    if deal.order.release() == Release::BuyerAcceptance {
        // The inspection may have started at `deliverBy` already; it is not prolonged.
        after = after.min(before);
    }
    deal.order.state = State::Delivered as u8;
    deal.order.due_at = after;
    deal.save(call)?;
    // An order's item comes up by the time it was last due at; to be earlier it needs another one.
    if after < before {
        due().push(call, after.saturating_to(), courier.number.saturating_to())?;
    }
    call.emit(&Delivered { id, carrier: courier.carrier, dueAt: U256::from(after) })
}
