//! Bytes that survive.
//!
//! The state of the head is in RAM, in a Merkle Patricia Trie ([`trie`]). What makes a block durable
//! is one record in the block [`log`]; everything else on disk is derived from it or vouches for it:
//!
//! | in the data folder | what | when it is lost or damaged |
//! |---|---|---|
//! | `log/*.blocks` | the block log, a record a block | a named error |
//! | `log/*.index` | look-up tables of a full segment | written again from the log |
//! | `checkpoint/`, `checkpoint.seal` | the state at one height | rebuilt from the log if that goes back to block 0, else a named error |
//! | `head` | the newest acknowledged block | written again, unless the log's end is broken as well |
//! | `lock` | held by the process that has the folder open | created again |
//!
//! A store can begin with a snapshot, the state of a later block taken from another node ([`Import`]):
//! its log begins with the blocks up to that one, which say nothing of the state, and its checkpoint
//! is then the only copy.
//!
//! Every file begins with the chain's id, its genesis hash and a schema number, and every byte that
//! is read is under a checksum, a hash or the state root. The formats are described where they are
//! written: [`log`], and the modules `segment`, `record`, `index::file`, `checkpoint`,
//! `acknowledged`.
//!
//! A block goes in by [`Store::stage`] (the diff, giving the root) and [`Store::commit`] (the block:
//! append, `fdatasync`, index, then the head moves). A failed write ends all writing until the next
//! start, which finds out what is there: last checkpoint, then the diffs of the log, then the root
//! must be the one in the head's header. Nothing is executed again.

mod acknowledged;
mod checkpoint;
mod commit;
mod disk;
mod error;
mod first;
mod handles;
mod history;
mod identity;
mod index;
pub mod keccak;
mod lock;
pub mod log;
mod options;
mod recover;
mod segments;
mod shared;
mod snapshot;
mod store;
pub mod trie;
mod verify;
mod view;
mod worker;

pub use commit::FAIL_POINTS;
pub use error::StoreError;
pub use keccak::KeccakMode;
pub use options::StoreOptions;
pub use snapshot::import::{IMPORT_FAIL_POINTS, Import, SnapshotError};
pub use store::{SealedHeader, Store};
pub use trie::{AccountProof, SlotProof, StateTrie, TrieError, ordered_root};
pub use verify::VerifyReport;
pub use view::StateView;
