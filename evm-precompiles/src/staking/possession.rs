//! Proofs that who declares a validator holds its keys. Without them somebody could declare
//! another's key and so keep it out, or a key for which any signature can be made.

use alloy_primitives::{Address, B256, FixedBytes};
use blst::{
    BLST_ERROR,
    min_pk::{PublicKey, Signature},
};

use crate::{
    Call, Result,
    abi::IStaking::{
        InvalidConsensusKey, InvalidConsensusProof, InvalidRandaoKey, InvalidRandaoProof,
    },
    ed25519,
};

/// What the keys sign under. It goes before the message with its length, as consensus does it with
/// all it signs, so that no such signature is anything else.
pub const NAMESPACE: &[u8; 21] = b"cybermiles possession";
/// Its length in bytes.
const NAMESPACE_BYTES: u8 = 21;

/// Domain of the BLS12-381 proof: the scheme for proofs of possession of the BLS signature draft,
/// public keys in G1. The randomness is signed in another.
pub const RANDAO_DOMAIN: &[u8] = b"BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/// Checking the BLS12-381 proof: what EIP-2537 charges for a pairing check of two pairs and for
/// mapping two elements to G2.
const RANDAO_GAS: u64 = 37_700 + 2 * 32_600 + 2 * 23_800;

/// What both keys sign to prove that `operator` holds them.
pub fn message(
    chain_id: u64,
    operator: Address,
    consensus_key: &B256,
    randao_key: &FixedBytes<48>,
) -> Vec<u8> {
    let parts = [
        &[NAMESPACE_BYTES],
        NAMESPACE.as_slice(),
        &chain_id.to_be_bytes(),
        operator.as_slice(),
        consensus_key.as_slice(),
        randao_key.as_slice(),
    ];
    parts.concat()
}

/// Checks both proofs; answers the randao key.
///
/// # Errors
/// `InvalidConsensusKey`, `InvalidConsensusProof`, `InvalidRandaoKey`, `InvalidRandaoProof`.
pub(super) fn verify(
    call: &mut Call<'_>,
    consensus_key: &B256,
    randao_key: &[u8],
    consensus_proof: &[u8],
    randao_proof: &[u8],
) -> Result<FixedBytes<48>> {
    call.charge(ed25519::GAS)?;
    if !ed25519::is_sound(consensus_key) {
        return Err(InvalidConsensusKey {}.into());
    }
    let randao_key = FixedBytes::<48>::try_from(randao_key).map_err(|_| InvalidRandaoKey {})?;
    let message = message(call.chain_id(), call.caller(), consensus_key, &randao_key);
    let signature = consensus_proof.try_into().map_err(|_| InvalidConsensusProof {})?;
    if !ed25519::verify(consensus_key, &message, signature) {
        return Err(InvalidConsensusProof {}.into());
    }
    call.charge(RANDAO_GAS)?;
    let key = PublicKey::key_validate(randao_key.as_slice()).map_err(|_| InvalidRandaoKey {})?;
    let signature = FixedBytes::<96>::try_from(randao_proof).map_err(|_| InvalidRandaoProof {})?;
    let signature = Signature::sig_validate(signature.as_slice(), true);
    let signature = signature.map_err(|_| InvalidRandaoProof {})?;
    match signature.verify(false, &message, RANDAO_DOMAIN, &[], &key, false) {
        BLST_ERROR::BLST_SUCCESS => Ok(randao_key),
        _ => Err(InvalidRandaoProof {}.into()),
    }
}
