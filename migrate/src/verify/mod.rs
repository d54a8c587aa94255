//! A bundle verified offline: everything it says follows from the block hash that is pinned.
//!
//! The header hashes to the pinned hash; the token's account is proven against its state root; the
//! mapping of balances is found, not assumed; every balance is proven against the storage hash, or
//! proven absent; and the proven balances sum to the proven total supply, so that nobody is
//! missing: the token neither mints nor burns, and keeps the sum.

mod error;
mod holders;
mod logs;
mod report;
mod storage;

use std::{fs, io::Read, path::Path};

use alloy_primitives::{Address, B256, U256, address, keccak256};
use cybermiles_proofs::trie;

pub use error::VerifyError;
pub use holders::Class;
pub use report::Report;

use crate::{
    bundle::{self, Manifest, NodeReader, Trust},
    header::BlockHeader,
};

/// The ERC-20 CMT on Ethereum.
pub const TOKEN: Address = address!("0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F");
/// The block of the snapshot of 2018.
pub const SNAPSHOT: u64 = 6_486_489;
/// Bytes a small part may have: a header, or a contract's code.
const SMALL_BYTES_MAX: u64 = 1 << 20;

/// What the bundle is held against; not taken from the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The token.
    pub token: Address,
    /// The block's height.
    pub number: u64,
    /// The block's hash: what everything rests on. Take it from several sources.
    pub block_hash: B256,
    /// The slot of the total supply, as the token's source has it.
    pub supply_slot: u64,
}

/// An account that has some of the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub address: Address,
    /// How much, in wei; above 0.
    pub wei: U256,
    /// What kind of account it is, if the bundle proves that.
    pub class: Option<Class>,
}

/// What a bundle proves.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Every holder, ascending by address.
    pub holders: Vec<Holder>,
    /// The figures.
    pub report: Report,
}

/// Hears how far a long step is.
pub trait Progress {
    /// A step begins that has `total` parts.
    fn begin(&mut self, what: &'static str, total: u64);
    /// Parts of it are done.
    fn add(&mut self, done: u64);
}

impl Progress for () {
    fn begin(&mut self, _: &'static str, _: u64) {}
    fn add(&mut self, _: u64) {}
}

/// Verifies the bundle in `folder`.
///
/// # Errors
/// [`VerifyError`] naming the file and row, what was found and what was expected;
/// [`VerifyError::NotProven`] if the bundle says that it proves nothing.
pub fn verify(
    folder: &Path,
    expected: &Expected,
    progress: &mut dyn Progress,
) -> Result<Verified, VerifyError> {
    if Manifest::read(folder)?.facts.trust != Trust::Proven {
        return Err(VerifyError::NotProven);
    }
    verify_trusting(folder, expected, progress)
}

/// The same, and of a bundle of [`Trust::Rpc`] what can be checked: that it is of the pinned block,
/// and that what nodes said fits together. Its report says in its first line that nothing is proven.
///
/// # Errors
/// [`VerifyError`] naming the file and row, what was found and what was expected.
pub fn verify_trusting(
    folder: &Path,
    expected: &Expected,
    progress: &mut dyn Progress,
) -> Result<Verified, VerifyError> {
    let manifest = Manifest::read(folder)?;
    check_facts(&manifest, expected)?;
    let bytes = manifest.parts.iter().fold(0_u64, |sum, part| sum.saturating_add(part.bytes));
    progress.begin("Files", bytes);
    manifest.check(folder, |read| progress.add(read))?;
    let rlp = small(&folder.join(bundle::HEADER))?;
    let header = BlockHeader::check(&rlp, expected.block_hash)?;
    if header.number != expected.number {
        return Err(VerifyError::fact("the header's height", header.number, expected.number));
    }
    let (account, proven) = match manifest.facts.trust {
        Trust::Proven => {
            let account = account(folder, expected, &header)?;
            let hash = account.storage_hash;
            let proven = storage::prove(folder, &manifest, expected, hash, progress)?;
            (TokenAccount { storage_hash: Some(hash), code_hash: account.code_hash }, proven)
        }
        Trust::Rpc => {
            let code_hash = keccak256(small(&folder.join(bundle::CODE))?);
            let believed = storage::believe(folder, &manifest, expected)?;
            (TokenAccount { storage_hash: None, code_hash }, believed)
        }
    };
    let replayed = logs::replay(folder, &manifest, &proven, progress)?;
    let classes = match manifest.facts.trust {
        Trust::Proven => {
            holders::classify(folder, &manifest, &proven, header.state_root, progress)?
        }
        Trust::Rpc => holders::believe(folder, &manifest, &proven)?,
    };
    let mut holders = Vec::with_capacity(proven.rows.len());
    for (at, (address, wei)) in proven.rows.iter().enumerate() {
        if !wei.is_zero() {
            let class = classes.as_ref().and_then(|classes| classes.get(at).copied());
            holders.push(Holder { address: *address, wei: *wei, class });
        }
    }
    let report = Report::new(&manifest, &header, &account, &proven, &holders, replayed);
    Ok(Verified { holders, report })
}

/// The token's account, as far as it is known.
struct TokenAccount {
    storage_hash: Option<B256>,
    code_hash: B256,
}

/// What the bundle says it is has to be what was asked for.
fn check_facts(manifest: &Manifest, expected: &Expected) -> Result<(), VerifyError> {
    let facts = &manifest.facts;
    let differs = |what, found: &dyn ToString, expected: &dyn ToString| {
        Err(VerifyError::fact(what, found.to_string(), expected.to_string()))
    };
    if facts.token != expected.token {
        return differs("the token", &facts.token, &expected.token);
    }
    if facts.block.number != expected.number {
        return differs("the block's height", &facts.block.number, &expected.number);
    }
    if facts.block.hash != expected.block_hash {
        return differs("the block's hash", &facts.block.hash, &expected.block_hash);
    }
    if facts.supply_slot != expected.supply_slot {
        return differs("the slot of the total supply", &facts.supply_slot, &expected.supply_slot);
    }
    Ok(())
}

fn account(
    folder: &Path,
    expected: &Expected,
    header: &BlockHeader,
) -> Result<trie::Account, VerifyError> {
    let path = folder.join(bundle::ACCOUNT);
    let wrong = |source| VerifyError::proof(&path, source);
    let key = keccak256(expected.token);
    let mut value = None;
    trie::walk(header.state_root, &[key], open(&path)?, |_, found| {
        value = found
            .map(trie::Account::decode)
            .transpose()
            .map_err(|what| trie::ProofError::Value { key, what })?;
        Ok(())
    })
    .map_err(wrong)?;
    let account = value.ok_or(VerifyError::NoToken { token: expected.token })?;
    let code = keccak256(small(&folder.join(bundle::CODE))?);
    if code != account.code_hash {
        return Err(VerifyError::fact("keccak256 of code.bin", code, account.code_hash));
    }
    Ok(account)
}

fn open(path: &Path) -> Result<NodeReader<std::io::BufReader<fs::File>>, VerifyError> {
    NodeReader::open(path).map_err(|err| bundle::BundleError::file(path, err).into())
}

fn small(path: &Path) -> Result<Vec<u8>, VerifyError> {
    let wrong = |err| bundle::BundleError::file(path, err);
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(wrong)?;
    file.take(SMALL_BYTES_MAX).read_to_end(&mut bytes).map_err(wrong)?;
    Ok(bytes)
}
