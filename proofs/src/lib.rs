//! Merkle and Merkle Patricia proofs, checked strictly.
//!
//! The tool that takes balances over from Ethereum and the native contract that pays claims have to
//! agree on what a proof is, to the byte: both call this. Nothing here trusts what it reads, and
//! nothing panics.
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

pub mod merkle;
pub mod trie;
