//! The end of an order: its pot is paid out, and what the parties themselves can do to get there.

use alloy_primitives::{Address, B256, U256};

use super::{
    dispute::end_case,
    funds::{book, minus, narrow, wei},
    payout::{Payout, Side},
    records::{Conditions, Deal},
};
use crate::{
    Call, Result,
    abi::IEscrow::{
        Closed, NotBuyer, NotOfferee, NotOfferer, NotSeller, Overdue, State, WrongState,
    },
};

/// The states in which both sides have locked their parts and nobody has disputed.
pub(crate) const UNDER_WAY: &[State] = &[State::Active, State::Shipped, State::Delivered];
/// The states in which the parties may end the order between themselves.
pub(crate) const NEGOTIABLE: &[State] =
    &[State::Active, State::Shipped, State::Delivered, State::Disputed];

impl Deal {
    /// Refuses what the state does not allow, and what comes after it has run out.
    ///
    /// # Errors
    /// `WrongState`, `Overdue`.
    pub(crate) fn expect(&self, call: &Call<'_>, states: &[State]) -> Result<()> {
        let (id, state) = (self.id, self.order.state());
        if !states.contains(&state) {
            return Err(WrongState { id, state }.into());
        }
        let due_at = self.order.due_at();
        if due_at != 0 && call.timestamp() >= due_at {
            return Err(Overdue { id, dueAt: U256::from(due_at) }.into());
        }
        Ok(())
    }

    /// The address of a side.
    pub(crate) const fn party(&self, side: Side) -> Address {
        match side {
            Side::Buyer => self.order.buyer,
            Side::Seller => self.order.seller,
        }
    }

    /// Refuses a caller that is not this side.
    ///
    /// # Errors
    /// `NotBuyer`, `NotSeller`.
    pub(crate) fn only(&self, call: &Call<'_>, side: Side) -> Result<()> {
        let (caller, party) = (call.caller(), self.party(side));
        if caller == party {
            return Ok(());
        }
        Err(match side {
            Side::Buyer => NotBuyer { caller, buyer: party }.into(),
            Side::Seller => NotSeller { caller, seller: party }.into(),
        })
    }

    /// Ends the order and pays its whole pot out.
    ///
    /// # Errors
    /// Those of the state; none of a payee's making.
    pub(crate) fn close(
        &mut self,
        call: &mut Call<'_>,
        outcome: State,
        payout: &Payout,
        marketplace: Address,
        arbiter: Address,
    ) -> Result<()> {
        self.order.state = outcome as u8;
        self.order.due_at = Default::default();
        self.save(call)?;
        let total = payout.total()?;
        book(call, |totals| {
            totals.held = narrow(minus(wei(totals.held), total)?)?;
            Ok(())
        })?;
        call.emit(&Closed {
            id: self.id,
            outcome,
            toBuyer: payout.buyer,
            toSeller: payout.seller,
            toMarketplace: payout.marketplace,
            toArbiter: payout.arbiter,
        })?;
        call.pay(self.order.buyer, payout.buyer)?;
        call.pay(self.order.seller, payout.seller)?;
        call.pay(marketplace, payout.marketplace)?;
        call.pay(arbiter, payout.arbiter)
    }

    /// [`Self::close`] where neither fee nor arbiter is paid.
    ///
    /// # Errors
    /// As [`Self::close`].
    pub(crate) fn give_back(
        &mut self,
        call: &mut Call<'_>,
        outcome: State,
        payout: &Payout,
    ) -> Result<()> {
        self.close(call, outcome, payout, Address::ZERO, Address::ZERO)
    }

    /// Pays the price out.
    ///
    /// # Errors
    /// As [`Self::close`].
    pub(crate) fn release(&mut self, call: &mut Call<'_>, conditions: &Conditions) -> Result<()> {
        let payout = Payout::release(&self.order, conditions)?;
        self.close(call, State::Completed, &payout, conditions.marketplace, Address::ZERO)
    }
}

/// The offerer takes its offer back.
///
/// # Errors
/// `UnknownOrder`, `NotOfferer`, `WrongState`, `Overdue`.
pub(crate) fn cancel(call: &mut Call<'_>, id: B256) -> Result<()> {
    let deal = Deal::load(call, id)?;
    let (caller, offerer) = (call.caller(), deal.party(deal.order.offerer()));
    if caller != offerer {
        return Err(NotOfferer { caller, offerer }.into());
    }
    call_off(call, deal)
}

/// The other side refuses the offer.
///
/// # Errors
/// `UnknownOrder`, `NotOfferee`, `WrongState`, `Overdue`.
pub(crate) fn decline(call: &mut Call<'_>, id: B256) -> Result<()> {
    let deal = Deal::load(call, id)?;
    let (caller, offeree) = (call.caller(), deal.party(deal.order.offerer().other()));
    if caller != offeree {
        return Err(NotOfferee { caller, offeree }.into());
    }
    call_off(call, deal)
}

fn call_off(call: &mut Call<'_>, mut deal: Deal) -> Result<()> {
    deal.expect(call, &[State::Offered])?;
    let payout = Payout::offer_back(&deal.order)?;
    deal.give_back(call, State::Cancelled, &payout)
}

/// The buyer accepts the goods.
///
/// # Errors
/// `UnknownOrder`, `NotBuyer`, `WrongState`, `Overdue`.
pub(crate) fn complete(call: &mut Call<'_>, id: B256) -> Result<()> {
    let mut deal = Deal::load(call, id)?;
    deal.only(call, Side::Buyer)?;
    deal.expect(call, NEGOTIABLE)?;
    let conditions = deal.conditions(call)?;
    let mut payout = Payout::release(&deal.order, &conditions)?;
    let (arbiter, fee) = end_case(call, &deal)?;
    payout.forfeit(Side::Buyer, fee)?;
    deal.close(call, State::Completed, &payout, conditions.marketplace, arbiter)
}

/// The seller gives in.
///
/// # Errors
/// `UnknownOrder`, `NotSeller`, `WrongState`, `Overdue`.
pub(crate) fn concede(call: &mut Call<'_>, id: B256) -> Result<()> {
    let mut deal = Deal::load(call, id)?;
    deal.only(call, Side::Seller)?;
    deal.expect(call, NEGOTIABLE)?;
    let mut payout = Payout::refund(&deal.order)?;
    let (arbiter, fee) = end_case(call, &deal)?;
    payout.forfeit(Side::Seller, fee)?;
    deal.close(call, State::Cancelled, &payout, Address::ZERO, arbiter)
}
