//! A person whose key is lost.

use alloy_primitives::{Address, B256, U256};

use super::{
    ACME, ALICE, BOB, CAROL, DAY, EMCA, HASH, SCHEMA, ask, attest, attested, call, emits, fails,
    now, pass, recover, served, world,
};
use crate::{
    abi::{
        IIdentity::{
            ControllerChanged, ControllerNotFree, IdentityMoved, InvalidDelay, KeyType, NoRecovery,
            NotController, NotDelegate, NotNewController, RecoveryCancelled, RecoveryNotReady,
            RecoveryPlan, RecoverySet, RecoveryStarted, RecoveryUnderWay, acceptRecoveryCall,
            attestationCall, cancelRecoveryCall, controllerOfCall, createGrantCall, identityOfCall,
            recordOfCall, recoveryOfCall, registerWalletCall, setRecordCall, setRecoveryCall,
            startRecoveryCall, walletCall, walletsOfCall,
        },
        IPrecompile::ZeroAddress,
    },
    memory::MemoryHost,
};

const NEW: Address = Address::repeat_byte(0x4e);

fn by_carol(days: u64) -> setRecoveryCall {
    setRecoveryCall { delegate: CAROL, delay: U256::from(days * DAY) }
}

fn to(newController: Address) -> startRecoveryCall {
    startRecoveryCall { identity: ALICE, newController }
}

fn take() -> acceptRecoveryCall {
    acceptRecoveryCall { identity: ALICE }
}

fn who(host: &mut MemoryHost, account: Address) -> (Address, Address) {
    let controller = ask(host, controllerOfCall { identity: account });
    (controller, ask(host, identityOfCall { account }))
}

fn record(name: u8) -> setRecordCall {
    setRecordCall { recordId: B256::repeat_byte(name), schema: SCHEMA, commitment: HASH }
}

#[test]
fn a_lost_key_is_replaced_after_the_delay() {
    let mut host = world();
    assert_eq!(who(&mut host, ALICE), (ALICE, ALICE));
    let delay = U256::from(2 * DAY);
    let said = RecoverySet { identity: ALICE, delegate: CAROL, delay };
    emits(&mut host, ALICE, by_carol(2), &said);
    let readyAt = now(&host) + delay;
    let said = RecoveryStarted { identity: ALICE, newController: NEW, readyAt };
    emits(&mut host, CAROL, to(NEW), &said);
    let plan = RecoveryPlan { delegate: CAROL, delay, newController: NEW, readyAt };
    assert_eq!(ask(&mut host, recoveryOfCall { identity: ALICE }), plan);
    pass(&mut host, 2 * DAY - 1);
    fails(&mut host, NEW, take(), RecoveryNotReady { readyAt });
    assert_eq!(who(&mut host, ALICE), (ALICE, ALICE));
    pass(&mut host, 1);
    fails(&mut host, BOB, take(), NotNewController { newController: NEW, caller: BOB });
    let said = ControllerChanged { identity: ALICE, previous: ALICE, next: NEW };
    emits(&mut host, NEW, take(), &said);
    assert_eq!(who(&mut host, ALICE), (NEW, Address::ZERO));
    assert_eq!(who(&mut host, NEW), (Address::ZERO, ALICE));
    let plan = ask(&mut host, recoveryOfCall { identity: ALICE });
    assert_eq!((plan.delegate, plan.newController), (CAROL, Address::ZERO));
    fails(&mut host, NEW, take(), NoRecovery { identity: ALICE });
}

