//! Where work that takes time runs: off the async workers, in bounded numbers.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Duration,
};

use alloy_consensus::Transaction;
use alloy_primitives::{B256, Bytes};
use cybermiles_chain::{Chain, Sealing, SubmitError};
use cybermiles_primitives::ExecutedBlock;
use tokio::sync::{Semaphore, broadcast, mpsc, oneshot};

use crate::{error::RpcError, limits::Limits};

/// A kind of work: so many at once, so many waiting, the rest refused.
#[derive(Clone, Debug)]
pub(crate) struct Lane {
    name: &'static str,
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    queue: usize,
    patience: Duration,
}

impl Lane {
    /// `running` at once and `queue` waiting, each for `patience` at most.
    pub(crate) fn new(
        name: &'static str,
        running: usize,
        queue: usize,
        patience: Duration,
    ) -> Self {
        Self {
            name,
            patience,
            places: Arc::new(Semaphore::new(running + queue)),
            turns: Arc::new(Semaphore::new(running)),
            queue,
        }
    }

    /// Runs `work` on a thread that may block.
    ///
    /// # Errors
    /// What `work` returns; [`RpcError::Limit`] when the queue is full; [`RpcError::Internal`]
    /// when `work` panicked, which harms nobody else.
    pub(crate) async fn run<R: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<R, RpcError> + Send + 'static,
    ) -> Result<R, RpcError> {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            metrics::counter!("rpc_refused_total", "lane" => self.name).increment(1);
            return Err(RpcError::busy(self.name, self.queue));
        };
        let turn = tokio::time::timeout(self.patience, self.turns.clone().acquire_owned()).await;
        let Ok(turn) = turn else {
            metrics::counter!("rpc_refused_total", "lane" => self.name).increment(1);
            return Err(RpcError::waited(self.name, self.patience));
        };
        let done = tokio::task::spawn_blocking(move || {
            // Held by the thread, not by the caller: work goes on when the caller hangs up.
            let _held = (place, turn);
            work()
        });
        done.await.unwrap_or_else(|error| {
            tracing::error!(%error, lane = self.name, "a call panicked");
            metrics::counter!("rpc_panics_total").increment(1);
            Err(RpcError::Internal("the call failed, see the node's log".into()))
        })
    }
}

/// The answer to one submitted transaction.
pub(crate) type Submitted = Result<B256, RpcError>;

struct Job {
    raws: Vec<Bytes>,
    answer: oneshot::Sender<Vec<Submitted>>,
}

/// Transactions waiting at most this many are handed to the pool together: enough to fill every
/// core with recovery, few enough that the first does not wait long for the last.
const SUBMIT_TOGETHER: usize = 512;

/// The way into the pool: whatever arrives while a batch is being recovered forms the next one,
/// so that single submissions under load cost what batched ones do.
#[derive(Clone, Debug)]
pub(crate) struct Submitter {
    jobs: mpsc::Sender<Job>,
    queue: usize,
    chain: Arc<Chain>,
}

/// On a chain that seals at once, a lone submission is answered when its block is announced, or
/// after so long. Libraries look for the receipt once and then sleep for seconds: answered a
/// millisecond too early, every payment of a script would take that long.
const SEALED_WITHIN: Duration = Duration::from_millis(200);

/// More transactions than this in the pool are load: nobody's answer waits then.
const CALM_POOL: usize = 16;

impl Submitter {
    /// Starts the thread, which ends when the last clone is gone.
    pub(crate) fn start(chain: Arc<Chain>, limits: &Limits) -> std::io::Result<Self> {
        let (jobs, mut waiting) = mpsc::channel::<Job>(limits.submit_queue);
        let pool = chain.clone();
        thread::Builder::new().name("rpc-submit".into()).spawn(move || {
            while let Some(first) = waiting.blocking_recv() {
                let mut together = first.raws.len();
                let mut batch = vec![first];
                while together < SUBMIT_TOGETHER
                    && let Ok(job) = waiting.try_recv()
                {
                    together += job.raws.len();
                    batch.push(job);
                }
                submit(&pool, batch, together);
            }
        })?;
        Ok(Self { jobs, queue: limits.submit_queue, chain })
    }

