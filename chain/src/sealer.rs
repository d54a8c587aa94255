//! The thread that makes blocks.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crate::{
    Chain, ChainError, Sealing,
    wake::{Signal, Wake},
};

/// From this many transactions in a block on, the next one gathers for a while.
const GATHER_FROM: usize = 32;

/// How long, counted from the beginning of the block before. What a block costs by itself is then
/// shared by many transactions, while one that comes alone is still sealed at once.
const GATHER: Duration = Duration::from_millis(10);

/// The longest sleep while something waits for its time: the machine may sleep as well, and its
/// clock may be set, which no timer notices.
const NAP: Duration = Duration::from_secs(5);

/// A running sealer. Dropping it stops it as well.
#[derive(Debug)]
pub struct SealerHandle {
    thread: Option<JoinHandle<()>>,
    wake: Arc<Wake>,
}

impl SealerHandle {
    /// Waits for the block in the making, then ends the thread. Not for a thread that must not
    /// wait.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        self.wake.stop();
        if thread.join().is_err() {
            tracing::error!("the sealer ended with a panic");
        }
    }
}

impl Drop for SealerHandle {
    fn drop(&mut self) {
        self.end();
    }
}

impl Chain {
    /// Starts making blocks as the options say. With [`Sealing::Manual`] there is nothing to
    /// start, and the handle does nothing. A chain has one sealer at a time.
    ///
    /// # Errors
    /// [`ChainError::Thread`] when the thread cannot be started.
    pub fn start(self: &Arc<Self>) -> Result<SealerHandle, ChainError> {
        self.wake.restart();
        let wake = self.wake.clone();
        if self.options.sealing == Sealing::Manual {
            return Ok(SealerHandle { thread: None, wake });
        }
        let chain = self.clone();
        let thread = std::thread::Builder::new()
            .name("sealer".into())
            .spawn(move || chain.guard(|| chain.run_sealer()))
            .map_err(|error| ChainError::Thread(error.to_string()))?;
        Ok(SealerHandle { thread: Some(thread), wake })
    }

    /// Reports a panic as a failure: a node that silently makes no blocks helps nobody.
    fn guard(&self, run: impl FnOnce()) {
        // Nothing the panic left half done is used again: no block is made after a failure.
        let Err(panic) = panic::catch_unwind(AssertUnwindSafe(run)) else { return };
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        let _ = self.report::<()>(Err(ChainError::Panic(text.unwrap_or_default())));
    }

    /// Makes blocks until it is stopped, or until one cannot be made.
    fn run_sealer(&self) {
        let result = match self.options.sealing {
            Sealing::Instant => self.seal_instantly(),
            Sealing::Every(interval) => self.seal_every(interval),
            Sealing::Manual => Ok(()),
        };
        match result {
            Ok(()) => tracing::debug!("the sealer ends"),
            // `seal` has reported it: whoever watches `failure` stops the node.
            Err(error) => tracing::error!(%error, "the sealer ends"),
        }
    }

    fn seal_instantly(&self) -> Result<(), ChainError> {
        loop {
            let nap = self.report(self.nap())?;
            if self.wake.wait_for_work(nap.map(|nap| Instant::now() + nap)) == Signal::Stop {
                return Ok(());
            }
            while !self.wake.is_stopped() && self.report(self.has_work())? {
                let started = Instant::now();
                let block = self.seal()?;
                if block.transactions.len() >= GATHER_FROM {
                    self.wake.wait_until(started + GATHER);
                }
                // An empty block while something is pending lowers the base fee, until what waits
                // for a lower one can run. At the floor everything can.
                let is_floor = self.next_base_fee() <= self.rules().min_base_fee;
                if block.transactions.is_empty() && is_floor && self.has_work()? {
                    tracing::warn!(pool = ?self.pool.status(), "pending, but not executable");
                    break;
                }
            }
        }
    }

    /// Whether a block is wanted: a transaction can run, or something is due.
    fn has_work(&self) -> Result<bool, ChainError> {
        if self.pool.status().pending > 0 {
            return Ok(true);
        }
        Ok(self.next_due()?.is_some_and(|at| at <= self.now()))
    }

    /// How long to sleep at most when no transaction comes; `None` while nothing waits for its
    /// time.
    fn nap(&self) -> Result<Option<Duration>, ChainError> {
        let Some(at) = self.next_due()? else { return Ok(None) };
        // What is due and could not be settled must not make blocks without a pause.
        let seconds = at.saturating_sub(self.now()).max(1);
        Ok(Some(Duration::from_secs(seconds).min(NAP)))
    }

    /// When the head's state says that something is due next, in Unix seconds: the first block at
    /// or after that time settles it. `None` while nothing waits.
    ///
    /// # Errors
    /// [`ChainError`] when the state cannot be read.
    pub fn next_due(&self) -> Result<Option<u64>, ChainError> {
        let state = self.state_at(self.head().number())?;
        Ok(cybermiles_execution::next_due(&state)?)
    }

    fn seal_every(&self, interval: Duration) -> Result<(), ChainError> {
        let mut next = Instant::now() + interval;
        while self.wake.wait_until(next) != Signal::Stop {
            self.seal()?;
            // A block that took longer than the interval does not make the next ones come sooner.
            next = (next + interval).max(Instant::now());
        }
        Ok(())
    }
}
