//! All validators of a network in one deterministic runtime, between two losses of power.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use alloy_primitives::{B256, U256};
use commonware_cryptography::ed25519::PublicKey;
use commonware_macros::select;
use commonware_p2p::simulated::{self, Link, Oracle, SplitTarget};
use commonware_runtime::{
    Clock as _, Handle, Quota, Spawner as _, Supervisor as _, deterministic::Context,
};
use commonware_utils::{NZU32, NZUsize, Probability, ordered::Set};
use cybermiles_chain::Chain;
use cybermiles_consensus::{
    EngineConfig, Network, StatusBoard, Validator,
    application::Proposer,
    block::BlockRules,
    network::{MAX_PEERS, max_message_bytes},
    signer::Signer,
    votes::{MemoryRecord, Record},
};
use cybermiles_primitives::{Genesis, committee::vote_namespace};
use parking_lot::Mutex;
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::{
    disk::{Crashed, Disk},
    forger::Forger,
    scenario::{Deed, Plant, Scenario},
    truth::Truth,
    wire::{CHANNELS, Guard, Habit, Half, Incoming, Intent, Outgoing},
    world,
};

/// The port validator 0 says it is reached at. Nobody listens there.
const FIRST_PORT: u16 = 20_000;

/// How often the dishonest one makes noise.
const NOISE: Duration = Duration::from_millis(300);

/// What outlives a loss of power: disks, and what the simulation knows.
pub(crate) struct Site {
    pub(crate) scenario: Scenario,
    pub(crate) genesis: Genesis,
    /// One for every validator, and another one for the other half of each twin.
    pub(crate) disks: Vec<Disk>,
    pub(crate) truth: Truth,
    pub(crate) rng: StdRng,
    clock: Arc<AtomicU64>,
}

impl Running {
    fn crashed(&self) -> Crashed {
        let head = self.chain.head().number();
        Crashed { acknowledged: self.status.read().head.max(self.opened), head }
    }
}

impl Site {
    pub(crate) fn new(scenario: Scenario) -> Self {
        let spec = world::spec(scenario.epoch_blocks, scenario.block_time_ms);
        let mut genesis = world::genesis(spec, scenario.validators, FIRST_PORT);
        if scenario.plant == Plant::UncountedMoney {
            let account = genesis.alloc.values_mut().next().expect("somebody");
            account.balance += U256::from(1);
        }
        Self {
            truth: Truth::new(scenario.validators, &genesis),
            genesis,
            disks: (0..2 * scenario.validators).map(|_| Disk::new()).collect(),
            rng: StdRng::seed_from_u64(scenario.seed ^ 0x5eed),
            clock: Arc::new(AtomicU64::new(world::FOUNDED)),
            scenario,
        }
    }

    fn key(&self, validator: usize) -> PublicKey {
        let signer = Signer::new(&world::keys(validator), Box::<MemoryRecord>::default());
        signer.expect("an empty record").public_key()
    }

    /// Who votes, in every epoch: nobody leaves, and nobody else wants to come.
    fn members(&self) -> Set<PublicKey> {
        Set::from_iter_dedup((0..self.scenario.validators).map(|at| self.key(at)))
    }
}

/// One process: a validator, or half of a twin.
struct Running {
    chain: Arc<Chain>,
    status: StatusBoard,
    engine: Handle<()>,
    watchers: Vec<Handle<()>>,
    /// The newest block of the ledger when it was opened.
    opened: u64,
    /// Why it ended, if it did so by itself.
    ended: Arc<Mutex<Option<String>>>,
}

/// The network while there is power.
pub(crate) struct Cluster<'a> {
    pub(crate) context: Context,
    pub(crate) oracle: Oracle<PublicKey, Context>,
    pub(crate) site: &'a mut Site,
    running: Vec<Option<Running>>,
    /// Links that carry nothing now.
    cut: Vec<(usize, usize)>,
    is_healed: bool,
}

