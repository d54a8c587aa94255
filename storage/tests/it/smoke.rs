//! The plain path: open, commit, close, open again.

use cybermiles_primitives::StateDiff;
use cybermiles_storage::{Store, StoreOptions};

use crate::model::{Model, seed};

#[test]
fn blocks_and_state_are_there_after_a_restart_with_and_without_a_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(seed("smoke", 1));
    let mut blocks = Vec::new();
    for round in 0..6 {
        let store = Store::open(folder.path(), &model.genesis, StoreOptions::test()).unwrap();
        assert_eq!(store.head().hash, model.hash);
        for _ in 0..23 {
            let made = model.next();
            assert_eq!(store.stage(made.diff.clone()).unwrap(), made.block.header.state_root);
            store.commit(made.block.clone()).unwrap();
            assert_eq!(store.head(), made.block);
            blocks.push(made.block);
        }
        for block in &blocks {
            assert_eq!(store.block(block.number()).unwrap().as_ref(), Some(block));
            assert_eq!(store.number_of(&block.hash).unwrap(), Some(block.number()));
            for (index, transaction) in block.transactions.iter().enumerate() {
                let place = store.transaction_location(&transaction.hash).unwrap();
                assert_eq!(place, Some((block.number(), index)));
            }
        }
        if round % 2 == 0 {
            store.close().unwrap();
        }
    }
    let report = Store::verify(folder.path(), &model.genesis).unwrap();
    assert_eq!(report.root, model.state.root());
    assert_eq!(report.accounts, model.state.accounts.len());
}

#[test]
fn a_segment_ends_when_its_blocks_changed_much() {
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(seed("segment changes", 2));
    let options =
        || StoreOptions { segment_blocks: 1_000, segment_changes: 100, ..StoreOptions::test() };
    let store = Store::open(folder.path(), &model.genesis, options()).unwrap();
    // The first height of each segment that should be there, by the diffs themselves.
    let count =
        |diff: &StateDiff| diff.accounts.iter().map(|change| 1 + change.slots.len()).sum::<usize>();
    let (mut expected, mut changes) = (vec![0], count(&model.genesis.state()));
    for _ in 0..60 {
        let made = model.next();
        if changes >= 100 {
            expected.push(made.block.number());
            changes = 0;
        }
        changes += count(&made.diff);
        store.stage(made.diff).unwrap();
        store.commit(made.block).unwrap();
    }
    store.close().unwrap();
    let names = std::fs::read_dir(folder.path().join("log")).unwrap();
    let mut found: Vec<u64> = names
        .filter_map(|entry| {
            entry
                .unwrap()
                .file_name()
                .into_string()
                .unwrap()
                .strip_suffix(".blocks")
                .map(str::to_owned)
        })
        .map(|first| first.parse().unwrap())
        .collect();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert!(expected.len() > 4, "{expected:?}");
    // Nor does a store that is opened anew for every block keep one segment for ever.
    for _ in 0..40 {
        let made = model.next();
        let store = Store::open(folder.path(), &model.genesis, options()).unwrap();
        store.stage(made.diff).unwrap();
        store.commit(made.block).unwrap();
    }
    let segments = std::fs::read_dir(folder.path().join("log")).unwrap().filter(|entry| {
        entry.as_ref().unwrap().path().extension().is_some_and(|kind| kind == "blocks")
    });
    assert!(segments.count() > expected.len() + 2);
    let report = Store::verify(folder.path(), &model.genesis).unwrap();
    assert_eq!(report.root, model.state.root());
}
