//! Where and when figures were taken.

use std::{fs, path::Path, process::Command};

use serde::Serialize;
use serde_json::Value;

/// The machine, the moment and the commit: without them a figure says little.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// UTC, RFC 3339.
    pub date: String,
    /// The processor's name.
    pub cpu: String,
    /// Logical cores.
    pub cores: usize,
    /// Memory, in MiB.
    pub memory_mib: u64,
    /// Load average over 1, 5 and 15 minutes.
    pub load_average: String,
    /// Kernel release.
    pub kernel: String,
    /// The commit measured, with `-dirty` where files were changed since.
    pub commit: String,
}

impl Machine {
    /// Reads it from the system.
    pub fn read() -> Self {
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let memory_kib =
            field(&fs::read_to_string("/proc/meminfo").unwrap_or_default(), "MemTotal")
                .unwrap_or_default();
        Self {
            date: now(),
            cpu: cpuinfo
                .lines()
                .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
                .map(|(_, name)| name.trim().to_owned())
                .unwrap_or_default(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_mib: memory_kib / 1024,
            load_average: fs::read_to_string("/proc/loadavg")
                .map(|text| text.split(' ').take(3).collect::<Vec<_>>().join(" "))
                .unwrap_or_default(),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease")
                .map(|text| text.trim().to_owned())
                .unwrap_or_default(),
            commit: commit(),
        }
    }
}

/// The number after `name:` in a file like `/proc/meminfo`.
pub fn field(text: &str, name: &str) -> Option<u64> {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
}

/// This program's command line as it can be repeated elsewhere: absolute paths are
/// cut to the name of the file.
pub fn command() -> String {
    let arguments = std::env::args().map(|argument| {
        let words: Vec<_> = argument.split(' ').map(without_folder).collect();
        let argument = words.join(" ");
        if argument.contains(' ') { format!("'{argument}'") } else { argument }
    });
    arguments.collect::<Vec<_>>().join(" ")
}

fn without_folder(word: &str) -> String {
    let (name, path) = match word.split_once('=') {
        Some((name, path)) => (format!("{name}="), path),
        None => (String::new(), word),
    };
    match path.rsplit_once('/') {
        Some((_, file)) if path.starts_with('/') => format!("{name}{file}"),
        _ => word.to_owned(),
    }
}

/// `value` with every number cut to three decimals, which is more than any measurement holds.
pub fn rounded(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            number.as_f64().map_or(Value::Null, |float| ((float * 1e3).round() / 1e3).into())
        }
        Value::Array(items) => items.into_iter().map(rounded).collect(),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, rounded(value))).collect())
        }
        other => other,
    }
}

/// Writes `result` as indented JSON and creates the folder where it is missing.
///
/// # Errors
/// What the system says.
pub fn write_json(path: &Path, result: &impl Serialize) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let text = serde_json::to_string_pretty(&rounded(serde_json::to_value(result)?))?;
    fs::write(path, text + "\n")
}

fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(hash) = git(&["rev-parse", "--short=12", "HEAD"]) else { return "unknown".into() };
    match git(&["status", "--porcelain", "--untracked-files=no"]) {
        Some(changes) if changes.is_empty() => hash,
        _ => format!("{hash}-dirty"),
    }
}

fn now() -> String {
    #[allow(clippy::disallowed_methods, reason = "a result carries the date it was taken")]
    let now = std::time::SystemTime::now();
    let seconds = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    rfc3339(seconds)
}

/// Unix seconds as a UTC date, by the era arithmetic of the proleptic Gregorian calendar.
fn rfc3339(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_match_the_calendar() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(rfc3339(1_795_132_799), "2026-11-19T23:59:59Z");
    }

    #[test]
    fn recorded_commands_name_programs_without_their_folders() {
        assert_eq!(without_folder("anvil=/opt/tools/anvil"), "anvil=anvil");
        assert_eq!(without_folder("/opt/target/release/load"), "load");
        assert_eq!(without_folder("benches/results/load.json"), "benches/results/load.json");
        assert_eq!(without_folder("http://127.0.0.1:8545"), "http://127.0.0.1:8545");
        assert_eq!(without_folder("--count"), "--count");
    }
}
