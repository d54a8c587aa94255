//! Processes that are killed or stand still.

use std::time::{Duration, Instant};

use super::{
    is_long,
    testnet::{FULL, Kind, Network},
};
use crate::process::seed;

/// Each validator in turn: blocks go on without it, it catches up, nothing acknowledged is lost.
#[test]
fn any_one_may_be_killed() {
    let mut network = Network::start(Kind::default());
    let payments = network.pay(0);
    network.go_on(&network.all(), 3);
    for victim in network.validators() {
        network.watch();
        network.kill(victim);
        let rest: Vec<_> = network.all().into_iter().filter(|at| *at != victim).collect();
        network.go_on(&rest, 6);
        network.start_node(victim);
        network.go_on(&network.all(), 2);
    }
    network.kill(FULL);
    network.go_on(&network.validators(), 2);
    network.start_node(FULL);
    network.go_on(&network.all(), 2);
    network.check();
    for node in &network.nodes {
        payments.check(&node.name, node.rpc);
    }
    assert!(payments.count() > 0, "nothing was paid");
    println!("{} payments, {} blocks, 5 kills", payments.count(), network.ledger.highest());
}

/// Two of four: no block without them, and blocks again as soon as one is back.
#[test]
fn without_two_of_four_it_halts() {
    let mut network = Network::start(Kind::default());
    let payments = network.pay(1);
    let pairs = [(1, 2), (3, 4), (1, 3), (2, 4), (1, 4), (2, 3)];
    let pairs = if is_long() { &pairs[..] } else { &pairs[..2] };
    for (first, second) in pairs.iter().copied() {
        network.go_on(&network.all(), 3);
        network.kill(first);
        network.kill(second);
        network.stand_still(Duration::from_secs(3));
        network.start_node(first);
        let rest: Vec<_> = network.all().into_iter().filter(|at| *at != second).collect();
        network.go_on(&rest, 5);
        network.start_node(second);
    }
    network.go_on(&network.all(), 2);
    network.check();
    for node in &network.nodes {
        payments.check(&node.name, node.rpc);
    }
}

/// The power fails everywhere at once.
#[test]
fn all_may_be_killed_at_once() {
    let mut network = Network::start(Kind::default());
    let payments = network.pay(2);
    for _ in 0..if is_long() { 10 } else { 2 } {
        let before = payments.count();
        network.go_on(&network.all(), 4);
        network.until("payments go on", |_| (payments.count() > before).then_some(()));
        network.kill_all();
        network.start_all();
    }
    network.go_on(&network.all(), 4);
    network.check();
    for node in &network.nodes {
        payments.check(&node.name, node.rpc);
    }
}

/// Stands still with its connections open, which looks like a peer that is slow for ever.
#[test]
fn a_validator_may_stand_still() {
    let mut random = seed();
    let mut network = Network::start(Kind::default());
    let payments = network.pay(3);
    network.go_on(&network.all(), 8);
    let before: Vec<_> = network.nodes.iter().map(super::testnet::Node::memory).collect();
    let spans = if is_long() { &[1, 2, 5, 10, 15, 20][..] } else { &[1, 8][..] };
    for seconds in spans {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let victim = 1 + usize::try_from((random >> 33) % 4).expect("small");
        network.freeze(victim);
        let begun = Instant::now();
        let rest: Vec<_> = network.all().into_iter().filter(|at| *at != victim).collect();
        network.go_on(&rest, 2);
        while begun.elapsed() < Duration::from_secs(*seconds) {
            network.go_on(&rest, 1);
        }
        network.thaw(victim);
        network.go_on(&network.all(), 3);
    }
    network.check();
    for (node, before) in network.nodes.iter().zip(before) {
        payments.check(&node.name, node.rpc);
        let after = node.memory();
        println!("{}: {before} MiB, then {after}", node.name);
        assert!(after < before + 128, "{} grew from {before} to {after} MiB", node.name);
    }
}
