//! The keys of a validator, both derived from one seed.

use std::fmt;

use alloy_primitives::{Address, B256, FixedBytes};
use blst::min_pk;
use commonware_codec::{Copying, DecodeExt as _, Encode as _};
use commonware_cryptography::{Signer as _, ed25519};
use cybermiles_primitives::{
    committee::{RandaoKey, consensus_address},
    seal::{RANDOMNESS_DOMAIN, RandaoSignature},
};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Domain of the proofs that a validator has the keys it declares.
const POSSESSION: &[u8] = b"cybermiles possession";
/// The BLS signature draft's domain for such proofs, public keys in G1.
const POSSESSION_DOMAIN: &[u8] = b"BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/// What both keys of a validator are derived from. Forgotten as soon as it is dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// A seed of these bytes, which nobody else may know.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        // Fails only for more than 255 hashes of output.
        let _ = Hkdf::<Sha256>::new(Some(b"cybermiles validator"), &self.0)
            .expand(purpose.as_bytes(), key.as_mut_slice());
        key
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// The keys of a validator.
#[derive(Clone)]
pub struct ValidatorKeys {
    vote: ed25519::PrivateKey,
    randao: RandaoSigner,
}

impl ValidatorKeys {
    /// Both keys of this seed. None of them is a key of another purpose or protocol.
    ///
    /// # Errors
    /// For one seed in 2^250: none that anybody will meet.
    pub fn derive(seed: &Seed) -> Result<Self, BadSeed> {
        let vote = seed.derive("ed25519 votes");
        let vote = ed25519::PrivateKey::decode(Copying(vote.as_slice())).map_err(|_| BadSeed)?;
        let randao = seed.derive("bls12-381 randomness");
        let randao = min_pk::SecretKey::key_gen(randao.as_slice(), &[]).map_err(|_| BadSeed)?;
        Ok(Self { vote, randao: RandaoSigner(randao) })
    }

    /// The key votes are signed with, as it is named on chain.
    pub fn consensus_key(&self) -> B256 {
        B256::from_slice(&self.vote.public_key().encode())
    }

    /// The address that the headers of this validator's blocks name it by.
    pub fn consensus_address(&self) -> Address {
        consensus_address(&self.consensus_key())
    }

    /// The key its part of the randomness is signed with, as it is named on chain.
    pub fn randao_key(&self) -> RandaoKey {
        self.randao.public_key()
    }

    /// The key votes are signed with.
    pub(crate) const fn vote(&self) -> &ed25519::PrivateKey {
        &self.vote
    }

    /// Signs the randomness.
    pub const fn randao(&self) -> &RandaoSigner {
        &self.randao
    }

    /// Proves to Staking that the validator which `operator` declares has these keys: signatures
    /// of the keys, the operator and the chain by both of them, Ed25519 first.
    pub fn prove_possession(
        &self,
        chain_id: u64,
        operator: Address,
    ) -> (FixedBytes<64>, RandaoSignature) {
        let message = possession_message(chain_id, operator, self);
        let vote = self.vote.sign(POSSESSION, &message);
        // What Ed25519 signs: the domain's length, the domain, the message.
        let length = u8::try_from(POSSESSION.len()).unwrap_or_default();
        let all = [&[length], POSSESSION, &message].concat();
        let randao = self.randao.0.sign(&all, POSSESSION_DOMAIN, &[]).compress();
        (FixedBytes::from_slice(&vote.encode()), FixedBytes::new(randao))
    }
}

/// What Staking wants both keys to sign, without the domain before it: chain id, operator, and
/// both keys.
fn possession_message(chain_id: u64, operator: Address, keys: &ValidatorKeys) -> Vec<u8> {
    let (consensus_key, randao_key) = (keys.consensus_key(), keys.randao_key());
    let chain_id = chain_id.to_be_bytes();
    [&chain_id, operator.as_slice(), consensus_key.as_slice(), randao_key.as_slice()].concat()
}

/// A seed that no key can be derived from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key can be derived from this seed: use another one")]
pub struct BadSeed;

impl fmt::Debug for ValidatorKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValidatorKeys")
            .field("consensus_key", &self.consensus_key())
            .finish_non_exhaustive()
    }
}

/// Signs a validator's part of the randomness.
#[derive(Clone)]
pub struct RandaoSigner(min_pk::SecretKey);

impl RandaoSigner {
    /// The key its signatures verify with.
    pub fn public_key(&self) -> RandaoKey {
        FixedBytes::new(self.0.sk_to_pk().compress())
    }

    /// The one signature there is of `message` by this key.
    pub fn sign(&self, message: &[u8]) -> RandaoSignature {
        FixedBytes::new(self.0.sign(message, RANDOMNESS_DOMAIN, &[]).compress())
    }
}

impl fmt::Debug for RandaoSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RandaoSigner").field(&self.public_key()).finish()
    }
}

#[cfg(test)]
mod tests {
    use commonware_cryptography::Verifier as _;

    use super::*;

    #[test]
    fn keys_follow_from_the_seed_and_differ_from_each_other() {
        let keys = |n| ValidatorKeys::derive(&Seed::from_bytes([n; 32])).expect("a good seed");
        assert_eq!(keys(1).consensus_key(), keys(1).consensus_key());
        assert_ne!(keys(1).consensus_key(), keys(2).consensus_key());
        assert_ne!(keys(1).randao_key(), keys(2).randao_key());
        assert!(!format!("{:?} {:?}", keys(1), Seed::from_bytes([1; 32])).contains("010101"));
    }

    #[test]
    fn possession_is_proven_with_both_keys() {
        let keys = ValidatorKeys::derive(&Seed::from_bytes([1; 32])).expect("a good seed");
        let operator = Address::repeat_byte(2);
        let (vote, randao) = keys.prove_possession(7, operator);
        let message = possession_message(7, operator, &keys);
        let signature = ed25519::Signature::decode(Copying(vote.as_slice())).expect("64 bytes");
        assert!(keys.vote().public_key().verify(POSSESSION, &message, &signature));
        let randao = min_pk::Signature::sig_validate(randao.as_slice(), true).expect("a point");
        let key = min_pk::PublicKey::key_validate(keys.randao_key().as_slice()).expect("a point");
        let all = [&[0x15], POSSESSION, &message].concat();
        assert_eq!(all.len(), 130);
        let result = randao.verify(false, &all, POSSESSION_DOMAIN, &[], &key, false);
        assert_eq!(result, blst::BLST_ERROR::BLST_SUCCESS);
    }
}
