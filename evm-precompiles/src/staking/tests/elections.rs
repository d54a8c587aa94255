//! Who is elected, when, and with what weight.

use alloy_primitives::{Address, B256, U256};

use super::{
    super::{COMMITTEES_KEPT, MAX_CANDIDATES},
    world::{ALICE, World, cmt, party},
};
use crate::abi::IStaking::{
    backupsCall, candidatesCall, committeeCall, delegateCall, epochCall, undelegateCall,
    validatorCall,
};

/// Operators of a committee, in order of their numbers.
fn members(world: &World, epoch: u64) -> Vec<Address> {
    let mut all: Vec<_> = world.committee(epoch).map(|c| c.seats).unwrap_or_default();
    all.sort_by_key(|seat| seat.validator);
    all.into_iter().map(|seat| seat.validator).collect()
}

fn operators(numbers: impl IntoIterator<Item = u16>) -> Vec<Address> {
    numbers.into_iter().map(|number| party(number).operator).collect()
}

#[test]
fn an_election_counts_two_epochs_later() {
    let mut world = World::with(&[100, 100]);
    world.declare(2, 100);
    assert_eq!(world.committee(2), None);
    world.end_epoch();
    assert_eq!(members(&world, 1), operators(0..2));
    assert_eq!(members(&world, 2), operators(0..3));
    assert_eq!(world.ask(epochCall {}).number, U256::ONE);
}

#[test]
fn most_stake_wins_and_equals_go_by_address() {
    // 26 validators: 0 has least, 5 to 25 the same.
    let mut stakes = vec![100; 26];
    stakes[0] = 99;
    for stake in &mut stakes[1..5] {
        *stake = 101;
    }
    let world = &mut World::with(&stakes);
    assert_eq!(members(world, 0), operators(1..20));
    let backups = world.ask(backupsCall { number: 0 });
    let told: Vec<_> = backups.iter().map(|backup| backup.validator).collect();
    assert_eq!(told, operators(20..25));
    assert!(backups.iter().all(|backup| backup.weight == 100));
}

#[test]
fn a_seat_is_what_the_validator_declared() {
    let mut world = World::with(&[300, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100]);
    let committee = world.committee(0).unwrap();
    let told = world.ask(committeeCall { number: 0 });
    assert_eq!((told.seed, told.seats.len()), (committee.seed, 11));
    for (number, weight) in [(0, 156), (1, 100)] {
        let party = party(number);
        let place = committee.position(&party.votes.public).unwrap();
        let seat = &committee.seats[place];
        assert_eq!(seat.validator, party.operator);
        assert_eq!(seat.randao_key, party.randao_key());
        assert_eq!(seat.weight, weight, "12 % of 1,300 CMT at most");
        assert_eq!(seat.endpoint, Some("[::7f]:26656".parse().unwrap()));
        assert_eq!(told.seats[place].weight, weight);
        assert_eq!(told.seats[place].randaoKey.as_ref(), seat.randao_key.as_slice());
    }
    assert!(world.ask(committeeCall { number: 9 }).seats.is_empty());
}

#[test]
fn who_lacks_a_stake_of_its_own_is_not_elected() {
    let mut world = World::with(&[100, 100]);
    let validator = party(0).operator;
    world.call(validator, undelegateCall { validator, amount: cmt(1) }).unwrap();
    world.delegate(ALICE, 0, 500);
    world.end_epoch();
    assert_eq!(members(&world, 2), operators([1]));
    world.pay(validator, cmt(1), delegateCall { validator }).unwrap();
    world.end_epoch();
    assert_eq!(members(&world, 3), operators([0, 1]));
}

#[test]
fn without_anybody_to_elect_the_old_set_stays_with_a_new_schedule() {
    let mut world = World::with(&[100, 100]);
    for validator in operators(0..2) {
        world.call(validator, undelegateCall { validator, amount: cmt(50) }).unwrap();
    }
    world.end_epoch();
    let (old, new) = (world.committee(1).unwrap(), world.committee(2).unwrap());
    assert_eq!(old.seats, new.seats);
    assert_ne!(old.seed, new.seed);
    assert!(world.ask(backupsCall { number: 2 }).is_empty());
}

#[test]
fn the_seed_of_a_schedule_is_the_randomness_of_the_election() {
    let mut world = World::with(&[100, 100]);
    world.end_epoch();
    assert_eq!(world.committee(2).unwrap().seed, world.host_randomness());
}

impl World {
    fn host_randomness(&mut self) -> B256 {
        self.host.block_mut().prevrandao
    }
}

#[test]
fn committees_are_kept_for_evidence_and_then_forgotten() {
    let mut world = World::with(&[100, 100]);
    let slots = world.host.state().0.len();
    for _ in 0..COMMITTEES_KEPT {
        world.end_epoch();
    }
    assert!(world.committee(0).is_some());
    world.end_epoch();
    assert_eq!(world.committee(0), None);
    assert!(world.committee(1).is_some());
    let grown = world.host.state().0.len();
    for _ in 0..50 {
        world.end_epoch();
    }
    assert_eq!(world.host.state().0.len(), grown, "storage stops to grow, from {slots}");
}

/// The list elections choose from is bounded: who is weaker than all on it stays outside.
#[test]
fn a_full_list_takes_only_who_is_stronger_than_the_weakest() {
    let mut world = World::new();
    let max = u16::try_from(MAX_CANDIDATES).unwrap();
    for number in 0..max + 2 {
        world.host.set_balance(party(number).operator, cmt(1_000));
    }
    let supply = world.host.total_wei();
    world.host.seed_supply(supply);
    for number in 0..max {
        world.declare(number, if number == 77 { 10 } else { 20 });
    }
    world.declare(max, 10);
    assert!(!world.validator(max).isCandidate, "as weak as the weakest");
    world.declare(max + 1, 11);
    assert!(world.validator(max + 1).isCandidate);
    assert!(!world.validator(77).isCandidate);
    assert_eq!(world.ask(candidatesCall {}).len() as u64, MAX_CANDIDATES);
    // More stake brings one back; now the one with 11 is the weakest.
    world.delegate(ALICE, 77, 2);
    assert!(world.validator(77).isCandidate);
    assert!(!world.validator(max + 1).isCandidate);
    world.elect_now();
    assert_eq!(members(&world, 0).len(), 19);
    let list = world.ask(candidatesCall {});
    for validator in list {
        assert!(world.ask(validatorCall { operator: validator }).isCandidate);
    }
}
