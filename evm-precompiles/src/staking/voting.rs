//! What Governance asks: whose stake it is that votes.

use alloy_primitives::{Address, U256};

use super::{
    MAX_DELEGATIONS, clock, committee, delegated_to, delegations, election, stakes, status,
};
use crate::{Call, Result, address::STAKING};

/// A validator whose stake votes now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seated {
    /// Who declared it.
    pub operator: Address,
    /// All that is delegated to it, in wei, undamped.
    pub stake: U256,
    /// The shares of that.
    pub shares: u128,
}

/// The validators and backups of the running epoch, with what they hold now; who was removed is
/// left out. Called from any contract.
///
/// # Errors
/// As [`Call::sload`].
pub fn seated(call: &mut Call<'_>) -> Result<Vec<Seated>> {
    call.within(STAKING, |call| {
        let epoch = clock().load(call)?.epoch;
        let committee = committee::load(call, epoch)?;
        let members = committee.iter().flat_map(|committee| &committee.seats);
        let mut all: Vec<_> = members.map(|seat| seat.validator).collect();
        let stand_ins = election::backups_of(call, epoch)?;
        all.extend(stand_ins.into_iter().map(|(validator, _)| validator));
        let mut seated = Vec::with_capacity(all.len());
        for operator in all {
            let stake = stakes().at(call, operator)?.load(call)?;
            if stake.status != status::REMOVED {
                let (stake, shares) = (U256::from(stake.tokens), stake.shares);
                seated.push(Seated { operator, stake, shares });
            }
        }
        Ok(seated)
    })
}

/// The validators an account has delegated to, each with its shares. Called from any contract.
///
/// # Errors
/// As [`Call::sload`].
pub fn delegations_of(call: &mut Call<'_>, delegator: Address) -> Result<Vec<(Address, U256)>> {
    call.within(STAKING, |call| {
        let validators = delegated_to().at(call, delegator)?.page(call, 0, MAX_DELEGATIONS)?;
        let own = delegations().at(call, delegator)?;
        let shares = |validator| {
            let delegation = own.at(call, validator)?.load(call)?;
            Ok((validator, U256::from(delegation.shares)))
        };
        validators.into_iter().map(shares).collect()
    })
}

/// What is delegated to a validator, in wei. Called from any contract.
///
/// # Errors
/// As [`Call::sload`].
pub fn voting_power(call: &mut Call<'_>, validator: Address) -> Result<U256> {
    call.within(STAKING, |call| Ok(U256::from(stakes().at(call, validator)?.load(call)?.tokens)))
}

/// What an account's delegation to a validator is worth, in wei. Called from any contract.
///
/// # Errors
/// As [`Call::sload`].
pub fn delegation_tokens(
    call: &mut Call<'_>,
    delegator: Address,
    validator: Address,
) -> Result<U256> {
    call.within(STAKING, |call| {
        let delegation = delegations().at(call, delegator)?.at(call, validator)?.load(call)?;
        let stake = stakes().at(call, validator)?.load(call)?;
        Ok(U256::from(stake.worth(delegation.shares)))
    })
}
