//! What settles by itself at the end of a block: made, shown, demanded of others, never sent.

use std::sync::{Arc, atomic::Ordering};

use alloy_consensus::Transaction;
use alloy_eips::BlockNumberOrTag;
use alloy_primitives::{Address, B256, Bloom, U256};
use alloy_rpc_types_eth::{
    BlockOverrides, Filter,
    simulate::{SimBlock, SimulatePayload},
};
use alloy_sol_types::SolEvent;
use cybermiles_chain::{Chain, ChainError, StateAt, simulate::CallLimits};
use cybermiles_evm_precompiles::abi::IEscrow;
use cybermiles_primitives::{
    Block, ExecutedBlock, StateReader,
    native::{CLOSING, ESCROW, SYSTEM},
    system_transaction,
};
use cybermiles_storage::Store;

use crate::home::{CMT, FEES, Home, LOCKED, START, Wallet, balance, close, gas_used, hashes};
use crate::import::block_of;

/// The clock's first second, as [`Home`] sets it.
const NOW: u64 = 1_800_000_000;
/// When the offer of [`offered`] is due.
const DUE: u64 = NOW + 100;

/// A chain whose first block holds an offer that is due at [`DUE`].
fn offered() -> (Arc<Chain>, Home) {
    let home = Home::new();
    let chain = home.open();
    chain.submit(Wallet::new(0).offer(0, DUE)).unwrap();
    let block = chain.seal().unwrap();
    assert!(block.receipts[0].success, "the offer is taken");
    assert_eq!(block.transactions.len(), 1, "nothing is due yet");
    (chain, home)
}

fn pay(chain: &Chain, wallet: u8, nonce: u64) -> B256 {
    chain.submit(Wallet::new(wallet).pay(nonce, Address::ZERO, CMT, FEES)).unwrap()
}

/// The chain of `home` up to `head`, followed by a chain of its own.
fn follower(maker: &Chain, blocks: u64) -> (Arc<Chain>, Home) {
    let home = Home::new();
    home.clock.store(DUE, Ordering::Relaxed);
    let chain = home.open();
    for number in 1..=blocks {
        chain.import(block_of(&maker.block(number).unwrap().unwrap())).unwrap();
    }
    (chain, home)
}

fn assert_closed(block: &ExecutedBlock) {
    let closing = block.transactions.last().expect("a closing transaction");
    assert_eq!(**closing, system_transaction::closing(1337, block.number()));
    assert_eq!((closing.sender(), closing.transaction.to()), (SYSTEM, Some(CLOSING)));
    let receipt = block.receipts.last().unwrap();
    assert!(receipt.success);
    assert_eq!(receipt.cumulative_gas_used, block.header.gas_used);
    let events: Vec<_> = receipt
        .logs
        .iter()
        .filter(|log| log.address == ESCROW)
        .filter_map(|log| IEscrow::Closed::decode_log(log).ok())
        .collect();
    assert_eq!(events.len(), 1, "{receipt:?}");
    assert_eq!(events[0].toBuyer, U256::from(LOCKED));
    let mut bloom = Bloom::ZERO;
    block.receipts.iter().flat_map(|receipt| &receipt.logs).for_each(|log| bloom.accrue_log(log));
    assert_eq!(block.header.logs_bloom, bloom);
}

#[test]
fn what_is_due_is_settled_by_the_last_transaction_of_the_block_and_only_once() {
    let (chain, home) = offered();
    assert_eq!(chain.next_due().unwrap(), Some(DUE));
    let paid = U256::from(START - LOCKED);
    home.clock.store(DUE - 1, Ordering::Relaxed);
    assert_eq!(chain.seal().unwrap().transactions.len(), 0, "a second too early");
    assert!(balance(&chain, Wallet::new(0).address()) < paid);

    home.clock.store(DUE, Ordering::Relaxed);
    let user = [pay(&chain, 1, 0), pay(&chain, 2, 0)];
    let block = chain.seal().unwrap();
    assert_closed(&block);
    assert_eq!(hashes(&block)[..2], user);
    assert_eq!(gas_used(&block.receipts), [21_000, 21_000, 0]);
    assert!(balance(&chain, Wallet::new(0).address()) > paid, "its money is back");
    assert_eq!(balance(&chain, ESCROW), U256::ZERO);
    // Neither the system's account nor the receiver's is more than it was.
    let state = chain.state_at(block.number()).unwrap();
    assert_eq!(state.account(&SYSTEM).unwrap(), None);
    assert_eq!(state.account(&CLOSING).unwrap().unwrap().nonce, 1);

    assert_eq!(chain.next_due().unwrap(), None);
    assert_eq!(chain.seal().unwrap().transactions.len(), 0, "nothing is due any more");
}

