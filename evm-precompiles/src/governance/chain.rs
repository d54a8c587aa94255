//! What a node reads from the parent's state before it makes or checks a block.

use alloy_primitives::{Address, B256, U256, keccak256};

use super::{
    SETTINGS_SLOT, UPGRADE_SLOT,
    parameters::{GAS_LIMIT, MIN_BASE_FEE, Parameter},
    records::{text, word},
};
use crate::address::GOVERNANCE;

/// The parameters of headers that governance or the genesis has set; `None` for those that are as
/// the chain's genesis block has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainParameters {
    /// Gas limit of a block, in gas.
    pub gas_limit: Option<u64>,
    /// Floor of the base fee, in wei per gas.
    pub min_base_fee: Option<u64>,
}

/// The parameters that hold in a block, from the state of its parent, read slot by slot.
///
/// # Errors
/// Those of `read`.
pub fn chain_parameters<E>(
    mut read: impl FnMut(Address, U256) -> Result<U256, E>,
) -> Result<ChainParameters, E> {
    let mut setting = |parameter: &Parameter| -> Result<Option<u64>, E> {
        let word = read(GOVERNANCE, setting_slot(parameter.key))?;
        // A `Setting`: the value in the low 128 bits, then whether it was set.
        let value: u128 = word.wrapping_to();
        let is_set = !word.wrapping_shr(128).is_zero();
        Ok(is_set.then(|| u64::try_from(value).unwrap_or(u64::MAX)))
    };
    Ok(ChainParameters { gas_limit: setting(&GAS_LIMIT)?, min_base_fee: setting(&MIN_BASE_FEE)? })
}

/// The slot of Governance that holds a parameter.
pub(super) fn setting_slot(key: &str) -> U256 {
    let slot = B256::from(SETTINGS_SLOT);
    keccak256([word(key).0, slot.0].concat()).into()
}

/// The upgrade that was scheduled last, with the first block under its rules, read slot by slot. A
/// node that does not know the name must not make or take a block of that height or above.
///
/// # Errors
/// Those of `read`.
pub fn scheduled_upgrade<E>(
    mut read: impl FnMut(Address, U256) -> Result<U256, E>,
) -> Result<Option<(String, u64)>, E> {
    let height: u64 = read(GOVERNANCE, UPGRADE_SLOT.wrapping_add(U256::ONE))?.wrapping_to();
    if height == 0 {
        return Ok(None);
    }
    Ok(Some((text(read(GOVERNANCE, UPGRADE_SLOT)?.into()), height)))
}
