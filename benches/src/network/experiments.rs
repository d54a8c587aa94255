//! The experiments, one function each, and the report they fill.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use alloy_primitives::U64;
use serde::Serialize;
use serde_json::json;

use super::{
    cluster::{Cluster, FULL, Kind},
    heads::{Heads, finality, longest_gap, now_ms},
};
use crate::{
    load::{
        LoadError,
        client::Connection,
        growth::{self, Growth},
        plan::{Plan, Transport, Workload},
        report::{Latency, Outcome},
        run::run,
        target::Target,
    },
    machine::{Machine, command, write_json},
};

/// Time between blocks of a network, unless an experiment is about something else.
const BLOCK_TIME_MS: u64 = 500;
/// Validators, likewise.
const VALIDATORS: u8 = 4;
/// Validators of a real network.
const MANY: u8 = 19;
/// Between two looks at a height.
const LOOK: Duration = Duration::from_millis(20);
/// Whatever takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(600);

/// How much of everything.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    /// The program.
    #[serde(skip)]
    pub binary: PathBuf,
    /// Seconds of the mixed load.
    pub seconds: usize,
    /// Its transactions a second.
    pub rate: usize,
    /// Transactions in one request of these two.
    pub batch: usize,
    /// Kills of a validator.
    pub kills: usize,
    /// Blocks a newcomer joins.
    pub join_blocks: u64,
    /// Blocks of each kind with 19 validators.
    pub many_blocks: u64,
    /// Transfers sent as fast as they are taken.
    pub transfers: usize,
}

/// From a block's own time to its announcement by each node.
#[derive(Clone, Debug, Serialize)]
pub struct Finality {
    /// What the blocks carried.
    pub load: String,
    /// The network.
    pub kind: Kind,
    /// Blocks behind the figure.
    pub blocks: u64,
    /// Over all nodes.
    pub all: Latency,
    /// By the full node, which follows a validator.
    pub full_node: Latency,
    /// By the node that had most of them last.
    pub slowest_node: Latency,
}

/// A network under load.
#[derive(Clone, Debug, Serialize)]
pub struct Loaded {
    /// What was sent to the full node, and what became of it.
    pub outcome: Outcome,
    /// How fast its blocks were final.
    pub finality: Finality,
    /// How each node's memory went.
    pub memory: Vec<Growth>,
}

/// Blocks stop coming when their leader is killed, until the others skip it.
#[derive(Clone, Debug, Serialize)]
pub struct Recovery {
    /// Validators killed, one after the other.
    pub kills: usize,
    /// Longest time without a block after each kill, in ms: at the killed one's first turn.
    pub gaps_ms: Vec<u64>,
    /// The longest.
    pub worst_ms: u64,
    /// From the killed validator's start to its head being the others', in ms.
    pub rejoined_ms: Vec<u64>,
}

/// A full node that joins from nothing.
#[derive(Clone, Debug, Serialize)]
pub struct Joined {
    /// What the blocks carry.
    pub load: String,
    /// Blocks there were at its start.
    pub blocks: u64,
    /// Transactions in them.
    pub transactions: usize,
    /// From the start of its process to its having them.
    pub seconds: f64,
    /// `blocks / seconds`.
    pub blocks_per_second: f64,
}

/// Everything one invocation found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The command that repeats it.
    pub command: String,
    /// Where, and how busy it was at the start of each experiment.
    pub machine: Machine,
    /// Load averages at the start of each experiment.
    pub load_averages: Vec<(String, String)>,
    /// How much of everything.
    pub settings: Settings,
    /// Finality under the mixed load.
    pub mixed: Option<Loaded>,
    /// Memory under a load that leaves no new state.
    pub steady: Option<Loaded>,
    /// After the death of a leader.
    pub recovery: Option<Recovery>,
    /// Joining, with empty blocks and with full ones.
    pub joined: Vec<Joined>,
    /// With as many validators as a real network has.
    pub many: Vec<Finality>,
    /// Transfers as fast as they are taken.
    pub transfers: Option<Loaded>,
}

impl Report {
    /// An empty report.
    pub fn new(settings: Settings) -> Self {
        Self {
            command: command(),
            machine: Machine::read(),
            load_averages: Vec::new(),
            settings,
            mixed: None,
            steady: None,
            recovery: None,
            joined: Vec::new(),
            many: Vec::new(),
            transfers: None,
        }
    }

    /// Notes how busy the machine is before an experiment.
    pub fn begin(&mut self, experiment: &str) {
        self.load_averages.push((experiment.to_owned(), Machine::read().load_average));
    }

    /// Writes the report as JSON.
    ///
    /// # Errors
    /// [`LoadError::File`] when that fails.
    pub fn write(&self, path: &Path) -> Result<(), LoadError> {
        write_json(path, self)
            .map_err(|source| LoadError::File { path: path.display().to_string(), source })
    }
}

