//! What of a row lies elsewhere in block 0, as `status` tells it.

use std::{fs, process::Command};

use alloy_primitives::{Address, U256};
use cybermiles_genesis::{Destination, block_hash};
use cybermiles_migrate::{
    places::{Places, PlacesError},
    status::{Lists, Status},
};
use serde_json::{Value, json};

use crate::genesis::{ANN, BEN, PERSON, SAFE, Swap, TEAM, cmt, said};

fn status(swap: &Swap, account: Address, more: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cmt-migrate"));
    command.current_dir(swap.path("")).args(["status", &account.to_string()]);
    said(command.args(["--lists", "classified"]).args(more).output().unwrap())
}

const FILE: [&str; 2] = ["--network-file", "network.toml"];

#[track_caller]
fn says(answer: &(Option<i32>, String), words: &[&str]) {
    assert_eq!(answer.0, Some(0), "{}", answer.1);
    for word in words {
        assert!(answer.1.contains(word), "`{word}` is not in: {}", answer.1);
    }
}

#[test]
fn what_lies_elsewhere_is_told_with_its_place() {
    let swap = Swap::new();
    let made = cybermiles_genesis::make(&swap.path("network.toml")).unwrap();
    let contract = |of: &str| {
        let mut contracts = made.moves.iter().filter_map(|moved| match &moved.to {
            Destination::Vesting { name, contract, .. } if name == of => Some(*contract),
            _ => None,
        });
        contracts.next_back().unwrap()
    };
    // All of it: two vestings and the reserve.
    let team = format!(
        "100,000,000 CMT into the vesting `Team and partners` at {}, for \
         0x000000000000000000000000000000000000bEEF",
        contract("Team and partners")
    );
    let partner = format!("100,000,000 CMT into the vesting `5miles` at {}", contract("5miles"));
    says(
        &status(&swap, TEAM, &FILE),
        &[
            "had 300,000,000 CMT. Of them it has 0 CMT on the new chain",
            &team,
            &partner,
            "and 100,000,000 CMT into the reserve `Reserve`, which Governance holds.",
            &block_hash(&made.genesis).to_string(),
        ],
    );
    // Part of it: a validator's own stake, and two delegations.
    let stake = format!("2,000,000 CMT into validator {ANN}, as its own stake");
    says(&status(&swap, ANN, &FILE), &["had 2,000,007 CMT. Of them it has 7 CMT", &stake]);
    let delegated = format!("500 CMT into validator {BEN}, delegated by {PERSON}");
    says(&status(&swap, PERSON, &FILE), &[&delegated]);
    // What is claimed is moved by nobody.
    let claimed = status(&swap, SAFE, &FILE);
    says(&claimed, &["which have to be claimed"]);
    assert!(!claimed.1.contains("block 0"), "{}", claimed.1);
    // Nobody asked the file.
    says(&status(&swap, TEAM, &[]), &["but for what the network's file moves by name"]);
    let plain = Swap::plain();
    let whole = status(&plain, TEAM, &FILE);
    says(&whole, &["had 300,000,000 CMT, and has them", "and with the same key: there is nothing"]);
}

#[test]
fn each_account_has_what_the_status_says_it_has() {
    let swap = Swap::new();
    let made = cybermiles_genesis::make(&swap.path("network.toml")).unwrap();
    let lists = Lists::read(&swap.path("classified")).unwrap();
    let places = Places::read(&swap.path("network.toml"), &lists).unwrap();
    let mut moved = U256::ZERO;
    for (account, row) in &swap.classified.credited {
        let Status::Credited { wei, placed: Some(placed), .. } =
            places.place(lists.status(*account))
        else {
            panic!("{account}")
        };
        let account = made.genesis.alloc.get(account);
        let balance = account.map(|account| account.balance).unwrap_or_default();
        assert_eq!((wei, placed.at_address), (*row, balance));
        let elsewhere: U256 = placed.moves.iter().map(|moved| moved.wei).sum();
        assert_eq!(placed.at_address + elsewhere, *row);
        moved += elsewhere;
    }
    assert_eq!(moved, cmt(305_000_500));
    // The same in JSON.
    let (code, json) = status(&swap, ANN, &[&FILE[..], &["--json"]].concat());
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["wei"]), (Some(0), &json!(cmt(2_000_007).to_string())));
    assert_eq!(json["placed"]["at_address"], cmt(7).to_string());
    assert_eq!(json["placed"]["genesis_hash"], json!(block_hash(&made.genesis)));
    let expected = json!([{
        "account": ANN, "allocation": "ERC-20 holders", "wei": cmt(2_000_000).to_string(),
        "to": "stake", "staker": ANN, "operator": ANN,
    }]);
    assert_eq!(json["placed"]["moves"], expected);
    let (_, json) = status(&swap, ANN, &["--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["placed"], &json["trust"]), (&Value::Null, &json!("proven")));
}

#[test]
fn a_network_file_of_other_lists_is_refused() {
    let swap = Swap::new();
    fs::create_dir(swap.path("mine")).unwrap();
    for name in ["credited.csv", "migration.json"] {
        fs::copy(swap.path("classified").join(name), swap.path("mine").join(name)).unwrap();
    }
    swap.change("network.toml", "classified/credited", "mine/credited");
    swap.change("network.toml", "classified/migration", "mine/migration");
    says(&status(&swap, ANN, &FILE), &["Of them it has 7 CMT"]);
    // Another block's claims.
    let hash = swap.hash.to_string();
    let other = hash.replace(&hash[60..], if hash.ends_with("00") { "000001" } else { "000000" });
    swap.change("mine/migration.json", &hash, &other);
    let (code, text) = status(&swap, ANN, &FILE);
    assert!(code == Some(1) && text.contains("the snapshot's block hash is"), "{text}");
    swap.change("mine/migration.json", &other, &hash);
    // A wei from one row to another: every sum is as it was, and it is asked about neither.
    swap.change("mine/credited.csv", "110000,2000007", "110000,2000006.999999999999999999");
    swap.change("mine/credited.csv", "110001,3000600", "110001,3000600.000000000000000001");
    let (code, text) = status(&swap, TEAM, &FILE);
    let words = format!("block 0 has 6.999999999999999999 CMT for {ANN}; expected 7 CMT");
    assert!(code == Some(1) && text.contains(&words), "{text}");
    let lists = Lists::read(&swap.path("classified")).unwrap();
    let err = Places::read(&swap.path("network.toml"), &lists).unwrap_err();
    assert!(matches!(&err, PlacesError::Row(row) if row.address == ANN), "{err}");
    // A file that adds up to nothing is named.
    swap.change("network.toml", "total = 1_000_000_000", "total = 1_000_000_001");
    let (code, text) = status(&swap, TEAM, &FILE);
    assert!(code == Some(1) && text.contains("1 CMT less"), "{text}");
}
