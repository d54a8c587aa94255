//! Plays a scenario from its first block to the time after everything is repaired.

use std::{
    collections::BTreeMap,
    time::{Duration, UNIX_EPOCH},
};

use alloy_primitives::B256;
use commonware_runtime::{
    Clock as _, Supervisor as _,
    deterministic::{self, FaultConfig, PartialWriteMode, WriteConfig},
};
use commonware_utils::{Probability, probability};
use cybermiles_consensus::Timing;
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::{
    cluster::{Cluster, Site},
    disk::Crashed,
    load::Load,
    scenario::{Event, Scenario, Timed},
    truth::contradiction,
    world,
};

/// How often everything is looked at, in milliseconds.
const TICK_MS: u64 = 50;

/// Once all faults are over, validators go on within so many of a leader's times.
const LEADERS: u32 = 10;

/// Blocks that are to follow once all faults are over.
const MORE_BLOCKS: u64 = 3;

/// Blocks whose votes may be on their way when the network halts.
const ON_THEIR_WAY: u64 = 2;

/// A run at whose end nothing was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    /// What the runtime went through, as a digest.
    pub(crate) state: String,
    pub(crate) blocks: BTreeMap<u64, B256>,
    pub(crate) transactions: usize,
    pub(crate) audits: u64,
    /// Honest validators that proved the dishonest one's guilt.
    pub(crate) witnesses: usize,
    /// Milliseconds from the last repair until all had made more blocks.
    pub(crate) recovered_ms: u64,
    pub(crate) crashes: u64,
    pub(crate) epochs: u64,
    /// How often too few validators were left to go on.
    pub(crate) halts: u64,
}

/// Plays it.
///
/// # Panics
/// With the word `VIOLATION` when something was wrong.
pub(crate) fn play(scenario: Scenario) -> Report {
    let config = deterministic::Config::new()
        .with_seed(scenario.seed)
        .with_start_time(UNIX_EPOCH + Duration::from_secs(world::FOUNDED))
        .with_timeout(Some(Duration::from_secs(600)))
        .with_storage_fault_config(survival(scenario.survives));
    let lives = scenario.lives.clone();
    let mut site = Site::new(scenario);
    let mut tally = Tally::default();
    let mut runner = deterministic::Runner::new(config);
    for (index, life) in lives.iter().enumerate() {
        let is_last = index + 1 == lives.len();
        let (crashed, checkpoint) = runner.start_and_recover(async |context| {
            let cluster = Cluster::new(context.child("cluster"), &mut site).await;
            live(cluster, life, is_last, &mut tally).await
        });
        lose_power(&mut site, crashed);
        tally.state = checkpoint.auditor().state();
        runner = deterministic::Runner::from(checkpoint);
    }
    let (transactions, audits) = site.truth.counts();
    let blocks = site.truth.blocks();
    let last = blocks.keys().next_back().copied().unwrap_or_default();
    Report {
        state: tally.state,
        transactions,
        audits,
        witnesses: tally.witnesses,
        recovered_ms: tally.recovered_ms,
        crashes: tally.crashes,
        halts: tally.halts,
        epochs: last / site.scenario.epoch_blocks,
        blocks,
    }
}

#[derive(Debug, Default)]
struct Tally {
    state: String,
    witnesses: usize,
    recovered_ms: u64,
    crashes: u64,
    /// The newest block when there were too few validators for another one, as long as there are.
    halted_at: Option<u64>,
    halts: u64,
}

/// What is left of writes that nobody waited for.
fn survival((percent, is_prefix): (u64, bool)) -> FaultConfig {
    FaultConfig::default().write(WriteConfig {
        failure_rate: probability!(0.0),
        retention_rate: Probability::new(percent, 100).expect("a part of 100"),
        mode: if is_prefix { PartialWriteMode::Prefix } else { PartialWriteMode::Subset },
    })
}

fn lose_power(site: &mut Site, crashed: Vec<(usize, Crashed)>) {
    let Site { disks, rng, .. } = site;
    for (instance, crashed) in crashed {
        disks[instance].crash(crashed, rng);
    }
}

/// From power on to power off.
async fn live(
    mut cluster: Cluster<'_>,
    life: &[Timed],
    is_last: bool,
    tally: &mut Tally,
) -> Vec<(usize, Crashed)> {
    let seed = cluster.site.rng.random();
    let mut users = Users { load: Load::new(StdRng::seed_from_u64(seed)), due: 0 };
    for validator in 0..cluster.len() {
        cluster.start(validator).await;
    }
    let begun = now_ms(&cluster);
    tally.halted_at = None;
    for timed in life {
        while now_ms(&cluster) < begun + timed.at_ms {
            tick(&mut cluster, &mut users, tally).await;
        }
        happen(&mut cluster, &timed.event, tally).await;
    }
    if is_last {
        recover(&mut cluster, &mut users, tally).await;
        judge(&cluster, tally).await;
    }
    cluster.lose_power()
}

/// Users, and how many transactions they owe.
struct Users {
    load: Load,
    due: u64,
}

