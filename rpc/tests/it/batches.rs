//! Batches: order, bad elements, submissions in one go.

use serde_json::{Value, json};

use crate::support::{Node, hash, key, sign, transfer};

fn call(id: u64, method: &str, params: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_element_does_not_spoil_its_batch() {
    let node = Node::start().await;
    let batch = json!([
        call(1, "eth_chainId", &json!([])),
        5,
        call(2, "eth_nope", &json!([])),
        {"jsonrpc": "2.0", "id": 3},
        call(4, "eth_getBalance", &json!(["bad"])),
        call(5, "eth_sendRawTransaction", &json!(["0xzz"])),
        {"jsonrpc": "2.0", "method": "eth_chainId"},
        call(6, "eth_blockNumber", &json!([])),
    ]);
    let reply = node.post(&batch.to_string()).await.json();
    let codes: Vec<_> =
        reply.as_array().unwrap().iter().map(|one| (&one["id"], &one["error"]["code"])).collect();
    let expected = json!([
        [1, null],
        [null, -32600],
        [2, -32601],
        [3, -32600],
        [4, -32602],
        [5, -32602],
        [6, null]
    ]);
    assert_eq!(json!(codes), expected, "{reply}");
    assert_eq!(reply[0]["result"], "0x539");
    assert_eq!(reply[6]["result"], "0x0");
}

#[tokio::test(flavor = "multi_thread")]
async fn submissions_of_a_batch_are_answered_in_order_among_other_calls() {
    let node = Node::start().await;
    let count = json!([key(0).address(), "pending"]);
    let mut calls = Vec::new();
    for nonce in 0..10 {
        calls.push(call(nonce, "eth_sendRawTransaction", &json!([sign(0, transfer(nonce))])));
    }
    calls.push(call(10, "eth_getTransactionCount", &count));
    calls.push(call(11, "eth_sendRawTransaction", &json!([sign(0, transfer(3))])));
    calls.push(call(12, "eth_sendRawTransaction", &json!([sign(0, transfer(10))])));
    calls.push(call(13, "eth_getTransactionCount", &count));
    let reply = node.post(&json!(calls).to_string()).await.json();
    let reply = reply.as_array().unwrap();
    for (index, answer) in reply.iter().enumerate() {
        assert_eq!(answer["id"], index);
    }
    for nonce in 0..10 {
        let expected = json!(hash(&sign(0, transfer(nonce))));
        assert_eq!(reply[nonce as usize]["result"], expected);
    }
    assert_eq!(reply[10]["result"], "0xa");
    assert_eq!(reply[11]["error"]["message"], "already known");
    assert_eq!(reply[12]["result"], json!(hash(&sign(0, transfer(10)))));
    assert_eq!(reply[13]["result"], "0xb");
    assert_eq!(node.chain.seal().unwrap().transactions.len(), 11);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_batch_is_refused_and_notifications_are_not_answered() {
    let node = Node::start().await;
    assert_eq!(node.post("[]").await.json()["error"]["code"], -32600);
    let silent = node.post(r#"[{"jsonrpc":"2.0","method":"eth_chainId"}]"#).await;
    assert_eq!(silent.status, 200);
    assert!(silent.body.is_empty() || silent.body == "null", "{silent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_come_back_as_they_were_sent() {
    let node = Node::start().await;
    for id in [json!(0), json!("text"), json!(u64::MAX), Value::Null] {
        let body = json!({"jsonrpc": "2.0", "id": id, "method": "eth_chainId"}).to_string();
        assert_eq!(node.post(&body).await.json()["id"], id);
    }
}
