//! Delegating, undelegating, redelegating.

use alloy_primitives::{Address, U256};

use super::{
    super::{MAX_DELEGATIONS, MAX_REDELEGATIONS, MAX_UNBONDINGS},
    world::{ALICE, BOB, CAROL, DAY, World, cmt, party},
};
use crate::abi::IStaking::{
    AmountTooSmall, Delegated, MaxStakeExceeded, NotDue, NotValidator, RemainderTooSmall,
    SameValidator, StakeTooSmall, StillMaturing, TooManyDelegations, TooManyEntries, UnknownEntry,
    Withdrawn, delegateCall, delegationCall, delegationsCall, redelegateCall, redelegationsCall,
    settleCall, totalsCall, unbondingsCall, undelegateCall,
};

const WEEK: u64 = 7 * DAY;

fn delegate(number: u16) -> delegateCall {
    delegateCall { validator: party(number).operator }
}

fn undelegate(number: u16, amount: U256) -> undelegateCall {
    undelegateCall { validator: party(number).operator, amount }
}

fn redelegate(from: u16, to: u16, amount: U256) -> redelegateCall {
    redelegateCall { origin: party(from).operator, validator: party(to).operator, amount }
}

fn stake(world: &mut World, delegator: Address, number: u16) -> U256 {
    world.ask(delegationCall { delegator, validator: party(number).operator }).stake
}

#[test]
fn delegated_coins_are_the_delegators_and_are_told() {
    let mut world = World::with(&[100]);
    let before = world.host.balance(ALICE);
    world.delegate(ALICE, 0, 50);
    let validator = party(0).operator;
    let (amount, shares) = (cmt(50), cmt(50));
    world.logged(&Delegated { delegator: ALICE, validator, amount, shares });
    assert_eq!(world.host.balance(ALICE), before - cmt(50));
    assert_eq!(stake(&mut world, ALICE, 0), cmt(50));
    assert_eq!(world.validator(0).tokens, cmt(150));
    world.delegate(ALICE, 0, 1);
    let list = world.ask(delegationsCall { delegator: ALICE });
    assert_eq!(list.len(), 1);
    assert_eq!((list[0].validator, list[0].stake), (validator, cmt(51)));
}

#[test]
fn too_little_too_much_and_nobody_are_refused() {
    let mut world = World::with(&[100]);
    let less = cmt(1) - U256::ONE;
    world.fails(ALICE, less, delegate(0), AmountTooSmall { amount: less, min: cmt(1) });
    let error = MaxStakeExceeded { stake: cmt(1_001), max: cmt(1_000) };
    world.fails(ALICE, cmt(901), delegate(0), error);
    let operator = party(9).operator;
    world.fails(ALICE, cmt(1), delegate(9), NotValidator { operator });
    let nothing = StakeTooSmall { have: U256::ZERO, want: cmt(1) };
    world.fails(ALICE, U256::ZERO, undelegate(0, cmt(1)), nothing);
    let nothing = StakeTooSmall { have: U256::ZERO, want: U256::MAX };
    world.fails(ALICE, U256::ZERO, undelegate(0, U256::MAX), nothing);
}

#[test]
fn undelegated_coins_come_home_by_themselves_after_a_week() {
    let mut world = World::with(&[100]);
    world.delegate(ALICE, 0, 50);
    let before = world.host.balance(ALICE);
    world.call(ALICE, undelegate(0, cmt(20))).unwrap();
    assert_eq!((world.host.balance(ALICE), stake(&mut world, ALICE, 0)), (before, cmt(30)));
    let totals = world.ask(totalsCall {});
    assert_eq!((totals.staked, totals.unbonding), (cmt(130), cmt(20)));
    let entries = world.ask(unbondingsCall { delegator: ALICE });
    let matures_at = world.host.time() + WEEK;
    assert_eq!((entries.len(), entries[0].amount), (1, cmt(20)));
    assert_eq!(entries[0].maturesAt, U256::from(matures_at));
    world.host.set_time(matures_at - 6);
    world.block();
    assert_eq!(world.host.balance(ALICE), before);
    let error = NotDue { maturesAt: U256::from(matures_at) };
    world.fails(BOB, U256::ZERO, settleCall { id: U256::ONE }, error);
    world.block();
    assert_eq!(world.host.balance(ALICE), before + cmt(20));
    let id = U256::ONE;
    let (amount, burned) = (cmt(20), U256::ZERO);
    world.logged(&Withdrawn { id, delegator: ALICE, amount, burned });
    world.fails(BOB, U256::ZERO, settleCall { id }, UnknownEntry { id });
    assert!(world.ask(unbondingsCall { delegator: ALICE }).is_empty());
}

#[test]
fn anybody_settles_what_is_due() {
    let mut world = World::with(&[100]);
    world.delegate(ALICE, 0, 50);
    world.call(ALICE, undelegate(0, U256::MAX)).unwrap();
    world.pass(WEEK);
    let before = world.host.balance(ALICE);
    world.call(BOB, settleCall { id: U256::ONE }).unwrap();
    assert_eq!(world.host.balance(ALICE), before + cmt(50));
    world.block();
    assert_eq!(world.host.balance(ALICE), before + cmt(50), "not twice");
    for id in [U256::ZERO, U256::from(2), U256::MAX] {
        world.fails(BOB, U256::ZERO, settleCall { id }, UnknownEntry { id });
    }
}

