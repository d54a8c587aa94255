//! What goes wrong, as JSON-RPC codes and in the words wallets and libraries match on.
//!
//! | code | when |
//! |---|---|
//! | 3 | the call reverted; `data` holds the raw revert bytes, `"0x"` when there are none |
//! | 4 | `eth_sendRawTransactionSync` ran out of time; `data` holds the hash (EIP-7966) |
//! | -32000 | everything the chain refuses, in geth's words |
//! | -32004 | methods that would need a key |
//! | -32005 | a limit of this server: too much work, too many results, queue full |
//! | -32006 … -32011 | limits of the transport: subscriptions, request and response size, batch length |
//! | -38010 … -38026, -32016 | `eth_simulateV1`'s own (execution-apis) |
//! | -32600, -32601, -32602, -32603, -32700 | JSON-RPC 2.0's own |

use alloy_primitives::{B256, Bytes};
use jsonrpsee::types::{ErrorObjectOwned, error as codes};

/// The code of an exceeded limit (EIP-1474).
pub(crate) const LIMIT_EXCEEDED_CODE: i32 = -32005;
/// The code of a method that is not served on purpose (EIP-1474).
const NOT_SUPPORTED_CODE: i32 = -32004;
/// The code of a reverted call; every library looks for it to decode the reason.
const REVERTED_CODE: i32 = 3;
/// The code of a submission that was not included in time (EIP-7966).
const SYNC_TIMEOUT_CODE: i32 = 4;

/// Why a call was not answered with a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RpcError {
    /// Parameters of the wrong number or kind; names the parameter and what was expected.
    #[error("{0}")]
    Params(String),
    /// The chain refuses, in geth's words.
    #[error("{0}")]
    Server(String),
    /// The EVM reverted.
    #[error("{message}")]
    Reverted {
        /// `execution reverted`, with the reason where one could be decoded.
        message: String,
        /// The bytes of the revert, possibly none.
        data: Bytes,
    },
    /// A limit of this server.
    #[error("{0}")]
    Limit(String),
    /// Accepted into the pool, not in a block in time.
    #[error("transaction {hash} was accepted but not included within {millis} ms")]
    SyncTimeout {
        /// The transaction.
        hash: B256,
        /// How long was waited, in milliseconds.
        millis: u64,
    },
    /// `eth_simulateV1` names its refusals by codes of its own.
    #[error("{message}")]
    Simulation {
        /// The method's code.
        code: i32,
        /// What is wrong, in geth's words.
        message: String,
    },
    /// The method needs a key, and the node holds none.
    #[error(
        "the method {0} is not supported: this node holds no keys. Sign with a wallet and send \
         the signed transaction with eth_sendRawTransaction"
    )]
    NeedsKey(&'static str),
    /// No such method.
    #[error("the method {0} does not exist/is not available")]
    NoMethod(String),
    /// A subscription asked for over HTTP, which cannot push.
    #[error("notifications not supported: subscribe over a WebSocket on the same port")]
    NoNotifications,
    /// A fault of ours: the caller did nothing wrong.
    #[error("internal error: {0}")]
    Internal(String),
}

impl RpcError {
    /// The JSON-RPC code.
    pub(crate) const fn code(&self) -> i32 {
        match self {
            Self::Params(_) => codes::INVALID_PARAMS_CODE,
            Self::Server(_) => codes::CALL_EXECUTION_FAILED_CODE,
            Self::Reverted { .. } => REVERTED_CODE,
            Self::Limit(_) => LIMIT_EXCEEDED_CODE,
            Self::Simulation { code, .. } => *code,
            Self::SyncTimeout { .. } => SYNC_TIMEOUT_CODE,
            Self::NeedsKey(_) => NOT_SUPPORTED_CODE,
            Self::NoMethod(_) | Self::NoNotifications => codes::METHOD_NOT_FOUND_CODE,
            Self::Internal(_) => codes::INTERNAL_ERROR_CODE,
        }
    }

    /// A block that is not there, in geth's words for state queries.
    pub(crate) fn header_not_found() -> Self {
        Self::Server("header not found".into())
    }

    /// The turn for this kind of work did not come.
    pub(crate) fn waited(queue: &str, patience: std::time::Duration) -> Self {
        Self::Limit(format!(
            "server is busy: waited {patience:?} behind other {queue}; send fewer at once or retry \
             later"
        ))
    }

    /// The queue for this kind of work is full.
    pub(crate) fn busy(queue: &str, length: usize) -> Self {
        Self::Limit(format!(
            "server is busy: {length} {queue} already waiting; send fewer at once or retry later"
        ))
    }
}

impl From<RpcError> for ErrorObjectOwned {
    fn from(error: RpcError) -> Self {
        let (code, message) = (error.code(), error.to_string());
        match error {
            RpcError::Reverted { data, .. } => Self::owned(code, message, Some(data)),
            RpcError::SyncTimeout { hash, .. } => Self::owned(code, message, Some(hash)),
            _ => Self::owned(code, message, None::<()>),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revert_without_a_reason_still_carries_data() {
        let error = RpcError::Reverted { message: "execution reverted".into(), data: Bytes::new() };
        let object = ErrorObjectOwned::from(error);
        assert_eq!(
            serde_json::to_string(&object).unwrap(),
            r#"{"code":3,"message":"execution reverted","data":"0x"}"#
        );
    }
}
