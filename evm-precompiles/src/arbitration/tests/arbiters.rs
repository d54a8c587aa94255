//! Becoming an arbiter, leaving, and the bond in between.

use alloy_primitives::{B256, U256};

use super::world::{BUYER, FEE, RULING_WINDOW, SELLER, STRANGER, World, cmt, events, judge, terms};
use crate::{
    abi::{
        IArbitration::{
            self as abi, AlreadyArbiter, ArbiterLeaving, ArbiterNotActive, ArbiterNotLeaving,
            BondBound, BondCut, BondReleased, BondTooSmall, BondTooSmallForCase, NotArbiter,
            NothingToAdd, Outcome,
        },
        IPrecompile::AmountTooLarge,
    },
    address::ARBITRATION,
    arbitration::{MIN_BOND, MISS_PENALTY, UNBONDING},
};

const PROFILE: B256 = B256::repeat_byte(9);

#[test]
fn a_bond_makes_an_arbiter() {
    let mut world = World::new();
    let register = abi::registerCall { categories: 5, profile: PROFILE };
    world.paying(judge(1), MIN_BOND, register);
    let record = world.arbiter(judge(1));
    assert_eq!((record.bond, record.active, record.categories), (MIN_BOND, true, 5));
    assert_eq!((record.profile, record.account), (PROFILE, judge(1)));
    assert_eq!(record.joinedAt, U256::from(world.time()));
    assert_eq!(world.owed(), (MIN_BOND, U256::ZERO));
    assert_eq!(world.balance(ARBITRATION), MIN_BOND);
    assert_eq!(world.ok(STRANGER, abi::arbiterCountCall {}), U256::ONE);
    world.ok(judge(1), abi::setProfileCall { categories: 6, profile: B256::ZERO });
    let record = world.arbiter(judge(1));
    assert_eq!((record.categories, record.profile), (6, B256::ZERO));
}

#[test]
fn a_bond_is_enough_once_and_fits() {
    let mut world = World::new();
    let register = abi::registerCall { categories: 0, profile: PROFILE };
    let bond = MIN_BOND - U256::ONE;
    let small = BondTooSmall { bond, minBond: MIN_BOND };
    world.fails_paying(judge(1), bond, register.clone(), small);
    let amount = U256::ONE << 96;
    world.set_balance(judge(1), amount);
    world.fails_paying(judge(1), amount, register.clone(), AmountTooLarge { amount });
    world.set_balance(judge(1), cmt(10_000));
    world.register(judge(1), MIN_BOND);
    world.fails_paying(judge(1), MIN_BOND, register, AlreadyArbiter { arbiter: judge(1) });
}

#[test]
fn all_bonds_together_fit_too() {
    let mut world = World::new();
    let most = (U256::ONE << 96) - U256::ONE;
    for who in [judge(1), judge(2)] {
        world.set_balance(who, most);
    }
    world.register(judge(1), most);
    world.pass(60);
    let register = abi::registerCall { categories: 0, profile: PROFILE };
    let amount = most + MIN_BOND;
    world.fails_paying(judge(2), MIN_BOND, register, AmountTooLarge { amount });
    // The heaviest arbiter there can be is drawn all the same.
    let id = world.open();
    world.pass(1_000);
    assert_eq!(world.case(id).arbiter, judge(1));
}

#[test]
fn who_never_registered_can_do_none_of_it() {
    let mut world = World::new();
    let none = NotArbiter { account: STRANGER };
    world.fails(STRANGER, abi::announceLeaveCall {}, none.clone());
    world.fails(STRANGER, abi::cancelLeaveCall {}, none.clone());
    world.fails_paying(STRANGER, cmt(1), abi::topUpCall {}, none.clone());
    let profile = abi::setProfileCall { categories: 0, profile: PROFILE };
    world.fails(STRANGER, profile, none.clone());
    world.fails(BUYER, abi::releaseBondCall { arbiter: STRANGER }, none.clone());
    world.fails(BUYER, abi::getArbiterCall { arbiter: STRANGER }, none);
}

