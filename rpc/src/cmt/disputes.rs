//! A dispute with its bids, by its case number or by the order it is about.

use alloy_primitives::{Address, B256, U256};
use cybermiles_evm_precompiles::{
    abi::IArbitration::{self, bidsOfCall, getCaseCall},
    address::{ARBITRATION, ESCROW},
};
use serde::{Deserialize, Serialize};

use super::{
    ask,
    orders::order,
    views::Views,
    words::{name, some, somebody},
};
use crate::{error::RpcError, methods::Table};

/// Enters the method.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_getDispute", |_, mut params| {
        let which = params.required::<Which>("case number or order id")?;
        let block = params.block()?;
        params.end()?;
        ask(block, move |views| match which {
            Which::Case(case) => dispute(views, case),
            Which::Order(id) => match order(views, id)?.and_then(|order| order.case_id) {
                Some(case) => dispute(views, case),
                None => Ok(None),
            },
        })
    });
}

/// How a dispute is named. An order's id has all its 64 digits, which no quantity has to.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged, expecting = "expected a case number, or the 32 bytes of an order id")]
enum Which {
    Order(B256),
    Case(U256),
}

fn dispute(views: &Views<'_>, case: U256) -> Result<Option<Dispute>, RpcError> {
    let call = getCaseCall { caseId: case };
    let Some(found) = views.find::<_, IArbitration::NoSuchCase>(ARBITRATION, &call)? else {
        return Ok(None);
    };
    let bids = views.get(ARBITRATION, &bidsOfCall { caseId: case })?;
    Ok(Some(Dispute::new(case, found, bids)))
}

/// `IArbitration.CaseRecord`. Amounts in wei, moments in Unix seconds, windows in seconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Dispute {
    case_id: U256,
    opener: Address,
    reference: B256,
    order_id: Option<B256>,
    buyer: Address,
    seller: Address,
    excluded: Vec<Address>,
    max_fee: U256,
    terms: Terms,
    phase: String,
    phase_code: U256,
    deadline: Option<U256>,
    arbiter: Option<Address>,
    fee: U256,
    missed: U256,
    outcome: String,
    outcome_code: U256,
    bids: Vec<Bid>,
}

/// `IArbitration.Terms`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Terms {
    bid_window: U256,
    accept_window: U256,
    ruling_window: U256,
    court: Option<Address>,
}

/// `IArbitration.Bid`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Bid {
    arbiter: Address,
    fee: U256,
    accepted_by_buyer: bool,
    accepted_by_seller: bool,
    vetoed: bool,
    tried: bool,
}

impl Dispute {
    fn new(case_id: U256, case: IArbitration::CaseRecord, bids: Vec<IArbitration::Bid>) -> Self {
        Self {
            case_id,
            opener: case.opener,
            reference: case.r#ref,
            order_id: (case.opener == ESCROW).then_some(case.r#ref),
            buyer: case.buyer,
            seller: case.seller,
            excluded: case.excluded.into_iter().filter_map(somebody).collect(),
            max_fee: case.maxFee,
            terms: Terms {
                bid_window: U256::from(case.terms.bidWindow),
                accept_window: U256::from(case.terms.acceptWindow),
                ruling_window: U256::from(case.terms.rulingWindow),
                court: somebody(case.terms.court),
            },
            phase: name(case.phase),
            phase_code: U256::from(case.phase as u8),
            deadline: some(case.deadline),
            arbiter: somebody(case.arbiter),
            fee: case.fee,
            missed: case.missed,
            outcome: name(case.outcome),
            outcome_code: U256::from(case.outcome as u8),
            bids: bids.into_iter().map(Bid::from).collect(),
        }
    }
}

impl From<IArbitration::Bid> for Bid {
    fn from(bid: IArbitration::Bid) -> Self {
        Self {
            arbiter: bid.arbiter,
            fee: bid.fee,
            accepted_by_buyer: bid.acceptedByBuyer,
            accepted_by_seller: bid.acceptedBySeller,
            vetoed: bid.vetoed,
            tried: bid.tried,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_id_is_told_from_a_case_number_by_its_length() {
        let read = |text: &str| serde_json::from_str::<Which>(&format!("\"{text}\""));
        assert_eq!(read("0x7").unwrap(), Which::Case(U256::from(7)));
        let id = B256::with_last_byte(7);
        assert_eq!(read(&id.to_string()).unwrap(), Which::Order(id));
        assert!(read("seven").unwrap_err().to_string().contains("expected a case number"));
    }
}
