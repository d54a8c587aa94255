//! What can be paused, and until when it is. A pause ends by itself.

use alloy_primitives::U256;

use super::{
    MAX_PAUSE, pauses,
    records::{Pauses, U40},
};
use crate::{
    Call, Result,
    abi::{
        IGovernance::{Pausable, PauseSet, PauseTooLong},
        IPrecompile::{InvalidCalldata, Paused},
    },
    address::GOVERNANCE,
};

/// Where the end of a pause is kept. Staking and everything that pays out is not in this list.
const fn place(pauses: &mut Pauses, target: Pausable) -> Option<&mut U40> {
    match target {
        Pausable::EscrowOffers => Some(&mut pauses.escrow_offers),
        Pausable::ArbitrationCases => Some(&mut pauses.arbitration_cases),
        Pausable::ArbiterRegistration => Some(&mut pauses.arbiter_registration),
        Pausable::ProviderRegistration => Some(&mut pauses.provider_registration),
        Pausable::Attestations => Some(&mut pauses.attestations),
        Pausable::Grants => Some(&mut pauses.grants),
        Pausable::__Invalid => None,
    }
}

/// Refuses a function that is paused: one slot.
///
/// # Errors
/// `Paused`.
pub(crate) fn refuse_paused(call: &mut Call<'_>, target: Pausable) -> Result<()> {
    let until = call.within(GOVERNANCE, |call| until(call, target))?;
    if until > call.timestamp() {
        return Err(Paused { until: U256::from(until) }.into());
    }
    Ok(())
}

/// The first second at which `target` works again.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn until(call: &mut Call<'_>, target: Pausable) -> Result<u64> {
    let mut pauses = pauses().load(call)?;
    Ok(place(&mut pauses, target).map(|until| until.to()).unwrap_or_default())
}

/// Refuses a pause that is too long; else answers its seconds.
///
/// # Errors
/// `PauseTooLong`.
pub(super) fn check(period: U256) -> Result<u64> {
    let max = U256::from(MAX_PAUSE);
    if period > max {
        return Err(PauseTooLong { period, max }.into());
    }
    Ok(period.saturating_to())
}

/// Pauses `target` for so many seconds from now on, or ends its pause.
///
/// # Errors
/// `PauseTooLong`.
pub(super) fn set(call: &mut Call<'_>, target: u8, period: U256) -> Result<()> {
    let target = Pausable::try_from(target).map_err(|_| InvalidCalldata {})?;
    let until = call.timestamp().saturating_add(check(period)?);
    let before = pauses().load(call)?;
    let mut after = before;
    if let Some(place) = place(&mut after, target) {
        *place = U40::saturating_from(until);
    }
    pauses().update(call, &before, &after)?;
    call.emit(&PauseSet { target, until: U256::from(until) })
}
