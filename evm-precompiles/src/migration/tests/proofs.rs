//! Proofs that prove nothing, or something else.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::{SolCall, SolError};
use cybermiles_proofs::merkle::leaf;

use super::{
    ask, call, fails,
    relayed::by_storage,
    wei,
    world::{
        ALSO_OPEN, CREDITED, DISPUTED, EXCHANGE, LOST, OPEN, PAYEE, RELAYER, TOKEN, World, begin,
        claimant,
    },
};
use crate::{
    Status,
    abi::{
        IMigration::{
            InvalidMerkleProof, InvalidStorageProof, NoStorageProofs, claimCall,
            claimWithStorageProofCall, snapshotCall,
        },
        IPrecompile::InvalidCalldata,
    },
    address::MIGRATION,
    memory::{CALL_GAS, MemoryHost},
    migration::{MAX_MERKLE_NODES, MAX_NODE, MAX_TRIE_NODES, genesis::MigrationRow},
};

#[track_caller]
fn proves_nothing(world: &World, claim: claimWithStorageProofCall) {
    fails(&mut world.host.clone(), claimant().address, claim, InvalidStorageProof {});
}

/// A claim of the disputed row with other nodes.
fn with(
    world: &World,
    change: impl FnOnce(&mut Vec<Bytes>, &mut Vec<Bytes>),
) -> claimWithStorageProofCall {
    let mut claim = world.claim_by_storage(DISPUTED, PAYEE);
    change(&mut claim.accountProof, &mut claim.storageProof);
    claim
}

