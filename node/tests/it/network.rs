//! A whole network of processes on this machine: four validators and a full node.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, Bytes, TxKind, U256, hex};
use alloy_signer::SignerSync;
use alloy_signer_local::{MnemonicBuilder, PrivateKeySigner, coins_bip39::English};
use serde_json::{Value, json};

use crate::{
    ports,
    process::{Node, run, wait_for},
    proxy::Proxy,
};

const CHAIN_ID: u64 = 1337;

/// A network's folders.
pub(crate) struct Network {
    folder: tempfile::TempDir,
    /// JSON-RPC port of the full node; the validators have the ones after it.
    rpc: u16,
}

impl Network {
    /// Four validators and a full node with ports of their own.
    fn written() -> Self {
        Self::written_with(&[])
    }

    /// As [`Network::written`], with more options of `cybermiles testnet`.
    pub(crate) fn written_with(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let base = ports::reserve();
        let (rpc, p2p, metrics) = (base, base + 5, base + 10);
        let ports = [rpc.to_string(), p2p.to_string(), metrics.to_string()];
        let output = run(&[
            &["testnet", "--dir", text(folder.path()), "--port", &ports[0]][..],
            &["--p2p-port", &ports[1], "--metrics-port", &ports[2]],
            &["--block-time", "200", "--epoch-blocks", "20"],
            more,
        ]
        .concat());
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(
            said.contains("cybermiles run --datadir") && said.contains("validator-4"),
            "{said}"
        );
        Self { folder, rpc }
    }

    fn path(&self, node: &str) -> PathBuf {
        self.folder.path().join(node)
    }

    /// Starts a node on this port, with what else is given.
    fn start(&self, node: &str, port: u16, more: &[&str]) -> Node {
        let path = self.path(node);
        let args = ["run", "--datadir", text(&path)];
        Node::start_at(&[&args[..], more].concat(), port)
    }

    pub(crate) fn validators(&self) -> Vec<Node> {
        (1..=4).map(|n| self.start(&format!("validator-{n}"), self.rpc + n, &[])).collect()
    }

    fn full(&self) -> Node {
        self.start("full-1", self.rpc, &[])
    }