#[test]
fn a_bond_grows() {
    let mut world = World::with_judges(1);
    world.fails(judge(1), abi::topUpCall {}, NothingToAdd {});
    world.paying(judge(1), U256::ONE, abi::topUpCall {});
    assert_eq!(world.arbiter(judge(1)).bond, MIN_BOND + U256::ONE);
    assert_eq!(world.owed().0, MIN_BOND + U256::ONE);
    world.ok(judge(1), abi::announceLeaveCall {});
    world.fails_paying(judge(1), cmt(1), abi::topUpCall {}, ArbiterLeaving { arbiter: judge(1) });
}

#[test]
fn a_bond_goes_home_by_itself_to_the_second() {
    let mut world = World::with_judges(1);
    let had = world.balance(judge(1));
    world.ok(judge(1), abi::announceLeaveCall {});
    let leaving = ArbiterLeaving { arbiter: judge(1) };
    world.fails(judge(1), abi::announceLeaveCall {}, leaving);
    let earliest = U256::from(world.time() + UNBONDING);
    assert_eq!(world.arbiter(judge(1)).releaseAt, earliest);
    world.pass(UNBONDING - 1);
    let bound = BondBound { arbiter: judge(1), earliest, openCases: U256::ZERO };
    world.fails(STRANGER, abi::releaseBondCall { arbiter: judge(1) }, bound);
    let logs = world.pass(1);
    let released = BondReleased { arbiter: judge(1), amount: MIN_BOND };
    assert_eq!(events::<BondReleased>(&logs), [released]);
    assert_eq!(world.balance(judge(1)), had + MIN_BOND);
    assert_eq!(world.owed().0, U256::ZERO);
    let record = world.arbiter(judge(1));
    assert_eq!((record.bond, record.active, record.releaseAt), (U256::ZERO, false, U256::ZERO));
    let gone = NotArbiter { account: judge(1) };
    world.fails(STRANGER, abi::releaseBondCall { arbiter: judge(1) }, gone);
}

#[test]
fn anyone_may_release_a_bond_that_is_due() {
    let mut world = World::with_judges(1);
    let stays = ArbiterNotLeaving { arbiter: judge(1) };
    world.fails(STRANGER, abi::releaseBondCall { arbiter: judge(1) }, stays);
    world.ok(judge(1), abi::announceLeaveCall {});
    let due = world.time() + UNBONDING;
    world.set_time(due);
    world.ok(STRANGER, abi::releaseBondCall { arbiter: judge(1) });
    assert_eq!(world.owed().0, U256::ZERO);
    // What comes up later finds nothing to do.
    assert!(events::<BondReleased>(&world.pass(0)).is_empty());
}

#[test]
fn who_stays_keeps_its_bond_in() {
    let mut world = World::with_judges(1);
    world.fails(judge(1), abi::cancelLeaveCall {}, ArbiterNotLeaving { arbiter: judge(1) });
    world.ok(judge(1), abi::announceLeaveCall {});
    world.ok(judge(1), abi::cancelLeaveCall {});
    assert!(world.arbiter(judge(1)).active);
    world.pass(UNBONDING);
    assert_eq!(world.arbiter(judge(1)).bond, MIN_BOND);
    // The second announcement counts from itself, not from the first.
    world.ok(judge(1), abi::announceLeaveCall {});
    world.pass(UNBONDING - 1);
    assert_eq!(world.arbiter(judge(1)).bond, MIN_BOND);
    world.pass(1);
    assert_eq!(world.arbiter(judge(1)).bond, U256::ZERO);
}

#[test]
fn who_comes_back_keeps_its_record_and_its_place() {
    let mut world = World::with_judges(2);
    let id = world.appointed(terms());
    world.rule(id, judge(1), Outcome::Buyer);
    let joined = world.arbiter(judge(1)).joinedAt;
    world.ok(judge(1), abi::announceLeaveCall {});
    world.pass(UNBONDING);
    world.register(judge(1), cmt(2_000));
    let record = world.arbiter(judge(1));
    assert_eq!((record.ruled, record.joinedAt), (U256::ONE, joined));
    assert_eq!((record.bond, record.active), (cmt(2_000), true));
    assert_eq!(world.ok(STRANGER, abi::arbiterCountCall {}), U256::from(2));
}

