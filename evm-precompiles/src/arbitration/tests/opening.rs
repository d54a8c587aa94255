//! Cases of anybody's own, with the fee paid in.

use alloy_primitives::{Address, U256};

use super::world::{
    BUYER, COURT, FEE, OPENER, SELLER, STRANGER, World, cmt, court_terms, events, judge, opening,
    terms,
};
use crate::{
    abi::{
        IArbitration::{
            self as abi, CaseOpened, FeeTooSmall, InvalidWindow, NotOpener, Outcome, Phase,
            WrongPhase,
        },
        IPrecompile::{AmountTooLarge, ZeroAddress},
    },
    address::{ARBITRATION, ESCROW},
    arbitration::{MAX_WINDOW, MIN_FEE},
};

#[test]
fn a_case_tells_all_about_itself() {
    let mut world = World::new();
    let mut asked = opening(BUYER, SELLER, court_terms());
    asked.excluded = [judge(8), judge(9)];
    let id = world.paying(OPENER, FEE, asked.clone());
    assert_eq!(id, U256::ONE);
    let case = world.case(id);
    assert_eq!((case.opener, case.r#ref, case.maxFee), (OPENER, asked.r#ref, FEE));
    assert_eq!((case.buyer, case.seller, case.excluded), (BUYER, SELLER, asked.excluded));
    assert_eq!((case.phase, case.outcome), (Phase::Bidding, Outcome::None));
    assert_eq!((case.terms.court, case.terms.bidWindow), (COURT, 1_000));
    assert_eq!(case.deadline, U256::from(world.time() + 1_000));
    let opened: Vec<CaseOpened> = events(&world.take_logs());
    assert_eq!(opened[0].bidUntil, case.deadline);
    assert_eq!(opened[0].acceptUntil, U256::from(world.time() + 1_500));
    assert_eq!(world.owed(), (U256::ZERO, FEE));
    assert_eq!(world.balance(ARBITRATION), FEE);
    assert_eq!(world.open(), U256::from(2));
    for who in [BUYER, SELLER] {
        let listed = abi::casesOfCall { account: who, from: U256::ZERO, limit: U256::from(100) };
        assert_eq!(world.ok(STRANGER, listed), [U256::from(1), U256::from(2)]);
        assert_eq!(world.ok(STRANGER, abi::caseCountOfCall { account: who }), U256::from(2));
    }
}

#[test]
fn what_cannot_be_a_case_is_refused() {
    let mut world = World::new();
    let good = opening(BUYER, SELLER, terms());
    for (buyer, seller) in [(Address::ZERO, SELLER), (BUYER, Address::ZERO)] {
        world.fails_paying(OPENER, FEE, opening(buyer, seller, terms()), ZeroAddress {});
    }
    let sent = MIN_FEE - U256::ONE;
    world.fails_paying(OPENER, sent, good.clone(), FeeTooSmall { sent, minFee: MIN_FEE });
    world.paying(OPENER, MIN_FEE, good.clone());
    let amount = U256::ONE << 96;
    world.set_balance(OPENER, amount);
    world.fails_paying(OPENER, amount, good, AmountTooLarge { amount });
    assert_eq!(world.ok(STRANGER, abi::arbitrationCostCall {}), MIN_FEE);
}

#[test]
fn windows_have_bounds() {
    let mut world = World::new();
    let (over, max) = (MAX_WINDOW + 1, U256::from(MAX_WINDOW));
    let too_long = InvalidWindow { window: U256::from(over), max };
    for terms in [
        abi::Terms { bidWindow: over, ..terms() },
        abi::Terms { acceptWindow: over, ..terms() },
        abi::Terms { rulingWindow: over, ..terms() },
        abi::Terms { bidWindow: 0, acceptWindow: 0, rulingWindow: over, ..terms() },
    ] {
        world.fails_paying(OPENER, FEE, opening(BUYER, SELLER, terms), too_long.clone());
    }
    let none = abi::Terms { rulingWindow: 0, ..terms() };
    let error = InvalidWindow { window: U256::ZERO, max };
    world.fails_paying(OPENER, FEE, opening(BUYER, SELLER, none), error);
    let longest = abi::Terms {
        bidWindow: MAX_WINDOW,
        acceptWindow: MAX_WINDOW,
        rulingWindow: MAX_WINDOW,
        court: COURT,
    };
    world.open_with(FEE, longest);
    let shortest = abi::Terms { bidWindow: 0, acceptWindow: 0, rulingWindow: 1, court: COURT };
    world.open_with(FEE, shortest);
}

#[test]
fn a_court_with_a_stake_counts_as_none() {
    let mut world = World::new();
    for court in [BUYER, SELLER, OPENER, judge(8), judge(9)] {
        let mut asked = opening(BUYER, SELLER, abi::Terms { court, ..terms() });
        asked.excluded = [judge(8), judge(9)];
        let id = world.paying(OPENER, FEE, asked);
        assert_eq!(world.case(id).terms.court, Address::ZERO);
        let opened: Vec<CaseOpened> = events(&world.take_logs());
        assert_eq!(opened[0].terms.court, Address::ZERO, "and nobody is told otherwise");
        world.pass(1_000);
        assert_eq!(world.ruling(id), (Phase::Closed, Outcome::NoArbiter));
    }
}

#[test]
fn the_opener_closes_its_case_and_gets_back_what_nobody_earned() {
    let mut world = World::with_judges(1);
    let rich = world.balance(OPENER);
    let id = world.open();
    let close = abi::closeCaseCall { caseId: id };
    for account in [BUYER, SELLER, judge(1), STRANGER] {
        world.fails(account, close.clone(), NotOpener { caseId: id, account });
    }
    world.ok(OPENER, close.clone());
    assert_eq!(world.balance(OPENER), rich);
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::Settled));
    let closed = WrongPhase { caseId: id, phase: Phase::Closed };
    world.fails(OPENER, close, closed);
    assert_eq!(world.owed().1, U256::ZERO);
}

