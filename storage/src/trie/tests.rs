//! Tries over chosen hashed keys against an independent implementation: shared prefixes of any
//! length and values of any length, which no search for addresses or slots would reach.

use super::forest::{Forest, Leaf};
use super::grow::Waiting;
use super::node::{NodeId, Place};
use super::overlay::{Change, Overlay};
use crate::keccak::KeccakMode;
use alloy_consensus::constants::EMPTY_ROOT_HASH;
use alloy_primitives::B256;
use alloy_trie::{HashBuilder, Nibbles, proof::verify_proof};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
struct TestLeaf {
    key: B256,
    value: Vec<u8>,
    place: Place,
}

impl Leaf for TestLeaf {
    type Context<'a> = ();

    fn key(&self) -> &B256 {
        &self.key
    }

    fn place(&self) -> Place {
        self.place
    }

    fn place_mut(&mut self) -> &mut Place {
        &mut self.place
    }

    fn encode(&self, (): (), out: &mut Vec<u8>) {
        out.extend_from_slice(&self.value);
    }
}

/// Leaves by key, with their numbers in the forest.
type Model = BTreeMap<B256, (u32, Vec<u8>)>;

fn seed() -> u64 {
    let seed = std::env::var("SEED").map_or_else(|_| 0x5eed, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    seed
}

/// A key that shares a prefix of random length with one there is, or with a fixed family.
fn random_key(random: &mut StdRng, model: &Model) -> B256 {
    let mut key = B256::new(random.random());
    let shared = match random.random_range(0..6) {
        0 => return key,
        1 => 62,
        2 => 63,
        _ => random.random_range(0..64),
    };
    let keys: Vec<&B256> = model.keys().collect();
    if let Some(base) = keys.choose(random) {
        for depth in 0..shared {
            let (byte, shift) = (depth / 2, 4 * (1 - depth % 2));
            key[byte] = key[byte] & !(15 << shift) | base[byte] & 15 << shift;
        }
    }
    key
}

fn random_value(random: &mut StdRng) -> Vec<u8> {
    let length = *[1, 1, 1, 2, 5, 10, 29, 30, 31, 32, 33, 60, 110, 200].choose(random).unwrap();
    (0..length).map(|_| random.random()).collect()
}

fn reference_root<'a>(leaves: impl Iterator<Item = (&'a B256, &'a [u8])>) -> B256 {
    let mut builder = HashBuilder::default();
    for (key, value) in leaves {
        builder.add_leaf(Nibbles::unpack(key), value);
    }
    builder.root()
}

fn root_of(forest: &Forest<TestLeaf>, trie: u32) -> B256 {
    match forest.root(trie) {
        NodeId::NONE => EMPTY_ROOT_HASH,
        _ => forest.tries[trie].hash,
    }
}

/// Random inserts, updates and deletes on one trie of the forest.
fn step(random: &mut StdRng, forest: &mut Forest<TestLeaf>, trie: u32, model: &mut Model) {
    let keys: Vec<B256> = model.keys().copied().collect();
    let choice = random.random_range(0..10);
    match keys.choose(random) {
        Some(key) if choice < 4 => {
            let (leaf, _) = model.remove(key).unwrap();
            forest.remove(leaf);
        }
        Some(key) if choice < 6 => {
            let entry = model.get_mut(key).unwrap();
            entry.1 = random_value(random);
            forest.leaves[entry.0].value = entry.1.clone();
            forest.touch(entry.0);
        }
        _ => {
            let key = random_key(random, model);
            model.entry(key).or_insert_with(|| {
                let value = random_value(random);
                let leaf = TestLeaf { key, value: value.clone(), place: Place::FREE };
                (forest.insert(trie, leaf), value)
            });
        }
    }
}

