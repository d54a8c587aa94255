//! What happens around every call: batches weighed, submissions gathered, panics contained.

use std::{panic::AssertUnwindSafe, sync::Arc};

use alloy_primitives::Bytes;
use futures_util::FutureExt;
use jsonrpsee::{
    BatchResponseBuilder, Methods, ResponsePayload,
    core::middleware::{Batch, BatchEntry, Notification, Request, RpcServiceT},
    server::MethodResponse,
    types::{ErrorObjectOwned, Id},
};

use crate::{
    error::RpcError,
    http::Transport,
    limits::{Limits, weight},
    params::Params,
    socket::Flow,
    work::Submitter,
};

/// The one method that does not go through the method table: its calls are gathered.
pub(crate) const SUBMIT: &str = "eth_sendRawTransaction";

/// The service around the method table, one for each connection.
#[derive(Clone, Debug)]
pub(crate) struct Dispatch<S> {
    pub(crate) inner: S,
    pub(crate) shared: Arc<Shared>,
    pub(crate) flow: Arc<Flow>,
}

/// What the connections' services share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) limits: Limits,
    pub(crate) methods: Methods,
    pub(crate) submitter: Submitter,
}

impl<S> RpcServiceT for Dispatch<S>
where
    S: RpcServiceT<
            MethodResponse = MethodResponse,
            BatchResponse = MethodResponse,
            NotificationResponse = MethodResponse,
        > + Clone
        + Send
        + Sync
        + 'static,
{
    type MethodResponse = MethodResponse;
    type NotificationResponse = MethodResponse;
    type BatchResponse = MethodResponse;

    fn call<'a>(&self, request: Request<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let this = self.clone();
        async move {
            let _counted = this.flow.call();
            this.flow.output_ready().await;
            this.answer(request).await
        }
    }

    fn batch<'a>(&self, batch: Batch<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let this = self.clone();
        async move {
            let _counted = this.flow.call();
            this.flow.output_ready().await;
            this.answer_batch(batch).await
        }
    }

    fn notification<'a>(
        &self,
        notification: Notification<'a>,
    ) -> impl Future<Output = MethodResponse> + Send + 'a {
        self.inner.notification(notification)
    }
}

