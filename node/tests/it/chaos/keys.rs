//! One record and two processes.

use std::{fs, path::Path};

use super::testnet::{Kind, Network};
use crate::process::refused;

/// The same folder again, and a copy whose record is the first one's: refused by name.
#[test]
fn a_second_process_with_the_same_record_is_refused() {
    let mut network = Network::start(Kind::default());
    network.go_on(&network.all(), 1);
    let folder = network.nodes[2].folder.clone();
    let said = refused(&["run", "--datadir", text(&folder), "--port", "0"]);
    assert!(said.contains("in use"), "{said}");

    let copy = network.folder().join("copy");
    fs::create_dir(&copy).expect("a folder");
    for file in
        ["genesis.json", "cybermiles.toml", "validator.json", "validator.password", "reporter.key"]
    {
        fs::copy(folder.join(file), copy.join(file)).expect(file);
    }
    std::os::unix::fs::symlink(folder.join("consensus"), copy.join("consensus")).expect("a link");
    let elsewhere = ["--port=0", "--listen=127.0.0.1:0", "--metrics=127.0.0.1:0"];
    let said = refused(&[&["run", "--datadir", text(&copy)][..], &elsewhere].concat());
    assert!(said.contains("another process signs with this validator's key"), "{said}");
    network.go_on(&network.all(), 3);
    network.check();
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}
