//! What a block brings, and to whom it goes.

use alloy_primitives::{Address, U256};

use super::{
    super::CMT,
    world::{ALICE, BOB, DAY, PACE, World, cmt, party},
};
use crate::{
    abi::IStaking::{
        EpochEnded, Jailed, NothingToClaim, RewardsPaid, SelfStakeTooSmall, Status, StillJailed,
        Unjailed, claimCall, compoundCall, delegationCall, emissionCall, supplyCall, totalsCall,
        turnsCall, undelegateCall, unjailCall,
    },
    address::STAKING,
};

fn claim(number: u16) -> claimCall {
    claimCall { validator: party(number).operator }
}

fn rewards(world: &mut World, delegator: Address, number: u16) -> U256 {
    world.ask(delegationCall { delegator, validator: party(number).operator }).rewards
}

/// What a second brings in the first year.
fn by_second(world: &mut World) -> f64 {
    let amount: u128 = world.ask(emissionCall {}).amount.to();
    amount as f64 / 31_536_000.0
}

fn is_about(wei: U256, expected: f64) {
    let wei: u128 = wei.to();
    assert!((wei as f64 - expected).abs() < expected * 1e-9 + 2.0, "{wei}, expected {expected}");
}

#[test]
fn new_coins_come_by_the_second_and_wait_for_the_epochs_end() {
    let mut world = World::with(&[100]);
    let genesis = world.ask(supplyCall {}).total;
    for _ in 0..3 {
        world.block();
    }
    let per_second = by_second(&mut world);
    let supply = world.ask(supplyCall {});
    is_about(supply.minted, per_second * 15.0);
    assert_eq!(supply.total, genesis + supply.minted);
    assert_eq!((supply.genesis, supply.locked), (genesis, cmt(100)));
    assert_eq!(supply.circulating, supply.total - cmt(100));
    assert_eq!(world.ask(totalsCall {}).pool, supply.minted);
    assert!(world.host.take_logs().is_empty(), "an ordinary block logs nothing");
    world.end_epoch();
    let minted = world.ask(supplyCall {}).minted;
    let totals = world.ask(totalsCall {});
    assert_eq!((totals.pool, totals.owed), (U256::ZERO, minted));
    let (epoch, distributed) = (0, minted);
    world.logged(&EpochEnded { epoch, minted, distributed, elected: 2, seats: U256::ONE });
}

#[test]
fn commission_comes_first_and_the_rest_by_shares() {
    let mut world = World::with(&[100]);
    world.delegate(ALICE, 0, 300);
    world.block();
    world.end_epoch();
    let minted: u128 = world.ask(supplyCall {}).minted.to();
    let (commission, rest) = (minted / 10, minted - minted / 10);
    assert_eq!(world.validator(0).commissionOwed, U256::from(commission));
    // The 96th bit behind the point is rounded down, for the validator's next reward.
    let exact = U256::from(rest * 3 / 4);
    assert!((exact - rewards(&mut world, ALICE, 0)) <= U256::ONE);
    let me = party(0).operator;
    let before = world.host.balance(ALICE);
    let paid = world.call(ALICE, claim(0)).unwrap();
    assert_eq!(world.host.balance(ALICE), before + paid);
    let validator = me;
    world.logged(&RewardsPaid { delegator: ALICE, validator, amount: paid });
    let paid = world.call(me, claim(0)).unwrap();
    assert!(U256::from(commission + rest / 4) - paid <= U256::ONE);
    world.fails(ALICE, U256::ZERO, claim(0), NothingToClaim {});
    world.fails(BOB, U256::ZERO, claim(0), NothingToClaim {});
}

#[test]
fn fees_are_paid_like_new_coins() {
    let mut world = World::with(&[100]);
    // As the EVM does with base fees and tips.
    let fee = cmt(7);
    let rich = world.host.balance(BOB);
    world.host.set_balance(BOB, rich - fee);
    world.host.set_balance(STAKING, world.host.balance(STAKING) + fee);
    world.end_epoch();
    let minted = world.ask(supplyCall {}).minted;
    assert_eq!(world.ask(totalsCall {}).owed, minted + fee);
}

