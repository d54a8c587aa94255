//! Makes an executed block durable, then the head, then known.

use std::sync::Arc;

use cybermiles_execution::rules::parameters_after;
use cybermiles_primitives::{ExecutedBlock, StateDiff, fees};

use crate::{Chain, ChainError};

impl Chain {
    /// Commits `block`, whose `diff` is staged in the store. When this returns, the block, its
    /// receipts and its state can be read, the pool has given up its transactions, and the head
    /// is announced, in this order.
    pub(crate) fn commit(
        &self,
        block: ExecutedBlock,
        diff: &StateDiff,
    ) -> Result<Arc<ExecutedBlock>, ChainError> {
        let started = std::time::Instant::now();
        let block = Arc::new(block);
        self.store.commit(block.clone())?;
        let state = self.store.state_at(block.number())?;
        let rules = Arc::new(parameters_after(&self.spec, &state)?);
        let base_fee = fees::next_base_fee(&rules, &block.header);
        self.pool.set_rules(rules.clone());
        *self.rules.write() = rules;
        self.pool.advance(diff, state, base_fee, || *self.head.write() = block.clone());
        metrics::histogram!("block_commit_seconds").record(started.elapsed());
        metrics::counter!("transactions_included_total").increment(block.transactions.len() as u64);
        metrics::counter!("gas_used_total").increment(block.header.gas_used);
        metrics::gauge!("head_number").set(block.number() as f64);
        tracing::debug!(
            number = block.number(),
            hash = %block.hash,
            transactions = block.transactions.len(),
            gas_used = block.header.gas_used,
            "new head"
        );
        self.time.sealed(block.header.timestamp);
        // Fails only when nobody listens.
        let _ = self.heads.send(block.clone());
        Ok(block)
    }

    /// Lets everybody know of a failure after which no more blocks can be made.
    pub(crate) fn report<T>(&self, result: Result<T, ChainError>) -> Result<T, ChainError> {
        if let Err(error) = &result
            && is_final(error)
        {
            tracing::error!(%error, "no more blocks are made");
            self.failure.send_if_modified(|failure| {
                let is_first = failure.is_none();
                failure.get_or_insert_with(|| error.clone());
                is_first
            });
        }
        result
    }
}

/// Whether the node cannot go on: its data folder, its state or itself failed, not a block or a
/// transaction. A store that refuses what was executed on its own head is no exception.
const fn is_final(error: &ChainError) -> bool {
    use ChainError::{Audit, Conflict, Execution, Panic, State, Store, UnknownUpgrade};
    matches!(
        error,
        Store(_)
            | State(_)
            | Execution(_)
            | Panic(_)
            | Conflict { .. }
            | Audit(_)
            | UnknownUpgrade { .. }
    )
}
