//! Bulk loads: a checkpoint's records come by the million and in any order.

use super::TrieError;
use super::grow::Waiting;
use super::state::StateTrie;
use crate::keccak::{KeccakMode, keccak256_each};
use alloy_primitives::{Address, B256, U256};
use cybermiles_primitives::Account;

/// Records hashed and sorted at once, so that neighbours in the trie come one after another.
const WINDOW: usize = 1 << 16;

/// Records looked up in a row before they are put in: a loop of nothing but look-ups lets their
/// cache misses overlap.
const CHECKED: usize = 512;

impl StateTrie {
    /// Makes room for so many more accounts and slots, so that no table grows while they come.
    pub fn reserve(&mut self, accounts: usize, slots: usize) {
        self.by_address.reserve(accounts, |leaf| self.accounts.leaves[leaf].id());
        self.by_slot.reserve(slots, |leaf| self.slots.leaves[leaf].id());
    }

    /// Loads one account. [`load_accounts`](Self::load_accounts) is faster for many.
    ///
    /// # Errors
    /// [`TrieError`] when it is there already or its balance does not fit.
    pub fn insert_account(&mut self, address: Address, account: Account) -> Result<(), TrieError> {
        self.load_accounts([(address, account)])
    }

    /// Loads one slot of an account that is there. The value is not zero.
    /// [`load_slots`](Self::load_slots) is faster for many.
    ///
    /// # Errors
    /// [`TrieError`] when the account is missing, the slot is there already or the value is zero.
    pub fn insert_slot(
        &mut self,
        address: &Address,
        slot: U256,
        value: U256,
    ) -> Result<(), TrieError> {
        self.load_slots([(*address, slot, value)])
    }

    /// Loads many accounts, in any order; hashes their addresses in batches. Fastest into an empty
    /// state, all at once.
    ///
    /// # Errors
    /// As [`insert_account`](Self::insert_account); some accounts, or none, stay loaded then.
    pub fn load_accounts(
        &mut self,
        accounts: impl IntoIterator<Item = (Address, Account)>,
    ) -> Result<(), TrieError> {
        let mut accounts = accounts.into_iter();
        self.reserve(accounts.size_hint().0, 0);
        if self.is_empty() {
            return self.plant_accounts(accounts).inspect_err(|_| *self = Self::new(self.mode));
        }
        loop {
            let window: Vec<_> = accounts.by_ref().take(WINDOW).collect();
            if window.is_empty() {
                return Ok(());
            }
            let mut sorted: Vec<_> = self.keys(&window).into_iter().zip(&window).collect();
            sorted.sort_unstable_by_key(|(key, _)| *key);
            if let Some([_, (_, (address, _))]) =
                sorted.array_windows().find(|[one, next]| one.0 == next.0)
            {
                return Err(TrieError::DuplicateAccount { address: *address });
            }
            for chunk in sorted.chunks(CHECKED) {
                if let Some((_, (address, _))) =
                    chunk.iter().find(|(_, (address, _))| self.find_account(address).is_some())
                {
                    return Err(TrieError::DuplicateAccount { address: *address });
                }
                for (key, (address, account)) in chunk {
                    self.new_account(*key, *address, account)?;
                }
            }
        }
    }

    /// Loads accounts into an empty state: the leaves first, then the trie over them.
    fn plant_accounts(
        &mut self,
        mut accounts: impl Iterator<Item = (Address, Account)>,
    ) -> Result<(), TrieError> {
        let mut waiting = Vec::with_capacity(accounts.size_hint().0);
        loop {
            let window: Vec<_> = accounts.by_ref().take(WINDOW).collect();
            if window.is_empty() {
                break;
            }
            for (key, (address, account)) in self.keys(&window).into_iter().zip(&window) {
                let leaf = self.account_leaf(key, *address, account)?;
                let leaf = self.accounts.leaves.insert(leaf);
                self.by_address.insert(leaf, |leaf| self.accounts.leaves[leaf].id());
                waiting.push(Waiting::new(&key, leaf));
            }
        }
        if let Some(leaf) = self.accounts.sort(&mut waiting) {
            let address = self.accounts.leaves[leaf].address;
            return Err(TrieError::DuplicateAccount { address });
        }
        self.accounts.grow(Self::ACCOUNTS, &waiting);
        Ok(())
    }

