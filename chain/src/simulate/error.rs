//! Why a simulation has no result, in geth's words.

use std::time::Duration;

use alloy_primitives::Bytes;
use cybermiles_execution::{BlockError, TransactionRejected};
use cybermiles_primitives::StateError;
use revm::context_interface::result::{HaltReason, OutOfGasError};

use super::revert::revert_reason;
use crate::ChainError;

/// Why a simulation has no result.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulateError {
    /// The transaction reverted. The message names the reason where the output holds one.
    #[error("{}", reverted(.output))]
    Reverted {
        /// What it returned, raw.
        output: Bytes,
    },
    /// The transaction ran into something the EVM does not allow.
    #[error("{reason}")]
    Halted {
        /// What it was.
        reason: String,
        /// Gas it had used by then: all of it.
        gas_used: u64,
    },
    /// The transaction cannot be run at all.
    #[error(transparent)]
    Rejected(TransactionRejected),
    /// It does not succeed even with all the gas it may have.
    #[error("gas required exceeds allowance ({cap})")]
    OutOfGasAt {
        /// All the gas it may have: of the request, of its sender's balance, or of the limit.
        cap: u64,
    },
    /// It took longer than the limit.
    #[error("execution aborted (timeout = {0:?})")]
    Timeout(Duration),
    /// A trace of more bytes than the limit.
    #[error(
        "trace aborted: it takes more than {limit} bytes. Ask for less: `disableStack`, \
         `disableStorage`, `limit`, or `callTracer`"
    )]
    TraceTooLarge {
        /// The bytes a trace may take in memory.
        limit: usize,
    },
    /// A field of the request that contradicts another, or that this chain refuses.
    #[error("{0}")]
    BadRequest(String),
    /// An override that cannot be applied.
    #[error("{0}")]
    BadOverride(String),
    /// A block of `eth_simulateV1` that cannot follow the one before it, with the method's code.
    #[error("{message}")]
    Sequence {
        /// The method's own error code.
        code: i32,
        /// What is wrong.
        message: String,
    },
    /// The state could not be read.
    #[error(transparent)]
    State(#[from] StateError),
    /// A simulated block could not be executed.
    #[error(transparent)]
    Block(#[from] BlockError),
    /// The block to start from is not there.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl SimulateError {
    /// The error code `eth_simulateV1` gives this error (execution-apis), where it has one.
    pub const fn simulate_code(&self) -> Option<i32> {
        use TransactionRejected as R;
        match self {
            Self::Sequence { code, .. } => Some(*code),
            Self::Rejected(rejected) => Some(match rejected {
                R::NonceTooLow { .. } => -38010,
                R::NonceTooHigh { .. } => -38011,
                R::FeeCapTooLow { .. } => -38012,
                R::IntrinsicGas { .. } | R::FloorGas { .. } => -38013,
                R::InsufficientFunds { .. } | R::CostOverflow { .. } => -38014,
                R::GasLimitExceedsBlock { .. } => -38015,
                R::SenderHasCode { .. } => -38024,
                R::InitcodeTooLarge { .. } => -38025,
                _ => return None,
            }),
            Self::Timeout(_) => Some(-32016),
            _ => None,
        }
    }
}

impl From<TransactionRejected> for SimulateError {
    fn from(rejected: TransactionRejected) -> Self {
        match rejected {
            TransactionRejected::Fatal(err) => Self::State(err),
            rejected => Self::Rejected(rejected),
        }
    }
}

fn reverted(output: &[u8]) -> String {
    match revert_reason(output) {
        Some(reason) => format!("execution reverted: {reason}"),
        None => "execution reverted".into(),
    }
}

/// What stopped the EVM, as geth says it.
pub(super) fn halt_words(reason: &HaltReason) -> String {
    let words = match reason {
        HaltReason::OutOfGas(OutOfGasError::InvalidOperand) => "gas uint64 overflow",
        HaltReason::OutOfGas(_) => "out of gas",
        HaltReason::OpcodeNotFound | HaltReason::NotActivated => "invalid opcode",
        HaltReason::InvalidFEOpcode => "invalid opcode: INVALID",
        HaltReason::InvalidJump => "invalid jump destination",
        HaltReason::StackUnderflow => "stack underflow",
        HaltReason::StackOverflow => "stack limit reached 1024",
        HaltReason::OutOfOffset => "return data out of bounds",
        HaltReason::CreateCollision => "contract address collision",
        HaltReason::NonceOverflow => "nonce uint64 overflow",
        HaltReason::CreateContractSizeLimit => "max code size exceeded",
        HaltReason::CreateContractStartingWithEF => "invalid code: must not begin with 0xef",
        HaltReason::CreateInitCodeSizeLimit => "max initcode size exceeded",
        HaltReason::StateChangeDuringStaticCall | HaltReason::CallNotAllowedInsideStatic => {
            "write protection"
        }
        HaltReason::OutOfFunds => "insufficient balance for transfer",
        HaltReason::CallTooDeep => "max call depth exceeded",
        other => return other.to_string(),
    };
    words.into()
}
