//! `cybermiles stake`: what a holder of CMT does with validators.

use std::fmt::Write as _;

use alloy_primitives::{Address, U256};
use clap::Subcommand;
use cybermiles_evm_precompiles::{
    abi::IStaking::{
        claimCall, compoundCall, delegateCall, delegationsCall, unbondingsCall, undelegateCall,
    },
    address::STAKING,
};

use super::{Request, Sender, cmt, parse_cmt, view};
use crate::error::NodeError;

/// What can be done with a stake.
#[derive(Debug, Subcommand)]
pub(crate) enum StakeCommand {
    /// Delegate CMT to a validator
    Delegate {
        /// The validator, by its operator's address
        #[arg(long, value_name = "ADDRESS")]
        validator: Address,
        /// How much
        #[arg(long, value_name = "CMT", value_parser = parse_cmt)]
        amount: U256,
        #[command(flatten)]
        sender: Sender,
    },
    /// Take CMT back; it is paid after the unbonding time
    Undelegate {
        /// The validator, by its operator's address
        #[arg(long, value_name = "ADDRESS")]
        validator: Address,
        /// How much
        #[arg(long, value_name = "CMT", value_parser = parse_cmt)]
        amount: U256,
        #[command(flatten)]
        sender: Sender,
    },
    /// Take the rewards of a delegation, or delegate them too
    Claim {
        /// The validator, by its operator's address
        #[arg(long, value_name = "ADDRESS")]
        validator: Address,
        /// Delegate the rewards instead of taking them
        #[arg(long)]
        compound: bool,
        #[command(flatten)]
        sender: Sender,
    },
    /// Show what an account has delegated
    Show {
        /// The account
        #[arg(value_name = "ADDRESS")]
        account: Address,
        #[command(flatten)]
        sender: Sender,
    },
}

/// `cybermiles stake`.
pub(crate) fn run(command: &StakeCommand) -> Result<(), NodeError> {
    match command {
        StakeCommand::Delegate { validator, amount, sender } => {
            let call = delegateCall { validator: *validator };
            sender.open()?.send(&Request::new(STAKING, *amount, &call))
        }
        StakeCommand::Undelegate { validator, amount, sender } => {
            let call = undelegateCall { validator: *validator, amount: *amount };
            sender.open()?.send(&Request::new(STAKING, U256::ZERO, &call))
        }
        StakeCommand::Claim { validator, compound: false, sender } => {
            let call = claimCall { validator: *validator };
            sender.open()?.send(&Request::new(STAKING, U256::ZERO, &call))
        }
        StakeCommand::Claim { validator, compound: true, sender } => {
            let call = compoundCall { validator: *validator };
            sender.open()?.send(&Request::new(STAKING, U256::ZERO, &call))
        }
        StakeCommand::Show { account, sender } => list(*account, sender),
    }
}

fn list(account: Address, sender: &Sender) -> Result<(), NodeError> {
    let node = sender.node()?;
    let delegations = view(&node, STAKING, &delegationsCall { delegator: account })?;
    let mut text = String::new();
    if delegations.is_empty() {
        let _ = writeln!(text, "{account} has delegated nothing");
    }
    for one in delegations {
        let _ =
            writeln!(text, "{}  {}, rewards {}", one.validator, cmt(one.stake), cmt(one.rewards));
    }
    for one in view(&node, STAKING, &unbondingsCall { delegator: account })? {
        let _ = writeln!(
            text,
            "{}  {} on the way, paid at {} (Unix time)",
            one.validator,
            cmt(one.amount),
            one.maturesAt
        );
    }
    super::show(&text);
    Ok(())
}
