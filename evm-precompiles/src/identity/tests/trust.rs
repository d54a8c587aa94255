//! Whom governance trusts.

use alloy_primitives::{Address, U256};

use super::{
    ACME, ALICE, BOB, BOND, HASH, ask, call, emits, fails, log, pass, register, served, world,
};
use crate::{
    Call,
    abi::{
        IIdentity::{
            BondReleased, GovernorChanged, InvalidKind, NotGovernor, NotOfKind, NotProvider,
            ProviderUpdated, TrustChanged, TrustedListFull, announceLeaveCall, cancelLeaveCall,
            governorCall, isTrustedCall, providerCall, setGovernorCall, setTrustedCall,
            trustedForCall, updateProviderCall,
        },
        IPrecompile::ZeroAddress,
    },
    address::{GOVERNANCE, IDENTITY},
    identity::{MAX_KINDS, MAX_TRUSTED, UNBONDING, governor},
    memory::MemoryHost,
};

fn set(provider: Address, kind: u8, trusted: bool) -> setTrustedCall {
    setTrustedCall { provider, kind, trusted }
}

fn trusted(host: &mut MemoryHost, account: Address, kind: u8) -> bool {
    ask(host, isTrustedCall { account, kind })
}

#[test]
fn governance_trusts_per_kind() {
    let mut host = world();
    register(&mut host, ACME, 0b110);
    let said = TrustChanged { provider: ACME, kind: 1, trusted: true };
    emits(&mut host, GOVERNANCE, set(ACME, 1, true), &said);
    assert!(trusted(&mut host, ACME, 1));
    assert!(!trusted(&mut host, ACME, 2));
    assert_eq!(ask(&mut host, trustedForCall { kind: 1 }), [ACME]);
    assert_eq!(ask(&mut host, providerCall { account: ACME }).trusted, 0b10);
    host.take_logs();
    call(&mut host, GOVERNANCE, set(ACME, 1, true)).unwrap();
    assert_eq!(host.take_logs(), [], "it is so already");
    assert_eq!(ask(&mut host, trustedForCall { kind: 1 }), [ACME]);
    let said = TrustChanged { provider: ACME, kind: 1, trusted: false };
    emits(&mut host, GOVERNANCE, set(ACME, 1, false), &said);
    assert!(!trusted(&mut host, ACME, 1));
    assert!(ask(&mut host, trustedForCall { kind: 1 }).is_empty());
    call(&mut host, GOVERNANCE, set(ACME, 1, false)).unwrap();
    call(&mut host, GOVERNANCE, set(BOB, 1, false)).unwrap();
    assert_eq!(host.take_logs(), []);
}

#[test]
fn only_what_can_be_trusted_is() {
    let mut host = world();
    let not = |caller| NotGovernor { caller, governor: GOVERNANCE };
    fails(&mut host, ALICE, set(ACME, 1, true), not(ALICE));
    fails(&mut host, ALICE, set(ACME, 1, false), not(ALICE));
    fails(&mut host, GOVERNANCE, set(ACME, 1, true), NotProvider { account: ACME });
    register(&mut host, ACME, 0b100);
    fails(&mut host, ACME, set(ACME, 2, true), not(ACME));
    fails(&mut host, GOVERNANCE, set(ACME, 1, true), NotOfKind { provider: ACME, kind: 1 });
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    fails(&mut host, GOVERNANCE, set(ACME, 2, true), NotProvider { account: ACME });
    let max = U256::from(MAX_KINDS);
    for kind in [MAX_KINDS, u8::MAX] {
        let error = || InvalidKind { kind, max };
        fails(&mut host, GOVERNANCE, set(ACME, kind, true), error());
        fails(&mut host, GOVERNANCE, set(ACME, kind, false), error());
        fails(&mut host, ALICE, isTrustedCall { account: ACME, kind }, error());
        fails(&mut host, ALICE, trustedForCall { kind }, error());
    }
}

