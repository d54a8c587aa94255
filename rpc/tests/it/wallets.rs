//! What breaks wallets and tools on custom chains, one test for each point.

use alloy_consensus::{TxEip2930, TxEnvelope, TxLegacy};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256};
use cybermiles_chain::Sealing;
use serde_json::{Value, json};

use crate::{
    support::{ECHO, Node, REFUSES, STORES, Setup, hash, key, nope, number, sign, transfer},
    ws::Socket,
};

#[tokio::test(flavor = "multi_thread")]
async fn data_and_input_may_both_be_sent_when_equal() {
    let node = Node::start().await;
    for call in [
        json!({"to": ECHO, "data": "0x12"}),
        json!({"to": ECHO, "input": "0x12"}),
        json!({"to": ECHO, "data": "0x12", "input": "0x12"}),
    ] {
        assert_eq!(node.call("eth_call", json!([call, "latest"])).await, "0x12");
        node.call("eth_estimateGas", json!([call])).await;
    }
    let both = json!({"to": ECHO, "data": "0x12", "input": "0x13"});
    for method in ["eth_call", "eth_estimateGas", "eth_createAccessList", "eth_fillTransaction"] {
        let error = node.error(method, json!([both])).await;
        assert_eq!(error["code"], -32602, "{method}");
        assert!(error["message"].as_str().unwrap().contains("not equal"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_omitted_block_means_latest() {
    let node = Node::start().await;
    node.include(&[sign(0, transfer(0))]).await;
    let me = key(0).address();
    for (method, params) in [
        ("eth_getBalance", vec![json!(me)]),
        ("eth_getTransactionCount", vec![json!(me)]),
        ("eth_getCode", vec![json!(ECHO)]),
        ("eth_getStorageAt", vec![json!(STORES), json!("0x0")]),
        ("eth_getProof", vec![json!(STORES), json!([])]),
        ("eth_call", vec![json!({"to": ECHO, "data": "0x01"})]),
        ("eth_estimateGas", vec![json!({"to": ECHO})]),
        ("eth_getBlockReceipts", vec![]),
        ("eth_getBlockByNumber", vec![]),
    ] {
        let omitted = node.call(method, json!(params)).await;
        for block in [json!("latest"), Value::Null] {
            let mut params = params.clone();
            params.push(block);
            assert_eq!(node.call(method, json!(params)).await, omitted, "{method}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn get_proof_takes_short_keys() {
    let node = Node::start().await;
    for (key, echoed) in [
        (json!("0x0"), "0x0"),
        (json!("0x00"), "0x0"),
        (json!(B256::ZERO), "0x0000000000000000000000000000000000000000000000000000000000000000"),
    ] {
        let proof = node.call("eth_getProof", json!([STORES, [key], "latest"])).await;
        assert_eq!(proof["storageProof"][0]["value"], "0x7");
        assert_eq!(proof["storageProof"][0]["key"], echoed);
        assert!(!proof["storageProof"][0]["proof"].as_array().unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn safe_and_finalized_are_latest() {
    let node = Node::start().await;
    node.include(&[sign(0, transfer(0))]).await;
    let latest = node.call("eth_getBlockByNumber", json!(["latest", true])).await;
    assert_eq!(latest["number"], "0x1");
    for tag in ["safe", "finalized"] {
        assert_eq!(node.call("eth_getBlockByNumber", json!([tag, true])).await, latest, "{tag}");
    }
    let earliest = node.call("eth_getBlockByNumber", json!(["earliest", true])).await;
    assert_eq!(earliest["number"], "0x0");
}

/// Whoever hears of a head finds everything in it, without waiting.
#[tokio::test(flavor = "multi_thread")]
async fn everything_is_readable_when_a_head_is_announced() {
    let node = Node::with(Setup { sealing: Sealing::Instant, ..Default::default() }).await;
    let mut socket = Socket::open(node.address).await;
    let heads = socket.subscribe(json!(["newHeads"])).await;
    let me = key(0).address();
    for nonce in 0..20 {
        let raw = sign(0, transfer(nonce));
        let sent = socket.ask("eth_sendRawTransaction", json!([raw])).await;
        assert_eq!(sent["result"], json!(hash(&raw)), "{sent}");
        let head = socket.event(&heads).await;
        assert_eq!(number(&head["number"]), u128::from(nonce) + 1);
        let receipt = node.call("eth_getTransactionReceipt", json!([hash(&raw)])).await;
        assert_eq!(receipt["blockHash"], head["hash"]);
        let found = node.call("eth_getTransactionByHash", json!([hash(&raw)])).await;
        assert_eq!(found["blockNumber"], head["number"]);
        for tag in ["latest", "pending"] {
            let count = node.call("eth_getTransactionCount", json!([me, tag])).await;
            assert_eq!(number(&count), u128::from(nonce) + 1, "{tag}");
        }
        let balance = node.call("eth_getBalance", json!([Address::repeat_byte(0xbb)])).await;
        assert_eq!(number(&balance), u128::from(nonce) + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fees_are_real_and_agree_with_each_other() {
    let node = Node::start().await;
    node.include(&[sign(0, transfer(0))]).await;
    let history = node.call("eth_feeHistory", json!([4, "latest", [25, 75]])).await;
    let fees = history["baseFeePerGas"].as_array().unwrap();
    assert_eq!(fees.len(), 3, "two blocks and the next: {history}");
    assert_eq!(history["reward"][1], json!(["0x3b9aca00", "0x3b9aca00"]));
    let next = fees.last().unwrap();
    assert_eq!(node.call("eth_baseFee", json!([])).await, *next);
    let pending = node.call("eth_getBlockByNumber", json!(["pending", false])).await;
    assert_eq!(pending["baseFeePerGas"], *next);
    let tip = number(&node.call("eth_maxPriorityFeePerGas", json!([])).await);
    let price = number(&node.call("eth_gasPrice", json!([])).await);
    assert!(tip > 0);
    assert_eq!(price, number(next) + tip, "MetaMask pays the whole of it");
    let block = node.chain.seal().unwrap();
    assert_eq!(u128::from(block.header.base_fee_per_gas.unwrap()), number(next));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mined_transactions_gas_price_is_what_it_paid() {
    let node = Node::start().await;
    let raw = sign(0, transfer(0));
    node.call("eth_sendRawTransaction", json!([raw])).await;
    let pooled = node.call("eth_getTransactionByHash", json!([hash(&raw)])).await;
    assert_eq!(pooled["gasPrice"], pooled["maxFeePerGas"]);
    assert_eq!(pooled["blockHash"], Value::Null);
    node.chain.seal().unwrap();
    let receipt = node.call("eth_getTransactionReceipt", json!([hash(&raw)])).await;
    let mined = node.call("eth_getTransactionByHash", json!([hash(&raw)])).await;
    let in_block = node.call("eth_getBlockByNumber", json!(["latest", true])).await;
    assert_eq!(receipt["effectiveGasPrice"], "0x77359400", "base fee and tip: 1 gwei each");
    assert_eq!(mined["gasPrice"], receipt["effectiveGasPrice"]);
    assert_eq!(in_block["transactions"][0], mined);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pending_block_is_never_null() {
    let node = Node::start().await;
    let empty = node.call("eth_getBlockByNumber", json!(["pending", false])).await;
    assert_eq!(empty["number"], "0x1");
    let raw = sign(0, transfer(0));
    node.call("eth_sendRawTransaction", json!([raw])).await;
    let full = node.call("eth_getBlockByNumber", json!(["pending", true])).await;
    assert_eq!(full["transactions"][0]["hash"], json!(hash(&raw)));
    assert_eq!(full["transactions"][0]["blockHash"], Value::Null);
    let me = json!(key(0).address());
    assert_eq!(node.call("eth_getTransactionCount", json!([me, "pending"])).await, "0x1");
    assert_eq!(node.call("eth_getTransactionCount", json!([me, "latest"])).await, "0x0");
    let paid = json!([Address::repeat_byte(0xbb), "pending"]);
    assert_eq!(node.call("eth_getBalance", paid).await, "0x1");
}

#[tokio::test(flavor = "multi_thread")]
async fn overrides_are_honoured() {
    let node = Node::start().await;
    let poor = Address::repeat_byte(0x99);
    let pay = json!({"from": poor, "to": Address::ZERO, "value": "0xde0b6b3a7640000"});
    let error = node.error("eth_call", json!([pay, "latest"])).await;
    assert!(error["message"].as_str().unwrap().contains("insufficient funds"), "{error}");
    let rich = json!({poor.to_string(): {"balance": "0xffffffffffffffffff"}});
    assert_eq!(node.call("eth_call", json!([pay, "latest", rich])).await, "0x");
    node.call("eth_estimateGas", json!([pay, "latest", rich])).await;
    let slot = json!({STORES.to_string(): {"stateDiff": {B256::ZERO.to_string():
        B256::with_last_byte(9)}}});
    let read = json!({"to": STORES});
    assert_eq!(
        node.call("eth_call", json!([read, "latest", slot])).await,
        json!(B256::with_last_byte(9))
    );
    // NUMBER PUSH0 MSTORE PUSH1 32 PUSH0 RETURN
    let code = json!({poor.to_string(): {"code": "0x435f5260205ff3"}});
    let block = json!({"number": "0x1234"});
    let call = json!([{"to": poor}, "latest", code, block]);
    assert_eq!(number_of_word(&node.call("eth_call", call).await), 0x1234);
}

fn number_of_word(value: &Value) -> u64 {
    U256::from_str_radix(value.as_str().unwrap().trim_start_matches("0x"), 16).unwrap().to()
}

/// What the estimate says is enough, and nothing less is.
#[tokio::test(flavor = "multi_thread")]
async fn estimates_are_exact() {
    let node = Node::start().await;
    let me = key(0).address();
    let payloads = ["0x".to_owned(), format!("0x{}", "11".repeat(300))];
    for (nonce, data) in payloads.into_iter().enumerate() {
        let call = json!({"from": me, "to": ECHO, "data": data});
        let gas = number(&node.call("eth_estimateGas", json!([call])).await) as u64;
        let transaction = alloy_consensus::TxEip1559 {
            gas_limit: gas,
            to: TxKind::Call(ECHO),
            input: data.parse().unwrap(),
            value: U256::ZERO,
            ..transfer(nonce as u64)
        };
        let with =
            |gas: u64| json!([{"from": me, "to": ECHO, "data": data, "gas": format!("{gas:#x}")}]);
        node.call("eth_call", with(gas)).await;
        node.error("eth_call", with(gas - 1)).await;
        let block = node.include(&[sign(0, transaction)]).await;
        assert!(block.receipts[0].success, "{gas} gas is not enough");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_without_money_can_still_estimate() {
    let node = Node::start().await;
    let call = json!({"from": Address::repeat_byte(0x98), "to": ECHO, "data": "0x01"});
    node.call("eth_estimateGas", json!([call])).await;
    let error = node.error("eth_estimateGas", json!([{"to": REFUSES}])).await;
    assert_eq!(error["code"], 3);
    assert_eq!(error["data"], json!(Bytes::from(nope())));
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_from_before_eip_155_are_taken() {
    let node = Node::start().await;
    let keyless = TxLegacy {
        chain_id: None,
        gas_price: 10_000_000_000,
        gas_limit: 21_000,
        to: TxKind::Call(Address::ZERO),
        ..Default::default()
    };
    let raw = sign(0, keyless);
    let block = node.include(std::slice::from_ref(&raw)).await;
    assert_eq!(block.transactions[0].hash, hash(&raw));
    let shown = node.call("eth_getTransactionByHash", json!([hash(&raw)])).await;
    assert!(shown.get("chainId").is_none_or(Value::is_null), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn filled_transactions_can_be_signed_and_sent() {
    let node = Node::start().await;
    let me = key(0).address();
    let call = json!({"from": me, "to": ECHO, "data": "0x1234"});
    let filled = node.call("eth_fillTransaction", json!([call])).await;
    let transaction: alloy_consensus::TypedTransaction =
        serde_json::from_value(filled["tx"].clone()).unwrap();
    let unsigned = TxEnvelope::new_unhashed(
        transaction.clone(),
        Signature::new(U256::ZERO, U256::ZERO, false),
    );
    assert_eq!(filled["raw"], json!(Bytes::from(unsigned.encoded_2718())));
    let alloy_consensus::TypedTransaction::Eip1559(transaction) = transaction else {
        panic!("{filled}")
    };
    let block = node.include(&[sign(0, transaction)]).await;
    assert!(block.receipts[0].success);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_transaction_is_shown_as_its_kind() {
    let node = Node::start().await;
    let access = TxEip2930 {
        chain_id: 1337,
        nonce: 1,
        gas_price: 5_000_000_000,
        gas_limit: 30_000,
        to: TxKind::Call(Address::ZERO),
        access_list: vec![alloy_eips::eip2930::AccessListItem {
            address: STORES,
            storage_keys: vec![B256::ZERO],
        }]
        .into(),
        ..Default::default()
    };
    let create = alloy_consensus::TxEip1559 {
        nonce: 2,
        gas_limit: 100_000,
        to: TxKind::Create,
        value: U256::ZERO,
        input: alloy_primitives::bytes!("5f5ff3"),
        ..transfer(2)
    };
    node.include(&[sign(0, transfer(0)), sign(0, access), sign(0, create)]).await;
    let receipts = node.call("eth_getBlockReceipts", json!(["latest"])).await;
    let kinds: Vec<_> = receipts.as_array().unwrap().iter().map(|one| &one["type"]).collect();
    assert_eq!(kinds, [&json!("0x2"), &json!("0x1"), &json!("0x2")]);
    assert_eq!(receipts[2]["contractAddress"], json!(key(0).address().create(2)));
    assert_eq!(receipts[2]["to"], Value::Null);
    let gas: u128 = (0..3).map(|index| number(&receipts[index]["gasUsed"])).sum();
    assert_eq!(gas, number(&receipts[2]["cumulativeGasUsed"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lone_payment_has_its_receipt_when_it_is_answered() {
    let setup = Setup { sealing: Sealing::Instant, ..Default::default() };
    let node = Node::with(setup).await;
    for nonce in 0..5 {
        let raw = sign(0, transfer(nonce));
        let hash = node.call("eth_sendRawTransaction", json!([raw])).await;
        let receipt = node.call("eth_getTransactionReceipt", json!([hash])).await;
        assert_eq!(receipt["transactionHash"], hash, "payment {nonce}");
    }
    // One that cannot be sealed yet is answered all the same.
    let waiting = node.call("eth_sendRawTransaction", json!([sign(0, transfer(7))])).await;
    assert!(node.call("eth_getTransactionReceipt", json!([waiting])).await.is_null());
}
