//! Block 0 of a network, compared with what a bundle proves.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use alloy_primitives::{Address, B256, U256, address};
use cybermiles_genesis::migration::MigrationFile;
use cybermiles_migrate::{
    Allocation,
    amount::Cmt,
    bundle::Trust,
    classify::{Classified, classify},
    genesis::{GenesisError, compare, lists, make},
    rehearsal::Rehearsal,
    verify::{TOKEN, verify},
};
use cybermiles_primitives::{Genesis, native};
use serde_json::Value;
use tempfile::TempDir;

use crate::real;

pub(crate) const SAFE: Address = address!("0x00000000000000000000000000000000000c0de5");
pub(crate) const PERSON: Address = address!("0x00000000000000000000000000000000000000a1");
pub(crate) const TEAM: Address = address!("0x00000000000000000000000000000000000000c3");
pub(crate) const ANN: Address = address!("0x1111111111111111111111111111111111110000");
pub(crate) const BEN: Address = address!("0x1111111111111111111111111111111111110001");

/// The validators of the genesis crate's own network.
const PAPER: &str = include_str!("../../../genesis/src/tests/network.toml");

/// The white paper's table, paid out of rows: both vestings and the reserve out of one.
const NETWORK: &str = r#"
name = "Paper"
chain_id = 4242
time = 2027-01-01T00:00:00Z
total = 1_000_000_000

[chain]
epoch_blocks = 20

[groups]
contribution = 700_000_000
team = 100_000_000
partner = 100_000_000
reserve = 100_000_000

[[allocation]]
name = "ERC-20 holders"
kind = "contribution"
amount = "CREDITED"
file = "classified/credited.csv"

[[allocation]]
name = "Team and partners"
kind = "team"
amount = 100_000_000
rows = { of = "ERC-20 holders", addresses = [{ address = "0x00000000000000000000000000000000000000c3", amount = 100_000_000 }] }
vesting = { beneficiary = "0x000000000000000000000000000000000000beef", start = 2027-01-01T00:00:00Z }

[[allocation]]
name = "5miles"
kind = "partner"
amount = 100_000_000
rows = { of = "ERC-20 holders", addresses = [{ address = "0x00000000000000000000000000000000000000c3", amount = 100_000_000 }] }
vesting = { beneficiary = "0x0000000000000000000000000000000000005005", start = 2027-01-01T00:00:00Z }

[[allocation]]
name = "Reserve"
kind = "reserve"
amount = 100_000_000
rows = { of = "ERC-20 holders", addresses = ["0x00000000000000000000000000000000000000c3"] }

[migration]
file = "classified/migration.json"
amount = "CLAIMABLE"
deadline = 2030-01-01T00:00:00Z

"#;

pub(crate) fn cmt(whole: u64) -> U256 {
    U256::from(whole) * U256::from(10).pow(U256::from(18))
}

/// A billion CMT; a contract and the token itself have some of it.
fn rows() -> Vec<(Address, U256)> {
    let some = [(TEAM, cmt(300_000_000)), (ANN, cmt(2_000_007)), (BEN, cmt(3_000_600))];
    let claimed = [(SAFE, cmt(1_000) + U256::from(1)), (TOKEN, cmt(24_093))];
    let given = some.iter().chain(&claimed).fold(U256::ZERO, |sum, (_, wei)| sum + wei);
    let rest = (PERSON, cmt(1_000_000_000) - given);
    some.into_iter().chain(claimed).chain([rest]).collect()
}

/// A development chain: every row at its own address, or to be claimed.
fn plain_network() -> String {
    let network = &NETWORK[..NETWORK.find("[[allocation]]\nname = \"Team").unwrap()];
    let migration = &NETWORK[NETWORK.find("[migration]").unwrap()..];
    format!("{network}{migration}")
        .replace("epoch_blocks = 20", "epoch_blocks = 0")
        .replace("team = 100_000_000\npartner = 100_000_000\nreserve = 100_000_000\n", "")
        .replace("contribution = 700_000_000", "contribution = 1_000_000_000")
}

/// A folder with a bundle, its lists, and a network's file.
pub(crate) struct Swap {
    folder: TempDir,
    pub(crate) hash: B256,
    pub(crate) classified: Classified,
}

