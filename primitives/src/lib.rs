//! The nouns of the chain; no I/O, no async.
//!
//! Every type keeps Ethereum's encodings and hashes, so that any Ethereum tool can verify what it
//! is shown. The other crates depend on this one; it depends on none of them.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

pub mod block;
pub mod committee;
pub mod fees;
pub mod genesis;
pub mod limits;
pub mod native;
pub mod predeploys;
pub mod seal;
pub mod snapshot;
pub mod spec;
pub mod state;
pub mod system_transaction;
pub mod transaction;
pub mod turn;

pub use block::{Block, ExecutedBlock, Header, Receipt, SealedBlock};
pub use committee::{Committee, Seat};
pub use genesis::{Genesis, GenesisError};
pub use seal::{ProposedBlock, Seal};
pub use snapshot::{Snapshot, SnapshotAccount, SnapshotBlock, SnapshotPart, SnapshotSlot};
pub use spec::ChainSpec;
pub use state::{Account, AccountChange, SlotChange, StateDiff, StateError, StateReader};
pub use transaction::{RecoveredTransaction, TransactionError};
pub use turn::Turn;
