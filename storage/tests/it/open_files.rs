//! Few files are open however long the log is, and what is read through them is what was written.

use std::{
    fs,
    path::Path,
    sync::{
        RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use cybermiles_primitives::{StateError, StateReader};
use cybermiles_storage::{Store, StoreError, StoreOptions};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::{
    history::{compare, compare_all},
    model::{Made, Model, State, address, seed},
};

const READERS: u64 = 3;
/// Files of full segments open at once: fewer than one look-up of an old state goes through.
const OPEN_FILES: usize = 3;

/// A segment for every two blocks, read from the disk.
fn options() -> StoreOptions {
    StoreOptions {
        segment_blocks: 2,
        open_files: OPEN_FILES,
        block_cache_bytes: 1,
        ..StoreOptions::test()
    }
}

/// Files below `folder` that this process has open.
fn open_files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir("/proc/self/fd").unwrap().filter_map(|entry| {
        // One that was closed meanwhile leads nowhere.
        let target = fs::read_link(entry.ok()?.path()).ok()?;
        Some(target.strip_prefix(folder).ok()?.display().to_string())
    });
    names.collect()
}

/// What was committed.
struct Written {
    made: Vec<Made>,
    states: Vec<State>,
}

/// Compares a random block, its hash, its transactions and the state after it.
fn look(store: &Store, written: &RwLock<Written>, rng: &mut StdRng) -> Result<(), StoreError> {
    let (made, state) = {
        let written = written.read().unwrap();
        let number = rng.random_range(1..written.states.len());
        (written.made[number - 1].clone(), written.states[number].clone())
    };
    let block = made.block;
    let view = store.state_at(block.number())?;
    match view.account(&address(0)) {
        Err(StateError::Pruned { height, oldest }) => {
            return Err(StoreError::Pruned { number: height, oldest });
        }
        account => assert_eq!(account.unwrap(), state.accounts.get(&address(0)).copied()),
    }
    assert_eq!(store.block(block.number())?.unwrap(), block);
    if let Some(number) = store.number_of(&block.hash)? {
        assert_eq!(number, block.number());
    } else {
        assert!(block.number() < store.oldest_block(), "block {} is unknown", block.number());
    }
    for (index, transaction) in block.transactions.iter().enumerate() {
        if let Some(found) = store.transaction_location(&transaction.hash)? {
            assert_eq!(found, (block.number(), index));
        } else {
            assert!(block.number() < store.oldest_block(), "{} is unknown", transaction.hash);
        }
    }
    Ok(())
}

/// Ends the readers.
struct StopAtEnd<'a>(&'a AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Commits `blocks` blocks beside readers, and calls `each` now and then when nothing is left to be
/// sealed. Answers how often readers were told that something was pruned.
fn run(
    store: &Store,
    model: &mut Model,
    written: &RwLock<Written>,
    each: impl Fn(),
    blocks: u64,
) -> u64 {
    let (stop, looks, pruned) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        // Also when a check fails: the scope waits for them.
        let _stop = StopAtEnd(&stop);
        for reader in 0..READERS {
            let (stop, looks, pruned) = (&stop, &looks, &pruned);
            let mut rng = StdRng::seed_from_u64(model.seed + reader);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    match look(store, written, &mut rng) {
                        Ok(()) => looks.fetch_add(1, Ordering::Relaxed),
                        Err(StoreError::Pruned { .. }) => pruned.fetch_add(1, Ordering::Relaxed),
                        Err(err) => panic!("{err}"),
                    };
                }
            });
        }
        for number in 0..blocks {
            let made = model.commit(store);
            {
                let mut written = written.write().unwrap();
                written.made.push(made);
                written.states.push(model.state.clone());
            }
            if number % 10 == 0 {
                // The worker does one thing after the other: what was full before is sealed.
                store.checkpoint().unwrap();
                each();
            }
        }
    });
    println!("{looks:?} looks beside {blocks} commits, {pruned:?} of what was pruned");
    pruned.into_inner()
}

