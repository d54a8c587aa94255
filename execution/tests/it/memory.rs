//! State in two maps, with its root computed from scratch.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_trie::{
    TrieAccount,
    root::{state_root_unhashed, storage_root_unhashed},
};
use cybermiles_primitives::{Account, StateDiff, StateError, StateReader};

/// State in memory. Applying a diff checks every `before` it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MemoryState {
    pub(crate) accounts: BTreeMap<Address, Account>,
    pub(crate) slots: BTreeMap<(Address, U256), U256>,
    pub(crate) codes: BTreeMap<B256, Bytes>,
}

impl MemoryState {
    pub(crate) fn insert(&mut self, address: Address, nonce: u64, balance: U256, code: Bytes) {
        let code_hash = keccak256(&code);
        if !code.is_empty() {
            self.codes.insert(code_hash, code);
        }
        self.accounts.insert(address, Account { nonce, balance, code_hash });
    }

    pub(crate) fn insert_slot(&mut self, address: Address, slot: U256, value: U256) {
        if !value.is_zero() {
            self.slots.insert((address, slot), value);
        }
    }

    pub(crate) fn apply(&mut self, diff: &StateDiff) -> Result<(), String> {
        let mut last = None;
        for change in &diff.accounts {
            let address = change.address;
            if last >= Some(address) {
                return Err(format!("{address} is out of order"));
            }
            last = Some(address);
            let before = self.accounts.get(&address).copied();
            if before != change.before {
                return Err(format!("{address}: before is {before:?}, not {:?}", change.before));
            }
            let all = (address, U256::ZERO)..=(address, U256::MAX);
            let mut last = None;
            for slot in &change.slots {
                if last >= Some(slot.slot) || slot.before == slot.after {
                    return Err(format!("{address}: slot {} does not belong", slot.slot));
                }
                last = Some(slot.slot);
                let before = self.slots.get(&(address, slot.slot)).copied().unwrap_or_default();
                if before != slot.before {
                    return Err(format!("{address}, {}: before is {before}", slot.slot));
                }
            }
            if change.storage_wiped {
                self.slots.retain(|key, _| !all.contains(key));
            }
            for slot in &change.slots {
                self.slots.remove(&(address, slot.slot));
                self.insert_slot(address, slot.slot, slot.after);
            }
            self.accounts.remove(&address);
            self.accounts.extend(change.after.map(|account| (address, account)));
            if change.after.is_none() && self.slots.range(all).next().is_some() {
                return Err(format!("{address} is gone, its storage is not"));
            }
        }
        for (hash, code) in &diff.codes {
            if keccak256(code) != *hash {
                return Err(format!("code {hash} has another hash"));
            }
            self.codes.insert(*hash, code.clone());
        }
        Ok(())
    }

    /// The state root, by the reference implementation and from scratch.
    pub(crate) fn root(&self) -> B256 {
        state_root_unhashed(self.accounts.iter().map(|(address, account)| {
            let slots = self
                .slots
                .range((*address, U256::ZERO)..=(*address, U256::MAX))
                .map(|((_, slot), value)| (B256::from(*slot), *value));
            let account = TrieAccount {
                nonce: account.nonce,
                balance: account.balance,
                storage_root: storage_root_unhashed(slots),
                code_hash: account.code_hash,
            };
            (*address, account)
        }))
    }
}

impl StateReader for MemoryState {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        Ok(self.accounts.get(address).copied())
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        Ok(self.slots.get(&(*address, *slot)).copied().unwrap_or_default())
    }

    fn code(&self, code_hash: &B256) -> Result<Bytes, StateError> {
        self.codes.get(code_hash).cloned().ok_or(StateError::MissingCode(*code_hash))
    }

    /// The rule of Ethereum's state tests: the hash of the number in decimal digits.
    fn block_hash(&self, number: u64) -> Result<B256, StateError> {
        Ok(keccak256(number.to_string()))
    }
}
