//! One store's state becomes another store: whole, or not at all.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_rlp::Decodable;
use cybermiles_primitives::{ExecutedBlock, Snapshot, SnapshotPart, StateError, StateReader};
use cybermiles_storage::{
    IMPORT_FAIL_POINTS, Import, SnapshotError, Store, StoreError, StoreOptions,
};

use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::{
    child,
    model::{Model, State, seed},
};

const CHILD: &str = "snapshot::imports_until_killed";

/// No checkpoint but those the test asks for.
fn options() -> StoreOptions {
    StoreOptions {
        checkpoint_blocks: u64::MAX,
        checkpoint_changes: u64::MAX,
        ..StoreOptions::test()
    }
}

/// A store with a checkpoint at `height`, and blocks above.
struct Source {
    store: Store,
    /// As of the checkpoint.
    model: Model,
    _folder: tempfile::TempDir,
}

impl Source {
    fn new(seed: u64, height: u64, above: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut model = Model::fast(seed);
        let store = model.open(folder.path(), options());
        (0..height).for_each(|_| drop(model.commit(&store)));
        store.checkpoint().unwrap();
        let mut later = model.clone_deep();
        (0..above).for_each(|_| drop(later.commit(&store)));
        Self { store, model, _folder: folder }
    }

    fn offer(&self) -> Snapshot {
        self.store.snapshot().unwrap().expect("a checkpoint")
    }

    fn begin(&self, to: &Path) -> Result<Import, SnapshotError> {
        let header = self.store.header(self.model.number).unwrap().unwrap();
        Import::begin(to, &self.model.genesis, (*header).clone(), StoreOptions::test())
    }

    /// All parts, of at most `max` entries.
    fn parts(&self, max: usize) -> Vec<SnapshotPart> {
        let (number, mut cursor, mut parts) = (self.offer().number, Vec::new(), Vec::new());
        loop {
            let part = self.store.snapshot_part(number, &cursor, max).unwrap();
            let Some(next) = part.cursor() else { return parts };
            assert!(part.accounts.len() + part.slots.len() <= max);
            assert!((next.len(), &next) > (cursor.len(), &cursor), "it goes on");
            cursor = next;
            parts.push(part);
        }
    }

    /// Everything in one part.
    fn all(&self) -> SnapshotPart {
        self.parts(usize::MAX).remove(0)
    }

    fn add_codes(&self, import: &mut Import) -> Result<(), SnapshotError> {
        loop {
            let missing = import.missing_codes(3);
            if missing.is_empty() {
                return Ok(());
            }
            let code = |hash: &B256| self.store.code(hash).unwrap().expect("kept");
            import.add_codes(missing.iter().map(code).collect())?;
        }
    }

    fn block(&self, number: u64) -> Arc<ExecutedBlock> {
        self.store.block(number).unwrap().unwrap()
    }

    fn add_blocks(&self, import: &mut Import) -> Result<(), SnapshotError> {
        let last = self.model.number;
        ((last + 1).saturating_sub(256).max(1)..=last)
            .try_for_each(|number| import.add_block(&self.block(number)))
    }

    /// Everything, in parts of `max` entries.
    fn hand_over(&self, to: &Path, max: usize) -> Result<(), SnapshotError> {
        let mut import = self.begin(to)?;
        self.parts(max).iter().try_for_each(|part| import.add(part))?;
        self.add_codes(&mut import)?;
        import.check_state()?;
        self.add_blocks(&mut import)?;
        import.finish()
    }

    /// An import that has the state, checked.
    fn with_state(&self, to: &Path) -> Import {
        let mut import = self.begin(to).unwrap();
        import.add(&self.all()).unwrap();
        self.add_codes(&mut import).unwrap();
        import.check_state().unwrap();
        import
    }
}

/// Compares every account, slot and code of the newest state.
fn same_state(store: &Store, state: &State) {
    let view = store.state_at(store.head_number()).unwrap();
    for (address, account) in &state.accounts {
        assert_eq!(view.account(address).unwrap().as_ref(), Some(account));
        if account.code_hash != alloy_primitives::KECCAK256_EMPTY {
            assert!(!view.code(&account.code_hash).unwrap().is_empty());
        }
    }
    for ((address, slot), value) in &state.slots {
        assert_eq!(view.storage(address, slot).unwrap(), *value);
    }
}