impl<'a> Cluster<'a> {
    pub(crate) async fn new(context: Context, site: &'a mut Site) -> Self {
        let scenario = &site.scenario;
        let rules = BlockRules { genesis: B256::ZERO, spec: site.genesis.spec.clone() };
        let config = simulated::Config {
            // Twins mark what they send to twins.
            max_size: max_message_bytes(&rules) + 1,
            max_peers_per_set: NZUsize!(MAX_PEERS),
            disconnect_on_block: true,
            tracked_peer_sets: NZUsize!(2),
        };
        let (network, oracle) = simulated::Network::new(context.child("network"), config);
        network.start();
        let ticking = site.clock.clone();
        context.child("clock").spawn(move |context| async move {
            loop {
                let now = context.current().duration_since(UNIX_EPOCH).expect("after 1970");
                ticking.store(now.as_secs(), Ordering::Relaxed);
                context.sleep(Duration::from_millis(100)).await;
            }
        });
        let running = (0..2 * scenario.validators).map(|_| None).collect();
        let cluster = Self { context, oracle, site, running, cut: Vec::new(), is_healed: false };
        for at in 0..cluster.len() {
            // A peer is known once it has a channel.
            let control = cluster.oracle.control(cluster.site.key(at));
            control.register(99, Quota::per_second(NZU32!(1))).await.expect("a running network");
        }
        cluster.link(|_, _| true).await;
        cluster
    }

    pub(crate) fn len(&self) -> usize {
        self.site.scenario.validators
    }

    /// Sets up those links among all that are chosen.
    async fn link(&self, is_chosen: impl Fn(usize, usize) -> bool) {
        let weather = self.site.scenario.weather;
        let lost = if self.is_healed { 0 } else { weather.lost };
        let link = Link {
            latency: Duration::from_millis(weather.latency_ms),
            jitter: Duration::from_millis(weather.jitter_ms),
            success_rate: Probability::new(100 - lost, 100).expect("a part of 100"),
        };
        for (from, to) in self.pairs().filter(|(from, to)| is_chosen(*from, *to)) {
            let (from, to) = (self.site.key(from), self.site.key(to));
            let _ = self.oracle.remove_link(from.clone(), to.clone()).await;
            self.oracle.add_link(from, to, link.clone()).await.expect("two peers");
        }
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let all = self.len();
        (0..all).flat_map(move |from| (0..all).map(move |to| (from, to))).filter(|(a, b)| a != b)
    }

    /// Cuts these links too.
    pub(crate) async fn cut(&mut self, links: &[(usize, usize)]) {
        for (from, to) in links {
            let (a, b) = (self.site.key(*from), self.site.key(*to));
            let _ = self.oracle.remove_link(a, b).await;
        }
        self.cut.extend_from_slice(links);
    }

    /// Cuts off who proposes next, as the first validator sees it.
    pub(crate) async fn cut_leader(&mut self) {
        let leader = self.honest().find_map(|at| Some(self.status(at)?.next_leader)).flatten();
        let Some(leader) = leader else { return };
        let is_leader = |at: usize| world::keys(at).consensus_key() == leader;
        let links: Vec<_> = self.pairs().filter(|(a, b)| is_leader(*a) || is_leader(*b)).collect();
        self.cut(&links).await;
    }

    /// All links work again, each as badly as before.
    pub(crate) async fn join(&mut self) {
        let cut = std::mem::take(&mut self.cut);
        self.link(|from, to| cut.contains(&(from, to))).await;
    }

    /// All links are good from now on.
    pub(crate) async fn heal(&mut self) {
        self.is_healed = true;
        self.link(|_, _| true).await;
    }

