//! Networks that fall apart.

use std::time::{Duration, Instant};

use alloy_primitives::Address;
use serde_json::json;

use super::{
    is_long,
    lab::Lab,
    rpc,
    testnet::{FULL, Kind, Network},
};

/// Blocks have to come again so long after a healed cut, on a busy machine.
const HEALED: Duration = Duration::from_secs(20);

fn started() -> Option<Network> {
    let lab = Lab::new(5)?;
    let mut network = Network::start_in(lab, Kind::default());
    network.go_on(&network.all(), 3);
    Some(network)
}

fn part(network: &Network, groups: &[&[usize]]) {
    network.lab.as_ref().expect("in a lab").part(groups);
}

/// Heals the network and waits for blocks everywhere; gives the time that took.
fn heal(network: &mut Network) -> Duration {
    network.lab.as_ref().expect("in a lab").heal();
    let begun = Instant::now();
    network.go_on(&network.all(), 1);
    let time = begun.elapsed();
    assert!(time < HEALED, "blocks came again {time:?} after the cut was healed");
    time
}

/// The validator whose turn comes up most often near `height` is one the head names.
fn latest_leader(network: &Network) -> Option<usize> {
    let head = rpc::ask(network.nodes[1].rpc, "eth_getBlockByNumber", json!(["latest", false]))?;
    let proposer: Address = head["miner"].as_str()?.parse().ok()?;
    network.validators().into_iter().find(|at| {
        let status = rpc::ask(network.nodes[*at].rpc, "cmt_status", json!([]));
        let key = status.as_ref().and_then(|status| rpc::hash(&status["consensusKey"]));
        key.is_some_and(|key| cybermiles_primitives::committee::consensus_address(&key) == proposer)
    })
}

/// 2|2 makes no block, 3|1 goes on, a leader alone makes none; whatever was cut off catches up.
#[test]
fn partitions_never_fork() {
    let Some(mut network) = started() else { return };
    let payments = network.pay(4);
    let mut healed = Vec::new();
    for _ in 0..if is_long() { 5 } else { 1 } {
        part(&network, &[&[FULL, 1, 2], &[3, 4]]);
        network.stand_still(Duration::from_secs(3));
        healed.push(heal(&mut network));

        part(&network, &[&[FULL, 1, 2, 3], &[4]]);
        network.go_on(&[FULL, 1, 2, 3], 5);
        healed.push(heal(&mut network));

        let leader = network.until("a leader", |network| latest_leader(network));
        let rest: Vec<_> = network.all().into_iter().filter(|at| *at != leader).collect();
        part(&network, &[&rest, &[leader]]);
        let validators: Vec<_> = rest.iter().copied().filter(|at| *at != FULL).collect();
        network.go_on(&validators, 5);
        healed.push(heal(&mut network));

        // Everybody for themselves.
        part(&network, &[&[FULL], &[1], &[2], &[3], &[4]]);
        network.stand_still(Duration::from_secs(2));
        healed.push(heal(&mut network));
    }
    network.check();
    for node in &network.nodes {
        payments.check(&node.name, node.rpc);
    }
    println!("blocks again after {healed:.1?}; {} payments", payments.count());
}

/// A validator that is heard and hears nothing, then one behind a line of 1 Mbit a second.
#[test]
fn a_bad_line_holds_nobody_up() {
    let Some(mut network) = started() else { return };
    let payments = network.pay(5);
    network.lab.as_ref().expect("in a lab").deafen(2);
    network.go_on(&[1, 3, 4], 6);
    let healed = heal(&mut network);
    network.lab.as_ref().expect("in a lab").throttle(3, "1mbit");
    network.go_on(&network.all(), 8);
    network.check();
    for node in &network.nodes {
        payments.check(&node.name, node.rpc);
    }
    println!("heard again after {healed:.1?}");
}
