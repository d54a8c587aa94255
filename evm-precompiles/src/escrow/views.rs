//! What can be read.

use alloy_primitives::{Address, B256, U256, aliases::U40};

use super::{
    funds::wei,
    payout::Side,
    records::{Deal, accounts, fills, flags, ids, orders, talks, totals, tracking_hashes},
    terms,
};
use crate::{
    Call, Result,
    abi::{
        IEscrow::{Order, accountOfReturn, offerFillReturn, ordersOfReturn, totalsReturn},
        IPrecompile::PageTooLarge,
    },
};

/// The longest page of a list.
const MAX_PAGE: u64 = 100;

/// An order as it stands.
///
/// # Errors
/// `UnknownOrder`.
pub(crate) fn order(call: &mut Call<'_>, id: B256) -> Result<Order> {
    let deal = Deal::load(call, id)?;
    let (courier, conditions) = (deal.courier(call)?, deal.conditions(call)?);
    let court = deal.court(call)?;
    let talks = talks().at(call, id)?.load(call)?;
    let order = deal.order;
    let tracking_hash = if courier.carrier.is_zero() {
        B256::ZERO
    } else {
        tracking_hashes().at(call, id)?.get(call)?
    };
    let (buyers, sellers) = (talks.proposal(Side::Buyer), talks.proposal(Side::Seller));
    Ok(Order {
        buyer: order.buyer,
        seller: order.seller,
        price: wei(order.price),
        deposit: wei(order.deposit),
        state: order.state(),
        offeredBySeller: order.has(flags::BY_SELLER),
        dueAt: order.due_at,
        shipBy: order.ship_by,
        deliverBy: order.deliver_by,
        inspection: order.inspection,
        release: order.release(),
        carrier: courier.carrier,
        marketplace: conditions.marketplace,
        feeBps: conditions.fee_bps,
        arbitration: terms::arbitration(&order, &conditions, court),
        trackingHash: tracking_hash,
        caseId: talks.case_id.to(),
        buyerProposes: buyers.is_some(),
        buyerProposal: buyers.unwrap_or_default(),
        sellerProposes: sellers.is_some(),
        sellerProposal: sellers.unwrap_or_default(),
    })
}

/// The id of an order by its number; zero when there is none.
///
/// # Errors
/// Those of the state.
pub(crate) fn order_at(call: &mut Call<'_>, number: U256) -> Result<B256> {
    ids().at(call, numbered(number))?.get(call)
}

/// An order's number as it is stored; zero, which is none's, for what cannot be one.
fn numbered(number: U256) -> U40 {
    if number.bit_len() > U40::BITS { U40::ZERO } else { number.wrapping_to() }
}

/// A page of a party's orders, the latest first.
///
/// # Errors
/// `PageTooLarge`.
pub(crate) fn orders_of(
    call: &mut Call<'_>,
    party: Address,
    cursor: U256,
    limit: U256,
) -> Result<ordersOfReturn> {
    let max = U256::from(MAX_PAGE);
    if limit > max {
        return Err(PageTooLarge { limit, max }.into());
    }
    let mut number = if cursor.is_zero() {
        accounts().at(call, party)?.load(call)?.latest
    } else {
        numbered(cursor)
    };
    let mut page = Vec::new();
    while !number.is_zero() && U256::from(page.len()) < limit {
        let id = ids().at(call, number)?.get(call)?;
        let order = orders().at(call, id)?.load(call)?;
        number = match party {
            party if party == order.buyer => order.buyers_previous,
            party if party == order.seller => order.sellers_previous,
            // The cursor was made up.
            _ => return Ok(ordersOfReturn { ids: page, next: U256::ZERO }),
        };
        page.push(id);
    }
    Ok(ordersOfReturn { ids: page, next: U256::from(number) })
}

/// An account's figures.
///
/// # Errors
/// Those of the state.
pub(crate) fn account_of(call: &mut Call<'_>, party: Address) -> Result<accountOfReturn> {
    let account = accounts().at(call, party)?.load(call)?;
    Ok(accountOfReturn {
        free: wei(account.free),
        orders: U256::from(account.orders),
        offerEpoch: U256::from(account.offer_epoch),
    })
}

/// What the contract holds.
///
/// # Errors
/// Those of the state.
pub(crate) fn sums(call: &mut Call<'_>) -> Result<totalsReturn> {
    let totals = totals().load(call)?;
    let (held, free) = (wei(totals.held), wei(totals.free));
    Ok(totalsReturn { orders: U256::from(totals.orders), held, free })
}

/// How far a signed offer was used.
///
/// # Errors
/// Those of the state.
pub(crate) fn offer_fill(
    call: &mut Call<'_>,
    seller: Address,
    hash: B256,
) -> Result<offerFillReturn> {
    let fill = fills().at(call, seller)?.at(call, hash)?.load(call)?;
    Ok(offerFillReturn { filled: U256::from(fill.filled), cancelled: fill.cancelled })
}
