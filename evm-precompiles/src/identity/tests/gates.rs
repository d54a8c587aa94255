//! The questions contracts ask before they let somebody in.

use alloy_primitives::{Address, B256, U256};

use super::{
    ACME, ALICE, BOB, BOND, EMCA, HASH, SCHEMA, ask, attest, attested, call, fails, pass, recover,
    register, served,
};
use crate::{
    abi::IIdentity::{
        InvalidKind, announceLeaveCall, attestCall, cancelLeaveCall, hasTrustedCall,
        revokeAllAttestationsCall, revokeAttestationCall, setTrustedCall,
    },
    address::{GOVERNANCE, IDENTITY},
    identity::{MAX_KINDS, MAX_TRUSTED},
    memory::MemoryHost,
};

fn open(host: &mut MemoryHost, account: Address) -> bool {
    ask(host, hasTrustedCall { account, schema: SCHEMA, kind: 1 })
}

fn trust(host: &mut MemoryHost, provider: Address, kind: u8, trusted: bool) {
    call(host, GOVERNANCE, setTrustedCall { provider, kind, trusted }).unwrap();
}

#[test]
fn a_gate_opens_for_one_schema_and_attester() {
    let mut host = served();
    register(&mut host, EMCA, 1);
    attest(&mut host, ACME, ALICE);
    assert!(attested(&mut host, ALICE, ACME));
    assert!(!attested(&mut host, ALICE, EMCA));
    assert!(!attested(&mut host, BOB, ACME));
    assert!(!attested(&mut host, Address::ZERO, ACME));
    let other =
        crate::abi::IIdentity::isAttestedCall { account: ALICE, schema: HASH, attester: ACME };
    assert!(!ask(&mut host, other));
}

#[test]
fn trust_and_attestation_are_both_needed() {
    let mut host = served();
    assert!(!open(&mut host, ALICE));
    trust(&mut host, ACME, 2, true);
    let uid = attest(&mut host, ACME, ALICE);
    assert!(!open(&mut host, ALICE), "trusted for another kind");
    trust(&mut host, ACME, 1, true);
    assert!(open(&mut host, ALICE));
    assert!(!open(&mut host, BOB));
    assert!(!ask(&mut host, hasTrustedCall { account: ALICE, schema: HASH, kind: 1 }));
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    assert!(!open(&mut host, ALICE), "who leaves is not trusted");
    call(&mut host, ACME, cancelLeaveCall {}).unwrap();
    assert!(open(&mut host, ALICE));
    trust(&mut host, ACME, 1, false);
    assert!(!open(&mut host, ALICE));
    trust(&mut host, ACME, 1, true);
    call(&mut host, ACME, revokeAttestationCall { uid }).unwrap();
    assert!(!open(&mut host, ALICE));
    attest(&mut host, ACME, ALICE);
    assert!(open(&mut host, ALICE));
    call(&mut host, ACME, revokeAllAttestationsCall {}).unwrap();
    assert!(!open(&mut host, ALICE));
}

#[test]
fn a_trusted_attestation_expires() {
    let mut host = served();
    trust(&mut host, ACME, 1, true);
    let expiresAt = U256::from(host.time() + 10);
    let (subject, schema, commitment) = (ALICE, SCHEMA, HASH);
    let said = attestCall { subject, schema, commitment, expiresAt, revocable: false };
    call(&mut host, ACME, said).unwrap();
    pass(&mut host, 9);
    assert!(open(&mut host, ALICE));
    pass(&mut host, 1);
    assert!(!open(&mut host, ALICE));
}

#[test]
fn one_of_many_is_enough_and_the_search_is_bounded() {
    let mut host = served();
    let party = |n: u64| Address::with_last_byte(u8::try_from(n + 1).unwrap());
    for n in 0..MAX_TRUSTED {
        host.set_balance(party(n), BOND);
        register(&mut host, party(n), 0b10);
        trust(&mut host, party(n), 1, true);
    }
    let ask = |account| {
        alloy_sol_types::SolCall::abi_encode(&hasTrustedCall { account, schema: SCHEMA, kind: 1 })
    };
    let nobody = host.call(BOB, IDENTITY, U256::ZERO, &ask(ALICE));
    assert_eq!(nobody.bytes.as_ref(), B256::ZERO.as_slice());
    // Only the last of the list, after one who said something that does not hold.
    let last = party(MAX_TRUSTED - 1);
    attest(&mut host, party(3), ALICE);
    call(&mut host, party(3), revokeAllAttestationsCall {}).unwrap();
    attest(&mut host, last, ALICE);
    let one = host.call(BOB, IDENTITY, U256::ZERO, &ask(ALICE));
    assert_eq!(one.bytes.as_ref(), B256::with_last_byte(1).as_slice());
    for output in [nobody, one] {
        assert!(output.gas_used < 160_000, "{}", output.gas_used);
    }
}

#[test]
fn trusted_attestations_follow_the_person() {
    let mut host = served();
    trust(&mut host, ACME, 1, true);
    attest(&mut host, ACME, ALICE);
    recover(&mut host, ALICE, ALICE, BOB);
    assert!(open(&mut host, BOB));
    assert!(!open(&mut host, ALICE));
}

#[test]
fn there_are_so_many_kinds() {
    let mut host = served();
    let error = InvalidKind { kind: MAX_KINDS, max: U256::from(MAX_KINDS) };
    let question = hasTrustedCall { account: ALICE, schema: SCHEMA, kind: MAX_KINDS };
    fails(&mut host, BOB, question, error);
    assert!(!ask(&mut host, hasTrustedCall { account: ALICE, schema: SCHEMA, kind: 31 }));
}
