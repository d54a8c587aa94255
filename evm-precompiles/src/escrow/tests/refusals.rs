//! Who may do what when: every function, in every state, called by everybody.

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolCall, SolError};

use super::world::*;
use crate::{
    Call, Status,
    abi::IEscrow::{
        NoProposal, NotBuyer, NotCarrier, NotOfferee, NotOfferer, NotParty, NotSeller,
        OnlyArbitration, State, UnknownOrder, WrongState, acceptCall, agreeSettlementCall,
        cancelCall, completeCall, concedeCall, confirmDeliveryCall, declineCall, disputeCall,
        pokeCall, proposeSettlementCall, shipCall, withdrawSettlementCall,
    },
    address::ESCROW,
    escrow::{Ruling, resolve},
};

const STATES: [State; 10] = [
    State::Offered,
    State::Active,
    State::Shipped,
    State::Delivered,
    State::Disputed,
    State::Completed,
    State::Cancelled,
    State::Expired,
    State::Settled,
    State::Resolved,
];

const ON: &[State] = &[State::Active, State::Shipped, State::Delivered];
const OPEN: &[State] = &[State::Active, State::Shipped, State::Delivered, State::Disputed];

/// What a function demands: who may call it, when, and the error for everybody else.
struct Rule {
    name: &'static str,
    wei: u128,
    data: fn(B256) -> Vec<u8>,
    callers: fn() -> Vec<Address>,
    states: &'static [State],
    stranger: fn(Address) -> Vec<u8>,
}

fn parties() -> Vec<Address> {
    vec![BUYER, SELLER]
}

fn not_party(caller: Address) -> Vec<u8> {
    NotParty { caller }.abi_encode()
}

fn not_seller(caller: Address) -> Vec<u8> {
    NotSeller { caller, seller: SELLER }.abi_encode()
}

/// For an order the seller offered.
fn rules() -> Vec<Rule> {
    const OFFERED: &[State] = &[State::Offered];
    let not_offeree = |caller: Address| NotOfferee { caller, offeree: BUYER }.abi_encode();
    vec![
        Rule {
            name: "accept",
            wei: PRICE + DEPOSIT,
            data: |id| acceptCall { id }.abi_encode(),
            callers: || vec![BUYER],
            states: OFFERED,
            stranger: not_offeree,
        },
        Rule {
            name: "decline",
            wei: 0,
            data: |id| declineCall { id }.abi_encode(),
            callers: || vec![BUYER],
            states: OFFERED,
            stranger: not_offeree,
        },
        Rule {
            name: "cancel",
            wei: 0,
            data: |id| cancelCall { id }.abi_encode(),
            callers: || vec![SELLER],
            states: OFFERED,
            stranger: |caller| NotOfferer { caller, offerer: SELLER }.abi_encode(),
        },
        Rule {
            name: "ship",
            wei: 0,
            data: |id| shipCall { id, trackingHash: TRACKING }.abi_encode(),
            callers: || vec![SELLER],
            states: &[State::Active, State::Shipped],
            stranger: not_seller,
        },
        Rule {
            name: "confirmDelivery",
            wei: 0,
            data: |id| confirmDeliveryCall { id, trackingHash: TRACKING }.abi_encode(),
            callers: || vec![carrier()],
            states: &[State::Shipped],
            stranger: |caller| NotCarrier { caller, carrier: carrier() }.abi_encode(),
        },
        Rule {
            name: "complete",
            wei: 0,
            data: |id| completeCall { id }.abi_encode(),
            callers: || vec![BUYER],
            states: OPEN,
            stranger: |caller| NotBuyer { caller, buyer: BUYER }.abi_encode(),
        },
        Rule {
            name: "concede",
            wei: 0,
            data: |id| concedeCall { id }.abi_encode(),
            callers: || vec![SELLER],
            states: OPEN,
            stranger: not_seller,
        },
        Rule {
            name: "proposeSettlement",
            wei: 0,
            data: |id| proposeSettlementCall { id, toSeller: U256::from(9) }.abi_encode(),
            callers: parties,
            states: OPEN,
            stranger: not_party,
        },
        Rule {
            name: "dispute",
            wei: 0,
            data: |id| disputeCall { id }.abi_encode(),
            callers: parties,
            states: ON,
            stranger: not_party,
        },
    ]
}

fn everybody() -> Vec<Address> {
    vec![BUYER, SELLER, carrier(), MARKET, ARBITER, COURT, STRANGER]
}

#[test]
fn only_who_may_when_it_is_time() {
    for rule in rules() {
        for state in STATES {
            for caller in everybody() {
                let mut world = World::in_state(state, terms());
                let id = world.id;
                let before = world.host.state();
                let wei = U256::from(rule.wei);
                let output = world.host.call(caller, ESCROW, wei, &(rule.data)(id));
                let what = format!("{} by {caller} in {state:?}", rule.name);
                let expected = if !(rule.callers)().contains(&caller) {
                    Some((rule.stranger)(caller))
                } else if !rule.states.contains(&state) {
                    Some(WrongState { id, state }.abi_encode())
                } else {
                    None
                };
                match expected {
                    None => assert_eq!(output.status, Status::Success, "{what}"),
                    Some(error) => {
                        assert_eq!(output.status, Status::Revert, "{what}");
                        assert_eq!(output.bytes, Bytes::from(error), "{what}");
                        assert_eq!(world.host.state(), before, "{what} left something behind");
                    }
                }
            }
        }
    }
}

