//! Identity wallets and their keys.

use alloy_primitives::{Address, B256, Bytes, U256};

use super::{
    ACME, ALICE, BOB, EMCA, ask, call, emits, fails, now, pages, pass, register, served, world,
};
use crate::{
    abi::IIdentity::{
        InvalidPublicKey, KeyRotated, KeyType, NotController, NotOfKind, NotProvider,
        UnknownWallet, Wallet, WalletAlreadyRevoked, WalletRegistered, WalletRevoked,
        announceLeaveCall, registerWalletCall, revokeWalletCall, rotateKeyCall, walletCall,
        walletsOfCall,
    },
    memory::MemoryHost,
};

const PURPOSE: B256 = B256::repeat_byte(0xba);

fn key(prefix: &[u8], length: usize) -> Bytes {
    [prefix, &vec![0x77; length]].concat().into()
}

fn with_key(keeper: Address, keyType: KeyType, publicKey: &Bytes) -> registerWalletCall {
    registerWalletCall { keeper, keyType, publicKey: publicKey.clone(), purpose: PURPOSE }
}

fn wallet(host: &mut MemoryHost, number: u64) -> Wallet {
    ask(host, walletCall { walletId: U256::from(number) })
}

#[test]
fn keys_of_each_curve_come_back_as_they_were_given() {
    let mut host = served();
    let cases = [
        (ACME, KeyType::Secp256k1, key(&[2], 32)),
        (Address::ZERO, KeyType::Secp256k1, key(&[3], 32)),
        (ACME, KeyType::Ed25519, key(&[], 32)),
        (Address::ZERO, KeyType::P256, key(&[2], 32)),
        (ACME, KeyType::P256, key(&[3], 32)),
    ];
    for (number, (provider, keyType, publicKey)) in (1u64..).zip(cases) {
        let walletId = U256::from(number);
        let said = WalletRegistered {
            walletId,
            identity: ALICE,
            provider,
            keyType,
            publicKey: publicKey.clone(),
            purpose: PURPOSE,
        };
        let returned = emits(&mut host, ALICE, with_key(provider, keyType, &publicKey), &said);
        assert_eq!(returned, walletId);
        let expected = Wallet {
            identity: ALICE,
            provider,
            keyType,
            publicKey,
            purpose: PURPOSE,
            version: U256::ONE,
            updatedAt: now(&host),
            revoked: false,
        };
        assert_eq!(wallet(&mut host, number), expected);
    }
    call(&mut host, BOB, with_key(ACME, KeyType::Ed25519, &key(&[], 32))).unwrap();
    let list = |account| move |from, limit| walletsOfCall { account, from, limit };
    let all: Vec<_> = (1..=5).map(U256::from).collect();
    pages(&mut host, list(ALICE), &all);
    pages(&mut host, list(BOB), &[U256::from(6)]);
    pages(&mut host, list(ACME), &[]);
    for unknown in [U256::ZERO, U256::from(7), U256::MAX] {
        let none = ask(&mut host, walletCall { walletId: unknown });
        assert_eq!((none.identity, none.publicKey.len()), (Address::ZERO, 0));
        assert_eq!(none.version, U256::ZERO);
    }
}

#[test]
fn what_is_no_key_is_refused() {
    let mut host = served();
    call(&mut host, ALICE, with_key(ACME, KeyType::Ed25519, &key(&[], 32))).unwrap();
    let wrong = [
        (KeyType::None, key(&[], 32)),
        (KeyType::None, key(&[2], 32)),
        (KeyType::Ed25519, key(&[], 31)),
        (KeyType::Ed25519, key(&[2], 32)),
        (KeyType::Ed25519, key(&[], 0)),
        (KeyType::Secp256k1, key(&[], 32)),
        (KeyType::Secp256k1, key(&[4], 32)),
        (KeyType::Secp256k1, key(&[4], 64)),
        (KeyType::Secp256k1, key(&[], 0)),
        (KeyType::P256, key(&[1], 32)),
        (KeyType::P256, key(&[3], 31)),
        (KeyType::P256, key(&[3], 1_000)),
    ];
    for (keyType, publicKey) in wrong {
        let error = || InvalidPublicKey { keyType, length: U256::from(publicKey.len()) };
        fails(&mut host, ALICE, with_key(ACME, keyType, &publicKey), error());
        let walletId = U256::ONE;
        let rotation = rotateKeyCall { walletId, keyType, publicKey: publicKey.clone() };
        fails(&mut host, ALICE, rotation, error());
    }
}

#[test]
fn a_keeper_keeps_wallets() {
    let mut host = world();
    let wanted = || with_key(EMCA, KeyType::Ed25519, &key(&[], 32));
    fails(&mut host, ALICE, wanted(), NotProvider { account: EMCA });
    register(&mut host, EMCA, 0b10);
    fails(&mut host, ALICE, wanted(), NotOfKind { provider: EMCA, kind: 0 });
    register(&mut host, ACME, 0b11);
    let by_acme = || with_key(ACME, KeyType::Ed25519, &key(&[], 32));
    call(&mut host, ALICE, by_acme()).unwrap();
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    fails(&mut host, ALICE, by_acme(), NotProvider { account: ACME });
    assert_eq!(wallet(&mut host, 1).provider, ACME, "those it keeps stay");
}

#[test]
fn a_key_rotates() {
    let mut host = served();
    call(&mut host, ALICE, with_key(ACME, KeyType::Secp256k1, &key(&[2], 32))).unwrap();
    let walletId = U256::ONE;
    for (version, keyType, publicKey) in
        [(2, KeyType::Ed25519, key(&[], 32)), (3, KeyType::P256, key(&[3], 32))]
    {
        pass(&mut host, 10);
        let version = U256::from(version);
        let rotation = || rotateKeyCall { walletId, keyType, publicKey: publicKey.clone() };
        fails(&mut host, BOB, rotation(), NotController { identity: ALICE, account: BOB });
        let said = KeyRotated { walletId, keyType, publicKey: publicKey.clone(), version };
        emits(&mut host, ALICE, rotation(), &said);
        let after = wallet(&mut host, 1);
        assert_eq!((after.keyType, &after.publicKey), (keyType, &publicKey));
        assert_eq!((after.version, after.updatedAt), (version, now(&host)));
        assert_eq!((after.provider, after.purpose), (ACME, PURPOSE));
    }
}

#[test]
fn a_revoked_wallet_stays_revoked() {
    let mut host = served();
    let publicKey = key(&[], 32);
    call(&mut host, ALICE, with_key(ACME, KeyType::Ed25519, &publicKey)).unwrap();
    let walletId = U256::ONE;
    let revoke = |walletId| revokeWalletCall { walletId };
    fails(&mut host, BOB, revoke(walletId), NotController { identity: ALICE, account: BOB });
    fails(&mut host, ACME, revoke(walletId), NotController { identity: ALICE, account: ACME });
    for unknown in [U256::ZERO, U256::from(2), U256::MAX] {
        fails(&mut host, ALICE, revoke(unknown), UnknownWallet { walletId: unknown });
    }
    pass(&mut host, 5);
    emits(&mut host, ALICE, revoke(walletId), &WalletRevoked { walletId });
    let after = wallet(&mut host, 1);
    assert!(after.revoked);
    assert_eq!((after.updatedAt, &after.publicKey), (now(&host), &publicKey));
    fails(&mut host, ALICE, revoke(walletId), WalletAlreadyRevoked { walletId });
    let rotation = rotateKeyCall { walletId, keyType: KeyType::Ed25519, publicKey };
    fails(&mut host, ALICE, rotation, WalletAlreadyRevoked { walletId });
}
