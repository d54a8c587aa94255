//! Whom governance trusts for what.

use alloy_primitives::{Address, U256};

use super::{
    MAX_KINDS, MAX_TRUSTED,
    bond::{active, bit, is_active},
    governor, providers,
    records::Provider,
    trusted,
};
use crate::{
    Call, Result,
    abi::{
        IIdentity::{
            GovernorChanged, InvalidKind, NotGovernor, NotOfKind, TrustChanged, TrustedListFull,
        },
        IPrecompile::ZeroAddress,
    },
    address::GOVERNANCE,
};

/// Who decides whom to trust: the Governance precompile unless somebody else was named.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn the_governor(call: &mut Call<'_>) -> Result<Address> {
    let named = governor().get(call)?;
    Ok(if named.is_zero() { GOVERNANCE } else { named })
}

fn require_governor(call: &mut Call<'_>) -> Result<Address> {
    let (caller, governor) = (call.caller(), the_governor(call)?);
    if caller == governor {
        return Ok(governor);
    }
    Err(NotGovernor { caller, governor }.into())
}

/// Hands the decision to `next`.
///
/// # Errors
/// `NotGovernor`, `ZeroAddress`.
pub(super) fn set_governor(call: &mut Call<'_>, next: Address) -> Result<()> {
    let previous = require_governor(call)?;
    if next.is_zero() {
        return Err(ZeroAddress {}.into());
    }
    governor().set(call, next)?;
    call.emit(&GovernorChanged { previous, next })
}

fn require_kind(kind: u8) -> Result<()> {
    if kind < MAX_KINDS {
        return Ok(());
    }
    Err(InvalidKind { kind, max: U256::from(MAX_KINDS) }.into())
}

/// Trusts a provider for a kind, or no longer.
///
/// # Errors
/// `NotGovernor`, `InvalidKind`; to trust: `NotProvider`, `NotOfKind`, `TrustedListFull`.
pub(crate) fn set_trusted(
    call: &mut Call<'_>,
    provider: Address,
    kind: u8,
    wanted: bool,
) -> Result<()> {
    require_governor(call)?;
    require_kind(kind)?;
    if wanted { trust(call, provider, kind) } else { distrust(call, provider, kind) }
}

fn trust(call: &mut Call<'_>, provider: Address, kind: u8) -> Result<()> {
    let (place, before) = active(call, provider)?;
    if before.kinds & bit(kind) == 0 {
        return Err(NotOfKind { provider, kind }.into());
    }
    if before.trusted & bit(kind) != 0 {
        return Ok(());
    }
    let list = trusted().at(call, kind)?;
    if list.len(call)? >= MAX_TRUSTED {
        return Err(TrustedListFull { kind, max: U256::from(MAX_TRUSTED) }.into());
    }
    list.push(call, provider)?;
    place.update(call, &before, &Provider { trusted: before.trusted | bit(kind), ..before })?;
    call.emit(&TrustChanged { provider, kind, trusted: true })
}

fn distrust(call: &mut Call<'_>, provider: Address, kind: u8) -> Result<()> {
    let place = providers().at(call, provider)?;
    let before = place.load(call)?;
    if before.trusted & bit(kind) == 0 {
        return Ok(());
    }
    place.update(call, &before, &Provider { trusted: before.trusted & !bit(kind), ..before })?;
    drop_kinds(call, provider, bit(kind))
}

/// Takes a provider off the lists of `kinds`, on each of which it is.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn drop_kinds(call: &mut Call<'_>, provider: Address, kinds: u32) -> Result<()> {
    for kind in (0..MAX_KINDS).filter(|kind| kinds & bit(*kind) != 0) {
        let list = trusted().at(call, kind)?;
        let members = list.page(call, 0, MAX_TRUSTED)?;
        if let Some(index) = members.iter().position(|member| *member == provider) {
            list.swap_remove(call, index as u64)?;
        }
        call.emit(&TrustChanged { provider, kind, trusted: false })?;
    }
    Ok(())
}

/// Whether `account` is trusted for `kind` now.
///
/// # Errors
/// `InvalidKind`.
pub(super) fn is_trusted(call: &mut Call<'_>, account: Address, kind: u8) -> Result<bool> {
    require_kind(kind)?;
    let provider = providers().at(call, account)?.load(call)?;
    Ok(is_active(&provider) && provider.trusted & bit(kind) != 0)
}

/// The list of a kind, at most [`MAX_TRUSTED`].
///
/// # Errors
/// `InvalidKind`.
pub(super) fn list(call: &mut Call<'_>, kind: u8) -> Result<Vec<Address>> {
    require_kind(kind)?;
    trusted().at(call, kind)?.page(call, 0, MAX_TRUSTED)
}
