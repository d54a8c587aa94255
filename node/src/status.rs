//! `cybermiles status`: whether a node is healthy, and why not.

use std::{fmt::Write as _, process::ExitCode, time::Duration};

use alloy_primitives::{B256, U64};
use clap::Args;
use cybermiles_rpc::Role;
use serde::Deserialize;
use serde_json::json;

use crate::{
    ask::{DEFAULT_RPC, Node},
    clock::now_ms,
    error::NodeError,
};

/// A head may be so many block times old, and at least [`HEAD_AGE_MIN`].
const HEAD_AGE_BLOCKS: u32 = 10;
/// Nobody is alarmed for less.
const HEAD_AGE_MIN: Duration = Duration::from_secs(10);
/// A head further ahead of the clock than this says that the clock is wrong: validators do not
/// vote for blocks half a second ahead of theirs.
const CLOCK_SKEW_MAX: Duration = Duration::from_secs(1);
/// Less than this on the disk, and the node will stop soon.
const DISK_MIN: u64 = 2 << 30;

/// Options of `cybermiles status`.
#[derive(Clone, Debug, Args)]
pub(crate) struct StatusOptions {
    /// The node's JSON-RPC
    #[arg(long, value_name = "URL", default_value = DEFAULT_RPC)]
    rpc: String,
}

/// What `cmt_status` answers, as far as it is looked at here.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    client_version: String,
    chain_id: U64,
    role: Role,
    now: U64,
    head_number: U64,
    head_hash: B256,
    head_time: U64,
    block_time: U64,
    highest_block: U64,
    is_syncing: bool,
    epoch: Option<U64>,
    view: Option<U64>,
    committee_size: Option<U64>,
    consensus_key: Option<B256>,
    seat: Option<U64>,
    is_in_next_committee: bool,
    is_voting: bool,
    peers: U64,
    upstream: Option<String>,
    pool_pending: U64,
    disk_free: Option<U64>,
    problems: Vec<String>,
    notices: Vec<String>,
}

/// `cybermiles status`: 0 healthy, 1 not.
pub(crate) fn run(options: &StatusOptions) -> ExitCode {
    let status: Result<Status, NodeError> =
        Node::at(&options.rpc).and_then(|node| node.ask("cmt_status", &json!([])));
    let status = match status {
        Ok(status) => status,
        Err(error) => {
            println!("NOT HEALTHY: {error}");
            println!("Is the node running, and does --rpc name it?");
            return ExitCode::FAILURE;
        }
    };
    let problems = status.judge(now_ms());
    print!("{}", status.describe());
    status.notices.iter().for_each(|notice| println!("Note: {notice}"));
    match problems.is_empty() {
        true => {
            println!("HEALTHY");
            ExitCode::SUCCESS
        }
        false => {
            problems.iter().for_each(|problem| println!("NOT HEALTHY: {problem}"));
            ExitCode::FAILURE
        }
    }
}

impl Status {
    /// Age of the head by the node's own clock; how far it is ahead of it, if it is.
    fn age(&self) -> (Duration, Duration) {
        let (now, head) = (self.now.to::<u64>(), self.head_time.to::<u64>());
        let millis = Duration::from_millis;
        (millis(now.saturating_sub(head)), millis(head.saturating_sub(now)))
    }

    /// What is wrong, in the order in which it should be looked at. `now` is this command's clock.
    fn judge(&self, now: u64) -> Vec<String> {
        let mut wrong = self.problems.clone();
        let network = self.epoch.is_some();
        let (age, ahead) = self.age();
        let block_time = Duration::from_millis(self.block_time.to());
        let patience = (block_time * HEAD_AGE_BLOCKS).max(HEAD_AGE_MIN);
        if ahead > CLOCK_SKEW_MAX {
            wrong.push(format!(
                "the head was proposed {ahead:.1?} ahead of this node's clock: set the clock (NTP)"
            ));
        }
        let skew = Duration::from_millis(now.abs_diff(self.now.to()));
        if skew > Duration::from_secs(30) {
            wrong.push(format!(
                "the node's clock and this machine's differ by {skew:.0?}: one of them is wrong"
            ));
        }
        if self.is_syncing {
            let (head, highest) = (self.head_number, self.highest_block);
            wrong.push(format!("behind: at block {head}, others are at {highest}; it catches up"));
        } else if network && age > patience {
            wrong.push(format!(
                "no new block for {age:.0?}, expected one every {block_time:?}: the node is cut off, \
                 or more than a third of the validators are away"
            ));
        }
        let others = self.committee_size.map_or(0, |size| size.to::<u64>()).saturating_sub(1);
        match self.role {
            Role::Full if self.upstream.is_none() => {
                wrong.push("follows nobody: none of its upstreams can be used".into());
            }
            Role::Validator if self.seat.is_some() && !self.is_voting && !self.is_syncing => {
                wrong.push("has a seat in the committee and does not vote: it loses turns".into());
            }
            Role::Validator if others > 0 && self.is_voting && self.peers.is_zero() => {
                wrong.push(format!(
                    "connected with none of the {others} other validators: a firewall is in between, \
                     the clock is wrong by more than 10 s, or the genesis file is another chain's"
                ));
            }
            _ => {}
        }
        if let Some(free) =
            self.disk_free.map(|free| free.to::<u64>()).filter(|free| *free < DISK_MIN)
        {
            let free = free >> 20;
            wrong.push(format!("{free} MiB left on the disk: the node stops when it is full"));
        }
        wrong
    }

