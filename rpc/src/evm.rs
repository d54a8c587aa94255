//! The `evm_` methods of development tools: a clock that can be put forward, blocks by hand.
//!
//! Only a chain whose options allow it has them; on any other they do not exist.

use alloy_primitives::U64;
use cybermiles_chain::TimeError;
use serde::Deserialize;

use crate::{
    api::Api,
    error::RpcError,
    methods::{Job, Table},
    params::Params,
};

/// The most blocks one `evm_mine` makes: each waits for the disk.
const MAX_MINED_BLOCKS: u64 = 256;

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.quick("evm_increaseTime", |api, mut params| {
        let seconds = params.required::<U64>("seconds")?;
        params.end()?;
        Ok(api.chain.increase_time(seconds.to())?)
    });
    table.quick("evm_setNextBlockTimestamp", |api, mut params| {
        let timestamp = params.required::<U64>("timestamp")?;
        params.end()?;
        Ok(api.chain.set_next_block_timestamp(timestamp.to())?)
    });
    table.job("evm_mine", mine);
}

/// What tools send with `evm_mine`: the timestamp of the block (Hardhat, anvil), or how many blocks
/// to make (Ganache).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged, expecting = "expected a timestamp, or {\"timestamp\", \"blocks\"}")]
enum Mine {
    At(U64),
    With { timestamp: Option<U64>, blocks: Option<U64> },
}

fn mine(_: &Api, mut params: Params<'_>) -> Result<Job<&'static str>, RpcError> {
    let mine = params.optional::<Mine>("timestamp or options")?;
    params.end()?;
    let (timestamp, blocks) = match mine {
        None => (None, None),
        Some(Mine::At(timestamp)) => (Some(timestamp), None),
        Some(Mine::With { timestamp, blocks }) => (timestamp, blocks),
    };
    let blocks = blocks.map_or(1, |blocks| blocks.to::<u64>());
    if !(1..=MAX_MINED_BLOCKS).contains(&blocks) {
        return Err(RpcError::Params(format!(
            "invalid argument 0 (`blocks`): {blocks}, expected 1 to {MAX_MINED_BLOCKS}"
        )));
    }
    Ok(Job::read(move |api| {
        if let Some(timestamp) = timestamp {
            api.chain.set_next_block_timestamp(timestamp.to())?;
        }
        for _ in 0..blocks {
            api.chain.seal()?;
        }
        Ok("0x0")
    }))
}

impl From<TimeError> for RpcError {
    fn from(error: TimeError) -> Self {
        Self::Server(error.to_string())
    }
}
