//! Odd signatures: Staking takes as evidence exactly what the engine takes as a vote.
//!
//! Ed25519 as everybody writes it differs at its edges (ZIP 215 has the history). A signature that
//! the engine counted and Staking refused would let a validator sign against itself and go free;
//! the other way round, somebody could be convicted by votes that were none.

use alloy_primitives::{B256, U256};
use commonware_codec::{Copying, DecodeExt as _};
use commonware_cryptography::{
    BatchEntry, BatchVerifier as _, Signer as _, Verifier as _,
    ed25519::{PrivateKey, PublicKey, Signature},
};
use commonware_parallel::Sequential;
use curve25519_dalek::{
    EdwardsPoint, Scalar,
    constants::{ED25519_BASEPOINT_POINT as BASE, EIGHT_TORSION},
    edwards::CompressedEdwardsY,
};
use cybermiles_evm_precompiles::{
    abi::IStaking::{Vote, VoteKind},
    staking::{is_signed, signed_vote},
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use sha2::{Digest as _, Sha512};

const CHAIN: u64 = 7;

/// A point as it is written, with its logarithm as far as it is known: that of its part in the
/// group of prime order.
#[derive(Clone, Copy)]
struct Point {
    bytes: [u8; 32],
    logarithm: Option<Scalar>,
}

/// The order of the group, as 32 bytes, the lowest first.
fn order() -> U256 {
    let below = U256::from_le_bytes((-Scalar::ONE).to_bytes());
    below + U256::ONE
}

/// The field's prime, 2²⁵⁵ − 19.
fn prime() -> U256 {
    (U256::ONE << 255) - U256::from(19)
}

/// Every encoding of a point of small order: the eight points, and what stands for one of them
/// though no encoder writes it (`y` not below the prime, or a sign where `x` is zero).
fn small() -> Vec<Point> {
    let canonical = EIGHT_TORSION.map(|point| point.compress().to_bytes());
    let mut all: Vec<_> = canonical.to_vec();
    let signed = |y: U256| [y, y | U256::ONE << 255].map(|y| y.to_le_bytes::<32>());
    let ys = (0..19).map(|low| prime() + U256::from(low));
    let zeros = [U256::ONE, prime() - U256::ONE];
    for bytes in ys.chain(zeros).flat_map(signed) {
        let point = CompressedEdwardsY(bytes).decompress();
        if point.is_some_and(|point| point.is_small_order()) && !all.contains(&bytes) {
            all.push(bytes);
        }
    }
    all.into_iter().map(|bytes| Point { bytes, logarithm: Some(Scalar::ZERO) }).collect()
}

/// Encodings with `y` not below the prime of points whose logarithm nobody knows.
fn unknown() -> Vec<Point> {
    let ys = (0..19).map(|low| prime() + U256::from(low));
    let all = ys.flat_map(|y| [y, y | U256::ONE << 255]).map(|y| y.to_le_bytes::<32>());
    let odd = all.filter(|bytes| {
        CompressedEdwardsY(*bytes).decompress().is_some_and(|point| !point.is_small_order())
    });
    odd.map(|bytes| Point { bytes, logarithm: None }).collect()
}

/// What is no point at all.
fn off_the_curve() -> Vec<Point> {
    let all = (2u64..).map(|y| U256::from(y).to_le_bytes::<32>());
    let none = all.filter(|bytes| CompressedEdwardsY(*bytes).decompress().is_none());
    none.take(3).map(|bytes| Point { bytes, logarithm: None }).collect()
}

/// A point of the prime-order group, and its sums with those of small order.
fn mixed(logarithm: Scalar) -> Vec<Point> {
    let point: EdwardsPoint = BASE * logarithm;
    let sums = EIGHT_TORSION.map(|torsion| (point + torsion).compress().to_bytes());
    sums.map(|bytes| Point { bytes, logarithm: Some(logarithm) }).to_vec()
}

fn every_point(logarithm: u64) -> Vec<Point> {
    [mixed(Scalar::from(logarithm)), small(), unknown(), off_the_curve()].concat()
}

/// The scalar that makes a good signature of `message`, as far as there is a way to know it.
fn answer(key: &Point, commitment: &Point, message: &[u8]) -> Option<Scalar> {
    let hash = Sha512::new().chain_update(commitment.bytes).chain_update(key.bytes);
    let challenge =
        Scalar::from_bytes_mod_order_wide(&hash.chain_update(message).finalize().into());
    Some(commitment.logarithm? + challenge * key.logarithm?)
}

/// What the engine says: alone, and in a batch with an honest signature, as it checks votes.
fn engine(key: &[u8; 32], namespace: &[u8], message: &[u8], signature: &[u8; 64]) -> bool {
    let signature = Signature::decode(Copying(signature.as_slice())).expect("64 bytes");
    let Ok(key) = PublicKey::decode(Copying(key.as_slice())) else { return false };
    let honest = PrivateKey::from_seed(3);
    let other = honest.sign(namespace, message);
    let alone = key.verify(namespace, message, &signature);
    for batch in
        [vec![(&key, &signature)], vec![(&honest.public_key(), &other), (&key, &signature)]]
    {
        let mut weights = ChaCha20Rng::seed_from_u64(1);
        let together = PublicKey::verify_batch(
            &mut weights,
            &batch,
            |_, (public_key, signature)| BatchEntry { namespace, message, public_key, signature },
            &Sequential,
        );
        assert_eq!(alone, together, "the engine disagrees with itself");
    }
    alone
}

/// What Staking says.
fn staking(key: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> bool {
    let (r, s) = signature.split_at(32);
    let vote = Vote { r: B256::from_slice(r), s: B256::from_slice(s), ..vote() };
    is_signed(&B256::new(*key), bytes, &vote)
}

fn vote() -> Vote {
    let payload = B256::repeat_byte(5);
    Vote { kind: VoteKind::Finalize, parent: 8, payload, r: B256::ZERO, s: B256::ZERO }
}

#[test]
fn evidence_is_what_the_engine_takes_as_a_vote() {
    let bytes = signed_vote(CHAIN, 3, 9, &vote());
    let (length, rest) = bytes.split_first().expect("a length");
    let (namespace, message) = rest.split_at(usize::from(*length));
    let (mut taken, mut refused) = (0, 0);
    for key in every_point(1_000_003) {
        for commitment in every_point(77) {
            let good = answer(&key, &commitment, &bytes);
            let scalar = good.unwrap_or(Scalar::from(5u64));
            let plain = U256::from_le_bytes(scalar.to_bytes());
            let scalars = [
                (plain, good.is_some()),
                // Another one, and the same one written otherwise.
                (U256::from_le_bytes((scalar + Scalar::ONE).to_bytes()), false),
                (plain + order(), false),
                (plain | U256::ONE << 255, false),
                (order(), false),
                (U256::MAX, false),
            ];
            for (scalar, expected) in scalars {
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(&commitment.bytes);
                signature[32..].copy_from_slice(&scalar.to_le_bytes::<32>());
                let engine = engine(&key.bytes, namespace, message, &signature);
                let staking = staking(&key.bytes, &bytes, &signature);
                let case = format!(
                    "key {}, signature {}",
                    B256::new(key.bytes),
                    alloy_primitives::hex::encode(signature)
                );
                assert_eq!(engine, staking, "{case}");
                assert_eq!(staking, expected, "{case}");
                taken += u32::from(staking);
                refused += u32::from(!staking);
            }
        }
    }
    println!("{taken} taken, {refused} refused");
    // Eight points in fourteen encodings (ZIP 215), and eight sums.
    assert_eq!(small().len(), 14);
    assert_eq!(taken, 22 * 22);
}
