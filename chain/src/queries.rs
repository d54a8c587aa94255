//! What can be asked about blocks, transactions and state.

use std::sync::Arc;

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256, Bytes, U256};
use cybermiles_primitives::{Account, ExecutedBlock, StateError, StateReader};
use cybermiles_storage::{AccountProof, SealedHeader, StateView};

use crate::{Chain, ChainError, PendingState};

/// A block that a caller means, once its number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateAt {
    /// The block with this number.
    Block(u64),
    /// The block that would be next.
    Pending,
}

/// The state after a block: a kept one, or the one that would be next.
#[derive(Clone, Debug)]
pub enum State {
    /// After a block of the chain.
    Kept(StateView),
    /// After the block that would be next.
    Pending(Arc<PendingState>),
}

impl Chain {
    /// Finds out which block `id` means. `latest`, `safe` and `finalized` are the head: a block
    /// here is final once it is there.
    ///
    /// # Errors
    /// [`ChainError::UnknownBlock`] for blocks that are not there.
    pub fn resolve(&self, id: BlockId) -> Result<StateAt, ChainError> {
        let head = self.head().number();
        match id {
            BlockId::Hash(hash) => self
                .store
                .number_of(&hash.block_hash)?
                .filter(|number| *number <= head)
                .map(StateAt::Block)
                .ok_or(ChainError::UnknownBlock(id)),
            BlockId::Number(BlockNumberOrTag::Pending) => Ok(StateAt::Pending),
            BlockId::Number(BlockNumberOrTag::Earliest) => Ok(StateAt::Block(0)),
            BlockId::Number(BlockNumberOrTag::Number(number)) if number > head => {
                Err(ChainError::UnknownBlock(id))
            }
            BlockId::Number(BlockNumberOrTag::Number(number)) => Ok(StateAt::Block(number)),
            BlockId::Number(_) => Ok(StateAt::Block(head)),
        }
    }

    /// The block `id` means, the pending one included; `None` where there is none.
    ///
    /// # Errors
    /// [`ChainError`] when the block was pruned or cannot be read.
    pub fn block_by_id(&self, id: BlockId) -> Result<Option<Arc<ExecutedBlock>>, ChainError> {
        match self.resolve(id) {
            Ok(StateAt::Block(number)) => self.block(number),
            Ok(StateAt::Pending) => Ok(Some(self.pending_block()?)),
            Err(ChainError::UnknownBlock(_)) => Ok(None),
            Err(err) => Err(err),
        }
    }

    /// The block at this height; `None` above the head.
    ///
    /// # Errors
    /// [`ChainError`] when the block was pruned or cannot be read.
    pub fn block(&self, number: u64) -> Result<Option<Arc<ExecutedBlock>>, ChainError> {
        let head = self.head();
        if number >= head.number() {
            return Ok((number == head.number()).then_some(head));
        }
        Ok(self.store.block(number)?)
    }

    /// The block with this hash; `None` where there is none.
    ///
    /// # Errors
    /// [`ChainError`] when the block cannot be read.
    pub fn block_by_hash(&self, hash: &B256) -> Result<Option<Arc<ExecutedBlock>>, ChainError> {
        match self.store.number_of(hash)? {
            Some(number) => self.block(number),
            None => Ok(None),
        }
    }

    /// The header at this height; `None` above the head.
    ///
    /// # Errors
    /// [`ChainError`] when the block was pruned or cannot be read.
    pub fn header(&self, number: u64) -> Result<Option<Arc<SealedHeader>>, ChainError> {
        if number > self.head().number() {
            return Ok(None);
        }
        Ok(self.store.header(number)?)
    }

    /// The block that holds the transaction with this hash, and its index there; `None` when no
    /// block does.
    ///
    /// # Errors
    /// [`ChainError`] when the block cannot be read.
    pub fn transaction(
        &self,
        hash: &B256,
    ) -> Result<Option<(Arc<ExecutedBlock>, usize)>, ChainError> {
        let Some((number, index)) = self.store.transaction_location(hash)? else {
            return Ok(None);
        };
        Ok(self.block(number)?.map(|block| (block, index)))
    }

    /// The state after the block at this height.
    ///
    /// # Errors
    /// [`ChainError::UnknownBlock`] above the head, [`ChainError::Store`] where it was pruned.
    pub fn state_at(&self, number: u64) -> Result<StateView, ChainError> {
        if number > self.head().number() {
            return Err(ChainError::UnknownBlock(number.into()));
        }
        Ok(self.store.state_at(number)?)
    }

    /// The state after the block meant, the pending one included.
    ///
    /// # Errors
    /// As [`Self::state_at`].
    pub fn state(&self, at: StateAt) -> Result<State, ChainError> {
        match at {
            StateAt::Block(number) => Ok(State::Kept(self.state_at(number)?)),
            StateAt::Pending => Ok(State::Pending(self.pending_state()?)),
        }
    }

    /// An account and some of its slots, proven against the state root of the block at this height.
    ///
    /// # Errors
    /// [`ChainError::Store`] with `ProofWindow` for blocks too far back.
    pub fn proof(
        &self,
        number: u64,
        address: &Address,
        slots: &[U256],
    ) -> Result<AccountProof, ChainError> {
        if number > self.head().number() {
            return Err(ChainError::UnknownBlock(number.into()));
        }
        Ok(self.store.proof(number, address, slots)?)
    }

    /// The oldest block that is kept.
    pub fn oldest_block(&self) -> u64 {
        self.store.oldest_block()
    }

    /// The oldest block whose state is kept; a chain that began with a snapshot has older blocks.
    pub fn oldest_state(&self) -> u64 {
        self.store.oldest_state()
    }

    /// The nonce an account's next transaction should have, those in the pool included.
    ///
    /// # Errors
    /// [`ChainError`] when the state cannot be read.
    pub fn pending_nonce(&self, address: &Address) -> Result<u64, ChainError> {
        // The pool first: it gives up a transaction only when the head that holds it is in place.
        if let Some(nonce) = self.pool.pending_nonce(address) {
            return Ok(nonce);
        }
        let state = self.state_at(self.head().number())?;
        Ok(state.account(address)?.unwrap_or_default().nonce)
    }
}

impl StateReader for State {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        match self {
            Self::Kept(state) => state.account(address),
            Self::Pending(state) => state.account(address),
        }
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        match self {
            Self::Kept(state) => state.storage(address, slot),
            Self::Pending(state) => state.storage(address, slot),
        }
    }

    fn code(&self, code_hash: &B256) -> Result<Bytes, StateError> {
        match self {
            Self::Kept(state) => state.code(code_hash),
            Self::Pending(state) => state.code(code_hash),
        }
    }

    fn block_hash(&self, number: u64) -> Result<B256, StateError> {
        match self {
            Self::Kept(state) => state.block_hash(number),
            Self::Pending(state) => state.block_hash(number),
        }
    }
}
