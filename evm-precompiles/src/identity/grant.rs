//! Permissions to read: to whom, what, for which use, from when to when.

use alloy_primitives::{Address, B256, U256};

use super::{
    MAX_GRANT_PERIOD, MAX_SCOPES,
    bond::active,
    grant_count, grant_scopes, grant_terms, grant_windows, grants_of, grants_to,
    links::{acting, controller_of, require_acting_for},
    nonce::verify_once,
    records::{GrantTerms, GrantWindow, Time},
};
use crate::{
    Call, Result,
    abi::{
        IGovernance::Pausable,
        IIdentity::{
            AccessLogged, Grant, GrantAlreadyRevoked, GrantCreated, GrantNotActive, GrantRevoked,
            InvalidPeriod, InvalidScopes, RevokeGrant, UnknownGrant, ZeroHash, createGrantCall,
        },
        IPrecompile::ZeroAddress,
    },
    governance::refuse_paused,
    storage::Record,
};

/// Opens data of the caller's identity to a client; answers the grant's number.
///
/// # Errors
/// `Paused`, `IdentityMoved`, `ZeroAddress`, `InvalidScopes`, `ZeroHash`, `InvalidPeriod`.
pub(super) fn create(call: &mut Call<'_>, wanted: &createGrantCall) -> Result<U256> {
    refuse_paused(call, Pausable::Grants)?;
    let subject = acting(call)?;
    let createGrantCall { client, purpose, .. } = *wanted;
    if client.is_zero() {
        return Err(ZeroAddress {}.into());
    }
    check_scopes(&wanted.scopes)?;
    let (not_before, not_after) = period(call, wanted.notBefore, wanted.notAfter)?;
    let grantId = grant_count().get(call)?.saturating_add(U256::ONE);
    let number = grantId.saturating_to();
    grant_count().set(call, grantId)?;
    let window = GrantWindow { client, not_before, not_after, revoked: false };
    grant_windows().at(call, number)?.create(call, &window)?;
    let created_at = Time::saturating_from(call.timestamp());
    let terms = GrantTerms { subject, created_at, purpose };
    grant_terms().at(call, number)?.create(call, &terms)?;
    let scopes = grant_scopes().at(call, number)?;
    wanted.scopes.iter().try_for_each(|scope| scopes.push(call, *scope))?;
    grants_of().at(call, subject)?.push(call, number)?;
    grants_to().at(call, client)?.push(call, number)?;
    call.emit(&GrantCreated {
        grantId,
        subject,
        client,
        scopes: wanted.scopes.clone(),
        purpose,
        notBefore: U256::from(not_before),
        notAfter: U256::from(not_after),
    })?;
    Ok(grantId)
}

fn check_scopes(scopes: &[B256]) -> Result<()> {
    if scopes.is_empty() || scopes.len() > MAX_SCOPES {
        let (count, max) = (U256::from(scopes.len()), U256::from(MAX_SCOPES));
        return Err(InvalidScopes { count, max }.into());
    }
    if scopes.iter().any(|scope| scope.is_zero()) {
        return Err(ZeroHash {}.into());
    }
    Ok(())
}

/// The first second, not before now, and the first second after it, of a period that is neither
/// empty nor too long nor too far ahead.
fn period(call: &Call<'_>, notBefore: U256, notAfter: U256) -> Result<(Time, Time)> {
    let (now, most) = (U256::from(call.timestamp()), U256::from(MAX_GRANT_PERIOD));
    let start = notBefore.max(now);
    let soon = start.saturating_sub(now) <= most;
    let short = notAfter > start && notAfter.saturating_sub(start) <= most;
    let times = [start, notAfter].map(|time| Time::checked_from_limbs_slice(time.as_limbs()));
    match times {
        [Some(start), Some(end)] if soon && short => Ok((start, end)),
        _ => Err(InvalidPeriod { notBefore, notAfter, maxPeriod: most }.into()),
    }
}

