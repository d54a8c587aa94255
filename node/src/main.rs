//! The binary `cybermiles`: parse, wire, run, stop.

mod accounts;
mod arrival;
mod ask;
mod cli;
mod clock;
mod commands;
mod config;
mod datadir;
mod descriptors;
mod duty;
mod error;
mod evidence;
mod keys;
mod node;
mod observe;
mod password;
mod status;
mod telemetry;
mod testnet;
mod wallet;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command, DbCommand};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => commands::dev(&cli.dev),
        Some(Command::Dev(options)) => commands::dev(&options),
        Some(Command::Init(options)) => commands::init(&options),
        Some(Command::Genesis(options)) => commands::genesis(&options),
        Some(Command::Run(options)) => commands::run(&options),
        Some(Command::Testnet(options)) => testnet::run(&options),
        Some(Command::Status(options)) => return status::run(&options),
        Some(Command::Validator(command)) => wallet::validator::run(&command),
        Some(Command::Stake(command)) => wallet::stake::run(&command),
        Some(Command::Gov(command)) => wallet::gov::run(&command),
        Some(Command::Keys(command)) => keys::run(&command),
        Some(Command::Db(DbCommand::Verify(options))) => commands::verify(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("error: {err}");
            ExitCode::FAILURE
        }
    }
}