    /// Starts a validator that is down, with both halves if it is a twin.
    pub(crate) async fn start(&mut self, validator: usize) {
        if self.running[validator].is_some() {
            return;
        }
        let control = self.oracle.control(self.site.key(validator));
        let quota = Quota::per_second(NZU32!(1024));
        let mut channels = Vec::new();
        for channel in 0..CHANNELS {
            channels.push(control.register(channel, quota).await.expect("a running network"));
        }
        let deed = self.site.scenario.deed(validator).cloned();
        if let Some(Deed::Twins { sides }) = deed {
            let context = self.context.child("twins");
            let halves: Vec<_> = channels
                .into_iter()
                .map(|(sender, receiver)| {
                    let both = receiver.split_with(context.child("split"), |_| SplitTarget::Both);
                    (sender, both)
                })
                .collect();
            let (mut first, mut second) = (Vec::new(), Vec::new());
            for (sender, (one, other)) in halves {
                first.push((sender.clone(), one));
                second.push((sender, other));
            }
            for (side, channels) in [(1, first), (2, second)] {
                let intent = Intent::Half(self.half(side, &sides));
                self.run(validator, usize::from(side - 1), channels, Some(intent)).await;
            }
            return;
        }
        let intent = deed.map(|deed| match deed {
            Deed::Contradict => Intent::Contradict(Box::new(Forger {
                keys: world::keys(validator),
                namespace: vote_namespace(self.site.genesis.spec.chain_id),
                committee: self.site.members(),
            })),
            Deed::Withhold { victims, votes } => Intent::Withhold {
                victims: victims.iter().map(|at| self.site.key(*at)).collect(),
                votes,
            },
            Deed::Replay => Intent::Replay,
            Deed::Garbage | Deed::Twins { .. } => Intent::Garbage,
        });
        self.run(validator, 0, channels, intent).await;
    }

    fn half(&self, side: u8, sides: &[u8]) -> Half {
        let scenario = &self.site.scenario;
        let (honest, twins): (Vec<_>, Vec<_>) =
            (0..self.len()).partition(|at| scenario.is_honest(*at));
        let reached = honest.into_iter().filter(|at| sides[*at] & side != 0);
        Half {
            side,
            reached: reached.map(|at| self.site.key(at)).collect(),
            twins: twins.into_iter().map(|at| self.site.key(at)).collect(),
        }
    }

    async fn run(
        &mut self,
        validator: usize,
        half: usize,
        channels: Vec<(simulated::Sender<PublicKey, Context>, simulated::Receiver<PublicKey>)>,
        intent: Option<Intent>,
    ) {
        let instance = validator + half * self.len();
        let is_honest = self.site.scenario.is_honest(validator);
        let seed = self.site.rng.random::<u64>();
        let makes_noise = matches!(intent, Some(Intent::Garbage));
        let habit = intent.map(|intent| Habit::new(StdRng::seed_from_u64(seed), intent));
        let weather = self.site.scenario.weather;
        let channels: Vec<_> = (0..CHANNELS)
            .zip(channels)
            .map(|(channel, (sender, receiver))| {
                let rng = StdRng::seed_from_u64(seed ^ (channel + 1));
                let sender = Outgoing::new(sender, channel, habit.clone());
                (sender, Incoming::new(receiver, channel, weather, rng, habit.clone()))
            })
            .collect();
        let wires: Vec<Outgoing> = channels.iter().map(|(sender, _)| sender.clone()).collect();
        let network = self.network(validator, is_honest, channels);
        let record = self.record(instance, validator).await;
        let (ready, status) = self.validator(instance, validator, record);
        let chain = ready.chain.clone();
        let opened = chain.head().number();
        let mut watchers = Vec::new();
        if is_honest {
            self.site.truth.opened(validator, &chain);
            watchers.push(self.watch(validator, &chain));
        }
        if makes_noise {
            watchers.push(self.make_noise(wires, seed));
        }
        let ended = Arc::new(Mutex::new(None));
        let context = self.context.child("validator").with_attribute("number", instance);
        let engine = context.spawn({
            let ended = ended.clone();
            move |context| async move {
                let result = ready.run(context, network).await;
                *ended.lock() = Some(format!("{result:?}"));
            }
        });
        self.running[instance] = Some(Running { chain, status, engine, watchers, opened, ended });
    }

