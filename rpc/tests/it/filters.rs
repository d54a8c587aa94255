//! Filters, for clients that poll.

use serde_json::{Value, json};

use crate::support::{Node, TALKS, hash, invoke, sign, transfer};

#[tokio::test(flavor = "multi_thread")]
async fn a_block_filter_tells_each_block_once() {
    let node = Node::start().await;
    node.chain.seal().unwrap();
    let filter = json!([node.call("eth_newBlockFilter", json!([])).await]);
    assert_eq!(node.call("eth_getFilterChanges", filter.clone()).await, json!([]));
    let hashes: Vec<_> = (0..3).map(|_| node.chain.seal().unwrap().hash).collect();
    assert_eq!(node.call("eth_getFilterChanges", filter.clone()).await, json!(hashes));
    assert_eq!(node.call("eth_getFilterChanges", filter).await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_filter_tells_each_log_once_and_all_when_asked() {
    let node = Node::start().await;
    node.include(&[sign(0, invoke(0, TALKS, 1, 100_000))]).await;
    let range = json!({"address": TALKS, "fromBlock": "0x0"});
    let filter = json!([node.call("eth_newFilter", json!([range])).await]);
    node.include(&[sign(0, invoke(1, TALKS, 2, 100_000))]).await;
    node.chain.seal().unwrap();
    let all = node.call("eth_getLogs", json!([range])).await;
    let new = node.call("eth_getFilterChanges", filter.clone()).await;
    assert_eq!(json!(all.as_array().unwrap()[1..]), new);
    assert_eq!(node.call("eth_getFilterChanges", filter.clone()).await, json!([]));
    assert_eq!(node.call("eth_getFilterLogs", filter.clone()).await, all);
    let bounded = json!({"address": TALKS, "toBlock": "0x3"});
    let bounded = json!([node.call("eth_newFilter", json!([bounded])).await]);
    node.include(&[sign(0, invoke(2, TALKS, 5, 100_000))]).await;
    assert_eq!(node.call("eth_getFilterChanges", bounded).await, json!([]));
    let new = node.call("eth_getFilterChanges", filter).await;
    assert_eq!(new.as_array().unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_filter_tells_each_transaction_once() {
    let node = Node::start().await;
    let hashes = json!([node.call("eth_newPendingTransactionFilter", json!([])).await]);
    let whole = json!([node.call("eth_newPendingTransactionFilter", json!([true])).await]);
    let raw = [sign(0, transfer(0)), sign(1, transfer(0))];
    for raw in &raw {
        node.call("eth_sendRawTransaction", json!([raw])).await;
    }
    let expected: Vec<_> = raw.iter().map(hash).collect();
    assert_eq!(node.call("eth_getFilterChanges", hashes.clone()).await, json!(expected));
    assert_eq!(node.call("eth_getFilterChanges", hashes).await, json!([]));
    let whole = node.call("eth_getFilterChanges", whole).await;
    assert_eq!(whole[1]["hash"], json!(expected[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_filters_are_refused_in_geths_words() {
    let node = Node::start().await;
    let blocks = node.call("eth_newBlockFilter", json!([])).await;
    for (method, id) in [
        ("eth_getFilterChanges", json!("0x12")),
        ("eth_getFilterLogs", json!("0x12")),
        ("eth_getFilterLogs", blocks.clone()),
    ] {
        let error = node.error(method, json!([id])).await;
        assert_eq!(error["code"], -32000);
        assert!(error["message"].as_str().unwrap().starts_with("filter not found"), "{error}");
    }
    let gone = json!([blocks]);
    assert_eq!(node.call("eth_uninstallFilter", gone.clone()).await, Value::Bool(true));
    assert_eq!(node.call("eth_uninstallFilter", gone).await, Value::Bool(false));
}
