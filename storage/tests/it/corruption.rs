//! Bit flips, truncations, zeroed pages and swapped files: found by name or repaired, never answered
//! wrongly.

use std::{
    collections::BTreeMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

use alloy_primitives::{B256, U256};
use cybermiles_primitives::{ExecutedBlock, StateError, StateReader};
use cybermiles_storage::{Store, StoreError, StoreOptions};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use crate::{
    child,
    model::{Model, State, address, seed},
};

const CHILD: &str = "corruption::sees_wrong_answers_without_checksums";
const BLOCKS: u64 = 70;

/// A healthy folder and what it should answer.
struct Healthy {
    folder: tempfile::TempDir,
    model: Model,
    states: Vec<State>,
    blocks: Vec<Arc<ExecutedBlock>>,
}

impl Healthy {
    /// Blocks in sealed segments and in the newest one, a checkpoint, and blocks above it unless
    /// `clean`.
    fn new(seed: u64, clean: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut model = Model::new(seed);
        let store = model.open(folder.path(), StoreOptions::test());
        let mut states = vec![model.state.clone()];
        let mut blocks = vec![store.head()];
        for _ in 0..BLOCKS {
            blocks.push(model.commit(&store).block);
            states.push(model.state.clone());
        }
        if clean {
            store.close().unwrap();
        }
        Self { folder, model, states, blocks }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut files(&path));
        } else if path.extension().is_none_or(|end| end != "lck") && !path.ends_with("lock") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Does one harm to one file; says what.
fn harm(folder: &Path, rng: &mut StdRng, only: Option<&[&str]>) -> String {
    let all = files(folder);
    // Kinds of file are hit equally often, however many there are of each.
    let mut kinds: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for path in all {
        let kind = path.extension().unwrap_or(path.file_name().unwrap());
        kinds.entry(kind.to_string_lossy().into_owned()).or_default().push(path);
    }
    if let Some(only) = only {
        kinds.retain(|kind, _| only.contains(&kind.as_str()));
    }
    let names: Vec<_> = kinds.keys().cloned().collect();
    let kind = names.choose(rng).unwrap();
    let path = kinds[kind].choose(rng).unwrap().clone();
    let other = kinds[kind].choose(rng).unwrap().clone();
    let mut bytes = fs::read(&path).unwrap();
    let length = bytes.len();
    let at = rng.random_range(0..length.max(1));
    let what = match rng.random_range(0..if only.is_some() { 2 } else { 9 }) {
        0 | 1 => {
            bytes[at] ^= 1 << rng.random_range(0..8);
            format!("flip a bit of byte {at}")
        }
        2 => {
            let end = (at + rng.random_range(1..40)).min(length);
            rng.fill(&mut bytes[at..end]);
            format!("overwrite bytes {at} to {end}")
        }
        3 => {
            bytes.truncate(at);
            format!("truncate to {at}")
        }
        4 => {
            let page = at / 4096 * 4096;
            let end = (page + 4096).min(length);
            bytes[page..end].fill(0);
            format!("zero bytes {page} to {end}")
        }
        5 => {
            let pages = length / 4096;
            if pages > 1 {
                let (a, b) = (rng.random_range(0..pages), rng.random_range(0..pages));
                let page = bytes[a * 4096..(a + 1) * 4096].to_vec();
                bytes.copy_within(b * 4096..(b + 1) * 4096, a * 4096);
                bytes[b * 4096..(b + 1) * 4096].copy_from_slice(&page);
            }
            "swap two pages".to_owned()
        }
        6 => {
            fs::remove_file(&path).unwrap();
            return format!("delete {}", path.display());
        }
        7 => {
            bytes.extend((0..rng.random_range(1..100)).map(|_| rng.random::<u8>()));
            "append garbage".to_owned()
        }
        _ => {
            let theirs = fs::read(&other).unwrap();
            fs::write(&other, &bytes).unwrap();
            bytes = theirs;
            format!("swap with {}", other.display())
        }
    };
    fs::write(&path, bytes).unwrap();
    format!("{what} in {}", path.display())
}

/// What came of a harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// An error named it.
    Named,
    /// Everything is answered rightly.
    Harmless,
}

