//! Every way an order can end, and who is paid what.

use alloy_primitives::{Address, U256};

use super::world::*;
use crate::{
    Call,
    abi::IEscrow::{
        self, Arbitration, Release, State, Terms, acceptCall, agreeSettlementCall, cancelCall,
        completeCall, concedeCall, confirmDeliveryCall, declineCall, disputeCall, offerCall,
        pokeCall, proposeSettlementCall, shipCall,
    },
    address::{ARBITRATION, ESCROW},
    escrow::{Ruling, resolve},
};

const UNDER_WAY: [State; 3] = [State::Active, State::Shipped, State::Delivered];

/// The contract keeps nothing, and its books say so.
fn emptied(world: &mut World) {
    assert_eq!(world.held(), [0, 0, 0]);
}

/// Gains of buyer, seller, marketplace, arbiter.
fn paid(world: &mut World, outcome: State, gains: [i128; 4]) {
    assert_eq!(world.gains(), gains);
    assert_eq!(world.state(), outcome);
    let (told, shares) = world.closed();
    assert_eq!(told, outcome);
    let pot = PRICE + 2 * DEPOSIT;
    assert_eq!(shares.iter().sum::<u128>(), pot, "the event tells of the whole pot");
    emptied(world);
}

const SOLD: [i128; 4] = [-(PRICE as i128), (PRICE - FEE) as i128, FEE as i128, 0];
const NOTHING: [i128; 4] = [0; 4];
/// What a buyer loses who is ruled against.
const SOLD_FOR: i128 = (PRICE + DEPOSIT) as i128;

#[test]
fn each_side_locks_its_part() {
    let mut world = World::offered(terms());
    assert_eq!(world.gains(), [0, -(DEPOSIT as i128), 0, 0]);
    assert_eq!(world.held(), [DEPOSIT, 0, DEPOSIT]);
    let id = world.id;
    world.pay(BUYER, PRICE + DEPOSIT, acceptCall { id }).unwrap();
    assert_eq!(world.gains(), [-((PRICE + DEPOSIT) as i128), -(DEPOSIT as i128), 0, 0]);
    let pot = PRICE + 2 * DEPOSIT;
    assert_eq!(world.held(), [pot, 0, pot]);
    assert_eq!(world.state(), State::Active);
}

#[test]
fn a_buyer_can_offer_too() {
    let mut world = World::new();
    world.id = world.pay(BUYER, PRICE + DEPOSIT, offerCall { terms: terms() }).unwrap();
    assert!(!world.order().offeredBySeller);
    let id = world.id;
    world.pay(SELLER, DEPOSIT, acceptCall { id }).unwrap();
    world.call(BUYER, completeCall { id }).unwrap();
    paid(&mut world, State::Completed, SOLD);
}

#[test]
fn the_buyer_completes_whenever_the_deal_is_on() {
    for state in UNDER_WAY {
        for release in [Release::BuyerAcceptance, Release::CarrierDelivery] {
            let mut world = World::in_state(state, Terms { release, ..terms() });
            let id = world.id;
            world.call(BUYER, completeCall { id }).unwrap();
            paid(&mut world, State::Completed, SOLD);
        }
    }
}

#[test]
fn the_seller_concedes_whenever_the_deal_is_on() {
    for state in [State::Active, State::Shipped, State::Delivered, State::Disputed] {
        let mut world = World::in_state(state, terms());
        let id = world.id;
        world.call(SELLER, concedeCall { id }).unwrap();
        paid(&mut world, State::Cancelled, NOTHING);
    }
}

#[test]
fn the_buyer_gives_a_dispute_up() {
    let mut world = World::disputed(terms());
    let id = world.id;
    world.call(BUYER, completeCall { id }).unwrap();
    paid(&mut world, State::Completed, SOLD);
}

#[test]
fn an_offer_ends_by_either_side_and_by_itself() {
    for by_seller in [true, false] {
        let (by, to, part) =
            if by_seller { (SELLER, BUYER, DEPOSIT) } else { (BUYER, SELLER, PRICE + DEPOSIT) };
        for way in 0..4 {
            let mut world = World::new();
            let id = world.pay(by, part, offerCall { terms: terms() }).unwrap();
            world.id = id;
            assert_eq!(world.gain(by), -(part as i128));
            let outcome = if way < 2 { State::Cancelled } else { State::Expired };
            match way {
                0 => world.call(by, cancelCall { id }).map(drop).unwrap(),
                1 => world.call(to, declineCall { id }).map(drop).unwrap(),
                2 => world.close_at(EXPIRY),
                _ => {
                    world.host.set_time(EXPIRY);
                    world.call(STRANGER, pokeCall { id }).unwrap();
                }
            }
            assert_eq!((world.gains(), world.state()), (NOTHING, outcome), "{by_seller} {way}");
            let (told, shares) = match way {
                2 => (outcome, [0; 4]),
                _ => world.closed(),
            };
            assert_eq!(told, outcome);
            assert!(way == 2 || shares.iter().sum::<u128>() == part);
            emptied(&mut world);
        }
    }
}

