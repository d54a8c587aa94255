//! Every balance and slot of a bundle against the token's storage hash.

use std::{cmp::Ordering, fs::File, io::BufReader, path::Path};

use alloy_primitives::{Address, B256, U256, keccak256, map::B256Map};
use cybermiles_proofs::trie::{self, ProofError};

use super::{Expected, Progress, VerifyError, open};
use crate::{
    AllocationError,
    allocation::read_exact,
    amount::{self, ValueError},
    bundle::{self, BundleError, Manifest},
    layout::{self, Mapping},
};

/// Accounts the mapping is found by.
const KNOWN_ACCOUNTS: usize = 32;

/// What the storage proof proves.
#[derive(Debug)]
pub(super) struct Proven {
    /// Every account that was asked for, ascending, and its wei.
    pub(super) rows: Vec<(Address, U256)>,
    /// The slots that were asked for, ascending.
    pub(super) slots: Vec<(U256, U256)>,
    /// Wei in all.
    pub(super) supply: U256,
    /// Where the balances are.
    pub(super) mapping: Mapping,
    /// Nodes of the proof.
    pub(super) nodes: u64,
}

/// Balances and slots as they are written, where nothing proves them.
pub(super) fn believe(
    folder: &Path,
    manifest: &Manifest,
    expected: &Expected,
) -> Result<Proven, VerifyError> {
    let rows = read_balances(&folder.join(bundle::BALANCES))?;
    let slots = read_slots(&folder.join(bundle::SLOTS))?;
    complete(
        folder,
        expected,
        Proven { rows, slots, supply: U256::ZERO, mapping: manifest.facts.balances, nodes: 0 },
    )
}

pub(super) fn prove(
    folder: &Path,
    manifest: &Manifest,
    expected: &Expected,
    storage_hash: B256,
    progress: &mut dyn Progress,
) -> Result<Proven, VerifyError> {
    let rows = read_balances(&folder.join(bundle::BALANCES))?;
    let slots = read_slots(&folder.join(bundle::SLOTS))?;
    let path = folder.join(bundle::STORAGE);
    let named = manifest.facts.balances;
    let mapping = match discover(&path, &rows, storage_hash) {
        Err(VerifyError::Proof { path, source }) => {
            // What is wrong with a proof is known better where its keys are.
            walk(&path, named, &rows, &slots, storage_hash, progress)?;
            return Err(VerifyError::Proof { path, source });
        }
        found => found?,
    };
    if mapping != named {
        return Err(VerifyError::Mapping { named, found: mapping });
    }
    let nodes = walk(&path, mapping, &rows, &slots, storage_hash, progress)?;
    complete(folder, expected, Proven { rows, slots, supply: U256::ZERO, mapping, nodes })
}

/// The balances have to be the whole supply.
fn complete(folder: &Path, expected: &Expected, proven: Proven) -> Result<Proven, VerifyError> {
    let Proven { rows, slots, .. } = &proven;
    let supply_slot = U256::from(expected.supply_slot);
    let supply = slots.iter().find(|(slot, _)| *slot == supply_slot).map(|(_, value)| *value);
    let supply = supply.ok_or_else(|| {
        VerifyError::fact(
            "slots.csv",
            "without the total supply",
            format!("a row for slot {supply_slot}"),
        )
    })?;
    let sum = rows.iter().try_fold(U256::ZERO, |sum, (_, wei)| sum.checked_add(*wei));
    let sum = sum.ok_or_else(|| AllocationError::Sum { path: folder.join(bundle::BALANCES) })?;
    if sum != supply {
        return Err(VerifyError::Incomplete { sum, supply });
    }
    Ok(Proven { supply, ..proven })
}

fn read_balances(path: &Path) -> Result<Vec<(Address, U256)>, VerifyError> {
    let file = File::open(path).map_err(|err| BundleError::file(path, err))?;
    let mut rows: Vec<(Address, U256)> = Vec::new();
    read_exact(path, BufReader::new(file), "address,balance_wei", |text| {
        let said = |err: ValueError| err.to_string();
        let (address, wei) = text.split_once(',').ok_or("1 column; expected two")?;
        let address = amount::parse_address(address).map_err(said)?;
        let wei = amount::parse_wei(wei).map_err(said)?;
        match rows.last().map(|(last, _)| last.cmp(&address)) {
            Some(Ordering::Equal) => Err(format!("`{address}` has a row already")),
            Some(Ordering::Greater) => {
                Err(format!("`{address}` out of order; expected addresses ascending"))
            }
            _ => {
                rows.push((address, wei));
                Ok(format!("{address:#x},{wei}"))
            }
        }
    })?;
    Ok(rows)
}