#[test]
fn the_pending_block_shows_what_will_be_settled() {
    let (chain, home) = offered();
    assert_eq!(chain.pending_block().unwrap().transactions.len(), 0);
    home.clock.store(DUE, Ordering::Relaxed);
    let pending = chain.pending_block().unwrap();
    assert_closed(&pending);
    let state = chain.state(StateAt::Pending).unwrap();
    assert_eq!(state.account(&ESCROW).unwrap().unwrap().balance, U256::ZERO);
    let filter = Filter::new().address(ESCROW).from_block(BlockNumberOrTag::Pending);
    assert_eq!(chain.logs(&filter).unwrap().len(), pending.receipts[0].logs.len());
    assert_eq!(chain.seal().unwrap().receipts, pending.receipts);
}

#[test]
fn a_block_made_elsewhere_must_have_it_exactly_when_something_is_due() {
    let (maker, maker_home) = offered();
    maker_home.clock.store(DUE, Ordering::Relaxed);
    pay(&maker, 1, 0);
    maker.seal().unwrap();
    maker_home.clock.store(DUE + 1, Ordering::Relaxed);
    maker.seal().unwrap();
    let blocks: Vec<Block> =
        (1..=3).map(|number| block_of(&maker.block(number).unwrap().unwrap())).collect();
    let (chain, home) = follower(&maker, 1);
    let refusal = |chain: &Chain, block: &Block| {
        let head = chain.head().hash;
        let error = chain.import(block.clone()).unwrap_err();
        assert!(matches!(error, ChainError::Import(_)), "{error:?}");
        assert_eq!(chain.head().hash, head);
        error.to_string()
    };

    let mut missing = blocks[1].clone();
    missing.body.transactions.pop();
    let said = refusal(&chain, &missing);
    assert!(said.starts_with("block 2, transaction 1: ") && said.contains("is missing"), "{said}");

    let mut first = blocks[1].clone();
    first.body.transactions.swap(0, 1);
    let said = refusal(&chain, &first);
    assert!(said.starts_with("block 2, transaction 0 "), "{said}");
    assert!(said.contains("system transaction"), "{said}");

    let mut twice = blocks[1].clone();
    twice.body.transactions.push(twice.body.transactions[1].clone());
    let said = refusal(&chain, &twice);
    assert!(said.starts_with("block 2, transaction 1 "), "{said}");

    for other in [system_transaction::closing(1337, 3), system_transaction::closing(1338, 2)] {
        let mut foreign = blocks[1].clone();
        foreign.body.transactions[1] = other.transaction.inner().clone();
        let said = refusal(&chain, &foreign);
        assert!(said.starts_with("block 2, transaction 1 "), "{said}");
    }

    assert_eq!(*chain.import(blocks[1].clone()).unwrap(), *maker.block(2).unwrap().unwrap());
    home.clock.store(DUE + 1, Ordering::Relaxed);
    let mut superfluous = blocks[2].clone();
    let closing = system_transaction::closing(1337, 3);
    superfluous.body.transactions.push(closing.transaction.into_inner());
    let said = refusal(&chain, &superfluous);
    assert!(said.starts_with("block 3, transaction 0: "), "{said}");
    assert!(said.contains("is superfluous"), "{said}");
    chain.import(blocks[2].clone()).unwrap();
    assert_eq!(chain.head().hash, maker.head().hash);
}

#[test]
fn nobody_can_send_one() {
    let (chain, _home) = offered();
    for number in 1..4 {
        let raw = system_transaction::closing(1337, number).encoded;
        let said = chain.submit(raw.clone()).unwrap_err().to_string();
        assert!(said.contains("system transaction"), "{said}");
        assert!(chain.submit_many(vec![raw; 5]).iter().all(Result::is_err));
    }
    assert_eq!(chain.pool().status().pending, 0);
}

