//! A validator's consensus on a thread of its own, with a runtime of its own.

use std::{
    fmt, io,
    path::PathBuf,
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use ::tokio::sync::oneshot;
use commonware_macros::select;
use commonware_runtime::{Clock as _, Runner as _, Spawner as _, Supervisor as _, tokio};
use cybermiles_chain::Chain;
use parking_lot::Mutex;

use crate::{
    application::Proposer,
    block::BlockRules,
    config::Config,
    engine::{EngineError, Validator},
    network::{self, NetworkConfig},
    signer::Signer,
    status::{Status, StatusBoard},
    votes::Refused,
    votes_file::{VotesFile, VotesFileError},
};

/// The record of signed votes, below consensus' folder.
pub const VOTES_FILE: &str = "signed-votes";

/// Time that consensus has to end when it is asked to.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// How far this machine's clock may be set back while consensus runs. Validators whose clocks are
/// further apart do not connect; setting the wrong one right is then what sets it back.
const CLOCK_SET_BACK: Duration = Duration::from_secs(10);

/// Between two looks at it.
const CLOCK_LOOK: Duration = Duration::from_secs(1);

/// Why consensus cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The folder cannot be made.
    #[error("consensus' folder {} cannot be made: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The record of signed votes cannot be used.
    #[error(transparent)]
    Votes(#[from] VotesFileError),
    /// Its contents cannot be used.
    #[error(transparent)]
    Record(#[from] Refused),
    /// No thread.
    #[error("no thread for consensus: {0}")]
    Thread(io::Error),
}

/// A running consensus. Dropping it stops consensus too.
pub struct Handle {
    status: StatusBoard,
    /// Let go of when consensus is over: it holds the record's lock.
    signer: Mutex<Option<Signer>>,
    stop: Mutex<Option<oneshot::Sender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Starts to agree with the other validators on the blocks of `chain`.
///
/// # Errors
/// [`StartError`]: among others when another process signs with this record already.
pub fn start(config: Config, chain: Arc<Chain>) -> Result<Handle, StartError> {
    let journals = config.folder.join("journals");
    std::fs::create_dir_all(&journals)
        .map_err(|source| StartError::Folder { path: journals.clone(), source })?;
    let votes = VotesFile::open(&config.folder.join(VOTES_FILE), &config.keys.consensus_key())?;
    let signer = Signer::new(&config.keys, Box::new(votes))?;
    let status = StatusBoard::default();
    let (stop, stopped) = oneshot::channel();
    let (board, voter) = (status.clone(), signer.clone());
    let work = move || {
        if let Err(error) = run(config, chain, voter, journals, &board, stopped) {
            board.failed(&error);
        }
    };
    let thread = thread::Builder::new().name("consensus".into()).spawn(work);
    let thread = thread.map_err(StartError::Thread)?;
    let signer = Mutex::new(Some(signer));
    Ok(Handle { status, signer, stop: Mutex::new(Some(stop)), thread: Mutex::new(Some(thread)) })
}

fn run(
    config: Config,
    chain: Arc<Chain>,
    signer: Signer,
    journals: PathBuf,
    status: &StatusBoard,
    stopped: oneshot::Receiver<()>,
) -> Result<(), EngineError> {
    let runner = tokio::Runner::new(
        tokio::Config::new()
            .with_worker_threads(config.worker_threads)
            .with_storage_directory(journals)
            .with_tcp_nodelay(Some(true)),
    );
    runner.start(|context| async move {
        let rules = BlockRules { genesis: chain.genesis_hash(), spec: chain.spec().clone() };
        let settings = NetworkConfig {
            listen: config.listen,
            allow_private_ips: config.allow_private_ips,
            any_source_address: config.any_source_address,
        };
        let key = config.keys.vote().clone();
        let network = network::connect(context.child("network"), &settings, &rules, key);
        let validator = Validator {
            chain,
            public_key: signer.public_key(),
            signer: Some(signer),
            proposer: Some(Proposer {
                key: config.keys.consensus_key(),
                randao: config.keys.randao().clone(),
            }),
            config: config.engine,
            status: status.clone(),
        };
        let engine =
            context.child("validator").spawn(move |context| validator.run(context, network));
        let result = select! {
            result = engine => result.unwrap_or(Err(EngineError::Ended("the engine"))),
            by = clock_set_back(&context) => Err(EngineError::ClockSetBack(by)),
            _ = stopped => Ok(()),
        };
        let _ = context.stop(0, Some(STOP_TIMEOUT)).await;
        result
    })
}

/// Waits until the clock was set back, by how much. The library's timers go by the clock: those
/// that were set before would wait until it is as late again.
async fn clock_set_back(context: &tokio::Context) -> Duration {
    loop {
        let (clock, counted) = (context.current(), Instant::now());
        context.sleep(CLOCK_LOOK).await;
        let expected = clock.checked_add(counted.elapsed()).unwrap_or(clock);
        let behind = expected.duration_since(context.current()).unwrap_or_default();
        if behind > CLOCK_SET_BACK {
            return behind;
        }
    }
}

impl Handle {
    /// How far consensus is.
    pub fn status(&self) -> Status {
        let mut status = self.status.read();
        let refusal = || self.signer.lock().as_ref().and_then(Signer::failure);
        status.failure = status.failure.or_else(refusal);
        if status.failure.is_none() && self.is_over() {
            status.failure = Some("consensus ended; the log says why".into());
        }
        status
    }

    /// Why consensus stopped, if it did without being asked to.
    pub fn failed(&self) -> Option<String> {
        self.status().failure
    }

    /// Ends consensus and waits until it has.
    pub fn stop(&self) {
        drop(self.stop.lock().take());
        let thread = self.thread.lock().take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            self.status.failed(&"consensus panicked; the log says where");
        }
        if let Some(why) = self.signer.lock().take().and_then(|signer| signer.failure()) {
            self.status.failed(&why);
        }
    }

    /// Ended without having been asked to.
    fn is_over(&self) -> bool {
        let is_running = self.stop.lock().is_some();
        is_running && self.thread.lock().as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("status", &self.status()).finish_non_exhaustive()
    }
}