const fn kind(validators: u8) -> Kind {
    Kind { validators, block_time_ms: BLOCK_TIME_MS }
}

fn plan(workload: Workload, count: usize, rate: Option<usize>) -> Plan {
    Plan {
        workload,
        transport: Transport::Http,
        count,
        senders: if workload == Workload::Bulk { 40 } else { 1_000 },
        recipients: 10_000,
        // A user sends one at a time; only the flood is sent in batches.
        batch: if rate.is_some() { 1 } else { 50 },
        in_flight: 16,
        rate: rate.map(|rate| rate as f64),
        max_fee_gwei: 20,
        // However long the load lasts by itself.
        timeout: PATIENCE
            + rate.map_or(PATIENCE, |rate| Duration::from_secs((count / rate) as u64)),
    }
}

/// A load at the settings' rate, for their time.
fn lasting(workload: Workload, settings: &Settings) -> Plan {
    let plan = plan(workload, settings.rate * settings.seconds, Some(settings.rate));
    Plan { batch: settings.batch, ..plan }
}

/// Blocks under 500 mixed transactions a second, sent to the full node.
///
/// # Errors
/// [`LoadError`] when the network does not come up or stops answering.
pub async fn mixed(settings: &Settings) -> Result<Loaded, LoadError> {
    loaded(settings, &lasting(Workload::Mixed, settings)).await
}

/// Plain transfers at the rate of the mixed load, between accounts that stay the same: memory that
/// grows under these is no state.
///
/// # Errors
/// As [`mixed`].
pub async fn steady(settings: &Settings) -> Result<Loaded, LoadError> {
    loaded(settings, &lasting(Workload::Transfers, settings)).await
}

/// As many plain transfers as the network takes through its full node.
///
/// # Errors
/// As [`mixed`].
pub async fn transfers(settings: &Settings) -> Result<Loaded, LoadError> {
    loaded(settings, &plan(Workload::Transfers, settings.transfers, None)).await
}

async fn loaded(settings: &Settings, plan: &Plan) -> Result<Loaded, LoadError> {
    let kind = kind(VALIDATORS);
    let cluster = Cluster::start(&settings.binary, kind).await?;
    wait_for_height(cluster.target(FULL), 3).await?;
    let heads = Heads::listen(&cluster.targets()).await?;
    let work = run("network", cluster.target(FULL), cluster.pid(FULL), plan);
    let (outcome, memory) = growth::watch(cluster.watched(), work).await;
    let name = format!("{:?}", plan.workload).to_lowercase();
    let finality = summed_up(&name, kind, &heads, (0, u64::MAX));
    Ok(Loaded { outcome: outcome?, finality, memory })
}

/// Each validator in turn is killed and started again.
///
/// # Errors
/// As [`mixed`].
pub async fn recovery(settings: &Settings) -> Result<Recovery, LoadError> {
    let mut cluster = Cluster::start(&settings.binary, kind(VALIDATORS)).await?;
    wait_for_height(cluster.target(FULL), 3).await?;
    let (mut gaps_ms, mut rejoined_ms) = (Vec::new(), Vec::new());
    for round in 0..settings.kills {
        let victim = 1 + round % usize::from(VALIDATORS);
        let witness = 1 + (round + 1) % usize::from(VALIDATORS);
        let targets = [cluster.target(witness)];
        let heads = Heads::listen(&targets).await?;
        cluster.kill(victim)?;
        let killed = now_ms();
        // So many turns that one of them was the victim's, almost surely (1 - 0.75^24).
        let height = height(targets[0]).await?;
        wait_for_height(targets[0], height + 24).await?;
        let gap = longest_gap(&heads.seen(), killed);
        gaps_ms.push(u64::try_from(gap.as_millis()).unwrap_or(u64::MAX));
        let again = Instant::now();
        cluster.start_node(victim).await?;
        let wanted = self::height(targets[0]).await?;
        wait_for_height(cluster.target(victim), wanted).await?;
        rejoined_ms.push(u64::try_from(again.elapsed().as_millis()).unwrap_or(u64::MAX));
        // With the last one not yet connected, the next kill would be one too many.
        for at in 1..=usize::from(VALIDATORS) {
            wait_for(cluster.target(at), "net_peerCount", u64::from(VALIDATORS) - 1).await?;
        }
    }
    let worst_ms = gaps_ms.iter().copied().max().unwrap_or(0);
    Ok(Recovery { kills: settings.kills, gaps_ms, worst_ms, rejoined_ms })
}

