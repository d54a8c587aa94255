//! What can be read.

use alloy_primitives::{Address, Bytes, FixedBytes, U256};

use super::{
    MAX_CANDIDATES, MAX_DELEGATIONS, MAX_PAGE, candidates_list, clock, committee, contacts,
    delegated_to, delegations, details, election, emission_state, entries, entries_by_id, keys,
    names, operator, parameters,
    position::{FRACTION_BITS, gained},
    records::{Keys, randao_key},
    redelegation, rewards, stakes, tallies, terms, totals, turns, validator_list, websites,
};
use crate::{
    Call, Result,
    abi::{
        IPrecompile::PageTooLarge,
        IStaking::{
            Backup, Commission, DelegationRecord, EmissionRecord, Endpoint, EpochRecord, Metadata,
            Parameters, RedelegationRecord, SeatRecord, Status, SupplyRecord, TotalsRecord, Turns,
            UnbondingRecord, ValidatorRecord, committeeReturn,
        },
    },
    address::CMT,
    cmt,
    governance::parameters::Parameter,
    storage::{Blob, Mapping},
};

/// A validator; all zero when nobody declared it.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn validator(call: &mut Call<'_>, operator: Address) -> Result<ValidatorRecord> {
    let stake = stakes().at(call, operator)?.load(call)?;
    let terms = terms().at(call, operator)?.load(call)?;
    let keys = keys().at(call, operator)?.load(call)?;
    let rewards = rewards().at(call, operator)?.load(call)?;
    let known = stake.status != super::status::NONE;
    Ok(ValidatorRecord {
        operator: if known { operator } else { Address::ZERO },
        status: Status::try_from(stake.status).unwrap_or(Status::None),
        isCandidate: stake.place != 0,
        tokens: U256::from(stake.tokens),
        shares: U256::from(stake.shares),
        selfStake: U256::from(stake.self_stake()),
        maxStake: U256::from(stake.max_stake),
        commission: Commission {
            rate: stake.commission,
            max: terms.max_commission,
            maxDailyChange: terms.max_change,
        },
        commissionOwed: U256::from(rewards.commission),
        rewardsOwed: U256::from(rewards.owed),
        dust: U256::from(rewards.fraction),
        declaredAt: U256::from(terms.declared_at),
        jailedUntil: U256::from(terms.jailed_until),
        removedAt: U256::from(terms.removed_at),
        consensusKey: keys.consensus_key,
        randaoKey: if known { randao_key(&keys).to_vec().into() } else { Bytes::new() },
        metadata: Metadata {
            name: text(call, names(), operator, operator::MAX_NAME)?,
            website: text(call, websites(), operator, operator::MAX_LINE)?,
            contact: text(call, contacts(), operator, operator::MAX_LINE)?,
            details: text(call, details(), operator, operator::MAX_DETAILS)?,
        },
        endpoint: endpoint(keys.ip, keys.port),
    })
}

fn text(
    call: &mut Call<'_>,
    place: Mapping<Address, Blob>,
    of: Address,
    max: usize,
) -> Result<String> {
    let bytes = place.at(call, of)?.get(call, max)?;
    // Only what is UTF-8 was written.
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

const fn endpoint(ip: u128, port: u16) -> Endpoint {
    Endpoint { ip: FixedBytes(ip.to_be_bytes()), port }
}

/// A page of all validators there ever were.
///
/// # Errors
/// `PageTooLarge`.
pub(super) fn validators(call: &mut Call<'_>, from: U256, limit: U256) -> Result<Vec<Address>> {
    let max = U256::from(MAX_PAGE);
    if limit > max {
        return Err(PageTooLarge { limit, max }.into());
    }
    validator_list().page(call, from.saturating_to(), limit.saturating_to())
}

/// Whom elections choose from.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn candidates(call: &mut Call<'_>) -> Result<Vec<Address>> {
    candidates_list().page(call, 0, MAX_CANDIDATES)
}

/// A delegation.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn delegation(
    call: &mut Call<'_>,
    delegator: Address,
    validator: Address,
) -> Result<DelegationRecord> {
    let delegation = delegations().at(call, delegator)?.at(call, validator)?.load(call)?;
    let stake = stakes().at(call, validator)?.load(call)?;
    let earned = gained(&rewards().at(call, validator)?.load(call)?, &delegation)?;
    Ok(DelegationRecord {
        validator,
        stake: U256::from(stake.worth(delegation.shares)),
        shares: U256::from(delegation.shares),
        rewards: earned.wrapping_shr(FRACTION_BITS),
        maturing: U256::from(delegation.maturing),
    })
}

/// All delegations of an account.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn delegations_of(
    call: &mut Call<'_>,
    delegator: Address,
) -> Result<Vec<DelegationRecord>> {
    let validators = delegated_to().at(call, delegator)?.page(call, 0, MAX_DELEGATIONS)?;
    validators.into_iter().map(|validator| delegation(call, delegator, validator)).collect()
}

/// All coins of an account on their way out.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn unbondings(call: &mut Call<'_>, delegator: Address) -> Result<Vec<UnbondingRecord>> {
    let mut records = Vec::new();
    for id in entries::ids(call, delegator)? {
        let entry = entries_by_id().at(call, id)?.load(call)?;
        records.push(UnbondingRecord {
            id: U256::from(id),
            delegator: entry.delegator,
            validator: entry.validator,
            amount: U256::from(entries::payable(call, &entry)?),
            maturesAt: U256::from(entry.matures_at),
            origin: entry.origin,
        });
    }
    Ok(records)
}

