//! What a genesis puts into Governance: the reserve, and parameters that differ from the initial
//! ones.

use alloy_primitives::U256;

use super::{
    parameters::{Parameter, set},
    records::{Totals, amount},
    totals,
};
use crate::{Call, Host, Result, address::GOVERNANCE};

/// Writes the reserve (wei, which must lie on Governance's balance) and parameters.
///
/// # Errors
/// `AmountTooLarge` for a reserve no chain can have. Bounds of parameters are not looked at: see
/// [`Parameter::allows`].
pub fn seed(host: &mut dyn Host, reserve: U256, parameters: &[(Parameter, u128)]) -> Result<()> {
    let mut call = Call::system(host, GOVERNANCE);
    let call = &mut call;
    let before = totals().load(call)?;
    totals().update(call, &before, &Totals { reserve: amount(reserve)?, ..before })?;
    parameters.iter().try_for_each(|(parameter, value)| set(call, parameter, *value))
}
