//! Migration through its ABI, as holders, relayers and Governance see it.
#![allow(
    non_snake_case,
    reason = "what the interface names keeps its name, so that structs read short"
)]

mod claims;
mod gas;
mod genesis;
mod model;
mod proofs;
mod relayed;
pub(crate) mod world;

use alloy_primitives::{Address, Bytes, Log, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};

use crate::{
    abi::IMigration::{claimableCall, deadlineCall, isClaimedCall, remainingCall},
    address::MIGRATION,
    memory::MemoryHost,
};
use world::World;

fn wei(amount: u64) -> U256 {
    U256::from(amount)
}

/// Calls a function of Migration.
fn call<C: SolCall>(
    host: &mut MemoryHost,
    caller: Address,
    function: C,
) -> Result<C::Return, Bytes> {
    host.call_as(caller, MIGRATION, U256::ZERO, function)
}

/// What a view answers.
fn ask<C: SolCall>(host: &mut MemoryHost, function: C) -> C::Return {
    call(host, Address::ZERO, function).expect("a view answers")
}

/// Calls a function that must fail with `error` and change nothing.
#[track_caller]
fn fails<C: SolCall>(host: &mut MemoryHost, caller: Address, function: C, error: impl SolError) {
    let before = host.state();
    let failure = call(host, caller, function).err().expect("it succeeded");
    assert_eq!(failure, error.abi_encode());
    assert_eq!(host.state(), before);
}

fn log(event: &impl SolEvent) -> Log {
    Log { address: MIGRATION, data: event.encode_log_data() }
}

/// What is left according to the ledger, and that it is what the rows nobody was paid for have.
#[track_caller]
fn remaining(world: &mut World) -> U256 {
    let remaining = ask(&mut world.host, remainingCall {});
    let rows = world.rows.clone();
    let unpaid = rows
        .into_iter()
        .filter(|row| !ask(&mut world.host, isClaimedCall { account: row.account }));
    let owed: U256 = unpaid.map(|row| world.amounts[&row.account]).sum();
    assert_eq!(remaining, owed);
    remaining
}

#[test]
fn a_chain_without_a_migration_says_so() {
    use crate::abi::IMigration::{
        Class, NoMigration, cancelClaimsCall, claimCall, claimRootCall, rowCall, snapshotCall,
    };
    let host = &mut MemoryHost::new();
    let somebody = Address::repeat_byte(7);
    let claim =
        claimCall { account: somebody, amount: wei(1), proof: Vec::new(), recipient: somebody };
    fails(host, somebody, claim, NoMigration {});
    fails(host, somebody, cancelClaimsCall {}, NoMigration {});
    fails(host, somebody, snapshotCall {}, NoMigration {});
    assert_eq!(ask(host, deadlineCall {}), U256::ZERO);
    assert_eq!(ask(host, claimableCall {}), U256::ZERO);
    assert_eq!(ask(host, remainingCall {}), U256::ZERO);
    assert!(ask(host, claimRootCall {}).is_zero());
    assert!(!ask(host, isClaimedCall { account: somebody }));
    let row = ask(host, rowCall { account: somebody });
    assert_eq!((row.exists, row.class, row.isOpen), (false, Class::Person, false));
}
