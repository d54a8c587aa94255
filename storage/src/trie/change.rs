//! One block forward, one block back: all of a diff or nothing of it.

use super::leaves::{AccountLeaf, NO_STORAGE, SlotLeaf};
use super::state::StateTrie;
use super::{AccountDifference, TrieError};
use crate::keccak::keccak256_each;
use alloy_primitives::{Address, B256, U256};
use cybermiles_primitives::{Account, AccountChange, SlotChange, StateDiff};

/// Which side of a diff the state has, and which it is to get.
#[derive(Clone, Copy, Debug)]
pub(super) enum Direction {
    Forward,
    Backward,
}

impl Direction {
    fn account(self, change: &AccountChange) -> (Option<Account>, Option<Account>) {
        match self {
            Self::Forward => (change.before, change.after),
            Self::Backward => (change.after, change.before),
        }
    }

    fn slot(self, change: &SlotChange) -> (U256, U256) {
        match self {
            Self::Forward => (change.before, change.after),
            Self::Backward => (change.after, change.before),
        }
    }
}

/// How many accounts ahead memory is asked for.
const AHEAD: usize = 8;

/// A diff found to fit, with the leaves it meets in the diff's own order.
#[derive(Debug, Default)]
struct Plan {
    accounts: Vec<Option<u32>>,
    slots: Vec<Option<u32>>,
    /// Keys of the accounts and slots that are new, in that order.
    account_keys: Vec<B256>,
    slot_keys: Vec<B256>,
}

impl StateTrie {
    /// Sets every value of the diff to the side `direction` leads to.
    pub(super) fn change(
        &mut self,
        diff: &StateDiff,
        direction: Direction,
    ) -> Result<(), TrieError> {
        let plan = self.plan(diff, direction)?;
        let mut account_keys = plan.account_keys.iter();
        let mut slot_keys = plan.slot_keys.iter();
        let mut slots = plan.slots.iter();
        for (position, (change, leaf)) in diff.accounts.iter().zip(&plan.accounts).enumerate() {
            if let Some(Some(ahead)) = plan.accounts.get(position + AHEAD) {
                self.accounts.prefetch_parent(*ahead);
            }
            let (_, to) = direction.account(change);
            let leaf = match (*leaf, to) {
                (Some(leaf), Some(account)) => {
                    self.update_account(leaf, &account)?;
                    Some(leaf)
                }
                (None, Some(account)) => account_keys
                    .next()
                    .map(|key| self.new_account(*key, change.address, &account))
                    .transpose()?,
                (leaf, None) => leaf,
            };
            for (change, slot) in change.slots.iter().zip(slots.by_ref()) {
                let (_, value) = direction.slot(change);
                match (leaf, slot) {
                    (_, Some(slot)) if value.is_zero() => self.remove_slot(*slot),
                    (_, Some(slot)) => self.set_slot(*slot, value),
                    (Some(leaf), None) if !value.is_zero() => {
                        if let Some(key) = slot_keys.next() {
                            self.new_slot(*key, leaf, change.slot, value);
                        }
                    }
                    _ => {}
                }
            }
            if let (Some(leaf), None) = (leaf, to) {
                self.remove_account(leaf);
            }
        }
        Ok(())
    }

    /// Checks the whole diff against the state and finds the leaves.
    fn plan(&self, diff: &StateDiff, direction: Direction) -> Result<Plan, TrieError> {
        let mut plan = Plan::default();
        let mut new_accounts: Vec<&[u8]> = Vec::new();
        let mut new_slots: Vec<[u8; 32]> = Vec::new();
        let mut previous: Option<Address> = None;
        // A loop of nothing but look-ups lets their cache misses overlap.
        plan.accounts = diff.accounts.iter().map(|c| self.find_account(&c.address)).collect();
        for (change, leaf) in diff.accounts.iter().zip(plan.accounts.iter().copied()) {
            let address = change.address;
            if previous.is_some_and(|previous| previous >= address) {
                return Err(TrieError::AccountsNotAscending { address });
            }
            previous = Some(address);
            if change.storage_wiped {
                return Err(TrieError::StorageWiped { address });
            }
            let (from, to) = direction.account(change);
            let found = leaf.map(|leaf| self.account_at(leaf));
            if found != from {
                let difference = AccountDifference { address, expected: from, found };
                return Err(TrieError::AccountDiffers(Box::new(difference)));
            }
            if let Some(account) = &to {
                fits(&address, &account.balance)?;
                if leaf.is_none() {
                    new_accounts.push(change.address.as_slice());
                }
            }
            self.plan_slots(change, direction, leaf, &mut plan.slots, &mut new_slots)?;
        }
        plan.account_keys = keccak256_each(self.mode, new_accounts.into_iter());
        plan.slot_keys = keccak256_each(self.mode, new_slots.iter().map(<[u8; 32]>::as_slice));
        Ok(plan)
    }

