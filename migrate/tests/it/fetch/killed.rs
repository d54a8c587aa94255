//! Killed at any moment, out of disk, and gone on with: the same bytes.

use std::{
    fs,
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use rand::{Rng, SeedableRng, rngs::StdRng};
use rustix::process::{Pid, Signal, kill_process};

use super::{
    Fetch, chain,
    node::{Act, Node},
};
use crate::real;

#[test]
fn killed_at_any_request_it_goes_on_and_leaves_the_same_bytes() {
    let chain = chain(300);
    let mut rng = StdRng::seed_from_u64(real::seed("killed_at_any_request", 7));
    let child: Arc<Mutex<Option<Pid>>> = Arc::default();
    let fatal = Arc::new(AtomicUsize::new(usize::MAX));
    let (victim, at) = (child.clone(), fatal.clone());
    let node = Node::start(&chain, move |asked| {
        if asked.before == at.load(Ordering::SeqCst) {
            // The child runs as soon as it is known: its first request is not before that.
            if let Some(pid) = *victim.lock().unwrap() {
                kill_process(pid, Signal::KILL).unwrap();
                return Act::Drop(0);
            }
        }
        Act::Honest
    });
    for _ in 0..6 {
        let fetch = Fetch::new(&chain, &[&node]);
        let mut kills = 0;
        loop {
            let mut known = child.lock().unwrap();
            fatal.store(node.requests() + rng.random_range(0..12), Ordering::SeqCst);
            let mut run = fetch.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn();
            let run = run.as_mut().unwrap();
            *known = Pid::from_raw(i32::try_from(run.id()).unwrap());
            drop(known);
            let status = run.wait().unwrap();
            *child.lock().unwrap() = None;
            if status.success() {
                break;
            }
            assert_eq!(status.code(), None, "killed, or done: {status}");
            kills += 1;
            assert!(kills < 1_000, "it does not get on");
        }
        fatal.store(usize::MAX, Ordering::SeqCst);
        assert!(kills > 0);
        fetch.succeeds(&chain);
    }
}

#[test]
fn killed_while_it_writes_it_goes_on_and_leaves_the_same_bytes() {
    let chain = chain(300);
    let node = Node::honest(&chain);
    let fetch = Fetch::new(&chain, &[&node]);
    let mut rng = StdRng::seed_from_u64(real::seed("killed_while_it_writes", 8));
    let names = [
        ".fetch/bundle/header.rlp",
        ".fetch/bundle/storage.nodes.partial",
        ".fetch/bundle/logs.csv",
        ".fetch/bundle/holders.nodes",
        ".fetch/bundle/manifest.json",
        "header.rlp",
        "storage.nodes",
        "delegates.csv",
        "manifest.json",
    ];
    for _ in 0..30 {
        let awaited = fetch.out().join(names[rng.random_range(0..names.len())]);
        let _ = fs::remove_file(fetch.out().join("manifest.json"));
        if !fetch.out().join(".fetch").exists() {
            let _ = fs::remove_dir_all(fetch.out());
        }
        let mut run = fetch.command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while !awaited.exists() && run.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        let _ = run.kill();
        run.wait().unwrap();
        if fetch.out().join("manifest.json").exists() {
            fetch.succeeds(&chain);
        }
    }
    fetch.succeeds(&chain);
}

#[test]
fn a_full_disk_is_named_and_nothing_is_lost() {
    let chain = chain(400);
    let node = Node::honest(&chain);
    let fetch = Fetch::new(&chain, &[&node]);
    // As a full disk does it, but for one process: no file may grow beyond so many blocks of 512
    // bytes or a kibibyte. The signal for it is ignored, so that the write fails instead.
    for blocks in [0, 1, 20, 60] {
        let mut run = Command::new("sh");
        run.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"")).arg("sh");
        let output = run
            .arg(env!("CARGO_BIN_EXE_cmt-migrate"))
            .args(&fetch.args)
            .arg("--out")
            .arg(fetch.out())
            .output()
            .unwrap();
        let said = super::both(&output);
        assert_eq!(output.status.code(), Some(1), "{blocks}: {said}");
        assert!(said.contains("File too large") && said.contains("bundle"), "{blocks}: {said}");
    }
    let before = node.requests();
    fetch.succeeds(&chain);
    let honest = Node::honest(&chain);
    Fetch::new(&chain, &[&honest]).succeeds(&chain);
    assert!(node.requests() - before < honest.requests());
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let chain = chain(30);
    let fetch = Arc::new(Mutex::new(None::<std::process::Command>));
    let (second, said) = (fetch.clone(), Arc::new(Mutex::new(String::new())));
    let heard = said.clone();
    let node = Node::start(&chain, move |asked| {
        if asked.is("eth_getLogs")
            && let Some(mut run) = second.lock().unwrap().take()
        {
            *heard.lock().unwrap() = super::both(&run.output().unwrap());
        }
        Act::Honest
    });
    let first = Fetch::new(&chain, &[&node]);
    *fetch.lock().unwrap() = Some(first.command());
    first.succeeds(&chain);
    let said = said.lock().unwrap().clone();
    assert!(said.contains("another run is at work here"), "{said}");
}
