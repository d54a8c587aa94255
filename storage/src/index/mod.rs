//! Finding things without reading the log from its start: blocks and transactions by hash, blocks by
//! what was logged in them, and state by what changed later.
//!
//! The newest segment's index is in RAM ([`ram`]). When a segment is full, an index file is written
//! next to it ([`build`], [`file`]) and read from there. All of it is derived from the log: a missing or
//! damaged index file is written again.

pub(crate) mod build;
pub(crate) mod file;
pub(crate) mod pages;
pub(crate) mod ram;

use alloy_primitives::{Address, B256};

/// What a log can be looked for by: its address, or a topic at one position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LogKey([u8; 9]);

impl LogKey {
    pub(crate) fn address(address: &Address) -> Self {
        Self::new(4, address.as_slice())
    }

    pub(crate) fn topic(position: usize, topic: &B256) -> Self {
        Self::new(position as u8, topic.as_slice())
    }

    /// Eight bytes stand for the whole: a collision only adds a candidate.
    fn new(kind: u8, bytes: &[u8]) -> Self {
        let mixed = bytes.chunks(8).fold(0u64, |mixed, chunk| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            (mixed ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
        });
        let mut key = [kind; 9];
        key[1..].copy_from_slice(&mixed.to_be_bytes());
        Self(key)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 9] {
        &self.0
    }
}
