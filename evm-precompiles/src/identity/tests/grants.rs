//! Permissions to read.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolError, SolStruct};

use super::{
    ACME, ALICE, BOB, CAROL, DAY, HASH, ask, call, emits, fails, failure, now, pages, pass,
    recover, served, world,
};
use crate::{
    abi::{
        IIdentity::{
            AccessLogged, Grant, GrantAlreadyRevoked, GrantCreated, GrantNotActive, GrantRevoked,
            IdentityMoved, InvalidPeriod, InvalidScopes, NotController, NotProvider, RevokeGrant,
            UnknownGrant, ZeroHash, announceLeaveCall, createGrantCall, grantCall, grantsOfCall,
            grantsToCall, isActiveCall, logAccessCall, noncesCall, revokeGrantBySigCall,
            revokeGrantCall,
        },
        IPrecompile::{InvalidSignature, SignatureExpired, ZeroAddress},
    },
    address::{ESCROW, IDENTITY},
    memory::MemoryHost,
    signer::{domain, malleated, signer},
};

const CHAIN: u64 = 1337;
const PURPOSE: B256 = B256::repeat_byte(0x9e);
const MOST: u64 = 366 * DAY;

/// Bob may read for a day.
fn for_a_day(host: &MemoryHost) -> createGrantCall {
    createGrantCall {
        client: BOB,
        scopes: vec![HASH, PURPOSE],
        purpose: PURPOSE,
        notBefore: now(host),
        notAfter: now(host) + U256::from(DAY),
    }
}

fn active(host: &mut MemoryHost, grantId: U256, time: U256) -> bool {
    ask(host, isActiveCall { grantId, time })
}

fn active_now(host: &mut MemoryHost, grantId: U256) -> bool {
    let time = now(host);
    active(host, grantId, time)
}

#[test]
fn a_grant_says_who_may_read_what_for_what_until_when() {
    let mut host = world();
    let wanted = for_a_day(&host);
    let (grantId, subject, client) = (U256::ONE, ALICE, BOB);
    let createGrantCall { scopes, purpose, notBefore, notAfter, .. } = wanted.clone();
    let said = GrantCreated { grantId, subject, client, scopes, purpose, notBefore, notAfter };
    assert_eq!(emits(&mut host, ALICE, wanted.clone(), &said), grantId);
    let expected = Grant {
        subject,
        client,
        scopes: wanted.scopes,
        purpose,
        notBefore,
        notAfter,
        createdAt: now(&host),
        revoked: false,
    };
    assert_eq!(ask(&mut host, grantCall { grantId }), expected);
    let one = U256::ONE;
    assert!(!active(&mut host, grantId, notBefore - one));
    assert!(active(&mut host, grantId, notBefore));
    assert!(active(&mut host, grantId, notAfter - one));
    assert!(!active(&mut host, grantId, notAfter));
    assert!(!active(&mut host, grantId, U256::MAX));
    pass(&mut host, DAY);
    assert!(!active_now(&mut host, grantId), "it ends by itself");
    for unknown in [U256::ZERO, U256::from(2), U256::MAX] {
        assert!(!active(&mut host, unknown, U256::ZERO) && !active(&mut host, unknown, notBefore));
        assert!(ask(&mut host, grantCall { grantId: unknown }).client.is_zero());
    }
}

#[test]
fn a_grant_names_a_client_and_a_few_scopes() {
    let mut host = world();
    let nobody = createGrantCall { client: Address::ZERO, ..for_a_day(&host) };
    fails(&mut host, ALICE, nobody, ZeroAddress {});
    let with =
        |host: &MemoryHost, count| createGrantCall { scopes: vec![HASH; count], ..for_a_day(host) };
    for count in [0, 17, 500] {
        let error = InvalidScopes { count: U256::from(count), max: U256::from(16) };
        let wanted = with(&host, count);
        fails(&mut host, ALICE, wanted, error);
    }
    for count in [1, 16] {
        let wanted = with(&host, count);
        let grantId = call(&mut host, ALICE, wanted).unwrap();
        assert_eq!(ask(&mut host, grantCall { grantId }).scopes, vec![HASH; count]);
    }
    let zero = createGrantCall { scopes: vec![HASH, B256::ZERO], ..for_a_day(&host) };
    fails(&mut host, ALICE, zero, ZeroHash {});
}

