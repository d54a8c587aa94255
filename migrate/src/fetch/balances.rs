//! Where the token keeps balances, and the balance of everybody who may have one.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256, map::B256Set};
use cybermiles_proofs::trie::Collected;
use serde_json::json;

use super::{
    FetchError, Options, Run, answer,
    base::{Base, PROOF},
    logs::Logs,
    pace::Pace,
    pieces::{BalancePiece, BalanceRow, MappingPiece},
    rpc::Call,
    sources::{Ask, AskError},
    store::{Pieces, Work},
};
use crate::{
    bundle::Trust,
    layout::{Mapping, Order},
};

/// Keys one `eth_getProof` is asked for.
const KEYS_MAX: u64 = 100;
/// Accounts that are tried to find the mapping.
const TRIED: usize = 64;
const BALANCE: &str = "balances";
const BALANCES: &str = "balances.pieces";
const SLOT: &str = "slots of balances";
/// The selector of `balanceOf(address)`.
const BALANCE_OF: [u8; 4] = [0x70, 0xa0, 0x82, 0x31];

/// Nodes of proofs, each once.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    known: B256Set,
    pub(super) all: Collected,
}

impl Nodes {
    /// Adds nodes; those that are new.
    pub(super) fn add(&mut self, nodes: Vec<Vec<u8>>) -> Vec<Bytes> {
        let new: Vec<_> =
            nodes.into_iter().filter(|node| self.known.insert(keccak256(node))).collect();
        self.all.add(new.iter().cloned());
        new.into_iter().map(Bytes::from).collect()
    }

    /// The proof of a key, if its nodes are here.
    pub(super) fn proof(&self, root: B256, key: B256) -> Option<Vec<Vec<u8>>> {
        let mut nodes = Vec::new();
        let proven = self.all.proof(root, &[key], |node| {
            nodes.push(node.to_vec());
            Ok(())
        });
        proven.is_ok().then_some(nodes)
    }

    pub(super) fn keep(&mut self, nodes: &[Bytes]) {
        self.add(nodes.iter().map(|node| node.to_vec()).collect());
    }
}

/// The balances that are known, and the nodes that prove them.
#[derive(Debug)]
pub(super) struct Balances {
    rows: BTreeMap<Address, U256>,
    pub(super) nodes: Nodes,
    /// Where `rows` are from. It was found by logs that may be invented, so that it is found again
    /// with other logs, and in another run.
    pub(super) mapping: Option<Mapping>,
    pieces: Pieces,
    mappings: Pieces,
}

impl Balances {
    /// What was fetched before.
    pub(super) fn open(work: &Work) -> Result<Self, FetchError> {
        let (mut rows, mut nodes) = (BTreeMap::new(), Nodes::default());
        let pieces = Pieces::open(&work.path(BALANCES), |piece: BalancePiece| {
            rows.extend(piece.rows.iter().map(|row| (row.account, row.wei)));
            nodes.keep(&piece.nodes);
        })?;
        let mut mapping = None;
        let mappings = Pieces::open(&work.path("mapping.pieces"), |piece: MappingPiece| {
            let order = if piece.is_vyper { Order::Vyper } else { Order::Solidity };
            mapping = Some(Mapping { slot: piece.slot, order });
        })?;
        Ok(Self { rows, nodes, mapping, pieces, mappings })
    }

    /// From now on balances are those of `mapping`; what others gave is forgotten.
    fn turn_to(&mut self, mapping: Mapping, work: &Work) -> Result<(), FetchError> {
        if self.mapping == Some(mapping) {
            return Ok(());
        }
        if !self.rows.is_empty() {
            self.rows.clear();
            work.forget(BALANCES)?;
            self.pieces = Pieces::open(&work.path(BALANCES), |_: BalancePiece| ())?;
            // The pieces that follow say again which nodes prove them.
            self.nodes = Nodes::default();
        }
        let is_vyper = mapping.order == Order::Vyper;
        self.mappings.add(&MappingPiece { slot: mapping.slot, is_vyper })?;
        self.mapping = Some(mapping);
        Ok(())
    }

    /// Everybody who was asked about.
    pub(super) fn rows(&self) -> &BTreeMap<Address, U256> {
        &self.rows
    }

    /// All balances; `None` if 256 bits do not hold them.
    pub(super) fn sum(&self) -> Option<U256> {
        self.rows.values().try_fold(U256::ZERO, |sum, wei| sum.checked_add(*wei))
    }
}

