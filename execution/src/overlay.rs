//! Everything a block has read or changed so far, and the change set it ends in.

use std::collections::BTreeMap;

use alloy_primitives::{
    Address, B256, KECCAK256_EMPTY, U256,
    map::{AddressMap, B256Map, Entry, U256Map},
};
use cybermiles_primitives::{
    Account, AccountChange, SlotChange, StateDiff, StateError, StateReader,
};
use revm::{
    bytecode::Bytecode,
    state::{Account as EvmAccount, EvmState},
};

/// A block's view of the state: what it read stays as it was before, what it changed is beside it.
///
/// It keeps every value's first reading, so that the change set knows `before` without asking
/// again, and a second reading costs no walk through the state.
#[derive(Debug, Default)]
pub struct Overlay {
    accounts: AddressMap<Cached>,
    codes: B256Map<Bytecode>,
}

#[derive(Debug)]
struct Cached {
    before: Option<Account>,
    now: Option<Account>,
    /// The account was destroyed with storage it had before the transaction: what is not in
    /// `slots` is zero. Only before Cancun (EIP-6780).
    wiped: bool,
    slots: U256Map<Slot>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    before: U256,
    now: U256,
}

impl Overlay {
    /// The account as of now.
    ///
    /// # Errors
    /// [`StateError`] when it has to be read from `state` and cannot.
    pub fn account(
        &mut self,
        address: Address,
        state: &impl StateReader,
    ) -> Result<Option<Account>, StateError> {
        Ok(self.cached(address, state)?.now)
    }

    /// The value of a storage slot as of now.
    ///
    /// # Errors
    /// [`StateError`] when it has to be read from `state` and cannot.
    pub fn storage(
        &mut self,
        address: Address,
        slot: U256,
        state: &impl StateReader,
    ) -> Result<U256, StateError> {
        Ok(self.cached(address, state)?.slot(&address, slot, state)?.now)
    }

    /// Code deployed in this block.
    pub fn code(&self, hash: &B256) -> Option<&Bytecode> {
        self.codes.get(hash)
    }

    /// Makes `account` the account as of now; `None` removes it. For changes the EVM does not
    /// make: hooks and overrides.
    ///
    /// # Errors
    /// [`StateError`] when what was there before cannot be read from `state`.
    pub fn set_account(
        &mut self,
        address: Address,
        account: Option<Account>,
        state: &impl StateReader,
    ) -> Result<(), StateError> {
        self.cached(address, state)?.now = account.filter(|account| !account.is_empty());
        Ok(())
    }

    /// Makes `value` the value of a slot as of now.
    ///
    /// # Errors
    /// [`StateError`] when what was there before cannot be read from `state`.
    pub fn set_storage(
        &mut self,
        address: Address,
        slot: U256,
        value: U256,
        state: &impl StateReader,
    ) -> Result<(), StateError> {
        self.cached(address, state)?.slot(&address, slot, state)?.now = value;
        Ok(())
    }

    /// Makes every slot of the account zero as of now.
    ///
    /// # Errors
    /// [`StateError`] when the account cannot be read from `state`.
    pub fn wipe_storage(
        &mut self,
        address: Address,
        state: &impl StateReader,
    ) -> Result<(), StateError> {
        let cached = self.cached(address, state)?;
        cached.wiped = true;
        cached.clear_slots();
        Ok(())
    }

    /// Makes `code` known under its hash.
    pub fn insert_code(&mut self, hash: B256, code: Bytecode) {
        self.codes.insert(hash, code);
    }

    /// Takes over what one transaction changed.
    ///
    /// # Errors
    /// [`StateError`] when what was there before cannot be read from `state`.
    pub fn commit(
        &mut self,
        changes: EvmState,
        state: &impl StateReader,
    ) -> Result<(), StateError> {
        // Each account is taken over by itself: the order of the map does not matter.
        for (address, account) in changes {
            if account.is_touched() {
                self.commit_account(address, account, state)?;
            }
        }
        Ok(())
    }

    fn commit_account(
        &mut self,
        address: Address,
        account: EvmAccount,
        state: &impl StateReader,
    ) -> Result<(), StateError> {
        let cached = self.cached(address, state)?;
        if account.is_selfdestructed() {
            cached.wiped |= !account.is_created();
            cached.now = None;
            cached.clear_slots();
            return Ok(());
        }
        // EIP-161: touched and empty is as good as gone. Under the rules before it the EVM marks
        // an empty account that has to stay as created.
        if account.is_empty() && !account.is_created() {
            cached.now = None;
            return Ok(());
        }
        let info = account.info;
        let old_hash = cached.now.map_or(KECCAK256_EMPTY, |account| account.code_hash);
        cached.now =
            Some(Account { nonce: info.nonce, balance: info.balance, code_hash: info.code_hash });
        for (slot, value) in account.storage {
            if value.is_changed() {
                cached.slot(&address, slot, state)?.now = value.present_value;
            }
        }
        if info.code_hash != old_hash
            && info.code_hash != KECCAK256_EMPTY
            && let Some(code) = info.code
        {
            self.codes.insert(info.code_hash, code);
        }
        Ok(())
    }

    fn cached(
        &mut self,
        address: Address,
        state: &impl StateReader,
    ) -> Result<&mut Cached, StateError> {
        match self.accounts.entry(address) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let before = state.account(&address)?;
                Ok(entry.insert(Cached {
                    before,
                    now: before,
                    wiped: false,
                    slots: U256Map::default(),
                }))
            }
        }
    }

    /// The change set: sorted, and without what ended where it began.
    pub fn into_diff(self) -> StateDiff {
        let Self { accounts: cached, codes: deployed } = self;
        let mut codes = BTreeMap::new();
        let mut accounts: Vec<_> = cached
            .into_iter()
            .filter_map(|(address, cached)| cached.into_change(address))
            .collect();
        accounts.sort_unstable_by_key(|change| change.address);
        // It is kept for many blocks.
        accounts.shrink_to_fit();
        for change in &accounts {
            let Some(after) = change.after else { continue };
            let hash_before = change.before.map_or(KECCAK256_EMPTY, |account| account.code_hash);
            if after.code_hash != hash_before
                && let Some(code) = deployed.get(&after.code_hash)
            {
                codes.insert(after.code_hash, code.original_bytes());
            }
        }
        StateDiff { accounts, codes: codes.into_iter().collect() }
    }
}

impl Cached {
    fn slot(
        &mut self,
        address: &Address,
        slot: U256,
        state: &impl StateReader,
    ) -> Result<&mut Slot, StateError> {
        match self.slots.entry(slot) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let before = match self.before {
                    Some(_) => state.storage(address, &slot)?,
                    // No account, no storage.
                    None => U256::ZERO,
                };
                let now = if self.wiped { U256::ZERO } else { before };
                Ok(entry.insert(Slot { before, now }))
            }
        }
    }

    fn clear_slots(&mut self) {
        for slot in self.slots.values_mut() {
            slot.now = U256::ZERO;
        }
    }

    fn into_change(self, address: Address) -> Option<AccountChange> {
        let mut slots: Vec<_> = self
            .slots
            .into_iter()
            .filter(|(_, slot)| slot.before != slot.now)
            .map(|(slot, Slot { before, now })| SlotChange { slot, before, after: now })
            .collect();
        let storage_wiped = self.wiped && self.before.is_some();
        if slots.is_empty() && !storage_wiped && self.before == self.now {
            return None;
        }
        slots.sort_unstable_by_key(|change| change.slot);
        slots.shrink_to_fit();
        Some(AccountChange { address, before: self.before, after: self.now, storage_wiped, slots })
    }
}
