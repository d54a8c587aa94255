//! Elections: who has the most stake votes two epochs later.

use alloy_primitives::{Address, B256};
use cybermiles_primitives::{Committee, Seat};

use super::{
    CMT, MAX_CANDIDATES, backup_weights, backups, candidates, committee, keys, operator,
    parameters,
    records::{Keys, Stake, randao_key},
    shares, status,
};
use crate::{Call, Result};

/// Elects the committee and the backups of `epoch`; answers how many seats it has. When nobody can
/// be elected, who votes in the epoch before goes on voting, without backups.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn elect(call: &mut Call<'_>, epoch: u64, seed: B256) -> Result<usize> {
    let ranking = ranking(call)?;
    let seats = parameters::small(call, &parameters::VALIDATORS)?;
    let stand_ins = parameters::small(call, &parameters::BACKUPS)?;
    let damping = parameters::get(call, &parameters::DAMPING)?;
    let cap = cap(&ranking, damping);
    let mut elected = Vec::new();
    forget_backups(call, epoch)?;
    let (backups, weights) = (backups().at(call, epoch)?, backup_weights().at(call, epoch)?);
    for (number, (validator, tokens)) in (0u64..).zip(&ranking) {
        let weight = weight(*tokens, cap);
        if number < seats {
            let keys = keys().at(call, *validator)?.load(call)?;
            elected.push(seat(*validator, weight, &keys));
        } else if number < seats.saturating_add(stand_ins) {
            backups.push(call, *validator)?;
            weights.push(call, weight)?;
        } else {
            break;
        }
    }
    if elected.is_empty() {
        let before =
            epoch.checked_sub(1).map(|before| committee::load(call, before)).transpose()?;
        elected = before.flatten().map(|committee| committee.seats).unwrap_or_default();
    }
    let committee = Committee::new(epoch, seed, elected);
    committee::store(call, &committee)?;
    Ok(committee.seats.len())
}

/// Who can be elected and with how many wei, most stake first; of equal stakes the lower address.
fn ranking(call: &mut Call<'_>) -> Result<Vec<(Address, u128)>> {
    let all = candidates::all(call)?.into_iter();
    let mut ranking: Vec<_> = all
        .filter(|(_, stake)| can_be_elected(stake))
        .map(|(validator, stake)| (validator, stake.tokens()))
        .collect();
    ranking.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    Ok(ranking)
}

fn can_be_elected(stake: &Stake) -> bool {
    stake.status == status::ACTIVE && stake.tokens() > 0 && operator::has_self_stake(stake)
}

/// What a stake counts at most: a part of all eligible stake, in wei.
fn cap(ranking: &[(Address, u128)], rate: u128) -> u128 {
    let all = ranking.iter().fold(0u128, |sum, (_, tokens)| sum.saturating_add(*tokens));
    shares::basis_points(all, rate)
}

/// Effective stake in whole CMT, at least 1.
fn weight(tokens: u128, cap: u128) -> u64 {
    let whole = tokens.min(cap).checked_div(CMT).unwrap_or_default();
    u64::try_from(whole).unwrap_or(u64::MAX).max(1)
}

fn seat(validator: Address, weight: u64, keys: &Keys) -> Seat {
    Seat {
        validator,
        consensus_key: keys.consensus_key,
        randao_key: randao_key(keys),
        weight,
        endpoint: keys.endpoint(),
    }
}

/// The backups of `epoch` with their weights.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn backups_of(call: &mut Call<'_>, epoch: u64) -> Result<Vec<(Address, u64)>> {
    let validators = backups().at(call, epoch)?.page(call, 0, MAX_CANDIDATES)?;
    let weights = backup_weights().at(call, epoch)?.page(call, 0, MAX_CANDIDATES)?;
    Ok(validators.into_iter().zip(weights).collect())
}

/// Clears the backups of an epoch.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn forget_backups(call: &mut Call<'_>, epoch: u64) -> Result<()> {
    let (validators, weights) = (backups().at(call, epoch)?, backup_weights().at(call, epoch)?);
    while validators.pop(call)?.is_some() {
        weights.pop(call)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(tokens: &[u128]) -> Vec<(Address, u128)> {
        (1..).map(Address::with_last_byte).zip(tokens.iter().map(|cmt| cmt * CMT)).collect()
    }

    #[test]
    fn stake_above_twelve_percent_of_all_has_no_effect() {
        let ranking = ranking(&[500, 100, 100, 100, 100, 100]);
        let cap = cap(&ranking, 1_200);
        assert_eq!(cap, 120 * CMT);
        let weights: Vec<_> = ranking.iter().map(|(_, tokens)| weight(*tokens, cap)).collect();
        assert_eq!(weights, [120, 100, 100, 100, 100, 100]);
    }

    #[test]
    fn with_few_validators_damping_makes_them_equal_and_nobody_nothing() {
        for tokens in [&[7][..], &[1_000, 900, 800], &[1], &[1, 1]] {
            let ranking = ranking(tokens);
            let cap = cap(&ranking, 1_200);
            let weights: Vec<_> = ranking.iter().map(|(_, tokens)| weight(*tokens, cap)).collect();
            assert!(weights.iter().all(|weight| *weight >= 1 && *weight == weights[0]));
        }
    }
}
