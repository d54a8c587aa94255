//! Hands transactions on to the other validators, so that it does not matter which one of them a
//! user's node knows.
//!
//! Validators are all connected with each other. Who takes a transaction in announces its hash to
//! all, and whoever does not have it asks for it: a transaction crosses each connection once at
//! most, and what came from another validator is not announced again. Nothing is retried for
//! longer than a peer may take to answer: a transaction that was lost is still proposed by the
//! validator that has it, when it leads.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    future::pending,
    sync::Arc,
    time::Duration,
};

use alloy_primitives::{B256, Bytes, keccak256};
use alloy_rlp::{Decodable, Encodable};
use commonware_cryptography::ed25519::PublicKey;
use commonware_macros::select;
use commonware_p2p::{Blocker, Receiver, Recipients, Sender};
use cybermiles_chain::{Chain, SubmitError};
use cybermiles_primitives::RecoveredTransaction;
use tokio::sync::broadcast::{self, error::RecvError};

use crate::runtime::{Runtime, now_ms, on_a_thread};

/// Bytes of the largest message, its tag included.
pub(crate) const MAX_MESSAGE_BYTES: usize = 512 * 1024;
/// Bytes RLP puts around a list of this size.
const LIST_OVERHEAD: usize = 16;
/// Hashes in one message at most.
const MAX_HASHES: usize = 1024;
/// Bytes given for one request at most; whoever asks for more has to ask again.
const MAX_ANSWER_BYTES: usize = 8 * MAX_MESSAGE_BYTES;
/// Time transactions are gathered before they are announced together.
const GATHER: Duration = Duration::from_millis(20);
/// Transactions asked of one peer and not yet answered.
const MAX_ASKED: usize = 8192;
/// Milliseconds a peer has to answer; then another one may be asked.
const ANSWER_MS: u64 = 2_000;
/// Hashes remembered as having come from other validators.
const MAX_REMEMBERED: usize = 65_536;

/// What validators tell each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// I have these.
    Announce(Vec<B256>),
    /// Give me these.
    Ask(Vec<B256>),
    /// Here they are, encoded (EIP-2718).
    Give(Vec<Bytes>),
}

impl Message {
    /// As it is sent.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self {
            Self::Announce(hashes) => {
                bytes.push(0);
                hashes.encode(&mut bytes);
            }
            Self::Ask(hashes) => {
                bytes.push(1);
                hashes.encode(&mut bytes);
            }
            Self::Give(transactions) => {
                bytes.push(2);
                transactions.encode(&mut bytes);
            }
        }
        bytes
    }

    /// The message in these bytes; `None` if an honest validator cannot have sent them.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_MESSAGE_BYTES {
            return None;
        }
        let (tag, mut rest) = bytes.split_first()?;
        let message = match tag {
            0 => Self::Announce(Decodable::decode(&mut rest).ok()?),
            1 => Self::Ask(Decodable::decode(&mut rest).ok()?),
            2 => Self::Give(Decodable::decode(&mut rest).ok()?),
            _ => return None,
        };
        let fits = match &message {
            Self::Announce(hashes) | Self::Ask(hashes) => hashes.len() <= MAX_HASHES,
            Self::Give(_) => true,
        };
        (rest.is_empty() && fits).then_some(message)
    }
}

/// Who was asked for a transaction, and until when it has time to answer.
#[derive(Debug)]
struct Asked {
    peer: PublicKey,
    until_ms: u64,
}

/// Hands transactions on, and takes them.
#[derive(Debug)]
pub(crate) struct Gossip<B, S> {
    chain: Arc<Chain>,
    blocker: B,
    sender: S,
    /// To be announced.
    fresh: Vec<B256>,
    /// Transactions other validators were asked for.
    asked: BTreeMap<B256, Asked>,
    /// How many of them each one was asked for.
    load: BTreeMap<PublicKey, usize>,
    /// What came from other validators.
    foreign: Remembered,
}

/// The newest hashes of many.
#[derive(Debug, Default)]
struct Remembered {
    known: BTreeSet<B256>,
    order: VecDeque<B256>,
}

