//! Every balance of a genesis, and every row of Migration, compared with what is proven.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use cybermiles_evm_precompiles::{
    abi::IMigration,
    memory::MemoryHost,
    migration::genesis::{Migration, MigrationRow, Snapshot, found},
};
use cybermiles_genesis::{
    Destination, Made,
    migration::{Order, Trust},
};
use cybermiles_primitives::{Genesis, native};

use super::{Difference, GenesisError, state::compare_state};
use crate::{Allocation, classify::Classified};

/// Compares a genesis that was made of `made`, and whose balances are `balances`, with what is
/// proven, and the rest of it with what `made` has.
///
/// # Errors
/// [`GenesisError`] naming the account, what it has and what was expected.
pub fn compare(
    classified: &Classified,
    made: &Made,
    genesis: &Genesis,
    balances: &Allocation,
) -> Result<(), GenesisError> {
    let Some(deadline) = made.deadline else {
        return Err(GenesisError::NoMigration { claimable: classified.summary.claimable });
    };
    compare_balances(classified, made, balances)?;
    let supply = classified.summary.supply;
    if balances.total() != supply {
        return Err(GenesisError::Total { found: balances.total(), supply });
    }
    compare_storage(classified, deadline, genesis)?;
    compare_answers(classified, deadline, genesis)?;
    compare_state(&made.genesis, genesis)
}

/// Compares Migration with what is proven, and says until when it pays, in Unix seconds.
///
/// # Errors
/// [`GenesisError::Migration`] naming the row, what is found and what was expected.
pub fn compare_claims(classified: &Classified, genesis: &Genesis) -> Result<u64, GenesisError> {
    let deadline = ask(&mut migration(genesis), IMigration::deadlineCall {})?;
    let deadline = deadline.saturating_to();
    let account = genesis.alloc.get(&native::MIGRATION);
    let balance = account.map(|account| account.balance).unwrap_or_default();
    same("its balance in wei", balance, classified.summary.claimable)?;
    compare_storage(classified, deadline, genesis)?;
    compare_answers(classified, deadline, genesis)?;
    Ok(deadline)
}

/// What every account has to have, and what of it was moved.
struct Expected {
    balances: BTreeMap<Address, U256>,
    taken: BTreeMap<Address, U256>,
}

fn expected(classified: &Classified, made: &Made) -> Result<Expected, GenesisError> {
    let mut balances = classified.credited.clone();
    let mut taken: BTreeMap<Address, U256> = BTreeMap::new();
    let add = |to: &mut BTreeMap<Address, U256>, address: Address, wei: U256| {
        let sum = to.entry(address).or_default();
        // Sums of parts of one supply.
        *sum = sum.saturating_add(wei);
    };
    for moved in &made.moves {
        let (account, wei) = (moved.account, moved.wei);
        let left = balances.get(&account).copied().unwrap_or_default();
        let rest = left.checked_sub(wei).ok_or(GenesisError::Moved { account, wei, left })?;
        balances.insert(account, rest);
        add(&mut taken, account, wei);
        let to = match &moved.to {
            Destination::Stake { .. } => native::STAKING,
            Destination::Vesting { contract, .. } => *contract,
            Destination::Reserve { .. } => native::GOVERNANCE,
        };
        add(&mut balances, to, wei);
    }
    add(&mut balances, native::MIGRATION, classified.summary.claimable);
    Ok(Expected { balances, taken })
}

fn compare_balances(
    classified: &Classified,
    made: &Made,
    found: &Allocation,
) -> Result<(), GenesisError> {
    let expected = expected(classified, made)?;
    let accounts: BTreeSet<&Address> =
        expected.balances.keys().chain(found.rows().keys()).collect();
    let of = |rows: &BTreeMap<Address, U256>, address: &Address| {
        rows.get(address).copied().unwrap_or_default()
    };
    let mut differing = accounts
        .into_iter()
        .filter(|address| found.balance(address) != of(&expected.balances, address));
    let Some(address) = differing.next() else { return Ok(()) };
    Err(GenesisError::Balance(Box::new(Difference {
        address: *address,
        found: found.balance(address),
        expected: of(&expected.balances, address),
        proven: of(&classified.credited, address),
        taken: of(&expected.taken, address),
        others: differing.count(),
    })))
}

