//! What block 0 has of the migration: the snapshot, the rows, and the coins they wait for.
//!
//! The same code writes the slots that later reads them, in memory.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, U256};

use super::{
    balances_slot, block_hash, claim_root, ledger, origin,
    records::{Ledger, Origin, Row, U40, amount},
    rows, state_root,
};
use crate::{
    Call,
    abi::IMigration::Class,
    address::{MIGRATION, is_reserved},
    cmt::MAX_SUPPLY,
    memory::MemoryHost,
};

/// What a genesis takes over.
#[derive(Clone, Debug)]
pub struct Migration {
    /// Where the balances come from.
    pub snapshot: Snapshot,
    /// Root of the Merkle tree of the rows, leaves `(address account, uint256 amount)`; zero if
    /// there are no rows.
    pub claim_root: B256,
    /// The last second at which a claim is paid, Unix time. Whether that is far enough away is for
    /// whoever makes the genesis to say.
    pub deadline: u64,
    /// What is to be claimed, in any order.
    pub rows: Vec<MigrationRow>,
    /// Wei of all rows.
    pub claimable: U256,
}

/// Where the balances come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The ERC-20 on Ethereum.
    pub token: Address,
    /// Height of the block.
    pub block_number: u64,
    /// Its hash.
    pub block_hash: B256,
    /// Root of the state at it, for claims by storage proof. `None` where balances were not proven:
    /// then nobody checked the slot such a proof is about, and the contract takes none.
    pub state_root: Option<B256>,
    /// Slot of the token's mapping of balances.
    pub balances_slot: U256,
    /// Whether the mapping hashes the slot before the key, as Vyper's do.
    pub is_vyper: bool,
}

/// A row to be claimed. What it has is proven with the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MigrationRow {
    /// Whose balance it was.
    pub account: Address,
    /// What it is: the number of `IMigration.Class`.
    pub class: u8,
    /// Who claims it; `None` if Governance is to name somebody.
    pub claimant: Option<Address>,
}

/// What block 0 has of Migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founded {
    /// Its storage: every slot that is not zero.
    pub slots: BTreeMap<B256, B256>,
    /// Its balance in wei: all that is to be claimed.
    pub balance: U256,
}

/// Why a migration cannot begin so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MigrationError {
    /// The snapshot lacks something.
    #[error("the snapshot's {0} is zero: give the one of the pinned block")]
    Snapshot(&'static str),
    /// Claims without an end, or with one that no clock reaches.
    #[error("the deadline {0} is no time in seconds since 1970 that a claim could be made until")]
    Deadline(u64),
    /// Rows without a root, or a root without rows.
    #[error("{rows} rows are to be claimed with the claim root {root}: both or neither")]
    Root {
        /// How many rows there are.
        rows: usize,
        /// The root.
        root: B256,
    },
    /// Rows without coins, coins without rows, or more coins than there can be.
    #[error("{rows} rows are to share {claimable} wei: expected the sum of their balances")]
    Amount {
        /// How many rows there are.
        rows: usize,
        /// Wei of all of them.
        claimable: U256,
    },
    /// Two rows of one account.
    #[error("{0} has two rows: expected one for each account")]
    Duplicate(Address),
    /// A class there is not.
    #[error("the row of {account} has class {class}: expected one of IMigration.Class, 0 to 6")]
    Class {
        /// Whose row.
        account: Address,
        /// Its class.
        class: u8,
    },
    /// A claimant that can neither sign nor call.
    #[error(
        "the claimant {claimant} of the row of {account} is nobody: expected an account that can \
         sign, a contract, or none at all"
    )]
    Claimant {
        /// Whose row.
        account: Address,
        /// Its claimant.
        claimant: Address,
    },
}

/// The storage and the balance of block 0.
///
/// The coins are taken from nobody: whoever makes the genesis counts them as allocated.
///
/// # Errors
/// [`MigrationError`].
pub fn found(migration: &Migration) -> Result<Founded, MigrationError> {
    check(migration)?;
    let mut host = MemoryHost::new();
    let mut call = Call::system(&mut host, MIGRATION);
    let (rows, claimable) = (migration.rows.len(), migration.claimable);
    // Nothing but the amount can be refused any more: there is gas for everything.
    write(&mut call, migration).map_err(|_| MigrationError::Amount { rows, claimable })?;
    let (slots, _) = host.state();
    let slots = slots.into_iter().map(|((_, slot), value)| (slot.into(), value.into())).collect();
    Ok(Founded { slots, balance: migration.claimable })
}

fn check(migration: &Migration) -> Result<(), MigrationError> {
    let Migration { snapshot, claim_root, deadline, rows, claimable } = migration;
    let pinned = [
        ("token", snapshot.token.is_zero()),
        ("block hash", snapshot.block_hash.is_zero()),
        ("state root", snapshot.state_root.is_some_and(|root| root.is_zero())),
    ];
    if let Some((what, _)) = pinned.into_iter().find(|(_, is_zero)| *is_zero) {
        return Err(MigrationError::Snapshot(what));
    }
    if *deadline == 0 || U40::checked_from_limbs_slice(&[*deadline]).is_none() {
        return Err(MigrationError::Deadline(*deadline));
    }
    let (is_empty, rows) = (rows.is_empty(), rows.len());
    if claim_root.is_zero() != is_empty {
        return Err(MigrationError::Root { rows, root: *claim_root });
    }
    if claimable.is_zero() != is_empty || *claimable > U256::from(MAX_SUPPLY) {
        return Err(MigrationError::Amount { rows, claimable: *claimable });
    }
    let mut accounts: Vec<_> = migration.rows.iter().map(|row| row.account).collect();
    accounts.sort_unstable();
    if let Some([account, _]) = accounts.array_windows().find(|[one, other]| one == other) {
        return Err(MigrationError::Duplicate(*account));
    }
    migration.rows.iter().try_for_each(check_row)
}

fn check_row(row: &MigrationRow) -> Result<(), MigrationError> {
    let MigrationRow { account, class, claimant } = *row;
    if class > Class::Other as u8 {
        return Err(MigrationError::Class { account, class });
    }
    match claimant {
        Some(claimant) if claimant.is_zero() || is_reserved(&claimant) => {
            Err(MigrationError::Claimant { account, claimant })
        }
        _ => Ok(()),
    }
}

fn write(call: &mut Call<'_>, migration: &Migration) -> crate::Result<()> {
    let Snapshot { token, block_number, is_vyper, .. } = migration.snapshot;
    block_hash().set(call, migration.snapshot.block_hash)?;
    if let Some(root) = migration.snapshot.state_root {
        state_root().set(call, root)?;
    }
    balances_slot().set(call, migration.snapshot.balances_slot)?;
    origin().create(call, &Origin { token, block_number, is_vyper })?;
    claim_root().set(call, migration.claim_root)?;
    let claimable = amount(migration.claimable)?;
    let deadline = U40::saturating_from(migration.deadline);
    ledger().create(call, &Ledger { claimable, remaining: claimable, deadline })?;
    for row in &migration.rows {
        let record = Row {
            claimant: row.claimant.unwrap_or_default(),
            class: row.class,
            exists: true,
            is_open: row.claimant.is_none(),
            is_claimed: false,
        };
        rows().at(call, row.account)?.create(call, &record)?;
    }
    Ok(())
}
