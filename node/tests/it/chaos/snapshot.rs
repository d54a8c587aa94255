//! Nodes that begin with another node's state instead of executing every block.

use std::fs;

use alloy_primitives::{Address, B256, Bytes, U256, address, hex};
use serde_json::{Value, json};

use super::{
    is_long,
    payments::{account, signed},
    rpc,
    testnet::{CHAIN_ID, FULL, Kind, Network, Node},
};
use crate::process::run;

/// Deploys what it is given behind a salt; there from the genesis on.
const FACTORY: Address = address!("4e59b44847b379578588920ca78fbf26c0b4956c");
/// Writes 42 into slot 0 and leaves a code that reads it.
const INIT_CODE: &str = "602a600055600b6011600039600b6000f360005460005260206000f3";
/// Also there from the genesis on: tells, among other things, the hash of a block.
const MULTICALL: Address = address!("ca11bde05977b3631167028862be2a173976ca11");

/// A newcomer asks two nodes, one of which has nothing for it; has the network's state at once, and
/// not the states before; is killed, goes on, and is itself the upstream of the next. A validator
/// that lost its ledger comes back the same way and is one of those without whom nothing is final.
#[test]
fn a_newcomer_begins_with_a_snapshot() {
    let mut network = Network::write(Kind::default(), None);
    let settings = network.nodes[FULL].folder.join("cybermiles.toml");
    let text = fs::read_to_string(&settings).expect("its settings");
    fs::write(&settings, format!("{text}\n[storage]\ncheckpoint_blocks = 20\n")).expect("written");
    network.start_all();
    let payments = network.pay(7);
    let contract = deploy(&mut network);
    // So many that the newcomers do not get all of them.
    network.go_on(&network.all(), if is_long() { 300 } else { 40 });
    let full = network.nodes[FULL].rpc;
    let offer = network.until("a snapshot", |_| {
        rpc::ask(full, "cmt_getSnapshot", json!([])).filter(|offer| !offer.is_null())
    });
    let snapshot = rpc::number(&offer["number"]).expect("a number");
    assert!(snapshot >= if is_long() { 280 } else { 20 }, "{offer}");

    let upstreams = [network.nodes[1].rpc, full];
    let newcomer = begin(&mut network, "newcomer", &upstreams, 1);
    let log = network.nodes[newcomer].log();
    assert!(log.contains("it has none yet"), "the first upstream is named: {log}");
    assert!(log.contains("snapshot taken"), "{log}");
    network.go_on(&network.all(), 2);
    let (new, from) = (network.nodes[newcomer].rpc, began_with(&network, newcomer));
    assert!(from >= snapshot, "it began with block {from}");
    if !is_long() {
        payments.check("the newcomer", new);
    }
    same_state(&mut network, newcomer, contract, from);
    let before =
        rpc::answer(new, "eth_getBalance", json!([account(7).address(), quantity(from - 1)]));
    let before = before.expect("an answer")["error"]["message"].to_string();
    assert!(before.contains(&format!("not kept: it is from block {from} on")), "{before}");

    network.kill(newcomer);
    network.start_node(newcomer);
    network.go_on(&[newcomer], 2);
    network.end(newcomer);
    network.start_node(newcomer);
    let log = network.nodes[newcomer].log();
    assert!(log.contains("the trusted block is not needed"), "{log}");
    network.go_on(&[newcomer], 2);
    let upstreams = [network.nodes[newcomer].rpc];
    let second = begin(&mut network, "second", &upstreams, newcomer);
    network.go_on(&network.all(), 2);
    let began = began_with(&network, second);
    assert!(began > from, "it began with {began}, its upstream with {from}");
    same_state(&mut network, second, contract, began);

    let machine = 4;
    network.kill(machine);
    lose_ledger(&network.nodes[machine]);
    let trusted = head_hash(&network, 1);
    let arguments = [format!("--trusted-block={trusted}"), format!("--upstream=ws://{full}")];
    network.nodes[machine].arguments.extend(arguments);
    network.start_node(machine);
    assert!(network.nodes[machine].log().contains("snapshot taken"));
    network.until("it votes", |network| {
        let status = rpc::ask(network.nodes[machine].rpc, "cmt_status", json!([]))?;
        (status["isVoting"] == json!(true)).then_some(())
    });
    network.kill(3);
    network.go_on(&[0, 1, 2, machine, newcomer, second], 5);
    network.check();
    println!("began with blocks {from} and {began}, {} payments", payments.count());
}

