//! Blocks above the head that were sent and are not proven yet.

use std::collections::VecDeque;

use alloy_primitives::B256;
use alloy_rlp::Decodable;
use cybermiles_chain::{Chain, ChainError};
use cybermiles_primitives::{Committee, ProposedBlock, limits::MAX_BLOCK_BYTES};

use crate::{
    fault::{End, Fault},
    link::Sent,
    options::{CheckVotes, FollowOptions},
};

/// What may stand around a block: its seal with the votes of a hundred validators.
const SEAL_BYTES_MAX: usize = 64 * 1024;

#[derive(Debug)]
struct Waiting {
    block: ProposedBlock,
    hash: B256,
    bytes: usize,
}

/// A line of blocks from the head's child on, each naming the one before.
#[derive(Debug, Default)]
pub(crate) struct Ancestry {
    line: VecDeque<Waiting>,
    bytes: usize,
    /// The committee checked against last; epochs are long.
    committee: Option<Committee>,
}

impl Ancestry {
    /// The next block wanted on a chain with this head.
    pub(crate) fn next(&self, head: u64) -> u64 {
        self.line.back().map_or(head, |last| last.block.number()).saturating_add(1)
    }

    /// Adds a block. One that is there already, or final, changes nothing.
    ///
    /// # Errors
    /// [`Fault`] when it is no block, or not the next one, or when too many wait for votes.
    pub(crate) fn add(
        &mut self,
        chain: &Chain,
        sent: &Sent,
        options: &FollowOptions,
    ) -> Result<(), Fault> {
        let head = chain.head();
        let (number, next) = (sent.number.to::<u64>(), self.next(head.number()));
        if number < next {
            return Ok(());
        }
        let garbage = |reason: String| Fault::Garbage { number: next, reason };
        if number > next {
            return Err(garbage(format!("its number is {number}")));
        }
        if sent.rlp.len() > MAX_BLOCK_BYTES.saturating_add(SEAL_BYTES_MAX) {
            return Err(garbage(format!("it has {} bytes", sent.rlp.len())));
        }
        let mut rest = sent.rlp.as_ref();
        let block = ProposedBlock::decode(&mut rest).map_err(|error| garbage(error.to_string()))?;
        if !rest.is_empty() {
            return Err(garbage(format!("{} bytes follow it", rest.len())));
        }
        if block.number() != next {
            return Err(garbage(format!("its header says {}", block.number())));
        }
        let expected = self.line.back().map_or(head.hash, |last| last.hash);
        let found = block.block.header.parent_hash;
        if found != expected {
            return Err(Fault::Unlinked { number, expected, found });
        }
        let bytes = sent.rlp.len();
        self.bytes = self.bytes.saturating_add(bytes);
        self.line.push_back(Waiting { hash: block.hash(), block, bytes });
        let full = self.line.len() > options.unproven_blocks || self.bytes > options.unproven_bytes;
        if full && self.proven(chain).is_none() {
            return Err(Fault::Unproven {
                from: head.number().saturating_add(1),
                blocks: self.line.len(),
            });
        }
        Ok(())
    }

    /// How many blocks from the first on end with votes of a committee that is known; `None` when
    /// there are no votes yet.
    fn proven(&self, chain: &Chain) -> Option<usize> {
        let spec = chain.spec();
        // The head's state knows its own epoch's committee and the next one's.
        let known = spec.epoch_of(chain.head().number()).saturating_add(1);
        let voted = |waiting: &Waiting| {
            !waiting.block.seal.certificate.is_empty()
                && spec.epoch_of(waiting.block.number()) <= known
        };
        self.line.iter().rposition(voted).map(|last| last.saturating_add(1))
    }

    /// Checks the votes for what has some and makes it final, one block after the other. `stop` is
    /// asked between blocks.
    ///
    /// # Errors
    /// [`End`] naming whose fault it was. The blocks before are final then.
    pub(crate) fn settle(
        &mut self,
        chain: &Chain,
        check: &CheckVotes,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), End> {
        // Every epoch that is executed makes another committee known.
        while let Some(count) = self.proven(chain) {
            self.settle_first(count, chain, check, stop)?;
        }
        Ok(())
    }

    fn settle_first(
        &mut self,
        count: usize,
        chain: &Chain,
        check: &CheckVotes,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), End> {
        // The last one vouches for all: a liar is found out before anything is executed.
        if let Some(last) = self.line.get(count.saturating_sub(1)) {
            let (number, hash) = (last.block.number(), last.hash);
            let votes = last.block.seal.certificate.clone();
            self.check(chain, check, number, hash, &votes)?;
        }
        for left in (0..count).rev() {
            if stop() {
                return Err(End::Stop);
            }
            let Some(waiting) = self.line.pop_front() else { break };
            self.bytes = self.bytes.saturating_sub(waiting.bytes);
            let (number, votes) = (waiting.block.number(), waiting.block.seal.certificate.clone());
            // These are kept and handed on, so they are checked too; the last ones were.
            if left > 0 && !votes.is_empty() {
                self.check(chain, check, number, waiting.hash, &votes)?;
            }
            match chain.finalize(&waiting.block, votes) {
                Ok(_) => {}
                Err(ChainError::Import(error)) => {
                    return Err(Fault::Invalid { number, reason: error.to_string() }.into());
                }
                Err(error) => return Err(End::Own(error)),
            }
        }
        Ok(())
    }

    fn check(
        &mut self,
        chain: &Chain,
        check: &CheckVotes,
        number: u64,
        hash: B256,
        votes: &[u8],
    ) -> Result<(), End> {
        let epoch = chain.spec().epoch_of(number);
        let committee = match self.committee.take().filter(|known| known.epoch == epoch) {
            Some(known) => Some(known),
            None => chain.committee(epoch).map_err(End::Own)?,
        };
        let Some(committee) = committee else {
            let reason = format!("no committee is elected for epoch {epoch}");
            return Err(Fault::Votes { number, reason }.into());
        };
        let result = check(&committee, hash, votes);
        self.committee = Some(committee);
        result.map_err(|reason| Fault::Votes { number, reason }.into())
    }
}
