//! A full disk: a clean stop, and a clean start once there is space.

use std::{fs, path::Path, process::Command};

use cybermiles_storage::{Store, StoreError, StoreOptions};

use crate::{
    child,
    model::{Model, seed},
};

const CHILD: &str = "disk_full::fills_a_small_disk";

/// A file system of 8 MiB, taken away at the end.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"])
            .arg(folder.path())
            .status()
            .is_ok_and(|status| status.success());
        mounted.then_some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(self.path()).status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("cannot unmount {}", self.path().display());
        }
    }
}

/// The child, so that no fault of the memory mapping can take other tests with it.
#[test]
fn fills_a_small_disk() {
    if !child::is_child(CHILD) {
        return;
    }
    let Some(disk) = SmallDisk::mount() else {
        println!("\nNO MOUNT");
        return;
    };
    let data = disk.path().join("data");
    let mut model = Model::fast(seed("disk full", 16));
    let mut stops = 0;
    for cycle in 0..12usize {
        // Less and less is left to the store: it stops at another place each time.
        let filler = disk.path().join("filler");
        let store = model.open(&data, StoreOptions::test());
        assert_eq!(store.head().hash, model.hash);
        let free = 40_000 + cycle * 23_456;
        fill(&filler, free);
        let error = loop {
            let mut ahead = model.clone_deep();
            let made = ahead.next();
            let result = store.stage(made.diff.clone()).and_then(|root| {
                assert_eq!(root, made.block.header.state_root);
                store.commit(made.block.clone())
            });
            match result {
                Ok(()) => model.skip_to(made.block.number()),
                Err(error) => break error,
            }
        };
        let text = error.to_string();
        assert!(text.contains("the disk is full"), "cycle {cycle}: {text}");
        assert!(matches!(error, StoreError::DiskFull { .. } | StoreError::Poisoned { .. }));
        assert!(matches!(store.stage(Default::default()), Err(StoreError::Poisoned { .. })));
        assert_eq!(store.head().hash, model.hash, "reads go on");
        assert!(store.close().is_err());
        // While it is full, a start works or says why not.
        match Store::open(&data, &model.genesis, StoreOptions::test()) {
            Ok(store) => assert!(store.head_number() >= model.number),
            Err(error) => assert!(matches!(error, StoreError::DiskFull { .. }), "{error}"),
        }
        fs::remove_file(&filler).unwrap();
        let store = model.open(&data, StoreOptions::test());
        let head = store.head_number();
        assert!((model.number..=model.number + 1).contains(&head), "cycle {cycle}: head {head}");
        model.skip_to(head);
        assert_eq!(store.head().hash, model.hash);
        stops += 1;
        // Room for the next cycle.
        drop(store);
        if cycle % 4 == 3 {
            Store::verify(&data, &model.genesis).unwrap();
            fs::remove_dir_all(&data).unwrap();
            model = Model::fast(model.seed + 1);
        }
    }
    println!("\nSTOPS {stops}");
}

/// Fills the disk up to `free` bytes.
fn fill(path: &Path, free: usize) {
    let mut size = 0;
    let chunk = vec![1; 64 << 10];
    let mut bytes = Vec::new();
    loop {
        bytes.extend_from_slice(&chunk);
        if fs::write(path, &bytes).is_err() {
            break;
        }
        size = bytes.len();
    }
    fs::write(path, &bytes[..size.saturating_sub(free)]).unwrap();
}

#[test]
fn a_full_disk_stops_the_store_cleanly_and_loses_nothing() {
    let printed = child::run(CHILD, &[]);
    if printed.contains("NO MOUNT") {
        println!("SKIPPED: the disk-full test needs the right to mount a tmpfs");
        assert!(std::env::var("REQUIRE_FIXTURES").is_err(), "cannot mount a small disk");
        return;
    }
    assert!(printed.contains("STOPS 12"), "{printed}");
}
