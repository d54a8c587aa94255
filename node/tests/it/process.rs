//! A running `cybermiles`, and one JSON-RPC call to it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// How long a condition may take before the test gives up; far beyond what it needs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// A node process, killed when dropped.
#[derive(Debug)]
pub(crate) struct Node {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) banner: String,
}

impl Node {
    /// Starts `cybermiles ARGS --port 0` and waits until it says where it listens.
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::start_at(args, 0)
    }

    /// Starts it on this port.
    pub(crate) fn start_at(args: &[&str], port: u16) -> Self {
        let mut child = command(args)
            .args(["--port", &port.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut banner = String::new();
        let address = loop {
            let line = lines.next().expect("the node ended before it listened").unwrap();
            banner.push_str(&line);
            banner.push('\n');
            if let Some(url) = line.trim().strip_prefix("RPC URL:") {
                break url.trim().strip_prefix("http://").unwrap().parse().unwrap();
            }
        };
        // The rest of the banner; then nothing more comes, and a full pipe would stop the node.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, banner }
    }

    /// A development chain kept in `folder`.
    pub(crate) fn dev(folder: &Path) -> Self {
        Self::start(&["dev", "--datadir", folder.to_str().unwrap()])
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: no chance to tidy up.
    pub(crate) fn kill_nine(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal by name and waits for the end.
    pub(crate) fn stop_with(mut self, signal: &str) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        let sent = Command::new("kill").args(["-s", signal, &self.pid().to_string()]).status();
        assert!(sent.unwrap().success());
        let status = self.child.wait().unwrap();
        (status, begun.elapsed())
    }

    /// The result of a call, which must not fail.
    pub(crate) fn call(&self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params.clone());
        assert!(answer.get("error").is_none(), "{method} {params}: {answer}");
        answer["result"].clone()
    }

    /// The whole answer to a call.
    pub(crate) fn answer(&self, method: &str, params: Value) -> Value {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        post(self.address, &request.to_string()).expect("the node answers")
    }

    /// Waits until a transaction has a receipt.
    pub(crate) fn receipt(&self, hash: &str) -> Value {
        wait_for(|| {
            let receipt = self.call("eth_getTransactionReceipt", json!([hash]));
            (!receipt.is_null()).then_some(receipt)
        })
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cybermiles"));
    command.args(args);
    command
}

/// Runs a command to its end.
pub(crate) fn run(args: &[&str]) -> Output {
    command(args).stdin(Stdio::null()).output().unwrap()
}

/// Runs a command that must fail, and gives what it said.
pub(crate) fn refused(args: &[&str]) -> String {
    let output = run(args);
    assert!(!output.status.success(), "{args:?} was taken");
    String::from_utf8(output.stderr).unwrap()
}

/// Polls until `condition` gives something.
pub(crate) fn wait_for<T>(mut condition: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(begun.elapsed() < PATIENCE, "the condition did not come true");
        // Whoever is waited for needs the processor, too.
        std::thread::park_timeout(LOOK);
    }
}

/// One HTTP POST of a JSON body; `None` when the connection broke.
pub(crate) fn post(address: SocketAddr, body: &str) -> Option<Value> {
    let (_, text) = http(address, "POST", "/", body)?;
    serde_json::from_str(&text).ok()
}

/// One HTTP request: the head and the body of the answer.
pub(crate) fn http(
    address: SocketAddr,
    method: &str,
    path: &str,
    body: &str,
) -> Option<(String, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.to_owned(), body.to_owned()))
}

/// What random choices begin with: printed, and taken back from the environment variable `SEED`.
pub(crate) fn seed() -> u64 {
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_261_120);
    println!("SEED={seed}");
    seed
}
