//! One question to a node, from a command that ends with the answer.

use std::time::Duration;

use alloy_primitives::Bytes;
use alloy_sol_types::SolInterface;
use cybermiles_evm_precompiles::abi::{
    IGovernance::IGovernanceErrors, IPrecompile::IPrecompileErrors, IStaking::IStakingErrors,
};
use jsonrpsee::{
    core::{
        DeserializeOwned,
        client::{ClientT, Error},
        params::ArrayParams,
    },
    http_client::{HttpClient, HttpClientBuilder},
};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::error::NodeError;

/// Where a node answers when nobody says otherwise.
pub(crate) const DEFAULT_RPC: &str = "http://127.0.0.1:8545";
/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A node that is asked over HTTP.
pub(crate) struct Node {
    url: String,
    client: HttpClient,
    runtime: Runtime,
}

impl Node {
    /// The node at `url`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`NodeError::Unanswered`] when `url` is none.
    pub(crate) fn at(url: &str) -> Result<Self, NodeError> {
        let client = HttpClientBuilder::new().request_timeout(TIMEOUT).build(url);
        let client = client.map_err(|error| unanswered(url, &error))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(NodeError::Runtime)?;
        Ok(Self { url: url.to_owned(), client, runtime })
    }

    /// The result of a call; `params` is a JSON array.
    ///
    /// # Errors
    /// [`NodeError::Unanswered`] with what the node, or the network, said.
    pub(crate) fn ask<R: DeserializeOwned>(
        &self,
        method: &str,
        params: &Value,
    ) -> Result<R, NodeError> {
        let mut list = ArrayParams::new();
        for one in params.as_array().into_iter().flatten() {
            list.insert(one).map_err(|error| NodeError::Usage(error.to_string()))?;
        }
        let answer = self.runtime.block_on(self.client.request(method, list));
        answer.map_err(|error| unanswered(&self.url, &error))
    }
}

/// A native contract's error by its name in the interface.
fn refusal(data: &[u8]) -> Option<String> {
    let staking = || IStakingErrors::abi_decode(data).map(|error| format!("{error:?}"));
    let governance = || IGovernanceErrors::abi_decode(data).map(|error| format!("{error:?}"));
    let shared = || IPrecompileErrors::abi_decode(data).map(|error| format!("{error:?}"));
    let named = staking().or_else(|_| governance()).or_else(|_| shared());
    named.ok().map(|named| format!(": {named}"))
}

fn unanswered(url: &str, error: &Error) -> NodeError {
    let reason = match error {
        Error::Call(error) => {
            let data = error.data().and_then(|data| serde_json::from_str::<Bytes>(data.get()).ok());
            let refusal = data.and_then(|data| refusal(&data)).unwrap_or_default();
            format!("{}{refusal}", error.message())
        }
        other => other.to_string(),
    };
    NodeError::Unanswered { url: url.to_owned(), reason }
}
