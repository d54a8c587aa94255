//! A connection to one upstream, and what it is asked.

use std::time::Duration;

use alloy_primitives::{B256, Bytes, U64};
use cybermiles_primitives::{limits::MAX_BLOCK_BYTES, snapshot::MAX_SNAPSHOT_BLOCK_BYTES};
use jsonrpsee::{
    core::{
        DeserializeOwned,
        client::{
            BatchResponse, ClientT, Error, Subscription, SubscriptionClientT, SubscriptionKind,
        },
        params::{ArrayParams, BatchRequestBuilder},
        traits::ToRpcParams,
    },
    http_client::{HttpClient, HttpClientBuilder},
    rpc_params,
    ws_client::{PingConfig, WsClient, WsClientBuilder},
};
use serde::Deserialize;

use crate::{
    fault::{Fault, printable},
    options::UpstreamUrl,
};

/// The longest message taken: one block of the largest size in hex, and what stands around it.
const MESSAGE_BYTES: u32 = 2 * MAX_BLOCK_BYTES as u32 + 2 * 1024 * 1024;
/// As long, where blocks come with their receipts.
const WIDE_MESSAGE_BYTES: u32 = 2 * MAX_SNAPSHOT_BLOCK_BYTES as u32 + 2 * 1024 * 1024;
/// Pushed blocks waiting to be looked at. Few: each may be as long as a message, and what is
/// missed is asked for.
const PUSHED: usize = 8;
/// A WebSocket without a sign of life for so long is gone.
const SILENCE: Duration = Duration::from_secs(20);

/// A block as an upstream sends it, not looked at yet.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Sent {
    pub(crate) number: U64,
    pub(crate) rlp: Bytes,
}

/// The snapshot an upstream says it has.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Offer {
    pub(crate) number: U64,
    pub(crate) hash: B256,
    pub(crate) state_root: B256,
    pub(crate) accounts: U64,
    pub(crate) slots: U64,
}

#[derive(Deserialize)]
struct Genesis {
    hash: B256,
}

/// A connection to an upstream.
#[derive(Debug)]
pub(crate) enum Link {
    WebSocket(WsClient),
    Http(HttpClient),
}

impl Link {
    /// Connects. Whether it is of the right chain is not known yet.
    pub(crate) async fn open(url: &UpstreamUrl, timeout: Duration) -> Result<Self, Fault> {
        Self::open_up_to(url, timeout, MESSAGE_BYTES).await
    }

    /// As [`Self::open`], for a snapshot.
    pub(crate) async fn open_wide(url: &UpstreamUrl, timeout: Duration) -> Result<Self, Fault> {
        Self::open_up_to(url, timeout, WIDE_MESSAGE_BYTES).await
    }

    async fn open_up_to(url: &UpstreamUrl, timeout: Duration, bytes: u32) -> Result<Self, Fault> {
        let unreachable = |error: Error| Fault::Unreachable(printable(&error.to_string()));
        if url.is_websocket() {
            let ping = PingConfig::new().ping_interval(SILENCE / 4).inactive_limit(SILENCE);
            let client = WsClientBuilder::new()
                .max_response_size(bytes)
                .max_buffer_capacity_per_subscription(PUSHED)
                .request_timeout(timeout)
                .connection_timeout(timeout.min(Duration::from_secs(10)))
                .enable_ws_ping(ping)
                .build(url.as_str());
            return client.await.map(Self::WebSocket).map_err(unreachable);
        }
        let client = HttpClientBuilder::new()
            .max_response_size(bytes)
            .request_timeout(timeout)
            .build(url.as_str());
        client.map(Self::Http).map_err(unreachable)
    }

    async fn call<R: DeserializeOwned>(
        &self,
        method: &'static str,
        params: impl ToRpcParams + Send,
    ) -> Result<R, Fault> {
        let result = match self {
            Self::WebSocket(client) => client.request(method, params).await,
            Self::Http(client) => client.request(method, params).await,
        };
        result.map_err(|error| named(method, error))
    }