    fn network(
        &self,
        validator: usize,
        is_honest: bool,
        channels: Vec<(Outgoing, Incoming)>,
    ) -> Network<simulated::SocketManager<PublicKey, Context>, Guard, Outgoing, Incoming> {
        let mut channels = channels.into_iter();
        let mut next = || channels.next().expect("six of them");
        Network {
            peers: self.oracle.socket_manager(),
            blocker: Guard::new(self.oracle.control(self.site.key(validator)), is_honest),
            votes: next(),
            certificates: next(),
            resolver: next(),
            blocks: next(),
            backfill: next(),
            transactions: next(),
        }
    }

    /// The record of votes, as soon as the process before has let go of it.
    async fn record(&self, instance: usize, validator: usize) -> Box<dyn Record> {
        let key = world::keys(validator).consensus_key();
        for _ in 0..100 {
            if let Some(record) = self.site.disks[instance].record(&key) {
                return record;
            }
            self.context.sleep(Duration::from_millis(10)).await;
        }
        panic!("VIOLATION: a killed process holds on to its record of votes");
    }

    fn validator(
        &self,
        instance: usize,
        validator: usize,
        record: Box<dyn Record>,
    ) -> (Validator, StatusBoard) {
        let keys = world::keys(validator);
        let clock = self.site.clock.clone();
        let clock = Arc::new(move || clock.load(Ordering::Relaxed));
        let folder = self.site.disks[instance].ledger();
        let chain = world::open(&folder, &self.site.genesis, clock);
        let signer = Signer::new(&keys, record);
        let signer = signer.expect("VIOLATION: the record of votes is unreadable");
        let truth = self.site.truth.clone();
        let is_honest = self.site.scenario.is_honest(validator);
        let config = EngineConfig {
            partition: format!("validator-{instance}-{}-", self.site.disks[instance].losses),
            write_buffer: 16 << 10,
            evidence: is_honest.then(|| {
                let sink: cybermiles_consensus::EvidenceSink =
                    Arc::new(move |evidence| truth.accused(validator, evidence));
                sink
            }),
            ..EngineConfig::recommended(chain.spec())
        };
        let status = StatusBoard::default();
        let ready = Validator {
            chain,
            public_key: signer.public_key(),
            signer: Some(signer),
            proposer: Some(Proposer { key: keys.consensus_key(), randao: keys.randao().clone() }),
            config,
            status: status.clone(),
        };
        (ready, status)
    }

    /// Looks at every block that becomes final in an honest ledger.
    fn watch(&self, validator: usize, chain: &Arc<Chain>) -> Handle<()> {
        let (chain, truth) = (chain.clone(), self.site.truth.clone());
        let mut heads = chain.heads();
        self.context.child("watcher").spawn(move |_| async move {
            while let Ok(block) = heads.recv().await {
                truth.block(validator, &block, &chain);
            }
        })
    }

    fn make_noise(&self, mut wires: Vec<Outgoing>, seed: u64) -> Handle<()> {
        let mut rng = StdRng::seed_from_u64(seed ^ 0xbad);
        self.context.child("noise").spawn(move |context| async move {
            loop {
                context.sleep(NOISE).await;
                let at = rng.random_range(0..wires.len());
                wires[at].noise(&mut rng);
            }
        })
    }

