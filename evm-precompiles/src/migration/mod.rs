//! Migration: claims of coins the ERC-20 CMT left behind.
//!
//! What it does is said in `contracts/src/interfaces/IMigration.sol`, why in
//! `docs/spec/migration.md`. The genesis writes one row for each account that could not be credited
//! ([`genesis`]). A row says who may claim; a proof says only how much.

mod claims;
mod decisions;
mod dispatch;
#[cfg(any(test, feature = "memory"))]
pub mod genesis;
mod proof;
mod records;
mod views;

#[cfg(test)]
pub(crate) mod tests;

use alloy_primitives::{Address, B256, U256};

pub(crate) use decisions::{check_naming, check_release, name_claimant, release};
pub(crate) use dispatch::dispatch;
pub use proof::{MAX_MERKLE_NODES, MAX_NODE, MAX_TRIE_NODES};

use crate::storage::{Mapping, Record, Value};
use records::{Ledger, Origin, Row};

crate::layout! {
    /// Hash of the snapshot's block on Ethereum. The genesis fixes this and the next four.
    block_hash: Value<B256> = 0;
    /// Root of the state at that block: what storage proofs lead to. Zero: none are taken.
    state_root: Value<B256> = 1;
    /// Slot of the token's mapping of balances.
    balances_slot: Value<U256> = 2;
    /// The token, and the block's height.
    origin: Record<Origin> = 3;
    /// What Merkle proofs lead to.
    claim_root: Value<B256> = 4;
    /// What there is to claim, and for how long.
    ledger: Record<Ledger> = 5;
    /// Rows by account.
    rows: Mapping<Address, Record<Row>> = 6;
    /// The nonce of a claimant's next signed claim.
    nonces: Mapping<Address, Value<U256>> = 7;
}
