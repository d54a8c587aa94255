//! Blocks that are executed and not final yet.
//!
//! A network's leaders build on blocks that are voted for, not yet final, and now and then on
//! another one than the leader before: there may be siblings. The store holds one line of staged
//! changes above the head; whoever needs the state of another candidate takes off what is not on
//! its line and stages what is. Lines are a few blocks long and seldom fork, so that this costs
//! next to nothing, and there is no second kind of state.

use std::{collections::BTreeMap, sync::Arc};

use alloy_primitives::{Address, B256, Bytes, U256};
use cybermiles_primitives::{Account, ExecutedBlock, StateDiff, StateError, StateReader};
use cybermiles_storage::StateView;

use crate::{Chain, ChainError};

/// Candidates kept at most. A chain that finalizes has a handful; one that is halted gets another
/// with every view.
const MAX_CANDIDATES: usize = 256;

/// A block above the head, executed.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) block: Arc<ExecutedBlock>,
    pub(crate) diff: Arc<StateDiff>,
}

/// Every block above the head that was executed, and which of them the store has staged.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    by_hash: BTreeMap<B256, Candidate>,
    /// What is staged, the head's child first.
    staged: Vec<B256>,
}

impl Candidates {
    pub(crate) fn get(&self, hash: &B256) -> Option<&Candidate> {
        self.by_hash.get(hash)
    }

    /// The blocks from the head's child up to `hash`; `None` when they do not lead to the head.
    fn line(&self, head: &B256, hash: B256) -> Option<Vec<B256>> {
        let (mut line, mut next) = (Vec::new(), hash);
        while next != *head {
            line.push(next);
            next = self.by_hash.get(&next)?.block.header.parent_hash;
        }
        line.reverse();
        Some(line)
    }

    /// Forgets the block that became the head, and all that cannot follow it any more.
    pub(crate) fn advance(&mut self, head: &ExecutedBlock) -> Option<Candidate> {
        self.staged.retain(|hash| *hash != head.hash);
        let known = self.by_hash.remove(&head.hash);
        let lost: Vec<B256> = self
            .by_hash
            .keys()
            .filter(|hash| self.line(&head.hash, **hash).is_none())
            .copied()
            .collect();
        lost.iter().for_each(|hash| drop(self.by_hash.remove(hash)));
        known
    }
}

impl Chain {
    /// The block with this hash, which a next one is to be built on: the head, or a candidate.
    pub(crate) fn parent(
        &self,
        candidates: &Candidates,
        hash: &B256,
    ) -> Result<Arc<ExecutedBlock>, ChainError> {
        let head = self.head();
        if head.hash == *hash {
            return Ok(head);
        }
        let found = candidates.get(hash).map(|candidate| candidate.block.clone());
        found.ok_or(ChainError::UnknownParent(*hash))
    }

    /// Brings the store to the state after the block with this hash, the head or a candidate, and
    /// answers that state.
    pub(crate) fn switch_to(
        &self,
        candidates: &mut Candidates,
        hash: B256,
    ) -> Result<CandidateState, ChainError> {
        let head = self.head();
        let line = candidates.line(&head.hash, hash).ok_or(ChainError::UnknownParent(hash))?;
        let common = line.iter().zip(&candidates.staged).take_while(|(a, b)| a == b).count();
        while candidates.staged.len() > common {
            self.store.unstage()?;
            candidates.staged.pop();
        }
        for hash in &line[common..] {
            let candidate = candidates.get(hash).ok_or(ChainError::UnknownParent(*hash))?;
            self.store.stage(candidate.diff.clone())?;
            candidates.staged.push(*hash);
        }
        let hashes = line.iter().zip(head.number() + 1..).map(|(hash, number)| (number, *hash));
        let view = self.store.state_at(head.number() + line.len() as u64)?;
        Ok(CandidateState { view, hashes: hashes.collect() })
    }

    /// Keeps a block whose changes were just staged on those of its parent.
    pub(crate) fn keep(
        &self,
        candidates: &mut Candidates,
        block: ExecutedBlock,
        diff: Arc<StateDiff>,
    ) -> Arc<ExecutedBlock> {
        let block = Arc::new(block);
        candidates.staged.push(block.hash);
        candidates.by_hash.insert(block.hash, Candidate { block: block.clone(), diff });
        metrics::gauge!("candidate_blocks").set(candidates.by_hash.len() as f64);
        block
    }

    /// Makes room for one more candidate: what is not on the staged line goes. Whoever needs it
    /// again verifies it again.
    pub(crate) fn make_room(&self, candidates: &mut Candidates) -> Result<(), ChainError> {
        if candidates.by_hash.len() < MAX_CANDIDATES {
            return Ok(());
        }
        let Candidates { by_hash, staged } = candidates;
        by_hash.retain(|hash, _| staged.contains(hash));
        if by_hash.len() < MAX_CANDIDATES {
            return Ok(());
        }
        Err(ChainError::TooManyCandidates { limit: MAX_CANDIDATES })
    }

    /// Whether the store has the block's changes staged first of all: they can be committed.
    pub(crate) fn is_next(candidates: &Candidates, hash: &B256) -> bool {
        candidates.staged.first() == Some(hash)
    }
}

/// The state after a candidate. It also knows the hashes of the candidates below.
#[derive(Debug)]
pub(crate) struct CandidateState {
    view: StateView,
    /// Hashes of the blocks above the head, by height.
    hashes: BTreeMap<u64, B256>,
}

impl StateReader for CandidateState {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        self.view.account(address)
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        self.view.storage(address, slot)
    }

    fn code(&self, code_hash: &B256) -> Result<Bytes, StateError> {
        self.view.code(code_hash)
    }

    fn block_hash(&self, number: u64) -> Result<B256, StateError> {
        match self.hashes.get(&number) {
            Some(hash) => Ok(*hash),
            None => self.view.block_hash(number),
        }
    }
}
