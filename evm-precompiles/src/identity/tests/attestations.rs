//! What attesters say, and how they take it back.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolError, SolStruct};

use super::{
    ACME, ALICE, BOB, EMCA, HASH, SCHEMA, ask, attest, attested, call, emits, fails, failure, log,
    now, pages, pass, register, served,
};
use crate::{
    abi::{
        IIdentity::{
            AllAttestationsRevoked, Attest, Attestation, AttestationAlreadyRevoked,
            AttestationRevoked, Attested, InvalidExpiry, NotAttester, NotProvider, NotRevocable,
            UnknownAttestation, ZeroHash, announceLeaveCall, attestBySigCall, attestCall,
            attestationCall, attestationsOfCall, isValidCall, noncesCall,
            revokeAllAttestationsCall, revokeAttestationCall,
        },
        IPrecompile::{InvalidSignature, SignatureExpired, ZeroAddress},
    },
    address::{ESCROW, IDENTITY},
    memory::MemoryHost,
    signer::{domain, malleated, signer},
};

const CHAIN: u64 = 1337;

fn about(subject: Address) -> attestCall {
    let expiresAt = U256::ZERO;
    attestCall { subject, schema: SCHEMA, commitment: HASH, expiresAt, revocable: true }
}

fn valid(host: &mut MemoryHost, uid: U256) -> bool {
    ask(host, isValidCall { uid })
}

fn revoke(uid: U256) -> revokeAttestationCall {
    revokeAttestationCall { uid }
}

#[test]
fn what_is_said_is_kept() {
    let mut host = served();
    let expiresAt = now(&host) + U256::from(100);
    for (uid, revocable) in [(1, true), (2, false)] {
        let uid = U256::from(uid);
        let (attester, subject, schema, commitment) = (ACME, ALICE, SCHEMA, HASH);
        let said = Attested { attester, subject, schema, uid, commitment, expiresAt, revocable };
        let wanted = attestCall { expiresAt, revocable, ..about(ALICE) };
        assert_eq!(emits(&mut host, ACME, wanted, &said), uid);
        let expected = Attestation {
            attester,
            subject,
            schema,
            commitment,
            issuedAt: now(&host),
            expiresAt,
            revocable,
            revoked: false,
            epoch: U256::ZERO,
        };
        assert_eq!(ask(&mut host, attestationCall { uid }), expected);
        assert!(valid(&mut host, uid));
    }
    assert!(!valid(&mut host, U256::ONE), "it was replaced");
    let all = [U256::from(1), U256::from(2)];
    pages(&mut host, |from, limit| attestationsOfCall { account: ALICE, from, limit }, &all);
    for uid in [U256::ZERO, U256::from(3), U256::MAX] {
        assert!(!valid(&mut host, uid));
        assert!(ask(&mut host, attestationCall { uid }).attester.is_zero());
    }
}

#[test]
fn only_who_is_bonded_attests() {
    let mut host = served();
    fails(&mut host, BOB, about(ALICE), NotProvider { account: BOB });
    let uid = attest(&mut host, ACME, ALICE);
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    fails(&mut host, ACME, about(ALICE), NotProvider { account: ACME });
    assert!(valid(&mut host, uid), "what was said stands");
    assert!(attested(&mut host, ALICE, ACME));
    call(&mut host, ACME, revoke(uid)).unwrap();
}

#[test]
fn an_attestation_is_about_somebody_and_something() {
    let mut host = served();
    fails(&mut host, ACME, about(Address::ZERO), ZeroAddress {});
    let no_schema = attestCall { schema: B256::ZERO, ..about(ALICE) };
    fails(&mut host, ACME, no_schema, ZeroHash {});
    let level_zero = attestCall { commitment: B256::ZERO, ..about(ALICE) };
    call(&mut host, ACME, level_zero).unwrap();
    call(&mut host, ACME, about(ACME)).unwrap();
}

