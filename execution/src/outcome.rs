//! What execution found out.

use std::sync::Arc;

use alloy_primitives::Bloom;
use cybermiles_primitives::{Receipt, RecoveredTransaction, StateDiff};

/// Everything one block's execution adds to what its header and transactions say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockOutcome {
    /// One receipt for each transaction, in block order; that of `closing` is the last.
    pub receipts: Vec<Receipt>,
    /// The closing system transaction, which has to be the last one of the block's body; `None`
    /// when nothing was due.
    pub closing: Option<Arc<RecoveredTransaction>>,
    /// Gas used by all transactions; the closing one uses none.
    pub gas_used: u64,
    /// The union of the receipts' blooms.
    pub logs_bloom: Bloom,
    /// Every value of the state that changed, before and after.
    pub diff: StateDiff,
}

/// What a builder wants to know about the transaction it just added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionSummary {
    /// Gas the transaction used, refunds taken off.
    pub gas_used: u64,
    /// Whether it succeeded; a reverted transaction still takes its place and pays.
    pub success: bool,
}
