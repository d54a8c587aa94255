//! HTTP and WebSocket manners: content types, browsers, hosts, pings, stopping.

use std::time::Duration;

use cybermiles_rpc::{Cors, Limits};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    support::{Node, Setup, sign, transfer},
    ws::Socket,
};

const CALL: &str = r#"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn only_json_is_taken() {
    let node = Node::start().await;
    for kind in ["text/plain", "text/plain;charset=UTF-8", "application/x-www-form-urlencoded"] {
        let reply = node.post_with(CALL, &format!("content-type: {kind}\r\n")).await;
        assert_eq!(reply.status, 415, "{kind}");
        assert!(reply.body.contains("application/json"), "{reply:?}");
    }
    assert_eq!(node.post_with(CALL, "").await.status, 415);
    for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
        let reply = node.post_with(CALL, &format!("content-type: {kind}\r\n")).await;
        assert_eq!(reply.json()["result"], "0x539", "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_get_is_answered_with_a_hint() {
    let node = Node::start().await;
    let reply = node.raw(b"GET / HTTP/1.1\r\nhost: localhost:1\r\nconnection: close\r\n\r\n").await;
    assert_eq!(reply.status, 405);
    assert!(reply.headers.contains("allow: post"), "{reply:?}");
    assert!(reply.body.contains("curl http://localhost:1"), "{reply:?}");
    assert!(reply.body.contains("ws://localhost:1"), "{reply:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_extensions_may_read_every_reply() {
    let node = Node::start().await;
    let origins = ["https://app.example", "chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn"];
    for origin in origins {
        let json = format!("content-type: application/json\r\norigin: {origin}\r\n");
        let text = format!("content-type: text/plain\r\norigin: {origin}\r\n");
        let replies = [
            (node.post_with(CALL, &json).await, 200),
            (node.post_with("nonsense", &json).await, 400),
            (node.post_with(CALL, &text).await, 415),
            (node.post_with(&" ".repeat(6 << 20), &json).await, 413),
        ];
        for (reply, status) in replies {
            assert_eq!(reply.status, status, "{}", reply.headers);
            assert!(reply.headers.contains("access-control-allow-origin: *"), "{}", reply.headers);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn preflights_are_answered() {
    let node = Node::start().await;
    let preflight = format!(
        "OPTIONS / HTTP/1.1\r\nhost: {}\r\norigin: https://app.example\r\n\
         access-control-request-method: POST\r\n\
         access-control-request-headers: content-type,x-requested-with\r\n\
         access-control-request-private-network: true\r\nconnection: close\r\n\r\n",
        node.address
    );
    let reply = node.raw(preflight.as_bytes()).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    for header in [
        "access-control-allow-origin: *",
        "access-control-allow-methods: post",
        "access-control-allow-headers: content-type,x-requested-with",
        "access-control-allow-private-network: true",
    ] {
        assert!(reply.headers.contains(header), "{header} is missing: {reply:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_origins_named_are_admitted() {
    let mut setup = Setup::default();
    setup.options.cors = Cors::Only(vec!["https://app.example".into()]);
    let node = Node::with(setup).await;
    let with = |origin| format!("content-type: application/json\r\norigin: {origin}\r\n");
    let reply = node.post_with(CALL, &with("https://app.example")).await;
    assert!(reply.headers.contains("allow-origin: https://app.example"), "{reply:?}");
    let reply = node.post_with(CALL, &with("https://evil.example")).await;
    assert!(!reply.headers.contains("allow-origin: https://evil"), "{reply:?}");
    let upgrade = |origin| {
        format!(
            "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade, close\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             origin: {origin}\r\n\r\n"
        )
    };
    assert_eq!(node.raw(upgrade("https://evil.example").as_bytes()).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebound_name_is_refused_and_configured_names_are_not() {
    let node = Node::start().await;
    let ask = |host: &str| {
        format!(
            "POST / HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{CALL}",
            CALL.len()
        )
    };
    let reply = node.raw(ask("evil.example").as_bytes()).await;
    assert_eq!(reply.status, 403);
    assert!(reply.body.contains("evil.example"), "{reply:?}");
    assert_eq!(node.raw(ask("localhost:8545").as_bytes()).await.status, 200);
    let mut setup = Setup::default();
    setup.options.hosts = vec!["node.example".into()];
    let node = Node::with(setup).await;
    assert_eq!(node.raw(ask("node.example").as_bytes()).await.status, 200);
    assert_eq!(node.raw(ask("evil.example").as_bytes()).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn pings_are_answered_and_idle_sockets_kept() {
    let limits = Limits { ping_interval: Duration::from_millis(5), ..Default::default() };
    let node = Node::with(Setup::limits(limits)).await;
    let mut socket = Socket::open(node.address).await;
    // Each pong comes after pings of the server, which the client answers while it reads.
    for _ in 0..50 {
        socket.ping().await;
    }
    assert_eq!(socket.ask("eth_chainId", json!([])).await["result"], "0x539");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_that_answers_no_ping_is_closed() {
    let limits = Limits {
        ping_interval: Duration::from_millis(5),
        ping_silence: Duration::from_millis(20),
        ..Default::default()
    };
    let node = Node::with(Setup::limits(limits)).await;
    // No client behind these bytes: nobody sends pongs, and the end comes all the same.
    let upgrade = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\n\
        upgrade: websocket\r\nsec-websocket-version: 13\r\n\
        sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    assert_eq!(node.raw(upgrade).await.status, 101);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_socket_carries_many_requests() {
    let node = Node::start().await;
    let mut stream = TcpStream::connect(node.address).await.unwrap();
    let request = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{CALL}",
        CALL.len()
    );
    let mut seen = String::new();
    for count in 1..=20 {
        stream.write_all(request.as_bytes()).await.unwrap();
        while seen.matches("0x539").count() < count {
            let mut buffer = [0; 1024];
            let read = stream.read(&mut buffer).await.unwrap();
            assert!(read > 0, "closed after {count}");
            seen.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_closes_the_port_and_the_sockets() {
    let node = Node::start().await;
    let address = node.address;
    let mut socket = Socket::open(address).await;
    socket.subscribe(json!(["newHeads"])).await;
    let idle = TcpStream::connect(address).await.unwrap();
    node.server.stop().await;
    assert_eq!(socket.receive().await, None);
    drop(idle);
    assert!(TcpStream::connect(address).await.is_err());
}

/// A call that waits for a block does not hold up the end.
#[tokio::test(flavor = "multi_thread")]
async fn stopping_cuts_off_calls_that_wait() {
    let node = Node::start().await;
    let mut socket = Socket::open(node.address).await;
    let params = json!([sign(0, transfer(0)), 60_000]);
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_sendRawTransactionSync",
        "params": params});
    socket.send(&call.to_string()).await;
    let post = call.to_string();
    let waiting = async {
        while node.chain.pool().status().pending == 0 {
            tokio::task::yield_now().await;
        }
    };
    waiting.await;
    let length = post.len();
    let mut stream = TcpStream::connect(node.address).await.unwrap();
    let request = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{post}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    node.server.stop().await;
    assert_eq!(socket.receive().await, None);
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_named() {
    let node = Node::start().await;
    let mut setup = Setup::default();
    setup.options.address = node.address;
    let error = cybermiles_rpc::serve(node.chain.clone(), setup.options).await.unwrap_err();
    assert!(error.to_string().contains(&node.address.to_string()), "{error}");
}