async fn tick(cluster: &mut Cluster<'_>, users: &mut Users, tally: &mut Tally) {
    cluster.sleep_ms(TICK_MS).await;
    cluster.check();
    check_halt(cluster, tally);
    users.due += cluster.site.scenario.load * TICK_MS;
    while users.due >= 1000 {
        users.due -= 1000;
        let at = cluster.site.rng.random_range(0..cluster.len());
        let now = now_ms(cluster) / 1000;
        if let Some(chain) = cluster.chain(at).cloned() {
            users.load.submit(at, &chain, now);
        }
    }
    revive(cluster, tally).await;
}

/// Fewer than a quorum make no block final, whatever the rest does.
fn check_halt(cluster: &Cluster<'_>, tally: &mut Tally) {
    let all = cluster.len();
    let down = cluster.honest().filter(|at| cluster.chain(*at).is_none()).count();
    let newest = cluster.site.truth.highest();
    if all - down >= all - (all - 1) / 3 {
        tally.halted_at = None;
        return;
    }
    if tally.halted_at.is_none() {
        (tally.halted_at, tally.halts) = (Some(newest), tally.halts + 1);
    }
    let begun = tally.halted_at.unwrap_or(newest);
    assert!(
        newest <= begun + ON_THEIR_WAY,
        "VIOLATION: block {newest} is final though {down} of {all} validators were down since {begun}"
    );
}

/// Consensus may end by itself when its record of votes failed, and for no other reason.
async fn revive(cluster: &mut Cluster<'_>, tally: &mut Tally) {
    for (at, why) in cluster.ended() {
        assert!(why.contains("Signer"), "VIOLATION: validator {at} ended: {why}");
        cluster.crash(at).await;
        tally.crashes += 1;
        cluster.start(at).await;
    }
}

async fn happen(cluster: &mut Cluster<'_>, event: &Event, tally: &mut Tally) {
    match event {
        Event::Cut(links) => cluster.cut(links).await,
        Event::CutLeader => cluster.cut_leader().await,
        Event::Join => cluster.join().await,
        Event::Crash(at) => {
            cluster.crash(*at).await;
            tally.crashes += 1;
        }
        Event::CrashWriting(at) => {
            cluster.crash_writing(*at).await;
            tally.crashes += 1;
        }
        Event::BreakRecord(at) => cluster.votes(*at).break_record(),
        Event::Start(at) => cluster.start(*at).await,
    }
}

/// Repairs everything, and waits until all honest validators have made new blocks.
async fn recover(cluster: &mut Cluster<'_>, users: &mut Users, tally: &mut Tally) {
    cluster.join().await;
    cluster.heal().await;
    for at in cluster.honest().collect::<Vec<_>>() {
        cluster.start(at).await;
    }
    let spec = &cluster.site.genesis.spec;
    let bound =
        u64::try_from((Timing::for_chain(spec).leader * LEADERS).as_millis()).expect("small");
    let (begun, goal) = (now_ms(cluster), cluster.site.truth.highest() + MORE_BLOCKS);
    let is_there = |cluster: &Cluster<'_>| {
        cluster.heads().len() == cluster.honest().count()
            && cluster.heads().iter().all(|(_, head)| *head >= goal)
    };
    while !is_there(cluster) {
        let waited = now_ms(cluster) - begun;
        assert!(
            waited <= bound,
            "VIOLATION: no block {goal} everywhere {waited} ms after all faults were over; the \
             heads are {:?}",
            cluster.heads()
        );
        tick(cluster, users, tally).await;
    }
    tally.recovered_ms = now_ms(cluster) - begun;
}

/// What must be true at the end.
async fn judge(cluster: &Cluster<'_>, tally: &mut Tally) {
    let honest: Vec<_> = cluster.honest().collect();
    for at in &honest {
        let chain = cluster.chain(*at).expect("it runs");
        cluster.site.truth.whole(*at, chain);
        let found = contradiction(&cluster.votes(*at).all());
        assert_eq!(found, None, "VIOLATION: validator {at} contradicted itself");
    }
    let misjudged = cluster.misjudged().await;
    assert!(
        misjudged.is_empty(),
        "VIOLATION: honest validators keep honest ones out: {misjudged:?}"
    );
    let accused = cluster.site.truth.accusations();
    for (by, evidence) in &accused {
        let is_honest = |at: &&usize| world::keys(**at).consensus_key() == evidence.consensus_key;
        let victim = honest.iter().find(is_honest);
        assert_eq!(victim, None, "VIOLATION: validator {by} accuses an honest one: {evidence:?}");
    }
    let witnesses: std::collections::BTreeSet<usize> = accused.iter().map(|(by, _)| *by).collect();
    tally.witnesses = witnesses.len();
}

fn now_ms(cluster: &Cluster<'_>) -> u64 {
    let now = cluster.context.current().duration_since(UNIX_EPOCH).expect("after 1970");
    u64::try_from(now.as_millis()).expect("not that late")
}
