//! How much CMT there is, and how much of it the native contracts hold for others.

use alloy_primitives::U256;
use cybermiles_evm_precompiles::{
    abi::{
        IArbitration,
        ICMT::{totalBurnedCall, totalSupplyCall},
        IEscrow,
        IIdentity::totalBondsCall,
        IMigration::remainingCall,
        IStaking::{supplyCall, totalsCall as stakingTotalsCall},
    },
    address::{ARBITRATION, CMT, ESCROW, IDENTITY, MIGRATION, STAKING},
};
use serde::Serialize;

use super::{ask, views::Views};
use crate::{error::RpcError, methods::Table};

/// Enters the method.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_supply", |api, mut params| {
        let block = params.block()?;
        params.end()?;
        let network = api.chain.spec().is_network();
        ask(block, move |views| supply(views, network))
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
    /// What the migration left to be claimed, and nobody has yet.
    in_migration: U256,
    /// `null` on a development chain, which has no staking.
    staking: Option<Staking>,
}

/// What a network's staking makes of the supply, in wei: `genesis + minted - burned` is all there
/// is.
#[derive(Clone, Debug, Serialize)]
struct Staking {
    genesis: U256,
    minted: U256,
    burned: U256,
    /// Stakes, and those on their way out.
    locked: U256,
    /// All that is not locked.
    circulating: U256,
    staked: U256,
    unbonding: U256,
    /// Rewards not distributed yet.
    pool: U256,
    /// Rewards distributed and not claimed yet.
    owed: U256,
}

fn staking(views: &Views<'_>) -> Result<Staking, RpcError> {
    let supply = views.get(STAKING, &supplyCall {})?;
    let totals = views.get(STAKING, &stakingTotalsCall {})?;
    Ok(Staking {
        genesis: supply.genesis,
        minted: supply.minted,
        burned: supply.burned,
        locked: supply.locked,
        circulating: supply.circulating,
        staked: totals.staked,
        unbonding: totals.unbonding,
        pool: totals.pool,
        owed: totals.owed,
    })
}

fn supply(views: &Views<'_>, network: bool) -> Result<Supply, RpcError> {
    let escrow = views.get(ESCROW, &IEscrow::totalsCall {})?;
    let arbitration = views.get(ARBITRATION, &IArbitration::totalsCall {})?;
    Ok(Supply {
        total: views.get(CMT, &totalSupplyCall {})?,
        burned: views.get(CMT, &totalBurnedCall {})?,
        in_escrow: escrow.held.saturating_add(escrow.free),
        in_arbitration: arbitration.bonds.saturating_add(arbitration.fees),
        in_identity: views.get(IDENTITY, &totalBondsCall {})?,
        in_migration: views.get(MIGRATION, &remainingCall {})?,
        staking: if network { Some(staking(views)?) } else { None },
    })
}
