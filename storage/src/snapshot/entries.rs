//! A checkpoint that is filled entry by entry, and read before it is whole.

use alloy_primitives::{Address, B256, Bytes, U256};
use cybermiles_primitives::Account;
use signet_libmdbx::WriteFlags;

use crate::{
    StoreError,
    checkpoint::{Checkpoint, mdbx, slot_key},
    log::codec::put_account,
};

impl Checkpoint {
    /// Adds entries, in one transaction. Which block's state it is stays open.
    pub(crate) fn extend(
        &self,
        accounts: &[(Address, Account)],
        slots: &[(Address, U256, U256)],
        codes: &[(B256, Bytes)],
    ) -> Result<(), StoreError> {
        if accounts.is_empty() && slots.is_empty() && codes.is_empty() {
            return Ok(());
        }
        let put = || {
            let txn = self.environment.begin_rw_unsync()?;
            let mut bytes = Vec::new();
            for (address, account) in accounts {
                bytes.clear();
                put_account(&mut bytes, Some(account));
                txn.put(self.tables.accounts, address, &bytes, WriteFlags::UPSERT)?;
            }
            for (address, slot, value) in slots {
                let value = value.to_be_bytes_trimmed_vec();
                let key = slot_key(address, slot);
                txn.put(self.tables.slots, key, &value, WriteFlags::UPSERT)?;
            }
            for (hash, code) in codes {
                txn.put(self.tables.codes, hash, code, WriteFlags::UPSERT)?;
            }
            fail::fail_point!("import::before_commit", |_| Err(signet_libmdbx::MdbxError::Other(
                28
            )));
            txn.commit()
        };
        put().map_err(|err| mdbx(self.folder(), "write a snapshot", err))
    }

    /// The account at `address`.
    pub(crate) fn account(&self, address: &Address) -> Result<Option<Account>, StoreError> {
        let Some(value) = self.get(self.tables.accounts, address.as_slice())? else {
            return Ok(None);
        };
        self.parse_account(address.as_slice(), &value).map(|(_, account)| Some(account))
    }

    /// The value in `slot` of `address`, zero where nothing is stored.
    pub(crate) fn slot(&self, address: &Address, slot: &U256) -> Result<U256, StoreError> {
        let key = slot_key(address, slot);
        let Some(value) = self.get(self.tables.slots, &key)? else { return Ok(U256::ZERO) };
        self.parse_slot(&key, &value).map(|(_, _, value)| value)
    }
}