/// A grant that there is: its place, its window, its terms.
fn find(
    call: &mut Call<'_>,
    grantId: U256,
) -> Result<(Record<GrantWindow>, GrantWindow, GrantTerms)> {
    let number = grantId.saturating_to();
    let place = grant_windows().at(call, number)?;
    let window = place.load(call)?;
    if window.client.is_zero() {
        return Err(UnknownGrant { grantId }.into());
    }
    let terms = grant_terms().at(call, number)?.load(call)?;
    Ok((place, window, terms))
}

/// Takes a grant of the caller's identity back.
///
/// # Errors
/// `UnknownGrant`, `NotController`, `IdentityMoved`, `GrantAlreadyRevoked`.
pub(super) fn revoke(call: &mut Call<'_>, grantId: U256) -> Result<()> {
    let (place, window, terms) = find(call, grantId)?;
    require_acting_for(call, terms.subject)?;
    end(call, grantId, place, &window, terms.subject)
}

/// Takes a grant back by a signature of who acts for its subject.
///
/// # Errors
/// `UnknownGrant`, `SignatureExpired`, `InvalidSignature`, `GrantAlreadyRevoked`.
pub(super) fn revoke_signed(
    call: &mut Call<'_>,
    grantId: U256,
    deadline: U256,
    signature: &[u8],
) -> Result<()> {
    let (place, window, terms) = find(call, grantId)?;
    let signer = controller_of(call, terms.subject)?;
    verify_once(call, signer, deadline, signature, |nonce| RevokeGrant {
        grantId,
        nonce,
        deadline,
    })?;
    end(call, grantId, place, &window, terms.subject)
}

/// Ends a grant now: whether it was active at an earlier time stays known.
fn end(
    call: &mut Call<'_>,
    grantId: U256,
    place: Record<GrantWindow>,
    window: &GrantWindow,
    subject: Address,
) -> Result<()> {
    if window.revoked {
        return Err(GrantAlreadyRevoked { grantId }.into());
    }
    let now = Time::saturating_from(call.timestamp());
    let not_after = now.clamp(window.not_before, window.not_after);
    place.update(call, window, &GrantWindow { not_after, revoked: true, ..*window })?;
    call.emit(&GrantRevoked { grantId, subject, client: window.client })
}

/// Whether a grant is active at `time` (seconds since 1970), as things stand.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn is_active(call: &mut Call<'_>, grantId: U256, time: U256) -> Result<bool> {
    let window = grant_windows().at(call, grantId.saturating_to())?.load(call)?;
    Ok(within(&window, time))
}

/// A window of zeros, where there is no grant, contains no time.
fn within(window: &GrantWindow, time: U256) -> bool {
    U256::from(window.not_before) <= time && time < U256::from(window.not_after)
}

/// Writes down that data was read under an active grant.
///
/// # Errors
/// `UnknownGrant`, `GrantNotActive`; `NotProvider` for who is neither the client nor a provider.
pub(super) fn log_access(call: &mut Call<'_>, grantId: U256, dataHash: B256) -> Result<()> {
    let (_, window, _) = find(call, grantId)?;
    if !within(&window, U256::from(call.timestamp())) {
        return Err(GrantNotActive { grantId }.into());
    }
    let by = call.caller();
    if by != window.client {
        active(call, by)?;
    }
    call.emit(&AccessLogged { grantId, by, dataHash })
}

/// A grant; all zero when there is none.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn view(call: &mut Call<'_>, grantId: U256) -> Result<Grant> {
    let number = grantId.saturating_to();
    let window = grant_windows().at(call, number)?.load(call)?;
    let terms = grant_terms().at(call, number)?.load(call)?;
    let scopes = grant_scopes().at(call, number)?.page(call, 0, MAX_SCOPES as u64)?;
    Ok(Grant {
        subject: terms.subject,
        client: window.client,
        scopes,
        purpose: terms.purpose,
        notBefore: U256::from(window.not_before),
        notAfter: U256::from(window.not_after),
        createdAt: U256::from(terms.created_at),
        revoked: window.revoked,
    })
}
