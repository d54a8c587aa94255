//! `micro`: gathers what `cargo bench -p cybermiles-benches` measured into one JSON file.

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;
use cybermiles_benches::{machine::write_json, micro::summary::gather};

/// Gathers criterion's estimates, next to the budgets they are held to.
#[derive(Debug, Parser)]
struct Arguments {
    /// Criterion's folder; `criterion` in cargo's target folder when not given.
    #[arg(long)]
    criterion: Option<PathBuf>,
    /// Where the JSON goes.
    #[arg(long, default_value = "benches/results/micro.json")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let criterion = arguments.criterion.unwrap_or_else(|| {
        PathBuf::from(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
            .join("criterion")
    });
    let summary = match gather(&criterion) {
        Ok(summary) => summary,
        Err(err) => {
            let folder = criterion.display();
            eprintln!("micro: {folder}: {err}; run `cargo bench -p cybermiles-benches` first");
            return ExitCode::FAILURE;
        }
    };
    for row in &summary.rows {
        let budget = row.budget_us.map_or(String::new(), |budget| format!("  budget {budget:.2}"));
        println!("{:60} {:>10.3} µs each {:>10.2} ms{budget}", row.bench, row.us_each, row.ms);
    }
    match write_json(&arguments.out, &summary) {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("micro: {}: {err}", arguments.out.display());
            ExitCode::FAILURE
        }
    }
}
