//! Arbitration: a pool of bonded arbiters that decides disputes (white paper §4, "community-based
//! conflict resolution").
//!
//! What it does is said in `contracts/src/interfaces/IArbitration.sol`, why in
//! `docs/spec/arbitration.md`. Escrow opens a case with [`open`] and ends it with [`close`]; other
//! contracts use `openCase` and `closeCase`.

mod appointment;
mod arbiters;
mod bids;
mod cases;
mod dispatch;
mod draw;
mod evidence;
mod opening;
mod records;
mod rulings;
mod settlement;
mod views;
mod weights;

#[cfg(test)]
mod tests;

use alloy_primitives::{Address, U256};

use crate::{
    queue::Queue,
    storage::{Array, Mapping, Record, Value},
};
use records::{Arbiter, Bid, Case, Details, Totals, U40};

pub(crate) use cases::close;
pub(crate) use dispatch::dispatch;
pub(crate) use opening::{Opening, Terms, open};
pub(crate) use settlement::settle;

/// One CMT, in wei.
const CMT: u64 = 1_000_000_000_000_000_000;

/// Bond below which an arbiter is not active: 1,000 CMT, in wei.
pub const MIN_BOND: U256 = U256::from_limbs([0x35c9_adc5_dea0_0000, 0x36, 0, 0]);

/// What a missed deadline costs an arbiter at most: 100 CMT, in wei. Each open case is backed by
/// this much of the bond.
pub const MISS_PENALTY: U256 = U256::from_limbs([0x6bc7_5e2d_6310_0000, 0x5, 0, 0]);

/// For a smaller fee nobody is drawn by lot, and no case is opened from outside: 1 CMT, in wei.
/// Whoever registers agrees to be drawn, but not to work for nothing.
pub const MIN_FEE: U256 = U256::from_limbs([CMT, 0, 0, 0]);

/// From the announcement to the release of a bond: 14 days, in seconds.
pub const UNBONDING: u64 = 14 * 86_400;

/// The longest window of a case: 30 days, in seconds.
pub const MAX_WINDOW: u32 = 30 * 86_400;

/// The least time an arbiter who was drawn has to rule: 1 day, in seconds. Who bids has seen the
/// window; who is drawn has not.
pub const MIN_DRAWN_WINDOW: u64 = 86_400;

/// The time the court has to rule: 30 days, in seconds.
pub const COURT_WINDOW: u64 = 30 * 86_400;

/// How long a changed bond waits before it counts in the draw: 60 seconds. Weights must lie fixed
/// before anyone can know the randomness they are drawn with.
pub const SEASONING: u64 = 60;

/// Bids a case holds.
pub const MAX_BIDS: u8 = 16;

/// How many arbiters a case goes through before the court.
pub const MAX_ARBITERS: u8 = 3;

/// How many are drawn in one go before it counts as if there were none: those drawn before were all
/// at the limit of the cases their bonds cover.
pub const MAX_DRAWS: u8 = 16;

/// Submissions of evidence of each participant in a case.
pub const MAX_EVIDENCE: u8 = 32;

/// Bytes of an evidence URI.
pub const MAX_URI: usize = 256;

/// The most items of a page.
pub const MAX_PAGE: u64 = 100;

/// Where the queue lies.
pub(crate) const QUEUE_SLOT: U256 = U256::from_limbs([1, 0, 0, 0]);

/// How often a case can come up in the queue: end of bids, end of acceptances, a deadline for each
/// arbiter, one for the court.
const MAX_SETTLEMENTS: u64 = 3 + MAX_ARBITERS as u64;

crate::layout! {
    /// What is owed in sum, and how many cases there are.
    totals: Record<Totals> = 0;
    /// What is due when.
    queue: Queue = 1;
    /// Everybody who ever registered; an arbiter's index is its place here.
    arbiter_list: Array<Address> = 2;
    /// The sum tree of the draw: weights in whole CMT by arbiter index at level 0, sums of six of
    /// the level below at each level above.
    weights: Mapping<u8, Array<U40>> = 3;
    /// Arbiters by account.
    arbiters: Mapping<Address, Record<Arbiter>> = 4;
    /// Cases by number, from 1.
    cases: Mapping<u64, Record<Case>> = 5;
    /// The rest of each case, which few calls need.
    details: Mapping<u64, Record<Details>> = 6;
    /// The bids of a case by place, from 0.
    bids: Mapping<u64, Mapping<u8, Record<Bid>>> = 7;
    /// The arbiters who missed their deadline in a case, by order, from 0.
    former: Mapping<u64, Mapping<u8, Value<Address>>> = 8;
    /// The cases an account was a party or an arbiter of.
    cases_of: Mapping<Address, Array<U40>> = 9;
}