#[test]
fn few_files_are_open_however_many_segments_there_are() {
    let seed = seed("open files", 12);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().canonicalize().unwrap().join("log");
    let mut model = Model::fast(seed);
    let written = RwLock::new(Written { made: vec![], states: vec![model.state.clone()] });
    let store = model.open(folder.path(), options());
    written.write().unwrap().made.push(model.commit(&store));
    written.write().unwrap().states.push(model.state.clone());
    // Each reader holds on to what it reads; one segment is written to.
    let most = OPEN_FILES + READERS as usize + 1;
    let check = || {
        let open = open_files(&log);
        assert!(open.len() <= most, "{} files are open: {open:?}", open.len());
    };
    run(&store, &mut model, &written, check, 200);
    let segments = fs::read_dir(&log).unwrap().count() / 2;
    assert!(segments >= 95, "{segments} segments");
    store.close().unwrap();
    assert_eq!(open_files(&log), [""; 0]);

    let store = model.open(folder.path(), options());
    assert!(open_files(&log).len() <= OPEN_FILES + 1, "{:?}", open_files(&log));
    for (number, state) in written.read().unwrap().states.iter().enumerate().step_by(13) {
        compare_all(&store.state_at(number as u64).unwrap(), state);
        assert!(open_files(&log).len() <= OPEN_FILES + 1, "{:?}", open_files(&log));
    }
    store.close().unwrap();
    Store::verify(folder.path(), &model.genesis).unwrap();
}

#[test]
fn readers_beside_pruning_get_the_truth_or_are_told() {
    let seed = seed("readers beside pruning", 13);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().canonicalize().unwrap().join("log");
    let mut model = Model::fast(seed);
    let written = RwLock::new(Written { made: vec![], states: vec![model.state.clone()] });
    let store = model.open(folder.path(), StoreOptions { history_blocks: Some(256), ..options() });
    written.write().unwrap().made.push(model.commit(&store));
    written.write().unwrap().states.push(model.state.clone());
    let pruned = run(&store, &mut model, &written, || {}, 900);
    store.checkpoint().unwrap();
    assert!(pruned > 0 && store.oldest_block() > 500, "oldest is {}", store.oldest_block());
    let deleted: Vec<_> =
        open_files(&log).into_iter().filter(|name| name.ends_with("(deleted)")).collect();
    assert!(deleted.is_empty(), "pruned files are still open: {deleted:?}");
}

#[test]
fn a_file_that_was_closed_is_read_again_only_as_it_was() {
    let seed = seed("closed files", 14);
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(seed);
    let store = model.open(folder.path(), options());
    let mut states = vec![model.state.clone()];
    let mut blocks = vec![store.head()];
    for _ in 0..100 {
        blocks.push(model.commit(&store).block);
        states.push(model.state.clone());
    }
    store.checkpoint().unwrap();
    let path = |first: u64, end: &str| folder.path().join("log").join(format!("{first:020}.{end}"));
    // Its last readers are long gone: reading others has closed it.
    let close_all = || (80..100).for_each(|number| drop(store.block(number).unwrap()));

    // An index file that is gone, or another segment's, is made again from the log.
    for harm in [None, Some(path(8, "index"))] {
        (0..=100).for_each(|number| drop(store.block(number).unwrap()));
        close_all();
        let before = fs::read(path(4, "index")).unwrap();
        match harm {
            None => fs::remove_file(path(4, "index")).unwrap(),
            Some(other) => drop(fs::copy(other, path(4, "index")).unwrap()),
        }
        compare(&store.state_at(3).unwrap(), &states[3], &mut rng, 50);
        assert_eq!(store.block(4).unwrap().unwrap(), blocks[4]);
        assert_eq!(fs::read(path(4, "index")).unwrap(), before);
    }

    // Blocks are nowhere else: the file is named.
    close_all();
    let before = fs::read(path(4, "blocks")).unwrap();
    fs::copy(path(8, "blocks"), path(4, "blocks")).unwrap();
    let error = store.block(4).unwrap_err();
    assert!(
        matches!(&error, StoreError::Damaged { path: found, .. } if *found == path(4, "blocks"))
    );
    fs::remove_file(path(4, "blocks")).unwrap();
    assert!(matches!(store.block(5), Err(StoreError::Io { .. })));
    // Put back, it is read again.
    fs::write(path(4, "blocks"), before).unwrap();
    assert_eq!(store.block(4).unwrap().unwrap(), blocks[4]);
}
