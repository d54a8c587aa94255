//! What a bundle says about itself.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use alloy_primitives::{Address, B256, Keccak256};
use cybermiles_genesis::migration::Trust;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{BundleError, MANIFEST, PARTS, needed, refused};
use crate::layout::Mapping;

/// The format this crate reads and writes.
const VERSION: u32 = 1;
/// Bytes a manifest may have.
const MANIFEST_BYTES_MAX: u64 = 1 << 20;

/// A block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockId {
    /// Its height.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
}

/// Which token, at which block, and where it keeps what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The token's contract.
    pub token: Address,
    /// The block.
    pub block: BlockId,
    /// The mapping of balances.
    pub balances: Mapping,
    /// The slot of the total supply.
    pub supply_slot: u64,
    /// Who had the whole supply before the first log, if the constructor gave it without one.
    pub initial_holder: Option<Address>,
    /// What the balances rest on.
    pub trust: Trust,
}

/// A file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name in the folder.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of it, as `sha256sum` prints it, behind 0x.
    pub sha256: B256,
    /// keccak256 of it.
    pub keccak256: B256,
}

/// What a bundle says about itself, in `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The format's version: 1.
    pub version: u32,
    /// Of what the bundle is.
    pub facts: Facts,
    /// Its files, in the order of [`PARTS`].
    pub parts: Vec<Part>,
}

impl Manifest {
    /// Measures the parts that lie in `folder`.
    pub(super) fn measure(folder: &Path, facts: Facts) -> Result<Self, BundleError> {
        let mut parts = Vec::new();
        for name in PARTS {
            let path = folder.join(name);
            if path.exists() {
                parts.push(Part::measure(&path, name, &mut |_| {})?);
            }
        }
        Ok(Self { version: VERSION, facts, parts })
    }

    /// The file's text.
    pub(super) fn json(&self) -> io::Result<Vec<u8>> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        Ok(text)
    }

    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// [`BundleError`]: unfinished, of a later version, or not what a manifest is.
    pub fn read(folder: &Path) -> Result<Self, BundleError> {
        let path = folder.join(MANIFEST);
        let wrong = |what: String| BundleError::Manifest { path: path.clone(), what };
        if folder.is_dir() && !path.exists() {
            return Err(BundleError::Unfinished { folder: folder.into() });
        }
        let file = File::open(&path).map_err(|err| BundleError::file(&path, err))?;
        let mut text = String::new();
        let read = file.take(MANIFEST_BYTES_MAX).read_to_string(&mut text);
        read.map_err(|err| BundleError::file(&path, err))?;
        let json: serde_json::Value =
            serde_json::from_str(&text).map_err(|err| wrong(err.to_string()))?;
        let version = json.get("version").and_then(serde_json::Value::as_u64);
        if version != Some(VERSION.into()) {
            let found = version.map_or("no version".into(), |version| format!("version {version}"));
            return Err(wrong(format!("{found}; expected version {VERSION}")));
        }
        let manifest: Self = serde_json::from_str(&text).map_err(|err| wrong(err.to_string()))?;
        let names: Vec<&str> = manifest.parts.iter().map(|part| part.name.as_str()).collect();
        let expected: Vec<&str> = PARTS.into_iter().filter(|name| names.contains(name)).collect();
        let trust = manifest.facts.trust;
        if let Some(missing) = needed(trust).iter().find(|name| !names.contains(name)) {
            return Err(wrong(format!("the part {missing} is not named; every bundle has it")));
        }
        if let Some(found) = refused(trust).iter().find(|name| names.contains(name)) {
            return Err(wrong(format!(
                "the part {found}; a bundle of trust {} has none",
                trust.name()
            )));
        }
        if names != expected {
            return Err(wrong(format!("the parts {names:?}; expected each once, of {PARTS:?}")));
        }
        Ok(manifest)
    }

    /// Whether there is such a part.
    pub fn has(&self, name: &str) -> bool {
        self.parts.iter().any(|part| part.name == name)
    }

    /// Compares every file of the folder with what the manifest says; `progress` hears of every
    /// byte read.
    ///
    /// # Errors
    /// [`BundleError`] naming the file, what was found and what was expected.
    pub fn check(&self, folder: &Path, mut progress: impl FnMut(u64)) -> Result<(), BundleError> {
        let entries = fs::read_dir(folder).map_err(|err| BundleError::file(folder, err))?;
        for entry in entries {
            let entry = entry.map_err(|err| BundleError::file(folder, err))?;
            let name = entry.file_name();
            if name != MANIFEST && !self.parts.iter().any(|part| *part.name == *name) {
                return Err(BundleError::Stranger { path: entry.path() });
            }
        }
        for part in &self.parts {
            let path = folder.join(&part.name);
            let found = Part::measure(&path, &part.name, &mut progress)?;
            let wrong = |what, found: String, expected: String| {
                Err(BundleError::Part { path: path.clone(), what, found, expected })
            };
            if found.bytes != part.bytes {
                let (found, expected) = (found.bytes.to_string(), part.bytes.to_string());
                return wrong("its size in bytes", found, expected);
            }
            for (what, found, expected) in [
                ("its SHA-256", found.sha256, part.sha256),
                ("its keccak256", found.keccak256, part.keccak256),
            ] {
                if found != expected {
                    return wrong(what, found.to_string(), expected.to_string());
                }
            }
        }
        Ok(())
    }
}

impl Part {
    /// Measures a file.
    pub(crate) fn measure(
        path: &Path,
        name: &str,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, BundleError> {
        let wrong = |err| BundleError::file(path, err);
        let mut file = File::open(path).map_err(wrong)?;
        let (mut sha256, mut keccak) = (Sha256::new(), Keccak256::new());
        let mut buffer = vec![0; 1 << 16];
        let mut bytes = 0_u64;
        loop {
            let read = file.read(&mut buffer).map_err(wrong)?;
            let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else { break };
            sha256.update(chunk);
            keccak.update(chunk);
            let read = u64::try_from(read).unwrap_or(u64::MAX);
            bytes = bytes.saturating_add(read);
            progress(read);
        }
        let sha256 = B256::from_slice(&sha256.finalize());
        Ok(Self { name: name.into(), bytes, sha256, keccak256: keccak.finalize() })
    }
}
