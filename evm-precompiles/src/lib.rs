//! Commerce and staking rules, called like contracts.
//!
//! Each precompile is an account whose state lies in its own storage, in Solidity's layout, so
//! that `eth_getProof`, reverts and history work with nothing added; its rules are the functions
//! in its folder. [`run`] is the only way in for callers, [`closing::settle`] for the block's end.
//! Nothing here knows which EVM it runs in: all state is reached through a [`Host`].
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

pub mod abi;
pub mod address;
pub mod arbitration;
pub mod call;
pub mod closing;
pub mod cmt;
pub mod dispatch;
mod ed25519;
pub mod escrow;
pub mod failure;
pub mod gas;
pub mod governance;
pub mod host;
pub mod identity;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod migration;
pub mod queue;
mod signature;
#[cfg(test)]
mod signer;
pub mod staking;
pub mod storage;

pub use call::Call;
pub use dispatch::{Input, Output, Status, run};
pub use failure::{Failure, Result};
pub use host::Host;
