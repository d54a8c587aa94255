//! Proofs of random tries, and every kind of damage to them, judged by three checks: this crate's,
//! alloy-trie's, and one in another language.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256};
use alloy_trie::{Nibbles, proof::verify_proof};
use cybermiles_migrate::layout::{self, Mapping, Order};
use cybermiles_proofs::trie::{self as proof, Collected, ProofError};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use crate::{real, second, trie};

type Leaves = BTreeMap<B256, Vec<u8>>;
type Nodes = Vec<Vec<u8>>;

/// Hashed keys, or keys that are alike up to their last digits, so that paths are long and nodes
/// are small enough to stand in their parents.
fn leaves(rng: &mut StdRng) -> Leaves {
    let is_alike = rng.random_bool(0.3);
    let count = if rng.random_bool(0.1) { 0 } else { 1 << rng.random_range(0..9) };
    let key = |rng: &mut StdRng| {
        let mut key =
            if is_alike { B256::repeat_byte(0xa7) } else { B256::from(rng.random::<[u8; 32]>()) };
        if is_alike {
            (0..3).for_each(|_| key[rng.random_range(28..32)] = rng.random_range(0..4));
        }
        key
    };
    (0..count)
        .map(|_| {
            let value =
                U256::from(rng.random::<u128>() >> rng.random_range(0..120)) + U256::from(1);
            (key(rng), alloy_rlp::encode(value))
        })
        .collect()
}

/// A key that may be there, or nearly is, or is not.
fn pick(rng: &mut StdRng, leaves: &Leaves) -> B256 {
    let all: Vec<_> = leaves.keys().collect();
    let mut key = all
        .get(rng.random_range(0..=all.len()))
        .map_or_else(|| B256::from(rng.random::<[u8; 32]>()), |k| **k);
    if rng.random_bool(0.4) {
        key[rng.random_range(0..32)] ^= 1 << rng.random_range(0..8);
    }
    key
}

#[derive(Clone, Debug)]
struct Case {
    root: B256,
    keys: Vec<B256>,
    nodes: Nodes,
}

impl Case {
    /// Values by key, or why it is refused.
    fn own(&self) -> Result<Vec<Option<Vec<u8>>>, ProofError> {
        let mut values = vec![None; self.keys.len()];
        let mut told = vec![0; self.keys.len()];
        let nodes = self.nodes.iter().cloned().map(Ok);
        proof::walk(self.root, &self.keys, nodes, |at, value| {
            told[at] += 1;
            values[at] = value.map(<[u8]>::to_vec);
            Ok(())
        })?;
        assert!(told.iter().all(|times| *times == 1), "each key is answered once");
        Ok(values)
    }

    fn json(&self) -> String {
        let hex = |bytes: &[u8]| hex::encode(bytes);
        serde_json::json!({
            "root": hex(self.root.as_slice()),
            "keys": self.keys.iter().map(|k| hex(k.as_slice())).collect::<Vec<_>>(),
            "nodes": self.nodes.iter().map(|n| hex(n)).collect::<Vec<_>>(),
        })
        .to_string()
    }
}

/// A change that no check may overlook, if it changes anything.
fn damage(rng: &mut StdRng, case: &Case, other: &Nodes) -> (&'static str, Case) {
    let mut bad = case.clone();
    let at = rng.random_range(0..bad.nodes.len().max(1));
    let names = ["flip", "drop", "cut", "double", "foreign", "order", "root", "bytes", "more"];
    let name = *names.choose(rng).unwrap();
    match name {
        "root" => bad.root = B256::from(rng.random::<[u8; 32]>()),
        "foreign" => bad.nodes.extend(other.first().cloned()),
        _ if bad.nodes.is_empty() => bad.nodes.push(vec![0x80]),
        "flip" => {
            let byte = rng.random_range(0..bad.nodes[at].len());
            bad.nodes[at][byte] ^= 1 << (4 * rng.random_range(0..2_u8));
        }
        "drop" => drop(bad.nodes.remove(at)),
        "cut" => drop(bad.nodes.pop()),
        "double" => bad.nodes.insert(at, bad.nodes[at].clone()),
        "order" => bad.nodes.reverse(),
        "bytes" => drop(bad.nodes[at].pop()),
        _ => bad.nodes[at].push(0),
    }
    (name, bad)
}

