//! What is kept of answers that passed: the kinds of pieces.

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_rlp::{RlpDecodable, RlpEncodable};

/// A transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, RlpEncodable, RlpDecodable)]
pub(super) struct LogRow {
    /// The block's height.
    pub(super) block: u64,
    /// Its place among the logs of the block.
    pub(super) index: u64,
    /// Who sends; zero for a mint.
    pub(super) from: Address,
    /// Who receives; zero for a burn.
    pub(super) to: Address,
    /// How much.
    pub(super) wei: U256,
}

/// The logs of some blocks.
#[derive(Clone, Debug, RlpEncodable, RlpDecodable)]
pub(super) struct LogPiece {
    /// The first block.
    pub(super) first: u64,
    /// The last block.
    pub(super) last: u64,
    /// Who gave them.
    pub(super) source: String,
    pub(super) rows: Vec<LogRow>,
}

/// Proven or agreed balances.
#[derive(Clone, Debug, RlpEncodable, RlpDecodable)]
pub(super) struct BalancePiece {
    pub(super) rows: Vec<BalanceRow>,
    /// Nodes of their proofs that no piece before has.
    pub(super) nodes: Vec<Bytes>,
}

/// A balance.
#[derive(Clone, Copy, Debug, RlpEncodable, RlpDecodable)]
pub(super) struct BalanceRow {
    pub(super) account: Address,
    pub(super) wei: U256,
}

/// Proven or agreed accounts.
#[derive(Clone, Debug, RlpEncodable, RlpDecodable)]
pub(super) struct AccountPiece {
    pub(super) rows: Vec<AccountRow>,
    /// Nodes of their proofs that no piece before has.
    pub(super) nodes: Vec<Bytes>,
}

/// An account's code.
#[derive(Clone, Copy, Debug, RlpEncodable, RlpDecodable)]
pub(super) struct AccountRow {
    pub(super) account: Address,
    pub(super) code_hash: B256,
    /// To whom it delegates (EIP-7702); zero if it does not.
    pub(super) delegate: Address,
}

/// The block and the token.
#[derive(Clone, Debug, RlpEncodable, RlpDecodable)]
pub(super) struct BasePiece {
    /// The header, as it is hashed.
    pub(super) header: Bytes,
    /// The token's code.
    pub(super) code: Bytes,
    /// Nodes of the token's account.
    pub(super) account: Vec<Bytes>,
    /// The fixed slots' values, in the order of the plan.
    pub(super) slots: Vec<U256>,
    /// Nodes of their proofs.
    pub(super) storage: Vec<Bytes>,
}

/// Where the balances are.
#[derive(Clone, Copy, Debug, RlpEncodable, RlpDecodable)]
pub(super) struct MappingPiece {
    pub(super) slot: u64,
    pub(super) is_vyper: bool,
}
