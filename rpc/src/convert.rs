//! Our nouns as the JSON objects of Ethereum's RPC.

use alloy_consensus::{
    ReceiptWithBloom, Transaction as _, TxEnvelope, transaction::TransactionInfo,
};
use alloy_primitives::{U256, logs_bloom};
use alloy_rlp::{Encodable, Header as ListHeader};
use alloy_rpc_types_eth::{
    Block, BlockTransactions, Header, Log, Receipt, ReceiptEnvelope, Transaction,
    TransactionReceipt,
};
use cybermiles_primitives::{ExecutedBlock, RecoveredTransaction};

/// A transaction as JSON shows it.
pub(crate) type RpcTransaction = Transaction<TxEnvelope>;
/// A block as JSON shows it.
pub(crate) type RpcBlock = Block<RpcTransaction>;

/// Whether a block is part of the chain or only what would be sealed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// In the chain for good.
    Sealed,
    /// Not yet: its transactions carry no block hash and number.
    Pending,
}

/// How a block object lists its transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listing {
    /// Only their hashes.
    Hashes,
    /// Whole.
    Full,
}

impl From<bool> for Listing {
    fn from(full: bool) -> Self {
        if full { Self::Full } else { Self::Hashes }
    }
}

/// The header object of `block`.
pub(crate) fn header(block: &ExecutedBlock) -> Header {
    Header {
        hash: block.hash,
        inner: block.header.clone(),
        total_difficulty: None,
        size: Some(U256::from(encoded_length(block))),
    }
}

/// The block object of `block`.
pub(crate) fn block(block: &ExecutedBlock, standing: Standing, listing: Listing) -> RpcBlock {
    let transactions = match listing {
        Listing::Hashes => {
            BlockTransactions::Hashes(block.transactions.iter().map(|tx| tx.hash).collect())
        }
        Listing::Full => BlockTransactions::Full(
            (0..block.transactions.len())
                .filter_map(|index| transaction(block, standing, index))
                .collect(),
        ),
    };
    Block {
        header: header(block),
        uncles: Vec::new(),
        transactions,
        withdrawals: block.header.withdrawals_root.map(|_| Vec::new().into()),
    }
}

/// The transaction at `index` of `block`; `None` when the block is shorter.
pub(crate) fn transaction(
    block: &ExecutedBlock,
    standing: Standing,
    index: usize,
) -> Option<RpcTransaction> {
    let recovered = block.transactions.get(index)?;
    let sealed = standing == Standing::Sealed;
    let info = TransactionInfo {
        hash: Some(recovered.hash),
        index: sealed.then_some(index as u64),
        block_hash: sealed.then_some(block.hash),
        block_number: sealed.then_some(block.header.number),
        // With it `gasPrice` becomes what the receipt calls `effectiveGasPrice`.
        base_fee: block.header.base_fee_per_gas,
        block_timestamp: sealed.then_some(block.header.timestamp),
    };
    Some(Transaction::from_transaction(recovered.transaction.clone(), info))
}

/// A transaction that waits in the pool.
pub(crate) fn pooled(recovered: &RecoveredTransaction) -> RpcTransaction {
    let info = TransactionInfo { hash: Some(recovered.hash), ..Default::default() };
    Transaction::from_transaction(recovered.transaction.clone(), info)
}

/// The receipts of `block`, in order.
pub(crate) fn receipts(block: &ExecutedBlock) -> Vec<TransactionReceipt> {
    let mut place = Place::default();
    (0..block.receipts.len()).filter_map(|index| next_receipt(block, index, &mut place)).collect()
}

/// The receipt of the transaction at `index` of `block`.
pub(crate) fn receipt(block: &ExecutedBlock, index: usize) -> Option<TransactionReceipt> {
    let before = block.receipts.get(..index)?;
    let mut place = Place {
        gas: before.last().map_or(0, |receipt| receipt.cumulative_gas_used),
        logs: before.iter().map(|receipt| receipt.logs.len() as u64).sum(),
    };
    next_receipt(block, index, &mut place)
}