impl Run<'_> {
    /// Finds the mapping, and asks for the balances that are not known yet.
    pub(super) async fn balances(
        &mut self,
        base: &Base,
        balances: &mut Balances,
        hints: &BTreeSet<Address>,
        logs: &Logs,
    ) -> Result<(), FetchError> {
        let mapping = self.find_mapping(base, hints, logs).await?;
        balances.turn_to(mapping, &self.work)?;
        let open: Vec<Address> =
            hints.iter().filter(|hint| !balances.rows.contains_key(*hint)).copied().collect();
        self.watch.begin("Balances", u64::try_from(hints.len()).unwrap_or(u64::MAX));
        self.watch.add(u64::try_from(hints.len().saturating_sub(open.len())).unwrap_or(u64::MAX));
        let mut pace = Pace::new(KEYS_MAX, KEYS_MAX);
        let mut rest = open.as_slice();
        while !rest.is_empty() {
            let (these, others) = rest.split_at(pace.count().min(rest.len()));
            let asked = self.some_balances(base, mapping, these, pace.can_shrink()).await;
            let (values, nodes) = match asked {
                Ok(asked) => asked,
                Err(AskError::TooMuch(_)) => {
                    pace.shrink();
                    continue;
                }
                Err(AskError::Gone(err)) => return Err(err),
            };
            let rows = these.iter().zip(values);
            let rows = rows.map(|(account, wei)| BalanceRow { account: *account, wei }).collect();
            let piece = BalancePiece { rows, nodes: balances.nodes.add(nodes) };
            balances.pieces.add(&piece)?;
            balances.rows.extend(piece.rows.iter().map(|row| (row.account, row.wei)));
            self.watch.add(u64::try_from(these.len()).unwrap_or_default());
            rest = others;
            pace.grow();
        }
        Ok(())
    }

    async fn some_balances(
        &mut self,
        base: &Base,
        mapping: Mapping,
        accounts: &[Address],
        can_shrink: bool,
    ) -> Result<(Vec<U256>, Vec<Vec<u8>>), AskError> {
        if self.options.trust == Trust::Rpc {
            let agreed = self.agreed_balances(accounts, can_shrink).await?;
            return Ok((agreed, Vec::new()));
        }
        let slots: Vec<B256> = accounts.iter().map(|account| mapping.slot_of(*account)).collect();
        self.proven_slots(base, &slots, can_shrink).await
    }

    async fn proven_slots(
        &mut self,
        base: &Base,
        slots: &[B256],
        can_shrink: bool,
    ) -> Result<(Vec<U256>, Vec<Vec<u8>>), AskError> {
        let params = json!([self.options.token, slots, self.at()]);
        let call = Call { method: "eth_getProof", params };
        let ask = Ask { what: PROOF, only: None, can_shrink };
        let check = |answers| answer::slots(&answer::one(answers)?, slots, base.storage_hash);
        self.sources.ask(ask, &[call], self.watch, check).await
    }

    async fn agreed_balances(
        &mut self,
        accounts: &[Address],
        can_shrink: bool,
    ) -> Result<Vec<U256>, AskError> {
        let (token, at) = (self.options.token, self.at());
        let calls: Vec<_> = accounts
            .iter()
            .map(|account| {
                let data = [BALANCE_OF.as_slice(), account.into_word().as_slice()].concat();
                let call = json!({ "to": token, "data": hex::encode_prefixed(data) });
                Call { method: "eth_call", params: json!([call, at]) }
            })
            .collect();
        let ask = Ask { what: BALANCE, only: None, can_shrink };
        let about = |row: usize| {
            format!("the balance of {}", accounts.get(row).copied().unwrap_or_default())
        };
        self.ask_every(ask, &calls, about, |answers| {
            answers.into_iter().map(|answer| answer::word(&answer?)).collect()
        })
        .await
    }

    /// The mapping in which accounts have something. Which one is right is seen in the end, when
    /// all balances are the total supply.
    async fn find_mapping(
        &mut self,
        base: &Base,
        hints: &BTreeSet<Address>,
        logs: &Logs,
    ) -> Result<Mapping, FetchError> {
        // Those who should have most come first.
        let by_logs = logs.replay(self.options, base.slot(self.options.supply_slot));
        let by_logs = by_logs.unwrap_or_default();
        let mut likely: Vec<_> = hints.iter().copied().collect();
        likely.sort_by_key(|hint| std::cmp::Reverse(by_logs.get(hint).copied()));
        likely.truncate(TRIED);
        // Whoever invents logs does not choose these.
        let likely = self.named().chain(likely).chain([self.options.token]);
        let mut seen = BTreeSet::new();
        let likely: Vec<Address> = likely.filter(|account| seen.insert(*account)).collect();
        let candidates: Vec<Mapping> = Mapping::candidates().collect();
        let mut found: BTreeMap<Mapping, u32> = BTreeMap::new();
        for (tried, account) in likely.iter().enumerate() {
            let slots: Vec<B256> = candidates.iter().map(|m| m.slot_of(*account)).collect();
            let values = self.values(base, &slots).await?;
            let filled = candidates.iter().zip(values).filter(|(_, value)| !value.is_zero());
            for (mapping, _) in filled {
                let count = found.entry(*mapping).or_default();
                *count = count.saturating_add(1);
            }
            // A second account tells balances from what only some accounts have.
            if tried > 0 && found.len() == 1 {
                break;
            }
        }
        let best =
            found.iter().max_by_key(|(mapping, count)| (**count, std::cmp::Reverse(**mapping)));
        let best = best.map(|(mapping, _)| *mapping);
        best.ok_or(FetchError::Mapping { accounts: likely.len() })
    }

    /// The deployer, and accounts from all over the lists that were given.
    fn named(&self) -> impl Iterator<Item = Address> + use<> {
        let Options { deployer, hints, .. } = self.options;
        let step = hints.len().div_ceil(TRIED).max(1);
        let named = deployer.iter().chain(hints.iter().step_by(step)).copied();
        named.collect::<Vec<_>>().into_iter()
    }

    async fn values(&mut self, base: &Base, slots: &[B256]) -> Result<Vec<U256>, FetchError> {
        let mut values = Vec::with_capacity(slots.len());
        let mut pace = Pace::new(KEYS_MAX, KEYS_MAX);
        while let Some(rest) = slots.get(values.len()..).filter(|rest| !rest.is_empty()) {
            let these = rest.get(..pace.count()).unwrap_or(rest);
            let asked = match self.options.trust {
                Trust::Rpc => self.agreed_slots(SLOT, these).await,
                Trust::Proven => {
                    let proven = self.proven_slots(base, these, pace.can_shrink()).await;
                    proven.map(|(values, _)| values)
                }
            };
            match asked {
                Ok(these) => values.extend(these),
                Err(AskError::TooMuch(_)) => pace.shrink(),
                Err(AskError::Gone(err)) => return Err(err),
            }
        }
        Ok(values)
    }
}
