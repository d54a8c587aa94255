//! State at any kept height, by undoing what came later.
//!
//! The value at height *h* is what the first change above *h* says was there before, or the current
//! value when nothing changed it since. The newest blocks and everything staged are looked up in
//! RAM ([`recent`]), older ones in the index files of their segments.

pub(crate) mod recent;

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use alloy_primitives::{Address, B256, U256};
use cybermiles_primitives::{Account, StateDiff};
use parking_lot::RwLock;

use crate::{
    StateTrie, StoreError, StoreOptions,
    index::file::{IndexFile, Table},
    segments::{Segments, be},
};
use recent::Recent;

/// A diff above the head that belongs to no durable block yet.
#[derive(Debug)]
pub(crate) struct Staged {
    pub(crate) diff: Arc<StateDiff>,
    pub(crate) root: B256,
    /// Set when it is taken off: views of it end then.
    pub(crate) withdrawn: Arc<AtomicBool>,
}

/// The current state and the way back.
#[derive(Debug)]
pub(crate) struct World {
    /// The state of the head with everything staged on top.
    pub(crate) trie: StateTrie,
    pub(crate) recent: Recent,
    pub(crate) head: u64,
    pub(crate) staged: VecDeque<Staged>,
}

impl World {
    /// The height the trie is at.
    pub(crate) fn tip(&self) -> u64 {
        self.head + self.staged.len() as u64
    }

    /// The oldest block a proof is made for.
    pub(crate) fn oldest_provable(&self, options: &StoreOptions) -> u64 {
        let window = self.head.saturating_sub(options.proof_blocks);
        window.max(self.recent.within(options.proof_changes)).min(self.head)
    }
}

/// What a look-up finds without the disk.
enum Found<T> {
    /// The value.
    Value(T),
    /// The value, unless a block below `from` changed it.
    Unless { value: T, from: u64 },
}

/// The state after block `number`; `withdrawn` when that block is staged.
#[derive(Clone, Debug)]
pub(crate) struct At {
    pub(crate) number: u64,
    pub(crate) withdrawn: Option<Arc<AtomicBool>>,
}

impl At {
    fn find<T>(
        &self,
        world: &RwLock<World>,
        recent: impl FnOnce(&Recent, u64) -> Option<T>,
        current: impl FnOnce(&StateTrie) -> T,
    ) -> Result<Found<T>, StoreError> {
        let world = world.read();
        if let Some(withdrawn) = &self.withdrawn
            && withdrawn.load(Ordering::Relaxed)
        {
            let number = self.number;
            return Err(StoreError::Refused(format!("staged block {number} was taken off again")));
        }
        if world.tip() == self.number {
            return Ok(Found::Value(current(&world.trie)));
        }
        let from = world.recent.from();
        let value = recent(&world.recent, self.number).unwrap_or_else(|| current(&world.trie));
        if self.number + 1 >= from {
            return Ok(Found::Value(value));
        }
        Ok(Found::Unless { value, from })
    }

    /// The account at `address`.
    pub(crate) fn account(
        &self,
        world: &RwLock<World>,
        segments: &Segments,
        address: &Address,
    ) -> Result<Option<Account>, StoreError> {
        let found = self.find(
            world,
            |recent, number| recent.account(number, address),
            |trie| trie.account(address),
        )?;
        let (value, from) = match found {
            Found::Value(value) => return Ok(value),
            Found::Unless { value, from } => (value, from),
        };
        let entry = self.first_change(segments, from, Table::Accounts, address.as_slice())?;
        let Some(entry) = entry else { return Ok(value) };
        let (there, fields) = (entry[24], &entry[25..]);
        Ok((there == 1).then(|| Account {
            nonce: be(&fields[..8]),
            balance: U256::from_be_slice(&fields[8..40]),
            code_hash: B256::from_slice(&fields[40..]),
        }))
    }

    /// The value in `slot` of `address`.
    pub(crate) fn slot(
        &self,
        world: &RwLock<World>,
        segments: &Segments,
        address: &Address,
        slot: &U256,
    ) -> Result<U256, StoreError> {
        let found = self.find(
            world,
            |recent, number| recent.slot(number, address, slot),
            |trie| trie.storage(address, slot),
        )?;
        let (value, from) = match found {
            Found::Value(value) => return Ok(value),
            Found::Unless { value, from } => (value, from),
        };
        let mut key = [0; 52];
        key[..20].copy_from_slice(address.as_slice());
        key[20..].copy_from_slice(&slot.to_be_bytes::<32>());
        let entry = self.first_change(segments, from, Table::Slots, &key)?;
        Ok(entry.map_or(value, |entry| U256::from_be_slice(&entry[56..])))
    }

    /// The entry of the first change of `key` above this height and below `from`.
    fn first_change(
        &self,
        segments: &Segments,
        from: u64,
        table: Table,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let all = segments.all();
        let next = self.number + 1;
        let oldest = all.first().map_or(0, |segment| segment.first());
        if self.number < oldest {
            return Err(StoreError::Pruned { number: self.number, oldest });
        }
        let begin = all.partition_point(|segment| segment.first() <= next).saturating_sub(1);
        for segment in all.iter().skip(begin).take_while(|segment| segment.first() < from) {
            let above = next.saturating_sub(segment.first()) as u32;
            let mut wanted = key.to_vec();
            wanted.extend_from_slice(&above.to_be_bytes());
            let ask = |index: &IndexFile| index.first_with(table, &wanted, key.len());
            if let Some(entry) = segments.query(segment, ask)? {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }
}