#[test]
fn the_new_controller_acts_for_the_identity_and_the_old_key_does_not() {
    let mut host = served();
    call(&mut host, ALICE, record(1)).unwrap();
    recover(&mut host, ALICE, ALICE, NEW);
    fails(&mut host, ALICE, record(2), IdentityMoved { identity: ALICE, controller: NEW });
    fails(&mut host, ALICE, by_carol(1), IdentityMoved { identity: ALICE, controller: NEW });
    call(&mut host, NEW, record(1)).unwrap();
    for account in [ALICE, NEW] {
        let found = ask(&mut host, recordOfCall { account, recordId: B256::repeat_byte(1) });
        assert_eq!(found.version, U256::from(2), "one record, by either name");
    }
    let publicKey = vec![7; 32].into();
    let keyType = KeyType::Ed25519;
    let wallet = registerWalletCall { keeper: ACME, keyType, publicKey, purpose: HASH };
    let walletId = call(&mut host, NEW, wallet).unwrap();
    assert_eq!(ask(&mut host, walletCall { walletId }).identity, ALICE);
    let (from, limit) = (U256::ZERO, U256::from(9));
    let wallets = ask(&mut host, walletsOfCall { account: NEW, from, limit });
    assert_eq!(wallets, [walletId]);
}

#[test]
fn gates_follow_the_person() {
    let mut host = served();
    attest(&mut host, ACME, ALICE);
    recover(&mut host, ALICE, ALICE, NEW);
    assert!(attested(&mut host, NEW, ACME));
    assert!(!attested(&mut host, ALICE, ACME), "whoever finds the old key passes no gate");
    let uid = attest(&mut host, ACME, NEW);
    assert_eq!(ask(&mut host, attestationCall { uid }).subject, ALICE);
}

#[test]
fn an_identity_can_be_recovered_again() {
    let mut host = world();
    recover(&mut host, ALICE, ALICE, NEW);
    recover(&mut host, NEW, ALICE, BOB);
    assert_eq!(who(&mut host, ALICE), (BOB, Address::ZERO));
    assert_eq!(who(&mut host, BOB), (Address::ZERO, ALICE));
    assert_eq!(who(&mut host, NEW), (NEW, NEW), "it acts for itself again");
    call(&mut host, NEW, record(3)).unwrap();
}

#[test]
fn a_delay_has_bounds() {
    let mut host = world();
    let (min, max) = (U256::from(DAY), U256::from(90 * DAY));
    let with = |delay| setRecoveryCall { delegate: CAROL, delay };
    for delay in [U256::ZERO, min - U256::ONE, max + U256::ONE, U256::MAX] {
        fails(&mut host, ALICE, with(delay), InvalidDelay { delay, min, max });
    }
    for delay in [min, max] {
        call(&mut host, ALICE, with(delay)).unwrap();
        assert_eq!(ask(&mut host, recoveryOfCall { identity: ALICE }).delay, delay);
    }
    let nobody = |delay| setRecoveryCall { delegate: Address::ZERO, delay };
    let error = InvalidDelay { delay: U256::ONE, min: U256::ZERO, max: U256::ZERO };
    fails(&mut host, ALICE, nobody(U256::ONE), error);
    call(&mut host, ALICE, nobody(U256::ZERO)).unwrap();
    fails(&mut host, CAROL, to(NEW), NotDelegate { identity: ALICE, caller: CAROL });
}

#[test]
fn only_the_delegate_starts_and_only_once() {
    let mut host = world();
    fails(
        &mut host,
        Address::ZERO,
        to(NEW),
        NotDelegate { identity: ALICE, caller: Address::ZERO },
    );
    call(&mut host, ALICE, by_carol(1)).unwrap();
    for caller in [BOB, ALICE, NEW] {
        fails(&mut host, caller, to(NEW), NotDelegate { identity: ALICE, caller });
    }
    fails(&mut host, CAROL, to(Address::ZERO), ZeroAddress {});
    call(&mut host, CAROL, to(NEW)).unwrap();
    fails(&mut host, CAROL, to(BOB), RecoveryUnderWay { identity: ALICE });
}

