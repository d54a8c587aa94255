//! Pages and what they show.

use alloy_primitives::{Address, U256};

use super::world::{BUYER, FEE, STRANGER, World, judge, terms};
use crate::{
    abi::{
        IArbitration::{self as abi, NoSuchCase, Outcome, Phase},
        IPrecompile::PageTooLarge,
    },
    arbitration::{MAX_PAGE, MIN_BOND},
};

#[test]
fn lists_are_read_in_pages() {
    let mut world = World::with_judges(10);
    let all = abi::arbitersCall { from: U256::ZERO, limit: U256::from(100) };
    let records = world.ok(STRANGER, all);
    let accounts: Vec<_> = records.iter().map(|record| record.account).collect();
    assert_eq!(accounts, (1..=10).map(judge).collect::<Vec<_>>());
    let page = abi::arbitersCall { from: U256::from(8), limit: U256::from(5) };
    let records = world.ok(STRANGER, page);
    assert_eq!(records.len(), 2);
    assert_eq!((records[0].account, records[0].bond), (judge(9), MIN_BOND));
    for from in [U256::from(10), U256::from(u64::MAX), U256::MAX] {
        let page = abi::arbitersCall { from, limit: U256::from(5) };
        assert!(world.ok(STRANGER, page).is_empty());
    }
}

#[test]
fn a_page_has_a_bound() {
    let mut world = World::new();
    let max = U256::from(MAX_PAGE);
    for limit in [max + U256::ONE, U256::from(u64::MAX), U256::MAX] {
        let error = PageTooLarge { limit, max };
        world.fails(STRANGER, abi::arbitersCall { from: U256::ZERO, limit }, error.clone());
        let cases = abi::casesOfCall { account: BUYER, from: U256::ZERO, limit };
        world.fails(STRANGER, cases, error);
    }
}

#[test]
fn cases_of_parties_and_arbiters_are_listed() {
    let mut world = World::with_judges(1);
    let ids: Vec<U256> = (0..9).map(|_| world.appointed(terms())).collect();
    for account in [BUYER, judge(1)] {
        let page = abi::casesOfCall { account, from: U256::from(5), limit: U256::from(100) };
        assert_eq!(world.ok(STRANGER, page), ids[5..]);
        let page = abi::casesOfCall { account, from: U256::ONE, limit: U256::from(7) };
        assert_eq!(world.ok(STRANGER, page), ids[1..8]);
    }
    let nothing = abi::casesOfCall { account: STRANGER, from: U256::ZERO, limit: U256::ONE };
    assert!(world.ok(STRANGER, nothing).is_empty());
}

#[test]
fn what_is_not_there_reads_as_nothing_or_an_error_never_as_something() {
    let mut world = World::new();
    for id in [U256::ZERO, U256::ONE, U256::from(1u128 << 64), U256::MAX] {
        assert_eq!(world.ruling(id), (Phase::None, Outcome::None));
        world.fails(STRANGER, abi::getCaseCall { caseId: id }, NoSuchCase { caseId: id });
        world.fails(STRANGER, abi::bidsOfCall { caseId: id }, NoSuchCase { caseId: id });
    }
    // A number that is case 1 once its high bits are cut off is not case 1.
    world.open_with(FEE, terms());
    let alias = (U256::ONE << 64) + U256::ONE;
    assert_eq!(world.ruling(alias), (Phase::None, Outcome::None));
    world.fails(STRANGER, abi::getCaseCall { caseId: alias }, NoSuchCase { caseId: alias });
    assert_eq!(world.case(U256::ONE).arbiter, Address::ZERO);
}

#[test]
fn the_constants_are_told() {
    let mut world = World::new();
    let values = world.ok(STRANGER, abi::parametersCall {});
    assert_eq!(values.minBond, MIN_BOND);
    assert_eq!(values.minBond, super::world::cmt(1_000));
    assert_eq!(values.missPenalty, super::world::cmt(100));
    assert_eq!(values.minFee, super::world::cmt(1));
    assert_eq!(values.unbonding, U256::from(1_209_600));
    assert_eq!(values.maxWindow, U256::from(2_592_000));
    assert_eq!(values.minDrawnWindow, U256::from(86_400));
    assert_eq!(values.courtWindow, U256::from(2_592_000));
    assert_eq!(values.seasoning, U256::from(60));
    assert_eq!((values.maxBids, values.maxArbiters), (U256::from(16), U256::from(3)));
    assert_eq!((values.maxEvidence, values.maxUri), (U256::from(32), U256::from(256)));
}