    /// Makes sure that the upstream is of the chain with this id and this block 0.
    pub(crate) async fn check_chain(&self, chain_id: u64, genesis: B256) -> Result<(), Fault> {
        let theirs: U64 = self.call("eth_chainId", rpc_params![]).await?;
        let ours = U64::from(chain_id);
        if theirs != ours {
            let (theirs, ours) = (theirs.to_string(), ours.to_string());
            return Err(Fault::OtherChain { what: "chain id", theirs, ours });
        }
        let theirs: Option<Genesis> =
            self.call("eth_getBlockByNumber", rpc_params!["0x0", false]).await?;
        let theirs = theirs.map(|genesis| genesis.hash).unwrap_or_default();
        let ours = genesis;
        if theirs != ours {
            let (theirs, ours) = (theirs.to_string(), ours.to_string());
            return Err(Fault::OtherChain { what: "genesis block", theirs, ours });
        }
        Ok(())
    }

    /// The newest block the upstream says it has.
    pub(crate) async fn head(&self) -> Result<u64, Fault> {
        Ok(self.call::<U64>("eth_blockNumber", rpc_params![]).await?.to())
    }

    /// Blocks from `from` on, at most `max`; none when there are none yet.
    pub(crate) async fn blocks(&self, from: u64, max: u64) -> Result<Vec<Sent>, Fault> {
        let params = rpc_params![U64::from(from), U64::from(max)];
        self.call("cmt_getCertifiedBlocks", params).await
    }

    /// Headers from the block with this hash backwards, at most `max`; none when it does not keep
    /// that block.
    pub(crate) async fn headers(&self, hash: B256, max: u64) -> Result<Vec<Bytes>, Fault> {
        self.call("cmt_getHeaders", rpc_params![hash, U64::from(max)]).await
    }

    /// The snapshot it has.
    pub(crate) async fn snapshot(&self) -> Result<Option<Offer>, Fault> {
        self.call("cmt_getSnapshot", rpc_params![]).await
    }

    /// The entries of its snapshot of block `number` behind `cursor`.
    pub(crate) async fn snapshot_part(&self, number: u64, cursor: Bytes) -> Result<Bytes, Fault> {
        self.call("cmt_getSnapshotPart", rpc_params![U64::from(number), cursor]).await
    }

    /// The codes with these hashes, in this order.
    pub(crate) async fn snapshot_codes(
        &self,
        hashes: &[B256],
    ) -> Result<Vec<Option<Bytes>>, Fault> {
        self.call("cmt_getSnapshotCodes", rpc_params![hashes]).await
    }

    /// Block `number` with its receipts; `None` when it does not have it.
    pub(crate) async fn snapshot_block(&self, number: u64) -> Result<Option<Bytes>, Fault> {
        self.call("cmt_getSnapshotBlock", rpc_params![U64::from(number)]).await
    }

    /// Blocks as they become final; `None` where only asking works.
    pub(crate) async fn subscribe(&self) -> Result<Option<Subscription<Sent>>, Fault> {
        let Self::WebSocket(client) = self else { return Ok(None) };
        let params = rpc_params!["certifiedBlocks"];
        let stream = client.subscribe("cmt_subscribe", params, "cmt_unsubscribe").await;
        let stream = stream.map_err(|error| named("cmt_subscribe", error))?;
        debug_assert!(matches!(stream.kind(), SubscriptionKind::Subscription(_)));
        Ok(Some(stream))
    }

    /// Hands on transactions. What the upstream makes of each is its own affair: most refusals
    /// say that it knows the transaction already.
    pub(crate) async fn submit(&self, raws: Vec<Bytes>) -> Result<usize, Fault> {
        const METHOD: &str = "eth_sendRawTransaction";
        let mut batch = BatchRequestBuilder::new();
        for raw in raws {
            let params: ArrayParams = rpc_params![raw];
            let entered = batch.insert(METHOD, params);
            entered.map_err(|error| Fault::Unreachable(error.to_string()))?;
        }
        let answers: Result<BatchResponse<'_, B256>, Error> = match self {
            Self::WebSocket(client) => client.batch_request(batch).await,
            Self::Http(client) => client.batch_request(batch).await,
        };
        Ok(answers.map_err(|error| named(METHOD, error))?.num_successful_calls())
    }
}

/// What an error of the client says about the upstream.
fn named(method: &'static str, error: Error) -> Fault {
    match error {
        Error::Call(error) => Fault::Refused { method, message: printable(error.message()) },
        Error::ParseError(error) => Fault::Refused {
            method,
            message: format!("an answer that cannot be read: {}", printable(&error.to_string())),
        },
        other => Fault::Unreachable(printable(&other.to_string())),
    }
}
