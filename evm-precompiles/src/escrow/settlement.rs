//! The parties settle between themselves: one proposes a split of the price, the other agrees.

use alloy_primitives::{B256, U256};

use super::{
    close::NEGOTIABLE,
    dispute::end_case,
    funds::{minus, narrow, wei},
    payout::{Payout, Side},
    records::{Deal, Talks, talks},
};
use crate::{
    Call, Result,
    abi::IEscrow::{
        NoProposal, NotParty, ProposalChanged, SettlementProposed, SettlementWithdrawn, State,
    },
    escrow::terms::within_wei,
};

impl Deal {
    /// The side the caller is.
    ///
    /// # Errors
    /// `NotParty`.
    pub(crate) fn side_of_caller(&self, call: &Call<'_>) -> Result<Side> {
        let caller = call.caller();
        let sides = [Side::Buyer, Side::Seller];
        let side = sides.into_iter().find(|side| self.party(*side) == caller);
        side.ok_or_else(|| NotParty { caller }.into())
    }
}

impl Talks {
    /// What a side proposes to give the seller of the price, in wei.
    pub(crate) fn proposal(&self, side: Side) -> Option<U256> {
        let (stands, amount) = match side {
            Side::Buyer => (self.buyer_proposes, self.buyer_proposal),
            Side::Seller => (self.seller_proposes, self.seller_proposal),
        };
        stands.then(|| wei(amount))
    }

    fn propose(&mut self, side: Side, proposal: Option<U256>) -> Result<()> {
        let (stands, amount) = (proposal.is_some(), narrow(proposal.unwrap_or_default())?);
        match side {
            Side::Buyer => (self.buyer_proposes, self.buyer_proposal) = (stands, amount),
            Side::Seller => (self.seller_proposes, self.seller_proposal) = (stands, amount),
        }
        Ok(())
    }
}

/// The caller proposes to give the seller `to_seller` wei of the price.
///
/// # Errors
/// `UnknownOrder`, `NotParty`, `WrongState`, `Overdue`, `OutOfRange`.
pub(crate) fn propose(call: &mut Call<'_>, id: B256, to_seller: U256) -> Result<()> {
    let deal = Deal::load(call, id)?;
    let side = deal.side_of_caller(call)?;
    deal.expect(call, NEGOTIABLE)?;
    within_wei("toSeller", to_seller, U256::ZERO, wei(deal.order.price))?;
    change(call, id, side, Some(to_seller))?;
    call.emit(&SettlementProposed { id, by: deal.party(side), toSeller: to_seller })
}

/// The caller takes its proposal back.
///
/// # Errors
/// `UnknownOrder`, `NotParty`, `WrongState`, `Overdue`, `NoProposal`.
pub(crate) fn withdraw(call: &mut Call<'_>, id: B256) -> Result<()> {
    let deal = Deal::load(call, id)?;
    let side = deal.side_of_caller(call)?;
    deal.expect(call, NEGOTIABLE)?;
    if talks().at(call, id)?.load(call)?.proposal(side).is_none() {
        return Err(NoProposal {}.into());
    }
    change(call, id, side, None)?;
    call.emit(&SettlementWithdrawn { id, by: deal.party(side) })
}

fn change(call: &mut Call<'_>, id: B256, side: Side, proposal: Option<U256>) -> Result<()> {
    let place = talks().at(call, id)?;
    let old = place.load(call)?;
    let mut new = old;
    new.propose(side, proposal)?;
    place.update(call, &old, &new)
}

/// The caller agrees to the other side's proposal.
///
/// # Errors
/// `UnknownOrder`, `NotParty`, `WrongState`, `Overdue`, `NoProposal`, `ProposalChanged`.
pub(crate) fn agree(call: &mut Call<'_>, id: B256, to_seller: U256) -> Result<()> {
    let mut deal = Deal::load(call, id)?;
    let side = deal.side_of_caller(call)?;
    deal.expect(call, NEGOTIABLE)?;
    let proposed = talks().at(call, id)?.load(call)?.proposal(side.other());
    let proposed = proposed.ok_or(NoProposal {})?;
    if proposed != to_seller {
        return Err(ProposalChanged { given: to_seller, proposed }.into());
    }
    let conditions = deal.conditions(call)?;
    let mut payout = Payout::split(&deal.order, &conditions, to_seller)?;
    let (arbiter, fee) = end_case(call, &deal)?;
    let sellers_half = fee.checked_div(U256::from(2)).unwrap_or_default();
    payout.forfeit(Side::Seller, sellers_half)?;
    payout.forfeit(Side::Buyer, minus(fee, sellers_half)?)?;
    deal.close(call, State::Settled, &payout, conditions.marketplace, arbiter)
}
