//! A transaction as a caller describes it, field by field or hardly at all.

use alloy_primitives::{Bytes, TxKind};
use alloy_rpc_types_eth::TransactionRequest;
use cybermiles_execution::transaction::recover_authorization;
use revm::{context::TxEnv, context_interface::either::Either};

use super::SimulateError;

/// The fields of `request` as the EVM takes them. What is missing is zero, the sender included;
/// a missing gas limit is `default_gas`, and none is above `gas_cap`.
pub(super) fn fields(
    request: TransactionRequest,
    chain_id: u64,
    default_gas: u64,
    gas_cap: u64,
) -> Result<TxEnv, SimulateError> {
    check(&request, chain_id)?;
    let priced_by_cap =
        request.max_fee_per_gas.is_some() || request.max_priority_fee_per_gas.is_some();
    let tx_type = match (&request.authorization_list, &request.access_list) {
        (Some(_), _) => 4,
        _ if priced_by_cap => 2,
        (_, Some(_)) => 1,
        _ => 0,
    };
    let gas_price = request.gas_price.or(request.max_fee_per_gas).unwrap_or_default();
    let tip = match request.max_priority_fee_per_gas {
        Some(tip) => tip,
        // A set-code transaction with a legacy price pays that price (as geth).
        None => request.gas_price.unwrap_or_default(),
    };
    Ok(TxEnv {
        tx_type,
        caller: request.from.unwrap_or_default(),
        gas_limit: request.gas.unwrap_or(default_gas).min(gas_cap),
        gas_price,
        kind: request.to.unwrap_or(TxKind::Create),
        value: request.value.unwrap_or_default(),
        data: data(&request)?,
        nonce: request.nonce.unwrap_or_default(),
        chain_id: Some(chain_id),
        access_list: request.access_list.unwrap_or_default(),
        gas_priority_fee: (tx_type >= 2).then_some(tip),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: request
            .authorization_list
            .unwrap_or_default()
            .iter()
            .map(|authorization| Either::Right(recover_authorization(authorization)))
            .collect(),
    })
}

fn check(request: &TransactionRequest, chain_id: u64) -> Result<(), SimulateError> {
    let bad = |message: String| Err(SimulateError::BadRequest(message));
    if request.transaction_type == Some(3)
        || request.blob_versioned_hashes.is_some()
        || request.max_fee_per_blob_gas.is_some()
        || request.sidecar.is_some()
    {
        return bad("transaction type not supported: blob transactions (type 0x03, EIP-4844) are \
                    refused"
            .into());
    }
    if request.gas_price.is_some()
        && (request.max_fee_per_gas.is_some() || request.max_priority_fee_per_gas.is_some())
    {
        return bad("both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified".into());
    }
    match request.chain_id {
        Some(have) if have != chain_id => {
            bad(format!("chainId does not match node's (have={have}, want={chain_id})"))
        }
        _ => Ok(()),
    }
}

/// Tools send the call data as `data`, as `input`, or as both: then both must be the same.
fn data(request: &TransactionRequest) -> Result<Bytes, SimulateError> {
    match (&request.input.input, &request.input.data) {
        (Some(input), Some(data)) if input != data => Err(SimulateError::BadRequest(
            "both \"data\" and \"input\" are set and not equal. Please use \"input\" to pass \
             transaction call data"
                .into(),
        )),
        (input, data) => Ok(input.as_ref().or(data.as_ref()).cloned().unwrap_or_default()),
    }
}
