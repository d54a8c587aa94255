//! The native contracts' view functions at one block.

use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, TxKind};
use alloy_rpc_types_eth::{TransactionInput, TransactionRequest};
use alloy_sol_types::{SolCall, SolError};
use cybermiles_chain::{
    StateAt,
    simulate::{Overrides, SimulateError},
};

use crate::{api::Api, error::RpcError, eth::calls};

/// All views of one answer are of one block.
pub(super) struct Views<'a> {
    api: &'a Api,
    at: StateAt,
}

impl<'a> Views<'a> {
    /// The views of `block`.
    pub(super) fn at(api: &'a Api, block: BlockId) -> Result<Self, RpcError> {
        Ok(Self { api, at: api.chain.resolve(block)? })
    }

    /// What `call` returns.
    pub(super) fn get<C: SolCall>(
        &self,
        contract: Address,
        call: &C,
    ) -> Result<C::Return, RpcError> {
        returned::<C>(&self.run(contract, call.abi_encode().into())?)
    }

    /// What `call` returns; `None` when it is refused with `E`, which says that there is no such
    /// thing.
    pub(super) fn find<C: SolCall, E: SolError>(
        &self,
        contract: Address,
        call: &C,
    ) -> Result<Option<C::Return>, RpcError> {
        match self.run(contract, call.abi_encode().into()) {
            Err(SimulateError::Reverted { output }) if output.starts_with(&E::SELECTOR) => Ok(None),
            result => returned::<C>(&result?).map(Some),
        }
    }

    /// The time of the block, in Unix seconds.
    pub(super) fn timestamp(&self) -> Result<u64, RpcError> {
        let block = match self.at {
            StateAt::Block(number) => self.api.chain.block(number)?,
            StateAt::Pending => Some(self.api.chain.pending_block()?),
        };
        Ok(block.ok_or_else(RpcError::header_not_found)?.header.timestamp)
    }

    fn run(&self, contract: Address, data: Bytes) -> Result<Bytes, SimulateError> {
        let request = TransactionRequest {
            to: Some(TxKind::Call(contract)),
            input: TransactionInput::new(data),
            ..Default::default()
        };
        self.api.chain.call(request, self.at, Overrides::default(), &calls::limits(self.api))
    }
}

fn returned<C: SolCall>(data: &[u8]) -> Result<C::Return, RpcError> {
    C::abi_decode_returns(data)
        .map_err(|error| RpcError::Internal(format!("the answer of {}: {error}", C::SIGNATURE)))
}
