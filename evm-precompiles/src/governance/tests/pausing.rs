//! What a pause stops, and that it ends by itself.

use alloy_primitives::{Address, B256, U256, aliases::U40};
use alloy_sol_types::{SolCall, SolError, SolInterface};

use super::{
    ANN, BEN, CAT, DAN, DAY, ZOE, ask, call, cmt, deposit, end, fails, log, pass, propose, state,
    vote, world,
};
use crate::{
    abi::{
        IArbitration, IEscrow,
        IGovernance::{
            Choice, NotDue, Pausable, PauseSet, PauseTooLong, State, pausedUntilCall, pokeCall,
            proposePauseCall,
        },
        IIdentity,
        IPrecompile::{IPrecompileErrors, Paused},
    },
    address::{ARBITRATION, ESCROW, IDENTITY},
    governance::MAX_PAUSE,
    memory::MemoryHost,
};

fn pause(target: Pausable, period: u64) -> proposePauseCall {
    let (title, period) = ("Pause".into(), U256::from(period));
    proposePauseCall { title, text: String::new(), target, period }
}

/// Pauses `target` for a day, by vote.
fn paused(host: &mut MemoryHost, target: Pausable) -> U256 {
    let id = propose(host, pause(target, DAY));
    for voter in [ANN, BEN, CAT] {
        vote(host, voter, id, Choice::Yes);
    }
    call(host, ZOE, pokeCall { id }).unwrap();
    assert_eq!(state(host, id), State::Executed);
    ask(host, pausedUntilCall { target })
}

fn order(now: u64) -> IEscrow::Terms {
    IEscrow::Terms {
        buyer: ZOE,
        seller: ANN,
        price: cmt(5),
        deposit: cmt(1),
        carrier: Address::ZERO,
        marketplace: Address::ZERO,
        feeBps: 0,
        release: IEscrow::Release::BuyerAcceptance,
        expiry: U40::from(now + 100),
        shipBy: U40::from(now + 1_000),
        deliverBy: U40::from(now + 2_000),
        inspection: 1_000,
        arbitration: IEscrow::Arbitration { rulingWindow: 1_000, ..Default::default() },
        termsHash: B256::ZERO,
        salt: B256::ZERO,
    }
}