    /// The hashed addresses of a window.
    fn keys(&self, window: &[(Address, Account)]) -> Vec<B256> {
        keccak256_each(self.mode, window.iter().map(|(address, _)| address.as_slice()))
    }

    /// Loads many slots (address, slot, value) of accounts that are there, in any order; slots of
    /// one account in a row are fastest.
    ///
    /// # Errors
    /// As [`insert_slot`](Self::insert_slot); some slots stay loaded then.
    pub fn load_slots(
        &mut self,
        slots: impl IntoIterator<Item = (Address, U256, U256)>,
    ) -> Result<(), TrieError> {
        let mut slots = slots.into_iter();
        self.reserve(0, slots.size_hint().0);
        loop {
            let window: Vec<_> = slots.by_ref().take(WINDOW).collect();
            if window.is_empty() {
                return Ok(());
            }
            let sorted = self.sort_slots(&window)?;
            for chunk in sorted.chunks(CHECKED) {
                let is_there = |(account, _, (_, slot, _)): &&KeyedSlot<'_>| {
                    self.find_slot(self.accounts.leaves[*account].storage, slot).is_some()
                };
                if let Some((_, _, (address, slot, _))) = chunk.iter().find(is_there) {
                    return Err(TrieError::DuplicateSlot { address: *address, slot: *slot });
                }
                for (account, key, (_, slot, value)) in chunk {
                    self.new_slot(*key, *account, *slot, *value);
                }
            }
        }
    }

    /// A window's slots by account and hashed key.
    fn sort_slots<'a>(
        &self,
        window: &'a [(Address, U256, U256)],
    ) -> Result<Vec<KeyedSlot<'a>>, TrieError> {
        let bytes: Vec<[u8; 32]> = window.iter().map(|(_, slot, _)| slot.to_be_bytes()).collect();
        let keys = keccak256_each(self.mode, bytes.iter().map(<[u8; 32]>::as_slice));
        let mut sorted: Vec<KeyedSlot<'a>> = Vec::with_capacity(window.len());
        for (key, record) in keys.into_iter().zip(window) {
            let (address, slot, value) = *record;
            if value.is_zero() {
                return Err(TrieError::ZeroSlot { address, slot });
            }
            let account = match sorted.last() {
                Some((account, _, (previous, _, _))) if *previous == address => *account,
                _ => self
                    .find_account(&address)
                    .ok_or(TrieError::StorageWithoutAccount { address, slot })?,
            };
            sorted.push((account, key, record));
        }
        sorted.sort_unstable_by_key(|(account, key, _)| (*account, *key));
        let twice = |[one, next]: &&[KeyedSlot<'a>; 2]| (one.0, one.1) == (next.0, next.1);
        match sorted.array_windows().find(twice) {
            Some([_, (_, _, (address, slot, _))]) => {
                Err(TrieError::DuplicateSlot { address: *address, slot: *slot })
            }
            None => Ok(sorted),
        }
    }

    /// The state root computed anew from the accounts and slots alone, one hash at a time.
    ///
    /// # Errors
    /// [`TrieError`] when an account or slot turns up twice, which only a broken trie shows.
    pub fn root_from_scratch(&self) -> Result<B256, TrieError> {
        let mut fresh = Self::new(KeccakMode::Scalar);
        fresh.reserve(self.len(), self.slot_count());
        fresh.load_accounts(self.accounts())?;
        fresh.load_slots(self.slots())?;
        Ok(fresh.root())
    }
}

/// A slot's account, its hashed key, and the record it came in.
type KeyedSlot<'a> = (u32, B256, &'a (Address, U256, U256));
