//! From what was hashed back to the leaf, without hashing it again.
//!
//! keccak256 of an address or a slot costs 315 ns and the walk down the trie half a dozen cache
//! misses; a table of leaf numbers costs 5 to 10 bytes a leaf and two misses.

use alloy_primitives::map::DefaultHashBuilder;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hash};

/// Tables; each grows alone, so that no growth makes readers wait for millions of entries.
const SHARDS: usize = 256;

/// Leaf numbers by key. The keys themselves stay in the leaves.
///
/// The hasher is seeded at random, so nobody can choose keys that collide; the order of the table
/// is never seen.
pub(super) struct Index {
    shards: Vec<HashTable<u32>>,
    hasher: DefaultHashBuilder,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let entries: usize = self.shards.iter().map(HashTable::len).sum();
        f.debug_struct("Index").field("entries", &entries).finish_non_exhaustive()
    }
}

impl Index {
    pub(super) fn new() -> Self {
        let shards = (0..SHARDS).map(|_| HashTable::new()).collect();
        Self { shards, hasher: DefaultHashBuilder::default() }
    }

    /// The leaf under `key`; `is_it` compares a candidate with the key.
    #[inline]
    pub(super) fn find<K: Hash>(&self, key: &K, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let hash = self.hasher.hash_one(key);
        self.shards[shard(hash)].find(hash, |leaf| is_it(*leaf)).copied()
    }

    /// Adds a leaf whose key is not there yet; `key_of` gives the key of any leaf.
    pub(super) fn insert<K: Hash>(&mut self, leaf: u32, key_of: impl Fn(u32) -> K) {
        let Self { shards, hasher } = self;
        let hash = hasher.hash_one(key_of(leaf));
        shards[shard(hash)].insert_unique(hash, leaf, |other| hasher.hash_one(key_of(*other)));
    }

    /// Makes room for so many more leaves.
    pub(super) fn reserve<K: Hash>(&mut self, leaves: usize, key_of: impl Fn(u32) -> K) {
        let Self { shards, hasher } = self;
        // Tables fill unevenly; a sixteenth more is beyond four deviations for a million leaves.
        let each = leaves / SHARDS + leaves / SHARDS / 16;
        for table in shards {
            table.reserve(each, |other| hasher.hash_one(key_of(*other)));
        }
    }

    /// Takes a leaf out; a table much too large for what is left gives memory back.
    pub(super) fn remove<K: Hash>(&mut self, leaf: u32, key_of: impl Fn(u32) -> K) {
        let Self { shards, hasher } = self;
        let hash = hasher.hash_one(key_of(leaf));
        let table = &mut shards[shard(hash)];
        if let Ok(entry) = table.find_entry(hash, |other| *other == leaf) {
            entry.remove();
        }
        if table.capacity() > 64 && table.len() < table.capacity() / 8 {
            table.shrink_to(table.len() * 2, |other| hasher.hash_one(key_of(*other)));
        }
    }

    /// Heap bytes held: a number and a control byte for each place.
    pub(super) fn memory(&self) -> usize {
        let tables: usize = self.shards.iter().map(HashTable::allocation_size).sum();
        tables + self.shards.capacity() * size_of::<HashTable<u32>>()
    }
}

/// The table an entry lives in, by bits the table itself uses for neither place nor tag.
fn shard(hash: u64) -> usize {
    (hash >> 40) as usize % SHARDS
}
