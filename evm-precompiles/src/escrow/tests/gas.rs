//! What the steps cost, so that a change that makes them dearer is seen; `docs/spec/escrow.md` has
//! the same figures.

use alloy_primitives::{B256, U256};
use alloy_sol_types::SolCall;

use super::world::*;
use crate::{
    Status,
    abi::IEscrow::{
        Terms, acceptCall, agreeSettlementCall, cancelCall, completeCall, concedeCall,
        confirmDeliveryCall, declineCall, depositCall, offerCall, pokeCall, proposeSettlementCall,
        shipCall,
    },
    address::ESCROW,
};

/// Gas of one successful call without the transaction's own 21,000 and its calldata.
fn cost<C: SolCall>(
    world: &mut World,
    caller: alloy_primitives::Address,
    wei: u128,
    call: C,
) -> u64 {
    let output = world.host.call(caller, ESCROW, U256::from(wei), &call.abi_encode());
    assert_eq!(output.status, Status::Success, "{:?}", output.bytes);
    output.gas_used
}

/// A world in which both parties have traded before, and the queue is not empty.
fn seasoned(terms: &Terms) -> World {
    let mut world = World::new();
    for salt in 1..=3 {
        let terms = Terms { salt: B256::repeat_byte(salt), ..terms.clone() };
        world.pay(SELLER, DEPOSIT, offerCall { terms }).unwrap();
    }
    world
}

fn steps(terms: Terms) -> Vec<(&'static str, u64)> {
    let mut world = seasoned(&terms);
    let offer = cost(&mut world, SELLER, DEPOSIT, offerCall { terms: terms.clone() });
    let id = world.call(STRANGER, crate::abi::IEscrow::orderIdCall { terms }).unwrap();
    let accept = cost(&mut world, BUYER, PRICE + DEPOSIT, acceptCall { id });
    let ship = cost(&mut world, SELLER, 0, shipCall { id, trackingHash: TRACKING });
    let complete = cost(&mut world, BUYER, 0, completeCall { id });
    vec![("offer", offer), ("accept", accept), ("ship", ship), ("complete", complete)]
}

/// Everything else, for an order with a carrier and a marketplace.
fn others() -> Vec<(&'static str, u64)> {
    let toSeller = U256::from(7);
    let mut rows = Vec::new();
    macro_rules! row {
        ($name:literal, $world:expr, $caller:expr, $wei:expr, $call:expr) => {{
            let mut world: World = $world;
            let id = world.id;
            let call = $call(id);
            rows.push(($name, cost(&mut world, $caller, $wei, call)));
        }};
    }
    let proposed =
        || World::shipped(terms()).then(BUYER, |id| proposeSettlementCall { id, toSeller });
    let due = || {
        let mut world = World::delivered(terms());
        world.host.set_time(START + u64::from(INSPECTION));
        world
    };
    let delivery = |id| confirmDeliveryCall { id, trackingHash: TRACKING };
    row!("cancel", World::offered(terms()), SELLER, 0, |id| cancelCall { id });
    row!("decline", World::offered(terms()), BUYER, 0, |id| declineCall { id });
    row!("confirmDelivery", World::shipped(terms()), carrier(), 0, delivery);
    row!("concede", World::shipped(terms()), SELLER, 0, |id| concedeCall { id });
    row!("proposeSettlement", World::shipped(terms()), BUYER, 0, |id| proposeSettlementCall {
        id,
        toSeller
    });
    row!("agreeSettlement", proposed(), SELLER, 0, |id| agreeSettlementCall { id, toSeller });
    row!("poke", due(), STRANGER, 0, |id| pokeCall { id });
    row!("deposit", World::new(), BUYER, 5, |_| depositCall {});
    rows
}

/// The rows are in the page as they are measured here.
#[test]
fn the_steps_cost_what_the_page_says() {
    let page = include_str!("../../../../docs/spec/escrow.md");
    let both = steps(plain()).into_iter().zip(steps(terms()));
    let both = both.map(|((name, plain), (_, full))| format!("| `{name}` | {plain} | {full} |"));
    let others = others().into_iter().map(|(name, gas)| format!("| `{name}` | | {gas} |"));
    let rows: Vec<_> = both.chain(others).collect();
    for row in &rows {
        assert!(page.contains(row), "docs/spec/escrow.md should say\n{}", rows.join("\n"));
    }
}

/// With any less gas than it needs a call fails whole: nothing of it stays.
#[test]
fn a_call_that_runs_out_of_gas_leaves_nothing() {
    type Step = (alloy_primitives::Address, u128, fn(B256) -> Vec<u8>);
    let steps: [Step; 4] = [
        (BUYER, PRICE + DEPOSIT, |id| acceptCall { id }.abi_encode()),
        (SELLER, 0, |id| shipCall { id, trackingHash: TRACKING }.abi_encode()),
        (carrier(), 0, |id| confirmDeliveryCall { id, trackingHash: TRACKING }.abi_encode()),
        (BUYER, 0, |id| completeCall { id }.abi_encode()),
    ];
    let mut world = World::offered(terms());
    let id = world.id;
    for (caller, wei, data) in steps {
        let data = data(id);
        let value = U256::from(wei);
        let needed = {
            let mut copy = world.host.clone();
            copy.call(caller, ESCROW, value, &data).gas_used
        };
        let before = world.host.state();
        for gas in (0..needed).step_by(97).chain([needed - 1]) {
            let (target, bytecode, is_static) = (ESCROW, ESCROW, false);
            let input =
                crate::Input { caller, target, bytecode, value, data: &data, gas, is_static };
            let output = world.host.transact(&input);
            assert_eq!((output.status, output.gas_used), (Status::OutOfGas, gas));
            assert_eq!(world.host.state(), before, "{gas} of {needed} gas left something behind");
        }
        assert_eq!(world.host.call(caller, ESCROW, value, &data).status, Status::Success);
    }
}
