//! The plain path: open, commit, close, open again.

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
