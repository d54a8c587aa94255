//! Escrow and Arbitration together: a dispute from the order to the last payout.

use alloy_primitives::{Address, B256, U256, aliases::U40};
use alloy_sol_types::SolCall;

use super::world::{BUYER, COURT, SELLER, STRANGER, World, cmt, decoded, judge};
use crate::{
    abi::{
        IArbitration::{self as abi, NotOpener, Outcome, Phase, WrongPhase},
        IEscrow::{self, Release, State},
    },
    address::{ARBITRATION, ESCROW},
    arbitration::MISS_PENALTY,
};

const PRICE: u64 = 500;
const DEPOSIT: u64 = 20;
const MARKET: Address = Address::repeat_byte(0x3a);
const CARRIER: Address = Address::repeat_byte(0xca);

/// An order in dispute.
struct Dispute {
    world: World,
    order: B256,
    case: U256,
}

fn agreed(deposit: u64, fee_only: bool, court: Address) -> IEscrow::Terms {
    IEscrow::Terms {
        buyer: BUYER,
        seller: SELLER,
        price: cmt(PRICE),
        deposit: cmt(deposit),
        carrier: CARRIER,
        marketplace: MARKET,
        feeBps: 1_000,
        release: Release::BuyerAcceptance,
        expiry: U40::from(1_700_001_000u64),
        shipBy: U40::from(1_700_100_000u64),
        deliverBy: U40::from(1_700_200_000u64),
        inspection: 1_000,
        arbitration: IEscrow::Arbitration {
            bidWindow: 1_000,
            acceptWindow: 500,
            rulingWindow: 2_000,
            feeOnly: fee_only,
            court,
        },
        termsHash: B256::ZERO,
        salt: B256::ZERO,
    }
}

impl World {
    #[track_caller]
    fn escrow<C: SolCall>(&mut self, caller: Address, value: U256, function: C) -> C::Return {
        match self.call_as(caller, ESCROW, value, function) {
            Ok(returned) => returned,
            Err(error) => panic!("{} failed: {}", C::SIGNATURE, decoded(&error)),
        }
    }
}

impl Dispute {
    fn of(mut world: World, terms: IEscrow::Terms) -> Self {
        let (price, deposit) = (terms.price, terms.deposit);
        let order = world.escrow(SELLER, deposit, IEscrow::offerCall { terms });
        world.escrow(BUYER, price + deposit, IEscrow::acceptCall { id: order });
        let case = world.escrow(BUYER, U256::ZERO, IEscrow::disputeCall { id: order });
        Self { world, order, case }
    }

    fn new(judges: u8) -> Self {
        Self::of(World::with_judges(judges), agreed(DEPOSIT, false, Address::ZERO))
    }

    fn state(&mut self) -> State {
        let order = IEscrow::orderCall { id: self.order };
        self.world.escrow(STRANGER, U256::ZERO, order).state
    }

    /// What each has more than the 100,000 CMT everybody began with; negative amounts are losses.
    #[track_caller]
    fn assert_gains(&self, gains: &[(Address, i64)]) {
        for (who, gain) in gains {
            let began = if [MARKET, CARRIER].contains(who) { 0 } else { 100_000 };
            let expected = cmt(u64::try_from(began + gain).unwrap());
            assert_eq!(self.world.balance(*who), expected, "{who}");
        }
    }

    /// Nothing of this order is left anywhere.
    fn assert_paid_out(&mut self) {
        assert_eq!(self.world.balance(ESCROW), U256::ZERO, "Escrow's pot");
        let (bonds, fees) = self.world.owed();
        assert_eq!((self.world.balance(ARBITRATION), fees), (bonds, U256::ZERO));
    }
}

/// A registered arbiter has 1,000 CMT less on its account.
const BOND: i64 = -1_000;