impl Swap {
    pub(crate) fn new() -> Self {
        let rows = rows().into_iter().collect();
        let mut rehearsal = Rehearsal::new(Allocation::new(rows).unwrap()).unwrap();
        rehearsal.put_code(SAFE, vec![0x60, 0x01]);
        let validators = &PAPER[PAPER.find("[[validators]]").unwrap()..];
        let validators = validators.replace("from = \"Foundation\"", "from = \"ERC-20 holders\"");
        let validators =
            validators.replace("0x0000000000000000000000000000000000000dad", &PERSON.to_string());
        Self::of(&rehearsal, &format!("{NETWORK}{validators}"))
    }

    /// The same rows on a chain that stakes, locks and reserves nothing.
    pub(crate) fn plain() -> Self {
        let mut rehearsal = Rehearsal::new(Allocation::new(rows().into_iter().collect()).unwrap());
        let rehearsal = rehearsal.as_mut().unwrap();
        rehearsal.put_code(SAFE, vec![0x60, 0x01]);
        Self::of(rehearsal, &plain_network())
    }

    /// `CREDITED` and `CLAIMABLE` in the network's file become what they are.
    fn of(rehearsal: &Rehearsal, network: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let expected = rehearsal.write(&folder.path().join("bundle")).unwrap();
        let verified = verify(&folder.path().join("bundle"), &expected, &mut ()).unwrap();
        let classified = classify(&verified, None).unwrap();
        classified.write(&folder.path().join("classified")).unwrap();
        let amount = |wei: U256| Cmt(wei).to_string().replace(',', "");
        let moved =
            if network.contains("Team and partners") { cmt(300_000_000) } else { U256::ZERO };
        let network = network
            .replace("CREDITED", &amount(classified.summary.credited - moved))
            .replace("CLAIMABLE", &amount(classified.summary.claimable));
        fs::write(folder.path().join("network.toml"), network).unwrap();
        Self { folder, hash: expected.block_hash, classified }
    }

    /// What an account has by the bundle.
    pub(crate) fn proven(&self, account: Address) -> U256 {
        Allocation::read(&self.path("bundle/balances.csv")).unwrap().balance(&account)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn change(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{from}: {text}");
        fs::write(self.path(name), text.replacen(from, to, 1)).unwrap();
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cmt-migrate"));
        let hash = self.hash.to_string();
        command.current_dir(self.folder.path()).args(["genesis", "network.toml"]);
        command.args(["--bundle", "bundle", "--lists", "classified", "--block-hash", &hash]);
        command.args(more);
        command
    }

    fn run(&self, more: &[&str]) -> (Option<i32>, String) {
        said(self.command(more).output().unwrap())
    }
}

pub(crate) fn said(output: Output) -> (Option<i32>, String) {
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), text)
}

#[test]
fn every_balance_is_as_proven_and_every_move_is_named() {
    let swap = Swap::new();
    let (code, text) = swap.run(&[]);
    assert_eq!(code, Some(0), "{text}");
    for words in [
        "are the token's supply of 1,000,000,000 CMT, to the wei",
        "25,093.000000000000000001 CMT to be claimed of 2 rows",
        "contribution  700,000,000 CMT",
        &format!("100,000,000 CMT from {TEAM} to the vesting `5miles`"),
        &format!("100,000,000 CMT from {TEAM} to the reserve `Reserve`"),
        &format!("2,000,000 CMT from {ANN} to validator {ANN}, as its own stake"),
        &format!("500 CMT from {PERSON} to validator {BEN}, delegated by {PERSON}"),
        "cybermiles init --genesis genesis.json",
    ] {
        assert!(text.contains(words), "`{words}` is not in: {text}");
    }
    let genesis = Allocation::read(&swap.path("genesis.json")).unwrap();
    assert_eq!(genesis.total(), cmt(1_000_000_000));
    assert_eq!(genesis.balance(&ANN), cmt(7));
    assert_eq!(genesis.balance(&TEAM), U256::ZERO);
    assert_eq!(genesis.balance(&native::STAKING), cmt(5_000_500));
    assert_eq!(genesis.balance(&native::MIGRATION), swap.classified.summary.claimable);
    assert_eq!(genesis.balance(&SAFE), U256::ZERO, "a contract's address is nobody's here");
    // The same again changes nothing, and says the same in JSON.
    let bytes = fs::read(swap.path("genesis.json")).unwrap();
    let (code, json) = swap.run(&["--json"]);
    assert_eq!(code, Some(0), "{json}");
    assert_eq!(fs::read(swap.path("genesis.json")).unwrap(), bytes);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["supply"], cmt(1_000_000_000).to_string());
    assert_eq!(json["claimable"]["rows"], 2);
    assert_eq!(json["moves"].as_array().unwrap().len(), 6);
    assert!(text.contains(json["genesis_hash"].as_str().unwrap()), "{json}");
}

