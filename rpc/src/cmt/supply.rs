//! How much CMT there is, and how much of it the native contracts hold for others.

use alloy_primitives::U256;
use cybermiles_evm_precompiles::{
    abi::{
        IArbitration,
        ICMT::{totalBurnedCall, totalSupplyCall},
        IEscrow,
        IIdentity::totalBondsCall,
    },
    address::{ARBITRATION, CMT, ESCROW, IDENTITY},
};
use serde::Serialize;

use super::{ask, views::Views};
use crate::{error::RpcError, methods::Table};

/// Enters the method.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_supply", |_, mut params| {
        let block = params.block()?;
        params.end()?;
        ask(block, supply)
    });
}

/// Amounts in wei.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Supply {
    /// All there is, what the native contracts hold included.
    total: U256,
    /// Destroyed since the genesis.
    burned: U256,
    /// What orders and free balances of the escrow hold.
    in_escrow: U256,
    /// Bonds of arbiters, and fees paid in with cases.
    in_arbitration: U256,
    /// Bonds of providers.
    in_identity: U256,
}

fn supply(views: &Views<'_>) -> Result<Supply, RpcError> {
    let escrow = views.get(ESCROW, &IEscrow::totalsCall {})?;
    let arbitration = views.get(ARBITRATION, &IArbitration::totalsCall {})?;
    Ok(Supply {
        total: views.get(CMT, &totalSupplyCall {})?,
        burned: views.get(CMT, &totalBurnedCall {})?,
        in_escrow: escrow.held.saturating_add(escrow.free),
        in_arbitration: arbitration.bonds.saturating_add(arbitration.fees),
        in_identity: views.get(IDENTITY, &totalBondsCall {})?,
    })
}
