//! Claims that somebody else sends.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolStruct, eip712_domain};

use super::{
    ask, call, fails, log, remaining, wei,
    world::{
        CREDITED, DISPUTED, EXCHANGE, EXCHANGE_CONTRACT, LOST, OPEN, PAYEE, RELAYER, World,
        claimant,
    },
};
use crate::{
    Call,
    abi::{
        IMigration::{
            AlreadyClaimed, AmountDiffers, Claim, Claimed, ClaimsCancelled, DOMAIN_SEPARATORCall,
            FeeTooHigh, InvalidMerkleProof, NoClaimant, NotClaimable, NotPayee, WrongNonce,
            WrongSnapshot, cancelClaimsCall, claimForCall, claimForWithStorageProofCall,
            eip712DomainCall, noncesCall,
        },
        IPrecompile::{InvalidSignature, SignatureExpired, ZeroAddress},
    },
    address::{ESCROW, GOVERNANCE, MIGRATION},
    migration::nonces,
    signer::{domain, malleated, signer},
};

#[test]
fn a_holder_without_coins_is_paid_and_so_is_the_relayer() {
    let mut world = World::new();
    let (by, all) = (claimant().address, remaining(&mut world));
    let request = world.request(DISPUTED, by);
    let claim = world.signed(&claimant(), &request, 7);
    call(&mut world.host, RELAYER, claim.clone()).unwrap();
    let (amount, fee) = (wei(1_000_000), wei(7));
    let said = Claimed {
        account: DISPUTED,
        claimant: by,
        recipient: PAYEE,
        amount,
        relayer: RELAYER,
        fee,
    };
    assert_eq!(world.host.take_logs(), [log(&said)]);
    assert_eq!(world.host.balance(PAYEE), amount - fee);
    assert_eq!(world.host.balance(RELAYER), fee);
    assert_eq!(remaining(&mut world), all - amount);
    assert_eq!(ask(&mut world.host, noncesCall { claimant: by }), wei(1));
    fails(&mut world.host, RELAYER, claim, AlreadyClaimed { account: DISPUTED });
    // The next row, by the other kind of proof.
    let request = Claim { maxFee: wei(1), ..world.request(LOST, by) };
    let next = by_storage(&world, &request, 1);
    call(&mut world.host, RELAYER, next).unwrap();
    // All of it was the fee: nobody else was paid, and nobody made an account.
    assert_eq!(world.host.balance(RELAYER), fee + wei(1));
    assert_eq!(world.host.balance(PAYEE), amount - fee);
}

/// A claim by storage proof that the claimant signed.
pub(super) fn by_storage(world: &World, request: &Claim, fee: u64) -> claimForWithStorageProofCall {
    let (accountProof, storageProof) = world.storage_proofs(request.account);
    claimForWithStorageProofCall {
        request: request.clone(),
        fee: wei(fee),
        accountProof,
        storageProof,
        signature: claimant().sign(&domain(MIGRATION, 1337), request).into(),
    }
}

#[test]
fn a_relayer_can_change_nothing() {
    let mut world = World::new();
    let by = claimant().address;
    let request = world.request(DISPUTED, by);
    let claim = world.signed(&claimant(), &request, 10);
    type Change = fn(&mut claimForCall);
    let changes: [Change; 3] = [
        |claim| claim.request.recipient = RELAYER,
        |claim| claim.request.maxFee = wei(1_000),
        |claim| claim.request.deadline += U256::ONE,
    ];
    for change in changes {
        let mut changed = claim.clone();
        change(&mut changed);
        fails(&mut world.host, RELAYER, changed, InvalidSignature {});
    }
    let mut other_row = claim.clone();
    other_row.request.account = LOST;
    fails(&mut world.host, RELAYER, other_row, InvalidSignature {});
    let mut more = claim.clone();
    more.request.amount += U256::ONE;
    fails(&mut world.host, RELAYER, more, InvalidSignature {});
    let mut greedy = claim;
    greedy.fee = wei(11);
    fails(&mut world.host, RELAYER, greedy, FeeTooHigh { fee: wei(11), max: wei(10) });
}