/// The split in wei to the seller, and what buyer, seller and marketplace gain by it.
#[test]
fn a_split_pays_the_fee_on_the_sellers_part() {
    let price = PRICE as i128;
    let rows: [(u128, [i128; 3]); 4] = [
        (0, [0, 0, 0]),
        // 2.5 % of 39 wei is less than one wei.
        (39, [-39, 39, 0]),
        (400_041, [-400_041, 390_040, 10_001]),
        (PRICE, [-price, price - FEE as i128, FEE as i128]),
    ];
    for (to_seller, [buyer, seller, market]) in rows {
        for state in [State::Active, State::Shipped, State::Delivered, State::Disputed] {
            let mut world = World::in_state(state, terms());
            let (id, toSeller) = (world.id, U256::from(to_seller));
            world.call(SELLER, proposeSettlementCall { id, toSeller }).unwrap();
            world.call(BUYER, agreeSettlementCall { id, toSeller }).unwrap();
            paid(&mut world, State::Settled, [buyer, seller, market, 0]);
        }
    }
}

#[test]
fn each_deadline_has_its_default() {
    let by_carrier = || Terms { release: Release::CarrierDelivery, ..terms() };
    let inspected = DELIVER_BY + u64::from(INSPECTION);
    let delivered = START + u64::from(INSPECTION);
    let rows = [
        (World::active(terms()), SHIP_BY, State::Expired, NOTHING),
        (World::active(by_carrier()), SHIP_BY, State::Expired, NOTHING),
        (World::shipped(terms()), inspected, State::Completed, SOLD),
        (World::shipped(by_carrier()), DELIVER_BY, State::Expired, NOTHING),
        (World::delivered(terms()), delivered, State::Completed, SOLD),
        (World::delivered(by_carrier()), delivered, State::Completed, SOLD),
    ];
    for (mut world, due, outcome, gains) in rows {
        let before = world.state();
        assert_eq!(world.order().dueAt.to::<u64>(), due);
        for time in [EXPIRY, SHIP_BY, DELIVER_BY, due - 1].into_iter().filter(|time| *time < due) {
            world.close_at(time);
            assert_eq!(world.state(), before, "{before:?} ended {} s early", due - time);
        }
        world.close_at(due);
        assert_eq!((world.state(), world.gains()), (outcome, gains), "after {before:?}");
        assert_eq!(world.order().dueAt.to::<u64>(), 0);
        emptied(&mut world);
    }
}

/// The whole table of the ruling: paper's rule, fee only, nobody to rule; with and without an
/// arbiter that can be paid.
#[test]
fn a_ruling_pays_the_winner_and_the_arbiter() {
    let (price, deposit) = (PRICE as i128, DEPOSIT as i128);
    let sold = price - FEE as i128;
    let rows = [
        // ruling, fee only, agreed fee, gains of buyer, seller, marketplace, arbiter
        (Ruling::Buyer, false, 40, [0, -deposit, 0, deposit]),
        (Ruling::Buyer, true, 40, [deposit - 40, -deposit, 0, 40]),
        (Ruling::Buyer, true, DEPOSIT, [0, -deposit, 0, deposit]),
        (Ruling::Buyer, true, DEPOSIT + 1, [0, -deposit, 0, deposit]),
        (Ruling::Buyer, true, 0, [deposit, -deposit, 0, 0]),
        (Ruling::Seller, false, 40, [-price - deposit, sold, FEE as i128, deposit]),
        (Ruling::Seller, true, 40, [-price - deposit, sold + deposit - 40, FEE as i128, 40]),
        (Ruling::NoArbiter, false, 0, NOTHING),
        (Ruling::NoArbiter, true, 40, NOTHING),
    ];
    for (ruling, feeOnly, fee, gains) in rows {
        let arbitration = Arbitration { feeOnly, ..terms().arbitration };
        let mut world = World::disputed(Terms { arbitration, ..terms() });
        world.rule(ruling, fee).unwrap();
        assert_eq!(world.gains(), gains, "{ruling:?}, fee only: {feeOnly}, {fee} wei");
        paid(&mut world, State::Resolved, gains);
    }
}

/// A ruling without anyone to pay leaves the loser's deposit to the winner, not to the zero address.
#[test]
fn a_ruling_by_nobody_burns_nothing() {
    for (ruling, buyer) in [(Ruling::Buyer, DEPOSIT as i128), (Ruling::Seller, -SOLD_FOR)] {
        let mut world = World::disputed(terms());
        let id = world.id;
        let mut call = Call::system(&mut world.host, ARBITRATION);
        let nobody = Address::ZERO;
        call.within(ESCROW, |call| resolve(call, id, ruling, nobody, U256::from(40))).unwrap();
        assert_eq!(world.gain(BUYER), buyer);
        assert_eq!(world.host.balance(nobody), U256::ZERO);
        emptied(&mut world);
    }
}

