//! What governance may change of staking, and within which bounds.

pub use crate::governance::parameters::BURN_SHARE;
use crate::{
    Call, Result,
    governance::{
        self,
        parameters::{Parameter, Step},
    },
};

const DAY: u128 = 86_400;
const CMT: u128 = super::CMT;

/// A parameter that one proposal moves by a fixed amount at most, after one time lock.
const fn by(key: &'static str, initial: u128, bounds: (u128, u128), step: u128) -> Parameter {
    Parameter { key, initial, min: bounds.0, max: bounds.1, step: Step::By(step), locks: 1 }
}

/// A parameter that one proposal doubles or halves at most, after one time lock.
const fn twofold(key: &'static str, initial: u128, bounds: (u128, u128)) -> Parameter {
    Parameter { key, initial, min: bounds.0, max: bounds.1, step: Step::Times(2), locks: 1 }
}

/// Seats of a committee.
pub const VALIDATORS: Parameter = by("staking.validators", 19, (1, 100), 10);
/// Backups of a committee.
pub const BACKUPS: Parameter = by("staking.backups", 5, (0, 20), 5);
/// Seconds from leaving a validator to the payment. Committees are kept for 200 epochs: with epochs
/// of an hour, coins that left longer ago than that answer for nothing any more.
pub const UNBONDING: Parameter = twofold("staking.unbonding", 7 * DAY, (60, 8 * DAY));
/// Wei of a delegation at least.
pub const MIN_DELEGATION: Parameter =
    twofold("staking.minDelegation", CMT, (CMT / 1_000, 10_000 * CMT));
/// The part of all eligible stake above which more stake has no effect, in basis points.
pub const DAMPING: Parameter = by("staking.damping", 1_200, (500, 10_000), 500);
/// The part of rewards that goes to backups, in basis points.
pub const BACKUP_SHARE: Parameter = by("staking.backupShare", 1_000, (0, 3_000), 500);
/// New coins a year from year 11 on, in basis points of the supply at the year's start.
pub const LATE_EMISSION: Parameter = by("staking.lateEmission", 0, (0, 800), 200);
/// Latest turns of a validator that are judged.
pub const WINDOW: Parameter = twofold("staking.window", 500, (20, 1_000));
/// The part of them that jails when missed, in basis points.
pub const MISSED_SHARE: Parameter = by("staking.missedShare", 5_000, (500, 10_000), 1_000);
/// The part of the stake that is burned then, in basis points.
pub const DOWNTIME_SLASH: Parameter = by("staking.downtimeSlash", 10, (0, 500), 50);
/// Seconds of jail at least.
pub const JAIL: Parameter = twofold("staking.jail", 600, (10, 7 * DAY));
/// The part of the stake that is burned for signing against oneself, in basis points.
pub const OFFENCE_SLASH: Parameter = by("staking.offenceSlash", 500, (100, 5_000), 500);

/// What a parameter is now.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn get(call: &mut Call<'_>, parameter: &Parameter) -> Result<u128> {
    governance::value(call, parameter)
}

/// As [`get`], for a parameter whose bounds fit 64 bits.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn small(call: &mut Call<'_>, parameter: &Parameter) -> Result<u64> {
    Ok(u64::try_from(get(call, parameter)?).unwrap_or(u64::MAX))
}
