//! The lot: fair by weight, exact about who is out, bounded, and not to be steered.

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolCall;
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::world::{BUYER, FEE, SELLER, World, cmt, judge, opening, seed, terms};
use crate::{
    Call,
    abi::IArbitration::{self as abi, Outcome, Phase},
    address::ARBITRATION,
    arbitration::{
        MAX_DRAWS, MIN_BOND, MISS_PENALTY, QUEUE_SLOT, SEASONING, arbiter_list, arbiters, cases,
        details, draw,
        weights::{self, Weights},
    },
    memory::MemoryHost,
};

/// Who would be drawn for case `id` with this randomness.
fn drawn(world: &mut World, id: U256, randomness: B256) -> Option<Address> {
    world.block_mut().prevrandao = randomness;
    let number: u64 = id.to();
    let mut call = Call::system(&mut **world, ARBITRATION);
    let case = cases().at(&mut call, number).unwrap().load(&mut call).unwrap();
    let details = details().at(&mut call, number).unwrap().load(&mut call).unwrap();
    draw::draw(&mut call, number, &case, &details).unwrap()
}

/// How often each arbiter was drawn in `turns` draws, by number.
fn counts(world: &mut World, id: U256, turns: u32) -> Vec<u32> {
    let mut counts = vec![0; 20];
    for turn in 0..turns {
        let winner = drawn(world, id, keccak256(turn.to_be_bytes())).unwrap();
        let number = (1..20).find(|number| judge(*number) == winner).unwrap();
        counts[usize::from(number)] += 1;
    }
    counts
}

/// Pearson's statistic of `counts` against `weights`.
fn chi_square(counts: &[u32], weights: &[u64]) -> f64 {
    let total: u32 = counts.iter().sum();
    let all: u64 = weights.iter().sum();
    let terms =
        counts.iter().zip(weights).filter(|(_, weight)| **weight > 0).map(|(count, weight)| {
            let expected = f64::from(total) * *weight as f64 / all as f64;
            (f64::from(*count) - expected).powi(2) / expected
        });
    terms.sum()
}

const BONDS: [u64; 8] = [1_000, 2_000, 3_000, 5_000, 1_000, 8_000, 1_500, 4_000];

fn weighted() -> World {
    let mut world = World::new();
    for (number, bond) in (1..).zip(BONDS) {
        world.register(judge(number), cmt(bond));
    }
    world.pass(SEASONING);
    world
}

/// The 0.999 quantile of chi-square with 7 degrees of freedom: fewer are more lenient still.
const LIMIT: f64 = 24.32;

#[test]
fn the_chance_is_the_bonds_part_of_all_bonds() {
    let mut world = weighted();
    let id = world.open();
    let counts = counts(&mut world, id, 8_000);
    let statistic = chi_square(&counts[1..9], &BONDS);
    assert!(statistic < LIMIT, "chi-square {statistic}: {counts:?}");
    // The measure sees a bent draw: against equal chances these counts are impossible.
    assert!(chi_square(&counts[1..9], &[1; 8]) > 10.0 * LIMIT);
}

#[test]
fn who_is_out_is_never_drawn_and_bends_nobodys_chance() {
    let mut world = weighted();
    // Parties, carrier, marketplace and the court are arbiters: first, last and in the middle.
    let terms = abi::Terms { court: judge(5), ..terms() };
    let mut asked = opening(judge(1), judge(4), terms);
    asked.excluded = [judge(8), Address::ZERO];
    let id = world.paying(judge(3), FEE, asked);
    let counts = counts(&mut world, id, 4_000);
    for out in [1, 3, 4, 5, 8] {
        assert_eq!(counts[out], 0, "arbiter {out}");
    }
    let left = [0, 2_000, 0, 0, 0, 8_000, 1_500, 0];
    let statistic = chi_square(&counts[1..9], &left);
    assert!(statistic < LIMIT, "chi-square {statistic}: {counts:?}");
}

#[test]
fn the_vetoed_and_those_who_failed_are_not_drawn() {
    let mut world = World::with_judges(4);
    let id = world.open();
    world.bid(id, judge(1), cmt(1));
    world.bid(id, judge(2), cmt(1));
    world.veto(id, BUYER, judge(1));
    world.veto(id, SELLER, judge(2));
    world.pass(1_500);
    let first = world.case(id).arbiter;
    assert!([judge(3), judge(4)].contains(&first), "all bids vetoed: drawn from the others");
    assert_eq!(world.case(id).fee, FEE);
    world.pass(86_400);
    let second = world.case(id).arbiter;
    assert!([judge(3), judge(4)].contains(&second) && second != first);
    world.pass(86_400);
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::NoArbiter));
}

