//! How many coins there are.

use alloy_primitives::{Address, U256};

use super::{MAX_SUPPLY, total_burned, total_supply, transfer::require};
use crate::{
    Call, Result,
    abi::{ICMT::Transfer, IPrecompile::AmountTooLarge},
};

/// Destroys `value` wei of `owner`: they leave its balance and the supply.
///
/// # Errors
/// `ERC20InsufficientBalance`; `AmountTooLarge` when the counters cannot hold it, which takes a
/// genesis whose supply is not the sum of its balances.
pub(crate) fn burn(call: &mut Call<'_>, owner: Address, value: U256) -> Result<()> {
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

/// Creates `value` wei on `to`, or as many as may still exist: there are never more than
/// [`MAX_SUPPLY`] by it. Answers how many. Nothing is logged: new coins come with every block.
///
/// # Errors
/// `AmountTooLarge` when the balance of `to` cannot hold them.
pub(crate) fn mint(call: &mut Call<'_>, to: Address, value: U256) -> Result<U256> {
    let supply = total_supply().get(call)?;
    let value = value.min(U256::from(MAX_SUPPLY).saturating_sub(supply));
    let raised = supply.checked_add(value).ok_or(AmountTooLarge { amount: value })?;
    if value.is_zero() {
        return Ok(value);
    }
    call.mint(to, value)?;
    total_supply().set(call, raised)?;
    Ok(value)
}

/// Wei there are, and wei that were destroyed.
///
/// # Errors
/// As [`Call::sload`].
pub(crate) fn counts(call: &mut Call<'_>) -> Result<(U256, U256)> {
    Ok((total_supply().get(call)?, total_burned().get(call)?))
}
