//! A chain that begins with another node's state instead of executing every block.

use std::{path::Path, sync::Arc};

use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{B256, Bytes};
use cybermiles_primitives::{
    Committee, ExecutedBlock, Genesis, Header, ProposedBlock, RecoveredTransaction, Seal,
    SnapshotBlock, SnapshotPart, StateError,
    committee::consensus_address,
    seal::next_mix,
    snapshot::{SNAPSHOT_BLOCKS, SnapshotReceipt},
    system_transaction,
};
use cybermiles_storage::{Import, SealedHeader, SnapshotError, StoreOptions};
use rayon::prelude::*;

use crate::{Chain, ChainError};

impl Chain {
    /// Headers from the block with this hash backwards, at most `max`; none when it is not kept.
    ///
    /// # Errors
    /// [`ChainError`] when they cannot be read.
    pub fn headers_back_from(&self, hash: &B256, max: u64) -> Result<Vec<Header>, ChainError> {
        let mut headers = Vec::new();
        let Some(newest) = self.store.number_of(hash)? else { return Ok(headers) };
        let kept = newest.saturating_sub(self.oldest_block());
        let count = max.min(kept.saturating_add(1));
        for number in (newest.saturating_add(1).saturating_sub(count)..=newest).rev() {
            match self.header(number)? {
                Some(header) => headers.push(header.header.clone()),
                None => break,
            }
        }
        Ok(headers)
    }
}

/// A snapshot that is coming in. Nothing of it is a chain before [`Self::finish`].
///
/// The order is fixed: entries, codes, [`Self::check_state`], the blocks from [`Self::first_block`]
/// on, [`Self::finish`].
#[derive(Debug)]
pub struct SnapshotImport {
    import: Import,
    chain_id: u64,
}

impl SnapshotImport {
    /// Begins in a folder beside the data folder `data`, which must hold no block but the genesis.
    /// `header` is that of the snapshot's block; whoever calls has made sure that it is of the chain.
    ///
    /// # Errors
    /// [`SnapshotError`] when the folder has blocks, or cannot be written.
    pub fn begin(data: &Path, genesis: &Genesis, header: Header) -> Result<Self, SnapshotError> {
        let header = SealedHeader { hash: header.hash_slow(), header };
        let import = Import::begin(data, genesis, header, StoreOptions::recommended())?;
        Ok(Self { import, chain_id: genesis.spec.chain_id })
    }

    /// The oldest block that comes with a snapshot of block `number`.
    pub fn first_block(number: u64) -> u64 {
        number.saturating_add(1).saturating_sub(SNAPSHOT_BLOCKS).max(1)
    }

    /// How many accounts and slots came so far.
    pub const fn counts(&self) -> (u64, u64) {
        self.import.counts()
    }

    /// Takes the next entries.
    ///
    /// # Errors
    /// [`SnapshotError`] naming the entry that cannot be one.
    pub fn add(&mut self, part: &SnapshotPart) -> Result<(), SnapshotError> {
        self.import.add(part)
    }

    /// Hashes of codes that accounts have and that did not come yet, at most `max`.
    pub fn missing_codes(&self, max: usize) -> Vec<B256> {
        self.import.missing_codes(max)
    }

    /// Takes codes that were missing.
    ///
    /// # Errors
    /// [`SnapshotError::Code`].
    pub fn add_codes(&mut self, codes: Vec<Bytes>) -> Result<(), SnapshotError> {
        self.import.add_codes(codes)
    }

    /// Computes the root of everything that came, and compares it with the header's.
    ///
    /// # Errors
    /// [`SnapshotError`].
    pub fn check_state(&mut self) -> Result<(), SnapshotError> {
        self.import.check_state()
    }

    /// Who votes in `epoch`, as far as the state that came knows; only of use once it is checked.
    ///
    /// # Errors
    /// [`StateError`] when it cannot be read.
    pub fn committee(&self, epoch: u64) -> Result<Option<Committee>, StateError> {
        cybermiles_execution::committee(&self.import, epoch)
    }

    /// Takes the next block. That its hash is the right one is for the caller to know; everything
    /// else is compared with its header. The votes are not looked at.
    ///
    /// # Errors
    /// [`SnapshotError::Block`] naming what is wrong.
    pub fn add_block(&mut self, block: SnapshotBlock) -> Result<(), SnapshotError> {
        let block = self.executed(block)?;
        self.import.add_block(&block)
    }

    fn executed(&self, sent: SnapshotBlock) -> Result<ExecutedBlock, SnapshotError> {
        let SnapshotBlock { block: ProposedBlock { block, seal }, receipts } = sent;
        let header = block.header;
        let number = header.number;
        let wrong = |what, expected: String, found: String| SnapshotError::Block {
            number,
            what,
            expected,
            found,
        };
        check_seal(&header, &seal)?;
        let known_type = |receipt: SnapshotReceipt| {
            let found = format!("{:#x}", receipt.tx_type);
            let expected = "a known transaction type".to_owned();
            receipt.receipt().ok_or_else(|| wrong("a receipt's type", expected, found))
        };
        let receipts = receipts.into_iter().map(known_type).collect::<Result<_, _>>()?;
        let (ommers, withdrawals) = (block.body.ommers.len(), block.body.withdrawals);
        if ommers > 0 || withdrawals.is_none_or(|list| !list.is_empty()) {
            let expected = "no uncles and an empty list of withdrawals".to_owned();
            return Err(wrong("the body", expected, "another".to_owned()));
        }
        // Nobody signed the closing transaction: its bytes are known in advance.
        let closing = Arc::new(system_transaction::closing(self.chain_id, number));
        let recovered: Result<Vec<_>, SnapshotError> = block
            .body
            .transactions
            .into_par_iter()
            .map(|transaction| {
                if *transaction.tx_hash() == closing.hash {
                    return Ok(closing.clone());
                }
                let encoded = transaction.encoded_2718().into();
                let decoded = RecoveredTransaction::decode(encoded, self.chain_id).map(Arc::new);
                let expected = "a signed one of this chain".to_owned();
                decoded.map_err(|error| wrong("a transaction", expected, error.to_string()))
            })
            .collect();
        let transactions = recovered?;
        let hash = header.hash_slow();
        Ok(ExecutedBlock { hash, header, transactions, receipts, seal: Some(seal) })
    }

    /// Makes what came the data folder, durably and all at once.
    ///
    /// # Errors
    /// [`SnapshotError`] when the last block is not the snapshot's, or the disk fails.
    pub fn finish(self) -> Result<(), SnapshotError> {
        self.import.finish()
    }
}

/// What a seal holds is handed on to others, so it must be what the header commits to.
fn check_seal(header: &Header, seal: &Seal) -> Result<(), SnapshotError> {
    let number = header.number;
    let proposer = consensus_address(&seal.proposer);
    let mix = next_mix(&seal.randomness);
    let (what, expected, found) = if proposer != header.beneficiary {
        ("the seal's proposer", header.beneficiary.to_string(), proposer.to_string())
    } else if mix != header.mix_hash {
        ("the hash of the seal's randomness", header.mix_hash.to_string(), mix.to_string())
    } else {
        return Ok(());
    };
    Err(SnapshotError::Block { number, what, expected, found })
}