#[test]
fn an_attestation_expires() {
    let mut host = served();
    let past = now(&host);
    for expiresAt in [past, past - U256::ONE, U256::from(1) << 40, U256::MAX] {
        let wanted = attestCall { expiresAt, ..about(ALICE) };
        fails(&mut host, ACME, wanted, InvalidExpiry { expiresAt });
    }
    let latest = (U256::from(1) << 40) - U256::ONE;
    call(&mut host, ACME, attestCall { expiresAt: latest, ..about(BOB) }).unwrap();
    let expiresAt = past + U256::from(10);
    let uid = call(&mut host, ACME, attestCall { expiresAt, ..about(ALICE) }).unwrap();
    pass(&mut host, 9);
    assert!(valid(&mut host, uid) && attested(&mut host, ALICE, ACME));
    pass(&mut host, 1);
    assert!(!valid(&mut host, uid) && !attested(&mut host, ALICE, ACME));
}

#[test]
fn who_said_it_takes_it_back() {
    let mut host = served();
    register(&mut host, EMCA, 1);
    let uid = attest(&mut host, ACME, ALICE);
    let other = attest(&mut host, EMCA, ALICE);
    for caller in [ALICE, EMCA] {
        fails(&mut host, caller, revoke(uid), NotAttester { uid, caller });
    }
    for unknown in [U256::ZERO, U256::from(3), U256::MAX] {
        fails(&mut host, ACME, revoke(unknown), UnknownAttestation { uid: unknown });
    }
    let said = AttestationRevoked { uid, attester: ACME, subject: ALICE };
    emits(&mut host, ACME, revoke(uid), &said);
    assert!(!valid(&mut host, uid) && !attested(&mut host, ALICE, ACME));
    assert!(ask(&mut host, attestationCall { uid }).revoked);
    assert!(valid(&mut host, other) && attested(&mut host, ALICE, EMCA));
    fails(&mut host, ACME, revoke(uid), AttestationAlreadyRevoked { uid });
}

#[test]
fn an_earlier_attestation_does_not_come_back() {
    let mut host = served();
    let first = attest(&mut host, ACME, ALICE);
    let second = attest(&mut host, ACME, ALICE);
    // Revoking what was replaced leaves what stands.
    call(&mut host, ACME, revoke(first)).unwrap();
    assert!(valid(&mut host, second) && attested(&mut host, ALICE, ACME));
    let third = attest(&mut host, ACME, ALICE);
    call(&mut host, ACME, revoke(third)).unwrap();
    for uid in [first, second, third] {
        assert!(!valid(&mut host, uid));
    }
    assert!(!attested(&mut host, ALICE, ACME));
}

#[test]
fn what_is_said_to_stay_stays_while_it_holds() {
    let mut host = served();
    let expiresAt = now(&host) + U256::from(10);
    let wanted = || attestCall { revocable: false, expiresAt, ..about(ALICE) };
    let uid = call(&mut host, ACME, wanted()).unwrap();
    fails(&mut host, ACME, revoke(uid), NotRevocable { uid });
    fails(&mut host, ACME, about(ALICE), NotRevocable { uid });
    call(&mut host, ACME, attestCall { schema: HASH, ..about(ALICE) }).unwrap();
    pass(&mut host, 10);
    let next = attest(&mut host, ACME, ALICE);
    assert!(valid(&mut host, next));
}

#[test]
fn a_stolen_key_is_answered_by_revoking_all() {
    let mut host = served();
    register(&mut host, EMCA, 1);
    let stays = attestCall { revocable: false, ..about(BOB) };
    let uids = [attest(&mut host, ACME, ALICE), call(&mut host, ACME, stays).unwrap()];
    let other = attest(&mut host, EMCA, ALICE);
    fails(&mut host, ALICE, revokeAllAttestationsCall {}, NotProvider { account: ALICE });
    let said = AllAttestationsRevoked { attester: ACME, epoch: U256::ONE };
    emits(&mut host, ACME, revokeAllAttestationsCall {}, &said);
    for uid in uids {
        assert!(!valid(&mut host, uid));
    }
    assert!(!attested(&mut host, ALICE, ACME) && !attested(&mut host, BOB, ACME));
    assert!(valid(&mut host, other));
    let again = attest(&mut host, ACME, BOB);
    assert!(valid(&mut host, again) && attested(&mut host, BOB, ACME));
    assert_eq!(ask(&mut host, attestationCall { uid: again }).epoch, U256::ONE);
}

/// A world in which `signer(7)` is a provider, and what it signs.
fn signing() -> (MemoryHost, Attest) {
    let mut host = served();
    let attester = signer(7).address;
    host.set_balance(attester, super::BOND);
    register(&mut host, attester, 1);
    let message = Attest {
        attester,
        subject: ALICE,
        schema: SCHEMA,
        commitment: HASH,
        expiresAt: U256::ZERO,
        revocable: true,
        nonce: U256::ZERO,
        deadline: now(&host),
    };
    (host, message)
}

