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
        // Whoever was hours ahead waits for hours until it dials again: setting such a clock
        // right is only half of the repair, docs/operate.md tells to start the node again too.
        if offset.ends_with('h') {
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
