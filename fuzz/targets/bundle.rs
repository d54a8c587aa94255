//! A bundle of which one part is any bytes, handed out with a manifest that fits: refused by name, or
//! proving what the real one proves, for the block hash is pinned.
#![no_main]

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use alloy_primitives::{Address, U256};
use cybermiles_migrate::{
    Allocation,
    bundle::{Manifest, PARTS, Writer},
    rehearsal::Rehearsal,
    verify::{Expected, Holder, verify_trusting},
};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

struct Whole {
    parts: BTreeMap<&'static str, Vec<u8>>,
    manifest: Manifest,
    expected: Expected,
    holders: Vec<Holder>,
}

fn folder() -> TempDir {
    let memory = ["/dev/shm".into(), std::env::temp_dir()].into_iter().find(|path| path.is_dir());
    TempDir::new_in(memory.expect("a folder")).expect("a temporary folder")
}

static WHOLE: LazyLock<Whole> = LazyLock::new(|| {
    let rows = (1..=9_u8).map(|n| (Address::repeat_byte(n), U256::from(n) << (n * 9))).collect();
    let mut rehearsal = Rehearsal::new(Allocation::new(rows).expect("a sum")).expect("holders");
    rehearsal.put_code(Address::repeat_byte(3), vec![1]);
    let folder = folder();
    let expected = rehearsal.write(folder.path()).expect("a bundle");
    let manifest = Manifest::read(folder.path()).expect("a manifest");
    let read = |name: &str| fs::read(folder.path().join(name)).ok();
    let parts = PARTS.iter().filter_map(|name| Some((*name, read(name)?))).collect();
    let verified = verify_trusting(folder.path(), &expected, &mut ()).expect("a whole bundle");
    Whole { parts, manifest, expected, holders: verified.holders }
});

fuzz_target!(|bytes: &[u8]| {
    let Some((which, part)) = bytes.split_first() else { return };
    let folder = folder();
    let which = usize::from(*which) % (WHOLE.parts.len() + 1);
    match WHOLE.parts.keys().nth(which) {
        Some(name) => write(folder.path(), name, part),
        None => {
            write(folder.path(), "", &[]);
            fs::write(folder.path().join("manifest.json"), part).expect("a file");
        }
    }
    if let Ok(verified) = verify_trusting(folder.path(), &WHOLE.expected, &mut ()) {
        assert_eq!(verified.holders, WHOLE.holders);
    }
});

/// Writes the bundle with other bytes for a part.
fn write(folder: &Path, changed: &str, bytes: &[u8]) {
    let facts = WHOLE.manifest.facts.clone();
    let writer = Writer::begin(folder, facts).expect("a folder").expect("an empty folder");
    for (name, whole) in &WHOLE.parts {
        let bytes = if *name == changed { bytes } else { whole };
        writer.part(name, |to| to.write_all(bytes)).expect("a file");
    }
    writer.finish().expect("a manifest");
}