#[test]
fn the_randomness_decides_with_the_case_mixed_in() {
    let mut world = weighted();
    let ids: Vec<U256> = (0..40).map(|_| world.open()).collect();
    let first = B256::repeat_byte(1);
    let by_case: Vec<_> = ids.iter().map(|id| drawn(&mut world, *id, first)).collect();
    assert!(by_case.iter().any(|winner| *winner != by_case[0]), "cases of one block differ");
    let again: Vec<_> = ids.iter().map(|id| drawn(&mut world, *id, first)).collect();
    assert_eq!(again, by_case);
    let other: Vec<_> = ids.iter().map(|id| drawn(&mut world, *id, B256::repeat_byte(2))).collect();
    assert_ne!(other, by_case);
}

#[test]
fn a_bond_counts_in_the_draw_a_minute_after_it_changed() {
    let mut world = World::with_judges(1);
    let id = world.open();
    world.register(judge(2), cmt(90_000));
    let randomness: Vec<B256> = (0..40u8).map(B256::repeat_byte).collect();
    let winners = |world: &mut World| -> Vec<_> {
        randomness.iter().map(|random| drawn(world, id, *random).unwrap()).collect()
    };
    world.pass(SEASONING - 1);
    assert!(winners(&mut world).iter().all(|winner| *winner == judge(1)));
    world.pass(1);
    assert!(winners(&mut world).contains(&judge(2)));
    // Neither a top-up, nor leaving, nor staying moves anything in the block of the draw.
    let before = winners(&mut world);
    world.paying(judge(1), cmt(50_000), abi::topUpCall {});
    world.ok(judge(2), abi::announceLeaveCall {});
    world.pass(0);
    assert_eq!(winners(&mut world), before);
    world.ok(judge(2), abi::cancelLeaveCall {});
    world.pass(SEASONING - 1);
    assert_eq!(winners(&mut world), before);
    world.ok(judge(2), abi::announceLeaveCall {});
    world.pass(1);
    // The top-up is old enough now; the leaving is not, as it was announced anew.
    assert_ne!(winners(&mut world), before);
    assert!(winners(&mut world).contains(&judge(2)));
    world.pass(SEASONING);
    assert!(winners(&mut world).iter().all(|winner| *winner == judge(1)), "it has left the draw");
}

#[test]
fn a_second_change_does_not_ride_on_the_first() {
    let mut world = World::with_judges(2);
    let weight = |world: &mut World| {
        let mut call = Call::system(&mut **world, ARBITRATION);
        weights::get(&mut call, 0).unwrap()
    };
    world.paying(judge(1), cmt(1), abi::topUpCall {});
    world.pass(SEASONING - 1);
    // In the last second a grinding block maker changes its bond again.
    world.paying(judge(1), cmt(5_000), abi::topUpCall {});
    world.pass(1);
    assert_eq!(weight(&mut world), 1_000);
    world.pass(SEASONING - 1);
    assert_eq!(weight(&mut world), 6_001);
}

#[test]
fn however_often_a_bond_changes_it_waits_once() {
    let mut world = World::with_judges(1);
    let waiting = |world: &World| world.slot(ARBITRATION, QUEUE_SLOT);
    assert_eq!(waiting(&world), U256::ZERO);
    for minute in 1..=5 {
        for _ in 0..10 {
            world.paying(judge(1), U256::ONE, abi::topUpCall {});
            world.pass(1);
        }
        assert_eq!(waiting(&world), U256::ONE, "minute {minute}");
        world.pass(SEASONING - 10);
    }
    // All other changes, each in the second in which the one before comes up.
    world.ok(judge(1), abi::announceLeaveCall {});
    world.ok(judge(1), abi::cancelLeaveCall {});
    assert_eq!(waiting(&world), U256::from(2), "the weight, and the release that will not be");
    world.pass(SEASONING);
    assert_eq!(waiting(&world), U256::ONE);
    // What is not queued anew is paid for all the same.
    let top_up = |world: &World| {
        let data = abi::topUpCall {}.abi_encode();
        MemoryHost::clone(world).call(judge(1), ARBITRATION, U256::ONE, &data).gas_used
    };
    let queued = top_up(&world);
    world.paying(judge(1), U256::ONE, abi::topUpCall {});
    let again = top_up(&world);
    assert!(again < queued && again > 25_000, "{queued} and {again} gas");
}

#[test]
fn a_cut_weighs_less_at_once() {
    let mut world = World::new();
    world.register(judge(1), cmt(1_500));
    world.pass(SEASONING);
    world.appointed(terms());
    world.pass(2_000);
    let mut call = Call::system(&mut *world, ARBITRATION);
    assert_eq!(weights::get(&mut call, 0).unwrap(), 1_400);
    // Below the minimum it weighs nothing.
    for _ in 0..5 {
        world.appointed(terms());
    }
    world.pass(2_000);
    assert_eq!(world.arbiter(judge(1)).bond, cmt(900));
    let mut call = Call::system(&mut *world, ARBITRATION);
    assert_eq!(weights::get(&mut call, 0).unwrap(), 0);
}

