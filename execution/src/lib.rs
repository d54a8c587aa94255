//! One block in, one outcome out. Pure.
//!
//! [`execute_block`] is the only state transition of the chain: building, verifying, replaying and
//! simulating all come through it or through the steps it is made of. It reads state, and nothing
//! else: no clock, no disk, no randomness, and no map whose order could differ between two nodes
//! reaches an outcome.
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
pub mod closing;
pub mod code_cache;
pub mod error;
pub mod evm;
pub mod native;
pub mod network;
pub mod outcome;
pub mod overlay;
pub mod rules;
pub mod system;
pub mod transaction;

pub use block::{BlockExecutor, execute_block};
pub use closing::{Closing, next_due};
pub use code_cache::CodeCache;
pub use error::{BlockError, TransactionRejected};
pub use native::NativePrecompiles;
pub use network::{SealError, committee, verify_seal};
pub use outcome::{BlockOutcome, TransactionSummary};
pub use overlay::Overlay;
