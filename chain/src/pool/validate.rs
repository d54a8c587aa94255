//! What a transaction must fulfil before the sender's account is looked at.

use std::sync::Arc;

use alloy_consensus::Transaction;
use alloy_primitives::U256;
use cybermiles_execution::evm::SPEC_ID;
use cybermiles_primitives::{ChainSpec, RecoveredTransaction};
use revm::{context_interface::cfg::gas_params::GasParams, primitives::eip3860::MAX_INITCODE_SIZE};

use super::{error::SubmitError, options::PoolOptions, queue::Pooled};

/// Checks fees, gas and sizes of `transaction` and computes what it may cost. Size, type, chain id
/// and signature were checked when it was decoded.
///
/// The order of the checks is geth's, so that a transaction with several faults is refused with
/// the same words there and here.
pub(super) fn validate(
    transaction: Arc<RecoveredTransaction>,
    spec: &ChainSpec,
    options: &PoolOptions,
) -> Result<Pooled, SubmitError> {
    let sender = transaction.sender();
    let inner = transaction.transaction.inner();
    let (gas, nonce) = (inner.gas_limit(), inner.nonce());
    let (max_fee, tip) = (inner.max_fee_per_gas(), inner.priority_fee_or_price());
    let input = inner.input();
    if inner.is_create() && input.len() > MAX_INITCODE_SIZE {
        return Err(SubmitError::InitCodeTooLarge { size: input.len(), limit: MAX_INITCODE_SIZE });
    }
    if gas > spec.gas_limit {
        return Err(SubmitError::ExceedsBlockGasLimit { gas, limit: spec.gas_limit });
    }
    if tip > max_fee {
        return Err(SubmitError::TipAboveFeeCap { sender, tip, max_fee });
    }
    if nonce == u64::MAX {
        return Err(SubmitError::NonceMax { sender, nonce });
    }
    check_gas(&transaction)?;
    if tip < options.min_tip {
        return Err(SubmitError::TipTooLow { tip, minimum: options.min_tip });
    }
    // Geth, whose base fee has no floor, keeps any fee cap until the base fee falls to it. So does
    // this pool down to the floor; below it the transaction could wait for ever.
    if max_fee < u128::from(spec.min_base_fee) {
        let base_fee = u128::from(spec.min_base_fee);
        return Err(SubmitError::FeeCapBelowBaseFee { sender, max_fee, base_fee });
    }
    if inner.authorization_list().is_some_and(<[_]>::is_empty) {
        return Err(SubmitError::EmptyAuthorizationList);
    }
    // gas < 2^40 and max_fee < 2^128, so that only the value can overflow; a cost beyond 2^256
    // is beyond every balance all the same.
    let cost = (U256::from(gas) * U256::from(max_fee)).saturating_add(inner.value());
    Ok(Pooled { transaction, nonce, max_fee, tip, cost, order: 0 })
}

/// Intrinsic gas and the data floor of EIP-7623, by the interpreter's own table.
fn check_gas(transaction: &RecoveredTransaction) -> Result<(), SubmitError> {
    let inner = transaction.transaction.inner();
    let (addresses, slots) = inner.access_list().map_or((0, 0), |list| {
        let slots: usize = list.iter().map(|item| item.storage_keys.len()).sum();
        (list.len() as u64, slots as u64)
    });
    let authorizations = inner.authorization_count().unwrap_or_default();
    let needed = GasParams::new_spec(SPEC_ID).initial_tx_gas(
        inner.input(),
        inner.is_create(),
        addresses,
        slots,
        authorizations,
        None,
    );
    let gas = inner.gas_limit();
    if gas < needed.initial_regular_gas {
        return Err(SubmitError::IntrinsicGas { gas, minimum: needed.initial_regular_gas });
    }
    if gas < needed.floor_gas {
        return Err(SubmitError::FloorGas { gas, minimum: needed.floor_gas });
    }
    Ok(())
}
