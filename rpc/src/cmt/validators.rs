//! Who votes, and until when.

use std::net::SocketAddr;

use alloy_primitives::{Address, B256, U64};
use cybermiles_primitives::{
    Committee, Seat,
    committee::{RandaoKey, consensus_address},
};
use serde::Serialize;

use super::certified::check_network;
use crate::{
    api::Api,
    error::RpcError,
    methods::{Job, Table},
    params::Params,
};

/// Enters the methods.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_validators", validators);
    table.job("cmt_epoch", |api, params| {
        params.end()?;
        check_network(api)?;
        Ok(Job::read(Epoch::of))
    });
}

/// A validator with a seat in a committee.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Validator {
    /// Who declared it and manages it.
    operator: Address,
    consensus_key: B256,
    /// `miner` of the blocks it proposes.
    consensus_address: Address,
    randao_key: RandaoKey,
    /// How often it leads, in whole CMT of effective stake. Votes count one each.
    weight: U64,
    endpoint: Option<SocketAddr>,
}

impl From<&Seat> for Validator {
    fn from(seat: &Seat) -> Self {
        Self {
            operator: seat.validator,
            consensus_key: seat.consensus_key,
            consensus_address: consensus_address(&seat.consensus_key),
            randao_key: seat.randao_key,
            weight: U64::from(seat.weight),
            endpoint: seat.endpoint,
        }
    }
}

/// The committee of an epoch, the running one when none is named; `null` when it is not kept any
/// more, or not elected yet.
fn validators(api: &Api, mut params: Params<'_>) -> Result<Job<Option<Members>>, RpcError> {
    let epoch = params.optional::<U64>("epoch")?.map(|epoch| epoch.to::<u64>());
    params.end()?;
    check_network(api)?;
    Ok(Job::read(move |api| {
        let running = || api.chain.spec().epoch_of(api.chain.head().number());
        let committee = api.chain.committee(epoch.unwrap_or_else(running))?;
        Ok(committee.as_ref().map(Members::from))
    }))
}

/// A committee.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Members {
    epoch: U64,
    /// What the schedule of leaders is drawn from.
    seed: B256,
    /// Votes that make a block final.
    quorum: U64,
    /// Ascending by consensus key.
    validators: Vec<Validator>,
}

impl From<&Committee> for Members {
    fn from(committee: &Committee) -> Self {
        Self {
            epoch: U64::from(committee.epoch),
            seed: committee.seed,
            quorum: U64::from(committee.quorum()),
            validators: committee.seats.iter().map(Validator::from).collect(),
        }
    }
}

/// Where the chain is in its epochs.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Epoch {
    epoch: U64,
    first_block: U64,
    last_block: U64,
    /// Blocks the epoch still gets.
    blocks_left: U64,
    head: U64,
    committee_size: U64,
    /// Validators of the next epoch's committee that are not in this one's, and the reverse.
    joining: Vec<Address>,
    leaving: Vec<Address>,
}

impl Epoch {
    fn of(api: &Api) -> Result<Self, RpcError> {
        let (chain, spec) = (&api.chain, api.chain.spec());
        let head = chain.head().number();
        let epoch = spec.epoch_of(head);
        let operators = |epoch| -> Result<Vec<Address>, RpcError> {
            let committee = chain.committee(epoch)?;
            let seats = committee.into_iter().flat_map(|committee| committee.seats);
            Ok(seats.map(|seat| seat.validator).collect())
        };
        let (now, next) = (operators(epoch)?, operators(epoch.saturating_add(1))?);
        let without = |all: &[Address], others: &[Address]| {
            all.iter().filter(|one| !others.contains(one)).copied().collect()
        };
        Ok(Self {
            epoch: U64::from(epoch),
            first_block: U64::from(epoch.saturating_mul(spec.epoch_blocks)),
            last_block: U64::from(spec.last_of_epoch(epoch)),
            blocks_left: U64::from(spec.last_of_epoch(epoch).saturating_sub(head)),
            head: U64::from(head),
            committee_size: U64::from(now.len()),
            joining: without(&next, &now),
            leaving: without(&now, &next),
        })
    }
}
