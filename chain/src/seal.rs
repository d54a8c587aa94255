//! From transactions and their outcome to a block with its header.

use std::sync::Arc;

use alloy_consensus::{
    EMPTY_OMMER_ROOT_HASH, Eip2718EncodableReceipt, TxReceipt, constants::EMPTY_WITHDRAWALS,
};
use alloy_eips::eip7685::EMPTY_REQUESTS_HASH;
use alloy_primitives::{Address, B256, Bytes, keccak256};
use cybermiles_execution::{BlockOutcome, TransactionRejected};
use cybermiles_primitives::{
    ChainSpec, ExecutedBlock, Header, Receipt, RecoveredTransaction, Seal, StateDiff, fees,
};
use cybermiles_storage::{KeccakMode, ordered_root};

use crate::{Chain, ChainError, builder::Built};

/// Transactions from which on two threads compute a block's roots.
const PARALLEL_ROOTS: usize = 200;

impl Chain {
    /// Makes the next block of what the pool holds, commits it and announces it.
    ///
    /// # Errors
    /// [`ChainError`]; a failed write ends the making of blocks.
    pub fn seal(&self) -> Result<Arc<ExecutedBlock>, ChainError> {
        let _producing = self.producing.lock();
        self.report(self.seal_next())
    }

    fn seal_next(&self) -> Result<Arc<ExecutedBlock>, ChainError> {
        let started = std::time::Instant::now();
        let parent = self.head();
        let state = self.store.state_at(parent.number())?;
        self.rules_for(parent.number().saturating_add(1), &state)?;
        let header = self.next_header(&parent);
        let Built { transactions, outcome, rejected } = self.build(&header, &state)?;
        self.drop_rejected(&rejected);
        metrics::histogram!("block_execute_seconds").record(started.elapsed());
        let (block, diff) = self.assemble(header, transactions, outcome, None)?;
        self.commit(block, &diff)
    }

    /// Takes out of the pool what can never be executed.
    pub(crate) fn drop_rejected(&self, rejected: &[(B256, TransactionRejected)]) {
        for (hash, reason) in rejected {
            tracing::debug!(%hash, %reason, "dropped from the pool: cannot be executed");
        }
        metrics::counter!("pool_dropped_total").increment(rejected.len() as u64);
        self.pool.remove(&rejected.iter().map(|(hash, _)| *hash).collect::<Vec<_>>());
    }

    /// Stages what execution did and puts the roots into the header.
    pub(crate) fn assemble(
        &self,
        header: Header,
        transactions: Vec<Arc<RecoveredTransaction>>,
        outcome: BlockOutcome,
        seal: Option<Seal>,
    ) -> Result<(ExecutedBlock, Arc<StateDiff>), ChainError> {
        let started = std::time::Instant::now();
        let BlockOutcome { receipts, gas_used, logs_bloom, diff, .. } = outcome;
        let diff = Arc::new(diff);
        let state = || self.store.stage(diff.clone());
        let lists = || list_roots(&transactions, &receipts);
        // Waking a second thread costs more than the roots of a small block.
        let (state_root, (transactions_root, receipts_root)) =
            if transactions.len() < PARALLEL_ROOTS {
                (state(), lists())
            } else {
                rayon::join(state, lists)
            };
        let header = Header {
            state_root: state_root?,
            transactions_root,
            receipts_root,
            logs_bloom,
            gas_used,
            ..header
        };
        metrics::histogram!("block_root_seconds").record(started.elapsed());
        let hash = header.hash_slow();
        Ok((ExecutedBlock { hash, header, transactions, receipts, seal }, diff))
    }

    /// The header of a block made here and now on `parent`, as far as execution does not decide.
    pub(crate) fn next_header(&self, parent: &ExecutedBlock) -> Header {
        let timestamp = self.now().max(parent.header.timestamp);
        let (beneficiary, extra_data) = (self.options.beneficiary, self.options.extra_data.clone());
        let mix = Self::unsigned_mix(parent);
        header_on(&self.rules(), parent, timestamp, beneficiary, extra_data, mix)
    }
}

/// The header of the block on `parent`, as far as execution does not decide. What is no argument
/// here follows from the parent and the chain's parameters.
pub(crate) fn header_on(
    spec: &ChainSpec,
    parent: &ExecutedBlock,
    timestamp: u64,
    beneficiary: Address,
    extra_data: Bytes,
    mix_hash: B256,
) -> Header {
    let number = parent.number().saturating_add(1);
    Header {
        parent_hash: parent.hash,
        ommers_hash: EMPTY_OMMER_ROOT_HASH,
        beneficiary,
        number,
        gas_limit: spec.gas_limit,
        timestamp,
        extra_data,
        mix_hash,
        base_fee_per_gas: Some(fees::next_base_fee(spec, &parent.header)),
        withdrawals_root: Some(EMPTY_WITHDRAWALS),
        blob_gas_used: Some(0),
        excess_blob_gas: Some(0),
        parent_beacon_block_root: Some(parent.hash),
        requests_hash: Some(EMPTY_REQUESTS_HASH),
        ..Default::default()
    }
}

/// The `mixHash`, which contracts read as `PREVRANDAO`, of block `number` where no validators give
/// randomness: keccak256 of the parent's and the number. It differs from block to block as contracts expect, and everybody can
/// compute it in advance: **it is no source of randomness**.
pub(crate) fn mix_without_validators(parent: B256, number: u64) -> B256 {
    let mut bytes = [0u8; 40];
    bytes[..32].copy_from_slice(parent.as_slice());
    bytes[32..].copy_from_slice(&number.to_be_bytes());
    keccak256(bytes)
}

/// The roots of a block's transactions and receipts.
pub(crate) fn list_roots(
    transactions: &[Arc<RecoveredTransaction>],
    receipts: &[Receipt],
) -> (B256, B256) {
    let mode = KeccakMode::best();
    let transactions_root = ordered_root(
        transactions.len(),
        |index, bytes| bytes.extend_from_slice(&transactions[index].encoded),
        mode,
    );
    let receipts_root = ordered_root(
        receipts.len(),
        |index, bytes| receipts[index].eip2718_encode_with_bloom(&receipts[index].bloom(), bytes),
        mode,
    );
    (transactions_root, receipts_root)
}