#[test]
fn random_tries_have_the_reference_root_in_every_mode() {
    let mut random = StdRng::seed_from_u64(seed());
    let mut inline = 0;
    for round in 0..60 {
        let mode = KeccakMode::ALL[round % 3];
        let mut forest = Forest::<TestLeaf>::new();
        let tries: Vec<u32> = (0..3).map(|owner| forest.plant(owner)).collect();
        let mut models = vec![Model::new(); 3];
        for _ in 0..60 {
            for _ in 0..random.random_range(1..20) {
                let trie = random.random_range(0..3);
                step(&mut random, &mut forest, tries[trie], &mut models[trie]);
            }
            forest.rehash(mode, ());
            assert!(forest.is_clean());
            for (trie, model) in tries.iter().zip(&models) {
                let leaves = model.iter().map(|(key, (_, value))| (key, value.as_slice()));
                assert_eq!(root_of(&forest, *trie), reference_root(leaves), "{mode:?}");
                assert_eq!(forest.tries[*trie].leaves as usize, model.len());
            }
        }
        inline += forest.inline_branches();
        for (trie, model) in tries.iter().zip(&mut models) {
            for (leaf, _) in std::mem::take(model).into_values() {
                forest.remove(leaf);
            }
            assert_eq!(root_of(&forest, *trie), EMPTY_ROOT_HASH);
        }
        assert_eq!((forest.leaves.len(), forest.branches.len()), (0, 0), "all records are free");
    }
    assert!(inline > 50, "only {inline} branches were short enough to stand in their parent");
}

#[test]
fn a_trie_grown_at_once_is_the_one_grown_leaf_by_leaf() {
    let mut random = StdRng::seed_from_u64(seed());
    let mut deep = 0;
    for round in 0..400 {
        let mut forest = Forest::<TestLeaf>::new();
        let trie = forest.plant(0);
        let mut model = Model::new();
        let mut waiting = Vec::new();
        for _ in 0..random.random_range(0..80) {
            let (key, value) = (random_key(&mut random, &model), random_value(&mut random));
            model.entry(key).or_insert_with(|| {
                let leaf = TestLeaf { key, value: value.clone(), place: Place::FREE };
                let leaf = forest.leaves.insert(leaf);
                waiting.push(Waiting::new(&key, leaf));
                (leaf, value)
            });
        }
        let keys: Vec<&B256> = model.keys().collect();
        deep += keys.array_windows().filter(|[one, next]| one[..8] == next[..8]).count();
        assert_eq!(forest.sort(&mut waiting), None);
        forest.grow(trie, &waiting);
        assert_eq!(forest.tries[trie].leaves as usize, model.len());
        // It is hashed, and lives on as any other.
        for _ in 0..3 {
            let mode = KeccakMode::ALL[round % 3];
            forest.rehash(mode, ());
            assert!(forest.is_clean());
            let leaves = model.iter().map(|(key, (_, value))| (key, value.as_slice()));
            assert_eq!(root_of(&forest, trie), reference_root(leaves), "{mode:?}");
            for _ in 0..20 {
                step(&mut random, &mut forest, trie, &mut model);
            }
        }
        for (leaf, _) in model.into_values() {
            forest.remove(leaf);
        }
        assert_eq!((forest.leaves.len(), forest.branches.len()), (0, 0), "all records are free");
    }
    assert!(deep > 1_000, "only {deep} keys agreed in more than what is sorted by first");
}

#[test]
fn a_key_that_comes_twice_is_found_when_sorted() {
    let mut forest = Forest::<TestLeaf>::new();
    let keys = [3, 1, 2, 1].map(B256::with_last_byte);
    let mut waiting = keys.map(|key| {
        let leaf = forest.leaves.insert(TestLeaf { key, value: vec![1], place: Place::FREE });
        Waiting::new(&key, leaf)
    });
    let twice = forest.sort(&mut waiting).unwrap();
    assert_eq!(forest.leaves[twice].key, B256::with_last_byte(1));
    assert_eq!(forest.sort(&mut waiting[1..]), None);
}

