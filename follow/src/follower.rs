//! The thread that follows, from upstream to upstream.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use cybermiles_chain::Chain;
use parking_lot::Mutex;
use tokio::{runtime::Handle, sync::watch};

use crate::{
    fault::{End, Fault},
    forward::forward,
    options::{FollowOptions, UpstreamUrl},
    session::Session,
    upstreams::Upstreams,
};

/// After so long without another one, a fault that an honest upstream may have is not told of any
/// more, once blocks come from elsewhere: nobody knows whether it still is so.
const FORGIVEN_AFTER: Duration = Duration::from_secs(60);

/// Why a follower could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FollowError {
    /// Nobody to follow.
    #[error("no upstream is named: a full node takes its blocks from one")]
    NoUpstream,
    /// A chain without validators: nobody vouches for its blocks.
    #[error("this is a development chain: it has no validators whose blocks could be followed")]
    NotANetwork,
    /// The thread did not start.
    #[error("cannot start the follower's thread: {0}")]
    Thread(std::io::Error),
}

/// How following goes at the moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// The upstream blocks are taken from; `None` while there is none.
    pub upstream: Option<String>,
    /// The newest block that upstream told of.
    pub highest: Option<u64>,
    /// What was wrong with the upstreams that were left and did not send a good block since. What
    /// may happen to honest ones is forgotten when following has gone well for a minute.
    pub faults: Vec<String>,
}

/// What the follower's parts and its owner share.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    stop: watch::Sender<bool>,
    failed: watch::Sender<Option<String>>,
    /// Whether the operator was told how to get there sooner.
    told: AtomicBool,
}

/// A node so many blocks behind is told that there is a shorter way.
const FAR_BEHIND: u64 = 100_000;

#[derive(Debug, Default)]
struct State {
    upstream: Option<UpstreamUrl>,
    highest: Option<u64>,
    /// Whether blocks of the present upstream became final.
    progressed: bool,
    faults: Vec<Noted>,
}

/// What was wrong with an upstream that was left.
#[derive(Debug)]
struct Noted {
    url: UpstreamUrl,
    words: String,
    /// When it may be forgotten; never, if no honest upstream is so.
    until: Option<Instant>,
}

impl Shared {
    pub(crate) fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// Resolves when the node stops.
    pub(crate) async fn stopped(&self) {
        // The sender lives in `self`: the channel cannot close before.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    pub(crate) fn connected(&self, url: &UpstreamUrl, highest: u64, head: u64) {
        tracing::info!(upstream = %url, highest, "following");
        if highest.saturating_sub(head) > FAR_BEHIND && !self.told.swap(true, Ordering::Relaxed) {
            tracing::info!(
                head,
                highest,
                "far behind: every block is executed. A node in a new data folder gets there sooner \
                 with the state of a recent block: see --trusted-block"
            );
        }
        let mut state = self.state.lock();
        state.upstream = Some(url.clone());
        state.highest = Some(highest);
        state.progressed = false;
    }

    /// The upstream has told of this block.
    pub(crate) fn saw(&self, number: u64) {
        let mut state = self.state.lock();
        state.highest = state.highest.max(Some(number));
    }

    /// `blocks` blocks of the upstream became final, the newest of them `head`.
    pub(crate) fn moved(&self, head: u64, blocks: u64) {
        let mut state = self.state.lock();
        state.moved(Instant::now());
        let lag = state.highest.unwrap_or(head).saturating_sub(head);
        metrics::counter!("follower_blocks_total").increment(blocks);
        metrics::gauge!("follower_lag_blocks").set(lag as f64);
    }

    fn left(&self, url: &UpstreamUrl, fault: &Fault) -> bool {
        metrics::counter!("follower_faults_total", "kind" => fault.kind()).increment(1);
        self.state.lock().left(url, fault, Instant::now())
    }
}

impl State {
    /// A good block came.
    fn moved(&mut self, now: Instant) {
        self.progressed = true;
        let Self { upstream, faults, .. } = self;
        faults.retain(|noted| {
            Some(&noted.url) != upstream.as_ref() && noted.until.is_none_or(|until| now < until)
        });
    }

    /// Notes the fault; whether blocks of that upstream had become final before.
    fn left(&mut self, url: &UpstreamUrl, fault: &Fault, now: Instant) -> bool {
        (self.upstream, self.highest) = (None, None);
        self.faults.retain(|noted| noted.url != *url);
        let until = fault.is_honest().then(|| now + FORGIVEN_AFTER);
        let words = format!("upstream {url} {fault}");
        self.faults.push(Noted { url: url.clone(), words, until });
        std::mem::take(&mut self.progressed)
    }
}

/// A running follower. Dropping it stops it as well.
#[derive(Debug)]
pub struct FollowerHandle {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl FollowerHandle {
    /// How following goes.
    pub fn status(&self) -> Following {
        self.look()()
    }

    /// A way to ask how following goes, for who does not own the handle.
    pub fn look(&self) -> impl Fn() -> Following + Send + Sync + use<> {
        let shared = self.shared.clone();
        move || {
            let state = shared.state.lock();
            Following {
                upstream: state.upstream.as_ref().map(ToString::to_string),
                highest: state.highest,
                faults: state.faults.iter().map(|noted| noted.words.clone()).collect(),
            }
        }
    }

