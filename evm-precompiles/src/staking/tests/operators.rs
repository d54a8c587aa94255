//! Declaring a validator and changing it.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;

use super::world::{ALICE, BOB, DAY, World, cmt, party};
use crate::{
    abi::IStaking::{
        AlreadyValidator, AmountTooSmall, CommissionChangeTooLarge, CommissionChangedToday,
        CommissionTooHigh, Endpoint, EndpointSet, InvalidConsensusKey, InvalidConsensusProof,
        InvalidRandaoKey, InvalidRandaoProof, KeyUsed, MaxStakeExceeded, Metadata, NotJailed,
        NotValidator, SelfStakeTooSmall, Status, TextTooLong, declareCall, setCommissionCall,
        setEndpointCall, setMaxStakeCall, setMetadataCall, unjailCall, validatorCountCall,
        validatorOfCall, validatorsCall,
    },
    gas,
};

#[test]
fn a_declared_validator_is_known_by_all_it_said() {
    let mut world = World::new();
    let party = party(3);
    let declaration = party.declaration(cmt(1_000));
    let call = declareCall { declaration: declaration.clone() };
    world.pay(party.operator, cmt(100), call).unwrap();
    let record = world.validator(3);
    assert_eq!(record.operator, party.operator);
    assert_eq!(record.status, Status::Active);
    assert!(record.isCandidate);
    assert_eq!((record.tokens, record.selfStake, record.shares), (cmt(100), cmt(100), cmt(100)));
    assert_eq!(record.maxStake, cmt(1_000));
    assert_eq!(record.commission, declaration.commission);
    assert_eq!(
        (record.consensusKey, record.randaoKey),
        (party.votes.public, declaration.randaoKey)
    );
    assert_eq!((record.metadata, record.endpoint), (declaration.metadata, declaration.endpoint));
    assert_eq!(record.declaredAt, U256::from(world.host.time()));
    assert_eq!(world.ask(validatorCountCall {}), U256::ONE);
    assert_eq!(world.ask(validatorOfCall { consensusKey: party.votes.public }), party.operator);
    let list = world.ask(validatorsCall { from: U256::ZERO, limit: U256::from(100) });
    assert_eq!(list, [party.operator]);
}

#[test]
fn nobody_declares_with_keys_of_others_or_no_keys() {
    let mut world = World::new();
    let (mallory, victim) = (party(1), party(2));
    let (me, good) = (mallory.operator, mallory.declaration(cmt(100)));
    let declare = |declaration| declareCall { declaration };
    // Proofs made for somebody else do not travel.
    let stolen = victim.declaration(cmt(100));
    world.fails(me, cmt(10), declare(stolen), InvalidConsensusProof {});
    // Nor do those of another chain.
    let mut foreign = good.clone();
    let message =
        super::super::possession::message(7, me, &mallory.votes.public, &mallory.randao_key());
    foreign.consensusProof = mallory.votes.sign(&message).to_vec().into();
    world.fails(me, cmt(10), declare(foreign), InvalidConsensusProof {});
    // A randao key that is somebody else's.
    let mut mixed = good.clone();
    mixed.randaoKey = victim.randao_key().to_vec().into();
    let message =
        super::super::possession::message(1337, me, &mallory.votes.public, &victim.randao_key());
    mixed.consensusProof = mallory.votes.sign(&message).to_vec().into();
    world.fails(me, cmt(10), declare(mixed), InvalidRandaoProof {});
    // Points of small order, no points, other encodings of zero.
    for key in [U256::ZERO, U256::from(1) << 248, U256::from(2), U256::MAX] {
        let mut weak = good.clone();
        weak.consensusKey = key.into();
        world.fails(me, cmt(10), declare(weak), InvalidConsensusKey {});
    }
    for key in [vec![], vec![0; 47], vec![0; 49]] {
        let mut wrong = good.clone();
        wrong.randaoKey = key.into();
        world.fails(me, cmt(10), declare(wrong), InvalidRandaoKey {});
    }
    for length in [0, 63, 65] {
        let mut short = good.clone();
        short.consensusProof = Bytes::from(vec![1; length]);
        world.fails(me, cmt(10), declare(short), InvalidConsensusProof {});
    }
    world.pay(me, cmt(10), declare(good)).unwrap();
}

#[test]
fn a_key_and_an_address_declare_once_for_ever() {
    let mut world = World::with(&[100]);
    let first = party(0);
    let again = party(1).declaration_for(first.operator, cmt(100));
    let error = AlreadyValidator { operator: first.operator };
    world.fails(first.operator, cmt(10), declareCall { declaration: again }, error);
    let copied = first.declaration_for(ALICE, cmt(100));
    let error = KeyUsed { consensusKey: first.votes.public };
    world.fails(ALICE, cmt(10), declareCall { declaration: copied }, error);
}

#[test]
fn a_validator_puts_up_a_tenth_of_the_most_it_takes() {
    let mut world = World::new();
    let party = party(0);
    let declaration = party.declaration(cmt(100) + U256::ONE);
    let (have, want) = (cmt(10), cmt(10) + U256::ONE);
    let call = declareCall { declaration };
    world.fails(party.operator, have, call.clone(), SelfStakeTooSmall { have, want });
    world.pay(party.operator, want, call).unwrap();
    let small = declareCall { declaration: super::world::party(1).declaration(cmt(1)) };
    let operator = super::world::party(1).operator;
    let error = AmountTooSmall { amount: cmt(1) / U256::from(2), min: cmt(1) };
    world.fails(operator, cmt(1) / U256::from(2), small.clone(), error);
    let error = MaxStakeExceeded { stake: cmt(2), max: cmt(1) };
    world.fails(operator, cmt(2), small, error);
}

