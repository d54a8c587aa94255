//! Any bytes as a keystore, such as one somebody was sent: refused by name, without much work and
//! memory, or opened.
#![no_main]

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, sync::LazyLock};

use cybermiles_consensus::{
    Seed,
    keystore::{self, KeystoreError},
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tempfile::TempDir;

/// scrypt's work that a run of the fuzzer may take; what a keystore may demand is far more.
const WORK: u64 = 1 << 10;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let memory = ["/dev/shm".into(), std::env::temp_dir()].into_iter().find(|path| path.is_dir());
    TempDir::new_in(memory.expect("a folder")).expect("a temporary folder")
});

static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let path = FOLDER.path().join("keystore");
    fs::write(&path, []).expect("a file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a private file");
    path
});

fuzz_target!(|bytes: &[u8]| {
    fs::write(&*FILE, bytes).expect("a file");
    let key = keystore::consensus_key(&FILE);
    if is_slow(bytes) {
        return;
    }
    match Seed::load(&FILE, "testnet") {
        Ok(seed) => {
            key.expect("what opens can be read");
            assert_eq!(seed.as_bytes().len(), 32);
        }
        Err(KeystoreError::WrongPassword(_)) => assert!(key.is_ok()),
        Err(KeystoreError::Malformed { .. }) => {}
        Err(other) => panic!("{other}"),
    }
});

/// Whether the file asks for more work than a fuzzer has time for, and not for so much that it is
/// refused.
fn is_slow(bytes: &[u8]) -> bool {
    let Ok(file) = serde_json::from_slice::<Value>(bytes) else { return false };
    let number = |name: &str| file["crypto"]["kdfparams"][name].as_u64().unwrap_or_default();
    let work = number("n").saturating_mul(number("r")).saturating_mul(number("p"));
    (WORK..=1 << 23).contains(&work)
}
