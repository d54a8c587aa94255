//! The thread that makes blocks: when, how many, and how it ends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use alloy_primitives::Address;
use cybermiles_chain::{Chain, PoolOptions, Sealing, TimeError};
use cybermiles_primitives::ExecutedBlock;
use tokio::sync::broadcast::Receiver;

use crate::home::{FEES, Home, WALLETS, Wallet, close, gwei};

fn open(home: &Home, sealing: Sealing) -> Arc<Chain> {
    let mut options = home.options();
    options.sealing = sealing;
    options.pool = PoolOptions::dev();
    home.open_with(options)
}

/// Waits for heads until they hold this many transactions; the number of blocks it took.
fn wait_for(heads: &mut Receiver<Arc<ExecutedBlock>>, transactions: usize) -> usize {
    let (mut blocks, mut found) = (0, 0);
    while found < transactions {
        let head = heads.blocking_recv().expect("the chain runs");
        blocks += 1;
        found += head.transactions.len();
    }
    assert_eq!(found, transactions);
    blocks
}

#[test]
fn a_transaction_is_sealed_at_once() {
    let home = Home::new();
    let chain = open(&home, Sealing::Instant);
    let mut heads = chain.heads();
    let sealer = chain.start().unwrap();
    for nonce in 0..3 {
        let hash = chain.submit(Wallet::new(0).pay(nonce, Address::ZERO, 1, FEES)).unwrap();
        let head = heads.blocking_recv().unwrap();
        // What is announced can be read, and the pool has given it up.
        assert_eq!(head.transactions[0].hash, hash);
        assert_eq!(chain.head().hash, head.hash);
        assert_eq!(chain.transaction(&hash).unwrap().unwrap().0.hash, head.hash);
        assert!(chain.pool().get(&hash).is_none());
        assert_eq!(chain.pending_nonce(&Wallet::new(0).address()).unwrap(), nonce + 1);
    }
    sealer.stop();
    assert_eq!(chain.head().number(), 3);
}

#[test]
fn what_arrives_together_goes_into_few_blocks() {
    let home = Home::new();
    let chain = open(&home, Sealing::Instant);
    let mut heads = chain.heads();
    let batch = (0..WALLETS)
        .flat_map(|wallet| {
            let wallet = Wallet::new(wallet);
            (0..40).map(move |nonce| wallet.pay(nonce, Address::ZERO, 1, FEES))
        })
        .collect();
    let sealer = chain.start().unwrap();
    let results = chain.submit_many(batch);
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(wait_for(&mut heads, 320), 1);
    sealer.stop();
}

#[test]
fn many_threads_at_once_lose_nothing() {
    let home = Home::new();
    let chain = open(&home, Sealing::Instant);
    let mut heads = chain.heads();
    let sealer = chain.start().unwrap();
    thread::scope(|scope| {
        for wallet in 0..WALLETS {
            let chain = &chain;
            scope.spawn(move || {
                for nonce in 0..25 {
                    let raw = Wallet::new(wallet).pay(nonce, Address::ZERO, 1, FEES);
                    chain.submit(raw).unwrap();
                }
            });
        }
        let blocks = wait_for(&mut heads, 25 * usize::from(WALLETS));
        assert!(blocks <= 25 * usize::from(WALLETS));
    });
    sealer.stop();
    let status = chain.pool().status();
    assert_eq!((status.pending, status.queued, status.bytes), (0, 0, 0));
}

/// The chain's first block holds an offer that is due a second later, and nobody does anything.
#[test]
fn silence_settles_by_itself_when_its_time_comes() {
    let home = Home::new();
    let chain = open(&home, Sealing::Instant);
    let mut heads = chain.heads();
    let due = home.clock.load(Ordering::Relaxed) + 1;
    let sealer = chain.start().unwrap();
    chain.submit(Wallet::new(0).offer(0, due)).unwrap();
    assert!(heads.blocking_recv().unwrap().receipts[0].success);
    assert_eq!(chain.next_due().unwrap(), Some(due));
    home.clock.store(due, Ordering::Relaxed);
    let closed = heads.blocking_recv().unwrap();
    assert_eq!((closed.header.timestamp, closed.transactions.len()), (due, 1));
    assert!(closed.transactions[0].is_system());
    sealer.stop();
    assert_eq!(chain.head().number(), 2, "one block is enough");
}

#[test]
fn a_clock_that_is_put_forward_wakes_the_sealer() {
    let home = Home::new();
    let chain = open(&home, Sealing::Instant);
    let mut heads = chain.heads();
    let now = home.clock.load(Ordering::Relaxed);
    let sealer = chain.start().unwrap();
    for (nonce, days) in [(0, 1), (1, 30), (2, 365)] {
        let due = now + days * 86_400;
        chain.submit(Wallet::new(0).offer(nonce, due)).unwrap();
        assert!(heads.blocking_recv().unwrap().receipts[0].success);
        if nonce == 1 {
            chain.set_next_block_timestamp(due).unwrap();
        } else {
            chain.increase_time(due - chain.now()).unwrap();
        }
        let closed = heads.blocking_recv().unwrap();
        assert!(closed.transactions[0].is_system());
        assert_eq!((closed.header.timestamp, chain.now()), (due, due));
    }
    sealer.stop();
}

