//! A network's blocks with what proves them: what full nodes follow.
//!
//! The votes for a block vouch for all before it. A block whose own certificate is empty is proven
//! by the next one that has one, through the parent hashes between.

use alloy_primitives::{Bytes, U64};
use cybermiles_primitives::{ExecutedBlock, limits::MAX_BLOCK_BYTES};
use serde::Serialize;

use crate::{
    api::Api,
    error::RpcError,
    methods::{Job, Table},
    params::Params,
};

/// The longest answer, as JSON: one block of the largest size in hex, and what stands around it.
const ANSWER_BYTES: usize = 2 * MAX_BLOCK_BYTES + 1024 * 1024;

/// Enters the method.
pub(super) fn enter(table: &mut Table) {
    table.job_up_to("cmt_getCertifiedBlocks", ANSWER_BYTES, blocks);
}

/// A block of a network as it is handed from node to node.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Certified {
    number: U64,
    /// RLP of the block and its seal.
    rlp: Bytes,
}

impl Certified {
    /// `None` for a block without a seal: block 0, and those of a development chain.
    pub(crate) fn of(block: &ExecutedBlock) -> Option<Self> {
        let rlp = alloy_rlp::encode(block.proposed()?).into();
        Some(Self { number: U64::from(block.number()), rlp })
    }
}

/// Whether this chain has validators at all.
///
/// # Errors
/// [`RpcError::Server`] on a development chain.
pub(crate) fn check_network(api: &Api) -> Result<(), RpcError> {
    if api.chain.spec().is_network() {
        return Ok(());
    }
    Err(RpcError::Server(
        "no validators: this is a development chain, nobody vouches for it".into(),
    ))
}

fn blocks(api: &Api, mut params: Params<'_>) -> Result<Job<Vec<Certified>>, RpcError> {
    let from = params.required::<U64>("from")?.to::<u64>();
    let max = params.optional::<U64>("max")?;
    params.end()?;
    check_network(api)?;
    if from == 0 {
        let message = "invalid argument 0 (`from`): block 0 is the genesis file, begin with 0x1";
        return Err(RpcError::Params(message.into()));
    }
    let limit = api.limits.feed_blocks;
    let max = max.map_or(limit, |max| max.to::<u64>().min(limit));
    Ok(Job::read(move |api| {
        let (mut blocks, mut bytes) = (Vec::new(), 0);
        for number in from..from.saturating_add(max) {
            let Some(block) = api.chain.block(number)? else { break };
            let Some(one) = Certified::of(&block) else { break };
            bytes += one.rlp.len();
            // One block alone is always handed out, or nobody could get past it.
            if bytes > api.limits.feed_bytes && !blocks.is_empty() {
                break;
            }
            blocks.push(one);
        }
        Ok(blocks)
    }))
}
