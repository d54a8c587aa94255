//! The processes of a local network: started, watched, stopped in order.

use std::{
    fs::File,
    net::TcpStream,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::layout::{Layout, NodeFiles};
use crate::{error::NodeError, node::StopSignals};

/// How often the processes are looked at.
const LOOK: Duration = Duration::from_millis(100);
/// A process that ended by itself is started again after this.
const AGAIN: Duration = Duration::from_secs(2);
/// One that ends so often within [`PATIENCE`] is not.
const ENDS_MAX: usize = 5;
const PATIENCE: Duration = Duration::from_secs(60);
/// Time to stop in order; then a process is killed.
const STOP: Duration = Duration::from_secs(8);

struct Watched<'a> {
    files: &'a NodeFiles,
    child: Option<Child>,
    start_at: Instant,
    ends: Vec<Instant>,
}

/// Starts all nodes and keeps them running until it is told to stop.
///
/// # Errors
/// [`NodeError`] when a node cannot be started, or ends again and again.
pub(super) fn run(layout: &Layout) -> Result<(), NodeError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(NodeError::Runtime)?;
    let program = std::env::current_exe().map_err(|e| NodeError::file("this program", e))?;
    runtime.block_on(async {
        let stop = StopSignals::new()?;
        let now = Instant::now();
        let watch = |files| Watched { files, child: None, start_at: now, ends: Vec::new() };
        let mut all: Vec<_> = layout.nodes().iter().map(watch).collect();
        let outcome = tokio::select! {
            () = stop.wait() => Ok(()),
            error = keep_running(&program, &mut all, layout) => Err(error),
        };
        println!("Stopping");
        // Who follows first: it would only notice that its upstreams go.
        end(&mut all, true);
        end(&mut all, false);
        outcome
    })
}

/// Only returns when the network cannot go on.
async fn keep_running(program: &PathBuf, all: &mut [Watched<'_>], layout: &Layout) -> NodeError {
    let mut announced = false;
    loop {
        for one in all.iter_mut() {
            if let Err(error) = one.look(program) {
                return error;
            }
        }
        if !announced && all.iter().all(Watched::answers) {
            println!("\n{}", layout.connect_hint());
            announced = true;
        }
        tokio::time::sleep(LOOK).await;
    }
}

impl Watched<'_> {
    /// Starts the process if it is time to, and notes when it has ended.
    fn look(&mut self, program: &PathBuf) -> Result<(), NodeError> {
        let Some(child) = &mut self.child else {
            if Instant::now() >= self.start_at {
                self.child = Some(self.start(program)?);
            }
            return Ok(());
        };
        let ended = child.try_wait().map_err(|e| NodeError::file(program, e))?;
        let Some(status) = ended else { return Ok(()) };
        let (name, log) = (&self.files.name, self.files.log());
        let log = log.display();
        self.child = None;
        self.start_at = Instant::now() + AGAIN;
        self.ends.retain(|at| at.elapsed() < PATIENCE);
        self.ends.push(Instant::now());
        if self.ends.len() >= ENDS_MAX {
            return Err(NodeError::Duty(format!("{name} ends again and again: see {log}")));
        }
        println!("{name} ended ({status}) and is started again; see {log}");
        Ok(())
    }

    fn start(&self, program: &PathBuf) -> Result<Child, NodeError> {
        let path = self.files.log();
        let fail = |error: std::io::Error| NodeError::file(&path, error);
        let log = File::options().create(true).append(true).open(&path).map_err(fail)?;
        Command::new(program)
            .args(["run", "--end-with-parent", "--datadir"])
            .arg(&self.files.folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(fail)?)
            .stderr(log)
            // Ctrl-C is for this process, which stops the others in order.
            .process_group(0)
            .spawn()
            .map_err(|e| NodeError::file(program, e))
    }

    fn answers(&self) -> bool {
        self.child.is_some() && TcpStream::connect_timeout(&self.files.rpc, LOOK).is_ok()
    }

    fn signal(&self, signal: Signal) {
        let id = self.child.as_ref().and_then(|child| i32::try_from(child.id()).ok());
        if let Some(pid) = id.and_then(Pid::from_raw) {
            // Already gone is as good.
            let _ = kill_process(pid, signal);
        }
    }
}

/// Stops the full nodes, or all others, together, and waits for them.
fn end(all: &mut [Watched<'_>], full: bool) {
    let mut these: Vec<_> = all.iter_mut().filter(|one| one.files.is_full() == full).collect();
    these.iter().for_each(|one| one.signal(Signal::TERM));
    let deadline = Instant::now() + STOP;
    for one in &mut these {
        while let Some(child) = &mut one.child {
            match child.try_wait() {
                Ok(None) if Instant::now() < deadline => std::thread::sleep(LOOK),
                Ok(None) => {
                    println!("{} did not stop in time and is killed", one.files.name);
                    let _ = child.kill();
                    let _ = child.wait();
                    one.child = None;
                }
                Ok(Some(_)) | Err(_) => one.child = None,
            }
        }
    }
}