/// What the transactions before one used up.
#[derive(Default)]
struct Place {
    gas: u64,
    logs: u64,
}

fn next_receipt(
    block: &ExecutedBlock,
    index: usize,
    place: &mut Place,
) -> Option<TransactionReceipt> {
    let receipt = block.receipts.get(index)?;
    let recovered = block.transactions.get(index)?;
    let transaction = recovered.transaction.inner();
    let logs_bloom = logs_bloom(receipt.logs.iter());
    let first_log = place.logs;
    let gas_used = receipt.cumulative_gas_used.saturating_sub(place.gas);
    place.gas = receipt.cumulative_gas_used;
    place.logs += receipt.logs.len() as u64;
    let logs = receipt.logs.iter().zip(first_log..);
    let logs = logs.map(|(entry, position)| log(block, index, position, entry)).collect();
    let inner = Receipt {
        status: receipt.success.into(),
        cumulative_gas_used: receipt.cumulative_gas_used,
        logs,
    };
    let sender = recovered.sender();
    Some(TransactionReceipt {
        inner: ReceiptEnvelope::from_typed(
            receipt.tx_type,
            ReceiptWithBloom { receipt: inner, logs_bloom },
        ),
        transaction_hash: recovered.hash,
        transaction_index: Some(index as u64),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        gas_used,
        effective_gas_price: transaction.effective_gas_price(block.header.base_fee_per_gas),
        blob_gas_used: None,
        blob_gas_price: None,
        from: sender,
        to: transaction.to(),
        contract_address: transaction.is_create().then(|| sender.create(transaction.nonce())),
    })
}

fn log(block: &ExecutedBlock, index: usize, position: u64, log: &alloy_primitives::Log) -> Log {
    Log {
        inner: log.clone(),
        block_hash: Some(block.hash),
        block_number: Some(block.header.number),
        block_timestamp: Some(block.header.timestamp),
        transaction_hash: block.transactions.get(index).map(|tx| tx.hash),
        transaction_index: Some(index as u64),
        log_index: Some(position),
        removed: false,
    }
}

/// The block as RLP: header, transactions, no ommers, no withdrawals.
pub(crate) fn encode(block: &ExecutedBlock) -> Vec<u8> {
    let parts = Parts::of(block);
    let mut out = Vec::with_capacity(parts.block());
    ListHeader { list: true, payload_length: parts.payload() }.encode(&mut out);
    block.header.encode(&mut out);
    ListHeader { list: true, payload_length: parts.transactions }.encode(&mut out);
    for tx in &block.transactions {
        // Typed transactions are byte strings inside the list, legacy ones lists themselves.
        if tx.transaction.inner().is_legacy() {
            out.extend_from_slice(&tx.encoded);
        } else {
            tx.encoded.encode(&mut out);
        }
    }
    let empty_list = ListHeader { list: true, payload_length: 0 };
    empty_list.encode(&mut out);
    if parts.withdrawals {
        empty_list.encode(&mut out);
    }
    out
}

/// Bytes of the block as RLP, without encoding it.
fn encoded_length(block: &ExecutedBlock) -> usize {
    Parts::of(block).block()
}

/// The lengths a block's RLP is made of, in bytes.
struct Parts {
    header: usize,
    transactions: usize,
    withdrawals: bool,
}

impl Parts {
    fn of(block: &ExecutedBlock) -> Self {
        let transactions = block.transactions.iter().map(|tx| {
            if tx.transaction.inner().is_legacy() { tx.encoded.len() } else { tx.encoded.length() }
        });
        Self {
            header: block.header.length(),
            transactions: transactions.sum(),
            withdrawals: block.header.withdrawals_root.is_some(),
        }
    }

    fn payload(&self) -> usize {
        let transactions = ListHeader { list: true, payload_length: self.transactions };
        self.header + transactions.length() + self.transactions + 1 + usize::from(self.withdrawals)
    }

    fn block(&self) -> usize {
        let payload_length = self.payload();
        payload_length + ListHeader { list: true, payload_length }.length()
    }
}
