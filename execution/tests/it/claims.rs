//! Claims of the migration on the EVM against the same on their in-memory twin.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall, SolInterface, SolStruct, eip712_domain};
use alloy_trie::{HashBuilder, Nibbles, TrieAccount, proof::ProofRetainer};
use cybermiles_evm_precompiles::{
    abi::IMigration::{
        Claim, IMigrationCalls, cancelClaimsCall, claimCall, claimForCall,
        claimForWithStorageProofCall, claimWithStorageProofCall, isClaimedCall, rowCall,
        snapshotCall,
    },
    address::MIGRATION,
    migration::genesis::{Migration, MigrationRow, Snapshot, found},
};
use cybermiles_proofs::merkle::{Tree, leaf};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use crate::{
    native::agree_on,
    pair::{PARTIES, Pair, party},
};

/// Rows to be claimed.
pub(crate) const ROWS: u64 = 400;
/// Seconds that claims are paid for.
pub(crate) const TIME: u64 = 1_000_000;
const TOKEN: Address = Address::repeat_byte(0x70);

/// The root of a trie with these leaves, and the proof of a key.
fn prove(leaves: &BTreeMap<B256, Vec<u8>>, key: B256) -> (B256, Vec<Bytes>) {
    let retainer = ProofRetainer::new(vec![Nibbles::unpack(key)]);
    let mut builder = HashBuilder::default().with_proof_retainer(retainer);
    for (key, value) in leaves {
        builder.add_leaf(Nibbles::unpack(key), value);
    }
    let root = builder.root();
    let nodes = builder.take_proof_nodes().into_nodes_sorted();
    (root, nodes.into_iter().map(|(_, node)| node).collect())
}

pub(crate) fn account(number: u64) -> Address {
    Address::from_word(keccak256(number.to_be_bytes()))
}

pub(crate) fn amount(number: u64) -> U256 {
    U256::from(number * number + 1)
}

fn balance_key(account: Address) -> B256 {
    keccak256(keccak256([account.into_word(), U256::ONE.into()].concat()))
}

/// A chain with rows of the parties, of a key that only signs, and of nobody.
pub(crate) struct Chain {
    pub(crate) pair: Pair,
    signer: PrivateKeySigner,
    tree: Tree,
    account_proof: Vec<Bytes>,
    storage: BTreeMap<B256, Vec<u8>>,
    snapshot: Snapshot,
}

impl Chain {
    fn new() -> Self {
        Self::on(Pair::new())
    }

    /// The migration on a chain that has something else already.
    pub(crate) fn on(mut pair: Pair) -> Self {
        let signer = PrivateKeySigner::from_bytes(&B256::repeat_byte(7)).unwrap();
        let numbers = 0..ROWS;
        let tree = numbers.clone().map(|n| leaf(account(n), amount(n))).collect();
        let tree = Tree::new(tree).unwrap();
        let storage: BTreeMap<_, _> = numbers
            .clone()
            .map(|n| (balance_key(account(n)), alloy_rlp::encode(amount(n))))
            .collect();
        let storage_root = prove(&storage, B256::ZERO).0;
        let token = TrieAccount { nonce: 1, storage_root, ..Default::default() };
        let state = BTreeMap::from([(keccak256(TOKEN), alloy_rlp::encode(token))]);
        let (state_root, account_proof) = prove(&state, keccak256(TOKEN));
        let snapshot = Snapshot {
            token: TOKEN,
            block_number: 6_486_489,
            block_hash: B256::repeat_byte(1),
            state_root: Some(state_root),
            balances_slot: U256::ONE,
            is_vyper: false,
        };
        let rows = numbers.clone().map(|n| MigrationRow {
            account: account(n),
            class: 2,
            claimant: match n % 4 {
                0 => None,
                1 => Some(party(u8::try_from(n % u64::from(PARTIES)).unwrap() + 1)),
                _ => Some(signer.address()),
            },
        });
        let founded = found(&Migration {
            snapshot,
            claim_root: tree.root(),
            deadline: pair.time() + TIME,
            rows: rows.collect(),
            claimable: numbers.map(amount).sum(),
        })
        .unwrap();
        pair.begin(MIGRATION, &founded.slots, founded.balance);
        Self { pair, signer, tree, account_proof, storage, snapshot }
    }