#[test]
fn the_migration_file_is_what_was_classified() {
    let swap = Swap::new();
    let json = fs::read(swap.path("classified/migration.json")).unwrap();
    let file: MigrationFile = serde_json::from_slice(&json).unwrap();
    assert_eq!(file, swap.classified.migration());
    let summary = &swap.classified.summary;
    assert_eq!((file.claim_root, file.claimable), (summary.claim_root, summary.claimable));
    assert_eq!((file.snapshot.block_hash, file.snapshot.token), (swap.hash, TOKEN));
    let rows: Vec<_> = file.rows.iter().map(|row| (row.account, row.class.code())).collect();
    assert_eq!(rows, [(SAFE, 2), (TOKEN, 3)]);
    for claim in &swap.classified.claims {
        assert_eq!(file.rows.iter().filter(|row| row.wei == claim.wei).count(), 1);
    }
}

#[test]
fn lists_that_are_not_the_bundles_are_refused() {
    let swap = Swap::new();
    for (name, from, to, part) in [
        (
            "credited.csv",
            "300000000",
            "300000001",
            "line 3: `0x00000000000000000000000000000000000000c3,300000001`; expected",
        ),
        ("credited.csv", "address,amount\n", "address,amount\n\n", "line 2: ``; expected `0x"),
        ("claims.csv", ",token", ",contract", "line 3: "),
        ("migration.json", "6486489", "6486488", "line 5: `    \"number\": 6486488,`"),
        ("classification.json", "credited", "Credited", "line "),
    ] {
        let path = format!("classified/{name}");
        let whole = fs::read_to_string(swap.path(&path)).unwrap();
        swap.change(&path, from, to);
        let (code, text) = swap.run(&[]);
        assert_eq!(code, Some(3), "{text}");
        assert!(text.contains(part) && text.contains(name), "`{part}` is not in: {text}");
        let cut = whole.trim_end().rsplit_once('\n').unwrap().0;
        fs::write(swap.path(&path), format!("{cut}\n")).unwrap();
        assert!(swap.run(&[]).1.contains("the end of the file; expected `"), "{name}");
        fs::write(swap.path(&path), format!("{whole}more\n")).unwrap();
        assert!(swap.run(&[]).1.contains("`more`; expected the end of the file"), "{name}");
        fs::remove_file(swap.path(&path)).unwrap();
        assert_eq!(swap.run(&[]).0, Some(1), "{name} is missing");
        fs::write(swap.path(&path), whole).unwrap();
    }
    assert!(!swap.path("genesis.json").exists());
    assert!(lists::check(&swap.classified, &swap.path("classified")).is_ok());
    assert_eq!(swap.run(&[]).0, Some(0));
}

