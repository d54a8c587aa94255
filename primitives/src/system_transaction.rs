//! The closing system transaction: how a block shows what settled by itself.
//!
//! When something is due at the end of a block, the protocol settles it and the block says so in
//! its last transaction. Its form is Ethereum's oldest, so that every tool can show it; nobody
//! signed it, so that nobody can send it; and every field follows from chain and block, so that
//! whoever verifies the block knows its bytes in advance.

use alloy_consensus::{
    Signed, Transaction, TxEnvelope, TxLegacy,
    transaction::{Recovered, RlpEcdsaEncodableTx},
};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Signature, TxKind, U256};

use crate::{RecoveredTransaction, native};

/// Selector of `IClosing.settle(uint256 blockNumber)`.
const SETTLE: [u8; 4] = [0x8d, 0xf8, 0x28, 0x00];

/// The most bytes a closing transaction takes, whatever its block and chain.
pub const MAX_CLOSING_BYTES: usize = 84;

/// The closing transaction of block `number`: from [`native::SYSTEM`] to [`native::CLOSING`], with
/// the block's number as its nonce, which makes its hash unique; without signature (r and s are
/// zero; v holds the chain id as EIP-155 says), gas, price and value.
pub fn closing(chain_id: u64, number: u64) -> RecoveredTransaction {
    let input = [SETTLE.as_slice(), &U256::from(number).to_be_bytes::<32>()].concat();
    let transaction = TxLegacy {
        chain_id: Some(chain_id),
        nonce: number,
        gas_price: 0,
        gas_limit: 0,
        to: TxKind::Call(native::CLOSING),
        value: U256::ZERO,
        input: input.into(),
    };
    let nobody = Signature::new(U256::ZERO, U256::ZERO, false);
    let hash = transaction.tx_hash(&nobody);
    let envelope = TxEnvelope::from(Signed::new_unchecked(transaction, nobody, hash));
    RecoveredTransaction {
        hash,
        encoded: envelope.encoded_2718().into(),
        transaction: Recovered::new_unchecked(envelope, native::SYSTEM),
    }
}

/// Whether `transaction` pretends to be the system's: unsigned, to where closing transactions go.
pub(crate) fn is_system_like(transaction: &TxEnvelope) -> bool {
    let signature = transaction.signature();
    signature.r().is_zero() && signature.s().is_zero() && transaction.to() == Some(native::CLOSING)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::keccak256;

    use super::*;
    use crate::{TransactionError, transaction::decode};

    #[test]
    fn it_calls_settle_with_the_number_of_the_block() {
        let closing = closing(1337, 7);
        let transaction = closing.transaction.inner();
        assert_eq!(transaction.input()[..4], keccak256("settle(uint256)")[..4]);
        assert_eq!(transaction.input()[4..], U256::from(7).to_be_bytes::<32>());
        assert_eq!((transaction.gas_limit(), transaction.value()), (0, U256::ZERO));
        assert_eq!(transaction.gas_price(), Some(0));
        assert_eq!(closing.sender(), native::SYSTEM);
    }

    #[test]
    fn its_bytes_are_a_transaction_to_everybody_who_decodes_one() {
        let closing = closing(1337, 7);
        let decoded = decode(&closing.encoded).unwrap();
        assert_eq!(decoded, *closing.transaction.inner());
        assert_eq!(decoded.chain_id(), Some(1337));
        assert_eq!(*decoded.tx_hash(), keccak256(&closing.encoded));
        assert_eq!(closing.hash, keccak256(&closing.encoded));
    }

    #[test]
    fn no_two_blocks_or_chains_share_a_hash() {
        let hashes = [(1337, 7), (1337, 8), (1338, 7)].map(|(id, number)| closing(id, number).hash);
        assert!(hashes[0] != hashes[1] && hashes[0] != hashes[2] && hashes[1] != hashes[2]);
    }

    #[test]
    fn it_never_takes_more_bytes_than_said() {
        let longest = closing((1 << 52) - 1, u64::MAX).encoded.len();
        assert!((MAX_CLOSING_BYTES - 2..=MAX_CLOSING_BYTES).contains(&longest), "{longest}");
    }

    #[test]
    fn nobody_can_send_one() {
        let bytes = closing(1337, 7).encoded;
        let refused = RecoveredTransaction::decode(bytes.clone(), 1337).unwrap_err();
        assert_eq!(refused, TransactionError::System);
        assert!(refused.to_string().contains("system transaction"), "{refused}");
        let refused = RecoveredTransaction::decode(bytes, 1).unwrap_err();
        assert_eq!(refused, TransactionError::WrongChain { have: 1337, want: 1 });
    }
}