#[test]
fn every_grant_ends_within_a_year() {
    let mut host = world();
    let start = now(&host);
    let (one, most) = (U256::ONE, U256::from(MOST));
    let with = |notBefore, notAfter| createGrantCall {
        client: BOB,
        scopes: vec![HASH],
        purpose: PURPOSE,
        notBefore,
        notAfter,
    };
    let wrong = [
        (U256::ZERO, U256::ZERO),
        (U256::ZERO, start),
        (start, start),
        (start, start + most + one),
        (U256::ZERO, start + most + one),
        (U256::ZERO, U256::MAX),
        (start + most + one, start + most + one + one),
        (start + most, start + most + most + one),
        (start + U256::from(9), start + U256::from(9)),
        (start + U256::from(9), start + U256::from(8)),
        (U256::MAX, U256::MAX),
        (U256::MAX - one, U256::MAX),
    ];
    for (notBefore, notAfter) in wrong {
        let error = InvalidPeriod { notBefore, notAfter, maxPeriod: most };
        fails(&mut host, ALICE, with(notBefore, notAfter), error);
    }
    let right = [
        (U256::ZERO, start + one, start),
        (start - one, start + most, start),
        (start, start + most, start),
        (start + most, start + most + most, start + most),
    ];
    for (notBefore, notAfter, starts) in right {
        let grantId = call(&mut host, ALICE, with(notBefore, notAfter)).unwrap();
        let told = ask(&mut host, grantCall { grantId });
        assert_eq!((told.notBefore, told.notAfter), (starts, notAfter));
    }
}

#[test]
fn a_grant_is_taken_back_at_once_and_the_past_stays_known() {
    let mut host = world();
    let wanted = for_a_day(&host);
    let start = wanted.notBefore;
    let grantId = call(&mut host, ALICE, wanted).unwrap();
    let revoke = || revokeGrantCall { grantId };
    fails(&mut host, BOB, revoke(), NotController { identity: ALICE, account: BOB });
    for unknown in [U256::ZERO, U256::from(2), U256::MAX] {
        let error = UnknownGrant { grantId: unknown };
        fails(&mut host, ALICE, revokeGrantCall { grantId: unknown }, error);
    }
    pass(&mut host, 100);
    let said = GrantRevoked { grantId, subject: ALICE, client: BOB };
    emits(&mut host, ALICE, revoke(), &said);
    assert!(!active_now(&mut host, grantId));
    assert!(active(&mut host, grantId, start + U256::from(99)), "it was active before");
    let told = ask(&mut host, grantCall { grantId });
    assert_eq!((told.revoked, told.notAfter), (true, now(&host)));
    fails(&mut host, ALICE, revoke(), GrantAlreadyRevoked { grantId });
}

#[test]
fn a_grant_taken_back_before_or_after_its_time_was_never_longer() {
    let mut host = world();
    let later = now(&host) + U256::from(50);
    let early = createGrantCall { notBefore: later, ..for_a_day(&host) };
    let end = early.notAfter;
    let grantId = call(&mut host, ALICE, early).unwrap();
    call(&mut host, ALICE, revokeGrantCall { grantId }).unwrap();
    assert!(!active(&mut host, grantId, later));
    let told = ask(&mut host, grantCall { grantId });
    assert_eq!((told.notBefore, told.notAfter), (later, later));

    let wanted = for_a_day(&host);
    let over = call(&mut host, ALICE, wanted).unwrap();
    pass(&mut host, 2 * DAY);
    call(&mut host, ALICE, revokeGrantCall { grantId: over }).unwrap();
    assert_eq!(ask(&mut host, grantCall { grantId: over }).notAfter, end);
    assert!(active(&mut host, over, end - U256::ONE));
}

#[test]
fn grants_are_listed_by_both_sides() {
    let mut host = world();
    let mut expected = (vec![], vec![]);
    for (subject, client) in [(ALICE, BOB), (ALICE, CAROL), (BOB, BOB), (ALICE, BOB), (CAROL, BOB)]
    {
        let wanted = createGrantCall { client, ..for_a_day(&host) };
        let grantId = call(&mut host, subject, wanted).unwrap();
        if subject == ALICE {
            expected.0.push(grantId);
        }
        if client == BOB {
            expected.1.push(grantId);
        }
    }
    pages(&mut host, |from, limit| grantsOfCall { account: ALICE, from, limit }, &expected.0);
    pages(&mut host, |from, limit| grantsToCall { client: BOB, from, limit }, &expected.1);
}

#[test]
fn the_recovered_person_takes_grants_back() {
    let mut host = world();
    let wanted = for_a_day(&host);
    let long = createGrantCall { notAfter: wanted.notAfter + U256::from(9 * DAY), ..wanted };
    let grantId = call(&mut host, ALICE, long).unwrap();
    let new = Address::repeat_byte(0x4e);
    recover(&mut host, ALICE, ALICE, new);
    assert!(active_now(&mut host, grantId));
    let moved = IdentityMoved { identity: ALICE, controller: new };
    fails(&mut host, ALICE, revokeGrantCall { grantId }, moved);
    call(&mut host, new, revokeGrantCall { grantId }).unwrap();
}