fn target() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    (folder, path)
}

fn left_over(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path.parent().unwrap()).unwrap();
    let name = |entry: Result<fs::DirEntry, _>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<_> = entries.map(name).collect();
    names.sort();
    names
}

#[test]
fn a_store_begins_with_anothers_state_and_goes_on() {
    let seed = seed("snapshot", 31);
    for (round, (height, above, max)) in
        [(3, 0, 1), (60, 9, 7), (120, 40, 1000), (300, 5, 64)].into_iter().enumerate()
    {
        let source = Source::new(seed + round as u64, height, above);
        let offer = source.offer();
        assert_eq!((offer.number, offer.hash), (height, source.model.hash));
        let counts = (source.model.state.accounts.len(), source.model.state.slots.len());
        assert_eq!((offer.accounts as usize, offer.slots as usize), counts);
        let (_folder, path) = target();
        // As `init` leaves it.
        source.model.open(&path, options()).close().unwrap();
        source.hand_over(&path, max).unwrap();
        assert_eq!(left_over(&path), ["db"]);

        let mut model = source.model.clone_deep();
        let store = model.open(&path, options());
        assert_eq!((store.head_number(), store.head().hash), (height, model.hash));
        same_state(&store, &model.state);
        let first = (height + 1).saturating_sub(256).max(1);
        assert_eq!((store.oldest_block(), store.oldest_state()), (first, height));
        for number in first..=height {
            assert_eq!(store.block(number).unwrap().unwrap(), source.block(number));
            assert_eq!(store.number_of(&source.block(number).hash).unwrap(), Some(number));
        }
        // Block 0 is known without being kept.
        assert_eq!(store.block(0).unwrap().unwrap(), source.block(0));
        assert_eq!(store.header(0).unwrap().unwrap().hash, store.genesis_hash());
        assert_eq!(store.number_of(&store.genesis_hash()).unwrap(), Some(0));
        let error = store.state_at(height - 1).unwrap_err();
        assert!(matches!(error, StoreError::NoState { .. }), "{error}");
        let error = StateError::from(error).to_string();
        assert!(error.contains(&format!("history starts at block {height}")), "{error}");
        if first > 1 {
            let error = store.block(first - 1).unwrap_err();
            assert!(matches!(error, StoreError::Pruned { .. }), "{error}");
        }
        let view = store.state_at(height).unwrap();
        assert_eq!(view.block_hash(height - 1).unwrap(), source.block(height - 1).hash);
        assert_eq!(view.block_hash(0).unwrap(), store.genesis_hash());

        // It goes on over segments and checkpoints, with its own history, and so after a restart.
        let mut states = vec![(model.number, model.clone_deep().state)];
        for _ in 0..40 {
            model.commit(&store);
            states.push((model.number, model.state.clone()));
        }
        let error = store.proof(height - 1, &Address::ZERO, &[]).unwrap_err();
        assert!(matches!(error, StoreError::ProofWindow { .. }), "{error}");
        store.proof(height, &Address::ZERO, &[]).unwrap();
        drop((view, store));
        let store = model.open(&path, options());
        same_state(&store, &model.state);
        for (number, state) in states {
            let view = store.state_at(number).unwrap();
            for (address, account) in &state.accounts {
                assert_eq!(view.account(address).unwrap().as_ref(), Some(account), "at {number}");
            }
        }
        assert_eq!(store.oldest_state(), height);
        store.close().unwrap();
        let report = Store::verify(&path, &model.genesis).unwrap();
        assert_eq!((report.oldest, report.head), (first, height + 40));
    }
}

#[test]
fn what_was_taken_can_be_handed_on() {
    let source = Source::new(seed("handed on", 41), 50, 10);
    let (_one, first) = target();
    source.hand_over(&first, 100).unwrap();
    let mut model = source.model.clone_deep();
    let store = model.open(&first, options());
    assert_eq!(store.snapshot().unwrap().unwrap(), source.offer());
    let mut next = model.clone_deep();
    (0..30).for_each(|_| drop(next.commit(&store)));
    store.checkpoint().unwrap();
    model.skip_to(next.number);
    let again = Source { store, model: next, _folder: tempfile::tempdir().unwrap() };
    let (_two, second) = target();
    again.hand_over(&second, 9).unwrap();
    same_state(&again.model.open(&second, options()), &again.model.state);
}

