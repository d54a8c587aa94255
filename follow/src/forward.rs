//! Hands on what users submit here, so that it reaches who makes blocks.
//!
//! The pool is the memory: a transaction that is in it and can run is handed on when it comes, and
//! again as long as it is not in a block. A full node's pool holds nothing but what its own users
//! submitted, so nobody is told of a transaction that did not pass here.

use std::{collections::BTreeSet, sync::Arc};

use alloy_primitives::B256;
use cybermiles_chain::Chain;
use cybermiles_primitives::RecoveredTransaction;
use tokio::{
    sync::broadcast::{Receiver, error::TryRecvError},
    time::{MissedTickBehavior, interval},
};

use crate::{
    fault::Fault,
    follower::{Shared, pause},
    link::Link,
    options::{FollowOptions, UpstreamUrl},
};

/// Bytes of the transactions in one request; as JSON twice as many, within what a node takes.
const REQUEST_BYTES: usize = 1 << 20;

/// Hands on to one upstream until the node stops. Runs beside the follower: where blocks are
/// taken from and who gets transactions are two things.
pub(crate) async fn forward(
    chain: Arc<Chain>,
    options: Arc<FollowOptions>,
    shared: Arc<Shared>,
    url: UpstreamUrl,
) {
    let mut wait = options.retry;
    while !shared.is_stopping() {
        let connected = tokio::select! {
            connected = connect(&chain, &options, &url) => connected,
            () = shared.stopped() => return,
        };
        let fault = match connected {
            Ok(link) => {
                wait = options.retry;
                tokio::select! {
                    fault = hand_on(&chain, &options, &link) => fault,
                    () = shared.stopped() => return,
                }
            }
            Err(fault) => fault,
        };
        tracing::debug!(upstream = %url, %fault, "transactions cannot be handed on");
        pause(&shared, wait).await;
        let longest = if fault.is_honest() { options.retry_max } else { options.penalty_max };
        wait = wait.saturating_mul(2).min(longest);
    }
}

async fn connect(chain: &Chain, options: &FollowOptions, url: &UpstreamUrl) -> Result<Link, Fault> {
    let link = Link::open(url, options.request_timeout).await?;
    link.check_chain(chain.spec().chain_id, chain.genesis_hash()).await?;
    Ok(link)
}

/// Hands on what comes, and what stays, until the connection breaks.
async fn hand_on(chain: &Chain, options: &FollowOptions, link: &Link) -> Fault {
    let mut arrivals = chain.pending_transactions();
    let mut again = interval(options.forward_again);
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once and hands on what was there before.
    let mut stayed: Option<BTreeSet<B256>> = None;
    loop {
        let result = tokio::select! {
            arrived = arrivals.recv() => {
                let mut batch = Vec::from_iter(arrived.ok());
                gather(&mut arrivals, &mut batch, options.forward_batch);
                send(link, &batch, options).await
            }
            _ = again.tick() => {
                let pending = chain.pool().content().pending.into_values().flatten();
                let pending: Vec<_> = pending.collect();
                let due: Vec<_> = match &stayed {
                    Some(seen) => {
                        pending.iter().filter(|one| seen.contains(&one.hash)).cloned().collect()
                    }
                    None => pending.clone(),
                };
                stayed = Some(pending.iter().map(|one| one.hash).collect());
                send(link, &due, options).await
            }
        };
        if let Err(fault) = result {
            return fault;
        }
    }
}

/// Takes what else has come already, so that it goes in one request. What was missed because too
/// much came stays in the pool, and goes with what stayed.
fn gather(
    arrivals: &mut Receiver<Arc<RecoveredTransaction>>,
    batch: &mut Vec<Arc<RecoveredTransaction>>,
    max: usize,
) {
    while batch.len() < max {
        match arrivals.try_recv() {
            Ok(one) => batch.push(one),
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return,
        }
    }
}

/// Sends transactions in as many requests as the bounds demand.
async fn send(
    link: &Link,
    transactions: &[Arc<RecoveredTransaction>],
    options: &FollowOptions,
) -> Result<(), Fault> {
    let (mut raws, mut bytes) = (Vec::new(), 0usize);
    for transaction in transactions {
        let raw = transaction.encoded.clone();
        let full = raws.len() >= options.forward_batch || bytes + raw.len() > REQUEST_BYTES;
        if full && !raws.is_empty() {
            count(link.submit(std::mem::take(&mut raws)).await?);
            bytes = 0;
        }
        bytes += raw.len();
        raws.push(raw);
    }
    if !raws.is_empty() {
        count(link.submit(raws).await?);
    }
    Ok(())
}

fn count(taken: usize) {
    metrics::counter!("forwarded_transactions_total").increment(taken as u64);
}
