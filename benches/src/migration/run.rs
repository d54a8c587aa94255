//! The steps, each in a process of its own.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::Value;

use super::{Settings, Step, input};
use crate::load::{
    LoadError,
    process::{free_port, memory},
};

/// How often a process is asked for its memory.
const LOOK: Duration = Duration::from_millis(5);

/// One run of a process.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Run {
    /// Wall time, s.
    pub seconds: f64,
    /// The most it held, MiB.
    pub peak_mib: f64,
}

/// A swap of a token that exists nowhere.
pub(super) struct Swap {
    folder: PathBuf,
    rows: usize,
    hash: String,
}

impl Swap {
    /// Makes the bundle of a list, or of `rows` holders where there is none.
    pub(super) fn begin(
        settings: &Settings,
        folder: PathBuf,
        list: Option<&Path>,
        rows: usize,
    ) -> Result<Self, LoadError> {
        let fail = |source| LoadError::File { path: folder.display().to_string(), source };
        fs::create_dir_all(&folder).map_err(fail)?;
        let holders = folder.join("holders.csv");
        match list {
            Some(list) => fs::copy(list, &holders).map(|_| ()).map_err(fail)?,
            None => input::write_holders(&holders, rows).map_err(fail)?,
        }
        let text = fs::read(&holders).map_err(fail)?;
        let rows = text.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
        let swap = Self { folder, rows, hash: String::new() };
        let (_, said) =
            swap.run(&settings.migrate, &["rehearse", "holders.csv", "--out", "bundle"])?;
        Ok(Self { hash: said.trim().to_owned(), ..swap })
    }

    pub(super) fn bundle(&self) -> PathBuf {
        self.folder.join("bundle")
    }

    pub(super) fn genesis_file(&self) -> PathBuf {
        self.folder.join("genesis.json")
    }

    pub(super) fn verify(&self, settings: &Settings) -> Result<Step, LoadError> {
        let words = ["verify", "bundle", "--block-hash", &self.hash];
        self.repeat(settings, "verify", &words, "")
    }

    pub(super) fn classify(&self, settings: &Settings) -> Result<Step, LoadError> {
        let words = ["classify", "bundle", "--block-hash", &self.hash, "--out", "classified"];
        self.repeat(settings, "classify", &words, "classified")
    }

    pub(super) fn genesis(&self, settings: &Settings) -> Result<Step, LoadError> {
        let path = self.folder.join("classified/classification.json");
        let fail = |source| LoadError::File { path: path.display().to_string(), source };
        let figures: Value = serde_json::from_slice(&fs::read(&path).map_err(fail)?)
            .map_err(|err| fail(err.into()))?;
        let amount = |key: &str| cmt(figures[key].as_str().unwrap_or_default());
        let network = input::network(&amount("credited"), &amount("claimable"));
        fs::write(self.folder.join("network.toml"), network).map_err(fail)?;
        let words = ["genesis", "network.toml", "--bundle", "bundle", "--lists", "classified"];
        let words = [&words[..], &["--block-hash", &self.hash]].concat();
        self.repeat(settings, "genesis", &words, "genesis.json")
    }

    /// A data folder made, a node started until it answers, and both together.
    pub(super) fn boot(&self, settings: &Settings) -> Result<(Step, Step, Step), LoadError> {
        let (mut inits, mut boots) = (Vec::new(), Vec::new());
        for _ in 0..settings.repeat.max(1) {
            self.forget("node");
            let words = ["init", "--genesis", "genesis.json", "--datadir", "node"];
            inits.push(self.run(&settings.node, &words)?.0);
            boots.push(self.start(settings)?);
        }
        let both = inits.iter().zip(&boots).map(|(init, boot)| Run {
            seconds: init.seconds + boot.seconds,
            peak_mib: init.peak_mib.max(boot.peak_mib),
        });
        let both = Step::new("init and boot", self.rows, both.collect());
        Ok((Step::new("init", self.rows, inits), Step::new("boot", self.rows, boots), both))
    }

