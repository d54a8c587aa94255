//! Signed transactions and the block they go into, the same in every run.

use std::sync::Arc;

use alloy_consensus::TxEip1559;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256, keccak256};
use cybermiles_primitives::{
    Header, RecoveredTransaction,
    spec::{DEV_CHAIN_ID, GWEI},
};
use rayon::prelude::*;

use crate::load::{setup::PLAIN_GAS, token, wallet::Wallet};

/// Transactions in the block the budgets are stated for.
pub const BLOCK: usize = 20_000;

/// The token's address in the benches.
pub const TOKEN: Address = Address::repeat_byte(0x42);

/// Account number `index` of a state: an address nobody has the key of.
pub fn account(index: usize) -> Address {
    Address::from_word(keccak256(index.to_be_bytes()))
}

/// One plain transfer from each of `count` senders, to recipients spread over `accounts`
/// accounts, every tenth to an address new to the chain.
pub fn transfers(count: usize, accounts: usize) -> Vec<Bytes> {
    signed(count, |index| {
        let to = if index % 10 == 0 { accounts + index } else { index * 7_919 % accounts };
        TxEip1559 {
            gas_limit: PLAIN_GAS,
            to: TxKind::Call(account(to)),
            value: U256::from(1),
            ..Default::default()
        }
    })
}

/// One transfer of the token from each of `count` senders, to holders.
pub fn token_transfers(count: usize, accounts: usize) -> Vec<Bytes> {
    signed(count, |index| TxEip1559 {
        gas_limit: token::TRANSFER_GAS,
        to: TxKind::Call(TOKEN),
        input: token::transfer(account(index * 7_919 % accounts), U256::from(1)),
        ..Default::default()
    })
}

fn signed(count: usize, make: impl Fn(usize) -> TxEip1559 + Sync) -> Vec<Bytes> {
    let sign = |index| {
        // Odds of 2^-128 that derived bytes are no key; the same keys every run.
        let mut wallet = Wallet::sender(index).expect("the keys of the benches are known to exist");
        let transaction = TxEip1559 {
            chain_id: DEV_CHAIN_ID,
            max_fee_per_gas: u128::from(100 * GWEI),
            max_priority_fee_per_gas: u128::from(GWEI),
            ..make(index)
        };
        Bytes::from(wallet.sign(transaction).encoded)
    };
    (0..count).into_par_iter().map(sign).collect()
}

/// The same transactions decoded, each with its sender.
pub fn recovered(encoded: &[Bytes]) -> Vec<Arc<RecoveredTransaction>> {
    let decode = |bytes: &Bytes| {
        let transaction = RecoveredTransaction::decode(bytes.clone(), DEV_CHAIN_ID);
        Arc::new(transaction.expect("the benches sign what they decode"))
    };
    encoded.par_iter().map(decode).collect()
}

/// The header of a block that holds any number of transactions.
pub fn header(number: u64) -> Header {
    Header {
        number,
        timestamp: number,
        gas_limit: cybermiles_primitives::limits::MAX_GAS_LIMIT,
        base_fee_per_gas: Some(GWEI),
        beneficiary: Address::repeat_byte(0xcb),
        parent_beacon_block_root: Some(B256::ZERO),
        withdrawals_root: Some(alloy_consensus::constants::EMPTY_WITHDRAWALS),
        requests_hash: Some(alloy_eips::eip7685::EMPTY_REQUESTS_HASH),
        blob_gas_used: Some(0),
        excess_blob_gas: Some(0),
        ..Default::default()
    }
}
