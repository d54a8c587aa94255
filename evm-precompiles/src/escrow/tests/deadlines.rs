//! Time, to the second, and the queue behind it.

use alloy_primitives::{U256, aliases::U40};

use super::world::*;
use crate::{
    abi::IEscrow::{
        NotDue, Overdue, Release, State, Terms, acceptCall, agreeSettlementCall, cancelCall,
        completeCall, concedeCall, confirmDeliveryCall, declineCall, disputeCall, offerCall,
        pokeCall, proposeSettlementCall, shipCall, withdrawSettlementCall,
    },
    closing,
};

/// The states that wait, with the time at which they end.
fn waiting() -> Vec<(State, Release, u64)> {
    use Release::{BuyerAcceptance, CarrierDelivery};
    let inspection = u64::from(INSPECTION);
    vec![
        (State::Offered, BuyerAcceptance, EXPIRY),
        (State::Active, BuyerAcceptance, SHIP_BY),
        (State::Active, CarrierDelivery, SHIP_BY),
        (State::Shipped, BuyerAcceptance, DELIVER_BY + inspection),
        (State::Shipped, CarrierDelivery, DELIVER_BY),
        (State::Delivered, BuyerAcceptance, START + inspection),
        (State::Delivered, CarrierDelivery, START + inspection),
    ]
}

/// Calls everything somebody may do in this state, each in a world of its own at `time`.
fn everything_at(state: State, release: Release, time: u64) -> Vec<(&'static str, bool, Vec<u8>)> {
    let terms = || Terms { release, ..terms() };
    let toSeller = U256::from(5);
    let mut answers = Vec::new();
    macro_rules! at {
        ($name:literal, $caller:expr, $wei:expr, $call:expr) => {{
            let mut world = World::in_state(state, terms());
            let id = world.id;
            if !matches!(state, State::Offered) {
                world.call(SELLER, proposeSettlementCall { id, toSeller }).unwrap();
            }
            world.host.set_time(time);
            let answer = world.pay($caller, $wei, $call(id));
            answers.push(match answer {
                Ok(_) => ($name, true, Vec::new()),
                Err(error) => ($name, false, error.to_vec()),
            });
        }};
    }
    if matches!(state, State::Offered) {
        at!("accept", BUYER, PRICE + DEPOSIT, |id| acceptCall { id });
        at!("cancel", SELLER, 0, |id| cancelCall { id });
        at!("decline", BUYER, 0, |id| declineCall { id });
        return answers;
    }
    if matches!(state, State::Active | State::Shipped) {
        at!("ship", SELLER, 0, |id| shipCall { id, trackingHash: TRACKING });
    }
    if matches!(state, State::Shipped) {
        at!("confirm", carrier(), 0, |id| confirmDeliveryCall { id, trackingHash: TRACKING });
    }
    at!("complete", BUYER, 0, |id| completeCall { id });
    at!("concede", SELLER, 0, |id| concedeCall { id });
    at!("dispute", BUYER, 0, |id| disputeCall { id });
    at!("propose", BUYER, 0, |id| proposeSettlementCall { id, toSeller });
    at!("withdraw", SELLER, 0, |id| withdrawSettlementCall { id });
    at!("agree", BUYER, 0, |id| agreeSettlementCall { id, toSeller });
    answers
}

#[test]
fn a_state_ends_at_its_second() {
    use alloy_sol_types::SolError;
    for (state, release, due) in waiting() {
        let id = World::in_state(state, Terms { release, ..terms() }).id;
        for (name, done, _) in everything_at(state, release, due - 1) {
            assert!(done, "{name} one second before the end of {state:?}");
        }
        let overdue = Overdue { id, dueAt: U256::from(due) }.abi_encode();
        for late in [0, 1, 1_000_000] {
            for (name, done, error) in everything_at(state, release, due + late) {
                assert!(!done, "{name} {late} s after the end of {state:?}");
                assert_eq!(error, overdue, "{name} {late} s after the end of {state:?}");
            }
        }
    }
}

