//! The rules of the house that no lint can check.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Which crate may depend on which, from the bottom up; nothing reaches upwards.
const ARROWS: [(&str, &[&str]); 13] = [
    ("primitives", &[]),
    ("proofs", &[]),
    ("evm-precompiles", &["primitives", "proofs"]),
    ("genesis", &["primitives", "proofs", "evm-precompiles"]),
    ("execution", &["primitives", "evm-precompiles"]),
    ("storage", &["primitives"]),
    ("chain", &["primitives", "evm-precompiles", "execution", "storage"]),
    ("rpc", &["primitives", "evm-precompiles", "chain"]),
    ("consensus", &["primitives", "evm-precompiles", "chain"]),
    ("follow", &["primitives", "chain"]),
    (
        "node",
        &[
            "primitives",
            "evm-precompiles",
            "genesis",
            "storage",
            "chain",
            "rpc",
            "consensus",
            "follow",
        ],
    ),
    ("migrate", &["primitives", "proofs", "evm-precompiles", "genesis"]),
    ("benches", &["primitives", "evm-precompiles", "execution", "storage", "chain", "rpc"]),
];

/// Lines a file may have, its tests apart.
const FILE_LINES_MAX: usize = 500;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file of the repository with this extension, what is installed or built left out.
fn files(extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                let foreign = ["target", "node_modules", "build", "corpus", "artifacts", ".git"];
                if !foreign.contains(&name) && !name.starts_with(".venv") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{extension} file: the walk itself is broken");
    found
}

#[test]
fn arrows_point_one_way() {
    for (name, allowed) in ARROWS {
        let path = root().join(name).join("Cargo.toml");
        let manifest: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        let Some(dependencies) = manifest.get("dependencies").and_then(|d| d.as_table()) else {
            continue;
        };
        for dependency in dependencies.keys() {
            if let Some(own) = dependency.strip_prefix("cybermiles-") {
                assert!(allowed.contains(&own), "{name} must not depend on {own}");
            }
        }
    }
}

#[test]
fn every_source_file_says_what_it_is_for() {
    for path in files("rs") {
        let text = fs::read_to_string(&path).unwrap();
        let head = text.lines().next().unwrap_or_default();
        let fuzz_target = head.starts_with("#![no_main]");
        assert!(head.starts_with("//!") || fuzz_target, "{}: first line: {head}", path.display());
    }
}

#[test]
fn a_file_is_one_idea() {
    let mut long = BTreeMap::new();
    for path in files("rs") {
        let is_test = path.components().any(|part| part.as_os_str() == "tests")
            || path.file_name().is_some_and(|name| name == "tests.rs");
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.split("#[cfg(test)]\nmod tests {").next().unwrap().lines().count();
        if !is_test && lines > FILE_LINES_MAX {
            long.insert(path, lines);
        }
    }
    assert!(long.is_empty(), "more than {FILE_LINES_MAX} lines: {long:#?}");
}

#[test]
fn nothing_is_called_utils() {
    for path in files("rs") {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let folder = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
        for name in ["utils", "util", "common", "helpers", "misc"] {
            assert!(stem != name && folder != name, "{}: find its idea", path.display());
        }
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut links = 0;
    for path in files("md") {
        let text = fs::read_to_string(&path).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap();
            if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
                continue;
            }
            links += 1;
            let found = path.parent().unwrap().join(file).exists();
            assert!(found, "{}: the link to {target} leads nowhere", path.display());
        }
    }
    assert!(links > 20, "only {links} links found: the search itself is broken");
}

#[test]
fn nothing_is_left_for_later() {
    // Spelled apart, so that this file does not find itself.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("#[ig", "nore")];
    for path in files("rs") {
        let text = fs::read_to_string(&path).unwrap();
        for mark in marks {
            assert!(!text.contains(mark), "{} says {mark}", path.display());
        }
    }
}
