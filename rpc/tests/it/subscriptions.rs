//! Subscriptions over a WebSocket.

use cybermiles_chain::Sealing;
use serde_json::{Value, json};

use crate::{
    support::{Node, Setup, TALKS, hash, invoke, number, sign, transfer},
    ws::Socket,
};

#[tokio::test(flavor = "multi_thread")]
async fn heads_come_each_once_and_in_order() {
    let node = Node::start().await;
    let mut socket = Socket::open(node.address).await;
    let heads = socket.subscribe(json!(["newHeads"])).await;
    for _ in 0..30 {
        node.chain.seal().unwrap();
    }
    let mut parent = json!(node.chain.genesis_hash());
    for expected in 1..=30 {
        let head = socket.event(&heads).await;
        assert_eq!(number(&head["number"]), expected);
        assert_eq!(head["parentHash"], parent);
        parent = head["hash"].clone();
    }
    assert_eq!(parent, json!(node.chain.head().hash));
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_are_filtered_and_match_what_get_logs_says() {
    let node = Node::start().await;
    let mut socket = Socket::open(node.address).await;
    let all = socket.subscribe(json!(["logs", {"address": TALKS}])).await;
    let third = json!(format!("{:#066x}", 3));
    let some = socket.subscribe(json!(["logs", {"topics": [third]}])).await;
    let none = socket.subscribe(json!(["logs", {"address": TALKS, "topics": [[], third]}])).await;
    let heads = socket.subscribe(json!(["newHeads"])).await;
    node.include(&[
        sign(0, transfer(0)),
        sign(0, invoke(1, TALKS, 3, 100_000)),
        sign(1, invoke(0, TALKS, 4, 100_000)),
    ])
    .await;
    let expected = node.call("eth_getLogs", json!([{"address": TALKS}])).await;
    let expected = expected.as_array().unwrap();
    assert_eq!(expected.len(), 7);
    for (index, log) in expected.iter().enumerate() {
        assert_eq!(number(&log["logIndex"]), index as u128);
        assert_eq!(socket.event(&all).await, *log);
    }
    for log in expected.iter().filter(|log| log["topics"][0] == third) {
        assert_eq!(socket.event(&some).await, *log);
    }
    socket.event(&heads).await;
    node.chain.seal().unwrap();
    socket.event(&heads).await;
    assert!(!socket.has_event(&none));
}

#[tokio::test(flavor = "multi_thread")]
async fn pending_transactions_come_as_hashes_or_whole() {
    let node = Node::start().await;
    let mut socket = Socket::open(node.address).await;
    let hashes = socket.subscribe(json!(["newPendingTransactions"])).await;
    let whole = socket.subscribe(json!(["newPendingTransactions", true])).await;
    let raw = sign(0, transfer(0));
    node.call("eth_sendRawTransaction", json!([raw])).await;
    assert_eq!(socket.event(&hashes).await, json!(hash(&raw)));
    let transaction = socket.event(&whole).await;
    assert_eq!(transaction["hash"], json!(hash(&raw)));
    assert_eq!(transaction["blockHash"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_come_with_their_block() {
    let node = Node::start().await;
    let mut socket = Socket::open(node.address).await;
    let mine = sign(0, transfer(0));
    let other = sign(1, transfer(0));
    let all = socket.subscribe(json!(["transactionReceipts"])).await;
    let wanted = json!({"transactionHashes": [hash(&mine)]});
    let some = socket.subscribe(json!(["transactionReceipts", wanted])).await;
    node.include(&[mine.clone(), other]).await;
    let receipts = node.call("eth_getBlockReceipts", json!(["latest"])).await;
    assert_eq!(socket.event(&all).await, receipts);
    let receipt = node.call("eth_getTransactionReceipt", json!([hash(&mine)])).await;
    assert_eq!(socket.event(&some).await, json!([receipt]));
}

#[tokio::test(flavor = "multi_thread")]
async fn syncing_says_false() {
    let node = Node::start().await;
    let mut socket = Socket::open(node.address).await;
    let syncing = socket.subscribe(json!(["syncing"])).await;
    assert_eq!(socket.event(&syncing).await, json!(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_comes_after_unsubscribing() {
    let node = Node::start().await;
    let mut socket = Socket::open(node.address).await;
    let gone = socket.subscribe(json!(["newHeads"])).await;
    let kept = socket.subscribe(json!(["newHeads"])).await;
    assert_eq!(socket.ask("eth_unsubscribe", json!([gone])).await["result"], true);
    assert_eq!(socket.ask("eth_unsubscribe", json!([gone])).await["result"], false);
    node.chain.seal().unwrap();
    socket.event(&kept).await;
    node.chain.seal().unwrap();
    socket.event(&kept).await;
    assert!(!socket.has_event(&gone));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_subscriptions_are_refused_by_name() {
    let node = Node::start().await;
    let mut socket = Socket::open(node.address).await;
    for params in [json!([]), json!(["newTails"]), json!(["logs", {"address": 1}]), json!([5])] {
        let error = socket.ask("eth_subscribe", params.clone()).await["error"].take();
        assert_eq!(error["code"], -32602, "{params}");
        assert!(error["message"].as_str().unwrap().contains("argument"), "{error}");
    }
}

/// Under instant sealing many blocks come in a burst: none is missed.
#[tokio::test(flavor = "multi_thread")]
async fn no_head_is_missed_in_a_burst() {
    let node = Node::with(Setup { sealing: Sealing::Instant, ..Default::default() }).await;
    let mut socket = Socket::open(node.address).await;
    let heads = socket.subscribe(json!(["newHeads"])).await;
    for nonce in 0..100 {
        node.call("eth_sendRawTransaction", json!([sign(0, transfer(nonce))])).await;
    }
    let mut included = 0;
    let mut expected = 1;
    while included < 100 {
        let head = socket.event(&heads).await;
        assert_eq!(number(&head["number"]), expected);
        expected += 1;
        included += number(&head["gasUsed"]) / 21_000;
    }
}
