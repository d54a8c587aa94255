//! Keys for tests, which sign typed messages as wallets do.

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use secp256k1::{Message, PublicKey, SECP256K1, SecretKey};

use crate::address::{DOMAIN_VERSION, domain_name};

/// The order of secp256k1: `s` and `ORDER - s` say the same.
const ORDER: &str = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

/// Somebody who can sign.
pub(crate) struct Signer {
    key: SecretKey,
    pub(crate) address: Address,
}

/// The signer of this number, always the same.
pub(crate) fn signer(number: u8) -> Signer {
    let key = SecretKey::from_byte_array([number; 32]).unwrap();
    let public = PublicKey::from_secret_key(SECP256K1, &key).serialize_uncompressed();
    let address = Address::from_word(keccak256(&public[1..]));
    Signer { key, address }
}

/// The EIP-712 domain of the precompile at `account`, on `chain`.
pub(crate) fn domain(account: Address, chain: u64) -> Eip712Domain {
    Eip712Domain::new(
        Some(domain_name(account).into()),
        Some(DOMAIN_VERSION.into()),
        Some(U256::from(chain)),
        Some(account),
        None,
    )
}

impl Signer {
    /// Its signature r ‖ s ‖ v of `message` under `domain`.
    pub(crate) fn sign<S: SolStruct>(&self, domain: &Eip712Domain, message: &S) -> Vec<u8> {
        self.sign_hash(message.eip712_signing_hash(domain))
    }

    /// Its signature r ‖ s ‖ v of a hash.
    pub(crate) fn sign_hash(&self, hash: B256) -> Vec<u8> {
        let signed = SECP256K1.sign_ecdsa_recoverable(Message::from_digest(hash.0), &self.key);
        let (recovery, compact) = signed.serialize_compact();
        let v = 27 + u8::try_from(i32::from(recovery)).unwrap();
        [compact.as_slice(), &[v]].concat()
    }
}

/// The other signature that says the same as `signature`, with the high `s`.
pub(crate) fn malleated(signature: &[u8]) -> Vec<u8> {
    let order: U256 = ORDER.parse().unwrap();
    let s = order - U256::from_be_slice(&signature[32..64]);
    [&signature[..32], &s.to_be_bytes::<32>(), &[27 + 28 - signature[64]]].concat()
}
