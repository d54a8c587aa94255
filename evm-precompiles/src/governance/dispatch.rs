//! The functions of `IGovernance`, each to its rule.

use alloy_primitives::{Bytes, U256};

use super::{
    pauses,
    proposing::{self, Draft, propose},
    records::Plan,
    settlement, unclaimed, views, votes,
};
use crate::{
    Call, Result,
    abi::IGovernance::{IGovernanceCalls as Calls, Kind},
    dispatch::{decode, mutate, payable, view},
};

/// Runs the function that `data` names.
///
/// # Errors
/// Those of the function.
pub(crate) fn dispatch(call: &mut Call<'_>, data: &[u8]) -> Result<Bytes> {
    match decode::<Calls>(call, data)? {
        Calls::proposeText(c) => payable(call, c, |call, c| {
            let (kind, plan) = (Kind::Text, Plan::default());
            propose(call, Draft { kind, title: c.title, text: c.text, plan })
        }),
        Calls::proposeParameter(c) => payable(call, c, |call, c| {
            let (kind, plan) = (Kind::Parameter, proposing::parameter(&c.key, c.value)?);
            propose(call, Draft { kind, title: c.title, text: c.text, plan })
        }),
        Calls::proposeTrust(c) => payable(call, c, |call, c| {
            let plan = proposing::trust(c.provider, c.kind, c.trusted)?;
            propose(call, Draft { kind: Kind::Trust, title: c.title, text: c.text, plan })
        }),
        Calls::proposePause(c) => payable(call, c, |call, c| {
            let plan = Plan { index: c.target as u8, value: c.period, ..Plan::default() };
            propose(call, Draft { kind: Kind::Pause, title: c.title, text: c.text, plan })
        }),
        Calls::proposeUpgrade(c) => payable(call, c, |call, c| {
            let plan = proposing::upgrade(&c.name, c.height)?;
            propose(call, Draft { kind: Kind::Upgrade, title: c.title, text: c.text, plan })
        }),
        Calls::proposeSpending(c) => payable(call, c, |call, c| {
            let plan = Plan { account: c.to, value: c.amount, ..Plan::default() };
            propose(call, Draft { kind: Kind::Spending, title: c.title, text: c.text, plan })
        }),
        Calls::proposeUnclaimed(c) => payable(call, c, |call, c| {
            let (kind, plan) = (Kind::Unclaimed, Plan { account: c.to, ..Plan::default() });
            propose(call, Draft { kind, title: c.title, text: c.text, plan })
        }),
        Calls::proposeClaimant(c) => payable(call, c, |call, c| {
            let plan = Plan { account: c.account, claimant: c.claimant, ..Plan::default() };
            propose(call, Draft { kind: Kind::Claimant, title: c.title, text: c.text, plan })
        }),
        Calls::vote(c) => {
            mutate(call, c, |call, c| votes::vote(call, c.id, c.choice).map(Into::into))
        }
        Calls::poke(c) => mutate(call, c, |call, c| settlement::poke(call, c.id).map(Into::into)),
        reading => read(call, reading),
    }
}

/// The functions that only read.
fn read(call: &mut Call<'_>, function: Calls) -> Result<Bytes> {
    match function {
        Calls::proposal(c) => view(call, c, |call, c| views::proposal(call, c.id)),
        Calls::proposals(c) => view(call, c, |call, c| views::proposals(call, c.from, c.limit)),
        Calls::proposalCount(c) => view(call, c, |call, _| views::proposal_count(call)),
        Calls::openProposals(c) => view(call, c, |call, _| views::open_proposals(call)),
        Calls::tally(c) => view(call, c, |call, c| views::tally_of(call, c.id)),
        Calls::voteOf(c) => view(call, c, |call, c| views::vote_of(call, c.id, c.account)),
        Calls::parameter(c) => view(call, c, |call, c| views::parameter(call, &c.key)),
        Calls::parameters(c) => {
            view(call, c, |call, c| views::parameters_page(call, c.from, c.limit))
        }
        Calls::pausedUntil(c) => {
            view(call, c, |call, c| pauses::until(call, c.target).map(U256::from))
        }
        Calls::upgrade(c) => view(call, c, |call, _| views::upgrade(call)),
        Calls::funds(c) => view(call, c, |call, _| views::funds(call)),
        Calls::unclaimedDecision(c) => {
            view(call, c, |call, _| unclaimed().get(call).map(U256::from))
        }
        // Those that change state never come here.
        _ => Err(crate::abi::IPrecompile::InvalidCalldata {}.into()),
    }
}
