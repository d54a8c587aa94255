//! Gathers what criterion measured into one table, next to the budgets.

use std::{fs, path::Path};

use serde::Serialize;
use serde_json::Value;

use crate::machine::{Machine, command};

/// A row of the budget: µs of CPU for one plain transfer on one node.
const BUDGETS: &[(&str, f64)] = &[
    ("decode/decode and hash", 0.4),
    ("sender recovery/recover", 36.0),
    ("pool/insert in batches of 50", 1.0),
    ("execute transfers/execute_block", 3.5),
    // Two accounts for each transfer.
    ("state root of 1M accounts/apply and root, 40000 touched", 1.9 / 2.0),
    ("transactions root/ordered_root", 0.3),
    ("receipts root, no logs/ordered_root", 0.3),
    ("log/stage and commit, CPU", 0.1 + 0.6 + 1.9),
];

/// One bench.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Group and function.
    pub bench: String,
    /// Median µs for one element (transaction, account, …).
    pub us_each: f64,
    /// 95 % confidence interval of the median.
    pub us_each_low: f64,
    /// Its upper end.
    pub us_each_high: f64,
    /// Elements in an iteration.
    pub elements: u64,
    /// Milliseconds for all of them.
    pub ms: f64,
    /// What the budget allows for each, µs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_us: Option<f64>,
}

/// All benches, and where they ran.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// What measured them.
    pub measured_by: &'static str,
    /// What gathered them.
    pub command: String,
    /// Where and when.
    pub machine: Machine,
    /// One row a bench, by name.
    pub rows: Vec<Row>,
}

/// Reads criterion's folder.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub fn gather(criterion: &Path) -> std::io::Result<Summary> {
    let mut rows = Vec::new();
    collect(criterion, &mut rows)?;
    rows.sort_by(|a, b| a.bench.cmp(&b.bench));
    Ok(Summary {
        measured_by: "cargo bench -p cybermiles-benches",
        command: command(),
        machine: Machine::read(),
        rows,
    })
}

fn collect(folder: &Path, rows: &mut Vec<Row>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        if path.file_name().is_some_and(|name| name == "new") {
            rows.push(row(&path)?);
        } else {
            collect(&path, rows)?;
        }
    }
    Ok(())
}

fn row(folder: &Path) -> std::io::Result<Row> {
    let benchmark = read(&folder.join("benchmark.json"))?;
    let estimates = read(&folder.join("estimates.json"))?;
    let text = |name: &str| benchmark[name].as_str().unwrap_or_default();
    let bench = format!("{}/{}", text("group_id"), text("function_id"));
    let elements = benchmark["throughput"]["Elements"].as_u64().unwrap_or(1);
    let median = &estimates["median"];
    let us = |value: &Value| value.as_f64().unwrap_or(0.0) / 1e3 / elements as f64;
    let us_each = us(&median["point_estimate"]);
    Ok(Row {
        us_each,
        us_each_low: us(&median["confidence_interval"]["lower_bound"]),
        us_each_high: us(&median["confidence_interval"]["upper_bound"]),
        elements,
        ms: us_each * elements as f64 / 1e3,
        budget_us: BUDGETS.iter().find(|(name, _)| *name == bench).map(|(_, budget)| *budget),
        bench,
    })
}

fn read(path: &Path) -> std::io::Result<Value> {
    serde_json::from_str(&fs::read_to_string(path)?)
        .map_err(|err| std::io::Error::other(format!("{}: {err}", path.display())))
}
