//! What a transaction should pay: suggestions, and the history they can be made from.

use std::{collections::VecDeque, sync::Arc};

use alloy_consensus::Transaction;
use alloy_eips::{BlockNumberOrTag, eip4844::BLOB_TX_MIN_BLOB_GASPRICE};
use alloy_primitives::B256;
use alloy_rpc_types_eth::FeeHistory;
use cybermiles_primitives::{ExecutedBlock, fees};

use crate::{Chain, ChainError, StateAt};

/// Blocks one fee history may span; longer ones are cut to it, as geth does.
pub const MAX_FEE_HISTORY_BLOCKS: u64 = 1024;

/// Percentiles one fee history may ask for.
pub const MAX_FEE_HISTORY_PERCENTILES: usize = 100;

/// Blocks the suggested tip looks back.
const SAMPLED_BLOCKS: usize = 20;

/// Tips taken of each of those blocks, the lowest ones.
const SAMPLED_TIPS: usize = 3;

/// Which of the tips is suggested, in percent from below.
const TIP_PERCENTILE: usize = 60;

/// Why a fee history is refused. Geth's words.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeeHistoryError {
    /// More percentiles than allowed.
    #[error(
        "invalid reward percentile: {count} percentiles, over the query limit \
         {MAX_FEE_HISTORY_PERCENTILES}"
    )]
    TooManyPercentiles {
        /// How many were asked for.
        count: usize,
    },
    /// Not between 0 and 100.
    #[error("invalid reward percentile: {value} at position {position}, expected 0 to 100")]
    Percentile {
        /// Which one.
        position: usize,
        /// What was asked for.
        value: f64,
    },
    /// Not ascending.
    #[error("invalid reward percentile: #{}:{before} >= #{position}:{value}", position - 1)]
    NotAscending {
        /// Which one.
        position: usize,
        /// The one before it.
        before: f64,
        /// What was asked for.
        value: f64,
    },
    /// The newest block asked for is not there yet.
    #[error("request beyond head block: requested {requested}, head {head}")]
    BeyondHead {
        /// The newest block asked for.
        requested: u64,
        /// The head.
        head: u64,
    },
    /// The blocks could not be read.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// The lowest tips of recent blocks, so that each block is looked at once.
#[derive(Debug, Default)]
pub(crate) struct TipSamples {
    blocks: VecDeque<(u64, Vec<u128>)>,
    head: B256,
    suggestion: u128,
}

impl Chain {
    /// The base fee of the next block, in wei per gas.
    pub fn next_base_fee(&self) -> u64 {
        fees::next_base_fee(&self.rules(), &self.head().header)
    }

    /// A tip with which a transaction is taken soon, in wei per gas: the 60th percentile of the
    /// lowest tips in the last 20 blocks, within the bounds of the options.
    pub fn suggested_tip(&self) -> u128 {
        let head = self.head();
        let mut samples = self.tips.lock();
        if samples.head != head.hash {
            self.sample(&mut samples, &head);
            let tips = samples.blocks.iter().flat_map(|(_, tips)| tips.iter().copied());
            let mut tips: Vec<u128> = tips.collect();
            tips.sort_unstable();
            let at = tips.len().saturating_sub(1) * TIP_PERCENTILE / 100;
            let tip = tips.get(at).copied().unwrap_or_default();
            let (floor, cap) = (self.options.suggested_tip_floor, self.options.suggested_tip_cap);
            samples.suggestion = tip.min(cap).max(floor);
            samples.head = head.hash;
        }
        samples.suggestion
    }

    /// What `eth_gasPrice` answers, in wei per gas: the next block's base fee and the suggested
    /// tip. Never 0.
    pub fn gas_price(&self) -> u128 {
        u128::from(self.next_base_fee()).saturating_add(self.suggested_tip()).max(1)
    }

    /// Brings the samples up to `head`. A block that cannot be read has no say.
    fn sample(&self, samples: &mut TipSamples, head: &ExecutedBlock) {
        let oldest = (head.number() + 1).saturating_sub(SAMPLED_BLOCKS as u64);
        samples.blocks.retain(|(number, _)| *number >= oldest);
        let next = samples.blocks.back().map_or(oldest, |(number, _)| number + 1);
        for number in next..=head.number() {
            let tips = match self.block(number) {
                Ok(Some(block)) => lowest_tips(&block),
                _ => Vec::new(),
            };
            samples.blocks.push_back((number, tips));
        }
    }