/// Hands over a state with a lie in it, and gives what is said.
fn lie(source: &Source, tamper: impl FnOnce(&mut SnapshotPart)) -> String {
    let (_folder, path) = target();
    let mut part = source.all();
    tamper(&mut part);
    let mut import = source.begin(&path).unwrap();
    let result = import.add(&part).and_then(|()| source.add_codes(&mut import));
    let error = result.and_then(|()| import.check_state()).unwrap_err();
    drop(import);
    // Nothing of it is ever opened.
    let store = source.model.open(&path, options());
    assert_eq!(store.head_number(), 0);
    assert_eq!(left_over(&path), ["db"]);
    assert!(!matches!(error, SnapshotError::Store(_)), "{error}");
    error.to_string()
}

#[test]
fn every_lie_about_the_state_is_named() {
    let source = Source::new(seed("lies", 51), 80, 3);
    let stranger = Address::repeat_byte(0xff);
    let root = format!("block 80 has {}", source.offer().state_root);
    for said in [
        lie(&source, |part| part.accounts[3].balance += U256::ONE),
        lie(&source, |part| part.accounts[3].nonce += 1),
        lie(&source, |part| part.slots[5].value ^= U256::from(2)),
        lie(&source, |part| _ = part.slots.remove(4)),
        lie(&source, |part| _ = part.slots.pop()),
        lie(&source, |part| {
            let more =
                cybermiles_primitives::SnapshotAccount { address: stranger, ..part.accounts[0] };
            part.accounts.push(more);
        }),
    ] {
        assert!(said.contains(&root), "{said}");
    }
    let said = lie(&source, |part| part.accounts.swap(1, 2));
    assert!(said.contains("entries must ascend"), "{said}");
    let said = lie(&source, |part| part.accounts.insert(1, part.accounts[1]));
    assert!(said.contains("entries must ascend"), "{said}");
    let said = lie(&source, |part| part.slots.swap(1, 2));
    assert!(said.contains("slot") && said.contains("entries must ascend"), "{said}");
    let said = lie(&source, |part| part.slots[7].value = U256::ZERO);
    assert!(said.contains("is zero"), "{said}");
    let said = lie(&source, |part| part.slots.last_mut().unwrap().address = stranger);
    assert!(said.contains("where no account is"), "{said}");
    let said = lie(&source, |part| part.accounts[0].balance = U256::MAX);
    assert!(said.contains("wei, too many"), "{said}");
}

/// Whatever bit is wrong in what comes: no panic, and no state but the real one.
#[test]
fn any_flipped_bit_of_the_state_is_found() {
    let seed = seed("flips", 61);
    let (mut rng, source) = (StdRng::seed_from_u64(seed), Source::new(seed, 40, 0));
    let real = alloy_rlp::encode(source.all());
    let mut decoded = 0;
    for _ in 0..150 {
        let mut bytes = real.clone();
        let at = rng.random_range(0..bytes.len());
        bytes[at] ^= 1 << rng.random_range(0..8);
        let mut rest = bytes.as_slice();
        let Ok(part) = SnapshotPart::decode(&mut rest) else { continue };
        decoded += 1;
        let (_folder, path) = target();
        let mut import = source.begin(&path).unwrap();
        let result = import.add(&part).and_then(|()| {
            let missing = import.missing_codes(usize::MAX);
            let codes = missing.iter().filter_map(|hash| source.store.code(hash).unwrap());
            import.add_codes(codes.collect())?;
            import.check_state()
        });
        let error = result.unwrap_err();
        assert!(!matches!(error, SnapshotError::Store(_)), "byte {at}: {error}");
    }
    assert!(decoded > 50, "only {decoded} decoded");
}