/// A call each target stops: to whom, with what value and data.
fn stopped(host: &MemoryHost, target: Pausable) -> (Address, U256, Vec<u8>) {
    let now = U256::from(host.time());
    let word = B256::repeat_byte(7);
    match target {
        Pausable::EscrowOffers => {
            let terms = order(host.time());
            (ESCROW, cmt(6), IEscrow::offerCall { terms }.abi_encode())
        }
        Pausable::ArbitrationCases => {
            let terms =
                IArbitration::Terms { rulingWindow: 1_000, ..IArbitration::Terms::default() };
            let (r#ref, buyer, seller) = (word, ZOE, ANN);
            let excluded = [Address::ZERO; 2];
            let opening = IArbitration::openCaseCall { r#ref, buyer, seller, excluded, terms };
            (ARBITRATION, cmt(1), opening.abi_encode())
        }
        Pausable::ArbiterRegistration => {
            let register = IArbitration::registerCall { categories: 1, profile: word };
            (ARBITRATION, cmt(1_000), register.abi_encode())
        }
        Pausable::ProviderRegistration => {
            let register = IIdentity::registerCall { kinds: 1, metadata: word };
            (IDENTITY, cmt(1_000), register.abi_encode())
        }
        Pausable::Attestations => {
            let said = IIdentity::attestCall {
                subject: ANN,
                schema: word,
                commitment: word,
                expiresAt: U256::ZERO,
                revocable: true,
            };
            (IDENTITY, U256::ZERO, said.abi_encode())
        }
        Pausable::Grants | Pausable::__Invalid => {
            let grant = IIdentity::createGrantCall {
                client: ANN,
                scopes: vec![word],
                purpose: word,
                notBefore: now,
                notAfter: now + U256::from(1_000),
            };
            (IDENTITY, U256::ZERO, grant.abi_encode())
        }
    }
}

const TARGETS: [Pausable; 6] = [
    Pausable::EscrowOffers,
    Pausable::ArbitrationCases,
    Pausable::ArbiterRegistration,
    Pausable::ProviderRegistration,
    Pausable::Attestations,
    Pausable::Grants,
];

#[test]
fn each_pause_stops_its_function_and_no_other_until_it_ends() {
    for paused_target in TARGETS {
        let mut host = world();
        // Who attests must be a provider.
        let provider = IIdentity::registerCall { kinds: 1, metadata: B256::repeat_byte(1) };
        host.call_as(DAN, IDENTITY, cmt(1_000), provider).unwrap();
        let until = paused(&mut host, paused_target);
        assert_eq!(until, U256::from(host.time() + DAY));
        for target in TARGETS {
            let caller = if target == Pausable::Attestations { DAN } else { ZOE };
            let mut world = host.clone();
            let (to, value, data) = stopped(&world, target);
            let output = world.call(caller, to, value, &data);
            let expected = Paused { until }.abi_encode();
            let is_paused = output.bytes == expected;
            assert_eq!(is_paused, target == paused_target, "{target:?}: {output:?}");
            let error = IPrecompileErrors::abi_decode(&output.bytes);
            let ok = output.status == crate::Status::Success;
            assert!(ok || error.is_ok(), "{target:?}: {output:?}");
            assert!(ok != is_paused, "{target:?}: {output:?}");
            if !is_paused {
                continue;
            }
            // It ends by itself.
            world.set_time(until.to());
            let (to, value, data) = stopped(&world, target);
            let output = world.call(caller, to, value, &data);
            assert_eq!(output.status, crate::Status::Success, "{target:?}: {output:?}");
        }
    }
}

#[test]
fn a_pause_has_no_time_lock_and_is_told() {
    let mut host = world();
    let target = Pausable::Grants;
    let id = propose(&mut host, pause(target, DAY));
    vote(&mut host, CAT, id, Choice::Yes);
    let logs = end(&mut host);
    let until = U256::from(host.time() + DAY);
    assert!(logs.contains(&log(&PauseSet { target, until })));
    assert_eq!(ask(&mut host, pausedUntilCall { target }), until);
    // A pause of nothing ends it.
    let id = propose(&mut host, pause(target, 0));
    for voter in [ANN, BEN, CAT] {
        vote(&mut host, voter, id, Choice::Yes);
    }
    call(&mut host, ZOE, pokeCall { id }).unwrap();
    assert_eq!(ask(&mut host, pausedUntilCall { target }), U256::from(host.time()));
}

#[test]
fn only_an_overwhelming_vote_pauses_before_the_end() {
    let mut host = world();
    let id = propose(&mut host, pause(Pausable::Grants, DAY));
    let dueAt = super::proposal(&mut host, id).endsAt;
    // 400 of 600 are two thirds, and no more.
    for voter in [ANN, CAT] {
        vote(&mut host, voter, id, Choice::Yes);
    }
    fails(&mut host, ZOE, U256::ZERO, pokeCall { id }, NotDue { id, dueAt });
    super::stand_in::delegate(&mut host, DAN, ANN, cmt(1));
    call(&mut host, ZOE, pokeCall { id }).unwrap();
    // When the queue comes to it, nothing is left to do.
    assert!(end(&mut host).is_empty());
    // What is no pause takes its time.
    let id = super::text(&mut host);
    let dueAt = super::proposal(&mut host, id).endsAt;
    for voter in [ANN, BEN, CAT] {
        vote(&mut host, voter, id, Choice::Yes);
    }
    fails(&mut host, ZOE, U256::ZERO, pokeCall { id }, NotDue { id, dueAt });
}

#[test]
fn no_pause_is_long() {
    let mut host = world();
    let (period, max) = (U256::from(MAX_PAUSE + 1), U256::from(MAX_PAUSE));
    let error = PauseTooLong { period, max };
    fails(&mut host, ZOE, deposit(), pause(Pausable::Grants, MAX_PAUSE + 1), error);
    propose(&mut host, pause(Pausable::Grants, MAX_PAUSE));
    pass(&mut host, 1);
}
