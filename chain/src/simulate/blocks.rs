//! Blocks as if they followed one of the chain (`eth_simulateV1`).

use std::sync::Arc;

use alloy_consensus::{EMPTY_OMMER_ROOT_HASH, constants::EMPTY_WITHDRAWALS};
use alloy_eips::eip7685::EMPTY_REQUESTS_HASH;
use alloy_evm::Evm as _;
use alloy_primitives::{B256, Bloom, Log, U256};
use alloy_rpc_types_eth::{
    BlockOverrides, Log as RpcLog, TransactionRequest,
    simulate::{
        SimBlock, SimCallResult, SimulateError as CallError, SimulatePayload, SimulatedBlock,
    },
};
use cybermiles_execution::{
    Closing, TransactionRejected, closing,
    evm::{self, Evm, StateDatabase},
    system, transaction,
};
use cybermiles_primitives::{
    ExecutedBlock, Header, Receipt, RecoveredTransaction, StateReader, fees,
};
use revm::context_interface::result::ExecutionResult;

use super::{
    CallLimits, Context, SimulateError,
    alarm::Alarm,
    call::relax,
    error::halt_words,
    overrides::{Hashed, apply_block, apply_state, small},
    request,
    transfers::Transfers,
    unsigned::unsigned,
};
use crate::seal::list_roots;

/// The most blocks one request may ask for, gaps included (execution-apis).
pub const MAX_SIMULATED_BLOCKS: u64 = 256;

type Database<'a, R> = StateDatabase<'a, Hashed<'a, R>>;
type WatchedEvm<'a, 'w, R> = Evm<'a, Hashed<'a, R>, (&'w mut Alarm, &'w mut Transfers)>;

/// See [`Chain::simulate_v1`](crate::Chain::simulate_v1).
///
/// State roots of simulated blocks are zero, and their hashes accordingly not those the blocks
/// would have: nothing can be proven against a block that will never be.
///
/// # Errors
/// As there.
pub fn simulate_v1<R: StateReader>(
    context: &Context<'_, R>,
    payload: SimulatePayload,
    limits: &CallLimits,
) -> Result<Vec<SimulatedBlock<ExecutedBlock>>, SimulateError> {
    let blocks = with_gaps_filled(context.header, payload.block_state_calls)?;
    let state = Hashed::new(context.state, None);
    let mut simulation = Simulation {
        context,
        state: &state,
        alarm: Alarm::new(limits.time),
        gas_left: limits.gas,
        validation: payload.validation,
        trace_transfers: payload.trace_transfers,
    };
    let mut database = StateDatabase::new(&state, context.codes);
    let mut parent = context.header.clone();
    let mut parent_hash = parent.hash_slow();
    let mut simulated = Vec::with_capacity(blocks.len());
    for block in blocks {
        state.insert(parent.number, parent_hash);
        let block = simulation.block(&mut database, &parent, parent_hash, block)?;
        parent = block.inner.header.clone();
        parent_hash = block.inner.hash;
        simulated.push(block);
    }
    Ok(simulated)
}

/// The blocks with empty ones where numbers were left out. Numbers must rise.
fn with_gaps_filled(base: &Header, blocks: Vec<SimBlock>) -> Result<Vec<SimBlock>, SimulateError> {
    if blocks.is_empty() {
        return Err(SimulateError::BadRequest("empty input: no block to simulate".into()));
    }
    let mut number = base.number;
    let mut filled = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        let next = match block.block_number_override() {
            Some(next) => small::<u64>("number", next)?,
            None => number.saturating_add(1),
        };
        if next <= number {
            let message = format!("block numbers must be in order: {next} <= {number}");
            return Err(SimulateError::Sequence { code: -38020, message });
        }
        if next - base.number > MAX_SIMULATED_BLOCKS {
            let message = format!("too many blocks: at most {MAX_SIMULATED_BLOCKS}");
            return Err(SimulateError::Sequence { code: -38026, message });
        }
        filled.extend((number + 1..next).map(|number| numbered(SimBlock::default(), number)));
        block = numbered(block, next);
        filled.push(block);
        number = next;
    }
    Ok(filled)
}

fn numbered(mut block: SimBlock, number: u64) -> SimBlock {
    block.block_overrides.get_or_insert_default().number = Some(U256::from(number));
    block
}

