//! This test binary, started once more: for what a process cannot do to itself.

use std::process::{Child, Command, Stdio};

/// Set for the process that plays the child.
const ROLE: &str = "STORE_TEST_CHILD";

/// Whether this process is the child of `test`.
pub(crate) fn is_child(test: &str) -> bool {
    std::env::var(ROLE).is_ok_and(|role| role == test)
}

/// Starts `test` of this binary in a process of its own, its output piped.
pub(crate) fn start(test: &str, environment: &[(&str, String)]) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(ROLE, test)
        .envs(environment.iter().map(|(key, value)| (key, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs `test` in a process of its own and returns what it printed; it must succeed.
pub(crate) fn run(test: &str, environment: &[(&str, String)]) -> String {
    let output = start(test, environment).wait_with_output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "child {test} failed:\n{printed}");
    printed
}