fn read_slots(path: &Path) -> Result<Vec<(U256, U256)>, VerifyError> {
    let file = File::open(path).map_err(|err| BundleError::file(path, err))?;
    let mut slots: Vec<(U256, U256)> = Vec::new();
    read_exact(path, BufReader::new(file), "slot,value", |text| {
        let word = |text: &str| text.parse::<B256>().ok();
        let row = text.split_once(',').and_then(|(slot, value)| Some((word(slot)?, word(value)?)));
        let (slot, value) = row.ok_or_else(|| {
            let shown = text.escape_debug();
            format!("`{shown}`; expected a slot and its value, 0x and 64 digits each")
        })?;
        if slots.last().is_some_and(|(last, _)| *last >= U256::from_be_bytes(slot.0)) {
            return Err("out of order; expected slots ascending".into());
        }
        slots.push((slot.into(), value.into()));
        Ok(format!("{slot},{value}"))
    })?;
    Ok(slots)
}

/// Finds the mapping by accounts from all over the list.
fn discover(
    path: &Path,
    rows: &[(Address, U256)],
    storage_hash: B256,
) -> Result<Mapping, VerifyError> {
    let holders: Vec<_> = rows.iter().filter(|(_, wei)| !wei.is_zero()).copied().collect();
    let step = holders.len().div_ceil(KNOWN_ACCOUNTS).max(1);
    let known: Vec<_> = holders.into_iter().step_by(step).collect();
    let candidates = Mapping::candidates();
    let keys = candidates.flat_map(|mapping| known.iter().map(move |(a, _)| mapping.key_of(*a)));
    let mut shown: B256Map<Option<U256>> = keys.map(|key| (key, None)).collect();
    trie::leaves(storage_hash, open(path)?, |key, value| {
        if let Some(place) = shown.get_mut(&key) {
            *place = trie::decode_slot(value).ok();
        }
    })
    .map_err(|source| VerifyError::proof(path, source))?;
    let proves = |key: B256, wei| shown.get(&key).copied().flatten() == Some(wei);
    // One account whose row is wrong must not hide the mapping: it is named by its proof.
    let fits: Vec<_> = known
        .iter()
        .filter(|(account, wei)| Mapping::candidates().any(|m| proves(m.key_of(*account), *wei)))
        .copied()
        .collect();
    let enough = fits.len().saturating_mul(2) > known.len();
    Ok(layout::discover(if enough { &fits } else { &known }, proves)?)
}

/// What a key of the proof stands for.
#[derive(Clone, Copy)]
enum Asked {
    Balance(usize),
    Slot(usize),
}

fn walk(
    path: &Path,
    mapping: Mapping,
    rows: &[(Address, U256)],
    slots: &[(U256, U256)],
    storage_hash: B256,
    progress: &mut dyn Progress,
) -> Result<u64, VerifyError> {
    let balances =
        rows.iter().enumerate().map(|(at, row)| (mapping.key_of(row.0), Asked::Balance(at)));
    let fixed =
        slots.iter().enumerate().map(|(at, row)| (keccak256(B256::from(row.0)), Asked::Slot(at)));
    let mut asked: Vec<(B256, Asked)> = balances.chain(fixed).collect();
    asked.sort_unstable_by_key(|(key, _)| *key);
    let keys: Vec<B256> = asked.iter().map(|(key, _)| *key).collect();
    progress.begin("Balances", u64::try_from(keys.len()).unwrap_or(u64::MAX));
    let mut wrong = None;
    let walked = trie::walk(storage_hash, &keys, open(path)?, |at, value| {
        progress.add(1);
        let Some((key, asked)) = asked.get(at).copied() else { return Ok(()) };
        let proven = match value.map(trie::decode_slot) {
            None => U256::ZERO,
            Some(Ok(value)) => value,
            Some(Err(what)) => return Err(ProofError::Value { key, what }),
        };
        if wrong.is_none() {
            wrong = differs(rows, slots, asked, proven);
        }
        Ok(())
    });
    let nodes = walked.map_err(|source| VerifyError::proof(path, source))?;
    wrong.map_or(Ok(nodes), Err)
}

fn differs(
    rows: &[(Address, U256)],
    slots: &[(U256, U256)],
    asked: Asked,
    proven: U256,
) -> Option<VerifyError> {
    match asked {
        Asked::Balance(at) => {
            let (address, claimed) = *rows.get(at)?;
            let line = at.saturating_add(2);
            (claimed != proven).then_some(VerifyError::Balance { line, address, claimed, proven })
        }
        Asked::Slot(at) => {
            let (slot, claimed) = *slots.get(at)?;
            (claimed != proven).then_some(VerifyError::Slot { slot, claimed, proven })
        }
    }
}