#[test]
fn three_checks_agree_on_random_tries_and_every_damage() {
    let test = "three_checks_agree_on_random_tries_and_every_damage";
    let second = second::folder(test);
    let mut rng = StdRng::seed_from_u64(real::seed(test, 1186));
    let (mut cases, mut verdicts) = (Vec::new(), Vec::new());
    for _ in 0..150 {
        let all = leaves(&mut rng);
        let count = rng.random_range(1..12);
        let mut keys: Vec<_> = (0..count).map(|_| pick(&mut rng, &all)).collect();
        keys.sort_unstable();
        keys.dedup();
        let (root, nodes) = trie::build(&all, &keys);
        let case = Case { root, keys: keys.clone(), nodes };
        let expected: Vec<_> = keys.iter().map(|key| all.get(key).cloned()).collect();
        assert_eq!(case.own().unwrap(), expected, "{case:?}");
        check_single(&mut rng, &all, &keys);
        let other = trie::build(&leaves(&mut rng), &[B256::from(rng.random::<[u8; 32]>())]).1;
        for _ in 0..10 {
            let (name, bad) = damage(&mut rng, &case, &other);
            let is_changed = bad.root != case.root || bad.nodes != case.nodes;
            assert!(!is_changed || bad.own().is_err(), "{name}: {bad:?}");
            cases.push(bad);
        }
        // Every other set of keys than the proof was made for.
        let stranger = pick(&mut rng, &all);
        cases.push(Case { keys: vec![stranger], ..case.clone() });
        cases.push(case);
    }
    for case in &cases {
        verdicts.push(case.own().map(|values| {
            let hex: Vec<_> = values.iter().map(|v| v.as_ref().map(hex::encode)).collect();
            serde_json::to_string(&hex).unwrap()
        }));
    }
    let accepted = verdicts.iter().filter(|verdict| verdict.is_ok()).count();
    assert!(accepted > 150 && verdicts.len() - accepted > 1_000, "{accepted}");
    let Some(folder) = second else { return };
    let lines: String = cases.iter().map(|case| case.json() + "\n").collect();
    let answers = second::ask(&folder, &lines);
    assert_eq!(answers.len(), verdicts.len());
    for ((own, second), case) in verdicts.iter().zip(answers).zip(&cases) {
        match own {
            Ok(values) => assert_eq!(*values, second, "{}", case.json()),
            Err(err) => {
                assert!(second.starts_with("refused: "), "{err}\n{second}\n{}", case.json())
            }
        }
    }
}

/// Proofs of one key, against alloy-trie's own check.
fn check_single(rng: &mut StdRng, all: &Leaves, keys: &[B256]) {
    for key in keys {
        let (root, nodes) = trie::build(all, &[*key]);
        let alloy = |value: Option<Vec<u8>>, nodes: &Nodes| {
            let nodes: Vec<Bytes> = nodes.iter().map(|node| Bytes::copy_from_slice(node)).collect();
            verify_proof(root, Nibbles::unpack(key), value, &nodes).is_ok()
        };
        let value = proof::check(root, *key, &nodes).unwrap();
        assert_eq!(value.as_ref(), all.get(key));
        assert!(alloy(value.clone(), &nodes), "{key}");
        let (name, bad) = damage(rng, &Case { root, keys: vec![*key], nodes }, &Vec::new());
        if let Ok(value) = bad.own() {
            assert!(bad.root == root && alloy(value[0].clone(), &bad.nodes), "{name}");
        }
    }
}

#[test]
fn joined_proofs_are_the_one_proof_of_all_keys() {
    let mut rng = StdRng::seed_from_u64(real::seed("joined_proofs", 3));
    for _ in 0..40 {
        let all = leaves(&mut rng);
        let mut keys: Vec<_> = (0..20).map(|_| pick(&mut rng, &all)).collect();
        let mut collected = Collected::default();
        for key in &keys {
            collected.add(trie::build(&all, &[*key]).1);
        }
        keys.sort_unstable();
        keys.dedup();
        let (root, expected) = trie::build(&all, &keys);
        let mut nodes = Vec::new();
        let count = collected.proof(root, &keys, |node| {
            nodes.push(node.to_vec());
            Ok(())
        });
        assert_eq!((count.unwrap(), &nodes), (expected.len() as u64, &expected));
        let mut shown = BTreeMap::new();
        proof::leaves(root, nodes.into_iter().map(Ok), |key, value| {
            shown.insert(key, value.to_vec());
        })
        .unwrap();
        for key in &keys {
            assert_eq!(shown.get(key), all.get(key));
        }
        assert!(shown.iter().all(|(key, value)| all.get(key) == Some(value)));
    }
}

/// A token's storage with a few holders.
fn token(holders: u64, mapping: Mapping) -> (Vec<(Address, U256)>, Leaves) {
    let account = |n: u64| Address::from_word(keccak256(n.to_be_bytes()));
    let rows: Vec<_> = (1..=holders).map(|n| (account(n), U256::from(n * 1_000 + 1))).collect();
    let mut leaves: Leaves =
        rows.iter().map(|(a, wei)| (mapping.key_of(*a), alloy_rlp::encode(wei))).collect();
    leaves.insert(keccak256(B256::ZERO), alloy_rlp::encode(U256::from(10).pow(U256::from(27))));
    (rows, leaves)
}

