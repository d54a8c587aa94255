//! An order comes into being, and the other side accepts it.

use alloy_primitives::{Address, B256, U256, aliases::U40};

use super::{
    funds::{hold, lock, plus, shortfall, take},
    payout::{Side, part},
    records::{Deal, Extras, Order, Totals, accounts, due, flags, ids, orders, totals},
    terms,
};
use crate::{
    Call, Result,
    abi::{
        IEscrow::{Activated, NotOfferee, NotParty, Offered, OrderExists, State, Terms},
        IGovernance::Pausable,
        IPrecompile::AmountTooLarge,
    },
    governance::refuse_paused,
};

/// What each side locks when an order comes into being.
pub(crate) struct Locked {
    /// Wei held for the order, of both sides together.
    pub(crate) total: U256,
    /// Wei of it out of the buyer's free balance.
    pub(crate) from_buyer: U256,
    /// Wei of it out of the seller's free balance.
    pub(crate) from_seller: U256,
}

/// The caller offers an order to the other side.
///
/// # Errors
/// `NotParty`, one for each rule of the terms, `OrderExists`, `ExcessValue`, `InsufficientBalance`.
pub(crate) fn offer(call: &mut Call<'_>, terms: &Terms) -> Result<B256> {
    let caller = call.caller();
    let side = match caller {
        caller if caller == terms.buyer => Side::Buyer,
        caller if caller == terms.seller => Side::Seller,
        _ => return Err(NotParty { caller }.into()),
    };
    let now = call.timestamp();
    terms::check(now, terms)?;
    let (expiry, ship_by) = (terms.expiry.saturating_to(), terms.shipBy.saturating_to());
    terms::within("expiry", expiry, now.saturating_add(1), ship_by)?;
    let (mut order, extras) = terms::store(terms)?;
    order.state = State::Offered as u8;
    order.due_at = terms.expiry;
    let total = part(&order, side)?;
    let free = shortfall(call, total)?;
    let locked = match side {
        Side::Buyer => Locked { total, from_buyer: free, from_seller: U256::ZERO },
        Side::Seller => Locked { total, from_buyer: U256::ZERO, from_seller: free },
    };
    if side == Side::Seller {
        order.flags |= flags::BY_SELLER;
    }
    register(call, terms, order, &extras, &locked)
}

/// Stores a new order under its id and number, in both parties' lists and in the queue.
///
/// # Errors
/// `Paused`, `OrderExists`, `InsufficientBalance`.
pub(crate) fn register(
    call: &mut Call<'_>,
    terms: &Terms,
    mut order: Order,
    extras: &Extras,
    locked: &Locked,
) -> Result<B256> {
    refuse_paused(call, Pausable::EscrowOffers)?;
    let id = terms::id(call, terms)?;
    let place = orders().at(call, id)?;
    if place.load(call)? != Order::default() {
        return Err(OrderExists { id }.into());
    }
    let old = totals().load(call)?;
    let number = next(old.orders)?;
    order.buyers_previous = enlist(call, order.buyer, number, locked.from_buyer)?;
    order.sellers_previous = enlist(call, order.seller, number, locked.from_seller)?;
    let mut new = Totals { orders: number, ..old };
    hold(&mut new, locked.total, plus(locked.from_buyer, locked.from_seller)?)?;
    totals().update(call, &old, &new)?;
    place.create(call, &order)?;
    extras.create(call, id, number)?;
    ids().at(call, number)?.set(call, id)?;
    due().push(call, order.due_at(), number.saturating_to())?;
    call.emit(&Offered {
        id,
        buyer: order.buyer,
        seller: order.seller,
        bySeller: order.has(flags::BY_SELLER),
        terms: terms.clone(),
    })?;
    Ok(id)
}

/// Puts an order at the head of its party's list and takes `from_free` wei out of its free balance;
/// answers what was at the head before.
fn enlist(call: &mut Call<'_>, party: Address, number: U40, from_free: U256) -> Result<U40> {
    let place = accounts().at(call, party)?;
    let old = place.load(call)?;
    let mut new = old;
    take(&mut new, party, from_free)?;
    new.orders = next(old.orders)?;
    new.latest = number;
    place.update(call, &old, &new)?;
    Ok(old.latest)
}

fn next(number: U40) -> Result<U40> {
    let next = number.checked_add(U40::ONE);
    next.ok_or_else(|| AmountTooLarge { amount: U256::from(number) }.into())
}

/// The side the offer was made to accepts it.
///
/// # Errors
/// `UnknownOrder`, `NotOfferee`, `WrongState`, `Overdue`, `ExcessValue`, `InsufficientBalance`.
pub(crate) fn accept(call: &mut Call<'_>, id: B256) -> Result<()> {
    let mut deal = Deal::load(call, id)?;
    let side = deal.order.offerer().other();
    let (caller, offeree) = (call.caller(), deal.party(side));
    if caller != offeree {
        return Err(NotOfferee { caller, offeree }.into());
    }
    deal.expect(call, &[State::Offered])?;
    lock(call, part(&deal.order, side)?)?;
    deal.order.state = State::Active as u8;
    deal.order.due_at = deal.order.ship_by;
    deal.save(call)?;
    call.emit(&Activated { id })
}
