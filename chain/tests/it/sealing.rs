//! From submitted transactions to a block and everything that can be asked about it.

use alloy_consensus::{
    TxReceipt,
    proofs::{calculate_receipt_root, calculate_transaction_root},
};
use alloy_eips::BlockNumberOrTag;
use alloy_primitives::{Address, U256};
use cybermiles_chain::{PoolOptions, StateAt, SubmitError};
use cybermiles_primitives::{StateReader, limits::MAX_BLOCK_BYTES, spec::REWARD_POOL};

use crate::home::{CMT, FEES, Home, START, Wallet, balance, draft, gas_used, gwei, hashes};

#[test]
fn payments_are_sealed_and_everything_about_them_can_be_read() {
    let home = Home::new();
    let mut options = home.options();
    let collector = Address::repeat_byte(0xcc);
    options.beneficiary = collector;
    let chain = home.open_with(options);
    let (alice, bob) = (Wallet::new(0), Wallet::new(1));
    let to = Address::repeat_byte(0x11);
    let mut heads = chain.heads();

    let first = chain.submit(alice.pay(0, to, CMT, FEES)).unwrap();
    let second = chain.submit(alice.pay(1, to, 2 * CMT, FEES)).unwrap();
    let third = chain.submit(bob.pay(0, to, 4 * CMT, (gwei(100), gwei(2)))).unwrap();
    assert_eq!(chain.pending_nonce(&alice.address()).unwrap(), 2);
    let block = chain.seal().unwrap();

    // The highest tip first, then in order of arrival.
    assert_eq!(hashes(&block), [third, first, second]);
    assert_eq!(gas_used(&block.receipts), [21_000; 3]);
    assert!(block.receipts.iter().all(|receipt| receipt.success));
    assert_eq!(block.header.gas_used, 63_000);
    assert_eq!(block.header.number, 1);
    assert_eq!(block.header.timestamp, 1_800_000_000);
    assert_eq!(block.hash, block.header.hash_slow());

    // The roots, by another implementation.
    let envelopes: Vec<_> =
        block.transactions.iter().map(|one| one.transaction.inner().clone()).collect();
    assert_eq!(block.header.transactions_root, calculate_transaction_root(&envelopes));
    let with_bloom: Vec<_> =
        block.receipts.iter().map(|receipt| receipt.clone().into_with_bloom()).collect();
    assert_eq!(block.header.receipts_root, calculate_receipt_root(&with_bloom));

    // Every wei: value to the recipient, tips to the beneficiary, base fees to the pool.
    let base_fee = u128::from(block.header.base_fee_per_gas.unwrap());
    let fee = |tip: u128| 21_000 * (base_fee + tip);
    assert_eq!(balance(&chain, to), U256::from(7 * CMT));
    let spent = 3 * CMT + 2 * fee(gwei(1));
    assert_eq!(balance(&chain, alice.address()), U256::from(START - spent));
    let spent = 4 * CMT + fee(gwei(2));
    assert_eq!(balance(&chain, bob.address()), U256::from(START - spent));
    assert_eq!(balance(&chain, collector), U256::from(21_000 * gwei(4)));
    assert_eq!(balance(&chain, REWARD_POOL), U256::from(3 * 21_000 * base_fee));

    // By number, hash, tag and transaction; the head was announced.
    assert_eq!(chain.head().hash, block.hash);
    assert_eq!(heads.try_recv().unwrap().hash, block.hash);
    assert_eq!(chain.block(1).unwrap().unwrap().hash, block.hash);
    assert_eq!(chain.block_by_hash(&block.hash).unwrap().unwrap().hash, block.hash);
    for tag in [BlockNumberOrTag::Latest, BlockNumberOrTag::Safe, BlockNumberOrTag::Finalized] {
        assert_eq!(chain.resolve(tag.into()).unwrap(), StateAt::Block(1));
    }
    let (found, index) = chain.transaction(&second).unwrap().unwrap();
    assert_eq!((found.hash, index), (block.hash, 2));
    assert_eq!(chain.pool().status().pending, 0);
    assert_eq!(chain.pending_nonce(&alice.address()).unwrap(), 2);
    assert!(chain.block(2).unwrap().is_none());
    let missing = chain.state_at(2).unwrap_err().to_string();
    assert!(missing.contains("header not found"), "{missing}");

    // The state before is still there.
    let before = chain.state_at(0).unwrap().account(&alice.address()).unwrap().unwrap();
    assert_eq!((before.nonce, before.balance), (0, U256::from(START)));
}

#[test]
fn a_transaction_behind_a_gap_waits_until_the_gap_is_filled() {
    let home = Home::new();
    let chain = home.open();
    let alice = Wallet::new(0);
    let mut ready = chain.pending_transactions();
    let late = chain.submit(alice.pay(1, Address::ZERO, 1, FEES)).unwrap();
    assert_eq!((chain.pool().status().pending, chain.pool().status().queued), (0, 1));
    assert!(chain.seal().unwrap().transactions.is_empty());
    assert!(ready.try_recv().is_err(), "what cannot run is not announced");
    let early = chain.submit(alice.pay(0, Address::ZERO, 1, FEES)).unwrap();
    assert_eq!(ready.try_recv().unwrap().hash, early);
    assert_eq!(ready.try_recv().unwrap().hash, late);
    assert_eq!(hashes(&chain.seal().unwrap()), [early, late]);
}

