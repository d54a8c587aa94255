//! Why a transaction or a block is refused, in the words Ethereum's tools match on.

use alloy_primitives::{Address, B256, U256};
use cybermiles_primitives::StateError;

/// Why a transaction cannot be executed at this place. The state is as if it had never been tried.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransactionRejected {
    /// The sender has already used this nonce.
    #[error("nonce too low: address {sender}, tx: {have} state: {want}")]
    NonceTooLow {
        /// Who signed the transaction.
        sender: Address,
        /// The transaction's nonce.
        have: u64,
        /// The sender's next nonce.
        want: u64,
    },
    /// Transactions with lower nonces have to come first.
    #[error("nonce too high: address {sender}, tx: {have} state: {want}")]
    NonceTooHigh {
        /// Who signed the transaction.
        sender: Address,
        /// The transaction's nonce.
        have: u64,
        /// The sender's next nonce.
        want: u64,
    },
    /// The sender has used every nonce there is (EIP-2681).
    #[error("nonce has max value: address {sender}, nonce: {}", u64::MAX)]
    NonceExhausted {
        /// Who signed the transaction.
        sender: Address,
    },
    /// The sender cannot pay `gas limit × fee cap + value`.
    #[error("insufficient funds for gas * price + value: address {sender} have {have} want {want}")]
    InsufficientFunds {
        /// Who signed the transaction.
        sender: Address,
        /// The sender's balance, in wei.
        have: U256,
        /// The most the transaction may cost, in wei.
        want: U256,
    },
    /// `gas limit × fee cap + value` does not fit 256 bits: nobody can pay it.
    #[error(
        "insufficient funds for gas * price + value: address {sender} required balance exceeds 256 bits"
    )]
    CostOverflow {
        /// Who signed the transaction.
        sender: Address,
    },
    /// The fee cap does not reach the block's base fee (EIP-1559).
    #[error(
        "max fee per gas less than block base fee: address {sender}, maxFeePerGas: {have}, baseFee: {want}"
    )]
    FeeCapTooLow {
        /// Who signed the transaction.
        sender: Address,
        /// The transaction's fee cap, in wei per gas.
        have: u128,
        /// The block's base fee, in wei per gas.
        want: u64,
    },
    /// The tip is above the fee cap (EIP-1559).
    #[error(
        "max priority fee per gas higher than max fee per gas: address {sender}, maxPriorityFeePerGas: {tip}, maxFeePerGas: {fee_cap}"
    )]
    TipAboveFeeCap {
        /// Who signed the transaction.
        sender: Address,
        /// The transaction's tip, in wei per gas.
        tip: u128,
        /// The transaction's fee cap, in wei per gas.
        fee_cap: u128,
    },
    /// The gas limit does not pay for the transaction's own bytes.
    #[error("intrinsic gas too low: have {have}, want {want}")]
    IntrinsicGas {
        /// The transaction's gas limit.
        have: u64,
        /// The gas charged before execution starts.
        want: u64,
    },
    /// The gas limit is below the calldata floor (EIP-7623).
    #[error("insufficient gas for floor data gas cost: have {have}, want {want}")]
    FloorGas {
        /// The transaction's gas limit.
        have: u64,
        /// The floor.
        want: u64,
    },
    /// The block has no room for the transaction's gas limit.
    #[error("gas limit reached: transaction gas limit {have}, left in the block {left}")]
    GasLimitExceedsBlock {
        /// The transaction's gas limit.
        have: u64,
        /// Gas the block has left.
        left: u64,
    },
    /// The gas limit is above the cap for one transaction (EIP-7825; off on this chain).
    #[error("transaction gas limit too high (cap: {cap}, tx: {have})")]
    GasLimitAboveCap {
        /// The transaction's gas limit.
        have: u64,
        /// The cap.
        cap: u64,
    },
    /// The sender's account is a contract (EIP-3607).
    #[error("sender not an eoa: address {sender}")]
    SenderHasCode {
        /// Who signed the transaction.
        sender: Address,
    },
    /// The initialisation code is too long (EIP-3860).
    #[error("max initcode size exceeded: code size {have} limit {limit}")]
    InitcodeTooLarge {
        /// Bytes of initialisation code.
        have: usize,
        /// The limit, in bytes.
        limit: usize,
    },
    /// Signed for another chain (EIP-155).
    #[error("invalid chain id for signer: have {have:?} want {want}")]
    WrongChain {
        /// The chain id in the transaction.
        have: Option<u64>,
        /// The chain id of this chain.
        want: u64,
    },
    /// A set-code transaction that authorises nobody (EIP-7702).
    #[error("EIP-7702 transaction with empty auth list: sender {sender}")]
    EmptyAuthorizations {
        /// Who signed the transaction.
        sender: Address,
    },
    /// Blob transactions are refused (EIP-4844): there is no beacon chain to keep their blobs.
    #[error("transaction type not supported: blob transactions (type 0x03, EIP-4844) are refused")]
    Blob,
    /// The system's transactions have no place among those of users, only behind them.
    #[error("a system transaction is made by the chain itself, as the last one of a block")]
    System,
    /// The rules in force do not know this kind of transaction, or refuse one of its fields.
    #[error("transaction type not supported: {0}")]
    Unsupported(String),
    /// Not the transaction's fault: the state could not be read.
    #[error(transparent)]
    Fatal(#[from] StateError),
    /// Not the transaction's fault: the EVM itself failed.
    #[error("the EVM failed: {0}")]
    Internal(String),
}

