//! What a validator's operator does: declare it, change its terms, take it out of jail.

use alloy_primitives::{Address, B256, FixedBytes, U256};

use super::{
    COMMISSION_PERIOD, ONE, SELF_STAKE_PART, candidates, contacts, delegate, details, key_owners,
    keys, names, parameters, possession,
    records::{Keys, Stake, Terms, Time},
    shares, stakes, status, terms, validator_list, websites, windows,
};
use crate::{
    Call, Result,
    abi::{
        IPrecompile::ZeroAddress,
        IStaking::{
            AlreadyValidator, AmountTooSmall, Commission, CommissionChangeTooLarge,
            CommissionChangedToday, CommissionSet, CommissionTooHigh, Declaration, Declared,
            Endpoint, EndpointSet, KeyUsed, MaxStakeExceeded, MaxStakeSet, Metadata, MetadataSet,
            NotJailed, NotValidator, SelfStakeTooSmall, StillJailed, TextTooLong, Unjailed,
            ValidatorIsRemoved,
        },
    },
    storage::Record,
};

/// The longest name, in bytes.
pub(super) const MAX_NAME: usize = 64;
/// The longest website and contact, in bytes.
pub(super) const MAX_LINE: usize = 128;
/// The longest details, in bytes.
pub(super) const MAX_DETAILS: usize = 512;

/// Makes the caller a validator; the call's value is its own stake.
///
/// # Errors
/// `AlreadyValidator`, `KeyUsed`, those of the proofs, `CommissionTooHigh`, `SelfStakeTooSmall`,
/// `AmountTooSmall`, `MaxStakeExceeded`, `TextTooLong`.
pub(super) fn declare(call: &mut Call<'_>, declaration: &Declaration) -> Result<()> {
    let operator = call.caller();
    if operator.is_zero() {
        return Err(ZeroAddress {}.into());
    }
    let place = stakes().at(call, operator)?;
    let before = place.load(call)?;
    if before.status != status::NONE {
        return Err(AlreadyValidator { operator }.into());
    }
    let max_stake = shares::narrow(declaration.maxStake)?;
    check_commission(&declaration.commission)?;
    check_self_stake(shares::narrow(call.value())?, max_stake)?;
    let randao_key = take_keys(call, operator, declaration)?;
    let stake = Stake {
        commission: declaration.commission.rate,
        max_stake: shares::wei(max_stake)?,
        status: status::ACTIVE,
        ..before
    };
    place.update(call, &before, &stake)?;
    let now = Time::saturating_from(call.timestamp());
    let own = Terms {
        max_commission: declaration.commission.max,
        max_change: declaration.commission.maxDailyChange,
        declared_at: now,
        commission_changed_at: now,
        ..Terms::default()
    };
    terms().at(call, operator)?.create(call, &own)?;
    validator_list().push(call, operator)?;
    call.emit(&Declared {
        operator,
        consensusKey: declaration.consensusKey,
        randaoKey: randao_key.to_vec().into(),
        maxStake: declaration.maxStake,
        commission: declaration.commission.clone(),
    })?;
    write_metadata(call, operator, &declaration.metadata)?;
    write_endpoint(call, operator, &declaration.endpoint)?;
    delegate::delegate(call, operator)
}

/// Checks and keeps the two keys; answers the randao key.
fn take_keys(
    call: &mut Call<'_>,
    operator: Address,
    declaration: &Declaration,
) -> Result<FixedBytes<48>> {
    let consensus_key = declaration.consensusKey;
    let owner = key_owners().at(call, consensus_key)?;
    if !owner.get(call)?.is_zero() {
        return Err(KeyUsed { consensusKey: consensus_key }.into());
    }
    let randao_key = possession::verify(
        call,
        &consensus_key,
        &declaration.randaoKey,
        &declaration.consensusProof,
        &declaration.randaoProof,
    )?;
    owner.set(call, operator)?;
    let (head, tail) = randao_key.split_first_chunk::<32>().unwrap_or((&[0; 32], &[]));
    let tail = tail.try_into().map(u128::from_be_bytes).unwrap_or_default();
    let own = Keys {
        consensus_key,
        randao_head: B256::from(*head),
        randao_tail: tail,
        ..Keys::default()
    };
    keys().at(call, operator)?.create(call, &own)?;
    Ok(randao_key)
}

fn check_commission(commission: &Commission) -> Result<()> {
    let bounds = [
        (commission.max, ONE),
        (commission.rate, commission.max),
        (commission.maxDailyChange, commission.max),
    ];
    for (rate, max) in bounds {
        if rate > max {
            return Err(CommissionTooHigh { rate, max }.into());
        }
    }
    Ok(())
}

/// A validator's own stake is at least a tenth of the most it may have.
fn check_self_stake(have: u128, max_stake: u128) -> Result<()> {
    let want = max_stake.div_ceil(SELF_STAKE_PART);
    if have >= want {
        return Ok(());
    }
    Err(SelfStakeTooSmall { have: U256::from(have), want: U256::from(want) }.into())
}

/// Whether a validator's own stake is a tenth of the most it may have.
pub(super) fn has_self_stake(stake: &Stake) -> bool {
    check_self_stake(stake.self_stake(), stake.max_stake()).is_ok()
}