/// Adds a node that knows the genesis, and the head of the node at `trusted`.
fn begin(
    network: &mut Network,
    name: &str,
    upstreams: &[std::net::SocketAddr],
    trusted: usize,
) -> usize {
    let mut node = network.newcomer(name);
    let genesis = network.folder().join("genesis.json");
    let (genesis, folder) = (genesis.to_str().expect("UTF-8"), node.folder.clone());
    let made = run(&["init", "--genesis", genesis, "--datadir", folder.to_str().expect("UTF-8")]);
    assert!(made.status.success(), "{made:?}");
    node.arguments.extend(upstreams.iter().map(|url| format!("--upstream=ws://{url}")));
    let trusted = head_hash(network, trusted);
    node.arguments.push(format!("--trusted-block={trusted}"));
    let place = network.add(node);
    network.start_node(place);
    place
}

fn head_hash(network: &Network, at: usize) -> B256 {
    let status = rpc::ask(network.nodes[at].rpc, "cmt_status", json!([])).expect("its status");
    rpc::hash(&status["headHash"]).expect("a hash")
}

/// The block whose state a node began with: the oldest it knows.
fn began_with(network: &Network, at: usize) -> u64 {
    let answer =
        rpc::ask(network.nodes[at].rpc, "eth_capabilities", json!([])).expect("it answers");
    rpc::number(&answer["state"]["oldestBlock"]).expect("a number")
}

/// Compares what a node says with what validator 1 says, about a block both have.
fn same_state(network: &mut Network, at: usize, contract: Address, from: u64) {
    let nodes = [network.nodes[at].rpc, network.nodes[1].rpc];
    let block =
        quantity(network.height(at).expect("it answers").min(network.height(1).expect("too")));
    let word = |answer: &Value| answer.as_str().and_then(|word| word.parse::<U256>().ok());
    let ask = |method: &str, params: Value| {
        let [own, theirs] = nodes.map(|node| rpc::ask(node, method, params.clone()));
        assert!(own.is_some() && own == theirs, "{method}: {own:?}, elsewhere {theirs:?}");
        own.expect("compared")
    };
    ask("eth_getBlockByNumber", json!([block, false]));
    ask("eth_getBalance", json!([account(7).address(), block]));
    ask("eth_getCode", json!([contract, block]));
    let stored = ask("eth_call", json!([{ "to": contract }, block]));
    assert_eq!(word(&stored), Some(U256::from(42)));
    // A hash below the block the node began with.
    let wanted = hex::encode_prefixed(
        [hex!("ee82ac5e").as_slice(), &U256::from(from - 5).to_be_bytes::<32>()].concat(),
    );
    let hash = ask("eth_call", json!([{ "to": MULTICALL, "data": wanted }, block]));
    let known = ask("eth_getBlockByNumber", json!([quantity(from - 5), false]));
    assert_eq!(hash, known["hash"]);
    ask("eth_getBlockByNumber", json!(["0x0", false]));
    ask("eth_getProof", json!([contract, ["0x0"], block]));
}

fn quantity(number: u64) -> String {
    format!("0x{number:x}")
}

/// Deploys the contract, and gives its address.
fn deploy(network: &mut Network) -> Address {
    let code = hex::decode(INIT_CODE).expect("hex");
    let contract = FACTORY.create2_from_code(B256::ZERO, &code);
    let input: Bytes = [B256::ZERO.as_slice(), &code].concat().into();
    let raw = signed(&account(5), CHAIN_ID, 0, (FACTORY, U256::ZERO, input));
    let sent = rpc::answer(network.nodes[1].rpc, "eth_sendRawTransaction", json!([raw]));
    assert!(sent.as_ref().is_some_and(|sent| sent["error"].is_null()), "{sent:?}");
    network.until("the contract", |network| {
        let code = rpc::ask(network.nodes[1].rpc, "eth_getCode", json!([contract, "latest"]))?;
        (code != json!("0x")).then_some(())
    });
    contract
}

/// Takes a validator's blocks and consensus' journals away, not the record of what it signed.
fn lose_ledger(node: &Node) {
    fs::remove_dir_all(node.folder.join("db")).expect("its blocks");
    for entry in fs::read_dir(node.folder.join("consensus")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            fs::remove_dir_all(path).expect("a journal");
        }
    }
}
