//! Bundles: verified by two verifiers, damaged in every way the specification lists, killed at any
//! moment.

mod omitted;

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
};

use alloy_primitives::{Address, B256, U256, address, keccak256};
use cybermiles_migrate::{
    Allocation,
    bundle::{BlockId, BundleError, Facts, Manifest, NodeReader, PARTS, Trust, Writer, write_node},
    layout::{Mapping, Order},
    rehearsal::{Rehearsal, build_trie},
    verify::{Class, Expected, Verified, VerifyError, verify},
};
use cybermiles_proofs::trie::Collected;
use rand::{Rng, SeedableRng, rngs::StdRng};
use tempfile::TempDir;

use crate::{real, second, trie};

const CONTRACT: Address = address!("0x00000000000000000000000000000000000c0de5");
const DELEGATED: Address = address!("0x0000000000000000000000000000000000007702");
const TOKEN: Address = cybermiles_migrate::verify::TOKEN;

/// A few hundred holders of every kind.
fn rows(count: u64) -> BTreeMap<Address, U256> {
    let account = |n: u64| Address::from_word(keccak256(n.to_be_bytes()));
    let wei = |n: u64| U256::from(n) * U256::from(10).pow(U256::from(15)) + U256::from(n % 7);
    let mut rows: BTreeMap<_, _> = (1..=count).map(|n| (account(n), wei(n))).collect();
    rows.extend([CONTRACT, DELEGATED, TOKEN].map(|a| (a, U256::from(5_000))));
    rows
}

fn rehearsal(count: u64) -> Rehearsal {
    let mut rehearsal = Rehearsal::new(Allocation::new(rows(count)).unwrap()).unwrap();
    rehearsal.put_code(CONTRACT, vec![0x60, 0x01]);
    rehearsal.put_code(DELEGATED, [&[0xef, 1, 0][..], Address::repeat_byte(7).as_slice()].concat());
    rehearsal
}

struct World {
    folder: TempDir,
    expected: Expected,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let expected = rehearsal(400).write(folder.path()).unwrap();
        Self { folder, expected }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn verify(&self) -> Result<Verified, VerifyError> {
        verify(self.folder.path(), &self.expected, &mut ())
    }

    /// Changes a part as whoever hands out a bundle could: with a manifest that fits.
    fn forge(&self, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
        fs::write(self.path(name), change(fs::read(self.path(name)).unwrap())).unwrap();
        self.measure();
    }

    fn forge_text(&self, name: &str, change: impl FnOnce(String) -> String) {
        self.forge(name, |bytes| change(String::from_utf8(bytes).unwrap()).into_bytes());
    }

    fn forge_nodes(&self, name: &str, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
        let mut nodes: Vec<_> =
            NodeReader::open(&self.path(name)).unwrap().map(Result::unwrap).collect();
        change(&mut nodes);
        self.forge(name, |_| {
            let mut bytes = Vec::new();
            nodes.iter().for_each(|node| write_node(&mut bytes, node).unwrap());
            bytes
        });
    }

    fn measure(&self) {
        let facts = Manifest::read(self.folder.path()).unwrap().facts;
        self.state(facts);
    }

    /// A manifest of these facts for the parts as they are.
    fn state(&self, facts: Facts) {
        let manifest = self.path("manifest.json");
        let other = tempfile::tempdir().unwrap();
        let writer = Writer::begin(other.path(), facts).unwrap().unwrap();
        for name in PARTS.iter().filter(|name| self.path(name).exists()) {
            let bytes = fs::read(self.path(name)).unwrap();
            writer.part(name, |to| to.write_all(&bytes)).unwrap();
        }
        writer.finish().unwrap();
        fs::copy(other.path().join("manifest.json"), manifest).unwrap();
    }

    #[track_caller]
    fn refused(&self, parts: &[&str]) {
        let err = self.verify().unwrap_err().to_string();
        for part in parts {
            assert!(err.contains(part), "`{part}` is not in: {err}");
        }
        if let Some(folder) = second::folder("refused") {
            let (code, answer) = self.second(&folder);
            assert!(code == Some(3) && answer.starts_with("refused: "), "{err}\n{answer}");
        }
    }