#[test]
fn an_open_case_holds_the_bond_until_it_is_ruled() {
    let mut world = World::with_judges(1);
    let terms = abi::Terms { rulingWindow: 30 * 86_400, ..terms() };
    let id = world.appointed(terms);
    world.ok(judge(1), abi::announceLeaveCall {});
    // Longer than any bid could bind it.
    world.pass(30 * 86_400 - 1);
    assert_eq!(world.arbiter(judge(1)).bond, MIN_BOND);
    assert_eq!(world.arbiter(judge(1)).openCases, U256::ONE);
    let had = world.balance(judge(1));
    world.rule(id, judge(1), Outcome::Seller);
    // The bid of that case still binds; the bond goes when that is over.
    let bound_until: u64 = world.arbiter(judge(1)).boundUntil.to();
    let left = bound_until - world.time();
    world.pass(left - 1);
    assert_eq!(world.arbiter(judge(1)).bond, MIN_BOND);
    world.pass(1);
    assert_eq!(world.balance(judge(1)), had + cmt(3) + MIN_BOND);
}

#[test]
fn the_last_case_lets_a_due_bond_go_at_once() {
    let mut world = World::with_judges(1);
    // Drawn: no bid binds it, only the case.
    let id = world.open_with(FEE, abi::Terms { rulingWindow: 30 * 86_400, ..terms() });
    world.pass(1_000);
    assert_eq!(world.case(id).arbiter, judge(1));
    world.ok(judge(1), abi::announceLeaveCall {});
    world.pass(UNBONDING);
    assert_eq!(world.arbiter(judge(1)).bond, MIN_BOND);
    let had = world.balance(judge(1));
    world.rule(id, judge(1), Outcome::Seller);
    assert_eq!(world.balance(judge(1)), had + FEE + MIN_BOND);
    assert_eq!(world.owed(), (U256::ZERO, U256::ZERO));
}

#[test]
fn a_live_bid_holds_the_bond_and_is_called_upon_after_leaving() {
    let mut world = World::with_judges(2);
    let long = 30 * 86_400;
    let terms = abi::Terms { bidWindow: long, acceptWindow: long, ..terms() };
    let id = world.open_with(FEE, terms);
    world.bid(id, judge(1), cmt(1));
    world.ok(judge(1), abi::announceLeaveCall {});
    world.pass(UNBONDING + 1);
    assert_eq!(world.arbiter(judge(1)).bond, MIN_BOND);
    world.pass(2 * u64::from(long) - UNBONDING - 1);
    assert_eq!(world.case(id).arbiter, judge(1), "who leaves still owes what it bid for");
    world.pass(u64::from(RULING_WINDOW));
    assert_eq!(world.arbiter(judge(1)).missed, U256::ONE);
    assert_eq!(world.arbiter(judge(1)).bond, MIN_BOND - MISS_PENALTY);
    world.pass(2 * 86_400);
    assert_eq!(world.arbiter(judge(1)).bond, U256::ZERO, "released once nothing bound it");
}

#[test]
fn a_bid_binds_until_the_last_time_it_can_be_called_upon() {
    let mut world = World::with_judges(2);
    let long = abi::Terms { rulingWindow: 100_000, ..terms() };
    for (terms, window) in [(terms(), 86_400), (long, 100_000)] {
        let id = world.open_with(FEE, terms);
        world.bid(id, judge(1), cmt(1));
        // The accept window ends 1,500 seconds from now; two others may miss their deadlines then.
        let until = U256::from(world.time() + 1_500 + 2 * window);
        assert_eq!(world.arbiter(judge(1)).boundUntil, until);
    }
    // A shorter case does not shorten it.
    let until = world.arbiter(judge(1)).boundUntil;
    let id = world.open();
    world.bid(id, judge(1), cmt(1));
    assert_eq!(world.arbiter(judge(1)).boundUntil, until);
}

