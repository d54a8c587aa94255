//! The data folder: where it is, and which chain it holds.
//!
//! ```text
//! FOLDER/genesis.json   the chain's first block and parameters, written once
//! FOLDER/db/            the store
//! FOLDER/pool.journal   pooled transactions, so that a restart keeps them
//! FOLDER/validator.json    a validator's keys, encrypted
//! FOLDER/consensus/     a validator's journals, and the record of what it signed
//! FOLDER/cybermiles.toml   settings, if the operator wrote any
//! ```

use std::{
    fs,
    io::BufWriter,
    path::{Path, PathBuf},
};

use cybermiles_primitives::Genesis;

use crate::error::NodeError;

/// A data folder.
#[derive(Clone, Debug)]
pub(crate) struct DataDir {
    root: PathBuf,
}

impl DataDir {
    /// The folder at `root`, which need not exist yet.
    pub(crate) fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Where a development chain is kept when nobody names a folder.
    ///
    /// # Errors
    /// As [`user_data`].
    pub(crate) fn default_dev() -> Result<Self, NodeError> {
        user_data("dev").map(Self::new)
    }

    /// The folder itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The store inside the folder.
    pub(crate) fn db(&self) -> PathBuf {
        self.root.join("db")
    }

    /// The journal of pooled transactions.
    pub(crate) fn pool_journal(&self) -> PathBuf {
        self.root.join("pool.journal")
    }

    /// What consensus keeps for itself, the record of signed votes among it.
    pub(crate) fn consensus(&self) -> PathBuf {
        self.root.join("consensus")
    }

    /// A validator's keys, encrypted.
    pub(crate) fn keystore(&self) -> PathBuf {
        self.root.join("validator.json")
    }

    /// Proofs that validators signed against themselves, one a line.
    pub(crate) fn evidence(&self) -> PathBuf {
        self.root.join("evidence.jsonl")
    }

    /// The settings file.
    pub(crate) fn config(&self) -> PathBuf {
        self.root.join("cybermiles.toml")
    }

    fn genesis(&self) -> PathBuf {
        self.root.join("genesis.json")
    }

    /// The chain this folder holds, `None` when it holds none yet.
    ///
    /// # Errors
    /// [`NodeError`] when the file cannot be read or is no genesis file.
    pub(crate) fn read_genesis(&self) -> Result<Option<Genesis>, NodeError> {
        let path = self.genesis();
        if !path.exists() {
            return Ok(None);
        }
        read_genesis_file(&path).map(Some)
    }

    /// Makes this the folder of `genesis`, durably and all at once: after a crash the file is
    /// either whole or absent.
    ///
    /// # Errors
    /// [`NodeError::File`] when the folder cannot be written.
    pub(crate) fn write_genesis(&self, genesis: &Genesis) -> Result<(), NodeError> {
        let path = self.genesis();
        let fail = |err: std::io::Error| NodeError::file(&path, err);
        fs::create_dir_all(&self.root).map_err(fail)?;
        let temporary = path.with_extension("json.new");
        // Written as it is made: as one text, a genesis of a million accounts takes 90 MB.
        let mut to = BufWriter::with_capacity(1 << 20, fs::File::create(&temporary).map_err(fail)?);
        serde_json::to_writer_pretty(&mut to, genesis).map_err(|err| fail(err.into()))?;
        let file = to.into_inner().map_err(|err| fail(err.into_error()))?;
        file.sync_all().map_err(fail)?;
        fs::rename(&temporary, &path).map_err(fail)?;
        fs::File::open(&self.root).and_then(|folder| folder.sync_all()).map_err(fail)
    }

    /// The folder's chain if it is `wanted`, and `wanted` written down if the folder is new.
    ///
    /// # Errors
    /// [`NodeError::Usage`] naming both chains when the folder holds another one.
    pub(crate) fn open_or_create(&self, wanted: Genesis) -> Result<Genesis, NodeError> {
        match self.read_genesis()? {
            None => {
                self.write_genesis(&wanted)?;
                Ok(wanted)
            }
            Some(found) if found == wanted => Ok(found),
            Some(found) => Err(NodeError::Usage(format!(
                "{folder} holds another chain: {difference}. Start with the options it was made \
                 with, choose another folder with --datadir, use --ephemeral, or delete {folder}",
                folder = self.root.display(),
                difference = difference(&found, &wanted),
            ))),
        }
    }
}

/// The folder `name` of this program in the user's data folder, as the XDG base directory
/// specification defines it.
///
/// # Errors
/// [`NodeError::Usage`] when the environment names neither it nor a home folder.
pub(crate) fn user_data(name: &str) -> Result<PathBuf, NodeError> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let data = variable("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".local/share")))
        .ok_or_else(|| {
            NodeError::Usage(
                "no home folder to keep the chain in: name one with --datadir FOLDER (--dir for a \
                 testnet), or keep nothing with --ephemeral"
                    .into(),
            )
        })?;
    Ok(data.join("cybermiles").join(name))
}

/// Reads a genesis file.
///
/// # Errors
/// [`NodeError`] naming the file, the field and what was expected.
pub(crate) fn read_genesis_file(path: &Path) -> Result<Genesis, NodeError> {
    let json = fs::read_to_string(path).map_err(|err| NodeError::file(path, err))?;
    Genesis::from_json(&json)
        .map_err(|source| NodeError::GenesisFile { path: path.to_owned(), source })
}

/// What tells two chains apart, in words.
fn difference(found: &Genesis, wanted: &Genesis) -> String {
    let (has, asked) = (&found.spec, &wanted.spec);
    let parameters = [
        ("chain id", has.chain_id, asked.chain_id),
        ("gas limit", has.gas_limit, asked.gas_limit),
        ("minimum base fee", has.min_base_fee, asked.min_base_fee),
        ("block time in ms", has.block_time_ms, asked.block_time_ms),
        ("epoch in blocks", has.epoch_blocks, asked.epoch_blocks),
    ];
    for (name, has, asked) in parameters {
        if has != asked {
            return format!("its {name} is {has}, asked for is {asked}");
        }
    }
    if found.alloc.len() != wanted.alloc.len() {
        return format!(
            "it began with {} accounts, asked for are {}",
            found.alloc.len(),
            wanted.alloc.len()
        );
    }
    "it began with other accounts or balances".into()
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{Address, U256};
    use cybermiles_primitives::ChainSpec;

    use super::*;

    fn genesis(chain_id: u64) -> Genesis {
        let spec = ChainSpec { chain_id, ..ChainSpec::dev() };
        Genesis::new(spec, [(Address::repeat_byte(7), U256::from(5))])
    }

    #[test]
    fn a_folder_keeps_its_chain() {
        let folder = tempfile::tempdir().unwrap();
        let datadir = DataDir::new(folder.path().join("new"));
        assert_eq!(datadir.open_or_create(genesis(5)).unwrap(), genesis(5));
        assert_eq!(datadir.open_or_create(genesis(5)).unwrap(), genesis(5));
        let err = datadir.open_or_create(genesis(6)).unwrap_err().to_string();
        assert!(err.contains("its chain id is 5, asked for is 6"), "{err}");
        assert!(err.contains("--datadir"), "{err}");
    }

    #[test]
    fn a_broken_genesis_file_is_refused_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let datadir = DataDir::new(folder.path());
        fs::write(datadir.genesis(), "{\"gasLimit\": []}").unwrap();
        let err = datadir.read_genesis().unwrap_err().to_string();
        assert!(err.contains("genesis.json") && err.contains("gasLimit"), "{err}");
    }
}
