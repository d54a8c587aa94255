//! Signed transactions on their way in, and unsigned ones made ready to be signed.

use std::time::Duration;

use alloy_consensus::TxEnvelope;
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256};
use alloy_rpc_types_eth::{
    FillTransaction, TransactionInput, TransactionReceipt, TransactionRequest,
};
use cybermiles_chain::{StateAt, simulate::Overrides};
use futures_util::FutureExt;
use tokio::{sync::broadcast, time::Instant};

use crate::{
    api::Api,
    convert,
    dispatch::SUBMIT,
    error::RpcError,
    eth::calls,
    methods::{Job, Table},
    params::Params,
};

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.job(SUBMIT, |api, mut params| {
        let raw = params.required::<Bytes>("transaction")?;
        params.end()?;
        let submitter = api.submitter.clone();
        Ok(Job::Wait(async move { one(submitter.submit(vec![raw]).await?) }.boxed()))
    });
    table.job("eth_sendRawTransactionSync", send_and_wait);
    table.job("eth_fillTransaction", fill);
}

fn one(answers: Vec<Result<B256, RpcError>>) -> Result<B256, RpcError> {
    let missing = || Err(RpcError::Internal("the pool gave no answer".into()));
    answers.into_iter().next().unwrap_or_else(missing)
}

/// EIP-7966: submits, then answers with the receipt as soon as there is one.
fn send_and_wait(api: &Api, mut params: Params<'_>) -> Result<Job<TransactionReceipt>, RpcError> {
    let raw = params.required::<Bytes>("transaction")?;
    let timeout = params.optional::<Milliseconds>("timeout")?;
    params.end()?;
    let timeout = timeout.map_or(api.limits.sync_timeout, |Milliseconds(millis)| {
        Duration::from_millis(millis).min(api.limits.sync_timeout_max)
    });
    let Ok(waiter) = api.sync_waiters.clone().try_acquire_owned() else {
        return Err(RpcError::busy("synchronous submissions", api.limits.sync_waiters));
    };
    let (chain, submitter) = (api.chain.clone(), api.submitter.clone());
    let reads = api.reads.clone();
    Ok(Job::Wait(
        async move {
            let _waiter = waiter;
            let deadline = Instant::now() + timeout;
            // Before the submission: no head can pass unseen.
            let mut heads = chain.heads();
            let hash = one(submitter.submit(vec![raw]).await?)?;
            loop {
                let look = chain.clone();
                let found = reads.run(move || Ok(look.transaction(&hash)?)).await?;
                if let Some(receipt) =
                    found.and_then(|(block, index)| convert::receipt(&block, index))
                {
                    return Ok(receipt);
                }
                let next = tokio::time::timeout_at(deadline, heads.recv()).await;
                if matches!(next, Err(_) | Ok(Err(broadcast::error::RecvError::Closed))) {
                    let millis = timeout.as_millis().try_into().unwrap_or(u64::MAX);
                    return Err(RpcError::SyncTimeout { hash, millis });
                }
            }
        }
        .boxed(),
    ))
}

/// A timeout in milliseconds: EIP-7966 sends a plain number, some clients hex.
#[derive(serde::Deserialize)]
struct Milliseconds(#[serde(deserialize_with = "alloy_serde::quantity::deserialize")] u64);

/// Fills in what a transaction still lacks, ready to be signed. `raw` is its encoding with an
/// empty signature, as geth's.
fn fill(_: &Api, mut params: Params<'_>) -> Result<Job<FillTransaction>, RpcError> {
    let request = params.required::<TransactionRequest>("transaction")?;
    params.end()?;
    calls::check_data(&request)?;
    Ok(Job::heavy(move |api| {
        let mut request = request;
        fill_fees(api, &mut request)?;
        fill_rest(api, &mut request)?;
        let build = |_| RpcError::Params("cannot build a transaction of these fields".into());
        let tx = request.build_typed_tx().map_err(build)?;
        let unsigned = Signature::new(U256::ZERO, U256::ZERO, false);
        let raw = TxEnvelope::new_unhashed(tx.clone(), unsigned).encoded_2718().into();
        Ok(FillTransaction { raw, tx })
    }))
}

fn fill_fees(api: &Api, request: &mut TransactionRequest) -> Result<(), RpcError> {
    let dynamic = request.max_fee_per_gas.is_some() || request.max_priority_fee_per_gas.is_some();
    if request.gas_price.is_some() {
        if dynamic {
            return Err(RpcError::Server(
                "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified".into(),
            ));
        }
        return Ok(());
    }
    let suggested = api.chain.suggested_tip();
    let tip = request.max_priority_fee_per_gas.unwrap_or_else(|| {
        request.max_fee_per_gas.map_or(suggested, |max_fee| suggested.min(max_fee))
    });
    // Twice the base fee: it stays enough for six full blocks in a row.
    let base_fee = u128::from(api.chain.next_base_fee());
    let max_fee =
        request.max_fee_per_gas.unwrap_or_else(|| base_fee.saturating_mul(2).saturating_add(tip));
    if max_fee < tip {
        return Err(RpcError::Server(format!(
            "maxFeePerGas ({max_fee}) < maxPriorityFeePerGas ({tip})"
        )));
    }
    request.max_fee_per_gas = Some(max_fee);
    request.max_priority_fee_per_gas = Some(tip);
    Ok(())
}

fn fill_rest(api: &Api, request: &mut TransactionRequest) -> Result<(), RpcError> {
    let chain_id = api.chain.spec().chain_id;
    match request.chain_id.replace(chain_id) {
        Some(have) if have != chain_id => {
            return Err(RpcError::Server(format!(
                "chainId does not match node's (have={have}, want={chain_id})"
            )));
        }
        _ => {}
    }
    let has_data = request.input.input().is_some_and(|data| !data.is_empty());
    if !has_data && request.to.is_none_or(|to| to.is_create()) {
        return Err(RpcError::Server("contract creation without any data provided".into()));
    }
    let to = *request.to.get_or_insert(TxKind::Create);
    let data = request.input.input().cloned().unwrap_or_default();
    request.input = TransactionInput::new(data);
    request.value.get_or_insert(U256::ZERO);
    if to.is_create() && request.authorization_list.is_some() {
        return Err(RpcError::Server("set code transactions cannot create contracts".into()));
    }
    let sender = *request.from.get_or_insert(Address::ZERO);
    if request.nonce.is_none() {
        request.nonce = Some(api.chain.pending_nonce(&sender)?);
    }
    if request.gas.is_none() {
        let limits = calls::limits(api);
        let overrides = Overrides::default();
        let gas = api.chain.estimate_gas(request.clone(), StateAt::Pending, overrides, &limits)?;
        request.gas = Some(gas);
    }
    Ok(())
}