#[test]
fn anybody_may_poke_what_is_due_and_only_that() {
    for (state, release, due) in waiting() {
        let terms = || Terms { release, ..terms() };
        let mut by_itself = World::in_state(state, terms());
        by_itself.close_at(due);
        for late in [0, 1] {
            let mut world = World::in_state(state, terms());
            let id = world.id;
            world.host.set_time(due - 1);
            let answer = world.call(STRANGER, pokeCall { id });
            refused(answer, NotDue { id, dueAt: U256::from(due) });
            world.host.set_time(due + late);
            world.call(STRANGER, pokeCall { id }).unwrap();
            let (poked, silent) = (world.state(), by_itself.state());
            assert_eq!((poked, world.gains()), (silent, by_itself.gains()));
            let before = world.gains();
            world.host.close_block();
            assert_eq!(world.gains(), before, "what was poked is not settled again");
            assert_eq!(closing_failures(&mut world), 0);
        }
    }
}

/// `SettlementFailed` events of all blocks that can still matter.
fn closing_failures(world: &mut World) -> usize {
    let mut failures = 0;
    for _ in 0..4 {
        let later = world.host.time() + 40 * 86_400;
        world.host.set_time(later);
        let logs = world.host.close_block();
        failures += logs.iter().filter(|log| log.address == crate::address::CLOSING).count();
    }
    failures
}

/// A confirmation makes an order due earlier than it was queued for, whenever it comes.
#[test]
fn a_confirmation_is_settled_in_time() {
    for release in [Release::BuyerAcceptance, Release::CarrierDelivery] {
        let latest = match release {
            Release::CarrierDelivery => u64::MAX,
            _ => DELIVER_BY + u64::from(INSPECTION),
        };
        let last = latest.min(DELIVER_BY) - 1;
        for confirmed in [START, EXPIRY - 1, EXPIRY, SHIP_BY - 1, SHIP_BY, SHIP_BY + 1, last] {
            for inspection in [0, 1, 99, 300, 5_000] {
                for blocks in [1, 7, 50, 400] {
                    let release_at = (confirmed + inspection).min(DELIVER_BY + inspection);
                    let inspection = u32::try_from(inspection).unwrap();
                    let terms = Terms { release, inspection, ..terms() };
                    delivered_late(terms, confirmed, release_at, blocks);
                }
            }
        }
    }
}

fn delivered_late(terms: Terms, confirmed: u64, due: u64, block_time: u64) {
    let mut world = World::shipped(terms);
    let id = world.id;
    let mut time = START;
    while time < confirmed {
        world.close_at(time);
        time += block_time;
    }
    world.host.set_time(confirmed);
    world.call(carrier(), confirmDeliveryCall { id, trackingHash: TRACKING }).unwrap();
    assert_eq!(world.order().dueAt.to::<u64>(), due);
    let mut time = confirmed;
    while time < due {
        world.close_at(time);
        assert_eq!(world.state(), State::Delivered, "{} s early", due - time);
        time += block_time;
    }
    world.close_at(due);
    assert_eq!(world.state(), State::Completed, "confirmed at {confirmed}, due at {due}");
}

/// A confirmation after `deliverBy` prolongs nothing: the inspection has begun.
#[test]
fn a_late_confirmation_does_not_prolong() {
    let mut world = World::shipped(terms());
    let id = world.id;
    world.host.set_time(DELIVER_BY + 200);
    world.call(carrier(), confirmDeliveryCall { id, trackingHash: TRACKING }).unwrap();
    assert_eq!(world.order().dueAt.to::<u64>(), DELIVER_BY + u64::from(INSPECTION));
}

/// More orders come due in one second than a block settles: none is lost, the oldest come first.
#[test]
fn a_crowd_is_settled_over_several_blocks() {
    let mut world = World::new();
    let crowd = closing::MAX_ITEMS * 2 + 10;
    let mut ids = Vec::new();
    for index in 0..crowd {
        let salt = U256::from(index).into();
        let shipBy = U40::from(EXPIRY);
        let (expiry, terms) = (U40::from(EXPIRY - (index as u64 % 3)), plain());
        let terms = Terms { salt, expiry, shipBy, ..terms };
        ids.push((expiry, world.pay(SELLER, DEPOSIT, offerCall { terms }).unwrap()));
    }
    world.host.set_time(EXPIRY + 5);
    for left in [crowd - closing::MAX_ITEMS, 10, 0] {
        world.host.close_block();
        let (mut waiting, mut ended) = (Vec::new(), Vec::new());
        for (expiry, id) in &ids {
            world.id = *id;
            let waits = world.state() == State::Offered;
            if waits { &mut waiting } else { &mut ended }.push(*expiry);
        }
        assert_eq!(waiting.len(), left);
        assert!(waiting.iter().min() >= ended.iter().max() || left == 0, "the oldest come first");
    }
    assert_eq!(world.held(), [0, 0, 0]);
}
