//! A connection to one upstream, and what it is asked.

use std::time::Duration;

use alloy_primitives::{B256, Bytes, U64};
use cybermiles_chain::Chain;
use cybermiles_primitives::limits::MAX_BLOCK_BYTES;
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
        let unreachable = |error: Error| Fault::Unreachable(printable(&error.to_string()));
        if url.is_websocket() {
            let ping = PingConfig::new().ping_interval(SILENCE / 4).inactive_limit(SILENCE);
            let client = WsClientBuilder::new()
                .max_response_size(MESSAGE_BYTES)
                .max_buffer_capacity_per_subscription(PUSHED)
                .request_timeout(timeout)
                .connection_timeout(timeout.min(Duration::from_secs(10)))
                .enable_ws_ping(ping)
                .build(url.as_str());
            return client.await.map(Self::WebSocket).map_err(unreachable);
        }
        let client = HttpClientBuilder::new()
            .max_response_size(MESSAGE_BYTES)
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

    /// Makes sure that the upstream is of `chain`.
    pub(crate) async fn check_chain(&self, chain: &Chain) -> Result<(), Fault> {
        let theirs: U64 = self.call("eth_chainId", rpc_params![]).await?;
        let ours = U64::from(chain.spec().chain_id);
        if theirs != ours {
            let (theirs, ours) = (theirs.to_string(), ours.to_string());
            return Err(Fault::OtherChain { what: "chain id", theirs, ours });
        }
        let theirs: Option<Genesis> =
            self.call("eth_getBlockByNumber", rpc_params!["0x0", false]).await?;
        let theirs = theirs.map(|genesis| genesis.hash).unwrap_or_default();
        let ours = chain.genesis_hash();
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
