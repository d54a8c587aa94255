//! Proofs of an earlier state: the trie overlaid with what later blocks changed.

use super::change::fits;
use super::leaves::{NO_STORAGE, encode_account};
use super::node::NodeId;
use super::overlay::{Change, Overlay};
use super::state::StateTrie;
use super::{AccountProof, SlotProof, TrieError};
use crate::keccak::{KeccakMode, keccak256_each};
use alloy_consensus::constants::EMPTY_ROOT_HASH;
use alloy_primitives::{Address, B256, U256, keccak256};
use cybermiles_primitives::{Account, StateDiff};
use std::collections::BTreeMap;

/// An account as it was.
#[derive(Debug, Default)]
struct Earlier {
    account: Option<Account>,
    /// The slots that were different, with what they held.
    slots: BTreeMap<U256, U256>,
}

impl StateTrie {
    /// Proves against an earlier state, got by taking the diffs in `undo` back, newest first.
    /// Returns that state's root as well. The trie itself stays as it is.
    ///
    /// Costs about 4 µs of one core and 300 bytes for each account and slot the diffs change, so
    /// the caller bounds how many those are.
    ///
    /// # Errors
    /// [`TrieError::Unhashed`] when the state changed since its root was last computed, or another
    /// [`TrieError`] where a diff is none a valid block makes.
    pub fn prove_at(
        &self,
        undo: &[&StateDiff],
        address: &Address,
        slots: &[U256],
    ) -> Result<(B256, AccountProof), TrieError> {
        self.check_hashed()?;
        let earlier = earlier(undo)?;
        let (storage_root, slot_proofs) = self.earlier_slots(&earlier, address, slots);
        let mut changes = Vec::with_capacity(earlier.len());
        let keys = keccak256_each(self.mode, earlier.keys().map(|address| address.as_slice()));
        for ((address, earlier), key) in earlier.iter().zip(keys) {
            let value = match &earlier.account {
                Some(account) => {
                    let storage_root = self.earlier_storage_root(address, earlier);
                    let balance = fits(address, &account.balance)?;
                    let mut value = Vec::new();
                    let code_hash = &account.code_hash;
                    encode_account(account.nonce, balance, &storage_root, code_hash, &mut value);
                    Some(value)
                }
                None => None,
            };
            changes.push(Change { key, value });
        }
        changes.sort_unstable_by_key(|change| change.key);
        let root = self.accounts.root(Self::ACCOUNTS);
        let context = self.account_context();
        let overlay = Overlay::new(&self.accounts, context, root, &changes, self.mode);
        let account = match earlier.get(address) {
            Some(earlier) => earlier.account,
            None => self.account(address),
        };
        let proof = overlay.proof(&keccak256(address));
        let proof = AccountProof { account, storage_root, proof, slots: slot_proofs };
        Ok((overlay.root().unwrap_or(EMPTY_ROOT_HASH), proof))
    }

    /// The storage root and the slot proofs of the account asked for.
    fn earlier_slots(
        &self,
        earlier: &BTreeMap<Address, Earlier>,
        address: &Address,
        slots: &[U256],
    ) -> (B256, Vec<SlotProof>) {
        let before = earlier.get(address);
        let bytes: Vec<[u8; 32]> = slots.iter().map(|slot| slot.to_be_bytes()).collect();
        let keys = keccak256_each(self.mode, bytes.iter().map(<[u8; 32]>::as_slice));
        let changes = before.map_or_else(Vec::new, |before| slot_changes(before, self.mode));
        let trie = self.storage_trie(address);
        let overlay = Overlay::new(&self.slots, (), trie, &changes, self.mode);
        let prove_slot = |(slot, key): (&U256, &B256)| SlotProof {
            slot: *slot,
            value: before
                .and_then(|before| before.slots.get(slot).copied())
                .unwrap_or_else(|| self.storage(address, slot)),
            proof: overlay.proof(key),
        };
        let proofs = slots.iter().zip(&keys).map(prove_slot).collect();
        (overlay.root().unwrap_or(EMPTY_ROOT_HASH), proofs)
    }

    fn earlier_storage_root(&self, address: &Address, earlier: &Earlier) -> B256 {
        if earlier.slots.is_empty() {
            let leaf = self.find_account(address);
            let storage = leaf.map_or(NO_STORAGE, |leaf| self.accounts.leaves[leaf].storage);
            return self.account_context().storage_root(storage);
        }
        let changes = slot_changes(earlier, self.mode);
        let trie = self.storage_trie(address);
        let overlay = Overlay::new(&self.slots, (), trie, &changes, self.mode);
        overlay.root().unwrap_or(EMPTY_ROOT_HASH)
    }

    /// The root node of an account's storage.
    fn storage_trie(&self, address: &Address) -> NodeId {
        let leaf = self.find_account(address);
        match leaf.map_or(NO_STORAGE, |leaf| self.accounts.leaves[leaf].storage) {
            NO_STORAGE => NodeId::NONE,
            trie => self.slots.root(trie),
        }
    }
}

/// Every account and slot the diffs change, as it was before the oldest of them.
fn earlier(undo: &[&StateDiff]) -> Result<BTreeMap<Address, Earlier>, TrieError> {
    let mut all: BTreeMap<Address, Earlier> = BTreeMap::new();
    for change in undo.iter().flat_map(|diff| &diff.accounts) {
        if change.storage_wiped {
            return Err(TrieError::StorageWiped { address: change.address });
        }
        let earlier = all.entry(change.address).or_default();
        earlier.account = change.before;
        earlier.slots.extend(change.slots.iter().map(|slot| (slot.slot, slot.before)));
    }
    Ok(all)
}

/// The slots of one account as changes to its storage trie.
fn slot_changes(earlier: &Earlier, mode: KeccakMode) -> Vec<Change> {
    let bytes: Vec<[u8; 32]> = earlier.slots.keys().map(|slot| slot.to_be_bytes()).collect();
    let keys = keccak256_each(mode, bytes.iter().map(<[u8; 32]>::as_slice));
    let encode = |value: &U256| (!value.is_zero()).then(|| alloy_rlp::encode(value));
    let values = earlier.slots.values().map(encode);
    let mut changes: Vec<_> =
        keys.into_iter().zip(values).map(|(key, value)| Change { key, value }).collect();
    changes.sort_unstable_by_key(|change| change.key);
    changes
}
