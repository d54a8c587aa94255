//! Finds logs by address and topics, within bounds.

use alloy_eips::BlockNumberOrTag;
use alloy_primitives::{Address, B256};
use alloy_rpc_types_eth::{Filter, FilterBlockOption, FilterSet, Log};
use cybermiles_primitives::ExecutedBlock;

use crate::{Chain, ChainError, StateAt};

/// Why a query for logs is refused.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogsError {
    /// The range ends before it starts.
    #[error("invalid block range params: from block {from} is after to block {to}")]
    InvalidRange {
        /// First block asked for.
        from: u64,
        /// Last block asked for.
        to: u64,
    },
    /// The range is too long.
    #[error(
        "query exceeds max block range {limit}: blocks {from} to {to} are {}, ask for \
         fewer at a time",
        to.saturating_sub(*from).saturating_add(1)
    )]
    TooManyBlocks {
        /// First block asked for.
        from: u64,
        /// Last block asked for.
        to: u64,
        /// Blocks one query may span.
        limit: u64,
    },
    /// The range holds too many matching logs.
    #[error("query exceeds max results {limit}, retry with the range {from}-{last}")]
    TooManyResults {
        /// First block asked for.
        from: u64,
        /// Last block up to which the results were within the bound.
        last: u64,
        /// Logs one query may return.
        limit: usize,
    },
    /// One block holds too many matching logs.
    #[error(
        "query exceeds max results {limit} in block {number} alone: narrow addresses or \
         topics"
    )]
    TooManyInBlock {
        /// The block.
        number: u64,
        /// Logs one query may return.
        limit: usize,
    },
    /// The range starts beyond the head.
    #[error("block range extends beyond current head block: from block {from}, head {head}")]
    BeyondHead {
        /// First block asked for.
        from: u64,
        /// The head.
        head: u64,
    },
    /// The blocks could not be read.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl Chain {
    /// All logs that match `filter`, in the order of the chain. Without a range: the head only.
    ///
    /// # Errors
    /// [`LogsError`] for ranges and results beyond the bounds, and for unknown blocks.
    pub fn logs(&self, filter: &Filter) -> Result<Vec<Log>, LogsError> {
        let (from, to) = match filter.block_option {
            FilterBlockOption::AtBlockHash(hash) => {
                let StateAt::Block(number) = self.resolve(hash.into())? else {
                    return Ok(Vec::new());
                };
                (number, number)
            }
            FilterBlockOption::Range { from_block, to_block } => {
                match self.log_range(from_block, to_block)? {
                    Some(range) => range,
                    None => return Ok(matching(&*self.pending_block()?, filter).collect()),
                }
            }
        };
        self.logs_between(filter, from, to)
    }

    /// The heights a range of tags means; `None` when only the pending block is meant.
    fn log_range(
        &self,
        from: Option<BlockNumberOrTag>,
        to: Option<BlockNumberOrTag>,
    ) -> Result<Option<(u64, u64)>, LogsError> {
        let head = self.head().number();
        let number = |tag: Option<BlockNumberOrTag>| match tag {
            // A range may end in the future: whoever polls does not know the head.
            Some(BlockNumberOrTag::Number(number)) => number,
            Some(BlockNumberOrTag::Earliest) => 0,
            _ => head,
        };
        if from == Some(BlockNumberOrTag::Pending)
            && matches!(to, None | Some(BlockNumberOrTag::Pending))
        {
            return Ok(None);
        }
        let (from, to) = (number(from), number(to));
        if from > to {
            return Err(LogsError::InvalidRange { from, to });
        }
        if from > head {
            return Err(LogsError::BeyondHead { from, head });
        }
        Ok(Some((from, to.min(head))))
    }

    fn logs_between(&self, filter: &Filter, from: u64, to: u64) -> Result<Vec<Log>, LogsError> {
        let limit = self.options.max_log_blocks;
        if to - from >= limit {
            return Err(LogsError::TooManyBlocks { from, to, limit });
        }
        let limit = self.options.max_log_results;
        let addresses: Vec<Address> = filter.address.iter().copied().collect();
        let topics = filter.topics.each_ref().map(|set| set.iter().copied().collect::<Vec<B256>>());
        let candidates = self
            .store
            .blocks_with_logs(from..=to, &addresses, &topics)
            .map_err(ChainError::from)?;
        let mut found = Vec::new();
        for number in candidates {
            let Some(block) = self.block(number)? else { continue };
            found.extend(matching(&block, filter).take(limit + 1 - found.len()));
            if found.len() > limit {
                return Err(match number.checked_sub(1).filter(|last| *last >= from) {
                    Some(last) => LogsError::TooManyResults { from, last, limit },
                    None => LogsError::TooManyInBlock { number, limit },
                });
            }
        }
        Ok(found)
    }
}

/// The logs of `block` that match `filter`, its range left aside.
pub fn matching<'a>(
    block: &'a ExecutedBlock,
    filter: &'a Filter,
) -> impl Iterator<Item = Log> + 'a {
    let mut log_index = 0;
    block.receipts.iter().zip(&block.transactions).enumerate().flat_map(
        move |(index, (receipt, transaction))| {
            let first = log_index;
            log_index += receipt.logs.len() as u64;
            receipt.logs.iter().zip(first..).filter(|(log, _)| matches(filter, log)).map(
                move |(log, log_index)| Log {
                    inner: log.clone(),
                    block_hash: Some(block.hash),
                    block_number: Some(block.header.number),
                    block_timestamp: Some(block.header.timestamp),
                    transaction_hash: Some(transaction.hash),
                    transaction_index: Some(index as u64),
                    log_index: Some(log_index),
                    removed: false,
                },
            )
        },
    )
}

/// Whether address and topics match. A filter with more topics than the log has does not match,
/// unless those positions take anything: geth demands the positions all the same, and so does
/// this.
fn matches(filter: &Filter, log: &alloy_primitives::Log) -> bool {
    let anything = FilterSet::is_empty;
    if !anything(&filter.address) && !filter.address.contains(&log.address) {
        return false;
    }
    filter.topics.iter().enumerate().all(|(position, wanted)| {
        wanted.is_empty() || log.topics().get(position).is_some_and(|topic| wanted.contains(topic))
    })
}
