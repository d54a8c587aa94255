//! Whom to follow, and every bound of it.

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use alloy_primitives::B256;
use cybermiles_primitives::Committee;

/// Checks that a committee's votes, as consensus encodes them, make the block with this hash
/// final; says why when they do not.
pub type CheckVotes = Arc<dyn Fn(&Committee, B256, &[u8]) -> Result<(), String> + Send + Sync>;

/// Where an upstream serves JSON-RPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpstreamUrl(String);

impl UpstreamUrl {
    /// Whether blocks are pushed; otherwise they are asked for.
    pub(crate) fn is_websocket(&self) -> bool {
        self.0.starts_with("ws")
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UpstreamUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rest = ["ws://", "wss://", "http://", "https://"]
            .into_iter()
            .find_map(|scheme| text.strip_prefix(scheme));
        let host = rest.unwrap_or_default().split('/').next().unwrap_or_default();
        if host.is_empty() || text.chars().any(|one| one.is_whitespace() || one.is_control()) {
            return Err(format!(
                "`{text}` is no upstream: expected ws://HOST:PORT (blocks are pushed) or \
                 http://HOST:PORT (blocks are asked for), or wss or https"
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for UpstreamUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a node follows. [`Self::new`] is right for a node; tests shorten the times.
#[derive(Clone)]
pub struct FollowOptions {
    /// Whom to follow, the best first.
    pub upstreams: Vec<UpstreamUrl>,
    /// How votes are checked.
    pub check: CheckVotes,
    /// An upstream that sends no block for so long is left for the next one.
    pub stall: Duration,
    /// One that broke off is tried again after this; every further time after twice as long, up to
    /// [`Self::retry_max`].
    pub retry: Duration,
    /// The longest wait after honest faults.
    pub retry_max: Duration,
    /// One that lied is tried again after this, twice as long each time, up to
    /// [`Self::penalty_max`]: it may be the only one there is, and its operator may repair it.
    pub penalty: Duration,
    /// The longest wait after lies.
    pub penalty_max: Duration,
    /// How long one request may take.
    pub request_timeout: Duration,
    /// Blocks asked for at once.
    pub batch: u64,
    /// Blocks kept while no votes vouch for them yet.
    pub unproven_blocks: usize,
    /// Their bytes.
    pub unproven_bytes: usize,
    /// Transactions handed on in one request.
    pub forward_batch: usize,
    /// What is not in a block after this is handed on again.
    pub forward_again: Duration,
}

impl FollowOptions {
    /// For a node of a chain with this time between blocks.
    pub fn new(upstreams: Vec<UpstreamUrl>, check: CheckVotes, block_time: Duration) -> Self {
        Self {
            upstreams,
            check,
            stall: (block_time * 20).max(Duration::from_secs(10)),
            retry: Duration::from_secs(1),
            retry_max: Duration::from_secs(30),
            penalty: Duration::from_secs(60),
            penalty_max: Duration::from_secs(3600),
            request_timeout: Duration::from_secs(20),
            batch: 256,
            unproven_blocks: 2048,
            unproven_bytes: 64 << 20,
            forward_batch: 256,
            forward_again: (block_time * 6).max(Duration::from_secs(3)),
        }
    }
}

impl fmt::Debug for FollowOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FollowOptions").field("upstreams", &self.upstreams).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upstream_is_a_url_of_four_kinds() {
        for good in ["ws://127.0.0.1:8545", "wss://node.example/rpc", "http://[::1]:1", "https://a"]
        {
            assert_eq!(good.parse::<UpstreamUrl>().unwrap().to_string(), good);
        }
        for bad in ["", "127.0.0.1:8545", "ftp://a", "ws://", "http:// a", "ws:///x"] {
            let error = bad.parse::<UpstreamUrl>().unwrap_err();
            assert!(error.contains("expected ws://HOST:PORT"), "{error}");
        }
    }
}
