//! What a restart keeps: blocks, and the transactions that wait for one.

use std::fs;

use alloy_primitives::Address;
use cybermiles_chain::ChainOptions;

use crate::home::{FEES, Home, Wallet, close, hashes};

fn options(home: &Home) -> ChainOptions {
    let mut options = home.options();
    options.pool.journal = Some(home.folder.path().join("transactions"));
    options
}

#[test]
fn pooled_transactions_come_back_and_mined_ones_do_not() {
    let home = Home::new();
    let chain = home.open_with(options(&home));
    let (alice, bob) = (Wallet::new(0), Wallet::new(1));
    chain.submit(alice.pay(0, Address::ZERO, 1, FEES)).unwrap();
    let head = chain.seal().unwrap();
    let next = chain.submit(alice.pay(1, Address::ZERO, 1, FEES)).unwrap();
    let gap = chain.submit(bob.pay(3, Address::ZERO, 1, FEES)).unwrap();
    close(chain);

    let chain = home.open_with(options(&home));
    assert_eq!(chain.head().hash, head.hash);
    assert_eq!(chain.head().receipts, head.receipts);
    assert_eq!((chain.pool().status().pending, chain.pool().status().queued), (1, 1));
    assert!(chain.pool().get(&gap).is_some());
    assert_eq!(hashes(&chain.seal().unwrap()), [next]);
    close(chain);

    // What was mined meanwhile is not even read again: the journal is rewritten at start.
    let chain = home.open_with(options(&home));
    assert_eq!((chain.pool().status().pending, chain.pool().status().queued), (0, 1));
    let kept = chain.pool().get(&gap).unwrap().encoded.len();
    let length = fs::metadata(home.folder.path().join("transactions")).unwrap().len();
    assert_eq!(length, kept as u64 + 8);
}

#[test]
fn a_damaged_journal_loses_what_is_damaged_and_nothing_else() {
    let home = Home::new();
    let chain = home.open_with(options(&home));
    let alice = Wallet::new(0);
    let sent: Vec<_> = (0..3)
        .map(|nonce| chain.submit(alice.pay(nonce, Address::ZERO, 1, FEES)).unwrap())
        .collect();
    close(chain);
    let path = home.folder.path().join("transactions");
    let mut bytes = fs::read(&path).unwrap();
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    fs::write(&path, bytes).unwrap();

    let chain = home.open_with(options(&home));
    assert_eq!(chain.pool().status().pending, 2);
    assert!(chain.pool().get(&sent[2]).is_none());
    // It goes on after what was cut off.
    let again = chain.submit(alice.pay(2, Address::ZERO, 1, FEES)).unwrap();
    assert_eq!(again, sent[2]);
    close(chain);
    let chain = home.open_with(options(&home));
    assert_eq!(hashes(&chain.seal().unwrap()), sent);
}

#[test]
fn rubbish_instead_of_a_journal_is_an_empty_pool() {
    let home = Home::new();
    fs::write(home.folder.path().join("transactions"), vec![0xa5; 100_000]).unwrap();
    let chain = home.open_with(options(&home));
    assert_eq!(chain.pool().status().pending, 0);
    assert_eq!(fs::metadata(home.folder.path().join("transactions")).unwrap().len(), 0);
}
