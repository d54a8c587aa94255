//! Orders of the escrow: one by its id, a party's latest first.

use alloy_primitives::{Address, B256, U256};
use cybermiles_evm_precompiles::{
    abi::IEscrow::{self, orderCall, ordersOfCall},
    address::ESCROW,
};
use serde::Serialize;

use super::{
    Listed, Page, ask,
    views::Views,
    words::{hash, name, some, somebody},
};
use crate::{error::RpcError, methods::Table};

/// Enters the methods.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_getOrder", |_, mut params| {
        let id = params.required::<B256>("order id")?;
        let block = params.block()?;
        params.end()?;
        ask(block, move |views| order(views, id))
    });
    table.job("cmt_getOrdersOf", |_, mut params| {
        let party = params.required::<Address>("buyer or seller")?;
        let page = Page::read(&mut params)?;
        let block = params.block()?;
        params.end()?;
        ask(block, move |views| orders_of(views, party, page))
    });
}

/// The order with this id; `None` when there is none.
pub(super) fn order(views: &Views<'_>, id: B256) -> Result<Option<Order>, RpcError> {
    let found = views.find::<_, IEscrow::UnknownOrder>(ESCROW, &orderCall { id })?;
    Ok(found.map(|order| Order::new(id, order)))
}

fn orders_of(views: &Views<'_>, party: Address, page: Page) -> Result<Listed<Order>, RpcError> {
    let call = ordersOfCall { party, cursor: page.cursor, limit: page.limit() };
    let listed = views.get(ESCROW, &call)?;
    let orders = listed.ids.into_iter().filter_map(|id| order(views, id).transpose());
    Ok(Listed { items: orders.collect::<Result<_, _>>()?, total: None, next: some(listed.next) })
}

/// `IEscrow.Order`. Amounts in wei, moments in Unix seconds, durations in seconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    id: B256,
    state: String,
    state_code: U256,
    buyer: Address,
    seller: Address,
    price: U256,
    deposit: U256,
    offered_by: &'static str,
    due_at: Option<U256>,
    ship_by: U256,
    deliver_by: U256,
    inspection: U256,
    release: String,
    release_code: U256,
    carrier: Option<Address>,
    marketplace: Option<Address>,
    fee_bps: U256,
    arbitration: Arbitration,
    tracking_hash: Option<B256>,
    pub(super) case_id: Option<U256>,
    buyer_proposal: Option<U256>,
    seller_proposal: Option<U256>,
}

/// `IEscrow.Arbitration`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Arbitration {
    bid_window: U256,
    accept_window: U256,
    ruling_window: U256,
    fee_only: bool,
    court: Option<Address>,
}

impl Order {
    fn new(id: B256, order: IEscrow::Order) -> Self {
        let terms = order.arbitration;
        Self {
            id,
            state: name(order.state),
            state_code: U256::from(order.state as u8),
            buyer: order.buyer,
            seller: order.seller,
            price: order.price,
            deposit: order.deposit,
            offered_by: if order.offeredBySeller { "seller" } else { "buyer" },
            due_at: some(U256::from(order.dueAt)),
            ship_by: U256::from(order.shipBy),
            deliver_by: U256::from(order.deliverBy),
            inspection: U256::from(order.inspection),
            release: name(order.release),
            release_code: U256::from(order.release as u8),
            carrier: somebody(order.carrier),
            marketplace: somebody(order.marketplace),
            fee_bps: U256::from(order.feeBps),
            arbitration: Arbitration {
                bid_window: U256::from(terms.bidWindow),
                accept_window: U256::from(terms.acceptWindow),
                ruling_window: U256::from(terms.rulingWindow),
                fee_only: terms.feeOnly,
                court: somebody(terms.court),
            },
            tracking_hash: hash(order.trackingHash),
            case_id: some(order.caseId),
            buyer_proposal: order.buyerProposes.then_some(order.buyerProposal),
            seller_proposal: order.sellerProposes.then_some(order.sellerProposal),
        }
    }
}
