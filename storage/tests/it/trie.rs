//! The state trie against an independent implementation, over random blocks.

use alloy_consensus::EMPTY_ROOT_HASH;
use alloy_consensus::proofs::ordered_trie_root_with_encoder;
use alloy_primitives::{Address, B256, KECCAK256_EMPTY, U256, keccak256};
use alloy_trie::root::{state_root_unhashed, storage_root_unhashed};
use alloy_trie::{Nibbles, TrieAccount, proof::verify_proof};
use cybermiles_primitives::{Account, AccountChange, SlotChange, StateDiff};
use cybermiles_storage::keccak::KeccakMode;
use cybermiles_storage::trie::{AccountProof, StateTrie, TrieError, ordered_root};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::collections::{BTreeMap, BTreeSet};

/// Blocks of the long random run.
const BLOCKS: usize = 10_000;

/// How far back proofs are asked for.
const WINDOW: usize = 64;

/// The state as plain maps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Model(BTreeMap<Address, (Account, BTreeMap<U256, U256>)>);

impl Model {
    fn storage_root(slots: &BTreeMap<U256, U256>) -> B256 {
        storage_root_unhashed(slots.iter().map(|(slot, value)| (B256::from(*slot), *value)))
    }

    fn trie_account(&self, address: &Address) -> Option<TrieAccount> {
        self.0.get(address).map(|(account, slots)| TrieAccount {
            nonce: account.nonce,
            balance: account.balance,
            storage_root: Self::storage_root(slots),
            code_hash: account.code_hash,
        })
    }

    fn root(&self) -> B256 {
        let accounts = self.0.keys();
        state_root_unhashed(accounts.map(|address| (*address, self.trie_account(address).unwrap())))
    }

    fn apply(&mut self, diff: &StateDiff) {
        for change in &diff.accounts {
            let Some(account) = change.after else {
                self.0.remove(&change.address);
                continue;
            };
            let entry = self.0.entry(change.address).or_default();
            entry.0 = account;
            for slot in &change.slots {
                match slot.after {
                    U256::ZERO => entry.1.remove(&slot.slot),
                    value => entry.1.insert(slot.slot, value),
                };
            }
        }
    }

    /// A valid block over this state that changes up to `changes` accounts.
    fn random_diff(&self, random: &mut StdRng, universe: &Universe, changes: usize) -> StateDiff {
        let count = random.random_range(0..=changes);
        let addresses: BTreeSet<Address> =
            (0..count).map(|_| *universe.addresses.choose(random).unwrap()).collect();
        let accounts = addresses.into_iter();
        let change = |address| self.random_change(random, universe, address);
        StateDiff { accounts: accounts.map(change).collect(), codes: Vec::new() }
    }

    fn random_change(
        &self,
        random: &mut StdRng,
        universe: &Universe,
        address: Address,
    ) -> AccountChange {
        let empty = BTreeMap::new();
        let (before, storage) = match self.0.get(&address) {
            Some((account, slots)) => (Some(*account), slots),
            None => (None, &empty),
        };
        let removed = random.random_bool(0.25);
        let slots: BTreeSet<U256> = if removed {
            storage.keys().copied().collect()
        } else if random.random_bool(0.5) {
            let count = random.random_range(0..6);
            (0..count).map(|_| *universe.slots.choose(random).unwrap()).collect()
        } else {
            BTreeSet::new()
        };
        let slots = slots.into_iter().map(|slot| SlotChange {
            slot,
            before: storage.get(&slot).copied().unwrap_or_default(),
            after: if removed { U256::ZERO } else { random_value(random) },
        });
        let slots = slots.collect();
        let after = (!removed).then(|| Account {
            nonce: random.random_range(0..300),
            balance: U256::from(random.random::<u128>() >> random.random_range(0..128)),
            code_hash: *universe.codes.choose(random).unwrap(),
        });
        AccountChange { address, before, after, storage_wiped: false, slots }
    }
}

fn random_value(random: &mut StdRng) -> U256 {
    match random.random_range(0..4) {
        0 => U256::ZERO,
        1 => U256::from(random.random_range(0..0x90u64)),
        2 => U256::from(random.random::<u64>()),
        _ => U256::from_be_bytes(random.random::<[u8; 32]>()),
    }
}

/// The addresses, slots and codes a random run draws from.
struct Universe {
    addresses: Vec<Address>,
    slots: Vec<U256>,
    codes: Vec<B256>,
}

