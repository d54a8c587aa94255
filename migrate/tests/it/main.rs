//! `cmt-migrate` through its public door.

mod bundle;
mod classify;
mod compare;
mod header;
mod proofs;
mod real;
mod second;
mod trie;
