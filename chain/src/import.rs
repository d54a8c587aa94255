//! Takes a block made elsewhere, after doing everything its maker must have done.

use std::{fmt::Debug, sync::Arc};

use alloy_consensus::TxEnvelope;
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::B256;
use cybermiles_execution::{BlockError, BlockOutcome, SealError, execute_block, verify_seal};
use cybermiles_primitives::{
    Block, ChainSpec, ExecutedBlock, Header, RecoveredTransaction, Seal, StateDiff, StateReader,
    TransactionError,
    limits::{MAX_BLOCK_BYTES, MAX_CLOCK_DRIFT_SECONDS, MAX_EXTRA_DATA_BYTES},
    system_transaction,
};
use rayon::prelude::*;

use crate::{
    Chain, ChainError,
    seal::{header_on, list_roots},
};

/// Why a block is not the next block of this chain. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A field is not what it has to be.
    #[error("block {number}: field `{field}` is {found}, expected {expected}")]
    Field {
        /// The height in the block's header.
        number: u64,
        /// The field, as JSON-RPC names it.
        field: &'static str,
        /// What it has to be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// A transaction that is none.
    #[error("block {number}, transaction {index} ({hash}): {source}")]
    Transaction {
        /// The height in the block's header.
        number: u64,
        /// The transaction's place in the block.
        index: usize,
        /// The transaction's hash.
        hash: B256,
        /// What is wrong with it.
        source: TransactionError,
    },
    /// A seal that is not that of the view's leader.
    #[error("block {number}: {source}")]
    Seal {
        /// The height in the block's header.
        number: u64,
        /// What is wrong with it.
        source: Box<SealError>,
    },
    /// A block that cannot be executed.
    #[error(transparent)]
    Execution(Box<BlockError>),
}

impl Chain {
    /// Verifies a block made elsewhere and makes it the head: every header field is compared with
    /// what it has to be, every sender is recovered, everything is executed, and all roots are
    /// compared with what came out.
    ///
    /// # Errors
    /// [`ChainError::Import`] naming the first field that is wrong; nothing was changed then.
    /// Other [`ChainError`]s when this node, not the block, is at fault.
    pub fn import(&self, block: Block) -> Result<Arc<ExecutedBlock>, ChainError> {
        let _producing = self.producing.lock();
        self.report(self.import_next(block))
    }

    fn import_next(&self, block: Block) -> Result<Arc<ExecutedBlock>, ChainError> {
        let parent = self.head();
        let check = Check { number: block.header.number };
        if self.spec.is_network() {
            let expected = "a proposer and its signature: blocks of a network come sealed";
            return Err(check.fail("seal", expected, "nothing").into());
        }
        self.check_clock(&check, &block.header, &parent)?;
        let state = self.store.state_at(parent.number())?;
        let (block, diff) = self.execute_on(&check, &parent, &state, block, None)?;
        self.stage_checked(&check, &diff, block.header.state_root)?;
        self.commit(block, &diff)
    }

    /// Executes a block made elsewhere on `parent`, whose state is `state`, and compares
    /// everything but the times and the state root.
    pub(crate) fn execute_on(
        &self,
        check: &Check,
        parent: &ExecutedBlock,
        state: &impl StateReader,
        block: Block,
        seal: Option<Seal>,
    ) -> Result<(ExecutedBlock, Arc<StateDiff>), ChainError> {
        let Block { header, body } = block;
        let rules = self.rules_for(check.number, state)?;
        self.check_header(check, &header, parent, &rules, seal.is_some())?;
        check.equal("uncles", 0, body.ommers.len())?;
        let withdrawals = body.withdrawals.map(|list| list.len());
        check.equal("withdrawals", Some(0), withdrawals)?;
        if let Some(seal) = &seal {
            self.check_seal(check, &header, parent, seal, state)?;
        }
        let transactions = self.recover_block(check, body.transactions)?;
        let size: usize = transactions.iter().map(|one| one.encoded.len()).sum();
        if size > MAX_BLOCK_BYTES {
            let expected = format!("at most {MAX_BLOCK_BYTES} bytes");
            return Err(check.fail("size", expected, size).into());
        }
        let outcome = execute_block(&self.spec, &header, &transactions, state, &self.codes)
            .map_err(|error| match error {
                BlockError::State(error) => ChainError::State(error),
                error => ImportError::Execution(Box::new(error)).into(),
            })?;
        let BlockOutcome { receipts, gas_used, logs_bloom, diff, .. } = outcome;
        let (transactions_root, receipts_root) = list_roots(&transactions, &receipts);
        check.equal("transactionsRoot", transactions_root, header.transactions_root)?;
        check.equal("gasUsed", gas_used, header.gas_used)?;
        check.equal("logsBloom", logs_bloom, header.logs_bloom)?;
        check.equal("receiptsRoot", receipts_root, header.receipts_root)?;
        let hash = header.hash_slow();
        let block = ExecutedBlock { hash, header, transactions, receipts, seal };
        Ok((block, Arc::new(diff)))
    }

    /// Checks that the block's view was its proposer's, and the randomness it adds.
    fn check_seal(
        &self,
        check: &Check,
        header: &Header,
        parent: &ExecutedBlock,
        seal: &Seal,
        state: &impl StateReader,
    ) -> Result<(), ChainError> {
        let number = check.number;
        verify_seal(&self.spec, header, parent.header.mix_hash, seal, state).map_err(|error| {
            match error {
                SealError::State(error) => ChainError::State(error),
                source => ImportError::Seal { number, source: Box::new(source) }.into(),
            }
        })
    }

