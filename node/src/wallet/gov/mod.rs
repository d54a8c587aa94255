//! `cybermiles gov`: proposals and votes.

mod action;
mod propose;
mod reading;

use alloy_primitives::U256;
use clap::{Subcommand, ValueEnum};
use cybermiles_evm_precompiles::{
    abi::IGovernance::{Choice, pokeCall, voteCall},
    address::GOVERNANCE,
};

use self::propose::Propose;
use super::{Request, Sender};
use crate::error::NodeError;

/// What a holder of stake can do.
#[derive(Debug, Subcommand)]
pub(crate) enum GovCommand {
    /// Propose something; the deposit comes back unless a third vetoes
    #[command(subcommand, after_help = propose::EXAMPLES)]
    Propose(Propose),
    /// Vote with the stake the account has
    #[command(after_help = "Examples:\n  \
        cybermiles gov vote 7 yes --key account.json\n  \
        cybermiles gov vote 7 veto --print --from 0x70997970C51812dc3A010C7d01b50e0d17dc79C8")]
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
    /// Do what is due of a proposal now: a pause that more than two thirds of all stake want need
    /// not wait for the end of its vote
    #[command(after_help = "Examples:\n  cybermiles gov poke 7 --key account.json")]
    Poke {
        /// The proposal
        #[arg(value_name = "NUMBER")]
        proposal: u64,
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
    /// Show a proposal: what it says, what it does, its votes
    Show {
        /// The proposal
        #[arg(value_name = "NUMBER")]
        proposal: u64,
        #[command(flatten)]
        sender: Sender,
    },
    /// Show all parameters with their bounds
    Parameters {
        #[command(flatten)]
        sender: Sender,
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

impl From<Vote> for Choice {
    fn from(vote: Vote) -> Self {
        match vote {
            Vote::Yes => Self::Yes,
            Vote::No => Self::No,
            Vote::Abstain => Self::Abstain,
            Vote::Veto => Self::Veto,
        }
    }
}

/// `cybermiles gov`.
pub(crate) fn run(command: &GovCommand) -> Result<(), NodeError> {
    match command {
        GovCommand::Propose(proposal) => propose::run(proposal),
        GovCommand::Vote { proposal, choice, sender } => {
            let call = voteCall { id: U256::from(*proposal), choice: (*choice).into() };
            sender.open()?.send(&Request::new(GOVERNANCE, U256::ZERO, &call))
        }
        GovCommand::Poke { proposal, sender } => {
            let call = pokeCall { id: U256::from(*proposal) };
            sender.open()?.send(&Request::new(GOVERNANCE, U256::ZERO, &call))
        }
        GovCommand::List { open, sender } => reading::list(*open, sender),
        GovCommand::Show { proposal, sender } => reading::one(*proposal, sender),
        GovCommand::Parameters { sender } => reading::parameters(sender),
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use crate::cli::Cli;

    /// The words of a line, as a shell takes them apart.
    fn words(line: &str) -> Vec<String> {
        let pieces = line.split('\'').enumerate();
        pieces.fold(Vec::new(), |mut words, (place, piece)| {
            match place % 2 {
                0 => words.extend(piece.split_whitespace().map(str::to_owned)),
                _ => words.push(piece.to_owned()),
            }
            words
        })
    }

    #[test]
    fn every_example_of_the_help_is_taken() {
        let cli = Cli::command();
        let gov = cli.find_subcommand("gov").unwrap();
        let mut seen = 0;
        for command in gov.get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            for line in help.lines().filter(|line| line.starts_with("  cybermiles gov")) {
                let parsed = Cli::try_parse_from(words(line));
                assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
                seen += 1;
            }
        }
        // Every kind of proposal has one.
        let propose = gov.find_subcommand("propose").unwrap();
        let help = propose.get_after_help().unwrap().to_string();
        for kind in propose.get_subcommands().map(clap::Command::get_name) {
            let example = format!("gov propose {kind} ");
            assert!(kind == "help" || help.contains(&example), "no example of {kind}");
        }
        assert!(seen >= 10, "only {seen} examples found: the search itself is broken");
    }
}
