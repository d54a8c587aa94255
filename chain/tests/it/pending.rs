//! The block that would be next.

use std::sync::Arc;

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256, U256};
use cybermiles_chain::StateAt;
use cybermiles_primitives::StateReader;

use crate::home::{CMT, FEES, Home, Wallet, hashes};

#[test]
fn the_pending_block_is_never_absent_and_follows_the_pool() {
    let home = Home::new();
    let chain = home.open();
    let empty = chain.pending_block().unwrap();
    assert_eq!((empty.number(), empty.transactions.len()), (1, 0));
    assert_eq!(empty.header.parent_hash, chain.genesis_hash());
    assert!(Arc::ptr_eq(&empty, &chain.pending_block().unwrap()));

    let to = Address::repeat_byte(0x77);
    let first = chain.submit(Wallet::new(0).pay(0, to, CMT, FEES)).unwrap();
    assert_eq!(hashes(&chain.pending_block().unwrap()), [first]);
    let second = chain.submit(Wallet::new(0).pay(1, to, CMT, FEES)).unwrap();
    let pending = chain.block_by_id(BlockNumberOrTag::Pending.into()).unwrap().unwrap();
    assert_eq!(hashes(&pending), [first, second]);

    let at = chain.resolve(BlockId::pending()).unwrap();
    assert_eq!(at, StateAt::Pending);
    let state = chain.state(at).unwrap();
    assert_eq!(state.account(&to).unwrap().unwrap().balance, U256::from(2 * CMT));
    let alice = state.account(&Wallet::new(0).address()).unwrap().unwrap();
    assert_eq!(alice.nonce, 2);
    let untouched = Wallet::new(3).address();
    let latest = chain.state_at(0).unwrap();
    assert_eq!(state.account(&untouched).unwrap(), latest.account(&untouched).unwrap());
    assert!(latest.account(&to).unwrap().is_none());
    assert_eq!(state.block_hash(0).unwrap(), chain.genesis_hash());

    // It is what is then sealed, but for the state root and what follows from it.
    let sealed = chain.seal().unwrap();
    assert_eq!(pending.header.state_root, B256::ZERO);
    let mut header = pending.header.clone();
    header.state_root = sealed.header.state_root;
    assert_eq!(header, sealed.header);
    assert_eq!(pending.receipts, sealed.receipts);
    assert_eq!(chain.pending_block().unwrap().number(), 2);
}
