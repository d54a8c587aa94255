//! From what was fetched to a bundle: written aside, verified, and only then given its manifest.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, B256, U256, keccak256};
use cybermiles_proofs::trie::{Collected, EMPTY_CODE, ProofError};

use super::{
    FetchError, Fetched, Options, Run, Watcher, accounts::Accounts, balances::Balances, base::Base,
    hints, logs::Logs,
};
use crate::{
    allocation::write_list,
    bundle::{
        self, BlockId, BundleError, Facts, MANIFEST, Manifest, PARTS, Trust, Writer, write_node,
    },
    layout::Mapping,
    verify::{Expected, verify_trusting},
};

/// The working folder, in the bundle's.
const WORK: &str = ".fetch";
/// Where the bundle is written before it is verified, in the working folder.
const STAGED: &str = "bundle";

pub(super) fn work_folder(options: &Options) -> PathBuf {
    options.out.join(WORK)
}

/// A bundle that was finished by a run before.
pub(super) fn finished(
    options: &Options,
    watch: &mut dyn Watcher,
) -> Result<Option<Fetched>, FetchError> {
    if !options.out.join(MANIFEST).exists() {
        return Ok(None);
    }
    let facts = Manifest::read(&options.out)?.facts;
    let same = facts.token == options.token
        && facts.block.number == options.number
        && options.block_hash.is_none_or(|hash| hash == facts.block.hash)
        && facts.supply_slot == options.supply_slot
        && facts.trust == options.trust;
    if !same {
        return Err(BundleError::Other { folder: options.out.clone() }.into());
    }
    clear(&work_folder(options))?;
    let expected = expected(options, facts.block.hash);
    let verified = verify_trusting(&options.out, &expected, watch)?;
    Ok(Some(Fetched { expected, verified }))
}

/// Refuses a folder in which something else lies.
pub(super) fn check_out(options: &Options) -> Result<(), FetchError> {
    let wrong = |source| FetchError::file(&options.out, source);
    let entries = match fs::read_dir(&options.out) {
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(wrong)?,
    };
    let has_work = work_folder(options).exists();
    for entry in entries {
        let entry = entry.map_err(wrong)?;
        let name = entry.file_name();
        // Parts lie there only when a run was killed while it moved them.
        if name != WORK && !(has_work && PARTS.iter().any(|part| name == *part)) {
            return Err(FetchError::Stranger { path: entry.path() });
        }
    }
    Ok(())
}

/// The rows of the bundle: everybody who has something, was named, or is in logs that are right. It
/// does not depend on who was asked about in vain because a node lied.
pub(super) fn rows(
    options: &Options,
    balances: &Balances,
    logs: Option<&Logs>,
) -> BTreeMap<Address, U256> {
    let mut named = hints::named(options);
    if let Some(logs) = logs {
        named.extend(logs.participants());
    }
    let rows = balances.rows().iter();
    rows.filter(|(account, wei)| !wei.is_zero() || named.contains(*account))
        .map(|(account, wei)| (*account, *wei))
        .collect()
}

fn expected(options: &Options, block_hash: B256) -> Expected {
    let supply_slot = options.supply_slot;
    Expected { token: options.token, number: options.number, block_hash, supply_slot }
}

/// Writes the bundle aside, verifies it, and moves it to its place, the manifest last.
pub(super) fn write(
    run: &mut Run<'_>,
    base: &Base,
    balances: &Balances,
    rows: &BTreeMap<Address, U256>,
    accounts: &Accounts,
    logs: Option<(Logs, Option<Address>)>,
) -> Result<Fetched, FetchError> {
    let options = run.options;
    let staged = run.work.path(STAGED);
    clear(&staged)?;
    let (logs, initial_holder) = match logs {
        Some((logs, holder)) => (Some(logs), holder),
        None => (None, options.deployer),
    };
    let mapping = balances.mapping.unwrap_or(Mapping::CMT);
    let facts = Facts {
        token: options.token,
        block: BlockId { number: options.number, hash: base.header.hash },
        balances: mapping,
        supply_slot: options.supply_slot,
        initial_holder,
        trust: options.trust,
    };
    let writer = Writer::begin(&staged, facts)?
        .ok_or_else(|| BundleError::Other { folder: staged.clone() })?;
    writer.part(bundle::HEADER, |to| to.write_all(&base.rlp))?;
    writer.part(bundle::CODE, |to| to.write_all(&base.piece.code))?;
    writer.part(bundle::BALANCES, |to| write_list(to, rows))?;
    writer.part(bundle::SLOTS, |to| write_slots(to, &base.slots))?;
    if let Some(logs) = &logs {
        writer.part(bundle::LOGS, |to| write_logs(to, logs))?;
    }
    match options.trust {
        Trust::Proven => write_proofs(&writer, options, base, balances, mapping, rows, accounts)?,
        Trust::Rpc => writer.part(bundle::CONTRACTS, |to| write_contracts(to, rows, accounts))?,
    }
    writer.part(bundle::DELEGATES, |to| write_delegates(to, rows, accounts))?;
    writer.finish()?;
    let expected = expected(options, base.header.hash);
    let verified = verify_trusting(&staged, &expected, run.watch)?;
    publish(&staged, &options.out)?;
    clear(&work_folder(options))?;
    Ok(Fetched { expected, verified })
}