    /// Everything, one line each.
    fn describe(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: String| {
            let _ = writeln!(text, "{name:<12}{value}");
        };
        line("Node", format!("{} on chain {}", self.client_version, self.chain_id));
        line("Head", format!("block {} {}", self.head_number, self.head_hash));
        let (age, ahead) = self.age();
        match self.epoch.is_some() {
            true if ahead.is_zero() => line("Age", format!("{age:.1?}")),
            true => line("Age", format!("{ahead:.1?} ahead of the node's clock")),
            false => line("Age", format!("{age:.0?} (blocks come when there is something to do)")),
        }
        if let (Some(epoch), Some(size)) = (self.epoch, self.committee_size) {
            let view = self.view.map_or(String::new(), |view| format!(", view {view}"));
            line("Epoch", format!("{epoch}{view}, {size} validators"));
        }
        line("Role", self.duty());
        if let Some(upstream) = &self.upstream {
            line("Upstream", upstream.clone());
        } else if self.role == Role::Validator {
            line("Peers", format!("connected with {} validators", self.peers));
        }
        line("Pool", format!("{} transactions", self.pool_pending));
        if let Some(free) = self.disk_free {
            line("Disk", format!("{:.1} GiB left", free.to::<u64>() as f64 / (1u64 << 30) as f64));
        }
        text
    }

    fn duty(&self) -> String {
        let Some(key) = self.consensus_key.filter(|_| self.role == Role::Validator) else {
            return match self.role {
                Role::Development => "makes all blocks".into(),
                _ => "full node".into(),
            };
        };
        let seat = match (self.seat, self.is_in_next_committee) {
            (Some(seat), true) => format!("seat {seat}, and one in the next epoch"),
            (Some(seat), false) => format!("seat {seat}, none in the next epoch"),
            (None, true) => "no seat yet, one in the next epoch".into(),
            (None, false) => "no seat: not elected".into(),
        };
        let votes = if self.is_voting { "votes" } else { "does not vote" };
        format!("validator {key}: {seat}; {votes}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_700_000_000_000;

    fn healthy() -> Status {
        serde_json::from_value(json!({
            "clientVersion": "CyberMiles/v1", "chainId": "0x539", "role": "validator",
            "now": format!("{NOW:#x}"), "headNumber": "0x10", "headHash": B256::ZERO,
            "headTime": format!("{:#x}", NOW - 700), "blockTime": "0x1f4", "highestBlock": "0x10",
            "isSyncing": false, "epoch": "0x1", "view": "0x3", "committeeSize": "0x4",
            "consensusKey": B256::repeat_byte(7), "seat": "0x0", "isInNextCommittee": true,
            "isVoting": true, "peers": "0x3", "upstream": null, "poolPending": "0x0",
            "diskFree": "0x1000000000", "problems": [], "notices": [],
        }))
        .unwrap()
    }

    #[test]
    fn a_healthy_node_is_healthy_and_says_what_it_is() {
        let status = healthy();
        assert_eq!(status.judge(NOW + 50), Vec::<String>::new());
        let text = status.describe();
        for words in ["block 16", "700", "Epoch       1, view 3, 4 validators", "votes", "64.0 GiB"]
        {
            assert!(text.contains(words), "{words} is not in\n{text}");
        }
    }

    /// A change for the worse, and the words it is told in.
    type Trouble = (&'static str, fn(&mut Status));

    #[test]
    fn everything_wrong_is_named() {
        let troubles: [Trouble; 9] = [
            ("no new block for", |status| status.head_time = U64::from(NOW - 60_000)),
            ("set the clock", |status| status.head_time = U64::from(NOW + 5_000)),
            ("one of them is wrong", |status| {
                (status.now, status.head_time) = (U64::from(NOW - 90_000), U64::from(NOW - 90_000));
            }),
            ("at block 16, others are at 99", |status| {
                (status.is_syncing, status.highest_block) = (true, U64::from(99));
            }),
            ("does not vote", |status| status.is_voting = false),
            ("none of the 3 other validators", |status| status.peers = U64::ZERO),
            ("follows nobody", |status| status.role = Role::Full),
            ("5 MiB left", |status| status.disk_free = Some(U64::from(5 << 20))),
            ("upstream ws://a lied", |status| status.problems.push("upstream ws://a lied".into())),
        ];
        for (words, worsen) in troubles {
            let mut status = healthy();
            worsen(&mut status);
            let found = status.judge(NOW);
            assert_eq!(found.len(), 1, "{words}: {found:?}");
            assert!(found[0].contains(words), "{words}: {found:?}");
        }
    }
}
