//! Who acts for whom: everybody for himself, until a recovery links two accounts.
//!
//! A link has two ends: the identity, for which its controller acts from then on, and the
//! controller, which no longer acts for itself. No account is an end of two links.

use alloy_primitives::Address;

use super::{links, records::Link};
use crate::{
    Call, Result,
    abi::IIdentity::{IdentityMoved, NotController},
};

/// The account is an identity for which another acts.
const MOVED: u8 = 1;
/// The account acts for another identity.
const CONTROLS: u8 = 2;

/// Where an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It acts for itself.
    Plain,
    /// This account acts for it.
    MovedTo(Address),
    /// It acts for this identity.
    Controls(Address),
}

/// Where `account` stands.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn role(call: &mut Call<'_>, account: Address) -> Result<Role> {
    let link = links().at(call, account)?.load(call)?;
    Ok(match link.role {
        MOVED => Role::MovedTo(link.other),
        CONTROLS => Role::Controls(link.other),
        _ => Role::Plain,
    })
}

/// For which identity the caller acts.
///
/// # Errors
/// `IdentityMoved` when another account acts for it.
pub(super) fn acting(call: &mut Call<'_>) -> Result<Address> {
    let account = call.caller();
    match role(call, account)? {
        Role::Plain => Ok(account),
        Role::Controls(identity) => Ok(identity),
        Role::MovedTo(controller) => Err(IdentityMoved { identity: account, controller }.into()),
    }
}

/// Checks that the caller acts for `identity`.
///
/// # Errors
/// `NotController`, `IdentityMoved`.
pub(super) fn require_acting_for(call: &mut Call<'_>, identity: Address) -> Result<()> {
    if acting(call)? == identity {
        return Ok(());
    }
    Err(NotController { identity, account: call.caller() }.into())
}

/// The identity meant by `account`: the one it acts for, or itself, whoever acts for it.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn meant(call: &mut Call<'_>, account: Address) -> Result<Address> {
    Ok(match role(call, account)? {
        Role::Controls(identity) => identity,
        Role::Plain | Role::MovedTo(_) => account,
    })
}

/// The identity for which `account` acts; zero when another acts for it.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn identity_of(call: &mut Call<'_>, account: Address) -> Result<Address> {
    Ok(match role(call, account)? {
        Role::Plain => account,
        Role::Controls(identity) => identity,
        Role::MovedTo(_) => Address::ZERO,
    })
}

/// Who acts for `identity`; zero when it acts for another and nobody for it.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn controller_of(call: &mut Call<'_>, identity: Address) -> Result<Address> {
    Ok(match role(call, identity)? {
        Role::Plain => identity,
        Role::MovedTo(controller) => controller,
        Role::Controls(_) => Address::ZERO,
    })
}

/// Lets `next` act for `identity` in place of `previous`, which acts for itself again unless it is
/// the identity.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn relink(
    call: &mut Call<'_>,
    identity: Address,
    previous: Address,
    next: Address,
) -> Result<()> {
    if previous != identity {
        links().at(call, previous)?.clear(call)?;
    }
    let place = links().at(call, identity)?;
    let before = place.load(call)?;
    place.update(call, &before, &Link { other: next, role: MOVED })?;
    links().at(call, next)?.create(call, &Link { other: identity, role: CONTROLS })
}