impl<S> Dispatch<S>
where
    S: RpcServiceT<
            MethodResponse = MethodResponse,
            BatchResponse = MethodResponse,
            NotificationResponse = MethodResponse,
        > + Clone
        + Send
        + Sync
        + 'static,
{
    async fn answer(&self, request: Request<'_>) -> MethodResponse {
        if request.method_name() == SUBMIT {
            let submission = Submission::read(request);
            return match submission.raw {
                Ok(raw) => self.submit(vec![(submission.id, raw)]).await.pop(),
                Err(error) => Some(failure(submission.id, error)),
            }
            .unwrap_or_else(MethodResponse::notification);
        }
        let Some((name, _)) = self.shared.methods.method_with_name(request.method_name()) else {
            let name = printable(request.method_name());
            return failure(request.id(), RpcError::NoMethod(name));
        };
        metrics::counter!("rpc_calls_total", "method" => name).increment(1);
        let mut request = request;
        let subscribes = matches!(name, "eth_subscribe" | "cmt_subscribe");
        if subscribes {
            request.extensions_mut().insert(self.flow.clone());
        }
        if (subscribes || matches!(name, "eth_unsubscribe" | "cmt_unsubscribe"))
            && request.extensions().get() != Some(&Transport::WebSocket)
        {
            return failure(request.id(), RpcError::NoNotifications);
        }
        let id = request.id().into_owned();
        let called = AssertUnwindSafe(async { self.inner.call(request).await });
        called.catch_unwind().await.unwrap_or_else(|_| {
            tracing::error!(method = name, "a call panicked");
            metrics::counter!("rpc_panics_total").increment(1);
            failure(id, RpcError::Internal("the call failed, see the node's log".into()))
        })
    }

    /// Answers in the order of the batch. Neighbouring submissions reach the pool as one.
    async fn answer_batch(&self, batch: Batch<'_>) -> MethodResponse {
        let limits = &self.shared.limits;
        let mut left = limits.batch_weight;
        let mut out = BatchResponseBuilder::new_with_limit(limits.response_bytes as usize);
        let mut submissions = Vec::new();
        let mut entries = batch.into_iter().peekable();
        let mut notified = false;
        while let Some(entry) = entries.next() {
            let answer = match entry {
                Ok(BatchEntry::Call(request)) if request.method_name() == SUBMIT => {
                    submissions.push(match spend(&mut left, SUBMIT, limits) {
                        Ok(()) => Submission::read(request),
                        Err(error) => Submission { id: request.id, raw: Err(error) },
                    });
                    let more = matches!(entries.peek(), Some(Ok(BatchEntry::Call(next)))
                        if next.method_name() == SUBMIT);
                    if !more && let Err(too_big) = self.gather(&mut submissions, &mut out).await {
                        return too_big;
                    }
                    continue;
                }
                Ok(BatchEntry::Call(request)) => {
                    match spend(&mut left, request.method_name(), limits) {
                        Ok(()) => self.answer(request).await,
                        Err(error) => failure(request.id, error),
                    }
                }
                Ok(BatchEntry::Notification(_)) => {
                    notified = true;
                    continue;
                }
                Err(error) => {
                    let (error, id) = error.into_parts();
                    MethodResponse::error(id, error)
                }
            };
            if let Err(too_big) = out.append(answer) {
                return too_big;
            }
        }
        if out.is_empty() && notified {
            return MethodResponse::notification();
        }
        MethodResponse::from_batch(out.finish())
    }

    /// Submits what has been gathered and appends the answers in order.
    async fn gather(
        &self,
        submissions: &mut Vec<Submission<'_>>,
        out: &mut BatchResponseBuilder,
    ) -> Result<(), MethodResponse> {
        let mut unreadable = Vec::new();
        let mut order = Vec::with_capacity(submissions.len());
        let mut readable = Vec::with_capacity(submissions.len());
        for submission in submissions.drain(..) {
            order.push(submission.raw.is_ok());
            match submission.raw {
                Ok(raw) => readable.push((submission.id, raw)),
                Err(error) => unreadable.push(failure(submission.id, error)),
            }
        }
        let mut answers = self.submit(readable).await.into_iter();
        let mut failures = unreadable.into_iter();
        for readable in order {
            let answer = if readable { answers.next() } else { failures.next() };
            if let Some(answer) = answer {
                out.append(answer)?;
            }
        }
        Ok(())
    }

    async fn submit(&self, raws: Vec<(Id<'_>, Bytes)>) -> Vec<MethodResponse> {
        if raws.is_empty() {
            return Vec::new();
        }
        metrics::counter!("rpc_calls_total", "method" => SUBMIT).increment(raws.len() as u64);
        let (ids, raws): (Vec<_>, Vec<_>) = raws.into_iter().unzip();
        let count = raws.len();
        let answers = self
            .shared
            .submitter
            .submit(raws)
            .await
            .unwrap_or_else(|error| vec![Err(error); count]);
        let answer = |(id, answer)| match answer {
            Ok(hash) => MethodResponse::response(id, ResponsePayload::success(hash), usize::MAX),
            Err(error) => failure(id, error),
        };
        ids.into_iter().zip(answers).map(answer).collect()
    }
}

/// Takes what a call weighs off what is left for its batch.
fn spend(left: &mut u32, method: &str, limits: &Limits) -> Result<(), RpcError> {
    let (weight, limit) = (weight(method), limits.batch_weight);
    *left = left.checked_sub(weight).ok_or_else(|| {
        RpcError::Limit(format!(
            "batch too heavy: {limit} is the limit, {left} was left, this call weighs {weight}; \
             send it in another batch"
        ))
    })?;
    Ok(())
}

/// One `eth_sendRawTransaction` of a batch.
struct Submission<'a> {
    id: Id<'a>,
    raw: Result<Bytes, RpcError>,
}

impl<'a> Submission<'a> {
    fn read(request: Request<'a>) -> Self {
        let read = || {
            let json = request.params.as_ref().map(|params| params.get());
            let mut params = Params::new(json)?;
            let raw = params.required::<Bytes>("transaction")?;
            params.end()?;
            Ok(raw)
        };
        Self { raw: read(), id: request.id }
    }
}

fn failure(id: Id<'_>, error: RpcError) -> MethodResponse {
    MethodResponse::error(id, ErrorObjectOwned::from(error))
}

/// The caller's method name, short enough to send back.
fn printable(name: &str) -> String {
    name.chars().take(64).collect()
}