#[test]
fn a_network_that_is_not_as_proven_is_refused() {
    // Of other lists than those that were checked.
    let changed = |at: &[(&str, &str, &str)]| {
        let swap = Swap::new();
        fs::create_dir(swap.path("mine")).unwrap();
        for name in ["credited.csv", "migration.json"] {
            fs::copy(swap.path("classified").join(name), swap.path("mine").join(name)).unwrap();
        }
        swap.change("network.toml", "classified/credited", "mine/credited");
        swap.change("network.toml", "classified/migration", "mine/migration");
        for (name, from, to) in at {
            swap.change(name, from, to);
        }
        let (code, text) = swap.run(&[]);
        assert!(code != Some(0) && !swap.path("genesis.json").exists(), "{text}");
        text
    };
    // Two rows a wei off, and every total as it was.
    let text = changed(&[
        ("mine/credited.csv", "110000,2000007", "110000,2000006.999999999999999999"),
        ("mine/credited.csv", "110001,3000600", "110001,3000600.000000000000000001"),
    ]);
    for words in [
        &format!("{ANN} has 6.999999999999999999 CMT in the genesis; expected 7 CMT"),
        "proven are 2,000,007 CMT, of which the network's file moves 2,000,000 CMT",
        "One other account differs as well",
    ] {
        assert!(text.contains(words), "`{words}` is not in: {text}");
    }
    // A row that is somebody else's.
    let text = changed(&[
        ("mine/credited.csv", "00000000a1,", "00000000a2,"),
        ("network.toml", &PERSON.to_string(), "0x00000000000000000000000000000000000000a2"),
    ]);
    assert!(
        text.contains("moves 500 CMT from 0x00000000000000000000000000000000000000A2"),
        "{text}"
    );
    // A plug: one row less, and the difference for somebody else.
    let text = changed(&[
        ("mine/credited.csv", "110000,2000007", "110000,2000000"),
        ("network.toml", "amount = 100_000_000\nrows", "amount = 100_000_000\nrows"),
        (
            "mine/credited.csv",
            "address,amount\n",
            "address,amount\n0x0000000000000000000000000000000000000001,7\n",
        ),
    ]);
    assert!(text.contains("0x0000000000000000000000000000000000000001 has 7 CMT"), "{text}");
    assert!(text.contains("proven are 0 CMT"), "{text}");
    // Another claimant, or class.
    let text = changed(&[(
        "mine/migration.json",
        "\"claimant\": null",
        "\"claimant\": \"0x0000000000000000000000000000000000000009\"",
    )]);
    assert!(text.contains("Migration: slot 0x"), "{text}");
    let text = changed(&[("mine/migration.json", "\"token\",", "\"other\",")]);
    assert!(text.contains("Migration: slot 0x"), "{text}");
    // Another block.
    let text = changed(&[("mine/migration.json", "\"number\": 6486489", "\"number\": 6486488")]);
    assert!(text.contains("Migration: slot 0x"), "{text}");
    // More coins than the token has.
    let text = changed(&[
        ("network.toml", "total = 1_000_000_000", "total = 1_000_000_005"),
        ("network.toml", "contribution = 700_000_000", "contribution = 700_000_005"),
        (
            "network.toml",
            "[migration]",
            "[[allocation]]\nname = \"More\"\nkind = \"contribution\"\namount = 5\naddress = \"0x0000000000000000000000000000000000000005\"\n[migration]",
        ),
    ]);
    assert!(text.contains("05 has 5 CMT in the genesis; expected 0 CMT"), "{text}");
}

#[test]
fn claims_nobody_takes_over_are_refused() {
    let swap = Swap::new();
    let text = fs::read_to_string(swap.path("network.toml")).unwrap();
    let start = text.find("[migration]").unwrap();
    let end = text.find("[[validators]]").unwrap();
    let without = format!("{}{}", &text[..start], &text[end..]);
    let without = without.replace("700_000_000", "\"699974906.999999999999999999\"");
    let without =
        without.replace("total = 1_000_000_000", "total = \"999974906.999999999999999999\"");
    fs::write(swap.path("network.toml"), without).unwrap();
    let (code, text) = swap.run(&[]);
    assert!(code == Some(3) && text.contains("table [migration]"), "{text}");
    assert!(text.contains("25,093.000000000000000001 CMT"), "{text}");
}

#[test]
fn what_is_wrong_with_the_input_is_said_and_nothing_is_written() {
    let swap = Swap::new();
    let mut command = swap.command(&[]);
    let wrong = B256::repeat_byte(1).to_string();
    let (code, text) = said(command.args(["--block-hash", &wrong]).output().unwrap());
    assert!(code == Some(2), "{text}");
    swap.change("network.toml", "total = 1_000_000_000", "total = 1_000_000_001");
    let (code, text) = swap.run(&[]);
    assert!(code == Some(1) && text.contains("1 CMT less"), "{text}");
    swap.change("network.toml", "total = 1_000_000_001", "total = 1_000_000_000");
    let mut bytes = fs::read(swap.path("bundle/storage.nodes")).unwrap();
    bytes[100] ^= 1;
    fs::write(swap.path("bundle/storage.nodes"), &bytes).unwrap();
    let (code, text) = swap.run(&["--json"]);
    assert!(
        code == Some(3) && text.contains("\"refused\"") && text.contains("storage.nodes"),
        "{text}"
    );
    bytes[100] ^= 1;
    fs::write(swap.path("bundle/storage.nodes"), &bytes).unwrap();
    assert!(!swap.path("genesis.json").exists());
    // Another file is not written over.
    fs::write(swap.path("genesis.json"), "mine").unwrap();
    let (code, text) = swap.run(&[]);
    assert!(code == Some(1) && text.contains("exists already"), "{text}");
    assert_eq!(fs::read_to_string(swap.path("genesis.json")).unwrap(), "mine");
}

