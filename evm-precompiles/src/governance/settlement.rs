//! What comes up in the queue: the end of a vote, and the end of a time lock.

use alloy_primitives::{Bytes, U256};

use super::{
    MAX_OPEN, actions, open, plans, polls, proposing, queue,
    records::{Outcome, Poll, Totals, U40, amount},
    tally, totals,
};
use crate::{
    Call, Failure, Result,
    abi::IGovernance::{
        Concluded, DepositBurned, DepositReturned, Executed, ExecutionFailed, Kind, NotDue, State,
        Tally,
    },
    address::{CMT, GOVERNANCE},
    cmt,
};

/// Settles one item of the queue: the proposal of this number. One of which nothing is due, or no
/// longer, is left alone.
///
/// # Errors
/// None but those of the state: what it pays it has.
pub(crate) fn settle(call: &mut Call<'_>, item: u64) -> Result<()> {
    let poll = polls().at(call, item)?.load(call)?;
    match due_at(&poll) {
        Some(at) if at <= call.timestamp() => advance(call, item, poll),
        _ => Ok(()),
    }
}

/// When something is next due, Unix seconds; `None` once it is over.
fn due_at(poll: &Poll) -> Option<u64> {
    match state(poll) {
        State::Voting => Some(poll.ends_at.to()),
        State::Passed => Some(poll.execute_at.to()),
        _ => None,
    }
}

fn state(poll: &Poll) -> State {
    State::try_from(poll.state).unwrap_or(State::None)
}

fn kind(poll: &Poll) -> Kind {
    Kind::try_from(poll.kind).unwrap_or(Kind::None)
}

/// Does what is due of a proposal, for anybody.
///
/// # Errors
/// `UnknownProposal`, `NotDue`.
pub(super) fn poke(call: &mut Call<'_>, id: U256) -> Result<()> {
    let (number, poll) = proposing::load(call, id)?;
    let due_at = due_at(&poll);
    if due_at.is_some_and(|at| at <= call.timestamp()) {
        return advance(call, number, poll);
    }
    if kind(&poll) == Kind::Pause && state(&poll) == State::Voting {
        let tally = tally::count(call, number)?;
        if tally::is_overwhelming(&tally) {
            return conclude(call, number, poll, &tally);
        }
    }
    Err(NotDue { id, dueAt: U256::from(due_at.unwrap_or_default()) }.into())
}

fn advance(call: &mut Call<'_>, id: u64, poll: Poll) -> Result<()> {
    if state(&poll) == State::Passed {
        return execute(call, id, poll);
    }
    let tally = tally::count(call, id)?;
    conclude(call, id, poll, &tally)
}

/// The voting is over.
fn conclude(call: &mut Call<'_>, id: u64, poll: Poll, tally: &Tally) -> Result<()> {
    let verdict = tally::verdict(tally);
    let outcome = tally::keep(call, id, tally)?;
    close(call, id)?;
    release(call, id, &poll, &outcome, verdict == State::Vetoed)?;
    let mut after = Poll { state: verdict as u8, ..poll };
    let mut lock = 0;
    if verdict == State::Passed {
        let plan = plans().at(call, id)?.load(call)?;
        lock = actions::time_lock(call, kind(&poll), &plan)?;
        let execute_at = call.timestamp().saturating_add(lock);
        after.execute_at = U40::saturating_from(execute_at);
    }
    polls().at(call, id)?.update(call, &poll, &after)?;
    call.emit(&Concluded {
        id: U256::from(id),
        state: verdict,
        tally: tally.clone(),
        executeAt: after.execute_at.to(),
    })?;
    match verdict {
        State::Passed if lock == 0 => execute(call, id, after),
        State::Passed => queue().push(call, after.execute_at.to(), id),
        _ => Ok(()),
    }
}

/// Takes a proposal off the list of those that are voted on.
fn close(call: &mut Call<'_>, id: u64) -> Result<()> {
    let numbers = open().page(call, 0, MAX_OPEN)?;
    let wanted = U40::saturating_from(id);
    if let Some(index) = numbers.iter().position(|number| *number == wanted) {
        open().swap_remove(call, index as u64)?;
    }
    Ok(())
}

/// Gives the deposit back, or burns it.
fn release(
    call: &mut Call<'_>,
    id: u64,
    poll: &Poll,
    outcome: &Outcome,
    is_burned: bool,
) -> Result<()> {
    let (id, proposer, deposit) = (U256::from(id), poll.proposer, outcome.deposit.to::<U256>());
    let before = totals().load(call)?;
    let deposits = amount(before.deposits.to::<U256>().saturating_sub(deposit))?;
    totals().update(call, &before, &Totals { deposits, ..before })?;
    if is_burned {
        call.within(CMT, |call| cmt::burn(call, GOVERNANCE, deposit))?;
        return call.emit(&DepositBurned { id, proposer, amount: deposit });
    }
    call.pay(proposer, deposit)?;
    call.emit(&DepositReturned { id, proposer, amount: deposit })
}

/// The time lock is over: does what the proposal asks for, or says why it could not be done. It is
/// not tried again: what has passed must not happen at some later time.
fn execute(call: &mut Call<'_>, id: u64, poll: Poll) -> Result<()> {
    let plan = plans().at(call, id)?.load(call)?;
    let reason = match call.attempt(|call| actions::apply(call, id, kind(&poll), &plan)) {
        Ok(()) => None,
        Err(Failure::Revert(reason)) => Some(reason),
        // Who pokes with too little gas must not make it fail for ever.
        Err(failure) => return Err(failure),
    };
    let state = if reason.is_none() { State::Executed } else { State::Failed };
    polls().at(call, id)?.update(call, &poll, &Poll { state: state as u8, ..poll })?;
    announce(call, U256::from(id), reason)
}

fn announce(call: &mut Call<'_>, id: U256, reason: Option<Bytes>) -> Result<()> {
    match reason {
        None => call.emit(&Executed { id }),
        Some(reason) => call.emit(&ExecutionFailed { id, reason }),
    }
}