#[test]
fn a_fee_is_never_more_than_the_row_has() {
    let mut world = World::new();
    let by = claimant().address;
    let request = Claim { maxFee: U256::MAX, ..world.request(LOST, by) };
    let claim = world.signed(&claimant(), &request, 2);
    let too_high = || FeeTooHigh { fee: wei(2), max: wei(1) };
    fails(&mut world.host, RELAYER, claim.clone(), too_high());
    // Before a signature is looked at, which costs more.
    let unsigned = claimForCall { signature: vec![0; 65].into(), ..claim };
    fails(&mut world.host, RELAYER, unsigned, too_high());
    let claim = world.signed(&claimant(), &request, 1);
    call(&mut world.host, RELAYER, claim).unwrap();
    assert_eq!((world.host.balance(RELAYER), world.host.balance(PAYEE)), (wei(1), U256::ZERO));
}

#[test]
fn what_was_signed_has_to_be_what_is_proven() {
    let mut world = World::new();
    let by = claimant().address;
    for signed in [wei(999_999), wei(1_000_001), U256::MAX] {
        let request = Claim { amount: signed, ..world.request(DISPUTED, by) };
        let claim = by_storage(&world, &request, 0);
        let error = AmountDiffers { proven: wei(1_000_000), signed };
        fails(&mut world.host, RELAYER, claim, error);
        let claim = world.signed(&claimant(), &request, 0);
        fails(&mut world.host, RELAYER, claim, InvalidMerkleProof {});
    }
}

#[test]
fn only_the_claimants_own_signature_counts() {
    let mut world = World::new();
    let by = claimant().address;
    let request = world.request(DISPUTED, by);
    let good = world.signed(&claimant(), &request, 0);
    let bytes = good.signature.to_vec();
    let with = |signature: Vec<u8>| claimForCall { signature: signature.into(), ..good.clone() };
    let at_home = domain(MIGRATION, 1337);
    let mut wrong = vec![
        Vec::new(),
        vec![0; 65],
        bytes[..64].to_vec(),
        [&bytes[..], &[0]].concat(),
        malleated(&bytes),
        [&bytes[..64], &[bytes[64] - 27]].concat(),
        signer(8).sign(&at_home, &request),
        claimant().sign(&domain(MIGRATION, 1338), &request),
        claimant().sign(&domain(ESCROW, 1337), &request),
    ];
    let mut other_address = at_home.clone();
    other_address.verifying_contract = Some(Address::repeat_byte(1));
    wrong.push(claimant().sign(&other_address, &request));
    for signature in wrong {
        fails(&mut world.host, RELAYER, with(signature), InvalidSignature {});
    }
    // The holder itself is not the claimant, and a contract cannot sign.
    let exchange = world.request(EXCHANGE, EXCHANGE_CONTRACT);
    let signed = world.signed(&claimant(), &exchange, 0);
    fails(&mut world.host, RELAYER, signed, InvalidSignature {});
    let open = Claim { account: OPEN, ..request.clone() };
    let signed = world.signed(&claimant(), &open, 0);
    fails(&mut world.host, RELAYER, signed, NoClaimant { account: OPEN });
    let credited = Claim { account: CREDITED, ..request };
    let signed = world.signed(&claimant(), &credited, 0);
    fails(&mut world.host, RELAYER, signed, NotClaimable { account: CREDITED });
    call(&mut world.host, RELAYER, good).unwrap();
}

#[test]
fn a_signature_is_good_for_one_snapshot_one_nonce_and_some_time() {
    let mut world = World::new();
    let by = claimant().address;
    let request = world.request(DISPUTED, by);
    let signed = |world: &World, request: &Claim| world.signed(&claimant(), request, 0);

    let other = Claim { snapshot: B256::ZERO, ..request.clone() };
    let expected = world.migration.snapshot.block_hash;
    let claim = signed(&world, &other);
    fails(&mut world.host, RELAYER, claim, WrongSnapshot { signed: B256::ZERO, expected });

    for nonce in [U256::ONE, U256::MAX] {
        let claim = signed(&world, &Claim { nonce, ..request.clone() });
        fails(&mut world.host, RELAYER, claim, WrongNonce { nonce, current: U256::ZERO });
    }

    let now = world.host.time();
    let claim = signed(&world, &Claim { deadline: wei(now - 1), ..request.clone() });
    fails(&mut world.host, RELAYER, claim, SignatureExpired { deadline: wei(now - 1) });
    for deadline in [wei(now), U256::MAX] {
        let claim = signed(&world, &Claim { deadline, ..request.clone() });
        let mut host = world.host.clone();
        call(&mut host, RELAYER, claim).unwrap();
    }

    let zero = signed(&world, &Claim { recipient: Address::ZERO, ..request.clone() });
    fails(&mut world.host, RELAYER, zero, ZeroAddress {});
    let native = signed(&world, &Claim { recipient: GOVERNANCE, ..request });
    fails(&mut world.host, RELAYER, native, NotPayee { account: GOVERNANCE });
}

