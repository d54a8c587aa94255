//! The proposals of Governance, in the order in which they were made.

use alloy_primitives::{Address, U256};
use cybermiles_evm_precompiles::{
    abi::IGovernance::{self, proposalCountCall, proposalsCall},
    address::GOVERNANCE,
};
use serde::Serialize;

use super::{
    Listed, Page, ask,
    views::Views,
    words::{name, some},
};
use crate::{error::RpcError, methods::Table};

/// Enters the method.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_proposals", |_, mut params| {
        let page = Page::read(&mut params)?;
        let block = params.block()?;
        params.end()?;
        ask(block, move |views| proposals(views, page))
    });
}

fn proposals(views: &Views<'_>, page: Page) -> Result<Listed<Proposal>, RpcError> {
    let call = proposalsCall { from: page.cursor, limit: page.limit() };
    let records = views.get(GOVERNANCE, &call)?;
    let total = views.get(GOVERNANCE, &proposalCountCall {})?;
    let next = page.after(records.len()).filter(|next| *next < total);
    let items = records.into_iter().map(Proposal::from).collect();
    Ok(Listed { items, total: Some(total), next })
}

/// `IGovernance.Proposal`. Deposit and votes in wei, moments in Unix seconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Proposal {
    id: U256,
    kind: String,
    state: String,
    proposer: Address,
    title: String,
    action: Action,
    deposit: U256,
    submitted_at: U256,
    ends_at: U256,
    execute_at: Option<U256>,
    tally: Tally,
}

/// `IGovernance.Action`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    key: String,
    account: Address,
    index: U256,
    value: U256,
    flag: bool,
    claimant: Address,
}

/// `IGovernance.Tally`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Tally {
    yes: U256,
    no: U256,
    abstain: U256,
    veto: U256,
    total: U256,
}

impl From<IGovernance::Proposal> for Proposal {
    fn from(record: IGovernance::Proposal) -> Self {
        let IGovernance::Action { key, account, index, value, flag, claimant } = record.action;
        let IGovernance::Tally { yes, no, abstain, veto, total } = record.tally;
        Self {
            id: record.id,
            kind: name(record.kind),
            state: name(record.state),
            proposer: record.proposer,
            title: record.title,
            action: Action { key, account, index: U256::from(index), value, flag, claimant },
            deposit: record.deposit,
            submitted_at: record.submittedAt,
            ends_at: record.endsAt,
            execute_at: some(record.executeAt),
            tally: Tally { yes, no, abstain, veto, total },
        }
    }
}
