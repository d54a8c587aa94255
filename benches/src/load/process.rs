//! The node as a process: started and ended, its CPU time and memory read from `/proc`.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::json;
use tempfile::TempDir;

use super::{LoadError, client::Connection, plan::Transport, target::Target};
use crate::machine::field;

/// Clock ticks per second in `/proc/PID/stat`: fixed by the kernel's interface.
const TICKS_PER_SECOND: f64 = 100.0;
/// A node that does not answer within this time has failed to start.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// The data folder in the folder of a node.
const DATA: &str = "data";
/// How long a node may take to end in order before it is killed.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// CPU time used so far by process `pid`, all threads, in seconds.
///
/// # Errors
/// [`LoadError::File`] when there is no such process.
pub fn cpu_seconds(pid: u32) -> Result<f64, LoadError> {
    let path = format!("/proc/{pid}/stat");
    let text = read(&path)?;
    // The second field is the program's name in brackets and may hold anything.
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = rest
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(ticks / TICKS_PER_SECOND)
}

/// Memory of a process, in MiB.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Memory {
    /// Resident now.
    pub rss_mib: f64,
    /// Of that, what is not backed by a file.
    pub anonymous_mib: f64,
    /// Most that was ever resident.
    pub peak_mib: f64,
}

/// Memory of process `pid`.
///
/// # Errors
/// [`LoadError::File`] when there is no such process.
pub fn memory(pid: u32) -> Result<Memory, LoadError> {
    let text = read(&format!("/proc/{pid}/status"))?;
    let mib = |name| field(&text, name).unwrap_or_default() as f64 / 1024.0;
    Ok(Memory { rss_mib: mib("VmRSS"), anonymous_mib: mib("RssAnon"), peak_mib: mib("VmHWM") })
}

fn read(path: &str) -> Result<String, LoadError> {
    fs::read_to_string(path).map_err(|source| LoadError::File { path: path.to_owned(), source })
}

/// A program to measure and how to start it.
#[derive(Clone, Debug)]
pub struct Program {
    /// What the results call it.
    pub name: String,
    /// The executable.
    pub path: String,
    /// Its arguments; `{port}` and `{datadir}` are filled in.
    pub arguments: Vec<String>,
}

impl Program {
    /// Reads `NAME=PATH ARGUMENTS…`, separated by spaces.
    ///
    /// # Errors
    /// [`LoadError::Option`] when there is no name or path, or no place for the port.
    pub fn parse(text: &str) -> Result<Self, LoadError> {
        let wrong = || LoadError::Option {
            option: "--peer",
            found: text.to_owned(),
            expected: "NAME=PATH ARGUMENTS, with {port} where the RPC port goes".into(),
        };
        let (name, rest) = text.split_once('=').ok_or_else(wrong)?;
        let mut words = rest.split_whitespace().map(str::to_owned);
        let path = words.next().ok_or_else(wrong)?;
        let arguments: Vec<_> = words.collect();
        if !arguments.iter().any(|argument| argument.contains("{port}")) {
            return Err(wrong());
        }
        Ok(Self { name: name.to_owned(), path, arguments })
    }

    /// Starts the program on a free port with a fresh data folder and waits until it answers.
    ///
    /// # Errors
    /// [`LoadError::Node`] with the end of its error output when it does not come up.
    pub async fn start(&self) -> Result<Node, LoadError> {
        let failed = |reason: String| LoadError::Node { name: self.name.clone(), reason };
        let folder = tempfile::tempdir().map_err(|err| failed(err.to_string()))?;
        let port = free_port().map_err(|err| failed(err.to_string()))?;
        let errors = folder.path().join("stderr");
        let data = folder.path().join(DATA);
        let arguments = self.arguments.iter().map(|argument| {
            argument
                .replace("{port}", &port.to_string())
                .replace("{datadir}", &data.to_string_lossy())
        });
        let mut command = Command::new(&self.path);
        command.args(arguments);
        let process = Process::start(&self.name, command, Target::local(port), &errors).await?;
        Ok(Node { process, folder })
    }
}

pub(crate) fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A node started for a run with a folder of its own; ended when dropped.
#[derive(Debug)]
pub struct Node {
    process: Process,
    folder: TempDir,
}

impl Node {
    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// The folder it was given for its data.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join(DATA)
    }

    /// Its RPC port.
    pub const fn target(&self) -> Target {
        self.process.target
    }
}

/// A process that answers JSON-RPC; ended when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Its RPC port.
    pub target: Target,
}

impl Process {
    /// Starts `command`, whose error output goes to the file `errors`, and waits until it answers
    /// at `target`.
    ///
    /// # Errors
    /// [`LoadError::Node`] with the end of its error output when it does not come up.
    pub async fn start(
        name: &str,
        mut command: Command,
        target: Target,
        errors: &Path,
    ) -> Result<Self, LoadError> {
        let failed = |reason: String| LoadError::Node { name: name.to_owned(), reason };
        let output = File::create(errors).map_err(|err| failed(err.to_string()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(output)
            .spawn()
            .map_err(|err| failed(format!("{}: {err}", command.get_program().display())))?;
        let mut process = Self { child, target };
        process.wait_until_it_answers(errors).await.map_err(failed)?;
        Ok(process)
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: no chance to tidy up.
    ///
    /// # Errors
    /// What the system says.
    pub fn kill_nine(mut self) -> std::io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    async fn wait_until_it_answers(&mut self, errors: &Path) -> Result<(), String> {
        let started = Instant::now();
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("ended with {status}: {}", tail(errors)));
            }
            if let Ok(mut connection) = Connection::open(self.target, Transport::Http).await
                && connection.call::<String>("eth_chainId", json!([])).await.is_ok()
            {
                return Ok(());
            }
            if started.elapsed() > START_TIMEOUT {
                return Err(format!("no answer within {START_TIMEOUT:?}: {}", tail(errors)));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        // SIGTERM first, so that a profiler or a data folder is closed in order.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let asked = Instant::now();
        while asked.elapsed() < STOP_TIMEOUT {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(20)),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn tail(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<_> = text.lines().rev().take(5).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_used_cpu_and_memory() {
        let pid = std::process::id();
        let before = cpu_seconds(pid).unwrap();
        let mut sum = 0u64;
        while cpu_seconds(pid).unwrap() < before + 0.05 {
            sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(7));
        }
        let memory = memory(pid).unwrap();
        assert!(memory.rss_mib > 0.5 && memory.peak_mib >= memory.rss_mib, "{memory:?}");
    }

    #[test]
    fn programs_are_read_from_one_line() {
        let program = Program::parse("anvil=/opt/anvil --port {port} --silent").unwrap();
        assert_eq!(program.name, "anvil");
        assert_eq!(program.arguments, ["--port", "{port}", "--silent"]);
        for wrong in ["anvil", "anvil=", "anvil=/opt/anvil --silent"] {
            assert!(Program::parse(wrong).is_err(), "{wrong}");
        }
    }
}
