//! What settles by itself, with nobody there but the node.

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, TxKind, U256, hex};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall, SolEvent};
use cybermiles_evm_precompiles::abi::IEscrow;
use cybermiles_primitives::native::{ESCROW, SYSTEM};
use serde_json::{Value, json};

use crate::process::{Node, run, wait_for};

/// The first development account's key.
const KEY: &str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

/// An offer that nobody will accept and that is due at `expiry` (Unix seconds).
fn raw_offer(nonce: u64, expiry: u64) -> String {
    let signer: PrivateKeySigner = KEY.parse().unwrap();
    let at = |seconds: u64| seconds.try_into().unwrap();
    let terms = IEscrow::Terms {
        buyer: signer.address(),
        seller: Address::repeat_byte(0x5e),
        price: U256::from(7),
        deposit: U256::from(3),
        carrier: Address::ZERO,
        marketplace: Address::ZERO,
        feeBps: 0,
        release: IEscrow::Release::BuyerAcceptance,
        expiry: at(expiry),
        shipBy: at(expiry),
        deliverBy: at(expiry),
        inspection: 0,
        arbitration: IEscrow::Arbitration {
            bidWindow: 0,
            acceptWindow: 0,
            rulingWindow: 0,
            feeOnly: false,
            court: Address::ZERO,
        },
        termsHash: B256::ZERO,
        salt: B256::ZERO,
    };
    let transaction = TxEip1559 {
        chain_id: 1337,
        nonce,
        gas_limit: 1_000_000,
        max_fee_per_gas: 100_000_000_000,
        max_priority_fee_per_gas: 1_000_000_000,
        to: TxKind::Call(ESCROW),
        value: U256::from(10),
        input: IEscrow::offerCall { terms }.abi_encode().into(),
        ..Default::default()
    };
    let signature = signer.sign_hash_sync(&transaction.signature_hash()).unwrap();
    hex::encode_prefixed(TxEnvelope::from(transaction.into_signed(signature)).encoded_2718())
}

fn number(value: &Value) -> u64 {
    u64::from_str_radix(value.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}

/// The node's present, in Unix seconds.
fn now(node: &Node) -> u64 {
    number(&node.call("eth_getBlockByNumber", json!(["pending", false]))["timestamp"])
}

fn offer(node: &Node, nonce: u64, expiry: u64) {
    let hash = node.call("eth_sendRawTransaction", json!([raw_offer(nonce, expiry)]));
    assert_eq!(node.receipt(hash.as_str().unwrap())["status"], "0x1");
}

/// Waits for the `count`th settlement, and answers its log.
fn settlement(node: &Node, count: usize) -> Value {
    let topics = [IEscrow::Closed::SIGNATURE_HASH];
    let query = json!([{"fromBlock": "0x0", "address": ESCROW, "topics": topics}]);
    wait_for(|| node.call("eth_getLogs", query.clone()).get(count - 1).cloned())
}

#[test]
fn silence_settles_by_itself_on_an_idle_node() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::dev(folder.path());
    // By the wall clock: nothing but time passes. The offer has to be in a block before that.
    let due = now(&node) + 6;
    offer(&node, 0, due);
    let log = settlement(&node, 1);
    let block = node.call("eth_getBlockByNumber", json!([log["blockNumber"], true]));
    assert!(number(&block["timestamp"]) >= due);
    assert_eq!(block["transactions"].as_array().unwrap().len(), 1);
    assert_eq!(block["transactions"][0]["from"], json!(SYSTEM));
    assert_eq!(block["transactions"][0]["hash"], log["transactionHash"]);

    // A month later, by a tool's wish.
    let due = now(&node) + 30 * 86_400;
    offer(&node, 1, due);
    node.call("evm_increaseTime", json!([30 * 86_400]));
    let log = settlement(&node, 2);
    node.kill_nine();

    // What is settled stays settled, and the data folder proves it from scratch.
    let folder = folder.path();
    let verified = run(&["db", "verify", "--datadir", folder.to_str().unwrap()]);
    assert!(verified.status.success(), "{verified:?}");
    let node = Node::dev(folder);
    assert_eq!(settlement(&node, 2), log);
    assert!(now(&node) >= due, "it goes on in the month to which it was put forward");
    let receipt = node.receipt(log["transactionHash"].as_str().unwrap());
    assert_eq!(receipt["gasUsed"], "0x0");
}
