//! What is due when: a time-ordered queue in a precompile's storage.
//!
//! A binary heap of `uint80`, three to a word: the time in the high 40 bits, the item in the low
//! 40. The oldest is at index 0. A new item is mostly due later than those before it, so that it
//! stays where it is appended: two or three slots. Nothing is ever removed from the middle: an item
//! that comes up and is no longer due is ignored, or pushed again, by whoever handles it.

use alloy_primitives::{U256, Uint};

use crate::{
    Call, Result, gas,
    storage::{Array, Place, Structs},
};

/// A time (seconds, 40 bits) and an item (40 bits).
type Entry = Uint<80, 2>;

/// The largest time (Unix seconds) and the largest item that can be queued.
pub const MAX: u64 = (1 << 40) - 1;

/// A queue at a slot.
#[derive(Clone, Copy, Debug)]
pub struct Queue {
    heap: Array<Entry>,
}

impl Place for Queue {
    fn from_slot(slot: U256) -> Self {
        Self { heap: Array::from_slot(slot) }
    }

    fn solidity(structs: &mut Structs) -> String {
        Array::<Entry>::solidity(structs)
    }
}

fn entry(at: u64, item: u64) -> Entry {
    Entry::from(at.min(MAX)).wrapping_shl(40) | Entry::from(item.min(MAX))
}

fn split(entry: Entry) -> (u64, u64) {
    (entry.wrapping_shr(40).saturating_to(), (entry & Entry::from(MAX)).saturating_to())
}

/// When the queue whose first element lies in `word` (the slot at `keccak256(slot)`) is next due.
pub(crate) fn first_time(word: U256) -> u64 {
    split(word.wrapping_to()).0
}

impl Queue {
    /// Queues `item` for time `at` (Unix seconds), and charges for the settlement that will come.
    /// Times beyond [`MAX`] are taken as [`MAX`].
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn push(self, call: &mut Call<'_>, at: u64, item: u64) -> Result<()> {
        call.charge(gas::SETTLEMENT)?;
        let new = entry(at, item);
        let mut index = self.heap.len(call)?;
        self.heap.push(call, new)?;
        let start = self.heap.start(call)?;
        while let Some(parent) = index.checked_sub(1).map(|below| below / 2) {
            let above = self.heap.read(call, start, parent)?;
            if above <= new {
                break;
            }
            self.heap.write(call, start, index, above)?;
            self.heap.write(call, start, parent, new)?;
            index = parent;
        }
        Ok(())
    }

    /// The oldest item and its time (Unix seconds).
    ///
    /// # Errors
    /// [`Failure::OutOfGas`](crate::Failure::OutOfGas), [`Failure::State`](crate::Failure::State).
    pub fn peek(self, call: &mut Call<'_>) -> Result<Option<(u64, u64)>> {
        Ok(self.heap.get(call, 0)?.map(split))
    }

    /// Takes the oldest item out.
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn pop(self, call: &mut Call<'_>) -> Result<Option<(u64, u64)>> {
        let Some(last) = self.heap.pop(call)? else {
            return Ok(None);
        };
        let len = self.heap.len(call)?;
        if len == 0 {
            return Ok(Some(split(last)));
        }
        let start = self.heap.start(call)?;
        let first = self.heap.read(call, start, 0)?;
        self.sink(call, start, len, last)?;
        Ok(Some(split(first)))
    }

    /// Puts `value` in at the top and lets it sink to where it belongs.
    fn sink(self, call: &mut Call<'_>, start: U256, len: u64, value: Entry) -> Result<()> {
        let mut index: u64 = 0;
        loop {
            let left = index.saturating_mul(2).saturating_add(1);
            let right = left.saturating_add(1);
            if left >= len {
                break;
            }
            let mut child = (self.heap.read(call, start, left)?, left);
            if right < len {
                child = child.min((self.heap.read(call, start, right)?, right));
            }
            if value <= child.0 {
                break;
            }
            self.heap.write(call, start, index, child.0)?;
            index = child.1;
        }
        self.heap.write(call, start, index, value)
    }

    /// How many items are queued, stale ones included.
    ///
    /// # Errors
    /// As [`Self::peek`].
    pub fn len(self, call: &mut Call<'_>) -> Result<u64> {
        self.heap.len(call)
    }

    /// Whether nothing is queued.
    ///
    /// # Errors
    /// As [`Self::peek`].
    pub fn is_empty(self, call: &mut Call<'_>) -> Result<bool> {
        self.heap.is_empty(call)
    }
}

#[cfg(test)]
mod tests;
