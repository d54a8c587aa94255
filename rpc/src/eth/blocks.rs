//! Blocks, headers, counts, receipts of whole blocks; and the uncles there never are.

use std::sync::Arc;

use alloy_consensus::TxReceipt as _;
use alloy_eips::{BlockId, BlockNumberOrTag, eip2718::Encodable2718 as _};
use alloy_primitives::{B256, Bytes, U64};
use alloy_rpc_types_eth::{Header, TransactionReceipt};
use cybermiles_primitives::ExecutedBlock;

use crate::{
    api::Api,
    convert::{self, Listing, RpcBlock, Standing},
    error::RpcError,
    methods::{Answer, Job, Table},
    params::Params,
};

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.job("eth_getBlockByNumber", |_, params| block(params, by_number));
    table.job("eth_getBlockByHash", |_, params| block(params, by_hash));
    both(table, ["eth_getHeaderByNumber", "eth_getHeaderByHash"], |block| {
        Some(convert::header(block))
    });
    both(
        table,
        ["eth_getBlockTransactionCountByNumber", "eth_getBlockTransactionCountByHash"],
        |block| Some(U64::from(block.transactions.len())),
    );
    both(table, ["eth_getUncleCountByBlockNumber", "eth_getUncleCountByBlockHash"], |_| {
        Some(U64::ZERO)
    });
    table.job("eth_getUncleByBlockNumberAndIndex", |api, params| uncle(api, params, by_number));
    table.job("eth_getUncleByBlockHashAndIndex", |api, params| uncle(api, params, by_hash));
    table.job("eth_getBlockReceipts", receipts);
    raw(table, "debug_getRawBlock", |block| Bytes::from(convert::encode(block)));
    raw(table, "debug_getRawHeader", |block| Bytes::from(alloy_rlp::encode(&block.header)));
    raw(table, "debug_getRawReceipts", raw_receipts);
}

fn by_number(params: &mut Params<'_>) -> Result<BlockId, RpcError> {
    Ok(BlockId::Number(params.optional("block")?.unwrap_or(BlockNumberOrTag::Latest)))
}

fn by_hash(params: &mut Params<'_>) -> Result<BlockId, RpcError> {
    Ok(params.required::<B256>("block hash")?.into())
}

/// How a method finds the block it is about among its parameters.
type FindBlock = fn(&mut Params<'_>) -> Result<BlockId, RpcError>;

/// Only `pending` is no part of the chain yet.
pub(crate) fn standing(block: BlockId) -> Standing {
    if block.is_pending() { Standing::Pending } else { Standing::Sealed }
}

fn block(mut params: Params<'_>, find: FindBlock) -> Result<Job<Option<RpcBlock>>, RpcError> {
    let id = find(&mut params)?;
    let full = params.optional::<bool>("full transactions")?.unwrap_or(false);
    params.end()?;
    with_block(id, move |block| Some(convert::block(block, standing(id), Listing::from(full))))
}

fn with_block<R: Default + 'static>(
    id: BlockId,
    read: impl FnOnce(&ExecutedBlock) -> R + Send + 'static,
) -> Result<Job<R>, RpcError> {
    Ok(Job::read(move |api| Ok(api.chain.block_by_id(id)?.map_or_else(R::default, |b| read(&b)))))
}

/// Enters a method twice: for a block by number and by hash.
fn both<R: Answer>(
    table: &mut Table,
    [number, hash]: [&'static str; 2],
    show: fn(&ExecutedBlock) -> Option<R>,
) {
    for (name, find) in [(number, by_number as FindBlock), (hash, by_hash as FindBlock)] {
        table.job(name, move |_, mut params| {
            let id = find(&mut params)?;
            params.end()?;
            with_block(id, show)
        });
    }
}

fn uncle(
    _: &Api,
    mut params: Params<'_>,
    find: FindBlock,
) -> Result<Job<Option<Header>>, RpcError> {
    find(&mut params)?;
    params.required::<alloy_rpc_types_eth::Index>("index")?;
    params.end()?;
    Ok(Job::Done(None))
}

fn receipts(
    _: &Api,
    mut params: Params<'_>,
) -> Result<Job<Option<Vec<TransactionReceipt>>>, RpcError> {
    let id = params.block()?;
    params.end()?;
    with_block(id, |block| Some(convert::receipts(block)))
}

/// Enters a method that shows a block as bytes, and refuses blocks that are not there.
fn raw<R: Answer>(table: &mut Table, name: &'static str, show: fn(&ExecutedBlock) -> R) {
    table.job(name, move |_, mut params| {
        let id = params.block()?;
        params.end()?;
        Ok(Job::read(move |api| {
            let block: Arc<ExecutedBlock> =
                api.chain.block_by_id(id)?.ok_or_else(RpcError::header_not_found)?;
            Ok(show(&block))
        }))
    });
}

fn raw_receipts(block: &ExecutedBlock) -> Vec<Bytes> {
    let encode = |receipt: &cybermiles_primitives::Receipt| {
        receipt.clone().into_with_bloom().encoded_2718().into()
    };
    block.receipts.iter().map(encode).collect()
}