/// Withdrawing and agreeing need a proposal: one's own, or the other side's.
#[test]
fn a_proposal_is_withdrawn_by_its_maker_and_agreed_to_by_the_other() {
    let toSeller = U256::from(9);
    for state in STATES {
        for proposer in [BUYER, SELLER] {
            for caller in everybody() {
                let open = OPEN.contains(&state);
                let start = || {
                    let mut world = World::in_state(state, terms());
                    let id = world.id;
                    let proposed = world.call(proposer, proposeSettlementCall { id, toSeller });
                    assert_eq!(proposed.is_ok(), open);
                    world
                };
                let (mut first, mut second) = (start(), start());
                let id = first.id;
                let withdrawn = first.call(caller, withdrawSettlementCall { id }).map(drop);
                let agreed = second.call(caller, agreeSettlementCall { id, toSeller }).map(drop);
                if !parties().contains(&caller) {
                    refused(withdrawn, NotParty { caller });
                    refused(agreed, NotParty { caller });
                } else if !open {
                    refused(withdrawn, WrongState { id, state });
                    refused(agreed, WrongState { id, state });
                } else if caller == proposer {
                    assert_eq!(withdrawn, Ok(()));
                    refused(agreed, NoProposal {});
                } else {
                    refused(withdrawn, NoProposal {});
                    assert_eq!(agreed, Ok(()));
                }
            }
        }
    }
}

/// An order the buyer offered: the sides of the offer are the other way round.
#[test]
fn a_buyers_offer_is_the_sellers_to_accept() {
    let mut world = World::new();
    let offer = crate::abi::IEscrow::offerCall { terms: terms() };
    let id = world.pay(BUYER, PRICE + DEPOSIT, offer).unwrap();
    for caller in [BUYER, STRANGER, MARKET] {
        let answer = world.pay(caller, DEPOSIT, acceptCall { id });
        refused(answer, NotOfferee { caller, offeree: SELLER });
        refused(world.call(caller, declineCall { id }), NotOfferee { caller, offeree: SELLER });
    }
    for caller in [SELLER, STRANGER] {
        refused(world.call(caller, cancelCall { id }), NotOfferer { caller, offerer: BUYER });
    }
    world.call(SELLER, declineCall { id }).unwrap();
    assert_eq!(world.gains(), [0; 4]);
}

#[test]
fn without_a_carrier_nobody_confirms() {
    let mut world = World::active(plain());
    let id = world.id;
    world.call(SELLER, shipCall { id, trackingHash: TRACKING }).unwrap();
    for caller in everybody().into_iter().chain([Address::ZERO]) {
        let answer = world.call(caller, confirmDeliveryCall { id, trackingHash: TRACKING });
        refused(answer, NotCarrier { caller, carrier: Address::ZERO });
    }
}

#[test]
fn an_order_that_is_not_there_is_nobodys() {
    for rule in rules() {
        for caller in everybody() {
            for id in [B256::ZERO, B256::repeat_byte(0xff)] {
                let mut world = World::offered(terms());
                let output = world.host.call(caller, ESCROW, U256::ZERO, &(rule.data)(id));
                let unknown = UnknownOrder { id }.abi_encode();
                assert_eq!(output.bytes, Bytes::from(unknown), "{}", rule.name);
                refused(world.call(caller, pokeCall { id }), UnknownOrder { id });
            }
        }
    }
}

#[test]
fn what_has_ended_or_is_disputed_is_never_due() {
    for state in STATES.into_iter().skip(4) {
        let mut world = World::in_state(state, terms());
        let id = world.id;
        world.host.set_time(START + 500_000_000);
        refused(world.call(STRANGER, pokeCall { id }), WrongState { id, state });
    }
}

/// Only the arbitration, and only while there is a dispute.
#[test]
fn a_ruling_needs_a_dispute_and_the_arbitration() {
    for state in STATES {
        let mut world = World::in_state(state, terms());
        let id = world.id;
        for account in [ESCROW, BUYER, ARBITER] {
            let mut call = Call::system(&mut world.host, account);
            let ruled =
                call.within(ESCROW, |call| resolve(call, id, Ruling::Buyer, ARBITER, U256::ZERO));
            assert_eq!(ruled, Err(OnlyArbitration {}.into()), "by {account} in {state:?}");
        }
        if state != State::Disputed {
            let mut call = Call::system(&mut world.host, crate::address::ARBITRATION);
            let ruled =
                call.within(ESCROW, |call| resolve(call, id, Ruling::Buyer, ARBITER, U256::ZERO));
            assert_eq!(ruled, Err(WrongState { id, state }.into()));
        }
    }
    let mut world = World::new();
    let mut call = Call::system(&mut world.host, crate::address::ARBITRATION);
    let id = B256::repeat_byte(4);
    let ruled = call.within(ESCROW, |call| resolve(call, id, Ruling::Buyer, ARBITER, U256::ZERO));
    assert_eq!(ruled, Err(UnknownOrder { id }.into()));
}
