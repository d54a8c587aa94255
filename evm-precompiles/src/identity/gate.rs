//! Cheap questions for contracts: does somebody I believe vouch for this account, now?

use alloy_primitives::{Address, B256, U256};

use super::{
    attest::standing_of,
    attestations,
    bond::{bit, is_active},
    links::identity_of,
    providers,
    records::{Standing, Time},
    trust::list,
};
use crate::{Call, Result};

/// Whether what an attester says holds now, given its epoch.
pub(super) fn holds(call: &Call<'_>, standing: &Standing, epoch: u32) -> bool {
    let now = Time::saturating_from(call.timestamp());
    let running = standing.expires_at.is_zero() || now < standing.expires_at;
    standing.uid != 0 && running && standing.epoch == epoch
}

/// Whether an attestation holds: it is what its attester says now.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn is_valid(call: &mut Call<'_>, uid: U256) -> Result<bool> {
    let number = uid.saturating_to();
    let state = attestations().at(call, number)?.load(call)?;
    if state.attester.is_zero() {
        return Ok(false);
    }
    let key = (state.subject, state.schema, state.attester);
    let standing = standing_of(call, key)?.load(call)?;
    let provider = providers().at(call, state.attester)?.load(call)?;
    Ok(standing.uid == number && holds(call, &standing, provider.epoch))
}

/// Whether `attester` says something under `schema` about the identity `account` acts for.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn is_attested(
    call: &mut Call<'_>,
    account: Address,
    schema: B256,
    attester: Address,
) -> Result<bool> {
    let identity = identity_of(call, account)?;
    if identity.is_zero() {
        return Ok(false);
    }
    let standing = standing_of(call, (identity, schema, attester))?.load(call)?;
    if standing.uid == 0 {
        return Ok(false);
    }
    let provider = providers().at(call, attester)?.load(call)?;
    Ok(holds(call, &standing, provider.epoch))
}

/// Whether somebody trusted for `kind` says something under `schema` about the identity `account`
/// acts for.
///
/// # Errors
/// `InvalidKind`.
pub(super) fn has_trusted(
    call: &mut Call<'_>,
    account: Address,
    schema: B256,
    kind: u8,
) -> Result<bool> {
    let candidates = list(call, kind)?;
    let identity = identity_of(call, account)?;
    if identity.is_zero() {
        return Ok(false);
    }
    let said = super::standing().at(call, identity)?.at(call, schema)?;
    for attester in candidates {
        let standing = said.at(call, attester)?.load(call)?;
        if standing.uid == 0 {
            continue;
        }
        let provider = providers().at(call, attester)?.load(call)?;
        let trusted = is_active(&provider) && provider.trusted & bit(kind) != 0;
        if trusted && holds(call, &standing, provider.epoch) {
            return Ok(true);
        }
    }
    Ok(false)
}
