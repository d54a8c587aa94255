//! A chain whose genesis took over a token with many holders, some of whose rows are to be claimed.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_rlp::Encodable;
use alloy_trie::{HashBuilder, Nibbles, TrieAccount, proof::ProofRetainer};
use cybermiles_proofs::merkle::{Tree, leaf};

use crate::{
    abi::IMigration::{Claim, claimCall, claimForCall, claimWithStorageProofCall, noncesCall},
    address::{CMT, MIGRATION},
    memory::MemoryHost,
    migration::genesis::{Migration, MigrationRow, Snapshot, found},
    signer::{Signer, domain, signer},
};

/// The token, and its mapping of balances.
pub(crate) const TOKEN: Address = Address::repeat_byte(0x70);
pub(crate) const BALANCES: u64 = 1;
/// Seconds claims are paid for, from the world's first moment on.
pub(crate) const TIME: u64 = 3 * 365 * 86_400;

/// A contract nobody is named for.
pub(crate) const OPEN: Address = Address::repeat_byte(0xc0);
/// Another.
pub(crate) const ALSO_OPEN: Address = Address::repeat_byte(0xc1);
/// Two rows of one claimant, who can sign.
pub(crate) const DISPUTED: Address = Address::repeat_byte(0xd0);
pub(crate) const LOST: Address = Address::repeat_byte(0xd1);
/// A row whose claimant is a contract here, which can only call.
pub(crate) const EXCHANGE: Address = Address::repeat_byte(0xe0);
pub(crate) const EXCHANGE_CONTRACT: Address = Address::repeat_byte(0xe1);
/// An account that was credited in the genesis block: the token knows it, Migration does not.
pub(crate) const CREDITED: Address = Address::repeat_byte(0x11);
/// Somebody who is paid.
pub(crate) const PAYEE: Address = Address::repeat_byte(0x22);
/// Somebody who sends claims of others.
pub(crate) const RELAYER: Address = Address::repeat_byte(0x33);

/// Who claims [`DISPUTED`] and [`LOST`].
pub(crate) fn claimant() -> Signer {
    signer(9)
}

/// Leaves of a trie by hashed key, its root, and the proof of any key.
pub(crate) fn prove(leaves: &BTreeMap<B256, Vec<u8>>, key: B256) -> (B256, Vec<Bytes>) {
    let retainer = ProofRetainer::new(vec![Nibbles::unpack(key)]);
    let mut builder = HashBuilder::default().with_proof_retainer(retainer);
    for (key, value) in leaves {
        builder.add_leaf(Nibbles::unpack(key), value);
    }
    let root = builder.root();
    let nodes = builder.take_proof_nodes().into_nodes_sorted();
    (root, nodes.into_iter().map(|(_, node)| node).collect())
}

fn balance_key(holder: Address, is_vyper: bool) -> B256 {
    let (key, slot) = (holder.into_word(), B256::from(U256::from(BALANCES)));
    let words = if is_vyper { [slot, key] } else { [key, slot] };
    keccak256(keccak256(words.concat()))
}

/// The chain, and what whoever claims on it knows of Ethereum.
pub(crate) struct World {
    pub(crate) host: MemoryHost,
    pub(crate) rows: Vec<MigrationRow>,
    /// Balances on Ethereum, in wei.
    pub(crate) amounts: BTreeMap<Address, U256>,
    pub(crate) migration: Migration,
    tree: Tree,
    is_vyper: bool,
    storage: BTreeMap<B256, Vec<u8>>,
    accounts: BTreeMap<B256, Vec<u8>>,
    /// Proofs that are asked for often.
    account: Vec<Bytes>,
    known: BTreeMap<Address, Vec<Bytes>>,
}

