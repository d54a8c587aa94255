//! Subscriptions: what happens on the chain, pushed over a WebSocket.

use std::{collections::VecDeque, sync::Arc};

use alloy_primitives::{B256, map::B256Set};
use alloy_rpc_types_eth::{
    Filter, TransactionReceipt,
    pubsub::{SubscriptionKind, TransactionReceiptsParams},
};
use cybermiles_chain::matching_logs;
use cybermiles_primitives::{ExecutedBlock, RecoveredTransaction};
use jsonrpsee::{Extensions, PendingSubscriptionSink, SubscriptionMessage, SubscriptionSink};
use serde::Serialize;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{
    api::Api,
    cmt::certified::{Certified, check_network},
    convert,
    error::RpcError,
    eth::{logs, node::sync_status},
    methods::Table,
    params::Params,
    socket::Flow,
};

/// Enters `eth_subscribe`, `cmt_subscribe` and their opposites.
pub(crate) fn enter(table: &mut Table) {
    let entered = table.module.register_subscription_raw(
        "eth_subscribe",
        "eth_subscription",
        "eth_unsubscribe",
        |params, pending, api, extensions| match Params::new(params.as_str())
            .and_then(|params| Topic::read(&api, params))
        {
            Ok(topic) => start(api, topic, pending, extensions),
            Err(error) => {
                tokio::spawn(pending.reject(error));
            }
        },
    );
    assert!(entered.is_ok(), "eth_subscribe is entered twice");
    let entered = table.module.register_subscription_raw(
        "cmt_subscribe",
        "cmt_subscription",
        "cmt_unsubscribe",
        |params, pending, api, extensions| match Params::new(params.as_str())
            .and_then(|params| certified(&api, params))
        {
            Ok(()) => start(api, Topic::Certified, pending, extensions),
            Err(error) => {
                tokio::spawn(pending.reject(error));
            }
        },
    );
    assert!(entered.is_ok(), "cmt_subscribe is entered twice");
}

/// Reads the parameters of `cmt_subscribe`, which knows one thing to hear of.
fn certified(api: &Api, mut params: Params<'_>) -> Result<(), RpcError> {
    let topic = params.required::<String>("subscription")?;
    params.end()?;
    if topic != "certifiedBlocks" {
        let topic: String = topic.chars().take(64).collect();
        let expected = format!("`{topic}`, expected `certifiedBlocks`");
        return Err(RpcError::Params(format!("invalid argument 0 (`subscription`): {expected}")));
    }
    check_network(api)
}

/// What a subscriber wants to hear of.
enum Topic {
    Heads,
    Logs(Box<Filter>),
    Receipts(B256Set),
    Pending { full: bool },
    Syncing,
    Certified,
}

impl Topic {
    /// The method name its notifications carry.
    const fn notification(&self) -> &'static str {
        match self {
            Self::Certified => "cmt_subscription",
            _ => "eth_subscription",
        }
    }
}

impl Topic {
    fn read(api: &Api, mut params: Params<'_>) -> Result<Self, RpcError> {
        let topic = match params.required::<SubscriptionKind>("subscription")? {
            SubscriptionKind::NewHeads => Self::Heads,
            SubscriptionKind::Syncing => Self::Syncing,
            SubscriptionKind::NewPendingTransactions => {
                let full = params.optional::<bool>("full transactions")?;
                Self::Pending { full: full.unwrap_or(false) }
            }
            SubscriptionKind::Logs => {
                let filter = params.optional::<Filter>("filter")?.unwrap_or_default();
                logs::check_terms(api, &filter)?;
                Self::Logs(Box::new(filter))
            }
            SubscriptionKind::TransactionReceipts => {
                let wanted = params.optional::<TransactionReceiptsParams>("filter")?;
                let hashes: Vec<B256> =
                    wanted.and_then(|wanted| wanted.transaction_hashes).unwrap_or_default();
                let limit = api.limits.filter_terms;
                if hashes.len() > limit {
                    let count = hashes.len();
                    let message = format!("too many transaction hashes: {count}, limit {limit}");
                    return Err(RpcError::Params(message));
                }
                Self::Receipts(hashes.into_iter().collect())
            }
        };
        params.end()?;
        Ok(topic)
    }
}

