//! What can be read, page by page.

use alloy_primitives::{Address, U256};

use super::{
    MAX_OPEN, MAX_PAGE, MAX_TITLE, open, outcomes,
    parameters::{self, Parameter, TIME_LOCK},
    plans, proposing,
    records::{Poll, text},
    tally, titles, totals, votes,
};
use crate::{
    Call, Result,
    abi::{
        IGovernance::{
            Choice, Kind, ParameterRecord, Proposal, State, Tally, fundsReturn, upgradeReturn,
        },
        IPrecompile::PageTooLarge,
    },
};

/// `proposal(uint256)`.
///
/// # Errors
/// `UnknownProposal`.
pub(super) fn proposal(call: &mut Call<'_>, id: U256) -> Result<Proposal> {
    let (number, poll) = proposing::load(call, id)?;
    let outcome = outcomes().at(call, number)?.load(call)?;
    let plan = plans().at(call, number)?.load(call)?;
    let title = titles().at(call, number)?.get(call, MAX_TITLE)?;
    Ok(Proposal {
        id,
        kind: Kind::try_from(poll.kind).unwrap_or(Kind::None),
        state: State::try_from(poll.state).unwrap_or(State::None),
        proposer: poll.proposer,
        deposit: outcome.deposit.to(),
        submittedAt: outcome.submitted_at.to(),
        endsAt: poll.ends_at.to(),
        executeAt: poll.execute_at.to(),
        title: String::from_utf8_lossy(&title).into_owned(),
        action: proposing::action(&plan),
        tally: counted(call, number, &poll)?,
    })
}

fn counted(call: &mut Call<'_>, id: u64, poll: &Poll) -> Result<Tally> {
    if super::votes::is_open(poll) {
        return tally::count(call, id);
    }
    Ok(tally::kept(&outcomes().at(call, id)?.load(call)?))
}

/// `tally(uint256)`.
///
/// # Errors
/// `UnknownProposal`.
pub(super) fn tally_of(call: &mut Call<'_>, id: U256) -> Result<Tally> {
    let (number, poll) = proposing::load(call, id)?;
    counted(call, number, &poll)
}

/// The bounds of a page, which are read before anything is.
///
/// # Errors
/// `PageTooLarge`.
fn page(from: U256, limit: U256) -> Result<(u64, u64)> {
    let max = U256::from(MAX_PAGE);
    if limit > max {
        return Err(PageTooLarge { limit, max }.into());
    }
    let from: u64 = from.saturating_to();
    Ok((from, from.saturating_add(limit.saturating_to())))
}

/// `proposals(uint256,uint256)`.
///
/// # Errors
/// `PageTooLarge`.
pub(super) fn proposals(call: &mut Call<'_>, from: U256, limit: U256) -> Result<Vec<Proposal>> {
    let (from, end) = page(from, limit)?;
    let end = end.min(totals().load(call)?.proposals.to());
    let numbers = from.saturating_add(1)..=end;
    numbers.map(|number| proposal(call, U256::from(number))).collect()
}

/// `proposalCount()`.
pub(super) fn proposal_count(call: &mut Call<'_>) -> Result<U256> {
    Ok(totals().load(call)?.proposals.to())
}

/// `openProposals()`.
pub(super) fn open_proposals(call: &mut Call<'_>) -> Result<Vec<U256>> {
    let mut numbers = open().page(call, 0, MAX_OPEN)?;
    numbers.sort_unstable();
    Ok(numbers.into_iter().map(U256::from).collect())
}

/// `voteOf(uint256,address)`.
pub(super) fn vote_of(call: &mut Call<'_>, id: U256, account: Address) -> Result<Choice> {
    let (number, _) = proposing::load(call, id)?;
    let choice = votes().at(call, number)?.at(call, account)?.get(call)?;
    Ok(Choice::try_from(choice).unwrap_or(Choice::None))
}

/// `parameter(string)`.
///
/// # Errors
/// `UnknownParameter`.
pub(super) fn parameter(call: &mut Call<'_>, key: &str) -> Result<ParameterRecord> {
    // Names of parameters are short; what is not need not be told in full.
    let key: String = key.chars().take(super::MAX_NAME).collect();
    record(call, parameters::named(&key)?)
}

fn record(call: &mut Call<'_>, parameter: &Parameter) -> Result<ParameterRecord> {
    let value = parameters::value(call, parameter)?;
    let (lowest, highest) = parameter.reach(value);
    let lock = parameters::small(call, &TIME_LOCK)?.saturating_mul(parameter.locks);
    Ok(ParameterRecord {
        key: parameter.key.into(),
        value: U256::from(value),
        initial: U256::from(parameter.initial),
        min: U256::from(parameter.min),
        max: U256::from(parameter.max),
        lowest: U256::from(lowest),
        highest: U256::from(highest),
        timeLock: U256::from(lock),
    })
}

/// `parameters(uint256,uint256)`.
///
/// # Errors
/// `PageTooLarge`.
pub(super) fn parameters_page(
    call: &mut Call<'_>,
    from: U256,
    limit: U256,
) -> Result<Vec<ParameterRecord>> {
    let (from, end) = page(from, limit)?;
    let all = parameters::ALL.iter().zip(0u64..);
    let wanted = all.filter(|(_, index)| (from..end).contains(index));
    wanted.map(|(parameter, _)| record(call, parameter)).collect()
}

/// `upgrade()`.
pub(super) fn upgrade(call: &mut Call<'_>) -> Result<upgradeReturn> {
    let upgrade = super::upgrade().load(call)?;
    Ok(upgradeReturn { name: text(upgrade.name), height: U256::from(upgrade.height) })
}

/// `funds()`.
pub(super) fn funds(call: &mut Call<'_>) -> Result<fundsReturn> {
    let totals = totals().load(call)?;
    Ok(fundsReturn { reserve: totals.reserve.to(), deposits: totals.deposits.to() })
}
