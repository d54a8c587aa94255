//! What readers see while blocks are made.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use alloy_primitives::Address;
use cybermiles_chain::{PoolOptions, Sealing};
use cybermiles_primitives::StateReader;

use crate::home::{FEES, Home, Wallet};

/// Ends the readers, however the writer ends.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

#[test]
fn no_reader_ever_sees_a_nonce_go_back_or_a_transaction_disappear() {
    let home = Home::new();
    let mut options = home.options();
    options.sealing = Sealing::Instant;
    options.pool = PoolOptions::dev();
    let chain = home.open_with(options);
    let sealer = chain.start().unwrap();
    let (alice, done) = (Wallet::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let (chain, done) = (&chain, &done);
        scope.spawn(move || {
            let mut before = 0;
            while !done.load(Ordering::Acquire) {
                let nonce = chain.pending_nonce(&Wallet::new(0).address()).unwrap();
                assert!(nonce >= before, "the pending nonce went from {before} to {nonce}");
                before = nonce;
            }
        });
        scope.spawn(move || {
            // At every head, state and block agree.
            while !done.load(Ordering::Acquire) {
                let head = chain.head();
                let state = chain.state_at(head.number()).unwrap();
                let account = state.account(&Wallet::new(0).address()).unwrap().unwrap();
                let next = head
                    .transactions
                    .iter()
                    .map(|one| alloy_consensus::Transaction::nonce(one.transaction.inner()) + 1);
                assert_eq!(next.max().unwrap_or(account.nonce), account.nonce);
            }
        });
        let _end = End(done);
        for nonce in 0..300 {
            let hash = chain.submit(alice.pay(nonce, Address::ZERO, 1, FEES)).unwrap();
            // From now on it is in the pool or in a block, in this order of looking.
            let is_pooled = chain.pool().get(&hash).is_some();
            assert!(is_pooled || chain.transaction(&hash).unwrap().is_some());
            assert!(chain.pending_nonce(&alice.address()).unwrap() > nonce);
        }
    });
    sealer.stop();
}