fn start(api: Arc<Api>, topic: Topic, pending: PendingSubscriptionSink, extensions: &Extensions) {
    let flow = extensions.get::<Arc<Flow>>().cloned();
    // Before the subscriber is told that it is one: nothing after that is missed.
    let heads = api.chain.heads();
    let arrivals = api.chain.pending_transactions();
    tokio::spawn(async move {
        let Ok(sink) = pending.accept().await else { return };
        let feed = Feed::new(sink, topic.notification(), flow, api.limits.send_bytes);
        match topic {
            Topic::Syncing => feed.only(&sync_status(&api)).await,
            Topic::Pending { full } => feed.arrivals(arrivals, full).await,
            Topic::Heads => {
                feed.blocks(&api, heads, |feed, block| feed.push(&convert::header(block))).await;
            }
            Topic::Certified => {
                let push = |feed: &mut Feed, block: &ExecutedBlock| {
                    Certified::of(block).is_none_or(|block| feed.push(&block))
                };
                feed.blocks(&api, heads, push).await;
            }
            Topic::Logs(filter) => {
                let filter = *filter;
                let push = move |feed: &mut Feed, block: &ExecutedBlock| {
                    matching_logs(block, &filter).all(|log| feed.push(&log))
                };
                feed.blocks(&api, heads, push).await;
            }
            Topic::Receipts(wanted) => {
                let push = move |feed: &mut Feed, block: &ExecutedBlock| {
                    let receipts = receipts(block, &wanted);
                    receipts.is_empty() || feed.push(&receipts)
                };
                feed.blocks(&api, heads, push).await;
            }
        }
    });
}

/// The receipts of the transactions wanted; of all when none was named.
fn receipts(block: &ExecutedBlock, wanted: &B256Set) -> Vec<TransactionReceipt> {
    let named = block.transactions.iter().any(|transaction| wanted.contains(&transaction.hash));
    if !wanted.is_empty() && !named {
        return Vec::new();
    }
    let mut receipts = convert::receipts(block);
    receipts.retain(|receipt| wanted.is_empty() || wanted.contains(&receipt.transaction_hash));
    receipts
}

/// The way to one subscriber, who is dropped when it does not keep up.
struct Feed {
    sink: SubscriptionSink,
    notification: &'static str,
    flow: Option<Arc<Flow>>,
    /// Sizes of the latest messages, as many as may still be in the send buffer.
    sizes: VecDeque<usize>,
    waiting_max: usize,
}

impl Feed {
    fn new(
        sink: SubscriptionSink,
        notification: &'static str,
        flow: Option<Arc<Flow>>,
        waiting_max: usize,
    ) -> Self {
        Self { sink, notification, flow, sizes: VecDeque::new(), waiting_max }
    }

    /// Sends `event` if there is room for it; `false` ends the subscription.
    fn push(&mut self, event: &impl Serialize) -> bool {
        let id = self.sink.subscription_id();
        let Ok(event) = serde_json::value::to_raw_value(event) else { return false };
        let size = event.get().len();
        let Ok(message) = SubscriptionMessage::new(self.notification, id, &event) else {
            return false;
        };
        let waiting = self.sink.max_capacity() - self.sink.capacity();
        while self.sizes.len() > waiting {
            self.sizes.pop_front();
        }
        let bytes: usize = self.sizes.iter().sum();
        // One message alone always fits: the bound is for those who do not read.
        let fits = bytes == 0 || bytes + size <= self.waiting_max;
        if fits && self.sink.try_send(message).is_ok() {
            self.sizes.push_back(size);
            return true;
        }
        if !self.sink.is_closed() {
            tracing::debug!(waiting, bytes, "a subscriber does not keep up and is cut off");
            metrics::counter!("rpc_subscribers_cut_total").increment(1);
            // It must not believe that nothing happens any more: the socket goes too.
            if let Some(flow) = &self.flow {
                flow.cut();
            }
        }
        false
    }

    /// Sends one event and then keeps the subscription open.
    async fn only(mut self, event: &impl Serialize) {
        if self.push(event) {
            self.sink.closed().await;
        }
    }

    /// Sends every block from the next one on, each once, in order.
    async fn blocks(
        mut self,
        api: &Api,
        mut heads: Receiver<Arc<ExecutedBlock>>,
        push: impl Fn(&mut Self, &ExecutedBlock) -> bool,
    ) {
        let mut sent = None;
        loop {
            let head = tokio::select! {
                head = heads.recv() => head,
                () = self.sink.closed() => return,
            };
            let head = match head {
                Ok(head) => head,
                // Fell behind: the blocks between are read from the chain below.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            };
            let from = sent.map_or(head.number(), |sent: u64| sent + 1);
            for number in from..head.number() {
                let Ok(Some(missed)) = api.chain.block(number) else { return };
                if !push(&mut self, &missed) {
                    return;
                }
            }
            if from <= head.number() && !push(&mut self, &head) {
                return;
            }
            sent = sent.max(Some(head.number()));
        }
    }

    async fn arrivals(mut self, mut arrivals: Receiver<Arc<RecoveredTransaction>>, full: bool) {
        loop {
            let arrived = tokio::select! {
                arrived = arrivals.recv() => arrived,
                () = self.sink.closed() => return,
            };
            let pushed = match arrived {
                Ok(transaction) if full => self.push(&convert::pooled(&transaction)),
                Ok(transaction) => self.push(&transaction.hash),
                Err(RecvError::Lagged(_)) => true,
                Err(RecvError::Closed) => false,
            };
            if !pushed {
                return;
            }
        }
    }
}
