//! Fetching a bundle from Ethereum: the only step that asks anybody.
//!
//! Nothing that comes is believed. The header has to hash to the block's hash; the token's account,
//! every balance and every holder's account are held against the state root as they arrive, so that
//! a node that lies is named and asked no more, and another is asked. Logs are only a hint about
//! who might hold something; the bundle keeps them if they lead to the proven balances. Whatever
//! passed is kept in `.fetch` in the bundle's folder: a run that is killed goes on there, and ends
//! with the same bytes. The bundle is verified before it gets its manifest.
//!
//! With [`Trust::Rpc`] nothing is proven: every node is asked everything, and all have to agree.

mod accounts;
mod answer;
mod balances;
mod base;
mod error;
mod header;
mod hints;
mod http;
mod logs;
mod pace;
mod pieces;
mod replay;
mod rpc;
mod sources;
mod store;
mod written;

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use alloy_primitives::{Address, B256, U256, keccak256};

pub use error::{Disagreement, FetchError};
pub use hints::read_hints;

use crate::{
    bundle::Trust,
    verify::{Expected, Progress, Verified},
};
use base::Base;
use logs::Verdict;
use sources::Sources;
use store::Work;

/// Slots that are fetched beside the total supply's: owner and paused, name, symbol, decimals and
/// initial supply of zeppelin's PausableToken.
pub const SLOTS: [u64; 5] = [3, 4, 5, 6, 7];

/// In the plan: the hashes of the nodes' addresses, where nothing is proven.
const NODES: &str = "nodes";

/// What is to be fetched, and from whom.
#[derive(Clone, Debug)]
pub struct Options {
    /// The nodes' addresses, http or https.
    pub urls: Vec<String>,
    /// The token's contract.
    pub token: Address,
    /// The block's height.
    pub number: u64,
    /// The block's hash, if it is known already. It should be, from somebody else.
    pub block_hash: Option<B256>,
    /// The slot of the total supply.
    pub supply_slot: u64,
    /// Other slots to fetch.
    pub slots: BTreeSet<u64>,
    /// The block of the first log, or one before it.
    pub from_block: u64,
    /// Who had the whole supply first; otherwise whoever sends first.
    pub deployer: Option<Address>,
    /// Accounts that may hold something.
    pub hints: BTreeSet<Address>,
    /// What the balances are to rest on.
    pub trust: Trust,
    /// Whether the bundle is to have the logs.
    pub has_logs: bool,
    /// How long one answer may take.
    pub timeout: Duration,
    /// After how many failures in a row a node is given up.
    pub attempts: u32,
    /// The bundle's folder.
    pub out: PathBuf,
}

/// Hears how far it is, and what happened on the way.
pub trait Watcher: Progress {
    /// Something worth a line: who was busy, who lied.
    fn say(&mut self, text: &str);
}

impl Watcher for () {
    fn say(&mut self, _: &str) {}
}

/// A bundle that was fetched and verified.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// What it was verified against.
    pub expected: Expected,
    /// What it proves, or with [`Trust::Rpc`] says.
    pub verified: Verified,
}

/// What every step works with.
struct Run<'a> {
    options: &'a Options,
    sources: Sources,
    work: Work,
    watch: &'a mut dyn Watcher,
}

/// Fetches the bundle, or goes on fetching it.
///
/// # Errors
/// [`FetchError`]. What was fetched stays: the same call goes on with it.
pub fn fetch(options: &Options, watch: &mut dyn Watcher) -> Result<Fetched, FetchError> {
    if let Some(fetched) = written::finished(options, watch)? {
        return Ok(fetched);
    }
    let every = options.trust == Trust::Rpc;
    if every && options.urls.len() < 2 {
        return Err(FetchError::Options(
            "--trust rpc with one --rpc; expected at least two, for what they agree on is all the \
             bundle rests on"
                .into(),
        ));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|err| FetchError::Options(format!("no runtime: {err}")))?;
    runtime.block_on(async {
        let sources = Sources::new(options)?;
        let folder = written::work_folder(options);
        written::check_out(options)?;
        let work = Work::begin(&folder, &options.plan()).map_err(FetchError::about_nodes)?;
        Run { options, sources, work, watch }.all().await
    })
}

impl Options {
    /// What two runs must have in common to be parts of one.
    fn plan(&self) -> String {
        let mut plan = serde_json::json!({
            "version": 1,
            "token": self.token,
            "block": self.number,
            "block_hash": self.block_hash,
            "supply_slot": self.supply_slot,
            "slots": self.slots,
            "from_block": self.from_block,
            "trust": self.trust,
        });
        if self.trust == Trust::Rpc {
            // The addresses themselves may hold keys.
            let hash = |url: &String| match url.parse::<hyper::Uri>() {
                Ok(url) => keccak256(url.to_string()),
                Err(_) => keccak256(url),
            };
            let nodes: BTreeSet<B256> = self.urls.iter().map(hash).collect();
            if let Some(plan) = plan.as_object_mut() {
                plan.insert(NODES.into(), serde_json::json!(nodes));
            }
        }
        format!("{plan:#}\n")
    }