struct Simulation<'a, R> {
    context: &'a Context<'a, R>,
    state: &'a Hashed<'a, R>,
    alarm: Alarm,
    gas_left: u64,
    validation: bool,
    trace_transfers: bool,
}

/// What a block holds so far.
#[derive(Default)]
struct Contents {
    transactions: Vec<Arc<RecoveredTransaction>>,
    receipts: Vec<Receipt>,
    results: Vec<SimCallResult>,
    gas_used: u64,
    logs: u64,
}

impl<'a, R: StateReader> Simulation<'a, R> {
    fn block(
        &mut self,
        database: &mut Database<'a, R>,
        parent: &Header,
        parent_hash: B256,
        block: SimBlock,
    ) -> Result<SimulatedBlock<ExecutedBlock>, SimulateError> {
        let overrides = block.block_overrides.unwrap_or_default();
        let header = self.header(parent, parent_hash, &overrides)?;
        self.state.extend(overrides.block_hash.clone().unwrap_or_default());
        if let Some(accounts) = &block.state_overrides {
            apply_state(&mut database.overlay, self.state, accounts)?;
        }
        let mut environment = evm::environment(self.context.spec, &header);
        apply_block(&mut environment, &overrides)?;
        if !self.validation {
            relax(&mut environment, 0, true);
        }
        let owned = std::mem::replace(database, StateDatabase::new(self.state, self.context.codes));
        let mut alarm = std::mem::replace(&mut self.alarm, Alarm::new(std::time::Duration::MAX));
        let mut transfers = Transfers::default();
        let mut evm = evm::inspected(environment, owned, (&mut alarm, &mut transfers));
        let contents = self.fill(&mut evm, &header, block.calls);
        *database = evm.into_db();
        self.alarm = alarm;
        Ok(finish(header, contents?))
    }

    fn header(
        &self,
        parent: &Header,
        parent_hash: B256,
        overrides: &BlockOverrides,
    ) -> Result<Header, SimulateError> {
        let timestamp = overrides.time.unwrap_or(parent.timestamp.saturating_add(1));
        if timestamp < parent.timestamp {
            let message =
                format!("block timestamps must be in order: {timestamp} < {}", parent.timestamp);
            return Err(SimulateError::Sequence { code: -38021, message });
        }
        let base_fee = match overrides.base_fee {
            Some(base_fee) => small("baseFeePerGas", base_fee)?,
            // An overridden fee that high could leave 64 bits: it stays.
            None if self.validation && parent.base_fee_per_gas > Some(u64::MAX / 2) => {
                parent.base_fee_per_gas.unwrap_or_default()
            }
            None if self.validation => fees::next_base_fee(self.context.spec, parent),
            None => 0,
        };
        Ok(Header {
            parent_hash,
            ommers_hash: EMPTY_OMMER_ROOT_HASH,
            beneficiary: overrides.coinbase.unwrap_or(parent.beneficiary),
            number: small("number", overrides.number.unwrap_or_default())?,
            gas_limit: overrides.gas_limit.unwrap_or(parent.gas_limit),
            timestamp,
            mix_hash: overrides.random.unwrap_or_default(),
            base_fee_per_gas: Some(base_fee),
            withdrawals_root: Some(EMPTY_WITHDRAWALS),
            blob_gas_used: Some(0),
            excess_blob_gas: Some(0),
            parent_beacon_block_root: Some(overrides.beacon_root.unwrap_or(parent_hash)),
            requests_hash: Some(EMPTY_REQUESTS_HASH),
            ..Default::default()
        })
    }

    fn fill(
        &mut self,
        evm: &mut WatchedEvm<'a, '_, R>,
        header: &Header,
        calls: Vec<TransactionRequest>,
    ) -> Result<Contents, SimulateError> {
        let mut contents = Contents::default();
        system::begin(evm, header)?;
        for call in calls {
            evm.components_mut().1.0.check()?;
            self.call(evm, header, call, &mut contents)?;
            evm.components_mut().1.0.check()?;
        }
        if let Some(closing) = closing::close(evm, header, None, contents.gas_used)? {
            let Closing { transaction, receipt } = closing;
            contents.transactions.push(transaction);
            contents.receipts.push(receipt);
        }
        // Without validation nobody has to pay the base fee: it cannot be handed on.
        if self.validation {
            system::end(evm, header, contents.gas_used)?;
        }
        Ok(contents)
    }