/// With no arbiters in the world the arbitration gives up by itself, and all goes back.
#[test]
fn a_dispute_without_arbiters_refunds() {
    let arbitration = Arbitration::default();
    let mut world = World::disputed(Terms { arbitration, ..terms() });
    assert_ne!(world.order().caseId, U256::ZERO);
    for _ in 0..40 {
        let later = world.host.time() + 86_400;
        world.close_at(later);
    }
    assert_eq!((world.state(), world.gains()), (State::Resolved, NOTHING));
    emptied(&mut world);
}

#[test]
fn nothing_but_the_ruling_ends_a_dispute() {
    let mut world = World::disputed(terms());
    let id = world.id;
    assert_eq!(world.order().dueAt.to::<u64>(), 0);
    world.host.set_time(START + 599);
    world.host.close_block();
    assert_eq!(world.state(), State::Disputed);
    let answer = world.call(STRANGER, pokeCall { id });
    refused(answer, IEscrow::WrongState { id, state: State::Disputed });
}

#[test]
fn the_least_and_the_most_there_can_be() {
    let most = U256::from(1) << 96;
    for (price, deposit) in [(0, 0), (0, 101), (1_000_003, 0)] {
        let (price, deposit) = (U256::from(price), U256::from(deposit));
        for ruling in [None, Some(Ruling::Buyer), Some(Ruling::Seller), Some(Ruling::NoArbiter)] {
            let mut world = World::new();
            let terms = Terms { price, deposit, ..terms() };
            let id = world.pay(SELLER, deposit.to(), offerCall { terms }).unwrap();
            world.id = id;
            world.pay(BUYER, (price + deposit).to(), acceptCall { id }).unwrap();
            world.call(SELLER, shipCall { id, trackingHash: TRACKING }).unwrap();
            match ruling {
                None => world.call(BUYER, completeCall { id }).map(drop).unwrap(),
                Some(ruling) => {
                    world.call(BUYER, disputeCall { id }).unwrap();
                    world.rule(ruling, 50).unwrap();
                }
            }
            assert_eq!(world.gains().iter().sum::<i128>(), 0);
            emptied(&mut world);
        }
    }
    let largest = most - U256::from(1);
    let mut world = World::new();
    world.host.set_balance(SELLER, largest);
    let terms = Terms { price: largest, deposit: largest, ..terms() };
    let id = world.pay(SELLER, largest.to(), offerCall { terms }).unwrap();
    world.id = id;
    // The price and a second deposit are more than the contract can count, and more than exists.
    world.host.set_balance(BUYER, most * U256::from(2));
    let answer = world.pay(BUYER, (largest * U256::from(2)).to(), acceptCall { id });
    assert!(answer.is_err());
    world.call(SELLER, cancelCall { id }).unwrap();
    assert_eq!(world.host.balance(SELLER), largest);
    emptied(&mut world);
}

/// Whoever is paid is paid, code or not, and even if the account does not exist yet.
#[test]
fn a_payee_needs_not_exist() {
    let nobody = Address::repeat_byte(0x99);
    let mut world = World::active(Terms { marketplace: nobody, ..terms() });
    let id = world.id;
    world.call(BUYER, completeCall { id }).unwrap();
    assert_eq!(world.host.balance(nobody), U256::from(FEE));
}

/// The marketplace may be a party: the seller pays itself, or gives the buyer a rebate.
#[test]
fn a_party_may_be_the_marketplace() {
    let (price, fee) = (PRICE as i128, FEE as i128);
    for (marketplace, buyer, seller) in [(SELLER, -price, price), (BUYER, fee - price, price - fee)]
    {
        let mut world = World::active(Terms { marketplace, ..terms() });
        let id = world.id;
        world.call(BUYER, completeCall { id }).unwrap();
        assert_eq!((world.gain(BUYER), world.gain(SELLER)), (buyer, seller));
        emptied(&mut world);
    }
}

#[test]
fn the_carrier_may_be_the_marketplace() {
    let mut world = World::delivered(Terms { marketplace: carrier(), ..terms() });
    world.close_at(START + u64::from(INSPECTION));
    assert_eq!(world.gain(carrier()), FEE as i128);
}

/// Coins forced in belong to nobody and change nothing.
#[test]
fn a_donation_changes_nothing() {
    let mut world = World::active(terms());
    let more = world.host.balance(ESCROW) + U256::from(777);
    world.host.set_balance(ESCROW, more);
    let id = world.id;
    world.call(BUYER, completeCall { id }).unwrap();
    assert_eq!(world.gains(), SOLD);
    assert_eq!(world.held(), [0, 0, 777]);
}

/// An inspection of zero seconds is still an inspection: it ends with the block.
#[test]
fn no_inspection_ends_with_the_block() {
    let release = Release::CarrierDelivery;
    let mut world = World::shipped(Terms { inspection: 0, release, ..terms() });
    let id = world.id;
    world.host.set_time(START + 50);
    world.call(carrier(), confirmDeliveryCall { id, trackingHash: TRACKING }).unwrap();
    assert_eq!(world.state(), State::Delivered);
    let answer = world.call(BUYER, disputeCall { id });
    refused(answer, IEscrow::Overdue { id, dueAt: U256::from(START + 50) });
    world.host.close_block();
    assert_eq!((world.state(), world.gains()), (State::Completed, SOLD));
}
