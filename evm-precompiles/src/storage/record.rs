//! Structs of packed values.

use std::marker::PhantomData;

use alloy_primitives::U256;

use super::{Field, Place, Structs, Word, cut, paste};
use crate::{Call, Result};

/// The most words a record may have.
pub const MAX_WORDS: usize = 12;

/// A struct that [`record!`](crate::record) declared.
pub trait Stored: Copy + Default {
    /// Its name.
    const NAME: &'static str;
    /// Words it takes.
    const WORDS: usize;

    /// Its words.
    fn encode(&self) -> Words;

    /// The struct in `words`.
    fn decode(words: &Words) -> Self;

    /// Its fields, to compare with `solc`'s.
    fn fields() -> Vec<Field>;
}

/// The words of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words([U256; MAX_WORDS]);

impl Words {
    /// Puts `value` at its place; one that is `None` or beyond the last word is no place.
    pub fn put<T: Word>(&mut self, place: Option<&(usize, usize)>, value: T) {
        if let Some(&(word, offset)) = place
            && let Some(word) = self.0.get_mut(word)
        {
            *word = paste(*word, offset, T::BYTES, value.to_word());
        }
    }

    /// The word at `index`; zero beyond the last.
    pub fn get(&self, index: usize) -> U256 {
        self.0.get(index).copied().unwrap_or_default()
    }

    /// Sets the word at `index`; beyond the last there is none.
    pub fn set(&mut self, index: usize, value: U256) {
        if let Some(word) = self.0.get_mut(index) {
            *word = value;
        }
    }

    /// The value at a place.
    pub fn take<T: Word>(&self, place: Option<&(usize, usize)>) -> T {
        let (index, offset) = place.copied().unwrap_or_default();
        let word = self.0.get(index).copied().unwrap_or_default();
        T::from_word(cut(word, offset, T::BYTES))
    }
}

/// Word and offset (bytes from the low end) of each value, as Solidity packs them: a value that
/// does not fit what is left of a word starts the next.
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "evaluated by the compiler: a mistake does not compile"
)]
pub const fn places<const N: usize>(sizes: &[usize]) -> [(usize, usize); N] {
    let mut places = [(0, 0); N];
    let (mut word, mut offset, mut index) = (0, 0, 0);
    while index < N {
        if offset + sizes[index] > 32 {
            word += 1;
            offset = 0;
        }
        places[index] = (word, offset);
        offset += sizes[index];
        index += 1;
    }
    places
}

/// Words that values at these places take.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "evaluated by the compiler: a mistake does not compile"
)]
pub const fn words(places: &[(usize, usize)]) -> usize {
    match places.last() {
        Some((word, _)) => *word + 1,
        None => 0,
    }
}

/// A struct in storage.
#[derive(Debug)]
pub struct Record<R> {
    slot: U256,
    holds: PhantomData<R>,
}

impl<R> Clone for Record<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Record<R> {}

impl<R: Stored> Place for Record<R> {
    fn from_slot(slot: U256) -> Self {
        Self { slot, holds: PhantomData }
    }

    fn solidity(structs: &mut Structs) -> String {
        structs.insert(R::NAME.into(), R::fields());
        format!("struct {}", R::NAME)
    }
}

impl<R: Stored> Record<R> {
    /// Reads all words.
    ///
    /// # Errors
    /// [`Failure::OutOfGas`](crate::Failure::OutOfGas), [`Failure::State`](crate::Failure::State).
    pub fn load(self, call: &mut Call<'_>) -> Result<R> {
        let mut words = Words::default();
        for (index, word) in words.0.iter_mut().take(R::WORDS).enumerate() {
            *word = call.sload(self.word(index))?;
        }
        Ok(R::decode(&words))
    }

    /// Writes all words: for a record that is new. Words that stay zero are not touched.
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn create(self, call: &mut Call<'_>, record: &R) -> Result<()> {
        self.update(call, &R::default(), record)
    }

    /// Writes the words in which `new` differs from `old`, which is what [`Self::load`] gave.
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn update(self, call: &mut Call<'_>, old: &R, new: &R) -> Result<()> {
        let (old, new) = (old.encode(), new.encode());
        for (index, (old, new)) in old.0.iter().zip(&new.0).enumerate() {
            if old != new {
                call.sstore(self.word(index), *new)?;
            }
        }
        Ok(())
    }

    /// Sets all words to zero.
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn clear(self, call: &mut Call<'_>) -> Result<()> {
        (0..R::WORDS).try_for_each(|index| call.sstore(self.word(index), U256::ZERO))
    }

    fn word(self, index: usize) -> U256 {
        self.slot.wrapping_add(U256::from(index))
    }
}
