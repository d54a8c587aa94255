//! What transactions did, call by call or step by step: geth's `debug_trace` methods.

use std::sync::Arc;

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::B256;
use alloy_rpc_types_eth::TransactionRequest;
use alloy_rpc_types_trace::{
    common::TraceResult,
    geth::{GethDebugTracingCallOptions, GethDebugTracingOptions, GethTrace},
};
use cybermiles_chain::simulate::{Overrides, TraceLimits};
use cybermiles_primitives::ExecutedBlock;

use crate::{
    api::Api,
    error::RpcError,
    eth::calls::{self, check_data},
    methods::{Job, Table},
    params::Params,
};

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.job("debug_traceTransaction", transaction);
    table.job("debug_traceBlockByNumber", |_, mut params| {
        let block = params.required::<BlockNumberOrTag>("block")?;
        traced(params, block.into())
    });
    table.job("debug_traceBlockByHash", |_, mut params| {
        let block = params.required::<B256>("block hash")?;
        traced(params, block.into())
    });
    table.job("debug_traceCall", call);
}

const fn limits(api: &Api) -> TraceLimits {
    TraceLimits { call: calls::limits(api), bytes: api.limits.trace_bytes }
}

fn transaction(_: &Api, mut params: Params<'_>) -> Result<Job<GethTrace>, RpcError> {
    let hash = params.required::<B256>("transaction hash")?;
    let options = params.optional::<GethDebugTracingOptions>("options")?.unwrap_or_default();
    params.end()?;
    Ok(Job::heavy(move |api| {
        let trace = api.chain.trace_transaction(&hash, options, &limits(api))?;
        trace.ok_or_else(|| RpcError::Server("transaction not found".into()))
    }))
}

type BlockTrace = Vec<TraceResult<GethTrace, String>>;

fn traced(mut params: Params<'_>, block: BlockId) -> Result<Job<BlockTrace>, RpcError> {
    let options = params.optional::<GethDebugTracingOptions>("options")?.unwrap_or_default();
    params.end()?;
    Ok(Job::heavy(move |api| {
        let block: Arc<ExecutedBlock> =
            api.chain.block_by_id(block)?.ok_or_else(RpcError::header_not_found)?;
        Ok(api.chain.trace_block(&block, options, &limits(api))?)
    }))
}

fn call(_: &Api, mut params: Params<'_>) -> Result<Job<GethTrace>, RpcError> {
    let request = params.required::<TransactionRequest>("transaction")?;
    let block = params.block()?;
    let options = params.optional::<GethDebugTracingCallOptions>("options")?.unwrap_or_default();
    params.end()?;
    check_data(&request)?;
    if options.tx_index.is_some() {
        return Err(RpcError::Params(
            "invalid argument 2 (`options`): `txIndex` is not supported, the call is run on the \
             state after the whole block"
                .into(),
        ));
    }
    let overrides =
        Overrides { state: options.state_overrides, block: options.block_overrides.map(Box::new) };
    let options = options.tracing_options;
    Ok(Job::heavy(move |api| {
        let at = api.chain.resolve(block)?;
        Ok(api.chain.trace_call(request, at, overrides, options, &limits(api))?)
    }))
}
