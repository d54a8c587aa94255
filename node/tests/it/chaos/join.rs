//! A full node that begins with nothing but the genesis file.

use serde_json::json;

use super::{
    is_long, rpc,
    testnet::{FULL, Kind, Network},
};
use crate::process::{run, seed};

/// It gets to the head while payments go on, is killed on the way, and has the same state.
#[test]
fn a_newcomer_joins_under_load() {
    let mut random = seed();
    let mut network = Network::start(Kind::default());
    let payments = network.pay(7);
    let history = if is_long() { 2_000 } else { 60 };
    network.go_on(&network.all(), history);
    let mut node = network.newcomer("newcomer");
    let genesis = network.folder().join("genesis.json");
    let (genesis, folder) = (genesis.to_str().expect("UTF-8"), node.folder.clone());
    let made = run(&["init", "--genesis", genesis, "--datadir", folder.to_str().expect("UTF-8")]);
    assert!(made.status.success(), "{made:?}");
    let upstreams = [FULL, 1].map(|at| format!("--upstream=ws://{}", network.nodes[at].rpc));
    node.arguments.extend(upstreams);
    let newcomer = network.add(node);
    network.start_node(newcomer);
    for _ in 0..if is_long() { 10 } else { 2 } {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let wanted = (random >> 33) % history;
        network.until("some blocks", |network| {
            (network.height(newcomer)? >= wanted.min(network.height(1)?)).then_some(())
        });
        network.kill(newcomer);
        network.start_node(newcomer);
    }
    network.go_on(&network.all(), 2);
    network.check();
    let head = network.height(newcomer).expect("it answers");
    let roots = [newcomer, 1].map(|at| {
        let block = json!([format!("0x{head:x}"), false]);
        network.until("the block", |network| {
            let block = rpc::ask(network.nodes[at].rpc, "eth_getBlockByNumber", block.clone())?;
            rpc::hash(&block["stateRoot"])
        })
    });
    assert_eq!(roots[0], roots[1]);
    payments.check("the newcomer", network.nodes[newcomer].rpc);
    println!("joined {head} blocks, {} payments", payments.count());
}
