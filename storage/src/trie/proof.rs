//! Merkle proofs as EIP-1186 has them, of the state as it stands.

use super::TrieError;
use super::forest::{Forest, Leaf};
use super::leaves::{AccountContext, NO_STORAGE, slot_key};
use super::node::{NodeId, NodeKind, Reference, first_difference, nibble};
use super::state::StateTrie;
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use cybermiles_primitives::Account;

/// An account with the nodes that prove it, and some of its slots (EIP-1186).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountProof {
    /// The account; `None` where the proof shows that there is none.
    pub account: Option<Account>,
    /// The root of the account's storage trie; the empty root where it has no storage.
    pub storage_root: B256,
    /// RLP nodes from the state root towards the account, empty for an empty state.
    pub proof: Vec<Bytes>,
    /// One proof for each slot asked for, in that order.
    pub slots: Vec<SlotProof>,
}

/// A storage value with the nodes that prove it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotProof {
    /// The slot asked for.
    pub slot: U256,
    /// Its value, zero where the proof shows that nothing is stored.
    pub value: U256,
    /// RLP nodes from the storage root towards the slot, empty where the account has no storage.
    pub proof: Vec<Bytes>,
}

impl StateTrie {
    /// Proves an account and some of its slots against the last [`root`](Self::root).
    ///
    /// # Errors
    /// [`TrieError::Unhashed`] when the state changed since.
    pub fn prove(&self, address: &Address, slots: &[U256]) -> Result<AccountProof, TrieError> {
        self.check_hashed()?;
        let context = self.account_context();
        let leaf = self.find_account(address);
        let record = leaf.map(|leaf| &self.accounts.leaves[leaf]);
        let key = record.map_or_else(|| keccak256(address), |record| *record.key());
        let storage = record.map_or(NO_STORAGE, |record| record.storage);
        let prove_slot = |slot: &U256| SlotProof {
            slot: *slot,
            value: self
                .find_slot(storage, slot)
                .map_or(U256::ZERO, |leaf| self.slots.leaves[leaf].value),
            proof: match storage {
                NO_STORAGE => Vec::new(),
                trie => self.slots.proof(self.slots.root(trie), 0, &slot_key(slot), ()),
            },
        };
        Ok(AccountProof {
            account: leaf.map(|leaf| self.account_at(leaf)),
            storage_root: context.storage_root(storage),
            proof: self.accounts.proof(self.accounts.root(Self::ACCOUNTS), 0, &key, context),
            slots: slots.iter().map(prove_slot).collect(),
        })
    }

    pub(super) fn account_context(&self) -> AccountContext<'_> {
        AccountContext { codes: &self.codes, storages: &self.slots.tries }
    }

    pub(super) fn check_hashed(&self) -> Result<(), TrieError> {
        if self.accounts.is_clean() && self.slots.is_clean() {
            Ok(())
        } else {
            Err(TrieError::Unhashed)
        }
    }
}

impl<L: Leaf> Forest<L> {
    /// The nodes from `node`, whose path starts at depth `from`, towards `key`. Nodes shorter than
    /// a hash are part of their parent, except for a root.
    pub(super) fn proof(
        &self,
        mut node: NodeId,
        mut from: usize,
        key: &B256,
        context: L::Context<'_>,
    ) -> Vec<Bytes> {
        let mut proof = Vec::new();
        let mut encoding = Vec::new();
        while let Some(kind) = node.kind() {
            let branch = match kind {
                NodeKind::Leaf(leaf) => {
                    self.encode_leaf(leaf, from, context, &mut Vec::new(), &mut encoding);
                    put_node(&encoding, from == 0, &mut proof);
                    break;
                }
                NodeKind::Branch(branch) => branch,
            };
            let depth = usize::from(self.branches[branch].depth);
            self.encode_branch(branch, &mut encoding);
            if depth > from {
                let mut extension = Vec::new();
                let child = Reference::of(&encoding);
                self.encode_extension(branch, from, &child, &mut extension);
                put_node(&extension, from == 0, &mut proof);
                if first_difference(key, self.sample(node), from, depth) < depth {
                    break;
                }
            }
            put_node(&encoding, depth == 0, &mut proof);
            node = self.child(branch, nibble(key, depth)).map_or(NodeId::NONE, |(node, _)| node);
            from = depth + 1;
        }
        proof
    }
}

/// Adds a node to a proof unless it is short enough to stand in its parent.
pub(super) fn put_node(encoding: &[u8], is_root: bool, proof: &mut Vec<Bytes>) {
    if is_root || encoding.len() >= 32 {
        proof.push(Bytes::copy_from_slice(encoding));
    }
}