fn row(account: Address, class: u8, claimant: Option<Address>) -> MigrationRow {
    MigrationRow { account, class, claimant }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(false, vec![])
    }

    /// A world of a token of this kind, with further rows of 1,000 wei.
    pub(crate) fn with(is_vyper: bool, more: Vec<MigrationRow>) -> Self {
        let mut rows = vec![
            row(OPEN, 2, None),
            row(ALSO_OPEN, 3, None),
            row(DISPUTED, 5, Some(claimant().address)),
            row(LOST, 6, Some(claimant().address)),
            row(EXCHANGE, 4, Some(EXCHANGE_CONTRACT)),
        ];
        let mut amounts: BTreeMap<_, _> = rows
            .iter()
            .zip([7_000u64, 11, 1_000_000, 1, 500])
            .map(|(row, wei)| (row.account, U256::from(wei)))
            .collect();
        amounts.extend(more.iter().map(|row| (row.account, U256::from(1_000))));
        rows.extend(more);
        let claimable: U256 = amounts.values().sum();
        let leaves = amounts.iter().map(|(account, amount)| leaf(*account, *amount)).collect();
        let tree = Tree::new(leaves).unwrap();
        // Most holders were credited: they are in the token, and in no row.
        amounts.insert(CREDITED, U256::from(123));
        amounts.extend(
            (0..300u64)
                .map(|n| (Address::from_word(keccak256(n.to_be_bytes())), U256::from(n + 1))),
        );
        let storage: BTreeMap<_, _> = amounts
            .iter()
            .map(|(holder, wei)| (balance_key(*holder, is_vyper), alloy_rlp::encode(wei)))
            .collect();
        let accounts = state(&storage);
        let snapshot = Snapshot {
            token: TOKEN,
            block_number: 6_486_489,
            block_hash: B256::repeat_byte(0xb1),
            state_root: Some(prove(&accounts, B256::ZERO).0),
            balances_slot: U256::from(BALANCES),
            is_vyper,
        };
        let mut host = MemoryHost::new();
        let deadline = host.time() + TIME;
        let claim_root = tree.root();
        let migration = Migration { snapshot, claim_root, deadline, rows: rows.clone(), claimable };
        begin(&mut host, &migration);
        let account = prove(&accounts, keccak256(TOKEN)).1;
        let known = rows.iter().map(|row| row.account).chain([CREDITED]);
        let known = known.map(|holder| (holder, prove(&storage, balance_key(holder, is_vyper)).1));
        let known = known.collect();
        Self { host, rows, amounts, migration, tree, is_vyper, storage, accounts, account, known }
    }

    /// The Merkle proof of a row.
    pub(crate) fn merkle(&self, account: Address) -> Vec<B256> {
        self.tree.proof(leaf(account, self.amounts[&account])).unwrap_or_default()
    }

    /// The token's account in Ethereum's state, and a balance in its storage, or that there is
    /// none.
    pub(crate) fn storage_proofs(&self, holder: Address) -> (Vec<Bytes>, Vec<Bytes>) {
        let known = self.known.get(&holder).cloned();
        (self.account.clone(), known.unwrap_or_else(|| self.storage_proof(holder)))
    }

    /// The proof of any account in Ethereum's state, by its hashed address.
    pub(crate) fn account_proof(&self, key: B256) -> Vec<Bytes> {
        prove(&self.accounts, key).1
    }

    fn storage_proof(&self, holder: Address) -> Vec<Bytes> {
        prove(&self.storage, balance_key(holder, self.is_vyper)).1
    }

    /// The state of another block: this holder has another balance there.
    pub(crate) fn another_block(&self, holder: Address) -> (Vec<Bytes>, Vec<Bytes>) {
        let mut storage = self.storage.clone();
        let key = balance_key(holder, self.is_vyper);
        storage.insert(key, alloy_rlp::encode(U256::from(1_000_000_000)));
        (prove(&state(&storage), keccak256(TOKEN)).1, prove(&storage, key).1)
    }

    pub(crate) fn claim(&self, account: Address, recipient: Address) -> claimCall {
        let (amount, proof) = (self.amounts[&account], self.merkle(account));
        claimCall { account, amount, proof, recipient }
    }

    pub(crate) fn claim_by_storage(
        &self,
        account: Address,
        recipient: Address,
    ) -> claimWithStorageProofCall {
        let (accountProof, storageProof) = self.storage_proofs(account);
        claimWithStorageProofCall { account, accountProof, storageProof, recipient }
    }

    /// What a claimant signs so that [`PAYEE`] is paid and whoever sends it keeps at most 10 wei.
    pub(crate) fn request(&mut self, account: Address, claimant: Address) -> Claim {
        Claim {
            account,
            amount: self.amounts[&account],
            recipient: PAYEE,
            maxFee: U256::from(10),
            snapshot: self.migration.snapshot.block_hash,
            nonce: super::ask(&mut self.host, noncesCall { claimant }),
            deadline: U256::from(self.host.time() + 3_600),
        }
    }

    pub(crate) fn signed(&self, by: &Signer, request: &Claim, fee: u64) -> claimForCall {
        claimForCall {
            request: request.clone(),
            fee: U256::from(fee),
            proof: self.merkle(request.account),
            signature: by.sign(&domain(MIGRATION, 1337), request).into(),
        }
    }
}

/// A state trie with the token, whose storage is this, and other accounts.
fn state(storage: &BTreeMap<B256, Vec<u8>>) -> BTreeMap<B256, Vec<u8>> {
    let account = |storage_root, nonce| {
        let mut rlp = Vec::new();
        TrieAccount { nonce, storage_root, ..Default::default() }.encode(&mut rlp);
        rlp
    };
    let others = (0..300u64).map(|n| (keccak256(n.to_le_bytes()), account(B256::ZERO, n)));
    let mut accounts: BTreeMap<_, _> = others.collect();
    accounts.insert(keccak256(TOKEN), account(prove(storage, B256::ZERO).0, 1));
    accounts
}

/// Puts what a genesis has of a migration into a world, and counts its coins in the supply.
pub(crate) fn begin(host: &mut MemoryHost, migration: &Migration) {
    let founded = found(migration).unwrap();
    for (slot, value) in founded.slots {
        host.set_slot(MIGRATION, slot.into(), value.into());
    }
    host.set_balance(MIGRATION, founded.balance);
    let supply = host.slot(CMT, U256::ZERO) + founded.balance;
    host.seed_supply(supply);
}
