//! Filters: for clients that poll, what a subscription is for those that listen.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use alloy_primitives::B256;
use alloy_rpc_types_eth::{Filter, FilterBlockOption, Log};
use cybermiles_primitives::RecoveredTransaction;
use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

use crate::{
    api::Api,
    convert::{self, RpcTransaction},
    error::RpcError,
    eth::logs,
    limits::Limits,
    methods::{Job, Table},
    params::Params,
    server::HexIds,
};

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.quick("eth_newFilter", |api, mut params| {
        let filter = params.required::<Filter>("filter")?;
        params.end()?;
        logs::check_terms(api, &filter)?;
        api.filters.install(Watch::Logs { filter: Box::new(filter), next: next_block(api) })
    });
    table.quick("eth_newBlockFilter", |api, params| {
        params.end()?;
        api.filters.install(Watch::Blocks { next: next_block(api) })
    });
    table.quick("eth_newPendingTransactionFilter", |api, mut params| {
        let full = params.optional::<bool>("full transactions")?.unwrap_or(false);
        params.end()?;
        api.filters.install(Watch::Pending { arrivals: api.chain.pending_transactions(), full })
    });
    table.quick("eth_uninstallFilter", |api, params| {
        let id = id(params)?;
        Ok(api.filters.uninstall(&id))
    });
    table.job("eth_getFilterChanges", |_, params| {
        let id = id(params)?;
        Ok(Job::read(move |api| advance(api, &mut api.filters.get(&id)?.watch.lock())))
    });
    table.job("eth_getFilterLogs", |_, params| {
        let id = id(params)?;
        Ok(Job::read(move |api| {
            let filter = match &*api.filters.get(&id)?.watch.lock() {
                Watch::Logs { filter, .. } => Filter::clone(filter),
                Watch::Blocks { .. } | Watch::Pending { .. } => {
                    return Err(RpcError::Server("filter not found: not a log filter".into()));
                }
            };
            Ok(api.chain.logs(&filter)?)
        }))
    });
}

fn id(mut params: Params<'_>) -> Result<String, RpcError> {
    let id = params.required("filter id")?;
    params.end()?;
    Ok(id)
}

fn next_block(api: &Api) -> u64 {
    api.chain.head().number().saturating_add(1)
}

/// What a filter waits for, and where it left off.
#[derive(Debug)]
enum Watch {
    Logs { filter: Box<Filter>, next: u64 },
    Blocks { next: u64 },
    Pending { arrivals: Receiver<Arc<RecoveredTransaction>>, full: bool },
}

#[derive(Debug)]
struct Installed {
    /// Held while a poll is answered, so that two polls do not get the same changes.
    watch: Mutex<Watch>,
    asked: Mutex<Instant>,
}

/// All filters of a server.
#[derive(Debug)]
pub(crate) struct Filters {
    ids: HexIds,
    installed: Mutex<BTreeMap<String, Arc<Installed>>>,
    count_max: usize,
    idle_max: Duration,
}

impl Filters {
    /// No filters yet.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            ids: HexIds::default(),
            installed: Mutex::default(),
            count_max: limits.filters,
            idle_max: limits.filter_idle,
        }
    }

    fn install(&self, watch: Watch) -> Result<String, RpcError> {
        let now = Instant::now();
        self.expire(now);
        let mut installed = self.installed.lock();
        if installed.len() >= self.count_max {
            let count = self.count_max;
            return Err(RpcError::Limit(format!(
                "too many filters: {count} are installed; uninstall some or subscribe instead"
            )));
        }
        let id = self.ids.next();
        let filter = Installed { watch: Mutex::new(watch), asked: Mutex::new(now) };
        installed.insert(id.clone(), Arc::new(filter));
        Ok(id)
    }

    /// Uninstalls what nobody has asked about for too long.
    fn expire(&self, now: Instant) {
        let kept = |filter: &Installed| now.duration_since(*filter.asked.lock()) < self.idle_max;
        self.installed.lock().retain(|_, filter| kept(filter));
    }

    fn get(&self, id: &str) -> Result<Arc<Installed>, RpcError> {
        let now = Instant::now();
        self.expire(now);
        let found = self.installed.lock().get(id).cloned();
        let found = found.ok_or_else(|| RpcError::Server("filter not found".into()))?;
        *found.asked.lock() = now;
        Ok(found)
    }

    fn uninstall(&self, id: &str) -> bool {
        self.expire(Instant::now());
        self.installed.lock().remove(id).is_some()
    }
}

/// What happened since the last poll.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum Changes {
    Hashes(Vec<B256>),
    Logs(Vec<Log>),
    Transactions(Vec<RpcTransaction>),
}

fn advance(api: &Api, watch: &mut Watch) -> Result<Changes, RpcError> {
    let head = api.chain.head().number();
    match watch {
        Watch::Pending { arrivals, full } => {
            let arrived = arrived(arrivals, api.limits.filter_hashes);
            Ok(if *full {
                Changes::Transactions(arrived.iter().map(|tx| convert::pooled(tx)).collect())
            } else {
                Changes::Hashes(arrived.iter().map(|tx| tx.hash).collect())
            })
        }
        Watch::Blocks { next } => {
            let mut hashes = Vec::new();
            while *next <= head && hashes.len() < api.limits.filter_hashes {
                hashes.extend(api.chain.header(*next)?.map(|header| header.hash));
                *next += 1;
            }
            Ok(Changes::Hashes(hashes))
        }
        Watch::Logs { filter, next } => {
            // The range a filter names bounds what it reports, it does not bring back the past.
            let (from, to) = match filter.block_option {
                FilterBlockOption::Range { .. } => (
                    filter.get_from_block().unwrap_or(0).max(*next),
                    filter.get_to_block().unwrap_or(head).min(head),
                ),
                FilterBlockOption::AtBlockHash(_) => return Ok(Changes::Logs(Vec::new())),
            };
            if from > to {
                return Ok(Changes::Logs(Vec::new()));
            }
            let to =
                to.min(from.saturating_add(api.chain.options().max_log_blocks.saturating_sub(1)));
            let found = api.chain.logs(&Filter::clone(filter).select(from..=to))?;
            *next = to.saturating_add(1);
            Ok(Changes::Logs(found))
        }
    }
}

fn arrived(
    arrivals: &mut Receiver<Arc<RecoveredTransaction>>,
    at_most: usize,
) -> Vec<Arc<RecoveredTransaction>> {
    let mut arrived = Vec::new();
    while arrived.len() < at_most {
        match arrivals.try_recv() {
            Ok(transaction) => arrived.push(transaction),
            // The poller was too slow: the oldest are lost, the rest is still there.
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        }
    }
    arrived
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_nobody_asks_about_expires() {
        let filters = Filters::new(&Limits::default());
        let idle = Limits::default().filter_idle;
        let id = filters.install(Watch::Blocks { next: 1 }).unwrap();
        let installed_at = Instant::now();
        filters.expire(installed_at + idle - Duration::from_secs(1));
        assert!(filters.get(&id).is_ok());
        filters.expire(installed_at + idle * 2);
        assert!(filters.get(&id).is_err());
    }
}