#[test]
fn who_leaves_bids_no_more() {
    let mut world = World::with_judges(1);
    let id = world.open();
    world.ok(judge(1), abi::announceLeaveCall {});
    let error = ArbiterNotActive { arbiter: judge(1) };
    world.fails(judge(1), abi::bidCall { caseId: id, fee: cmt(1) }, error);
}

#[test]
fn a_missed_deadline_costs_the_penalty_and_the_parties_share_it() {
    let mut world = World::with_judges(1);
    let id = world.appointed(terms());
    let before = [BUYER, SELLER].map(|party| world.balance(party));
    let logs = world.pass(RULING_WINDOW.into());
    let left = MIN_BOND - MISS_PENALTY;
    let cut = BondCut { arbiter: judge(1), caseId: id, amount: MISS_PENALTY, bond: left };
    assert_eq!(events::<BondCut>(&logs), [cut]);
    let half = MISS_PENALTY / U256::from(2);
    assert_eq!(world.balance(BUYER), before[0] + half);
    assert_eq!(world.balance(SELLER), before[1] + half);
    let record = world.arbiter(judge(1));
    assert_eq!((record.bond, record.active, record.missed), (left, false, U256::ONE));
    assert_eq!(world.owed().0, left);
}

#[test]
fn a_cut_below_the_minimum_is_made_up_by_a_top_up() {
    let mut world = World::with_judges(1);
    world.appointed(terms());
    world.pass(RULING_WINDOW.into());
    let id = world.open();
    let bid = abi::bidCall { caseId: id, fee: cmt(1) };
    world.fails(judge(1), bid.clone(), ArbiterNotActive { arbiter: judge(1) });
    world.paying(judge(1), MISS_PENALTY - U256::ONE, abi::topUpCall {});
    world.fails(judge(1), bid.clone(), ArbiterNotActive { arbiter: judge(1) });
    world.paying(judge(1), U256::ONE, abi::topUpCall {});
    world.ok(judge(1), bid);
}

#[test]
fn ten_misses_use_up_the_least_bond_and_not_a_wei_more() {
    let mut world = World::new();
    let rest = U256::from(7);
    world.register(judge(1), MIN_BOND + rest);
    world.pass(60);
    for _ in 0..10 {
        world.appointed(terms());
    }
    let before = [BUYER, SELLER].map(|party| world.balance(party));
    world.pass(RULING_WINDOW.into());
    assert_eq!(world.arbiter(judge(1)).bond, rest);
    let half = MIN_BOND / U256::from(2);
    assert_eq!(world.balance(BUYER), before[0] + half);
    assert_eq!(world.balance(SELLER), before[1] + half);
    assert_eq!(world.owed().0, rest);
    let id = world.open();
    let bid = abi::bidCall { caseId: id, fee: cmt(1) };
    world.fails(judge(1), bid, ArbiterNotActive { arbiter: judge(1) });
}

#[test]
fn each_open_case_is_covered_by_the_bond() {
    let mut world = World::with_judges(1);
    for _ in 0..10 {
        world.appointed(terms());
    }
    let id = world.open();
    let (open, bond) = (U256::from(10), MIN_BOND);
    let error = BondTooSmallForCase { arbiter: judge(1), openCases: open, bond };
    world.fails(judge(1), abi::bidCall { caseId: id, fee: cmt(1) }, error);
    world.paying(judge(1), MISS_PENALTY, abi::topUpCall {});
    world.bid(id, judge(1), cmt(1));
}

#[test]
fn bids_beyond_the_cover_are_passed_over() {
    let mut world = World::with_judges(2);
    let ids: Vec<U256> = (0..11).map(|_| world.open()).collect();
    for id in &ids {
        world.bid(*id, judge(1), cmt(1));
        world.bid(*id, judge(2), cmt(2));
    }
    world.pass(1_500);
    let taken: Vec<_> = ids.iter().map(|id| world.case(*id).arbiter).collect();
    assert_eq!(taken.iter().filter(|arbiter| **arbiter == judge(1)).count(), 10);
    assert_eq!(taken.iter().filter(|arbiter| **arbiter == judge(2)).count(), 1);
}
