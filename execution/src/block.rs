//! One block: its hooks, its transactions, its outcome.

use std::{fmt, sync::Arc};

use alloy_consensus::Transaction;
use alloy_evm::Evm as _;
use alloy_primitives::{Bloom, Log};
use cybermiles_evm_precompiles::staking::BlockFacts;
use cybermiles_primitives::{ChainSpec, Header, Receipt, RecoveredTransaction, StateReader};

use crate::{
    BlockError, BlockOutcome, Closing, CodeCache, TransactionRejected, TransactionSummary, closing,
    evm::{self, Evm, StateDatabase},
    network, system, transaction,
};

/// Executes a whole block on the state before it: the only state transition of the chain.
///
/// `header` needs the fields that do not depend on execution; the others are not looked at, they
/// are the caller's to fill or to compare. `transactions` is the whole body: where something is
/// due at the end of the block its last one is the closing system transaction, elsewhere there is
/// none.
///
/// # Errors
/// [`BlockError`] naming the header field or the transaction that does not belong there, or the
/// state that could not be read.
pub fn execute_block(
    spec: &ChainSpec,
    header: &Header,
    transactions: &[Arc<RecoveredTransaction>],
    state: &impl StateReader,
    codes: &CodeCache,
) -> Result<BlockOutcome, BlockError> {
    let mut executor = BlockExecutor::new(spec, header, state, codes)?;
    executor.receipts.reserve(transactions.len());
    let (users, found) = match transactions.split_last() {
        Some((last, users)) if last.is_system() => (users, Some(last)),
        _ => (transactions, None),
    };
    for (index, transaction) in users.iter().enumerate() {
        executor.execute(transaction).map_err(|source| match source {
            TransactionRejected::Fatal(err) => BlockError::State(err),
            rejected => BlockError::Transaction {
                number: header.number,
                index,
                hash: transaction.hash,
                source: Box::new(rejected),
            },
        })?;
    }
    let outcome = executor.finish()?;
    let (expected, found) =
        (outcome.closing.as_ref().map(|one| one.hash), found.map(|one| one.hash));
    if expected != found {
        let (number, index) = (header.number, users.len());
        return Err(BlockError::Closing { number, index, expected, found });
    }
    Ok(outcome)
}

/// A block under construction, for a builder that does not know yet which transactions fit.
pub struct BlockExecutor<'a, R: StateReader> {
    evm: Evm<'a, R>,
    header: &'a Header,
    facts: Option<BlockFacts>,
    receipts: Vec<Receipt>,
    gas_used: u64,
    logs_bloom: Bloom,
}

impl<'a, R: StateReader> BlockExecutor<'a, R> {
    /// Opens a block and runs its begin hook.
    ///
    /// # Errors
    /// [`BlockError`] when a header field is missing or the state cannot be read.
    pub fn new(
        spec: &ChainSpec,
        header: &'a Header,
        state: &'a R,
        codes: &'a CodeCache,
    ) -> Result<Self, BlockError> {
        if header.base_fee_per_gas.is_none() {
            return Err(BlockError::HeaderField {
                number: header.number,
                field: "baseFeePerGas",
                expected: "the base fee that follows from the parent (EIP-1559)",
            });
        }
        let environment = evm::environment(spec, header);
        let mut evm = evm::evm(environment, StateDatabase::new(state, codes));
        system::begin(&mut evm, header)?;
        let logs_bloom = Bloom::ZERO;
        let facts = network::facts(spec, header);
        Ok(Self { evm, header, facts, receipts: Vec::new(), gas_used: 0, logs_bloom })
    }

    /// Executes one more transaction.
    ///
    /// # Errors
    /// [`TransactionRejected`]; the block is then as it was before, and goes on unless the
    /// rejection [is fatal](TransactionRejected::is_fatal).
    pub fn execute(
        &mut self,
        transaction: &RecoveredTransaction,
    ) -> Result<TransactionSummary, TransactionRejected> {
        if transaction.is_system() {
            return Err(TransactionRejected::System);
        }
        let envelope = transaction.transaction.inner();
        let left = self.gas_left();
        if envelope.gas_limit() > left {
            return Err(TransactionRejected::GasLimitExceedsBlock {
                have: envelope.gas_limit(),
                left,
            });
        }
        let fields = transaction::fields(transaction)?;
        let result = transaction::execute(&mut self.evm, fields)?;
        let summary =
            TransactionSummary { gas_used: result.tx_gas_used(), success: result.is_success() };
        // Cannot saturate: no transaction uses more than its limit, which was left.
        self.gas_used = self.gas_used.saturating_add(summary.gas_used);
        let logs: Vec<Log> = result.into_logs();
        for log in &logs {
            self.logs_bloom.accrue_log(log);
        }
        self.receipts.push(Receipt {
            tx_type: envelope.tx_type(),
            success: summary.success,
            cumulative_gas_used: self.gas_used,
            logs,
        });
        Ok(summary)
    }

    /// Gas used so far.
    pub const fn gas_used(&self) -> u64 {
        self.gas_used
    }

    /// Gas the block has left.
    pub const fn gas_left(&self) -> u64 {
        self.header.gas_limit.saturating_sub(self.gas_used)
    }

    /// Transactions executed so far.
    pub const fn transaction_count(&self) -> usize {
        self.receipts.len()
    }

    /// Settles what is due, runs the end hook and closes the block.
    ///
    /// # Errors
    /// [`BlockError`] when the state cannot be read or wei overflow.
    pub fn finish(mut self) -> Result<BlockOutcome, BlockError> {
        let closing =
            closing::close(&mut self.evm, self.header, self.facts.as_ref(), self.gas_used)?;
        system::end(&mut self.evm, self.header, self.gas_used)?;
        let closing = closing.map(|Closing { transaction, receipt }| {
            receipt.logs.iter().for_each(|log| self.logs_bloom.accrue_log(log));
            self.receipts.push(receipt);
            transaction
        });
        let Self { evm, receipts, gas_used, logs_bloom, .. } = self;
        let diff = evm.into_db().overlay.into_diff();
        Ok(BlockOutcome { receipts, closing, gas_used, logs_bloom, diff })
    }
}

impl<R: StateReader> fmt::Debug for BlockExecutor<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockExecutor")
            .field("number", &self.header.number)
            .field("transactions", &self.receipts.len())
            .field("gas_used", &self.gas_used)
            .finish_non_exhaustive()
    }
}
