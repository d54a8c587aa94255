//! State and block fields as a caller wants to find them.

use std::{cell::RefCell, collections::BTreeMap};

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_rpc_types_eth::{
    BlockOverrides,
    state::{AccountOverride, StateOverride},
};
use cybermiles_execution::{
    Overlay,
    evm::{Environment, SPEC_ID, precompiles},
};
use cybermiles_primitives::{Account, StateError, StateReader};
use revm::{bytecode::Bytecode, context_interface::block::BlobExcessGasAndPrice};

use super::SimulateError;

/// State with block hashes of its own: overridden ones and those of simulated blocks.
#[derive(Debug)]
pub(super) struct Hashed<'a, R> {
    state: &'a R,
    hashes: RefCell<BTreeMap<u64, B256>>,
}

impl<'a, R> Hashed<'a, R> {
    pub(super) fn new(state: &'a R, overrides: Option<&BlockOverrides>) -> Self {
        let hashes = overrides.and_then(|block| block.block_hash.clone()).unwrap_or_default();
        Self { state, hashes: RefCell::new(hashes) }
    }

    pub(super) fn insert(&self, number: u64, hash: B256) {
        self.hashes.borrow_mut().insert(number, hash);
    }

    pub(super) fn extend(&self, hashes: impl IntoIterator<Item = (u64, B256)>) {
        self.hashes.borrow_mut().extend(hashes);
    }
}

impl<R: StateReader> StateReader for Hashed<'_, R> {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        self.state.account(address)
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        self.state.storage(address, slot)
    }

    fn code(&self, code_hash: &B256) -> Result<Bytes, StateError> {
        self.state.code(code_hash)
    }

    fn block_hash(&self, number: u64) -> Result<B256, StateError> {
        match self.hashes.borrow().get(&number) {
            Some(hash) => Ok(*hash),
            None => self.state.block_hash(number),
        }
    }
}

/// Puts overridden accounts into `overlay`.
pub(super) fn apply_state(
    overlay: &mut Overlay,
    state: &impl StateReader,
    overrides: &StateOverride,
) -> Result<(), SimulateError> {
    // In order, so that of several errors everybody sees the same.
    let ordered: BTreeMap<_, _> = overrides.iter().collect();
    for (address, account) in ordered {
        apply_account(overlay, state, *address, account)?;
    }
    Ok(())
}

fn apply_account(
    overlay: &mut Overlay,
    state: &impl StateReader,
    address: Address,
    overrides: &AccountOverride,
) -> Result<(), SimulateError> {
    if overrides.move_precompile_to.is_some() {
        return Err(SimulateError::BadOverride(format!(
            "state override of {address}: `movePrecompileToAddress` is not supported"
        )));
    }
    if overrides.state.is_some() && overrides.state_diff.is_some() {
        return Err(SimulateError::BadOverride(format!(
            "account {address} has both 'state' and 'stateDiff'"
        )));
    }
    let mut account = overlay.account(address, state)?.unwrap_or_default();
    if let Some(code) = &overrides.code {
        if precompiles(SPEC_ID).contains(&address) {
            return Err(SimulateError::BadOverride(format!(
                "state override of {address}: the code of a precompile cannot be replaced"
            )));
        }
        let bytecode = Bytecode::new_raw_checked(code.clone()).map_err(|err| {
            SimulateError::BadOverride(format!("state override of {address}: `code`: {err}"))
        })?;
        account.code_hash = keccak256(code);
        overlay.insert_code(account.code_hash, bytecode);
    }
    account.balance = overrides.balance.unwrap_or(account.balance);
    account.nonce = overrides.nonce.unwrap_or(account.nonce);
    overlay.set_account(address, Some(account), state)?;
    if overrides.state.is_some() {
        overlay.wipe_storage(address, state)?;
    }
    let slots = overrides.state.iter().chain(&overrides.state_diff).flatten();
    for (slot, value) in slots {
        let (slot, value) = (U256::from_be_bytes(slot.0), U256::from_be_bytes(value.0));
        overlay.set_storage(address, slot, value, state)?;
    }
    Ok(())
}

/// Puts overridden fields into the block of `environment`.
pub(super) fn apply_block(
    environment: &mut Environment,
    overrides: &BlockOverrides,
) -> Result<(), SimulateError> {
    let block = &mut environment.block_env;
    if let Some(base_fee) = overrides.base_fee {
        block.basefee = small("baseFeePerGas", base_fee)?;
    }
    if let Some(price) = overrides.blob_base_fee {
        let price = small::<u128>("blobBaseFee", price)?;
        block.blob_excess_gas_and_price =
            Some(BlobExcessGasAndPrice { excess_blob_gas: 0, blob_gasprice: price });
    }
    block.number = overrides.number.unwrap_or(block.number);
    block.timestamp = overrides.time.map_or(block.timestamp, U256::from);
    block.gas_limit = overrides.gas_limit.unwrap_or(block.gas_limit);
    block.beneficiary = overrides.coinbase.unwrap_or(block.beneficiary);
    block.prevrandao = overrides.random.or(block.prevrandao);
    // Ignored as by everybody since the merge: there is no difficulty any more.
    block.difficulty = overrides.difficulty.unwrap_or(block.difficulty);
    Ok(())
}

/// The value of a block override that has to fit a smaller type.
pub(super) fn small<T: TryFrom<U256>>(field: &str, value: U256) -> Result<T, SimulateError> {
    T::try_from(value).map_err(|_| {
        let bits = size_of::<T>() * 8;
        SimulateError::BadOverride(format!(
            "block override `{field}` is {value}, expected at most {bits} bits"
        ))
    })
}