#[test]
fn effective_stake_and_turns_kept_decide() {
    let mut world = World::with(&[100, 100, 100, 100, 100, 100, 100, 100, 100, 200]);
    for _ in 0..40 {
        world.block_after(3, false);
    }
    world.end_epoch();
    let minted: u128 = world.ask(supplyCall {}).minted.to();
    let committee = world.committee(0).unwrap();
    let mut kept = [(0u32, 0u32); 10];
    for (block, view) in (1..=164).map(|view| (view % 4 == 0 || view > 160, view)) {
        let turns = &mut kept[committee.leader(view)];
        // The last block came at view 161 without a gap.
        if view <= 161 && block {
            turns.0 += 1
        } else if view <= 161 {
            turns.1 += 1
        }
    }
    let weight = |place: usize| {
        let (kept, missed) = kept[place];
        let part =
            if kept + missed == 0 { 1.0 } else { f64::from(kept) / f64::from(kept + missed) };
        committee.seats[place].weight as f64 * part
    };
    let all: f64 = (0..10).map(weight).sum();
    for (place, seat) in committee.seats.iter().enumerate() {
        let number = (0..10).find(|n| party(*n).operator == seat.validator).unwrap();
        assert_eq!(seat.weight, if number == 9 { 132 } else { 100 });
        let record = world.validator(number);
        let expected = minted as f64 * weight(place) / all;
        is_about(record.rewardsOwed + record.commissionOwed, expected);
    }
}

#[test]
fn backups_share_a_tenth() {
    let mut world = World::with(&[100; 22]);
    world.end_epoch();
    let minted: u128 = world.ask(supplyCall {}).minted.to();
    for number in 0..22 {
        let record = world.validator(number);
        let part = if number < 19 { 0.9 / 19.0 } else { 0.1 / 3.0 };
        is_about(record.rewardsOwed + record.commissionOwed, minted as f64 * part);
    }
}

#[test]
fn compounding_delegates_what_was_earned() {
    let mut world = World::with(&[100]);
    world.delegate(ALICE, 0, 300);
    world.block();
    world.end_epoch();
    let earned = rewards(&mut world, ALICE, 0);
    let balance = world.host.balance(ALICE);
    let compound = compoundCall { validator: party(0).operator };
    assert_eq!(world.call(ALICE, compound.clone()).unwrap(), earned);
    assert_eq!(world.host.balance(ALICE), balance);
    assert_eq!(world.validator(0).tokens, cmt(400) + earned);
    let own = world.validator(0).commissionOwed + rewards(&mut world, party(0).operator, 0);
    assert_eq!(world.call(party(0).operator, compound.clone()).unwrap(), own);
    assert_eq!(world.validator(0).selfStake, cmt(100) + own);
    world.fails(ALICE, U256::ZERO, compound, NothingToClaim {});
}

#[test]
fn rewards_are_paid_when_a_delegation_changes() {
    let mut world = World::with(&[100]);
    world.delegate(ALICE, 0, 300);
    world.end_epoch();
    let earned = rewards(&mut world, ALICE, 0);
    let balance = world.host.balance(ALICE);
    let validator = party(0).operator;
    world.call(ALICE, undelegateCall { validator, amount: cmt(1) }).unwrap();
    assert_eq!(world.host.balance(ALICE), balance + earned);
    assert_eq!(rewards(&mut world, ALICE, 0), U256::ZERO);
}

/// Nobody holds anything of the validator any more: its pay stays in the pool, and so does what
/// rounding had held back.
#[test]
fn what_nobody_can_be_given_stays_in_the_pool() {
    let mut world = World::with(&[100, 100]);
    world.delegate(ALICE, 0, 7);
    world.end_epoch();
    for (who, number) in [(ALICE, 0), (party(0).operator, 0), (party(1).operator, 1)] {
        let validator = party(number).operator;
        world.call(who, undelegateCall { validator, amount: U256::MAX }).unwrap();
    }
    let record = world.validator(0);
    assert_eq!((record.tokens, record.shares, record.rewardsOwed), Default::default());
    assert_eq!(record.dust, U256::ZERO);
    let pool = world.ask(totalsCall {}).pool;
    world.end_epoch();
    assert!(world.ask(totalsCall {}).pool > pool);
}