#[test]
fn every_mistake_has_its_name() {
    let (rows, leaves) = token(300, Mapping::CMT);
    let (holder, wei) = rows[7];
    let slot = Mapping::CMT.slot_of(holder);
    let (root, nodes) = trie::build(&leaves, &[keccak256(slot)]);
    let refused = |claimed: U256, slot: B256, nodes: &Nodes| {
        proof::check_claim(root, slot, claimed, nodes).unwrap_err().to_string()
    };
    assert_eq!(proof::check_claim(root, slot, wei, &nodes).ok(), Some(()));
    assert!(nodes.len() >= 3);

    let mut flipped = nodes.clone();
    flipped[1][40] ^= 0x10;
    assert!(refused(wei, slot, &flipped).starts_with("wrong node: node 1 at path 0x"));
    flipped = nodes.clone();
    flipped[0][40] ^= 0x01;
    assert!(refused(wei, slot, &flipped).starts_with("wrong root: "));

    // Another holder's key, whose way parts from this one's at the root.
    let digit = |slot: B256| keccak256(slot)[0] >> 4;
    let other = rows.iter().find(|(a, _)| digit(Mapping::CMT.slot_of(*a)) != digit(slot)).unwrap();
    let swapped = refused(other.1, Mapping::CMT.slot_of(other.0), &nodes);
    assert!(swapped.starts_with("wrong key: ") && swapped.contains("another key"), "{swapped}");

    let excluded = refused(U256::ZERO, slot, &nodes);
    assert!(
        excluded.contains("claimed to be 0") && excluded.contains(&wei.to_string()),
        "{excluded}"
    );
    let nobody = Mapping::CMT.slot_of(Address::repeat_byte(0xee));
    let (_, absent) = trie::build(&leaves, &[keccak256(nobody)]);
    assert_eq!(proof::check_slot(root, nobody, &absent).unwrap(), U256::ZERO);
    let included = refused(wei, nobody, &absent);
    assert!(included.contains("its proof says 0"), "{included}");
    assert!(refused(wei + U256::from(1), slot, &nodes).contains("was claimed to be 8002"));

    let truncated = refused(wei, slot, &nodes[..nodes.len() - 1].to_vec());
    assert!(truncated.starts_with("truncated: "), "{truncated}");
    assert!(refused(wei, slot, &Vec::new()).starts_with("truncated: there are 0 nodes"));
    let mut longer = nodes.clone();
    longer.push(nodes[1].clone());
    let longer = refused(wei, slot, &longer);
    assert!(longer.starts_with("too long: node ") && longer.contains("not needed"), "{longer}");
}

#[test]
fn empty_tries_are_proven_by_either_client() {
    let key = B256::repeat_byte(1);
    for nodes in [vec![], vec![vec![0x80]]] {
        assert_eq!(proof::check(proof::EMPTY_ROOT, key, &nodes).unwrap(), None);
        assert!(proof::check(B256::repeat_byte(2), key, &nodes).is_err());
    }
    assert!(proof::check(proof::EMPTY_ROOT, key, &[vec![0x80], vec![0x80]]).is_err());
}

#[test]
fn accounts_are_read_strictly() {
    let address = Address::repeat_byte(5);
    let account = alloy_trie::TrieAccount {
        nonce: 3,
        balance: U256::from(7),
        storage_root: B256::repeat_byte(8),
        code_hash: B256::repeat_byte(9),
    };
    let value = alloy_rlp::encode(account);
    let leaves: Leaves = [(keccak256(address), value.clone()), (B256::ZERO, vec![1])].into();
    let (root, nodes) = trie::build(&leaves, &[keccak256(address)]);
    let found = proof::check_account(root, address, &nodes).unwrap().unwrap();
    assert_eq!((found.nonce, found.balance), (3, U256::from(7)));
    assert_eq!((found.storage_hash, found.code_hash), (account.storage_root, account.code_hash));
    for bad in [&value[..value.len() - 1], &[&value[..], &[1]].concat(), &[0xc0], &[]] {
        assert!(proof::Account::decode(bad).is_err());
    }
    assert!(proof::decode_slot(&[0x80]).is_err() && proof::decode_slot(&[0x82, 0, 1]).is_err());
    assert!(proof::decode_slot(&[0x01, 0x01]).is_err());
}

#[test]
fn the_mapping_is_found_not_assumed() {
    for mapping in [Mapping::CMT, Mapping { slot: 51, order: Order::Vyper }] {
        let (rows, leaves) = token(300, mapping);
        let proves = |key: B256, wei: U256| leaves.get(&key) == Some(&alloy_rlp::encode(wei));
        assert_eq!(layout::discover(&rows[..20], proves).unwrap(), mapping);
        let mut wrong = rows[..20].to_vec();
        wrong[3].1 += U256::from(1);
        let err = layout::discover(&wrong, proves).unwrap_err().to_string();
        assert!(err.contains("20 accounts were tried"), "{err}");
        assert!(layout::discover(&[], proves).is_err());
        assert!(layout::discover(&rows[..1], |_, _| true).is_err());
    }
}
