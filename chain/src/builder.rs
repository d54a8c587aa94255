//! Picks transactions from the pool and executes them into a block.

use std::{sync::Arc, time::Instant};

use alloy_primitives::{B256, map::AddressSet};
use cybermiles_execution::{BlockError, BlockExecutor, BlockOutcome, TransactionRejected};
use cybermiles_primitives::{
    Header, RecoveredTransaction, StateReader, limits::MAX_BLOCK_BYTES,
    system_transaction::MAX_CLOSING_BYTES,
};

use crate::{Chain, ChainError};

/// Transactions taken from the pool under one lock.
const CHUNK: usize = 256;

/// Bytes of a block around its users' transactions: a header of the largest size, empty lists, the
/// lengths before them, and room for the closing transaction, should there be one.
const BLOCK_OVERHEAD_BYTES: usize = 1024 + MAX_CLOSING_BYTES;

/// Bytes RLP may put around one transaction.
const TRANSACTION_OVERHEAD_BYTES: usize = 5;

/// Gas of the cheapest transaction: with less left, a block is full.
const MIN_TRANSACTION_GAS: u64 = 21_000;

/// After this many transactions that did not fit in a row, a block is taken as full.
const MAX_MISFITS: usize = 256;

/// What became of the pool's best transactions.
#[derive(Debug)]
pub(crate) struct Built {
    /// In the block, in this order, the closing one included.
    pub(crate) transactions: Vec<Arc<RecoveredTransaction>>,
    /// What their execution did.
    pub(crate) outcome: BlockOutcome,
    /// Cannot be executed, and why.
    pub(crate) rejected: Vec<(B256, TransactionRejected)>,
}

impl Chain {
    /// Executes the pool's best transactions on `state`, as many as fit under `header`.
    ///
    /// # Errors
    /// [`ChainError`] when the node, not a transaction, is at fault.
    pub(crate) fn build(
        &self,
        header: &Header,
        state: &impl StateReader,
    ) -> Result<Built, ChainError> {
        let (begun, time) = (Instant::now(), self.options.building_time);
        let mut executor = BlockExecutor::new(&self.spec, header, state, &self.codes)?;
        let mut best = self.pool.best(header.base_fee_per_gas.unwrap_or_default());
        let (mut transactions, mut rejected) = (Vec::new(), Vec::new());
        // Whose later transactions cannot run, because an earlier one did not.
        let mut blocked = AddressSet::default();
        let mut bytes = BLOCK_OVERHEAD_BYTES;
        let mut misfits = 0;
        let mut chunk = Vec::with_capacity(CHUNK);
        'pick: loop {
            best.take(CHUNK, &mut chunk);
            if chunk.is_empty() {
                break;
            }
            for transaction in chunk.drain(..) {
                if time.is_some_and(|time| begun.elapsed() >= time) {
                    break 'pick;
                }
                if blocked.contains(&transaction.sender()) {
                    continue;
                }
                let size = transaction.encoded.len() + TRANSACTION_OVERHEAD_BYTES;
                let result = if bytes + size > MAX_BLOCK_BYTES {
                    Err(None)
                } else {
                    executor.execute(&transaction).map_err(Some)
                };
                match result {
                    Ok(_) => {
                        bytes += size;
                        misfits = 0;
                        transactions.push(transaction);
                    }
                    Err(None | Some(TransactionRejected::GasLimitExceedsBlock { .. })) => {
                        misfits += 1;
                        blocked.insert(transaction.sender());
                    }
                    // In a block that is not final yet already: the sender's next may follow it.
                    Err(Some(TransactionRejected::NonceTooLow { .. })) => {}
                    Err(Some(reason)) if reason.is_fatal() => return Err(fatal(header, reason)),
                    Err(Some(reason)) => {
                        blocked.insert(transaction.sender());
                        rejected.push((transaction.hash, reason));
                    }
                }
            }
            if misfits >= MAX_MISFITS || executor.gas_left() < MIN_TRANSACTION_GAS {
                break;
            }
        }
        let outcome = executor.finish()?;
        transactions.extend(outcome.closing.clone());
        Ok(Built { transactions, outcome, rejected })
    }
}

fn fatal(header: &Header, reason: TransactionRejected) -> ChainError {
    match reason {
        TransactionRejected::Fatal(error) => ChainError::State(error),
        other => {
            let (number, reason) = (header.number, other.to_string());
            BlockError::Evm { number, place: "a transaction", reason }.into()
        }
    }
}
