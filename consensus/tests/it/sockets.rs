//! Real processes' way: real sockets, real time, a thread a validator.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use alloy_primitives::B256;
use cybermiles_chain::Chain;
use cybermiles_consensus::{Config, Handle, StartError, start, votes_file::VotesFileError};
use cybermiles_primitives::Genesis;
use tempfile::TempDir;

use crate::world;

#[allow(clippy::disallowed_methods, reason = "a test over real sockets runs in real time")]
fn clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A run of free ports on this machine, another one for each test.
fn free_ports(count: u16) -> u16 {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let given = GIVEN.fetch_add(25, Ordering::Relaxed);
    let free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    (given..given + 25)
        .map(|n| 21_000 + n * 16 + u16::try_from(std::process::id() % 1000).expect("small") * 20)
        .find(|first| (*first..first + count).all(free))
        .expect("free ports")
}

/// Where validators are reached who did not say so on chain.
type Endpoints = BTreeMap<B256, SocketAddr>;

/// A validator as `cybermiles` runs it.
struct Node {
    folder: TempDir,
    config: Config,
    chain: Arc<Chain>,
    handle: Handle,
}

impl Node {
    fn new(at: u16, first_port: u16, genesis: &Genesis, endpoints: &Endpoints) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let chain = world::open(&folder.path().join("chain"), genesis, Arc::new(clock));
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, first_port + at));
        let keys = world::keys(at.into());
        let mut config = Config::new(folder.path().join("consensus"), listen, keys, chain.spec());
        config.allow_private_ips = true;
        config.worker_threads = 1;
        config.engine.endpoints = endpoints.clone();
        let handle = start(config.clone(), chain.clone()).expect("it starts");
        Self { folder, config, chain, handle }
    }

    fn restart(&mut self) {
        self.handle.stop();
        assert_eq!(self.handle.failed(), None);
        self.handle = start(self.config.clone(), self.chain.clone()).expect("it starts again");
    }

    fn hash(&self, number: u64) -> B256 {
        self.chain.header(number).expect("readable").expect("kept").hash
    }
}

fn until(nodes: &[Node], height: u64) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while nodes.iter().any(|node| node.chain.head().number() < height) {
        for node in nodes {
            assert_eq!(node.handle.failed(), None);
        }
        assert!(Instant::now() < deadline, "{:?}", nodes[0].handle.status());
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

#[test]
fn four_validators_agree_over_sockets_and_one_comes_back() {
    let first_port = free_ports(4);
    let genesis = world::genesis(world::spec(1000, 200), 4, first_port);
    let mut nodes: Vec<_> =
        (0..4).map(|at| Node::new(at, first_port, &genesis, &Endpoints::new())).collect();
    until(&nodes, 10);
    // A second process with this key and record.
    let second = start(nodes[1].config.clone(), nodes[1].chain.clone());
    assert!(matches!(second, Err(StartError::Votes(VotesFileError::Locked { .. }))), "{second:?}");
    nodes[1].restart();
    until(&nodes, 20);
    // It comes back without the library's files as well, from the ledger and the record of votes.
    nodes[1].handle.stop();
    std::fs::remove_dir_all(nodes[1].config.folder.join("journals")).expect("its journals");
    nodes[1].restart();
    until(&nodes, 30);
    assert!(nodes.iter().all(|node| node.handle.status().is_voting));
    for number in 0..=30 {
        let hash = nodes[0].hash(number);
        assert!(nodes.iter().all(|node| node.hash(number) == hash), "block {number}");
    }
    for node in nodes {
        node.handle.stop();
        assert_eq!(node.handle.failed(), None);
        drop(node.folder);
    }
}

#[test]
fn a_validator_without_an_address_connects_to_the_others() {
    let first_port = free_ports(4);
    let genesis = world::genesis(world::spec(1000, 200), 4, 0);
    let address = |at: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, first_port + at));
    let known = (0..3).map(|at| (world::keys(at.into()).consensus_key(), address(at)));
    let endpoints: Endpoints = known.collect();
    let nodes: Vec<_> = (0..4).map(|at| Node::new(at, first_port, &genesis, &endpoints)).collect();
    until(&nodes, 10);
    // All four vote, the last one included: without it, one more that ends would be one too many.
    nodes[0].handle.stop();
    let rest = &nodes[1..];
    until(rest, nodes[1].chain.head().number() + 10);
    assert_eq!(nodes[3].handle.status().peers, 2);
}
