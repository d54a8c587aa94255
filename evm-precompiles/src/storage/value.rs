//! A single value that has a slot of its own.

use std::marker::PhantomData;

use alloy_primitives::U256;

use super::{Place, Structs, Word, cut};
use crate::{Call, Result};

/// A `T` in the low bytes of a slot.
#[derive(Debug)]
pub struct Value<T> {
    slot: U256,
    holds: PhantomData<T>,
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Value<T> {}

impl<T: Word> Place for Value<T> {
    fn from_slot(slot: U256) -> Self {
        Self { slot, holds: PhantomData }
    }

    fn solidity(_: &mut Structs) -> String {
        T::solidity()
    }
}

impl<T: Word> Value<T> {
    /// The value.
    ///
    /// # Errors
    /// [`Failure::OutOfGas`](crate::Failure::OutOfGas), [`Failure::State`](crate::Failure::State).
    pub fn get(self, call: &mut Call<'_>) -> Result<T> {
        Ok(T::from_word(cut(call.sload(self.slot)?, 0, T::BYTES)))
    }

    /// Writes `value`.
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn set(self, call: &mut Call<'_>, value: T) -> Result<()> {
        call.sstore(self.slot, value.to_word())
    }
}
