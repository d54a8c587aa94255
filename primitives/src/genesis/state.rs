//! The state of block 0, from the accounts of the genesis.

use std::collections::BTreeMap;

use alloy_genesis::GenesisAccount;
use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, U256, keccak256};

use super::Genesis;
use crate::{Account, AccountChange, SlotChange, StateDiff};

impl Genesis {
    /// The state of block 0, as a change from nothing.
    pub fn state(&self) -> StateDiff {
        StateDiff { accounts: self.changes().collect(), codes: self.codes() }
    }

    /// The accounts of [`Self::state`], ascending, made one by one: of a million of them there need
    /// not be a second list.
    pub fn changes(&self) -> impl ExactSizeIterator<Item = AccountChange> + '_ {
        self.alloc.iter().map(|(address, account)| {
            let slots = stored(account);
            AccountChange {
                address: *address,
                before: None,
                after: Some(in_state(account)),
                storage_wiped: false,
                slots: slots
                    .map(|(slot, after)| SlotChange { slot, before: U256::ZERO, after })
                    .collect(),
            }
        })
    }

    /// The accounts alone, ascending.
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = (Address, Account)> + '_ {
        self.alloc.iter().map(|(address, account)| (*address, in_state(account)))
    }

    /// The storage slots alone as (address, slot, value), ascending.
    pub fn slots(&self) -> impl Iterator<Item = (Address, U256, U256)> + '_ {
        self.alloc.iter().flat_map(|(address, account)| {
            stored(account).map(|(slot, value)| (*address, slot, value))
        })
    }

    /// The codes of [`Self::state`], each once, in the order of their hashes.
    pub fn codes(&self) -> Vec<(B256, Bytes)> {
        let codes = self.alloc.values().filter_map(GenesisAccount::non_empty_code);
        let codes: BTreeMap<_, _> = codes.map(|code| (keccak256(code), code.clone())).collect();
        codes.into_iter().collect()
    }
}

/// An account as the state has it.
fn in_state(account: &GenesisAccount) -> Account {
    Account {
        nonce: account.nonce.unwrap_or_default(),
        balance: account.balance,
        code_hash: account.non_empty_code().map_or(KECCAK256_EMPTY, keccak256),
    }
}

/// The slots of an account that hold something, ascending.
fn stored(account: &GenesisAccount) -> impl Iterator<Item = (U256, U256)> + '_ {
    let slots = account.storage.iter().flatten().filter(|(_, value)| !value.is_zero());
    slots.map(|(slot, value)| ((*slot).into(), (*value).into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ChainSpec, native};

    #[test]
    fn the_parts_of_the_state_are_the_state() {
        let mut genesis = Genesis::new(ChainSpec::dev(), [(Address::repeat_byte(7), U256::ONE)]);
        genesis.set_identity_governor(Address::repeat_byte(9));
        let empty = genesis.alloc.entry(native::ESCROW).or_default();
        empty.storage = Some([(B256::ZERO, B256::ZERO)].into());
        let state = genesis.state();
        let accounts: Vec<_> =
            state.accounts.iter().map(|c| (c.address, c.after.unwrap())).collect();
        assert_eq!(genesis.accounts().collect::<Vec<_>>(), accounts);
        let slots = state.accounts.iter().flat_map(|change| {
            change.slots.iter().map(|slot| (change.address, slot.slot, slot.after))
        });
        assert!(genesis.slots().eq(slots));
        assert_eq!(genesis.slots().count(), 2, "a slot of nothing is none");
        assert!(genesis.changes().eq(state.accounts));
        let hashed = |(hash, code): &(B256, Bytes)| *hash == keccak256(code);
        assert!(state.codes.iter().all(hashed) && state.codes.is_sorted());
        for (_, account) in accounts {
            let known = state.codes.iter().any(|(hash, _)| *hash == account.code_hash);
            assert!(known || account.code_hash == KECCAK256_EMPTY);
        }
    }
}