impl Universe {
    fn new(random: &mut StdRng, addresses: usize, slots: usize) -> Self {
        let small = (0..slots / 2).map(U256::from);
        let large = (0..slots / 2).map(|_| U256::from_be_bytes(random.random::<[u8; 32]>()));
        let slots = small.chain(large).collect();
        Self {
            slots,
            addresses: (0..addresses).map(|_| Address::new(random.random())).collect(),
            codes: (0..4).map(|i| keccak256([i])).chain([KECCAK256_EMPTY; 6]).collect(),
        }
    }
}

fn random() -> StdRng {
    let seed = std::env::var("SEED").map_or_else(|_| 0x5eed, |seed| seed.parse().unwrap());
    eprintln!("SEED={seed}");
    StdRng::seed_from_u64(seed)
}

/// Everything a reader can see.
fn dump(trie: &StateTrie) -> Model {
    let mut model = Model::default();
    for (address, account) in trie.accounts() {
        assert_eq!(trie.account(&address), Some(account));
        assert!(model.0.insert(address, (account, BTreeMap::new())).is_none());
    }
    for (address, slot, value) in trie.slots() {
        assert_eq!(trie.storage(&address, &slot), value);
        assert!(model.0.get_mut(&address).unwrap().1.insert(slot, value).is_none());
    }
    assert_eq!(trie.len(), model.0.len());
    assert_eq!(trie.slot_count(), model.0.values().map(|(_, slots)| slots.len()).sum::<usize>());
    model
}

/// Checks a proof as a client would, against the model's values.
fn verify(root: B256, model: &Model, address: &Address, slots: &[U256], proof: &AccountProof) {
    let entry = model.0.get(address);
    assert_eq!(proof.account, entry.map(|(account, _)| *account));
    let account = model.trie_account(address);
    let storage_root = account.map_or(EMPTY_ROOT_HASH, |account| account.storage_root);
    assert_eq!(proof.storage_root, storage_root);
    let key = Nibbles::unpack(keccak256(address));
    verify_proof(root, key, account.map(alloy_rlp::encode), &proof.proof).unwrap();
    assert_eq!(proof.slots.len(), slots.len());
    for (slot, proven) in slots.iter().zip(&proof.slots) {
        let value = entry.and_then(|(_, slots)| slots.get(slot)).copied();
        assert_eq!((proven.slot, proven.value), (*slot, value.unwrap_or_default()));
        assert!(storage_root != EMPTY_ROOT_HASH || proven.proof.is_empty());
        let key = Nibbles::unpack(keccak256(slot.to_be_bytes::<32>()));
        let value = value.map(alloy_rlp::encode);
        verify_proof(storage_root, key, value, &proven.proof).unwrap();
    }
}

#[test]
fn ten_thousand_random_blocks_keep_the_root_of_a_state_built_from_scratch() {
    let mut random = random();
    let universe = Universe::new(&mut random, 48, 24);
    let mut model = Model::default();
    let mut tries: Vec<StateTrie> = KeccakMode::ALL.into_iter().map(StateTrie::new).collect();
    let mut history: Vec<(B256, StateDiff)> = Vec::new();
    let mut root = EMPTY_ROOT_HASH;
    for block in 0..BLOCKS {
        let diff = model.random_diff(&mut random, &universe, 5);
        model.apply(&diff);
        for trie in &mut tries {
            trie.apply(&diff).unwrap();
        }
        history.push((root, diff));
        root = model.root();
        for trie in &mut tries {
            assert_eq!(trie.root(), root, "block {block}");
        }
        // Now and then some blocks are taken back, the root asked for on the way or not.
        if block % 16 == 0 {
            let depth = random.random_range(0..=history.len().min(20));
            let ask = random.random_bool(0.5);
            for trie in &mut tries {
                for (earlier, diff) in history.iter().rev().take(depth) {
                    trie.revert(diff).unwrap();
                    assert!(!ask || trie.root() == *earlier, "revert below block {block}");
                }
                for (_, diff) in &history[history.len() - depth..] {
                    trie.apply(diff).unwrap();
                }
                assert_eq!(trie.root(), root, "{depth} blocks back and forth at {block}");
            }
        }
        if block % 1000 == 0 {
            assert_eq!(tries[0].root_from_scratch().unwrap(), root);
            assert_eq!(dump(&tries[0]), model);
        }
    }
    for trie in &mut tries {
        for (earlier, diff) in history.iter().rev() {
            trie.revert(diff).unwrap();
            assert_eq!(trie.root(), *earlier);
        }
        assert!(trie.is_empty() && trie.slot_count() == 0);
    }
}

