//! What Governance decides: who claims a row of nobody, and where goes what nobody claimed.

use alloy_primitives::{Address, U256};

use super::{
    claims::{is_over, open_ledger, refuse_payee, unpaid},
    ledger,
    records::{Ledger, Row, U96},
    rows,
};
use crate::{
    Call, Result,
    abi::IMigration::{ClaimantNamed, DeadlineNotPassed, NotOpen, NothingLeft, Released},
    address::{CMT, GOVERNANCE},
    cmt,
};

/// The row that `claimant` could be named for now.
///
/// # Errors
/// `NoMigration`, `DeadlinePassed`, `NotClaimable`, `AlreadyClaimed`; `NotOpen` when the genesis
/// named somebody; `ZeroAddress` and `NotPayee` for who cannot claim.
pub(crate) fn check_naming(call: &mut Call<'_>, account: Address, claimant: Address) -> Result<()> {
    open_row(call, account, claimant).map(|_| ())
}

fn open_row(call: &mut Call<'_>, account: Address, claimant: Address) -> Result<Row> {
    refuse_payee(claimant)?;
    let (row, _) = unpaid(call, account)?;
    if row.is_open { Ok(row) } else { Err(NotOpen { account }.into()) }
}

/// Names who claims a row, in the place of whoever was named before.
///
/// # Errors
/// Those of [`check_naming`].
pub(crate) fn name_claimant(
    call: &mut Call<'_>,
    account: Address,
    claimant: Address,
) -> Result<()> {
    let row = open_row(call, account, claimant)?;
    rows().at(call, account)?.update(call, &row, &Row { claimant, ..row })?;
    call.emit(&ClaimantNamed { account, claimant })
}

/// The ledger, once what is left of it can be paid to `to`: anybody, Governance for its reserve, or
/// the zero address for nobody.
///
/// # Errors
/// `NoMigration`, `DeadlineNotPassed`, `NothingLeft`, `NotPayee`.
pub(crate) fn check_release(call: &mut Call<'_>, to: Address) -> Result<()> {
    left_over(call, to).map(|_| ())
}

fn left_over(call: &mut Call<'_>, to: Address) -> Result<Ledger> {
    if !to.is_zero() && to != GOVERNANCE {
        refuse_payee(to)?;
    }
    let ledger = open_ledger(call)?;
    if !is_over(call, &ledger) {
        return Err(DeadlineNotPassed { deadline: U256::from(ledger.deadline) }.into());
    }
    if ledger.remaining.is_zero() { Err(NothingLeft {}.into()) } else { Ok(ledger) }
}

/// Pays all that is left to `to`, or destroys it when that is the zero address; answers how many
/// wei. Whoever pays Governance so enters it in its books.
///
/// # Errors
/// Those of [`check_release`].
pub(crate) fn release(call: &mut Call<'_>, to: Address) -> Result<U256> {
    let before = left_over(call, to)?;
    let amount = before.remaining.to::<U256>();
    ledger().update(call, &before, &Ledger { remaining: U96::ZERO, ..before })?;
    if to.is_zero() {
        let owner = call.account();
        call.within(CMT, |call| cmt::burn(call, owner, amount))?;
    } else {
        call.pay(to, amount)?;
    }
    call.emit(&Released { to, amount })?;
    Ok(amount)
}
