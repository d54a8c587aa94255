//! A network with rows to be claimed, and each way in which its rows are refused.

use std::fs;

use alloy_primitives::{Address, B256, U256, address};
use cybermiles_primitives::{Genesis, native};
use serde_json::{Value, json};

use super::*;
use crate::{amount::Amount, from_source, source::Source};

const VAULT: Address = address!("0x00000000000000000000000000000000000000d4");
const TOKEN: Address = address!("0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F");
const HOLDER: Address = address!("0x00000000000000000000000000000000000000a1");

/// 1,000 CMT: 600 and 100 credited, 200 and 0.5 claimed, the rest the team's.
const CONFIG: &str = r#"
name = "Swap"
chain_id = 4242
time = 2027-01-01T00:00:00Z
total = 1_000

[chain]
epoch_blocks = 0

[groups]
contribution = "900.5"
team = "99.5"

[[allocation]]
name = "Holders"
kind = "contribution"
amount = 600
file = "credited.csv"

[[allocation]]
name = "Foundation"
kind = "contribution"
amount = 100
address = "0x00000000000000000000000000000000000000f0"

[[allocation]]
name = "Team"
kind = "team"
amount = "99.5"
address = "0x000000000000000000000000000000000000beef"

[migration]
file = "lists/migration.json"
amount = "200.5"
deadline = 2030-01-01T00:00:00Z
"#;

const CREDITED: &str = "address,amount\n0x00000000000000000000000000000000000000a1,600\n";

fn rows() -> Vec<ClaimableRow> {
    let cmt = U256::from(10).pow(U256::from(18));
    vec![
        ClaimableRow {
            account: VAULT,
            claimant: Some(HOLDER),
            class: RowClass::Contract,
            wei: cmt * U256::from(200),
        },
        ClaimableRow {
            account: TOKEN,
            claimant: None,
            class: RowClass::Token,
            wei: cmt / U256::from(2),
        },
    ]
}

fn file() -> Value {
    let root = Tree::new(rows().iter().map(|row| leaf(row.account, row.wei)).collect()).unwrap();
    serde_json::to_value(MigrationFile {
        version: VERSION,
        snapshot: PinnedSnapshot {
            token: TOKEN,
            number: 6_486_489,
            block_hash: B256::repeat_byte(1),
            state_root: B256::repeat_byte(2),
            balances: BalancesMapping { slot: 1, order: Order::Solidity },
            trust: Trust::Proven,
        },
        claim_root: Some(root.root()),
        claimable: rows().iter().map(|row| row.wei).sum(),
        rows: rows(),
    })
    .unwrap()
}

/// The file with one value replaced.
fn changed(path: &str, value: Value) -> String {
    let mut file = file();
    *file.pointer_mut(path).unwrap_or_else(|| panic!("no {path}")) = value;
    file.to_string()
}

fn try_make(config: &str, credited: &str, migration: &str) -> Result<(Genesis, String), String> {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("lists")).unwrap();
    fs::write(folder.path().join("credited.csv"), credited).unwrap();
    fs::write(folder.path().join("lists/migration.json"), migration).unwrap();
    let source = Source::new(folder.path().join("network.toml"), config);
    from_source(&source)
        .map(|made| (made.genesis, made.totals.to_string()))
        .map_err(|err| err.to_string())
}

#[track_caller]
fn refused(said: Result<(Genesis, String), String>, words: &[&str]) {
    let said = said.expect_err("it was taken");
    for word in words {
        assert!(said.contains(word), "no `{word}` in: {said}");
    }
}

#[track_caller]
fn refused_config(from: &str, to: &str, words: &[&str]) {
    assert!(CONFIG.contains(from), "{from}");
    let said = try_make(&CONFIG.replace(from, to), CREDITED, &file().to_string());
    refused(said, &[words, &["network.toml", "line "]].concat());
}

#[test]
fn what_is_claimed_lies_in_the_native_contract() {
    let (genesis, totals) = try_make(CONFIG, CREDITED, &file().to_string()).unwrap();
    let account = &genesis.alloc[&native::MIGRATION];
    assert_eq!(Amount(account.balance).to_string(), "200.5");
    let sum: U256 = genesis.alloc.values().map(|account| account.balance).sum();
    assert_eq!(Amount(sum).to_string(), "1,000");
    let supply = genesis.alloc[&native::CMT].storage.as_ref().unwrap()[&B256::ZERO];
    assert_eq!(U256::from_be_bytes(supply.0), sum);
    for account in [VAULT, TOKEN] {
        assert!(!genesis.alloc.contains_key(&account), "{account} is paid when it claims");
    }
    let words = "2 rows until 2030-01-01T00:00:00Z";
    assert!(totals.contains(words) && totals.contains("to be claimed"), "{totals}");
    assert!(!totals.contains("NOT PROVEN"), "{totals}");
    assert_eq!(Genesis::from_json(&genesis.to_json().to_string()).unwrap(), genesis);
}