#[test]
fn bids_both_accept_a_ruling_and_everybody_is_paid() {
    for (outcome, buyer, seller, market) in [
        // The loser's deposit is the arbiter's: the paper's rule.
        (Outcome::Buyer, 0, -20, 0),
        (Outcome::Seller, -520, 450, 50),
    ] {
        let mut dispute = Dispute::new(3);
        let (world, case) = (&mut dispute.world, dispute.case);
        assert_eq!(world.case(case).maxFee, cmt(DEPOSIT));
        assert_eq!(world.case(case).r#ref, dispute.order);
        world.bid(case, judge(1), cmt(4));
        world.bid(case, judge(2), cmt(3));
        world.accept(case, SELLER, judge(1));
        world.accept(case, BUYER, judge(1));
        world.rule(case, judge(1), outcome);
        assert_eq!(dispute.state(), State::Resolved);
        let arbiter = (judge(1), BOND + 20);
        dispute.assert_gains(&[(BUYER, buyer), (SELLER, seller), (MARKET, market), arbiter]);
        dispute.assert_paid_out();
    }
}

#[test]
fn fee_only_pays_the_arbiter_what_it_asked_and_the_winner_the_rest() {
    let terms = agreed(DEPOSIT, true, Address::ZERO);
    let mut dispute = Dispute::of(World::with_judges(1), terms);
    let case = dispute.case;
    dispute.world.bid(case, judge(1), cmt(4));
    dispute.world.pass(1_500);
    dispute.world.rule(case, judge(1), Outcome::Buyer);
    dispute.assert_gains(&[(BUYER, 16), (SELLER, -20), (judge(1), BOND + 4)]);
    dispute.assert_paid_out();
}

#[test]
fn a_silent_arbiter_is_cut_and_the_next_rules() {
    let mut dispute = Dispute::new(2);
    let (world, case) = (&mut dispute.world, dispute.case);
    world.bid(case, judge(1), cmt(1));
    world.bid(case, judge(2), cmt(2));
    world.pass(1_500);
    assert_eq!(world.case(case).arbiter, judge(1));
    world.pass(2_000);
    assert_eq!(world.case(case).arbiter, judge(2));
    world.rule(case, judge(2), Outcome::Seller);
    // The parties share the penalty of 100.
    let gains = [(BUYER, -520 + 50), (SELLER, 450 + 50), (MARKET, 50), (judge(2), BOND + 20)];
    dispute.assert_gains(&gains);
    let left = dispute.world.arbiter(judge(1)).bond;
    assert_eq!(left, cmt(1_000) - MISS_PENALTY);
    dispute.assert_paid_out();
}

#[test]
fn nobody_bids_and_the_lot_finds_somebody() {
    let mut dispute = Dispute::new(1);
    let (world, case) = (&mut dispute.world, dispute.case);
    world.pass(1_000);
    let record = world.case(case);
    assert_eq!((record.arbiter, record.fee), (judge(1), cmt(DEPOSIT)));
    world.rule(case, judge(1), Outcome::Buyer);
    dispute.assert_gains(&[(BUYER, 0), (SELLER, -20), (judge(1), BOND + 20)]);
    dispute.assert_paid_out();
}

#[test]
fn there_is_nobody_and_all_goes_back() {
    let mut dispute = Dispute::new(0);
    dispute.world.pass(1_000);
    assert_eq!(dispute.state(), State::Resolved);
    let case = dispute.case;
    assert_eq!(dispute.world.ruling(case), (Phase::Closed, Outcome::NoArbiter));
    dispute.assert_gains(&[(BUYER, 0), (SELLER, 0), (MARKET, 0)]);
    dispute.assert_paid_out();
}

#[test]
fn without_deposits_nobody_is_obliged_but_a_volunteer_may() {
    let terms = agreed(0, false, Address::ZERO);
    let mut nobody = Dispute::of(World::with_judges(2), terms.clone());
    nobody.world.pass(1_000);
    nobody.assert_gains(&[(BUYER, 0), (SELLER, 0), (judge(1), BOND)]);
    nobody.assert_paid_out();

    let mut volunteer = Dispute::of(World::with_judges(2), terms);
    let case = volunteer.case;
    let fee = U256::ONE;
    let error = abi::FeeTooHigh { fee, maxFee: U256::ZERO };
    volunteer.world.fails(judge(1), abi::bidCall { caseId: case, fee }, error);
    volunteer.world.bid(case, judge(1), U256::ZERO);
    volunteer.world.pass(1_500);
    volunteer.world.rule(case, judge(1), Outcome::Buyer);
    volunteer.assert_gains(&[(BUYER, 0), (SELLER, 0), (judge(1), BOND)]);
    volunteer.assert_paid_out();
}

#[test]
fn the_court_of_the_terms_decides_when_nobody_else_does() {
    let mut dispute = Dispute::of(World::new(), agreed(DEPOSIT, true, COURT));
    let case = dispute.case;
    dispute.world.pass(1_000);
    assert_eq!(dispute.world.case(case).arbiter, COURT);
    dispute.world.rule(case, COURT, Outcome::Seller);
    dispute.assert_gains(&[(BUYER, -520), (SELLER, 450), (MARKET, 50), (COURT, 20)]);
    dispute.assert_paid_out();
}

#[test]
fn settling_before_anyone_is_appointed_costs_nothing() {
    let mut dispute = Dispute::new(2);
    let (case, id) = (dispute.case, dispute.order);
    dispute.world.bid(case, judge(1), cmt(4));
    let propose = IEscrow::proposeSettlementCall { id, toSeller: cmt(100) };
    dispute.world.escrow(BUYER, U256::ZERO, propose);
    let agree = IEscrow::agreeSettlementCall { id, toSeller: cmt(100) };
    dispute.world.escrow(SELLER, U256::ZERO, agree);
    assert_eq!(dispute.state(), State::Settled);
    assert_eq!(dispute.world.ruling(case), (Phase::Closed, Outcome::Settled));
    dispute.assert_gains(&[(BUYER, -100), (SELLER, 90), (MARKET, 10), (judge(1), BOND)]);
    dispute.assert_paid_out();
    // What the queue still holds of it finds nothing to do.
    dispute.world.pass(1_000);
    dispute.world.pass(500);
    dispute.assert_paid_out();
}

#[test]
fn settling_while_an_arbiter_works_pays_it_half_by_each() {
    let mut dispute = Dispute::new(2);
    let (case, id) = (dispute.case, dispute.order);
    dispute.world.bid(case, judge(1), cmt(4));
    dispute.world.pass(1_500);
    let propose = IEscrow::proposeSettlementCall { id, toSeller: cmt(100) };
    dispute.world.escrow(BUYER, U256::ZERO, propose);
    let agree = IEscrow::agreeSettlementCall { id, toSeller: cmt(100) };
    dispute.world.escrow(SELLER, U256::ZERO, agree);
    let arbiter = (judge(1), BOND + 4);
    dispute.assert_gains(&[(BUYER, -102), (SELLER, 88), (MARKET, 10), arbiter]);
    assert_eq!(dispute.world.arbiter(judge(1)).openCases, U256::ZERO);
    dispute.assert_paid_out();
    let rule = abi::ruleCall { caseId: case, outcome: Outcome::Buyer };
    let closed = WrongPhase { caseId: case, phase: Phase::Closed };
    dispute.world.fails(judge(1), rule, closed);
}

#[test]
fn giving_in_while_an_arbiter_works_pays_it_out_of_ones_own_deposit() {
    let mut dispute = Dispute::new(1);
    let (case, id) = (dispute.case, dispute.order);
    dispute.world.bid(case, judge(1), cmt(4));
    dispute.world.pass(1_500);
    dispute.world.escrow(SELLER, U256::ZERO, IEscrow::concedeCall { id });
    dispute.assert_gains(&[(BUYER, 0), (SELLER, -4), (judge(1), BOND + 4)]);
    dispute.assert_paid_out();
}

#[test]
fn carrier_marketplace_and_parties_do_not_judge_and_orders_are_not_closed_from_outside() {
    let mut world = World::new();
    for who in [MARKET, CARRIER] {
        world.set_balance(who, cmt(1_000));
    }
    for who in [BUYER, SELLER, MARKET, CARRIER] {
        world.register(who, cmt(1_000));
    }
    world.pass(60);
    let mut dispute = Dispute::of(world, agreed(DEPOSIT, false, Address::ZERO));
    let case = dispute.case;
    for account in [BUYER, SELLER, MARKET, CARRIER] {
        let bid = abi::bidCall { caseId: case, fee: U256::ZERO };
        dispute.world.fails(account, bid, abi::Conflicted { caseId: case, account });
        let close = abi::closeCaseCall { caseId: case };
        dispute.world.fails(account, close, NotOpener { caseId: case, account });
    }
    dispute.world.pass(1_000);
    let (phase, outcome) = dispute.world.ruling(case);
    assert_eq!((phase, outcome), (Phase::Closed, Outcome::NoArbiter), "none of them was drawn");
    dispute.assert_paid_out();
}
