//! What consensus asks of the ledger: propose a block, verify one, make one final.
//!
//! Proposing and verifying execute on any candidate and change nothing that a user can see;
//! finalizing commits. All three say the same when they are asked twice.

use std::sync::Arc;

use alloy_primitives::{B256, Bytes};
use cybermiles_primitives::{
    ChainSpec, Committee, ExecutedBlock, Header, ProposedBlock, Seal, Turn,
    committee::consensus_address,
    seal::{RandaoSignature, next_mix},
    turn::{header_time_ms, split_time},
};

use crate::{
    Chain, ChainError, ImportError,
    builder::Built,
    candidates::Candidates,
    import::Check,
    seal::{header_on, mix_without_validators},
};

/// What its leader puts into a block that does not follow from the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The view it is for.
    pub view: u64,
    /// The view of its parent; 0 for the first block of an epoch.
    pub parent_view: u64,
    /// The leader's consensus key.
    pub proposer: B256,
    /// The leader's signature of the randomness message of this height and parent.
    pub randomness: RandaoSignature,
    /// The leader's clock, milliseconds of Unix time. The block's time is later if its parent's
    /// demands it.
    pub now_ms: u64,
}

impl Chain {
    /// Builds a block of the pool's best transactions on `parent`, the head or a candidate, and
    /// keeps it as a candidate.
    ///
    /// # Errors
    /// [`ChainError::UnknownParent`] when the parent is not known here (yet);
    /// [`ChainError::TooManyCandidates`]; other errors when this node is at fault.
    pub fn propose(&self, parent: B256, proposal: &Proposal) -> Result<ProposedBlock, ChainError> {
        let mut candidates = self.producing.lock();
        let result = self.propose_on(&mut candidates, parent, proposal);
        self.report(result)
    }

    fn propose_on(
        &self,
        candidates: &mut Candidates,
        parent: B256,
        proposal: &Proposal,
    ) -> Result<ProposedBlock, ChainError> {
        let parent = self.parent(candidates, &parent)?;
        let state = self.switch_to(candidates, parent.hash)?;
        let rules = self.rules_for(parent.number().saturating_add(1), &state)?;
        let header = self.proposed_header(&rules, &parent, proposal);
        self.make_room(candidates)?;
        let Built { transactions, outcome, rejected } = self.build(&header, &state)?;
        // What cannot run on a candidate may well run on another one, which becomes final.
        if parent.hash == self.head().hash {
            self.drop_rejected(&rejected);
        }
        let seal = Seal {
            proposer: proposal.proposer,
            randomness: proposal.randomness,
            certificate: Bytes::new(),
        };
        let (block, diff) = self.assemble(header, transactions, outcome, Some(seal))?;
        let hash = block.hash;
        let block = self.keep(candidates, block, diff);
        block.proposed().ok_or(ChainError::UnknownParent(hash))
    }

    fn proposed_header(
        &self,
        rules: &ChainSpec,
        parent: &ExecutedBlock,
        proposal: &Proposal,
    ) -> Header {
        let earliest = header_time_ms(&parent.header).saturating_add(self.spec.block_time_ms);
        let (timestamp, millis) = split_time(proposal.now_ms.max(earliest));
        let turn = Turn { view: proposal.view, parent_view: proposal.parent_view, millis };
        let beneficiary = consensus_address(&proposal.proposer);
        let mix = next_mix(&proposal.randomness);
        header_on(rules, parent, timestamp, beneficiary, turn.encode(), mix)
    }

    /// Does everything the block's proposer must have done, compares every field, and keeps it as
    /// a candidate. How far its time lies ahead of a clock is not looked at.
    ///
    /// # Errors
    /// [`ChainError::Import`] naming what is wrong: the block is no child of its parent and never
    /// will be. [`ChainError::UnknownParent`] when its parent is not known here (yet);
    /// [`ChainError::TooManyCandidates`]; other errors when this node is at fault.
    pub fn verify(&self, block: &ProposedBlock) -> Result<(), ChainError> {
        let mut candidates = self.producing.lock();
        let result = self.verify_on(&mut candidates, block, block.hash());
        self.report(result)
    }

    fn verify_on(
        &self,
        candidates: &mut Candidates,
        proposed: &ProposedBlock,
        hash: B256,
    ) -> Result<(), ChainError> {
        if candidates.get(&hash).is_some() || self.head().hash == hash {
            return Ok(());
        }
        let parent = self.parent(candidates, &proposed.block.header.parent_hash)?;
        let state = self.switch_to(candidates, parent.hash)?;
        self.make_room(candidates)?;
        let check = Check { number: proposed.number() };
        self.check_turn(&check, &proposed.block.header, &parent)?;
        let seal = Seal { certificate: Bytes::new(), ..proposed.seal.clone() };
        let (block, diff) =
            self.execute_on(&check, &parent, &state, proposed.block.clone(), Some(seal))?;
        self.stage_checked(&check, &diff, block.header.state_root)?;
        self.keep(candidates, block, diff);
        Ok(())
    }

