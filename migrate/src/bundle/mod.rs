//! The bundle: a folder that proves who held how much of a token at one block, offline.
//!
//! | file | what it is |
//! |---|---|
//! | `manifest.json` | [`Manifest`]: of which token and block, and each other file's size and hashes; written last |
//! | `header.rlp` | the block's header, as it is hashed |
//! | `code.bin` | the token's code |
//! | `account.nodes` | proof of the token's account against the header's `stateRoot` |
//! | `balances.csv` | `address,balance_wei`, ascending by address: every account that was asked for, 0 where it has nothing |
//! | `slots.csv` | `slot,value`, ascending by slot, 0x and 64 digits each: the total supply, and whatever else is of interest |
//! | `storage.nodes` | proof of all of these slots against the account's `storageHash` |
//! | `logs.csv` | optional: `block,index,from,to,wei`, every `Transfer` up to the block, in order |
//! | `holders.nodes` | optional: proof of the account of every row of `balances.csv` against `stateRoot`, which tells contracts from people |
//! | `delegates.csv` | with it: `address,delegate`, ascending: the accounts that delegate by EIP-7702 |
//! | `contracts.csv` | only with [`Trust::Rpc`], which has no `.nodes`: `address,code_hash`, ascending: the other accounts with code |
//!
//! A `.nodes` file holds the nodes [`walk`](fn@cybermiles_proofs::trie::walk) reads, each behind its length (two bytes, big
//! endian). Everything has one encoding, so the same facts are the same bytes.

mod manifest;
mod nodes;
mod writer;

pub use cybermiles_genesis::migration::Trust;
pub use manifest::{BlockId, Facts, Manifest, Part};
pub use nodes::{NodeReader, write_node};
pub use writer::Writer;

use std::path::{Path, PathBuf};

/// The manifest's name.
pub const MANIFEST: &str = "manifest.json";
/// Names of the parts, in the order in which they are written.
pub const PARTS: [&str; 10] =
    [HEADER, CODE, ACCOUNT, BALANCES, SLOTS, STORAGE, LOGS, HOLDERS, DELEGATES, CONTRACTS];
pub(crate) const HEADER: &str = "header.rlp";
pub(crate) const CODE: &str = "code.bin";
pub(crate) const ACCOUNT: &str = "account.nodes";
pub(crate) const BALANCES: &str = "balances.csv";
pub(crate) const SLOTS: &str = "slots.csv";
pub(crate) const STORAGE: &str = "storage.nodes";
pub(crate) const LOGS: &str = "logs.csv";
pub(crate) const HOLDERS: &str = "holders.nodes";
pub(crate) const DELEGATES: &str = "delegates.csv";
pub(crate) const CONTRACTS: &str = "contracts.csv";

/// Parts that every bundle of such trust has.
fn needed(trust: Trust) -> &'static [&'static str] {
    match trust {
        Trust::Proven => &[HEADER, CODE, ACCOUNT, BALANCES, SLOTS, STORAGE],
        Trust::Rpc => &[HEADER, CODE, BALANCES, SLOTS],
    }
}

/// Parts that no bundle of such trust has: proofs where nothing is proven, and the other way round.
fn refused(trust: Trust) -> &'static [&'static str] {
    match trust {
        Trust::Proven => &[CONTRACTS],
        Trust::Rpc => &[ACCOUNT, STORAGE, HOLDERS],
    }
}

/// Why a folder is no bundle, or cannot become one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// A file cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The folder was begun and not finished.
    #[error(
        "{folder}: an unfinished bundle, without {MANIFEST}. Run the step that writes it again: it \
         goes on where it was",
        folder = folder.display()
    )]
    Unfinished {
        /// The folder.
        folder: PathBuf,
    },
    /// The manifest is not what it has to be.
    #[error("{path}: {what}", path = path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What was found, and what was expected.
        what: String,
    },
    /// A part is not what the manifest says.
    #[error("{path}: {what} is {found}; the manifest says {expected}", path = path.display())]
    Part {
        /// The file.
        path: PathBuf,
        /// Its size, or one of its hashes.
        what: &'static str,
        /// As it is.
        found: String,
        /// As it has to be.
        expected: String,
    },
    /// A file that does not belong there.
    #[error("{path}: no part of the bundle; expected only what {MANIFEST} names", path = path.display())]
    Stranger {
        /// The file.
        path: PathBuf,
    },
    /// The folder holds a bundle of something else.
    #[error(
        "{folder}: holds a bundle of other facts. Name another folder, or delete this one",
        folder = folder.display()
    )]
    Other {
        /// The folder.
        folder: PathBuf,
    },
}

impl BundleError {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.into(), source }
    }
}
