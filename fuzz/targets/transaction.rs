//! Any bytes as a transaction: refused, or taken and encoded back to the same bytes.
#![no_main]

use alloy_consensus::Transaction;
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, Bytes, keccak256};
use cybermiles_primitives::{
    RecoveredTransaction, TransactionError, spec::DEV_CHAIN_ID, transaction,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let encoded = Bytes::copy_from_slice(bytes);
    let on_dev_chain = RecoveredTransaction::decode(encoded.clone(), DEV_CHAIN_ID);
    let decoded = match transaction::decode(bytes) {
        Ok(decoded) => decoded,
        Err(refused) => {
            assert_eq!(on_dev_chain, Err(refused));
            return;
        }
    };
    assert_eq!(decoded.encoded_2718(), bytes, "two encodings of one transaction");

    let chain_id = decoded.chain_id().unwrap_or(DEV_CHAIN_ID);
    if chain_id != DEV_CHAIN_ID {
        let refused = TransactionError::WrongChain { have: chain_id, want: DEV_CHAIN_ID };
        assert_eq!(on_dev_chain, Err(refused));
    }
    let Ok(recovered) = RecoveredTransaction::decode(encoded.clone(), chain_id) else { return };
    assert_eq!(recovered.hash, keccak256(bytes));
    assert_eq!(recovered.encoded, encoded);
    assert_ne!(recovered.sender(), Address::ZERO);
    assert_eq!(transaction::recover_sender(&decoded), Ok(recovered.sender()));
});