    /// A full node from nothing but the genesis file, following these.
    fn join(&self, name: &str, upstreams: &[String]) -> Node {
        let path = self.path(name);
        let genesis = self.folder.path().join("genesis.json");
        let made = run(&["init", "--genesis", text(&genesis), "--datadir", text(&path)]);
        assert!(made.status.success(), "{made:?}");
        let more: Vec<_> = upstreams.iter().flat_map(|url| ["--upstream", url]).collect();
        self.start(name, 0, &more)
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn height(node: &Node) -> u64 {
    quantity(&node.call("eth_blockNumber", json!([])))
}

fn quantity(value: &Value) -> u64 {
    u64::from_str_radix(value.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}

fn hash_at(node: &Node, number: u64) -> Value {
    node.call("eth_getBlockByNumber", json!([format!("{number:#x}"), false]))["hash"].clone()
}

fn ws(node: &Node) -> String {
    format!("ws://{}", node.address)
}

fn wallet() -> PrivateKeySigner {
    let phrase = "test test test test test test test test test test test junk";
    MnemonicBuilder::<English>::default().phrase(phrase).build().unwrap()
}

fn payment(nonce: u64) -> Bytes {
    let transaction = TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: 21_000,
        max_fee_per_gas: 10_000_000_000,
        max_priority_fee_per_gas: 1_000_000_000,
        to: TxKind::Call(Address::repeat_byte(0xcc)),
        value: U256::ONE,
        ..Default::default()
    };
    let signature = wallet().sign_hash_sync(&transaction.signature_hash()).unwrap();
    TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into()
}

/// `cybermiles status` of a node: its exit code and what it said.
fn status(address: SocketAddr) -> (Option<i32>, String) {
    let output = run(&["status", "--rpc", &format!("http://{address}")]);
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_network_agrees_and_whoever_follows_it_sees_the_same() {
    let network = Network::written();
    let validators = network.validators();
    let full = network.full();
    let all: Vec<&Node> = validators.iter().chain([&full]).collect();

    // Final on all, with equal hashes, beyond the end of an epoch.
    wait_for(|| all.iter().all(|node| height(node) >= 25).then_some(()));
    for number in [1, 10, 20, 25] {
        let expected = hash_at(&full, number);
        all.iter().for_each(|node| assert_eq!(hash_at(node, number), expected, "{number}"));
    }

    // What is sent to the full node reaches the validators and comes back the same everywhere.
    let hashes: Vec<Value> =
        (0..20).map(|nonce| full.call("eth_sendRawTransaction", json!([payment(nonce)]))).collect();
    for hash in &hashes {
        let receipt = full.receipt(hash.as_str().unwrap());
        assert_eq!(receipt["status"], "0x1");
        for node in &all {
            assert_eq!(node.receipt(hash.as_str().unwrap()), receipt);
        }
    }

    // Everybody is connected with everybody.
    for node in &validators {
        wait_for(|| (node.call("net_peerCount", json!([])) == "0x3").then_some(()));
        assert_eq!(node.call("cmt_status", json!([]))["peers"], "0x3");
    }
    assert_eq!(full.call("net_peerCount", json!([])), "0x1", "its upstream");

    // All of them say that they are healthy, and what they are.
    for node in &all {
        let (code, said) = status(node.address);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("HEALTHY"), "{said}");
    }
    let (_, said) = status(validators[0].address);
    assert!(said.contains("validator 0x") && said.contains("; votes"), "{said}");
    assert!(said.contains("Peers       connected with 3 validators"), "{said}");
    let (_, said) = status(full.address);
    assert!(said.contains("full node") && said.contains("Upstream"), "{said}");
    assert_eq!(full.call("eth_syncing", json!([])), json!(false));
    assert_eq!(full.call("cmt_validators", json!([]))["validators"].as_array().unwrap().len(), 4);

    // From nothing, through another full node.
    let begun = Instant::now();
    let joined = network.join("joined", &[ws(&full)]);
    let target = height(&full);
    wait_for(|| (height(&joined) >= target).then_some(()));
    println!("joined {target} blocks in {:?}", begun.elapsed());
    assert_eq!(hash_at(&joined, target), hash_at(&full, target));
    drop(joined);
    // Again: it goes on where it was killed.
    let joined = network.start("joined", 0, &["--upstream", &ws(&validators[1])]);
    let target = height(&full);
    wait_for(|| (height(&joined) >= target).then_some(()));

    // Two of four gone: the network halts, and says so.
    let mut validators = validators;
    validators.drain(..2).for_each(Node::kill_nine);
    let (_, said) = wait_for(|| Some(status(joined.address)).filter(|(code, _)| *code == Some(1)));
    assert!(said.contains("NOT HEALTHY"), "{said}");
    // In order, also while nothing moves.
    for node in validators.into_iter().chain([full, joined]) {
        let (status, time) = node.stop_with("TERM");
        assert_eq!(status.code(), Some(0));
        assert!(time < Duration::from_secs(20), "{time:?}");
    }
}

/// From the declaration to the last turn: it follows while it has no seat, votes while it has one.
#[test]
fn a_declared_validator_is_elected_votes_and_leaves() {
    let network = Network::written();
    let validators = network.validators();
    let rpc = format!("http://{}", validators[0].address);
    let path = network.path("fifth");
    let genesis = network.folder.path().join("genesis.json");
    run(&["init", "--genesis", text(&genesis), "--datadir", text(&path)]);
    // Any keystore will do; making one of full strength takes long in a debug build.
    let (keystore, password) = (path.join("validator.json"), path.join("password"));
    std::fs::write(&password, "testnet").unwrap();
    std::fs::set_permissions(&password, std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .unwrap();
    let keys = ["--keystore", text(&keystore), "--password-file", text(&password)];
    assert!(run(&[&["keys", "new"][..], &keys].concat()).status.success());
    let listen = format!("127.0.0.1:{}", network.rpc + 9);
    let (upstream, own) = (ws(&validators[0]), ["--listen", &listen, "--allow-private-ips"]);
    let more = [&keys[..], &own, &["--upstream", &upstream]].concat();
    let fifth = network.start("fifth", 0, &more);

    let sender = ["--dev-account", "1", "--rpc", &rpc];
    let declare = [
        &["validator", "declare", "--self-stake", "5000", "--max-stake", "50000"][..],
        &["--commission", "5", "--max-commission", "20", "--name", "five", "--endpoint", &listen],
        &keys,
        &sender,
    ];
    let declared = run(&declare.concat());
    assert!(declared.status.success(), "{declared:?}");
    let says = |words: &str| {
        let (code, said) = status(fifth.address);
        said.contains(words).then_some((code, said))
    };
    let (code, said) = wait_for(|| says("; votes"));
    assert_eq!(code, Some(0), "{said}");
    // It votes as soon as the last block before its epoch is final.
    let seats = || fifth.call("cmt_validators", json!([]))["validators"].as_array().map(Vec::len);
    wait_for(|| (seats() == Some(5)).then_some(()));
    let target = height(&fifth) + 5;
    wait_for(|| (height(&fifth) >= target).then_some(()));

    let operator = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    let leave = ["stake", "undelegate", "--validator", operator, "--amount", "5000"];
    let left = run(&[&leave[..], &sender].concat());
    assert!(left.status.success(), "{left:?}");
    wait_for(|| says("no seat: not elected"));
    let target = height(&validators[0]) + 3;
    // Any two nodes may be a block apart.
    let all = [&fifth, &validators[1]];
    wait_for(|| all.iter().all(|node| height(node) >= target).then_some(()));
    assert_eq!(hash_at(&fifth, target), hash_at(&validators[1], target));
}

/// A proxy alters bytes of blocks: the full node names it, leaves it, and takes nothing false.
#[test]
fn a_lying_upstream_is_left_for_an_honest_one() {
    let network = Network::written();
    let validators = network.validators();
    wait_for(|| (height(&validators[0]) >= 5).then_some(()));
    // Where a seal's certificate and a header's fields are, in hex: digits that always occur.
    let proxy = Proxy::start(validators[0].address, |answer| {
        if answer.contains("\"rlp\"") {
            flip_some_digits(answer);
        }
    });
    let liar = format!("http://{}", proxy.address());
    let alone = network.join("alone", std::slice::from_ref(&liar));
    let said = wait_for(|| {
        let problems = alone.call("cmt_status", json!([]))["problems"].clone();
        problems.as_array().is_some_and(|all| !all.is_empty()).then(|| problems.to_string())
    });
    assert!(said.contains(&liar), "{said}");
    assert_eq!(height(&alone), 0, "nothing of a liar is taken");
    let (code, said) = status(alone.address);
    assert_eq!(code, Some(1), "{said}");

    let both = network.join("both", &[liar, ws(&validators[1])]);
    wait_for(|| [&both, &validators[2]].iter().all(|one| height(one) >= 5).then_some(()));
    for number in 1..=5 {
        assert_eq!(hash_at(&both, number), hash_at(&validators[2], number));
    }
}

/// Changes a hex digit here and there in the last quarter of every block, where the seal is.
fn flip_some_digits(answer: &mut String) {
    let mut bytes = std::mem::take(answer).into_bytes();
    let marks: Vec<usize> = bytes
        .windows(7)
        .enumerate()
        .filter(|(_, window)| window == b"\"rlp\":\"")
        .map(|(at, _)| at + 7)
        .collect();
    for start in marks {
        let length = bytes[start..].iter().take_while(|byte| **byte != b'"').count();
        let at = start + length * 7 / 8;
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
    }
    *answer = String::from_utf8(bytes).unwrap();
}

#[test]
fn a_port_that_validators_cannot_use_is_named() {
    let network = Network::written();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let path = network.path("validator-1");
    let args = ["run", "--datadir", text(&path), "--port", "0", "--listen", &listen];
    let said = crate::process::refused(&args);
    assert!(said.contains(&format!("cannot listen for other validators on {listen}")), "{said}");
}

#[test]
fn testnet_starts_all_and_stops_them_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let base = ports::reserve();
    let args = ["testnet", "--start", "--dir", text(folder.path())];
    let ports = [base.to_string(), (base + 5).to_string(), (base + 10).to_string()];
    let options = ["--p2p-port", &ports[1], "--metrics-port", &ports[2], "--block-time", "200"];
    let node = Node::start_at(&[&args[..], &options[..]].concat(), base);
    assert!(node.banner.contains("Chain id    1337"), "{}", node.banner);
    wait_for(|| (height(&node) >= 3).then_some(()));
    let (status, time) = node.stop_with("INT");
    assert_eq!(status.code(), Some(0));
    assert!(time < Duration::from_secs(30), "{time:?}");
    let gone = (0..5).all(|n| TcpListener::bind(("127.0.0.1", base + n)).is_ok());
    assert!(gone, "a node is still there");
}

#[test]
fn keys_are_made_shown_and_moved() {
    let folder = tempfile::tempdir().unwrap();
    let (keystore, password) = (folder.path().join("k.json"), folder.path().join("p"));
    std::fs::write(&password, "correct horse\n").unwrap();
    let new = ["keys", "new", "--keystore", text(&keystore), "--password-file", text(&password)];
    let refused = crate::process::refused(&new);
    assert!(refused.contains("chmod 600"), "others may read the password: {refused}");
    std::process::Command::new("chmod").args(["600", text(&password)]).status().unwrap();
    let made = run(&new);
    assert!(made.status.success(), "{made:?}");
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(said.contains("Consensus key      0x"), "{said}");
    let shown = run(&["keys", "show", "--keystore", text(&keystore)]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(said.starts_with(shown.lines().next().unwrap()), "{shown}");
    assert!(crate::process::refused(&new).contains("never overwritten"));
    assert!(!std::fs::read_to_string(&keystore).unwrap().contains(&hex::encode("horse")));
}

#[test]
fn a_network_needs_somebody_to_follow_and_a_development_chain_nobody() {
    let network = Network::written();
    let bare = network.path("bare");
    let genesis = network.folder.path().join("genesis.json");
    run(&["init", "--genesis", text(&genesis), "--datadir", text(&bare)]);
    let said = crate::process::refused(&["run", "--datadir", text(&bare), "--port", "0"]);
    assert!(said.contains("--upstream ws://HOST:PORT"), "{said}");
    let wrong = ["run", "--datadir", text(&bare), "--upstream", "127.0.0.1:1"];
    assert!(crate::process::refused(&wrong).contains("expected ws://HOST:PORT"));
    let unreachable = status(([127, 0, 0, 1], 1).into());
    assert_eq!(unreachable.0, Some(1));
    assert!(unreachable.1.contains("NOT HEALTHY: no answer from"), "{}", unreachable.1);
}