    /// Checks the slots of one account.
    fn plan_slots(
        &self,
        change: &AccountChange,
        direction: Direction,
        account: Option<u32>,
        found: &mut Vec<Option<u32>>,
        new: &mut Vec<[u8; 32]>,
    ) -> Result<(), TrieError> {
        let address = change.address;
        let storage = account.map_or(NO_STORAGE, |leaf| self.accounts.leaves[leaf].storage);
        let mut left = match storage {
            NO_STORAGE => 0,
            trie => u64::from(self.slots.tries[trie].leaves),
        };
        let (_, account_after) = direction.account(change);
        let mut previous: Option<U256> = None;
        for change in &change.slots {
            let slot = change.slot;
            if previous.is_some_and(|previous| previous >= slot) {
                return Err(TrieError::SlotsNotAscending { address, slot });
            }
            previous = Some(slot);
            let leaf = self.find_slot(storage, &slot);
            let value = leaf.map_or(U256::ZERO, |leaf| self.slots.leaves[leaf].value);
            let (from, to) = direction.slot(change);
            if value != from {
                return Err(TrieError::SlotDiffers { address, slot, expected: from, found: value });
            }
            if !to.is_zero() && account_after.is_none() {
                return Err(TrieError::StorageWithoutAccount { address, slot });
            }
            if leaf.is_none() && !to.is_zero() {
                new.push(slot.to_be_bytes());
            }
            if leaf.is_some() && to.is_zero() {
                left -= 1;
            }
            found.push(leaf);
        }
        if account_after.is_none() && left > 0 {
            return Err(TrieError::StorageLeft { address, slots: left });
        }
        Ok(())
    }

    /// Writes an account over the one in its leaf.
    fn update_account(&mut self, leaf: u32, account: &Account) -> Result<(), TrieError> {
        let record = &mut self.accounts.leaves[leaf];
        let balance = fits(&record.address, &account.balance)?;
        record.nonce = account.nonce;
        record.set_balance(balance);
        if self.codes.hash(record.code) != &account.code_hash {
            self.codes.release(record.code);
            record.code = self.codes.acquire(&account.code_hash);
        }
        self.accounts.touch(leaf);
        Ok(())
    }

    /// Adds an account that is not there. `key` is the hash of its address.
    pub(super) fn new_account(
        &mut self,
        key: B256,
        address: Address,
        account: &Account,
    ) -> Result<u32, TrieError> {
        let leaf = self.account_leaf(key, address, account)?;
        let leaf = self.accounts.insert(Self::ACCOUNTS, leaf);
        self.by_address.insert(leaf, |leaf| self.accounts.leaves[leaf].id());
        Ok(leaf)
    }

    /// The leaf of an account that is to be added.
    pub(super) fn account_leaf(
        &mut self,
        key: B256,
        address: Address,
        account: &Account,
    ) -> Result<AccountLeaf, TrieError> {
        let balance = fits(&address, &account.balance)?;
        let code = self.codes.acquire(&account.code_hash);
        Ok(AccountLeaf::new(key, address, account.nonce, balance, code))
    }

    fn remove_account(&mut self, leaf: u32) {
        self.by_address.remove(leaf, |leaf| self.accounts.leaves[leaf].id());
        self.codes.release(self.accounts.leaves[leaf].code);
        self.accounts.remove(leaf);
    }

    /// Adds a slot that is not there. `key` is the hash of `slot`; `value` is not zero.
    pub(super) fn new_slot(&mut self, key: B256, account: u32, slot: U256, value: U256) {
        let owner = &mut self.accounts.leaves[account];
        if owner.storage == NO_STORAGE {
            owner.storage = self.slots.plant(account);
        }
        let trie = owner.storage;
        let leaf = self.slots.insert(trie, SlotLeaf::new(key, trie, slot, value));
        self.by_slot.insert(leaf, |leaf| self.slots.leaves[leaf].id());
        self.accounts.touch(account);
    }

    fn set_slot(&mut self, leaf: u32, value: U256) {
        let record = &mut self.slots.leaves[leaf];
        record.value = value;
        let owner = self.slots.tries[record.trie].owner;
        self.slots.touch(leaf);
        self.accounts.touch(owner);
    }

    fn remove_slot(&mut self, leaf: u32) {
        self.by_slot.remove(leaf, |leaf| self.slots.leaves[leaf].id());
        let trie = self.slots.leaves[leaf].trie;
        let owner = self.slots.tries[trie].owner;
        self.slots.remove(leaf);
        if self.slots.tries[trie].leaves == 0 {
            self.slots.uproot(trie);
            self.accounts.leaves[owner].storage = NO_STORAGE;
        }
        self.accounts.touch(owner);
    }
}

/// The balance as a leaf keeps it.
pub(super) fn fits(address: &Address, balance: &U256) -> Result<u128, TrieError> {
    let too_large = || TrieError::BalanceTooLarge { address: *address, balance: *balance };
    u128::try_from(*balance).map_err(|_| too_large())
}
