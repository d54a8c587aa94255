//! How a proposal begins.

use alloy_primitives::{Address, U256};

use super::{
    COUNT, MAX_NAME, MAX_OPEN, MAX_TEXT, MAX_TITLE, actions, open, outcomes,
    parameters::{self, DEPOSIT, VOTING_PERIOD},
    plans, polls, queue,
    records::{Outcome, Plan, Poll, Totals, U40, amount, text, word},
    titles, totals,
};
use crate::{
    Call, Result,
    abi::{
        IGovernance::{
            Action, Kind, Proposed, State, TitleMissing, TooLong, TooManyOpen, UnknownParameter,
            UnknownProposal, WrongDeposit,
        },
        IPrecompile::{AmountTooLarge, ZeroAddress},
    },
    gas,
};

/// What is proposed.
pub(super) struct Draft {
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) plan: Plan,
}

/// The plan to set a parameter.
///
/// # Errors
/// `UnknownParameter`.
pub(super) fn parameter(key: &str, value: U256) -> Result<Plan> {
    if key.len() > MAX_NAME {
        // Not the whole of what may be long.
        return Err(UnknownParameter { key: key.chars().take(MAX_NAME).collect() }.into());
    }
    Ok(Plan { key: word(key), value, ..Plan::default() })
}

/// The plan to trust a provider, or no longer.
///
/// # Errors
/// `ZeroAddress`.
pub(super) fn trust(account: Address, index: u8, flag: bool) -> Result<Plan> {
    if account.is_zero() {
        return Err(ZeroAddress {}.into());
    }
    Ok(Plan { account, index, flag, ..Plan::default() })
}

/// The plan for an upgrade.
///
/// # Errors
/// `InvalidName`.
pub(super) fn upgrade(name: &str, height: U256) -> Result<Plan> {
    Ok(Plan { key: actions::name(name)?, value: height, ..Plan::default() })
}

/// A new proposal of the caller; answers its number.
///
/// # Errors
/// `WrongDeposit`, `TitleMissing`, `TooLong`, `TooManyOpen`; those of [`actions::check`].
pub(super) fn propose(call: &mut Call<'_>, draft: Draft) -> Result<U256> {
    let (sent, required) = (call.value(), U256::from(parameters::value(call, &DEPOSIT)?));
    if sent != required {
        return Err(WrongDeposit { sent, required }.into());
    }
    check_words(&draft)?;
    if open().len(call)? >= MAX_OPEN {
        return Err(TooManyOpen { max: U256::from(MAX_OPEN) }.into());
    }
    actions::check(call, draft.kind, &draft.plan)?;
    let number = take_deposit(call, sent)?;
    let id: u64 = number.to();
    let ends_at = call.timestamp().saturating_add(parameters::small(call, &VOTING_PERIOD)?);
    polls().at(call, id)?.create(
        call,
        &Poll {
            proposer: call.caller(),
            kind: draft.kind as u8,
            state: State::Voting as u8,
            ends_at: U40::saturating_from(ends_at),
            execute_at: U40::ZERO,
        },
    )?;
    let submitted_at = U40::saturating_from(call.timestamp());
    let outcome = Outcome { deposit: amount(sent)?, submitted_at, ..Outcome::default() };
    outcomes().at(call, id)?.create(call, &outcome)?;
    plans().at(call, id)?.create(call, &draft.plan)?;
    titles().at(call, id)?.set(call, draft.title.as_bytes())?;
    open().push(call, number)?;
    // The end of the vote, the count, and the end of the time lock are paid for now.
    call.charge(COUNT.saturating_add(gas::SETTLEMENT))?;
    queue().push(call, ends_at, id)?;
    let id = U256::from(id);
    call.emit(&Proposed {
        id,
        proposer: call.caller(),
        kind: draft.kind,
        title: draft.title,
        text: draft.text,
        action: action(&draft.plan),
        deposit: sent,
        endsAt: U256::from(ends_at),
    })?;
    Ok(id)
}

fn check_words(draft: &Draft) -> Result<()> {
    if draft.title.is_empty() {
        return Err(TitleMissing {}.into());
    }
    for (length, max) in [(draft.title.len(), MAX_TITLE), (draft.text.len(), MAX_TEXT)] {
        if length > max {
            return Err(TooLong { length: U256::from(length), max: U256::from(max) }.into());
        }
    }
    Ok(())
}

/// Counts the deposit and one more proposal; answers its number.
fn take_deposit(call: &mut Call<'_>, deposit: U256) -> Result<U40> {
    let before = totals().load(call)?;
    let proposals = before.proposals.checked_add(U40::ONE);
    let proposals = proposals.ok_or(AmountTooLarge { amount: U256::from(before.proposals) })?;
    let deposits = amount(U256::from(before.deposits).saturating_add(deposit))?;
    totals().update(call, &before, &Totals { deposits, proposals, ..before })?;
    Ok(proposals)
}

/// What a plan asks for, as the interface says it.
pub(super) fn action(plan: &Plan) -> Action {
    Action {
        key: text(plan.key),
        account: plan.account,
        index: plan.index,
        value: plan.value,
        flag: plan.flag,
        claimant: plan.claimant,
    }
}

/// The proposal `id`.
///
/// # Errors
/// `UnknownProposal`.
pub(super) fn load(call: &mut Call<'_>, id: U256) -> Result<(u64, Poll)> {
    let number: u64 = id.saturating_to();
    let poll = polls().at(call, number)?.load(call)?;
    if poll.state == State::None as u8 {
        return Err(UnknownProposal { id }.into());
    }
    Ok((number, poll))
}
