//! The state of one block, part by part, for nodes that do not execute the whole chain.
//!
//! Nothing here has to be believed: headers hash to what was asked for, the entries to the state
//! root, the codes to their hashes, and a block's lists to its header.

use alloy_primitives::{B256, Bytes, U64};
use cybermiles_primitives::{Header, SnapshotBlock, snapshot::MAX_SNAPSHOT_BLOCK_BYTES};
use serde::Serialize;

use crate::{
    api::Api,
    cmt::certified::check_network,
    error::RpcError,
    methods::{Job, Table},
    params::Params,
};

/// The longest answer, as JSON: one block and its receipts in hex.
const ANSWER_BYTES: usize = 2 * MAX_SNAPSHOT_BLOCK_BYTES + 1024 * 1024;

/// Enters the methods.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_getHeaders", headers);
    table.job("cmt_getSnapshot", snapshot);
    table.job("cmt_getSnapshotPart", part);
    table.job("cmt_getSnapshotCodes", codes);
    table.job_up_to("cmt_getSnapshotBlock", ANSWER_BYTES, block);
}

/// Which state there is to be had.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Snapshot {
    number: U64,
    hash: B256,
    state_root: B256,
    accounts: U64,
    slots: U64,
}

fn snapshot(api: &Api, params: Params<'_>) -> Result<Job<Option<Snapshot>>, RpcError> {
    params.end()?;
    check_network(api)?;
    Ok(Job::read(|api| {
        let Some(found) = api.chain.store().snapshot().map_err(refused)? else { return Ok(None) };
        Ok(Some(Snapshot {
            number: U64::from(found.number),
            hash: found.hash,
            state_root: found.state_root,
            accounts: U64::from(found.accounts),
            slots: U64::from(found.slots),
        }))
    }))
}

fn part(api: &Api, mut params: Params<'_>) -> Result<Job<Bytes>, RpcError> {
    let number = params.required::<U64>("number")?.to::<u64>();
    let cursor = params.optional::<Bytes>("cursor")?.unwrap_or_default();
    params.end()?;
    check_network(api)?;
    if !matches!(cursor.len(), 0 | 20 | 52) {
        return Err(RpcError::Params(format!(
            "invalid argument 1 (`cursor`): {} bytes, expected 0x, an address, or an address and a \
             slot",
            cursor.len()
        )));
    }
    Ok(Job::read(move |api| {
        let max = api.limits.snapshot_entries;
        let part = api.chain.store().snapshot_part(number, &cursor, max).map_err(refused)?;
        Ok(alloy_rlp::encode(part).into())
    }))
}

fn codes(api: &Api, mut params: Params<'_>) -> Result<Job<Vec<Option<Bytes>>>, RpcError> {
    let hashes = params.required::<Vec<B256>>("hashes")?;
    params.end()?;
    check_network(api)?;
    let limit = api.limits.snapshot_codes;
    if hashes.len() > limit {
        let found = hashes.len();
        return Err(RpcError::Limit(format!("{found} hashes, at most {limit} at once")));
    }
    Ok(Job::read(move |api| {
        let store = api.chain.store();
        hashes.iter().map(|hash| store.code(hash).map_err(refused)).collect()
    }))
}

fn block(api: &Api, mut params: Params<'_>) -> Result<Job<Option<Bytes>>, RpcError> {
    let number = params.required::<U64>("number")?.to::<u64>();
    params.end()?;
    check_network(api)?;
    Ok(Job::read(move |api| {
        let block = api.chain.block(number)?;
        let block = block.and_then(|block| SnapshotBlock::of(&block));
        Ok(block.map(|block| alloy_rlp::encode(block).into()))
    }))
}

fn headers(api: &Api, mut params: Params<'_>) -> Result<Job<Vec<Bytes>>, RpcError> {
    let hash = params.required::<B256>("hash")?;
    let max = params.optional::<U64>("max")?;
    params.end()?;
    check_network(api)?;
    let limit = api.limits.headers;
    let max = max.map_or(limit, |max| max.to::<u64>().min(limit));
    Ok(Job::read(move |api| {
        let headers = api.chain.headers_back_from(&hash, max)?;
        Ok(headers.iter().map(|header: &Header| alloy_rlp::encode(header).into()).collect())
    }))
}

/// The store's own words.
fn refused(error: impl ToString) -> RpcError {
    RpcError::Server(error.to_string())
}