#[test]
fn what_was_signed_can_be_taken_back() {
    let mut world = World::new();
    let by = claimant().address;
    let old = world.request(DISPUTED, by);
    let claim = world.signed(&claimant(), &old, 10);
    world.host.take_logs();
    assert_eq!(call(&mut world.host, by, cancelClaimsCall {}), Ok(wei(1)));
    assert_eq!(world.host.take_logs(), [log(&ClaimsCancelled { claimant: by, nonce: wei(1) })]);
    fails(&mut world.host, RELAYER, claim, WrongNonce { nonce: wei(0), current: wei(1) });
    let new = world.request(DISPUTED, by);
    assert_eq!(new.nonce, wei(1));
    let claim = world.signed(&claimant(), &new, 10);
    call(&mut world.host, RELAYER, claim).unwrap();
    assert_eq!(ask(&mut world.host, noncesCall { claimant: by }), wei(2));
    // Nobody takes back what others signed.
    assert_eq!(call(&mut world.host, RELAYER, cancelClaimsCall {}), Ok(wei(1)));
    assert_eq!(ask(&mut world.host, noncesCall { claimant: by }), wei(2));
}

#[test]
fn the_last_nonce_is_good_for_nothing() {
    let mut world = World::new();
    let by = claimant().address;
    let mut system = Call::system(&mut world.host, MIGRATION);
    let place = nonces().at(&mut system, by).unwrap();
    place.set(&mut system, U256::MAX).unwrap();
    // What was signed with it could be sent again and again.
    let last = || WrongNonce { nonce: U256::MAX, current: U256::MAX };
    let request = world.request(DISPUTED, by);
    assert_eq!(request.nonce, U256::MAX);
    let claim = world.signed(&claimant(), &request, 0);
    fails(&mut world.host, RELAYER, claim, last());
    fails(&mut world.host, by, cancelClaimsCall {}, last());
    // Who calls needs none.
    let claim = world.claim(DISPUTED, PAYEE);
    call(&mut world.host, by, claim).unwrap();
}

#[test]
fn a_claimant_may_be_relayer_and_payee_at_once() {
    let mut world = World::new();
    let by = claimant().address;
    let request = Claim { recipient: by, maxFee: U256::MAX, ..world.request(DISPUTED, by) };
    let claim = world.signed(&claimant(), &request, 400);
    call(&mut world.host, by, claim).unwrap();
    assert_eq!(world.host.balance(by), wei(1_000_000));
}

#[test]
fn the_domain_is_what_wallets_sign_under() {
    let mut world = World::new();
    let told = ask(&mut world.host, eip712DomainCall {});
    assert_eq!((told.name.as_str(), told.version.as_str()), ("CyberMiles Migration", "1"));
    assert_eq!((told.chainId, told.verifyingContract), (wei(1337), MIGRATION));
    assert_eq!((told.fields.0, told.salt, told.extensions), ([0x0f], B256::ZERO, vec![]));
    let expected = eip712_domain! {
        name: "CyberMiles Migration",
        version: "1",
        chain_id: 1337,
        verifying_contract: MIGRATION,
    };
    assert_eq!(ask(&mut world.host, DOMAIN_SEPARATORCall {}), expected.separator());
    assert_eq!(
        Claim::eip712_encode_type(),
        "Claim(address account,uint256 amount,address recipient,uint256 maxFee,bytes32 snapshot,\
         uint256 nonce,uint256 deadline)"
    );
}