impl Remembered {
    fn insert(&mut self, hash: B256) {
        if self.known.insert(hash) {
            self.order.push_back(hash);
        }
        if self.order.len() > MAX_REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

impl<B, S> Gossip<B, S>
where
    B: Blocker<PublicKey = PublicKey>,
    S: Sender<PublicKey = PublicKey>,
{
    pub(crate) fn new(chain: Arc<Chain>, blocker: B, sender: S) -> Self {
        Self {
            chain,
            blocker,
            sender,
            fresh: Vec::new(),
            asked: BTreeMap::new(),
            load: BTreeMap::new(),
            foreign: Remembered::default(),
        }
    }

    /// Hands on and takes until the pool or the network is gone.
    pub(crate) async fn run<E: Runtime, R: Receiver<PublicKey = PublicKey>>(
        mut self,
        context: E,
        mut receiver: R,
    ) {
        let mut pool = self.chain.pending_transactions();
        let mut announce_at = context.current();
        loop {
            let timer = context.sleep_until(announce_at);
            let has_fresh = !self.fresh.is_empty();
            let due = async move { if has_fresh { timer.await } else { pending().await } };
            select! {
                _ = due => self.announce(),
                event = pool.recv() => {
                    if self.fresh.is_empty() {
                        announce_at = context.current() + GATHER;
                    }
                    if !self.take_note(event, &mut pool) {
                        return;
                    }
                },
                message = receiver.recv() => {
                    let Ok((from, bytes)) = message else { return };
                    let bytes: Vec<u8> = bytes.into();
                    match Message::decode(&bytes) {
                        Some(message) => self.answer(&context, from, message).await,
                        None => self.block(from, "a message that is none"),
                    }
                },
            }
        }
    }

    /// Remembers to announce what the pool took in; false when there is no pool any more.
    fn take_note(
        &mut self,
        event: Result<Arc<RecoveredTransaction>, RecvError>,
        pool: &mut broadcast::Receiver<Arc<RecoveredTransaction>>,
    ) -> bool {
        let mut event = event;
        loop {
            match event {
                Ok(transaction) if self.foreign.known.contains(&transaction.hash) => {}
                Ok(transaction) => self.fresh.push(transaction.hash),
                // What was missed is proposed by this validator.
                Err(RecvError::Lagged(missed)) => {
                    metrics::counter!("gossip_missed_total").increment(missed);
                }
                Err(RecvError::Closed) => return false,
            }
            if self.fresh.len() >= MAX_HASHES {
                self.announce();
            }
            match pool.try_recv() {
                Ok(transaction) => event = Ok(transaction),
                Err(_) => return true,
            }
        }
    }

    fn announce(&mut self) {
        let hashes = std::mem::take(&mut self.fresh);
        if !hashes.is_empty() {
            metrics::counter!("gossip_announced_total").increment(hashes.len() as u64);
            self.send(Recipients::All, &Message::Announce(hashes));
        }
    }

    fn send(&mut self, to: Recipients<PublicKey>, message: &Message) {
        let _ = self.sender.send(to, message.encode(), false);
    }

    async fn answer<E: Runtime>(&mut self, context: &E, from: PublicKey, message: Message) {
        match message {
            Message::Announce(hashes) => self.ask(now_ms(context), from, hashes),
            Message::Ask(hashes) => self.give(from, &hashes),
            Message::Give(transactions) => self.take(context, from, transactions).await,
        }
    }

    /// Asks for what is new.
    fn ask(&mut self, now_ms: u64, peer: PublicKey, mut hashes: Vec<B256>) {
        let free = MAX_ASKED.saturating_sub(self.load.get(&peer).copied().unwrap_or(0));
        let known = self.chain.pool().get_many(&hashes);
        let mut known = known.iter().map(Option::is_some);
        hashes.retain(|hash| {
            let is_asked = self.asked.get(hash).is_some_and(|asked| asked.until_ms > now_ms);
            !known.next().unwrap_or(false) && !is_asked && !self.foreign.known.contains(hash)
        });
        hashes.truncate(free);
        if hashes.is_empty() {
            return;
        }
        for hash in &hashes {
            self.forget(hash);
            let asked = Asked { peer: peer.clone(), until_ms: now_ms.saturating_add(ANSWER_MS) };
            self.asked.insert(*hash, asked);
        }
        *self.load.entry(peer.clone()).or_default() += hashes.len();
        self.forget_unanswered(now_ms);
        self.send(Recipients::One(peer), &Message::Ask(hashes));
    }

    /// Lets go of what a peer was asked for.
    fn forget(&mut self, hash: &B256) {
        let Some(asked) = self.asked.remove(hash) else { return };
        if let Some(load) = self.load.get_mut(&asked.peer) {
            *load = load.saturating_sub(1);
            if *load == 0 {
                self.load.remove(&asked.peer);
            }
        }
    }

    /// Now and then, lets go of everything that was not answered in time.
    fn forget_unanswered(&mut self, now_ms: u64) {
        if self.asked.len() < MAX_ASKED {
            return;
        }
        let late = self.asked.iter().filter(|(_, asked)| asked.until_ms <= now_ms);
        let late: Vec<B256> = late.map(|(hash, _)| *hash).collect();
        late.iter().for_each(|hash| self.forget(hash));
    }

    fn give(&mut self, peer: PublicKey, hashes: &[B256]) {
        let (mut message, mut bytes, mut total) = (Vec::new(), LIST_OVERHEAD, 0);
        for transaction in self.chain.pool().get_many(hashes).into_iter().flatten() {
            let size = transaction.encoded.len() + LIST_OVERHEAD;
            total += size;
            if total > MAX_ANSWER_BYTES {
                break;
            }
            if bytes + size > MAX_MESSAGE_BYTES {
                let full = std::mem::take(&mut message);
                self.send(Recipients::One(peer.clone()), &Message::Give(full));
                bytes = LIST_OVERHEAD;
            }
            bytes += size;
            message.push(transaction.encoded.clone());
        }
        if !message.is_empty() {
            self.send(Recipients::One(peer), &Message::Give(message));
        }
    }

    /// Takes what was asked for into the pool. What was not is nobody's fault: it may be late.
    async fn take<E: Runtime>(&mut self, context: &E, from: PublicKey, given: Vec<Bytes>) {
        let mut wanted = Vec::new();
        for encoded in given {
            let hash = keccak256(&encoded);
            if self.asked.get(&hash).is_some_and(|asked| asked.peer == from) {
                self.forget(&hash);
                self.foreign.insert(hash);
                wanted.push(encoded);
            }
        }
        if wanted.is_empty() {
            return;
        }
        let chain = self.chain.clone();
        let work = move || chain.submit_remote(wanted);
        let Some(results) = on_a_thread(context.child("submit"), work).await else { return };
        let taken = results.iter().filter(|result| result.is_ok()).count();
        metrics::counter!("gossip_taken_total").increment(taken as u64);
        // An honest pool holds no such thing: it does not depend on anybody's state.
        let is_garbage = |result: &Result<_, _>| matches!(result, Err(SubmitError::Transaction(_)));
        if results.iter().any(is_garbage) {
            self.block(from, "a transaction that is none");
        }
    }

    fn block(&mut self, peer: PublicKey, why: &'static str) {
        tracing::warn!(?peer, why, "kept out: it does not keep to the protocol");
        metrics::counter!("gossip_blocked_total").increment(1);
        let _ = self.blocker.block(peer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_as_they_were_written() {
        for message in [
            Message::Announce(vec![B256::repeat_byte(1); 3]),
            Message::Ask(Vec::new()),
            Message::Give(vec![Bytes::from_static(b"one"), Bytes::new()]),
        ] {
            assert_eq!(Message::decode(&message.encode()), Some(message));
        }
    }

    #[test]
    fn what_no_honest_validator_sends_is_seen() {
        let good = Message::Ask(vec![B256::ZERO]).encode();
        for bad in [
            Vec::new(),
            vec![9],
            good[..good.len() - 1].to_vec(),
            [&good[..], &[0]].concat(),
            Message::Announce(vec![B256::ZERO; MAX_HASHES + 1]).encode(),
            vec![2; MAX_MESSAGE_BYTES + 1],
        ] {
            assert_eq!(Message::decode(&bad), None, "{} bytes", bad.len());
        }
    }

    #[test]
    fn only_the_newest_foreign_hashes_are_remembered() {
        let mut remembered = Remembered::default();
        let hash = |n: usize| B256::from(alloy_primitives::U256::from(n));
        (0..MAX_REMEMBERED + 10).for_each(|n| remembered.insert(hash(n)));
        assert_eq!(remembered.known.len(), MAX_REMEMBERED);
        assert!(!remembered.known.contains(&hash(9)));
        assert!(remembered.known.contains(&hash(10)));
    }
}
