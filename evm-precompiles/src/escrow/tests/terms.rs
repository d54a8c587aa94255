//! Which terms an order may have, to the last second and wei.

use alloy_primitives::{Address, B256, U256, aliases::U40, keccak256};
use alloy_sol_types::SolValue;

use super::world::*;
use crate::{
    abi::{
        IEscrow::{
            Arbitration, CarrierIsParty, CarrierRequired, CourtIsParty, ExcessValue,
            MarketplaceRequired, NotParty, OrderExists, OutOfRange, Release, ReservedAddress,
            SelfDeal, State, Terms, acceptCall, cancelCall, completeCall, offerCall, orderIdCall,
            shipCall,
        },
        IPrecompile::{AmountTooLarge, InsufficientBalance, ZeroAddress},
    },
    address::ESCROW,
};

/// Offers these terms as their seller, in a new world.
fn offered(terms: Terms) -> Answer<offerCall> {
    let mut world = World::new();
    let seller = if terms.seller.is_zero() { terms.buyer } else { terms.seller };
    world.host.set_balance(seller, U256::MAX >> 1);
    let wei = terms.deposit.min(U256::from(u128::MAX)).to();
    world.pay(seller, wei, offerCall { terms })
}

#[test]
fn what_nobody_may_agree_on() {
    let zero = Address::ZERO;
    for (buyer, seller) in [(zero, SELLER), (BUYER, zero)] {
        refused(offered(Terms { buyer, seller, ..terms() }), ZeroAddress {});
    }
    refused(offered(Terms { buyer: SELLER, ..terms() }), SelfDeal {});
    for party in [BUYER, SELLER] {
        refused(offered(Terms { carrier: party, ..terms() }), CarrierIsParty {});
    }
    for court in [BUYER, SELLER, carrier(), MARKET] {
        let arbitration = Arbitration { court, ..terms().arbitration };
        refused(offered(Terms { arbitration, ..terms() }), CourtIsParty {});
    }
    let release = Release::CarrierDelivery;
    refused(offered(Terms { carrier: zero, release, ..terms() }), CarrierRequired {});
    refused(offered(Terms { marketplace: zero, feeBps: 1, ..terms() }), MarketplaceRequired {});
    let amount = U256::from(1) << 96;
    refused(offered(Terms { price: amount, ..terms() }), AmountTooLarge { amount });
    refused(offered(Terms { deposit: amount, ..terms() }), AmountTooLarge { amount });
    let amount = U256::MAX;
    refused(offered(Terms { price: amount, ..terms() }), AmountTooLarge { amount });
}

/// What a native contract is paid would be lost.
#[test]
fn a_native_contract_takes_no_part() {
    for last in [0x00, 0x02, 0x03, 0x7f, 0xff] {
        let mut bytes = ESCROW;
        bytes.0[19] = last;
        let account = bytes;
        let arbitration = Arbitration { court: account, ..terms().arbitration };
        for terms in [
            Terms { buyer: account, ..terms() },
            Terms { carrier: account, ..terms() },
            Terms { marketplace: account, ..terms() },
            Terms { arbitration, ..terms() },
        ] {
            refused(offered(terms), ReservedAddress { account });
        }
        let mut world = World::new();
        let terms = Terms { seller: account, ..terms() };
        let answer = world.pay(BUYER, PRICE + DEPOSIT, offerCall { terms });
        refused(answer, ReservedAddress { account });
    }
}

fn out_of_range(field: &str, value: u64, min: u64, max: u64) -> OutOfRange {
    let [value, min, max] = [value, min, max].map(U256::from);
    OutOfRange { field: B256::right_padding_from(field.as_bytes()), value, min, max }
}

