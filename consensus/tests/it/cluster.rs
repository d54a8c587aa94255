//! A network of whole validators in the deterministic runtime: real ledgers in temporary folders,
//! a simulated network between them, virtual time. The same seed is the same run.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use alloy_primitives::B256;
use commonware_codec::{DecodeExt as _, Encode as _};
use commonware_consensus::simplex::types::{Notarize, Vote};
use commonware_cryptography::ed25519::PublicKey;
use commonware_p2p::{
    Receiver as _, Recipients, Sender as _,
    simulated::{self, Link, Oracle},
    utils::mux::Muxer,
};
use commonware_runtime::{
    Clock as _, Handle, Quota, Runner as _, Spawner as _, Supervisor as _, deterministic,
};
use commonware_utils::{NZU32, NZUsize, probability::Probability};
use cybermiles_chain::Chain;
use cybermiles_consensus::{
    EngineConfig, EngineError, Network, StatusBoard, Validator,
    application::Proposer,
    block::{BlockRules, Digest},
    committees::participants,
    evidence::Evidence,
    network::{MAX_PEERS, max_message_bytes},
    signer::{Scheme, Signer},
    votes::MemoryRecord,
};
use cybermiles_primitives::{Genesis, committee::vote_namespace};
use tempfile::TempDir;

use crate::world;

/// When simulations begin, in Unix seconds.
const START: u64 = world::FOUNDED;

/// The port validator 0 says it is reached at. Nobody listens there.
const FIRST_PORT: u16 = 20_000;

/// What a network is like.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) validators: usize,
    pub(crate) epoch_blocks: u64,
    pub(crate) block_time_ms: u64,
    /// Milliseconds a message takes, and how much that varies.
    pub(crate) latency: (u64, u64),
    /// Messages that arrive, of a hundred.
    pub(crate) arriving: u8,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            validators: 4,
            epoch_blocks: 1000,
            block_time_ms: 500,
            latency: (20, 5),
            arriving: 100,
        }
    }
}

/// One validator with everything that survives its crashes.
pub(crate) struct Node {
    folder: TempDir,
    /// How often its journals were lost.
    losses: u32,
    pub(crate) record: MemoryRecord,
    pub(crate) status: StatusBoard,
    /// What it proved against others.
    pub(crate) evidence: Arc<Mutex<Vec<Evidence>>>,
    running: Option<Running>,
}

struct Running {
    chain: Arc<Chain>,
    engine: Handle<Result<(), EngineError>>,
}

/// The validators and the network between them.
pub(crate) struct Cluster {
    pub(crate) context: deterministic::Context,
    pub(crate) oracle: Oracle<PublicKey, deterministic::Context>,
    pub(crate) nodes: Vec<Node>,
    setup: Setup,
    genesis: Genesis,
    clock: Arc<AtomicU64>,
}

/// Runs `story` with a new network, for at most an hour of virtual time; answers what the runtime
/// went through as a digest, which is the same whenever the seed is.
pub(crate) fn simulate<F>(seed: u64, setup: Setup, story: F) -> String
where
    F: AsyncFnOnce(&mut Cluster),
{
    println!("seed {seed}, {setup:?}");
    let config = deterministic::Config::new()
        .with_seed(seed)
        .with_start_time(UNIX_EPOCH + Duration::from_secs(START))
        .with_timeout(Some(Duration::from_secs(3600)));
    deterministic::Runner::new(config).start(|context| async move {
        let mut cluster = Cluster::new(context.child("cluster"), &setup).await;
        for node in 0..setup.validators {
            cluster.start(node).await;
        }
        story(&mut cluster).await;
        for node in 0..setup.validators {
            cluster.crash(node).await;
        }
        context.auditor().state()
    })
}

impl Cluster {
    async fn new(context: deterministic::Context, setup: &Setup) -> Self {
        let spec = world::spec(setup.epoch_blocks, setup.block_time_ms);
        let genesis = world::genesis(spec.clone(), setup.validators, FIRST_PORT);
        let rules = BlockRules { genesis: B256::ZERO, spec };
        let config = simulated::Config {
            max_size: max_message_bytes(&rules),
            max_peers_per_set: NZUsize!(MAX_PEERS),
            disconnect_on_block: true,
            tracked_peer_sets: NZUsize!(2),
        };
        let (network, oracle) = simulated::Network::new(context.child("network"), config);
        network.start();
        let clock = Arc::new(AtomicU64::new(START));
        let ticking = clock.clone();
        context.child("clock").spawn(move |context| async move {
            loop {
                let now = context.current().duration_since(UNIX_EPOCH).expect("after 1970");
                ticking.store(now.as_secs(), Ordering::Relaxed);
                context.sleep(Duration::from_millis(100)).await;
            }
        });
        let node = |_| Node {
            folder: tempfile::tempdir().expect("a temporary folder"),
            losses: 0,
            record: MemoryRecord::default(),
            status: StatusBoard::default(),
            evidence: Arc::default(),
            running: None,
        };
        let nodes = (0..setup.validators).map(node).collect();
        let cluster = Self { context, oracle, nodes, setup: setup.clone(), genesis, clock };
        cluster.meet().await;
        cluster.link(|_, _| true).await;
        cluster
    }

