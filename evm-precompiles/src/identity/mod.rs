//! Keys, commitments, attestations and grants of persons (white paper §5); never their data.
//!
//! An identity is an address. It acts for itself until it is recovered to another account; who acts
//! for whom is in `links.rs`, and everything a person does goes through it. Providers and attesters
//! put up a bond, which goes back by itself some time after they leave.
#![allow(
    non_snake_case,
    reason = "what the interface names keeps its name, so that structs read short"
)]

mod attest;
mod bond;
mod dispatch;
mod gate;
mod grant;
mod links;
mod nonce;
mod page;
mod record;
mod records;
mod recovery;
mod trust;
mod wallet;

#[cfg(test)]
mod tests;

pub(crate) use bond::settle;
pub(crate) use dispatch::dispatch;
pub(crate) use trust::set_trusted;

use alloy_primitives::{Address, B256, U256};

use crate::{
    queue::Queue,
    storage::{Array, Mapping, Record, Value},
};
use records::{
    AttestationState, Commitment, GrantTerms, GrantWindow, Link, Profile, Provider, Recovery,
    Standing, WalletState,
};

/// Wei a provider puts up at least: 1,000 CMT.
pub const MIN_BOND: u128 = 1_000 * 10u128.pow(18);
/// Seconds from the announcement to leave to the release of the bond: 7 days, as stakes take.
pub const UNBONDING: u64 = 7 * DAY;
/// Kinds of providers are numbered below this: they are the bits of a `uint32`.
pub const MAX_KINDS: u8 = 32;
/// The kind that keeps wallets.
pub const WALLET_KIND: u8 = 0;
/// How many providers are trusted for one kind at most: what `hasTrusted` looks through.
pub const MAX_TRUSTED: u64 = 32;
/// The shortest delay of a recovery, in seconds.
pub const MIN_RECOVERY_DELAY: u64 = DAY;
/// The longest delay of a recovery, in seconds.
pub const MAX_RECOVERY_DELAY: u64 = 90 * DAY;
/// Scopes of a grant at most.
pub const MAX_SCOPES: usize = 16;
/// Seconds a grant is active at most, and how far ahead it may start.
pub const MAX_GRANT_PERIOD: u64 = 366 * DAY;
/// Items of a page at most.
pub const MAX_PAGE: u64 = 100;

const DAY: u64 = 86_400;

/// Where the queue of bonds to release lies.
pub(crate) const QUEUE_SLOT: U256 = U256::from_limbs([5, 0, 0, 0]);

crate::layout! {
    /// Who decides whom to trust; zero for the Governance precompile.
    governor: Value<Address> = 0;
    /// The sum of all bonds in wei, those of leaving providers included.
    total_bonds: Value<U256> = 1;
    /// What gates and bonds need to know of a provider.
    providers: Mapping<Address, Record<Provider>> = 2;
    /// What providers say about themselves.
    profiles: Mapping<Address, Record<Profile>> = 3;
    /// All that ever registered.
    provider_list: Array<Address> = 4;
    /// Bonds to release, by index in the list.
    queue: Queue = 5;
    /// The trusted providers of each kind.
    trusted: Mapping<u8, Array<Address>> = 6;
    /// Who acts for whom since a recovery.
    links: Mapping<Address, Record<Link>> = 7;
    /// How each identity can be recovered.
    recoveries: Mapping<Address, Record<Recovery>> = 8;
    /// How many wallets there are.
    wallet_count: Value<U256> = 9;
    /// Wallets by number.
    wallets: Mapping<u64, Record<WalletState>> = 10;
    /// Numbers of an identity's wallets.
    wallets_of: Mapping<Address, Array<u64>> = 11;
    /// Commitments by identity and name.
    records: Mapping<Address, Mapping<B256, Record<Commitment>>> = 12;
    /// Names of an identity's records.
    record_names: Mapping<Address, Array<B256>> = 13;
    /// How many attestations there are.
    attestation_count: Value<U256> = 14;
    /// Attestations by number, as they were issued.
    attestations: Mapping<u64, Record<AttestationState>> = 15;
    /// Numbers of the attestations about an identity.
    attestations_of: Mapping<Address, Array<u64>> = 16;
    /// What stands now, by subject, schema and attester: all a gate reads.
    standing: Mapping<Address, Mapping<B256, Mapping<Address, Record<Standing>>>> = 17;
    /// How many grants there are.
    grant_count: Value<U256> = 18;
    /// Whose and when: all `isActive` reads.
    grant_windows: Mapping<u64, Record<GrantWindow>> = 19;
    /// The rest of a grant.
    grant_terms: Mapping<u64, Record<GrantTerms>> = 20;
    /// What a grant opens.
    grant_scopes: Mapping<u64, Array<B256>> = 21;
    /// Numbers of the grants of an identity.
    grants_of: Mapping<Address, Array<u64>> = 22;
    /// Numbers of the grants to a client.
    grants_to: Mapping<Address, Array<u64>> = 23;
    /// The nonce of an account's next signature.
    nonces: Mapping<Address, Value<U256>> = 24;
}
