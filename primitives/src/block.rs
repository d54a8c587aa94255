//! Blocks, headers and receipts, in Ethereum's encodings.

use std::sync::Arc;

use alloy_consensus::{EthereumReceipt, TxEnvelope};
use alloy_primitives::B256;

use crate::{ProposedBlock, RecoveredTransaction, Seal};

/// A block header; its hash is `keccak256(rlp(header))`.
pub type Header = alloy_consensus::Header;

/// A block: header, transactions, no ommers.
pub type Block = alloy_consensus::Block<TxEnvelope>;

/// The receipt of one transaction, without its bloom, which is computed from the logs.
pub type Receipt = EthereumReceipt;

/// A block together with its hash, so that nobody hashes a header twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBlock {
    /// keccak256 of the encoded header.
    pub hash: B256,
    /// The block itself.
    pub block: Block,
}

impl SealedBlock {
    /// Hashes the header of `block`.
    pub fn new(block: Block) -> Self {
        Self { hash: block.header.hash_slow(), block }
    }

    /// The block's height.
    pub const fn number(&self) -> u64 {
        self.block.header.number
    }
}

/// A block with everything execution found out about it: what the ledger keeps and readers ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutedBlock {
    /// keccak256 of the encoded header.
    pub hash: B256,
    /// The header.
    pub header: Header,
    /// The transactions in block order, each with its hash and sender.
    pub transactions: Vec<Arc<RecoveredTransaction>>,
    /// The receipts, one for each transaction, in the same order.
    pub receipts: Vec<Receipt>,
    /// What a network's block carries beside its header; `None` on a development chain.
    pub seal: Option<Seal>,
}

impl ExecutedBlock {
    /// The block's height.
    pub const fn number(&self) -> u64 {
        self.header.number
    }

    /// The block as it is handed from node to node; `None` where it has no seal.
    pub fn proposed(&self) -> Option<ProposedBlock> {
        let transactions = self.transactions.iter().map(|one| one.transaction.inner().clone());
        let body = alloy_consensus::BlockBody {
            transactions: transactions.collect(),
            ommers: Vec::new(),
            withdrawals: Some(Default::default()),
        };
        let block = Block { header: self.header.clone(), body };
        Some(ProposedBlock { block, seal: self.seal.clone()? })
    }
}