    /// Lets the network know all validators: it does once they have a channel.
    async fn meet(&self) {
        for at in 0..self.nodes.len() {
            let control = self.oracle.control(Self::public_key(at));
            control.register(99, Quota::per_second(NZU32!(1))).await.expect("a running network");
        }
    }

    /// Connects those validators with each other, both ways, that `are_linked` says are.
    pub(crate) async fn link(&self, are_linked: impl Fn(usize, usize) -> bool) {
        let (latency, jitter) = self.setup.latency;
        let count = self.nodes.len();
        for (from, to) in (0..count).flat_map(|from| (0..count).map(move |to| (from, to))) {
            if from == to {
                continue;
            }
            let (sender, receiver) = (Self::public_key(from), Self::public_key(to));
            // There may be none yet.
            let _ = self.oracle.remove_link(sender.clone(), receiver.clone()).await;
            if are_linked(from, to) {
                let arriving = Probability::new(self.setup.arriving.into(), 100);
                let link = Link {
                    latency: Duration::from_millis(latency),
                    jitter: Duration::from_millis(jitter),
                    success_rate: arriving.expect("at most a hundred"),
                };
                self.oracle.add_link(sender, receiver, link).await.expect("two peers");
            }
        }
    }

    pub(crate) fn public_key(node: usize) -> PublicKey {
        let signer = Signer::new(&world::keys(node), Box::<MemoryRecord>::default());
        signer.expect("an empty record").public_key()
    }

    /// Starts a validator, for the first time or after a crash.
    pub(crate) async fn start(&mut self, at: usize) {
        let keys = world::keys(at);
        let clock = self.clock.clone();
        let clock = Arc::new(move || clock.load(Ordering::Relaxed));
        let node = &mut self.nodes[at];
        let chain = world::open(node.folder.path(), &self.genesis, clock);
        let signer = Signer::new(&keys, Box::new(node.record.clone()));
        let signer = signer.expect("a readable record");
        let evidence = node.evidence.clone();
        let sink = move |proof| evidence.lock().expect("no panic").push(proof);
        let config = EngineConfig {
            evidence: Some(Arc::new(sink)),
            partition: format!("validator-{at}-{}-", node.losses),
            write_buffer: 64 << 10,
            ..EngineConfig::recommended(chain.spec())
        };
        let validator = Validator {
            chain: chain.clone(),
            public_key: signer.public_key(),
            signer: Some(signer),
            proposer: Some(Proposer { key: keys.consensus_key(), randao: keys.randao().clone() }),
            config,
            status: node.status.clone(),
        };
        let control = self.oracle.control(Self::public_key(at));
        let quota = Quota::per_second(NZU32!(1024));
        let mut channels = Vec::new();
        for channel in 0..6 {
            channels.push(control.register(channel, quota).await.expect("a running network"));
        }
        let mut channels = channels.into_iter();
        let mut next = || channels.next().expect("six of them");
        let network = Network {
            peers: self.oracle.socket_manager(),
            blocker: control.clone(),
            votes: next(),
            certificates: next(),
            resolver: next(),
            blocks: next(),
            backfill: next(),
            transactions: next(),
        };
        let context = self.context.child("validator").with_attribute("number", at);
        let engine = context.spawn(move |context| validator.run(context, network));
        self.nodes[at].running = Some(Running { chain, engine });
    }