    /// Every fixed slot, ascending.
    fn fixed_slots(&self) -> Vec<B256> {
        let all: BTreeSet<u64> = self.slots.iter().copied().chain([self.supply_slot]).collect();
        all.into_iter().map(|slot| B256::from(U256::from(slot))).collect()
    }
}

/// Reads bytes as a node's answer, in every way in which one is read.
#[cfg(fuzzing)]
pub fn fuzz_answer(bytes: &[u8]) {
    let Ok(answers) = rpc::decode(bytes, 1, 1) else { return };
    let Ok(value) = answer::one(answers) else { return };
    let token = crate::verify::TOKEN;
    let slots = [B256::ZERO, B256::with_last_byte(1)];
    let _ = header::rebuild(&value);
    let _ = answer::bytes(&value);
    let _ = answer::word(&value);
    // Whatever is let pass as a proof against a root that nobody knows nodes of would be forged.
    assert!(answer::account(&value, token, B256::repeat_byte(1)).is_err());
    assert!(answer::slots(&value, &slots, B256::repeat_byte(1)).is_err());
    if let Ok(rows) = answer::logs(&value, token, 5..=9) {
        assert!(rows.iter().all(|row| (5..=9).contains(&row.block)));
        assert!(rows.is_sorted_by_key(|row| (row.block, row.index)));
        let piece = pieces::LogPiece { first: 5, last: 9, source: String::new(), rows };
        let rlp = alloy_rlp::encode(&piece);
        let read: pieces::LogPiece = alloy_rlp::decode_exact(&rlp).unwrap_or_else(|_| panic!());
        assert_eq!(read.rows, piece.rows);
    }
}

impl Run<'_> {
    async fn all(mut self) -> Result<Fetched, FetchError> {
        let base = self.base().await?;
        let supply = base.slot(self.options.supply_slot);
        let mut balances = balances::Balances::open(&self.work)?;
        let mut wrong = FetchError::Logs { why: String::new() };
        let mut first = None;
        // All nodes together, and where that does not lead to the proven balances, each alone.
        for only in [None].into_iter().chain((0..self.sources.len()).map(Some)) {
            if only.is_some_and(|at| !self.may_know_better(at, first.as_ref())) {
                continue;
            }
            let logs = match self.logs(supply, only).await {
                Ok(logs) => logs,
                Err(err) if err.is_silence() && only.is_none() && self.options.has_logs => {
                    return Err(err);
                }
                Err(err) if err.is_silence() && only.is_some() => continue,
                Err(err) if err.is_silence() => {
                    self.watch.say(&format!("{err}\nIt goes on with the lists that were given"));
                    logs::Logs::default()
                }
                Err(err) => return Err(err),
            };
            if let Some(what) = &logs.impossible {
                // Nobody is asked about accounts that are only named there.
                wrong = FetchError::Logs { why: logs::leads_nowhere(what) };
                self.watch.say(&wrong.to_string());
                first.get_or_insert(logs);
                continue;
            }
            let hints = hints::all(self.options, &logs);
            let verdict = match self.balances(&base, &mut balances, &hints, &logs).await {
                Ok(()) => Ok(logs::judge(self.options, &logs, supply, &balances)),
                // Logs that are invented name nobody who has something.
                Err(err @ FetchError::Mapping { .. }) => Err(err),
                Err(err) => return Err(err),
            };
            wrong = match verdict {
                Ok(Verdict::Good { initial_holder }) => {
                    if let Some(first) = &first {
                        self.name_liars(first, &logs);
                    }
                    return self.finish(base, balances, Some((logs, initial_holder))).await;
                }
                Ok(Verdict::Complete) if !self.options.has_logs => {
                    return self.finish(base, balances, None).await;
                }
                Ok(Verdict::Complete) => {
                    FetchError::Logs { why: logs::differs(self.options, &logs, supply, &balances) }
                }
                Ok(Verdict::Incomplete(sum)) => {
                    FetchError::Logs { why: FetchError::incomplete(sum, supply) }
                }
                Err(err) => err,
            };
            self.watch.say(&wrong.to_string());
            first.get_or_insert(logs);
        }
        // They are proven wrong: another run begins with none.
        for at in [None].into_iter().chain((0..self.sources.len()).map(Some)) {
            self.work.forget(&self.logs_name(at))?;
        }
        Err(wrong)
    }

    /// Whether a node's own logs may differ from those that were read first.
    fn may_know_better(&self, at: usize, first: Option<&logs::Logs>) -> bool {
        let name = self.sources.name(at);
        self.sources.alive().contains(&at) && !first.is_some_and(|first| first.are_all_of(&name))
    }

    async fn finish(
        mut self,
        base: Base,
        balances: balances::Balances,
        logs: Option<(logs::Logs, Option<Address>)>,
    ) -> Result<Fetched, FetchError> {
        let rows = written::rows(self.options, &balances, logs.as_ref().map(|(logs, _)| logs));
        let accounts = self.accounts(&base, &rows).await?;
        written::write(&mut self, &base, &balances, &rows, &accounts, logs)
    }
}
