//! The binary `cybermiles`: parse, wire, run, stop.

mod accounts;
mod cli;
mod commands;
mod config;
mod datadir;
mod error;
mod node;
mod telemetry;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command, DbCommand};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => commands::dev(&cli.dev),
        Some(Command::Dev(options)) => commands::dev(&options),
        Some(Command::Init(options)) => commands::init(&options),
        Some(Command::Run(options)) => commands::run(&options),
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
