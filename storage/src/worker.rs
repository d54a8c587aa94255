//! Work that nobody waits for: index files, checkpoints, pruning.

use std::{
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread::JoinHandle,
    time::Duration,
};

use cybermiles_primitives::snapshot::SNAPSHOT_BLOCKS;
use parking_lot::Mutex;

use crate::{
    StoreError,
    checkpoint::{Changes, Meta},
    lock::FolderLock,
    segments::Segment,
    shared::Shared,
};

/// How often the `head` file is made durable.
const HEAD_SYNC: Duration = Duration::from_secs(1);

/// Something to do in the background.
#[derive(Debug)]
pub(crate) enum Job {
    /// Write the index file of a full segment.
    Seal(Arc<Segment>),
    /// Write a checkpoint of the state at `height`, and tell whoever waits.
    Checkpoint { height: u64, done: Option<Sender<Result<(), StoreError>>> },
    /// End.
    Stop,
}

/// Where jobs are sent.
#[derive(Debug)]
pub(crate) struct Jobs(Mutex<Sender<Job>>);

impl Jobs {
    /// Queues a job; after the end it is dropped.
    pub(crate) fn send(&self, job: Job) {
        let _ = self.0.lock().send(job);
    }
}

/// The thread, and the lock on the folder, which is held for as long as the thread may write.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) jobs: Jobs,
    thread: Mutex<Option<(JoinHandle<()>, FolderLock)>>,
}

impl Worker {
    pub(crate) fn start(shared: Arc<Shared>, lock: FolderLock) -> Result<Self, StoreError> {
        let (sender, receiver) = mpsc::channel();
        let path = shared.path.clone();
        let thread = std::thread::Builder::new()
            .name("storage".into())
            .spawn(move || run(&shared, &receiver))
            .map_err(|err| StoreError::io("start a thread for", &path, err))?;
        Ok(Self { jobs: Jobs(Mutex::new(sender)), thread: Mutex::new(Some((thread, lock))) })
    }

    /// Lets queued jobs finish, ends the thread and gives the folder free.
    pub(crate) fn stop(&self) {
        self.jobs.send(Job::Stop);
        if let Some((thread, lock)) = self.thread.lock().take() {
            if thread.join().is_err() {
                tracing::error!("the storage thread panicked");
            }
            drop(lock);
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Ends all writing when the thread panics: nothing would be checkpointed any more.
struct PanicGuard<'a>(&'a Shared);

impl Drop for PanicGuard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.poison(StoreError::Refused("the storage thread panicked".into()));
        }
    }
}

fn run(shared: &Shared, jobs: &Receiver<Job>) {
    let _guard = PanicGuard(shared);
    loop {
        let job = match jobs.recv_timeout(HEAD_SYNC) {
            Ok(Job::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(job) => job,
            Err(RecvTimeoutError::Timeout) => {
                shared.held.tidy();
                if let Err(err) = shared.head_file.sync() {
                    shared.poison(err);
                }
                continue;
            }
        };
        let waiting = match &job {
            Job::Checkpoint { done, .. } => done.clone(),
            _ => None,
        };
        let result = match shared.poison.get() {
            Some(cause) => Err(StoreError::Poisoned { cause: Arc::clone(cause) }),
            None => shared.work(job).map_err(|err| shared.poison(err)),
        };
        if let Some(waiting) = waiting {
            let _ = waiting.send(result);
        }
    }
}

impl Shared {
    fn work(&self, job: Job) -> Result<(), StoreError> {
        match job {
            Job::Seal(segment) => self.segments.seal(&segment)?,
            Job::Checkpoint { height, .. } => self.write_checkpoint(height)?,
            Job::Stop => return Ok(()),
        }
        self.prune()
    }

    /// Writes a checkpoint of the state at `height`: what the log says changed since the last one.
    pub(crate) fn write_checkpoint(&self, height: u64) -> Result<(), StoreError> {
        let progress = &self.progress;
        let last = progress.height.load(Ordering::Acquire);
        let exists = progress.exists.load(Ordering::Acquire);
        if exists && height <= last {
            return Ok(());
        }
        let mut changes = Changes::default();
        for number in if exists { last + 1 } else { 0 }..=height {
            changes.add(self.diff(number)?);
        }
        let header = self.header(height)?;
        let meta = Meta { height, hash: header.hash, root: header.header.state_root };
        self.checkpoint.write(meta, &changes)?;
        self.codes.drop_up_to(height);
        progress.height.store(height, Ordering::Release);
        progress.exists.store(true, Ordering::Release);
        Ok(())
    }

    /// Deletes whole segments that are further back than is kept. The checkpoint's own block stays,
    /// since a start compares the checkpoint with its header, and so do those before it that go
    /// with it when it is handed to another node.
    fn prune(&self) -> Result<(), StoreError> {
        let Some(distance) = self.options.history_blocks else { return Ok(()) };
        if !self.progress.exists.load(Ordering::Acquire) {
            return Ok(());
        }
        let head = self.head.read().number();
        let wanted = head.saturating_sub(distance);
        let checkpoint = self.progress.height.load(Ordering::Acquire);
        let served = self.held.oldest().map_or(checkpoint, |oldest| oldest.min(checkpoint));
        let below = wanted.min((served + 1).saturating_sub(SNAPSHOT_BLOCKS));
        for segment in self.segments.all().iter() {
            let end = segment.first() + segment.blocks();
            if !segment.is_sealed() || end > below {
                break;
            }
            fail::fail_point!("prune::before_delete");
            self.segments.forget_oldest();
            self.segments.delete(segment)?;
        }
        Ok(())
    }
}
