//! The token's transfers: a hint about who holds something, and a second way to the same balances.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, U256, keccak256, map::AddressMap};
use serde_json::json;

use super::{
    FetchError, Options, Run,
    answer::{self, TRANSFER},
    balances::Balances,
    pace::Pace,
    pieces::{LogPiece, LogRow},
    replay::{Replay, initial_holder},
    rpc::Call,
    sources::{Ask, AskError},
    store::Pieces,
};

const LOGS: &str = "logs";
/// Blocks asked for at first, and at most.
const BLOCKS: u64 = 8_192;
const BLOCKS_MAX: u64 = 1 << 24;

/// Transfers a node may give: CMT had some hundred thousand. What is more would fill memory and disk.
const ROWS_MAX: usize = 1 << 23;

/// The transfers up to the block, in order, as they were kept.
#[derive(Debug, Default)]
pub(super) struct Logs {
    pieces: Vec<LogPiece>,
    /// Why they cannot be what happened; they were not read on from there.
    pub(super) impossible: Option<String>,
}

impl Logs {
    pub(super) fn rows(&self) -> impl Iterator<Item = &LogRow> {
        self.pieces.iter().flat_map(|piece| &piece.rows)
    }

    /// Whoever sent or received.
    pub(super) fn participants(&self) -> BTreeSet<Address> {
        self.rows()
            .flat_map(|row| [row.from, row.to])
            .filter(|account| !account.is_zero())
            .collect()
    }

    /// Whether one node, by its name, gave all of them.
    pub(super) fn are_all_of(&self, source: &str) -> bool {
        !self.pieces.is_empty() && self.pieces.iter().all(|piece| piece.source == source)
    }

    fn initial_holder(&self, options: &Options) -> Option<Address> {
        initial_holder(options, self.rows().next())
    }

    /// Balances by the transfers.
    pub(super) fn replay(
        &self,
        options: &Options,
        supply: U256,
    ) -> Result<AddressMap<U256>, String> {
        let mut replay = Replay::begin(options, supply, self.rows().next());
        self.rows().try_for_each(|row| replay.add(row))?;
        Ok(replay.balances())
    }
}

/// Looks at transfers as they come: whether they can be what happened.
struct Plausible<'a> {
    options: &'a Options,
    supply: U256,
    replay: Option<Replay>,
}

impl Plausible<'_> {
    /// What is impossible about these, and who says it; none of those before was.
    fn fault(&mut self, piece: &LogPiece) -> Option<String> {
        // Logs that are only hints may be anything.
        if !self.options.has_logs {
            return None;
        }
        let first = piece.rows.first()?;
        let begin = || Replay::begin(self.options, self.supply, Some(first));
        let replay = self.replay.get_or_insert_with(begin);
        let fault = piece.rows.iter().find_map(|row| replay.add(row).err())?;
        Some(format!("{fault}, says {}", piece.source))
    }

    /// What is impossible about all of them together.
    fn fault_of_all(&self) -> Option<String> {
        self.replay.as_ref()?.end().err()
    }
}

/// How many rows each node gave.
#[derive(Debug, Default)]
struct Count(BTreeMap<String, usize>);

impl Count {
    /// Whether a node gave no more than `max` with these.
    fn add(&mut self, source: &str, rows: usize, max: usize) -> bool {
        let count = self.0.entry(source.to_owned()).or_default();
        *count = count.saturating_add(rows);
        *count <= max
    }
}