#[test]
fn a_migration_may_leave_nothing_to_claim() {
    let config = CONFIG.replace("\"200.5\"", "0").replace("\"900.5\"", "700");
    let config = config.replace("total = 1_000", "total = \"799.5\"");
    let mut none = file();
    none["rows"] = json!([]);
    none["claimable"] = json!("0");
    none["claim_root"] = Value::Null;
    let (genesis, _) = try_make(&config, CREDITED, &none.to_string()).unwrap();
    let account = &genesis.alloc[&native::MIGRATION];
    assert!(account.balance.is_zero() && account.storage.is_some(), "the snapshot is pinned");
    none["claim_root"] = json!(B256::ZERO);
    refused(try_make(&config, CREDITED, &none.to_string()), &["the rows make null"]);
}

#[test]
fn every_mistake_in_the_rows_is_named() {
    let vault = json!(VAULT);
    let beyond = format!("{}0", U256::MAX);
    for (path, value, words) in [
        ("/version", json!(2), &["version 2; expected version 1"][..]),
        ("/version", json!("1"), &["no version; expected version 1"]),
        ("/rows/1/account", vault.clone(), &["row 2 (0x0000", "has a row already"]),
        ("/rows/0/account", json!(Address::repeat_byte(0xff)), &["row 2 (0xf85f", "ascending"]),
        ("/rows/0/account", json!(native::ESCROW), &["row 1 (", "nobody's account"]),
        ("/rows/0/account", json!("0x12"), &["line 1"]),
        ("/rows/0/claimant", json!(native::CMT), &["row 1 (", "neither sign nor call"]),
        ("/rows/0/claimant", json!(VAULT), &["row 1 (", "by the address of a contract"]),
        ("/rows/1/claimant", json!(TOKEN), &["row 2 (", "by the address of a contract"]),
        ("/rows/0/claimant", json!(Address::ZERO), &["row 1 (", "neither sign nor call"]),
        ("/rows/0/wei", json!("0"), &["row 1 (", "has 0 wei"]),
        ("/rows/0/wei", json!("2e20"), &["`2e20` is no amount", "decimal digits"]),
        ("/rows/0/wei", json!("0200"), &["`0200` is no amount"]),
        ("/rows/0/wei", json!(200), &["expected a string"]),
        ("/rows/0/wei", json!(beyond), &["is no amount"]),
        ("/rows/0/wei", json!(U256::MAX.to_string()), &["row 2 (", "256 bits"]),
        (
            "/rows/0/wei",
            json!("200000000000000000001"),
            &["sum to 200500000000000000001 wei", "200500000000000000000 wei, 1 wei less"],
        ),
        ("/rows/0/class", json!("friend"), &["unknown variant `friend`"]),
        ("/claimable", json!("200500000000000000007"), &["`claimable`", "7 wei more"]),
        ("/claim_root", json!(B256::repeat_byte(7)), &["`claim_root` is 0x0707", "was changed"]),
        ("/claim_root", Value::Null, &["`claim_root` is null; the rows make 0x"]),
        ("/snapshot/token", json!(Address::ZERO), &["token is zero"]),
        ("/snapshot/block_hash", json!(B256::ZERO), &["block hash is zero"]),
        ("/snapshot/state_root", json!(B256::ZERO), &["state root is zero"]),
        ("/snapshot/balances/order", json!("fe"), &["unknown variant `fe`"]),
    ] {
        let said = try_make(CONFIG, CREDITED, &changed(path, value));
        // What the native contract refuses is said of the network's file.
        let file = if path.starts_with("/snapshot/") { "" } else { "migration.json: " };
        refused(said, &[words, &[file]].concat());
    }
}

#[test]
fn dust_at_an_address_that_is_nobodys_waits_for_governance() {
    let mut all = file();
    all["rows"][0]["claimant"] = Value::Null;
    for nobody in [Address::ZERO, native::ESCROW] {
        all["rows"][0]["account"] = json!(nobody);
        all["rows"][0]["class"] = json!("person");
        let leaves = [(nobody, rows()[0].wei), (TOKEN, rows()[1].wei)];
        let tree = Tree::new(leaves.iter().map(|(account, wei)| leaf(*account, *wei)).collect());
        all["claim_root"] = json!(tree.unwrap().root());
        let (genesis, _) = try_make(CONFIG, CREDITED, &all.to_string()).unwrap();
        assert_eq!(Amount(genesis.alloc[&native::MIGRATION].balance).to_string(), "200.5");
        let mut named = all.clone();
        named["rows"][0]["claimant"] = json!(HOLDER);
        let said = try_make(CONFIG, CREDITED, &named.to_string());
        refused(said, &["row 1 (", "nobody's account, and has a claimant"]);
    }
}