    /// A claim of row `n` by its claimant.
    pub(crate) fn claim(&self, n: u64, recipient: Address) -> claimCall {
        let proof = self.tree.proof(leaf(account(n), amount(n))).unwrap();
        claimCall { account: account(n), amount: amount(n), proof, recipient }
    }

    fn storage_proof(&self, account: Address) -> Vec<Bytes> {
        prove(&self.storage, balance_key(account)).1
    }

    fn signature(&self, request: &Claim) -> Bytes {
        let domain = eip712_domain! {
            name: "CyberMiles Migration",
            version: "1",
            chain_id: 1337,
            verifying_contract: MIGRATION,
        };
        let hash = request.eip712_signing_hash(&domain);
        self.signer.sign_hash_sync(&hash).unwrap().as_bytes().into()
    }
}

/// A claim by somebody, mostly as it should be.
fn calldata(chain: &Chain, nonce: u64, random: &mut StdRng) -> (u8, bool, Vec<u8>) {
    let n = random.random_range(0..ROWS);
    let off = u64::from(random.random_range(0..12) == 0);
    let (of, amount) = (account(n), amount(n) + U256::from(off));
    let right = u8::try_from(n % u64::from(PARTIES)).unwrap() + 1;
    let who = if random.random_range(0..8) == 0 { random.random_range(1..=PARTIES) } else { right };
    let recipients =
        [party(who), Address::from(random.random::<[u8; 20]>()), MIGRATION, Address::ZERO];
    let recipient = recipients[[0, 0, 0, 1, 1, 1, 2, 3][random.random_range(0..8)]];
    let proof = chain.tree.proof(leaf(account(n), self::amount(n))).unwrap();
    let mut storage = chain.storage_proof(of);
    if random.random_range(0..12) == 0 {
        let node = random.random_range(0..storage.len());
        storage.remove(node);
    }
    let account_proof = chain.account_proof.clone();
    let request = Claim {
        account: of,
        amount,
        recipient,
        maxFee: U256::from(5),
        snapshot: chain.snapshot.block_hash,
        nonce: U256::from(nonce + off),
        deadline: U256::MAX,
    };
    let signature = chain.signature(&request);
    let fee = U256::from(random.random_range(0..7u64));
    let is_signed = n % 4 > 1;
    let data = match (is_signed, random.random()) {
        (_, _) if random.random_range(0..20) == 0 => match random.random_range(0..4) {
            0 => cancelClaimsCall {}.abi_encode(),
            1 => isClaimedCall { account: of }.abi_encode(),
            2 => rowCall { account: of }.abi_encode(),
            _ => snapshotCall {}.abi_encode(),
        },
        (false, false) => claimCall { account: of, amount, proof, recipient }.abi_encode(),
        (false, true) => claimWithStorageProofCall {
            account: of,
            accountProof: account_proof,
            storageProof: storage,
            recipient,
        }
        .abi_encode(),
        (true, false) => claimForCall { request, fee, proof, signature }.abi_encode(),
        (true, true) => claimForWithStorageProofCall {
            request,
            fee,
            accountProof: account_proof,
            storageProof: storage,
            signature,
        }
        .abi_encode(),
    };
    (who, is_signed, data)
}

#[test]
fn claims_are_the_same_on_the_evm_as_in_memory() {
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| rand::rng().random());
    eprintln!("SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut chain = Chain::new();
    let (mut nonce, mut paid) = (0, [0; 2]);
    let claims = [claimForCall::SELECTOR, claimForWithStorageProofCall::SELECTOR];
    for step in 0..1_500 {
        let (who, is_signed, data) = calldata(&chain, nonce, &mut random);
        let selector: [u8; 4] = data[..4].try_into().unwrap();
        let (success, answer) = chain.pair.call(who, MIGRATION, U256::ZERO, data);
        if success && answer.is_empty() {
            nonce += u64::from(claims.contains(&selector));
            paid[usize::from(is_signed)] += 1;
        }
        if step % 100 == 0 {
            chain.pair.compare();
        }
    }
    chain.pair.compare();
    eprintln!("{paid:?} claims were paid");
    assert!(paid.iter().all(|paid| *paid > 40), "too few were paid to compare anything: {paid:?}");
}

#[test]
fn migration_is_the_same_on_the_evm_as_in_memory() {
    let selectors: Vec<_> = IMigrationCalls::selectors().collect();
    assert!(selectors.choose(&mut rand::rng()).is_some());
    agree_on(Chain::new().pair, MIGRATION, &selectors);
}