impl TransactionRejected {
    /// Whether the node, not the transaction, is to blame: retrying another transaction is no use.
    pub const fn is_fatal(&self) -> bool {
        matches!(self, Self::Fatal(_) | Self::Internal(_))
    }
}

/// Why a block cannot be executed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BlockError {
    /// The header lacks a field that the rules in force require.
    #[error("block {number}: header field `{field}` is missing, expected {expected}")]
    HeaderField {
        /// The block's height.
        number: u64,
        /// The field, as JSON-RPC names it.
        field: &'static str,
        /// What it should hold.
        expected: &'static str,
    },
    /// A transaction that this block may not contain.
    #[error("block {number}, transaction {index} ({hash}): {source}")]
    Transaction {
        /// The block's height.
        number: u64,
        /// The transaction's place in the block.
        index: usize,
        /// The transaction's hash.
        hash: B256,
        /// What is wrong with it.
        source: Box<TransactionRejected>,
    },
    /// The last transaction is not what follows from what is due at the end of the block.
    #[error(
        "block {number}, transaction {index}: {}", closing_words(expected.as_ref(), found.as_ref())
    )]
    Closing {
        /// The block's height.
        number: u64,
        /// The closing transaction's place in the block.
        index: usize,
        /// The hash it has to have; `None` when nothing is due.
        expected: Option<B256>,
        /// The hash it has; `None` when there is none.
        found: Option<B256>,
    },
    /// The state could not be read.
    #[error(transparent)]
    State(#[from] StateError),
    /// A sum of wei or gas left its range: more money in the state than may exist.
    #[error("block {number}: {what} overflows")]
    Overflow {
        /// The block's height.
        number: u64,
        /// Which sum.
        what: &'static str,
    },
    /// The EVM failed where no transaction is to blame.
    #[error("block {number}: the EVM failed in {place}: {reason}")]
    Evm {
        /// The block's height.
        number: u64,
        /// Which step of the block.
        place: &'static str,
        /// What it said.
        reason: String,
    },
}

fn closing_words(expected: Option<&B256>, found: Option<&B256>) -> String {
    match (expected, found) {
        (Some(expected), None) => format!(
            "the closing system transaction {expected} is missing: something is due at the time \
             of the block"
        ),
        (None, Some(found)) => format!(
            "the closing system transaction {found} is superfluous: nothing is due at the time of \
             the block"
        ),
        (expected, found) => format!(
            "the closing system transaction is {}, expected {}",
            found.copied().unwrap_or_default(),
            expected.copied().unwrap_or_default()
        ),
    }
}