/// The redelegations of an account to a validator that mature.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn redelegations(
    call: &mut Call<'_>,
    delegator: Address,
    validator: Address,
) -> Result<Vec<RedelegationRecord>> {
    let mut records = Vec::new();
    for id in redelegation::ids(call, delegator, validator)? {
        let entry = entries_by_id().at(call, id)?.load(call)?;
        records.push(RedelegationRecord {
            id: U256::from(id),
            origin: entry.origin,
            validator: entry.validator,
            shares: U256::from(entry.amount),
            maturesAt: U256::from(entry.matures_at),
        });
    }
    Ok(records)
}

/// Who votes in an epoch.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn committee(call: &mut Call<'_>, number: u64) -> Result<committeeReturn> {
    let Some(committee) = committee::load(call, number)? else {
        return Ok(committeeReturn { seed: FixedBytes::ZERO, seats: Vec::new() });
    };
    let seat = |seat: cybermiles_primitives::Seat| {
        let (ip, port) = committee::endpoint_words(seat.endpoint);
        SeatRecord {
            validator: seat.validator,
            consensusKey: seat.consensus_key,
            randaoKey: seat.randao_key.to_vec().into(),
            weight: seat.weight,
            endpoint: endpoint(ip, port),
        }
    };
    let seats = committee.seats.into_iter().map(seat).collect();
    Ok(committeeReturn { seed: committee.seed, seats })
}

/// The backups of an epoch.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn backups(call: &mut Call<'_>, number: u64) -> Result<Vec<Backup>> {
    let all = election::backups_of(call, number)?.into_iter();
    Ok(all.map(|(validator, weight)| Backup { validator, weight }).collect())
}

/// The turns of the running epoch.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn turns(call: &mut Call<'_>) -> Result<Vec<Turns>> {
    let epoch = clock().load(call)?.epoch;
    let Some(committee) = committee::load(call, epoch)? else { return Ok(Vec::new()) };
    let mut records = Vec::new();
    for (index, seat) in (0u64..).zip(&committee.seats) {
        let (kept, missed) = turns::split(tallies().get(call, index)?.unwrap_or_default());
        records.push(Turns { validator: seat.validator, kept, missed });
    }
    Ok(records)
}

/// The running epoch.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn epoch(call: &mut Call<'_>) -> Result<EpochRecord> {
    let clock = clock().load(call)?;
    Ok(EpochRecord {
        number: U256::from(clock.epoch),
        startedAt: U256::from(clock.started_at),
        minted: U256::from(clock.minted),
    })
}

/// The coins there are.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn supply(call: &mut Call<'_>) -> Result<SupplyRecord> {
    let emission = emission_state().load(call)?;
    let totals = totals().load(call)?;
    let (total, burned) = call.within(CMT, cmt::counts)?;
    let locked = U256::from(totals.staked).saturating_add(U256::from(totals.unbonding));
    Ok(SupplyRecord {
        genesis: U256::from(emission.genesis_supply),
        minted: U256::from(emission.minted),
        burned,
        total,
        locked,
        circulating: total.saturating_sub(locked),
    })
}

/// What the coins of this contract are.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn totals_record(call: &mut Call<'_>) -> Result<TotalsRecord> {
    let totals = totals().load(call)?;
    Ok(TotalsRecord {
        staked: U256::from(totals.staked),
        unbonding: U256::from(totals.unbonding),
        pool: U256::from(totals.pool),
        owed: U256::from(totals.owed),
    })
}

/// The emission of the running chain year.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn emission(call: &mut Call<'_>) -> Result<EmissionRecord> {
    let emission = emission_state().load(call)?;
    Ok(EmissionRecord {
        year: U256::from(emission.year),
        amount: U256::from(emission.year_amount),
        minted: U256::from(emission.year_minted),
        endsAt: U256::from(emission.year_end()),
    })
}

/// The parameters as they are now.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn parameters(call: &mut Call<'_>) -> Result<Parameters> {
    let mut get = |parameter: &Parameter| parameters::get(call, parameter).map(U256::from);
    Ok(Parameters {
        validators: get(&parameters::VALIDATORS)?,
        backups: get(&parameters::BACKUPS)?,
        unbonding: get(&parameters::UNBONDING)?,
        minDelegation: get(&parameters::MIN_DELEGATION)?,
        dampingRate: get(&parameters::DAMPING)?,
        backupRate: get(&parameters::BACKUP_SHARE)?,
        burnRate: get(&parameters::BURN_SHARE)?,
        lateEmissionRate: get(&parameters::LATE_EMISSION)?,
        window: get(&parameters::WINDOW)?,
        missedRate: get(&parameters::MISSED_SHARE)?,
        downtimeRate: get(&parameters::DOWNTIME_SLASH)?,
        jail: get(&parameters::JAIL)?,
        offenceRate: get(&parameters::OFFENCE_SLASH)?,
    })
}

impl Keys {
    /// Where other validators reach it.
    pub(super) fn endpoint(&self) -> Option<std::net::SocketAddr> {
        committee::endpoint(self.ip, self.port)
    }
}