#[test]
fn a_flipped_nibble_is_found_wherever_it_is() {
    let world = World::new();
    let good = world.claim_by_storage(DISPUTED, PAYEE);
    let mut tried = 0;
    for is_account in [true, false] {
        let nodes = if is_account { &good.accountProof } else { &good.storageProof };
        for (at, node) in nodes.iter().enumerate() {
            for byte in (0..node.len()).step_by(if is_account { 23 } else { 7 }) {
                let mut flipped = node.to_vec();
                flipped[byte] ^= if byte.is_multiple_of(2) { 0x10 } else { 0x01 };
                let bad = with(&world, |account, storage| {
                    let nodes = if is_account { account } else { storage };
                    nodes[at] = flipped.into();
                });
                proves_nothing(&world, bad);
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
    call(&mut world.host.clone(), claimant().address, good).unwrap();
}

#[test]
fn a_proof_has_every_node_and_no_other() {
    let world = World::new();
    let good = world.claim_by_storage(DISPUTED, PAYEE);
    assert!(good.accountProof.len() > 2 && good.storageProof.len() > 2, "too small a trie");
    for at in 0..good.accountProof.len() {
        proves_nothing(&world, with(&world, |account, _| drop(account.remove(at))));
        proves_nothing(&world, with(&world, |account, _| account.insert(at, account[at].clone())));
    }
    for at in 0..good.storageProof.len() {
        proves_nothing(&world, with(&world, |_, storage| drop(storage.remove(at))));
        proves_nothing(&world, with(&world, |_, storage| storage.insert(at, storage[at].clone())));
    }
    proves_nothing(&world, with(&world, |account, _| account.clear()));
    proves_nothing(&world, with(&world, |_, storage| storage.clear()));
    proves_nothing(&world, with(&world, |_, storage| storage.push(Bytes::new())));
    proves_nothing(&world, with(&world, |_, storage| storage.push(vec![0x80].into())));
    proves_nothing(&world, with(&world, |_, storage| *storage = vec![vec![0x80].into()]));
    proves_nothing(&world, with(&world, |account, storage| storage.extend(account.clone())));
    proves_nothing(&world, with(&world, |_, storage| storage.reverse()));
    proves_nothing(&world, with(&world, std::mem::swap));
}

#[test]
fn a_proof_of_something_else_proves_nothing() {
    let world = World::new();
    for other in [LOST, EXCHANGE, CREDITED, OPEN] {
        let (_, another) = world.storage_proofs(other);
        proves_nothing(&world, with(&world, |_, storage| *storage = another));
    }
    // The right storage of another account, and of one that is not there.
    for key in [keccak256(3u64.to_le_bytes()), keccak256(DISPUTED)] {
        let another = world.account_proof(key);
        proves_nothing(&world, with(&world, |account, _| *account = another));
    }
    // Another block, in which this holder is rich.
    let (there, rich) = world.another_block(DISPUTED);
    proves_nothing(
        &world,
        with(&world, |account, storage| {
            (*account, *storage) = (there.clone(), rich.clone());
        }),
    );
    proves_nothing(&world, with(&world, |_, storage| *storage = rich));
    proves_nothing(&world, with(&world, |account, _| *account = there));
    // The same balances in a token that hashes its keys the other way round.
    let (account, storage) = World::with(true, vec![]).storage_proofs(DISPUTED);
    proves_nothing(&world, with(&world, |_, nodes| *nodes = storage.clone()));
    proves_nothing(&world, with(&world, |a, s| (*a, *s) = (account, storage)));
}

#[test]
fn nothing_is_proven_to_be_nothing() {
    // A row of somebody whom the token does not know: the proof that it has nothing is right.
    let mut world = World::new();
    let nobody = Address::repeat_byte(0x0f);
    let row = MigrationRow { account: nobody, class: 0, claimant: Some(PAYEE) };
    world.migration.rows.push(row);
    let mut host = MemoryHost::new();
    begin(&mut host, &world.migration);
    let claim = world.claim_by_storage(nobody, PAYEE);
    assert!(!claim.storageProof.is_empty());
    fails(&mut host, PAYEE, claim, InvalidStorageProof {});
    // Neither does a tree prove it.
    let nothing =
        claimCall { account: nobody, amount: U256::ZERO, proof: Vec::new(), recipient: PAYEE };
    fails(&mut host, PAYEE, nothing, InvalidMerkleProof {});
}

#[test]
fn a_chain_whose_balances_nobody_proved_takes_no_storage_proofs() {
    let mut world = World::new();
    world.migration.snapshot.state_root = None;
    world.host = MemoryHost::new();
    begin(&mut world.host, &world.migration);
    let by = claimant().address;
    assert!(ask(&mut world.host, snapshotCall {}).stateRoot.is_zero());
    // One that is right on Ethereum, one of nothing, and more nodes than are ever looked at.
    let right = world.claim_by_storage(DISPUTED, PAYEE);
    let nothing = with(&world, |account, storage| (account.clear(), storage.clear()).0);
    let many = with(&world, |account, _| *account = vec![Bytes::new(); MAX_TRIE_NODES + 1]);
    for claim in [right, nothing, many] {
        fails(&mut world.host, by, claim, NoStorageProofs {});
    }
    let request = world.request(DISPUTED, by);
    let relayed = by_storage(&world, &request, 7);
    fails(&mut world.host, RELAYER, relayed, NoStorageProofs {});
    // The Merkle proof pays as ever, by both ways.
    let signed = world.signed(&claimant(), &request, 7);
    call(&mut world.host, RELAYER, signed).unwrap();
    let claim = world.claim(LOST, PAYEE);
    call(&mut world.host, by, claim).unwrap();
    assert_eq!(world.host.balance(PAYEE), wei(1_000_000 - 7 + 1));
}

#[test]
fn only_so_many_nodes_of_such_a_size_are_looked_at() {
    let world = World::new();
    let node = |bytes: usize| Bytes::from(vec![0xc0; bytes]);
    let by = claimant().address;
    let used = |count: usize, size: usize| {
        let claim = with(&world, |account, _| *account = vec![node(size); count]);
        let data = claim.abi_encode();
        let output = world.host.clone().call(by, MIGRATION, U256::ZERO, &data);
        assert_eq!(
            (output.status, &output.bytes[..]),
            (Status::Revert, &InvalidStorageProof {}.abi_encode()[..])
        );
        // Calldata has been paid for anyway.
        output.gas_used - 6 * (data.len() as u64).div_ceil(32)
    };
    let rows = 3 * 2_200;
    assert!(used(MAX_TRIE_NODES + 1, 1) < rows, "one node too many was looked at");
    assert!(used(1, MAX_NODE + 1) < rows, "too large a node was looked at");
    assert!(used(MAX_TRIE_NODES, MAX_NODE) > 65 * 400, "the work was not paid for");
}

/// The trick of an array whose elements all point at the same bytes: little calldata, much memory.
#[test]
fn nodes_that_share_their_bytes_are_refused_before_they_are_copied() {
    // 200 MB of some 160 kB: less than any decoder refuses by itself.
    const NODES: usize = 2_000;
    const BYTES: usize = 100_000;
    let word = |number: usize| B256::from(U256::from(number));
    let mut words =
        vec![DISPUTED.into_word(), word(4 * 32), word((5 + NODES) * 32), PAYEE.into_word()];
    words.push(word(NODES));
    words.extend(std::iter::repeat_n(word((NODES + 1) * 32), NODES));
    // An empty array, and then the bytes that all nodes are.
    words.push(word(0));
    words.push(word(BYTES));
    words.extend(std::iter::repeat_n(B256::ZERO, BYTES.div_ceil(32)));
    let selector = claimWithStorageProofCall::SELECTOR;
    let data = [&selector[..], &words.concat()].concat();
    let mut host = World::new().host;
    let output = host.call(claimant().address, MIGRATION, U256::ZERO, &data);
    assert_eq!(&output.bytes[..], InvalidCalldata {}.abi_encode());
    assert!(output.gas_used < CALL_GAS / 100);
}

#[test]
fn a_merkle_proof_is_of_one_account_and_amount() {
    let world = World::new();
    let by = claimant().address;
    let good = world.claim(DISPUTED, PAYEE);
    let bad = |change: &dyn Fn(&mut claimCall)| {
        let mut claim = good.clone();
        change(&mut claim);
        fails(&mut world.host.clone(), by, claim, InvalidMerkleProof {});
    };
    for amount in [good.amount + U256::ONE, good.amount - U256::ONE, U256::ZERO, U256::MAX] {
        bad(&|claim| claim.amount = amount);
    }
    bad(&|claim| (claim.amount, claim.proof) = (wei(1), world.merkle(LOST)));
    bad(&|claim| claim.proof = world.merkle(LOST));
    bad(&|claim| claim.proof.clear());
    for at in 0..good.proof.len() {
        bad(&|claim| {
            claim.proof.remove(at);
        });
        bad(&|claim| claim.proof[at].0[at] ^= 1);
        bad(&|claim| claim.proof.insert(at, B256::ZERO));
    }
    bad(&|claim| claim.proof.reverse());
    bad(&|claim| claim.proof.push(B256::ZERO));
    bad(&|claim| claim.proof.push(world.migration.claim_root));
    bad(&|claim| claim.proof = vec![leaf(DISPUTED, claim.amount)]);
    // The other rows' proofs are of other rows, the open ones' too.
    bad(&|claim| claim.proof = world.merkle(ALSO_OPEN));
    call(&mut world.host.clone(), by, good.clone()).unwrap();
}

#[test]
fn too_long_a_merkle_proof_is_not_followed() {
    let world = World::new();
    let by = claimant().address;
    let used = |nodes: usize| {
        let claim = claimCall { proof: vec![B256::ZERO; nodes], ..world.claim(DISPUTED, PAYEE) };
        let data = claim.abi_encode();
        let output = world.host.clone().call(by, MIGRATION, U256::ZERO, &data);
        assert_eq!(&output.bytes[..], InvalidMerkleProof {}.abi_encode());
        output.gas_used - 6 * (data.len() as u64).div_ceil(32)
    };
    assert_eq!(used(MAX_MERKLE_NODES) - used(0), 64 * (30 + 2 * 6), "each pair is a keccak256");
    assert!(used(MAX_MERKLE_NODES + 1) < used(0), "it was followed");
}

#[test]
fn a_tree_of_one_row_is_its_leaf() {
    let mut world = World::new();
    let by = claimant().address;
    world.migration.rows.retain(|row| row.account == LOST);
    world.migration.claim_root = leaf(LOST, wei(1));
    world.migration.claimable = wei(1);
    let mut host = MemoryHost::new();
    begin(&mut host, &world.migration);
    let claim = claimCall { account: LOST, amount: wei(1), proof: Vec::new(), recipient: PAYEE };
    call(&mut host, by, claim).unwrap();
    assert_eq!((host.balance(PAYEE), host.balance(MIGRATION)), (wei(1), wei(0)));
}

#[test]
fn a_leaf_of_nothing_pays_nothing() {
    // No genesis is made of such a row; a claim of it would mark it paid for ever.
    let mut world = World::new();
    world.migration.rows.retain(|row| row.account == LOST);
    world.migration.claim_root = leaf(LOST, U256::ZERO);
    world.migration.claimable = wei(1);
    let mut host = MemoryHost::new();
    begin(&mut host, &world.migration);
    let (amount, proof, recipient) = (U256::ZERO, Vec::new(), PAYEE);
    let claim = claimCall { account: LOST, amount, proof, recipient };
    fails(&mut host, claimant().address, claim, InvalidMerkleProof {});
}

#[test]
fn the_token_is_the_pinned_one() {
    let mut world = World::new();
    assert_eq!(world.migration.snapshot.token, TOKEN);
    world.migration.snapshot.token = Address::repeat_byte(0x71);
    let migration = world.migration.clone();
    begin(&mut world.host, &migration);
    proves_nothing(&world, world.claim_by_storage(DISPUTED, PAYEE));
}
