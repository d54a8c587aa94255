//! The functions of `IStaking`, each to its rule.

use alloy_primitives::{Bytes, U256};

use super::{
    delegate, entries, evidence, key_owners, operator, redelegation, validator_list, views,
};
use crate::{
    Call, Result,
    abi::IStaking::IStakingCalls,
    dispatch::{decode, mutate, payable, view},
};

type Calls = IStakingCalls;

pub(crate) fn dispatch(call: &mut Call<'_>, data: &[u8]) -> Result<Bytes> {
    match decode::<Calls>(call, data)? {
        // Operators.
        Calls::declare(c) => {
            payable(call, c, |call, c| operator::declare(call, &c.declaration).map(Into::into))
        }
        Calls::setCommission(c) => {
            mutate(call, c, |call, c| operator::set_commission(call, c.rate).map(Into::into))
        }
        Calls::setMetadata(c) => {
            mutate(call, c, |call, c| operator::set_metadata(call, &c.metadata).map(Into::into))
        }
        Calls::setEndpoint(c) => {
            mutate(call, c, |call, c| operator::set_endpoint(call, &c.endpoint).map(Into::into))
        }
        Calls::setMaxStake(c) => {
            mutate(call, c, |call, c| operator::set_max_stake(call, c.maxStake).map(Into::into))
        }
        Calls::unjail(c) => mutate(call, c, |call, _| operator::unjail(call).map(Into::into)),
        // Delegators.
        Calls::delegate(c) => {
            payable(call, c, |call, c| delegate::delegate(call, c.validator).map(Into::into))
        }
        Calls::undelegate(c) => mutate(call, c, |call, c| {
            delegate::undelegate(call, c.validator, c.amount).map(Into::into)
        }),
        Calls::redelegate(c) => mutate(call, c, |call, c| {
            redelegation::redelegate(call, c.origin, c.validator, c.amount).map(Into::into)
        }),
        Calls::claim(c) => mutate(call, c, |call, c| delegate::claim(call, c.validator)),
        Calls::compound(c) => mutate(call, c, |call, c| delegate::compound(call, c.validator)),
        // Anybody.
        Calls::settle(c) => {
            mutate(call, c, |call, c| entries::settle_by_hand(call, c.id).map(Into::into))
        }
        Calls::submitEvidence(c) => {
            mutate(call, c, |call, c| evidence::submit(call, &c).map(Into::into))
        }
        other => dispatch_view(call, other),
    }
}

/// What can be read. Nothing is left over after these.
fn dispatch_view(call: &mut Call<'_>, calls: Calls) -> Result<Bytes> {
    match calls {
        Calls::validator(c) => view(call, c, |call, c| views::validator(call, c.operator)),
        Calls::validators(c) => view(call, c, |call, c| views::validators(call, c.from, c.limit)),
        Calls::validatorCount(c) => {
            view(call, c, |call, _| validator_list().len(call).map(U256::from))
        }
        Calls::validatorOf(c) => {
            view(call, c, |call, c| key_owners().at(call, c.consensusKey)?.get(call))
        }
        Calls::candidates(c) => view(call, c, |call, _| views::candidates(call)),
        Calls::delegation(c) => {
            view(call, c, |call, c| views::delegation(call, c.delegator, c.validator))
        }
        Calls::delegations(c) => view(call, c, |call, c| views::delegations_of(call, c.delegator)),
        Calls::unbondings(c) => view(call, c, |call, c| views::unbondings(call, c.delegator)),
        Calls::redelegations(c) => {
            view(call, c, |call, c| views::redelegations(call, c.delegator, c.validator))
        }
        Calls::committee(c) => view(call, c, |call, c| views::committee(call, c.number)),
        Calls::backups(c) => view(call, c, |call, c| views::backups(call, c.number)),
        Calls::turns(c) => view(call, c, |call, _| views::turns(call)),
        Calls::epoch(c) => view(call, c, |call, _| views::epoch(call)),
        Calls::supply(c) => view(call, c, |call, _| views::supply(call)),
        Calls::totals(c) => view(call, c, |call, _| views::totals_record(call)),
        Calls::emission(c) => view(call, c, |call, _| views::emission(call)),
        Calls::parameters(c) => view(call, c, |call, _| views::parameters(call)),
        // Dispatched above.
        _ => Err(crate::abi::IPrecompile::InvalidCalldata {}.into()),
    }
}