#[test]
fn the_list_of_a_kind_is_bounded() {
    let mut host = world();
    let party = |n: u64| Address::with_last_byte(u8::try_from(n + 1).unwrap());
    for n in 0..=MAX_TRUSTED {
        host.set_balance(party(n), BOND);
        register(&mut host, party(n), u32::MAX);
    }
    for n in 0..MAX_TRUSTED {
        call(&mut host, GOVERNANCE, set(party(n), 31, true)).unwrap();
    }
    let last = party(MAX_TRUSTED);
    let full = TrustedListFull { kind: 31, max: U256::from(MAX_TRUSTED) };
    fails(&mut host, GOVERNANCE, set(last, 31, true), full);
    call(&mut host, GOVERNANCE, set(last, 30, true)).unwrap();
    call(&mut host, GOVERNANCE, set(party(4), 31, false)).unwrap();
    call(&mut host, GOVERNANCE, set(last, 31, true)).unwrap();
    let mut list = ask(&mut host, trustedForCall { kind: 31 });
    list.sort_unstable();
    let mut expected: Vec<_> = (0..=MAX_TRUSTED).filter(|n| *n != 4).map(party).collect();
    expected.sort_unstable();
    assert_eq!(list, expected);
}

#[test]
fn trust_sleeps_while_its_provider_leaves_and_ends_when_it_is_gone() {
    let mut host = served();
    for kind in [0, 5, 31] {
        call(&mut host, GOVERNANCE, set(ACME, kind, true)).unwrap();
    }
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    assert!(!trusted(&mut host, ACME, 5));
    call(&mut host, ACME, cancelLeaveCall {}).unwrap();
    assert!(trusted(&mut host, ACME, 5));
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    pass(&mut host, UNBONDING);
    let ended = |kind| log(&TrustChanged { provider: ACME, kind, trusted: false });
    let released = log(&BondReleased { provider: ACME, amount: BOND });
    assert_eq!(host.close_block(), [ended(0), ended(5), ended(31), released]);
    register(&mut host, ACME, u32::MAX);
    for kind in [0, 5, 31] {
        assert!(!trusted(&mut host, ACME, kind), "a new bond is a new start");
        assert!(ask(&mut host, trustedForCall { kind }).is_empty());
    }
}

#[test]
fn governance_can_end_the_trust_in_who_leaves() {
    let mut host = served();
    call(&mut host, GOVERNANCE, set(ACME, 3, true)).unwrap();
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    call(&mut host, GOVERNANCE, set(ACME, 3, false)).unwrap();
    call(&mut host, ACME, cancelLeaveCall {}).unwrap();
    assert!(!trusted(&mut host, ACME, 3));
}

#[test]
fn trust_in_a_kind_ends_when_it_is_given_up() {
    let mut host = served();
    for kind in [1, 2] {
        call(&mut host, GOVERNANCE, set(ACME, kind, true)).unwrap();
    }
    host.take_logs();
    call(&mut host, ACME, updateProviderCall { kinds: 0b100, metadata: HASH }).unwrap();
    let ended = log(&TrustChanged { provider: ACME, kind: 1, trusted: false });
    let updated = log(&ProviderUpdated { provider: ACME, kinds: 0b100, metadata: HASH });
    assert_eq!(host.take_logs(), [ended, updated]);
    assert!(!trusted(&mut host, ACME, 1));
    assert!(trusted(&mut host, ACME, 2));
    call(&mut host, ACME, updateProviderCall { kinds: u32::MAX, metadata: HASH }).unwrap();
    assert!(!trusted(&mut host, ACME, 1), "claiming the kind again brings no trust");
    assert!(ask(&mut host, trustedForCall { kind: 1 }).is_empty());
}

#[test]
fn the_governor_hands_over() {
    let mut host = world();
    assert_eq!(ask(&mut host, governorCall {}), GOVERNANCE);
    let not = NotGovernor { caller: ALICE, governor: GOVERNANCE };
    fails(&mut host, ALICE, setGovernorCall { next: ALICE }, not);
    fails(&mut host, GOVERNANCE, setGovernorCall { next: Address::ZERO }, ZeroAddress {});
    let said = GovernorChanged { previous: GOVERNANCE, next: ALICE };
    emits(&mut host, GOVERNANCE, setGovernorCall { next: ALICE }, &said);
    assert_eq!(ask(&mut host, governorCall {}), ALICE);
    let not = NotGovernor { caller: GOVERNANCE, governor: ALICE };
    fails(&mut host, GOVERNANCE, setGovernorCall { next: BOB }, not);
    call(&mut host, ALICE, setGovernorCall { next: BOB }).unwrap();
}

#[test]
fn a_genesis_can_name_the_governor() {
    let mut host = world();
    governor().set(&mut Call::system(&mut host, IDENTITY), BOB).unwrap();
    assert_eq!(host.slot(IDENTITY, U256::ZERO), U256::from_be_bytes(BOB.into_word().0));
    assert_eq!(ask(&mut host, governorCall {}), BOB);
}
