//! The index of a segment that is still written to.

use alloy_primitives::{
    B256,
    map::{B256HashMap, HashMap},
};
use cybermiles_primitives::ExecutedBlock;

use super::{LogKey, build::log_keys};

/// The index of a segment that has no index file yet.
#[derive(Debug, Default)]
pub(crate) struct RamIndex {
    /// Where each record begins, and behind the last one where it ends.
    offsets: Vec<u64>,
    hashes: B256HashMap<u64>,
    transactions: B256HashMap<(u64, u32)>,
    logs: HashMap<LogKey, Vec<u64>>,
}

impl RamIndex {
    /// Empty; the first record begins at `offset`.
    pub(crate) fn new(offset: u64) -> Self {
        Self { offsets: vec![offset], ..Default::default() }
    }

    /// Adds the next block, whose record ends at `end`.
    pub(crate) fn push(&mut self, block: &ExecutedBlock, end: u64) {
        let number = block.number();
        self.offsets.push(end);
        self.hashes.insert(block.hash, number);
        for (index, transaction) in block.transactions.iter().enumerate() {
            self.transactions.insert(transaction.hash, (number, index as u32));
        }
        for key in log_keys(&block.receipts) {
            self.logs.entry(key).or_default().push(number);
        }
    }

    /// How many blocks are in it.
    pub(crate) fn blocks(&self) -> u64 {
        self.offsets.len() as u64 - 1
    }

    /// Offset and length of the record at `position`.
    pub(crate) fn location(&self, position: u64) -> Option<(u64, usize)> {
        let position = usize::try_from(position).ok()?;
        let (start, end) = (*self.offsets.get(position)?, *self.offsets.get(position + 1)?);
        Some((start, (end - start) as usize))
    }

    pub(crate) fn number_of(&self, hash: &B256) -> Option<u64> {
        self.hashes.get(hash).copied()
    }

    pub(crate) fn transaction(&self, hash: &B256) -> Option<(u64, u32)> {
        self.transactions.get(hash).copied()
    }

    /// The blocks with this in their logs, ascending.
    pub(crate) fn logs(&self, key: &LogKey) -> &[u64] {
        self.logs.get(key).map_or(&[], Vec::as_slice)
    }
}