#[test]
fn what_fell_due_while_the_chain_was_closed_is_settled_when_it_opens() {
    let home = Home::new();
    let chain = home.open();
    let due = home.clock.load(Ordering::Relaxed) + 1000;
    chain.submit(Wallet::new(0).offer(0, due)).unwrap();
    chain.seal().unwrap();
    close(chain);
    home.clock.store(due, Ordering::Relaxed);
    let chain = open(&home, Sealing::Instant);
    let mut heads = chain.heads();
    let sealer = chain.start().unwrap();
    assert!(heads.blocking_recv().unwrap().transactions[0].is_system());
    sealer.stop();
}

#[test]
fn a_chain_that_was_put_forward_does_not_fall_back() {
    let home = Home::new();
    let chain = home.open();
    let later = home.clock.load(Ordering::Relaxed) + 86_400;
    chain.set_next_block_timestamp(later).unwrap();
    assert_eq!(chain.seal().unwrap().header.timestamp, later);
    close(chain);
    let chain = home.open();
    assert_eq!(chain.now(), later);
    home.clock.fetch_add(5, Ordering::Relaxed);
    assert_eq!(chain.seal().unwrap().header.timestamp, later + 5);
    close(chain);
    // A chain whose clock nobody may put forward says what the clock says.
    let mut options = home.options();
    options.time_control = false;
    let chain = home.open_with(options);
    assert!(chain.now() < later);
    assert_eq!(chain.increase_time(1), Err(TimeError::NotAllowed));
}

#[test]
fn an_interval_makes_empty_blocks_too() {
    let home = Home::new();
    let chain = open(&home, Sealing::Every(Duration::from_millis(5)));
    let mut heads = chain.heads();
    let sealer = chain.start().unwrap();
    for number in 1..=3 {
        assert_eq!(heads.blocking_recv().unwrap().number(), number);
    }
    chain.submit(Wallet::new(0).pay(0, Address::ZERO, 1, FEES)).unwrap();
    wait_for(&mut heads, 1);
    sealer.stop();
    // It has ended: no block is made any more, and one can be made by hand.
    let head = chain.head().number();
    assert_eq!(chain.seal().unwrap().number(), head + 1);
}

#[test]
fn instant_sealing_lowers_the_base_fee_until_what_waits_can_run() {
    let home = Home::with(|genesis| genesis.base_fee = 8_000_000_000);
    let chain = open(&home, Sealing::Instant);
    let mut heads = chain.heads();
    let sealer = chain.start().unwrap();
    chain.submit(Wallet::new(0).pay(0, Address::ZERO, 1, (gwei(5), 0))).unwrap();
    // 8 → 7 → 6.125 → 5.36 → 4.69 gwei: the transaction is in the fourth block.
    assert_eq!(wait_for(&mut heads, 1), 4);
    sealer.stop();
}

#[test]
fn what_was_pooled_before_the_start_is_sealed_after_it() {
    let home = Home::new();
    let chain = open(&home, Sealing::Instant);
    let mut heads = chain.heads();
    chain.submit(Wallet::new(0).pay(0, Address::ZERO, 1, FEES)).unwrap();
    chain.start().unwrap().stop();
    let sealer = chain.start().unwrap();
    if chain.head().number() == 0 {
        wait_for(&mut heads, 1);
    }
    sealer.stop();
    assert_eq!(chain.head().transactions.len(), 1);
}

#[test]
fn a_panic_while_making_a_block_is_a_failure_like_any_other() {
    let home = Home::new();
    let mut options = home.options();
    options.sealing = Sealing::Instant;
    let is_broken = Arc::new(AtomicBool::new(false));
    let clock = is_broken.clone();
    options.clock = Arc::new(move || {
        assert!(!clock.load(Ordering::Acquire), "the clock is broken");
        1_800_000_000
    });
    let chain = home.open_with(options);
    let mut failure = chain.failure();
    let sealer = chain.start().unwrap();
    is_broken.store(true, Ordering::Release);
    chain.submit(Wallet::new(0).pay(0, Address::ZERO, 1, FEES)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let error = runtime.block_on(async {
        failure.wait_for(Option::is_some).await.expect("the chain is there").clone()
    });
    assert!(error.unwrap().to_string().contains("the clock is broken"));
    sealer.stop();
}

#[test]
fn a_store_that_fails_ends_the_making_of_blocks_and_says_so() {
    let home = Home::new();
    let chain = open(&home, Sealing::Instant);
    let mut failure = chain.failure();
    let sealer = chain.start().unwrap();
    chain.store().clone().close().unwrap();
    chain.submit(Wallet::new(0).pay(0, Address::ZERO, 1, FEES)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let error = runtime.block_on(async {
        failure.wait_for(Option::is_some).await.expect("the chain is there").clone()
    });
    assert!(error.unwrap().to_string().contains("closed"));
    sealer.stop();
    assert_eq!(chain.head().number(), 0);
}
