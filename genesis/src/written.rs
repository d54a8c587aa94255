//! The genesis file, written whole or not at all, and the hash of the block it describes.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use alloy_primitives::{B256, KECCAK256_EMPTY, keccak256};
use alloy_trie::{
    TrieAccount,
    root::{state_root_unhashed, storage_root_unhashed},
};
use cybermiles_primitives::Genesis;

use crate::error::NetworkFileError;

/// Writes the genesis file, unless another one is there. Whenever it is killed, the file is whole
/// or not there.
///
/// # Errors
/// [`NetworkFileError::File`]: it exists and says something else, or what the system says.
pub fn write(path: &Path, genesis: &Genesis) -> Result<(), NetworkFileError> {
    write_checked(path, genesis, |_| Ok(()))
}

/// As [`write`], and has `check` look at what is on the disk before it gets its name. What `check`
/// refuses is removed.
///
/// # Errors
/// As [`write`], and what `check` says.
pub fn write_checked<E: From<NetworkFileError>>(
    path: &Path,
    genesis: &Genesis,
    check: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let failed = |err: io::Error| E::from(NetworkFileError::file(path, err));
    let json =
        serde_json::to_string_pretty(genesis).map_err(|err| failed(io::Error::other(err)))?;
    match fs::read(path) {
        Ok(found) if found == json.as_bytes() => return check(path),
        Ok(_) => {
            let reason = "exists already and says something else: name another file with --out, \
                          or delete this one";
            return Err(NetworkFileError::file(path, reason).into());
        }
        Err(err) if err.kind() == io::ErrorKind::NotFound => {}
        Err(err) => return Err(failed(err)),
    }
    // Under another name first, so that a kill leaves no half of a file under this one.
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    put(partial, json.as_bytes()).map_err(failed)?;
    if let Err(err) = check(partial) {
        fs::remove_file(partial).map_err(failed)?;
        return Err(err);
    }
    name(partial, path).map_err(failed)
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut to = BufWriter::new(File::create(path)?);
    to.write_all(bytes)?;
    to.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

fn name(partial: &Path, path: &Path) -> io::Result<()> {
    fs::rename(partial, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// The hash of block 0, as every node computes it.
pub fn block_hash(genesis: &Genesis) -> B256 {
    let accounts = genesis.alloc.iter().map(|(address, account)| {
        let slots = account.storage.iter().flatten();
        let slots = slots.filter(|(_, value)| !value.is_zero());
        let account = TrieAccount {
            nonce: account.nonce.unwrap_or_default(),
            balance: account.balance,
            storage_root: storage_root_unhashed(
                slots.map(|(slot, value)| (*slot, (*value).into())),
            ),
            code_hash: account.non_empty_code().map_or(KECCAK256_EMPTY, keccak256),
        };
        (*address, account)
    });
    genesis.header(state_root_unhashed(accounts)).hash_slow()
}
