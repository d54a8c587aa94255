//! The state as of one block, however far the chain goes on.

use std::{fmt, sync::Arc};

use alloy_primitives::{Address, B256, Bytes, U256};
use cybermiles_primitives::{Account, StateError, StateReader};

use crate::{history::At, shared::Shared};

/// The state as of one block: owned, shared freely between threads, exact while commits go on.
///
/// A look-up takes a short read lock; the view itself holds none. A view of a staged block answers
/// with an error once that block is taken off.
#[derive(Clone)]
pub struct StateView {
    pub(crate) shared: Arc<Shared>,
    pub(crate) at: At,
}

impl StateView {
    /// The block whose state this is.
    pub const fn number(&self) -> u64 {
        self.at.number
    }
}

impl fmt::Debug for StateView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StateView").field("number", &self.at.number).finish_non_exhaustive()
    }
}

impl StateReader for StateView {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        Ok(self.at.account(&self.shared.world, &self.shared.segments, address)?)
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        Ok(self.at.slot(&self.shared.world, &self.shared.segments, address, slot)?)
    }

    fn code(&self, code_hash: &B256) -> Result<Bytes, StateError> {
        self.shared.code(code_hash)?.ok_or(StateError::MissingCode(*code_hash))
    }

    fn block_hash(&self, number: u64) -> Result<B256, StateError> {
        if number > self.at.number {
            return Ok(B256::ZERO);
        }
        let head = self.shared.head.read().number();
        if number > head {
            // Zero would be a wrong answer: the block exists, its hash is not known here yet.
            let reason = format!("the hash of staged block {number} is not known to the store");
            return Err(StateError::Backend(reason));
        }
        Ok(self.shared.header(number)?.hash)
    }
}
