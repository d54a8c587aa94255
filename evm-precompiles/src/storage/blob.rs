//! `bytes` and `string`.

use alloy_primitives::U256;

use super::{Place, Structs};
use crate::{Call, Result};

/// Bytes of any length: up to 31 in the slot itself with twice their number in its last byte,
/// more from `keccak256(slot)` on with twice their number plus one in the slot.
#[derive(Clone, Copy, Debug)]
pub struct Blob {
    slot: U256,
}

/// The longest that is kept in the slot itself.
const SHORT: usize = 31;

impl Place for Blob {
    fn from_slot(slot: U256) -> Self {
        Self { slot }
    }

    fn solidity(_: &mut Structs) -> String {
        "bytes".into()
    }
}

impl Blob {
    /// How many bytes there are.
    ///
    /// # Errors
    /// [`Failure::OutOfGas`](crate::Failure::OutOfGas), [`Failure::State`](crate::Failure::State).
    pub fn len(self, call: &mut Call<'_>) -> Result<usize> {
        Ok(length(call.sload(self.slot)?))
    }

    /// The bytes, at most `max` of them. What was written is never longer than its writer allowed,
    /// so a reader that names the same bound gets all.
    ///
    /// # Errors
    /// As [`Self::len`].
    pub fn get(self, call: &mut Call<'_>, max: usize) -> Result<Vec<u8>> {
        let head = call.sload(self.slot)?;
        let length = length(head).min(max);
        let mut bytes = Vec::new();
        if !head.bit(0) {
            bytes.extend_from_slice(&head.to_be_bytes::<32>());
        } else {
            let mut slot = self.start(call)?;
            while bytes.len() < length {
                bytes.extend_from_slice(&call.sload(slot)?.to_be_bytes::<32>());
                slot = slot.wrapping_add(U256::ONE);
            }
        }
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Writes `bytes`; what a longer value before it used beyond them is cleared.
    ///
    /// # Errors
    /// As [`Call::sstore`].
    pub fn set(self, call: &mut Call<'_>, bytes: &[u8]) -> Result<()> {
        let before = chunks(length(call.sload(self.slot)?));
        let after = chunks(bytes.len());
        let twice = U256::from(bytes.len()).saturating_mul(U256::from(2));
        let head = if after == 0 { word(bytes) | twice } else { twice | U256::ONE };
        call.sstore(self.slot, head)?;
        if before == 0 && after == 0 {
            return Ok(());
        }
        let mut slot = self.start(call)?;
        let zeros = before.saturating_sub(after);
        let cleared = std::iter::repeat_n(U256::ZERO, zeros);
        let written = bytes.chunks(32).take(after).map(word);
        for value in written.chain(cleared) {
            call.sstore(slot, value)?;
            slot = slot.wrapping_add(U256::ONE);
        }
        Ok(())
    }

    fn start(self, call: &mut Call<'_>) -> Result<U256> {
        Ok(call.keccak(&self.slot.to_be_bytes::<32>())?.into())
    }
}

/// Bytes of the value whose slot holds `head`.
fn length(head: U256) -> usize {
    if head.bit(0) { head.wrapping_shr(1).saturating_to() } else { usize::from(head.byte(0) >> 1) }
}

/// Words beyond the slot that a value of `length` bytes takes.
fn chunks(length: usize) -> usize {
    if length > SHORT { length.div_ceil(32) } else { 0 }
}

/// At most 32 bytes, left-aligned in a word.
fn word(bytes: &[u8]) -> U256 {
    let mut word = [0; 32];
    for (to, from) in word.iter_mut().zip(bytes) {
        *to = *from;
    }
    U256::from_be_bytes(word)
}
