//! Folders and blocks that are refused, by name.

use std::{fs, path::Path, sync::Arc};

use alloy_primitives::{Address, B256, U256, keccak256};
use cybermiles_primitives::{ChainSpec, ExecutedBlock, Genesis, StateDiff};
use cybermiles_storage::{Store, StoreError, StoreOptions};

use crate::{
    child,
    model::{Model, seed},
};

const POISON_CHILD: &str = "refusals::takes_no_writes_after_a_failed_one";

fn refusal(path: &Path, genesis: &Genesis) -> StoreError {
    Store::open(path, genesis, StoreOptions::test()).unwrap_err()
}

#[test]
fn a_folder_in_use_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let model = Model::new(seed("lock", 10));
    let store = model.open(folder.path(), StoreOptions::test());
    let error = refusal(folder.path(), &model.genesis);
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    assert!(error.to_string().contains("in use by another process"), "{error}");
    let view = store.state_at(0).unwrap();
    drop(store);
    // A view left behind holds no lock.
    drop(model.open(folder.path(), StoreOptions::test()));
    drop(view);
}

#[test]
fn another_chains_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let model = Model::new(11);
    drop(model.open(folder.path(), StoreOptions::test()));
    let other = Genesis { spec: ChainSpec::test(), ..model.genesis.clone() };
    let error = refusal(folder.path(), &other);
    assert!(matches!(error, StoreError::WrongChain { found: 1337, .. }), "{error}");
    let mut other = model.genesis.clone();
    other.timestamp += 1;
    let error = refusal(folder.path(), &other);
    assert!(matches!(error, StoreError::WrongGenesis { .. }), "{error}");
    // The same holds when only the log is left.
    fs::remove_file(folder.path().join("head")).unwrap();
    let error = refusal(folder.path(), &other);
    assert!(matches!(error, StoreError::WrongGenesis { .. }), "{error}");
    assert_eq!(model.open(folder.path(), StoreOptions::test()).head_number(), 0);
}

/// A start with a checkpoint looks for block 0 in the log before it computes it.
#[test]
fn another_genesis_is_refused_with_a_checkpoint_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(seed("another genesis", 16));
    let store = model.open(folder.path(), StoreOptions::test());
    // The log begins with a segment that is full by now.
    for _ in 0..30 {
        model.commit(&store);
    }
    store.close().unwrap();
    let changed = |change: &dyn Fn(&mut Genesis)| {
        let mut other = model.genesis.clone();
        change(&mut other);
        refusal(folder.path(), &other)
    };
    let wei = U256::from(1);
    let contract = |genesis: &Genesis| {
        let mut accounts = genesis.alloc.iter();
        *accounts.find(|(_, account)| account.code.is_some()).unwrap().0
    };
    let slot = Some([(B256::repeat_byte(7), B256::repeat_byte(7))].into());
    for error in [
        changed(&|genesis| genesis.timestamp += 1),
        changed(&|genesis| genesis.base_fee += 1),
        changed(&|genesis| genesis.alloc.values_mut().next().unwrap().balance += wei),
        changed(&|genesis| _ = genesis.alloc.pop_last()),
        changed(&|genesis| _ = genesis.alloc.insert(Address::ZERO, Default::default())),
        changed(&|genesis| {
            let contract = contract(genesis);
            genesis.alloc.get_mut(&contract).unwrap().code = Some(vec![0].into());
        }),
        changed(&|genesis| {
            let contract = contract(genesis);
            genesis.alloc.get_mut(&contract).unwrap().storage = slot.clone();
        }),
    ] {
        assert!(matches!(error, StoreError::WrongGenesis { .. }), "{error}");
    }
    let error = changed(&|genesis| genesis.spec.chain_id += 1);
    assert!(matches!(error, StoreError::WrongChain { .. }), "{error}");
    assert_eq!(model.open(folder.path(), StoreOptions::test()).head_number(), 30);
}

#[test]
fn another_schema_is_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let model = Model::new(12);
    model.open(folder.path(), StoreOptions::test()).close().unwrap();
    for (name, start, length) in [("head", 0, 68), ("log/00000000000000000000.blocks", 0, 68)] {
        let path = folder.path().join(name);
        let before = fs::read(&path).unwrap();
        for (schema, words) in [(1, "start with an empty data folder"), (3, "upgrade the program")]
        {
            let mut bytes = before.clone();
            bytes[start + 8] = schema;
            let checksum = crc32c::crc32c(&bytes[start..start + length]);
            bytes[start + length..start + length + 4].copy_from_slice(&checksum.to_le_bytes());
            fs::write(&path, bytes).unwrap();
            let error = refusal(folder.path(), &model.genesis).to_string();
            assert!(
                error.contains(words) && error.contains(&format!("schema {schema}")),
                "{error}"
            );
        }
        fs::write(&path, before).unwrap();
    }
    Store::verify(folder.path(), &model.genesis).unwrap();
}

