//! Logs found by address and topics.

use std::sync::Arc;

use alloy_primitives::{Address, B256, Bytes, TxKind, bytes};
use alloy_rpc_types_eth::Filter;
use cybermiles_chain::{Chain, LogsError};

use crate::home::{Home, Wallet, draft};

/// `LOG2` with the input's first two words as topics and the third as data.
const EMITTER: Bytes = bytes!("0x604035 5f 52 602035 5f35 6020 5f a2 00");

fn word(byte: u8) -> B256 {
    B256::with_last_byte(byte)
}

fn emitters() -> [Address; 2] {
    [Address::repeat_byte(0xe1), Address::repeat_byte(0xe2)]
}

/// Four blocks; in each both emitters log the block's number, and 0xaa or 0xbb.
fn chain(home: &Home) -> Arc<Chain> {
    fill(home.open())
}

fn fill(chain: Arc<Chain>) -> Arc<Chain> {
    for number in 1..=4u8 {
        for (wallet, emitter) in emitters().into_iter().enumerate() {
            let mut transaction = draft(u64::from(number) - 1);
            transaction.to = TxKind::Call(emitter);
            transaction.gas_limit = 100_000;
            let second = if wallet == 0 { 0xaa } else { 0xbb };
            transaction.input = [word(number), word(second), word(number)].concat().into();
            chain.submit(Wallet::new(wallet as u8).sign(transaction)).unwrap();
        }
        let block = chain.seal().unwrap();
        assert!(block.receipts.iter().all(|receipt| receipt.success && receipt.logs.len() == 1));
    }
    chain
}

fn home() -> Home {
    Home::with(|genesis| {
        for emitter in emitters() {
            genesis.alloc.entry(emitter).or_default().code = Some(EMITTER);
        }
    })
}

#[test]
fn address_topics_and_range_select() {
    let home = home();
    let chain = chain(&home);
    let count = |filter: Filter| chain.logs(&filter).unwrap().len();
    let all = || Filter::new().from_block(0).to_block(100);
    assert_eq!(count(all()), 8);
    assert_eq!(count(all().address(emitters()[0])), 4);
    assert_eq!(count(all().address(emitters().to_vec())), 8);
    assert_eq!(count(all().event_signature(word(2))), 2);
    assert_eq!(count(all().event_signature(vec![word(2), word(3)])), 4);
    assert_eq!(count(all().topic1(word(0xbb))), 4);
    assert_eq!(count(all().event_signature(word(2)).topic1(word(0xbb))), 1);
    assert_eq!(count(all().topic2(word(2))), 0, "no log has a third topic");
    assert_eq!(count(Filter::new().from_block(2).to_block(3)), 4);
    assert_eq!(count(Filter::new()), 2, "without a range: the head");
    assert_eq!(count(Filter::new().at_block_hash(chain.head().hash)), 2);

    let log = &chain.logs(&all().topic1(word(0xbb)).event_signature(word(3))).unwrap()[0];
    let block = chain.block(3).unwrap().unwrap();
    assert_eq!((log.block_number, log.block_hash), (Some(3), Some(block.hash)));
    assert_eq!((log.transaction_index, log.log_index), (Some(1), Some(1)));
    assert_eq!(log.transaction_hash, Some(block.transactions[1].hash));
    assert_eq!(log.block_timestamp, Some(block.header.timestamp));
    assert_eq!(log.inner.data.data, Bytes::copy_from_slice(word(3).as_slice()));
    assert!(!log.removed);
}

#[test]
fn ranges_that_make_no_sense_are_refused() {
    let home = home();
    let chain = chain(&home);
    let error = |filter: Filter| chain.logs(&filter).unwrap_err();
    let backwards = error(Filter::new().from_block(3).to_block(2));
    assert!(matches!(backwards, LogsError::InvalidRange { from: 3, to: 2 }));
    let beyond = error(Filter::new().from_block(5).to_block(9));
    assert!(matches!(beyond, LogsError::BeyondHead { from: 5, head: 4 }));
    let unknown = error(Filter::new().at_block_hash(B256::repeat_byte(1)));
    assert!(unknown.to_string().contains("header not found"), "{unknown}");
}

#[test]
fn a_query_that_asks_for_too_much_is_refused_with_what_to_do() {
    let home = home();
    let mut options = home.options();
    (options.max_log_blocks, options.max_log_results) = (3, 3);
    let chain = fill(home.open_with(options));
    let error = |filter: Filter| chain.logs(&filter).unwrap_err().to_string();
    let blocks = Filter::new().from_block(1).to_block(9);
    assert_eq!(
        error(blocks),
        "query exceeds max block range 3: blocks 1 to 4 are 4, ask for fewer at a time"
    );
    let results = Filter::new().from_block(2).to_block(4);
    assert_eq!(error(results), "query exceeds max results 3, retry with the range 2-2");
    assert_eq!(chain.logs(&Filter::new().from_block(2).to_block(2)).unwrap().len(), 2);
    let narrower = Filter::new().from_block(2).to_block(4).address(emitters()[0]);
    assert_eq!(chain.logs(&narrower).unwrap().len(), 3, "exactly as many as allowed");
}
