//! A dispute with an appointed arbiter that ends without a ruling: who pays its fee, and how much.

use alloy_primitives::{Address, B256, U256};

use super::world::*;
use crate::{
    abi::{
        IArbitration::{CaseOpened, Outcome, acceptBidCall, bidCall, registerCall, ruleCall},
        IEscrow::{
            Arbitration, State, Terms, agreeSettlementCall, completeCall, concedeCall,
            proposeSettlementCall,
        },
    },
    address::{ARBITRATION, ESCROW},
};

/// What the arbiter asks, in wei: odd, so that it does not halve.
const ASKED: u128 = 41;

const BOND: u128 = 1_000 * 10u128.pow(18);

/// A disputed order for which the arbiter was agreed on.
fn appointed(terms: Terms) -> World {
    let mut world = World::new();
    world.host.set_balance(ARBITER, U256::from(RICH + BOND));
    let register = registerCall { categories: 1, profile: B256::ZERO };
    world.host.call_as(ARBITER, ARBITRATION, U256::from(BOND), register).unwrap();
    let mut disputed = World::disputed_in(world, terms);
    let caseId = disputed.order().caseId;
    let mut call = |caller: Address, time: u64, data: Vec<u8>| {
        disputed.host.set_time(time);
        let output = disputed.host.call(caller, ARBITRATION, U256::ZERO, &data);
        assert_eq!(output.status, crate::Status::Success, "{:?}", output.bytes);
    };
    use alloy_sol_types::SolCall;
    call(ARBITER, START + 100, bidCall { caseId, fee: U256::from(ASKED) }.abi_encode());
    for party in [BUYER, SELLER] {
        call(party, START + 700, acceptBidCall { caseId, arbiter: ARBITER }.abi_encode());
    }
    disputed
}

/// The arbitration is told everything it has to keep to.
#[test]
fn a_case_is_opened_as_agreed() {
    let mut world = World::disputed(terms());
    let opened: CaseOpened = world.last().unwrap();
    let agreed = terms().arbitration;
    assert_eq!((opened.opener, opened.r#ref), (ESCROW, world.id));
    assert_eq!((opened.buyer, opened.seller), (BUYER, SELLER));
    assert_eq!(opened.excluded, [carrier(), MARKET]);
    assert_eq!(opened.maxFee, U256::from(DEPOSIT));
    assert_eq!(opened.caseId, world.order().caseId);
    let windows = |bid: u32, accept: u32, ruling: u32| [bid, accept, ruling];
    let told = &opened.terms;
    assert_eq!(
        windows(told.bidWindow, told.acceptWindow, told.rulingWindow),
        windows(agreed.bidWindow, agreed.acceptWindow, agreed.rulingWindow)
    );
    assert_eq!(told.court, COURT);

    let mut world = World::disputed_in(World::new(), plain());
    let opened: CaseOpened = world.last().unwrap();
    let told = &opened.terms;
    let standard = windows(86_400, 86_400, 604_800);
    assert_eq!(windows(told.bidWindow, told.acceptWindow, told.rulingWindow), standard);
    assert_eq!((told.court, opened.excluded), (Address::ZERO, [Address::ZERO; 2]));
}

const PAID: i128 = ASKED as i128;
const SOLD: i128 = (PRICE - FEE) as i128;

/// Nothing is left behind with the escrow.
fn gains(world: &mut World, state: State) -> [i128; 4] {
    assert_eq!((world.held(), world.state()), ([0, 0, 0], state));
    world.gains()
}

#[test]
fn who_gives_in_pays_the_arbiter() {
    let mut world = appointed(terms());
    let id = world.id;
    world.call(BUYER, completeCall { id }).unwrap();
    let price = PRICE as i128;
    let expected = [-price - PAID, SOLD, FEE as i128, PAID];
    assert_eq!(gains(&mut world, State::Completed), expected);

    let mut world = appointed(terms());
    let id = world.id;
    world.call(SELLER, concedeCall { id }).unwrap();
    assert_eq!(gains(&mut world, State::Cancelled), [0, -PAID, 0, PAID]);
}

#[test]
fn who_settles_shares_the_arbiter() {
    let toSeller = U256::ZERO;
    let mut world = appointed(terms());
    let id = world.id;
    world.call(BUYER, proposeSettlementCall { id, toSeller }).unwrap();
    world.call(SELLER, agreeSettlementCall { id, toSeller }).unwrap();
    assert_eq!(gains(&mut world, State::Settled), [-21, -20, 0, PAID]);
}

/// The real arbitration at the other side of the seam.
#[test]
fn a_ruling_arrives() {
    let (price, deposit) = (PRICE as i128, DEPOSIT as i128);
    let market = FEE as i128;
    for (feeOnly, outcome, expected) in [
        (false, Outcome::Buyer, [0, -deposit, 0, deposit]),
        (false, Outcome::Seller, [-price - deposit, SOLD, market, deposit]),
        (true, Outcome::Buyer, [deposit - PAID, -deposit, 0, PAID]),
        (true, Outcome::Seller, [-price - deposit, SOLD + deposit - PAID, market, PAID]),
    ] {
        let arbitration = Arbitration { feeOnly, ..terms().arbitration };
        let mut world = appointed(Terms { arbitration, ..terms() });
        let caseId = world.order().caseId;
        world.host.call_as(ARBITER, ARBITRATION, U256::ZERO, ruleCall { caseId, outcome }).unwrap();
        assert_eq!(gains(&mut world, State::Resolved), expected);
    }
}