    fn second(&self, folder: &Path) -> (Option<i32>, String) {
        run_second(folder, self.folder.path(), self.expected.block_hash)
    }
}

fn run_second(folder: &Path, bundle: &Path, hash: B256) -> (Option<i32>, String) {
    let script = folder.join("verify.mjs");
    let output = Command::new("node").arg(script).arg(bundle).arg(hash.to_string()).output();
    let output = output.unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// Both verifiers agree on the figures.
fn agree(verified: &Verified, answer: &str) {
    let report = &verified.report;
    let json: serde_json::Value = serde_json::from_str(answer).unwrap();
    assert_eq!(json["supply"], report.supply.to_string());
    assert_eq!(json["holders"], report.holders);
    assert_eq!(json["without"], report.without);
    assert_eq!(json["logs"], serde_json::json!(report.logs));
    assert_eq!(json["classes"], serde_json::to_value(&report.classes).unwrap());
}

#[test]
fn a_bundle_proves_every_balance() {
    let world = World::new();
    let verified = world.verify().unwrap();
    let found: BTreeMap<_, _> = verified.holders.iter().map(|h| (h.address, h.wei)).collect();
    assert_eq!(found, rows(400));
    let class = |a: Address| verified.holders.iter().find(|h| h.address == a).unwrap().class;
    assert_eq!(class(CONTRACT), Some(Class::Contract));
    assert_eq!(class(DELEGATED), Some(Class::Delegated));
    assert_eq!(class(TOKEN), Some(Class::Token));
    assert_eq!(verified.report.classes[&Class::Person].holders, 400);
    assert_eq!((verified.report.without, verified.report.balances), (1, Mapping::CMT));
    assert!(verified.report.logs.unwrap() > 400);
    if let Some(folder) = second::folder("a_bundle_proves_every_balance") {
        let (code, answer) = world.second(&folder);
        assert_eq!(code, Some(0), "{answer}");
        agree(&verified, &answer);
    }
}

#[test]
fn a_bundle_without_logs_and_accounts_is_verified_too() {
    let world = World::new();
    for name in ["logs.csv", "holders.nodes", "delegates.csv"] {
        fs::remove_file(world.path(name)).unwrap();
    }
    world.measure();
    let verified = world.verify().unwrap();
    assert_eq!((verified.report.logs, verified.report.classes.len()), (None, 0));
    assert!(verified.report.to_string().contains("contracts are not told from people"));
    if let Some(folder) = second::folder("a_bundle_without_logs") {
        agree(&verified, &world.second(&folder).1);
    }
}

/// Replaces the wei of a row.
fn with_wei(text: &str, line: usize, change: impl Fn(U256) -> U256) -> String {
    let rows = text.lines().enumerate().map(|(at, row)| match row.split_once(',') {
        Some((address, wei)) if at == line => format!("{address},{}", change(wei.parse().unwrap())),
        _ => row.to_owned(),
    });
    rows.map(|row| row + "\n").collect()
}

#[test]
fn two_rows_one_wei_apart_are_named_though_the_sum_holds() {
    let world = World::new();
    world.forge_text("balances.csv", |text| {
        let one = U256::from(1);
        with_wei(&with_wei(&text, 10, |wei| wei + one), 11, |wei| wei - one)
    });
    world.refused(&["balances.csv: line 1", "is said to have", "proven are"]);
}

#[test]
fn the_largest_holder_missing_is_noticed() {
    let world = World::new();
    let largest = rows(400).into_iter().max_by_key(|(_, wei)| *wei).unwrap();
    world.forge_text("balances.csv", |text| {
        let out = format!("{:#x}", largest.0);
        text.lines().filter(|l| !l.starts_with(&out)).map(|l| format!("{l}\n")).collect()
    });
    // The proof still has that holder's leaf: it shows more than is asked for.
    world.refused(&["storage.nodes: wrong key", "no key that is asked for"]);
    // Whoever leaves the holder out of the proof as well is caught by the supply.
    prove_again(&world);
    world.refused(&["are not accounted for", "A holder is missing from the list"]);
}

/// Leaves out of the proof what is in no list any more.
fn prove_again(world: &World) {
    let text = fs::read_to_string(world.path("balances.csv")).unwrap();
    let slots = fs::read_to_string(world.path("slots.csv")).unwrap();
    let asked = text.lines().skip(1).map(|l| Mapping::CMT.key_of(l[..42].parse().unwrap()));
    let fixed = slots.lines().skip(1).map(|l| keccak256(l[..66].parse::<B256>().unwrap()));
    let mut keys: Vec<_> = asked.chain(fixed).collect();
    keys.sort_unstable();
    keys.dedup();
    let root = world_storage_hash(world);
    world.forge_nodes("storage.nodes", |nodes| {
        let mut collected = Collected::default();
        collected.add(nodes.drain(..));
        collected
            .proof(root, &keys, |node| {
                nodes.push(node.to_vec());
                Ok(())
            })
            .unwrap();
    });
}

fn world_storage_hash(world: &World) -> B256 {
    let first = NodeReader::open(&world.path("storage.nodes")).unwrap().next().unwrap().unwrap();
    keccak256(first)
}

#[test]
fn every_damage_to_a_proof_is_named() {
    for (name, file) in [
        ("storage.nodes", "storage.nodes: "),
        ("account.nodes", "account.nodes: "),
        ("holders.nodes", "holders.nodes: "),
    ] {
        let world = World::new();
        world.forge_nodes(name, |nodes| nodes[1][30] ^= 0x10);
        world.refused(&[file, "wrong node: node 1 at path 0x"]);
        let world = World::new();
        world.forge_nodes(name, |nodes| drop(nodes.pop()));
        world.refused(&[file, "truncated"]);
        let world = World::new();
        world.forge_nodes(name, |nodes| nodes.push(nodes[1].clone()));
        world.refused(&[file, "too long"]);
        let world = World::new();
        world.forge(name, |bytes| bytes[..bytes.len() - 1].to_vec());
        let err = world.verify().unwrap_err();
        assert!(err.to_string().contains("in the middle of this node"), "{err}");
    }
    // Everybody's balance is as proven, and one more row says that somebody has something.
    let world = World::new();
    world
        .forge_text("balances.csv", |text| text + "0xffffffffffffffffffffffffffffffffffffffff,9\n");
    world.refused(&[]);
    // Inclusion passed off as exclusion.
    let world = World::new();
    world.forge_text("balances.csv", |text| with_wei(&text, 10, |_| U256::ZERO));
    world.refused(&["balances.csv: line 11", "is said to have 0 wei"]);
}

#[test]
fn another_block_token_or_layout_is_refused() {
    let world = World::new();
    let other = Expected { block_hash: B256::repeat_byte(1), ..world.expected.clone() };
    let err = verify(world.folder.path(), &other, &mut ()).unwrap_err().to_string();
    assert!(err.contains("the block's hash is") && err.contains("expected 0x0101"), "{err}");
    let other = Expected { number: 1, ..world.expected.clone() };
    assert!(
        verify(world.folder.path(), &other, &mut ())
            .unwrap_err()
            .to_string()
            .contains("expected 1")
    );
    let other = Expected { token: CONTRACT, ..world.expected.clone() };
    let err = verify(world.folder.path(), &other, &mut ()).unwrap_err().to_string();
    assert!(err.contains("the token is 0xf85fEea2"), "{err}");
    let other = Expected { supply_slot: 7, ..world.expected.clone() };
    assert!(
        verify(world.folder.path(), &other, &mut ())
            .unwrap_err()
            .to_string()
            .contains("slot of the total supply")
    );

    let facts = Manifest::read(world.folder.path()).unwrap().facts;
    let elsewhere = Mapping { slot: 2, order: Order::Solidity };
    world.state(Facts { balances: elsewhere, ..facts });
    world.refused(&[]);
    let err = world.verify().unwrap_err().to_string();
    assert!(err.contains("slot: 2") && err.contains("proven by Mapping { slot: 1"), "{err}");

    let world = World::new();
    world.forge("header.rlp", |mut rlp| {
        rlp[100] ^= 1;
        rlp
    });
    world.refused(&["header.rlp: the header hashes to", "expected the pinned block hash"]);
    let world = World::new();
    world.forge("code.bin", |mut code| {
        code.push(0);
        code
    });
    world.refused(&["keccak256 of code.bin"]);
    let world = World::new();
    world.forge_text("slots.csv", |text| text.replace("434d54", "434d55"));
    world.refused(&["slots.csv: slot 0x5"]);
}

#[test]
fn rows_are_read_strictly_in_a_bundle_too() {
    for (change, parts) in [
        ((|t| t.replace("balance_wei", "amount")) as fn(String) -> String, vec![]),
        (|t| t.replace(",5000\n", ",5e3\n"), vec!["exponent"]),
        (|t| t.replace(",5000\n", ",5000.0\n"), vec!["decimal point"]),
        (
            |t| {
                let l = t.lines().nth(5).unwrap().to_owned();
                t.replace(&l, &format!("{l}\n{l}"))
            },
            vec!["line 7", "has a row already"],
        ),
        (
            |t| {
                let l = t.lines().nth(5).unwrap().to_owned();
                t.replace(&l, &format!("{}{}", &l[..41], &l[42..]))
            },
            vec!["line 6", "39 digits"],
        ),
        (
            |t| {
                let mut l: Vec<_> = t.lines().collect();
                l.swap(8, 9);
                l.join("\n") + "\n"
            },
            vec!["line 10", "out of order"],
        ),
    ] {
        let world = World::new();
        world.forge_text("balances.csv", change);
        world.refused(&parts);
    }
}

#[test]
fn rows_have_one_way_to_be_written() {
    let upper = |text: String| {
        let row = text.lines().nth(2).unwrap().to_owned();
        text.replacen(&row[2..42], &row[2..42].to_uppercase(), 1)
    };
    // The same amounts in CMT.
    let decimals = |text: String| {
        let rows = text.lines().skip(1).map(|line| {
            let (address, wei) = line.split_once(',').unwrap();
            let cmt = cybermiles_migrate::amount::Cmt(wei.parse().unwrap()).to_string();
            format!("{address},{}\n", cmt.replace(',', ""))
        });
        "address,amount\n".to_owned() + &rows.collect::<String>()
    };
    let world = World::new();
    world.forge_text("balances.csv", decimals);
    world.refused(&["line 1", "`address,amount`; expected `address,balance_wei`"]);
    for name in ["balances.csv", "logs.csv", "slots.csv", "delegates.csv"] {
        let world = World::new();
        world.forge_text(name, |text| text.replace('\n', "\r\n"));
        world.refused(&[name, "line 1", "\\r`; expected `"]);
    }
    for (name, line) in [("balances.csv", 3), ("slots.csv", 5)] {
        let world = World::new();
        world.forge_text(name, |text| match name {
            "slots.csv" => text.replace("434d54", "434D54"),
            _ => upper(text),
        });
        world.refused(&[name, &format!("line {line}"), "`; expected `0x"]);
    }
}

#[test]
fn logs_have_to_lead_to_the_proven_balances() {
    for (change, parts) in [
        (
            (|t| {
                let n = t.lines().count();
                t.lines().take(n - 1).map(|l| format!("{l}\n")).collect()
            }) as fn(String) -> String,
            vec!["logs.csv: by the logs", "logs are missing"],
        ),
        (
            |t| {
                let l = t.lines().nth(2).unwrap().to_owned();
                t.replace(&l, &format!("{l}\n{l}"))
            },
            vec!["not behind the log before it"],
        ),
        (
            |t| {
                let l = t.lines().nth(2).unwrap().to_owned();
                t.replace(&format!("{l}\n"), "")
            },
            vec!["logs.csv", "missing"],
        ),
        (|t| t.replacen("4700000,", "6486490,", 1), vec!["behind"]),
    ] {
        let world = World::new();
        world.forge_text("logs.csv", change);
        world.refused(&parts);
    }
}

#[test]
fn logs_that_lead_to_somebody_else_are_refused() {
    let world = World::new();
    let (nobody, stranger) = (Address::ZERO, Address::repeat_byte(0xee));
    let mint = format!("4799999,0,{nobody:#x},{stranger:#x},5\n");
    world.forge_text("logs.csv", |text| text + &mint);
    world.refused(&["logs.csv: by the logs 0xEeee", "has 5 wei; proven are 0 wei"]);
}

#[test]
fn delegations_are_proven() {
    let world = World::new();
    world.forge_text("delegates.csv", |text| text.replace("0707", "0708"));
    world.refused(&["delegates.csv is 1 rows; expected 0"]);
    let world = World::new();
    let row = format!("{CONTRACT:#x},{CONTRACT:#x}\n");
    world.forge_text("delegates.csv", |text| text + &row);
    world.refused(&["delegates.csv is 2 rows; expected 1"]);
}

#[test]
fn a_folder_that_is_no_whole_bundle_is_named() {
    let world = World::new();
    fs::write(world.path("notes.txt"), "x").unwrap();
    world.refused(&["notes.txt: no part of the bundle"]);
    let world = World::new();
    let mut bytes = fs::read(world.path("balances.csv")).unwrap();
    bytes[60] ^= 1;
    fs::write(world.path("balances.csv"), bytes).unwrap();
    world.refused(&["balances.csv: its SHA-256 is 0x", "the manifest says 0x"]);
    fs::write(world.path("balances.csv"), "").unwrap();
    world.refused(&["balances.csv: its size in bytes is 0"]);
    let manifest = fs::read_to_string(world.path("manifest.json")).unwrap();
    fs::write(world.path("manifest.json"), manifest.replace("\"version\": 1", "\"version\": 2"))
        .unwrap();
    world.refused(&["manifest.json: version 2; expected version 1"]);
    fs::remove_file(world.path("manifest.json")).unwrap();
    let err = world.verify().unwrap_err();
    assert!(err.is_unread() && err.to_string().contains("an unfinished bundle"), "{err}");
    fs::remove_file(world.path("logs.csv")).unwrap();
    let facts = facts(B256::ZERO);
    assert!(matches!(Writer::begin(world.folder.path(), facts), Err(BundleError::Other { .. })));
}

fn facts(hash: B256) -> Facts {
    Facts {
        token: TOKEN,
        block: BlockId { number: 1, hash },
        balances: Mapping::CMT,
        supply_slot: 0,
        initial_holder: None,
        trust: Trust::Proven,
    }
}

#[test]
fn a_begun_bundle_is_gone_on_with_only_for_the_same_facts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    drop(Writer::begin(path, facts(B256::ZERO)).unwrap().unwrap());
    assert!(matches!(
        Writer::begin(path, facts(B256::repeat_byte(1))),
        Err(BundleError::Other { .. })
    ));
    let writer = Writer::begin(path, facts(B256::ZERO)).unwrap().unwrap();
    let failed = writer.part("code.bin", |to| {
        to.write_all(b"half")?;
        Err(std::io::Error::other("no space left"))
    });
    assert!(failed.unwrap_err().to_string().contains("code.bin: no space left"));
    assert!(!path.join("code.bin").exists());
    writer.part("code.bin", |to| to.write_all(b"whole")).unwrap();
    writer.part("code.bin", |_| panic!("written twice")).unwrap();
    assert_eq!(fs::read(path.join("code.bin")).unwrap(), b"whole");
}