#[test]
fn owner_and_delegate_can_call_it_off() {
    let mut host = world();
    let cancel = || cancelRecoveryCall { identity: ALICE };
    fails(&mut host, ALICE, cancel(), NoRecovery { identity: ALICE });
    call(&mut host, ALICE, by_carol(1)).unwrap();
    let said = RecoveryCancelled { identity: ALICE, newController: NEW };
    for caller in [ALICE, CAROL] {
        call(&mut host, CAROL, to(NEW)).unwrap();
        fails(&mut host, BOB, cancel(), NotController { identity: ALICE, account: BOB });
        fails(&mut host, NEW, cancel(), NotController { identity: ALICE, account: NEW });
        emits(&mut host, caller, cancel(), &said);
        pass(&mut host, DAY);
        fails(&mut host, NEW, take(), NoRecovery { identity: ALICE });
    }
    call(&mut host, CAROL, to(NEW)).unwrap();
    call(&mut host, ALICE, setRecoveryCall { delegate: BOB, delay: U256::from(DAY) }).unwrap();
    pass(&mut host, DAY);
    fails(&mut host, NEW, take(), NoRecovery { identity: ALICE });
}

#[test]
fn nobody_loses_what_is_his_by_taking_over() {
    let mut host = served();
    call(&mut host, ALICE, by_carol(1)).unwrap();
    let busy = |account| ControllerNotFree { account };
    fails(&mut host, CAROL, to(ALICE), busy(ALICE));
    // Whoever has a record, a grant or a wallet would not reach it any more.
    call(&mut host, BOB, record(1)).unwrap();
    fails(&mut host, CAROL, to(BOB), busy(BOB));
    let soon = now(&host) + U256::from(9);
    let scopes = vec![HASH];
    let grant = createGrantCall {
        client: BOB,
        scopes,
        purpose: HASH,
        notBefore: U256::ZERO,
        notAfter: soon,
    };
    call(&mut host, EMCA, grant).unwrap();
    fails(&mut host, CAROL, to(EMCA), busy(EMCA));
    let publicKey = vec![7; 32].into();
    let keyType = KeyType::Ed25519;
    let wallet = registerWalletCall { keeper: ACME, keyType, publicKey, purpose: HASH };
    call(&mut host, ACME, wallet).unwrap();
    fails(&mut host, CAROL, to(ACME), busy(ACME));
    // What others say about it does not count, or anybody could prevent a recovery.
    attest(&mut host, ACME, NEW);
    call(&mut host, CAROL, to(NEW)).unwrap();
    pass(&mut host, DAY);
    call(&mut host, NEW, record(1)).unwrap();
    fails(&mut host, NEW, take(), busy(NEW));
}

#[test]
fn no_account_is_in_two_links() {
    let mut host = world();
    let (second, third) = (Address::repeat_byte(2), Address::repeat_byte(3));
    // Named before its own key was lost or it took another identity over.
    call(&mut host, second, by_carol(1)).unwrap();
    call(&mut host, NEW, by_carol(1)).unwrap();
    recover(&mut host, ALICE, ALICE, NEW);
    let recovery = |identity, newController| startRecoveryCall { identity, newController };
    let busy = |account| ControllerNotFree { account };
    fails(&mut host, CAROL, recovery(second, NEW), busy(NEW));
    fails(&mut host, CAROL, recovery(second, ALICE), busy(ALICE));
    fails(&mut host, CAROL, recovery(NEW, third), busy(NEW));
    fails(&mut host, CAROL, recovery(ALICE, ALICE), busy(ALICE));
    assert_eq!(who(&mut host, ALICE), (NEW, Address::ZERO));
}

/// Two recoveries to the same account: the first to be accepted wins.
#[test]
fn an_account_that_was_free_may_no_longer_be() {
    let mut host = world();
    call(&mut host, ALICE, by_carol(1)).unwrap();
    call(&mut host, BOB, by_carol(1)).unwrap();
    call(&mut host, CAROL, to(NEW)).unwrap();
    call(&mut host, CAROL, startRecoveryCall { identity: BOB, newController: NEW }).unwrap();
    pass(&mut host, DAY);
    call(&mut host, NEW, acceptRecoveryCall { identity: BOB }).unwrap();
    fails(&mut host, NEW, take(), ControllerNotFree { account: NEW });
    assert_eq!(who(&mut host, NEW), (Address::ZERO, BOB));
    call(&mut host, CAROL, cancelRecoveryCall { identity: ALICE }).unwrap();
    call(&mut host, CAROL, to(EMCA)).unwrap();
}