#[test]
fn large_random_blocks_keep_the_root_of_a_state_built_from_scratch() {
    let mut random = random();
    let universe = Universe::new(&mut random, 20_000, 3_000);
    let mut model = Model::default();
    let mut trie = StateTrie::new(KeccakMode::best());
    for _ in 0..12 {
        let diff = model.random_diff(&mut random, &universe, 12_000);
        model.apply(&diff);
        trie.apply(&diff).unwrap();
        assert_eq!(trie.root(), model.root());
    }
    assert_eq!(dump(&trie), model);
    assert_eq!(trie.root_from_scratch().unwrap(), model.root());
}

#[test]
fn one_large_storage_trie_keeps_its_root() {
    let mut random = random();
    let address = Address::repeat_byte(7);
    let mut slots: BTreeMap<U256, U256> = BTreeMap::new();
    let mut trie = StateTrie::new(KeccakMode::best());
    let mut before = None;
    for _ in 0..4 {
        let mut changed: BTreeMap<U256, U256> = BTreeMap::new();
        for _ in 0..8_000 {
            changed.insert(U256::from(random.random_range(0..20_000)), random_value(&mut random));
        }
        let changes = changed.iter().map(|(slot, after)| SlotChange {
            slot: *slot,
            before: slots.get(slot).copied().unwrap_or_default(),
            after: *after,
        });
        let change = AccountChange {
            address,
            before,
            after: Some(Account { nonce: 1, ..Account::default() }),
            storage_wiped: false,
            slots: changes.collect(),
        };
        let diff = StateDiff { accounts: vec![change], codes: Vec::new() };
        before = diff.accounts[0].after;
        let (old_root, old_slots) = (trie.root(), slots.clone());
        trie.apply(&diff).unwrap();
        slots.extend(changed);
        slots.retain(|_, value| !value.is_zero());
        let root = trie.root();
        let account = before.unwrap();
        let model = Model(BTreeMap::from([(address, (account, slots.clone()))]));
        assert_eq!(root, model.root());
        if !old_slots.is_empty() {
            let model = Model(BTreeMap::from([(address, (account, old_slots))]));
            let asked: Vec<U256> = (0..50).map(U256::from).collect();
            let (earlier, proof) = trie.prove_at(&[&diff], &address, &asked).unwrap();
            assert_eq!(earlier, old_root);
            verify(earlier, &model, &address, &asked, &proof);
        }
    }
}

#[test]
fn proofs_verify_at_the_head_and_at_every_height_of_the_window() {
    let mut random = random();
    let universe = Universe::new(&mut random, 200, 40);
    let mut trie = StateTrie::new(KeccakMode::best());
    let mut models = vec![(Model::default(), EMPTY_ROOT_HASH)];
    let mut diffs: Vec<StateDiff> = Vec::new();
    for block in 0..600 {
        let (head, _) = models.last().unwrap();
        let diff = head.random_diff(&mut random, &universe, 12);
        let mut model = head.clone();
        model.apply(&diff);
        trie.apply(&diff).unwrap();
        let root = trie.root();
        assert_eq!(root, model.root());
        models.push((model, root));
        diffs.push(diff);

        let address = universe.addresses.choose(&mut random).unwrap();
        let slots: Vec<U256> =
            (0..4).map(|_| *universe.slots.choose(&mut random).unwrap()).collect();
        let proof = trie.prove(address, &slots).unwrap();
        verify(root, &models.last().unwrap().0, address, &slots, &proof);

        // Every height of the window in turn, and all of them now and then.
        let newest = diffs.len();
        let oldest = newest.saturating_sub(WINDOW);
        let at = oldest + block % (newest - oldest + 1);
        let heights = if block % 100 == 99 { oldest..=newest } else { at..=at };
        for height in heights {
            let undo: Vec<&StateDiff> = diffs[height..].iter().rev().collect();
            let (model, root) = &models[height];
            let (earlier, proof) = trie.prove_at(&undo, address, &slots).unwrap();
            assert_eq!(earlier, *root, "root of block {height} seen from {newest}");
            verify(*root, model, address, &slots, &proof);
        }
        assert_eq!(trie.root(), root, "a proof changes nothing");
    }
}

