//! Stake as Staking would answer.

use alloy_primitives::{Address, U256};

use crate::{
    Call, Result,
    address::{GOVERNANCE, STAKING},
    memory::MemoryHost,
    staking::Seated,
    storage::{Array, Mapping, Place, Value},
};

fn place<P: Place>(slot: u64) -> P {
    P::from_slot(U256::from(slot))
}

/// Validators and backups.
fn seats() -> Array<Address> {
    place(100)
}

/// Wei of each.
fn stakes() -> Mapping<Address, Value<U256>> {
    place(101)
}

/// Shares of each.
fn shares() -> Mapping<Address, Value<U256>> {
    place(102)
}

/// To whom an account delegated.
fn operators() -> Mapping<Address, Array<Address>> {
    place(103)
}

/// How many shares.
fn held() -> Mapping<Address, Mapping<Address, Value<U256>>> {
    place(104)
}

pub(in crate::governance) fn seated(call: &mut Call<'_>) -> Result<Vec<Seated>> {
    call.within(STAKING, |call| {
        let operators = seats().page(call, 0, 120)?;
        let mut seated = Vec::new();
        for operator in operators {
            let stake = stakes().at(call, operator)?.get(call)?;
            let shares = shares().at(call, operator)?.get(call)?.to();
            seated.push(Seated { operator, stake, shares });
        }
        Ok(seated)
    })
}

pub(in crate::governance) fn delegations_of(
    call: &mut Call<'_>,
    delegator: Address,
) -> Result<Vec<(Address, U256)>> {
    call.within(STAKING, |call| {
        let list = operators().at(call, delegator)?.page(call, 0, 100)?;
        let mut found = Vec::new();
        for operator in list {
            let shares = held().at(call, delegator)?.at(call, operator)?.get(call)?;
            if !shares.is_zero() {
                found.push((operator, shares));
            }
        }
        Ok(found)
    })
}

/// Makes `operator` a validator.
pub(super) fn seat(host: &mut MemoryHost, operator: Address) {
    let mut call = Call::system(host, STAKING);
    seats().push(&mut call, operator).unwrap();
}

/// Takes the seat of `operator` away.
pub(super) fn unseat(host: &mut MemoryHost, operator: Address) {
    let mut call = Call::system(host, STAKING);
    let list = seats().page(&mut call, 0, 120).unwrap();
    let index = list.iter().position(|seated| *seated == operator).unwrap();
    seats().swap_remove(&mut call, index as u64).unwrap();
}

/// From now on `delegator` has `after` shares of `operator`; Governance is told.
pub(super) fn delegate(host: &mut MemoryHost, delegator: Address, operator: Address, after: U256) {
    let mut call = Call::system(host, STAKING);
    let call = &mut call;
    let place = held().at(call, delegator).unwrap().at(call, operator).unwrap();
    let before = place.get(call).unwrap();
    place.set(call, after).unwrap();
    let list = operators().at(call, delegator).unwrap();
    if !list.page(call, 0, 100).unwrap().contains(&operator) {
        list.push(call, operator).unwrap();
    }
    let of_all = shares().at(call, operator).unwrap();
    let all = of_all.get(call).unwrap();
    let stake = stakes().at(call, operator).unwrap();
    let wei = stake.get(call).unwrap();
    let rest = all - before;
    of_all.set(call, rest + after).unwrap();
    // A share is worth what it was.
    let worth = |shares: U256| if all.is_zero() { shares } else { shares * wei / all };
    let now = if all.is_zero() { after } else { wei - worth(before) + worth(after) };
    stake.set(call, now).unwrap();
    crate::governance::stake_changed(call, delegator, operator, before, after).unwrap();
    assert_eq!(call.account(), STAKING);
    assert_ne!(call.account(), GOVERNANCE);
}

/// Takes this part, in percent, of the wei behind the shares of `operator`.
pub(super) fn slash(host: &mut MemoryHost, operator: Address, percent: u64) {
    let mut call = Call::system(host, STAKING);
    let call = &mut call;
    let stake = stakes().at(call, operator).unwrap();
    let wei = stake.get(call).unwrap();
    stake.set(call, wei - wei * U256::from(percent) / U256::from(100)).unwrap();
}

/// What `delegator` holds of `operator`.
pub(super) fn shares_of(host: &mut MemoryHost, delegator: Address, operator: Address) -> U256 {
    let mut call = Call::system(host, STAKING);
    let call = &mut call;
    held().at(call, delegator).unwrap().at(call, operator).unwrap().get(call).unwrap()
}
