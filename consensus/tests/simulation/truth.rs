//! What must be true of every run, looked at with every block that any honest validator makes
//! final. What is wrong ends the run with a message that begins with `VIOLATION`.

use std::{collections::BTreeMap, sync::Arc};

use alloy_primitives::{B256, U256};
use cybermiles_chain::Chain;
use cybermiles_consensus::{
    evidence::Evidence,
    votes::{Kind, SignedVote},
};
use cybermiles_primitives::{ExecutedBlock, Genesis};
use parking_lot::Mutex;

/// Seconds of a chain's year, and the part of the supply that its first one mints, in percent.
const YEAR: u64 = 365 * 86_400;
const EMISSION: u64 = 8;

/// What was seen so far. It outlives every crash.
#[derive(Clone, Debug)]
pub(crate) struct Truth(Arc<Mutex<Seen>>);

#[derive(Debug)]
struct Seen {
    /// The one block at every height, and which validator had it first.
    blocks: BTreeMap<u64, (B256, usize)>,
    /// All money there was after every block.
    supplies: BTreeMap<u64, U256>,
    /// Where every transaction is.
    transactions: BTreeMap<B256, (u64, usize)>,
    /// The newest block that each validator knows to be durable.
    acknowledged: Vec<u64>,
    accused: Vec<(usize, Evidence)>,
    audits: u64,
    genesis: Beginning,
}

impl Truth {
    pub(crate) fn new(validators: usize, genesis: &Genesis) -> Self {
        let supply = genesis.alloc.values().map(|account| account.balance).sum();
        Self(Arc::new(Mutex::new(Seen {
            blocks: BTreeMap::new(),
            supplies: BTreeMap::new(),
            transactions: BTreeMap::new(),
            acknowledged: vec![0; validators],
            accused: Vec::new(),
            audits: 0,
            genesis: Beginning { time: genesis.timestamp, supply },
        })))
    }

    /// A block became final in the ledger of a validator.
    pub(crate) fn block(&self, at: usize, block: &ExecutedBlock, chain: &Chain) {
        let mut seen = self.0.lock();
        seen.agree(at, block.number(), block.hash);
        for (index, transaction) in block.transactions.iter().enumerate() {
            let place = (block.number(), index);
            let known = *seen.transactions.entry(transaction.hash).or_insert(place);
            assert_eq!(known, place, "VIOLATION: {} is in two places", transaction.hash);
        }
        seen.audit(at, chain);
    }

    /// A ledger was opened, at the start or after a crash.
    pub(crate) fn opened(&self, at: usize, chain: &Chain) {
        let mut seen = self.0.lock();
        let (head, acknowledged) = (chain.head().number(), seen.acknowledged[at]);
        assert!(
            head >= acknowledged,
            "VIOLATION: validator {at} lost block {acknowledged}, its head is {head}"
        );
        seen.compare(at, chain, head.saturating_sub(20));
        seen.audit(at, chain);
    }

    /// A validator's consensus knows that the block at this height is durable.
    pub(crate) fn acknowledged(&self, at: usize, height: u64) {
        let mut seen = self.0.lock();
        seen.acknowledged[at] = seen.acknowledged[at].max(height);
    }

    /// Everything in a ledger, block by block.
    pub(crate) fn whole(&self, at: usize, chain: &Chain) {
        let mut seen = self.0.lock();
        seen.compare(at, chain, 0);
        let head = chain.head().number();
        for (hash, place) in seen.transactions.iter().filter(|(_, (number, _))| *number <= head) {
            let found = chain.store().transaction_location(hash).expect("readable");
            assert_eq!(found, Some(*place), "VIOLATION: validator {at} lost transaction {hash}");
        }
    }

    /// A validator accuses another one.
    pub(crate) fn accused(&self, at: usize, evidence: Evidence) {
        self.0.lock().accused.push((at, evidence));
    }

    /// Who accuses whom, by consensus key.
    pub(crate) fn accusations(&self) -> Vec<(usize, Evidence)> {
        self.0.lock().accused.clone()
    }

    pub(crate) fn highest(&self) -> u64 {
        self.0.lock().blocks.last_key_value().map_or(0, |(number, _)| *number)
    }

    pub(crate) fn blocks(&self) -> BTreeMap<u64, B256> {
        self.0.lock().blocks.iter().map(|(number, (hash, _))| (*number, *hash)).collect()
    }

    /// Transactions and audits.
    pub(crate) fn counts(&self) -> (usize, u64) {
        let seen = self.0.lock();
        (seen.transactions.len(), seen.audits)
    }
}

impl Seen {
    fn agree(&mut self, at: usize, number: u64, hash: B256) {
        let (known, by) = *self.blocks.entry(number).or_insert((hash, at));
        assert_eq!(
            known, hash,
            "VIOLATION: fork at height {number}: validator {by} has {known}, validator {at} {hash}"
        );
    }

    fn compare(&mut self, at: usize, chain: &Chain, from: u64) {
        for number in from..=chain.head().number() {
            let header = chain.header(number).expect("readable").expect("kept");
            self.agree(at, number, header.hash);
        }
    }

    /// All money is counted, and all validators count the same. What is new is what the emission
    /// has brought by the block's time, to the wei; nothing else mints here, and nothing burns.
    fn audit(&mut self, at: usize, chain: &Chain) {
        let (audit, head) = (chain.audit().expect("a readable state"), chain.head());
        let number = audit.number;
        assert_eq!(number, head.number());
        assert_eq!(
            audit.balances, audit.supply,
            "VIOLATION: validator {at} has money that is not counted after block {number}"
        );
        let known = *self.supplies.entry(number).or_insert(audit.supply);
        assert_eq!(known, audit.supply, "VIOLATION: supplies differ after block {number}");
        if let Some((_, before)) = self.supplies.range(..number).next_back()
            && *before != audit.supply
        {
            let due = self.genesis.due(head.header.timestamp);
            assert_eq!(
                audit.supply, due,
                "VIOLATION: block {number} raises the supply from {before} wei to another than due"
            );
        }
        self.audits += 1;
    }
}

/// Where the emission begins.
#[derive(Clone, Copy, Debug)]
struct Beginning {
    time: u64,
    supply: U256,
}

impl Beginning {
    /// The supply at `time`, in the first year.
    fn due(&self, time: u64) -> U256 {
        let year = self.supply * U256::from(EMISSION) / U256::from(100);
        self.supply + year * U256::from(time - self.time) / U256::from(YEAR)
    }
}

/// Two votes that cost an honest validator its stake.
pub(crate) fn contradiction(votes: &[SignedVote]) -> Option<(SignedVote, SignedVote)> {
    let mut views: BTreeMap<(u64, u64), Vec<&SignedVote>> = BTreeMap::new();
    for vote in votes {
        views.entry((vote.epoch, vote.view)).or_default().push(vote);
    }
    let contradict = |a: &SignedVote, b: &SignedVote| match (a.kind, b.kind) {
        (Kind::Nullify, Kind::Finalize) | (Kind::Finalize, Kind::Nullify) => true,
        (one, other) => one == other && a.digest != b.digest,
    };
    for votes in views.values() {
        for (index, one) in votes.iter().enumerate() {
            if let Some(other) = votes[index + 1..].iter().find(|other| contradict(one, other)) {
                return Some((**one, **other));
            }
        }
    }
    None
}