#[test]
fn a_replacement_pays_a_tenth_more_of_both() {
    let home = Home::new();
    let chain = home.open();
    let alice = Wallet::new(0);
    let pay = |wei, fees| alice.pay(0, Address::ZERO, wei, fees);
    let old = chain.submit(pay(1, (gwei(100), gwei(10)))).unwrap();
    for fees in [(gwei(110) - 1, gwei(11)), (gwei(110), gwei(11) - 1), (gwei(100), gwei(20))] {
        let error = chain.submit(pay(2, fees)).unwrap_err();
        assert_eq!(error.to_string(), "replacement transaction underpriced");
    }
    let new = chain.submit(pay(2, (gwei(110), gwei(11)))).unwrap();
    assert!(chain.pool().get(&old).is_none());
    assert_eq!(hashes(&chain.seal().unwrap()), [new]);
}

#[test]
fn a_full_pool_gives_up_what_pays_least() {
    let home = Home::new();
    let mut options = home.options();
    options.pool = PoolOptions { max_transactions: 3, ..PoolOptions::test() };
    let chain = home.open_with(options);
    let pay = |wallet: u8, nonce, tip| {
        chain.submit(Wallet::new(wallet).pay(nonce, Address::ZERO, 1, (gwei(100), gwei(tip))))
    };
    let cheap = pay(0, 0, 1).unwrap();
    let behind_cheap = pay(0, 1, 50).unwrap();
    let good = pay(1, 0, 3).unwrap();
    let error = pay(2, 0, 1).unwrap_err();
    assert_eq!(error, SubmitError::Underpriced);
    assert!(error.to_string().starts_with("transaction underpriced"));
    let better = pay(2, 0, 2).unwrap();
    // Worth no more than the cheap one before it, which would have left a gap.
    assert!(chain.pool().get(&behind_cheap).is_none());
    let best = pay(3, 0, 4).unwrap();
    assert!(chain.pool().get(&cheap).is_none());
    assert_eq!(hashes(&chain.seal().unwrap()), [best, good, better]);
}

#[test]
fn a_block_stops_where_its_gas_ends_and_the_rest_stays() {
    let home = Home::with(|genesis| genesis.spec.gas_limit = 100_000);
    let chain = home.open();
    let alice = Wallet::new(0);
    let sent: Vec<_> = (0..6)
        .map(|nonce| chain.submit(alice.pay(nonce, Address::ZERO, 1, FEES)).unwrap())
        .collect();
    assert_eq!(hashes(&chain.seal().unwrap()), sent[..4]);
    assert_eq!(chain.pool().status().pending, 2);
    assert_eq!(hashes(&chain.seal().unwrap()), sent[4..]);
}

#[test]
fn a_block_stops_where_its_bytes_end_and_the_rest_stays() {
    let home = Home::new();
    let mut options = home.options();
    options.pool = PoolOptions::dev();
    let chain = home.open_with(options);
    // Each costs ten gas for each zero byte (EIP-7623): a hundredth of the block's gas.
    let sent: Vec<_> = (0..100)
        .map(|nonce| {
            let mut transaction = draft(nonce);
            (transaction.gas_limit, transaction.input) = (2_000_000, vec![0; 120_000].into());
            chain.submit(Wallet::new(0).sign(transaction)).unwrap()
        })
        .collect();
    let first = chain.seal().unwrap();
    let bytes: usize = first.transactions.iter().map(|one| one.encoded.len() + 5).sum();
    assert!((MAX_BLOCK_BYTES - 125_000..MAX_BLOCK_BYTES).contains(&bytes), "{bytes} bytes");
    let second = chain.seal().unwrap();
    assert_eq!([hashes(&first), hashes(&second)].concat(), sent);
}

#[test]
fn what_cannot_pay_the_base_fee_waits_for_it_to_fall() {
    let home = Home::with(|genesis| genesis.base_fee = u64::try_from(gwei(20)).unwrap());
    let chain = home.open();
    let poor = chain.submit(Wallet::new(0).pay(0, Address::ZERO, 1, (gwei(8), 1))).unwrap();
    let rich = chain.submit(Wallet::new(1).pay(0, Address::ZERO, 1, (gwei(50), 1))).unwrap();
    assert_eq!(hashes(&chain.seal().unwrap()), [rich]);
    let mut empty = 0;
    while chain.next_base_fee() > u64::try_from(gwei(8)).unwrap() {
        assert!(chain.seal().unwrap().transactions.is_empty());
        empty += 1;
    }
    // 15.3 → 13.4 → 11.7 → 10.3 → 9.0 → 7.9 gwei.
    assert_eq!(empty, 5);
    assert_eq!(hashes(&chain.seal().unwrap()), [poor]);
}

#[test]
fn a_batch_has_one_answer_for_each_in_order() {
    let home = Home::new();
    let chain = home.open();
    let alice = Wallet::new(0);
    let good = alice.pay(0, Address::ZERO, 1, FEES);
    let batch = vec![
        good.clone(),
        vec![0xff].into(),
        good,
        alice.pay(1, Address::ZERO, 1, FEES),
        Wallet::new(200).pay(0, Address::ZERO, 1, FEES),
    ];
    let results = chain.submit_many(batch);
    let words: Vec<_> = results
        .iter()
        .map(|result| result.as_ref().map_or_else(ToString::to_string, |_| "ok".into()))
        .collect();
    assert_eq!(words[0], "ok");
    assert!(words[1].contains("cannot decode transaction"), "{words:?}");
    assert_eq!(words[2], "already known");
    assert_eq!(words[3], "ok");
    assert!(words[4].starts_with("insufficient funds for gas * price + value"), "{words:?}");
    assert_eq!(chain.seal().unwrap().transactions.len(), 2);
}
