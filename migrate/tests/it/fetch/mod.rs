//! `cmt-migrate fetch` against nodes that are honest, broken, slow, and liars.

mod killed;
mod liars;
mod node;
mod said;
mod troubles;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::Arc,
};

use alloy_primitives::{Address, U256, address, keccak256};
use cybermiles_migrate::{Allocation, rehearsal::Rehearsal};
use node::{Chain, Node};
use tempfile::TempDir;

const CONTRACT: Address = address!("0x00000000000000000000000000000000000c0de5");
const DELEGATED: Address = address!("0x0000000000000000000000000000000000007702");
const TOKEN: Address = cybermiles_migrate::verify::TOKEN;

/// A chain with some hundred holders of every kind.
fn chain(count: u64) -> Arc<Chain> {
    chain_of(count, &[CONTRACT, DELEGATED, TOKEN])
}

/// One with these holders besides.
fn chain_of(count: u64, others: &[Address]) -> Arc<Chain> {
    let account = |n: u64| Address::from_word(keccak256(n.to_be_bytes()));
    let wei = |n: u64| U256::from(n) * U256::from(10).pow(U256::from(15)) + U256::from(n % 7);
    let mut rows: BTreeMap<_, _> = (1..=count).map(|n| (account(n), wei(n))).collect();
    rows.extend(others.iter().map(|a| (*a, U256::from(5_000))));
    let delegation = [&[0xef, 1, 0][..], Address::repeat_byte(7).as_slice()].concat();
    let codes = BTreeMap::from([(CONTRACT, vec![0x60, 0x01]), (DELEGATED, delegation)]);
    let mut rehearsal = Rehearsal::new(Allocation::new(rows).unwrap()).unwrap();
    for (account, code) in &codes {
        rehearsal.put_code(*account, code.clone());
    }
    Chain::new(&rehearsal, codes)
}

/// A run of `fetch`.
struct Fetch {
    folder: TempDir,
    args: Vec<String>,
}

impl Fetch {
    fn new(chain: &Chain, nodes: &[&Node]) -> Self {
        let mut fetch = Self::unpinned(nodes);
        fetch.arg(&["--block-hash", &chain.expected.block_hash.to_string()]);
        fetch
    }

    fn unpinned(nodes: &[&Node]) -> Self {
        let mut fetch = Self { folder: tempfile::tempdir().unwrap(), args: vec!["fetch".into()] };
        fetch.arg(&["--timeout", "2", "--attempts", "4"]);
        for node in nodes {
            fetch.arg(&["--rpc", &node.url]);
        }
        fetch
    }

    fn arg(&mut self, args: &[&str]) -> &mut Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("bundle")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cmt-migrate"));
        command.args(&self.args).arg("--out").arg(self.out());
        command
    }

    fn run(&self) -> Output {
        self.command().output().unwrap()
    }

    /// Runs it; it has to end well, with the bundle the chain has. What it said on the way.
    #[track_caller]
    fn succeeds(&self, chain: &Chain) -> String {
        let output = self.run();
        let said = both(&output);
        assert_eq!(output.status.code(), Some(0), "{said}");
        same_bytes(&self.out(), chain.bundle.path());
        said
    }

    /// Runs it; it has to end with this code and say these words.
    #[track_caller]
    fn fails(&self, code: i32, words: &[&str]) {
        let output = self.run();
        let said = both(&output);
        assert_eq!(output.status.code(), Some(code), "{said}");
        for word in words {
            assert!(said.contains(word), "`{word}` is not in: {said}");
        }
        assert!(!self.out().join("manifest.json").exists());
    }
}

fn both(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| (path.file_name().unwrap().to_str().unwrap().into(), fs::read(&path).unwrap()))
        .collect()
}

#[track_caller]
fn same_bytes(one: &Path, other: &Path) {
    let (one, other) = (files(one), files(other));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for (name, bytes) in &one {
        assert!(bytes == &other[name], "{name} differs");
    }
}

#[test]
fn an_honest_node_gives_the_bundle_byte_for_byte() {
    let chain = chain(300);
    let node = Node::honest(&chain);
    let fetch = Fetch::new(&chain, &[&node]);
    let said = fetch.succeeds(&chain);
    assert!(said.starts_with("Verified: 303 holders of"), "{said}");
    assert!(!fetch.out().join(".fetch").exists());
    // Again: nobody is asked, and the same is said.
    let before = node.requests();
    assert_eq!(fetch.succeeds(&chain), said);
    assert_eq!(node.requests(), before);
}