#[test]
fn a_store_that_keeps_few_blocks_keeps_those_of_its_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions { history_blocks: Some(256), ..options() };
    let mut model = Model::fast(seed("few blocks", 62));
    let store = model.open(folder.path(), options);
    (0..320).for_each(|_| drop(model.commit(&store)));
    store.checkpoint().unwrap();
    let at_checkpoint = model.clone_deep();
    // Work in the background is done in turn: what prunes comes before what is waited for.
    (0..400).for_each(|_| drop(model.commit(&store)));
    while store.oldest_block() == 0 {
        std::thread::yield_now();
    }
    let source = Source { store, model: at_checkpoint, _folder: folder };
    assert_eq!(source.offer().number, 320);
    assert!((1..=320 - 255).contains(&source.store.oldest_block()));
    let (_folder, path) = target();
    source.hand_over(&path, 500).unwrap();
}

/// Who began to read an older snapshot can end: its blocks go when it does.
#[test]
fn a_store_that_keeps_few_blocks_keeps_those_of_a_snapshot_that_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let options = StoreOptions { history_blocks: Some(256), ..options() };
    let mut model = Model::fast(seed("few blocks, read", 64));
    let store = model.open(folder.path(), options);
    (0..320).for_each(|_| drop(model.commit(&store)));
    store.checkpoint().unwrap();
    let source = Source { store, model: model.clone_deep(), _folder: folder };
    assert_eq!(source.offer().number, 320);
    (0..400).for_each(|_| drop(model.commit(&source.store)));
    source.store.checkpoint().unwrap();
    (0..16).for_each(|_| drop(model.commit(&source.store)));
    source.store.checkpoint().unwrap();
    while source.store.oldest_block() == 0 {
        std::thread::yield_now();
    }
    assert!((1..=320 - 255).contains(&source.store.oldest_block()));
    assert!(source.store.snapshot_part(320, &[], 10).is_ok());
}

#[test]
fn folders_of_others_are_left_alone_and_links_are_refused() {
    let source = Source::new(58, 20, 0);
    let (folder, path) = target();
    let names = ["db.old", "db.import", "db.imported", "db.backup"];
    for name in names {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("precious"), "an archive").unwrap();
    }
    source.hand_over(&path, 50).unwrap();
    drop(Store::open(&path, &source.model.genesis, options()).unwrap());
    for name in names {
        assert!(folder.path().join(name).join("precious").exists(), "{name}");
    }

    let (_folder, path) = target();
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), &path).unwrap();
    let error = source.begin(&path).unwrap_err().to_string();
    assert!(error.contains("is a link or a mount point"), "{error}");
}

#[test]
fn accounts_behind_slots_are_refused() {
    let source = Source::new(52, 30, 0);
    let (_folder, path) = target();
    let mut import = source.begin(&path).unwrap();
    let mut part = source.all();
    let last = part.accounts.pop().unwrap();
    part.slots.retain(|slot| slot.address != last.address);
    import.add(&part).unwrap();
    let late = SnapshotPart { accounts: vec![last], slots: vec![] };
    let error = import.add(&late).unwrap_err().to_string();
    assert!(error.contains("accounts come behind slots"), "{error}");
}

#[test]
fn codes_are_those_that_accounts_have_and_all_of_them() {
    let source = Source::new(seed("codes", 53), 80, 0);
    let (_folder, path) = target();
    let mut import = source.begin(&path).unwrap();
    import.add(&source.all()).unwrap();
    let missing = import.missing_codes(usize::MAX);
    assert!(missing.len() > 2, "the model has too few codes");
    let error = import.check_state().unwrap_err();
    assert!(
        matches!(error, SnapshotError::MissingCodes(count) if count == missing.len()),
        "{error}"
    );
    let error = import.add_codes(vec![Bytes::from_static(b"another")]).unwrap_err();
    assert!(matches!(error, SnapshotError::Code(_)), "{error}");
    let code = source.store.code(&missing[0]).unwrap().unwrap();
    let error = import.add_codes(vec![code.clone(), code]).unwrap_err();
    assert!(matches!(error, SnapshotError::Code(_)), "twice: {error}");
}