/// Fills an arbiter with as many open cases as its bond covers.
fn fill(world: &mut World, who: Address) {
    let mut call = Call::system(&mut **world, ARBITRATION);
    let place = arbiters().at(&mut call, who).unwrap();
    let old = place.load(&mut call).unwrap();
    let mut new = old;
    new.open_cases = (old.bond.to::<U256>() / MISS_PENALTY).to();
    place.update(&mut call, &old, &new).unwrap();
}

#[test]
fn who_has_all_the_cases_its_bond_covers_is_passed_over() {
    let mut world = World::with_judges(3);
    let id = world.open();
    for busy in [1, 3] {
        fill(&mut world, judge(busy));
    }
    for random in 0..50u8 {
        let winner = drawn(&mut world, id, B256::repeat_byte(random));
        assert_eq!(winner, Some(judge(2)));
    }
    fill(&mut world, judge(2));
    assert_eq!(drawn(&mut world, id, B256::ZERO), None);
}

#[test]
fn the_search_among_the_busy_is_bounded() {
    let mut world = World::with_judges(MAX_DRAWS + 8);
    let id = world.open();
    for number in 1..=MAX_DRAWS + 7 {
        fill(&mut world, judge(number));
    }
    let results: Vec<_> =
        (0..60u8).map(|random| drawn(&mut world, id, B256::repeat_byte(random))).collect();
    let free = Some(judge(MAX_DRAWS + 8));
    assert!(results.iter().all(|winner| *winner == free || winner.is_none()));
    assert!(results.contains(&free) && results.contains(&None), "{results:?}");
}

#[test]
fn the_tree_answers_like_a_list() {
    let mut random = StdRng::seed_from_u64(seed());
    let mut world = World::new();
    let mut call = Call::system(&mut *world, ARBITRATION);
    let mut model: Vec<u64> = Vec::new();
    for round in 0..400u64 {
        arbiter_list().push(&mut call, Address::left_padding_from(&round.to_be_bytes())).unwrap();
        weights::grow(&mut call).unwrap();
        model.push(0);
        for _ in 0..2 {
            let index = random.random_range(0..model.len());
            let weight = if random.random_bool(0.3) { 0 } else { random.random_range(0..5_000) };
            weights::set(&mut call, index as u64, weight).unwrap();
            model[index] = weight;
        }
        let tree = Weights::load(&mut call).unwrap();
        let total: u64 = model.iter().sum();
        assert_eq!(tree.total(&mut call).unwrap(), total);
        let index = random.random_range(0..model.len());
        let before: u64 = model[..index].iter().sum();
        assert_eq!(tree.before(&mut call, index as u64).unwrap(), before);
        assert_eq!(weights::get(&mut call, index as u64).unwrap(), model[index]);
        if total > 0 {
            let point = random.random_range(0..total);
            let mut sum = 0;
            let expected = model.iter().position(|weight| {
                sum += weight;
                point < sum
            });
            let found = tree.find(&mut call, point).unwrap();
            assert_eq!(Some(found as usize), expected, "point {point} in {model:?}");
        }
    }
}

#[test]
fn work_grows_with_the_logarithm_of_the_pool() {
    let mut world = World::with_judges(1);
    let id = world.open();
    let gas_of_draw = |world: &mut World| {
        let number: u64 = id.to();
        // A new call counts from zero, and a new transaction finds everything cold.
        world.close_block();
        let mut call = Call::system(&mut **world, ARBITRATION);
        let case = cases().at(&mut call, number).unwrap().load(&mut call).unwrap();
        let details = details().at(&mut call, number).unwrap().load(&mut call).unwrap();
        draw::draw(&mut call, number, &case, &details).unwrap();
        call.gas().used()
    };
    let small = gas_of_draw(&mut world);
    let mut call = Call::system(&mut *world, ARBITRATION);
    let mut set = 0;
    for index in 1..3_000u64 {
        let account = Address::left_padding_from(&index.to_be_bytes());
        let place = arbiters().at(&mut call, account).unwrap();
        let mut arbiter = place.load(&mut call).unwrap();
        let bond = crate::arbitration::records::amount(MIN_BOND).unwrap();
        (arbiter.bond, arbiter.index) = (bond, u32::try_from(index).unwrap());
        arbiter.joined_at = crate::arbitration::records::time(1);
        place.create(&mut call, &arbiter).unwrap();
        arbiter_list().push(&mut call, account).unwrap();
        weights::grow(&mut call).unwrap();
        let before = call.gas().used();
        weights::set(&mut call, index, 1_000).unwrap();
        set = set.max(call.gas().used() - before);
    }
    let large = gas_of_draw(&mut world);
    eprintln!("draw: {small} gas of 1 arbiter, {large} of 3,000; weight: {set}");
    // Four levels more, at most a few slots each.
    assert!(large < small + 4 * 8_400, "a draw cost {large} gas of 3,000 arbiters, {small} of one");
    assert!(set < 5 * 25_000 + 5_000, "a weight cost {set} gas");
}