#[test]
fn a_genesis_that_was_changed_is_not_as_proven() {
    let swap = Swap::new();
    let made = cybermiles_genesis::make(&swap.path("network.toml")).unwrap();
    let balances = |genesis: &Genesis| {
        let rows = genesis.alloc.iter().map(|(address, account)| (*address, account.balance));
        Allocation::new(rows.collect()).unwrap()
    };
    let check = |genesis: &Genesis| compare(&swap.classified, &made, genesis, &balances(genesis));
    check(&made.genesis).unwrap();
    // From one account to another: the totals are as they were.
    let mut genesis = made.genesis.clone();
    genesis.alloc.get_mut(&ANN).unwrap().balance -= U256::from(1);
    genesis.alloc.get_mut(&native::MIGRATION).unwrap().balance += U256::from(1);
    let err = check(&genesis).unwrap_err();
    assert!(matches!(&err, GenesisError::Balance(found) if found.others == 1), "{err}");
    // A row less, one more, and one with another claimant.
    let slots = made.genesis.alloc[&native::MIGRATION].storage.clone().unwrap();
    for slot in slots.keys() {
        let mut genesis = made.genesis.clone();
        let storage = genesis.alloc.get_mut(&native::MIGRATION).unwrap().storage.as_mut().unwrap();
        storage.remove(slot);
        let err = check(&genesis).unwrap_err().to_string();
        assert!(err.contains(&format!("slot {slot} is 0x0000")), "{err}");
        let storage = genesis.alloc.get_mut(&native::MIGRATION).unwrap().storage.as_mut().unwrap();
        storage.insert(*slot, slots[slot]);
        storage.insert(B256::repeat_byte(9), B256::repeat_byte(1));
        let err = check(&genesis).unwrap_err().to_string();
        assert!(err.contains("slot 0x0909"), "{err}");
    }
}

#[test]
fn unproven_balances_leave_the_state_root_out() {
    let mut swap = Swap::plain();
    let classified = &mut swap.classified;
    (classified.snapshot.trust, classified.summary.trust) = (Trust::Rpc, Trust::Rpc);
    fs::remove_dir_all(swap.path("classified")).unwrap();
    swap.classified.write(&swap.path("classified")).unwrap();
    let words = "[migration]\ntrust = \"rpc\"";
    swap.change("network.toml", "[migration]", words);
    let made = cybermiles_genesis::make(&swap.path("network.toml")).unwrap();
    let report = make(&swap.classified, &swap.path("network.toml"), &swap.path("genesis.json"));
    assert!(report.unwrap().to_string().contains("which nobody has proven"));
    let mut genesis = made.genesis.clone();
    let rows = genesis.alloc.iter().map(|(address, account)| (*address, account.balance));
    let balances = Allocation::new(rows.collect()).unwrap();
    compare(&swap.classified, &made, &genesis, &balances).unwrap();
    // A root for claims that rest on a slot nobody checked.
    let slot = B256::with_last_byte(1);
    let storage = genesis.alloc.get_mut(&native::MIGRATION).unwrap().storage.as_mut().unwrap();
    assert_eq!(storage.insert(slot, swap.classified.summary.state_root), None);
    let err = compare(&swap.classified, &made, &genesis, &balances).unwrap_err().to_string();
    assert!(
        err.contains(&format!("Migration: slot {slot}")) && err.contains("expected 0x0000"),
        "{err}"
    );
}

