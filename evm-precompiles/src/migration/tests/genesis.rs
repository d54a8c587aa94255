//! What a genesis may take over.

use alloy_primitives::{Address, B256, U256};

use super::world::{DISPUTED, OPEN, World};
use crate::{
    address::GOVERNANCE,
    cmt::MAX_SUPPLY,
    migration::genesis::{Migration, MigrationError, MigrationRow, found},
};

fn good() -> Migration {
    World::new().migration
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    let (one, mut other) = (good(), good());
    other.rows.reverse();
    let founded = found(&one).unwrap();
    assert_eq!(found(&other).unwrap(), founded);
    assert_eq!(founded.balance, one.claimable);
    // A row is one slot; snapshot, root and ledger are six.
    assert_eq!(founded.slots.len(), one.rows.len() + 6);
}

#[test]
fn a_chain_of_unproven_balances_has_no_state_root() {
    let mut unproven = good();
    unproven.snapshot.state_root = None;
    let (mut with, without) = (found(&good()).unwrap(), found(&unproven).unwrap());
    let root = with.slots.remove(&B256::with_last_byte(1));
    assert_eq!(root, good().snapshot.state_root);
    assert_eq!(with, without, "nothing else differs");
}

#[test]
fn a_chain_may_have_a_snapshot_and_nothing_to_claim() {
    let migration =
        Migration { rows: Vec::new(), claimable: U256::ZERO, claim_root: B256::ZERO, ..good() };
    let founded = found(&migration).unwrap();
    assert_eq!((founded.balance, founded.slots.len()), (U256::ZERO, 5));
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let refused = |change: &dyn Fn(&mut Migration)| {
        let mut migration = good();
        change(&mut migration);
        found(&migration).unwrap_err()
    };
    let (rows, root, claimable) = (good().rows.len(), good().claim_root, good().claimable);
    assert_eq!(
        refused(&|migration| migration.snapshot.token = Address::ZERO),
        MigrationError::Snapshot("token")
    );
    assert_eq!(
        refused(&|migration| migration.snapshot.block_hash = B256::ZERO),
        MigrationError::Snapshot("block hash")
    );
    assert_eq!(
        refused(&|migration| migration.snapshot.state_root = Some(B256::ZERO)),
        MigrationError::Snapshot("state root")
    );
    for deadline in [0, 1 << 40, u64::MAX] {
        let error = refused(&|migration| migration.deadline = deadline);
        assert_eq!(error, MigrationError::Deadline(deadline));
    }
    assert_eq!(
        refused(&|migration| migration.claim_root = B256::ZERO),
        MigrationError::Root { rows, root: B256::ZERO }
    );
    assert_eq!(
        refused(&|migration| migration.rows.clear()),
        MigrationError::Root { rows: 0, root }
    );
    for claimable in [U256::ZERO, U256::from(MAX_SUPPLY) + U256::ONE, U256::MAX] {
        let error = refused(&|migration| migration.claimable = claimable);
        assert_eq!(error, MigrationError::Amount { rows, claimable });
    }
    let no_rows = refused(&|migration| {
        migration.rows.clear();
        migration.claim_root = B256::ZERO;
    });
    assert_eq!(no_rows, MigrationError::Amount { rows: 0, claimable });
    let again = MigrationRow { account: DISPUTED, class: 0, claimant: Some(OPEN) };
    assert_eq!(
        refused(&|migration| migration.rows.push(again)),
        MigrationError::Duplicate(DISPUTED)
    );
    let account = Address::repeat_byte(0x99);
    for class in [7, 255] {
        let row = MigrationRow { account, class, claimant: None };
        let error = refused(&|migration| migration.rows.push(row));
        assert_eq!(error, MigrationError::Class { account, class });
    }
    for claimant in [Address::ZERO, GOVERNANCE] {
        let row = MigrationRow { account, class: 0, claimant: Some(claimant) };
        let error = refused(&|migration| migration.rows.push(row));
        assert_eq!(error, MigrationError::Claimant { account, claimant });
    }
}
