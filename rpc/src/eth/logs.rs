//! Logs by address and topic, within bounds.

use alloy_rpc_types_eth::Filter;
use cybermiles_chain::LogsError;

use crate::{
    api::Api,
    error::RpcError,
    methods::{Job, Table},
};

/// Enters the method.
pub(crate) fn enter(table: &mut Table) {
    table.job("eth_getLogs", |api, mut params| {
        let filter = params.required::<Filter>("filter")?;
        params.end()?;
        check_terms(api, &filter)?;
        Ok(Job::read(move |api| Ok(api.chain.logs(&filter)?)))
    });
}

/// Bounds what is compared with every single log.
pub(crate) fn check_terms(api: &Api, filter: &Filter) -> Result<(), RpcError> {
    let limit = api.limits.filter_terms;
    if filter.address.len() > limit {
        let count = filter.address.len();
        let message = format!("exceed max addresses: {count} in the filter, limit {limit}");
        return Err(RpcError::Params(message));
    }
    if let Some(topics) = filter.topics.iter().find(|topics| topics.len() > limit) {
        let count = topics.len();
        let message = format!("exceed max topics: {count} in one position, limit {limit}");
        return Err(RpcError::Params(message));
    }
    Ok(())
}

impl From<LogsError> for RpcError {
    fn from(error: LogsError) -> Self {
        let message = error.to_string();
        match error {
            LogsError::InvalidRange { .. } | LogsError::BeyondHead { .. } => Self::Params(message),
            LogsError::TooManyBlocks { .. }
            | LogsError::TooManyResults { .. }
            | LogsError::TooManyInBlock { .. } => Self::Limit(message),
            LogsError::Chain(error) => error.into(),
            _ => Self::Server(message),
        }
    }
}
