//! How many coins there are.

use alloy_primitives::{Address, U256};

use super::{total_burned, total_supply, transfer::require};
use crate::{
    Call, Result,
    abi::{ICMT::Transfer, IPrecompile::AmountTooLarge},
};

/// Destroys `value` wei of `owner`: they leave its balance and the supply.
///
/// # Errors
/// `ERC20InsufficientBalance`; `AmountTooLarge` when the counters cannot hold it, which takes a
/// genesis whose supply is not the sum of its balances.
pub(super) fn burn(call: &mut Call<'_>, owner: Address, value: U256) -> Result<()> {
    require(call, owner, value)?;
    let supply = total_supply().get(call)?.checked_sub(value);
    let burned = total_burned().get(call)?.checked_add(value);
    let (Some(supply), Some(burned)) = (supply, burned) else {
        return Err(AmountTooLarge { amount: value }.into());
    };
    call.burn(owner, value)?;
    total_supply().set(call, supply)?;
    total_burned().set(call, burned)?;
    call.emit(&Transfer { from: owner, to: Address::ZERO, value })
}
