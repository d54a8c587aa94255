//! The binary `cmt-migrate`: ERC-20 CMT becomes native CMT, proven.
//!
//! Amounts are integers of wei, sums are checked, and no row is ever changed so that a sum fits:
//! in 2018 98 balances were cut by a spreadsheet, and a plug account hid it. What the tool says
//! about a balance rests on the pinned hash of one Ethereum block and on nothing else.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::expect_used,
        clippy::float_arithmetic,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

pub mod allocation;
pub mod amount;
pub mod bundle;
pub mod chain;
pub mod claim;
pub mod claims;
pub mod classify;
pub mod compare;
pub mod fetch;
pub mod genesis;
pub mod header;
pub mod layout;
pub mod places;
pub mod rehearsal;
pub mod report;
pub mod serve;
pub mod status;
pub mod verify;

pub use allocation::{Allocation, AllocationError};
