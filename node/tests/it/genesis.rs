//! From one TOML file to a chain that runs.

use std::{fs, path::Path};

use alloy_primitives::{Address, Bytes, U256, address};
use alloy_sol_types::{SolCall, sol};
use serde_json::json;

use crate::process::{Node, refused, run};

sol! {
    function beneficiary() external view returns (address);
    function vested(uint256 time) external view returns (uint256);
    function funds() external view returns (uint256 reserve, uint256 deposits);
}

/// A development chain with a vesting and a reserve.
const CONFIG: &str = r#"
name = "Small"
chain_id = 4242
time = 2020-01-01T00:00:00Z
total = 1_000

[chain]
epoch_blocks = 0

[groups]
contribution = 600
team = 300
reserve = 100

[[allocation]]
name = "Holders"
kind = "contribution"
amount = 600
file = "holders.csv"

[[allocation]]
name = "Team"
kind = "team"
amount = 300
address = "0x0000000000000000000000000000000000005555"
vesting = { beneficiary = "0x000000000000000000000000000000000000beef", start = 2020-01-01T00:00:00Z }

[[allocation]]
name = "Reserve"
kind = "reserve"
amount = 100
"#;

const HOLDERS: &str = "0x00000000000000000000000000000000000000a1,0.5\n\
                       0x00000000000000000000000000000000000000b2,599.5\n";

const VESTING: Address = address!("0x0000000000000000000000000000000000005555");
const GOVERNANCE: Address = address!("0x00000000000000000000000000000000434d5406");
const QUARTER: u64 = 7_889_400;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn call<C: SolCall>(node: &Node, to: Address, function: C) -> C::Return {
    let data = Bytes::from(function.abi_encode());
    let answer = node.call("eth_call", json!([{ "to": to, "data": data }, "earliest"]));
    let bytes: Bytes = serde_json::from_value(answer).unwrap();
    C::abi_decode_returns(&bytes).unwrap()
}

fn cmt(whole: u64) -> U256 {
    U256::from(whole) * U256::from(10u64.pow(18))
}

#[test]
fn a_network_file_becomes_a_chain() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("network.toml"), CONFIG).unwrap();
    fs::write(file("holders.csv"), HOLDERS).unwrap();
    let (config, out, datadir) = (file("network.toml"), file("genesis.json"), file("node"));
    let made = run(&["genesis", "--config", text(&config), "--out", text(&out)]);
    assert!(made.status.success(), "{made:?}");
    let said = String::from_utf8(made.stdout).unwrap();
    for words in ["1,000", "Governance", "Holders", "2 accounts", "cybermiles init"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let begun = run(&["init", "--genesis", text(&out), "--datadir", text(&datadir)]);
    assert!(begun.status.success(), "{begun:?}");
    // Both say the same hash, which they compute in two ways.
    let hash = said.split("Block 0: ").nth(1).and_then(|rest| rest.lines().next()).unwrap();
    assert!(String::from_utf8(begun.stdout).unwrap().contains(hash), "{hash}");
    let node = Node::start(&["run", "--datadir", text(&datadir)]);
    // The vesting is the contract its package builds, with its terms in storage.
    let beneficiary = address!("0x000000000000000000000000000000000000beef");
    assert_eq!(call(&node, VESTING, beneficiaryCall {}), beneficiary);
    let start = 1_577_836_800;
    for (quarters, vested) in [(0, 0), (1, 30), (9, 270), (10, 300), (11, 300)] {
        let time = U256::from(start + quarters * QUARTER);
        assert_eq!(call(&node, VESTING, vestedCall { time }), cmt(vested), "{quarters}");
    }
    assert_eq!(call(&node, GOVERNANCE, fundsCall {}).reserve, cmt(100));
    let held = node.call("eth_getBalance", json!([GOVERNANCE, "earliest"]));
    assert_eq!(held, json!(format!("{:#x}", cmt(100))));
}

#[test]
fn a_file_that_does_not_add_up_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("holders.csv"), HOLDERS).unwrap();
    fs::write(file("network.toml"), CONFIG.replace("total = 1_000", "total = 1_001")).unwrap();
    let (config, out) = (file("network.toml"), file("genesis.json"));
    let args = ["genesis", "--config", text(&config), "--out", text(&out)];
    let said = refused(&args);
    for words in ["network.toml", "line 5", "1,001 CMT", "1 CMT less"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!out.exists());
    // Nothing that is there is written over.
    fs::write(file("network.toml"), CONFIG).unwrap();
    fs::write(&out, "mine").unwrap();
    assert!(refused(&args).contains("exists already"));
    assert_eq!(fs::read_to_string(&out).unwrap(), "mine");
    fs::remove_file(&out).unwrap();
    assert!(run(&args).status.success());
    assert!(run(&args).status.success(), "the same again changes nothing");
}