    /// Kills a validator. Its disk is what such an end may leave.
    pub(crate) async fn crash(&mut self, validator: usize) {
        let Some(running) = self.running[validator].take() else { return };
        let crashed = running.crashed();
        let Running { mut chain, engine, watchers, .. } = running;
        engine.abort();
        watchers.iter().for_each(Handle::abort);
        self.site.truth.acknowledged(validator, crashed.acknowledged);
        // Its tasks let go of the ledger when they are next looked at.
        while let Err(shared) = Arc::try_unwrap(chain) {
            chain = shared;
            self.context.sleep(Duration::from_millis(5)).await;
        }
        let Site { disks, rng, scenario, .. } = &mut *self.site;
        match scenario.plant {
            Plant::LostBlock => disks[validator].lose_block(),
            Plant::Amnesia => disks[validator].forget_votes(),
            _ => disks[validator].crash(crashed, rng),
        }
    }

    /// Kills a validator as soon as its ledger has another block, before its consensus heard of
    /// that if luck has it. Waits for the block for a while.
    pub(crate) async fn crash_writing(&mut self, validator: usize) {
        let Some(mut heads) = self.chain(validator).map(|chain| chain.heads()) else { return };
        let late = self.context.sleep(Duration::from_millis(1_500));
        select! {
            _ = heads.recv() => {},
            _ = late => {},
        }
        drop(heads);
        self.crash(validator).await;
    }

    /// Notes what everybody knows to be durable, and what the disks look like, before they go.
    pub(crate) fn lose_power(&mut self) -> Vec<(usize, Crashed)> {
        let running = self.running.iter().enumerate();
        let crashed: Vec<_> = running
            .filter_map(|(instance, running)| Some((instance, running.as_ref()?.crashed())))
            .collect();
        for (at, crashed) in crashed.iter().filter(|(instance, _)| *instance < self.len()) {
            self.site.truth.acknowledged(*at, crashed.acknowledged);
        }
        crashed
    }

    /// What honest validators must be able to say at any time.
    pub(crate) fn check(&mut self) {
        for at in self.honest().collect::<Vec<_>>() {
            let Some(running) = &self.running[at] else { continue };
            self.site.truth.acknowledged(at, running.crashed().acknowledged);
            if let Some(why) = running.chain.failure().borrow().as_ref() {
                panic!("VIOLATION: the ledger of validator {at} failed: {why}");
            }
            let head = running.chain.head().number();
            self.site.disks[at].remember_head(head);
        }
    }

    /// Honest validators whose consensus ended by itself, and what it said.
    pub(crate) fn ended(&self) -> Vec<(usize, String)> {
        let ended = |at: usize| Some((at, self.running[at].as_ref()?.ended.lock().clone()?));
        self.honest().filter_map(ended).collect()
    }

    pub(crate) fn honest(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|at| self.site.scenario.is_honest(*at))
    }

    pub(crate) fn chain(&self, at: usize) -> Option<&Arc<Chain>> {
        self.running[at].as_ref().map(|running| &running.chain)
    }

    pub(crate) fn votes(&self, at: usize) -> &crate::disk::SharedVotes {
        &self.site.disks[at].votes
    }

    fn status(&self, at: usize) -> Option<cybermiles_consensus::Status> {
        self.running[at].as_ref().map(|running| running.status.read())
    }

    /// Heads of the honest validators that run.
    pub(crate) fn heads(&self) -> Vec<(usize, u64)> {
        self.honest().filter_map(|at| Some((at, self.chain(at)?.head().number()))).collect()
    }

    pub(crate) async fn sleep_ms(&self, time: u64) {
        self.context.sleep(Duration::from_millis(time)).await;
    }

    /// Honest validators that keep honest ones out.
    pub(crate) async fn misjudged(&self) -> Vec<(usize, usize)> {
        let blocked = self.oracle.blocked().await.expect("a running network");
        let is_blocked =
            |(a, b): &(usize, usize)| blocked.contains(&(self.site.key(*a), self.site.key(*b)));
        let is_honest = |at| self.site.scenario.is_honest(at);
        self.pairs().filter(|(a, b)| is_honest(*a) && is_honest(*b)).filter(is_blocked).collect()
    }
}
