//! The smallest gas limit with which a transaction succeeds.

use alloy_rpc_types_eth::TransactionRequest;
use cybermiles_execution::TransactionRejected;
use cybermiles_primitives::StateReader;
use revm::{
    context_interface::result::{ExecutionResult, HaltReason},
    inspector::NoOpInspector,
};

use super::{
    CallLimits, Context, Overrides, SimulateError, call::Stage, error::halt_words,
    overrides::Hashed,
};

/// Gas of a transaction that does nothing (yellow paper §6.2).
const TRANSFER_GAS: u64 = 21_000;

/// Gas a call that sends wei gives on top (yellow paper, `G_callstipend`).
const CALL_STIPEND: u64 = 2_300;

/// See [`Chain::estimate_gas`](crate::Chain::estimate_gas).
///
/// Exact: with one unit of gas less the transaction would fail. That is more than the gas it uses,
/// since refunds come after the fact and a call passes on at most 63/64 of what is left (EIP-150).
///
/// # Errors
/// As there.
pub fn estimate_gas<R: StateReader>(
    context: &Context<'_, R>,
    request: TransactionRequest,
    overrides: Overrides,
    limits: &CallLimits,
) -> Result<u64, SimulateError> {
    let state = Hashed::new(context.state, overrides.block.as_deref());
    let gas_given = request.gas.filter(|gas| *gas >= TRANSFER_GAS);
    let mut stage = Stage::new(context, &state, request, &overrides, limits)?;
    let mut most = gas_given.unwrap_or(stage.block_gas_limit()).min(limits.gas);
    if let Some(allowance) = stage.allowance()? {
        most = most.min(allowance);
    }
    if most >= TRANSFER_GAS && stage.fields.data.is_empty() && !stage.receiver_has_code()? {
        let plain = attempt(&mut stage, TRANSFER_GAS)?;
        if matches!(plain, Attempt::Enough { .. }) {
            return Ok(TRANSFER_GAS);
        }
    }
    let (used, refunded) = match attempt(&mut stage, most)? {
        Attempt::Enough { used, refunded } => (used, refunded),
        Attempt::TooLittle => return Err(SimulateError::OutOfGasAt { cap: most }),
        Attempt::Failed(err) => return Err(err),
    };
    search(&mut stage, used, refunded, most)
}

/// Narrows down between `used`, below which it cannot be, and `most`, which is enough.
fn search<R: StateReader>(
    stage: &mut Stage<'_, R>,
    used: u64,
    refunded: u64,
    most: u64,
) -> Result<u64, SimulateError> {
    // The largest known to be too little, the smallest known to be enough.
    let (mut low, mut high) = (used.saturating_sub(1), most);
    // Most transactions need hardly more than what they use before refunds, one call deep.
    let needed = used.saturating_add(refunded).saturating_add(CALL_STIPEND);
    let guess = needed.saturating_add(needed / 63).saturating_add(1);
    if guess < high {
        match attempt(stage, guess)? {
            Attempt::Enough { .. } => high = guess,
            _ => low = low.max(guess),
        }
    }
    while low.saturating_add(1) < high {
        // Closer to the lower end at first: what is needed is mostly close to what was used.
        let middle = (low + (high - low) / 2).min(low.saturating_mul(2)).max(low + 1);
        match attempt(stage, middle)? {
            Attempt::Enough { .. } => high = middle,
            _ => low = middle,
        }
    }
    Ok(high)
}

enum Attempt {
    Enough { used: u64, refunded: u64 },
    TooLittle,
    Failed(SimulateError),
}

fn attempt<R: StateReader>(stage: &mut Stage<'_, R>, gas: u64) -> Result<Attempt, SimulateError> {
    let result = match stage.run(gas, &mut NoOpInspector) {
        Ok(result) => result,
        Err(SimulateError::Rejected(
            TransactionRejected::IntrinsicGas { .. } | TransactionRejected::FloorGas { .. },
        )) => return Ok(Attempt::TooLittle),
        Err(err) => return Err(err),
    };
    Ok(match result {
        ExecutionResult::Success { gas, .. } => {
            Attempt::Enough { used: gas.tx_gas_used(), refunded: gas.inner_refunded() }
        }
        ExecutionResult::Revert { output, .. } => {
            Attempt::Failed(SimulateError::Reverted { output })
        }
        ExecutionResult::Halt { reason: HaltReason::OutOfGas(_), .. } => Attempt::TooLittle,
        ExecutionResult::Halt { reason, gas, .. } => Attempt::Failed(SimulateError::Halted {
            reason: halt_words(&reason),
            gas_used: gas.tx_gas_used(),
        }),
    })
}
