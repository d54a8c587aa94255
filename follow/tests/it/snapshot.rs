//! A node that begins with an upstream's state: given one hash to believe, it believes nothing else.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_rlp::Decodable;
use cybermiles_follow::{SnapshotOptions, SnapshotSyncError, take_snapshot};
use cybermiles_primitives::{Genesis, SnapshotBlock, SnapshotPart, StateReader};
use jsonrpsee::{
    RpcModule,
    core::{client::ClientT, params::ArrayParams},
    http_client::{HttpClient, HttpClientBuilder},
    server::{Server, ServerHandle},
    types::ErrorObjectOwned,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::network::{EPOCH_BLOCKS, Node, STORE, Served, check, genesis, payment, until};

/// The height of the snapshot: four epochs and a bit, most of whose committees the state forgot.
const SNAPSHOT: u64 = 4 * EPOCH_BLOCKS + 3;

/// A node with a snapshot, blocks above it, and payments in them.
fn maker(genesis: &Genesis) -> Node {
    let node = Node::new(genesis);
    for nonce in 0..SNAPSHOT {
        node.chain.submit(payment(genesis.spec.chain_id, nonce)).unwrap();
        node.grow(1);
    }
    node.chain.store().checkpoint().unwrap();
    node.grow(5);
    node
}

fn options(genesis: &Genesis, trusted: B256, urls: &[String], folder: &TempDir) -> SnapshotOptions {
    let hash = Node::new(genesis).chain.genesis_hash();
    let urls = urls.iter().map(|url| url.parse().unwrap()).collect();
    let data = folder.path().join(STORE);
    let mut options = SnapshotOptions::new(data, genesis.clone(), hash, trusted, urls, check());
    (options.retry, options.rounds) = (Duration::from_millis(10), 2);
    options
}

/// What is said when there is nobody else to ask; `None` when a snapshot is taken.
async fn said_by(genesis: &Genesis, trusted: B256, url: &str, distance: u64) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(genesis, trusted, &[url.to_owned()], &folder);
    options.distance = distance;
    let error = take_snapshot(&options).await.err()?;
    assert!(matches!(&error, SnapshotSyncError::Nowhere(faults) if faults.len() == 1), "{error}");
    let node = Node::with_store(genesis, folder);
    assert_eq!(node.chain.head().number(), 0);
    Some(error.to_string())
}

