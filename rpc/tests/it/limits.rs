//! Each bound of `limits.rs`, reached.

use std::time::Duration;

use alloy_primitives::{Address, B256};
use cybermiles_rpc::Limits;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    support::{ENDLESS, Node, Setup, TALKS, invoke, sign, transfer},
    ws::Socket,
};

const LIMIT: i64 = -32005;

async fn node(limits: Limits) -> Node {
    Node::with(Setup::limits(limits)).await
}

fn message(error: &Value) -> &str {
    error["message"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn request_bytes() {
    let node = Node::start().await;
    let limit = Limits::default().request_bytes as usize;
    let fits = format!("{}{}", " ".repeat(64), json!({"jsonrpc":"2.0","id":1,"method":"x"}));
    assert_eq!(node.post(&fits).await.json()["error"]["code"], -32601);
    let too_big = format!("[{}]", " ".repeat(limit));
    let reply = node.post(&too_big).await;
    assert_eq!(reply.status, 413);
    assert_eq!(reply.json()["error"]["code"], -32007);
    // Without a length, too: it is counted while it comes.
    let chunk = format!("{:x}\r\n[{}\r\n", limit + 1, " ".repeat(limit));
    let chunked = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         connection: close\r\ntransfer-encoding: chunked\r\n\r\n{chunk}0\r\n\r\n"
    );
    let reply = node.raw(chunked.as_bytes()).await;
    assert!(reply.status == 413 || reply.status == 500, "{reply:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn request_bytes_over_a_websocket() {
    let node = Node::start().await;
    let mut socket = Socket::open(node.address).await;
    let limit = Limits::default().request_bytes as usize;
    socket.send(&format!("[{}]", " ".repeat(limit))).await;
    assert_eq!(socket.receive().await.unwrap()["error"]["code"], -32007);
    assert_eq!(socket.ask("eth_chainId", json!([])).await["result"], "0x539");
}

#[tokio::test(flavor = "multi_thread")]
async fn response_bytes() {
    let node = node(Limits { response_bytes: 3000, ..Default::default() }).await;
    node.include(&[sign(0, invoke(0, TALKS, 20, 100_000))]).await;
    let error = node.error("eth_getLogs", json!([{}])).await;
    assert!(error["code"] == -32008, "{error}");
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_getHeaderByNumber", "params": []});
    let batch = json!([call, call, call]).to_string();
    assert_eq!(node.post(&batch).await.json()["error"]["code"], -32011);
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_calls() {
    let node = Node::start().await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []});
    let limit = Limits::default().batch_calls as usize;
    let reply = node.post(&json!(vec![call.clone(); limit]).to_string()).await.json();
    assert_eq!(reply.as_array().unwrap().len(), limit);
    let reply = node.post(&json!(vec![call; limit + 1]).to_string()).await.json();
    assert_eq!(reply["error"]["code"], -32010);
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_weight() {
    let node = node(Limits { batch_weight: 45, ..Default::default() }).await;
    let call = |id: u32, method| json!({"jsonrpc": "2.0", "id": id, "method": method});
    let estimate =
        |id| json!({"jsonrpc": "2.0", "id": id, "method": "eth_estimateGas", "params": [{}]});
    let batch = json!([estimate(1), estimate(2), estimate(3), call(4, "eth_chainId")]);
    let replies = node.post(&batch.to_string()).await.json();
    let ids: Vec<_> = replies.as_array().unwrap().iter().map(|reply| &reply["id"]).collect();
    assert_eq!(ids, [1, 2, 3, 4], "each call has its own answer");
    assert!(replies[1]["error"]["code"] != LIMIT, "two estimates weigh 40: {replies}");
    assert_eq!(replies[2]["error"]["code"], LIMIT);
    assert!(message(&replies[2]["error"]).contains("this call weighs 20"), "{replies}");
    assert_eq!(replies[3]["result"], "0x539", "what still fits is answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn call_gas() {
    let node = node(Limits { call_gas: 100_000, ..Default::default() }).await;
    let error = node.error("eth_call", json!([{"to": ENDLESS}])).await;
    assert_eq!(error["code"], -32000);
    assert!(message(&error).contains("out of gas"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn call_time() {
    let limits = Limits {
        call_gas: u64::MAX / 2,
        call_time: Duration::from_millis(50),
        ..Default::default()
    };
    let node = node(limits).await;
    let error = node.error("eth_call", json!([{"to": ENDLESS}])).await;
    assert_eq!(error["code"], LIMIT);
    assert!(message(&error).contains("50ms"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn log_blocks() {
    let node = Node::with(Setup { max_log_blocks: 3, ..Default::default() }).await;
    for _ in 0..5 {
        node.chain.seal().unwrap();
    }
    node.call("eth_getLogs", json!([{"fromBlock": "0x1", "toBlock": "0x3"}])).await;
    let error = node.error("eth_getLogs", json!([{"fromBlock": "0x1", "toBlock": "0x4"}])).await;
    assert_eq!(error["code"], LIMIT);
    assert!(message(&error).contains("query exceeds max block range 3"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn log_results() {
    let node = Node::start().await;
    let half = 10_000;
    node.include(&[sign(0, invoke(0, TALKS, half, 20_000_000))]).await;
    node.include(&[sign(0, invoke(1, TALKS, half, 20_000_000))]).await;
    let all = json!([{"fromBlock": "0x0", "toBlock": "latest"}]);
    let found = node.call("eth_getLogs", all.clone()).await;
    assert_eq!(found.as_array().unwrap().len(), 20_000);
    node.include(&[sign(0, invoke(2, TALKS, 1, 100_000))]).await;
    let error = node.error("eth_getLogs", all).await;
    assert_eq!(error["code"], LIMIT);
    assert!(message(&error).contains("query exceeds max results 20000"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn filter_terms() {
    let node = Node::start().await;
    let many: Vec<_> = (0..1001)
        .map(|index| Address::left_padding_from(&[index as u8, (index >> 8) as u8]))
        .collect();
    let error = node.error("eth_getLogs", json!([{"address": many}])).await;
    assert_eq!(error["code"], -32602);
    assert!(message(&error).contains("exceed max addresses"), "{error}");
    let many: Vec<_> =
        (0u64..1001).map(|index| B256::left_padding_from(&index.to_be_bytes())).collect();
    for method in ["eth_getLogs", "eth_newFilter"] {
        let error = node.error(method, json!([{"topics": [many]}])).await;
        assert!(message(&error).contains("exceed max topics"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_slots() {
    let node = Node::start().await;
    let slots: Vec<_> = (0..1025).map(|slot| format!("{slot:#x}")).collect();
    let error = node.error("eth_getProof", json!([TALKS, slots, "latest"])).await;
    assert!(message(&error).contains("1025 requested, limit 1024"), "{error}");
    let error = node.error("eth_getStorageValues", json!([{TALKS.to_string(): slots}])).await;
    assert!(message(&error).contains("1025 requested, limit 1024"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fee_history_percentiles_and_blocks() {
    let node = Node::start().await;
    let error = node.error("eth_feeHistory", json!([1, "latest", vec![1; 101]])).await;
    assert_eq!(error["code"], -32602);
    let history = node.call("eth_feeHistory", json!(["0xffffffff", "latest"])).await;
    assert_eq!(history["gasUsedRatio"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections() {
    let node = node(Limits { connections: 2, ..Default::default() }).await;
    let mut first = Socket::open(node.address).await;
    let second = Socket::open(node.address).await;
    let refused = node.raw(b"").await;
    assert_eq!(refused.status, 503, "{refused:?}");
    assert_eq!(first.ask("eth_chainId", json!([])).await["result"], "0x539");
    drop(second);
    // The place is free again once the server has seen the end of the other socket.
    loop {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"}).to_string();
        match node.post(&call).await.status {
            200 => break,
            status => assert!(status == 503 || status == 0, "{status}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions() {
    let node = node(Limits { subscriptions: 2, ..Default::default() }).await;
    let mut socket = Socket::open(node.address).await;
    let first = socket.subscribe(json!(["newHeads"])).await;
    socket.subscribe(json!(["logs", {}])).await;
    let refused = socket.ask("eth_subscribe", json!(["syncing"])).await;
    assert_eq!(refused["error"]["code"], -32006, "{refused}");
    assert_eq!(socket.ask("eth_unsubscribe", json!([first])).await["result"], true);
    loop {
        // The place is free again once the subscription's task has ended.
        let again = socket.ask("eth_subscribe", json!(["syncing"])).await;
        if again.get("result").is_some() {
            break;
        }
        assert_eq!(again["error"]["code"], -32006, "{again}");
    }
}

/// A subscriber that does not read is cut off, and the blocks do not wait for it.
#[tokio::test(flavor = "multi_thread")]
async fn send_bytes() {
    let node = node(Limits { send_bytes: 10_000, ..Default::default() }).await;
    let mut deaf = Socket::open(node.address).await;
    deaf.subscribe(json!(["logs", {"address": TALKS}])).await;
    let mut good = Socket::open(node.address).await;
    let heads = good.subscribe(json!(["newHeads"])).await;
    for nonce in 0..2 {
        node.include(&[sign(0, invoke(nonce, TALKS, 10_000, 20_000_000))]).await;
        good.event(&heads).await;
    }
    // All that was sent before is there; then the socket ends instead of going on with gaps.
    let mut received = 0;
    while deaf.receive().await.is_some() {
        received += 1;
    }
    assert!(received < 20_000, "{received}");
}

#[tokio::test(flavor = "multi_thread")]
async fn send_stall() {
    let limits =
        Limits { send_stall: Duration::from_millis(100), connections: 1, ..Default::default() };
    let node = node(limits).await;
    node.include(&[sign(0, invoke(0, TALKS, 10_000, 20_000_000))]).await;
    let mut stream = TcpStream::connect(node.address).await.unwrap();
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_getLogs", "params": [{}]});
    let body = body.to_string();
    let request = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    // More answers than any buffer between the two holds, none of them read.
    let sent = stream.write_all(request.repeat(20).as_bytes()).await;
    sent.unwrap();
    // There is place for one socket: a second one is served only when this one is closed.
    while node.raw(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.status
        != 405
    {}
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert!(rest.len() < 20 * 4_000_000, "{}", rest.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn heavy_queue() {
    let limits = Limits {
        heavy_calls: 1,
        heavy_queue: 2,
        call_gas: u64::MAX / 2,
        call_time: Duration::from_secs(2),
        ..Default::default()
    };
    let node = node(limits).await;
    let mut socket = Socket::open(node.address).await;
    for id in 0..8 {
        let call = json!({"jsonrpc": "2.0", "id": id, "method": "eth_call",
            "params": [{"to": ENDLESS}]});
        socket.send(&call.to_string()).await;
    }
    // Five do not even wait, and say so at once.
    for _ in 0..5 {
        let reply = socket.receive().await.unwrap();
        assert_eq!(reply["error"]["code"], LIMIT, "{reply}");
        assert!(message(&reply["error"]).contains("server is busy"), "{reply}");
    }
    // Meanwhile everything else goes on.
    assert_eq!(socket.ask("eth_chainId", json!([])).await["result"], "0x539");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_in_flight() {
    let limits = Limits { calls_in_flight: 2, heavy_calls: 1, ..Default::default() };
    let node = node(limits).await;
    let mut socket = Socket::open(node.address).await;
    for id in 0..50 {
        let call = json!({"jsonrpc": "2.0", "id": id, "method": "eth_getProof",
            "params": [TALKS, ["0x0"]]});
        socket.send(&call.to_string()).await;
    }
    for _ in 0..50 {
        let reply = socket.receive().await.unwrap();
        assert!(reply.get("result").is_some(), "nothing is lost, only slower: {reply}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters() {
    let node = node(Limits { filters: 2, ..Default::default() }).await;
    let first = node.call("eth_newBlockFilter", json!([])).await;
    node.call("eth_newBlockFilter", json!([])).await;
    let error = node.error("eth_newBlockFilter", json!([])).await;
    assert_eq!(error["code"], LIMIT);
    assert_eq!(node.call("eth_uninstallFilter", json!([first])).await, true);
    node.call("eth_newBlockFilter", json!([])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filter_idle() {
    let node = node(Limits { filter_idle: Duration::ZERO, ..Default::default() }).await;
    let filter = node.call("eth_newBlockFilter", json!([])).await;
    let error = node.error("eth_getFilterChanges", json!([filter])).await;
    assert_eq!(error, json!({"code": -32000, "message": "filter not found"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_waiters() {
    let node = node(Limits { sync_waiters: 0, ..Default::default() }).await;
    let raw = sign(0, transfer(0));
    let error = node.error("eth_sendRawTransactionSync", json!([raw])).await;
    assert_eq!(error["code"], LIMIT);
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_timeout_max() {
    let limits = Limits { sync_timeout_max: Duration::from_millis(1), ..Default::default() };
    let node = node(limits).await;
    let raw = sign(0, transfer(0));
    let error = node.error("eth_sendRawTransactionSync", json!([raw, 100_000_000])).await;
    assert_eq!(error["code"], 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn pool_listed() {
    let node = node(Limits { pool_listed: 3, ..Default::default() }).await;
    for nonce in 0..5 {
        node.call("eth_sendRawTransaction", json!([sign(0, transfer(nonce))])).await;
    }
    let content = node.call("txpool_content", json!([])).await;
    let of_sender = content["pending"].as_object().unwrap().values().next().unwrap();
    assert_eq!(of_sender.as_object().unwrap().len(), 3);
    assert_eq!(node.call("txpool_status", json!([])).await["pending"], "0x5");
}

#[tokio::test(flavor = "multi_thread")]
async fn header_read() {
    let node = node(Limits { header_read: Duration::from_millis(50), ..Default::default() }).await;
    let reply = node.raw(b"POST / HTTP/1.1\r\nhost: loc").await;
    assert!(reply.status == 0 || reply.status == 408, "{reply:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn body_pause() {
    let node = node(Limits { body_pause: Duration::from_millis(50), ..Default::default() }).await;
    let half = b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
        content-length: 100\r\n\r\n{";
    let reply = node.raw(half).await;
    assert!(reply.status == 500 || reply.status == 0, "{reply:?}");
}

/// Five times the brackets a parser's stack would bear.
#[tokio::test(flavor = "multi_thread")]
async fn nesting() {
    let node = Node::start().await;
    for deep in ["[".repeat(100_000), r#"{"a":"#.repeat(100_000)] {
        assert_eq!(node.post(&deep).await.json()["error"]["code"], -32700);
        let call = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"eth_call","params":{deep}"#);
        assert!(node.post(&call).await.json().get("error").is_some());
        let closed = "[".repeat(10_000) + &"]".repeat(10_000);
        let call = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"eth_call","params":{closed}}}"#);
        assert!(node.post(&call).await.json().get("error").is_some());
    }
}
