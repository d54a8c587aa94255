//! A network of processes, each of which can be killed, stopped, cut off and started again.

use std::{
    fs::{self, File},
    io::Write as _,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use parking_lot::{Mutex, MutexGuard};
use rustix::process::{Pid, Signal, kill_process};

use super::{lab::Lab, ledger::Ledger, payments::Payments, rpc};
use crate::{
    ports,
    process::{run, wait_for},
};

/// How long a condition may take before the test gives up; far beyond what it needs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);
/// Between two looks at a condition.
const LOOK: Duration = Duration::from_millis(50);
/// The chain.
pub(crate) const CHAIN_ID: u64 = 1337;
/// Time between blocks.
pub(crate) const BLOCK_TIME: Duration = Duration::from_millis(250);
/// What every prefunded account has, in CMT: ten times a validator's stake.
const BALANCE: u64 = 10_000_000;
/// The full node's place among the nodes; validators are those from 1 on.
pub(crate) const FULL: usize = 0;

/// Lines of each log that a failed test shows.
const TAIL: usize = 25;

/// One network at a time: they would take the processor from each other.
static TURN: Mutex<()> = Mutex::new(());

/// What kind of network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) validators: usize,
    pub(crate) epoch_blocks: u64,
}

impl Default for Kind {
    fn default() -> Self {
        Self { validators: 4, epoch_blocks: 40 }
    }
}

/// One node's place, and its process while there is one.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) rpc: SocketAddr,
    pub(crate) p2p: SocketAddr,
    /// More arguments of `cybermiles run`.
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    /// On which machine of the lab it runs.
    machine: usize,
    child: Option<Child>,
    /// Blocks below this were read since the process started.
    read_to: u64,
    is_stopped: bool,
    /// Whether its blocks are those of the network.
    pub(crate) is_watched: bool,
}

impl Node {
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.as_ref().unwrap_or_else(|| panic!("{} does not run", self.name)).id()
    }

    /// Resident memory in MiB.
    pub(crate) fn memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.pid());
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        let kib = line.split_whitespace().next().and_then(|word| word.parse::<u64>().ok());
        kib.expect("a number") / 1024
    }

    fn is_asked(&self) -> bool {
        self.is_watched && self.child.is_some() && !self.is_stopped
    }
}

