//! What `cybermiles gov` shows.

use std::fmt::Write as _;

use alloy_primitives::{B256, Bytes, U64, U256};
use alloy_sol_types::SolEvent;
use cybermiles_evm_precompiles::{
    abi::IGovernance::{
        Kind, Proposal, Proposed, State, openProposalsCall, parametersCall, proposalCall,
        proposalCountCall, proposalsCall,
    },
    address::GOVERNANCE,
};
use serde_json::{Value, json};

use super::action::in_words;
use crate::{
    ask::Node,
    error::NodeError,
    wallet::{Sender, cmt, show, view},
};

/// Proposals shown at once.
const LISTED: u64 = 20;
/// Parameters asked for at once.
const PARAMETERS: u64 = 100;
/// Blocks in which a log is looked for: far more than any chain makes in a second.
const SECOND: u64 = 100;

pub(super) fn list(open: bool, sender: &Sender) -> Result<(), NodeError> {
    let node = sender.node()?;
    let proposals = match open {
        true => {
            let ids = view(&node, GOVERNANCE, &openProposalsCall {})?;
            let one = |id| view(&node, GOVERNANCE, &proposalCall { id });
            ids.into_iter().map(one).collect::<Result<Vec<_>, _>>()?
        }
        false => {
            let count = view(&node, GOVERNANCE, &proposalCountCall {})?;
            let limit = U256::from(LISTED);
            let from = count.saturating_sub(limit);
            view(&node, GOVERNANCE, &proposalsCall { from, limit })?
        }
    };
    let mut text = String::new();
    if proposals.is_empty() {
        text.push_str("No proposals\n");
    }
    for one in proposals {
        let _ =
            writeln!(text, "{}  {}\n   {}; {}", one.id, subject(&one), state(&one), votes(&one));
    }
    show(&text);
    Ok(())
}

pub(super) fn one(number: u64, sender: &Sender) -> Result<(), NodeError> {
    let node = sender.node()?;
    let one = view(&node, GOVERNANCE, &proposalCall { id: U256::from(number) })?;
    let mut text = String::new();
    let _ = writeln!(text, "Proposal {}  {}", one.id, subject(&one));
    if let Some(words) = in_words(one.kind, &one.action) {
        let _ = writeln!(text, "Asks for    {words}");
    }
    let _ = writeln!(text, "State       {}", state(&one));
    let _ = writeln!(text, "Votes       {}", votes(&one));
    let _ = writeln!(text, "Proposer    {}, deposit {}", one.proposer, cmt(one.deposit));
    match said(&node, &one)? {
        Some(said) if said.is_empty() => text.push_str("It has no text.\n"),
        Some(said) => {
            let lines: Vec<_> = said.lines().map(harmless).collect();
            let _ = writeln!(text, "\n{}", lines.join("\n"));
        }
        None => text
            .push_str("Its text is in a block this node no longer has: ask another with --rpc\n"),
    }
    show(&text);
    Ok(())
}

pub(super) fn parameters(sender: &Sender) -> Result<(), NodeError> {
    let call = parametersCall { from: U256::ZERO, limit: U256::from(PARAMETERS) };
    let mut text = String::new();
    for one in view(&sender.node()?, GOVERNANCE, &call)? {
        let _ = writeln!(
            text,
            "{:<28}{} (from {} to {}; by one proposal from {} to {})",
            one.key, one.value, one.min, one.max, one.lowest, one.highest
        );
    }
    show(&text);
    Ok(())
}

fn subject(one: &Proposal) -> String {
    let kind = match one.kind {
        Kind::Text => "text",
        Kind::Parameter => "parameter",
        Kind::Trust => "trust",
        Kind::Pause => "pause",
        Kind::Upgrade => "upgrade",
        Kind::Spending => "spending",
        Kind::Unclaimed => "unclaimed",
        Kind::Claimant => "claimant",
        _ => "unknown",
    };
    format!("{kind}: {}", harmless(&one.title))
}

/// A stranger's text without what a terminal would obey.
fn harmless(text: &str) -> String {
    let quote = |c: char| matches!(c, '\'' | '"' | '\\');
    text.chars().fold(String::new(), |mut shown, c| {
        match quote(c) {
            true => shown.push(c),
            false => shown.extend(c.escape_debug()),
        }
        shown
    })
}

fn state(one: &Proposal) -> String {
    match one.state {
        State::Voting => format!("voting until {} (Unix time)", one.endsAt),
        State::Passed => format!("passed, takes effect at {} (Unix time)", one.executeAt),
        State::Executed => "executed".into(),
        State::Rejected => "rejected".into(),
        State::Vetoed => "vetoed".into(),
        State::Failed => "failed".into(),
        _ => "unknown".into(),
    }
}

fn votes(one: &Proposal) -> String {
    let tally = &one.tally;
    format!(
        "yes {}, no {}, abstain {}, veto {} of {}",
        cmt(tally.yes),
        cmt(tally.no),
        cmt(tally.abstain),
        cmt(tally.veto),
        cmt(tally.total)
    )
}

/// What a proposal says. The chain keeps it in a log of the second in which it was made, so the
/// first block of that second is searched by halves. `None` when this node has no such log.
fn said(node: &Node, one: &Proposal) -> Result<Option<String>, NodeError> {
    let head: U64 = node.ask("eth_blockNumber", &json!([]))?;
    let (mut low, mut high) = (0, head.to::<u64>());
    while low < high {
        let middle = low.midpoint(high);
        let number = format!("{middle:#x}");
        // A block that is no longer kept is refused, and lies before all that are.
        let block: Value =
            node.ask("eth_getBlockByNumber", &json!([number, false])).unwrap_or_default();
        let time = block["timestamp"].as_str().and_then(|text| text.parse::<U256>().ok());
        match time.is_some_and(|time| time >= one.submittedAt) {
            true => high = middle,
            false => low = middle.saturating_add(1),
        }
    }
    let filter = json!({
        "address": GOVERNANCE,
        "fromBlock": format!("{low:#x}"),
        "toBlock": format!("{:#x}", low.saturating_add(SECOND).min(head.to())),
        "topics": [Proposed::SIGNATURE_HASH, B256::from(one.id)],
    });
    let logs: Vec<Value> = node.ask("eth_getLogs", &json!([filter]))?;
    Ok(logs.first().and_then(|log| {
        let data: Bytes = log["data"].as_str()?.parse().ok()?;
        let (_, text, ..) = Proposed::abi_decode_data(&data).ok()?;
        Some(text)
    }))
}
