//! `cmt-migrate` through its public door.

mod bundle;
mod classify;
mod compare;
mod fetch;
mod genesis;
mod header;
mod page;
mod places;
mod proofs;
mod real;
mod report;
mod second;
mod trie;