#[test]
fn every_lie_about_the_blocks_is_named() {
    let source = Source::new(seed("blocks", 54), 60, 4);
    let (_folder, path) = target();
    let with_logs = (1..=60).find(|number| {
        source.block(*number).receipts.iter().any(|receipt| !receipt.logs.is_empty())
    });
    let number = with_logs.expect("a block with logs");
    let mut import = source.with_state(&path);
    let mut refused = |block: &ExecutedBlock| {
        let error = import.add_block(block).unwrap_err();
        assert!(matches!(error, SnapshotError::Block { .. }), "{error}");
        error.to_string()
    };
    let real = source.block(number);
    let mut block = (*real).clone();
    block.receipts.iter_mut().find(|receipt| !receipt.logs.is_empty()).unwrap().logs.clear();
    assert!(refused(&block).contains("receipts root"));
    let mut block = (*real).clone();
    block.receipts.pop();
    assert!(refused(&block).contains("number of receipts"));
    let mut block = (*real).clone();
    block.transactions.pop();
    block.receipts.pop();
    assert!(refused(&block).contains("root"));
    let mut block = (*real).clone();
    block.header.gas_used += 1;
    assert!(refused(&block).contains("hash is"));
    assert!(refused(&source.block(61)).contains("expected 1 to 60"));
    assert!(refused(&source.block(0)).contains("expected 1 to 60"));
    // In order, each the child of the one before.
    import.add_block(&source.block(10)).unwrap();
    let error = import.add_block(&source.block(12)).unwrap_err().to_string();
    assert!(error.contains("number is 12, expected 11"), "{error}");
    let mut other = (*source.block(11)).clone();
    other.header.parent_hash = B256::ZERO;
    other.hash = other.header.hash_slow();
    let error = import.add_block(&other).unwrap_err().to_string();
    assert!(error.contains("parent hash"), "{error}");
    // One is missing at the end.
    (11..60).for_each(|number| import.add_block(&source.block(number)).unwrap());
    let error = import.finish().unwrap_err();
    assert!(matches!(error, SnapshotError::Block { what: "hash", .. }), "{error}");
    assert_eq!(source.model.open(&path, options()).head_number(), 0);
}

#[test]
fn a_state_that_was_not_checked_becomes_no_store() {
    let source = Source::new(55, 20, 0);
    let (_folder, path) = target();
    let mut import = source.begin(&path).unwrap();
    source.add_blocks(&mut import).unwrap();
    let error = import.finish().unwrap_err().to_string();
    assert!(error.contains("was not checked"), "{error}");
}

#[test]
fn a_folder_with_blocks_or_in_use_is_left_alone() {
    let source = Source::new(56, 20, 0);
    let (_folder, path) = target();
    let mut model = Model::fast(57);
    let store = model.open(&path, options());
    let error = source.begin(&path).unwrap_err();
    assert!(matches!(error, SnapshotError::Store(StoreError::InUse { .. })), "{error}");
    model.commit(&store);
    drop(store);
    let error = source.begin(&path).unwrap_err();
    assert!(matches!(error, SnapshotError::HasBlocks { head: 1, .. }), "{error}");
    // While one comes in, nobody opens the folder.
    let (_other, path) = target();
    let import = source.begin(&path).unwrap();
    let error = Store::open(&path, &source.model.genesis, options()).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    drop(import);
    source.hand_over(&path, 50).unwrap();
}

#[test]
fn a_snapshot_stands_still_while_it_is_read_and_two_are_held() {
    let mut source = Source::new(seed("held", 58), 40, 0);
    let (number, before) = (source.offer().number, source.all());
    let mut model = source.model.clone_deep();
    let next = |model: &mut Model, store: &Store| {
        (0..20).for_each(|_| drop(model.commit(store)));
        store.checkpoint().unwrap();
        store.snapshot().unwrap().unwrap().number
    };
    assert_eq!(next(&mut model, &source.store), 60);
    assert_eq!(source.store.snapshot_part(number, &[], usize::MAX).unwrap(), before);
    assert_ne!(source.store.snapshot_part(60, &[], usize::MAX).unwrap(), before);
    assert_eq!(next(&mut model, &source.store), 80);
    let error = source.store.snapshot_part(number, &[], 5).unwrap_err();
    assert!(matches!(error, StoreError::NoSnapshot { number: 40, newest: Some(80) }), "{error}");
    assert!(error.to_string().contains("begin again with the newest"), "{error}");
    let error = source.store.snapshot_part(80, &[0; 7], 5).unwrap_err().to_string();
    assert!(error.contains("a cursor has 0, 20 or 52 bytes"), "{error}");
    // A chain without a checkpoint above block 0 has none.
    let (_folder, path) = target();
    let young = source.model.open(&path, options());
    assert_eq!(young.snapshot().unwrap(), None);
    young.checkpoint().unwrap();
    assert_eq!(young.snapshot().unwrap(), None);
    source.model = model;
}

