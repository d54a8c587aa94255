//! The closing system transaction as clients see it.

use alloy_consensus::TxEip1559;
use alloy_primitives::{Address, B256, TxKind, U256};
use alloy_sol_types::{SolCall, SolEvent};
use cybermiles_chain::Sealing;
use cybermiles_evm_precompiles::abi::IEscrow;
use cybermiles_primitives::native::{CLOSING, ESCROW, SYSTEM};
use serde_json::{Value, json};

use crate::support::{Node, Setup, key, number, sign, transfer};
use crate::ws::Socket;

/// An offer nobody will accept: due at `expiry` (Unix seconds).
fn offer(expiry: u64) -> TxEip1559 {
    let at = |seconds: u64| (expiry + seconds).try_into().unwrap();
    let terms = IEscrow::Terms {
        buyer: key(0).address(),
        seller: key(1).address(),
        price: U256::from(7),
        deposit: U256::from(3),
        carrier: Address::ZERO,
        marketplace: Address::ZERO,
        feeBps: 0,
        release: IEscrow::Release::BuyerAcceptance,
        expiry: at(0),
        shipBy: at(0),
        deliverBy: at(0),
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
    TxEip1559 {
        to: TxKind::Call(ESCROW),
        value: U256::from(10),
        gas_limit: 1_000_000,
        input: IEscrow::offerCall { terms }.abi_encode().into(),
        ..transfer(0)
    }
}

/// When the offers of these tests are due.
const DUE: u64 = 1_700_100_000;

/// A node with an offer in block 1; block 2 has a payment and settles the offer.
async fn settled() -> (Node, Value) {
    let node = Node::start().await;
    node.include(&[sign(0, offer(DUE))]).await;
    node.call("evm_setNextBlockTimestamp", json!([DUE])).await;
    node.call("eth_sendRawTransaction", json!([sign(1, transfer(0))])).await;
    node.call("evm_mine", json!([])).await;
    let block = node.call("eth_getBlockByNumber", json!(["0x2", true])).await;
    assert_eq!(block["transactions"].as_array().unwrap().len(), 2, "{block}");
    (node, block)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_shown_as_a_transaction_of_the_system() {
    let (node, block) = settled().await;
    let shown = &block["transactions"][1];
    let expected = json!({
        "type": "0x0", "chainId": "0x539", "nonce": "0x2", "from": SYSTEM, "to": CLOSING,
        "gas": "0x0", "gasPrice": "0x0", "value": "0x0", "r": "0x0", "s": "0x0", "v": "0xa95",
        "input": format!("0x8df82800{:064x}", 2), "transactionIndex": "0x1",
        "blockNumber": "0x2", "blockHash": block["hash"],
    });
    for (field, value) in expected.as_object().unwrap() {
        let same = shown[field].as_str().unwrap().eq_ignore_ascii_case(value.as_str().unwrap());
        assert!(same, "{field}: {} instead of {value}", shown[field]);
    }
    let hash = &shown["hash"];
    assert_eq!(node.call("eth_getTransactionByHash", json!([hash])).await, *shown);
    let raw = node.call("eth_getRawTransactionByHash", json!([hash])).await;
    let raw: alloy_primitives::Bytes = serde_json::from_value(raw).unwrap();
    assert_eq!(json!(alloy_primitives::keccak256(&raw)), *hash);
    let refused = node.error("eth_sendRawTransaction", json!([raw])).await;
    assert!(refused["message"].as_str().unwrap().contains("system transaction"), "{refused}");
    let count = node.call("eth_getTransactionCount", json!([SYSTEM, "latest"])).await;
    assert_eq!(count, json!("0x0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn its_receipt_has_the_logs_and_no_gas() {
    let (node, block) = settled().await;
    let hash = &block["transactions"][1]["hash"];
    let receipt = node.call("eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(receipt["status"], "0x1");
    assert_eq!(
        (&receipt["gasUsed"], &receipt["effectiveGasPrice"]),
        (&json!("0x0"), &json!("0x0"))
    );
    assert_eq!(receipt["cumulativeGasUsed"], "0x5208");
    assert_eq!(block["gasUsed"], "0x5208");
    assert_eq!(receipt["from"], json!(SYSTEM));
    assert_eq!(receipt["contractAddress"], Value::Null);
    let receipts = node.call("eth_getBlockReceipts", json!(["0x2"])).await;
    assert_eq!(receipts[1], receipt);

    let topic = json!([IEscrow::Closed::SIGNATURE_HASH]);
    let query = json!({"fromBlock": "0x0", "address": ESCROW, "topics": topic});
    let logs = node.call("eth_getLogs", json!([query])).await;
    assert_eq!(logs.as_array().unwrap().len(), 1, "{logs}");
    assert_eq!(logs[0]["transactionHash"], *hash);
    assert_eq!(
        (&logs[0]["transactionIndex"], &logs[0]["blockNumber"]),
        (&json!("0x1"), &json!("0x2"))
    );
    assert!(receipt["logs"].as_array().unwrap().contains(&logs[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_raw_block_hashes_to_its_roots_with_it() {
    let (node, block) = settled().await;
    let raw: alloy_primitives::Bytes =
        serde_json::from_value(node.call("debug_getRawBlock", json!(["0x2"])).await).unwrap();
    let decoded: alloy_consensus::Block<alloy_consensus::TxEnvelope> =
        alloy_rlp::Decodable::decode(&mut raw.as_ref()).unwrap();
    let root = alloy_consensus::proofs::calculate_transaction_root(&decoded.body.transactions);
    assert_eq!(json!(root), block["transactionsRoot"]);
    assert_eq!(number(&block["size"]), raw.len() as u128);
}

#[tokio::test(flavor = "multi_thread")]
async fn fees_take_no_notice_of_it() {
    let (node, _) = settled().await;
    let history = node.call("eth_feeHistory", json!(["0x1", "latest", [0.0, 100.0]])).await;
    assert_eq!(history["reward"][0], json!(["0x3b9aca00", "0x3b9aca00"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_traced_as_a_call_by_the_system() {
    let (node, block) = settled().await;
    let hash = &block["transactions"][1]["hash"];
    let options = json!({"tracer": "callTracer", "tracerConfig": {"withLog": true}});
    let frame = node.call("debug_traceTransaction", json!([hash, options])).await;
    assert_eq!((&frame["from"], &frame["to"]), (&json!(SYSTEM), &json!(CLOSING)));
    assert_eq!((&frame["type"], &frame["gasUsed"]), (&json!("CALL"), &json!("0x0")));
    let told = frame["logs"].as_array().unwrap().iter().map(|log| &log["address"]);
    assert!(told.eq([&json!(ESCROW)]), "{frame}");
    let traces = node.call("debug_traceBlockByNumber", json!(["0x2", options])).await;
    assert_eq!((&traces[1]["result"], &traces[1]["txHash"]), (&frame, hash));
}

/// Nobody sends anything: the sealer makes a block because time has passed, and whoever listens
/// for logs and filters for them hears of it.
#[tokio::test(flavor = "multi_thread")]
async fn silence_settles_by_itself_and_listeners_hear_of_it() {
    let node = Node::with(Setup { sealing: Sealing::Instant, ..Setup::default() }).await;
    let query = json!({"address": ESCROW, "topics": [IEscrow::Closed::SIGNATURE_HASH]});
    let mut socket = Socket::open(node.address).await;
    let logs = socket.subscribe(json!(["logs", query])).await;
    let filter = node.call("eth_newFilter", json!([query])).await;
    node.call("eth_sendRawTransactionSync", json!([sign(0, offer(DUE))])).await;
    node.call("evm_increaseTime", json!([DUE - 1_700_000_000])).await;
    let log = socket.event(&logs).await;
    assert_eq!(log["blockNumber"], "0x2");
    let shown = node.call("eth_getTransactionByHash", json!([log["transactionHash"]])).await;
    assert_eq!(shown["from"], json!(SYSTEM));
    let changes = node.call("eth_getFilterChanges", json!([filter])).await;
    assert_eq!(changes, json!([log]));
}
