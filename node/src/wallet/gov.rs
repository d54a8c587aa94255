//! `cybermiles gov`: proposals and votes.

use std::fmt::Write as _;

use alloy_primitives::{Address, U256};
use clap::{Args, Subcommand, ValueEnum};
use cybermiles_evm_precompiles::{
    abi::IGovernance::{
        Choice, Kind, State, openProposalsCall, parametersCall, proposalCall, proposalCountCall,
        proposalsCall, proposeParameterCall, proposeSpendingCall, proposeTextCall,
        proposeUpgradeCall, voteCall,
    },
    address::GOVERNANCE,
};

use super::{Request, Sender, cmt, parse_cmt, show, view};
use crate::error::NodeError;

/// Proposals shown at once.
const LISTED: u64 = 20;
/// Parameters asked for at once.
const PARAMETERS: u64 = 100;

/// What a holder of stake can do.
#[derive(Debug, Subcommand)]
pub(crate) enum GovCommand {
    /// Propose something; the deposit comes back unless a third vetoes
    #[command(subcommand)]
    Propose(Propose),
    /// Vote with the stake the account has
    Vote {
        /// The proposal
        #[arg(value_name = "NUMBER")]
        proposal: u64,
        /// What the vote says
        #[arg(value_enum, value_name = "CHOICE")]
        choice: Vote,
        #[command(flatten)]
        sender: Sender,
    },
    /// Show the latest proposals, or those that can be voted on
    List {
        /// Only those that can be voted on
        #[arg(long)]
        open: bool,
        #[command(flatten)]
        sender: Sender,
    },
    /// Show all parameters with their bounds
    Parameters {
        #[command(flatten)]
        sender: Sender,
    },
}

/// What every proposal has.
#[derive(Clone, Debug, Args)]
pub(crate) struct Wording {
    /// Its title, at most 100 bytes
    #[arg(long, value_name = "TEXT")]
    title: String,
    /// What it says and why, at most 4,096 bytes
    #[arg(long, value_name = "TEXT", default_value = "")]
    text: String,
    /// The deposit
    #[arg(long, value_name = "CMT", value_parser = parse_cmt)]
    deposit: U256,
    #[command(flatten)]
    sender: Sender,
}

/// What can be proposed here. The rest: from any wallet, through the contract's ABI.
#[derive(Debug, Subcommand)]
pub(crate) enum Propose {
    /// A statement
    Text {
        #[command(flatten)]
        wording: Wording,
    },
    /// To change a parameter (see `cybermiles gov parameters`)
    Parameter {
        /// Its name
        #[arg(long, value_name = "NAME")]
        parameter: String,
        /// Its new value
        #[arg(long, value_name = "NUMBER")]
        value: U256,
        #[command(flatten)]
        wording: Wording,
    },
    /// That a new version's rules hold from a block on; nodes without it stop before that block
    Upgrade {
        /// The upgrade's name, as the new version knows it
        #[arg(long, value_name = "NAME")]
        name: String,
        /// The block; 0 calls the upgrade off
        #[arg(long, value_name = "BLOCK")]
        height: u64,
        #[command(flatten)]
        wording: Wording,
    },
    /// To pay from the reserve
    Spending {
        /// To whom
        #[arg(long, value_name = "ADDRESS")]
        to: Address,
        /// How much
        #[arg(long, value_name = "CMT", value_parser = parse_cmt)]
        amount: U256,
        #[command(flatten)]
        wording: Wording,
    },
}

/// What a vote says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Vote {
    /// For it
    Yes,
    /// Against it
    No,
    /// Counted for the quorum alone
    Abstain,
    /// Against it, and the deposit should be burned
    Veto,
}

/// `cybermiles gov`.
pub(crate) fn run(command: &GovCommand) -> Result<(), NodeError> {
    match command {
        GovCommand::Propose(propose) => self::propose(propose),
        GovCommand::Vote { proposal, choice, sender } => {
            let choice = match choice {
                Vote::Yes => Choice::Yes,
                Vote::No => Choice::No,
                Vote::Abstain => Choice::Abstain,
                Vote::Veto => Choice::Veto,
            };
            let call = voteCall { id: U256::from(*proposal), choice };
            sender.open()?.send(&Request::new(GOVERNANCE, U256::ZERO, &call))
        }
        GovCommand::List { open, sender } => list(*open, sender),
        GovCommand::Parameters { sender } => parameters(sender),
    }
}

fn propose(propose: &Propose) -> Result<(), NodeError> {
    let (Propose::Text { wording }
    | Propose::Parameter { wording, .. }
    | Propose::Upgrade { wording, .. }
    | Propose::Spending { wording, .. }) = propose;
    let (title, text, deposit) = (wording.title.clone(), wording.text.clone(), wording.deposit);
    let request = match propose {
        Propose::Text { .. } => Request::new(GOVERNANCE, deposit, &proposeTextCall { title, text }),
        Propose::Parameter { parameter, value, .. } => {
            let call = proposeParameterCall { title, text, key: parameter.clone(), value: *value };
            Request::new(GOVERNANCE, deposit, &call)
        }
        Propose::Upgrade { name, height, .. } => {
            let height = U256::from(*height);
            let call = proposeUpgradeCall { title, text, name: name.clone(), height };
            Request::new(GOVERNANCE, deposit, &call)
        }
        Propose::Spending { to, amount, .. } => {
            let call = proposeSpendingCall { title, text, to: *to, amount: *amount };
            Request::new(GOVERNANCE, deposit, &call)
        }
    };
    wording.sender.open()?.send(&request)
}

fn list(open: bool, sender: &Sender) -> Result<(), NodeError> {
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
        let kind = match one.kind {
            Kind::Text => "text",
            Kind::Parameter => "parameter",
            Kind::Trust => "trust",
            Kind::Pause => "pause",
            Kind::Upgrade => "upgrade",
            Kind::Spending => "spending",
            Kind::Unclaimed => "unclaimed",
            _ => "unknown",
        };
        let state = match one.state {
            State::Voting => format!("voting until {} (Unix time)", one.endsAt),
            State::Passed => format!("passed, takes effect at {} (Unix time)", one.executeAt),
            State::Executed => "executed".into(),
            State::Rejected => "rejected".into(),
            State::Vetoed => "vetoed".into(),
            State::Failed => "failed".into(),
            _ => "unknown".into(),
        };
        let tally = &one.tally;
        let _ = writeln!(
            text,
            "{}  {kind}: {}\n   {state}; yes {}, no {}, abstain {}, veto {} of {}",
            one.id,
            // A title is a stranger's text.
            one.title.escape_debug(),
            cmt(tally.yes),
            cmt(tally.no),
            cmt(tally.abstain),
            cmt(tally.veto),
            cmt(tally.total)
        );
    }
    show(&text);
    Ok(())
}

fn parameters(sender: &Sender) -> Result<(), NodeError> {
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
