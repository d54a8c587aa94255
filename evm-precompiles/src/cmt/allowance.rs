//! Who may take whose coins, by call or by signature.

use alloy_primitives::{Address, U256};

use super::{allowances, nonces};
use crate::{
    Call, Result,
    abi::{
        ICMT::{
            Approval, ERC20InsufficientAllowance, ERC20InvalidApprover, ERC20InvalidSpender,
            Permit, permitCall,
        },
        IPrecompile::{InvalidSignature, SignatureExpired},
    },
    storage::Value,
};

/// Wei `spender` may take of `owner`'s coins.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn allowance(call: &mut Call<'_>, owner: Address, spender: Address) -> Result<U256> {
    place(call, owner, spender)?.get(call)
}

fn place(call: &mut Call<'_>, owner: Address, spender: Address) -> Result<Value<U256>> {
    allowances().at(call, owner)?.at(call, spender)
}

/// Sets an allowance of `value` wei and emits `Approval`.
///
/// # Errors
/// `ERC20InvalidApprover` and `ERC20InvalidSpender` for the zero address.
pub(super) fn approve(
    call: &mut Call<'_>,
    owner: Address,
    spender: Address,
    value: U256,
) -> Result<()> {
    if owner.is_zero() {
        return Err(ERC20InvalidApprover { approver: owner }.into());
    }
    if spender.is_zero() {
        return Err(ERC20InvalidSpender { spender }.into());
    }
    place(call, owner, spender)?.set(call, value)?;
    call.emit(&Approval { owner, spender, value })
}

/// Takes `needed` wei off an allowance, unless it is without limit. Without an event, as most
/// tokens do: the transfer that follows tells it.
///
/// # Errors
/// `ERC20InsufficientAllowance`.
pub(super) fn spend(
    call: &mut Call<'_>,
    owner: Address,
    spender: Address,
    needed: U256,
) -> Result<()> {
    let place = place(call, owner, spender)?;
    let allowance = place.get(call)?;
    if allowance == U256::MAX {
        return Ok(());
    }
    match allowance.checked_sub(needed) {
        Some(left) if left == allowance => Ok(()),
        Some(left) => place.set(call, left),
        None => Err(ERC20InsufficientAllowance { spender, allowance, needed }.into()),
    }
}

/// Sets an allowance by its owner's signature (EIP-2612).
///
/// # Errors
/// `SignatureExpired`, `InvalidSignature`; those of [`approve`].
pub(super) fn permit(call: &mut Call<'_>, permit: &permitCall) -> Result<()> {
    let permitCall { owner, spender, value, deadline, v, r, s } = *permit;
    if U256::from(call.timestamp()) > deadline {
        return Err(SignatureExpired { deadline }.into());
    }
    let place = nonces().at(call, owner)?;
    let nonce = place.get(call)?;
    let signature = [r.as_slice(), s.as_slice(), &[v]].concat();
    call.verify(owner, &Permit { owner, spender, value, nonce, deadline }, &signature)?;
    let next = nonce.checked_add(U256::ONE).ok_or(InvalidSignature {})?;
    place.set(call, next)?;
    approve(call, owner, spender, value)
}
