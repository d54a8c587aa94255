//! Sending: one lane for each connection, each request sent when the one before it was answered.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    time::{Duration, Instant},
};

use futures_util::future::try_join_all;
use serde::Deserialize;

use super::{
    LoadError,
    client::{Connection, RpcError},
    plan::Plan,
    target::Target,
    workload::Batch,
};

/// What sending has done so far; the watcher reads it while lanes still write.
#[derive(Debug)]
pub struct Progress {
    /// When each transaction was offered, by its index in the run.
    offered: RefCell<Vec<Option<Instant>>>,
    refused: RefCell<BTreeMap<String, usize>>,
    answered: Cell<usize>,
    over: Cell<Option<Instant>>,
}

impl Progress {
    /// Nothing sent yet.
    pub fn new(count: usize) -> Self {
        Self {
            offered: RefCell::new(vec![None; count]),
            refused: RefCell::default(),
            answered: Cell::new(0),
            over: Cell::new(None),
        }
    }

    /// When transaction `index` was offered: with a rate, when it was due, so that a node that
    /// holds up the client is charged for the wait.
    pub fn offered(&self, index: usize) -> Option<Instant> {
        self.offered.borrow().get(index).copied().flatten()
    }

    /// Transactions answered, refused ones included.
    pub fn answered(&self) -> usize {
        self.answered.get()
    }

    /// Transactions refused, by the node's words.
    pub fn refused(&self) -> BTreeMap<String, usize> {
        self.refused.borrow().clone()
    }

    /// How many were refused.
    pub fn refused_count(&self) -> usize {
        self.refused.borrow().values().sum()
    }

    /// When the last request was answered; `None` while sending.
    pub fn over(&self) -> Option<Instant> {
        self.over.get()
    }
}

/// Opens the connections of a run.
///
/// # Errors
/// [`LoadError::Connection`] when the node takes fewer than the plan has in flight.
pub async fn connect(target: Target, plan: &Plan) -> Result<Vec<Connection>, LoadError> {
    let open = (0..plan.in_flight).map(|_| Connection::open(target, plan.transport));
    try_join_all(open).await
}

/// Sends every lane until it is empty or `deadline` has come.
///
/// # Errors
/// [`LoadError::Connection`] when one of the connections breaks.
pub async fn send(
    plan: &Plan,
    connections: &mut [Connection],
    lanes: &[Vec<Batch>],
    progress: &Progress,
    deadline: Instant,
) -> Result<(), LoadError> {
    let start = Instant::now();
    let lanes = connections
        .iter_mut()
        .zip(lanes)
        .map(|(connection, batches)| send_lane(plan, connection, batches, progress, start));
    let sent = tokio::time::timeout_at(deadline.into(), try_join_all(lanes)).await;
    progress.over.set(Some(Instant::now()));
    sent.map_or(Ok(()), |sent| sent.map(|_| ()))
}

async fn send_lane(
    plan: &Plan,
    connection: &mut Connection,
    batches: &[Batch],
    progress: &Progress,
    start: Instant,
) -> Result<(), LoadError> {
    for batch in batches {
        let offered = match plan.rate {
            None => Instant::now(),
            Some(rate) => {
                let due = start + Duration::from_secs_f64(batch.due_after as f64 / rate);
                tokio::time::sleep_until(due.into()).await;
                due
            }
        };
        let range = batch.first..batch.first + batch.hashes.len();
        progress.offered.borrow_mut()[range].fill(Some(offered));
        let reply = connection.send(batch.body.clone()).await?;
        count_refusals(&reply, batch, progress)?;
        progress.answered.set(progress.answered.get() + batch.hashes.len());
    }
    Ok(())
}

#[derive(Deserialize)]
struct Refusal {
    error: Option<RpcError>,
}

/// Adds the errors in a reply to a batch. A reply without any is not parsed.
fn count_refusals(reply: &[u8], batch: &Batch, progress: &Progress) -> Result<(), LoadError> {
    const ERROR: &[u8] = b"\"error\"";
    if !reply.windows(ERROR.len()).any(|window| window == ERROR) {
        return Ok(());
    }
    let mut refused = progress.refused.borrow_mut();
    if reply.first() == Some(&b'{') {
        // The batch was refused as a whole.
        let refusal: Refusal = parse(reply)?;
        let message = refusal.error.map_or_else(String::new, |error| error.message);
        *refused.entry(message).or_default() += batch.hashes.len();
        return Ok(());
    }
    let refusals: Vec<Refusal> = parse(reply)?;
    for error in refusals.into_iter().filter_map(|refusal| refusal.error) {
        *refused.entry(error.message).or_default() += 1;
    }
    Ok(())
}

fn parse<'a, T: Deserialize<'a>>(reply: &'a [u8]) -> Result<T, LoadError> {
    serde_json::from_slice(reply).map_err(|err| LoadError::Reply {
        method: "a batch of eth_sendRawTransaction".into(),
        reason: format!("{err}: {}", String::from_utf8_lossy(reply)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusals(reply: &str) -> BTreeMap<String, usize> {
        let progress = Progress::new(3);
        let batch =
            Batch { body: "".into(), hashes: vec![Default::default(); 3], first: 0, due_after: 0 };
        count_refusals(reply.as_bytes(), &batch, &progress).unwrap();
        progress.refused()
    }

    #[test]
    fn refusals_are_counted_by_message() {
        let reply = r#"[{"id":0,"result":"0x"},
            {"id":1,"error":{"code":-32000,"message":"nonce too low"}},
            {"id":2,"error":{"code":-32000,"message":"nonce too low"}}]"#;
        assert_eq!(refusals(reply), BTreeMap::from([("nonce too low".into(), 2)]));
    }

    #[test]
    fn a_batch_refused_as_a_whole_counts_for_all_its_transactions() {
        let reply = r#"{"id":null,"error":{"code":-32600,"message":"batch too large"}}"#;
        assert_eq!(refusals(reply), BTreeMap::from([("batch too large".into(), 3)]));
    }

    #[test]
    fn a_clean_reply_refuses_nothing() {
        assert!(refusals(r#"[{"id":0,"result":"0x"}]"#).is_empty());
    }
}
