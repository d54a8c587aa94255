//! The nodes that are asked: who is next, who is waited for, and who is asked no more.
//!
//! One node is asked until it fails; then the next. A node that is busy or broken is waited for,
//! longer each time. One whose answer is proven wrong is named and asked no more.

use std::{collections::BTreeMap, time::Duration};

use hyper::{StatusCode, Uri};
use tokio::time::Instant;

use super::{
    FetchError, Options, Watcher,
    http::{Http, HttpError, Reply},
    rpc::{self, Answer, Call, Meaning, RpcError},
};
use crate::bundle::Trust;

/// The first wait after a failure; it doubles with each.
const BACKOFF: Duration = Duration::from_millis(250);
const BACKOFF_MAX: Duration = Duration::from_secs(30);
/// The longest a node may ask to be left alone.
const REST_MAX: Duration = Duration::from_secs(600);
/// How many times more often a node may say that it is busy than it may fail.
const BUSY_FACTOR: u32 = 4;

/// What is wrong with answers that came.
#[derive(Debug)]
pub(super) enum Fault {
    /// It contradicts what is proven, or itself: what was found, and what was expected.
    Lie(String),
    /// It does not know what was asked for.
    Unable(String),
    /// It says that something is wrong.
    Error(RpcError),
}

impl From<RpcError> for Fault {
    fn from(err: RpcError) -> Self {
        Self::Error(err)
    }
}

/// Why nothing was learned.
#[derive(Debug)]
pub(super) enum AskError {
    /// Ask for less at a time.
    TooMuch(String),
    /// Nobody answers.
    Gone(FetchError),
}

impl From<FetchError> for AskError {
    fn from(err: FetchError) -> Self {
        Self::Gone(err)
    }
}

/// How something is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask {
    /// What it is, in words.
    pub(super) what: &'static str,
    /// The one node to ask; otherwise any.
    pub(super) only: Option<usize>,
    /// Whether less can be asked for at a time.
    pub(super) can_shrink: bool,
}

impl Ask {
    /// Anybody, for all of it.
    pub(super) fn any(what: &'static str) -> Self {
        Self { what, only: None, can_shrink: false }
    }
}

#[derive(Debug)]
struct Source {
    url: Uri,
    name: String,
    /// In a row.
    failures: u32,
    /// In a row.
    busy: u32,
    /// When it may be asked again.
    ready: Instant,
    /// Why it is asked nothing any more.
    dropped: Option<String>,
    /// What it cannot answer, and why.
    unable: BTreeMap<&'static str, String>,
}

/// The nodes, and the way to them.
#[derive(Debug)]
pub(super) struct Sources {
    all: Vec<Source>,
    http: Http,
    current: usize,
    next_id: u64,
    attempts: u32,
    trust: Trust,
}