async fn refused(genesis: &Genesis, trusted: B256, url: &str, distance: u64) -> String {
    said_by(genesis, trusted, url, distance).await.expect("no snapshot is taken")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_begins_with_a_snapshot_and_follows_from_there() {
    let genesis = genesis(7);
    let maker = maker(&genesis);
    let served = maker.serve().await;
    let trusted = maker.chain.head().hash;
    for url in [served.ws(), served.http()] {
        let folder = tempfile::tempdir().unwrap();
        let gone = "ws://127.0.0.1:1".to_owned();
        let taken = take_snapshot(&options(&genesis, trusted, &[gone, url.clone()], &folder)).await;
        let taken = taken.unwrap();
        assert_eq!(taken.number, SNAPSHOT);
        let node = Node::with_store(&genesis, folder);
        let head = node.chain.head();
        assert_eq!((head.hash, Some(head.hash)), (taken.hash, maker.hash(SNAPSHOT)));
        for number in 1..=SNAPSHOT {
            let (own, theirs) =
                (node.chain.block(number).unwrap(), maker.chain.block(number).unwrap());
            let (own, theirs) = (own.unwrap(), theirs.unwrap());
            assert_eq!((own.hash, &own.receipts), (theirs.hash, &theirs.receipts));
            assert_eq!(own.transactions, theirs.transactions);
            // Votes of committees that are forgotten cannot be checked, and are not kept.
            let votes = &own.seal.as_ref().unwrap().certificate;
            let is_known = node.chain.committee(genesis.spec.epoch_of(number)).unwrap().is_some();
            assert_eq!(votes.is_empty(), !is_known, "block {number}");
        }
        let follower = node.follow(std::slice::from_ref(&url));
        maker.grow(2);
        let newest = maker.chain.head();
        until("the head", || node.chain.head().hash == newest.hash).await;
        let (own, theirs) = (node.balance(newest.number()), maker.balance(newest.number()));
        assert_eq!(own.unwrap(), theirs.unwrap());
        let error = node.balance(SNAPSHOT - 1).unwrap_err();
        assert!(
            error.contains("the state at block 34 is not kept: it is from block 35 on"),
            "{error}"
        );
        tokio::task::spawn_blocking(move || drop(follower)).await.unwrap();
        // It is an upstream like any other.
        let again = tempfile::tempdir().unwrap();
        let second = node.serve().await;
        let taken = take_snapshot(&options(&genesis, newest.hash, &[second.ws()], &again)).await;
        assert_eq!(taken.unwrap().number, SNAPSHOT);
    }
}

impl Node {
    fn hash(&self, number: u64) -> Option<B256> {
        self.chain.header(number).unwrap().map(|header| header.hash)
    }

    fn balance(&self, number: u64) -> Result<U256, String> {
        let state = self.chain.state_at(number).map_err(|error| error.to_string())?;
        let account =
            state.account(&Address::repeat_byte(0xbb)).map_err(|error| error.to_string())?;
        Ok(account.unwrap_or_default().balance)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_none_that_leads_to_the_trusted_block_says_why() {
    let genesis = genesis(7);
    let maker = maker(&genesis);
    let served = maker.serve().await;
    let head = maker.chain.head().hash;
    let said = refused(&genesis, B256::repeat_byte(9), &served.ws(), 100).await;
    assert!(said.contains("does not know the trusted block 0x0909"), "{said}");
    let said = refused(&genesis, maker.hash(SNAPSHOT - 1).unwrap(), &served.ws(), 100).await;
    assert!(said.contains("trust a newer block"), "{said}");
    let said = refused(&genesis, head, &served.ws(), 4).await;
    assert!(said.contains("more than 4 blocks below the trusted block 40"), "{said}");
    let said = refused(&genesis, head, "ws://127.0.0.1:1", 100).await;
    assert!(said.contains("cannot be reached"), "{said}");
    let young = Node::new(&genesis);
    let served = young.serve().await;
    let said = refused(&genesis, head, &served.ws(), 100).await;
    assert!(said.contains("it has none yet"), "{said}");
    let mut twin = genesis.clone();
    twin.timestamp += 1;
    let said = refused(&twin, head, &served.ws(), 100).await;
    assert!(said.contains("is of another chain"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trusted_block_may_be_the_snapshots_own() {
    let genesis = genesis(7);
    let maker = maker(&genesis);
    let served = maker.serve().await;
    let folder = tempfile::tempdir().unwrap();
    let trusted = maker.hash(SNAPSHOT).unwrap();
    let taken = take_snapshot(&options(&genesis, trusted, &[served.ws()], &folder)).await.unwrap();
    assert_eq!(taken.hash, trusted);
    // With blocks in it, a folder is left alone.
    let error = take_snapshot(&options(&genesis, trusted, &[served.ws()], &folder)).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("has blocks up to 35 already"), "{error}");
}

/// What a liar makes of an honest answer: method, parameters, answer.
type Lie = fn(&str, &[Value], Value) -> Value;

/// A server that hands on what an honest one says, altered.
async fn lying(honest: &Served, lie: Lie) -> (SocketAddr, ServerHandle) {
    let client = HttpClientBuilder::new().max_response_size(u32::MAX);
    let client: Arc<HttpClient> = Arc::new(client.build(honest.http()).unwrap());
    let mut module = RpcModule::new(client);
    for method in [
        "eth_chainId",
        "eth_getBlockByNumber",
        "cmt_getSnapshot",
        "cmt_getSnapshotPart",
        "cmt_getSnapshotCodes",
        "cmt_getSnapshotBlock",
        "cmt_getHeaders",
    ] {
        let entered = module.register_async_method(method, move |params, client, _| async move {
            let params: Vec<Value> = params.parse().unwrap_or_default();
            let mut sent = ArrayParams::new();
            params.iter().for_each(|one| sent.insert(one).unwrap());
            let answer: Value = client.request(method, sent).await.unwrap();
            Ok::<Value, ErrorObjectOwned>(lie(method, &params, answer))
        });
        entered.unwrap();
    }
    let server = Server::builder().build("127.0.0.1:0");
    let server = server.await.unwrap();
    (server.local_addr().unwrap(), server.start(module))
}

fn bytes(value: &Value) -> Vec<u8> {
    value.as_str().unwrap().parse::<Bytes>().unwrap().to_vec()
}

fn hex(bytes: impl Into<Bytes>) -> Value {
    json!(bytes.into())
}

fn part(answer: &Value, change: impl FnOnce(&mut SnapshotPart)) -> Value {
    let mut part = SnapshotPart::decode(&mut bytes(answer).as_slice()).unwrap();
    change(&mut part);
    hex(alloy_rlp::encode(part))
}

fn block(answer: &Value, change: impl FnOnce(&mut SnapshotBlock)) -> Value {
    let mut block = SnapshotBlock::decode(&mut bytes(answer).as_slice()).unwrap();
    change(&mut block);
    hex(alloy_rlp::encode(block))
}

/// Every lie, with the words it is named by.
const LIES: [(Lie, &str); 20] = [
    (
        |method, _, mut answer| {
            if method == "cmt_getHeaders" {
                let mut header = bytes(&answer[3]);
                header[100] ^= 1;
                answer[3] = hex(header);
            }
            answer
        },
        "it sent one that hashes to",
    ),
    (
        |method, _, mut answer| {
            if method == "cmt_getHeaders" {
                answer.as_array_mut().unwrap().remove(2);
            }
            answer
        },
        "it sent one that hashes to",
    ),
    (
        |method, _, mut answer| {
            if method == "cmt_getHeaders" {
                answer[0] = hex([bytes(&answer[0]), vec![0]].concat());
            }
            answer
        },
        "it sent one that hashes to",
    ),
    (
        |method, _, mut answer| {
            if method == "cmt_getSnapshot" {
                answer["stateRoot"] = json!(B256::repeat_byte(5));
            }
            answer
        },
        "it says that block 35 is",
    ),
    (
        |method, _, mut answer| {
            if method == "cmt_getSnapshot" {
                answer["accounts"] = json!("0x7fffffffffffffff");
            }
            answer
        },
        "it says that it has 9223372036854775807 accounts",
    ),
    (
        |method, _, mut answer| {
            if method == "cmt_getSnapshot" {
                answer["slots"] = json!("0x1");
            }
            answer
        },
        "accounts and 1 slots, and sent",
    ),
    (
        |method, _, answer| match method {
            "cmt_getSnapshotPart" => {
                let bytes = bytes(&answer);
                hex(bytes[..bytes.len() / 2].to_vec())
            }
            _ => answer,
        },
        "a part of its state:",
    ),
    (
        |method, _, answer| match method {
            "cmt_getSnapshotPart" => hex([bytes(&answer), vec![0]].concat()),
            _ => answer,
        },
        "a part of its state: 1 bytes follow",
    ),
    (
        // The same entries again and again.
        |method, _, answer| match method {
            "cmt_getSnapshotPart" => hex(alloy_rlp::encode(SnapshotPart {
                accounts: vec![cybermiles_primitives::SnapshotAccount::new(
                    Address::repeat_byte(1),
                    Default::default(),
                )],
                slots: vec![],
            })),
            _ => answer,
        },
        "entries must ascend",
    ),
    (
        |method, _, answer| match method {
            "cmt_getSnapshotPart" => part(&answer, |part| {
                if part.slots.len() > 1 {
                    part.slots.remove(1);
                }
            }),
            _ => answer,
        },
        "slots, and sent",
    ),
    (
        |method, params, answer| match method {
            "cmt_getSnapshotPart" if params[1] != json!("0x") => hex(vec![0xc2, 0xc0, 0xc0]),
            "cmt_getSnapshotPart" => part(&answer, |part| part.slots.truncate(3)),
            _ => answer,
        },
        "slots, and sent",
    ),
    (
        |method, _, answer| match method {
            "cmt_getSnapshotPart" => part(&answer, |part| {
                if let Some(account) = part.accounts.first_mut() {
                    account.balance += U256::ONE;
                }
            }),
            _ => answer,
        },
        "have the state root",
    ),
    (
        |method, _, mut answer| {
            if method == "cmt_getSnapshotCodes" {
                answer[0] = Value::Null;
            }
            answer
        },
        "it lacks the code",
    ),
    (
        |method, _, mut answer| {
            if method == "cmt_getSnapshotCodes" {
                answer[0] = json!("0xfe");
            }
            answer
        },
        "which no account has",
    ),
    (
        |method, _, mut answer| {
            if method == "cmt_getSnapshotCodes" {
                answer.as_array_mut().unwrap().push(json!("0xfe"));
            }
            answer
        },
        "codes for",
    ),
    (
        |method, params, answer| match method {
            "cmt_getSnapshotBlock" if params[0] == json!("0x9") => {
                block(&answer, |block| block.block.block.header.gas_used += 1)
            }
            _ => answer,
        },
        "as block 9, which is",
    ),
    (
        |method, params, answer| match method {
            "cmt_getSnapshotBlock" if params[0] == json!("0x9") => {
                block(&answer, |block| block.receipts[0].success = false)
            }
            _ => answer,
        },
        "block 9: receipts root",
    ),
    (
        |method, params, answer| match method {
            "cmt_getSnapshotBlock" if params[0] == json!("0x9") => {
                block(&answer, |block| block.block.seal.randomness[3] ^= 1)
            }
            _ => answer,
        },
        "block 9: the hash of the seal's randomness",
    ),
    (
        |method, params, answer| match method {
            "cmt_getSnapshotBlock" if params[0] == json!("0x22") => {
                block(&answer, |block| block.block.seal.certificate = vec![1; 32].into())
            }
            _ => answer,
        },
        "block 34 with votes that do not count: forged",
    ),
    (
        |method, _, answer| match method {
            "cmt_getSnapshotBlock" => {
                block(&answer, |block| block.block.seal.certificate = Default::default())
            }
            _ => answer,
        },
        "it has no votes for any of the 32 newest blocks",
    ),
];

static OFFERED: AtomicUsize = AtomicUsize::new(0);

/// While another upstream may still come back, a liar is not heard again.
#[tokio::test(flavor = "multi_thread")]
async fn a_liar_is_asked_once() {
    let genesis = genesis(7);
    let maker = maker(&genesis);
    let honest = maker.serve().await;
    let lie: Lie = |method, _, mut answer| {
        if method == "cmt_getSnapshot" {
            OFFERED.fetch_add(1, Ordering::Relaxed);
            answer["stateRoot"] = json!(B256::repeat_byte(5));
        }
        answer
    };
    let (address, _server) = lying(&honest, lie).await;
    let urls = [format!("http://{address}"), "ws://127.0.0.1:1".to_owned()];
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(&genesis, maker.chain.head().hash, &urls, &folder);
    options.rounds = 3;
    let said = take_snapshot(&options).await.unwrap_err().to_string();
    assert!(said.contains("it says that block 35 is") && said.contains(&urls[1]), "{said}");
    assert_eq!(OFFERED.load(Ordering::Relaxed), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_lie_is_named_and_the_next_upstream_is_asked() {
    let genesis = genesis(7);
    let maker = maker(&genesis);
    let honest = maker.serve().await;
    let trusted = maker.chain.head().hash;
    let mut missed = Vec::new();
    for (place, (lie, words)) in LIES.into_iter().enumerate() {
        let (address, server) = lying(&honest, lie).await;
        let liar = format!("http://{address}");
        let said = said_by(&genesis, trusted, &liar, 100).await.unwrap_or_default();
        if !said.contains(words) || !said.contains(&liar) {
            missed.push(format!("lie {place}, {words}: {said}"));
        }
        let folder = tempfile::tempdir().unwrap();
        let both = [liar, honest.ws()];
        let taken = take_snapshot(&options(&genesis, trusted, &both, &folder)).await.unwrap();
        assert_eq!(taken.number, SNAPSHOT, "lie {place}");
        drop(server);
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// As [`LIES`], where not a lie but the bounds are at stake.
#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_or_too_much_is_not_begun_or_left() {
    let genesis = genesis(7);
    let maker = maker(&genesis);
    let honest = maker.serve().await;
    let trusted = maker.chain.head().hash;
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(&genesis, trusted, &[honest.ws()], &folder);
    options.room = 1000;
    let said = take_snapshot(&options).await.unwrap_err().to_string();
    assert!(said.contains("MB of disk, and there are 0 MB"), "{said}");
    (options.room, options.patience, options.slowest) = (u64::MAX, Duration::ZERO, u64::MAX);
    options.rounds = 1;
    let said = take_snapshot(&options).await.unwrap_err().to_string();
    assert!(said.contains("sends too slowly"), "{said}");
}

/// The liar that tells the truth is believed: it is the lies that are found out above.
#[tokio::test(flavor = "multi_thread")]
async fn the_liars_can_tell_the_truth() {
    let genesis = genesis(7);
    let maker = maker(&genesis);
    let honest = maker.serve().await;
    let (address, _server) = lying(&honest, |_, _, answer| answer).await;
    let folder = tempfile::tempdir().unwrap();
    let urls = [format!("http://{address}")];
    let trusted = maker.chain.head().hash;
    let taken = take_snapshot(&options(&genesis, trusted, &urls, &folder)).await.unwrap();
    assert_eq!(taken.number, SNAPSHOT);
}
