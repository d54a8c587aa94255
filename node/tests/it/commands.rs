//! Commands that end, and input that is refused.

use std::{fs, path::Path};

use serde_json::json;

use crate::process::{Node, refused, run};

const GENESIS: &str = r#"{
    "config": { "chainId": 4242, "cybermiles": { "blockTimeMs": 0 } },
    "gasLimit": "0x8f0d180",
    "alloc": { "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266": { "balance": "0xde0b6b3a7640000" } }
}"#;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_chain_from_a_genesis_file_runs() {
    let folder = tempfile::tempdir().unwrap();
    let genesis = folder.path().join("genesis.json");
    fs::write(&genesis, GENESIS).unwrap();
    let datadir = folder.path().join("node");
    let made = run(&["init", "--genesis", text(&genesis), "--datadir", text(&datadir)]);
    assert!(made.status.success(), "{made:?}");
    let said = String::from_utf8(made.stdout).unwrap();
    assert!(said.contains("Chain 4242") && said.contains("cybermiles run"), "{said}");

    let node = Node::start(&["run", "--datadir", text(&datadir)]);
    assert_eq!(node.call("eth_chainId", json!([])), json!("0x1092"));
    let block = node.call("eth_getBlockByNumber", json!(["earliest", false]));
    assert!(said.contains(block["hash"].as_str().unwrap()), "{said}");
    assert_eq!(block["gasLimit"], json!("0x8f0d180"));
    drop(node);

    let again = run(&["init", "--genesis", text(&genesis), "--datadir", text(&datadir)]);
    assert!(again.status.success(), "the same genesis again changes nothing: {again:?}");
}

#[test]
fn a_wrong_genesis_file_is_refused_by_field() {
    let folder = tempfile::tempdir().unwrap();
    let genesis = folder.path().join("genesis.json");
    let datadir = folder.path().join("node");
    for (wrong, expected) in [
        (GENESIS.replace("0x8f0d180", "0x1"), "`gasLimit` is 1, expected"),
        (GENESIS.replace("4242", "-3"), "`config.chainId`"),
        (GENESIS.replace("0xde0b6b3a7640000", "much"), "`alloc"),
        (GENESIS.replace("blockTimeMs", "blockTime"), "blockTimeMs"),
        (GENESIS[..40].to_owned(), "EOF"),
        ("\u{0}\u{1}".to_owned(), "expected"),
    ] {
        fs::write(&genesis, wrong).unwrap();
        let said = refused(&["init", "--genesis", text(&genesis), "--datadir", text(&datadir)]);
        assert!(said.contains(expected) && said.contains("genesis.json"), "{expected}: {said}");
        assert!(!datadir.exists(), "a refused file leaves no folder");
    }
}

#[test]
fn a_folder_of_another_chain_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    drop(Node::dev(folder.path()));
    let said = refused(&["dev", "--datadir", text(folder.path()), "--chain-id", "77"]);
    assert!(said.contains("its chain id is 1337, asked for is 77"), "{said}");
    let said = refused(&["dev", "--datadir", text(folder.path()), "--accounts", "3"]);
    assert!(said.contains("accounts"), "{said}");
}

#[test]
fn a_folder_in_use_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let _node = Node::dev(folder.path());
    for args in [
        vec!["dev", "--datadir", text(folder.path()), "--port", "0"],
        vec!["db", "verify", "--datadir", text(folder.path())],
    ] {
        let said = refused(&args);
        assert!(said.contains(text(folder.path())) && said.contains("use"), "{said}");
    }
}

#[test]
fn an_empty_folder_cannot_run() {
    let folder = tempfile::tempdir().unwrap();
    let said = refused(&["run", "--datadir", text(folder.path())]);
    assert!(said.contains("cybermiles init"), "{said}");
}

#[test]
fn a_wrong_settings_file_is_refused_by_line_and_key() {
    let folder = tempfile::tempdir().unwrap();
    drop(Node::dev(folder.path()));
    fs::write(folder.path().join("cybermiles.toml"), "[rpc]\nprot = 1\n").unwrap();
    let said = refused(&["run", "--datadir", text(folder.path())]);
    assert!(said.contains("cybermiles.toml"), "{said}");
    assert!(said.contains("line 2") && said.contains("`prot`"), "{said}");
}

#[test]
fn damage_is_found_by_verify() {
    let folder = tempfile::tempdir().unwrap();
    drop(Node::dev(folder.path()));
    let args = ["db", "verify", "--datadir", text(folder.path())];
    assert!(run(&args).status.success());
    let log = fs::read_dir(folder.path().join("db"))
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect(),
                false => vec![path],
            }
        })
        .find(|path| path.extension().is_some_and(|extension| extension == "blocks"))
        .expect("a log segment");
    let mut bytes = fs::read(&log).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    fs::write(&log, bytes).unwrap();
    let said = refused(&args);
    let name = log.file_name().unwrap().to_str().unwrap();
    assert!(said.contains(name), "the damaged file {name} is not named: {said}");
}

#[test]
fn wrong_options_are_refused_with_what_was_expected() {
    for (args, expected) in [
        (vec!["--block-time", "never"], "seconds"),
        (vec!["--mnemonic", "one two three", "--ephemeral"], "--mnemonic"),
        (vec!["--gas-limit", "1", "--ephemeral"], "gasLimit"),
        (vec!["--chain-id", "0", "--ephemeral"], "chainId"),
        (vec!["--frobnicate"], "--frobnicate"),
        (vec!["dev", "--datadir", "x", "--ephemeral"], "cannot be used with"),
    ] {
        let said = refused(&args);
        assert!(said.contains(expected), "{args:?}: {said}");
    }
}

#[test]
fn help_teaches_by_example() {
    let output = run(&["--help"]);
    let said = String::from_utf8(output.stdout).unwrap();
    for expected in ["cybermiles run --datadir", "--mnemonic", "Exit codes"] {
        assert!(said.contains(expected), "{said}");
    }
}
