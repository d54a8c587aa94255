//! A state in hash maps that blocks change: what execution costs when reading costs next to nothing.

use alloy_primitives::{
    Address, B256, Bytes, U256, keccak256,
    map::{AddressMap, B256Map, HashMap},
};
use cybermiles_primitives::{Account, StateDiff, StateError, StateReader};

/// Accounts, slots and codes.
#[derive(Clone, Debug, Default)]
pub struct State {
    accounts: AddressMap<Account>,
    slots: HashMap<(Address, U256), U256>,
    codes: B256Map<Bytes>,
}

impl State {
    /// Gives `address` this balance, in wei.
    pub fn fund(&mut self, address: Address, balance: U256) {
        self.accounts.insert(address, Account { balance, ..Default::default() });
    }

    /// Puts a contract with this code at `address`.
    pub fn deploy(&mut self, address: Address, code: Bytes) {
        let code_hash = keccak256(&code);
        self.codes.insert(code_hash, code);
        self.accounts.insert(address, Account { nonce: 1, code_hash, ..Default::default() });
    }

    /// Takes over what a block changed.
    pub fn apply(&mut self, diff: &StateDiff) {
        for change in &diff.accounts {
            match change.after {
                Some(account) => self.accounts.insert(change.address, account),
                None => self.accounts.remove(&change.address),
            };
            let slots = change.slots.iter();
            self.slots.extend(slots.map(|slot| ((change.address, slot.slot), slot.after)));
        }
        self.codes.extend(diff.codes.iter().cloned());
    }
}

impl StateReader for State {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        Ok(self.accounts.get(address).copied())
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        Ok(self.slots.get(&(*address, *slot)).copied().unwrap_or_default())
    }

    fn code(&self, code_hash: &B256) -> Result<Bytes, StateError> {
        self.codes.get(code_hash).cloned().ok_or(StateError::MissingCode(*code_hash))
    }

    fn block_hash(&self, _number: u64) -> Result<B256, StateError> {
        Ok(B256::ZERO)
    }
}
