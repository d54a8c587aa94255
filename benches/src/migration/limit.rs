//! What cannot be done faster: reading the bytes and hashing them, in one thread.

use std::{fs, hint::black_box, path::Path, time::Instant};

use alloy_primitives::keccak256;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::load::LoadError;

/// A bound from below, measured in the same run.
#[derive(Clone, Debug, Serialize)]
pub struct Limit {
    /// What was done.
    pub what: &'static str,
    /// Wall time, s.
    pub seconds: f64,
}

impl Limit {
    fn time(
        what: &'static str,
        done: impl FnOnce() -> Result<(), LoadError>,
    ) -> Result<Self, LoadError> {
        let start = Instant::now();
        done()?;
        Ok(Self { what, seconds: start.elapsed().as_secs_f64() })
    }

    /// Every file of a bundle read, and hashed as its manifest wants it; every proof's node hashed
    /// once more.
    pub(super) fn of_verifying(bundle: &Path) -> Result<Self, LoadError> {
        let what =
            "the bundle's files read, SHA-256 and keccak256 of each, keccak256 of the proofs";
        Self::time(what, || {
            let fail = |source| LoadError::File { path: bundle.display().to_string(), source };
            for entry in fs::read_dir(bundle).map_err(fail)? {
                let path = entry.map_err(fail)?.path();
                let bytes = fs::read(&path).map_err(fail)?;
                black_box((Sha256::digest(&bytes), keccak256(&bytes)));
                if path.extension().is_some_and(|extension| extension == "nodes") {
                    bytes.chunks(532).for_each(|node| {
                        black_box(keccak256(node));
                    });
                }
            }
            Ok(())
        })
    }

    /// The genesis file read, and two hashes for each account: its key's, and its leaf's.
    pub(super) fn of_booting(genesis: &Path) -> Result<Self, LoadError> {
        Self::time("the genesis file read, two keccak256 for each account", || {
            let fail = |source| LoadError::File { path: genesis.display().to_string(), source };
            let bytes = fs::read(genesis).map_err(fail)?;
            let accounts = bytes.windows(9).filter(|window| *window == b"\"balance\"").count();
            for account in 0..accounts {
                black_box(keccak256(keccak256(account.to_be_bytes())));
            }
            Ok(())
        })
    }
}
