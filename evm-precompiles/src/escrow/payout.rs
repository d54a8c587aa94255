//! Who gets what of a pot. A share only ever grows by what another loses, so that all shares
//! together are always the whole pot.

use alloy_primitives::U256;

use super::{
    funds::{minus, plus, wei},
    records::{Conditions, Order, flags},
};
use crate::Result;

/// Basis points in a whole.
const WHOLE: u64 = 10_000;

/// The shares of a pot, in wei.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Payout {
    /// To the buyer.
    pub(crate) buyer: U256,
    /// To the seller.
    pub(crate) seller: U256,
    /// To the marketplace.
    pub(crate) marketplace: U256,
    /// To the arbiter.
    pub(crate) arbiter: U256,
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Who buys.
    Buyer,
    /// Who sells.
    Seller,
}

/// What a side locks, in wei: price and deposit, or the deposit.
pub(crate) fn part(order: &Order, side: Side) -> Result<U256> {
    match side {
        Side::Buyer => plus(wei(order.price), wei(order.deposit)),
        Side::Seller => Ok(wei(order.deposit)),
    }
}

impl Order {
    /// Who made the offer.
    pub(crate) const fn offerer(&self) -> Side {
        if self.has(flags::BY_SELLER) { Side::Seller } else { Side::Buyer }
    }
}

impl Payout {
    /// The pot of an offer goes back to who made it.
    pub(crate) fn offer_back(order: &Order) -> Result<Self> {
        let side = order.offerer();
        let mut payout = Self::default();
        *payout.share(side) = part(order, side)?;
        Ok(payout)
    }

    /// All goes back to both.
    pub(crate) fn refund(order: &Order) -> Result<Self> {
        let (buyer, seller) = (part(order, Side::Buyer)?, part(order, Side::Seller)?);
        Ok(Self { buyer, seller, ..Self::default() })
    }

    /// `to_seller` wei of the price go to the seller, less the marketplace's part of them.
    pub(crate) fn split(order: &Order, conditions: &Conditions, to_seller: U256) -> Result<Self> {
        let mut payout = Self::refund(order)?;
        let fee = to_seller.checked_mul(U256::from(conditions.fee_bps)).unwrap_or_default();
        let fee = fee.checked_div(U256::from(WHOLE)).unwrap_or_default();
        payout.buyer = minus(payout.buyer, to_seller)?;
        payout.seller = plus(payout.seller, minus(to_seller, fee)?)?;
        payout.marketplace = fee;
        Ok(payout)
    }

    /// The price goes to the seller, less the marketplace's part.
    pub(crate) fn release(order: &Order, conditions: &Conditions) -> Result<Self> {
        Self::split(order, conditions, wei(order.price))
    }

    /// `side` forfeits `amount` wei to the arbiter.
    pub(crate) fn forfeit(&mut self, side: Side, amount: U256) -> Result<()> {
        let share = self.share(side);
        *share = minus(*share, amount)?;
        self.arbiter = plus(self.arbiter, amount)?;
        Ok(())
    }

    /// `from` hands `amount` wei over to the other side.
    pub(crate) fn hand_over(&mut self, from: Side, amount: U256) -> Result<()> {
        let share = self.share(from);
        *share = minus(*share, amount)?;
        let share = self.share(from.other());
        *share = plus(*share, amount)?;
        Ok(())
    }

    /// All of it.
    pub(crate) fn total(&self) -> Result<U256> {
        plus(plus(self.buyer, self.seller)?, plus(self.marketplace, self.arbiter)?)
    }

    const fn share(&mut self, side: Side) -> &mut U256 {
        match side {
            Side::Buyer => &mut self.buyer,
            Side::Seller => &mut self.seller,
        }
    }
}

impl Side {
    /// The other one.
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Buyer => Self::Seller,
            Self::Seller => Self::Buyer,
        }
    }
}
