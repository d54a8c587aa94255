//! The table of all methods: how one is entered, and how its calls run.

use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt};
use jsonrpsee::{
    Methods, ResponsePayload, RpcModule,
    server::{MethodCallback, MethodResponse},
    types::ErrorObjectOwned,
};
use serde::Serialize;

use crate::{
    api::Api, cmt, debug, error::RpcError, eth, evm, net, params::Params, refused, txpool, web3,
};

/// What is left of a call once its parameters have been read.
type Work<R> = Box<dyn FnOnce(&Api) -> Result<R, RpcError> + Send>;

/// How a call goes on once its parameters have been read.
pub(crate) enum Job<R> {
    /// It was so cheap that it is done.
    Done(R),
    /// On a thread that may wait for the disk.
    Read(Work<R>),
    /// On one of the few threads for calls that keep a core busy.
    Heavy(Work<R>),
    /// Waiting for something to happen.
    Wait(BoxFuture<'static, Result<R, RpcError>>),
}

impl<R> Job<R> {
    /// [`Self::Read`] without the box.
    pub(crate) fn read(work: impl FnOnce(&Api) -> Result<R, RpcError> + Send + 'static) -> Self {
        Self::Read(Box::new(work))
    }

    /// [`Self::Heavy`] without the box.
    pub(crate) fn heavy(work: impl FnOnce(&Api) -> Result<R, RpcError> + Send + 'static) -> Self {
        Self::Heavy(Box::new(work))
    }
}

/// What a method returns: anything JSON can show.
pub(crate) trait Answer: Serialize + Clone + Send + 'static {}
impl<R: Serialize + Clone + Send + 'static> Answer for R {}

/// The methods entered so far.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) module: RpcModule<Api>,
    api: Arc<Api>,
}

impl Table {
    /// Enters a method that only looks at memory.
    pub(crate) fn quick<R: Answer>(
        &mut self,
        name: &'static str,
        method: impl Fn(&Api, Params<'_>) -> Result<R, RpcError> + Send + Sync + 'static,
    ) {
        let api = self.api.clone();
        let callback = MethodCallback::Sync(Arc::new(move |id, params, max, extensions| {
            let result = Params::new(params.as_str()).and_then(|params| method(&api, params));
            MethodResponse::response(id, payload(result), max).with_extensions(extensions)
        }));
        self.enter(name, callback);
    }

    /// Enters a method that reads its parameters at once and then decides how it goes on.
    pub(crate) fn job<R: Answer>(
        &mut self,
        name: &'static str,
        method: impl Fn(&Api, Params<'_>) -> Result<Job<R>, RpcError> + Send + Sync + 'static,
    ) {
        self.job_up_to(name, 0, method);
    }

    /// [`Self::job`] whose answer alone may have `own_max` bytes where that is more than what the
    /// server allows all answers.
    pub(crate) fn job_up_to<R: Answer>(
        &mut self,
        name: &'static str,
        own_max: usize,
        method: impl Fn(&Api, Params<'_>) -> Result<Job<R>, RpcError> + Send + Sync + 'static,
    ) {
        let api = self.api.clone();
        let callback = MethodCallback::Async(Arc::new(move |id, params, _, max, extensions| {
            let max = max.max(own_max);
            let job = Params::new(params.as_str()).and_then(|params| method(&api, params));
            let api = api.clone();
            async move {
                // The answer is written where it was found: a large one is work as well.
                let (lane, work) = match job {
                    Ok(Job::Read(work)) => (api.reads.clone(), work),
                    Ok(Job::Heavy(work)) => (api.heavy.clone(), work),
                    Ok(Job::Done(result)) => return answered(id, Ok(result), max),
                    Ok(Job::Wait(result)) => return answered(id, result.await, max),
                    Err(error) => return answered::<R>(id, Err(error), max),
                };
                let asker = id.clone();
                let result = lane.run(move || Ok(answered(id, work(&api), max))).await;
                result.unwrap_or_else(|error| answered::<R>(asker, Err(error), max))
            }
            .map(|response| response.with_extensions(extensions))
            .boxed()
        }));
        self.enter(name, callback);
    }

    fn enter(&mut self, name: &'static str, callback: MethodCallback) {
        let entered = self.module.verify_and_insert(name, callback);
        assert!(entered.is_ok(), "method {name} is entered twice");
    }
}

fn answered<R: Answer>(
    id: jsonrpsee::types::Id<'_>,
    result: Result<R, RpcError>,
    max: usize,
) -> MethodResponse {
    MethodResponse::response(id, payload(result), max)
}

fn payload<R: Clone>(result: Result<R, RpcError>) -> ResponsePayload<'static, R> {
    match result {
        Ok(result) => ResponsePayload::success(result),
        Err(error) => ResponsePayload::error(ErrorObjectOwned::from(error)),
    }
}

/// All methods of the server.
pub(crate) fn table(api: Arc<Api>) -> Methods {
    let has_time_control = api.chain.options().time_control;
    let mut table = Table { module: RpcModule::from_arc(api.clone()), api };
    cmt::enter(&mut table);
    eth::enter(&mut table);
    debug::enter(&mut table);
    net::enter(&mut table);
    web3::enter(&mut table);
    txpool::enter(&mut table);
    refused::enter(&mut table);
    if has_time_control {
        evm::enter(&mut table);
    }
    table.module.into()
}
