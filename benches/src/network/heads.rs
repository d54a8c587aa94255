//! When each node announced each block, against the time the block itself names.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::Rc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use alloy_primitives::{Bytes, U64};
use cybermiles_primitives::Turn;
use serde::Deserialize;
use serde_json::json;
use tokio::task::JoinHandle;

use crate::load::{
    LoadError,
    client::Connection,
    plan::Transport,
    report::{Latency, latency},
    target::Target,
};

/// Unix time in milliseconds.
pub fn now_ms() -> u64 {
    #[allow(clippy::disallowed_methods, reason = "a block names wall-clock time")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A block as one node announced it.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Place of the node.
    pub node: usize,
    /// Height.
    pub number: u64,
    /// The time the block names, in Unix ms.
    pub time_ms: u64,
    /// When the node announced it, in Unix ms.
    pub seen_ms: u64,
}

/// Listens to the heads of some nodes until dropped.
#[derive(Debug)]
pub struct Heads {
    seen: Rc<RefCell<Vec<Seen>>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Heads {
    /// Subscribes to all of them.
    ///
    /// # Errors
    /// [`LoadError`] when one does not take the subscription.
    pub async fn listen(targets: &[Target]) -> Result<Self, LoadError> {
        let seen: Rc<RefCell<Vec<Seen>>> = Rc::default();
        let mut tasks = Vec::new();
        for (node, target) in targets.iter().enumerate() {
            let mut connection = Connection::open(*target, Transport::Ws).await?;
            let _: String = connection.call("eth_subscribe", json!(["newHeads"])).await?;
            let seen = seen.clone();
            tasks.push(tokio::task::spawn_local(async move {
                // Ends with the node or with `Heads`.
                while let Ok(message) = connection.notification().await {
                    let seen_ms = now_ms();
                    if let Some((number, time_ms)) = read(&message) {
                        seen.borrow_mut().push(Seen { node, number, time_ms, seen_ms });
                    }
                }
            }));
        }
        Ok(Self { seen, tasks })
    }

    /// Everything announced so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.borrow().clone()
    }

    /// The highest block announced so far.
    pub fn highest(&self) -> u64 {
        self.seen.borrow().iter().map(|seen| seen.number).max().unwrap_or(0)
    }
}

impl Drop for Heads {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// From a block's own time to its announcement, over all blocks and nodes for which `take` holds.
pub fn finality(seen: &[Seen], take: impl Fn(&Seen) -> bool) -> Latency {
    let taken = seen.iter().filter(|seen| take(seen));
    let mut spans: Vec<_> = taken
        .map(|seen| Duration::from_millis(seen.seen_ms.saturating_sub(seen.time_ms)))
        .collect();
    spans.sort_unstable();
    latency(&spans)
}

/// The longest time between two announcements of the next block by the first node that had it,
/// from `since` (Unix ms) on.
pub fn longest_gap(seen: &[Seen], since: u64) -> Duration {
    let mut first = BTreeMap::<u64, u64>::new();
    for one in seen {
        let at = first.entry(one.number).or_insert(one.seen_ms);
        *at = one.seen_ms.min(*at);
    }
    let times: Vec<_> = first.values().copied().collect();
    let gaps = times.windows(2).filter(|pair| pair[1] >= since);
    let gaps = gaps.map(|pair| pair[1].saturating_sub(pair[0]));
    Duration::from_millis(gaps.max().unwrap_or(0))
}

#[derive(Deserialize)]
struct Notification {
    params: Subscription,
}

#[derive(Deserialize)]
struct Subscription {
    result: Header,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    number: U64,
    timestamp: U64,
    extra_data: Bytes,
}

fn read(message: &[u8]) -> Option<(u64, u64)> {
    let header = serde_json::from_slice::<Notification>(message).ok()?.params.result;
    let turn = Turn::decode(&header.extra_data)?;
    let time_ms = header.timestamp.to::<u64>() * 1000 + u64::from(turn.millis);
    Some((header.number.to(), time_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_between_the_first_announcements() {
        let seen = |node, number, seen_ms| Seen { node, number, time_ms: seen_ms - 5, seen_ms };
        let all = [
            seen(0, 1, 1_000),
            seen(1, 1, 1_400),
            seen(1, 2, 1_500),
            seen(0, 2, 1_600),
            seen(0, 3, 3_500),
        ];
        assert_eq!(longest_gap(&all, 0), Duration::from_millis(2_000));
        assert_eq!(longest_gap(&all[..4], 0), Duration::from_millis(500));
        assert_eq!(longest_gap(&all, 9_999), Duration::ZERO);
        assert_eq!(finality(&all, |_| true).max_ms, 5.0);
    }
}
