//! What a transaction did, call by call or step by step (geth's `debug_trace` methods).
//!
//! A transaction of the chain is executed again on the state before its block, after those that
//! came before it; the closing system transaction is settled again and shown as one call from the
//! system with all its logs.

mod replay;
mod watch;

use std::sync::Arc;

use alloy_primitives::B256;
use alloy_rpc_types_eth::TransactionRequest;
use alloy_rpc_types_trace::{
    common::TraceResult,
    geth::{GethDebugTracingOptions, GethTrace},
};
use cybermiles_primitives::ExecutedBlock;
use revm_inspectors::tracing::TransactionContext;

use self::{
    replay::replay,
    watch::{Watch, trace_of},
};
use super::{CallLimits, Overrides, SimulateError, call::Stage, overrides::Hashed};
use crate::{Chain, StateAt};

/// How much one trace may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceLimits {
    /// Gas of a traced call; a transaction of the chain has the gas it had. Time of all that is
    /// executed again, the transactions before the traced one included.
    pub call: CallLimits,
    /// Bytes the trace may take in memory.
    pub bytes: usize,
}

impl Chain {
    /// What the transaction with this hash did; `None` when no block holds it.
    ///
    /// # Errors
    /// [`SimulateError`]: a limit, a tracer there is not, or state that is not kept.
    pub fn trace_transaction(
        &self,
        hash: &B256,
        options: GethDebugTracingOptions,
        limits: &TraceLimits,
    ) -> Result<Option<GethTrace>, SimulateError> {
        let Some((block, index)) = self.transaction(hash)? else { return Ok(None) };
        let watch = Watch::new(options, limits.bytes)?;
        let mut traces = self.replay(&block, index..index + 1, watch, limits)?;
        Ok(traces.pop())
    }

    /// What each transaction of `block`, which is one of this chain, did.
    ///
    /// # Errors
    /// As [`Self::trace_transaction`].
    pub fn trace_block(
        &self,
        block: &Arc<ExecutedBlock>,
        options: GethDebugTracingOptions,
        limits: &TraceLimits,
    ) -> Result<Vec<TraceResult<GethTrace, String>>, SimulateError> {
        let watch = Watch::new(options, limits.bytes)?;
        let traces = self.replay(block, 0..block.transactions.len(), watch, limits)?;
        let hashes = block.transactions.iter().map(|transaction| transaction.hash);
        Ok(traces
            .into_iter()
            .zip(hashes)
            .map(|(trace, hash)| TraceResult::new_success(trace, Some(hash)))
            .collect())
    }

    /// What `request` would do in the block meant, on the state after it.
    ///
    /// # Errors
    /// As [`Self::trace_transaction`]; a call that reverts is no error but is said in the trace.
    pub fn trace_call(
        &self,
        request: TransactionRequest,
        at: StateAt,
        overrides: Overrides,
        options: GethDebugTracingOptions,
        limits: &TraceLimits,
    ) -> Result<GethTrace, SimulateError> {
        let mut watch = Watch::new(options, limits.bytes)?;
        let (header, state) = self.simulation_base(at)?;
        let context = self.context(&header, &state);
        let hashed = Hashed::new(context.state, overrides.block.as_deref());
        let mut stage = Stage::new(&context, &hashed, request, &overrides, &limits.call)?;
        let gas = stage.fields.gas_limit;
        let result = stage.run_whole(gas, &mut watch)?;
        watch.check()?;
        let (fields, block) = (stage.fields.clone(), stage.environment.block_env.clone());
        let context = TransactionContext::default();
        trace_of(&mut watch, context, &fields, &block, &result, stage.database())
    }

    fn replay(
        &self,
        block: &ExecutedBlock,
        traced: std::ops::Range<usize>,
        watch: Watch,
        limits: &TraceLimits,
    ) -> Result<Vec<GethTrace>, SimulateError> {
        let Some(parent) = block.number().checked_sub(1) else {
            return Err(SimulateError::BadRequest("genesis is not traceable".into()));
        };
        let before = self.state_at(parent)?;
        replay(&self.spec, &self.codes, block, &before, traced, watch, limits)
    }
}
