//! What attesters say about identities, and how they take it back.

use alloy_primitives::{Address, B256, U256};

use super::{
    attestation_count, attestations, attestations_of,
    bond::active,
    gate::holds,
    links::meant,
    nonce::verify_once,
    profiles, providers,
    records::{AttestationState, Provider, Standing, Time},
    standing,
};
use crate::{
    Call, Result,
    abi::{
        IGovernance::Pausable,
        IIdentity::{
            AllAttestationsRevoked, Attest, Attestation, AttestationAlreadyRevoked,
            AttestationRevoked, Attested, InvalidExpiry, NotAttester, NotProvider, NotRevocable,
            UnknownAttestation, ZeroHash, attestBySigCall, attestCall,
        },
        IPrecompile::ZeroAddress,
    },
    governance::refuse_paused,
    storage::Record,
};

/// Issues what an attester signed; answers its number.
///
/// # Errors
/// `SignatureExpired`, `InvalidSignature`; those of [`issue`].
pub(super) fn issue_signed(call: &mut Call<'_>, signed: &attestBySigCall) -> Result<U256> {
    let attestBySigCall { attester, subject, schema, commitment, .. } = *signed;
    let attestBySigCall { expiresAt, revocable, deadline, .. } = *signed;
    verify_once(call, attester, deadline, &signed.signature, |nonce| Attest {
        attester,
        subject,
        schema,
        commitment,
        expiresAt,
        revocable,
        nonce,
        deadline,
    })?;
    issue(call, attester, &attestCall { subject, schema, commitment, expiresAt, revocable })
}

/// Issues an attestation in place of the attester's earlier one about that subject under that
/// schema; answers its number.
///
/// # Errors
/// `Paused`, `NotProvider`, `ZeroAddress`, `ZeroHash`, `InvalidExpiry`; `NotRevocable` when the earlier one
/// was to stay and still holds.
pub(super) fn issue(call: &mut Call<'_>, attester: Address, wanted: &attestCall) -> Result<U256> {
    refuse_paused(call, Pausable::Attestations)?;
    let (_, provider) = active(call, attester)?;
    let attestCall { schema, commitment, expiresAt, revocable, .. } = *wanted;
    if wanted.subject.is_zero() {
        return Err(ZeroAddress {}.into());
    }
    if schema.is_zero() {
        return Err(ZeroHash {}.into());
    }
    let expires_at = expiry(call, expiresAt)?;
    let subject = meant(call, wanted.subject)?;
    let uid = attestation_count().get(call)?.saturating_add(U256::ONE);
    let number = uid.saturating_to();
    let epoch = provider.epoch;
    replace(
        call,
        (subject, schema, attester),
        &provider,
        Standing { uid: number, expires_at, epoch, revocable },
    )?;
    attestation_count().set(call, uid)?;
    let issued_at = Time::saturating_from(call.timestamp());
    attestations().at(call, number)?.create(
        call,
        &AttestationState {
            attester,
            issued_at,
            expires_at,
            revocable,
            revoked: false,
            subject,
            epoch,
            schema,
            commitment,
        },
    )?;
    attestations_of().at(call, subject)?.push(call, number)?;
    call.emit(&Attested { attester, subject, schema, uid, commitment, expiresAt, revocable })?;
    Ok(uid)
}

fn expiry(call: &Call<'_>, expiresAt: U256) -> Result<Time> {
    match Time::checked_from_limbs_slice(expiresAt.as_limbs()) {
        Some(time) if time.is_zero() || time > Time::saturating_from(call.timestamp()) => Ok(time),
        _ => Err(InvalidExpiry { expiresAt }.into()),
    }
}

/// The place of what an attester says now about a subject under a schema.
///
/// # Errors
/// As [`Call::keccak`].
pub(super) fn standing_of(
    call: &mut Call<'_>,
    (subject, schema, attester): (Address, B256, Address),
) -> Result<Record<Standing>> {
    standing().at(call, subject)?.at(call, schema)?.at(call, attester)
}

fn replace(
    call: &mut Call<'_>,
    key: (Address, B256, Address),
    attester: &Provider,
    new: Standing,
) -> Result<()> {
    let place = standing_of(call, key)?;
    let before = place.load(call)?;
    if !before.revocable && holds(call, &before, attester.epoch) {
        return Err(NotRevocable { uid: U256::from(before.uid) }.into());
    }
    place.update(call, &before, &new)
}

/// Revokes an attestation of the caller.
///
/// # Errors
/// `UnknownAttestation`, `NotAttester`, `AttestationAlreadyRevoked`, `NotRevocable`.
pub(super) fn revoke(call: &mut Call<'_>, uid: U256) -> Result<()> {
    let (caller, number) = (call.caller(), uid.saturating_to());
    let place = attestations().at(call, number)?;
    let before = place.load(call)?;
    let AttestationState { attester, subject, schema, .. } = before;
    if attester.is_zero() {
        return Err(UnknownAttestation { uid }.into());
    }
    if caller != attester {
        return Err(NotAttester { uid, caller }.into());
    }
    if before.revoked {
        return Err(AttestationAlreadyRevoked { uid }.into());
    }
    if !before.revocable {
        return Err(NotRevocable { uid }.into());
    }
    place.update(call, &before, &AttestationState { revoked: true, ..before })?;
    let stands = standing_of(call, (subject, schema, attester))?;
    let now = stands.load(call)?;
    if now.uid == number {
        stands.update(call, &now, &Standing::default())?;
    }
    call.emit(&AttestationRevoked { uid, attester, subject })
}

/// Revokes all the caller said until now.
///
/// # Errors
/// `NotProvider` for who never was one.
pub(super) fn revoke_all(call: &mut Call<'_>) -> Result<()> {
    let attester = call.caller();
    if profiles().at(call, attester)?.load(call)?.number == 0 {
        return Err(NotProvider { account: attester }.into());
    }
    let place = providers().at(call, attester)?;
    let before = place.load(call)?;
    // Four thousand million calls away.
    let epoch = before.epoch.saturating_add(1);
    place.update(call, &before, &Provider { epoch, ..before })?;
    call.emit(&AllAttestationsRevoked { attester, epoch: U256::from(epoch) })
}

/// An attestation as it was issued; all zero when there is none.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn view(call: &mut Call<'_>, uid: U256) -> Result<Attestation> {
    let state = attestations().at(call, uid.saturating_to())?.load(call)?;
    Ok(Attestation {
        attester: state.attester,
        subject: state.subject,
        schema: state.schema,
        commitment: state.commitment,
        issuedAt: U256::from(state.issued_at),
        expiresAt: U256::from(state.expires_at),
        revocable: state.revocable,
        revoked: state.revoked,
        epoch: U256::from(state.epoch),
    })
}
