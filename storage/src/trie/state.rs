//! Accounts and slots, read and changed by address.

use super::TrieError;
use super::change::Direction;
use super::codes::Codes;
use super::forest::Forest;
use super::index::Index;
use super::leaves::{AccountContext, AccountLeaf, NO_STORAGE, SlotLeaf, account_id, slot_id};
use super::node::NodeId;
use crate::keccak::KeccakMode;
use alloy_consensus::constants::EMPTY_ROOT_HASH;
use alloy_primitives::{Address, B256, U256};
use cybermiles_primitives::{Account, StateDiff};

/// The whole state, with its Merkle Patricia Trie around it.
///
/// An account or slot is a leaf of the trie itself and stored nowhere else. Beside the leaves
/// there is one table from address to leaf and one from (account, slot) to leaf. The second costs
/// up to 10 bytes a slot, against 104 of the leaf and about 60 of its place in the trie, and makes
/// a read three times as fast as hashing the slot and walking down (0.7 to 1.0 µs against 2.2 to
/// 3.6 µs in a trie of a million slots, nothing of it in the cache).
#[derive(Debug)]
pub struct StateTrie {
    pub(super) mode: KeccakMode,
    pub(super) accounts: Forest<AccountLeaf>,
    pub(super) slots: Forest<SlotLeaf>,
    pub(super) codes: Codes,
    pub(super) by_address: Index,
    pub(super) by_slot: Index,
}

impl StateTrie {
    /// The only trie of the account forest.
    pub(super) const ACCOUNTS: u32 = 0;

    /// An empty state that hashes in `mode`, or the best mode below it that the processor has.
    pub fn new(mode: KeccakMode) -> Self {
        let mut accounts = Forest::new();
        let trie = accounts.plant(0);
        debug_assert_eq!(trie, Self::ACCOUNTS);
        Self {
            mode: mode.available(),
            accounts,
            slots: Forest::new(),
            codes: Codes::new(),
            by_address: Index::new(),
            by_slot: Index::new(),
        }
    }

    /// The account at `address`, `None` where there is none.
    pub fn account(&self, address: &Address) -> Option<Account> {
        self.find_account(address).map(|leaf| self.account_at(leaf))
    }

    /// The value in `slot` of `address`, zero where nothing is stored.
    pub fn storage(&self, address: &Address, slot: &U256) -> U256 {
        self.find_account(address)
            .and_then(|leaf| self.find_slot(self.accounts.leaves[leaf].storage, slot))
            .map_or(U256::ZERO, |leaf| self.slots.leaves[leaf].value)
    }

    /// How many accounts there are.
    pub fn len(&self) -> usize {
        self.accounts.leaves.len()
    }

    /// Whether there is no account.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many storage slots there are, over all accounts.
    pub fn slot_count(&self) -> usize {
        self.slots.leaves.len()
    }

    /// Heap bytes held.
    pub fn memory(&self) -> usize {
        self.accounts.memory()
            + self.slots.memory()
            + self.codes.memory()
            + self.by_address.memory()
            + self.by_slot.memory()
    }

    /// All accounts, in no particular order.
    pub fn accounts(&self) -> impl Iterator<Item = (Address, Account)> + '_ {
        let leaves = self.accounts.leaves.iter();
        leaves.filter(|leaf| is_used(*leaf)).map(|leaf| (leaf.address, self.read(leaf)))
    }

    /// All storage slots as (address, slot, value), in no particular order.
    pub fn slots(&self) -> impl Iterator<Item = (Address, U256, U256)> + '_ {
        let leaves = self.slots.leaves.iter();
        leaves.filter(|leaf| is_used(*leaf)).map(|leaf| {
            let owner = self.slots.tries[leaf.trie].owner;
            (self.accounts.leaves[owner].address, leaf.slot, leaf.value)
        })
    }

    /// Goes one block forward: every value listed becomes its `after`.
    ///
    /// # Errors
    /// [`TrieError`] when the state is not the one the diff starts from, or the diff is none a
    /// valid block makes; nothing changes then.
    pub fn apply(&mut self, diff: &StateDiff) -> Result<(), TrieError> {
        self.change(diff, Direction::Forward)
    }

    /// Goes one block back: every value listed becomes its `before`.
    ///
    /// # Errors
    /// [`TrieError`] when the state is not the one the diff leads to, or the diff is none a valid
    /// block makes; nothing changes then.
    pub fn revert(&mut self, diff: &StateDiff) -> Result<(), TrieError> {
        self.change(diff, Direction::Backward)
    }

    /// The state root; hashes what changed since it was last asked for.
    ///
    /// Large changes are hashed on the trie's own threads. A thread of another `rayon` pool that
    /// waits for them may take up other work of its pool, so it must not hold a lock such work
    /// takes.
    pub fn root(&mut self) -> B256 {
        self.slots.rehash(self.mode, ());
        let context = AccountContext { codes: &self.codes, storages: &self.slots.tries };
        self.accounts.rehash(self.mode, context);
        self.last_root()
    }

    /// The root as last computed.
    pub(super) fn last_root(&self) -> B256 {
        match self.accounts.root(Self::ACCOUNTS) {
            NodeId::NONE => EMPTY_ROOT_HASH,
            _ => self.accounts.tries[Self::ACCOUNTS].hash,
        }
    }

    #[inline]
    pub(super) fn find_account(&self, address: &Address) -> Option<u32> {
        self.by_address
            .find(&account_id(address), |leaf| self.accounts.leaves[leaf].address == *address)
    }

    #[inline]
    pub(super) fn find_slot(&self, storage: u32, slot: &U256) -> Option<u32> {
        if storage == NO_STORAGE {
            return None;
        }
        self.by_slot.find(&slot_id(storage, slot), |leaf| {
            let record = &self.slots.leaves[leaf];
            record.slot == *slot && record.trie == storage
        })
    }

    pub(super) fn account_at(&self, leaf: u32) -> Account {
        self.read(&self.accounts.leaves[leaf])
    }

    fn read(&self, leaf: &AccountLeaf) -> Account {
        Account {
            nonce: leaf.nonce,
            balance: U256::from(leaf.balance()),
            code_hash: *self.codes.hash(leaf.code),
        }
    }
}

/// Whether a place of the arena holds a record.
fn is_used(leaf: &impl super::forest::Leaf) -> bool {
    !leaf.place().is_free()
}
