//! Bad input from files, from the network and from upstreams: refused by name, never a panic.

use std::{fs, io::Write, net::TcpStream};

use serde_json::json;

use super::{
    rpc,
    testnet::{Kind, Network},
};
use crate::process::{refused, run, seed};

/// What may be wrong with the files of a validator.
#[test]
fn bad_files_are_refused_by_name() {
    let network = Network::write(Kind::default(), None);
    let folder = network.nodes[1].folder.clone();
    let start = ["run", "--port", "0", "--datadir", folder.to_str().expect("UTF-8")];
    let keystore = folder.join("validator.json");
    let good = fs::read_to_string(&keystore).expect("a keystore");
    for (bad, expected) in [
        (good[..good.len() / 2].to_owned(), "validator.json"),
        (
            good.replace("\"version\": 3", "\"version\": 2")
                .replace("\"version\":3", "\"version\":2"),
            "version",
        ),
        ("\u{0}\u{1}\u{2}".to_owned(), "no keystore"),
        (String::new(), "no keystore"),
    ] {
        fs::write(&keystore, bad).expect("writable");
        let said = refused(&start);
        assert!(said.contains(expected) && !said.contains("panicked"), "{expected}: {said}");
    }
    fs::write(&keystore, good).expect("writable");

    let password = folder.join("validator.password");
    fs::write(&password, "not this one\n").expect("writable");
    let said = refused(&start);
    assert!(said.contains("password") && said.contains("validator.json"), "{said}");
    fs::write(&password, "testnet\n").expect("writable");

    // Another validator's record of signed votes.
    let record = folder.join("consensus");
    fs::create_dir_all(&record).expect("a folder");
    fs::write(record.join("signed-votes"), [7; 4096]).expect("writable");
    let said = refused(&start);
    assert!(said.contains("signed-votes"), "{said}");
}

/// Bytes of all kinds at the port where validators meet, while they go on.
#[test]
fn garbage_at_the_validators_port_does_no_harm() {
    let mut random = seed();
    let mut network = Network::start(Kind::default());
    network.go_on(&network.all(), 2);
    let before = network.nodes[1].memory();
    let mut connections = Vec::new();
    for round in 0..60_usize {
        let address = network.nodes[1 + round % 4].p2p;
        let Ok(mut stream) = TcpStream::connect(address) else { continue };
        let length = match round % 3 {
            0 => 3,
            1 => 300,
            _ => 200_000,
        };
        let bytes: Vec<u8> = (0..length)
            .map(|_| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                u8::try_from(random >> 56).expect("a byte")
            })
            .collect();
        // Cut off in the middle is what should happen.
        let _ = stream.write_all(&bytes);
        // Some stay open and say nothing more.
        if round % 2 == 0 {
            connections.push(stream);
        }
    }
    network.go_on(&network.all(), 8);
    let after = network.nodes[1].memory();
    assert!(after < before + 64, "from {before} to {after} MiB");
    network.check();
    drop(connections);
}

/// A full node whose upstream is of another chain, and a validator with the keys of one.
#[test]
fn other_chains_are_refused_by_name() {
    let mut network = Network::start(Kind::default());
    network.go_on(&network.all(), 2);
    // The same network but for one account's balance.
    let genesis = fs::read_to_string(network.folder().join("genesis.json")).expect("a genesis");
    let mut other: serde_json::Value = serde_json::from_str(&genesis).expect("JSON");
    other["timestamp"] = json!("0x1");
    let path = network.folder().join("other.json");
    fs::write(&path, other.to_string()).expect("writable");
    let mut node = network.newcomer("stranger");
    let folder = node.folder.to_str().expect("UTF-8").to_owned();
    let made = run(&["init", "--genesis", path.to_str().expect("UTF-8"), "--datadir", &folder]);
    assert!(made.status.success(), "{made:?}");
    node.arguments.push(format!("--upstream=ws://{}", network.nodes[1].rpc));
    let stranger = network.add(node);
    network.start_node(stranger);
    let said = network.until("the fault is named", |network| {
        let status = rpc::ask(network.nodes[stranger].rpc, "cmt_status", json!([]))?;
        let problems = status["problems"].as_array()?;
        (!problems.is_empty()).then(|| status["problems"].to_string())
    });
    assert!(said.contains("another chain"), "{said}");
    assert_eq!(network.height(stranger), Some(0), "it took blocks of another chain");
    network.kill(stranger);

    // A validator's place, with its key, on a chain with the same id and another genesis: neither
    // side completes a handshake, so that it hears nothing that it could take for its own chain's.
    network.kill(4);
    let folder = network.nodes[4].folder.clone();
    for stale in ["db", "consensus"] {
        fs::remove_dir_all(folder.join(stale)).expect("removable");
    }
    fs::copy(&path, folder.join("genesis.json")).expect("writable");
    network.nodes[4].is_watched = false;
    network.start_node(4);
    network.go_on(&[0, 1, 2, 3], 10);
    let peers = |network: &Network, at: usize| {
        rpc::ask(network.nodes[at].rpc, "net_peerCount", json!([])).as_ref().and_then(rpc::number)
    };
    for at in [1, 2, 3] {
        network.until("it has two peers", |network| (peers(network, at)? == 2).then_some(()));
    }
    assert_eq!(peers(&network, 4), Some(0), "they talk to each other");
    assert_eq!(network.height(4), Some(0), "it took blocks of another chain");
    assert!(!network.nodes[4].log().contains("is decided"), "it heard of the other chain's blocks");
    network.check();
}
