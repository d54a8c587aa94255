//! Whether all the money there is is the money there should be.

use alloy_primitives::U256;
use cybermiles_primitives::{
    StateReader,
    native::{CMT, CMT_SUPPLY_SLOT},
};

use crate::{Chain, ChainError};

/// What the head's state says about all the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audit {
    /// The head's height.
    pub number: u64,
    /// The sum of all balances, in wei.
    pub balances: U256,
    /// What exists by the native coin's own count, in wei: what block 0 allotted, and what was
    /// minted, without what was burned through it.
    pub supply: U256,
}

impl Audit {
    /// Whether no more money exists than is counted. It may be less: a contract that destroys
    /// itself in favour of itself burns its balance without telling anybody (EIP-6780).
    pub fn is_sound(&self) -> bool {
        self.balances <= self.supply
    }
}

impl Chain {
    /// Adds up every balance of the head's state and compares the sum with what should be there.
    /// Reads all accounts, some 10 ms per million; no block is made meanwhile.
    ///
    /// # Errors
    /// [`ChainError`] when the state cannot be read.
    pub fn audit(&self) -> Result<Audit, ChainError> {
        let _producing = self.producing.lock();
        self.audit_head()
    }

    /// At the end of an epoch, where the options say so: stops the node when there is more money
    /// than there should be.
    pub(crate) fn audit_epoch(&self, number: u64) -> Result<(), ChainError> {
        if !self.options.audit_epochs || !self.spec.is_last_of_epoch(number) {
            return Ok(());
        }
        let audit = self.audit_head()?;
        tracing::info!(number, balances = %audit.balances, supply = %audit.supply, "audited");
        if audit.is_sound() { Ok(()) } else { Err(ChainError::Audit(audit)) }
    }

    fn audit_head(&self) -> Result<Audit, ChainError> {
        let number = self.head().number();
        let state = self.store.state_at(number)?;
        let supply = state.storage(&CMT, &CMT_SUPPLY_SLOT.into())?;
        Ok(Audit { number, balances: self.store.sum_of_balances(), supply })
    }
}
