//! How a validator runs its consensus.

use std::{collections::BTreeMap, fmt, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use alloy_primitives::B256;
use cybermiles_primitives::ChainSpec;

use crate::{ValidatorKeys, evidence::Evidence};

/// Who is told of proven misbehaviour.
pub type EvidenceSink = Arc<dyn Fn(Evidence) + Send + Sync>;

/// How long consensus waits for what. All validators of a network should wait alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Time for a leader's proposal to arrive, counted from the start of its view. A leader waits
    /// for the block time to pass first, so that it contains that.
    pub leader: Duration,
    /// Time for a proposal to gather its votes, counted from the start of its view.
    pub certification: Duration,
    /// Between two attempts to leave a view that is stuck.
    pub retry: Duration,
    /// After this long without a sign of life, a leader's views are skipped at once.
    pub skip: Duration,
    /// Time for a peer to answer a request.
    pub fetch: Duration,
    /// Between two attempts to fetch the same thing.
    pub fetch_retry: Duration,
}

impl Timing {
    /// For a network with this block time. A leader's word that it proposes, a few hundred bytes,
    /// has to cross the world within half a second beyond the block time; the proposal itself, its
    /// execution everywhere and the votes on it have two seconds beyond it (ADR 32).
    pub const fn for_block_time(block_time: Duration) -> Self {
        let half = Duration::from_millis(500);
        let leader = if block_time.as_millis() < half.as_millis() { half } else { block_time };
        let leader = leader.saturating_add(half);
        let certification = leader.saturating_add(Duration::from_millis(1_500));
        Self {
            leader,
            certification,
            retry: Duration::from_millis(1_000),
            skip: certification.saturating_add(Duration::from_millis(1_000)),
            fetch: Duration::from_millis(2_000),
            fetch_retry: Duration::from_millis(100),
        }
    }

    /// For a chain with these parameters.
    pub const fn for_chain(spec: &ChainSpec) -> Self {
        Self::for_block_time(Duration::from_millis(spec.block_time_ms))
    }
}

/// How consensus runs, whatever it runs on.
#[derive(Clone)]
pub struct EngineConfig {
    /// Put before the names of all files of one validator, so that many fit one storage in tests.
    pub partition: String,
    /// How long to wait for what.
    pub timing: Timing,
    /// Where validators are reached, by consensus key: goes before what they declared on chain.
    pub endpoints: BTreeMap<B256, SocketAddr>,
    /// Who is told of proven misbehaviour.
    pub evidence: Option<EvidenceSink>,
    /// Whether transactions are handed on to other validators, and taken from them.
    pub gossip: bool,
    /// Bytes of every write buffer of a journal. There are some ten of them.
    pub write_buffer: usize,
    /// Finalized blocks kept for validators that are behind. The ledger keeps all of them anyway.
    pub keep_blocks: u64,
}

impl EngineConfig {
    /// What is right for a node on a chain with these parameters.
    pub fn recommended(spec: &ChainSpec) -> Self {
        Self {
            partition: String::new(),
            timing: Timing::for_chain(spec),
            endpoints: BTreeMap::new(),
            evidence: None,
            gossip: true,
            write_buffer: 1 << 20,
            keep_blocks: 100_000,
        }
    }
}

impl fmt::Debug for EngineConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineConfig")
            .field("timing", &self.timing)
            .field("endpoints", &self.endpoints)
            .field("gossip", &self.gossip)
            .finish_non_exhaustive()
    }
}

/// How a validator's node runs consensus over the network.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of consensus' own files: journals, blocks for other validators, the record of
    /// signed votes. One process at a time.
    pub folder: PathBuf,
    /// The address other validators connect to.
    pub listen: SocketAddr,
    /// The validator's keys.
    pub keys: ValidatorKeys,
    /// Whether validators at private addresses are connected to: for a network on one machine or
    /// one office's network.
    pub allow_private_ips: bool,
    /// Whether a validator may connect from another address than the one it is reached at: for
    /// those behind network address translation. Its key is checked either way.
    pub any_source_address: bool,
    /// Threads of consensus' runtime.
    pub worker_threads: usize,
    /// What does not depend on the network.
    pub engine: EngineConfig,
}

impl Config {
    /// What is right for a node on a chain with these parameters.
    pub fn new(folder: PathBuf, listen: SocketAddr, keys: ValidatorKeys, spec: &ChainSpec) -> Self {
        Self {
            folder,
            listen,
            keys,
            allow_private_ips: false,
            any_source_address: true,
            worker_threads: 2,
            engine: EngineConfig::recommended(spec),
        }
    }
}