#[test]
fn a_damaged_checkpoint_of_such_a_store_says_to_sync_again() {
    let source = Source::new(59, 40, 0);
    let (_folder, path) = target();
    source.hand_over(&path, 50).unwrap();
    let file = path.join("checkpoint/mdbx.dat");
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    fs::write(&file, bytes).unwrap();
    let error = Store::open(&path, &source.model.genesis, options()).unwrap_err().to_string();
    assert!(error.contains("mdbx.dat is damaged") && error.contains("sync again"), "{error}");
    fs::remove_dir_all(path.join("checkpoint")).unwrap();
    fs::remove_file(path.join("checkpoint.seal")).unwrap();
    let error = Store::open(&path, &source.model.genesis, options()).unwrap_err().to_string();
    assert!(
        error.contains("the log begins with block 1") && error.contains("sync again"),
        "{error}"
    );
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{line}").unwrap();
    out.flush().unwrap();
}

const CHILD_SEED: u64 = 60;
const CHILD_HEIGHT: u64 = 30;

/// The child: takes a snapshot and stops at a point of it.
#[test]
fn imports_until_killed() {
    if !child::is_child(CHILD) {
        return;
    }
    let variable = |name| std::env::var(name).unwrap_or_default();
    let source = Source::new(CHILD_SEED, CHILD_HEIGHT, 2);
    let point = variable("KILL_POINT");
    if point == "disk full" {
        fail::cfg("import::before_commit", "return").unwrap();
        let error = source.hand_over(Path::new(&variable("KILL_FOLDER")), 40).unwrap_err();
        say(&format!("ERROR {error}"));
        return;
    }
    fail::cfg_callback(point, || {
        say("AT");
        loop {
            std::thread::park();
        }
    })
    .unwrap();
    source.hand_over(Path::new(&variable("KILL_FOLDER")), 40).unwrap();
    say("DONE");
}

/// Runs the child up to `point`, then kills it; gives the line it ended with.
fn kill_at(point: &str, path: &Path) -> String {
    let environment =
        [("KILL_POINT", point.to_owned()), ("KILL_FOLDER", path.display().to_string())];
    let mut process = child::start(CHILD, &environment);
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let known = |line: &String| ["AT", "DONE", "ERROR"].iter().any(|word| line.starts_with(word));
    let line = lines.map(Result::unwrap).find(known);
    process.kill().unwrap();
    process.wait().unwrap();
    line.unwrap_or_default()
}

#[test]
fn killed_at_any_point_it_is_begun_anew_or_whole() {
    let source = Source::new(CHILD_SEED, CHILD_HEIGHT, 2);
    for (place, point) in IMPORT_FAIL_POINTS.into_iter().enumerate() {
        for init in [false, true] {
            let (_folder, path) = target();
            if init {
                source.model.open(&path, options()).close().unwrap();
            }
            assert_eq!(kill_at(point, &path), "AT", "{point} is never reached");
            let store = source.model.open(&path, options());
            let whole = place >= 4;
            assert_eq!(store.head_number(), if whole { CHILD_HEIGHT } else { 0 }, "{point}");
            assert_eq!(left_over(&path), ["db"], "{point}");
            drop(store);
            if !whole {
                source.hand_over(&path, 40).unwrap();
            }
            let store = source.model.open(&path, options());
            same_state(&store, &source.model.state);
        }
    }
}

#[test]
fn a_full_disk_is_named() {
    let (_folder, path) = target();
    let said = kill_at("disk full", &path);
    assert!(said.contains("the disk is full: cannot write a snapshot"), "{said}");
}
