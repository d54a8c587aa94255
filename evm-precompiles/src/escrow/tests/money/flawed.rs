//! A host with a fault, to show that the faults it makes are found.

use alloy_primitives::{Address, Log, U256};
use cybermiles_primitives::StateError;

use crate::{
    Host,
    address::ESCROW,
    host::{AccountInfo, BlockInfo, Loaded, Stored},
    memory::MemoryHost,
};

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Nothing.
    None,
    /// Every payment is a wei too much.
    PaysMore,
    /// Every payment is a wei too little.
    PaysLess,
    /// Every fifth payment goes to nobody.
    Swallows,
    /// Every payment is made to who was paid before.
    Misdirects,
    /// Every fortieth write is lost.
    Forgets,
    /// The clock is a second ahead.
    Hurries,
}

/// All of them.
pub(super) const FAULTS: [Flaw; 6] = [
    Flaw::PaysMore,
    Flaw::PaysLess,
    Flaw::Swallows,
    Flaw::Misdirects,
    Flaw::Forgets,
    Flaw::Hurries,
];

/// The in-memory host with a fault between it and the rules.
pub(super) struct Flawed {
    pub(super) inner: MemoryHost,
    flaw: Flaw,
    count: u64,
    paid_last: Address,
}

impl Flawed {
    pub(super) fn new(flaw: Flaw) -> Self {
        Self { inner: MemoryHost::new(), flaw, count: 0, paid_last: Address::ZERO }
    }

    /// Whether it is the turn of something that happens every `nth` time.
    fn turn(&mut self, nth: u64) -> bool {
        self.count += 1;
        self.count.is_multiple_of(nth)
    }
}

impl Host for Flawed {
    fn block(&self) -> BlockInfo {
        let block = self.inner.block();
        let ahead = u64::from(self.flaw == Flaw::Hurries);
        BlockInfo { timestamp: block.timestamp + ahead, ..block }
    }

    fn sload(
        &mut self,
        account: Address,
        slot: U256,
        cold_allowed: bool,
    ) -> Result<Option<Loaded>, StateError> {
        self.inner.sload(account, slot, cold_allowed)
    }

    fn sstore(
        &mut self,
        account: Address,
        slot: U256,
        value: U256,
        cold_allowed: bool,
    ) -> Result<Option<Stored>, StateError> {
        if self.flaw == Flaw::Forgets && self.turn(40) {
            let value = self.inner.slot(account, slot);
            return self.inner.sstore(account, slot, value, cold_allowed);
        }
        self.inner.sstore(account, slot, value, cold_allowed)
    }

    fn account(
        &mut self,
        address: Address,
        cold_allowed: bool,
    ) -> Result<Option<AccountInfo>, StateError> {
        self.inner.account(address, cold_allowed)
    }

    fn transfer(&mut self, from: Address, to: Address, amount: U256) -> Result<bool, StateError> {
        let one = U256::from(1);
        let flaw = self.flaw;
        let (to, amount) = match flaw {
            _ if from != ESCROW => (to, amount),
            Flaw::PaysMore => (to, amount + one),
            Flaw::PaysLess => (to, amount - one),
            Flaw::Swallows if self.turn(5) => (to, U256::ZERO),
            Flaw::Misdirects if !self.paid_last.is_zero() => {
                (std::mem::replace(&mut self.paid_last, to), amount)
            }
            _ => {
                self.paid_last = to;
                (to, amount)
            }
        };
        self.inner.transfer(from, to, amount)
    }

    fn burn(&mut self, from: Address, amount: U256) -> Result<bool, StateError> {
        self.inner.burn(from, amount)
    }

    fn mint(&mut self, to: Address, amount: U256) -> Result<bool, StateError> {
        self.inner.mint(to, amount)
    }

    fn log(&mut self, log: Log) {
        self.inner.log(log);
    }

    fn checkpoint(&mut self) {
        self.inner.checkpoint();
    }

    fn commit(&mut self) {
        self.inner.commit();
    }

    fn rollback(&mut self) {
        self.inner.rollback();
    }
}
