//! Ed25519 as consensus checks it (ZIP 215): what its nodes accept as a vote must be evidence here,
//! to the last odd encoding, on every node.

use alloy_primitives::B256;
use curve25519_dalek::{EdwardsPoint, Scalar, edwards::CompressedEdwardsY, traits::IsIdentity};
use sha2::{Digest, Sha512};

/// One check of a signature: somewhat more work than `ecrecover`.
pub(crate) const GAS: u64 = 4_000;

/// Bytes of a signature: a point and a scalar.
const SIGNATURE_BYTES: usize = 64;

/// Whether `signature` is one of `message` by `key`: `[8][s]B = [8]R + [8][k]A`, with `s` below the
/// group's order and any encoding of the points (ZIP 215).
pub(crate) fn verify(key: &B256, message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
    let Some((point, scalar)) = signature.split_first_chunk::<32>() else { return false };
    let Ok(scalar) = <[u8; 32]>::try_from(scalar) else { return false };
    let key_point = CompressedEdwardsY(key.0).decompress();
    let commitment = CompressedEdwardsY(*point).decompress();
    let scalar = Scalar::from_canonical_bytes(scalar).into_option();
    let (Some(key_point), Some(commitment), Some(scalar)) = (key_point, commitment, scalar) else {
        return false;
    };
    let hash = Sha512::new().chain_update(point).chain_update(key).chain_update(message).finalize();
    let challenge = Scalar::from_bytes_mod_order_wide(&hash.into());
    balance(&challenge, &key_point, &scalar, commitment).mul_by_cofactor().is_identity()
}

/// Whether `key` is what making a key gives: the canonical encoding of a point of the prime-order
/// group that is not its zero. With any other point some signatures are good for many messages.
pub(crate) fn is_sound(key: &B256) -> bool {
    let encoded = CompressedEdwardsY(key.0);
    encoded.decompress().is_some_and(|point| {
        point.compress() == encoded && point.is_torsion_free() && !point.is_identity()
    })
}

/// `R + [k]A - [s]B`: zero, up to a point of small order, when the signature is good.
#[allow(clippy::arithmetic_side_effects, reason = "points of a curve have no overflow")]
fn balance(k: &Scalar, key: &EdwardsPoint, s: &Scalar, commitment: EdwardsPoint) -> EdwardsPoint {
    commitment - EdwardsPoint::vartime_double_scalar_mul_basepoint(k, &-key, s)
}