#[test]
fn nothing_is_read_leniently() {
    let text = file().to_string();
    for (from, to, words) in [
        ("\"claimant\":null,", "", "missing field `claimant`"),
        ("\"claimable\"", "\"sum\"", "unknown field `sum`"),
        ("\"number\":6486489", "\"number\":6486489,\"number\":6486489", "duplicate field"),
        ("\"trust\":\"proven\"", "\"trust\":\"us\"", "unknown variant `us`"),
        (",\"trust\":\"proven\"", "", "missing field `trust`"),
        ("]", "", "line 1"),
    ] {
        assert!(text.contains(from), "{from}: {text}");
        refused(
            try_make(CONFIG, CREDITED, &text.replacen(from, to, 1)),
            &["migration.json", words],
        );
    }
    let missing = CONFIG.replace("lists/migration.json", "none.json");
    refused(try_make(&missing, CREDITED, &text), &["none.json"]);
}

#[test]
fn nobody_is_paid_twice() {
    let text = file().to_string();
    // A row of the list that is credited.
    let twice = format!("{CREDITED}{VAULT:#x},0\n");
    let words = ["row 1 of lists/migration.json", "credited.csv of allocation `Holders` credits"];
    refused(try_make(CONFIG, &twice, &text), &words);
    // Taken out of the list for another allocation, and so not credited at its own address.
    let moved = CONFIG.replace(
        "address = \"0x000000000000000000000000000000000000beef\"",
        &format!("rows = {{ of = \"Holders\", addresses = [\"{VAULT}\"] }}"),
    );
    let rows = format!("{CREDITED}{VAULT:#x},99.5\n");
    refused(try_make(&moved, &rows, &text), &["paid twice"]);
    // The one account of an allocation.
    let one = CONFIG.replace("00f0\"", "00d4\"");
    refused(try_make(&one, CREDITED, &text), &["allocation `Foundation` credits", "paid twice"]);
    // Of whatever group.
    let team = CONFIG.replace("0x000000000000000000000000000000000000beef", &VAULT.to_string());
    refused(try_make(&team, CREDITED, &text), &["allocation `Team` credits", "paid twice"]);
}

#[test]
fn the_section_adds_up_or_is_refused() {
    refused_config("\"200.5\"", "\"200.6\"", &["sum to 200.5 CMT", "0.1 CMT less"]);
    refused_config("\"900.5\"", "900", &["`groups.contribution`", "900.5 CMT", "0.5 CMT more"]);
    refused_config("1_000", "\"1_000.5\"", &["`total`", "0.5 CMT less"]);
    refused_config(
        "2030-01-01T00:00:00Z",
        "2029-12-31T23:59:59Z",
        &["`deadline` is 2029-12-31T23:59:59Z; expected 2030-01-01T00:00:00Z or later"],
    );
    refused_config("2030-01-01T00:00:00Z", "2030-01-01", &["time zone"]);
    refused_config("[migration]\n", "[migration]\nplug = 1\n", &["plug"]);
    let without = CONFIG
        .replace("contribution = \"900.5\"\nteam = \"99.5\"", "team = \"799.5\"")
        .replace("\"contribution\"", "\"team\"");
    refused(
        try_make(&without, CREDITED, &file().to_string()),
        &["[migration] counts for `contribution`"],
    );
}

#[test]
fn balances_nobody_proved_are_taken_by_name_only() {
    let unproven = changed("/snapshot/trust", json!("rpc"));
    let words = ["are `rpc`; expected `proven`", "trust = \"rpc\""];
    refused(try_make(CONFIG, CREDITED, &unproven), &words);
    let config = format!("{CONFIG}trust = \"rpc\"\n");
    let (genesis, totals) = try_make(&config, CREDITED, &unproven).unwrap();
    assert!(totals.contains("NOT PROVEN"), "{totals}");
    // Claims by storage proof would rest on a slot that nobody checked: there is no root for them.
    let root = |genesis: &Genesis| {
        let storage = genesis.alloc[&native::MIGRATION].storage.clone().unwrap();
        storage.get(&B256::with_last_byte(1)).copied()
    };
    assert_eq!(root(&genesis), None);
    let (proven, _) = try_make(CONFIG, CREDITED, &file().to_string()).unwrap();
    assert_eq!(root(&proven), Some(B256::repeat_byte(2)));
    refused(try_make(&config, CREDITED, &file().to_string()), &["are `proven`; expected `rpc`"]);
}

#[test]
fn classes_are_the_contracts() {
    use cybermiles_evm_precompiles::abi::IMigration::Class;
    for (class, number) in [
        (RowClass::Person, Class::Person),
        (RowClass::Delegated, Class::Delegated),
        (RowClass::Contract, Class::Contract),
        (RowClass::Token, Class::TokenItself),
        (RowClass::Exchange, Class::Exchange),
        (RowClass::Disputed, Class::Disputed),
        (RowClass::Other, Class::Other),
    ] {
        assert_eq!(class.code(), number as u8);
    }
}