#[test]
fn a_storage_root_is_hashed_however_short_and_proofs_of_nothing_are_empty() {
    let mut trie = StateTrie::new(KeccakMode::best());
    let address = Address::repeat_byte(1);
    let nothing = trie.prove(&address, &[U256::ZERO]).unwrap();
    assert_eq!((nothing.account, nothing.storage_root), (None, EMPTY_ROOT_HASH));
    assert!(nothing.proof.is_empty() && nothing.slots[0].proof.is_empty());

    let account = Account { nonce: 1, ..Account::default() };
    trie.insert_account(address, account).unwrap();
    assert_eq!(trie.prove(&address, &[]), Err(TrieError::Unhashed));
    assert_eq!(trie.prove_at(&[], &address, &[]), Err(TrieError::Unhashed));
    let root = trie.root();
    let proof = trie.prove(&address, &[U256::ZERO]).unwrap();
    let mut model = Model(BTreeMap::from([(address, (account, BTreeMap::new()))]));
    verify(root, &model, &address, &[U256::ZERO], &proof);
    assert!(proof.slots[0].proof.is_empty(), "no storage, no proof");

    trie.insert_slot(&address, U256::ZERO, U256::from(1)).unwrap();
    let root = trie.root();
    model.0.get_mut(&address).unwrap().1.insert(U256::ZERO, U256::from(1));
    let slots = [U256::ZERO, U256::from(1)];
    let proof = trie.prove(&address, &slots).unwrap();
    verify(root, &model, &address, &slots, &proof);
    assert_eq!(proof.slots[1].proof.len(), 1, "the one leaf shows that the other is absent");
    assert_eq!(trie.prove_at(&[], &address, &slots).unwrap(), (root, proof));
}

#[test]
fn bulk_loads_and_diffs_make_the_same_state() {
    let mut random = random();
    let universe = Universe::new(&mut random, 3_000, 60);
    let mut model = Model::default();
    for _ in 0..6 {
        let diff = model.random_diff(&mut random, &universe, 2_000);
        model.apply(&diff);
    }
    let accounts = model.0.iter().map(|(address, (account, _))| (*address, *account));
    let slots = model.0.iter().flat_map(|(address, (_, slots))| {
        slots.iter().map(|(slot, value)| (*address, *slot, *value))
    });
    for mode in KeccakMode::ALL {
        let mut trie = StateTrie::new(mode);
        trie.load_accounts(accounts.clone()).unwrap();
        trie.load_slots(slots.clone()).unwrap();
        assert_eq!(trie.root(), model.root());
        let (address, account) = accounts.clone().next().unwrap();
        let mut fresh = StateTrie::new(mode);
        let twice = fresh.load_accounts(accounts.clone().chain([(address, account)]));
        assert_eq!(twice, Err(TrieError::DuplicateAccount { address }));
        assert!(fresh.is_empty());
        fresh.load_accounts(accounts.clone().take(5)).unwrap();
        fresh.load_accounts(accounts.clone().skip(5)).unwrap();
        fresh.load_slots(slots.clone()).unwrap();
        assert_eq!(fresh.root(), model.root());
        let twice = trie.insert_account(address, account);
        assert_eq!(twice, Err(TrieError::DuplicateAccount { address }));
        let (address, slot, value) = slots.clone().next().unwrap();
        let twice = trie.insert_slot(&address, slot, value);
        assert_eq!(twice, Err(TrieError::DuplicateSlot { address, slot }));
        let zero = trie.insert_slot(&address, slot, U256::ZERO);
        assert_eq!(zero, Err(TrieError::ZeroSlot { address, slot }));
        let address = Address::repeat_byte(0xee);
        let ownerless = trie.insert_slot(&address, slot, value);
        assert_eq!(ownerless, Err(TrieError::StorageWithoutAccount { address, slot }));
        let balance = U256::from(u128::MAX) + U256::from(1);
        let rich = trie.insert_account(address, Account { balance, ..Account::default() });
        assert_eq!(rich, Err(TrieError::BalanceTooLarge { address, balance }));
        assert_eq!(trie.root(), model.root());
        assert_eq!(dump(&trie), model);
    }
}

