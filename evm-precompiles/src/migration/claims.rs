//! Claims: each row is paid once, to whom its claimant names.

use alloy_primitives::{Address, U256};

use super::{
    block_hash, ledger, nonces,
    proof::Proof,
    records::{Ledger, Row, amount as stored},
    rows,
};
use crate::{
    Call, Result,
    abi::{
        IMigration::{
            AlreadyClaimed, Claim, Claimed, ClaimsCancelled, DeadlinePassed, FeeTooHigh,
            NoClaimant, NoMigration, NotClaimable, NotClaimant, NotPayee, WrongNonce,
            WrongSnapshot,
        },
        IPrecompile::{InsufficientBalance, SignatureExpired, ZeroAddress},
    },
    address::is_reserved,
};

/// A row that can be claimed now.
struct Claimable {
    account: Address,
    row: Row,
    ledger: Ledger,
}

/// The caller claims a row.
///
/// # Errors
/// Those of [`claimable`] and of the proof; `NotClaimant`, `ZeroAddress`, `NotPayee`.
pub(super) fn claim(
    call: &mut Call<'_>,
    account: Address,
    recipient: Address,
    proof: &Proof<'_>,
) -> Result<()> {
    let open = claimable(call, account)?;
    let (caller, claimant) = (call.caller(), open.row.claimant);
    if caller != claimant {
        return Err(NotClaimant { caller, claimant }.into());
    }
    refuse_payee(recipient)?;
    let amount = proof.amount(call, account)?;
    pay(call, &open, recipient, amount, U256::ZERO)
}

/// The caller sends a claim that the claimant of a row signed, and keeps `fee` wei of it.
///
/// # Errors
/// Those of [`claimable`] and of the proof; `SignatureExpired`, `WrongSnapshot`, `WrongNonce`,
/// `FeeTooHigh`, `ZeroAddress`, `NotPayee`, `InvalidSignature`.
pub(super) fn claim_for(
    call: &mut Call<'_>,
    request: &Claim,
    fee: U256,
    signature: &[u8],
    proof: &Proof<'_>,
) -> Result<()> {
    let open = claimable(call, request.account)?;
    let (signed, expected) = (request.snapshot, block_hash().get(call)?);
    if signed != expected {
        return Err(WrongSnapshot { signed, expected }.into());
    }
    if U256::from(call.timestamp()) > request.deadline {
        return Err(SignatureExpired { deadline: request.deadline }.into());
    }
    let max = request.maxFee.min(request.amount);
    if fee > max {
        return Err(FeeTooHigh { fee, max }.into());
    }
    refuse_payee(request.recipient)?;
    let claimant = open.row.claimant;
    let place = nonces().at(call, claimant)?;
    let current = place.get(call)?;
    if request.nonce != current {
        return Err(WrongNonce { nonce: request.nonce, current }.into());
    }
    call.verify(claimant, request, signature)?;
    let amount = proof.agreed(call, request.account, request.amount)?;
    place.set(call, next(current)?)?;
    pay(call, &open, request.recipient, amount, fee)
}

/// Takes back what the caller signed; answers the nonce that is next.
///
/// # Errors
/// `NoMigration`; `WrongNonce` when there is no further nonce.
pub(super) fn cancel(call: &mut Call<'_>) -> Result<U256> {
    open_ledger(call)?;
    let claimant = call.caller();
    let place = nonces().at(call, claimant)?;
    let nonce = next(place.get(call)?)?;
    place.set(call, nonce)?;
    call.emit(&ClaimsCancelled { claimant, nonce })?;
    Ok(nonce)
}

fn next(nonce: U256) -> Result<U256> {
    let none = || WrongNonce { nonce, current: nonce }.into();
    nonce.checked_add(U256::ONE).ok_or_else(none)
}

/// The ledger of a chain that took balances over.
///
/// # Errors
/// `NoMigration`.
pub(super) fn open_ledger(call: &mut Call<'_>) -> Result<Ledger> {
    let ledger = ledger().load(call)?;
    if ledger.deadline.is_zero() { Err(NoMigration {}.into()) } else { Ok(ledger) }
}

/// Whether the last second for claims is over.
pub(super) fn is_over(call: &Call<'_>, ledger: &Ledger) -> bool {
    call.timestamp() > ledger.deadline.to()
}

/// A row nobody was paid for yet, and the ledger, while claims are paid.
///
/// # Errors
/// `NoMigration`, `DeadlinePassed`, `NotClaimable`, `AlreadyClaimed`.
pub(super) fn unpaid(call: &mut Call<'_>, account: Address) -> Result<(Row, Ledger)> {
    let ledger = open_ledger(call)?;
    if is_over(call, &ledger) {
        return Err(DeadlinePassed { deadline: U256::from(ledger.deadline) }.into());
    }
    let row = rows().at(call, account)?.load(call)?;
    if !row.exists {
        return Err(NotClaimable { account }.into());
    }
    if row.is_claimed {
        return Err(AlreadyClaimed { account }.into());
    }
    Ok((row, ledger))
}

/// A row that can be claimed now.
///
/// # Errors
/// Those of [`unpaid`]; `NoClaimant`.
fn claimable(call: &mut Call<'_>, account: Address) -> Result<Claimable> {
    let (row, ledger) = unpaid(call, account)?;
    if row.claimant.is_zero() {
        return Err(NoClaimant { account }.into());
    }
    Ok(Claimable { account, row, ledger })
}

/// Refuses those whom coins would only be lost on.
///
/// # Errors
/// `ZeroAddress`, `NotPayee`.
pub(super) fn refuse_payee(account: Address) -> Result<()> {
    if account.is_zero() {
        return Err(ZeroAddress {}.into());
    }
    if is_reserved(&account) { Err(NotPayee { account }.into()) } else { Ok(()) }
}

/// Pays a row, for ever. The books are closed before wei move.
fn pay(
    call: &mut Call<'_>,
    claimed: &Claimable,
    recipient: Address,
    amount: U256,
    fee: U256,
) -> Result<()> {
    let Claimable { account, row, ledger: before } = *claimed;
    let have = before.remaining.to::<U256>();
    // The rows have no more than that together, unless the genesis was made of other rows.
    let short = || InsufficientBalance { account: call.account(), have, want: amount };
    let remaining = have.checked_sub(amount).ok_or_else(short)?;
    let to_recipient = amount.checked_sub(fee).ok_or(FeeTooHigh { fee, max: amount })?;
    ledger().update(call, &before, &Ledger { remaining: stored(remaining)?, ..before })?;
    rows().at(call, account)?.update(call, &row, &Row { is_claimed: true, ..row })?;
    let relayer = call.caller();
    call.pay(recipient, to_recipient)?;
    call.pay(relayer, fee)?;
    call.emit(&Claimed { account, claimant: row.claimant, recipient, amount, relayer, fee })
}
