//! Watching: which of the run's transactions are in blocks, and when that was seen.

use std::time::{Duration, Instant};

use alloy_primitives::{B256, U64, map::B256Map};
use hyper::body::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{
    LoadError, client::Connection, drive::Progress, plan::Transport, target::Target,
    workload::Batch,
};

/// The run ends when this long after the last answer nothing more was included.
const STALL: Duration = Duration::from_secs(15);
/// How often a node without subscriptions is asked.
const POLL: Duration = Duration::from_millis(5);
/// How often a node with subscriptions is asked nevertheless, should a notification be lost.
const POLL_SUBSCRIBED: Duration = Duration::from_millis(500);

/// A block with transactions of the run in it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BlockSeen {
    /// Its height.
    pub number: u64,
    /// Transactions of the run in it.
    pub transactions: usize,
}

/// The watcher of one run.
#[derive(Debug)]
pub struct Watcher {
    blocks_by_number: Connection,
    heads: Option<UnboundedReceiver<Bytes>>,
    next: u64,
    index: B256Map<u32>,
    seen: Vec<Option<Instant>>,
    blocks: Vec<BlockSeen>,
    included: usize,
    last: Option<Instant>,
}

impl Watcher {
    /// Connects, and starts behind the present head.
    ///
    /// # Errors
    /// [`LoadError`] when the node cannot be asked.
    pub async fn open(target: Target, lanes: &[Vec<Batch>]) -> Result<Self, LoadError> {
        let mut blocks_by_number = Connection::open(target, Transport::Http).await?;
        let heads = subscribe(target).await.ok();
        let head: U64 = blocks_by_number.call("eth_blockNumber", json!([])).await?;
        let mut index = B256Map::default();
        for batch in lanes.iter().flatten() {
            for (position, hash) in (batch.first..).zip(&batch.hashes) {
                index.insert(*hash, u32::try_from(position).unwrap_or(u32::MAX));
            }
        }
        Ok(Self {
            blocks_by_number,
            heads,
            next: head.to::<u64>() + 1,
            seen: vec![None; index.len()],
            index,
            blocks: Vec::new(),
            included: 0,
            last: None,
        })
    }

    /// Whether heads are announced; otherwise they are polled for.
    pub fn is_subscribed(&self) -> bool {
        self.heads.is_some()
    }

    /// Watches until everything accepted is included, nothing comes any more, or `deadline`.
    ///
    /// # Errors
    /// [`LoadError`] when the node stops answering.
    pub async fn watch(&mut self, progress: &Progress, deadline: Instant) -> Result<(), LoadError> {
        loop {
            while self.take_next_block().await? {}
            if let Some(over) = progress.over() {
                let missing = progress.answered() - progress.refused_count();
                let quiet_since = self.last.map_or(over, |last| last.max(over));
                if self.included >= missing || quiet_since.elapsed() > STALL {
                    return Ok(());
                }
            }
            if Instant::now() >= deadline {
                return Ok(());
            }
            match &mut self.heads {
                // Without the socket the next block is polled for.
                Some(heads) => {
                    let head = tokio::time::timeout(POLL_SUBSCRIBED, heads.recv()).await;
                    if matches!(head, Ok(None)) {
                        self.heads = None;
                    }
                }
                None => tokio::time::sleep(POLL).await,
            }
        }
    }

    async fn take_next_block(&mut self) -> Result<bool, LoadError> {
        let number = self.next;
        let body = format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["0x{number:x}",false]}}"#
        );
        let reply = self.blocks_by_number.send(Bytes::from(body)).await?;
        let reply: BlockReply = serde_json::from_slice(&reply).map_err(|err| LoadError::Reply {
            method: "eth_getBlockByNumber".into(),
            reason: format!("{err}: {}", String::from_utf8_lossy(&reply)),
        })?;
        let Some(block) = reply.result else { return Ok(false) };
        let now = Instant::now();
        let mut transactions = 0;
        for hash in &block.transactions {
            let Some(&index) = self.index.get(hash) else { continue };
            if self.seen[index as usize].replace(now).is_none() {
                transactions += 1;
            }
        }
        if transactions > 0 {
            self.blocks.push(BlockSeen { number, transactions });
            self.included += transactions;
            self.last = Some(now);
        }
        self.next += 1;
        Ok(true)
    }

    /// When the last transaction of the run was seen in a block.
    pub fn last(&self) -> Option<Instant> {
        self.last
    }

    /// Transactions of the run seen in blocks.
    pub fn included(&self) -> usize {
        self.included
    }

    /// The blocks they were in.
    pub fn blocks(&self) -> &[BlockSeen] {
        &self.blocks
    }

    /// Time from offer to inclusion of every transaction included, ascending.
    pub fn latencies(&self, progress: &Progress) -> Vec<Duration> {
        let mut latencies: Vec<_> = self
            .seen
            .iter()
            .enumerate()
            .filter_map(|(index, seen)| {
                Some(seen.as_ref()?.saturating_duration_since(progress.offered(index)?))
            })
            .collect();
        latencies.sort_unstable();
        latencies
    }
}

/// Subscribes to heads. A task of its own reads the socket, since reading must not be broken off
/// in the middle of a message; it ends with the receiver or the socket.
async fn subscribe(target: Target) -> Result<UnboundedReceiver<Bytes>, LoadError> {
    let mut connection = Connection::open(target, Transport::Ws).await?;
    let _: String = connection.call("eth_subscribe", json!(["newHeads"])).await?;
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok(message) = connection.notification().await {
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}

#[derive(Deserialize)]
struct BlockReply {
    result: Option<BlockBody>,
}

#[derive(Deserialize)]
struct BlockBody {
    transactions: Vec<B256>,
}
