//! `cybermiles validator`: what the operator of a validator does.

use std::{
    fmt::Write as _,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use alloy_primitives::{Address, FixedBytes, U256};
use clap::{Args, Subcommand};
use cybermiles_consensus::{Seed, ValidatorKeys};
use cybermiles_evm_precompiles::{
    abi::IStaking::{
        Commission, Declaration, Endpoint, Metadata, Status, declareCall, setCommissionCall,
        setEndpointCall, unjailCall, validatorCall,
    },
    address::STAKING,
};

use super::{Request, Sender, cmt, parse_cmt, parse_percent, show, view};
use crate::{error::NodeError, password};

/// What an operator can do.
#[derive(Debug, Subcommand)]
pub(crate) enum ValidatorCommand {
    /// Declare a validator; the account that sends is its operator
    Declare(Box<DeclareOptions>),
    /// Show a validator: its stake, what it is owed, whether it is jailed
    Status {
        /// The operator's address
        #[arg(value_name = "ADDRESS")]
        operator: Address,
        #[command(flatten)]
        sender: Sender,
    },
    /// Leave jail, once the time is over
    Unjail {
        #[command(flatten)]
        sender: Sender,
    },
    /// Change what the validator takes of the rewards, within what was declared
    SetCommission {
        /// Percent
        #[arg(value_name = "PERCENT", value_parser = parse_percent)]
        rate: u16,
        #[command(flatten)]
        sender: Sender,
    },
    /// Say where other validators reach this one, from the next election on
    SetEndpoint {
        /// Its address
        #[arg(value_name = "IP:PORT")]
        endpoint: SocketAddr,
        #[command(flatten)]
        sender: Sender,
    },
}

/// Options of `cybermiles validator declare`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DeclareOptions {
    /// The validator's keys (see `cybermiles keys new`)
    #[arg(long, value_name = "FILE", default_value = "validator.json")]
    keystore: PathBuf,
    /// The keystore's password is the first line of this file; otherwise it is asked for
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Stake of its own, at least a tenth of --max-stake
    #[arg(long, value_name = "CMT", value_parser = parse_cmt)]
    self_stake: U256,
    /// The most that may be delegated to it, its own stake included
    #[arg(long, value_name = "CMT", value_parser = parse_cmt)]
    max_stake: U256,
    /// What it takes of the rewards
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent)]
    commission: u16,
    /// The most it will ever take; cannot be changed
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent)]
    max_commission: u16,
    /// By how much that may rise in a day; cannot be changed
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent, default_value = "1")]
    max_daily_change: u16,
    /// Where other validators reach it
    #[arg(long, value_name = "IP:PORT")]
    endpoint: SocketAddr,
    /// Its name
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// Its web page
    #[arg(long, value_name = "URL", default_value = "")]
    website: String,
    /// How its operator is reached when something is wrong
    #[arg(long, value_name = "TEXT", default_value = "")]
    contact: String,
    /// What else there is to say
    #[arg(long, value_name = "TEXT", default_value = "")]
    details: String,
    #[command(flatten)]
    sender: Sender,
}

/// `cybermiles validator`.
pub(crate) fn run(command: &ValidatorCommand) -> Result<(), NodeError> {
    let send = |sender: &Sender, request: Request| sender.open()?.send(&request);
    match command {
        ValidatorCommand::Declare(options) => declare(options),
        ValidatorCommand::Status { operator, sender } => status(*operator, sender),
        ValidatorCommand::Unjail { sender } => {
            send(sender, Request::new(STAKING, U256::ZERO, &unjailCall {}))
        }
        ValidatorCommand::SetCommission { rate, sender } => {
            send(sender, Request::new(STAKING, U256::ZERO, &setCommissionCall { rate: *rate }))
        }
        ValidatorCommand::SetEndpoint { endpoint, sender } => {
            let call = setEndpointCall { endpoint: as_endpoint(*endpoint) };
            send(sender, Request::new(STAKING, U256::ZERO, &call))
        }
    }
}

fn declare(options: &DeclareOptions) -> Result<(), NodeError> {
    let wallet = options.sender.open()?;
    let what = options.keystore.display().to_string();
    let password = password::ask(options.password_file.as_deref(), &what)?;
    let keys = ValidatorKeys::derive(&Seed::load(&options.keystore, &password)?)?;
    let metadata = Metadata {
        name: options.name.clone(),
        website: options.website.clone(),
        contact: options.contact.clone(),
        details: options.details.clone(),
    };
    let commission = Commission {
        rate: options.commission,
        max: options.max_commission,
        maxDailyChange: options.max_daily_change,
    };
    let terms = Terms { max_stake: options.max_stake, commission, metadata };
    let chain_id = wallet.chain_id()?;
    let declaration = declaration(&keys, chain_id, wallet.address(), terms, options.endpoint);
    wallet.send(&Request::new(STAKING, options.self_stake, &declareCall { declaration }))
}

/// What a validator is declared with, beside its keys.
pub(crate) struct Terms {
    pub(crate) max_stake: U256,
    pub(crate) commission: Commission,
    pub(crate) metadata: Metadata,
}

/// A declaration of these keys by `operator`, with the proofs that it holds them.
pub(crate) fn declaration(
    keys: &ValidatorKeys,
    chain_id: u64,
    operator: Address,
    terms: Terms,
    endpoint: SocketAddr,
) -> Declaration {
    let (consensus_proof, randao_proof) = keys.prove_possession(chain_id, operator);
    Declaration {
        consensusKey: keys.consensus_key(),
        randaoKey: keys.randao_key().to_vec().into(),
        consensusProof: consensus_proof.to_vec().into(),
        randaoProof: randao_proof.to_vec().into(),
        maxStake: terms.max_stake,
        commission: terms.commission,
        metadata: terms.metadata,
        endpoint: as_endpoint(endpoint),
    }
}

fn as_endpoint(address: SocketAddr) -> Endpoint {
    let ip = match address.ip() {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    Endpoint { ip: FixedBytes(ip.octets()), port: address.port() }
}

fn status(operator: Address, sender: &Sender) -> Result<(), NodeError> {
    let found = view(&sender.node()?, STAKING, &validatorCall { operator })?;
    let state = match found.status {
        Status::Active => "active".to_owned(),
        Status::Jailed => {
            format!(
                "jailed: `cybermiles validator unjail` from {} on (Unix time)",
                found.jailedUntil
            )
        }
        Status::Removed => "removed for ever: it signed against itself".to_owned(),
        _ => return Err(NodeError::Duty(format!("nobody declared a validator as {operator}"))),
    };
    let percent = |points: u16| f64::from(points) / 100.0;
    let mut text = String::new();
    let _ = writeln!(text, "Name           {}", found.metadata.name.escape_debug());
    let _ = writeln!(text, "State          {state}");
    let _ =
        writeln!(text, "Stake          {} of at most {}", cmt(found.tokens), cmt(found.maxStake));
    let _ = writeln!(text, "Of its own     {}", cmt(found.selfStake));
    let _ = writeln!(
        text,
        "Commission     {} % (at most {} %, {} % a day)",
        percent(found.commission.rate),
        percent(found.commission.max),
        percent(found.commission.maxDailyChange)
    );
    let _ = writeln!(
        text,
        "Unclaimed      {} commission, {} rewards",
        cmt(found.commissionOwed),
        cmt(found.rewardsOwed)
    );
    let _ = writeln!(text, "Consensus key  {}", found.consensusKey);
    show(&text);
    Ok(())
}
