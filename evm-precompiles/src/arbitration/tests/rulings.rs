//! Rulings, missed deadlines, the court, and who is paid.

use alloy_primitives::{Address, U256};

use super::world::{
    BUYER, COURT, FEE, OPENER, RULING_WINDOW, SELLER, STRANGER, World, cmt, court_terms, events,
    judge, terms,
};
use crate::{
    abi::IArbitration::{
        self as abi, CourtAppointed, InvalidRuling, NotAppointed, Outcome, Phase, Ruling, TooLate,
        WrongPhase,
    },
    arbitration::{COURT_WINDOW, MIN_BOND, MIN_DRAWN_WINDOW, MIN_FEE, MISS_PENALTY},
};

fn rule(id: U256, outcome: Outcome) -> abi::ruleCall {
    abi::ruleCall { caseId: id, outcome }
}

#[test]
fn a_ruling_is_final_and_pays() {
    for outcome in [Outcome::Buyer, Outcome::Seller] {
        let mut world = World::with_judges(1);
        let (rich, had) = (world.balance(OPENER), world.balance(judge(1)));
        let id = world.appointed(terms());
        world.take_logs();
        world.rule(id, judge(1), outcome);
        assert_eq!(world.ruling(id), (Phase::Closed, outcome));
        assert_eq!(world.balance(judge(1)), had + cmt(3));
        assert_eq!(world.balance(OPENER), rich - cmt(3));
        let told: Vec<Ruling> = events(&world.take_logs());
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].caseId, told[0].arbiter), (id, judge(1)));
        assert_eq!((told[0].outcome, told[0].fee), (outcome, cmt(3)));
        let record = world.arbiter(judge(1));
        assert_eq!((record.ruled, record.openCases), (U256::ONE, U256::ZERO));
        assert_eq!(world.owed(), (MIN_BOND, U256::ZERO));
        let closed = WrongPhase { caseId: id, phase: Phase::Closed };
        world.fails(judge(1), rule(id, Outcome::Buyer), closed);
        world.pass(1_000_000);
        assert_eq!(world.ruling(id), (Phase::Closed, outcome), "nothing comes up any more");
    }
}

#[test]
fn only_a_party_can_win() {
    let mut world = World::with_judges(1);
    let id = world.appointed(terms());
    for outcome in [Outcome::None, Outcome::NoArbiter, Outcome::Settled] {
        world.fails(judge(1), rule(id, outcome), InvalidRuling { outcome });
    }
}

#[test]
fn a_bid_of_nothing_is_paid_nothing() {
    let mut world = World::with_judges(1);
    let (rich, had) = (world.balance(OPENER), world.balance(judge(1)));
    let id = world.open();
    world.bid(id, judge(1), U256::ZERO);
    world.pass(1_500);
    world.rule(id, judge(1), Outcome::Buyer);
    assert_eq!((world.balance(OPENER), world.balance(judge(1))), (rich, had));
}

#[test]
fn the_silent_are_replaced_twice_by_bids_and_then_by_the_court() {
    let mut world = World::with_judges(4);
    let id = world.open_with(FEE, court_terms());
    for number in 1..=4 {
        world.bid(id, judge(number), cmt(number.into()));
    }
    world.pass(1_500);
    for number in 1..=3 {
        let case = world.case(id);
        assert_eq!((case.arbiter, case.fee), (judge(number), cmt(number.into())));
        world.pass(RULING_WINDOW.into());
        let record = world.arbiter(judge(number));
        assert_eq!(record.bond, MIN_BOND - MISS_PENALTY);
        assert_eq!((record.missed, record.openCases), (U256::ONE, U256::ZERO));
    }
    let case = world.case(id);
    assert_eq!((case.phase, case.arbiter, case.fee), (Phase::Court, COURT, FEE));
    assert_eq!(case.deadline, U256::from(world.time() + COURT_WINDOW));
    assert_eq!(case.missed, U256::from(3));
    let bids = world.ok(STRANGER, abi::bidsOfCall { caseId: id });
    assert_eq!(bids.iter().map(|bid| bid.tried).collect::<Vec<_>>(), [true, true, true, false]);
    for number in 1..=3 {
        assert_eq!(world.arbiter(judge(number)).escalated, U256::ONE);
        // Who missed has nothing to say any more.
        let account = judge(number);
        world.fails(account, rule(id, Outcome::Buyer), NotAppointed { caseId: id, account });
    }
    let (rich, had) = (world.balance(OPENER), world.balance(COURT));
    world.rule(id, COURT, Outcome::Seller);
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::Seller));
    assert_eq!(world.balance(COURT), had + FEE);
    assert_eq!(world.balance(OPENER), rich, "the court is paid all there is");
}

