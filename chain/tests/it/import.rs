//! A block made elsewhere: taken when everything is right, refused by name when anything is not.

use std::sync::{Arc, atomic::Ordering};

use alloy_consensus::BlockBody;
use alloy_primitives::{Address, B64, B256, Bloom, Bytes, U256};
use cybermiles_chain::{Chain, ChainError, ImportError};
use cybermiles_primitives::{Block, ExecutedBlock, Header};

use crate::home::{CMT, FEES, Home, Wallet, balance, gwei};

/// The block as it travels.
pub(crate) fn block_of(executed: &ExecutedBlock) -> Block {
    let transactions =
        executed.transactions.iter().map(|one| one.transaction.inner().clone()).collect();
    let body = BlockBody { transactions, ommers: vec![], withdrawals: Some(vec![].into()) };
    Block { header: executed.header.clone(), body }
}

/// A chain with one more block than its follower has.
fn maker() -> (Arc<Chain>, Home, Block) {
    let home = Home::new();
    let chain = home.open();
    for wallet in 0..3 {
        let wallet = Wallet::new(wallet);
        for nonce in 0..3 {
            let to = Address::with_last_byte(0x40 + nonce);
            chain.submit(wallet.pay(nonce.into(), to, CMT, (gwei(50), gwei(3)))).unwrap();
        }
    }
    let block = block_of(&chain.seal().unwrap());
    (chain, home, block)
}

fn refusal(chain: &Chain, block: Block) -> (&'static str, String) {
    let before = chain.head().hash;
    match chain.import(block) {
        Err(ChainError::Import(error)) => {
            assert_eq!(chain.head().hash, before);
            let ImportError::Field { field, .. } = *error else { panic!("no field: {error}") };
            (field, error.to_string())
        }
        other => panic!("expected a refused field, found {other:?}"),
    }
}

#[test]
fn a_block_made_elsewhere_has_the_same_roots_here() {
    let (maker, _maker_home, _) = maker();
    let home = Home::new();
    let follower = home.open();
    // The follower has one of the transactions in its pool already, and gives it up.
    follower
        .submit(Wallet::new(0).pay(0, Address::with_last_byte(0x40), CMT, (gwei(50), gwei(3))))
        .unwrap();
    for round in 0..4u64 {
        maker.submit(Wallet::new(5).pay(round, Address::ZERO, 1, FEES)).unwrap();
        maker.seal().unwrap();
    }
    for number in 1..=5 {
        let made = maker.block(number).unwrap().unwrap();
        let imported = follower.import(block_of(&made)).unwrap();
        assert_eq!(*imported, *made);
    }
    assert_eq!(follower.pool().status().pending, 0);
    assert_eq!(follower.head().hash, maker.head().hash);
    let to = Address::with_last_byte(0x41);
    assert_eq!(balance(&follower, to), balance(&maker, to));
}

#[test]
fn every_header_field_is_compared_and_named() {
    let (_maker, _maker_home, good) = maker();
    let home = Home::new();
    let chain = home.open();
    type Change = fn(&mut Header);
    let changes: &[(&str, Change)] = &[
        ("parentHash", |h| h.parent_hash.0[0] ^= 1),
        ("sha3Uncles", |h| h.ommers_hash.0[0] ^= 1),
        ("stateRoot", |h| h.state_root.0[0] ^= 1),
        ("transactionsRoot", |h| h.transactions_root.0[0] ^= 1),
        ("receiptsRoot", |h| h.receipts_root.0[0] ^= 1),
        ("logsBloom", |h| h.logs_bloom = Bloom::repeat_byte(1)),
        ("difficulty", |h| h.difficulty = U256::from(1)),
        ("number", |h| h.number += 1),
        ("number", |h| h.number = 0),
        ("gasLimit", |h| h.gas_limit += 1),
        ("gasUsed", |h| h.gas_used -= 1),
        ("timestamp", |h| h.timestamp += 16),
        ("extraData", |h| h.extra_data = Bytes::from(vec![0; 33])),
        ("mixHash", |h| h.mix_hash.0[0] ^= 1),
        ("nonce", |h| h.nonce = B64::with_last_byte(1)),
        ("baseFeePerGas", |h| h.base_fee_per_gas = h.base_fee_per_gas.map(|fee| fee + 1)),
        ("baseFeePerGas", |h| h.base_fee_per_gas = None),
        ("withdrawalsRoot", |h| h.withdrawals_root = Some(B256::ZERO)),
        ("blobGasUsed", |h| h.blob_gas_used = Some(131_072)),
        ("excessBlobGas", |h| h.excess_blob_gas = None),
        ("parentBeaconBlockRoot", |h| h.parent_beacon_block_root = Some(B256::ZERO)),
        ("requestsHash", |h| h.requests_hash = Some(B256::ZERO)),
        ("blockAccessListHash", |h| h.block_access_list_hash = Some(B256::ZERO)),
        ("slotNumber", |h| h.slot_number = Some(1)),
    ];
    for (expected, change) in changes {
        let mut block = good.clone();
        change(&mut block.header);
        let (field, message) = refusal(&chain, block);
        assert_eq!(field, *expected, "{message}");
        assert!(message.contains("expected"), "{message}");
    }
    // The beneficiary is free to choose, but it gets the tips: the state is another one.
    let mut block = good.clone();
    block.header.beneficiary = Address::repeat_byte(9);
    assert_eq!(refusal(&chain, block).0, "stateRoot");
    // A timestamp within the clock's drift is the maker's to choose.
    let mut block = good.clone();
    block.header.timestamp = 0;
    chain.import(good).unwrap();
    let earlier = home.clock.load(Ordering::Relaxed) - 1;
    block.header = Header { timestamp: earlier, number: 2, ..block.header };
    assert_eq!(refusal(&chain, block).0, "timestamp");
}

#[test]
fn the_body_is_compared_too() {
    let (_maker, _maker_home, good) = maker();
    let home = Home::new();
    let chain = home.open();
    let mut block = good.clone();
    block.body.transactions.swap(0, 1);
    assert!(chain.import(block).is_err());
    let mut block = good.clone();
    block.body.transactions.pop();
    assert_eq!(refusal(&chain, block).0, "transactionsRoot");
    let mut block = good.clone();
    let twice = block.body.transactions[0].clone();
    block.body.transactions.push(twice);
    let message = chain.import(block).unwrap_err().to_string();
    assert!(message.contains("transaction 9") && message.contains("nonce too low"), "{message}");
    let mut block = good.clone();
    block.body.withdrawals = None;
    assert_eq!(refusal(&chain, block).0, "withdrawals");
    let mut block = good.clone();
    block.body.ommers.push(Header::default());
    assert_eq!(refusal(&chain, block).0, "uncles");
    // After all the refusals nothing stands in the way of the right one, nor comes it twice.
    chain.import(good.clone()).unwrap();
    assert_eq!(refusal(&chain, good).0, "number");
}