fn rehearse(list: &Path, out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_cmt-migrate"))
        .arg("rehearse")
        .arg(list)
        .arg("--out")
        .arg(out)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

#[test]
fn killed_at_any_moment_it_leaves_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("holders.csv");
    cybermiles_migrate::allocation::write_list(fs::File::create(&list).unwrap(), &rows(3_000))
        .unwrap();
    let whole = folder.path().join("whole");
    let output = rehearse(&list, &whole).wait_with_output().unwrap();
    assert!(output.status.success());
    let hash = String::from_utf8(output.stdout).unwrap();
    let expected = bytes_of(&whole);
    // All but contracts.csv, which a bundle of proofs has not; and the manifest.
    assert_eq!(expected.len(), PARTS.len());
    let mut kills = 0;
    // As each file begins, and as each has its name.
    let instants = PARTS.iter().chain(&["manifest.json"]);
    for file in instants.flat_map(|name| [format!("{name}.partial"), (*name).to_owned()]) {
        let out = folder.path().join(format!("until {file}"));
        let mut child = rehearse(&list, &out);
        while !out.join(&file).exists() && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        kills += u32::from(!child.wait().unwrap().success());
        let again = rehearse(&list, &out).wait_with_output().unwrap();
        assert!(again.status.success(), "{file}");
        assert_eq!(String::from_utf8(again.stdout).unwrap(), hash);
        assert!(bytes_of(&out) == expected, "{file}: {:?}", bytes_of(&out).keys());
    }
    assert!(kills > 5, "only {kills} were killed in time");
}