#[test]
fn https_is_spoken_with_those_the_system_believes() {
    let chain = chain(20);
    let node = Node::start_tls(&chain);
    let fetch = Fetch::new(&chain, &[&node]);
    let stranger = fetch.run();
    assert_eq!(stranger.status.code(), Some(1));
    assert!(both(&stranger).contains("invalid peer certificate"), "{}", both(&stranger));
    let authority = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fetch/tls/ca.pem");
    let output = fetch.command().env("SSL_CERT_FILE", authority).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", both(&output));
    same_bytes(&fetch.out(), chain.bundle.path());
}

#[test]
fn without_a_pin_everybody_is_asked_for_the_hash() {
    let (here, elsewhere) = (chain(30), chain(31));
    let (one, two) = (Node::honest(&here), Node::honest(&here));
    let fetch = Fetch::unpinned(&[&one, &two]);
    let said = fetch.succeeds(&here);
    assert!(said.contains("Nobody pinned it"), "{said}");
    let silent = Node::start(&here, |asked| match asked.is("eth_getBlockByNumber") {
        true => node::Act::Error(-32000, "unknown block"),
        false => node::Act::Honest,
    });
    let said = Fetch::unpinned(&[&one, &silent]).succeeds(&here);
    let unheard = format!("the hash of block 6486489 is not named by {}", silent.url);
    assert!(said.contains(&unheard), "{said}");
    let other = Node::honest(&elsewhere);
    let fetch = Fetch::unpinned(&[&one, &other]);
    fetch.fails(3, &["the hash of block 6486489", &one.url, &other.url, "--block-hash"]);
}

#[test]
fn a_header_with_fields_of_the_future_is_asked_for_as_it_is() {
    let chain = chain(20);
    let rlp = fs::read(chain.bundle.path().join("header.rlp")).unwrap();
    let raw = alloy_primitives::hex::encode_prefixed(rlp);
    let node = Node::start(&chain, move |asked| {
        let raw = raw.clone();
        if asked.is("eth_getBlockByNumber") {
            node::edit(|answer| answer["result"]["baseFeePerGas"] = "0x7".into())
        } else if asked.is("debug_getRawHeader") {
            node::edit(move |answer| {
                answer.as_object_mut().unwrap().remove("error");
                answer["result"] = raw.as_str().into();
            })
        } else {
            node::Act::Honest
        }
    });
    Fetch::new(&chain, &[&node]).succeeds(&chain);
}

#[test]
fn who_holds_without_a_log_is_found_by_a_list() {
    let chain = chain(30);
    let node = Node::start(&chain, |asked| match asked.is("eth_getLogs") {
        true => node::Act::Error(-32601, "logs are not supported here"),
        false => node::Act::Honest,
    });
    let fetch = Fetch::new(&chain, &[&node]);
    fetch.fails(1, &["nobody gives logs", "logs are not supported here"]);
    // Without logs only those are asked for who are named.
    let mut fetch = Fetch::new(&chain, &[&node]);
    let list = fetch.folder.path().join("holders.csv");
    let balances = fs::read_to_string(chain.bundle.path().join("balances.csv")).unwrap();
    let most: Vec<&str> = balances.lines().collect();
    fs::write(&list, most[..20].join("\n") + "\n").unwrap();
    fetch.arg(&["--no-logs", "--hints", list.to_str().unwrap()]);
    fetch.fails(3, &["are not accounted for", "--hints"]);
    // The same command, once the list is whole.
    let only: Vec<&str> = most.iter().map(|line| line.split(',').next().unwrap()).collect();
    fs::write(&list, only.join("\n") + "\n").unwrap();
    let output = fetch.run();
    assert_eq!(output.status.code(), Some(0), "{}", both(&output));
    let (found, whole) = (files(&fetch.out()), files(chain.bundle.path()));
    assert!(!found.contains_key("logs.csv"));
    assert_eq!(found["balances.csv"], whole["balances.csv"]);
    assert_eq!(found["storage.nodes"], whole["storage.nodes"]);
}

#[test]
fn a_folder_of_something_else_is_refused() {
    let chain = chain(5);
    let node = Node::honest(&chain);
    let fetch = Fetch::new(&chain, &[&node]);
    fs::create_dir(fetch.out()).unwrap();
    fs::write(fetch.out().join("thesis.doc"), "mine").unwrap();
    fetch.fails(1, &["thesis.doc", "not written by `fetch`"]);
    assert_eq!(fs::read(fetch.out().join("thesis.doc")).unwrap(), b"mine");
    let mut fetch = Fetch::new(&chain, &[&node]);
    fetch.succeeds(&chain);
    fetch.arg(&["--supply-slot", "7"]);
    let output = fetch.run();
    assert_eq!(output.status.code(), Some(1));
    assert!(both(&output).contains("a bundle of other facts"), "{}", both(&output));
}
