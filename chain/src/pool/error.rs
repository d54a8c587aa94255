//! Why a transaction is not taken into the pool, in the words wallets match on.
//!
//! The sentences are those of geth: ethers, viem and MetaMask decide by them whether to raise a
//! fee, to wait or to give up. Each variant carries what was found and what was expected.

use alloy_primitives::{Address, B256, U256};
use cybermiles_primitives::{StateError, TransactionError};

/// Why a transaction was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SubmitError {
    /// The bytes are no transaction of this chain.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// The pool has this very transaction.
    #[error("already known")]
    AlreadyKnown {
        /// The transaction's hash.
        hash: B256,
    },
    /// The sender's account is past this nonce.
    #[error("nonce too low: next nonce {next}, tx nonce {nonce}")]
    NonceTooLow {
        /// The sender's next nonce.
        next: u64,
        /// The transaction's nonce.
        nonce: u64,
    },
    /// 2^64-1 cannot be used (EIP-2681).
    #[error("nonce has max value: address {sender}, nonce: {nonce}")]
    NonceMax {
        /// Who sent it.
        sender: Address,
        /// The transaction's nonce.
        nonce: u64,
    },
    /// The balance does not pay for the transaction at its highest price.
    #[error(
        "insufficient funds for gas * price + value: balance {balance}, tx cost {cost}, overshot {}",
        cost.saturating_sub(*balance)
    )]
    InsufficientFunds {
        /// The sender's balance, in wei.
        balance: U256,
        /// gas × fee cap + value, in wei.
        cost: U256,
    },
    /// The balance does not pay for the transaction on top of those already pending.
    #[error(
        "insufficient funds for gas * price + value: balance {balance}, queued cost {pending}, tx \
         cost {cost}, overshot {}",
        pending.saturating_add(*cost).saturating_sub(*balance)
    )]
    Overdraft {
        /// The sender's balance, in wei.
        balance: U256,
        /// What the sender's pending transactions may cost, in wei, without the one replaced.
        pending: U256,
        /// gas × fee cap + value of this transaction, in wei.
        cost: U256,
    },
    /// Less gas than the transaction costs before its first instruction.
    #[error("intrinsic gas too low: gas {gas}, minimum needed {minimum}")]
    IntrinsicGas {
        /// The transaction's gas limit.
        gas: u64,
        /// What it takes at least.
        minimum: u64,
    },
    /// Less gas than its data costs (EIP-7623).
    #[error("insufficient gas for floor data gas cost: gas {gas}, minimum needed {minimum}")]
    FloorGas {
        /// The transaction's gas limit.
        gas: u64,
        /// What it takes at least.
        minimum: u64,
    },
    /// More gas than a block has.
    #[error("exceeds block gas limit: gas {gas}, limit {limit}")]
    ExceedsBlockGasLimit {
        /// The transaction's gas limit.
        gas: u64,
        /// The gas limit of a block.
        limit: u64,
    },
    /// The fee cap is below the floor of the base fee: no block could ever take it.
    #[error(
        "max fee per gas less than block base fee: address {sender}, maxFeePerGas: {max_fee}, \
         baseFee: {base_fee}"
    )]
    FeeCapBelowBaseFee {
        /// Who sent it.
        sender: Address,
        /// The transaction's fee cap, in wei per gas.
        max_fee: u128,
        /// The lowest base fee the chain can have, in wei per gas.
        base_fee: u128,
    },
    /// A tip above the fee cap (EIP-1559).
    #[error(
        "max priority fee per gas higher than max fee per gas: address {sender}, \
         maxPriorityFeePerGas: {tip}, maxFeePerGas: {max_fee}"
    )]
    TipAboveFeeCap {
        /// Who sent it.
        sender: Address,
        /// The transaction's tip cap, in wei per gas.
        tip: u128,
        /// The transaction's fee cap, in wei per gas.
        max_fee: u128,
    },
    /// A tip below what this node takes.
    #[error("transaction gas price below minimum: gas tip cap {tip}, minimum needed {minimum}")]
    TipTooLow {
        /// The transaction's tip cap, in wei per gas.
        tip: u128,
        /// The lowest this node takes, in wei per gas.
        minimum: u128,
    },
    /// The sender's transaction with this nonce does not pay enough less to be replaced.
    #[error("replacement transaction underpriced")]
    ReplacementUnderpriced {
        /// The fee cap a replacement needs at least, in wei per gas.
        max_fee_needed: u128,
        /// The tip cap a replacement needs at least, in wei per gas.
        tip_needed: u128,
    },
    /// The pool is full of transactions that pay at least as much.
    #[error("transaction underpriced: the pool is full and every transaction in it pays more")]
    Underpriced,
    /// The sender has as many transactions waiting as one sender may have.
    #[error("account limit exceeded: {sender} has {count} {kind} transactions, limit {limit}")]
    AccountLimitExceeded {
        /// Who sent it.
        sender: Address,
        /// "pending" or "queued".
        kind: &'static str,
        /// How many the sender has.
        count: usize,
        /// How many one sender may have.
        limit: usize,
    },
    /// The sender is a contract (EIP-3607).
    #[error("sender not an eoa: address {sender}, codehash: {code_hash}")]
    SenderNotEoa {
        /// Who sent it.
        sender: Address,
        /// keccak256 of its code.
        code_hash: B256,
    },
    /// Contract creation code beyond the limit (EIP-3860).
    #[error("max initcode size exceeded: code size {size}, limit {limit}")]
    InitCodeTooLarge {
        /// Bytes of creation code.
        size: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// An EIP-7702 transaction without authorizations.
    #[error("set code tx must have at least one authorization tuple")]
    EmptyAuthorizationList,
    /// The sender's account cannot be read.
    #[error(transparent)]
    State(#[from] StateError),
}
