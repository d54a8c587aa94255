//! Bundles that rest on what nodes said, and prove nothing.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use alloy_primitives::B256;
use serde_json::{Value, json};

use super::{
    Fetch, both, chain, files,
    node::{Act, Chain, Node, edit},
};
use crate::second;

/// A node without proofs.
fn plain(chain: &std::sync::Arc<Chain>) -> Node {
    Node::start(chain, |asked| {
        assert!(!asked.is("eth_getProof"));
        Act::Honest
    })
}

fn verify(bundle: &Path, hash: B256, more: &[&str]) -> Output {
    let mut run = Command::new(env!("CARGO_BIN_EXE_cmt-migrate"));
    run.arg("verify").arg(bundle).args(["--block-hash", &hash.to_string()]).args(more);
    run.output().unwrap()
}

fn second_verify(bundle: &Path, hash: B256, more: &[&str]) -> Option<(Option<i32>, String)> {
    let script = second::folder("trust: rpc")?.join("verify.mjs");
    let output =
        Command::new("node").arg(script).arg(bundle).arg(hash.to_string()).args(more).output();
    let output = output.unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    Some((output.status.code(), String::from_utf8(output.stdout).unwrap()))
}

const ACCEPT: &str = "--accept-rpc-trust";

#[test]
fn what_nodes_agree_on_is_a_bundle_that_says_it_proves_nothing() {
    let chain = chain(150);
    let (one, two) = (plain(&chain), plain(&chain));
    let mut fetch = Fetch::new(&chain, &[&one, &two]);
    fetch.arg(&["--trust", "rpc"]);
    let output = fetch.run();
    let said = both(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.starts_with("NOT PROVEN."), "{said}");
    let (found, whole) = (files(&fetch.out()), files(chain.bundle.path()));
    for name in ["header.rlp", "code.bin", "balances.csv", "slots.csv", "logs.csv", "delegates.csv"]
    {
        assert_eq!(found[name], whole[name], "{name}");
    }
    assert!(!found.keys().any(|name| name.ends_with(".nodes")));
    let manifest: Value = serde_json::from_slice(&found["manifest.json"]).unwrap();
    assert_eq!(manifest["facts"]["trust"], "rpc");

    let hash = chain.expected.block_hash;
    let output = verify(&fetch.out(), hash, &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(both(&output).starts_with("NOT PROVEN."), "{}", both(&output));
    assert!(both(&output).contains("Refused:") && both(&output).contains(ACCEPT));
    let output = verify(&fetch.out(), hash, &["--json"]);
    assert_eq!(output.status.code(), Some(3));
    let output = verify(&fetch.out(), hash, &[ACCEPT]);
    assert_eq!(output.status.code(), Some(0), "{}", both(&output));
    assert!(both(&output).starts_with("NOT PROVEN."), "{}", both(&output));
    let output = verify(&fetch.out(), hash, &[ACCEPT, "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["report"]["trust"], "rpc");
    assert_eq!(json["report"]["classes"]["contract"]["holders"], 1);
    assert_eq!(json["report"]["classes"]["delegated"]["holders"], 1);
    assert_eq!(json["report"]["classes"]["token"]["holders"], 1);
    if let Some((code, answer)) = second_verify(&fetch.out(), hash, &[]) {
        assert!(code == Some(3) && answer.contains("nothing is proven"), "{answer}");
        let (code, answer) = second_verify(&fetch.out(), hash, &[ACCEPT]).unwrap();
        assert_eq!(code, Some(0), "{answer}");
        let second: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(second["trust"], "rpc");
        for key in ["supply", "holders", "without", "logs", "classes"] {
            assert_eq!(second[key], json["report"][key], "{key}");
        }
    }

    // A bundle of proofs is not taken for less, nor one without for more.
    for (from, to) in [("rpc", "proven"), ("proven", "rpc")] {
        let folder = if from == "rpc" { fetch.out() } else { chain.bundle.path().into() };
        let path = folder.join("manifest.json");
        let text = fs::read_to_string(&path).unwrap();
        let forged =
            text.replace(&format!("\"trust\": \"{from}\""), &format!("\"trust\": \"{to}\""));
        assert_ne!(forged, text);
        fs::write(&path, forged).unwrap();
        let output = verify(&folder, hash, &[ACCEPT]);
        assert_eq!(output.status.code(), Some(3), "{}", both(&output));
        if let Some((code, answer)) = second_verify(&folder, hash, &[ACCEPT]) {
            assert!(code == Some(3) && answer.starts_with("refused:"), "{answer}");
        }
    }
}

#[test]
fn a_report_of_what_nobody_proved_says_so() {
    let chain = chain(40);
    let (one, two) = (plain(&chain), plain(&chain));
    let mut fetch = Fetch::new(&chain, &[&one, &two]);
    fetch.arg(&["--trust", "rpc"]);
    assert_eq!(fetch.run().status.code(), Some(0));
    let folder = fetch.folder.path();
    let hash = chain.expected.block_hash.to_string();
    let run = |words: &[&str], more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cmt-migrate"));
        command.current_dir(folder).args(words).args(["--block-hash", &hash]).args(more);
        let output = command.output().unwrap();
        (output.status.code(), both(&output))
    };
    let (code, said) = run(&["classify", "bundle", "--out", "lists"], &[ACCEPT]);
    assert_eq!(code, Some(0), "{said}");
    let migration = fs::read_to_string(folder.join("lists/migration.json")).unwrap();
    assert!(migration.contains("\"trust\": \"rpc\""), "{migration}");
    let words = ["report", "--bundle", "bundle", "--lists", "lists", "--out", "report"];
    assert_eq!(run(&words, &[]).0, Some(3));
    let (code, said) = run(&words, &[ACCEPT]);
    assert_eq!(code, Some(0), "{said}");
    let html = fs::read_to_string(folder.join("report/report.html")).unwrap();
    for words in
        ["Not proven, but consistent", "The balances are not proven.", "What nodes said", ACCEPT]
    {
        assert!(html.contains(words), "`{words}` is not there");
    }
    assert!(!html.contains("class=\"note good\"") && !html.contains(">What is proven<"));
    assert!(!html.contains("which the first command proves"));
}

#[test]
fn rows_that_do_not_fit_together_are_refused_there_too() {
    let chain = chain(50);
    let (one, two) = (plain(&chain), plain(&chain));
    let hash = chain.expected.block_hash;
    for (name, from, to) in [
        ("balances.csv", ",5000\n", ",5001\n"),
        ("contracts.csv", "0x", "0X"),
        (
            "contracts.csv",
            "0x00000000000000000000000000000000000c0de5",
            "0x00000000000000000000000000000000000c0de6",
        ),
        (
            "delegates.csv",
            "0x0000000000000000000000000000000000007702",
            "0x0000000000000000000000000000000000007703",
        ),
        ("slots.csv", "0000000000,", "0000000001,"),
    ] {
        let mut fetch = Fetch::new(&chain, &[&one, &two]);
        fetch.arg(&["--trust", "rpc"]);
        assert_eq!(fetch.run().status.code(), Some(0));
        forge(&fetch.out(), name, |text| text.replacen(from, to, 1));
        let output = verify(&fetch.out(), hash, &[ACCEPT]);
        assert_eq!(output.status.code(), Some(3), "{name}: {}", both(&output));
        if let Some((code, answer)) = second_verify(&fetch.out(), hash, &[ACCEPT]) {
            assert!(code == Some(3) && answer.starts_with("refused:"), "{name}: {answer}");
        }
    }
}

/// Changes a part, with a manifest that fits.
fn forge(bundle: &Path, name: &str, change: impl FnOnce(String) -> String) {
    use cybermiles_migrate::bundle::{Manifest, PARTS, Writer};
    let facts = Manifest::read(bundle).unwrap().facts;
    let path = bundle.join(name);
    let text = fs::read_to_string(&path).unwrap();
    let changed = change(text.clone());
    assert_ne!(text, changed, "{name}");
    fs::write(&path, changed).unwrap();
    let other = tempfile::tempdir().unwrap();
    let writer = Writer::begin(other.path(), facts).unwrap().unwrap();
    for name in PARTS.iter().filter(|name| bundle.join(name).exists()) {
        let bytes = fs::read(bundle.join(name)).unwrap();
        writer.part(name, |to| to.write_all(&bytes)).unwrap();
    }
    writer.finish().unwrap();
    fs::copy(other.path().join("manifest.json"), bundle.join("manifest.json")).unwrap();
}

#[test]
fn a_run_goes_on_with_the_same_nodes_only() {
    let chain = chain(30);
    let (one, two) = (plain(&chain), plain(&chain));
    let broken = Node::start(&chain, |asked| match asked.is("eth_call") {
        true => Act::Error(-32601, "no calls here"),
        false => Act::Honest,
    });
    let mut fetch = Fetch::new(&chain, &[&one, &broken]);
    fetch.arg(&["--trust", "rpc"]);
    fetch.fails(
        1,
        &["balances: no answer from", &broken.url, "with the same --rpc", "another folder"],
    );
    let before = fetch.args.clone();
    for url in fetch.args.iter_mut().filter(|arg| **arg == broken.url) {
        url.clone_from(&two.url);
    }
    fetch.fails(1, &["plan.json: begun with other --rpc"]);
    let plan = fs::read_to_string(fetch.out().join(".fetch/plan.json")).unwrap();
    assert!(!plan.contains("127.0.0.1"), "{plan}");
    // The same nodes in another order are the same.
    fetch.args = before;
    let places: Vec<usize> =
        (0..fetch.args.len()).filter(|at| fetch.args[*at].starts_with("http")).collect();
    fetch.args.swap(places[0], places[1]);
    fetch.fails(1, &["balances: no answer from"]);
}

#[test]
fn nodes_that_disagree_are_named() {
    let chain = chain(50);
    let honest = plain(&chain);
    type Change = fn(&mut Value);
    let lies: [(&str, Change, &str); 3] = [
        ("eth_call", |a| a[4]["result"] = json!(B256::with_last_byte(1)), "the balance of 0x"),
        ("eth_getStorageAt", |a| a[0]["result"] = json!(B256::with_last_byte(1)), "slot 0x"),
        (
            "eth_getCode",
            |a| {
                let one = if a.is_array() { &mut a[0] } else { a };
                one["result"] = json!("0x6002");
            },
            "the code of 0x",
        ),
    ];
    for (method, lie, words) in lies {
        let liar = Node::start(&chain, move |asked| match asked.is(method) {
            true => edit(lie),
            false => Act::Honest,
        });
        let mut fetch = Fetch::new(&chain, &[&honest, &liar]);
        fetch.arg(&["--trust", "rpc"]);
        fetch.fails(3, &[words, &honest.url, &liar.url, "Nothing proves who is right"]);
    }
    let mut fetch = Fetch::new(&chain, &[&honest]);
    fetch.arg(&["--trust", "rpc"]);
    fetch.fails(1, &["--trust rpc with one --rpc; expected at least two"]);
    let dead = Node::start(&chain, |asked| match asked.is("eth_call") {
        true => Act::Drop(0),
        false => Act::Honest,
    });
    let mut fetch = Fetch::new(&chain, &[&honest, &dead]);
    fetch.arg(&["--trust", "rpc"]);
    fetch.fails(1, &["balances: no answer from", &dead.url]);
}
