//! State at every kept height, while the chain goes on.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use alloy_primitives::{B256, U256, keccak256};
use alloy_trie::{Nibbles, TrieAccount, proof::verify_proof};
use cybermiles_primitives::StateReader;
use cybermiles_storage::{StateView, Store, StoreError, StoreOptions};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::model::{Model, State, address, seed, topic};

/// Compares `count` random accounts and slots of a view with the state it should be.
pub(crate) fn compare(view: &StateView, state: &State, rng: &mut StdRng, count: usize) {
    for _ in 0..count {
        let address = address(rng.random_range(0..62));
        let expected = state.accounts.get(&address).copied();
        assert_eq!(view.account(&address).unwrap(), expected, "{address} at {}", view.number());
        let slot = U256::from(rng.random_range(0..40u64));
        let expected = state.slots.get(&(address, slot)).copied().unwrap_or_default();
        assert_eq!(view.storage(&address, &slot).unwrap(), expected);
    }
}

/// Compares everything.
pub(crate) fn compare_all(view: &StateView, state: &State) {
    for index in 0..62 {
        let address = address(index);
        assert_eq!(view.account(&address).unwrap(), state.accounts.get(&address).copied());
        if let Some(account) = state.accounts.get(&address)
            && account.code_hash != alloy_primitives::KECCAK256_EMPTY
        {
            assert_eq!(keccak256(view.code(&account.code_hash).unwrap()), account.code_hash);
        }
    }
    for ((address, slot), value) in &state.slots {
        assert_eq!(view.storage(address, slot).unwrap(), *value);
    }
}

#[test]
fn every_kept_height_answers_as_the_model_does() {
    let seed = seed("history", 3);
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(seed);
    let mut states = vec![model.state.clone()];
    let mut hashes = vec![model.hash];
    for round in 0..4 {
        let store = model.open(folder.path(), StoreOptions::test());
        for _ in 0..40 {
            let early = store.state_at(store.head_number()).unwrap();
            model.commit(&store);
            compare(&early, states.last().unwrap(), &mut rng, 10);
            states.push(model.state.clone());
            hashes.push(model.hash);
            let number = rng.random_range(0..states.len());
            compare(&store.state_at(number as u64).unwrap(), &states[number], &mut rng, 10);
        }
        // Staged diffs are not seen at kept heights, and can be taken off again.
        let mut ahead = model.clone();
        let (first, second) = (ahead.next(), ahead.next());
        store.stage(first.diff).unwrap();
        store.stage(second.diff).unwrap();
        let staged = store.state_at(ahead.number).unwrap();
        compare_all(&staged, &ahead.state);
        for (number, state) in states.iter().enumerate() {
            compare_all(&store.state_at(number as u64).unwrap(), state);
        }
        store.unstage().unwrap();
        store.unstage().unwrap();
        assert!(staged.account(&address(0)).is_err(), "a view of a block that is taken off");
        assert!(matches!(store.unstage(), Err(StoreError::Refused(_))));
        let view = store.state_at(store.head_number()).unwrap();
        for (number, hash) in hashes.iter().enumerate() {
            assert_eq!(view.block_hash(number as u64).unwrap(), *hash);
        }
        assert_eq!(view.block_hash(view.number() + 1).unwrap(), B256::ZERO);
        if round == 1 {
            store.close().unwrap();
        }
    }
}

#[test]
fn readers_see_exact_states_while_blocks_are_committed() {
    let seed = seed("readers", 4);
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(seed);
    let store = model.open(folder.path(), StoreOptions::test());
    let states = Arc::new(RwLock::new(vec![model.state.clone()]));
    let (stop, looks) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for reader in 0..3 {
            let (store, states, stop, looks) = (store.clone(), states.clone(), &stop, &looks);
            scope.spawn(move || {
                let mut rng = StdRng::seed_from_u64(seed + reader);
                while !stop.load(Ordering::Relaxed) {
                    let known = states.read().unwrap().len();
                    // Mostly the head, sometimes long ago.
                    let number = if rng.random() { known - 1 } else { rng.random_range(0..known) };
                    let state = states.read().unwrap()[number].clone();
                    let view = store.state_at(number as u64).unwrap();
                    compare(&view, &state, &mut rng, 50);
                    looks.fetch_add(100, Ordering::Relaxed);
                }
            });
        }
        for number in 0..150 {
            let made = model.next();
            if number % 5 == 0 {
                store.stage(made.diff.clone()).unwrap();
                store.unstage().unwrap();
            }
            // The state is published before the block is committed: no reader can ask earlier.
            store.stage(made.diff).unwrap();
            store.commit(made.block).unwrap();
            states.write().unwrap().push(model.state.clone());
        }
        stop.store(true, Ordering::Relaxed);
    });
    println!("{} look-ups beside 150 commits", looks.into_inner());
}

