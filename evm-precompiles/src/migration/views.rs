//! What can be read. A chain without a migration answers as one where nothing is to be claimed.

use alloy_primitives::{Address, B256, U256};

use super::{
    balances_slot, block_hash, claims::open_ledger, origin, records::Origin, rows, state_root,
};
use crate::{
    Call, Result,
    abi::IMigration::{Class, Row, Snapshot, eip712DomainReturn},
    address::{DOMAIN_VERSION, domain_name},
    signature::DOMAIN_FIELDS,
};

/// `row(address)`.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn row(call: &mut Call<'_>, account: Address) -> Result<Row> {
    let row = rows().at(call, account)?.load(call)?;
    Ok(Row {
        exists: row.exists,
        class: Class::try_from(row.class).unwrap_or(Class::Other),
        claimant: row.claimant,
        isOpen: row.is_open,
        isClaimed: row.is_claimed,
    })
}

/// `snapshot()`.
///
/// # Errors
/// `NoMigration`.
pub(super) fn taken_over(call: &mut Call<'_>) -> Result<Snapshot> {
    open_ledger(call)?;
    let Origin { token, block_number, is_vyper } = origin().load(call)?;
    Ok(Snapshot {
        token,
        blockNumber: U256::from(block_number),
        blockHash: block_hash().get(call)?,
        stateRoot: state_root().get(call)?,
        balancesSlot: balances_slot().get(call)?,
        isVyper: is_vyper,
    })
}

/// `eip712Domain()`.
pub(super) fn domain(call: &Call<'_>) -> eip712DomainReturn {
    eip712DomainReturn {
        fields: DOMAIN_FIELDS,
        name: domain_name(call.account()).into(),
        version: DOMAIN_VERSION.into(),
        chainId: U256::from(call.chain_id()),
        verifyingContract: call.account(),
        salt: B256::ZERO,
        extensions: Vec::new(),
    }
}