/// Opens the folder and asks for everything; panics on a wrong answer.
fn examine(folder: &Path, healthy: &Healthy, rng: &mut StdRng) -> Outcome {
    let store = match Store::open(folder, &healthy.model.genesis, StoreOptions::test()) {
        Ok(store) => store,
        Err(error) => return named(&error),
    };
    let mut outcome = Outcome::Harmless;
    assert_eq!(store.head_number(), BLOCKS, "an acknowledged block is gone");
    for (number, block) in healthy.blocks.iter().enumerate() {
        let number = number as u64;
        match store.block(number) {
            Ok(found) => assert_eq!(found.as_ref(), Some(block)),
            Err(error) => outcome = named(&error),
        }
        match store.number_of(&block.hash) {
            Ok(found) => assert!(found == Some(number) || number < store.oldest_block()),
            Err(error) => outcome = named(&error),
        }
        for (index, transaction) in block.transactions.iter().enumerate() {
            match store.transaction_location(&transaction.hash) {
                Ok(None) if number < store.oldest_block() => {}
                Ok(found) => assert_eq!(found, Some((number, index))),
                Err(error) => outcome = named(&error),
            }
        }
    }
    for _ in 0..400 {
        let number = rng.random_range(0..=BLOCKS);
        let state = &healthy.states[number as usize];
        let address = address(rng.random_range(0..60));
        let slot = U256::from(rng.random_range(0..40u64));
        match store.state_at(number) {
            Ok(view) => {
                match view.account(&address) {
                    Ok(found) => assert_eq!(found, state.accounts.get(&address).copied()),
                    Err(error) => outcome = named_state(&error),
                }
                match view.storage(&address, &slot) {
                    Ok(found) => {
                        let expected = state.slots.get(&(address, slot)).copied();
                        assert_eq!(found, expected.unwrap_or_default());
                    }
                    Err(error) => outcome = named_state(&error),
                }
            }
            Err(error) => outcome = named(&error),
        }
    }
    let topics: [Vec<B256>; 4] = Default::default();
    for index in 0..60 {
        let address = address(index);
        match store.blocks_with_logs(0..=BLOCKS, &[address], &topics) {
            Ok(found) => {
                for block in healthy.blocks.iter().skip(store.oldest_block() as usize) {
                    let logged = block.receipts.iter().flat_map(|receipt| &receipt.logs);
                    if logged.into_iter().any(|log| log.address == address) {
                        assert!(found.contains(&block.number()), "a log is hidden");
                    }
                }
            }
            Err(error) => outcome = named(&error),
        }
    }
    outcome
}

fn named(error: &StoreError) -> Outcome {
    let text = error.to_string();
    match error {
        StoreError::Damaged { path, .. } => assert!(text.contains(&path.display().to_string())),
        // A deleted file, a deleted oldest segment, a database that MDBX itself refuses, or an
        // identity that names what it found.
        StoreError::Io { .. }
        | StoreError::Pruned { .. }
        | StoreError::Checkpoint { .. }
        | StoreError::WrongChain { .. }
        | StoreError::WrongGenesis { .. }
        | StoreError::NewerSchema { .. } => {}
        other => panic!("not an error for damage: {other}"),
    }
    Outcome::Named
}

fn named_state(error: &StateError) -> Outcome {
    match error {
        StateError::Backend(text) => assert!(text.contains("damaged at offset"), "{text}"),
        StateError::Pruned { .. } | StateError::MissingCode(_) => {}
    }
    Outcome::Named
}

#[test]
fn damage_is_named_or_repaired_and_never_answered_wrongly() {
    let seed = seed("corruption", 8);
    let count: u64 =
        std::env::var("MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(400);
    let mut rng = StdRng::seed_from_u64(seed);
    let both = [Healthy::new(seed, false), Healthy::new(seed + 1, true)];
    let mut outcomes: BTreeMap<Outcome, u64> = BTreeMap::new();
    for mutation in 0..count {
        let healthy = &both[(mutation % 2) as usize];
        let scratch = tempfile::tempdir().unwrap();
        copy(healthy.folder.path(), scratch.path());
        let what = harm(scratch.path(), &mut rng, None);
        let outcome = catch_unwind(AssertUnwindSafe(|| examine(scratch.path(), healthy, &mut rng)));
        let Ok(outcome) = outcome else { panic!("mutation {mutation}, SEED={seed}: {what}") };
        *outcomes.entry(outcome).or_default() += 1;
    }
    println!("{count} harms: {outcomes:?}");
    assert!(outcomes.len() == 2, "both kinds of outcome occur: {outcomes:?}");
}

/// The child of the canary: without checksums, wrong answers come out, and are seen.
#[test]
fn sees_wrong_answers_without_checksums() {
    if !child::is_child(CHILD) {
        return;
    }
    let seed = seed("canary", 9);
    let mut rng = StdRng::seed_from_u64(seed);
    let healthy = Healthy::new(seed, false);
    fail::cfg("checksum::ignore", "return").unwrap();
    let mut wrong = 0;
    for _ in 0..100 {
        let scratch = tempfile::tempdir().unwrap();
        copy(healthy.folder.path(), scratch.path());
        harm(scratch.path(), &mut rng, Some(&["blocks", "index"]));
        let outcome =
            catch_unwind(AssertUnwindSafe(|| examine(scratch.path(), &healthy, &mut rng)));
        wrong += u64::from(outcome.is_err());
    }
    println!("\nWRONG {wrong}");
}

#[test]
fn the_corruption_test_can_see() {
    let printed = child::run(CHILD, &[]);
    let wrong: u64 = printed
        .lines()
        .find_map(|line| line.strip_prefix("WRONG "))
        .and_then(|wrong| wrong.parse().ok())
        .unwrap();
    println!("{wrong} of 100 harms gave wrong answers with checksums ignored");
    assert!(wrong >= 10, "only {wrong} of 100 harms were seen: {printed}");
}
