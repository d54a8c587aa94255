//! The second check of the same proofs: another language, another algorithm, no shared line.

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The folder of the second check; it runs on Node.js and nothing else. `None`, said loudly, where
/// there is no Node.js; `REQUIRE_FIXTURES=1` makes it an error to be without.
pub(crate) fn folder(test: &str) -> Option<PathBuf> {
    if Command::new("node").arg("--version").output().is_ok() {
        return Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second"));
    }
    let required = env::var("REQUIRE_FIXTURES").is_ok_and(|value| value == "1");
    assert!(!required, "REQUIRE_FIXTURES=1, but there is no Node.js");
    eprintln!("SKIPPED: {test}: there is no Node.js (README, make test)");
    None
}

/// What it answers to each line.
pub(crate) fn ask(folder: &Path, lines: &str) -> Vec<String> {
    let mut child = Command::new("node")
        .arg(folder.join("cases.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines = lines.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}