/// Each bound: the last value inside it and the first outside.
#[test]
fn every_range_ends_where_it_says() {
    let day = 86_400;
    let now = START;
    let terms_at = |expiry: u64, ship_by: u64, deliver_by: u64| Terms {
        expiry: U40::from(expiry),
        shipBy: U40::from(ship_by),
        deliverBy: U40::from(deliver_by),
        ..terms()
    };
    let far = now + 3_650 * day;
    for (terms, error) in [
        (terms_at(now + 1, now + 1, now + 1), None),
        (terms_at(now, SHIP_BY, DELIVER_BY), Some(("expiry", now, now + 1, SHIP_BY))),
        (terms_at(SHIP_BY, SHIP_BY, DELIVER_BY), None),
        (
            terms_at(SHIP_BY + 1, SHIP_BY, DELIVER_BY),
            Some(("expiry", SHIP_BY + 1, now + 1, SHIP_BY)),
        ),
        (terms_at(EXPIRY, DELIVER_BY, DELIVER_BY), None),
        (
            terms_at(EXPIRY, DELIVER_BY + 1, DELIVER_BY),
            Some(("shipBy", DELIVER_BY + 1, now + 1, DELIVER_BY)),
        ),
        (terms_at(now, now, DELIVER_BY), Some(("shipBy", now, now + 1, DELIVER_BY))),
        (terms_at(EXPIRY, SHIP_BY, far), None),
        (terms_at(EXPIRY, SHIP_BY, far + 1), Some(("deliverBy", far + 1, now + 1, far))),
        (terms_at(EXPIRY, SHIP_BY, now), Some(("deliverBy", now, now + 1, far))),
        (terms_at(0, 0, 0), Some(("deliverBy", 0, now + 1, far))),
        (Terms { feeBps: 1_000, ..terms() }, None),
        (Terms { feeBps: 1_001, ..terms() }, Some(("feeBps", 1_001, 0, 1_000))),
        (Terms { feeBps: 0, ..terms() }, None),
        (Terms { inspection: 15_552_000, ..terms() }, None),
        (
            Terms { inspection: 15_552_001, ..terms() },
            Some(("inspection", 15_552_001, 0, 15_552_000)),
        ),
        (
            Terms { inspection: u32::MAX, ..terms() },
            Some(("inspection", u32::MAX.into(), 0, 15_552_000)),
        ),
    ] {
        let answer = offered(terms);
        match error {
            None => assert!(answer.is_ok()),
            Some((field, value, min, max)) => refused(answer, out_of_range(field, value, min, max)),
        }
    }
}

#[test]
fn a_window_is_between_a_minute_and_thirty_days() {
    for (window, fits) in
        [(0, true), (1, false), (59, false), (60, true), (2_592_000, true), (2_592_001, false)]
    {
        for field in ["bidWindow", "acceptWindow", "rulingWindow"] {
            let mut arbitration = terms().arbitration;
            match field {
                "bidWindow" => arbitration.bidWindow = window,
                "acceptWindow" => arbitration.acceptWindow = window,
                _ => arbitration.rulingWindow = window,
            }
            let answer = offered(Terms { arbitration, ..terms() });
            if fits {
                assert!(answer.is_ok(), "{field} of {window} s");
            } else {
                refused(answer, out_of_range(field, window.into(), 60, 2_592_000));
            }
        }
    }
}

#[test]
fn only_a_party_offers() {
    for caller in [STRANGER, MARKET, carrier(), COURT] {
        let mut world = World::new();
        let answer = world.pay(caller, DEPOSIT, offerCall { terms: terms() });
        refused(answer, NotParty { caller });
    }
}

