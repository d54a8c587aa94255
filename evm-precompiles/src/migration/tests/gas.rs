//! What the functions cost: the table in `docs/spec/migration.md`.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_rlp::Header;
use alloy_sol_types::SolCall;

use super::{
    wei,
    world::{BALANCES, DISPUTED, OPEN, PAYEE, RELAYER, World, claimant},
};
use crate::{
    Call, Status,
    abi::IMigration::{
        cancelClaimsCall, claimForWithStorageProofCall, claimWithStorageProofCall, isClaimedCall,
        remainingCall, rowCall,
    },
    address::{CMT, MIGRATION},
    memory::MemoryHost,
    migration::{name_claimant, state_root},
    signer::domain,
};

const DOCS: &str = include_str!("../../../../docs/spec/migration.md");

fn measure(host: &mut MemoryHost, what: &str, caller: Address, function: &impl SolCall) -> String {
    let output = host.call(caller, MIGRATION, U256::ZERO, &function.abi_encode());
    assert_eq!(output.status, Status::Success, "{what}");
    format!("| {what} | {} |", output.gas_used)
}

/// A proof of a value as a large trie has it: full branches down to a leaf at this depth.
fn deep(key: B256, value: &[u8], depth: usize) -> (B256, Vec<Bytes>) {
    let digit = |at: usize| if at.is_multiple_of(2) { key[at / 2] >> 4 } else { key[at / 2] & 15 };
    let list = |items: &[Vec<u8>]| {
        let payload = items.concat();
        let mut rlp = Vec::new();
        Header { list: true, payload_length: payload.len() }.encode(&mut rlp);
        [rlp, payload].concat()
    };
    let left: Vec<u8> = (depth..64).map(digit).collect();
    let (odd, pairs) = if left.len() % 2 == 1 { left.split_at(1) } else { left.split_at(0) };
    let first = odd.first().map_or(0x20, |digit| 0x30 | digit);
    let path: Vec<u8> =
        [first].into_iter().chain(pairs.chunks(2).map(|two| two[0] << 4 | two[1])).collect();
    let mut nodes = vec![list(&[alloy_rlp::encode(&path[..]), alloy_rlp::encode(value)])];
    for at in (0..depth).rev() {
        let below = keccak256(nodes.last().unwrap());
        let child = |n: u8| if n == digit(at) { below } else { keccak256([n]) };
        let mut items: Vec<_> = (0..16).map(|n| alloy_rlp::encode(child(n))).collect();
        items.push(vec![0x80]);
        nodes.push(list(&items));
    }
    nodes.reverse();
    (keccak256(&nodes[0]), nodes.into_iter().map(Bytes::from).collect())
}

/// Proofs as long as those of a token on Ethereum: eight nodes in the state, seven in the token.
fn as_on_ethereum(host: &mut MemoryHost, holder: Address, wei: U256) -> (Vec<Bytes>, Vec<Bytes>) {
    let slot = keccak256([holder.into_word(), U256::from(BALANCES).into()].concat());
    let (storage_root, storage) = deep(keccak256(slot), &alloy_rlp::encode(wei), 6);
    let account = alloy_trie::TrieAccount { nonce: 1, storage_root, ..Default::default() };
    let token = super::world::TOKEN;
    let (root, account) = deep(keccak256(token), &alloy_rlp::encode(account), 7);
    state_root().set(&mut Call::system(host, MIGRATION), root).unwrap();
    (account, storage)
}

#[test]
fn the_gas_table_of_the_docs_is_what_is_measured() {
    let fresh = World::new();
    let by = claimant().address;
    let world = || {
        let mut host = fresh.host.clone();
        host.set_balance(PAYEE, wei(1));
        host.set_balance(RELAYER, wei(1));
        host
    };
    let mut rows = vec![
        measure(&mut world(), "`row`", PAYEE, &rowCall { account: OPEN }),
        measure(&mut world(), "`isClaimed`", PAYEE, &isClaimedCall { account: OPEN }),
        measure(&mut world(), "`remaining`", PAYEE, &remainingCall {}),
    ];
    let mut claim = fresh.claim(DISPUTED, PAYEE);
    let merkle = format!("`claim`, {} nodes", claim.proof.len());
    rows.push(measure(&mut world(), &merkle, by, &claim));
    claim.recipient = Address::repeat_byte(0x99);
    let to_new = format!("{merkle}, to a new account");
    rows.push(measure(&mut world(), &to_new, by, &claim));

    let mut other = World::new();
    let request = other.request(DISPUTED, by);
    let relayed = other.signed(&claimant(), &request, 7);
    let what = format!("`claimFor`, {} nodes, first of its claimant", relayed.proof.len());
    rows.push(measure(&mut world(), &what, RELAYER, &relayed));

    let mut host = world();
    let (accountProof, storageProof) = as_on_ethereum(&mut host, DISPUTED, wei(1_000_000));
    assert_eq!((accountProof.len(), storageProof.len()), (8, 7));
    let by_storage = claimWithStorageProofCall {
        account: DISPUTED,
        accountProof: accountProof.clone(),
        storageProof: storageProof.clone(),
        recipient: PAYEE,
    };
    rows.push(measure(&mut host.clone(), "`claimWithStorageProof`, 15 nodes", by, &by_storage));
    // What the whole transaction pays for its calldata alone (EIP-7623).
    let data = by_storage.abi_encode();
    let zeros = data.iter().filter(|byte| **byte == 0).count();
    let floor = 21_000 + 10 * zeros + 40 * (data.len() - zeros);
    assert!((300_000..350_000).contains(&floor), "{floor} gas, {} bytes", data.len());
    let relayed = claimForWithStorageProofCall {
        signature: claimant().sign(&domain(MIGRATION, 1337), &request).into(),
        request,
        fee: wei(7),
        accountProof,
        storageProof,
    };
    let what = "`claimForWithStorageProof`, 15 nodes, first of its claimant";
    rows.push(measure(&mut host, what, RELAYER, &relayed));
    rows.push(measure(&mut world(), "`cancelClaims`, first", by, &cancelClaimsCall {}));
    let table = rows.join("\n");
    assert!(DOCS.contains(&table), "docs/spec/migration.md should contain\n{table}");
}

/// Votes are paid for in advance, so what they do at the end must be bounded, too.
#[test]
fn what_governance_does_costs_little() {
    let mut host = World::new().host;
    let mut call = Call::system(&mut host, MIGRATION);
    name_claimant(&mut call, OPEN, PAYEE).unwrap();
    let naming = call.gas().used();
    let fresh = World::new();
    let mut host = fresh.host;
    host.set_time(fresh.migration.deadline + 1);
    let mut call = Call::system(&mut host, MIGRATION);
    crate::migration::release(&mut call, Address::ZERO).unwrap();
    let burning = call.gas().used();
    assert!(naming < 12_000 && burning < 50_000, "{naming}, {burning}");
    assert!(host.balance(CMT).is_zero() && host.balance(MIGRATION).is_zero());
    assert_eq!(host.slot(CMT, U256::ONE), host.burned());
}
