//! Accounts: balance, nonce, code, storage, proofs.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, U64, U256};
use alloy_rpc_types_eth::{
    Account as TrieAccount, AccountInfo, EIP1186AccountProofResponse, EIP1186StorageProof,
};
use alloy_serde::JsonStorageKey;
use cybermiles_chain::{State, StateAt};
use cybermiles_primitives::{Account, StateReader};

use crate::{
    api::Api,
    error::RpcError,
    methods::{Job, Table},
    params::Params,
};

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.job("eth_getBalance", |api, params| {
        account(api, params, |_, account| Ok(account.unwrap_or_default().balance))
    });
    table.job("eth_getCode", |api, params| account(api, params, code));
    table.job("eth_getAccountInfo", |api, params| {
        account(api, params, |state, found| {
            let Account { nonce, balance, .. } = found.unwrap_or_default();
            Ok(AccountInfo { balance, nonce, code: code(state, found)? })
        })
    });
    table.job("eth_getTransactionCount", transaction_count);
    table.job("eth_getStorageAt", storage_at);
    table.job("eth_getStorageValues", storage_values);
    table.job("eth_getProof", proof);
    table.job("eth_getAccount", trie_account);
}

fn account<R: 'static>(
    api: &Api,
    mut params: Params<'_>,
    read: fn(&State, Option<Account>) -> Result<R, RpcError>,
) -> Result<Job<R>, RpcError> {
    let address = params.required::<Address>("address")?;
    let block = params.block()?;
    params.end()?;
    api.with_state(block, move |state| read(state, state.account(&address)?))
}

fn code(state: &State, account: Option<Account>) -> Result<Bytes, RpcError> {
    match account.unwrap_or_default().code_hash {
        KECCAK256_EMPTY => Ok(Bytes::new()),
        hash => Ok(state.code(&hash)?),
    }
}

/// With `pending` the pool counts as well: wallets number their next transaction by it.
fn transaction_count(api: &Api, mut params: Params<'_>) -> Result<Job<U64>, RpcError> {
    let address = params.required::<Address>("address")?;
    let block = params.block()?;
    params.end()?;
    if block.is_pending() {
        return Ok(Job::Done(U64::from(api.chain.pending_nonce(&address)?)));
    }
    api.with_state(block, move |state| {
        Ok(U64::from(state.account(&address)?.unwrap_or_default().nonce))
    })
}

fn storage_at(api: &Api, mut params: Params<'_>) -> Result<Job<B256>, RpcError> {
    let address = params.required::<Address>("address")?;
    let slot = params.required::<JsonStorageKey>("storage slot")?;
    let block = params.block()?;
    params.end()?;
    api.with_state(block, move |state| Ok(state.storage(&address, &slot.as_b256().into())?.into()))
}

/// Slots of several accounts in one call, each list answered in its order.
fn storage_values(
    api: &Api,
    mut params: Params<'_>,
) -> Result<Job<BTreeMap<Address, Vec<B256>>>, RpcError> {
    let requests = params.required::<BTreeMap<Address, Vec<JsonStorageKey>>>("slots by address")?;
    let block = params.block()?;
    params.end()?;
    let count: usize = requests.values().map(Vec::len).sum();
    if count == 0 {
        return Err(RpcError::Params(
            "invalid argument 0 (`slots by address`): empty request, expected at least one slot"
                .into(),
        ));
    }
    check_slots(api, count)?;
    api.with_state(block, move |state| {
        let read = |(address, slots): (Address, Vec<JsonStorageKey>)| {
            let values = slots
                .iter()
                .map(|slot| Ok(B256::from(state.storage(&address, &slot.as_b256().into())?)));
            Ok((address, values.collect::<Result<_, RpcError>>()?))
        };
        requests.into_iter().map(read).collect()
    })
}

fn check_slots(api: &Api, count: usize) -> Result<(), RpcError> {
    let limit = api.limits.storage_slots;
    if count > limit {
        return Err(RpcError::Params(format!("too many slots: {count} requested, limit {limit}")));
    }
    Ok(())
}

fn proof(api: &Api, mut params: Params<'_>) -> Result<Job<EIP1186AccountProofResponse>, RpcError> {
    let address = params.required::<Address>("address")?;
    let keys = params.optional::<Vec<JsonStorageKey>>("storage keys")?.unwrap_or_default();
    let block = params.block()?;
    params.end()?;
    check_slots(api, keys.len())?;
    Ok(Job::heavy(move |api| {
        let StateAt::Block(number) = api.chain.resolve(block)? else {
            return Err(RpcError::Server(
                "no proofs for the pending block: it has no state root yet".into(),
            ));
        };
        let slots: Vec<U256> = keys.iter().map(|key| key.as_b256().into()).collect();
        let proof = api.chain.proof(number, &address, &slots)?;
        let account = proof.account.unwrap_or_default();
        let slots = keys.into_iter().zip(proof.slots);
        Ok(EIP1186AccountProofResponse {
            address,
            balance: account.balance,
            code_hash: account.code_hash,
            nonce: account.nonce,
            storage_hash: proof.storage_root,
            account_proof: proof.proof,
            storage_proof: slots
                .map(|(key, slot)| EIP1186StorageProof::new(key, slot.value, slot.proof))
                .collect(),
        })
    }))
}

/// The account as the trie holds it; `null` where there is none. The storage root comes with a
/// proof, so this answers for as many blocks back as `eth_getProof`.
fn trie_account(_: &Api, mut params: Params<'_>) -> Result<Job<Option<TrieAccount>>, RpcError> {
    let address = params.required::<Address>("address")?;
    let block = params.block()?;
    params.end()?;
    Ok(Job::heavy(move |api| {
        let number = match api.chain.resolve(block)? {
            StateAt::Block(number) => number,
            StateAt::Pending => api.chain.head().number(),
        };
        let proof = api.chain.proof(number, &address, &[])?;
        Ok(proof.account.map(|account| TrieAccount {
            nonce: account.nonce,
            balance: account.balance,
            storage_root: proof.storage_root,
            code_hash: account.code_hash,
        }))
    }))
}