    /// Hands `raws` to the pool, in order, and returns one answer each.
    ///
    /// # Errors
    /// [`RpcError::Limit`] when too many submissions wait already.
    pub(crate) async fn submit(&self, raws: Vec<Bytes>) -> Result<Vec<Submitted>, RpcError> {
        let is_lone = raws.len() == 1 && self.chain.options().sealing == Sealing::Instant;
        // Before the submission: no head can pass unseen.
        let heads = is_lone.then(|| self.chain.heads());
        let (answer, answered) = oneshot::channel();
        self.jobs.try_send(Job { raws, answer }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => RpcError::busy("submissions", self.queue),
            mpsc::error::TrySendError::Closed(_) => RpcError::Internal("node is stopping".into()),
        })?;
        let answers = answered
            .await
            .map_err(|_| RpcError::Internal("submission failed, see the log".into()))?;
        if let (Some(heads), [Ok(hash)]) = (heads, answers.as_slice()) {
            let _ = tokio::time::timeout(SEALED_WITHIN, self.sealed(*hash, heads)).await;
        }
        Ok(answers)
    }

    /// Waits until the block with `hash` is announced; not when it cannot be the next one.
    async fn sealed(&self, hash: B256, mut heads: broadcast::Receiver<Arc<ExecutedBlock>>) {
        let pool = self.chain.pool();
        if pool.status().pending > CALM_POOL {
            return;
        }
        if let Some(pooled) = pool.get(&hash) {
            let next = pool.pending_nonce(&pooled.sender());
            if next.is_none_or(|next| pooled.transaction.nonce() >= next) {
                return;
            }
        }
        while let Ok(block) = heads.recv().await {
            if block.transactions.iter().any(|transaction| transaction.hash == hash) {
                return;
            }
        }
    }
}

fn submit(chain: &Chain, batch: Vec<Job>, together: usize) {
    let mut raws = Vec::with_capacity(together);
    let mut askers = Vec::with_capacity(batch.len());
    for job in batch {
        askers.push((job.raws.len(), job.answer));
        raws.extend(job.raws);
    }
    // A panic is one batch's misfortune; its askers learn of it from their dropped channels.
    let Ok(results) = catch_unwind(AssertUnwindSafe(|| chain.submit_many(raws))) else {
        metrics::counter!("rpc_panics_total").increment(1);
        return;
    };
    let mut results = results.into_iter().map(|result| result.map_err(|error| refused(&error)));
    for (count, answer) in askers {
        let _ = answer.send(results.by_ref().take(count).collect());
    }
}

/// Why the pool refused, in the words of the pool, which are geth's.
fn refused(error: &SubmitError) -> RpcError {
    RpcError::Server(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_one_callers_misfortune() {
        let lane = Lane::new("reads", 1, 0, Duration::from_secs(60));
        for _ in 0..3 {
            let failed = lane.run::<()>(|| panic!("as asked for")).await;
            assert!(matches!(failed, Err(RpcError::Internal(_))));
        }
        assert_eq!(lane.run(|| Ok(7)).await, Ok(7));
    }

    #[tokio::test]
    async fn a_turn_that_does_not_come_is_refused() {
        let lane = Lane::new("reads", 1, 1, Duration::from_millis(1));
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let first = tokio::spawn({
            let lane = lane.clone();
            async move { lane.run(move || Ok(wait.recv().is_err())).await }
        });
        while lane.turns.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let Err(RpcError::Limit(refused)) = lane.run(|| Ok(())).await else {
            panic!("ran beside the one call that may run")
        };
        assert!(refused.contains("waited 1ms behind other reads"), "{refused}");
        drop(release);
        assert_eq!(first.await.unwrap(), Ok(true));
    }

    #[tokio::test]
    async fn a_full_lane_refuses_at_once() {
        let lane = Lane::new("reads", 1, 1, Duration::from_secs(60));
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let first = tokio::spawn({
            let lane = lane.clone();
            async move { lane.run(move || Ok(wait.recv().is_err())).await }
        });
        let second = tokio::spawn({
            let lane = lane.clone();
            async move { lane.run(|| Ok(true)).await }
        });
        while lane.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(lane.run(|| Ok(())).await, Err(RpcError::Limit(_))));
        drop(release);
        assert_eq!(first.await.unwrap(), Ok(true));
        assert_eq!(second.await.unwrap(), Ok(true));
    }
}