#[test]
fn all_or_enough_stays_behind() {
    let mut world = World::with(&[100]);
    world.delegate(ALICE, 0, 3);
    let error = RemainderTooSmall { left: cmt(1) - U256::ONE, min: cmt(1) };
    world.fails(ALICE, U256::ZERO, undelegate(0, cmt(2) + U256::ONE), error);
    let error = StakeTooSmall { have: cmt(3), want: cmt(4) };
    world.fails(ALICE, U256::ZERO, undelegate(0, cmt(4)), error);
    let error = AmountTooSmall { amount: U256::ZERO, min: U256::ONE };
    world.fails(ALICE, U256::ZERO, undelegate(0, U256::ZERO), error);
    world.call(ALICE, undelegate(0, cmt(2))).unwrap();
    world.call(ALICE, undelegate(0, cmt(1))).unwrap();
    assert!(world.ask(delegationsCall { delegator: ALICE }).is_empty());
}

#[test]
fn lists_of_one_account_are_bounded_and_in_order_after_any_leaves() {
    let mut world = World::with(&[100; 34]);
    for number in 0..32 {
        world.delegate(ALICE, number, 1);
    }
    let error = TooManyDelegations { max: U256::from(MAX_DELEGATIONS) };
    world.fails(ALICE, cmt(1), delegate(32), error);
    for number in [31, 0, 15] {
        world.call(ALICE, undelegate(number, U256::MAX)).unwrap();
        world.check_rewards(&everybody());
    }
    world.delegate(ALICE, 32, 1);
    world.check_rewards(&everybody());
    assert_eq!(world.ask(delegationsCall { delegator: ALICE }).len(), 30);
}

fn everybody() -> Vec<Address> {
    let operators = (0..40).map(|number| party(number).operator);
    operators.chain([ALICE, BOB, CAROL]).collect()
}

#[test]
fn unbondings_of_one_account_are_bounded() {
    let mut world = World::with(&[100]);
    world.delegate(ALICE, 0, 100);
    for _ in 0..MAX_UNBONDINGS {
        world.call(ALICE, undelegate(0, cmt(1))).unwrap();
    }
    let error = TooManyEntries { max: U256::from(MAX_UNBONDINGS) };
    world.fails(ALICE, U256::ZERO, undelegate(0, cmt(1)), error);
    world.pass(WEEK);
    world.block();
    world.call(ALICE, undelegate(0, cmt(1))).unwrap();
}

#[test]
fn redelegated_coins_move_at_once_and_once() {
    let mut world = World::with(&[100, 100, 100]);
    world.delegate(ALICE, 0, 50);
    let here = party(1).operator;
    world.call(ALICE, redelegate(0, 1, cmt(20))).unwrap();
    assert_eq!((stake(&mut world, ALICE, 0), stake(&mut world, ALICE, 1)), (cmt(30), cmt(20)));
    let maturing = world.ask(redelegationsCall { delegator: ALICE, validator: here });
    assert_eq!((maturing.len(), maturing[0].shares), (1, cmt(20)));
    let error = StillMaturing { delegator: ALICE, validator: here };
    world.fails(ALICE, U256::ZERO, redelegate(1, 2, cmt(20)), error);
    world.fails(ALICE, U256::ZERO, redelegate(0, 0, cmt(20)), SameValidator {});
    world.pass(WEEK);
    world.block();
    assert!(world.ask(redelegationsCall { delegator: ALICE, validator: here }).is_empty());
    world.call(ALICE, redelegate(1, 2, U256::MAX)).unwrap();
    assert_eq!(stake(&mut world, ALICE, 2), cmt(20));
}

#[test]
fn redelegations_that_mature_are_bounded() {
    let mut world = World::with(&[100, 100]);
    world.delegate(ALICE, 0, 50);
    for _ in 0..MAX_REDELEGATIONS {
        world.call(ALICE, redelegate(0, 1, cmt(2))).unwrap();
    }
    let error = TooManyEntries { max: U256::from(MAX_REDELEGATIONS) };
    world.fails(ALICE, U256::ZERO, redelegate(0, 1, cmt(2)), error);
}

/// Coins that mature leave last, in entries that still answer for where they came from.
#[test]
fn what_leaves_first_answers_for_nobody_else() {
    let mut world = World::with(&[100, 100]);
    world.delegate(ALICE, 0, 50);
    world.delegate(ALICE, 1, 10);
    world.call(ALICE, redelegate(0, 1, cmt(20))).unwrap();
    world.call(ALICE, redelegate(0, 1, cmt(5))).unwrap();
    world.call(ALICE, undelegate(1, cmt(33))).unwrap();
    let entries = world.ask(unbondingsCall { delegator: ALICE });
    let told: Vec<_> = entries.iter().map(|entry| (entry.amount, entry.origin)).collect();
    let origin = party(0).operator;
    assert_eq!(told, [(cmt(10), Address::ZERO), (cmt(20), origin), (cmt(3), origin)]);
    let left = world.ask(redelegationsCall { delegator: ALICE, validator: party(1).operator });
    assert_eq!((left.len(), left[0].shares), (1, cmt(2)));
    world.call(ALICE, undelegate(1, U256::MAX)).unwrap();
    world.pass(WEEK);
    world.block();
    assert_eq!(world.ask(totalsCall {}).unbonding, U256::ZERO);
}
