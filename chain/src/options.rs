//! How a chain runs: when it seals, what it pools, which clock it reads.

use std::{fmt, sync::Arc, time::Duration};

use alloy_primitives::{Address, Bytes};
use cybermiles_primitives::spec::{GWEI, REWARD_POOL};

use crate::pool::PoolOptions;

/// The present, as Unix time in seconds. An argument, so that a run can be repeated.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// When blocks are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// As soon as a transaction can run or something is due; many in one block when they arrive
    /// together.
    Instant,
    /// Once in every interval, also when there is nothing to put in.
    Every(Duration),
    /// Only when [`crate::Chain::seal`] is called.
    Manual,
}

/// How a chain runs. [`Self::recommended`] is right for a node.
#[derive(Clone)]
pub struct ChainOptions {
    /// Bounds and rules of the transaction pool.
    pub pool: PoolOptions,
    /// When blocks are made.
    pub sealing: Sealing,
    /// The present, for the timestamps of blocks.
    pub clock: Clock,
    /// Whether the clock may be put forward, as tools for development do.
    pub time_control: bool,
    /// Who gets the tips of the blocks made here. The base fee always goes to the reward pool.
    pub beneficiary: Address,
    /// `extraData` of the blocks made here, 32 bytes at most.
    pub extra_data: Bytes,
    /// Lowest tip ever suggested, in wei per gas: `eth_gasPrice` is then above the base fee, and
    /// stays enough when the next block's base fee is a little higher.
    pub suggested_tip_floor: u128,
    /// Highest tip ever suggested, in wei per gas.
    pub suggested_tip_cap: u128,
    /// How long transactions are picked for one block, if there are so many: whoever has a turn has
    /// to propose while it lasts, and the others take as long again to check the block. Without it,
    /// until the block is full.
    pub building_time: Option<Duration>,
    /// Whether all balances are added up at the end of each epoch ([`crate::Chain::audit`]).
    pub audit_epochs: bool,
    /// Blocks one query for logs may span.
    pub max_log_blocks: u64,
    /// Logs one query may return.
    pub max_log_results: usize,
    /// Bytes of analysed contract code kept.
    pub code_cache_bytes: usize,
    /// Heads and pooled transactions a slow subscriber may fall behind before it misses some.
    pub event_buffer: usize,
}

impl ChainOptions {
    /// For a node that makes blocks on demand.
    pub fn recommended(clock: Clock) -> Self {
        Self {
            pool: PoolOptions::recommended(),
            sealing: Sealing::Instant,
            clock,
            time_control: false,
            beneficiary: REWARD_POOL,
            extra_data: Bytes::new(),
            suggested_tip_floor: 1_000_000,
            suggested_tip_cap: 500 * u128::from(GWEI),
            building_time: None,
            audit_epochs: false,
            max_log_blocks: 100_000,
            max_log_results: 20_000,
            code_cache_bytes: 64 << 20,
            event_buffer: 4096,
        }
    }

    /// For a development chain: its pool takes load from few senders, its clock can be put forward.
    pub fn dev(clock: Clock) -> Self {
        Self { pool: PoolOptions::dev(), time_control: true, ..Self::recommended(clock) }
    }

    /// For tests: small bounds, and blocks only when they are asked for.
    pub fn test(clock: Clock) -> Self {
        let (pool, sealing) = (PoolOptions::test(), Sealing::Manual);
        Self { pool, sealing, time_control: true, audit_epochs: true, ..Self::recommended(clock) }
    }
}

impl fmt::Debug for ChainOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChainOptions")
            .field("pool", &self.pool)
            .field("sealing", &self.sealing)
            .field("beneficiary", &self.beneficiary)
            .finish_non_exhaustive()
    }
}
