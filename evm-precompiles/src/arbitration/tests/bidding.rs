//! Bids, acceptances and vetoes.

use alloy_primitives::{Address, U256};

use super::world::{
    BUYER, COURT, FEE, OPENER, RULING_WINDOW, SELLER, STRANGER, World, cmt, court_terms, events,
    judge, opening, terms,
};
use crate::{
    abi::IArbitration::{
        self as abi, ArbiterAppointed, ArbiterVetoed, BidDisplaced, BidsFull, Conflicted,
        FeeTooHigh, NoSuchBid, NotArbiter, NotLower, Outcome, Phase, VetoUsed, WrongPhase,
    },
    arbitration::{MAX_BIDS, MIN_BOND},
};

fn bid(id: U256, fee: U256) -> abi::bidCall {
    abi::bidCall { caseId: id, fee }
}

fn accept(id: U256, arbiter: Address) -> abi::acceptBidCall {
    abi::acceptBidCall { caseId: id, arbiter }
}

fn veto(id: U256, arbiter: Address) -> abi::vetoBidCall {
    abi::vetoBidCall { caseId: id, arbiter }
}

#[test]
fn fees_from_zero_to_the_maximum_are_bid() {
    let mut world = World::with_judges(2);
    let id = world.open();
    let (fee, max) = (FEE + U256::ONE, FEE);
    world.fails(judge(1), bid(id, fee), FeeTooHigh { fee, maxFee: max });
    world.bid(id, judge(1), FEE);
    world.bid(id, judge(2), U256::ZERO);
    let bids = world.ok(STRANGER, abi::bidsOfCall { caseId: id });
    let fees: Vec<_> = bids.iter().map(|bid| (bid.arbiter, bid.fee)).collect();
    assert_eq!(fees, [(judge(1), FEE), (judge(2), U256::ZERO)]);
    assert_eq!(world.case(id).bids, U256::from(2));
}

#[test]
fn a_bid_is_only_ever_lowered() {
    let mut world = World::with_judges(1);
    let id = world.open();
    world.bid(id, judge(1), cmt(4));
    for fee in [cmt(4), cmt(5)] {
        world.fails(judge(1), bid(id, fee), NotLower { fee, before: cmt(4) });
    }
    world.bid(id, judge(1), cmt(2));
    let bids = world.ok(STRANGER, abi::bidsOfCall { caseId: id });
    assert_eq!((bids.len(), bids[0].fee), (1, cmt(2)));
}

#[test]
fn whoever_has_a_stake_cannot_bid() {
    let mut world = World::new();
    let (carrier, market) = (judge(8), judge(9));
    for who in [BUYER, SELLER, OPENER, COURT, carrier, market, judge(1)] {
        world.register(who, MIN_BOND);
    }
    let mut asked = opening(BUYER, SELLER, court_terms());
    asked.excluded = [carrier, market];
    let id = world.paying(OPENER, FEE, asked);
    for account in [BUYER, SELLER, OPENER, COURT, carrier, market] {
        world.fails(account, bid(id, cmt(1)), Conflicted { caseId: id, account });
    }
    world.fails(STRANGER, bid(id, cmt(1)), NotArbiter { account: STRANGER });
    world.bid(id, judge(1), cmt(1));
}

#[test]
fn a_full_list_takes_only_cheaper_bids() {
    let mut world = World::with_judges(20);
    let id = world.open();
    for number in 1..=MAX_BIDS {
        // Numbers 5 and 6 are the dearest.
        let fee = if number == 5 || number == 6 { cmt(9) } else { cmt(5) };
        world.bid(id, judge(number), fee);
    }
    world.fails(judge(17), bid(id, cmt(9)), BidsFull { caseId: id });
    world.ok(judge(17), bid(id, cmt(8)));
    let logs = world.take_logs();
    // Of the two dearest the later one went.
    let displaced = BidDisplaced { caseId: id, arbiter: judge(6) };
    assert_eq!(events::<BidDisplaced>(&logs), [displaced]);
    let bids = world.ok(STRANGER, abi::bidsOfCall { caseId: id });
    assert_eq!((bids.len(), bids[5].arbiter, bids[5].fee), (16, judge(17), cmt(8)));
    // A lowered bid needs no room.
    world.bid(id, judge(1), cmt(1));
    // Accepted and vetoed ones stay, however dear.
    world.accept(id, BUYER, judge(5));
    world.veto(id, SELLER, judge(17));
    world.bid(id, judge(18), cmt(4));
    let logs = world.take_logs();
    let displaced = BidDisplaced { caseId: id, arbiter: judge(16) };
    assert_eq!(events::<BidDisplaced>(&logs).last(), Some(&displaced));
    world.fails(judge(19), bid(id, cmt(5)), BidsFull { caseId: id });
    assert_eq!(world.case(id).bids, U256::from(16));
}

#[test]
fn the_bid_both_accept_is_appointed_at_once_even_while_others_bid() {
    let mut world = World::with_judges(2);
    let id = world.open();
    world.bid(id, judge(1), cmt(5));
    world.bid(id, judge(2), cmt(1));
    world.accept(id, SELLER, judge(1));
    assert_eq!(world.case(id).phase, Phase::Bidding);
    world.accept(id, BUYER, judge(1));
    let case = world.case(id);
    assert_eq!((case.phase, case.arbiter, case.fee), (Phase::Ruling, judge(1), cmt(5)));
    assert_eq!(case.deadline, U256::from(world.time() + u64::from(RULING_WINDOW)));
    let appointed: Vec<ArbiterAppointed> = events(&world.take_logs());
    assert_eq!(appointed.len(), 1);
    assert!(!appointed[0].drawn);
    let record = world.arbiter(judge(1));
    assert_eq!((record.openCases, record.taken), (U256::ONE, U256::ONE));
    // The end of the bid and accept windows changes nothing any more.
    world.pass(1_500);
    assert_eq!(world.case(id).arbiter, judge(1));
    let error = WrongPhase { caseId: id, phase: Phase::Ruling };
    world.fails(judge(2), bid(id, U256::ZERO), error.clone());
    world.fails(BUYER, accept(id, judge(2)), error.clone());
    world.fails(BUYER, veto(id, judge(1)), error);
}

