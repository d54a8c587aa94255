//! The end of a network's block: turns, new coins and fees; at an epoch's end pay and election.

use alloy_primitives::{Address, U256};
use cybermiles_primitives::StateError;

use super::{
    clock, committee, distribution, election, emission,
    records::{Clock, Time, Totals},
    shares, slash, totals, turns,
};
use crate::{Call, Failure, Host, Result, abi::IStaking::EpochEnded, address::STAKING};

/// What the protocol knows about a block of a network when it closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockFacts {
    /// The epoch the block is in.
    pub epoch: u64,
    /// The view it was proposed in.
    pub view: u64,
    /// The view its parent was proposed in; 0 for the first block of an epoch.
    pub parent_view: u64,
    /// Consensus address of its proposer.
    pub proposer: Address,
    /// Whether the epoch ends with it.
    pub is_last_of_epoch: bool,
}

/// Closes a block of a network: counts its turns, creates its coins and takes its fees in; when an
/// epoch ends, pays those who served in it and names the committee that serves
/// [`AHEAD`](super::AHEAD) epochs later. Logs only what is rare: an epoch's end, a jailing.
///
/// # Errors
/// [`StateError`] when the node cannot read its state. Nothing else stops a block: a step that
/// cannot be done is left undone, and the next block finds what it was about.
pub fn close_block(host: &mut dyn Host, facts: &BlockFacts) -> std::result::Result<(), StateError> {
    let mut call = Call::system(host, STAKING);
    step(&mut call, |call| turns::count(call, facts))?;
    let minted = step(&mut call, emission::mint)?.unwrap_or_default();
    step(&mut call, |call| count_minted(call, minted))?;
    step(&mut call, take_fees)?;
    if facts.is_last_of_epoch {
        end_epoch(&mut call, facts.epoch)?;
    }
    step(&mut call, emission::remember_supply)?;
    Ok(())
}

/// Pays for `epoch`, elects, and lets the next epoch begin.
fn end_epoch(call: &mut Call<'_>, epoch: u64) -> std::result::Result<(), StateError> {
    let distributed = step(call, |call| distribution::distribute(call, epoch))?.unwrap_or_default();
    let elected = epoch.saturating_add(super::AHEAD);
    let seed = call.prevrandao();
    let seats = step(call, |call| election::elect(call, elected, seed))?.unwrap_or_default();
    step(call, |call| {
        if let Some(old) = epoch.checked_sub(super::COMMITTEES_KEPT) {
            committee::forget(call, old)?;
            election::forget_backups(call, old)?;
        }
        Ok(())
    })?;
    step(call, |call| begin(call, epoch, distributed, seats))?;
    Ok(())
}

/// Lets the epoch after `epoch` begin, and says what the one before came to.
fn begin(call: &mut Call<'_>, epoch: u64, distributed: u128, seats: usize) -> Result<()> {
    let next = epoch.saturating_add(1);
    turns::reset(call, next)?;
    let place = clock();
    let old = place.load(call)?;
    let started_at = Time::saturating_from(call.timestamp());
    place.update(call, &old, &Clock { epoch: next, started_at, ..Clock::default() })?;
    call.emit(&EpochEnded {
        epoch,
        minted: U256::from(old.minted),
        distributed: U256::from(distributed),
        elected: epoch.saturating_add(super::AHEAD),
        seats: U256::from(seats),
    })
}

/// Runs one step under a checkpoint of its own; `None` when it was refused, which only a state no
/// call can bring about does.
fn step<R>(
    call: &mut Call<'_>,
    run: impl FnOnce(&mut Call<'_>) -> Result<R>,
) -> std::result::Result<Option<R>, StateError> {
    match call.attempt(run) {
        Ok(done) => Ok(Some(done)),
        Err(Failure::State(error)) => Err(error),
        Err(Failure::Revert(_) | Failure::OutOfGas) => Ok(None),
    }
}

/// New coins are in the pool; the epoch remembers how many.
fn count_minted(call: &mut Call<'_>, minted: u128) -> Result<()> {
    if minted == 0 {
        return Ok(());
    }
    let place = clock();
    let old = place.load(call)?;
    let sum = old.minted.saturating_to::<u128>().saturating_add(minted);
    place.update(call, &old, &Clock { minted: shares::wei(sum)?, ..old })
}

/// Whatever lies on this account and is nobody's are fees, or was given away: a part is burned,
/// the rest goes to the pool.
fn take_fees(call: &mut Call<'_>) -> Result<()> {
    let place = totals();
    let old = place.load(call)?;
    let known = known(&old).ok_or(shares::too_large(old.staked))?;
    let fees = shares::narrow(call.balance(STAKING)?.saturating_sub(known))?;
    if fees == 0 {
        return Ok(());
    }
    let rate = super::parameters::get(call, &super::parameters::BURN_SHARE)?;
    let burned = shares::basis_points(fees, rate);
    slash::burn(call, burned)?;
    let kept = fees.saturating_sub(burned);
    let pool = old.pool.checked_add(kept).ok_or(shares::too_large(kept))?;
    place.update(call, &old, &Totals { pool, ..old })
}

/// All wei of this account that are somebody's or the pool's.
fn known(totals: &Totals) -> Option<U256> {
    [totals.staked, totals.unbonding, totals.pool, totals.owed]
        .into_iter()
        .try_fold(U256::ZERO, |sum, part| sum.checked_add(U256::from(part)))
}
