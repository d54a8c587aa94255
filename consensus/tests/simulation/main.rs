//! Whole networks of real validators, in a runtime where time, network, disks and chance follow
//! from one number: what may go wrong does, a thousand times over, and every failure comes back
//! when it is asked for by its seed.
//!
//! `SIM_SEED=7` plays one seed again, `SEEDS=100..200` a range, `SIM_SEEDS=10000` that many.

mod campaign;
mod cluster;
mod disk;
mod forger;
mod load;
mod scenario;
mod story;
mod truth;
mod wire;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "shared with the tests that need other parts of it")]
mod world;

use scenario::{Deed, Event, Plant, Scenario, Timed};

/// Seeds that once failed. They are played with every run.
const REGRESSIONS: &str = include_str!("regressions.txt");

/// Seeds of a run that names none.
const SEEDS: u64 = 200;

#[test]
fn networks_agree_whatever_happens() {
    let seeds = campaign::seeds(SEEDS, REGRESSIONS);
    let outcome = campaign::run(&seeds, Scenario::of);
    outcome.print();
    assert!(outcome.failed.is_empty(), "seeds {:?} failed", outcome.failed_seeds());
    assert!(outcome.reports.values().all(|report| report.audits > 0));
    if seeds.len() >= 50 {
        outcome.assert_that_it_was_hard();
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in [3, 4] {
        let runs = [(); 2].map(|()| campaign::run(&[seed], Scenario::of));
        let [first, again] = runs.map(|run| run.reports.get(&seed).cloned());
        assert!(first.is_some(), "seed {seed} fails");
        assert_eq!(first, again, "seed {seed}");
    }
}

/// It once went on without signing until the next block was final, which needed its votes.
#[test]
fn a_validator_that_cannot_sign_any_more_ends_at_once() {
    // The network stands still when the record breaks, and needs this validator to go on.
    let alone = (1..4).flat_map(|other| [(0, other), (other, 0)]).collect();
    let story = [(2_000, Event::Cut(alone)), (2_400, Event::BreakRecord(0)), (6_000, Event::Join)];
    let story = story.map(|(at_ms, event)| Timed { at_ms, event }).to_vec();
    let scenario = |seed| Scenario {
        validators: 4,
        byzantine: Some((3, Deed::Withhold { victims: Vec::new(), votes: true })),
        lives: vec![story.clone()],
        ..Scenario::of(seed)
    };
    let outcome = campaign::run(&[1, 2], scenario);
    assert!(outcome.failed.is_empty(), "seeds {:?} failed", outcome.failed_seeds());
    assert!(outcome.reports.values().all(|report| report.crashes > 0), "it did not end");
}

/// The canaries: a fault is planted, and has to be found, in so many seeds and in these words.
fn is_found(plant: Plant, seeds: u64, words: &str) {
    let seeds: Vec<u64> = (0..seeds).collect();
    let found = campaign::until_failure(&seeds, words, |seed| Scenario::planted(seed, plant));
    let Some((seed, message)) = found else { panic!("{plant:?} was not found") };
    println!("{plant:?} found with seed {seed}: {message}");
}

#[test]
fn too_many_dishonest_validators_are_seen_to_fork() {
    is_found(Plant::TooManyTwins, 100, "VIOLATION: fork");
}

#[test]
fn money_from_nowhere_is_seen() {
    is_found(Plant::UncountedMoney, 1, "VIOLATION: validator 0 has money that is not counted");
}

#[test]
fn a_lost_block_is_seen() {
    is_found(Plant::LostBlock, 10, " lost block ");
}

#[test]
fn a_validator_that_forgets_its_votes_is_seen() {
    is_found(Plant::Amnesia, 100, "contradicted itself");
}