#[test]
fn code_and_storage_nobody_made_are_not_as_proven() {
    let swap = Swap::new();
    let made = cybermiles_genesis::make(&swap.path("network.toml")).unwrap();
    let refused = |change: &dyn Fn(&mut Genesis), words: &str| {
        let mut genesis = made.genesis.clone();
        change(&mut genesis);
        let rows = genesis.alloc.iter().map(|(address, account)| (*address, account.balance));
        let balances = Allocation::new(rows.collect()).unwrap();
        let err = compare(&swap.classified, &made, &genesis, &balances).unwrap_err();
        assert!(matches!(err, GenesisError::State { .. }) && !err.is_unread(), "{err}");
        assert!(err.to_string().contains(words), "`{words}` is not in: {err}");
    };
    let put = |genesis: &mut Genesis, account: Address, slot: u8, value: u8| {
        let account = genesis.alloc.entry(account).or_default();
        let storage = account.storage.get_or_insert_default();
        storage.insert(B256::repeat_byte(slot), B256::with_last_byte(value));
    };
    refused(&|genesis| put(genesis, native::CMT, 3, 9), &format!("{}: slot 0x0303", native::CMT));
    refused(&|genesis| put(genesis, native::GOVERNANCE, 4, 9), "slot 0x0404");
    refused(&|genesis| put(genesis, PERSON, 5, 9), &format!("{PERSON}: slot 0x0505"));
    let code = |genesis: &mut Genesis| {
        let code = [&[0xef, 1, 0][..], ANN.as_slice()].concat();
        genesis.alloc.get_mut(&PERSON).unwrap().code = Some(code.into());
    };
    refused(&code, &format!("{PERSON}: code is of 23 bytes"));
    refused(&|genesis| genesis.alloc.get_mut(&ANN).unwrap().nonce = Some(7), "nonce is 7");
    refused(&|genesis| genesis.timestamp += 1, "time of block 0");
    refused(&|genesis| genesis.spec.gas_limit += 1, "the chain: parameters");
    // What is nothing to a node is no difference.
    let mut genesis = made.genesis.clone();
    put(&mut genesis, native::CMT, 3, 0);
    genesis.alloc.get_mut(&PERSON).unwrap().nonce = Some(0);
    let rows = genesis.alloc.iter().map(|(address, account)| (*address, account.balance));
    let balances = Allocation::new(rows.collect()).unwrap();
    compare(&swap.classified, &made, &genesis, &balances).unwrap();
}

#[test]
fn killed_at_any_moment_it_leaves_the_same_bytes() {
    let swap = Swap::new();
    assert_eq!(swap.run(&[]).0, Some(0));
    let bytes = fs::read(swap.path("genesis.json")).unwrap();
    let mut kills = 0;
    for partial in (0..bytes.len()).step_by(bytes.len() / 5) {
        // As a kill leaves it while the file is being written.
        fs::remove_file(swap.path("genesis.json")).unwrap();
        fs::write(swap.path("genesis.json.partial"), &bytes[..partial]).unwrap();
        let mut child = swap.command(&[]).stdout(Stdio::null()).spawn().unwrap();
        let is_begun = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
        while is_begun(&swap.path("genesis.json")) == 0 && child.try_wait().unwrap().is_none() {
            if is_begun(&swap.path("genesis.json.partial")) != partial as u64 {
                break;
            }
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        kills += u32::from(!child.wait().unwrap().success());
        if let Ok(found) = fs::read(swap.path("genesis.json")) {
            assert_eq!(found, bytes, "whole or not there");
        }
        assert_eq!(swap.run(&[]).0, Some(0));
        assert_eq!(fs::read(swap.path("genesis.json")).unwrap(), bytes);
        assert!(!swap.path("genesis.json.partial").exists());
    }
    assert!(kills > 2, "only {kills} were killed in time");
}

#[test]
fn the_real_list_becomes_a_genesis() {
    let Some(list) = real::holders("the_real_list_becomes_a_genesis") else { return };
    let holders = Allocation::read(&list).unwrap();
    let mut rehearsal = Rehearsal::new(holders.clone()).unwrap();
    let contracts: Vec<_> = holders.rows().keys().step_by(300).copied().collect();
    for contract in &contracts {
        rehearsal.put_code(*contract, vec![0x60, 0x01]);
    }
    let swap = Swap::of(&rehearsal, &plain_network());
    let (code, text) = swap.run(&[]);
    assert_eq!(code, Some(0), "{text}");
    let genesis = Allocation::read(&swap.path("genesis.json")).unwrap();
    let claimed: Vec<_> = swap.classified.claims.iter().map(|claim| claim.address).collect();
    assert!(claimed.len() >= contracts.len());
    for (address, wei) in holders.rows() {
        let expected = if claimed.contains(address) { U256::ZERO } else { *wei };
        assert_eq!(genesis.balance(address), expected, "{address}");
    }
    assert_eq!(genesis.total(), cmt(1_000_000_000));
}
