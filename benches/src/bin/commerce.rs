//! `commerce`: one trade through the native Escrow and through Solidity contracts, gas and CPU.

use std::{error::Error, path::PathBuf, process::ExitCode};

use alloy_primitives::Address;
use clap::Parser;
use cybermiles_benches::{
    commerce::{Figures, Step, all, floor, measure},
    machine::{Machine, command, rounded, write_json},
};
use serde::Serialize;

/// Offer, accept and complete: the native Escrow against a Solidity contract of the same service,
/// and against one that stores nothing but a hash.
#[derive(Debug, Parser)]
struct Arguments {
    /// Trades in a block.
    #[arg(long, default_value_t = 2_000)]
    trades: usize,
    /// How often each block is executed; the fastest counts.
    #[arg(long, default_value_t = 15)]
    repeats: usize,
    /// Only the contender of this name, for a profiler; nothing is compared or written then.
    #[arg(long)]
    only: Option<String>,
    /// Where the JSON goes.
    #[arg(long, default_value = "benches/results/commerce.json")]
    out: PathBuf,
}

/// One kind of order.
#[derive(Debug, Serialize)]
struct Workload {
    workload: &'static str,
    contenders: Vec<Figures>,
    /// Gas and CPU of the three steps as multiples of the native ones; above 1: native is cheaper.
    times_native: Vec<Ratio>,
}

#[derive(Debug, Serialize)]
struct Ratio {
    contender: &'static str,
    gas: f64,
    cpu: f64,
    /// CPU again, with what three plain transfers cost taken off both.
    cpu_above_transfers: f64,
}

#[derive(Debug, Serialize)]
struct Results {
    command: String,
    machine: Machine,
    trades: usize,
    repeats: usize,
    /// A plain transfer in the same run: the floor of each step.
    transfer: Step,
    workloads: Vec<Workload>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("commerce: {err}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let marketplace = Address::repeat_byte(0x3a);
    let kinds = [("plain order", Address::ZERO), ("order with a marketplace's fee", marketplace)];
    let [native, ..] = all();
    let transfer = floor(&native, arguments.trades, arguments.repeats)?;
    println!("transfer {} gas {:.2} µs", transfer.gas, transfer.cpu_us);
    let mut workloads = Vec::new();
    for (workload, marketplace) in kinds {
        workloads.push(one(arguments, workload, marketplace, transfer)?);
    }
    if arguments.only.is_some() {
        return Ok(());
    }
    let (trades, repeats) = (arguments.trades, arguments.repeats);
    let results = Results {
        command: command(),
        machine: Machine::read(),
        trades,
        repeats,
        transfer,
        workloads,
    };
    write_json(&arguments.out, &rounded(serde_json::to_value(&results)?))?;
    Ok(())
}

fn one(
    arguments: &Arguments,
    workload: &'static str,
    marketplace: Address,
    transfer: Step,
) -> Result<Workload, Box<dyn Error>> {
    println!("{workload}");
    let mut contenders: Vec<Figures> = Vec::new();
    let wanted = |name: &str| arguments.only.as_deref().is_none_or(|only| only == name);
    for contender in all().into_iter().filter(|contender| wanted(contender.name)) {
        let figures = measure(&contender, marketplace, arguments.trades, arguments.repeats)?;
        println!("  {}", figures.contender);
        let steps = [
            ("offer", figures.offer),
            ("accept", figures.accept),
            ("complete", figures.complete),
            ("sum", figures.sum),
        ];
        for (name, step) in steps {
            println!("    {name:10} {:>8} gas {:>8.2} µs", step.gas, step.cpu_us);
        }
        contenders.push(figures);
    }
    let above = |sum: Step| sum.cpu_us - 3.0 * transfer.cpu_us;
    let native = contenders.first().map(|figures| figures.sum).unwrap_or_default();
    let times_native = contenders
        .iter()
        .skip(1)
        .map(|figures| Ratio {
            contender: figures.contender,
            gas: figures.sum.gas as f64 / native.gas as f64,
            cpu: figures.sum.cpu_us / native.cpu_us,
            cpu_above_transfers: above(figures.sum) / above(native),
        })
        .inspect(|ratio| {
            let Ratio { contender, gas, cpu, cpu_above_transfers: above } = ratio;
            println!("  {contender}: {gas:.2} × gas, {cpu:.2} × CPU, {above:.2} × above transfers");
        })
        .collect();
    Ok(Workload { workload, contenders, times_native })
}