/// Migration's storage is what its own code makes of what is proven, slot by slot.
fn compare_storage(
    classified: &Classified,
    deadline: u64,
    genesis: &Genesis,
) -> Result<(), GenesisError> {
    let snapshot = &classified.snapshot;
    let is_proven = snapshot.trust == Trust::Proven;
    let rows = classified.claims.iter().map(|claim| MigrationRow {
        account: claim.address,
        class: claim.kind.code(),
        claimant: claim.claimant,
    });
    let founded = found(&Migration {
        snapshot: Snapshot {
            block_hash: snapshot.block_hash,
            state_root: is_proven.then_some(snapshot.state_root),
            balances_slot: U256::from(snapshot.balances.slot),
            token: snapshot.token,
            block_number: snapshot.number,
            is_vyper: snapshot.balances.order == Order::Vyper,
        },
        claim_root: classified.summary.claim_root.unwrap_or_default(),
        deadline,
        rows: rows.collect(),
        claimable: classified.summary.claimable,
    })
    .map_err(|err| differs("what it begins with", err, "rows it takes"))?;
    let slots = storage(genesis);
    let all: BTreeSet<_> = founded.slots.keys().chain(slots.keys()).collect();
    for slot in all {
        let value = |of: &BTreeMap<B256, B256>| of.get(slot).copied().unwrap_or_default();
        let (found, expected) = (value(&slots), value(&founded.slots));
        if found != expected {
            return Err(differs(format_args!("slot {slot}"), found, expected));
        }
    }
    Ok(())
}

fn storage(genesis: &Genesis) -> BTreeMap<B256, B256> {
    let account = genesis.alloc.get(&native::MIGRATION);
    account.and_then(|account| account.storage.clone()).unwrap_or_default()
}

/// A world in which Migration is as in block 0.
fn migration(genesis: &Genesis) -> MemoryHost {
    let mut host = MemoryHost::new();
    host.set_time(genesis.timestamp);
    for (slot, value) in storage(genesis) {
        host.set_slot(native::MIGRATION, slot.into(), value.into());
    }
    host
}

/// Migration's own answers about block 0, asked as anybody will ask them.
fn compare_answers(
    classified: &Classified,
    deadline: u64,
    genesis: &Genesis,
) -> Result<(), GenesisError> {
    let mut host = migration(genesis);
    let summary = &classified.summary;
    let root = summary.claim_root.unwrap_or_default();
    same("claimRoot", ask(&mut host, IMigration::claimRootCall {})?, root)?;
    same("claimable", ask(&mut host, IMigration::claimableCall {})?, summary.claimable)?;
    same("remaining", ask(&mut host, IMigration::remainingCall {})?, summary.claimable)?;
    same("deadline", ask(&mut host, IMigration::deadlineCall {})?, U256::from(deadline))?;
    let told = ask(&mut host, IMigration::snapshotCall {})?;
    same("snapshot().blockHash", told.blockHash, summary.block_hash)?;
    // Without a proof of the balances there is none of the slot that storage proofs are about.
    let root = match classified.snapshot.trust {
        Trust::Proven => summary.state_root,
        Trust::Rpc => B256::ZERO,
    };
    same("snapshot().stateRoot", told.stateRoot, root)?;
    same("snapshot().token", told.token, summary.token)?;
    for claim in &classified.claims {
        let account = claim.address;
        let told = ask(&mut host, IMigration::rowCall { account })?;
        let row = |what: &str| format!("row({account}).{what}");
        same(row("exists"), told.exists, true)?;
        same(row("class"), told.class as u8, claim.kind.code())?;
        same(row("claimant"), told.claimant, claim.claimant.unwrap_or_default())?;
        same(row("isOpen"), told.isOpen, claim.claimant.is_none())?;
        same(row("isClaimed"), told.isClaimed, false)?;
    }
    Ok(())
}

fn ask<C: SolCall + Clone>(host: &mut MemoryHost, call: C) -> Result<C::Return, GenesisError> {
    let asked = host.call_as(Address::ZERO, native::MIGRATION, U256::ZERO, call);
    asked.map_err(|err| differs(C::SIGNATURE, format!("{err:?}"), "an answer"))
}

fn same<T: PartialEq + Display>(
    what: impl Display,
    found: T,
    expected: T,
) -> Result<(), GenesisError> {
    if found == expected { Ok(()) } else { Err(differs(what, found, expected)) }
}

fn differs(what: impl Display, found: impl Display, expected: impl Display) -> GenesisError {
    GenesisError::Migration {
        what: what.to_string(),
        found: found.to_string(),
        expected: expected.to_string(),
    }
}
