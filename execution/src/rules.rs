//! What governance has decided about the chain itself, as the state of a block tells it.

use cybermiles_evm_precompiles::governance::{self, ChainParameters};
use cybermiles_primitives::{ChainSpec, StateError, StateReader};

/// Names of the scheduled upgrades whose rules this program has.
const UPGRADES: &[&str] = &[];

/// The parameters of the block after the one with this state: those of the genesis, `spec`, and in
/// their place what governance has set.
///
/// # Errors
/// [`StateError`] when the state cannot be read.
pub fn parameters_after(
    spec: &ChainSpec,
    state: &impl StateReader,
) -> Result<ChainSpec, StateError> {
    let ChainParameters { gas_limit, min_base_fee } =
        governance::chain_parameters(|account, slot| state.storage(&account, &slot))?;
    Ok(ChainSpec {
        gas_limit: gas_limit.unwrap_or(spec.gas_limit),
        min_base_fee: min_base_fee.unwrap_or(spec.min_base_fee),
        ..spec.clone()
    })
}

/// The upgrade that was decided on last, and the first block under its rules.
///
/// # Errors
/// [`StateError`] when the state cannot be read.
pub fn scheduled_upgrade(state: &impl StateReader) -> Result<Option<(String, u64)>, StateError> {
    governance::scheduled_upgrade(|account, slot| state.storage(&account, &slot))
}

/// Whether this program has the rules of the upgrade with this name.
pub fn is_known(upgrade: &str) -> bool {
    UPGRADES.contains(&upgrade)
}
