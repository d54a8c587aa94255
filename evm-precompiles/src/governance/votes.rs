//! Votes, and how they follow the stake behind them.
//!
//! What counts is who holds a share when the voting ends. A delegator's vote therefore moves its
//! shares from the validator's vote to its own, and every later change of its shares is booked at
//! once by [`stake_changed`]. So each share counts exactly once, however it moved and whoever voted
//! before: nobody can vote, move and vote again, or take away what others' validators vote.

use alloy_primitives::{Address, U256};

use super::{
    MAX_OPEN, ballots, direct, polls, proposing,
    records::{Direct, Poll, U40},
    stake, votes,
};
use crate::{
    Call, Result,
    abi::IGovernance::{Choice, NoChoice, NoStake, State, Voted, VotingEnded},
    address::GOVERNANCE,
};

/// The caller votes, or changes its vote.
///
/// # Errors
/// `UnknownProposal`, `VotingEnded`, `NoChoice`, `NoStake`.
pub(super) fn vote(call: &mut Call<'_>, id: U256, choice: Choice) -> Result<()> {
    let (number, poll) = proposing::load(call, id)?;
    let ends_at = poll.ends_at.to::<u64>();
    if !is_open(&poll) || call.timestamp() >= ends_at {
        return Err(VotingEnded { id, endedAt: U256::from(ends_at) }.into());
    }
    if choice == Choice::None {
        return Err(NoChoice {}.into());
    }
    let voter = call.caller();
    let delegations = stake::delegations_of(call, voter)?;
    if delegations.is_empty() {
        return Err(NoStake { account: voter }.into());
    }
    let place = votes().at(call, number)?.at(call, voter)?;
    let previous = place.get(call)?;
    for (operator, shares) in delegations {
        book(call, number, (voter, operator), previous, (shares, U256::ZERO))?;
        book(call, number, (voter, operator), choice as u8, (U256::ZERO, shares))?;
    }
    if previous == Choice::None as u8 {
        remember(call, voter, number)?;
    }
    place.set(call, choice as u8)?;
    call.emit(&Voted { id, voter, choice })
}

/// Notes that `voter` voted on proposal `id`, and forgets those that are over: the list is never
/// longer than there are open proposals.
fn remember(call: &mut Call<'_>, voter: Address, id: u64) -> Result<()> {
    let list = ballots().at(call, voter)?;
    open_ballots(call, voter)?;
    list.push(call, U40::saturating_from(id))
}

/// The open proposals `voter` voted on; those that are over are taken off its list.
fn open_ballots(call: &mut Call<'_>, voter: Address) -> Result<Vec<u64>> {
    let list = ballots().at(call, voter)?;
    let mut open = Vec::new();
    let all = list.page(call, 0, MAX_OPEN)?;
    for (index, number) in all.into_iter().enumerate().rev() {
        let number: u64 = number.to();
        if is_open(&polls().at(call, number)?.load(call)?) {
            open.push(number);
        } else {
            list.swap_remove(call, index as u64)?;
        }
    }
    Ok(open)
}

/// Whether the votes have not been counted yet.
pub(super) const fn is_open(poll: &Poll) -> bool {
    poll.state == State::Voting as u8
}

/// Staking's word that the shares of `delegator` in the validator `operator` are `after` where they
/// were `before`. Never refuses: nobody's stake is held back by a vote.
///
/// # Errors
/// [`Failure::OutOfGas`](crate::Failure::OutOfGas), [`Failure::State`](crate::Failure::State).
pub(crate) fn stake_changed(
    call: &mut Call<'_>,
    delegator: Address,
    operator: Address,
    before: U256,
    after: U256,
) -> Result<()> {
    if before == after {
        return Ok(());
    }
    call.within(GOVERNANCE, |call| {
        for number in open_ballots(call, delegator)? {
            let choice = votes().at(call, number)?.at(call, delegator)?.get(call)?;
            book(call, number, (delegator, operator), choice, (before, after))?;
        }
        Ok(())
    })
}

/// Books that shares whose owner votes `choice` itself are `after` where they were `before`. A
/// validator's shares in itself follow its vote as a validator.
fn book(
    call: &mut Call<'_>,
    number: u64,
    (owner, operator): (Address, Address),
    choice: u8,
    (before, after): (U256, U256),
) -> Result<()> {
    if owner == operator {
        return Ok(());
    }
    let place = direct().at(call, number)?.at(call, operator)?;
    let old = place.load(call)?;
    let mut new = old;
    let Some(shares) = part(&mut new, choice) else { return Ok(()) };
    // Staking keeps shares far below 128 bits; what is taken off was put there before.
    *shares = shares.saturating_sub(before.saturating_to()).saturating_add(after.saturating_to());
    place.update(call, &old, &new)
}

/// The shares that vote `choice`; none for no vote.
const fn part(direct: &mut Direct, choice: u8) -> Option<&mut u128> {
    const YES: u8 = Choice::Yes as u8;
    const NO: u8 = Choice::No as u8;
    const ABSTAIN: u8 = Choice::Abstain as u8;
    const VETO: u8 = Choice::Veto as u8;
    match choice {
        YES => Some(&mut direct.yes),
        NO => Some(&mut direct.no),
        ABSTAIN => Some(&mut direct.abstain),
        VETO => Some(&mut direct.veto),
        _ => None,
    }
}

/// Adds the shares no delegator votes with to what the validator itself votes.
pub(super) const fn add(direct: &mut Direct, choice: u8, shares: u128) {
    if let Some(part) = part(direct, choice) {
        *part = part.saturating_add(shares);
    }
}