#[test]
fn the_help_works_as_pasted() {
    let folder = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_cmt-migrate"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let sh = |script: &str| {
        let mut command = Command::new("sh");
        command.env("PATH", &path).current_dir(folder.path()).args(["-c", script]).output().unwrap()
    };
    for (name, code, answer) in [
        ("compare", 3, "1 changed"),
        ("rehearse", 0, "0x"),
        ("verify", 0, "Verified: 1 holders"),
        ("classify", 0, "1 credited"),
        ("genesis", 0, "Every balance is as proven"),
        ("prove", 0, "leaf"),
        ("status", 0, "there is nothing to do"),
    ] {
        let help = Command::new(binary).args([name, "--help"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let example = help.split("Example").nth(1).unwrap().split("\n\n").next().unwrap();
        let script: String =
            example.lines().skip(1).map(|line| format!("{}\n", line.trim())).collect();
        if name == "classify" {
            // Another list, so another bundle.
            fs::remove_dir_all(folder.path().join("rehearsal")).unwrap();
        }
        let output = sh(&script);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{script}\n{said}{complaint}");
        assert!(said.contains(answer), "{script}\n{said}");
    }
    let zero = B256::ZERO;
    let output = sh(&format!("cmt-migrate verify rehearsal --json --block-hash {zero}"));
    assert_eq!(output.status.code(), Some(3));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(
        json["verified"] == false && json["refused"].as_str().unwrap().contains("block's hash")
    );
    assert_eq!(
        sh(&format!("cmt-migrate verify nowhere --block-hash {zero}")).status.code(),
        Some(1)
    );
    assert_eq!(sh("cmt-migrate verify rehearsal").status.code(), Some(2));
}

#[test]
fn the_real_list_is_proven_by_both() {
    let Some(list) = real::holders("the_real_list_is_proven_by_both") else { return };
    let holders = Allocation::read(&list).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let expected = Rehearsal::new(holders.clone()).unwrap().write(folder.path()).unwrap();
    let verified = verify(folder.path(), &expected, &mut ()).unwrap();
    let found: BTreeMap<_, _> = verified.holders.iter().map(|h| (h.address, h.wei)).collect();
    assert_eq!(&found, holders.rows());
    assert_eq!(verified.report.supply, U256::from(10).pow(U256::from(27)));
    if let Some(second) = second::folder("the_real_list_is_proven_by_both") {
        let (code, answer) = run_second(&second, folder.path(), expected.block_hash);
        assert_eq!(code, Some(0), "{answer}");
        agree(&verified, &answer);
    }
}

#[test]
fn tries_are_built_as_another_crate_builds_them() {
    let mut rng = StdRng::seed_from_u64(real::seed("tries_are_built", 4));
    for round in 0..200 {
        let is_alike = round % 2 == 0;
        let leaves: BTreeMap<B256, Vec<u8>> = (0..rng.random_range(0..200))
            .map(|_| {
                let mut key = B256::from(rng.random::<[u8; 32]>());
                if is_alike {
                    key[..30].fill(0x5a);
                    key[30] &= 3;
                }
                (key, vec![1; rng.random_range(1..40)])
            })
            .collect();
        let keys: Vec<_> = leaves.keys().copied().collect();
        let all: Vec<_> = leaves.clone().into_iter().collect();
        assert_eq!(build_trie(&all), trie::build(&leaves, &keys));
    }
}