    /// Starts a liar in the place of a crashed validator: it votes for every proposal of epoch 0
    /// that it hears of, and for another one that does not exist.
    pub(crate) async fn start_double_voter(&mut self, at: usize) {
        let committee = self.chain(0).committee(0).expect("readable").expect("elected");
        let members = participants(&committee).expect("good keys");
        // Two memories: neither knows what the other one signed.
        let scheme = || {
            let signer = Signer::new(&world::keys(at), Box::<MemoryRecord>::default());
            let namespace = vote_namespace(self.genesis.spec.chain_id);
            Scheme::new(&namespace, members.clone(), Some(signer.expect("an empty record")))
        };
        let schemes = [scheme(), scheme()];
        let control = self.oracle.control(Self::public_key(at));
        let quota = Quota::per_second(NZU32!(1024));
        let votes = control.register(0, quota).await.expect("a running network");
        self.context.child("liar").spawn(move |context| async move {
            let (muxer, mut handle) = Muxer::new(context.child("votes"), votes.0, votes.1);
            muxer.start();
            let (mut sender, mut receiver) = handle.register(0).await.expect("a new epoch");
            while let Ok((_, message)) = receiver.recv().await {
                let Ok(Vote::Notarize(heard)) = Vote::<Scheme, Digest>::decode(message) else {
                    continue;
                };
                let mut other = heard.proposal.clone();
                other.payload.0[0] ^= 1;
                for (scheme, proposal) in schemes.iter().zip([heard.proposal, other]) {
                    if let Some(vote) = Notarize::sign(scheme, proposal) {
                        sender.send(Recipients::All, Vote::Notarize(vote).encode(), true);
                    }
                }
            }
        });
    }

    /// Ends a validator without a word. What it wrote to its folder and its record is still there.
    pub(crate) async fn crash(&mut self, at: usize) {
        let Some(Running { mut chain, engine }) = self.nodes[at].running.take() else { return };
        engine.abort();
        // Its tasks let go of the ledger when they are next looked at.
        while let Err(shared) = Arc::try_unwrap(chain) {
            chain = shared;
            self.context.sleep(Duration::from_millis(10)).await;
        }
    }

    /// Takes a crashed validator all files of consensus but the record of what it signed.
    pub(crate) fn lose_journals(&mut self, at: usize) {
        assert!(self.nodes[at].running.is_none(), "validator {at} is running");
        self.nodes[at].losses += 1;
    }

    /// A copy of a crashed validator's ledger.
    pub(crate) fn backup(&self, at: usize) -> TempDir {
        assert!(self.nodes[at].running.is_none(), "validator {at} is running");
        let copy = tempfile::tempdir().expect("a temporary folder");
        copy_folder(self.nodes[at].folder.path(), copy.path());
        copy
    }

    /// Puts a copy in place of a crashed validator's ledger.
    pub(crate) fn restore(&mut self, at: usize, copy: TempDir) {
        assert!(self.nodes[at].running.is_none(), "validator {at} is running");
        self.nodes[at].folder = copy;
    }

    /// The ledger of a running validator.
    pub(crate) fn chain(&self, at: usize) -> &Arc<Chain> {
        &self.nodes[at].running.as_ref().expect("a running validator").chain
    }

    /// Block 0, and what is agreed on before it.
    pub(crate) fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    pub(crate) fn is_down(&self, at: usize) -> bool {
        self.nodes[at].running.is_none()
    }

    fn running(&self) -> impl Iterator<Item = usize> {
        (0..self.nodes.len()).filter(|at| self.nodes[*at].running.is_some())
    }

    /// Waits until every running validator has made `height` final; for five minutes at most.
    pub(crate) async fn until(&self, height: u64) {
        for _ in 0..3000 {
            for at in self.running() {
                let status = self.nodes[at].status.read();
                assert_eq!(status.failure, None, "validator {at}");
            }
            if self.running().all(|at| self.chain(at).head().number() >= height) {
                return;
            }
            self.sleep(Duration::from_millis(100)).await;
        }
        let heads: Vec<_> = self.running().map(|at| (at, self.chain(at).head().number())).collect();
        panic!("no block {height} within five minutes: {heads:?}");
    }

    pub(crate) async fn sleep(&self, time: Duration) {
        self.context.sleep(time).await;
    }

    /// The hash of every final block, after making sure that no two ledgers differ.
    pub(crate) fn agreed(&self) -> BTreeMap<u64, B256> {
        let mut agreed = BTreeMap::new();
        for at in self.running() {
            let chain = self.chain(at);
            for number in chain.oldest_block()..=chain.head().number() {
                let header = chain.header(number).expect("readable").expect("kept");
                let hash = *agreed.entry(number).or_insert(header.hash);
                assert_eq!(hash, header.hash, "validator {at} has another block {number}");
            }
        }
        agreed
    }
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("readable").path();
        let copy = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            fs::create_dir(&copy).expect("a new folder");
            copy_folder(&path, &copy);
        } else {
            fs::copy(&path, &copy).expect("a copy");
        }
    }
}
