//! A store with many accounts, and blocks that fit on it.

use std::{path::Path, sync::Arc};

use alloy_consensus::TxType;
use alloy_primitives::{B256, U256};
use cybermiles_primitives::{
    Account, AccountChange, ChainSpec, ExecutedBlock, Genesis, Header, Receipt,
    RecoveredTransaction, StateDiff,
};
use cybermiles_storage::{Store, StoreError, StoreOptions};

use super::fixture::{BLOCK, account, header};
use crate::load::setup::PLAIN_GAS;

/// The chain the benches store.
pub fn genesis() -> Genesis {
    Genesis::new(ChainSpec::dev(), [])
}

/// Opens the store in `folder`.
///
/// # Errors
/// As [`Store::open`].
pub fn open(folder: &Path) -> Result<Store, StoreError> {
    Store::open(folder, &genesis(), StoreOptions::recommended())
}

/// Adds `count` accounts in blocks of [`BLOCK`].
///
/// # Errors
/// As [`Store::commit`].
pub fn populate(store: &Store, count: usize) -> Result<(), StoreError> {
    for first in (0..count).step_by(BLOCK) {
        let range = first..count.min(first + BLOCK);
        commit(store, Arc::new(change(range, None, Some(balance(START)))), &[])?;
    }
    Ok(())
}

/// Adds blocks that change little, until those of [`populate`] are in a sealed segment and beyond
/// the window in which proofs are made: what a node holds that has run for a while.
///
/// # Errors
/// As [`Store::commit`].
pub fn settle(store: &Store, accounts: usize) -> Result<(), StoreError> {
    // More than a segment holds: the index of a full one is on disk, that of the newest in memory.
    const BLOCKS: usize = 1_100;
    const CHANGES: usize = 20;
    for block in 0..BLOCKS {
        let touched = (0..CHANGES).map(|index| (block * CHANGES + index) % accounts);
        let diff = change(touched, Some(balance(START)), Some(balance(START - 1)));
        commit(store, Arc::new(diff), &[])?;
    }
    Ok(())
}

/// The balance [`populate`] gives, in wei.
pub const START: u64 = 1_000_000;

/// An account with nothing but a balance.
pub fn balance(wei: u64) -> Account {
    Account { balance: U256::from(wei), ..Default::default() }
}

/// The same change to each account of `indexes`.
pub fn change(
    indexes: impl IntoIterator<Item = usize>,
    before: Option<Account>,
    after: Option<Account>,
) -> StateDiff {
    let change = |index| AccountChange {
        address: account(index),
        before,
        after,
        storage_wiped: false,
        slots: Vec::new(),
    };
    let mut accounts: Vec<_> = indexes.into_iter().map(change).collect();
    accounts.sort_unstable_by_key(|change| change.address);
    StateDiff { accounts, codes: Vec::new() }
}

/// Makes a block of `transactions` on the head of `store` and commits it.
///
/// # Errors
/// As [`Store::commit`].
pub fn commit(
    store: &Store,
    diff: Arc<StateDiff>,
    transactions: &[Arc<RecoveredTransaction>],
) -> Result<(), StoreError> {
    let root = store.stage(diff)?;
    store.commit(Arc::new(block(&store.head(), root, transactions)))
}

fn block(
    parent: &ExecutedBlock,
    state_root: B256,
    transactions: &[Arc<RecoveredTransaction>],
) -> ExecutedBlock {
    let receipts = (1..=transactions.len() as u64).map(|count| Receipt {
        tx_type: TxType::Eip1559,
        success: true,
        cumulative_gas_used: PLAIN_GAS * count,
        logs: Vec::new(),
    });
    let header = Header { parent_hash: parent.hash, state_root, ..header(parent.number() + 1) };
    ExecutedBlock {
        hash: header.hash_slow(),
        header,
        transactions: transactions.to_vec(),
        receipts: receipts.collect(),
        seal: None,
    }
}
