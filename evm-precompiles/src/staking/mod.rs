//! Validators: who votes, who is paid, who is punished (white paper §6, §7).
//!
//! A network elects its validators once in an epoch, [`AHEAD`] epochs before they serve, so that
//! consensus, light clients and full nodes know each committee in advance. Delegations are shares
//! of a validator's tokens and rewards are sums per share, so that neither a slash nor a reward
//! ever walks the delegators. What a block brings by itself is in `close.rs`.
#![allow(
    non_snake_case,
    reason = "what the interface names keeps its name, so that structs read short"
)]

mod candidates;
mod close;
pub mod committee;
mod delegate;
mod dispatch;
mod distribution;
mod election;
mod emission;
mod entries;
mod evidence;
#[cfg(any(test, feature = "memory"))]
pub mod genesis;
mod operator;
pub mod parameters;
mod position;
pub mod possession;
mod records;
mod redelegation;
mod shares;
mod slash;
mod turns;
mod views;
pub mod voting;

#[cfg(test)]
mod tests;

pub use close::{BlockFacts, close_block};
pub(crate) use dispatch::dispatch;
pub(crate) use entries::settle;
pub use evidence::{is_signed, signed_vote};
pub use voting::{Seated, delegation_tokens, delegations_of, seated, voting_power};

use alloy_primitives::{Address, B256, U256};

use crate::{
    queue::Queue,
    storage::{Array, Blob, Mapping, Record, Value},
};
use committee::{CommitteeRecord, SeatRecord};
use records::{
    Clock, Delegation, Emission, Entry, Keys, Rewards, Stake, Terms, Time, Totals, Window,
};

/// A committee elected at the end of an epoch serves this many epochs later.
pub const AHEAD: u64 = 2;
/// How many epochs a committee is kept after its own, for evidence against its members: longer
/// than unbonding takes with epochs of an hour.
pub const COMMITTEES_KEPT: u64 = 200;
/// How many validators elections choose from at most: what an election reads.
pub const MAX_CANDIDATES: u64 = 256;
/// To how many validators one account delegates at most.
pub const MAX_DELEGATIONS: u64 = 32;
/// How many unbondings of one account are under way at most.
pub const MAX_UNBONDINGS: u64 = 32;
/// How many redelegations of one account to one validator mature at a time at most.
pub const MAX_REDELEGATIONS: u64 = 6;
/// Items of a page at most.
pub const MAX_PAGE: u64 = 100;
/// A validator's own stake is at least one in so many of the most it may have.
pub const SELF_STAKE_PART: u128 = 10;
/// Basis points of one.
pub const ONE: u16 = 10_000;
/// Seconds between two changes of a commission.
pub const COMMISSION_PERIOD: u64 = 86_400;
/// Wei of 1 CMT.
pub const CMT: u128 = 10u128.pow(18);
/// CMT there may ever be, in wei.
pub use crate::cmt::MAX_SUPPLY;

/// Where the queue of what matures lies.
pub(crate) const QUEUE_SLOT: U256 = U256::from_limbs([15, 0, 0, 0]);

/// The states of a validator, as the interface counts them.
mod status {
    pub(super) const NONE: u8 = 0;
    pub(super) const ACTIVE: u8 = 1;
    pub(super) const JAILED: u8 = 2;
    pub(super) const REMOVED: u8 = 3;
}

crate::layout! {
    /// Committees by epoch.
    committees: Mapping<u64, Record<CommitteeRecord>> = 0;
    /// Seats by epoch and place: `committee::seat_key`.
    seats: Mapping<U256, Record<SeatRecord>> = 1;
    /// All that were ever declared.
    validator_list: Array<Address> = 2;
    /// What validators hold.
    stakes: Mapping<Address, Record<Stake>> = 3;
    /// What is seldom needed of validators.
    terms: Mapping<Address, Record<Terms>> = 4;
    /// Their keys and where they are reached.
    keys: Mapping<Address, Record<Keys>> = 5;
    /// What their delegators have earned.
    rewards: Mapping<Address, Record<Rewards>> = 6;
    /// Whose consensus key it is or was.
    key_owners: Mapping<B256, Value<Address>> = 7;
    /// Names of validators.
    names: Mapping<Address, Blob> = 8;
    /// Their websites.
    websites: Mapping<Address, Blob> = 9;
    /// How to reach who runs them.
    contacts: Mapping<Address, Blob> = 10;
    /// What else they say.
    details: Mapping<Address, Blob> = 11;
    /// Whom elections choose from.
    candidates_list: Array<Address> = 12;
    /// Delegations by delegator and validator.
    delegations: Mapping<Address, Mapping<Address, Record<Delegation>>> = 13;
    /// To whom an account has delegated.
    delegated_to: Mapping<Address, Array<Address>> = 14;
    /// What matures when, by number of the entry.
    queue: Queue = 15;
    /// How many entries there were.
    entry_count: Value<U256> = 16;
    /// Unbondings and redelegations by number.
    entries_by_id: Mapping<u64, Record<Entry>> = 17;
    /// Numbers of an account's unbondings.
    unbondings_of: Mapping<Address, Array<Time>> = 18;
    /// Numbers of an account's redelegations to a validator.
    redelegations_to: Mapping<Address, Mapping<Address, Array<Time>>> = 19;
    /// What the coins of this account are.
    totals: Record<Totals> = 20;
    /// The running epoch.
    clock: Record<Clock> = 22;
    /// How far the emission has come.
    emission_state: Record<Emission> = 23;
    /// The latest turns of validators.
    windows: Mapping<Address, Record<Window>> = 26;
    /// Turns kept (high 32 bits) and missed of each seat in the running epoch.
    tallies: Array<u64> = 27;
    /// Backups by epoch, most stake first.
    backups: Mapping<u64, Array<Address>> = 28;
    /// Their effective stakes in whole CMT.
    backup_weights: Mapping<u64, Array<u64>> = 29;
}
