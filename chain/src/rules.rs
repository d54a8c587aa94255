//! The parameters in force: those of the genesis, as far as governance has not changed them.

use std::sync::Arc;

use cybermiles_execution::rules::{is_known, parameters_after, scheduled_upgrade};
use cybermiles_primitives::{ChainSpec, StateReader};

use crate::{Chain, ChainError};

impl Chain {
    /// The parameters of the next block.
    pub fn rules(&self) -> Arc<ChainSpec> {
        self.rules.read().clone()
    }

    /// The parameters of the block after `number`; above the head, those in force.
    ///
    /// # Errors
    /// [`ChainError`] when that block's state is no longer kept or cannot be read.
    pub(crate) fn rules_after(&self, number: u64) -> Result<Arc<ChainSpec>, ChainError> {
        if number >= self.head().number() {
            return Ok(self.rules());
        }
        Ok(Arc::new(parameters_after(&self.spec, &self.state_at(number)?)?))
    }

    /// The parameters of block `number`, whose parent's state is `state`.
    ///
    /// # Errors
    /// [`ChainError::UnknownUpgrade`] when rules have been decided on that this program lacks.
    pub(crate) fn rules_for(
        &self,
        number: u64,
        state: &impl StateReader,
    ) -> Result<ChainSpec, ChainError> {
        match scheduled_upgrade(state)? {
            Some((name, height)) if number >= height && !is_known(&name) => {
                Err(ChainError::UnknownUpgrade { name, height })
            }
            _ => Ok(parameters_after(&self.spec, state)?),
        }
    }
}
