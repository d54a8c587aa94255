//! Transactions as they arrive: decoded, bounded, their sender recovered once.

use alloy_consensus::{
    Transaction, TxEnvelope, TxLegacy, TxType,
    transaction::{Recovered, RlpEcdsaDecodableTx},
};
use alloy_eips::eip2718::{Decodable2718, Eip2718Error};
use alloy_primitives::{Address, B256, Bytes, Signature, keccak256};
use secp256k1::{
    Message, SECP256K1,
    ecdsa::{RecoverableSignature, RecoveryId},
};

use crate::{limits::MAX_TRANSACTION_BYTES, native, system_transaction::is_system_like};

/// Why bytes are not a transaction this chain takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransactionError {
    /// No bytes at all.
    #[error("empty transaction data")]
    Empty,
    /// More bytes than a transaction may have.
    #[error("oversized data: transaction size {size}, limit {MAX_TRANSACTION_BYTES}")]
    Oversized {
        /// Bytes received.
        size: usize,
    },
    /// The bytes are no encoding of a transaction (EIP-2718).
    #[error("cannot decode transaction: {0}")]
    Decode(String),
    /// An EIP-2718 type this chain does not know.
    #[error("transaction type not supported: 0x{0:02x}")]
    UnknownType(u8),
    /// EIP-4844 transactions are refused: there is no beacon chain to keep their blobs.
    #[error("transaction type not supported: blob transactions (type 0x03, EIP-4844) are refused")]
    Blob,
    /// The upper half of the curve order, refused since EIP-2.
    #[error("invalid transaction v, r, s values: s is in the upper half of the curve order")]
    HighS,
    /// The signature belongs to no key.
    #[error("invalid transaction v, r, s values")]
    InvalidSignature,
    /// Unsigned, and to where the system's transactions go. Blocks have them, nobody sends them.
    #[error(
        "invalid transaction v, r, s values: a system transaction is made by the chain itself, at \
         the end of a block, and cannot be sent"
    )]
    System,
    /// Signed for another chain (EIP-155).
    #[error("invalid chain id for signer: have {have} want {want}")]
    WrongChain {
        /// The chain id in the transaction.
        have: u64,
        /// The chain id of this chain.
        want: u64,
    },
}

/// A transaction with its hash, its bytes and its sender, so that none is computed twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveredTransaction {
    /// keccak256 of the encoded transaction.
    pub hash: B256,
    /// The encoded transaction (EIP-2718).
    pub encoded: Bytes,
    /// The transaction and who signed it.
    pub transaction: Recovered<TxEnvelope>,
}

impl RecoveredTransaction {
    /// Decodes `encoded`, checks what needs no state (size, type, chain id, signature) and
    /// recovers the sender. Transactions without a chain id (before EIP-155) are taken: keyless
    /// deployers are signed that way.
    ///
    /// # Errors
    /// [`TransactionError`] naming the first check that failed.
    pub fn decode(encoded: Bytes, chain_id: u64) -> Result<Self, TransactionError> {
        let transaction = decode(&encoded)?;
        if let Some(have) = transaction.chain_id()
            && have != chain_id
        {
            return Err(TransactionError::WrongChain { have, want: chain_id });
        }
        let sender = recover_sender(&transaction)?;
        let hash = *transaction.tx_hash();
        Ok(Self { hash, encoded, transaction: Recovered::new_unchecked(transaction, sender) })
    }

    /// Who signed the transaction.
    pub const fn sender(&self) -> Address {
        self.transaction.signer()
    }

    /// Whether the chain itself made this transaction: nobody pays for it, and it has a place in a
    /// block only as its last one.
    pub fn is_system(&self) -> bool {
        self.sender() == native::SYSTEM
    }
}

/// Decodes one EIP-2718 transaction that takes up all of `encoded`.
///
/// # Errors
/// [`TransactionError`] for anything but one whole transaction of a type this chain takes.
pub fn decode(encoded: &[u8]) -> Result<TxEnvelope, TransactionError> {
    if encoded.len() > MAX_TRANSACTION_BYTES {
        return Err(TransactionError::Oversized { size: encoded.len() });
    }
    match encoded.first() {
        None => return Err(TransactionError::Empty),
        Some(&kind) if kind == TxType::Eip4844 as u8 => return Err(TransactionError::Blob),
        Some(&kind) if kind < 0x80 && (kind == 0 || kind > TxType::Eip7702 as u8) => {
            return Err(TransactionError::UnknownType(kind));
        }
        Some(_) => {}
    }
    TxEnvelope::decode_2718_exact(encoded).map_err(|err| match err {
        Eip2718Error::RlpError(err) => TransactionError::Decode(err.to_string()),
        // What the envelope says of a legacy transaction it cannot decode is that type 0 is
        // unknown; its own decoder knows better.
        _ => match TxLegacy::rlp_decode_signed(&mut &*encoded) {
            Err(err) => TransactionError::Decode(err.to_string()),
            Ok(_) => TransactionError::Decode("bytes follow the transaction".into()),
        },
    })
}

/// Who signed `transaction`, recovered with libsecp256k1.
///
/// # Errors
/// [`TransactionError::HighS`] (EIP-2), [`TransactionError::InvalidSignature`], or
/// [`TransactionError::System`] for a system transaction, which nobody signs.
pub fn recover_sender(transaction: &TxEnvelope) -> Result<Address, TransactionError> {
    if is_system_like(transaction) {
        return Err(TransactionError::System);
    }
    let signature = transaction.signature();
    if signature.normalize_s().is_some() {
        return Err(TransactionError::HighS);
    }
    recover_address(signature, transaction.signature_hash())
        .ok_or(TransactionError::InvalidSignature)
}

/// The address whose key signed `hash`; `None` when no key did. Does not check for a low `s`.
pub fn recover_address(signature: &Signature, hash: B256) -> Option<Address> {
    let mut compact = [0u8; 64];
    let (r, s) = compact.split_at_mut(32);
    r.copy_from_slice(&signature.r().to_be_bytes::<32>());
    s.copy_from_slice(&signature.s().to_be_bytes::<32>());
    let id = RecoveryId::try_from(i32::from(signature.v())).ok()?;
    let signature = RecoverableSignature::from_compact(&compact, id).ok()?;
    let key = SECP256K1.recover_ecdsa(Message::from_digest(hash.0), &signature).ok()?;
    let key = key.serialize_uncompressed();
    let digest = keccak256(key.get(1..)?);
    Some(Address::from_slice(digest.get(12..)?))
}

#[cfg(test)]
mod tests;