#[test]
fn without_a_court_three_silent_arbiters_end_in_a_refund() {
    let mut world = World::with_judges(4);
    let rich = world.balance(OPENER);
    let id = world.open();
    for number in 1..=4 {
        world.bid(id, judge(number), cmt(number.into()));
    }
    world.pass(1_500);
    for _ in 0..3 {
        assert_eq!(world.ruling(id).0, Phase::Ruling);
        world.pass(RULING_WINDOW.into());
    }
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::NoArbiter));
    assert_eq!(world.balance(OPENER), rich);
    assert_eq!(world.arbiter(judge(1)).escalated, U256::ZERO);
    assert_eq!(world.owed().1, U256::ZERO);
}

#[test]
fn after_the_bids_the_lot_finds_the_next() {
    let mut world = World::with_judges(2);
    let id = world.open();
    world.bid(id, judge(1), cmt(1));
    world.pass(1_500);
    world.pass(RULING_WINDOW.into());
    let case = world.case(id);
    assert_eq!((case.arbiter, case.fee), (judge(2), FEE), "the drawn one gets the maximum");
    // Drawn, it has a day at least.
    assert_eq!(case.deadline, U256::from(world.time() + MIN_DRAWN_WINDOW));
    world.pass(MIN_DRAWN_WINDOW);
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::NoArbiter), "nobody is left");
}

#[test]
fn a_silent_court_ends_in_a_refund() {
    let mut world = World::new();
    let rich = world.balance(OPENER);
    let id = world.open_with(FEE, court_terms());
    let logs = world.pass(1_000);
    let told: Vec<CourtAppointed> = events(&logs);
    assert_eq!((told.len(), told[0].court, told[0].fee), (1, COURT, FEE));
    world.pass(COURT_WINDOW - 1);
    assert_eq!(world.ruling(id), (Phase::Court, Outcome::None));
    world.pass(1);
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::NoArbiter));
    assert_eq!(world.balance(OPENER), rich);
    assert_eq!(world.case(id).arbiter, Address::ZERO);
}

#[test]
fn nobody_at_all_is_a_refund_as_soon_as_the_bidding_is_over() {
    let mut world = World::new();
    let rich = world.balance(OPENER);
    let id = world.open();
    world.pass(999);
    assert_eq!(world.ruling(id), (Phase::Bidding, Outcome::None));
    let logs = world.pass(1);
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::NoArbiter));
    let told: Vec<Ruling> = events(&logs);
    assert_eq!((told[0].arbiter, told[0].fee), (Address::ZERO, U256::ZERO));
    assert_eq!(world.balance(OPENER), rich);
}

#[test]
fn nobody_is_drawn_for_less_than_the_least_fee() {
    use crate::{
        Call,
        address::{ARBITRATION, ESCROW},
        arbitration::{Opening, Terms, open},
    };
    let mut world = World::with_judges(3);
    // Only a precompile can open a case with less. This one is not Escrow's, which would have to
    // know of an order.
    for (fee, drawn) in [(U256::ZERO, false), (MIN_FEE - U256::ONE, false), (MIN_FEE, true)] {
        let terms = Terms { bid_window: 0, accept_window: 9, ruling_window: 9, court: COURT };
        let opening = Opening {
            reference: Default::default(),
            buyer: BUYER,
            seller: SELLER,
            excluded: [Address::ZERO; 2],
            max_fee: fee,
            terms,
        };
        let mut call = Call::system(&mut *world, ESCROW);
        let id = call.within(ARBITRATION, |call| open(call, &opening)).unwrap();
        world.pass(0);
        let phase = world.ruling(U256::from(id)).0;
        assert_eq!(phase, if drawn { Phase::Ruling } else { Phase::Court }, "{fee}");
    }
}

#[test]
fn a_ruling_in_the_last_second_counts_and_one_later_does_not() {
    let mut world = World::with_judges(1);
    let (first, second) = (world.appointed(terms()), world.appointed(terms()));
    let deadline = world.case(second).deadline;
    let last: u64 = deadline.to::<u64>() - 1;
    world.set_time(last);
    world.rule(first, judge(1), Outcome::Buyer);
    world.set_time(last + 1);
    let error = TooLate { caseId: second, deadline };
    world.fails(judge(1), rule(second, Outcome::Buyer), error);
    world.pass(0);
    assert_eq!(world.arbiter(judge(1)).missed, U256::ONE);
}
