//! From the interface's functions to the rules.

use alloy_primitives::Bytes;

use super::{close, deliver, dispute, due, funds, offer, settlement, signed, terms, views};
use crate::{
    Call, Result,
    abi::IEscrow::{Delivery, IEscrowCalls},
    dispatch::{decode, mutate, payable, view},
};

pub(crate) fn dispatch(call: &mut Call<'_>, data: &[u8]) -> Result<Bytes> {
    use IEscrowCalls as C;
    match decode::<IEscrowCalls>(call, data)? {
        C::offer(c) => payable(call, c, |call, c| offer::offer(call, &c.terms)),
        C::accept(c) => payable(call, c, |call, c| done(offer::accept(call, c.id))),
        C::cancel(c) => mutate(call, c, |call, c| done(close::cancel(call, c.id))),
        C::decline(c) => mutate(call, c, |call, c| done(close::decline(call, c.id))),
        C::openSigned(c) => {
            payable(call, c, |call, c| signed::open(call, &c.offer_, &c.signature, c.salt))
        }
        C::cancelSigned(c) => mutate(call, c, |call, c| done(signed::cancel(call, c.offerHash))),
        C::raiseOfferEpoch(c) => mutate(call, c, |call, _| signed::raise_epoch(call)),
        C::ship(c) => mutate(call, c, |call, c| done(deliver::ship(call, c.id, c.trackingHash))),
        C::confirmDelivery(c) => {
            mutate(call, c, |call, c| done(deliver::confirm(call, c.id, c.trackingHash)))
        }
        C::confirmDeliverySigned(c) => mutate(call, c, |call, c| {
            let delivery =
                Delivery { id: c.id, trackingHash: c.trackingHash, deadline: c.deadline };
            done(deliver::confirm_signed(call, &delivery, &c.signature))
        }),
        C::complete(c) => mutate(call, c, |call, c| done(close::complete(call, c.id))),
        C::concede(c) => mutate(call, c, |call, c| done(close::concede(call, c.id))),
        C::proposeSettlement(c) => {
            mutate(call, c, |call, c| done(settlement::propose(call, c.id, c.toSeller)))
        }
        C::withdrawSettlement(c) => {
            mutate(call, c, |call, c| done(settlement::withdraw(call, c.id)))
        }
        C::agreeSettlement(c) => {
            mutate(call, c, |call, c| done(settlement::agree(call, c.id, c.toSeller)))
        }
        C::dispute(c) => mutate(call, c, |call, c| dispute::dispute(call, c.id)),
        C::poke(c) => mutate(call, c, |call, c| done(due::poke(call, c.id))),
        C::deposit(c) => payable(call, c, |call, _| done(funds::deposit(call))),
        C::withdraw(c) => mutate(call, c, |call, c| done(funds::withdraw(call, c.amount))),
        C::order(c) => view(call, c, |call, c| views::order(call, c.id)),
        C::orderId(c) => view(call, c, |call, c| terms::id(call, &c.terms)),
        C::orderAt(c) => view(call, c, |call, c| views::order_at(call, c.number)),
        C::ordersOf(c) => {
            view(call, c, |call, c| views::orders_of(call, c.party, c.cursor, c.limit))
        }
        C::accountOf(c) => view(call, c, |call, c| views::account_of(call, c.party)),
        C::freeBalance(c) => {
            view(call, c, |call, c| views::account_of(call, c.party).map(|account| account.free))
        }
        C::totals(c) => view(call, c, |call, _| views::sums(call)),
        C::offerHash(c) => view(call, c, |call, c| signed::hash(call, &c.offer_)),
        C::offerFill(c) => view(call, c, |call, c| views::offer_fill(call, c.seller, c.offerHash_)),
    }
}

/// The result of a function that returns nothing.
fn done<R: From<()>>(result: Result<()>) -> Result<R> {
    result.map(R::from)
}
