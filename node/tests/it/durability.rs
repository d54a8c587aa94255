//! What was acknowledged survives `kill -9`.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, TxKind, U256, hex};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use serde_json::{Value, json};

use crate::process::{Node, post, run, seed, wait_for};

/// The first development account's key.
const KEY: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

fn raw_transfer(nonce: u64, to: Address) -> String {
    let signer: PrivateKeySigner = KEY.parse().unwrap();
    let tx = TxEip1559 {
        chain_id: 1337,
        nonce,
        gas_limit: 21_000,
        max_fee_per_gas: 100_000_000_000,
        max_priority_fee_per_gas: 1_000_000_000,
        to: TxKind::Call(to),
        value: U256::from(1),
        ..Default::default()
    };
    let signature = signer.sign_hash_sync(&tx.signature_hash()).unwrap();
    hex::encode_prefixed(TxEnvelope::from(tx.into_signed(signature)).encoded_2718())
}

/// Sends transfers one after the other until the node is gone, and counts them; every hash it
/// acknowledged with a receipt, and the block it was in.
fn send_until_killed(
    address: std::net::SocketAddr,
    mut nonce: u64,
    count: &AtomicU64,
) -> Vec<(String, Value)> {
    let ask = |method: &str, params: Value| {
        post(address, &json!({"jsonrpc":"2.0","id":1,"method":method,"params":params}).to_string())
    };
    let mut settled = Vec::new();
    loop {
        let raw = raw_transfer(nonce, Address::repeat_byte(0x42));
        let Some(answer) = ask("eth_sendRawTransaction", json!([raw])) else { return settled };
        let hash = answer["result"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        let receipt = loop {
            match ask("eth_getTransactionReceipt", json!([hash])) {
                None => return settled,
                Some(answer) if answer["result"].is_null() => {}
                Some(answer) => break answer["result"].clone(),
            }
        };
        settled.push((hash, receipt["blockHash"].clone()));
        nonce += 1;
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// Twelve rounds of: send, kill at another instant, start again, ask for everything.
#[test]
fn every_settled_payment_survives_kill_nine() {
    let folder = tempfile::tempdir().unwrap();
    let mut settled: Vec<(String, Value)> = Vec::new();
    let mut random = seed();
    for round in 0..12 {
        let node = Node::dev(folder.path());
        for (hash, block) in &settled {
            let receipt = node.call("eth_getTransactionReceipt", json!([hash]));
            assert_eq!(&receipt["blockHash"], block, "round {round}: {hash} was lost");
        }
        let nonce = node.call(
            "eth_getTransactionCount",
            json!(["0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "pending"]),
        );
        let nonce = u64::from_str_radix(&nonce.as_str().unwrap()[2..], 16).unwrap();
        assert!(nonce >= settled.len() as u64, "round {round}: nonce {nonce}");
        let address = node.address;
        let count = Arc::new(AtomicU64::new(0));
        let counted = count.clone();
        let sender = std::thread::spawn(move || send_until_killed(address, nonce, &counted));
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let payments = 1 + (random >> 33) % 8;
        wait_for(|| (count.load(Ordering::Relaxed) >= payments).then_some(()));
        node.kill_nine();
        settled.extend(sender.join().unwrap());
    }
    assert!(settled.len() >= 12, "only {} payments settled", settled.len());
    println!("{} settled payments survived 12 kills", settled.len());
    let verified = run(&["db", "verify", "--datadir", folder.path().to_str().unwrap()]);
    assert!(verified.status.success(), "{verified:?}");
}

/// A pooled transaction that is not executable yet waits in the journal.
#[test]
fn pooled_transactions_survive_kill_nine() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::dev(folder.path());
    let second = raw_transfer(1, Address::repeat_byte(0x43));
    let hash = node.call("eth_sendRawTransaction", json!([second]));
    node.kill_nine();

    let node = Node::dev(folder.path());
    let pooled = node.call("eth_getTransactionByHash", json!([hash]));
    assert_eq!(pooled["hash"], hash);
    assert!(pooled["blockNumber"].is_null());
    let first = raw_transfer(0, Address::repeat_byte(0x43));
    node.call("eth_sendRawTransaction", json!([first]));
    assert_eq!(node.receipt(hash.as_str().unwrap())["status"], json!("0x1"));
}