    /// Why the follower ended by itself, once it did.
    pub fn failed(&self) -> watch::Receiver<Option<String>> {
        self.shared.failed.subscribe()
    }

    /// Waits for the block that is being executed, then ends the thread. Not for a thread that
    /// must not wait.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.shared.stop.send_replace(true);
        let Some(thread) = self.thread.take() else { return };
        if thread.join().is_err() {
            tracing::error!("the follower ended with a panic");
        }
    }
}

impl Drop for FollowerHandle {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts following on a thread of its own. Must be called inside the asynchronous runtime, which
/// does the waiting.
///
/// # Errors
/// [`FollowError`].
pub fn start(chain: Arc<Chain>, options: FollowOptions) -> Result<FollowerHandle, FollowError> {
    if options.upstreams.is_empty() {
        return Err(FollowError::NoUpstream);
    }
    if !chain.spec().is_network() {
        return Err(FollowError::NotANetwork);
    }
    let shared = Arc::new(Shared {
        state: Mutex::default(),
        stop: watch::channel(false).0,
        failed: watch::channel(None).0,
        told: AtomicBool::new(false),
    });
    let options = Arc::new(options);
    for url in &options.upstreams {
        tokio::spawn(forward(chain.clone(), options.clone(), shared.clone(), url.clone()));
    }
    let (runtime, mine) = (Handle::current(), shared.clone());
    let thread = std::thread::Builder::new()
        .name("follower".into())
        .spawn(move || {
            let run = || runtime.block_on(run(&chain, &options, &mine));
            // Nothing a panic left half done is used again: the node stops.
            let failed = match catch_unwind(AssertUnwindSafe(run)) {
                Ok(outcome) => outcome,
                Err(_) => Some("the follower panicked; restart the node".to_owned()),
            };
            if let Some(reason) = failed {
                tracing::error!(reason, "following ended");
                mine.failed.send_replace(Some(reason));
            }
        })
        .map_err(FollowError::Thread)?;
    Ok(FollowerHandle { shared, thread: Some(thread) })
}

/// Follows one upstream after the other until the node stops (`None`) or cannot go on.
async fn run(chain: &Arc<Chain>, options: &FollowOptions, shared: &Shared) -> Option<String> {
    let mut upstreams = Upstreams::new(&options.upstreams);
    loop {
        if shared.is_stopping() {
            return None;
        }
        let url = match upstreams.choose(Instant::now())? {
            Ok(url) => url,
            Err(wait) => {
                pause(shared, wait).await;
                continue;
            }
        };
        let end = tokio::select! {
            end = attempt(chain, options, shared, &url) => end,
            () = shared.stopped() => return None,
        };
        match end {
            End::Stop => return None,
            End::Fault(fault) => {
                let progressed = shared.left(&url, &fault);
                let wait = upstreams.leave(&url, &fault, progressed, options, Instant::now());
                tracing::warn!(upstream = %url, %fault, again_after = ?wait, "left an upstream");
            }
            End::Own(error) if chain.failure().borrow().is_some() => {
                return Some(error.to_string());
            }
            End::Own(error) => {
                tracing::error!(%error, "a block could not be taken");
                pause(shared, options.retry).await;
            }
        }
    }
}

async fn attempt(
    chain: &Arc<Chain>,
    options: &FollowOptions,
    shared: &Shared,
    url: &UpstreamUrl,
) -> End {
    match Session::open(chain, options, shared, url).await {
        Ok(mut session) => session.run().await,
        Err(fault) => fault.into(),
    }
}

/// Waits, or less when the node stops.
pub(crate) async fn pause(shared: &Shared, wait: Duration) {
    let _ = tokio::time::timeout(wait, shared.stopped()).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_happen_to_honest_upstreams_is_forgotten_when_others_serve_well() {
        let url = |text: &str| text.parse::<UpstreamUrl>().unwrap();
        let (dead, liar, good) = (url("ws://a:1"), url("ws://b:1"), url("ws://c:1"));
        let (mut state, begun) = (State::default(), Instant::now());
        state.left(&dead, &Fault::Unreachable("refused".into()), begun);
        let lie = Fault::Votes { number: 7, reason: "too few".into() };
        state.left(&liar, &lie, begun);
        state.upstream = Some(good);
        state.moved(begun + FORGIVEN_AFTER / 2);
        assert_eq!(state.faults.len(), 2);
        state.moved(begun + FORGIVEN_AFTER);
        assert_eq!(state.faults.iter().map(|noted| &noted.url).collect::<Vec<_>>(), [&liar]);
        // Once more, it counts from then on.
        state.left(&dead, &Fault::Unreachable("refused".into()), begun + FORGIVEN_AFTER);
        state.upstream = Some(liar);
        state.moved(begun + FORGIVEN_AFTER);
        assert_eq!(state.faults.iter().map(|noted| &noted.url).collect::<Vec<_>>(), [&dead]);
    }
}
