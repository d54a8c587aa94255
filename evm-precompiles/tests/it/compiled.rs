//! What `npm test` in `contracts/` left in `contracts/build`: what solc makes of the sources.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// The JSON file of this name in `contracts/build`. `None`, after saying so, when the contracts
/// were not built.
///
/// # Panics
/// Under `REQUIRE_FIXTURES=1` when it is missing, so that a build server skips nothing; always
/// when it is older than a Solidity source, since it would then be about other interfaces.
pub(crate) fn read(name: &str) -> Option<Value> {
    let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts");
    let path = contracts.join("build").join(name);
    let Ok(text) = fs::read_to_string(&path) else {
        let missing =
            format!("{} does not exist: run scripts/test-contracts.sh first", path.display());
        assert!(std::env::var("REQUIRE_FIXTURES").as_deref() != Ok("1"), "{missing}");
        eprintln!("SKIPPED: {missing}");
        return None;
    };
    let written = modified(&path);
    for source in ["src", "test"].iter().flat_map(|folder| sources(&contracts.join(folder))) {
        assert!(
            modified(&source) <= written,
            "{} is newer than {}: run scripts/test-contracts.sh first",
            source.display(),
            path.display(),
        );
    }
    Some(serde_json::from_str(&text).unwrap())
}

fn modified(path: &Path) -> std::time::SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

/// The Solidity files below `folder`.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "sol"))
        .collect()
}

/// A string in a JSON object.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no string {key} in {value}"))
}

/// The objects of an array in a JSON object.
pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}"))
}
