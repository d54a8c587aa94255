//! `T[]`: a dynamic array of packed values.

use std::marker::PhantomData;

use alloy_primitives::U256;

use super::{Place, Structs, Word, cut, paste};
use crate::{Call, Result};

/// A dynamic array: its length at its slot, its elements from `keccak256(slot)` on, as many to a
/// word as fit.
#[derive(Debug)]
pub struct Array<T> {
    slot: U256,
    holds: PhantomData<T>,
}

impl<T> Clone for Array<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Array<T> {}

impl<T: Word> Place for Array<T> {
    fn from_slot(slot: U256) -> Self {
        Self { slot, holds: PhantomData }
    }

    fn solidity(_: &mut Structs) -> String {
        format!("{}[]", T::solidity())
    }
}

impl<T: Word> Array<T> {
    const PER_WORD: usize = 32 / T::BYTES;

    /// How many elements there are.
    ///
    /// # Errors
    /// [`Failure::OutOfGas`](crate::Failure::OutOfGas), [`Failure::State`](crate::Failure::State).
    pub fn len(self, call: &mut Call<'_>) -> Result<u64> {
        // No array grows beyond 64 bits: each element is paid for.
        Ok(call.sload(self.slot)?.saturating_to())
    }

    /// Whether there are no elements.
    ///
    /// # Errors
    /// As [`Self::len`].
    pub fn is_empty(self, call: &mut Call<'_>) -> Result<bool> {
        Ok(self.len(call)? == 0)
    }

    /// Element `index`, counted from 0; `None` beyond the end.
    ///
    /// # Errors
    /// As [`Self::len`].
    pub fn get(self, call: &mut Call<'_>, index: u64) -> Result<Option<T>> {
        if index >= self.len(call)? {
            return Ok(None);
        }
        let start = self.start(call)?;
        self.read(call, start, index).map(Some)
    }

    /// At most `limit` elements from `from` on, for pages: nothing is allocated before it is known
    /// how many there are.
    ///
    /// # Errors
    /// As [`Self::len`].
    pub fn page(self, call: &mut Call<'_>, from: u64, limit: u64) -> Result<Vec<T>> {
        let end = self.len(call)?.min(from.saturating_add(limit));
        let start = self.start(call)?;
        (from..end).map(|index| self.read(call, start, index)).collect()
    }

    /// Overwrites element `index`; `false`, and nothing written, beyond the end.
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn set(self, call: &mut Call<'_>, index: u64, value: T) -> Result<bool> {
        if index >= self.len(call)? {
            return Ok(false);
        }
        let start = self.start(call)?;
        self.write(call, start, index, value)?;
        Ok(true)
    }

    /// Appends `value`.
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn push(self, call: &mut Call<'_>, value: T) -> Result<()> {
        let len = self.len(call)?;
        call.sstore(self.slot, U256::from(len).saturating_add(U256::ONE))?;
        let start = self.start(call)?;
        self.write(call, start, len, value)
    }

    /// Takes the last element off and clears its place.
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn pop(self, call: &mut Call<'_>) -> Result<Option<T>> {
        let Some(last) = self.len(call)?.checked_sub(1) else {
            return Ok(None);
        };
        let start = self.start(call)?;
        let value = self.read(call, start, last)?;
        self.write(call, start, last, T::from_word(U256::ZERO))?;
        call.sstore(self.slot, U256::from(last))?;
        Ok(Some(value))
    }

    /// Takes element `index` out and puts the last one in its place.
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn swap_remove(self, call: &mut Call<'_>, index: u64) -> Result<Option<T>> {
        let Some(removed) = self.get(call, index)? else {
            return Ok(None);
        };
        if let Some(last) = self.pop(call)? {
            // When it was the last one itself, there is nothing to fill.
            self.set(call, index, last)?;
        }
        Ok(Some(removed))
    }

    /// Where the elements start. Paid for once an operation.
    pub(crate) fn start(self, call: &mut Call<'_>) -> Result<U256> {
        Ok(call.keccak(&self.slot.to_be_bytes::<32>())?.into())
    }

    /// Element `index` of an array that starts at `start` and is long enough.
    pub(crate) fn read(self, call: &mut Call<'_>, start: U256, index: u64) -> Result<T> {
        let (slot, offset) = Self::place(start, index);
        Ok(T::from_word(cut(call.sload(slot)?, offset, T::BYTES)))
    }

    /// Overwrites element `index` of an array that starts at `start` and is long enough.
    pub(crate) fn write(
        self,
        call: &mut Call<'_>,
        start: U256,
        index: u64,
        value: T,
    ) -> Result<()> {
        let (slot, offset) = Self::place(start, index);
        let word = match T::BYTES {
            32 => value.to_word(),
            bytes => paste(call.sload(slot)?, offset, bytes, value.to_word()),
        };
        call.sstore(slot, word)
    }

    fn place(start: U256, index: u64) -> (U256, usize) {
        let per_word = Self::PER_WORD as u64;
        let word = index.checked_div(per_word).unwrap_or_default();
        let within = index.checked_rem(per_word).unwrap_or_default();
        // Below 32: it fits any usize.
        let within = usize::try_from(within).unwrap_or_default();
        (start.wrapping_add(U256::from(word)), within.saturating_mul(T::BYTES))
    }
}
