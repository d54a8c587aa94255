//! What each kind of proposal asks for: checked when it is proposed, and again when it is done.

use alloy_primitives::{Address, B256, U256};

use super::{
    MAX_NAME,
    parameters::{self, TIME_LOCK, UPGRADE_NOTICE},
    pauses,
    records::{Plan, Totals, Upgrade, amount, text, word},
    totals, unclaimed, upgrade,
};
use crate::{
    Call, Result,
    abi::{
        IGovernance::{
            HeightTooLow, InvalidName, Kind, NoUpgradePending, NotPayee, ReserveSpent,
            ReserveTooSmall, UnclaimedDecided, UpgradeCancelled, UpgradePending, UpgradeScheduled,
        },
        IPrecompile::ZeroAddress,
    },
    address::{GOVERNANCE, IDENTITY, MIGRATION, is_reserved},
    identity, migration,
};

/// Refuses what could not be done now. Whether a provider can be trusted is left to the end: it may
/// register while people vote.
///
/// # Errors
/// One for each rule.
pub(super) fn check(call: &mut Call<'_>, kind: Kind, plan: &Plan) -> Result<()> {
    match kind {
        Kind::Parameter => {
            let parameter = parameters::named(&text(plan.key))?;
            parameters::check(call, parameter, plan.value).map(|_| ())
        }
        Kind::Pause => pauses::check(plan.value).map(|_| ()),
        Kind::Upgrade => check_upgrade(call, plan).map(|_| ()),
        Kind::Spending => check_spending(call, plan).map(|_| ()),
        Kind::Unclaimed => {
            call.within(MIGRATION, |call| migration::check_release(call, plan.account))
        }
        Kind::Claimant => call
            .within(MIGRATION, |call| migration::check_naming(call, plan.account, plan.claimant)),
        Kind::Text | Kind::Trust | Kind::None | Kind::__Invalid => Ok(()),
    }
}

/// Seconds from the end of the vote to its effect. A statement has none, and a pause is urgent.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn time_lock(call: &mut Call<'_>, kind: Kind, plan: &Plan) -> Result<u64> {
    let locks = match kind {
        Kind::Trust | Kind::Upgrade | Kind::Spending | Kind::Unclaimed | Kind::Claimant => 1,
        Kind::Parameter => parameters::named(&text(plan.key))?.locks,
        Kind::Text | Kind::Pause | Kind::None | Kind::__Invalid => 0,
    };
    if locks == 0 {
        return Ok(0);
    }
    Ok(parameters::small(call, &TIME_LOCK)?.saturating_mul(locks))
}

/// Does what proposal `id` asks for.
///
/// # Errors
/// Those of [`check`]; those of Identity's `setTrusted`.
pub(super) fn apply(call: &mut Call<'_>, id: u64, kind: Kind, plan: &Plan) -> Result<()> {
    match kind {
        Kind::Parameter => {
            let parameter = parameters::named(&text(plan.key))?;
            parameters::change(call, parameter, plan.value)
        }
        Kind::Trust => call.within(IDENTITY, |call| {
            identity::set_trusted(call, plan.account, plan.index, plan.flag)
        }),
        Kind::Pause => pauses::set(call, plan.index, plan.value),
        Kind::Upgrade => schedule(call, plan),
        Kind::Spending => spend(call, id, plan),
        Kind::Unclaimed => release_unclaimed(call, id, plan),
        Kind::Claimant => call
            .within(MIGRATION, |call| migration::name_claimant(call, plan.account, plan.claimant)),
        Kind::Text | Kind::None | Kind::__Invalid => Ok(()),
    }
}

/// The name of a version as it is stored.
///
/// # Errors
/// `InvalidName`.
pub(super) fn name(name: &str) -> Result<B256> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(fits) {
        // Not the whole of what may be long.
        let name = name.chars().take(MAX_NAME).collect();
        return Err(InvalidName { name }.into());
    }
    Ok(word(name))
}

/// The upgrade before and after the plan.
fn check_upgrade(call: &mut Call<'_>, plan: &Plan) -> Result<(Upgrade, Upgrade)> {
    let before = upgrade().load(call)?;
    let pending = before.height > call.block_number();
    if plan.value.is_zero() {
        if !pending || before.name != plan.key {
            return Err(NoUpgradePending {}.into());
        }
        return Ok((before, Upgrade::default()));
    }
    if pending {
        let height = U256::from(before.height);
        return Err(UpgradePending { name: text(before.name), height }.into());
    }
    let notice = parameters::small(call, &UPGRADE_NOTICE)?;
    let lowest = U256::from(call.block_number().saturating_add(notice));
    match u64::try_from(plan.value) {
        Ok(height) if plan.value >= lowest => Ok((before, Upgrade { name: plan.key, height })),
        _ => Err(HeightTooLow { height: plan.value, lowest }.into()),
    }
}

fn schedule(call: &mut Call<'_>, plan: &Plan) -> Result<()> {
    let (before, after) = check_upgrade(call, plan)?;
    upgrade().update(call, &before, &after)?;
    let name = text(plan.key);
    if plan.value.is_zero() {
        return call.emit(&UpgradeCancelled { name, height: U256::from(before.height) });
    }
    call.emit(&UpgradeScheduled { name, height: plan.value })
}

/// The totals before and after the plan.
fn check_spending(call: &mut Call<'_>, plan: &Plan) -> Result<(Totals, Totals)> {
    if plan.account.is_zero() {
        return Err(ZeroAddress {}.into());
    }
    if is_reserved(&plan.account) {
        return Err(NotPayee { account: plan.account }.into());
    }
    let before = totals().load(call)?;
    let have = U256::from(before.reserve);
    let Some(left) = have.checked_sub(plan.value) else {
        return Err(ReserveTooSmall { have, want: plan.value }.into());
    };
    Ok((before, Totals { reserve: amount(left)?, ..before }))
}

fn spend(call: &mut Call<'_>, id: u64, plan: &Plan) -> Result<()> {
    let (before, after) = check_spending(call, plan)?;
    totals().update(call, &before, &after)?;
    let (to, amount): (Address, U256) = (plan.account, plan.value);
    call.pay(to, amount)?;
    call.emit(&ReserveSpent { id: U256::from(id), to, amount })
}

/// Pays or burns what nobody claimed. What comes to this contract is the reserve's.
fn release_unclaimed(call: &mut Call<'_>, id: u64, plan: &Plan) -> Result<()> {
    let to = plan.account;
    let released = call.within(MIGRATION, |call| migration::release(call, to))?;
    if to == GOVERNANCE {
        let before = totals().load(call)?;
        let reserve = before.reserve.to::<U256>().saturating_add(released);
        totals().update(call, &before, &Totals { reserve: amount(reserve)?, ..before })?;
    }
    unclaimed().set(call, id)?;
    call.emit(&UnclaimedDecided { id: U256::from(id) })
}