#[test]
fn a_gap_is_its_leaders_miss_unless_the_network_stood_still() {
    let mut world = World::with(&[100, 100, 100]);
    let counts = |world: &mut World| {
        let turns = world.ask(turnsCall {});
        turns.iter().fold((0, 0), |(kept, missed), t| (kept + t.kept, missed + t.missed))
    };
    world.block_after(2, false);
    assert_eq!(counts(&mut world), (1, 2));
    world.block_after(3, false);
    assert_eq!(counts(&mut world), (2, 5));
    world.block_after(4, false);
    assert_eq!(counts(&mut world), (3, 5), "more views than members: nobody's fault");
    let committee = world.committee(0).unwrap();
    let turns = world.ask(turnsCall {});
    let missed = |place| [1, 2, 4, 5, 6].iter().filter(|v| committee.leader(**v) == place).count();
    for (place, turn) in turns.iter().enumerate() {
        assert_eq!(turn.missed as usize, missed(place));
    }
}

/// Runs blocks in which every turn of the validator of this number is missed, until it is jailed.
fn until_jailed(world: &mut World, number: u16) -> u32 {
    let mut missed = 0;
    while world.validator(number).status == Status::Active {
        let committee = world.committee(world.epoch).unwrap();
        let place = committee.position(&party(number).votes.public).unwrap();
        let mut skipped = 0;
        while committee.leader(world.view + skipped + 1) == place {
            skipped += 1;
        }
        missed += u32::try_from(skipped).unwrap();
        world.block_after(skipped, false);
        assert!(missed < 2_000, "it is never jailed");
    }
    missed
}

#[test]
fn who_misses_half_of_its_turns_is_jailed_and_comes_back() {
    let mut world = World::with(&[100, 100, 100, 100]);
    world.delegate(ALICE, 0, 100);
    let missed = until_jailed(&mut world, 0);
    assert!((250..254).contains(&missed), "half of 500 turns, not {missed}");
    let operator = party(0).operator;
    let until = U256::from(world.host.time() + 600);
    let burned = U256::from(CMT / 5);
    world.logged(&Jailed { operator, burned, until });
    let record = world.validator(0);
    assert_eq!(record.tokens, cmt(200) - burned);
    assert!(!record.isCandidate);
    assert_eq!(world.ask(supplyCall {}).burned, burned);
    // Missing on while the committee lasts costs no more.
    for _ in 0..50 {
        world.block_after(1, false);
    }
    assert_eq!(world.validator(0).tokens, record.tokens);
    world.end_epoch();
    assert_eq!(world.committee(2).unwrap().seats.len(), 3);
    let mut world = world;
    let now = world.host.time();
    if U256::from(now) < until {
        world.fails(operator, U256::ZERO, unjailCall {}, StillJailed { until });
    }
    world.pass(600);
    let want = cmt(100);
    let have = cmt(100) - burned / U256::from(2);
    world.fails(operator, U256::ZERO, unjailCall {}, SelfStakeTooSmall { have, want });
    let validator = operator;
    world.pay(operator, cmt(1), crate::abi::IStaking::delegateCall { validator }).unwrap();
    world.call(operator, unjailCall {}).unwrap();
    world.logged(&Unjailed { operator });
    assert!(world.validator(0).isCandidate);
    world.end_epoch();
    assert_eq!(world.committee(3).unwrap().seats.len(), 4);
}

#[test]
fn time_alone_decides_how_many_coins_there_are() {
    let (mut slow, mut fast) = (World::with(&[100]), World::with(&[100]));
    for _ in 0..20 {
        fast.block();
    }
    slow.pass(19 * PACE);
    slow.block();
    assert_eq!(slow.ask(supplyCall {}).total, fast.ask(supplyCall {}).total);
    // Burning belongs to the year it happens in: what a year brings is fixed when it begins.
    for world in [&mut slow, &mut fast] {
        world.pass(366 * DAY);
    }
    slow.host
        .call_as(BOB, crate::address::CMT, U256::ZERO, crate::abi::ICMT::burnCall { value: cmt(5) })
        .unwrap();
    slow.block();
    fast.block();
    assert_eq!(slow.ask(emissionCall {}).amount, fast.ask(emissionCall {}).amount);
    assert_eq!(slow.ask(supplyCall {}).minted, fast.ask(supplyCall {}).minted);
    assert_eq!(slow.ask(emissionCall {}).year, U256::ONE);
}
