//! What transactions would do: calls, gas estimates, access lists, simulated blocks.
//!
//! Nothing here changes the chain. The functions take a block, the state after it and what to
//! override; [`Chain`]'s methods of the same names only find these for them. Every run is bounded
//! in gas and in time, both checked inside the interpreter.

mod access_list;
mod alarm;
mod blocks;
mod call;
mod error;
mod estimate;
mod overrides;
mod request;
mod revert;
mod trace;
mod transfers;
mod unsigned;

#[cfg(test)]
mod tests;

use std::time::Duration;

use alloy_primitives::Bytes;
use alloy_rpc_types_eth::{
    AccessListResult, BlockOverrides, TransactionRequest,
    simulate::{SimulatePayload, SimulatedBlock},
    state::StateOverride,
};
use cybermiles_execution::CodeCache;
use cybermiles_primitives::{ChainSpec, ExecutedBlock, Header};

pub use access_list::create_access_list;
pub use blocks::{MAX_SIMULATED_BLOCKS, simulate_v1};
pub use call::call;
pub use error::SimulateError;
pub use estimate::estimate_gas;
pub use revert::revert_reason;
pub use trace::TraceLimits;

use crate::{Chain, ChainError, State, StateAt};

/// How much one simulation may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallLimits {
    /// Gas: of a call or an estimate, or of all calls of simulated blocks together.
    pub gas: u64,
    /// Time: of the whole request, however many runs it takes.
    pub time: Duration,
}

impl Default for CallLimits {
    /// 50 M gas and 5 seconds, as geth.
    fn default() -> Self {
        Self { gas: 50_000_000, time: Duration::from_secs(5) }
    }
}

/// What a call finds otherwise than it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Accounts.
    pub state: Option<StateOverride>,
    /// Fields of the block it runs in.
    pub block: Option<Box<BlockOverrides>>,
}

/// The block a simulation starts from, and the state after it.
#[derive(Debug)]
pub struct Context<'a, R> {
    /// The chain's parameters.
    pub spec: &'a ChainSpec,
    /// The block.
    pub header: &'a Header,
    /// The state after it.
    pub state: &'a R,
    /// Analysed contract code.
    pub codes: &'a CodeCache,
}

impl Chain {
    /// What `request` returns when it is run in the block meant, on the state after it.
    ///
    /// # Errors
    /// [`SimulateError`]: what the transaction did wrong, a limit, or state that is not kept.
    pub fn call(
        &self,
        request: TransactionRequest,
        at: StateAt,
        overrides: Overrides,
        limits: &CallLimits,
    ) -> Result<Bytes, SimulateError> {
        let (header, state) = self.simulation_base(at)?;
        call(&self.context(&header, &state), request, overrides, limits)
    }

    /// The smallest gas limit with which `request` succeeds.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn estimate_gas(
        &self,
        request: TransactionRequest,
        at: StateAt,
        overrides: Overrides,
        limits: &CallLimits,
    ) -> Result<u64, SimulateError> {
        let (header, state) = self.simulation_base(at)?;
        estimate_gas(&self.context(&header, &state), request, overrides, limits)
    }

    /// The accounts and slots that `request` reads, as an EIP-2930 access list, and the gas it
    /// uses with it.
    ///
    /// # Errors
    /// As [`Self::call`]; a transaction that reverts or halts is no error but is said in the
    /// result.
    pub fn create_access_list(
        &self,
        request: TransactionRequest,
        at: StateAt,
        overrides: Overrides,
        limits: &CallLimits,
    ) -> Result<AccessListResult, SimulateError> {
        let (header, state) = self.simulation_base(at)?;
        create_access_list(&self.context(&header, &state), request, overrides, limits)
    }

    /// The blocks of `payload` as if they followed the block meant.
    ///
    /// # Errors
    /// As [`Self::call`]; calls that revert or halt are no errors but are said in the result.
    pub fn simulate_v1(
        &self,
        payload: SimulatePayload,
        at: StateAt,
        limits: &CallLimits,
    ) -> Result<Vec<SimulatedBlock<ExecutedBlock>>, SimulateError> {
        let (header, state) = self.simulation_base(at)?;
        simulate_v1(&self.context(&header, &state), payload, limits)
    }

    fn simulation_base(&self, at: StateAt) -> Result<(Header, State), ChainError> {
        match at {
            StateAt::Block(number) => {
                let unknown = || ChainError::UnknownBlock(number.into());
                let header = self.header(number)?.ok_or_else(unknown)?.header.clone();
                Ok((header, State::Kept(self.state_at(number)?)))
            }
            StateAt::Pending => {
                // One reading of the pending state, so that block and state belong together.
                let state = self.pending_state()?;
                Ok((state.block().header.clone(), State::Pending(state)))
            }
        }
    }

    const fn context<'a>(&'a self, header: &'a Header, state: &'a State) -> Context<'a, State> {
        Context { spec: &self.spec, header, state, codes: &self.codes }
    }
}
