//! The ledger: what is pending, what is next, what is final.
//!
//! [`Chain`] is the one door. A transaction comes in through [`Chain::submit`], waits in the
//! [`Pool`], is executed into a block by the builder, and is final once that block is durable in
//! the store. A block has one way into the chain, whoever made it: execute, compare roots, commit,
//! announce.

mod audit;
mod builder;
mod candidates;
mod chain;
mod commit;
mod error;
mod fees;
mod import;
mod logs;
mod network;
mod options;
mod pending;
mod pool;
mod queries;
mod recover;
mod rules;
mod seal;
mod sealer;
pub mod simulate;
mod snapshot;
mod time;
mod wake;

pub use audit::Audit;
pub use chain::Chain;
pub use error::ChainError;
pub use fees::{FeeHistoryError, MAX_FEE_HISTORY_BLOCKS, MAX_FEE_HISTORY_PERCENTILES};
pub use import::ImportError;
pub use logs::{LogsError, matching as matching_logs};
pub use network::Proposal;
pub use options::{ChainOptions, Clock, Sealing};
pub use pending::PendingState;
pub use pool::{JournalError, Origin, Pool, PoolContent, PoolOptions, PoolStatus, SubmitError};
pub use queries::{State, StateAt};
pub use sealer::SealerHandle;
pub use snapshot::SnapshotImport;
pub use time::TimeError;

pub use cybermiles_storage::SnapshotError;