#[test]
fn proofs_of_the_window_verify_against_their_headers() {
    let seed = seed("proofs", 5);
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(seed);
    let store = model.open(folder.path(), StoreOptions::test());
    let mut states = BTreeMap::from([(0, model.state.clone())]);
    for _ in 0..100 {
        model.commit(&store);
        states.insert(model.number, model.state.clone());
    }
    // What is staged must not show.
    store.stage(model.clone().next().diff).unwrap();
    for number in 36..=100 {
        let root = store.header(number).unwrap().unwrap().header.state_root;
        let slot = U256::from(rng.random_range(0..40u64));
        let address = address(rng.random_range(0..62));
        let proof = store.proof(number, &address, &[slot]).unwrap();
        let state = &states[&number];
        assert_eq!(proof.account, state.accounts.get(&address).copied());
        let value = state.slots.get(&(address, slot)).copied().unwrap_or_default();
        assert_eq!(proof.slots[0].value, value);
        let leaf = proof.account.map(|account| {
            alloy_rlp::encode(TrieAccount {
                nonce: account.nonce,
                balance: account.balance,
                storage_root: proof.storage_root,
                code_hash: account.code_hash,
            })
        });
        verify_proof(root, Nibbles::unpack(keccak256(address)), leaf, &proof.proof).unwrap();
        if proof.account.is_some() && !proof.slots[0].proof.is_empty() {
            let key = Nibbles::unpack(keccak256(slot.to_be_bytes::<32>()));
            let leaf = (!value.is_zero()).then(|| alloy_rlp::encode(value));
            verify_proof(proof.storage_root, key, leaf, &proof.slots[0].proof).unwrap();
        }
    }
    let error = store.proof(35, &address(0), &[]).unwrap_err();
    assert!(matches!(error, StoreError::ProofWindow { number: 35, oldest: 36 }), "{error}");
    assert!(matches!(store.proof(101, &address(0), &[]), Err(StoreError::AboveHead { .. })));
}

#[test]
fn log_candidates_miss_no_block() {
    let seed = seed("logs", 6);
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::new(seed);
    let store = model.open(folder.path(), StoreOptions::test());
    let blocks: Vec<_> = (0..90).map(|_| model.commit(&store).block).collect();
    let (mut candidates, mut matching) = (0, 0);
    for _ in 0..300 {
        let wanted = [address(rng.random_range(0..60)), address(rng.random_range(0..60))];
        let addresses = &wanted[..rng.random_range(0..3)];
        let mut topics: [Vec<B256>; 4] = Default::default();
        for list in &mut topics {
            *list = (0..rng.random_range(0..4)).map(|_| topic(rng.random_range(0..30))).collect();
            if rng.random_ratio(2, 3) {
                list.clear();
            }
        }
        let start = rng.random_range(1..90);
        let range = start..=start + rng.random_range(0..60);
        let found = store.blocks_with_logs(range.clone(), addresses, &topics).unwrap();
        assert!(found.is_sorted() && found.iter().all(|number| range.contains(number)));
        let matches: Vec<_> = blocks
            .iter()
            .filter(|block| range.contains(&block.number()))
            .filter(|block| {
                block.receipts.iter().flat_map(|receipt| &receipt.logs).any(|log| {
                    (addresses.is_empty() || addresses.contains(&log.address))
                        && topics.iter().enumerate().all(|(position, list)| {
                            list.is_empty()
                                || log.topics().get(position).is_some_and(|t| list.contains(t))
                        })
                })
            })
            .map(|block| block.number())
            .collect();
        assert!(matches.iter().all(|number| found.contains(number)), "{matches:?} in {found:?}");
        candidates += found.len();
        matching += matches.len();
    }
    println!("{candidates} candidate blocks for {matching} matching ones");
}

#[test]
fn what_is_pruned_is_named_and_the_rest_stays_exact() {
    let seed = seed("prune", 7);
    let folder = tempfile::tempdir().unwrap();
    let mut model = Model::fast(seed);
    let options = StoreOptions { history_blocks: Some(256), ..StoreOptions::test() };
    let store = model.open(folder.path(), options.clone());
    let mut states = vec![model.state.clone()];
    let mut blocks = vec![None];
    for _ in 0..420 {
        blocks.push(Some(model.commit(&store).block));
        states.push(model.state.clone());
    }
    store.checkpoint().unwrap();
    let check = |store: &Store| {
        let oldest = store.oldest_block();
        assert!((100..=420 - 256).contains(&oldest), "oldest is {oldest}");
        assert!(matches!(store.block(oldest - 1), Err(StoreError::Pruned { .. })));
        assert!(matches!(store.header(1), Err(StoreError::Pruned { .. })));
        assert_eq!(store.header(0).unwrap().unwrap().hash, store.genesis_hash());
        let error = store.state_at(oldest - 1).unwrap_err();
        assert!(error.to_string().contains(&format!("oldest kept block is {oldest}")), "{error}");
        let gone = blocks[oldest as usize - 1].as_ref().unwrap();
        assert_eq!(store.number_of(&gone.hash).unwrap(), None);
        for number in oldest..=420 {
            assert_eq!(store.block(number).unwrap(), blocks[number as usize]);
            compare_all(&store.state_at(number).unwrap(), &states[number as usize]);
        }
        let names = std::fs::read_dir(folder.path().join("log")).unwrap().count();
        assert!(names < 2 * 60, "{names} files are left");
    };
    check(&store);
    drop(store);
    let store = model.open(folder.path(), options);
    check(&store);
    store.close().unwrap();
    Store::verify(folder.path(), &model.genesis).unwrap();
}
