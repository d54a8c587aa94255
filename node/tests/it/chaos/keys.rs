//! One key and two processes, in all the ways operators manage to do that.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256, U256, hex};
use alloy_sol_types::SolCall;
use cybermiles_evm_precompiles::{
    abi::IStaking::{unjailCall, validatorCall},
    address::STAKING,
    staking::committee,
};
use serde_json::json;

use super::{
    payments::account,
    rpc,
    testnet::{Kind, Network},
};
use crate::process::refused;

/// The operators' accounts of a test network, by their number in the mnemonic.
const OPERATORS: u32 = 99;
/// Blocks of an epoch.
const EPOCH_BLOCKS: u64 = 20;

/// The same folder again, and a copy whose record is the first one's: refused by name.
#[test]
fn a_second_process_with_the_same_record_is_refused() {
    let mut network = Network::start(Kind::default());
    network.go_on(&network.all(), 1);
    let folder = network.nodes[2].folder.clone();
    let said = refused(&["run", "--datadir", text(&folder), "--port", "0"]);
    assert!(said.contains("in use"), "{said}");

    let copy = network.folder().join("copy");
    fs::create_dir(&copy).expect("a folder");
    for file in
        ["genesis.json", "cybermiles.toml", "validator.json", "validator.password", "reporter.key"]
    {
        fs::copy(folder.join(file), copy.join(file)).expect(file);
    }
    std::os::unix::fs::symlink(folder.join("consensus"), copy.join("consensus")).expect("a link");
    let elsewhere = ["--port=0", "--listen=127.0.0.1:0", "--metrics=127.0.0.1:0"];
    let said = refused(&[&["run", "--datadir", text(&copy)][..], &elsewhere].concat());
    assert!(said.contains("another process signs with this validator's key"), "{said}");
    network.go_on(&network.all(), 3);
    network.check();
}

/// A validator's machine is replaced by a copy without its record of signed votes, in the middle
/// of a view that it leads: it proposes a second time, is found out, slashed once and removed.
#[test]
fn who_signs_twice_is_slashed_once_and_never_comes_back() {
    let mut network = Network::start(Kind { epoch_blocks: EPOCH_BLOCKS, ..Kind::default() });
    let payments = network.pay(8);
    network.go_on(&network.all(), 3);
    let victim = 4;
    let operator = account(OPERATORS + 4).address();
    let before = stake(&network, 1, operator).expect("the validator's stake");

    hold_in_a_view_of(&mut network, victim);
    network.kill(victim);
    fs::remove_dir_all(network.nodes[victim].folder.join("consensus")).expect("its record");
    network.start_node(victim);
    let noted = network.nodes[1].folder.join("evidence.jsonl");
    network.until("evidence", |_| noted.exists().then_some(()));
    network.thaw(2);
    network.thaw(3);

    let expected = before - before * U256::from(5) / U256::from(100);
    network.until("the slash", |network| (stake(network, 1, operator)? < before).then_some(()));
    assert_eq!(stake(&network, 1, operator), Some(expected), "5 % of {before}");
    // Out of the committee from the epoch after the next on, and the others go on without it.
    let rest = [0, 1, 2, 3];
    network.until("it is removed", |network| {
        network.watch();
        let seats = rpc::ask(network.nodes[1].rpc, "cmt_validators", json!([]))?;
        (seats["validators"].as_array()?.len() == 3).then_some(())
    });
    network.go_on(&rest, 30);
    assert_eq!(stake(&network, 1, operator), Some(expected), "slashed more than once");

    // It cannot come back: unjailing is refused.
    let unjail = unjailCall {}.abi_encode();
    let call = json!([{ "from": operator, "to": STAKING, "data": hex::encode_prefixed(unjail) }, "latest"]);
    let answer = rpc::answer(network.nodes[1].rpc, "eth_call", call).expect("an answer");
    assert!(answer.get("error").is_some(), "it may leave jail: {answer}");
    network.check();
    for at in [1, 2, 3] {
        payments.check(&network.nodes[at].name, network.nodes[at].rpc);
    }
}

/// Freezes validators 2 and 3 while `leader` leads the view that cannot end without them.
fn hold_in_a_view_of(network: &mut Network, leader: usize) {
    let key = network.until("its key", |network| {
        let status = rpc::ask(network.nodes[leader].rpc, "cmt_status", json!([]))?;
        rpc::hash(&status["consensusKey"])
    });
    network.until("a view it leads", |network| {
        network.go_on(&[0, 1, 2, 3, 4], 1);
        network.freeze(2);
        network.freeze(3);
        // What was voted for already is decided without them.
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(1) {
            std::thread::park_timeout(Duration::from_millis(50));
        }
        let held = leader_now(network, 1) == Some(key);
        if !held {
            network.thaw(2);
            network.thaw(3);
        }
        held.then_some(())
    });
}

/// The leader of the view that a node is in.
fn leader_now(network: &Network, at: usize) -> Option<B256> {
    let address = network.nodes[at].rpc;
    let status = rpc::ask(address, "cmt_status", json!([]))?;
    let (epoch, view) = (rpc::number(&status["epoch"])?, rpc::number(&status["view"])?);
    // Where an epoch ends, the head's is not the one that is voted in.
    if (rpc::number(&status["headNumber"])? + 2) / EPOCH_BLOCKS != epoch {
        return None;
    }
    let read = |slot: U256| -> Result<U256, ()> {
        let slot = json!([STAKING, format!("{slot:#x}"), "latest"]);
        let word = rpc::ask(address, "eth_getStorageAt", slot).ok_or(())?;
        word.as_str().ok_or(())?.parse().map_err(drop)
    };
    let committee = committee::read(epoch, read).ok().flatten()?;
    // The status names the last view that ended.
    let leader = committee.leader(view + 1);
    committee.seats.get(leader).map(|seat| seat.consensus_key)
}

fn stake(network: &Network, at: usize, operator: Address) -> Option<U256> {
    let data = validatorCall { operator }.abi_encode();
    let call = json!([{ "to": STAKING, "data": hex::encode_prefixed(data) }, "latest"]);
    let answer = rpc::ask(network.nodes[at].rpc, "eth_call", call)?;
    let bytes = hex::decode(answer.as_str()?).ok()?;
    Some(validatorCall::abi_decode_returns(&bytes).ok()?.tokens)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}
