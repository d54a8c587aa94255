//! One run against one node, from preparation to figures.

use std::time::Instant;

use super::{
    LoadError,
    client::Connection,
    drive::{self, Progress},
    plan::{Plan, Transport},
    process,
    report::{Outcome, latency},
    setup,
    target::Target,
    watch::Watcher,
    workload,
};

/// Runs `plan` against the node at `target`, whose process is `pid` where that is known.
///
/// # Errors
/// [`LoadError`] when setting up fails or a connection breaks; refused or missing transactions are
/// figures, not errors.
pub async fn run(
    name: &str,
    target: Target,
    pid: Option<u32>,
    plan: &Plan,
) -> Result<Outcome, LoadError> {
    plan.check()?;
    let mut connection = Connection::open(target, Transport::Http).await?;
    let ready = setup::prepare(&mut connection, plan).await?;
    let lanes = workload::encode(plan, &ready);
    let mut watcher = Watcher::open(target, &lanes).await?;
    let mut connections = drive::connect(target, plan).await?;
    let progress = Progress::new(plan.count);

    let client = std::process::id();
    let memory_start = pid.map(process::memory).transpose()?;
    let client_start = process::cpu_seconds(client)?;
    let server_start = pid.map(process::cpu_seconds).transpose()?;
    let start = Instant::now();
    let deadline = start + plan.timeout;
    let (sent, watched) = tokio::join!(
        drive::send(plan, &mut connections, &lanes, &progress, deadline),
        watcher.watch(&progress, deadline),
    );
    sent?;
    watched?;
    let server_end = pid.map(process::cpu_seconds).transpose()?;
    let client_end = process::cpu_seconds(client)?;
    let memory_end = pid.map(process::memory).transpose()?;

    let included = watcher.included();
    let seconds = watcher.last().map_or(0.0, |last| (last - start).as_secs_f64());
    let per_included = |seconds: f64| seconds * 1e6 / included.max(1) as f64;
    let refused = progress.refused();
    let answered = progress.answered();
    let refused_count = progress.refused_count();
    Ok(Outcome {
        node: name.to_owned(),
        client_version: ready.client_version,
        plan: plan.clone(),
        heads_announced: watcher.is_subscribed(),
        accepted: answered - refused_count,
        refused,
        included,
        missing: (answered - refused_count).saturating_sub(included),
        seconds,
        seconds_to_send: progress.over().map_or(0.0, |over| (over - start).as_secs_f64()),
        included_per_second: if seconds > 0.0 { included as f64 / seconds } else { 0.0 },
        server_cpu_us_per_tx: server_start.zip(server_end).map(|(a, b)| per_included(b - a)),
        client_cpu_us_per_tx: per_included(client_end - client_start),
        latency: latency(&watcher.latencies(&progress)),
        memory_start,
        memory_end,
        growth: None,
        blocks: watcher.blocks().len(),
        largest_block: watcher.blocks().iter().map(|block| block.transactions).max().unwrap_or(0),
    })
}