impl Sources {
    /// Nodes by their addresses. One is given up after so many failures in a row.
    pub(super) fn new(options: &Options) -> Result<Self, FetchError> {
        let Options { urls, timeout, attempts, trust, .. } = options;
        let mut all = Vec::new();
        for url in urls {
            let (url, name) = parse(url)?;
            if all.iter().any(|source: &Source| source.url == url) {
                return Err(FetchError::Options(format!("{name} is named twice")));
            }
            // Several keys at one provider look alike once the key is hidden.
            let others = all.iter().filter(|source| source.name.starts_with(&name)).count();
            let name =
                if others == 0 { name } else { format!("{name} ({})", others.saturating_add(1)) };
            all.push(Source {
                url,
                name,
                failures: 0,
                busy: 0,
                ready: Instant::now(),
                dropped: None,
                unable: BTreeMap::new(),
            });
        }
        if all.is_empty() {
            return Err(FetchError::Options("no --rpc; expected at least one".into()));
        }
        let http = Http::new(*timeout).map_err(FetchError::Options)?;
        let attempts = (*attempts).max(1);
        Ok(Self { all, http, current: 0, next_id: 1, attempts, trust: *trust })
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Nodes that have not been dropped.
    pub(super) fn alive(&self) -> Vec<usize> {
        let alive = self.all.iter().enumerate().filter(|(_, source)| source.dropped.is_none());
        alive.map(|(at, _)| at).collect()
    }

    /// The node whose answer passed last.
    pub(super) fn current(&self) -> usize {
        self.current
    }

    /// A node's name: its address without what may be a key.
    pub(super) fn name(&self, at: usize) -> String {
        self.all.get(at).map(|source| source.name.clone()).unwrap_or_default()
    }

    /// A node's whole address.
    pub(super) fn url(&self, at: usize) -> String {
        self.all.get(at).map(|source| source.url.to_string()).unwrap_or_default()
    }

    /// Asks no more of a node that lies.
    pub(super) fn drop_liar(&mut self, at: usize, what: &str, lie: &str, watch: &mut dyn Watcher) {
        if let Some(source) = self.all.get_mut(at) {
            watch.say(&format!(
                "{} gives a wrong answer about {what}: {lie}. It is not asked any more",
                source.name
            ));
            source.dropped = Some(format!("gave a wrong answer about {what}: {lie}"));
        }
    }

    /// Asks until somebody's answers pass `check`.
    pub(super) async fn ask<T>(
        &mut self,
        ask: Ask,
        calls: &[Call],
        watch: &mut dyn Watcher,
        mut check: impl FnMut(Vec<Answer>) -> Result<T, Fault>,
    ) -> Result<T, AskError> {
        loop {
            let at = self.next(ask)?;
            let id = self.next_id;
            self.next_id = id.saturating_add(u64::try_from(calls.len()).unwrap_or_default());
            let Some(source) = self.all.get_mut(at) else { continue };
            tokio::time::sleep_until(source.ready).await;
            let reply = self.http.post(&source.url, rpc::encode(calls, id)).await;
            let answers = match reply.map(|reply| read(&reply, id, calls.len())) {
                Ok(Ok(answers)) => answers,
                Ok(Err(Refusal::Busy(rest))) => {
                    self.busy(at, "it is busy (HTTP 429 or 503)", rest, watch);
                    continue;
                }
                Ok(Err(Refusal::Broken(what))) => {
                    self.failed(at, &what, watch);
                    continue;
                }
                Err(HttpError::TooLarge) if ask.can_shrink => {
                    return Err(AskError::TooMuch("an answer of more than 32 MiB".into()));
                }
                Err(HttpError::TooLarge) => {
                    self.failed(at, "an answer of more than 32 MiB", watch);
                    continue;
                }
                Err(HttpError::Timeout(after)) => {
                    let what = format!("no answer within {} s", after.as_secs_f32());
                    self.failed(at, &what, watch);
                    if ask.can_shrink {
                        return Err(AskError::TooMuch(what));
                    }
                    continue;
                }
                Err(HttpError::Broken(what)) => {
                    self.failed(at, &what, watch);
                    continue;
                }
            };
            match check(answers) {
                Ok(learned) => {
                    self.current = at;
                    if let Some(source) = self.all.get_mut(at) {
                        (source.failures, source.busy) = (0, 0);
                    }
                    return Ok(learned);
                }
                Err(Fault::Lie(lie)) => self.drop_liar(at, ask.what, &lie, watch),
                Err(Fault::Unable(why)) => self.unable(at, ask.what, &why, watch),
                Err(Fault::Error(err)) => {
                    let said = format!("error {}: {}", err.code, err.message);
                    match err.meaning() {
                        Meaning::Busy => self.busy(at, &said, None, watch),
                        Meaning::TooMuch if ask.can_shrink => return Err(AskError::TooMuch(said)),
                        Meaning::Unable => self.unable(at, ask.what, &said, watch),
                        Meaning::TooMuch | Meaning::Trouble => self.failed(at, &said, watch),
                    }
                }
            }
        }
    }

    /// The node to ask now: the one that is asked already, or whoever may be asked soonest.
    fn next(&self, ask: Ask) -> Result<usize, FetchError> {
        let now = Instant::now();
        let count = self.all.len();
        let order = self.all.iter().enumerate().filter(|(at, source)| {
            ask.only.is_none_or(|only| only == *at)
                && source.dropped.is_none()
                && !source.unable.contains_key(ask.what)
        });
        let behind = |at: usize| {
            at.saturating_add(count).saturating_sub(self.current).checked_rem(count).unwrap_or(0)
        };
        order
            .min_by_key(|(at, source)| (source.ready.max(now), behind(*at)))
            .map(|(at, _)| at)
            .ok_or_else(|| self.gone(ask))
    }

    fn gone(&self, ask: Ask) -> FetchError {
        let named = self.all.iter().enumerate();
        let asked = named.filter(|(at, _)| ask.only.is_none_or(|only| only == *at));
        let why = asked.map(|(_, source)| {
            let why = source.dropped.as_ref().or_else(|| source.unable.get(ask.what));
            format!("{} {}", source.name, why.map_or("is not asked", String::as_str))
        });
        FetchError::silence(self.trust, ask.what, why.collect())
    }

    /// It failed: wait, longer each time, and in the end give it up.
    fn failed(&mut self, at: usize, what: &str, watch: &mut dyn Watcher) {
        let attempts = self.attempts;
        let Some(source) = self.all.get_mut(at) else { return };
        source.failures = source.failures.saturating_add(1);
        if source.failures >= attempts {
            watch.say(&format!(
                "{}: {what}. It has failed {attempts} times in a row, and is not asked any more",
                source.name
            ));
            source.dropped = Some(format!("failed {attempts} times in a row: {what}"));
            return;
        }
        let rest = backoff(source.failures);
        source.ready = later(rest);
        watch.say(&format!("{}: {what}. Asked again in {} s", source.name, rest.as_secs_f32()));
    }

    /// It wants to be left alone for a while.
    fn busy(&mut self, at: usize, what: &str, rest: Option<Duration>, watch: &mut dyn Watcher) {
        let most = self.attempts.saturating_mul(BUSY_FACTOR);
        let Some(source) = self.all.get_mut(at) else { return };
        source.busy = source.busy.saturating_add(1);
        if source.busy >= most {
            source.dropped = Some(format!("was busy {most} times in a row: {what}"));
            watch.say(&format!(
                "{}: {what}. It has been busy {most} times in a row, and is not asked any more",
                source.name
            ));
            return;
        }
        let rest = rest.unwrap_or_else(|| backoff(source.busy)).min(REST_MAX);
        source.ready = later(rest);
        watch.say(&format!("{}: {what}. Asked again in {} s", source.name, rest.as_secs_f32()));
    }

    fn unable(&mut self, at: usize, what: &'static str, why: &str, watch: &mut dyn Watcher) {
        let Some(source) = self.all.get_mut(at) else { return };
        watch.say(&format!("{} does not give {what}: {why}", source.name));
        source.unable.insert(what, format!("does not give {what}: {why}"));
    }
}

/// What a node's reply is when it is no answer.
enum Refusal {
    Busy(Option<Duration>),
    Broken(String),
}

fn read(reply: &Reply, first: u64, count: usize) -> Result<Vec<Answer>, Refusal> {
    let status = StatusCode::from_u16(reply.status).unwrap_or_default();
    let is_resting = status == StatusCode::SERVICE_UNAVAILABLE && reply.retry_after.is_some();
    if status == StatusCode::TOO_MANY_REQUESTS || is_resting {
        return Err(Refusal::Busy(reply.retry_after));
    }
    match rpc::decode(&reply.body, first, count) {
        Ok(answers) => Ok(answers),
        Err(_) if !status.is_success() => Err(Refusal::Broken(format!("HTTP {status}"))),
        Err(what) => Err(Refusal::Broken(format!("no answer: {what}"))),
    }
}

fn backoff(times: u32) -> Duration {
    let factor = 2_u32.saturating_pow(times.saturating_sub(1));
    BACKOFF.saturating_mul(factor).min(BACKOFF_MAX)
}

fn later(rest: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(rest).unwrap_or(now)
}

/// An address, and what it is called: a path or a query may hold a key, which is nobody's business.
fn parse(url: &str) -> Result<(Uri, String), FetchError> {
    let wrong = |what: &str| FetchError::Options(format!("--rpc: {what}"));
    let uri: Uri = url.parse().map_err(|err| wrong(&format!("no address: {err}")))?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"));
    let (Some(scheme), Some(authority)) = (scheme, uri.authority()) else {
        return Err(wrong("expected http://… or https://…"));
    };
    if authority.as_str().contains('@') {
        return Err(wrong("a name and password in an address are not sent; expected none"));
    }
    let is_bare = uri.path_and_query().is_none_or(|path| path.as_str() == "/");
    let rest = if is_bare { "" } else { "/…" };
    let name = format!("{scheme}://{authority}{rest}");
    Ok((uri, name))
}