/// The id is the hash of everything: no other terms, chain or contract have it.
#[test]
fn the_id_is_the_hash_of_the_terms() {
    let mut world = World::new();
    let id = |world: &mut World, terms: Terms| world.call(STRANGER, orderIdCall { terms }).unwrap();
    let expected = keccak256((U256::from(CHAIN), ESCROW, terms()).abi_encode());
    assert_eq!(id(&mut world, terms()), expected);
    let offered = world.pay(SELLER, DEPOSIT, offerCall { terms: terms() }).unwrap();
    assert_eq!(offered, expected);

    let mut ids = vec![expected];
    let arbitration = || terms().arbitration;
    for other in [
        Terms { buyer: STRANGER, ..terms() },
        Terms { seller: STRANGER, ..terms() },
        Terms { price: U256::from(1), ..terms() },
        Terms { deposit: U256::from(1), ..terms() },
        Terms { carrier: STRANGER, ..terms() },
        Terms { marketplace: STRANGER, ..terms() },
        Terms { feeBps: 1, ..terms() },
        Terms { release: Release::CarrierDelivery, ..terms() },
        Terms { expiry: U40::from(1), ..terms() },
        Terms { shipBy: U40::from(1), ..terms() },
        Terms { deliverBy: U40::from(1), ..terms() },
        Terms { inspection: 1, ..terms() },
        Terms { arbitration: Arbitration { bidWindow: 1, ..arbitration() }, ..terms() },
        Terms { arbitration: Arbitration { acceptWindow: 1, ..arbitration() }, ..terms() },
        Terms { arbitration: Arbitration { rulingWindow: 1, ..arbitration() }, ..terms() },
        Terms { arbitration: Arbitration { feeOnly: true, ..arbitration() }, ..terms() },
        Terms { arbitration: Arbitration { court: STRANGER, ..arbitration() }, ..terms() },
        Terms { termsHash: B256::ZERO, ..terms() },
        Terms { salt: B256::repeat_byte(1), ..terms() },
    ] {
        ids.push(id(&mut world, other));
    }
    world.host.block_mut().chain_id = 18;
    ids.push(id(&mut world, terms()));
    let mut different = ids.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), ids.len(), "two of them are equal");
}

/// Whatever became of an order, its id never comes back.
#[test]
fn a_used_id_is_used_for_ever() {
    for state in [State::Offered, State::Active, State::Completed, State::Cancelled, State::Expired]
    {
        for (caller, wei) in [(SELLER, DEPOSIT), (BUYER, PRICE + DEPOSIT)] {
            let mut world = World::in_state(state, terms());
            world.host.set_time(START);
            let id = world.id;
            let answer = world.pay(caller, wei, offerCall { terms: terms() });
            refused(answer, OrderExists { id });
        }
    }
    let mut world = World::offered(terms());
    let id = world.id;
    world.call(SELLER, cancelCall { id }).unwrap();
    let answer = world.pay(SELLER, DEPOSIT, offerCall { terms: terms() });
    refused(answer, OrderExists { id });
}

/// More than a step locks is refused, less is taken from the free balance, which is empty here.
#[test]
fn the_value_is_what_the_step_locks() {
    for (by, part) in [(SELLER, DEPOSIT), (BUYER, PRICE + DEPOSIT)] {
        let mut world = World::new();
        let [sent, required] = [part + 1, part].map(U256::from);
        let answer = world.pay(by, part + 1, offerCall { terms: terms() });
        refused(answer, ExcessValue { sent, required });
        let missing = InsufficientBalance { account: by, have: U256::ZERO, want: U256::from(1) };
        let answer = world.pay(by, part - 1, offerCall { terms: terms() });
        refused(answer, missing);
        assert_eq!(world.gains(), [0; 4]);
    }
    let mut world = World::offered(terms());
    let (id, part) = (world.id, PRICE + DEPOSIT);
    let [sent, required] = [part + 1, part].map(U256::from);
    refused(world.pay(BUYER, part + 1, acceptCall { id }), ExcessValue { sent, required });
    let (have, want) = (U256::ZERO, U256::from(1));
    let answer = world.pay(BUYER, part - 1, acceptCall { id });
    refused(answer, InsufficientBalance { account: BUYER, have, want });
}

/// The seller may correct its tracking hash; the carrier confirms the latest.
#[test]
fn the_tracking_hash_can_be_corrected() {
    use crate::abi::IEscrow::{WrongTracking, confirmDeliveryCall};
    let mut world = World::shipped(terms());
    let id = world.id;
    let due = world.order().dueAt;
    world.host.set_time(START + 10);
    let expected = B256::repeat_byte(9);
    world.call(SELLER, shipCall { id, trackingHash: expected }).unwrap();
    assert_eq!((world.order().trackingHash, world.order().dueAt), (expected, due));
    let answer = world.call(carrier(), confirmDeliveryCall { id, trackingHash: TRACKING });
    refused(answer, WrongTracking { given: TRACKING, expected });
    world.call(carrier(), confirmDeliveryCall { id, trackingHash: expected }).unwrap();
    world.call(BUYER, completeCall { id }).unwrap();
}