#[test]
fn the_most_a_validator_takes_follows_its_own_stake() {
    let mut world = World::with(&[100]);
    let me = party(0).operator;
    world.delegate(ALICE, 0, 500);
    let set = |maxStake| setMaxStakeCall { maxStake };
    let error = SelfStakeTooSmall { have: cmt(100), want: cmt(101) };
    world.fails(me, U256::ZERO, set(cmt(1_010)), error);
    let error = MaxStakeExceeded { stake: cmt(600), max: cmt(599) };
    world.fails(me, U256::ZERO, set(cmt(599)), error);
    world.call(me, set(cmt(600))).unwrap();
    assert_eq!(world.validator(0).maxStake, cmt(600));
    world.fails(ALICE, U256::ZERO, set(cmt(1)), NotValidator { operator: ALICE });
}

#[test]
fn commission_rises_slowly_and_never_beyond_its_bound() {
    let mut world = World::with(&[100]);
    let me = party(0).operator;
    let set = |rate| setCommissionCall { rate };
    let next = U256::from(world.host.time() + DAY);
    world.fails(me, U256::ZERO, set(1_050), CommissionChangedToday { nextAt: next });
    world.pass(DAY);
    world.fails(me, U256::ZERO, set(2_001), CommissionTooHigh { rate: 2_001, max: 2_000 });
    let error = CommissionChangeTooLarge { change: 101, max: 100 };
    world.fails(me, U256::ZERO, set(1_101), error);
    world.call(me, set(1_100)).unwrap();
    assert_eq!(world.validator(0).commission.rate, 1_100);
    world.pass(DAY - 1);
    let nextAt = U256::from(world.host.time() + 1);
    world.fails(me, U256::ZERO, set(0), CommissionChangedToday { nextAt });
    world.pass(1);
    world.call(me, set(0)).unwrap();
    let mut bad = party(1).declaration(cmt(100));
    (bad.commission.rate, bad.commission.max) = (10, 9);
    let operator = party(1).operator;
    let error = CommissionTooHigh { rate: 10, max: 9 };
    world.fails(operator, cmt(10), declareCall { declaration: bad.clone() }, error);
    (bad.commission.rate, bad.commission.max) = (9, 10_001);
    let error = CommissionTooHigh { rate: 10_001, max: 10_000 };
    world.fails(operator, cmt(10), declareCall { declaration: bad }, error);
}

#[test]
fn texts_are_bounded_and_replaced_whole() {
    let mut world = World::with(&[100]);
    let me = party(0).operator;
    let text = |length: usize| "ä".repeat(length / 2);
    let longest =
        Metadata { name: text(64), website: text(128), contact: text(128), details: text(512) };
    let set = |metadata| setMetadataCall { metadata };
    world.call(me, set(longest.clone())).unwrap();
    assert_eq!(world.validator(0).metadata, longest);
    for (change, max) in [(0, 64), (1, 128), (2, 128), (3, 512)] {
        let mut long = longest.clone();
        let field = match change {
            0 => &mut long.name,
            1 => &mut long.website,
            2 => &mut long.contact,
            _ => &mut long.details,
        };
        field.push('x');
        let (length, max) = (U256::from(max + 1), U256::from(max));
        world.fails(me, U256::ZERO, set(long), TextTooLong { length, max });
    }
    let short = Metadata { name: "n".into(), ..Default::default() };
    world.call(me, set(short.clone())).unwrap();
    assert_eq!(world.validator(0).metadata, short);
    world.fails(BOB, U256::ZERO, set(short), NotValidator { operator: BOB });
}

#[test]
fn an_endpoint_counts_from_the_next_election_on() {
    let mut world = World::with(&[100]);
    let me = party(0).operator;
    let ip = "::ffff:10.0.0.7".parse::<std::net::Ipv6Addr>().unwrap().octets();
    let endpoint = Endpoint { ip: ip.into(), port: 30_000 };
    world.call(me, setEndpointCall { endpoint: endpoint.clone() }).unwrap();
    world.logged(&EndpointSet { operator: me, endpoint });
    world.end_epoch();
    let told = |world: &World, epoch| world.committee(epoch).unwrap().seats[0].endpoint.unwrap();
    assert_eq!(told(&world, 1), "[::7f]:26656".parse().unwrap());
    assert_eq!(told(&world, 2), "10.0.0.7:30000".parse().unwrap());
}

#[test]
fn who_is_not_in_jail_does_not_leave_it() {
    let mut world = World::with(&[100]);
    let operator = party(0).operator;
    world.fails(operator, U256::ZERO, unjailCall {}, NotJailed { operator });
    world.fails(ALICE, U256::ZERO, unjailCall {}, NotValidator { operator: ALICE });
}

/// The proofs are paid for before they are checked.
#[test]
fn checking_proofs_costs_gas() {
    let mut world = World::new();
    let party = party(0);
    let call = declareCall { declaration: party.declaration(cmt(100)) };
    let data = call.abi_encode();
    let output = world.host.call(party.operator, crate::address::STAKING, cmt(10), &data);
    assert!(output.gas_used > 150_000 + gas::SIGNATURE, "{output:?}");
}

/// Calldata of `declare` for those who test against it without keys: the EVM's tests and a client.
#[test]
fn the_declarations_others_test_with_are_good() {
    let made = (1..=3u8).map(|number| {
        let declaration =
            party(number.into()).declaration_for(Address::repeat_byte(number), cmt(1_000));
        alloy_primitives::hex::encode(declareCall { declaration }.abi_encode()) + "\n"
    });
    let made: String = made.collect();
    assert!(made == include_str!("declarations.txt"), "declarations.txt should be\n{made}");
}
