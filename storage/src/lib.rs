//! Bytes that survive.

pub mod keccak;
pub mod trie;

pub use keccak::KeccakMode;
pub use trie::{AccountProof, SlotProof, StateTrie, TrieError, ordered_root};