/// The place and the content of the caller's validator, which was not removed.
fn own(call: &mut Call<'_>) -> Result<(Address, Record<Stake>, Stake)> {
    let operator = call.caller();
    let place = stakes().at(call, operator)?;
    let stake = place.load(call)?;
    match stake.status {
        status::NONE => Err(NotValidator { operator }.into()),
        status::REMOVED => Err(ValidatorIsRemoved { operator }.into()),
        _ => Ok((operator, place, stake)),
    }
}

/// Changes the caller's commission.
///
/// # Errors
/// `NotValidator`, `ValidatorIsRemoved`, `CommissionTooHigh`, `CommissionChangedToday`,
/// `CommissionChangeTooLarge`.
pub(super) fn set_commission(call: &mut Call<'_>, rate: u16) -> Result<()> {
    let (operator, place, before) = own(call)?;
    let terms_place = terms().at(call, operator)?;
    let terms = terms_place.load(call)?;
    let now = call.timestamp();
    let next = terms.commission_changed_at.saturating_to::<u64>().saturating_add(COMMISSION_PERIOD);
    if rate > terms.max_commission {
        return Err(CommissionTooHigh { rate, max: terms.max_commission }.into());
    }
    if now < next {
        return Err(CommissionChangedToday { nextAt: U256::from(next) }.into());
    }
    let (change, max) = (rate.saturating_sub(before.commission), terms.max_change);
    if change > max {
        return Err(CommissionChangeTooLarge { change, max }.into());
    }
    let changed = Terms { commission_changed_at: Time::saturating_from(now), ..terms };
    terms_place.update(call, &terms, &changed)?;
    place.update(call, &before, &Stake { commission: rate, ..before })?;
    call.emit(&CommissionSet { operator, rate })
}

/// Changes what the caller's validator says about itself.
///
/// # Errors
/// `NotValidator`, `ValidatorIsRemoved`, `TextTooLong`.
pub(super) fn set_metadata(call: &mut Call<'_>, metadata: &Metadata) -> Result<()> {
    let (operator, _, _) = own(call)?;
    write_metadata(call, operator, metadata)
}

fn write_metadata(call: &mut Call<'_>, operator: Address, metadata: &Metadata) -> Result<()> {
    let texts = [
        (names(), &metadata.name, MAX_NAME),
        (websites(), &metadata.website, MAX_LINE),
        (contacts(), &metadata.contact, MAX_LINE),
        (details(), &metadata.details, MAX_DETAILS),
    ];
    for (place, text, max) in texts {
        if text.len() > max {
            let (length, max) = (U256::from(text.len()), U256::from(max));
            return Err(TextTooLong { length, max }.into());
        }
        place.at(call, operator)?.set(call, text.as_bytes())?;
    }
    call.emit(&MetadataSet { operator, metadata: metadata.clone() })
}

/// Changes where the caller's validator is reached.
///
/// # Errors
/// `NotValidator`, `ValidatorIsRemoved`.
pub(super) fn set_endpoint(call: &mut Call<'_>, endpoint: &Endpoint) -> Result<()> {
    let (operator, _, _) = own(call)?;
    write_endpoint(call, operator, endpoint)
}

fn write_endpoint(call: &mut Call<'_>, operator: Address, endpoint: &Endpoint) -> Result<()> {
    let place = keys().at(call, operator)?;
    let before = place.load(call)?;
    let ip = u128::from_be_bytes(endpoint.ip.0);
    place.update(call, &before, &Keys { ip, port: endpoint.port, ..before })?;
    call.emit(&EndpointSet { operator, endpoint: endpoint.clone() })
}

/// Changes the most that may be delegated to the caller's validator.
///
/// # Errors
/// `NotValidator`, `ValidatorIsRemoved`, `SelfStakeTooSmall`, `MaxStakeExceeded` when it has more
/// already.
pub(super) fn set_max_stake(call: &mut Call<'_>, max_stake: U256) -> Result<()> {
    let (operator, place, before) = own(call)?;
    let wanted = shares::narrow(max_stake)?;
    check_self_stake(before.self_stake(), wanted)?;
    let min = parameters::get(call, &parameters::MIN_DELEGATION)?;
    if wanted < min {
        return Err(AmountTooSmall { amount: max_stake, min: U256::from(min) }.into());
    }
    if before.tokens() > wanted {
        let stake = U256::from(before.tokens());
        return Err(MaxStakeExceeded { stake, max: max_stake }.into());
    }
    place.update(call, &before, &Stake { max_stake: shares::wei(wanted)?, ..before })?;
    call.emit(&MaxStakeSet { operator, maxStake: max_stake })
}

/// Takes the caller's validator out of jail.
///
/// # Errors
/// `NotValidator`, `ValidatorIsRemoved`, `NotJailed`, `StillJailed`, `SelfStakeTooSmall`.
pub(super) fn unjail(call: &mut Call<'_>) -> Result<()> {
    let (operator, place, before) = own(call)?;
    if before.status != status::JAILED {
        return Err(NotJailed { operator }.into());
    }
    let until = terms().at(call, operator)?.load(call)?.jailed_until.saturating_to::<u64>();
    if call.timestamp() < until {
        return Err(StillJailed { until: U256::from(until) }.into());
    }
    check_self_stake(before.self_stake(), before.max_stake())?;
    windows().at(call, operator)?.clear(call)?;
    let mut stake = Stake { status: status::ACTIVE, ..before };
    candidates::enter(call, operator, &mut stake)?;
    place.update(call, &before, &stake)?;
    call.emit(&Unjailed { operator })
}