impl Run<'_> {
    /// Where logs are kept: those of all nodes, or of one.
    pub(super) fn logs_name(&self, only: Option<usize>) -> String {
        match only {
            None => "logs.pieces".into(),
            Some(at) => {
                let hash = keccak256(self.sources.url(at)).to_string();
                format!("logs-{}.pieces", hash.get(2..18).unwrap_or_default())
            }
        }
    }

    /// Every transfer up to the block, or up to where they cannot be what happened.
    pub(super) async fn logs(
        &mut self,
        supply: U256,
        only: Option<usize>,
    ) -> Result<Logs, FetchError> {
        let mut logs = Logs::default();
        let path = self.work.path(&self.logs_name(only));
        let mut count = Count::default();
        let mut pieces = Pieces::open(&path, |piece: LogPiece| {
            count.add(&piece.source, piece.rows.len(), ROWS_MAX);
            logs.pieces.push(piece);
        })?;
        let options = self.options;
        let begin = || Plausible { options, supply, replay: None };
        let mut plausible = begin();
        logs.impossible = logs.pieces.iter().find_map(|piece| plausible.fault(piece));
        let last = self.options.number;
        let mut first = self.options.from_block;
        self.watch.begin("Logs", last.saturating_sub(first).saturating_add(1));
        if let Some(piece) = logs.pieces.last() {
            self.watch.add(piece.last.saturating_sub(first).saturating_add(1));
            first = piece.last.saturating_add(1);
        }
        let mut pace = Pace::new(BLOCKS, BLOCKS_MAX);
        while first <= last && logs.impossible.is_none() {
            let until = first.saturating_add(pace.size().saturating_sub(1)).min(last);
            let rows = match self.range(first, until, only, pace.can_shrink()).await {
                Ok(rows) => rows,
                Err(AskError::TooMuch(_)) => {
                    pace.shrink();
                    continue;
                }
                Err(AskError::Gone(err)) => return Err(err),
            };
            let at = self.sources.current();
            let source = self.sources.name(at);
            if !count.add(&source, rows.len(), ROWS_MAX) {
                let lie = format!("more than {ROWS_MAX} transfers; no such token is known");
                self.sources.drop_liar(at, LOGS, &lie, self.watch);
                // The others begin anew, without it.
                self.work.forget(&self.logs_name(only))?;
                pieces = Pieces::open(&path, |_: LogPiece| ())?;
                (logs, count, plausible) = (Logs::default(), Count::default(), begin());
                first = self.options.from_block;
                continue;
            }
            let piece = LogPiece { first, last: until, source, rows };
            pieces.add(&piece)?;
            logs.impossible = plausible.fault(&piece);
            logs.pieces.push(piece);
            pace.grow();
            self.watch.add(until.saturating_sub(first).saturating_add(1));
            first = until.saturating_add(1);
        }
        logs.impossible = logs.impossible.or_else(|| plausible.fault_of_all());
        Ok(logs)
    }

    async fn range(
        &mut self,
        first: u64,
        last: u64,
        only: Option<usize>,
        can_shrink: bool,
    ) -> Result<Vec<LogRow>, AskError> {
        let token = self.options.token;
        let filter = json!([{
            "address": token,
            "topics": [TRANSFER],
            "fromBlock": format!("{first:#x}"),
            "toBlock": format!("{last:#x}"),
        }]);
        let call = Call { method: "eth_getLogs", params: filter };
        let ask = Ask { what: LOGS, only, can_shrink };
        let check = |answers| answer::logs(&answer::one(answers)?, token, first..=last);
        self.sources.ask(ask, &[call], self.watch, check).await
    }

    /// Names whoever gave other logs than those that lead to the proven balances.
    pub(super) fn name_liars(&mut self, first: &Logs, good: &Logs) {
        for piece in &first.pieces {
            let within = |row: &&LogRow| (piece.first..=piece.last).contains(&row.block);
            let right: Vec<_> = good.rows().filter(within).collect();
            if right.len() == piece.rows.len() && right.into_iter().eq(&piece.rows) {
                continue;
            }
            let right = good.rows().filter(within).count();
            self.watch.say(&format!(
                "{} gave wrong logs of blocks {} to {}: {} of them, and those that lead to the \
                 balances are {right}",
                piece.source,
                piece.first,
                piece.last,
                piece.rows.len()
            ));
        }
    }
}

/// What logs and balances are, held against each other.
pub(super) enum Verdict {
    /// The logs lead to the balances, and the balances are the whole supply.
    Good {
        /// Who had it first.
        initial_holder: Option<Address>,
    },
    /// The balances are the whole supply, and the logs lead elsewhere.
    Complete,
    /// The balances are not the whole supply; their sum.
    Incomplete(U256),
}

pub(super) fn judge(options: &Options, logs: &Logs, supply: U256, balances: &Balances) -> Verdict {
    let sum = balances.sum();
    if sum != Some(supply) {
        return Verdict::Incomplete(sum.unwrap_or(U256::MAX));
    }
    if options.has_logs && compare(options, logs, supply, balances).is_ok() {
        return Verdict::Good { initial_holder: logs.initial_holder(options) };
    }
    Verdict::Complete
}

/// Which account differs by the logs, in words.
pub(super) fn differs(options: &Options, logs: &Logs, supply: U256, balances: &Balances) -> String {
    leads_nowhere(&compare(options, logs, supply, balances).err().unwrap_or_default())
}

/// In words: logs that do not lead to the balances.
pub(super) fn leads_nowhere(what: &str) -> String {
    format!(
        "the logs do not lead to the balances: {what}. Logs are missing or wrong: name another \
         --rpc, the first holder with --deployer or an earlier --from-block; or leave the logs out \
         of the bundle with --no-logs"
    )
}

fn compare(
    options: &Options,
    logs: &Logs,
    supply: U256,
    balances: &Balances,
) -> Result<(), String> {
    let mut replayed = logs.replay(options, supply)?;
    let wrong = |account: &Address, by_logs: U256, is: U256| {
        Err(format!("by the logs {account} has {by_logs} wei, and it has {is} wei"))
    };
    for (account, is) in balances.rows() {
        let by_logs = replayed.remove(account).unwrap_or_default();
        if by_logs != *is {
            return wrong(account, by_logs, *is);
        }
    }
    match replayed.into_iter().filter(|(_, wei)| !wei.is_zero()).min() {
        Some((account, by_logs)) => wrong(&account, by_logs, U256::ZERO),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn a_node_that_gives_without_end_is_noticed() {
        let mut count = Count::default();
        assert!(count.add("a", 6, 10) && count.add("b", 10, 10) && count.add("a", 4, 10));
        assert!(!count.add("b", 1, 10) && !count.add("a", usize::MAX, 10));
    }
}
