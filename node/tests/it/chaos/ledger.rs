//! Every block any node ever showed: two hashes at one height end the test.

use std::{collections::BTreeMap, net::SocketAddr};

use alloy_primitives::B256;
use parking_lot::Mutex;
use serde_json::json;

use super::rpc;

/// Blocks asked for at a time.
const CHUNK: u64 = 100;

/// What is known of one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    hash: B256,
    state_root: B256,
}

/// What all nodes of a network showed.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    blocks: Mutex<BTreeMap<u64, Shown>>,
}

impl Ledger {
    /// Reads the blocks from `from` up to the head of a node; gives the head. `None` when it does
    /// not answer.
    ///
    /// # Panics
    /// When it shows another hash than some node did before at the same height.
    pub(crate) fn read(&self, name: &str, address: SocketAddr, from: u64) -> Option<u64> {
        let head = rpc::height(address)?;
        // A node that began with a snapshot lacks what was long before it.
        let oldest = || rpc::number(&rpc::ask(address, "cmt_status", json!([]))?["oldestBlock"]);
        let mut first = if from == 0 { oldest()? } else { from };
        while first <= head {
            let last = head.min(first + CHUNK - 1);
            let numbers = (first..=last).map(|number| json!([format!("0x{number:x}"), false]));
            let blocks = rpc::ask_many(address, "eth_getBlockByNumber", numbers)?;
            for (number, block) in (first..=last).zip(blocks) {
                let hash = rpc::hash(&block["hash"]);
                let state_root = rpc::hash(&block["stateRoot"]);
                let (Some(hash), Some(state_root)) = (hash, state_root) else {
                    panic!("{name} has head {head}, and no block {number}: {block}");
                };
                let shown = Shown { hash, state_root };
                let known = *self.blocks.lock().entry(number).or_insert(shown);
                assert_eq!(shown, known, "TWO BLOCKS AT HEIGHT {number}: {name} has another");
            }
            first = last + 1;
        }
        Some(head)
    }

    /// The highest block any node showed.
    pub(crate) fn highest(&self) -> u64 {
        self.blocks.lock().last_key_value().map_or(0, |(number, _)| *number)
    }
}