    /// Starts a node and waits for its first answer.
    fn start(&self, settings: &Settings) -> Result<Run, LoadError> {
        let log = self.folder.join("node.log");
        let fail = |source| LoadError::File { path: log.display().to_string(), source };
        let port = free_port().map_err(fail)?;
        let start = Instant::now();
        let mut command = Command::new(&settings.node);
        command.current_dir(&self.folder).args(["run", "--datadir", "node", "--port"]);
        command.arg(port.to_string()).stdout(File::create(&log).map_err(fail)?);
        let mut child = command.stderr(Stdio::null()).spawn().map_err(fail)?;
        let answered = self.wait(&mut child, port);
        let seconds = start.elapsed().as_secs_f64();
        let peak_mib = memory(child.id()).map_or(0.0, |memory| memory.peak_mib);
        let ended = child.kill().and_then(|()| child.wait());
        answered?;
        ended.map_err(fail)?;
        Ok(Run { seconds, peak_mib })
    }

    fn wait(&self, child: &mut Child, port: u16) -> Result<(), LoadError> {
        let body = r#"{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}"#;
        let request = format!(
            "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: \
             close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        loop {
            if ask(port, &request).is_ok_and(|answer| answer.contains("\"result\"")) {
                return Ok(());
            }
            if let Ok(Some(status)) = child.try_wait() {
                return Err(failed("cybermiles run", &status.to_string()));
            }
            std::thread::sleep(LOOK);
        }
    }

    fn repeat(
        &self,
        settings: &Settings,
        name: &'static str,
        words: &[&str],
        out: &str,
    ) -> Result<Step, LoadError> {
        let mut runs = Vec::new();
        for _ in 0..settings.repeat.max(1) {
            self.forget(out);
            runs.push(self.run(&settings.migrate, words)?.0);
        }
        Ok(Step::new(name, self.rows, runs))
    }

    /// What an earlier run left is not there when the next begins.
    fn forget(&self, name: &str) {
        let path = self.folder.join(name);
        if !name.is_empty() {
            let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
        }
    }

    /// Runs a program to its end.
    fn run(&self, program: &Path, words: &[&str]) -> Result<(Run, String), LoadError> {
        let fail =
            |source: io::Error| LoadError::File { path: program.display().to_string(), source };
        let (out, err) = (self.folder.join("out.log"), self.folder.join("err.log"));
        let start = Instant::now();
        let mut command = Command::new(program);
        command.current_dir(&self.folder).args(words).stdin(Stdio::null());
        command.stdout(File::create(&out).map_err(fail)?).stderr(File::create(&err).map_err(fail)?);
        let mut child = command.spawn().map_err(fail)?;
        let mut peak_mib = 0.0_f64;
        let status = loop {
            if let Some(status) = child.try_wait().map_err(fail)? {
                break status;
            }
            // Gone between the two: the one before was the last.
            peak_mib = memory(child.id()).map_or(peak_mib, |memory| memory.peak_mib.max(peak_mib));
            std::thread::sleep(LOOK);
        };
        let seconds = start.elapsed().as_secs_f64();
        let said = |path: &Path| fs::read_to_string(path).unwrap_or_default();
        if !status.success() {
            return Err(failed(&words.join(" "), &(said(&out) + &said(&err))));
        }
        Ok((Run { seconds, peak_mib }, said(&out)))
    }
}

fn failed(what: &str, said: &str) -> LoadError {
    LoadError::File { path: what.to_owned(), source: io::Error::other(said.to_owned()) }
}

fn ask(port: u16, request: &str) -> io::Result<String> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Wei as CMT with 18 decimals.
fn cmt(wei: &str) -> String {
    let digits = format!("{wei:0>19}");
    let (whole, fraction) = digits.split_at(digits.len() - 18);
    format!("{whole}.{fraction}")
}
