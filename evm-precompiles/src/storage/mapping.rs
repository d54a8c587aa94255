//! `mapping(K => V)`.

use std::marker::PhantomData;

use alloy_primitives::U256;

use super::{Place, Structs, Word};
use crate::{Call, Result};

/// A value that can be a mapping's key: left-padded to a word before it is hashed. `bytesN` below
/// 32 bytes would be padded on the right and is left out.
pub trait Key: Word {}

impl Key for alloy_primitives::Address {}
impl Key for alloy_primitives::B256 {}
impl Key for u8 {}
impl Key for u16 {}
impl Key for u32 {}
impl Key for u64 {}
impl<const BITS: usize, const LIMBS: usize> Key for alloy_primitives::Uint<BITS, LIMBS> {}

/// Values by key: the value of `key` lies at `keccak256(key ‖ slot)`.
#[derive(Debug)]
pub struct Mapping<K, V> {
    slot: U256,
    holds: PhantomData<(K, V)>,
}

impl<K, V> Clone for Mapping<K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for Mapping<K, V> {}

impl<K: Key, V: Place> Place for Mapping<K, V> {
    fn from_slot(slot: U256) -> Self {
        Self { slot, holds: PhantomData }
    }

    fn solidity(structs: &mut Structs) -> String {
        format!("mapping({} => {})", K::solidity(), V::solidity(structs))
    }
}

impl<K: Key, V: Place> Mapping<K, V> {
    /// The place of `key`'s value.
    ///
    /// # Errors
    /// [`Failure::OutOfGas`](crate::Failure::OutOfGas).
    pub fn at(self, call: &mut Call<'_>, key: K) -> Result<V> {
        let mut preimage = [0; 64];
        let (head, tail) = preimage.split_at_mut(32);
        head.copy_from_slice(&key.to_word().to_be_bytes::<32>());
        tail.copy_from_slice(&self.slot.to_be_bytes::<32>());
        Ok(V::from_slot(call.keccak(&preimage)?.into()))
    }
}
