//! The permissions to read that an identity gave, or that a client was given.

use alloy_primitives::{Address, B256, U256};
use cybermiles_evm_precompiles::{
    abi::IIdentity::{self, grantCall, grantsOfCall, grantsToCall},
    address::IDENTITY,
};
use serde::{Deserialize, Serialize};

use super::{Listed, Page, ask, views::Views};
use crate::{error::RpcError, methods::Table};

/// Enters the method.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_getGrants", |_, mut params| {
        let account = params.required::<Address>("account")?;
        let side = params.optional::<Side>("side")?.unwrap_or(Side::Given);
        let page = Page::read(&mut params)?;
        let block = params.block()?;
        params.end()?;
        ask(block, move |views| grants(views, account, side, page))
    });
}

/// On which side of the grants the account is.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    /// It is the person whose data is opened.
    Given,
    /// It may read.
    Received,
}

fn grants(
    views: &Views<'_>,
    account: Address,
    side: Side,
    page: Page,
) -> Result<Listed<Grant>, RpcError> {
    let (from, limit) = (page.cursor, page.limit());
    let ids = match side {
        Side::Given => views.get(IDENTITY, &grantsOfCall { account, from, limit })?,
        Side::Received => views.get(IDENTITY, &grantsToCall { client: account, from, limit })?,
    };
    let now = U256::from(views.timestamp()?);
    let grant = |id: &U256| -> Result<Grant, RpcError> {
        Ok(Grant::new(*id, views.get(IDENTITY, &grantCall { grantId: *id })?, now))
    };
    let items = ids.iter().map(grant).collect::<Result<Vec<_>, _>>()?;
    Ok(Listed { next: page.after(items.len()), items, total: None })
}

/// `IIdentity.Grant`. Moments in Unix seconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Grant {
    id: U256,
    subject: Address,
    client: Address,
    scopes: Vec<B256>,
    purpose: B256,
    not_before: U256,
    not_after: U256,
    created_at: U256,
    revoked: bool,
    /// Whether it is active at the time of the block asked about.
    active: bool,
}

impl Grant {
    fn new(id: U256, grant: IIdentity::Grant, now: U256) -> Self {
        Self {
            id,
            subject: grant.subject,
            client: grant.client,
            scopes: grant.scopes,
            purpose: grant.purpose,
            not_before: grant.notBefore,
            not_after: grant.notAfter,
            created_at: grant.createdAt,
            revoked: grant.revoked,
            active: grant.notBefore <= now && now < grant.notAfter,
        }
    }
}
