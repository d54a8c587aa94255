//! A block of the chain, executed again.

use std::ops::Range;

use alloy_evm::Evm as _;
use alloy_primitives::{Bytes, Log};
use alloy_rpc_types_trace::geth::GethTrace;
use cybermiles_execution::{
    CodeCache, closing,
    evm::{self, Evm, StateDatabase},
    network, system, transaction,
};
use cybermiles_primitives::{ChainSpec, ExecutedBlock, StateReader};
use revm::{
    Context, Inspector, MainContext,
    context::TxEnv,
    context_interface::result::{
        ExecutionResult, Output, ResultAndState, ResultGas, SuccessReason,
    },
    interpreter::{
        CallInput, CallInputs, CallOutcome, CallScheme, CallValue, Gas, InstructionResult,
        InterpreterResult,
    },
};
use revm_inspectors::tracing::TransactionContext;

use super::{
    TraceLimits,
    watch::{Watch, trace_of},
};
use crate::simulate::{SimulateError, alarm::Alarm};

type WatchedEvm<'a, R> = Evm<'a, R, (Alarm, Watch)>;

/// Executes `block` again on the state `before` it, up to the last transaction `traced`, and
/// answers the traces of those.
pub(super) fn replay<R: StateReader>(
    spec: &ChainSpec,
    codes: &CodeCache,
    block: &ExecutedBlock,
    before: &R,
    traced: Range<usize>,
    mut watch: Watch,
    limits: &TraceLimits,
) -> Result<Vec<GethTrace>, SimulateError> {
    watch.is_on = false;
    let environment = evm::environment(spec, &block.header);
    let database = StateDatabase::new(before, codes);
    let alarm = Alarm::new(limits.call.time);
    let mut evm = evm::inspected(environment, database, (alarm, watch));
    system::begin(&mut evm, &block.header)?;
    let mut traces = Vec::with_capacity(traced.len());
    for index in 0..traced.end.min(block.transactions.len()) {
        let is_traced = traced.contains(&index);
        evm.inspector_mut().1.is_on = is_traced;
        evm.inspector_mut().0.check()?;
        let (fields, result) = execute(&mut evm, spec, block, index)?;
        let (alarm, watch) = evm.inspector_mut();
        alarm.check()?;
        watch.check()?;
        if is_traced {
            let context = TransactionContext {
                block_hash: Some(block.hash),
                tx_index: Some(index),
                tx_hash: Some(block.transactions[index].hash),
            };
            let block_env = evm.block.clone();
            let (database, (_, watch), _) = evm.components_mut();
            traces.push(trace_of(watch, context, &fields, &block_env, &result, database)?);
        }
        let database = evm.db_mut();
        database.overlay.commit(result.state, database.state)?;
    }
    Ok(traces)
}

/// Executes one transaction again, and changes nothing.
fn execute<R: StateReader>(
    evm: &mut WatchedEvm<'_, R>,
    spec: &ChainSpec,
    block: &ExecutedBlock,
    index: usize,
) -> Result<(TxEnv, ResultAndState), SimulateError> {
    let transaction = &block.transactions[index];
    let fields = transaction::fields(transaction)?;
    if !transaction.is_system() {
        let result = transaction::run(evm, fields.clone())?;
        return Ok((fields, result));
    }
    let gas_used = block.header.gas_used;
    let facts = network::facts(spec, &block.header);
    let (closing, state) = closing::run(evm, &block.header, facts.as_ref(), gas_used)?;
    // The chain says that something was due: then it is.
    let logs = closing.map(|closing| closing.receipt.logs).unwrap_or_default();
    show_closing(&mut evm.inspector_mut().1, &fields, &logs);
    let result = ExecutionResult::Success {
        reason: SuccessReason::Return,
        gas: ResultGas::default(),
        logs,
        output: Output::Call(Bytes::new()),
    };
    Ok((fields, ResultAndState { result, state }))
}

/// Shows the closing transaction to the tracer as what it stands for: a call by the system.
fn show_closing(watch: &mut Watch, fields: &TxEnv, logs: &[Log]) {
    let mut context = Context::mainnet();
    let to = fields.kind.to().copied().unwrap_or_default();
    let mut inputs = CallInputs {
        input: CallInput::Bytes(fields.data.clone()),
        return_memory_offset: 0..0,
        gas_limit: 0,
        reservoir: 0,
        bytecode_address: to,
        known_bytecode: Default::default(),
        target_address: to,
        caller: fields.caller,
        value: CallValue::Transfer(fields.value),
        scheme: CallScheme::Call,
        is_static: false,
        charged_new_account_state_gas: false,
    };
    // The answer of a tracer would replace the call; there is none to replace.
    let _ = watch.call(&mut context, &mut inputs);
    for log in logs {
        watch.log(&mut context, log.clone());
    }
    let result = InterpreterResult::new(InstructionResult::Stop, Bytes::new(), Gas::new(0));
    watch.call_end(&mut context, &inputs, &mut CallOutcome::new(result, 0..0));
}
