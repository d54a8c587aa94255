//! What a running node shows, and how it stops.

use std::time::Duration;

use serde_json::json;

use crate::{
    ports,
    process::{Node, http, refused, run},
};

#[test]
fn the_banner_teaches_how_to_connect_a_wallet() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::dev(folder.path());
    for expected in [
        "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
        "test test test test test test test test test test test junk",
        "Chain id    1337",
    ] {
        assert!(node.banner.contains(expected), "{expected} is not in\n{}", node.banner);
    }
    assert_eq!(node.call("eth_chainId", json!([])), json!("0x539"));
    let balance = json!(["0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "latest"]);
    assert_eq!(node.call("eth_getBalance", balance), json!("0x21e19e0c9bab2400000"));
}

#[test]
fn a_polite_signal_stops_the_node_in_order_within_two_seconds() {
    for signal in ["INT", "TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let (status, time) = Node::dev(folder.path()).stop_with(signal);
        assert_eq!(status.code(), Some(0), "SIG{signal}");
        // The promise itself, not a measurement: a stop that hangs is a failure.
        assert!(time < Duration::from_secs(10), "SIG{signal} took {time:?}");
        let verified = run(&["db", "verify", "--datadir", folder.path().to_str().unwrap()]);
        assert!(verified.status.success(), "{verified:?}");
    }
}

#[test]
fn an_ephemeral_chain_leaves_nothing_behind() {
    let node = Node::start(&["dev", "--ephemeral"]);
    let folder = node.banner.lines().find_map(|line| line.strip_prefix("Data        ")).unwrap();
    let folder = std::path::PathBuf::from(folder);
    assert!(folder.exists());
    let (status, _) = node.stop_with("INT");
    assert_eq!(status.code(), Some(0));
    assert!(!folder.exists(), "{} is still there", folder.display());
}

#[test]
fn a_taken_port_is_named() {
    let node = Node::start(&["dev", "--ephemeral"]);
    let port = node.address.port().to_string();
    let said = refused(&["dev", "--ephemeral", "--port", &port]);
    assert!(said.contains(&port), "{said}");
}

#[test]
fn metrics_are_served_where_they_were_asked_for() {
    let free: std::net::SocketAddr = ([127, 0, 0, 1], ports::reserve()).into();
    let node = Node::start(&["dev", "--ephemeral", "--metrics", &free.to_string()]);
    node.call("eth_blockNumber", json!([]));
    let (head, body) = http(free, "GET", "/metrics", "").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(body.contains("# TYPE"), "no metric in {body:?}");
}

#[test]
fn blocks_come_by_the_clock_when_asked() {
    let node = Node::start(&["dev", "--ephemeral", "--block-time", "0.1"]);
    crate::process::wait_for(|| {
        let number = node.call("eth_blockNumber", json!([]));
        (number != json!("0x0") && number != json!("0x1")).then_some(())
    });
}
