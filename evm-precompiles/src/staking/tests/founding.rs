//! How a network begins.

use alloy_primitives::{B256, U256};

use super::{
    super::genesis::{Founder, Founding, FoundingError, found},
    world::{ALICE, BOB, CHAIN, PACE, World, cmt, party},
};
use crate::{
    Call,
    abi::IStaking::{delegationCall, emissionCall, epochCall, totalsCall, turnsCall},
    address::STAKING,
    memory::MemoryHost,
    storage::Place,
};

fn founding(founders: u16) -> Founding {
    let founder = |number| Founder {
        operator: party(number).operator,
        self_stake: cmt(100),
        declaration: party(number).declaration(cmt(1_000)),
        delegations: vec![(ALICE, cmt(50)), (BOB, cmt(7))],
    };
    Founding {
        chain_id: CHAIN,
        time: 1_700_000_000,
        seed: B256::repeat_byte(3),
        supply: cmt(1_000_000_000),
        validators: (0..founders).map(founder).collect(),
    }
}

#[test]
fn block_0_holds_what_calls_would_have_made() {
    let founded = found(&founding(4)).unwrap();
    assert_eq!(founded.balance, cmt(4 * 157));
    let mut host = MemoryHost::new();
    host.set_balance(STAKING, founded.balance);
    host.set_balance(BOB, cmt(1_000_000_000) - founded.balance);
    host.seed_supply(cmt(1_000_000_000));
    let mut call = Call::system(&mut host, STAKING);
    for (slot, value) in &founded.slots {
        let place = crate::storage::Value::<B256>::from_slot((*slot).into());
        place.set(&mut call, *value).unwrap();
    }
    let mut world = World { host, epoch: 0, view: 0, pace: PACE };
    world.check_money();
    for (epoch, committee) in (0..).zip(&founded.committees) {
        assert_eq!(world.committee(epoch).as_ref(), Some(committee));
        assert_eq!((committee.epoch, committee.seats.len()), (epoch, 4));
    }
    assert_ne!(founded.committees[0].seed, founded.committees[1].seed);
    let validator = party(2).operator;
    assert_eq!(world.ask(delegationCall { delegator: ALICE, validator }).stake, cmt(50));
    assert_eq!(world.ask(emissionCall {}).amount, cmt(80_000_000));
    assert_eq!(world.ask(epochCall {}).startedAt, U256::from(1_700_000_000));
    assert_eq!(world.ask(turnsCall {}).len(), 4);
    // And it goes on from there.
    world.block();
    world.end_epoch();
    world.end_epoch();
    assert_eq!(world.committee(3).unwrap().seats.len(), 4);
    assert!(world.ask(totalsCall {}).owed > U256::ZERO);
}

#[test]
fn a_network_may_begin_without_validators() {
    let founded = found(&founding(0)).unwrap();
    assert_eq!(founded.balance, U256::ZERO);
    assert!(founded.committees.iter().all(|committee| committee.seats.is_empty()));
}

#[test]
fn a_founder_is_checked_like_anybody() {
    let mut wrong = founding(2);
    wrong.validators[1].operator = ALICE;
    let error = found(&wrong).unwrap_err();
    assert!(matches!(error, FoundingError::Declaration { operator: ALICE, .. }), "{error}");
    let mut little = founding(1);
    little.validators[0].delegations[1].1 = U256::ONE;
    let error = found(&little).unwrap_err();
    assert!(matches!(error, FoundingError::Delegation { delegator: BOB, .. }), "{error}");
    let mut poor = founding(1);
    poor.supply = cmt(156);
    let error = found(&poor).unwrap_err();
    assert_eq!(error, FoundingError::Supply { staked: cmt(157), supply: cmt(156) });
    let mut rich = founding(1);
    rich.supply = cmt(10_000_000_001);
    assert_eq!(found(&rich).unwrap_err(), FoundingError::Range(rich.supply));
}