/// The network. Its processes end with it.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) nodes: Vec<Node>,
    pub(crate) lab: Option<Lab>,
    pub(crate) ledger: Ledger,
    folder: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Network {
    /// Writes a network on loopback and starts all of it.
    pub(crate) fn start(kind: Kind) -> Self {
        let mut network = Self::write(kind, None);
        network.start_all();
        network
    }

    /// As [`Network::start`], each node on a machine of `lab`: machine 0 is the full node's.
    pub(crate) fn start_in(lab: Lab, kind: Kind) -> Self {
        let mut network = Self::write(kind, Some(lab));
        network.start_all();
        network
    }

    /// Writes a network and starts nothing.
    pub(crate) fn write(kind: Kind, lab: Option<Lab>) -> Self {
        let turn = TURN.lock();
        let folder = tempfile::tempdir().expect("a folder");
        let ports = ports::reserve();
        let mut command: Vec<String> = [
            ("--validators", kind.validators.to_string()),
            ("--dir", text(folder.path())),
            ("--chain-id", CHAIN_ID.to_string()),
            ("--block-time", BLOCK_TIME.as_millis().to_string()),
            ("--epoch-blocks", kind.epoch_blocks.to_string()),
            ("--port", ports.to_string()),
            ("--p2p-port", (ports + 21).to_string()),
            ("--metrics-port", (ports + 40).to_string()),
            ("--balance", BALANCE.to_string()),
        ]
        .into_iter()
        .flat_map(|(option, value)| [option.to_owned(), value])
        .collect();
        if lab.is_some() {
            let hosts = (0..=kind.validators).map(|at| Lab::data_address(at).to_string());
            command.push(format!("--hosts={}", hosts.collect::<Vec<_>>().join(",")));
        }
        command.insert(0, "testnet".into());
        let command: Vec<_> = command.iter().map(String::as_str).collect();
        let written = run(&command);
        assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
        let is_lab = lab.is_some();
        let node = |place: usize| {
            let name = match place {
                FULL => "full-1".to_owned(),
                place => format!("validator-{place}"),
            };
            let port = ports + u16::try_from(place).expect("few nodes");
            let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
            let (desk, data) = match is_lab {
                true => (Lab::desk_address(place), Lab::data_address(place)),
                false => (here, here),
            };
            Node {
                folder: folder.path().join(&name),
                name,
                rpc: (desk, port).into(),
                p2p: (data, port + 20).into(),
                arguments: Vec::new(),
                environment: Vec::new(),
                machine: place,
                child: None,
                read_to: 0,
                is_stopped: false,
                is_watched: true,
            }
        };
        let mut nodes: Vec<_> = (0..=kind.validators).map(node).collect();
        if is_lab {
            nodes.iter_mut().for_each(|node| node.arguments.push("--host=0.0.0.0".into()));
        }
        Self { nodes, lab, ledger: Ledger::default(), folder, _turn: turn }
    }

    /// The folder of the whole network.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The places of all validators.
    pub(crate) fn validators(&self) -> Vec<usize> {
        (1..self.nodes.len()).collect()
    }

    /// The places of all nodes.
    pub(crate) fn all(&self) -> Vec<usize> {
        (0..self.nodes.len()).collect()
    }

    /// The RPC addresses of all nodes.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.nodes.iter().map(|node| node.rpc).collect()
    }

    /// Begins payments from a prefunded account through all nodes.
    pub(crate) fn pay(&self, from: u32) -> Payments {
        Payments::start(from, CHAIN_ID, self.addresses())
    }

    /// Adds a node with the folder of another one; it is not started.
    pub(crate) fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// A node in a new folder, with a free RPC port.
    pub(crate) fn newcomer(&self, name: &str) -> Node {
        let first = &self.nodes[FULL];
        let port = first.rpc.port() + u16::try_from(self.nodes.len()).expect("few nodes");
        Node {
            name: name.to_owned(),
            folder: self.folder.path().join(name),
            rpc: (first.rpc.ip(), port).into(),
            p2p: (first.p2p.ip(), port + 20).into(),
            arguments: vec![format!("--port={port}")],
            environment: Vec::new(),
            machine: FULL,
            child: None,
            read_to: 0,
            is_stopped: false,
            is_watched: true,
        }
    }

    pub(crate) fn start_all(&mut self) {
        let idle = self.all().into_iter().filter(|at| self.nodes[*at].child.is_none());
        let idle: Vec<_> = idle.collect();
        idle.iter().for_each(|at| self.spawn(*at));
        idle.iter().for_each(|at| self.wait_for_rpc(*at));
    }

    /// Starts a node and waits until it answers.
    pub(crate) fn start_node(&mut self, at: usize) {
        self.spawn(at);
        self.wait_for_rpc(at);
    }

    fn spawn(&mut self, at: usize) {
        let lab = self.lab.as_ref();
        let node = &mut self.nodes[at];
        let mut line = lab.map_or_else(Vec::new, |lab| lab.prefix(node.machine));
        line.push(env!("CARGO_BIN_EXE_cybermiles").into());
        line.extend(["run", "--end-with-parent", "--datadir"].map(str::to_owned));
        line.push(text(&node.folder));
        line.extend(node.arguments.iter().cloned());
        let mut log = File::options()
            .create(true)
            .append(true)
            .open(node.folder.join("log"))
            .expect("a log file");
        writeln!(log, "--- started").expect("writable");
        let child = Command::new(&line[0])
            .args(&line[1..])
            .envs(node.environment.iter().cloned())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("one more handle"))
            .stderr(log)
            .spawn()
            .expect("the binary starts");
        (node.child, node.read_to, node.is_stopped) = (Some(child), 0, false);
    }

    fn wait_for_rpc(&mut self, at: usize) {
        self.until("the node answers", |network| {
            let node = &mut network.nodes[at];
            let ended = node.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            assert!(ended.is_none(), "{} ended with {ended:?}", node.name);
            rpc::height(node.rpc).map(drop)
        });
    }

    /// Whether a node's process ended by itself.
    pub(crate) fn has_ended(&mut self, at: usize) -> bool {
        let child = self.nodes[at].child.as_mut();
        child.is_some_and(|child| child.try_wait().is_ok_and(|status| status.is_some()))
    }

    /// SIGKILL: no chance to tidy up.
    pub(crate) fn kill(&mut self, at: usize) {
        let node = &mut self.nodes[at];
        let mut child = node.child.take().unwrap_or_else(|| panic!("{} runs", node.name));
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
    }

    /// SIGTERM, and waits until it has ended in order.
    pub(crate) fn end(&mut self, at: usize) {
        self.signal(at, Signal::TERM);
        let node = &mut self.nodes[at];
        let mut child = node.child.take().unwrap_or_else(|| panic!("{} runs", node.name));
        let status = child.wait().expect("it ends");
        assert!(status.success(), "{} ended with {status}", node.name);
    }

    /// SIGKILL for all at once.
    pub(crate) fn kill_all(&mut self) {
        let mut children: Vec<_> = self.nodes.iter_mut().filter_map(|n| n.child.take()).collect();
        children.iter_mut().for_each(|child| child.kill().expect("it is ours"));
        for child in &mut children {
            child.wait().expect("it ends");
        }
    }

    /// Lets a process stand still, with all its connections open.
    pub(crate) fn freeze(&mut self, at: usize) {
        self.signal(at, Signal::STOP);
        self.nodes[at].is_stopped = true;
    }

    /// Lets it go on.
    pub(crate) fn thaw(&mut self, at: usize) {
        self.signal(at, Signal::CONT);
        self.nodes[at].is_stopped = false;
    }

    fn signal(&self, at: usize, signal: Signal) {
        let pid = i32::try_from(self.nodes[at].pid()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("a process id"), signal).expect("it is ours");
    }

    /// The head of a node.
    pub(crate) fn height(&self, at: usize) -> Option<u64> {
        rpc::height(self.nodes[at].rpc)
    }

    /// Reads the new blocks of every node that runs; see [`Ledger::read`].
    pub(crate) fn watch(&mut self) {
        for node in self.nodes.iter_mut().filter(|node| node.is_asked()) {
            if let Some(head) = self.ledger.read(&node.name, node.rpc, node.read_to) {
                node.read_to = head;
            }
        }
    }

    /// Waits until each of these nodes is `blocks` beyond what any node showed before.
    pub(crate) fn go_on(&mut self, who: &[usize], blocks: u64) {
        self.watch();
        let wanted = self.ledger.highest() + blocks;
        let what = format!("block {wanted} at {who:?}");
        self.until(&what, |network| {
            network.watch();
            let heights = who.iter().map(|at| network.nodes[*at].read_to);
            (heights.min() >= Some(wanted)).then_some(())
        });
    }

    /// Makes sure that no node gets a block for so long, once what was on its way has arrived.
    pub(crate) fn stand_still(&mut self, span: Duration) {
        // What was voted for before is decided when the votes have crossed; no view is longer.
        let begun = Instant::now();
        let settled = BLOCK_TIME + Duration::from_secs(3);
        while begun.elapsed() < settled {
            self.watch();
            std::thread::park_timeout(LOOK);
        }
        let highest = self.ledger.highest();
        while begun.elapsed() < settled + span {
            self.watch();
            let now = self.ledger.highest();
            assert_eq!(now, highest, "a block without two thirds of the validators");
            std::thread::park_timeout(LOOK);
        }
    }

    /// Reads every block of every node once more, and looks for panics in the logs.
    pub(crate) fn check(&mut self) {
        for node in self.nodes.iter().filter(|node| node.is_asked()) {
            println!("Every block of {}", node.name);
            wait_for(|| self.ledger.read(&node.name, node.rpc, 0));
        }
        for node in &self.nodes {
            let log = node.log();
            let panicked = log.lines().find(|line| line.contains("panicked"));
            assert_eq!(panicked, None, "{} panicked", node.name);
        }
    }

    /// Polls until `condition` gives something.
    pub(crate) fn until<T>(
        &mut self,
        what: &str,
        mut condition: impl FnMut(&mut Self) -> Option<T>,
    ) -> T {
        let begun = Instant::now();
        loop {
            if let Some(value) = condition(self) {
                return value;
            }
            if begun.elapsed() > PATIENCE {
                let heights: Vec<_> = self.all().iter().map(|at| self.height(*at)).collect();
                panic!("not within {PATIENCE:?}: {what}; the heads are {heights:?}");
            }
            std::thread::park_timeout(LOOK);
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for child in self.nodes.iter_mut().filter_map(|node| node.child.as_mut()) {
            // Already gone is as good.
            let _ = child.kill();
            let _ = child.wait();
        }
        if std::thread::panicking() {
            for node in &self.nodes {
                let log = node.log();
                let lines: Vec<_> = log.lines().collect();
                let tail = lines[lines.len().saturating_sub(TAIL)..].join("\n");
                eprintln!("==== {}, the end of its log ====\n{tail}", node.name);
            }
        }
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}
