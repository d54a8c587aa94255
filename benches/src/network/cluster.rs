//! A local network of the real binary, one process a node.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Serialize;
use tempfile::TempDir;

use crate::load::{LoadError, growth::Watched, process::Process, target::Target};

/// The full node's place among the nodes; the validators are those from 1 on.
pub const FULL: usize = 0;

/// Ports kept free for one network: JSON-RPC, validators among each other, metrics.
const PORTS: u16 = 120;

/// What kind of network.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Kind {
    /// How many validators; there is one full node more.
    pub validators: u8,
    /// Time between blocks.
    pub block_time_ms: u64,
}

#[derive(Debug)]
struct Place {
    name: String,
    folder: PathBuf,
    port: u16,
    arguments: Vec<String>,
    process: Option<Process>,
}

/// The network. Its processes end with it.
#[derive(Debug)]
pub struct Cluster {
    binary: PathBuf,
    places: Vec<Place>,
    folder: TempDir,
}

impl Cluster {
    /// Writes a network with `binary` and starts all of it.
    ///
    /// # Errors
    /// [`LoadError::Node`] with what the binary said.
    pub async fn start(binary: &Path, kind: Kind) -> Result<Self, LoadError> {
        let failed = |reason: String| LoadError::Node { name: "the network".into(), reason };
        let folder = tempfile::tempdir().map_err(|err| failed(err.to_string()))?;
        let ports = free_ports().ok_or_else(|| failed("no run of free ports".into()))?;
        let output = Command::new(binary)
            .arg("testnet")
            .arg("--dir")
            .arg(folder.path())
            .args(["--validators", &kind.validators.to_string()])
            .args(["--block-time", &kind.block_time_ms.to_string()])
            .args(["--port", &ports.to_string()])
            .args(["--p2p-port", &(ports + PORTS / 3).to_string()])
            .args(["--metrics-port", &(ports + PORTS / 3 * 2).to_string()])
            .args(["--balance", "1000000"])
            .stdin(Stdio::null())
            .output()
            .map_err(|err| failed(format!("{}: {err}", binary.display())))?;
        if !output.status.success() {
            return Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        let place = |at: u16| {
            let name = if at == 0 { "full-1".to_owned() } else { format!("validator-{at}") };
            let folder = folder.path().join(&name);
            Place { name, folder, port: ports + at, arguments: Vec::new(), process: None }
        };
        let places = (0..=u16::from(kind.validators)).map(place).collect();
        let mut cluster = Self { binary: binary.to_owned(), places, folder };
        for at in 0..cluster.places.len() {
            cluster.start_node(at).await?;
        }
        Ok(cluster)
    }

    /// Nodes there are, running or not.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The JSON-RPC of the node at `at`.
    pub fn target(&self, at: usize) -> Target {
        Target::local(self.places.get(at).map_or(0, |place| place.port))
    }

    /// The JSON-RPC of all nodes.
    pub fn targets(&self) -> Vec<Target> {
        (0..self.len()).map(|at| self.target(at)).collect()
    }

    /// The process of the node at `at`, if it runs.
    pub fn pid(&self, at: usize) -> Option<u32> {
        self.places.get(at)?.process.as_ref().map(Process::pid)
    }

    /// The processes that run.
    pub fn watched(&self) -> Vec<Watched> {
        let watched = |place: &Place| {
            let pid = place.process.as_ref()?.pid();
            Some(Watched { node: place.name.clone(), pid, data: place.folder.clone() })
        };
        self.places.iter().filter_map(watched).collect()
    }

    /// Starts a node that does not run, and waits until it answers.
    ///
    /// # Errors
    /// [`LoadError::Node`] when it does not.
    pub async fn start_node(&mut self, at: usize) -> Result<(), LoadError> {
        let target = self.target(at);
        let Some(place) = self.places.get_mut(at) else { return Ok(()) };
        let mut command = Command::new(&self.binary);
        command.args(["run", "--end-with-parent", "--datadir"]).arg(&place.folder);
        command.args(&place.arguments);
        let errors = place.folder.join("errors");
        place.process = Some(Process::start(&place.name, command, target, &errors).await?);
        Ok(())
    }

    /// `kill -9` for one node.
    ///
    /// # Errors
    /// [`LoadError::Node`] when it cannot be killed.
    pub fn kill(&mut self, at: usize) -> Result<(), LoadError> {
        let Some(place) = self.places.get_mut(at) else { return Ok(()) };
        let Some(process) = place.process.take() else { return Ok(()) };
        let name = place.name.clone();
        process.kill_nine().map_err(|err| LoadError::Node { name, reason: err.to_string() })
    }

    /// Adds an empty full node that knows only the genesis file and where the first validator is;
    /// it is not started yet.
    ///
    /// # Errors
    /// [`LoadError::File`] when its folder cannot be written.
    pub fn add_newcomer(&mut self) -> Result<usize, LoadError> {
        let at = self.len();
        let folder = self.folder.path().join(format!("newcomer-{at}"));
        let genesis = folder.join("genesis.json");
        let port = self.target(FULL).address().port() + u16::try_from(at).unwrap_or(u16::MAX);
        let written = std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::copy(self.folder.path().join("genesis.json"), &genesis));
        written
            .map_err(|source| LoadError::File { path: genesis.display().to_string(), source })?;
        let upstream = format!("--upstream=ws://{}", self.target(1));
        let arguments = vec![format!("--port={port}"), upstream];
        let name = format!("newcomer-{at}");
        self.places.push(Place { name, folder, port, arguments, process: None });
        Ok(at)
    }
}

/// The first port of [`PORTS`] free ones, below those the system gives out.
fn free_ports() -> Option<u16> {
    let is_free = |port| TcpListener::bind(("127.0.0.1", port)).is_ok();
    (12_000..30_000u16)
        .step_by(usize::from(PORTS))
        .find(|first| (*first..first + PORTS).all(is_free))
}
