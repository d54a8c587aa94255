//! Payments that go on whatever happens to the nodes, and what became of them.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, Bytes, TxKind, U256, hex};
use alloy_signer::SignerSync;
use alloy_signer_local::{MnemonicBuilder, PrivateKeySigner, coins_bip39::English};
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::rpc;
use crate::process::wait_for;

const MNEMONIC: &str = "test test test test test test test test test test test junk";

/// Payments on their way at one time.
const WINDOW: u64 = 20;
/// Between two questions for receipts.
const PAUSE: Duration = Duration::from_millis(100);
/// Questions after which what has no receipt is sent again, to the next node: whoever took it may
/// have died before it told anybody.
const PATIENCE: u32 = 20;

/// A prefunded account.
pub(crate) fn account(index: u32) -> PrivateKeySigner {
    let builder = MnemonicBuilder::<English>::default().phrase(MNEMONIC).index(index);
    builder.and_then(|builder| builder.build()).expect("a well-known mnemonic")
}

/// A signed call, ready to send.
pub(crate) fn signed(
    signer: &PrivateKeySigner,
    chain_id: u64,
    nonce: u64,
    (to, value, input): (Address, U256, Bytes),
) -> String {
    let tx = TxEip1559 {
        chain_id,
        nonce,
        gas_limit: if input.is_empty() { 21_000 } else { 5_000_000 },
        max_fee_per_gas: 100_000_000_000,
        max_priority_fee_per_gas: 1_000_000_000,
        to: TxKind::Call(to),
        value,
        input,
        ..Default::default()
    };
    let signature = signer.sign_hash_sync(&tx.signature_hash()).expect("a local key signs");
    hex::encode_prefixed(TxEnvelope::from(tx.into_signed(signature)).encoded_2718())
}

/// Receipts a node gave: the transaction's hash, and the hash of its block.
type Settled = Arc<Mutex<BTreeMap<String, Value>>>;

/// A thread that pays without end.
#[derive(Debug)]
pub(crate) struct Payments {
    over: Arc<AtomicBool>,
    settled: Settled,
    thread: Option<JoinHandle<()>>,
}

impl Payments {
    /// Begins to pay from a prefunded account through any of `nodes` that answers.
    pub(crate) fn start(from: u32, chain_id: u64, nodes: Vec<SocketAddr>) -> Self {
        let (over, settled) = (Arc::<AtomicBool>::default(), Settled::default());
        let payer = Payer {
            signer: account(from),
            chain_id,
            nodes,
            turn: 0,
            over: over.clone(),
            settled: settled.clone(),
        };
        let thread = std::thread::spawn(move || payer.pay());
        Self { over, settled, thread: Some(thread) }
    }

    /// How many have a receipt by now.
    pub(crate) fn count(&self) -> usize {
        self.settled.lock().len()
    }

    /// Makes sure that a node has every receipt that any node ever gave, or gets it: the payments go
    /// on meanwhile, and a node may be a block behind the one that gave the last.
    pub(crate) fn check(&self, name: &str, address: SocketAddr) {
        let settled: Vec<_> = self.settled.lock().clone().into_iter().collect();
        for chunk in settled.chunks(100) {
            wait_for(|| {
                let hashes = chunk.iter().map(|(hash, _)| json!([hash]));
                let receipts = rpc::ask_many(address, "eth_getTransactionReceipt", hashes)?;
                let mut is_whole = true;
                for ((hash, block), receipt) in chunk.iter().zip(receipts) {
                    is_whole &= !receipt.is_null();
                    let found = &receipt["blockHash"];
                    assert!(receipt.is_null() || found == block, "{name}: {hash} is in {found}");
                }
                is_whole.then_some(())
            });
        }
    }
}

impl Drop for Payments {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Payer {
    signer: PrivateKeySigner,
    chain_id: u64,
    nodes: Vec<SocketAddr>,
    turn: usize,
    over: Arc<AtomicBool>,
    settled: Settled,
}

impl Payer {
    fn pay(mut self) {
        let Some(mut nonce) = self.first_nonce() else { return };
        while !self.is_over() {
            let raws: Vec<_> = (nonce..nonce + WINDOW).map(|nonce| self.payment(nonce)).collect();
            self.settle(&raws);
            nonce += WINDOW;
        }
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn payment(&self, nonce: u64) -> (String, String) {
        let call = (Address::repeat_byte(0x42), U256::from(1), Bytes::new());
        let raw = signed(&self.signer, self.chain_id, nonce, call);
        let bytes = hex::decode(&raw).expect("just encoded");
        (alloy_primitives::keccak256(bytes).to_string(), raw)
    }

    fn first_nonce(&mut self) -> Option<u64> {
        let params = json!([self.signer.address(), "latest"]);
        while !self.is_over() {
            let count = rpc::ask(self.node(), "eth_getTransactionCount", params.clone());
            if let Some(nonce) = count.as_ref().and_then(rpc::number) {
                return Some(nonce);
            }
            self.another_node();
        }
        None
    }

    fn node(&self) -> SocketAddr {
        self.nodes[self.turn % self.nodes.len()]
    }

    fn another_node(&mut self) {
        self.turn += 1;
        std::thread::park_timeout(PAUSE);
    }

    /// Sends until every one of them has a receipt.
    fn settle(&mut self, raws: &[(String, String)]) {
        let mut open: Vec<_> = raws.iter().collect();
        while !open.is_empty() && !self.is_over() {
            // An error such as "already known" is as good: what counts are the receipts.
            for (_, raw) in &open {
                let _ = rpc::answer(self.node(), "eth_sendRawTransaction", json!([raw]));
            }
            for _ in 0..PATIENCE {
                if open.is_empty() || self.is_over() || !self.collect(&mut open) {
                    break;
                }
                std::thread::park_timeout(PAUSE);
            }
            if !open.is_empty() {
                self.another_node();
            }
        }
    }

    /// Takes the receipts there are; false when the node does not answer.
    fn collect(&self, open: &mut Vec<&(String, String)>) -> bool {
        let hashes = open.iter().map(|(hash, _)| json!([hash]));
        let Some(receipts) = rpc::ask_many(self.node(), "eth_getTransactionReceipt", hashes) else {
            return false;
        };
        let mut receipts = receipts.into_iter();
        open.retain(|(hash, _)| {
            let receipt = receipts.next().unwrap_or_default();
            if receipt.is_null() {
                return true;
            }
            self.settled.lock().insert(hash.clone(), receipt["blockHash"].clone());
            false
        });
        true
    }
}
