//! Allowances by signature.

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::{SolError, SolStruct};

use super::{ALICE, BOB, call, failure, log, wei, world};
use crate::{
    abi::{
        ICMT::{
            Approval, DOMAIN_SEPARATORCall, ERC20InvalidSpender, Permit, allowanceCall,
            eip712DomainCall, noncesCall, permitCall,
        },
        IPrecompile::{InvalidSignature, SignatureExpired},
    },
    address::CMT,
    memory::MemoryHost,
    signer::{Signer, domain, malleated, signer},
};

const CHAIN: u64 = 1337;

/// The owner of these tests.
fn owner() -> Signer {
    signer(7)
}

fn deadline(host: &MemoryHost) -> U256 {
    U256::from(host.time())
}

/// A permit to `BOB` that holds for this second only.
fn message(host: &MemoryHost, nonce: u64) -> Permit {
    let (owner, deadline) = (owner().address, deadline(host));
    Permit { owner, spender: BOB, value: wei(9), nonce: wei(nonce), deadline }
}

fn with_signature(message: &Permit, signature: &[u8]) -> permitCall {
    let Permit { owner, spender, value, deadline, .. } = *message;
    let (r, s) = (B256::from_slice(&signature[..32]), B256::from_slice(&signature[32..64]));
    permitCall { owner, spender, value, deadline, v: signature[64], r, s }
}

fn signed(message: &Permit) -> permitCall {
    with_signature(message, &owner().sign(&domain(CMT, CHAIN), message))
}

#[test]
fn anybody_may_present_a_permit_once() {
    let mut host = world(&[]);
    let owner = owner().address;
    for nonce in 0..2 {
        assert_eq!(call(&mut host, BOB, noncesCall { owner }), Ok(wei(nonce)));
        let permit = message(&host, nonce);
        call(&mut host, ALICE, signed(&permit)).unwrap();
        let said = Approval { owner, spender: BOB, value: wei(9) };
        assert_eq!(host.take_logs(), [log(&said)]);
        assert_eq!(call(&mut host, BOB, allowanceCall { owner, spender: BOB }), Ok(wei(9)));
        assert_eq!(failure(&mut host, ALICE, signed(&permit)), invalid(), "a replay");
    }
    assert_eq!(call(&mut host, BOB, noncesCall { owner }), Ok(wei(2)));
}

fn invalid() -> Vec<u8> {
    InvalidSignature {}.abi_encode()
}

#[test]
fn a_permit_is_good_until_its_deadline() {
    let mut host = world(&[]);
    let late = Permit { deadline: deadline(&host) - wei(1), ..message(&host, 0) };
    let expired = SignatureExpired { deadline: late.deadline }.abi_encode();
    assert_eq!(failure(&mut host, ALICE, signed(&late)), expired);
    let for_ever = Permit { deadline: U256::MAX, ..message(&host, 0) };
    call(&mut host, ALICE, signed(&for_ever)).unwrap();
}

#[test]
fn a_permit_for_nobody_is_refused_and_uses_no_nonce() {
    let mut host = world(&[]);
    let permit = Permit { spender: Address::ZERO, ..message(&host, 0) };
    let error = ERC20InvalidSpender { spender: Address::ZERO }.abi_encode();
    assert_eq!(failure(&mut host, ALICE, signed(&permit)), error);
    assert_eq!(call(&mut host, ALICE, noncesCall { owner: permit.owner }), Ok(U256::ZERO));
}

/// Every way in which a signature is not the owner's for this permit on this chain.
#[test]
fn a_signature_is_for_one_message_only() {
    let mut host = world(&[]);
    let permit = message(&host, 0);
    let good = owner().sign(&domain(CMT, CHAIN), &permit);
    let bob = Address::repeat_byte(0xbb);
    let forged = [
        ("another owner", with_signature(&Permit { owner: ALICE, ..permit.clone() }, &good)),
        ("no owner", with_signature(&Permit { owner: Address::ZERO, ..permit.clone() }, &good)),
        ("another spender", with_signature(&Permit { spender: bob, ..permit.clone() }, &good)),
        ("another value", with_signature(&Permit { value: wei(10), ..permit.clone() }, &good)),
        (
            "another deadline",
            with_signature(&Permit { deadline: U256::MAX, ..permit.clone() }, &good),
        ),
        ("a later nonce", signed(&message(&host, 1))),
        ("another chain", with_signature(&permit, &owner().sign(&domain(CMT, CHAIN + 1), &permit))),
        (
            "another contract",
            with_signature(&permit, &owner().sign(&domain(crate::address::ESCROW, CHAIN), &permit)),
        ),
        ("another signer", with_signature(&permit, &signer(8).sign(&domain(CMT, CHAIN), &permit))),
        ("the high s", with_signature(&permit, &malleated(&good))),
        ("v of 0", with_signature(&permit, &[&good[..64], &[good[64] - 27]].concat())),
        ("zeros", with_signature(&permit, &[&[0; 64][..], &[27]].concat())),
    ];
    for (what, forged) in forged {
        assert_eq!(failure(&mut host, ALICE, forged), invalid(), "{what}");
    }
    call(&mut host, ALICE, with_signature(&permit, &good)).unwrap();
}

/// The hash wallets sign, from the bytes up.
#[test]
fn the_signed_hash_is_that_of_eip_2612() {
    let mut host = world(&[]);
    let domain_type =
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    let separator = keccak256(
        [
            keccak256(domain_type),
            keccak256("CyberMiles"),
            keccak256("1"),
            U256::from(CHAIN).into(),
            CMT.into_word(),
        ]
        .concat(),
    );
    assert_eq!(call(&mut host, ALICE, DOMAIN_SEPARATORCall {}), Ok(separator));
    let permit = message(&host, 0);
    let type_hash = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
    );
    let content = keccak256(
        [
            type_hash,
            permit.owner.into_word(),
            permit.spender.into_word(),
            permit.value.into(),
            permit.nonce.into(),
            permit.deadline.into(),
        ]
        .concat(),
    );
    let hash = keccak256([&[0x19, 0x01], separator.as_slice(), content.as_slice()].concat());
    assert_eq!(permit.eip712_signing_hash(&domain(CMT, CHAIN)), hash);
    call(&mut host, BOB, with_signature(&permit, &owner().sign_hash(hash))).unwrap();
}

#[test]
fn the_domain_is_told_as_erc_5267_asks() {
    let mut host = world(&[]);
    let told = call(&mut host, ALICE, eip712DomainCall {}).unwrap();
    assert_eq!(told.fields.0, [0b1111]);
    assert_eq!((told.name.as_str(), told.version.as_str()), ("CyberMiles", "1"));
    assert_eq!((told.chainId, told.verifyingContract), (U256::from(CHAIN), CMT));
    assert_eq!((told.salt, told.extensions), (B256::ZERO, vec![]));
}
