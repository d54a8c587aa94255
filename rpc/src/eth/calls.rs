//! Calls that run in the EVM and change nothing.

use alloy_primitives::{Bytes, U64};
use alloy_rpc_types_eth::{
    AccessListResult, BlockOverrides, TransactionRequest,
    simulate::{SimulatePayload, SimulatedBlock},
    state::StateOverride,
};
use cybermiles_chain::{
    StateAt,
    simulate::{CallLimits, Overrides, SimulateError},
};

use crate::{
    api::Api,
    convert::{self, Listing, RpcBlock, Standing},
    error::RpcError,
    methods::{Job, Table},
    params::Params,
};

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.job("eth_call", |_, params| {
        let call = Call::read(params)?;
        Ok(Job::heavy(move |api| -> Result<Bytes, RpcError> {
            let (at, limits) = call.place(api)?;
            Ok(api.chain.call(call.request, at, call.overrides, &limits)?)
        }))
    });
    table.job("eth_estimateGas", |_, params| {
        let call = Call::read(params)?;
        Ok(Job::heavy(move |api| {
            let (at, limits) = call.place(api)?;
            Ok(U64::from(api.chain.estimate_gas(call.request, at, call.overrides, &limits)?))
        }))
    });
    table.job("eth_createAccessList", |_, params| {
        let call = Call::read(params)?;
        Ok(Job::heavy(move |api| -> Result<AccessListResult, RpcError> {
            let (at, limits) = call.place(api)?;
            Ok(api.chain.create_access_list(call.request, at, call.overrides, &limits)?)
        }))
    });
    table.job("eth_simulateV1", simulate);
}

/// The parameters all calls share.
struct Call {
    request: TransactionRequest,
    block: alloy_eips::BlockId,
    overrides: Overrides,
}

impl Call {
    fn read(mut params: Params<'_>) -> Result<Self, RpcError> {
        let request = params.required::<TransactionRequest>("transaction")?;
        let block = params.block()?;
        let state = params.optional::<StateOverride>("state overrides")?;
        let block_overrides = params.optional::<BlockOverrides>("block overrides")?;
        params.end()?;
        check_data(&request)?;
        let overrides = Overrides { state, block: block_overrides.map(Box::new) };
        Ok(Self { request, block, overrides })
    }

    fn place(&self, api: &Api) -> Result<(StateAt, CallLimits), RpcError> {
        Ok((api.chain.resolve(self.block)?, limits(api)))
    }
}

/// Tools send the call data as `data`, as `input`, or as both: then both must be the same.
pub(crate) fn check_data(request: &TransactionRequest) -> Result<(), RpcError> {
    match (&request.input.input, &request.input.data) {
        (Some(input), Some(data)) if input != data => Err(RpcError::Params(
            "invalid argument 0 (`transaction`): both \"data\" and \"input\" are set and not \
             equal; please use \"input\" to pass transaction call data"
                .into(),
        )),
        _ => Ok(()),
    }
}

pub(crate) const fn limits(api: &Api) -> CallLimits {
    CallLimits { gas: api.limits.call_gas, time: api.limits.call_time }
}

fn simulate(
    _: &Api,
    mut params: Params<'_>,
) -> Result<Job<Vec<SimulatedBlock<RpcBlock>>>, RpcError> {
    let payload = params.required::<SimulatePayload>("payload")?;
    let block = params.block()?;
    params.end()?;
    let listing = Listing::from(payload.return_full_transactions);
    Ok(Job::heavy(move |api| {
        let at = api.chain.resolve(block)?;
        let simulated = api.chain.simulate_v1(payload, at, &limits(api)).map_err(simulate_error)?;
        let show = |SimulatedBlock { inner, calls }| SimulatedBlock {
            inner: convert::block(&inner, Standing::Sealed, listing),
            calls,
        };
        Ok(simulated.into_iter().map(show).collect())
    }))
}

/// `eth_simulateV1` has codes of its own.
fn simulate_error(error: SimulateError) -> RpcError {
    match error.simulate_code() {
        Some(code) => RpcError::Simulation { code, message: error.to_string() },
        None => error.into(),
    }
}

impl From<SimulateError> for RpcError {
    fn from(error: SimulateError) -> Self {
        let message = error.to_string();
        match error {
            SimulateError::Reverted { output } => Self::Reverted { message, data: output },
            SimulateError::BadOverride(_) => Self::Params(message),
            SimulateError::Timeout(_) | SimulateError::TraceTooLarge { .. } => Self::Limit(message),
            _ => Self::Server(message),
        }
    }
}