#[test]
fn client_and_providers_write_down_that_they_read() {
    let mut host = served();
    let wanted = createGrantCall { notBefore: now(&host) + U256::from(10), ..for_a_day(&host) };
    let grantId = call(&mut host, ALICE, wanted).unwrap();
    let read = |grantId| logAccessCall { grantId, dataHash: HASH };
    fails(&mut host, BOB, read(grantId), GrantNotActive { grantId });
    pass(&mut host, 10);
    for by in [BOB, ACME] {
        let said = AccessLogged { grantId, by, dataHash: HASH };
        emits(&mut host, by, read(grantId), &said);
    }
    fails(&mut host, CAROL, read(grantId), NotProvider { account: CAROL });
    fails(&mut host, ALICE, read(grantId), NotProvider { account: ALICE });
    fails(&mut host, BOB, read(U256::ZERO), UnknownGrant { grantId: U256::ZERO });
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    fails(&mut host, ACME, read(grantId), NotProvider { account: ACME });
    call(&mut host, ALICE, revokeGrantCall { grantId }).unwrap();
    fails(&mut host, BOB, read(grantId), GrantNotActive { grantId });
}

/// A grant of `signer(7)`, and what it signs to take it back.
fn signing(host: &mut MemoryHost) -> RevokeGrant {
    let wanted = for_a_day(host);
    let grantId = call(host, signer(7).address, wanted).unwrap();
    RevokeGrant { grantId, nonce: U256::ZERO, deadline: now(host) }
}

fn with(message: &RevokeGrant, signature: Vec<u8>) -> revokeGrantBySigCall {
    let RevokeGrant { grantId, deadline, .. } = *message;
    revokeGrantBySigCall { grantId, deadline, signature: signature.into() }
}

fn signed_by(number: u8, message: &RevokeGrant) -> revokeGrantBySigCall {
    with(message, signer(number).sign(&domain(IDENTITY, CHAIN), message))
}

#[test]
fn a_signature_takes_a_grant_back() {
    let mut host = world();
    let message = signing(&mut host);
    let (grantId, subject) = (message.grantId, signer(7).address);
    let said = GrantRevoked { grantId, subject, client: BOB };
    emits(&mut host, CAROL, signed_by(7, &message), &said);
    assert!(!active_now(&mut host, grantId));
    assert_eq!(ask(&mut host, noncesCall { account: subject }), U256::ONE);
    fails(&mut host, CAROL, signed_by(7, &message), InvalidSignature {});
    let again = RevokeGrant { nonce: U256::ONE, ..message };
    fails(&mut host, CAROL, signed_by(7, &again), GrantAlreadyRevoked { grantId });
}

#[test]
fn a_signature_is_for_one_grant_only() {
    let mut host = world();
    let message = signing(&mut host);
    let other = signing(&mut host).grantId;
    let late = RevokeGrant { deadline: message.deadline - U256::ONE, ..message.clone() };
    fails(&mut host, BOB, signed_by(7, &late), SignatureExpired { deadline: late.deadline });
    let unknown = RevokeGrant { grantId: U256::from(99), ..message.clone() };
    let error = UnknownGrant { grantId: unknown.grantId };
    fails(&mut host, BOB, signed_by(7, &unknown), error);
    let good = signer(7).sign(&domain(IDENTITY, CHAIN), &message);
    let m = || message.clone();
    let forged = [
        ("another grant", with(&RevokeGrant { grantId: other, ..m() }, good.clone())),
        ("another deadline", with(&RevokeGrant { deadline: U256::MAX, ..m() }, good.clone())),
        ("a later nonce", signed_by(7, &RevokeGrant { nonce: U256::ONE, ..m() })),
        ("another signer", signed_by(8, &message)),
        ("another chain", with(&message, signer(7).sign(&domain(IDENTITY, 1), &message))),
        ("another contract", with(&message, signer(7).sign(&domain(ESCROW, CHAIN), &message))),
        ("the high s", with(&message, malleated(&good))),
        ("nothing", with(&message, vec![])),
    ];
    for (what, forged) in forged {
        let refusal = InvalidSignature {}.abi_encode();
        assert_eq!(failure(&mut host, BOB, forged), refusal, "{what}");
    }
    call(&mut host, BOB, with(&message, good)).unwrap();
    assert!(active_now(&mut host, other));
    assert_eq!(
        RevokeGrant::eip712_encode_type(),
        "RevokeGrant(uint256 grantId,uint256 nonce,uint256 deadline)"
    );
}

/// After a recovery the controller signs, with its own nonce; the lost key's signature is void.
#[test]
fn the_controller_signs() {
    let mut host = world();
    let message = signing(&mut host);
    let grantId = message.grantId;
    recover(&mut host, signer(7).address, signer(7).address, signer(8).address);
    let message = RevokeGrant { deadline: now(&host), ..message };
    fails(&mut host, BOB, signed_by(7, &message), InvalidSignature {});
    call(&mut host, BOB, signed_by(8, &message)).unwrap();
    assert!(ask(&mut host, grantCall { grantId }).revoked);
    assert_eq!(ask(&mut host, noncesCall { account: signer(8).address }), U256::ONE);
}
