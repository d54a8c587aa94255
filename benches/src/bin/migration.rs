//! `migration`: what verifying, dividing, and booting the migrated coins costs.

use std::{env, path::PathBuf, process::ExitCode};

use clap::Parser;
use cybermiles_benches::{
    machine::write_json,
    migration::{Settings, measure},
};

/// The list of 2018, where it lies beside the repository.
const LIST: &str = "../shared/data/cmt-erc20-holders-6486489-raw.csv";

/// Runs the real programs and measures time and memory.
///
/// Example:
///   migration --migrate-bin target/release/cmt-migrate --node-bin target/release/cybermiles
/// The list of 2018 is the one HOLDERS_CSV names; 22,103 rows are made up where there is none.
#[derive(Debug, Parser)]
#[command(verbatim_doc_comment)]
struct Arguments {
    /// The program `cmt-migrate`.
    #[arg(long)]
    migrate_bin: PathBuf,
    /// The program `cybermiles`.
    #[arg(long)]
    node_bin: PathBuf,
    /// Holders of the large list.
    #[arg(long, default_value_t = 1_000_000)]
    many: usize,
    /// How often each step is run; medians are reported.
    #[arg(long, default_value_t = 3)]
    repeat: usize,
    /// Where the JSON goes.
    #[arg(long, default_value = "benches/results/migration.json")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let list = env::var_os("HOLDERS_CSV").map_or_else(|| PathBuf::from(LIST), PathBuf::from);
    let absolute = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    let settings = Settings {
        migrate: absolute(&arguments.migrate_bin),
        node: absolute(&arguments.node_bin),
        holders: list.exists().then(|| absolute(&list)),
        many: arguments.many,
        repeat: arguments.repeat,
    };
    let measured = measure(&settings).map_err(|err| err.to_string());
    match measured.and_then(|report| write_json(&arguments.out, &report).map_err(|e| e.to_string()))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("migration: {err}");
            ExitCode::FAILURE
        }
    }
}