    /// Compares the header's turn and time with its parent's.
    fn check_turn(
        &self,
        check: &Check,
        header: &Header,
        parent: &ExecutedBlock,
    ) -> Result<(), ImportError> {
        let Some(turn) = Turn::decode(&header.extra_data) else {
            let expected = "a turn: version 1, view, parent's view, milliseconds";
            return Err(check.fail("extraData", expected, &header.extra_data));
        };
        let same_epoch = self.spec.epoch_of(parent.number()) == self.spec.epoch_of(check.number);
        let before = Turn::decode(&parent.header.extra_data).filter(|_| same_epoch);
        let expected = before.map_or(0, |turn| turn.view);
        check.equal("extraData (parent's view)", expected, turn.parent_view)?;
        let earliest = header_time_ms(&parent.header).saturating_add(self.spec.block_time_ms);
        let found = turn.time_ms(header.timestamp);
        if found < earliest {
            let expected = format!("at least {earliest} ms: the parent's time and the block time");
            return Err(check.fail("timestamp", expected, format!("{found} ms")));
        }
        Ok(())
    }

    /// Makes a block final that consensus has decided on, with the votes that say so (empty where
    /// those for a later block vouch for it). A block that is not known yet is verified first. The
    /// block is durable when this returns; asked again, it answers the same block.
    ///
    /// # Errors
    /// [`ChainError::UnknownParent`] unless the block is the head's child, or final already;
    /// [`ChainError::Conflict`] when another block is final at its height, and
    /// [`ChainError::Import`] when it is invalid: either says that too many validators are
    /// dishonest, or that this node's program is not theirs.
    pub fn finalize(
        &self,
        block: &ProposedBlock,
        certificate: Bytes,
    ) -> Result<Arc<ExecutedBlock>, ChainError> {
        let mut candidates = self.producing.lock();
        let result = self.finalize_next(&mut candidates, block, certificate);
        self.report(result)
    }

    fn finalize_next(
        &self,
        candidates: &mut Candidates,
        proposed: &ProposedBlock,
        certificate: Bytes,
    ) -> Result<Arc<ExecutedBlock>, ChainError> {
        let (number, hash) = (proposed.number(), proposed.hash());
        if number <= self.head().number() {
            return self.finalized_before(number, hash);
        }
        if proposed.block.header.parent_hash != self.head().hash {
            return Err(ChainError::UnknownParent(proposed.block.header.parent_hash));
        }
        self.verify_on(candidates, proposed, hash)?;
        if !Self::is_next(candidates, &hash) {
            self.switch_to(candidates, hash)?;
        }
        let known = candidates.get(&hash).cloned().ok_or(ChainError::UnknownParent(hash))?;
        let mut block = (*known.block).clone();
        if let Some(seal) = &mut block.seal {
            seal.certificate = certificate;
        }
        let block = self.commit(block, &known.diff)?;
        candidates.advance(&block);
        self.audit_epoch(number)?;
        Ok(block)
    }

    fn finalized_before(&self, number: u64, hash: B256) -> Result<Arc<ExecutedBlock>, ChainError> {
        match self.store.block(number)? {
            Some(block) if block.hash == hash => Ok(block),
            other => {
                let ours = other.map(|block| block.hash).unwrap_or_default();
                Err(ChainError::Conflict { number, ours, theirs: hash })
            }
        }
    }

    /// Who votes in `epoch`, as far as the head's state knows: its own epoch's validators and the
    /// next one's always.
    ///
    /// # Errors
    /// [`ChainError`] when the state cannot be read.
    pub fn committee(&self, epoch: u64) -> Result<Option<Committee>, ChainError> {
        let state = self.state_at(self.head().number())?;
        Ok(cybermiles_execution::committee(&state, epoch)?)
    }

    /// The final block at this height with its seal, to hand on; `None` above the head, for block
    /// 0 and on a development chain.
    ///
    /// # Errors
    /// [`ChainError`] when the block is no longer kept or cannot be read.
    pub fn sealed(&self, number: u64) -> Result<Option<ProposedBlock>, ChainError> {
        Ok(self.store.block(number)?.and_then(|block| block.proposed()))
    }

    /// The `mixHash` of the next block where nobody proposes it: on a development chain, and for
    /// pending blocks.
    pub(crate) fn unsigned_mix(parent: &ExecutedBlock) -> B256 {
        mix_without_validators(parent.header.mix_hash, parent.number().saturating_add(1))
    }
}