#[test]
fn a_restart_keeps_it_and_a_verification_from_scratch_agrees() {
    let (chain, home) = offered();
    home.clock.store(DUE, Ordering::Relaxed);
    pay(&chain, 1, 0);
    let made = chain.seal().unwrap();
    let closing = made.transactions[1].hash;
    chain.seal().unwrap();
    close(chain);

    let chain = home.open();
    let kept = chain.block(2).unwrap().unwrap();
    assert_eq!(*kept, *made);
    let (block, index) = chain.transaction(&closing).unwrap().unwrap();
    assert_eq!((block.number(), index), (2, 1));
    assert_eq!(block.transactions[index].sender(), SYSTEM);
    let filter = Filter::new().address(ESCROW).from_block(2).to_block(2);
    let logs = chain.logs(&filter).unwrap();
    assert_eq!(logs.len(), made.receipts[1].logs.len());
    assert_eq!((logs[0].transaction_hash, logs[0].transaction_index), (Some(closing), Some(1)));
    close(chain);
    let path = home.folder.path().join("chain");
    assert_eq!(Store::verify(&path, &home.genesis).unwrap().head, 3);
}

#[test]
fn a_block_settles_a_bounded_number_and_the_next_one_the_rest() {
    let home = Home::new();
    let mut options = home.options();
    options.pool = cybermiles_chain::PoolOptions::dev();
    let chain = home.open_with(options);
    // 300 offers, the later ones due a second later.
    let offers = (0..6u8).flat_map(|wallet| {
        (0..50).map(move |nonce| Wallet::new(wallet).offer(nonce, DUE + u64::from(wallet > 3)))
    });
    assert!(chain.submit_many(offers.collect()).iter().all(Result::is_ok));
    let block = chain.seal().unwrap();
    assert_eq!(block.receipts.iter().filter(|receipt| receipt.success).count(), 300);
    home.clock.store(DUE + 1, Ordering::Relaxed);
    let settled = |block: &ExecutedBlock| {
        let receipt = block.receipts.last().expect("a closing transaction");
        receipt.logs.iter().filter(|log| IEscrow::Closed::decode_log(log).is_ok()).count()
    };
    let first = chain.seal().unwrap();
    assert_eq!(settled(&first), 256);
    // The oldest first: what is left was due later.
    assert_eq!(chain.next_due().unwrap(), Some(DUE + 1));
    assert_eq!(settled(&chain.seal().unwrap()), 44);
    assert!(chain.seal().unwrap().transactions.is_empty());
    assert_eq!(balance(&chain, ESCROW), U256::ZERO);
}

#[test]
fn a_simulated_block_settles_as_a_real_one_would() {
    let (chain, _home) = offered();
    let at = |time| SimBlock {
        block_overrides: Some(BlockOverrides { time: Some(time), ..Default::default() }),
        ..Default::default()
    };
    let payload = SimulatePayload {
        block_state_calls: vec![at(DUE - 1), at(DUE), at(DUE + 1)],
        ..Default::default()
    };
    let simulated = chain.simulate_v1(payload, StateAt::Block(1), &CallLimits::default()).unwrap();
    let counts: Vec<_> = simulated.iter().map(|block| block.inner.transactions.len()).collect();
    assert_eq!(counts, [0, 1, 0]);
    assert_closed(&simulated[1].inner);
    assert!(simulated[1].calls.is_empty(), "nobody asked for it by a call");
    assert_eq!(chain.head().number(), 1, "nothing has changed");
}

#[test]
fn fees_are_those_of_users_alone() {
    let (chain, home) = offered();
    home.clock.store(DUE, Ordering::Relaxed);
    let before = chain.suggested_tip();
    pay(&chain, 1, 0);
    assert_closed(&chain.seal().unwrap());
    let history =
        chain.fee_history(1, BlockNumberOrTag::Latest, Some(&[0.0, 50.0, 100.0])).unwrap();
    assert_eq!(history.reward.unwrap(), [[FEES.1; 3]]);
    assert_eq!(chain.suggested_tip(), before);
}