#[test]
fn a_later_acceptance_replaces_the_earlier() {
    let mut world = World::with_judges(2);
    let id = world.open();
    world.bid(id, judge(1), cmt(5));
    world.bid(id, judge(2), cmt(6));
    world.accept(id, BUYER, judge(1));
    world.accept(id, BUYER, judge(2));
    world.accept(id, SELLER, judge(1));
    assert_eq!(world.case(id).arbiter, Address::ZERO, "they named different ones last");
    let bids = world.ok(STRANGER, abi::bidsOfCall { caseId: id });
    let marks: Vec<_> =
        bids.iter().map(|bid| (bid.acceptedByBuyer, bid.acceptedBySeller)).collect();
    assert_eq!(marks, [(false, true), (true, false)]);
    world.accept(id, SELLER, judge(2));
    assert_eq!(world.case(id).arbiter, judge(2));
}

#[test]
fn without_agreement_the_cheapest_is_taken_and_of_equals_the_first() {
    let mut world = World::with_judges(4);
    let id = world.open();
    for (number, fee) in [(1, 5), (2, 3), (3, 3), (4, 4)] {
        world.bid(id, judge(number), cmt(fee));
    }
    world.accept(id, BUYER, judge(1));
    world.accept(id, SELLER, judge(4));
    world.pass(1_500);
    let case = world.case(id);
    assert_eq!((case.arbiter, case.fee), (judge(2), cmt(3)));
}

#[test]
fn each_party_has_one_veto_and_a_vetoed_arbiter_is_out() {
    let mut world = World::with_judges(4);
    let id = world.open();
    for number in 1..=4 {
        world.bid(id, judge(number), cmt(number.into()));
    }
    world.accept(id, SELLER, judge(1));
    world.veto(id, BUYER, judge(1));
    let vetoed = ArbiterVetoed { caseId: id, arbiter: judge(1) };
    world.fails(BUYER, accept(id, judge(1)), vetoed.clone());
    world.fails(SELLER, accept(id, judge(1)), vetoed.clone());
    world.fails(SELLER, veto(id, judge(1)), vetoed);
    world.fails(BUYER, veto(id, judge(2)), VetoUsed { caseId: id, party: BUYER });
    let bids = world.ok(STRANGER, abi::bidsOfCall { caseId: id });
    assert!(bids[0].vetoed && !bids[0].acceptedBySeller, "a veto takes the acceptance with it");
    world.veto(id, SELLER, judge(2));
    world.pass(1_500);
    assert_eq!(world.case(id).arbiter, judge(3));
    // Vetoed ones are passed over when the next is looked for, and in the draw too.
    world.pass(RULING_WINDOW.into());
    assert_eq!(world.case(id).arbiter, judge(4));
    world.pass(RULING_WINDOW.into());
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::NoArbiter));
}

#[test]
fn who_is_both_parties_accepts_for_both_and_has_two_vetoes() {
    let mut world = World::with_judges(3);
    let same = opening(BUYER, BUYER, terms());
    let id = world.paying(OPENER, FEE, same.clone());
    for number in 1..=3 {
        world.bid(id, judge(number), cmt(1));
    }
    world.veto(id, BUYER, judge(1));
    world.veto(id, BUYER, judge(2));
    world.fails(BUYER, veto(id, judge(3)), VetoUsed { caseId: id, party: BUYER });
    world.accept(id, BUYER, judge(3));
    assert_eq!(world.case(id).arbiter, judge(3));
    let listed = abi::casesOfCall { account: BUYER, from: U256::ZERO, limit: U256::from(9) };
    assert_eq!(world.ok(STRANGER, listed), [id], "listed once");
    // The whole penalty comes to the one who is both.
    let before = world.balance(BUYER);
    world.pass(RULING_WINDOW.into());
    assert_eq!(world.balance(BUYER), before + cmt(100));
}

#[test]
fn only_bids_that_are_there_are_accepted_or_vetoed() {
    let mut world = World::with_judges(2);
    let id = world.open();
    world.bid(id, judge(1), cmt(1));
    let error = NoSuchBid { caseId: id, arbiter: judge(2) };
    world.fails(BUYER, accept(id, judge(2)), error.clone());
    world.fails(BUYER, veto(id, judge(2)), error);
}

#[test]
fn a_bid_whose_bond_was_cut_cannot_be_accepted_and_is_passed_over() {
    let mut world = World::with_judges(2);
    let missed = world.appointed(terms());
    let id = world.open_with(FEE, abi::Terms { bidWindow: 10_000, ..terms() });
    world.bid(id, judge(1), cmt(1));
    world.bid(id, judge(2), cmt(2));
    world.accept(id, BUYER, judge(1));
    world.pass(RULING_WINDOW.into());
    assert_eq!(world.case(missed).missed, U256::ONE);
    let error = abi::ArbiterNotActive { arbiter: judge(1) };
    world.fails(SELLER, accept(id, judge(1)), error);
    world.pass(10_500);
    assert_eq!(world.case(id).arbiter, judge(2));
}
