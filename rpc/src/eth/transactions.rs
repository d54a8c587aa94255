//! Transactions and receipts, by hash or by place.

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{B256, Bytes};
use alloy_rpc_types_eth::{Index, TransactionReceipt};

use crate::{
    api::Api,
    convert::{self, RpcTransaction, Standing},
    error::RpcError,
    eth::blocks::standing,
    methods::{Job, Table},
    params::Params,
};

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.job("eth_getTransactionByHash", by_hash);
    table.job("eth_getTransactionReceipt", receipt);
    table.job("eth_getRawTransactionByHash", raw_by_hash);
    table.job("debug_getRawTransaction", raw_by_hash);
    table.job("eth_getTransactionByBlockNumberAndIndex", |_, params| {
        let (block, index) = place_by_number(params)?;
        Ok(at_place(block, index))
    });
    table.job("eth_getTransactionByBlockHashAndIndex", |_, params| {
        let (block, index) = place_by_hash(params)?;
        Ok(at_place(block, index))
    });
    table.job("eth_getRawTransactionByBlockNumberAndIndex", |_, params| {
        let (block, index) = place_by_number(params)?;
        Ok(raw_at_place(block, index))
    });
    table.job("eth_getRawTransactionByBlockHashAndIndex", |_, params| {
        let (block, index) = place_by_hash(params)?;
        Ok(raw_at_place(block, index))
    });
}

fn hash(mut params: Params<'_>) -> Result<B256, RpcError> {
    let hash = params.required("transaction hash")?;
    params.end()?;
    Ok(hash)
}

fn by_hash(_: &Api, params: Params<'_>) -> Result<Job<Option<RpcTransaction>>, RpcError> {
    let hash = hash(params)?;
    Ok(Job::read(move |api| {
        // The pool first: a transaction leaves it only when its block can be read.
        if let Some(pooled) = api.chain.pool().get(&hash) {
            return Ok(Some(convert::pooled(&pooled)));
        }
        let found = api.chain.transaction(&hash)?;
        Ok(found.and_then(|(block, index)| convert::transaction(&block, Standing::Sealed, index)))
    }))
}

fn receipt(_: &Api, params: Params<'_>) -> Result<Job<Option<TransactionReceipt>>, RpcError> {
    let hash = hash(params)?;
    Ok(Job::read(move |api| {
        let found = api.chain.transaction(&hash)?;
        Ok(found.and_then(|(block, index)| convert::receipt(&block, index)))
    }))
}

fn raw_by_hash(_: &Api, params: Params<'_>) -> Result<Job<Option<Bytes>>, RpcError> {
    let hash = hash(params)?;
    Ok(Job::read(move |api| {
        if let Some(pooled) = api.chain.pool().get(&hash) {
            return Ok(Some(pooled.encoded.clone()));
        }
        let found = api.chain.transaction(&hash)?;
        Ok(found.and_then(|(block, index)| {
            block.transactions.get(index).map(|transaction| transaction.encoded.clone())
        }))
    }))
}

fn place_by_number(mut params: Params<'_>) -> Result<(BlockId, usize), RpcError> {
    let block = params.required::<BlockNumberOrTag>("block")?;
    let Index(index) = params.required("index")?;
    params.end()?;
    Ok((block.into(), index))
}

fn place_by_hash(mut params: Params<'_>) -> Result<(BlockId, usize), RpcError> {
    let block = params.required::<B256>("block hash")?;
    let Index(index) = params.required("index")?;
    params.end()?;
    Ok((block.into(), index))
}

fn at_place(id: BlockId, index: usize) -> Job<Option<RpcTransaction>> {
    Job::read(move |api| {
        let block = api.chain.block_by_id(id)?;
        Ok(block.and_then(|block| convert::transaction(&block, standing(id), index)))
    })
}

fn raw_at_place(id: BlockId, index: usize) -> Job<Option<Bytes>> {
    Job::read(move |api| {
        let block = api.chain.block_by_id(id)?;
        Ok(block.and_then(|block| block.transactions.get(index).map(|tx| tx.encoded.clone())))
    })
}