#[test]
fn blocks_that_do_not_fit_are_refused_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(13);
    let store = model.open(folder.path(), StoreOptions::test());
    model.commit(&store);
    let made = model.next();
    let refused = |block: ExecutedBlock, reason: &str| {
        let error = store.commit(Arc::new(block)).unwrap_err();
        assert!(matches!(error, StoreError::Refused(_)), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    };
    let resealed = |change: &dyn Fn(&mut ExecutedBlock)| {
        let mut block = (*made.block).clone();
        change(&mut block);
        block.hash = block.header.hash_slow();
        block
    };
    refused((*made.block).clone(), "no staged diff");
    store.stage(made.diff.clone()).unwrap();
    refused(resealed(&|block| block.header.number += 1), "does not follow block 1");
    refused(resealed(&|block| block.header.parent_hash = B256::ZERO), "parent");
    refused(resealed(&|block| block.header.state_root = B256::ZERO), "state root");
    refused(resealed(&|block| block.receipts.push(Default::default())), "receipts");
    refused(ExecutedBlock { hash: B256::ZERO, ..(*made.block).clone() }, "hashes to");
    // A diff from another state, one that wipes storage, and one whose code nobody stored.
    let error = store.stage(made.diff.clone()).unwrap_err();
    assert!(made.diff.is_empty() || matches!(error, StoreError::Refused(_)), "{error}");
    let mut wiping: StateDiff = model.clone().next().diff.as_ref().clone();
    wiping.accounts.iter_mut().for_each(|change| change.storage_wiped = true);
    assert!(matches!(store.stage(Arc::new(wiping)), Err(StoreError::Refused(_))));
    let mut codeless: StateDiff = model.clone().next().diff.as_ref().clone();
    codeless.codes.clear();
    let account = codeless.accounts.iter_mut().find_map(|change| change.after.as_mut()).unwrap();
    (account.code_hash, account.balance) = (keccak256("nobody's"), U256::ZERO);
    let error = store.stage(Arc::new(codeless)).unwrap_err();
    assert!(error.to_string().contains("which nobody stored"), "{error}");
    store.commit(made.block.clone()).unwrap();
    assert_eq!(store.head(), made.block);
    let error = store.block(9).unwrap();
    assert_eq!(error, None);
    assert!(matches!(store.state_at(9), Err(StoreError::AboveHead { number: 9, head: 2 })));
}

/// The child: fail points are shared by all threads of a process.
#[test]
fn takes_no_writes_after_a_failed_one() {
    if !child::is_child(POISON_CHILD) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(14);
    let store = model.open(folder.path(), StoreOptions::test());
    for _ in 0..10 {
        model.commit(&store);
    }
    let mut ahead = model.clone();
    let made = ahead.next();
    store.stage(made.diff.clone()).unwrap();
    fail::cfg("commit::after_append", "return").unwrap();
    let error = store.commit(made.block.clone()).unwrap_err();
    assert!(error.to_string().contains("cannot sync"), "{error}");
    fail::cfg("commit::after_append", "off").unwrap();
    for error in [
        store.commit(made.block.clone()).unwrap_err(),
        store.stage(made.diff.clone()).unwrap_err(),
        store.unstage().unwrap_err(),
        store.checkpoint().unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::Poisoned { .. }), "{error}");
        assert!(error.to_string().contains("cannot sync"), "the cause is named: {error}");
    }
    assert_eq!(store.head().hash, model.hash);
    assert_eq!(store.block(3).unwrap().unwrap().number(), 3);
    assert!(matches!(store.close(), Err(StoreError::Poisoned { .. })));
    // A failed checkpoint ends writing as well, and loses nothing.
    let store = model.open(folder.path(), StoreOptions::test());
    assert_eq!(store.head().hash, model.hash);
    fail::cfg("checkpoint::before_commit", "return").unwrap();
    assert!(matches!(store.checkpoint(), Err(StoreError::DiskFull { .. })));
    assert!(matches!(store.stage(made.diff), Err(StoreError::Poisoned { .. })));
    fail::cfg("checkpoint::before_commit", "off").unwrap();
    drop(store);
    model.commit(&model.open(folder.path(), StoreOptions::test()));
}

#[test]
fn a_failed_write_ends_all_writing_and_no_reading() {
    child::run(POISON_CHILD, &[]);
}

#[test]
fn a_closed_store_reads_and_does_not_write() {
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(15);
    let store = model.open(folder.path(), StoreOptions::test());
    model.commit(&store);
    let other = store.clone();
    store.close().unwrap();
    assert_eq!(other.head().hash, model.hash);
    assert!(matches!(other.stage(Arc::default()), Err(StoreError::Closed)));
    // The folder is free although a clone is left.
    assert_eq!(model.open(folder.path(), StoreOptions::test()).head().hash, model.hash);
}
