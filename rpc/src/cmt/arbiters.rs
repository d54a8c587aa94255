//! The arbiters and their public records, in the order in which they registered.

use alloy_primitives::{Address, B256, U256};
use cybermiles_evm_precompiles::{
    abi::IArbitration::{ArbiterRecord, arbiterCountCall, arbitersCall},
    address::ARBITRATION,
};
use serde::Serialize;

use super::{Listed, Page, ask, views::Views, words::some};
use crate::{error::RpcError, methods::Table};

/// Enters the method.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_getArbiters", |_, mut params| {
        let page = Page::read(&mut params)?;
        let block = params.block()?;
        params.end()?;
        ask(block, move |views| arbiters(views, page))
    });
}

fn arbiters(views: &Views<'_>, page: Page) -> Result<Listed<Arbiter>, RpcError> {
    let call = arbitersCall { from: page.cursor, limit: page.limit() };
    let records = views.get(ARBITRATION, &call)?;
    let total = views.get(ARBITRATION, &arbiterCountCall {})?;
    let next = page.after(records.len()).filter(|next| *next < total);
    let items = records.into_iter().map(Arbiter::from).collect();
    Ok(Listed { items, total: Some(total), next })
}

/// `IArbitration.ArbiterRecord`. The bond in wei, moments in Unix seconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Arbiter {
    account: Address,
    bond: U256,
    active: bool,
    release_at: Option<U256>,
    bound_until: Option<U256>,
    open_cases: U256,
    taken: U256,
    ruled: U256,
    missed: U256,
    escalated: U256,
    joined_at: U256,
    categories: U256,
    profile: B256,
}

impl From<ArbiterRecord> for Arbiter {
    fn from(record: ArbiterRecord) -> Self {
        Self {
            account: record.account,
            bond: record.bond,
            active: record.active,
            release_at: some(record.releaseAt),
            bound_until: some(record.boundUntil),
            open_cases: record.openCases,
            taken: record.taken,
            ruled: record.ruled,
            missed: record.missed,
            escalated: record.escalated,
            joined_at: record.joinedAt,
            categories: U256::from(record.categories),
            profile: record.profile,
        }
    }
}
