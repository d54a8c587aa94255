//! One validator whose clock is wrong, or jumps.

use super::{
    clock::WrongClock,
    is_long,
    testnet::{Kind, Network},
};

#[test]
fn one_wrong_clock_does_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(clock) = WrongClock::new(folder.path()) else { return };
    let mut network = Network::write(Kind::default(), None);
    let victim = 2;
    network.nodes[victim].environment = clock.environment();
    network.start_all();
    let payments = network.pay(6);
    let others: Vec<_> = network.all().into_iter().filter(|at| *at != victim).collect();
    network.go_on(&network.all(), 3);
    let offsets: &[&str] = match is_long() {
        true => &["+0.5", "-0.5", "+5", "-5", "+2h", "-2h"],
        false => &["+5", "-5", "+2h", "-2h"],
    };
    for offset in offsets {
        // While it runs and is connected …
        clock.set(offset);
        network.go_on(&others, 6);
        // … and from its start on.
        network.kill(victim);
        network.start_node(victim);
        network.go_on(&others, 6);
        clock.set("+0");
        // Whoever was hours ahead would wait for hours until it dials again: it ends instead, and
        // whatever watches over the process starts it again.
        if *offset == "+2h" {
            network.until("it ends", |network| network.has_ended(victim).then_some(()));
            assert!(
                network.nodes[victim].log().contains("clock was set back"),
                "for another reason"
            );
            network.kill(victim);
            network.start_node(victim);
        }
        network.go_on(&network.all(), 2);
    }
    network.check();
    for node in &network.nodes {
        payments.check(&node.name, node.rpc);
    }
}