/// A small state, and a diff over it that changes, makes and removes accounts and slots.
fn sample() -> (StateTrie, StateDiff) {
    let mut trie = StateTrie::new(KeccakMode::best());
    let account = |nonce| Account { nonce, balance: U256::from(5), ..Account::default() };
    for byte in [1, 2, 3] {
        trie.insert_account(Address::repeat_byte(byte), account(byte.into())).unwrap();
        for slot in 0..3 {
            let value = U256::from(slot + 10);
            trie.insert_slot(&Address::repeat_byte(byte), U256::from(slot), value).unwrap();
        }
    }
    let slot = |slot: u64, before: u64, after: u64| SlotChange {
        slot: U256::from(slot),
        before: U256::from(before),
        after: U256::from(after),
    };
    let change = |byte: u8, before, after, slots| AccountChange {
        address: Address::repeat_byte(byte),
        before,
        after,
        storage_wiped: false,
        slots,
    };
    let removed = vec![slot(0, 10, 0), slot(1, 11, 0), slot(2, 12, 0)];
    let accounts = vec![
        change(1, Some(account(1)), Some(account(9)), vec![slot(0, 10, 7), slot(5, 0, 8)]),
        change(2, Some(account(2)), None, removed),
        change(4, None, Some(account(1)), vec![slot(0, 0, 1)]),
    ];
    (trie, StateDiff { accounts, codes: Vec::new() })
}

#[test]
fn a_diff_that_does_not_fit_is_refused_by_name_and_changes_nothing() {
    let (mut trie, good) = sample();
    let (root, before) = (trie.root(), dump(&trie));
    let spoil = |spoil: &dyn Fn(&mut StateDiff)| {
        let mut diff = good.clone();
        spoil(&mut diff);
        diff
    };
    let balance = U256::MAX;
    let cases: Vec<(StateDiff, &str)> = vec![
        (spoil(&|diff| diff.accounts[2].before = diff.accounts[2].after), "differs: the diff"),
        (spoil(&|diff| diff.accounts[1].before = None), "differs: the diff"),
        (spoil(&|diff| diff.accounts[2].slots[0].before = U256::from(3)), "slot 0x0 of"),
        (spoil(&|diff| diff.accounts[1].slots.truncate(2)), "1 storage slots left"),
        (spoil(&|diff| diff.accounts[1].slots[2].after = U256::from(3)), "does not exist"),
        (spoil(&|diff| diff.accounts[2].storage_wiped = true), "wipes the storage"),
        (spoil(&|diff| diff.accounts.swap(1, 2)), "not strictly ascending"),
        (spoil(&|diff| diff.accounts.push(diff.accounts[2].clone())), "not strictly ascending"),
        (spoil(&|diff| diff.accounts[0].slots.swap(0, 1)), "not strictly ascending"),
        (
            spoil(&|diff| diff.accounts[2].after.as_mut().unwrap().balance = balance),
            "exceeds 2^128 - 1 wei",
        ),
    ];
    for (diff, words) in cases {
        let error = trie.apply(&diff).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(trie.root(), root, "{error}");
        assert_eq!(dump(&trie), before, "{error}");
    }
    assert!(matches!(trie.revert(&good), Err(TrieError::AccountDiffers(_))));
    assert_eq!(dump(&trie), before);

    trie.apply(&good).unwrap();
    assert!(matches!(trie.apply(&good), Err(TrieError::AccountDiffers(_))));
    let after = trie.root();
    assert_ne!(after, root);
    trie.revert(&good).unwrap();
    assert_eq!((trie.root(), dump(&trie)), (root, before));
}

#[test]
fn list_roots_agree_with_the_reference_for_any_count_and_length() {
    let mut random = random();
    let mut lists: Vec<Vec<Vec<u8>>> = Vec::new();
    let counts = (0..=140).chain([255, 256, 257, 300, 2_100, 70_000]);
    for count in counts {
        let longest = *[1, 3, 20, 40, 300, 1_500].choose(&mut random).unwrap();
        let longest = if count > 10_000 { 8 } else { longest };
        let value = |random: &mut StdRng| {
            let length = random.random_range(1..=longest);
            (0..length).map(|_| random.random()).collect()
        };
        lists.push((0..count).map(|_| value(&mut random)).collect());
    }
    for list in lists {
        let want = ordered_trie_root_with_encoder(&list, |value, out| out.extend(value));
        for mode in KeccakMode::ALL {
            let encode = |index: usize, out: &mut Vec<u8>| out.extend_from_slice(&list[index]);
            assert_eq!(ordered_root(list.len(), encode, mode), want, "{} values", list.len());
        }
    }
}

#[test]
fn a_trie_is_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<StateTrie>();
    shared::<TrieError>();
}