/// An empty full node follows the first validator, over empty blocks and over full ones.
///
/// # Errors
/// As [`mixed`].
pub async fn joining(settings: &Settings) -> Result<Vec<Joined>, LoadError> {
    let fast = Kind { validators: VALIDATORS, block_time_ms: 100 };
    let mut joined = Vec::new();
    for workload in [None, Some(Workload::Transfers)] {
        let mut cluster = Cluster::start(&settings.binary, fast).await?;
        let mut transactions = 0;
        if let Some(workload) = workload {
            // Some 40 a block.
            let count = usize::try_from(settings.join_blocks).unwrap_or(usize::MAX) * 40;
            let plan = plan(workload, count, Some(400));
            transactions = run("network", cluster.target(FULL), None, &plan).await?.included;
        } else {
            wait_for_height(cluster.target(1), settings.join_blocks).await?;
        }
        let newcomer = cluster.add_newcomer()?;
        let blocks = height(cluster.target(1)).await?;
        let begun = Instant::now();
        cluster.start_node(newcomer).await?;
        wait_for_height(cluster.target(newcomer), blocks).await?;
        let seconds = begun.elapsed().as_secs_f64();
        joined.push(Joined {
            load: workload.map_or("empty".into(), |_| "40 transfers a block".into()),
            blocks,
            transactions,
            seconds,
            blocks_per_second: blocks as f64 / seconds,
        });
    }
    Ok(joined)
}

/// Nineteen validators, with empty blocks and with blocks of 100 KB.
///
/// # Errors
/// As [`mixed`].
pub async fn many(settings: &Settings) -> Result<Vec<Finality>, LoadError> {
    let kind = kind(MANY);
    let cluster = Cluster::start(&settings.binary, kind).await?;
    let full = cluster.target(FULL);
    wait_for_height(full, 3).await?;
    let heads = Heads::listen(&cluster.targets()).await?;
    let first = height(full).await? + 1;
    wait_for_height(full, first + settings.many_blocks).await?;
    let empty = summed_up("empty", kind, &heads, (first, first + settings.many_blocks));
    // Ten of 10 KB to a block.
    let blocks = usize::try_from(settings.many_blocks).unwrap_or(usize::MAX);
    let plan = plan(Workload::Bulk, blocks * 10, Some(20));
    let first = height(full).await? + 1;
    run("network", full, None, &plan).await?;
    let last = height(full).await?;
    let bulk = summed_up("100 KB", kind, &heads, (first, last));
    Ok(vec![empty, bulk])
}

fn summed_up(load: &str, kind: Kind, heads: &Heads, (first, last): (u64, u64)) -> Finality {
    let seen = heads.seen();
    let is_in = |number| (first..=last).contains(&number);
    let nodes = usize::from(kind.validators) + 1;
    let by_node = |node| finality(&seen, |one| one.node == node && is_in(one.number));
    let slowest = (0..nodes).map(by_node).max_by(|a, b| a.p50_ms.total_cmp(&b.p50_ms));
    Finality {
        load: load.to_owned(),
        kind,
        blocks: seen.iter().filter(|one| one.node == FULL && is_in(one.number)).count() as u64,
        all: finality(&seen, |one| is_in(one.number)),
        full_node: by_node(FULL),
        slowest_node: slowest.unwrap_or_default(),
    }
}

async fn height(target: Target) -> Result<u64, LoadError> {
    let mut connection = Connection::open(target, Transport::Http).await?;
    let number: U64 = connection.call("eth_blockNumber", json!([])).await?;
    Ok(number.to())
}

async fn wait_for_height(target: Target, wanted: u64) -> Result<(), LoadError> {
    wait_for(target, "eth_blockNumber", wanted).await
}

/// Asks `method` until it answers at least `wanted`.
async fn wait_for(target: Target, method: &str, wanted: u64) -> Result<(), LoadError> {
    let mut connection = Connection::open(target, Transport::Http).await?;
    let begun = Instant::now();
    loop {
        let number: U64 = connection.call(method, json!([])).await?;
        if number.to::<u64>() >= wanted {
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            let reason = format!("{method} is {number} after {PATIENCE:?}, expected {wanted}");
            return Err(LoadError::Node { name: target.to_string(), reason });
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn milliseconds(latency: &Latency) -> String {
    format!("p50 {:.0} ms, p95 {:.0}, most {:.0}", latency.p50_ms, latency.p95_ms, latency.max_ms)
}

impl std::fmt::Display for Finality {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{} validators, {}: {} blocks final after {} (full node: {})",
            self.kind.validators,
            self.load,
            self.blocks,
            milliseconds(&self.all),
            milliseconds(&self.full_node)
        )
    }
}

impl std::fmt::Display for Loaded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.outcome, self.finality)?;
        for growth in &self.memory {
            write!(f, "{growth}")?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Recovery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{} kills: longest time without a block {:?} ms; back at the head after {:?} ms",
            self.kills, self.gaps_ms, self.rejoined_ms
        )
    }
}

impl std::fmt::Display for Joined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "joined {} blocks ({}) in {:.1} s: {:.0} blocks a second",
            self.blocks, self.load, self.seconds, self.blocks_per_second
        )
    }
}