    fn call(
        &mut self,
        evm: &mut WatchedEvm<'a, '_, R>,
        header: &Header,
        mut request: TransactionRequest,
        contents: &mut Contents,
    ) -> Result<(), SimulateError> {
        let left = header.gas_limit.saturating_sub(contents.gas_used);
        if let Some(have) = request.gas.filter(|gas| *gas > left) {
            return Err(TransactionRejected::GasLimitExceedsBlock { have, left }.into());
        }
        if request.nonce.is_none() {
            let database = evm.db_mut();
            let from = request.from.unwrap_or_default();
            let account = database.overlay.account(from, database.state)?;
            request.nonce = Some(account.unwrap_or_default().nonce);
        }
        let authorizations = request.authorization_list.clone();
        let fields = request::fields(request, self.context.spec.chain_id, left, self.gas_left)?;
        let transaction = unsigned(&fields, authorizations.unwrap_or_default());
        let result = transaction::execute(evm, fields)?;
        let mut logs = evm.components_mut().1.1.take();
        if !self.trace_transfers || !result.is_success() {
            logs = result.logs().to_vec();
        }
        let gas_used = result.tx_gas_used();
        self.gas_left = self.gas_left.saturating_sub(gas_used);
        contents.gas_used = contents.gas_used.saturating_add(gas_used);
        contents.results.push(contents.result(header, &transaction, &result, logs));
        contents.logs += contents.results.last().map_or(0, |call| call.logs.len() as u64);
        contents.receipts.push(Receipt {
            tx_type: transaction.transaction.inner().tx_type(),
            success: result.is_success(),
            cumulative_gas_used: contents.gas_used,
            logs: result.into_logs(),
        });
        contents.transactions.push(Arc::new(transaction));
        Ok(())
    }
}

impl Contents {
    fn result(
        &self,
        header: &Header,
        transaction: &RecoveredTransaction,
        result: &ExecutionResult,
        logs: Vec<Log>,
    ) -> SimCallResult {
        let logs = (self.logs..).zip(logs).map(|(index, log)| RpcLog {
            inner: log,
            // Known only when the block is whole.
            block_hash: None,
            block_number: Some(header.number),
            block_timestamp: Some(header.timestamp),
            transaction_hash: Some(transaction.hash),
            transaction_index: Some(self.transactions.len() as u64),
            log_index: Some(index),
            removed: false,
        });
        SimCallResult {
            return_data: result.output().cloned().unwrap_or_default(),
            logs: logs.collect(),
            gas_used: result.tx_gas_used(),
            max_used_gas: Some(result.gas().total_gas_spent().max(result.tx_gas_used())),
            status: result.is_success(),
            error: call_error(result),
        }
    }
}

fn call_error(result: &ExecutionResult) -> Option<CallError> {
    match result {
        ExecutionResult::Success { .. } => None,
        ExecutionResult::Revert { output, .. } => Some(CallError {
            code: CallError::EXECUTION_REVERTED_CODE,
            message: SimulateError::Reverted { output: output.clone() }.to_string(),
            data: Some(output.clone()),
        }),
        ExecutionResult::Halt { reason, .. } => Some(CallError {
            code: CallError::VM_EXECUTION_ERROR_CODE,
            message: halt_words(reason),
            data: None,
        }),
    }
}

fn finish(header: Header, contents: Contents) -> SimulatedBlock<ExecutedBlock> {
    let Contents { transactions, receipts, mut results, gas_used, .. } = contents;
    let (transactions_root, receipts_root) = list_roots(&transactions, &receipts);
    let mut logs_bloom = Bloom::ZERO;
    receipts.iter().flat_map(|receipt| &receipt.logs).for_each(|log| logs_bloom.accrue_log(log));
    let header = Header { transactions_root, receipts_root, logs_bloom, gas_used, ..header };
    let hash = header.hash_slow();
    for log in results.iter_mut().flat_map(|call| &mut call.logs) {
        log.block_hash = Some(hash);
    }
    SimulatedBlock {
        inner: ExecutedBlock { hash, header, transactions, receipts, seal: None },
        calls: results,
    }
}
