//! Governance: proposals, votes by stake, and what they may change (white paper §6, §7).
//!
//! What it does is said in `contracts/src/interfaces/IGovernance.sol`, why in
//! `docs/spec/governance.md`. Other precompiles ask it for parameters ([`value`]) and pauses
//! ([`refuse_paused`]), Staking tells it when stake moves ([`stake_changed`]), and a node reads the
//! chain's own parameters and the scheduled upgrade from the state ([`chain_parameters`],
//! [`scheduled_upgrade`]).

mod actions;
mod chain;
mod dispatch;
mod genesis;
pub mod parameters;
mod pauses;
mod proposing;
mod records;
mod settlement;
mod stake;
mod tally;
mod views;
mod votes;

#[cfg(test)]
mod tests;

use alloy_primitives::{Address, B256, U256};

pub use chain::{ChainParameters, chain_parameters, scheduled_upgrade};
pub(crate) use dispatch::dispatch;
pub use genesis::seed;
pub use parameters::value;
pub(crate) use pauses::refuse_paused;
pub(crate) use settlement::settle;
pub(crate) use votes::stake_changed;

use crate::{
    queue::Queue,
    storage::{Array, Blob, Mapping, Record, Value},
};
use records::{Direct, Outcome, Pauses, Plan, Poll, Setting, Totals, U40, Upgrade};

/// Bytes of a title.
pub const MAX_TITLE: usize = 100;

/// Bytes of a text; it is kept in the log only.
pub const MAX_TEXT: usize = 4_096;

/// Proposals that are voted on at a time: what a change of stake has to follow at most.
pub const MAX_OPEN: u64 = 64;

/// The longest pause: 14 days, in seconds.
pub const MAX_PAUSE: u64 = 14 * 86_400;

/// Bytes of the name of an upgrade: a word.
pub const MAX_NAME: usize = 32;

/// The most items of a page.
pub const MAX_PAGE: u64 = 100;

/// Gas a proposal prepays for the count of its votes, on top of the two times it comes up: what the
/// usual two dozen validators and backups take.
pub const COUNT: u64 = 200_000;

/// Where the parameters lie, for whoever reads them without a call.
const SETTINGS_SLOT: U256 = U256::ZERO;

/// Where the scheduled upgrade lies: its name, and in the next slot its height.
const UPGRADE_SLOT: U256 = U256::from_limbs([2, 0, 0, 0]);

/// Where the queue lies.
pub(crate) const QUEUE_SLOT: U256 = U256::from_limbs([5, 0, 0, 0]);

crate::layout! {
    /// The parameters that were ever set, by key.
    settings: Mapping<B256, Record<Setting>> = 0;
    /// Until when what is paused: one word.
    pauses: Record<Pauses> = 1;
    /// The upgrade that was scheduled last.
    upgrade: Record<Upgrade> = 2;
    /// The reserve, the deposits, and how many proposals there are.
    totals: Record<Totals> = 4;
    /// Proposals by when they come up.
    queue: Queue = 5;
    /// The proposals that are voted on.
    open: Array<U40> = 6;
    /// What a vote needs to know of a proposal.
    polls: Mapping<u64, Record<Poll>> = 7;
    /// Its deposit and the count.
    outcomes: Mapping<u64, Record<Outcome>> = 8;
    /// What it asks for.
    plans: Mapping<u64, Record<Plan>> = 9;
    /// Its title.
    titles: Mapping<u64, Blob> = 10;
    /// Votes by proposal and voter.
    votes: Mapping<u64, Mapping<Address, Value<u8>>> = 11;
    /// By proposal and validator: shares of delegators who vote themselves.
    direct: Mapping<u64, Mapping<Address, Record<Direct>>> = 12;
    /// The open proposals an account voted on.
    ballots: Mapping<Address, Array<U40>> = 13;
    /// The latest decision about unclaimed coins.
    unclaimed: Value<u64> = 14;
}
