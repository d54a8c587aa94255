//! Every bound of the transaction pool, on one page.

use std::path::PathBuf;

/// How much the pool takes, and from whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolOptions {
    /// Transactions in the pool at most. Beyond it the worst paying go.
    pub max_transactions: usize,
    /// Bytes of encoded transactions in the pool at most. Beyond it the worst paying go.
    pub max_bytes: usize,
    /// Executable transactions of one sender at most.
    pub max_pending_per_sender: usize,
    /// Transactions of one sender that wait for a nonce or for funds, at most.
    pub max_queued_per_sender: usize,
    /// Lowest tip cap taken, in wei per gas. 0 by default: the base fee is not burnt here but paid
    /// to validators, so that a transaction without tip does not ride for free.
    pub min_tip: u128,
    /// By how much both fees of a replacement must exceed those of the replaced, in percent.
    pub price_bump_percent: u128,
    /// File that keeps locally submitted transactions over a restart; `None` keeps nothing.
    pub journal: Option<PathBuf>,
}

impl PoolOptions {
    /// For a node of a public network.
    pub const fn recommended() -> Self {
        Self {
            max_transactions: 200_000,
            max_bytes: 256 * 1024 * 1024,
            max_pending_per_sender: 1024,
            max_queued_per_sender: 64,
            min_tip: 0,
            price_bump_percent: 10,
            journal: None,
        }
    }

    /// For a development chain: load comes from few senders, over many connections at once.
    pub fn dev() -> Self {
        Self { max_pending_per_sender: 16_384, max_queued_per_sender: 4096, ..Self::recommended() }
    }

    /// Small bounds that a test reaches.
    pub const fn test() -> Self {
        Self {
            max_transactions: 64,
            max_bytes: 64 * 1024,
            max_pending_per_sender: 16,
            max_queued_per_sender: 8,
            min_tip: 0,
            price_bump_percent: 10,
            journal: None,
        }
    }
}
