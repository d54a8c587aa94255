//! Moving coins: plain changes of balance, with an event.

use alloy_primitives::{Address, U256};

use crate::{
    Call, Result,
    abi::ICMT::{ERC20InsufficientBalance, ERC20InvalidReceiver, ERC20InvalidSender, Transfer},
    address::is_reserved,
};

/// Moves `value` wei and emits `Transfer`. Zero wei, and an account to itself, move like any other.
///
/// # Errors
/// `ERC20InvalidSender` for the zero address; `ERC20InvalidReceiver` for the zero address and for
/// native contracts, which could not send the coins on; `ERC20InsufficientBalance`.
pub(super) fn transfer(call: &mut Call<'_>, from: Address, to: Address, value: U256) -> Result<()> {
    if from.is_zero() {
        return Err(ERC20InvalidSender { sender: from }.into());
    }
    if to.is_zero() || is_reserved(&to) {
        return Err(ERC20InvalidReceiver { receiver: to }.into());
    }
    require(call, from, value)?;
    call.transfer(from, to, value)?;
    call.emit(&Transfer { from, to, value })
}

/// Checks that `sender` has `needed` wei, in the words of ERC-6093.
///
/// # Errors
/// `ERC20InsufficientBalance`.
pub(super) fn require(call: &mut Call<'_>, sender: Address, needed: U256) -> Result<()> {
    let balance = call.balance(sender)?;
    if balance >= needed {
        return Ok(());
    }
    Err(ERC20InsufficientBalance { sender, balance, needed }.into())
}