/// Moves a whole bundle to its place, the manifest last.
fn publish(staged: &Path, out: &Path) -> Result<(), FetchError> {
    for name in PARTS.into_iter().chain([MANIFEST]) {
        let (from, to) = (staged.join(name), out.join(name));
        if name == MANIFEST {
            sync(out)?;
        }
        // A part of a run that was killed, and that this one has not.
        let moved = match fs::rename(&from, &to) {
            Err(err) if err.kind() == io::ErrorKind::NotFound && to.exists() => {
                fs::remove_file(&to)
            }
            Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(()),
            moved => moved,
        };
        moved.map_err(|err| FetchError::file(&to, err))?;
    }
    sync(out)
}

fn sync(folder: &Path) -> Result<(), FetchError> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|err| FetchError::file(folder, err))
}

fn clear(folder: &Path) -> Result<(), FetchError> {
    match fs::remove_dir_all(folder) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => Err(FetchError::file(folder, err)),
        _ => Ok(()),
    }
}

fn write_proofs(
    writer: &Writer,
    options: &Options,
    base: &Base,
    balances: &Balances,
    mapping: Mapping,
    rows: &BTreeMap<Address, U256>,
    accounts: &Accounts,
) -> Result<(), FetchError> {
    let nodes = |nodes: &[alloy_primitives::Bytes]| {
        let mut all = Collected::default();
        all.add(nodes.iter().map(|node| node.to_vec()));
        all
    };
    let state_root = base.header.state_root;
    let token = [keccak256(options.token)];
    let account = nodes(&base.piece.account);
    writer.part(bundle::ACCOUNT, |to| prove(to, &account, state_root, &token))?;
    let slots = base.slots.iter().map(|(slot, _)| keccak256(slot));
    let keys = sorted(rows.keys().map(|account| mapping.key_of(*account)).chain(slots));
    let mut storage = balances.nodes.all.clone();
    storage.add(base.piece.storage.iter().map(|node| node.to_vec()));
    writer.part(bundle::STORAGE, |to| prove(to, &storage, base.storage_hash, &keys))?;
    let keys = sorted(rows.keys().map(keccak256));
    writer.part(bundle::HOLDERS, |to| prove(to, &accounts.nodes.all, state_root, &keys))?;
    Ok(())
}

fn prove(to: &mut dyn Write, nodes: &Collected, root: B256, keys: &[B256]) -> io::Result<()> {
    match nodes.proof(root, keys, |node| write_node(&mut *to, node)) {
        Ok(_) => Ok(()),
        Err(ProofError::Source { source, .. }) => Err(source),
        Err(err) => Err(io::Error::other(err)),
    }
}

fn sorted(keys: impl Iterator<Item = B256>) -> Vec<B256> {
    let mut keys: Vec<_> = keys.collect();
    keys.sort_unstable();
    keys
}

fn write_slots(to: &mut dyn Write, slots: &[(B256, U256)]) -> io::Result<()> {
    writeln!(to, "slot,value")?;
    slots.iter().try_for_each(|(slot, value)| writeln!(to, "{slot},{}", B256::from(*value)))
}

fn write_logs(to: &mut dyn Write, logs: &Logs) -> io::Result<()> {
    writeln!(to, "block,index,from,to,wei")?;
    logs.rows().try_for_each(|row| {
        let (block, index, wei) = (row.block, row.index, row.wei);
        writeln!(to, "{block},{index},{:#x},{:#x},{wei}", row.from, row.to)
    })
}

fn write_delegates(
    to: &mut dyn Write,
    rows: &BTreeMap<Address, U256>,
    accounts: &Accounts,
) -> io::Result<()> {
    writeln!(to, "address,delegate")?;
    let all = rows.keys().filter_map(|account| accounts.rows.get(account));
    all.filter(|row| !row.delegate.is_zero())
        .try_for_each(|row| writeln!(to, "{:#x},{:#x}", row.account, row.delegate))
}

fn write_contracts(
    to: &mut dyn Write,
    rows: &BTreeMap<Address, U256>,
    accounts: &Accounts,
) -> io::Result<()> {
    writeln!(to, "address,code_hash")?;
    let all = rows.keys().filter_map(|account| accounts.rows.get(account));
    all.filter(|row| row.delegate.is_zero() && row.code_hash != EMPTY_CODE)
        .try_for_each(|row| writeln!(to, "{:#x},{}", row.account, row.code_hash))
}