#[test]
fn an_appointed_arbiter_is_paid_when_the_case_is_closed() {
    let mut world = World::with_judges(1);
    let (rich, had) = (world.balance(OPENER), world.balance(judge(1)));
    let id = world.appointed(terms());
    world.ok(OPENER, abi::closeCaseCall { caseId: id });
    assert_eq!(world.balance(OPENER), rich - cmt(3));
    assert_eq!(world.balance(judge(1)), had + cmt(3));
    let record = world.arbiter(judge(1));
    assert_eq!((record.openCases, record.ruled), (U256::ZERO, U256::ZERO));
    let case = world.case(id);
    assert_eq!((case.arbiter, case.fee, case.deadline), (judge(1), cmt(3), U256::ZERO));
}

#[test]
fn one_that_is_late_is_not_paid_when_the_case_is_closed() {
    let mut world = World::with_judges(2);
    let id = world.appointed(terms());
    let (rich, had) = (world.balance(OPENER), world.balance(judge(1)));
    let late = world.time() + 2_000;
    world.set_time(late);
    world.ok(OPENER, abi::closeCaseCall { caseId: id });
    assert_eq!(world.balance(OPENER), rich + FEE);
    assert_eq!(world.balance(judge(1)), had);
    let record = world.arbiter(judge(1));
    assert_eq!((record.missed, record.openCases), (U256::ONE, U256::ZERO));
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::Settled));
}

#[test]
fn a_court_is_not_paid_for_what_it_has_not_ruled() {
    let mut world = World::new();
    let (rich, had) = (world.balance(OPENER), world.balance(COURT));
    let id = world.open_with(FEE, court_terms());
    world.pass(1_000);
    assert_eq!(world.ruling(id), (Phase::Court, Outcome::None));
    world.ok(OPENER, abi::closeCaseCall { caseId: id });
    assert_eq!((world.balance(OPENER), world.balance(COURT)), (rich, had));
    assert_eq!(world.case(id).arbiter, Address::ZERO);
}

#[test]
fn nobody_closes_escrows_cases_from_outside() {
    let mut world = World::new();
    let id = world.open();
    // Escrow calls nobody's code, so this cannot happen; were it to, nothing would be paid twice.
    world.set_balance(ESCROW, FEE);
    let close = abi::closeCaseCall { caseId: id };
    world.fails(ESCROW, close, NotOpener { caseId: id, account: ESCROW });
}

#[test]
fn the_same_account_may_be_everything_but_arbiter() {
    let mut world = World::with_judges(1);
    let rich = world.balance(BUYER);
    let mut asked = opening(BUYER, BUYER, abi::Terms { court: BUYER, ..terms() });
    asked.excluded = [BUYER; 2];
    let id = world.paying(BUYER, FEE, asked);
    world.pass(1_000);
    assert_eq!(world.case(id).arbiter, judge(1), "drawn, as nobody bid");
    world.rule(id, judge(1), Outcome::Seller);
    assert_eq!(world.balance(BUYER), rich - FEE);
    assert_eq!(world.owed().1, U256::ZERO);
}