    /// Compares a development block's time with its parent's and the clock.
    fn check_clock(
        &self,
        check: &Check,
        header: &Header,
        parent: &ExecutedBlock,
    ) -> Result<(), ImportError> {
        let (earliest, now) = (parent.header.timestamp, self.now());
        let latest = now.saturating_add(MAX_CLOCK_DRIFT_SECONDS).max(earliest);
        if (earliest..=latest).contains(&header.timestamp) {
            return Ok(());
        }
        let expected = format!("{earliest} (the parent's) to {latest} (the clock's {now})");
        Err(check.fail("timestamp", expected, header.timestamp))
    }

    /// Stages `diff`; if the state root is not `expected`, nothing stays staged.
    pub(crate) fn stage_checked(
        &self,
        check: &Check,
        diff: &Arc<StateDiff>,
        in_header: B256,
    ) -> Result<(), ChainError> {
        let root = self.store.stage(diff.clone())?;
        if let Err(error) = check.equal("stateRoot", root, in_header) {
            self.store.unstage()?;
            return Err(error.into());
        }
        Ok(())
    }

    /// Compares everything in `header` that does not depend on execution.
    fn check_header(
        &self,
        check: &Check,
        header: &Header,
        parent: &ExecutedBlock,
        rules: &ChainSpec,
        is_sealed: bool,
    ) -> Result<(), ImportError> {
        let extra = header.extra_data.len();
        if extra > MAX_EXTRA_DATA_BYTES {
            let expected = format!("at most {MAX_EXTRA_DATA_BYTES} bytes");
            return Err(check.fail("extraData", expected, format!("{extra} bytes")));
        }
        let (beneficiary, extra_data) = (header.beneficiary, header.extra_data.clone());
        // A seal's randomness decides the mix; that is compared with the seal.
        let mix = if is_sealed { header.mix_hash } else { Self::unsigned_mix(parent) };
        let right = header_on(rules, parent, header.timestamp, beneficiary, extra_data, mix);
        check.equal("number", right.number, header.number)?;
        check.equal("parentHash", right.parent_hash, header.parent_hash)?;
        check.equal("sha3Uncles", right.ommers_hash, header.ommers_hash)?;
        check.equal("difficulty", right.difficulty, header.difficulty)?;
        check.equal("gasLimit", right.gas_limit, header.gas_limit)?;
        check.equal("mixHash", right.mix_hash, header.mix_hash)?;
        check.equal("nonce", right.nonce, header.nonce)?;
        check.equal("baseFeePerGas", right.base_fee_per_gas, header.base_fee_per_gas)?;
        check.equal("withdrawalsRoot", right.withdrawals_root, header.withdrawals_root)?;
        check.equal("blobGasUsed", right.blob_gas_used, header.blob_gas_used)?;
        check.equal("excessBlobGas", right.excess_blob_gas, header.excess_blob_gas)?;
        let beacon_root = header.parent_beacon_block_root;
        check.equal("parentBeaconBlockRoot", right.parent_beacon_block_root, beacon_root)?;
        check.equal("requestsHash", right.requests_hash, header.requests_hash)?;
        let access_list = header.block_access_list_hash;
        check.equal("blockAccessListHash", right.block_access_list_hash, access_list)?;
        check.equal("slotNumber", right.slot_number, header.slot_number)
    }

    /// Recovers each sender; what the pool has is not recovered again. Nobody signed the closing
    /// transaction: its bytes are known in advance, and in the last place they are taken as such.
    fn recover_block(
        &self,
        check: &Check,
        transactions: Vec<TxEnvelope>,
    ) -> Result<Vec<Arc<RecoveredTransaction>>, ImportError> {
        let number = check.number;
        let last = transactions.len().saturating_sub(1);
        let closing = Arc::new(system_transaction::closing(self.spec.chain_id, number));
        let hashes: Vec<B256> = transactions.iter().map(|one| *one.tx_hash()).collect();
        let known = self.pool.get_many(&hashes);
        transactions
            .into_par_iter()
            .zip(known)
            .enumerate()
            .map(|(index, (transaction, known))| {
                if let Some(known) = known {
                    return Ok(known);
                }
                let hash = *transaction.tx_hash();
                if index == last && hash == closing.hash {
                    return Ok(closing.clone());
                }
                let encoded = transaction.encoded_2718().into();
                RecoveredTransaction::decode(encoded, self.spec.chain_id)
                    .map(Arc::new)
                    .map_err(|source| ImportError::Transaction { number, index, hash, source })
            })
            .collect()
    }
}

/// Compares the fields of one block.
pub(crate) struct Check {
    pub(crate) number: u64,
}

impl Check {
    pub(crate) fn equal<T: PartialEq + Debug>(
        &self,
        field: &'static str,
        expected: T,
        found: T,
    ) -> Result<(), ImportError> {
        if expected == found {
            return Ok(());
        }
        Err(self.fail(field, format!("{expected:?}"), format!("{found:?}")))
    }

    pub(crate) fn fail(
        &self,
        field: &'static str,
        expected: impl ToString,
        found: impl ToString,
    ) -> ImportError {
        let (expected, found) = (expected.to_string(), found.to_string());
        ImportError::Field { number: self.number, field, expected, found }
    }
}