#[test]
fn overlays_and_proofs_agree_with_the_reference() {
    let mut random = StdRng::seed_from_u64(seed());
    for _ in 0..300 {
        let mut forest = Forest::<TestLeaf>::new();
        let trie = forest.plant(0);
        let mut model = Model::new();
        for _ in 0..random.random_range(0..60) {
            step(&mut random, &mut forest, trie, &mut model);
        }
        forest.rehash(KeccakMode::best(), ());
        let before = root_of(&forest, trie);

        let mut targets: Vec<B256> =
            (0..6).map(|_| random_key(&mut random, &model)).chain(model.keys().copied()).collect();
        targets.sort_unstable();
        targets.dedup();
        for key in &targets {
            let value = model.get(key).map(|(_, value)| value.clone());
            let proof = forest.proof(forest.root(trie), 0, key, ());
            verify_proof(before, Nibbles::unpack(key), value, &proof).unwrap();
        }

        let mut changes = BTreeMap::new();
        let mut after: BTreeMap<B256, Vec<u8>> =
            model.iter().map(|(key, (_, value))| (*key, value.clone())).collect();
        for _ in 0..random.random_range(0..30) {
            let keys: Vec<B256> = after.keys().copied().collect();
            let old = keys.choose(&mut random).copied();
            let key = old.filter(|_| random.random_bool(0.7));
            let key = key.unwrap_or_else(|| random_key(&mut random, &model));
            let value = random.random_bool(0.5).then(|| random_value(&mut random));
            match &value {
                Some(value) => after.insert(key, value.clone()),
                None => after.remove(&key),
            };
            changes.insert(key, value);
        }
        let changes: Vec<Change> =
            changes.into_iter().map(|(key, value)| Change { key, value }).collect();
        targets.extend(changes.iter().map(|change| change.key));
        targets.sort_unstable();
        targets.dedup();
        let mode = *KeccakMode::ALL.choose(&mut random).unwrap();
        let overlay = Overlay::new(&forest, (), forest.root(trie), &changes, mode);
        let want = reference_root(after.iter().map(|(key, value)| (key, value.as_slice())));
        assert_eq!(overlay.root().unwrap_or(EMPTY_ROOT_HASH), want);
        for key in &targets {
            let proof = overlay.proof(key);
            verify_proof(want, Nibbles::unpack(key), after.get(key).cloned(), &proof).unwrap();
        }
        assert_eq!(root_of(&forest, trie), before);
    }
}

#[test]
fn a_large_trie_is_hashed_and_overlaid_by_several_threads() {
    let mut random = StdRng::seed_from_u64(seed());
    let mut forest = Forest::<TestLeaf>::new();
    let trie = forest.plant(0);
    let mut after = BTreeMap::new();
    for _ in 0..20_000 {
        let key = B256::new(random.random());
        let value = random_value(&mut random);
        after.insert(key, value.clone());
        forest.insert(trie, TestLeaf { key, value, place: Place::FREE });
    }
    forest.rehash(KeccakMode::best(), ());
    let want = reference_root(after.iter().map(|(key, value)| (key, value.as_slice())));
    assert_eq!(root_of(&forest, trie), want);
    let keys: Vec<B256> = after.keys().copied().collect();
    let changes: Vec<Change> = keys
        .iter()
        .filter(|_| random.random_bool(0.4))
        .map(|key| Change { key: *key, value: (key[31] > 99).then(|| vec![7; 40]) })
        .collect();
    for change in &changes {
        match &change.value {
            Some(value) => after.insert(change.key, value.clone()),
            None => after.remove(&change.key),
        };
    }
    let overlay = Overlay::new(&forest, (), forest.root(trie), &changes, KeccakMode::best());
    let want = reference_root(after.iter().map(|(key, value)| (key, value.as_slice())));
    assert_eq!(overlay.root(), Some(want));
    for key in &keys[..100] {
        let proof = overlay.proof(key);
        verify_proof(want, Nibbles::unpack(key), after.get(key).cloned(), &proof).unwrap();
    }
}
