//! Signatures of texts, as wallets make them (EIP-191, version 0x45).

use alloy_primitives::{Address, B256, eip191_hash_message, hex, keccak256};
use secp256k1::{
    Message, SECP256K1,
    ecdsa::{RecoverableSignature, RecoveryId},
};

/// Reads a signature: 0x and 130 hexadecimal digits, and white space around them.
pub fn parse_signature(text: &str) -> Option<[u8; 65]> {
    hex::decode(text.trim().strip_prefix("0x")?).ok()?.try_into().ok()
}

/// Who signed a text; `None` if nobody did. See [`recover_digest`].
pub fn recover(text: &str, signature: &[u8; 65]) -> Option<Address> {
    recover_digest(eip191_hash_message(text), signature)
}

/// Who signed a hash; `None` if nobody did. Of the two signatures that mean the same only the one
/// with the lower `s` is taken (EIP-2).
pub fn recover_digest(digest: B256, signature: &[u8; 65]) -> Option<Address> {
    let (v, rs) = signature.split_last()?;
    let id = RecoveryId::try_from(i32::from(v.checked_sub(27).unwrap_or(*v))).ok()?;
    if i32::from(id) > 1 {
        return None;
    }
    let signature = RecoverableSignature::from_compact(rs, id).ok()?;
    let mut lower = signature.to_standard();
    lower.normalize_s();
    if lower != signature.to_standard() {
        return None;
    }
    let message = Message::from_digest(digest.0);
    let key = SECP256K1.recover_ecdsa(message, &signature).ok()?.serialize_uncompressed();
    let hash = keccak256(key.get(1..)?);
    Some(Address::from_slice(hash.get(12..)?))
}
