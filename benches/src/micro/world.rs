//! A state in a hash map: what execution costs when reading costs next to nothing.

use alloy_primitives::{
    Address, B256, Bytes, U256, keccak256,
    map::{AddressMap, HashMap},
};
use cybermiles_primitives::{Account, StateError, StateReader};
use rayon::prelude::*;

use super::fixture::{TOKEN, account};
use crate::load::{token, wallet::Wallet};

/// Accounts and slots by address.
#[derive(Debug, Default)]
pub struct World {
    /// Every account.
    pub accounts: AddressMap<Account>,
    /// Every slot.
    pub slots: HashMap<(Address, U256), U256>,
    code: Bytes,
}

impl World {
    /// `senders` funded senders, `accounts` other accounts, and the token, of which all of them
    /// hold some where `holders` is set.
    pub fn new(senders: usize, accounts: usize, holders: bool) -> Self {
        let mut addresses: Vec<Address> = (0..senders)
            .into_par_iter()
            .filter_map(|index| Some(Wallet::sender(index).ok()?.address))
            .collect();
        addresses.par_extend((0..accounts).into_par_iter().map(account));
        let mut world = Self { code: token::runtime(), ..Self::default() };
        let rich = Account { balance: U256::from(10).pow(U256::from(20)), ..Default::default() };
        world.accounts.extend(addresses.iter().map(|address| (*address, rich)));
        let code_hash = keccak256(&world.code);
        world.accounts.insert(TOKEN, Account { nonce: 1, code_hash, ..Default::default() });
        if holders {
            let balances: Vec<_> = addresses.par_iter().map(|a| (TOKEN, balance_slot(a))).collect();
            world.slots.extend(balances.into_iter().map(|key| (key, U256::from(1_000_000))));
        }
        world
    }
}

/// Where the token keeps the balance of `holder` (Solidity's mapping layout).
pub fn balance_slot(holder: &Address) -> U256 {
    let key = [holder.into_word(), B256::from(U256::from(token::BALANCES_SLOT))].concat();
    keccak256(key).into()
}

impl StateReader for World {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        Ok(self.accounts.get(address).copied())
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        Ok(self.slots.get(&(*address, *slot)).copied().unwrap_or_default())
    }

    fn code(&self, _code_hash: &B256) -> Result<Bytes, StateError> {
        Ok(self.code.clone())
    }

    fn block_hash(&self, _number: u64) -> Result<B256, StateError> {
        Ok(B256::ZERO)
    }
}
