//! Identity wallets: who keeps them, their keys, what they are for.

use alloy_primitives::{Address, B256, U256};

use super::{
    WALLET_KIND,
    bond::{active, bit},
    links::{acting, require_acting_for},
    records::{Time, WalletState},
    wallet_count, wallets, wallets_of,
};
use crate::{
    Call, Result,
    abi::IIdentity::{
        InvalidPublicKey, KeyRotated, KeyType, NotOfKind, UnknownWallet, Wallet,
        WalletAlreadyRevoked, WalletRegistered, WalletRevoked, registerWalletCall,
    },
    storage::Record,
};

/// A public key as it is stored: the first byte of the compressed form, and the rest.
fn split(key_type: KeyType, key: &[u8]) -> Result<(u8, B256)> {
    let parts = match (key_type, key) {
        (KeyType::Ed25519, rest) => Some((0, rest)),
        (KeyType::Secp256k1 | KeyType::P256, [prefix @ (2 | 3), rest @ ..]) => {
            Some((*prefix, rest))
        }
        _ => None,
    };
    match parts.and_then(|(prefix, rest)| Some((prefix, B256::try_from(rest).ok()?))) {
        Some(parts) => Ok(parts),
        None => Err(InvalidPublicKey { keyType: key_type, length: U256::from(key.len()) }.into()),
    }
}

/// The key as it was given.
fn join(wallet: &WalletState) -> Vec<u8> {
    match wallet.prefix {
        0 => wallet.key.to_vec(),
        prefix => [&[prefix], wallet.key.as_slice()].concat(),
    }
}

/// Registers a wallet of the caller's identity; answers its number.
///
/// # Errors
/// `IdentityMoved`, `NotProvider`, `NotOfKind`, `InvalidPublicKey`.
pub(super) fn register(call: &mut Call<'_>, wanted: &registerWalletCall) -> Result<U256> {
    let identity = acting(call)?;
    let registerWalletCall { keeper: provider, keyType, purpose, .. } = *wanted;
    if !provider.is_zero() {
        let (_, keeper) = active(call, provider)?;
        if keeper.kinds & bit(WALLET_KIND) == 0 {
            return Err(NotOfKind { provider, kind: WALLET_KIND }.into());
        }
    }
    let (prefix, key) = split(keyType, &wanted.publicKey)?;
    let wallet = WalletState {
        identity,
        key_type: keyType.into(),
        prefix,
        revoked: false,
        version: 1,
        updated_at: Time::saturating_from(call.timestamp()),
        provider,
        key,
        purpose,
    };
    let number = wallet_count().get(call)?.saturating_add(U256::ONE);
    wallet_count().set(call, number)?;
    wallets().at(call, number.saturating_to())?.create(call, &wallet)?;
    wallets_of().at(call, identity)?.push(call, number.saturating_to())?;
    let publicKey = wanted.publicKey.clone();
    call.emit(&WalletRegistered {
        walletId: number,
        identity,
        provider,
        keyType,
        publicKey,
        purpose,
    })?;
    Ok(number)
}

/// A wallet of the caller's identity that is not revoked.
fn own(call: &mut Call<'_>, walletId: U256) -> Result<(Record<WalletState>, WalletState)> {
    let (place, wallet) = find(call, walletId)?;
    if wallet.identity.is_zero() {
        return Err(UnknownWallet { walletId }.into());
    }
    require_acting_for(call, wallet.identity)?;
    if wallet.revoked {
        return Err(WalletAlreadyRevoked { walletId }.into());
    }
    Ok((place, wallet))
}

fn find(call: &mut Call<'_>, number: U256) -> Result<(Record<WalletState>, WalletState)> {
    // No wallet has a number beyond 64 bits.
    let place = wallets().at(call, number.saturating_to())?;
    let wallet = place.load(call)?;
    Ok((place, wallet))
}

/// Gives a wallet a new key.
///
/// # Errors
/// `UnknownWallet`, `NotController`, `IdentityMoved`, `WalletAlreadyRevoked`, `InvalidPublicKey`.
pub(super) fn rotate(
    call: &mut Call<'_>,
    walletId: U256,
    keyType: KeyType,
    publicKey: &[u8],
) -> Result<()> {
    let (place, before) = own(call, walletId)?;
    let (prefix, key) = split(keyType, publicKey)?;
    let version = before.version.saturating_add(1);
    let updated_at = Time::saturating_from(call.timestamp());
    let key_type = keyType.into();
    let after = WalletState { key_type, prefix, key, version, updated_at, ..before };
    place.update(call, &before, &after)?;
    let publicKey = publicKey.to_vec().into();
    call.emit(&KeyRotated { walletId, keyType, publicKey, version: U256::from(version) })
}

/// Revokes a wallet for ever.
///
/// # Errors
/// `UnknownWallet`, `NotController`, `IdentityMoved`, `WalletAlreadyRevoked`.
pub(super) fn revoke(call: &mut Call<'_>, walletId: U256) -> Result<()> {
    let (place, before) = own(call, walletId)?;
    let updated_at = Time::saturating_from(call.timestamp());
    place.update(call, &before, &WalletState { revoked: true, updated_at, ..before })?;
    call.emit(&WalletRevoked { walletId })
}

/// A wallet; all zero when there is none.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn view(call: &mut Call<'_>, number: U256) -> Result<Wallet> {
    let (_, wallet) = find(call, number)?;
    let known = wallet.identity != Address::ZERO;
    Ok(Wallet {
        identity: wallet.identity,
        provider: wallet.provider,
        keyType: KeyType::try_from(wallet.key_type).unwrap_or(KeyType::None),
        publicKey: if known { join(&wallet).into() } else { Vec::new().into() },
        purpose: wallet.purpose,
        version: U256::from(wallet.version),
        updatedAt: U256::from(wallet.updated_at),
        revoked: wallet.revoked,
    })
}
