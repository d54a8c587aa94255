//! Every parameter the chain has, with its bounds: what a proposal can change and how far.

use alloy_primitives::U256;

use super::{
    records::{Setting, word},
    settings,
};
use crate::{
    Call, Result,
    abi::IGovernance::{OutOfBounds, ParameterChanged, StepTooLarge, Unchanged, UnknownParameter},
    address::GOVERNANCE,
    staking::parameters as staking,
};

/// How far one proposal can move a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Up or down by so much.
    By(u128),
    /// Up to so many times the value, or down to that part of it.
    Times(u128),
}

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name: at most 32 bytes of ASCII.
    pub key: &'static str,
    /// Its value when neither the genesis nor a proposal has set it.
    pub initial: u128,
    /// The smallest value it may have.
    pub min: u128,
    /// The largest value it may have.
    pub max: u128,
    /// How far one proposal can move it.
    pub step: Step,
    /// How many time locks lie between the vote and the change.
    pub locks: u64,
}

const CMT: u128 = 1_000_000_000_000_000_000;
const GWEI: u128 = 1_000_000_000;
const DAY: u128 = 86_400;

/// What a proposal puts up, in wei.
pub const DEPOSIT: Parameter = Parameter {
    key: "governance.deposit",
    initial: 10_000 * CMT,
    min: CMT,
    max: 1_000_000 * CMT,
    step: Step::Times(2),
    locks: 1,
};

/// How long is voted, in seconds.
pub const VOTING_PERIOD: Parameter = Parameter {
    key: "governance.votingPeriod",
    initial: 5 * DAY,
    min: 10,
    max: 30 * DAY,
    step: Step::Times(2),
    locks: 2,
};

/// Seconds from the end of a vote to what it decided.
pub const TIME_LOCK: Parameter = Parameter {
    key: "governance.timeLock",
    initial: 2 * DAY,
    min: 10,
    max: 30 * DAY,
    step: Step::Times(2),
    locks: 2,
};

/// Blocks from the decision on an upgrade to its height at least: a day of blocks.
pub const UPGRADE_NOTICE: Parameter = Parameter {
    key: "governance.upgradeNotice",
    initial: 172_800,
    min: 10,
    max: 10_000_000,
    step: Step::Times(2),
    locks: 1,
};

/// Gas limit of a block, in gas.
pub const GAS_LIMIT: Parameter = Parameter {
    key: "chain.gasLimit",
    initial: 150_000_000,
    min: 10_000_000,
    max: 4_000_000_000,
    step: Step::Times(2),
    locks: 1,
};

/// The base fee never falls below this, in wei per gas.
pub const MIN_BASE_FEE: Parameter = Parameter {
    key: "chain.minBaseFee",
    initial: GWEI,
    min: GWEI / 1_000,
    max: 1_000 * GWEI,
    step: Step::Times(2),
    locks: 1,
};

/// The part of the fees that is burned, in basis points.
pub const BURN_SHARE: Parameter = Parameter {
    key: "fees.burnShare",
    initial: 0,
    min: 0,
    max: 10_000,
    step: Step::By(1_000),
    locks: 1,
};

/// All of them, in the order in which they are listed.
pub const ALL: &[Parameter] = &[
    DEPOSIT,
    VOTING_PERIOD,
    TIME_LOCK,
    UPGRADE_NOTICE,
    GAS_LIMIT,
    MIN_BASE_FEE,
    BURN_SHARE,
    staking::VALIDATORS,
    staking::BACKUPS,
    staking::UNBONDING,
    staking::MIN_DELEGATION,
    staking::DAMPING,
    staking::BACKUP_SHARE,
    staking::LATE_EMISSION,
    staking::WINDOW,
    staking::MISSED_SHARE,
    staking::DOWNTIME_SLASH,
    staking::JAIL,
    staking::OFFENCE_SLASH,
];

impl Parameter {
    /// The lowest and the highest value one proposal can give it when it is `now`.
    pub fn reach(&self, now: u128) -> (u128, u128) {
        let (lowest, highest) = match self.step {
            Step::By(step) => (now.saturating_sub(step), now.saturating_add(step)),
            Step::Times(step) => {
                (now.checked_div(step).unwrap_or_default(), now.saturating_mul(step))
            }
        };
        (lowest.max(self.min), highest.min(self.max))
    }

    /// Whether `value` is within its bounds.
    pub const fn allows(&self, value: u128) -> bool {
        self.min <= value && value <= self.max
    }
}

/// The parameter with this name.
pub fn find(key: &str) -> Option<&'static Parameter> {
    ALL.iter().find(|parameter| parameter.key == key)
}

/// As [`find`].
///
/// # Errors
/// `UnknownParameter`.
pub(super) fn named(key: &str) -> Result<&'static Parameter> {
    find(key).ok_or_else(|| UnknownParameter { key: key.into() }.into())
}

/// What a parameter is now: one slot.
///
/// # Errors
/// As [`Call::sload`].
pub fn value(call: &mut Call<'_>, parameter: &Parameter) -> Result<u128> {
    call.within(GOVERNANCE, |call| {
        let setting = settings().at(call, word(parameter.key))?.load(call)?;
        Ok(if setting.set { setting.value } else { parameter.initial })
    })
}

/// A parameter in seconds, blocks or gas.
///
/// # Errors
/// As [`value`].
pub(super) fn small(call: &mut Call<'_>, parameter: &Parameter) -> Result<u64> {
    Ok(u64::try_from(value(call, parameter)?).unwrap_or(u64::MAX))
}

/// Refuses a change that leaves the bounds, is too large a step, or is none; else answers the
/// value as it is stored, and the one now.
///
/// # Errors
/// `OutOfBounds`, `Unchanged`, `StepTooLarge`.
pub(super) fn check(
    call: &mut Call<'_>,
    parameter: &Parameter,
    wanted: U256,
) -> Result<(u128, u128)> {
    let key = || parameter.key.to_owned();
    let value = match u128::try_from(wanted) {
        Ok(value) if parameter.allows(value) => value,
        _ => {
            let (min, max) = (U256::from(parameter.min), U256::from(parameter.max));
            return Err(OutOfBounds { key: key(), value: wanted, min, max }.into());
        }
    };
    let now = self::value(call, parameter)?;
    if value == now {
        return Err(Unchanged { key: key(), value: wanted }.into());
    }
    let (lowest, highest) = parameter.reach(now);
    if value < lowest || value > highest {
        let (lowest, highest) = (U256::from(lowest), U256::from(highest));
        return Err(StepTooLarge { key: key(), value: wanted, lowest, highest }.into());
    }
    Ok((value, now))
}

/// Changes a parameter.
///
/// # Errors
/// As [`check`].
pub(super) fn change(call: &mut Call<'_>, parameter: &Parameter, wanted: U256) -> Result<()> {
    let (value, before) = check(call, parameter, wanted)?;
    set(call, parameter, value)?;
    call.emit(&ParameterChanged {
        key: parameter.key.into(),
        before: U256::from(before),
        value: wanted,
    })
}

/// Writes a value that was checked.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn set(call: &mut Call<'_>, parameter: &Parameter, value: u128) -> Result<()> {
    let place = settings().at(call, word(parameter.key))?;
    let before = place.load(call)?;
    place.update(call, &before, &Setting { value, set: true })
}