    /// Fees of `count` blocks up to `newest`, and the tips at these percentiles of each block's
    /// gas. The last base fee is that of the block after `newest`.
    ///
    /// # Errors
    /// [`FeeHistoryError`] in geth's words.
    pub fn fee_history(
        &self,
        count: u64,
        newest: BlockNumberOrTag,
        percentiles: Option<&[f64]>,
    ) -> Result<FeeHistory, FeeHistoryError> {
        check_percentiles(percentiles.unwrap_or_default())?;
        let percentiles = percentiles.filter(|list| !list.is_empty());
        let count = count.min(MAX_FEE_HISTORY_BLOCKS);
        let newest = self.newest(newest)?;
        if count == 0 {
            return Ok(FeeHistory::default());
        }
        let last = newest.number();
        let oldest = (last + 1).saturating_sub(count);
        let mut history = FeeHistory { oldest_block: oldest, ..Default::default() };
        let mut rewards = Vec::new();
        for number in oldest..=last {
            let block = if number == last { Some(newest.clone()) } else { self.block(number)? };
            let block = block.ok_or(ChainError::UnknownBlock(number.into()))?;
            let header = &block.header;
            history.base_fee_per_gas.push(header.base_fee_per_gas.unwrap_or_default().into());
            history.gas_used_ratio.push(header.gas_used as f64 / header.gas_limit as f64);
            rewards.extend(percentiles.map(|percentiles| rewards_at(&block, percentiles)));
        }
        let rules = self.rules_after(last)?;
        history.base_fee_per_gas.push(fees::next_base_fee(&rules, &newest.header).into());
        history.base_fee_per_blob_gas =
            vec![BLOB_TX_MIN_BLOB_GASPRICE; history.base_fee_per_gas.len()];
        history.blob_gas_used_ratio = vec![0.0; history.gas_used_ratio.len()];
        history.reward = percentiles.map(|_| rewards);
        Ok(history)
    }

    fn newest(&self, newest: BlockNumberOrTag) -> Result<Arc<ExecutedBlock>, FeeHistoryError> {
        let head = self.head();
        let number = match self.resolve(newest.into()) {
            Ok(StateAt::Pending) => return Ok(self.pending_block()?),
            Ok(StateAt::Block(number)) => number,
            Err(_) => {
                let requested = newest.as_number().unwrap_or_default();
                return Err(FeeHistoryError::BeyondHead { requested, head: head.number() });
            }
        };
        Ok(self.block(number)?.ok_or(ChainError::UnknownBlock(newest.into()))?)
    }
}

fn check_percentiles(percentiles: &[f64]) -> Result<(), FeeHistoryError> {
    let count = percentiles.len();
    if count > MAX_FEE_HISTORY_PERCENTILES {
        return Err(FeeHistoryError::TooManyPercentiles { count });
    }
    let mut before = 0.0;
    for (position, value) in percentiles.iter().copied().enumerate() {
        if !(0.0..=100.0).contains(&value) {
            return Err(FeeHistoryError::Percentile { position, value });
        }
        if value < before {
            return Err(FeeHistoryError::NotAscending { position, before, value });
        }
        before = value;
    }
    Ok(())
}

/// The lowest tips somebody paid in `block`.
fn lowest_tips(block: &ExecutedBlock) -> Vec<u128> {
    let base_fee = block.header.base_fee_per_gas.unwrap_or_default();
    let mut tips: Vec<u128> = block
        .transactions
        .iter()
        .filter_map(|one| one.transaction.inner().effective_tip_per_gas(base_fee))
        .filter(|tip| *tip > 0)
        .collect();
    if tips.len() > SAMPLED_TIPS {
        tips.select_nth_unstable(SAMPLED_TIPS);
        tips.truncate(SAMPLED_TIPS);
    }
    tips
}

/// The tips at these percentiles of the block's gas, geth's way: transactions ascending by tip,
/// each as wide as the gas it used. The closing transaction, which nobody pays for, is left out.
fn rewards_at(block: &ExecutedBlock, percentiles: &[f64]) -> Vec<u128> {
    let base_fee = block.header.base_fee_per_gas.unwrap_or_default();
    let mut before = 0;
    let mut tips: Vec<(u128, u64)> = block
        .transactions
        .iter()
        .zip(&block.receipts)
        .filter(|(transaction, _)| !transaction.is_system())
        .map(|(transaction, receipt)| {
            let gas = receipt.cumulative_gas_used - before;
            before = receipt.cumulative_gas_used;
            let inner = transaction.transaction.inner();
            (inner.effective_tip_per_gas(base_fee).unwrap_or_default(), gas)
        })
        .collect();
    tips.sort_by_key(|(tip, _)| *tip);
    let Some((first, gas)) = tips.first().copied() else { return vec![0; percentiles.len()] };
    let (mut at, mut sum, mut tip) = (0, gas, first);
    percentiles
        .iter()
        .map(|percentile| {
            let threshold = (block.header.gas_used as f64 * percentile / 100.0) as u64;
            while sum < threshold && at + 1 < tips.len() {
                at += 1;
                sum += tips[at].1;
                tip = tips[at].0;
            }
            tip
        })
        .collect()
}