fn with(message: &Attest, signature: Vec<u8>) -> attestBySigCall {
    attestBySigCall {
        attester: message.attester,
        subject: message.subject,
        schema: message.schema,
        commitment: message.commitment,
        expiresAt: message.expiresAt,
        revocable: message.revocable,
        deadline: message.deadline,
        signature: signature.into(),
    }
}

fn signed(message: &Attest) -> attestBySigCall {
    with(message, signer(7).sign(&domain(IDENTITY, CHAIN), message))
}

#[test]
fn anybody_may_present_what_an_attester_signed_once() {
    let (mut host, message) = signing();
    let attester = message.attester;
    host.take_logs();
    let uid = call(&mut host, BOB, signed(&message)).unwrap();
    let (subject, schema, commitment, expiresAt) = (ALICE, SCHEMA, HASH, U256::ZERO);
    let said = Attested { attester, subject, schema, uid, commitment, expiresAt, revocable: true };
    assert_eq!(host.take_logs(), [log(&said)]);
    assert!(attested(&mut host, ALICE, attester));
    assert_eq!(ask(&mut host, noncesCall { account: attester }), U256::ONE);
    fails(&mut host, BOB, signed(&message), InvalidSignature {});
    let next = Attest { nonce: U256::ONE, ..message };
    call(&mut host, BOB, signed(&next)).unwrap();
}

#[test]
fn a_signature_is_for_one_attestation_only() {
    let (mut host, message) = signing();
    let late = Attest { deadline: message.deadline - U256::ONE, ..message.clone() };
    fails(&mut host, BOB, signed(&late), SignatureExpired { deadline: late.deadline });
    let good = signer(7).sign(&domain(IDENTITY, CHAIN), &message);
    let m = || message.clone();
    let forged = [
        ("another attester", with(&Attest { attester: ACME, ..m() }, good.clone())),
        ("nobody", with(&Attest { attester: Address::ZERO, ..m() }, good.clone())),
        ("another subject", with(&Attest { subject: BOB, ..m() }, good.clone())),
        ("another schema", with(&Attest { schema: HASH, ..m() }, good.clone())),
        ("another commitment", with(&Attest { commitment: SCHEMA, ..m() }, good.clone())),
        ("another expiry", with(&Attest { expiresAt: U256::MAX, ..m() }, good.clone())),
        ("irrevocable", with(&Attest { revocable: false, ..m() }, good.clone())),
        ("another deadline", with(&Attest { deadline: U256::MAX, ..m() }, good.clone())),
        ("a later nonce", signed(&Attest { nonce: U256::ONE, ..m() })),
        ("another chain", with(&message, signer(7).sign(&domain(IDENTITY, 1), &message))),
        ("another contract", with(&message, signer(7).sign(&domain(ESCROW, CHAIN), &message))),
        ("another signer", with(&message, signer(8).sign(&domain(IDENTITY, CHAIN), &message))),
        ("the high s", with(&message, malleated(&good))),
        ("too short", with(&message, good[..64].to_vec())),
        ("too long", with(&message, [good.as_slice(), &[0]].concat())),
        ("nothing", with(&message, vec![])),
    ];
    for (what, forged) in forged {
        let refusal = InvalidSignature {}.abi_encode();
        assert_eq!(failure(&mut host, BOB, forged), refusal, "{what}");
    }
    call(&mut host, BOB, with(&message, good)).unwrap();
}

#[test]
fn a_signature_does_not_replace_the_bond() {
    let (mut host, message) = signing();
    let account = signer(7).address;
    call(&mut host, account, announceLeaveCall {}).unwrap();
    fails(&mut host, BOB, signed(&message), NotProvider { account });
    assert_eq!(ask(&mut host, noncesCall { account }), U256::ZERO);
}

#[test]
fn the_signed_type_is_this() {
    let written = "Attest(address attester,address subject,bytes32 schema,bytes32 commitment,\
                   uint256 expiresAt,bool revocable,uint256 nonce,uint256 deadline)";
    assert_eq!(Attest::eip712_encode_type(), written);
}
