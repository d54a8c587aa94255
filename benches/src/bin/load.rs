//! `load`: how many transactions a second a whole node includes, and what each costs it.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::Parser;
use cybermiles_benches::{
    load::{
        LoadError,
        growth::{self, Watched},
        plan::{Plan, Transport, Workload},
        process::Program,
        report::{Outcome, Report},
        run::run,
        target::Target,
    },
    machine::Machine,
};

/// Sends pre-signed transactions to a development node on this machine and reports included
/// transactions per second, server CPU per transaction, inclusion latency and memory.
///
/// With --node-bin the tool starts the node on a free port with a fresh data folder, once for each
/// run; with --peer it does the same run against other programs and prints ratios.
///
/// Example:
///   load --node-bin target/release/cybermiles --peer 'anvil=anvil --port {port} --block-time 1
///   --gas-limit 1000000000 --silent' --workload transfers --workload erc20 --out
///   benches/results/load.json
#[derive(Debug, Parser)]
#[command(verbatim_doc_comment)]
struct Arguments {
    /// RPC address of a node that already runs; loopback only.
    #[arg(long, conflicts_with = "node_bin", required_unless_present = "node_bin")]
    target: Option<String>,
    /// Its process id, to read CPU time and memory.
    #[arg(long, requires = "target")]
    pid: Option<u32>,
    /// Program to start as the node.
    #[arg(long)]
    node_bin: Option<String>,
    /// Its arguments; {port} and {datadir} are filled in.
    #[arg(
        long,
        allow_hyphen_values = true,
        default_value = "dev --port {port} --datadir {datadir} --silent"
    )]
    node_args: String,
    /// What the results call the node.
    #[arg(long, default_value = "cybermiles")]
    name: String,
    /// Another program for the same run: 'NAME=PATH ARGUMENTS', with {port} in them. Repeatable.
    #[arg(long)]
    peer: Vec<String>,
    /// What the transactions do. Repeatable.
    #[arg(long, value_enum, default_values_t = [Workload::Transfers])]
    workload: Vec<Workload>,
    /// How requests travel.
    #[arg(long, value_enum, default_value_t = Transport::Http)]
    transport: Transport,
    /// Transactions in a run.
    #[arg(long, default_value_t = 50_000)]
    count: usize,
    /// Accounts that send them.
    #[arg(long, default_value_t = 1_000)]
    senders: usize,
    /// Addresses that receive them.
    #[arg(long, default_value_t = 10_000)]
    recipients: usize,
    /// Transactions in one JSON batch.
    #[arg(long, default_value_t = 50)]
    batch: usize,
    /// Batches in flight, each on its own connection.
    #[arg(long, default_value_t = 16)]
    in_flight: usize,
    /// Offer this many transactions per second instead of as many as are taken.
    #[arg(long)]
    rate: Option<f64>,
    /// maxFeePerGas of the transactions, in gwei; senders are funded for it.
    #[arg(long, default_value_t = 100)]
    max_fee_gwei: u64,
    /// Runs of each workload against each node; medians are reported.
    #[arg(long, default_value_t = 1)]
    repeat: usize,
    /// Seconds after which a run ends whatever is missing.
    #[arg(long, default_value_t = 120)]
    timeout: u64,
    /// Where the JSON result goes; printed only when not given.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Arguments {
    fn plans(&self) -> Result<Vec<Plan>, LoadError> {
        let plan = |workload: &Workload| {
            let plan = Plan {
                workload: *workload,
                transport: self.transport,
                count: self.count,
                senders: self.senders,
                recipients: self.recipients,
                batch: self.batch,
                in_flight: self.in_flight,
                rate: self.rate,
                max_fee_gwei: self.max_fee_gwei,
                timeout: Duration::from_secs(self.timeout),
            };
            plan.check().map(|()| plan)
        };
        self.workload.iter().map(plan).collect()
    }

    fn programs(&self) -> Result<Vec<Program>, LoadError> {
        let own = self.node_bin.iter().map(|path| {
            Ok(Program {
                name: self.name.clone(),
                path: path.clone(),
                arguments: self.node_args.split_whitespace().map(str::to_owned).collect(),
            })
        });
        own.chain(self.peer.iter().map(|peer| Program::parse(peer))).collect()
    }
}

// One thread: the client shares the cores with the node it measures.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match measure(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("load: {err}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(arguments: &Arguments) -> Result<(), LoadError> {
    let plans = arguments.plans()?;
    let programs = arguments.programs()?;
    let target = arguments.target.as_deref().map(Target::parse).transpose()?;
    let machine = Machine::read();
    let mut outcomes = Vec::new();
    for _ in 0..arguments.repeat {
        for plan in &plans {
            if let Some(target) = target {
                outcomes.push(shown(run(&arguments.name, target, arguments.pid, plan).await?));
            }
            for program in &programs {
                outcomes.push(shown(run_own(program, plan).await?));
            }
        }
    }
    let report = Report::new(machine, outcomes);
    for ratio in &report.ratios {
        println!(
            "{} against {}: {:.2} times the transactions per second, {} of its CPU per transaction",
            ratio.workload,
            ratio.peer,
            ratio.included_per_second,
            ratio.server_cpu.map_or("?".into(), |ratio| format!("1/{ratio:.2}")),
        );
    }
    match &arguments.out {
        Some(path) => report.write(path),
        None => Ok(()),
    }
}

/// Runs `plan` against a fresh node of its own, whose memory is watched.
async fn run_own(program: &Program, plan: &Plan) -> Result<Outcome, LoadError> {
    let node = program.start().await?;
    let watched = Watched { node: program.name.clone(), pid: node.pid(), data: node.data() };
    let work = run(&program.name, node.target(), Some(node.pid()), plan);
    let (outcome, growth) = growth::watch(vec![watched], work).await;
    Ok(Outcome { growth: growth.into_iter().next(), ..outcome? })
}

fn shown(outcome: Outcome) -> Outcome {
    println!("{outcome}");
    outcome
}
