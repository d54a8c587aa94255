//! How the node is: what `cybermiles status` tells a human.

use alloy_primitives::{B256, U64};
use cybermiles_primitives::turn::header_time_ms;
use serde::Serialize;

use crate::{
    api::Api,
    error::RpcError,
    methods::{Job, Table},
    standing::Role,
};

/// Enters the method.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_status", |_, params| {
        params.end()?;
        Ok(Job::read(Status::of))
    });
}

/// All times in milliseconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    client_version: String,
    chain_id: U64,
    genesis_hash: B256,
    role: Role,
    /// The node's clock, Unix time.
    now: U64,
    head_number: U64,
    head_hash: B256,
    /// When the head was proposed, Unix time.
    head_time: U64,
    block_time: U64,
    oldest_block: U64,
    /// The newest block others told of; the head when there is none newer.
    highest_block: U64,
    is_syncing: bool,
    /// `null` on a development chain, and so the next six.
    epoch: Option<U64>,
    epoch_blocks: Option<U64>,
    view: Option<U64>,
    committee_size: Option<U64>,
    consensus_key: Option<B256>,
    /// The place of the node's key in the running committee.
    seat: Option<U64>,
    is_in_next_committee: bool,
    is_voting: bool,
    peers: U64,
    upstream: Option<String>,
    pool_pending: U64,
    pool_queued: U64,
    /// Bytes left on the disk of the data folder.
    disk_free: Option<U64>,
    problems: Vec<String>,
    notices: Vec<String>,
}

impl Status {
    fn of(api: &Api) -> Result<Self, RpcError> {
        let (chain, standing) = (&api.chain, api.standing.now());
        let (spec, head, pool) = (chain.spec(), chain.head(), chain.pool().status());
        let network = spec.is_network();
        let epoch = spec.epoch_of(head.number());
        let mut problems = standing.problems;
        if let Some(failure) = chain.failure().borrow().as_ref() {
            problems.push(failure.to_string());
        }
        let committee = if network { chain.committee(epoch)? } else { None };
        let next = if network { chain.committee(epoch.saturating_add(1))? } else { None };
        let place = |committee: &Option<cybermiles_primitives::Committee>| {
            committee.as_ref()?.position(&standing.consensus_key?)
        };
        let highest = standing.highest.unwrap_or_default().max(head.number());
        Ok(Self {
            client_version: api.client_version.clone(),
            chain_id: U64::from(spec.chain_id),
            genesis_hash: chain.genesis_hash(),
            role: standing.role,
            now: U64::from(standing.now_ms),
            head_number: U64::from(head.number()),
            head_hash: head.hash,
            head_time: U64::from(header_time_ms(&head.header)),
            block_time: U64::from(spec.block_time_ms),
            oldest_block: U64::from(chain.oldest_block()),
            highest_block: U64::from(highest),
            is_syncing: api.syncing().is_some(),
            epoch: network.then(|| U64::from(epoch)),
            epoch_blocks: network.then(|| U64::from(spec.epoch_blocks)),
            view: standing.view.map(U64::from),
            committee_size: committee.as_ref().map(|committee| U64::from(committee.seats.len())),
            seat: place(&committee).map(U64::from),
            is_in_next_committee: place(&next).is_some(),
            consensus_key: standing.consensus_key,
            is_voting: standing.is_voting,
            peers: U64::from(standing.peers),
            upstream: standing.upstream,
            pool_pending: U64::from(pool.pending),
            pool_queued: U64::from(pool.queued),
            disk_free: standing.disk_free.map(U64::from),
            problems,
            notices: standing.notices,
        })
    }
}
