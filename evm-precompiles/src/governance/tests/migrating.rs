//! What Governance decides about the migration.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;

use super::{
    ANN, DAY, EVE, PERIOD, ZOE, ask, carry, deposit, end, fails, pass, propose, state, world,
};
use crate::{
    abi::{
        ICMT::{totalBurnedCall, totalSupplyCall},
        IGovernance::{
            AlreadyClaimed, DeadlineNotPassed, DeadlinePassed, ExecutionFailed, NoMigration,
            NotClaimable, NotOpen, NotPayee, NothingLeft, State, UnclaimedDecided, fundsCall,
            proposalCall, proposeClaimantCall, proposeSpendingCall, proposeUnclaimedCall,
            unclaimedDecisionCall,
        },
        IMigration::{ClaimantNamed, NoClaimant, NotClaimant, Released, remainingCall, rowCall},
        IPrecompile::ZeroAddress,
    },
    address::{CMT as COIN, GOVERNANCE, MIGRATION, STAKING},
    governance::parameters::TIME_LOCK,
    memory::MemoryHost,
    migration::tests::world::{
        ALSO_OPEN, CREDITED, DISPUTED, OPEN, PAYEE, TIME, World, begin, claimant,
    },
};

/// Validators and voters on a chain that took balances over.
fn migrated() -> (MemoryHost, World) {
    let (mut host, there) = (world(), World::new());
    begin(&mut host, &there.migration);
    (host, there)
}

fn naming(account: Address, claimant: Address) -> proposeClaimantCall {
    proposeClaimantCall { title: "Theirs".into(), text: "Proof at …".into(), account, claimant }
}

fn unclaimed(to: Address) -> proposeUnclaimedCall {
    proposeUnclaimedCall { title: "Unclaimed".into(), text: "They go …".into(), to }
}

/// Everybody agrees, and the time lock ends; answers the logs.
fn decide(host: &mut MemoryHost, id: U256) -> Vec<alloy_primitives::Log> {
    carry(host, id);
    assert_eq!(state(host, id), State::Passed);
    let lock = u64::try_from(TIME_LOCK.initial).unwrap();
    pass(host, lock - 1);
    host.close_block();
    assert_eq!(state(host, id), State::Passed, "before the time lock ended");
    pass(host, 1);
    host.close_block()
}

fn claims(
    host: &mut MemoryHost,
    there: &World,
    by: Address,
    account: Address,
) -> Result<(), alloy_primitives::Bytes> {
    host.call_as(by, MIGRATION, U256::ZERO, there.claim(account, PAYEE)).map(|_| ())
}

fn at_migration(event: &impl alloy_sol_types::SolEvent) -> alloy_primitives::Log {
    alloy_primitives::Log { address: MIGRATION, data: event.encode_log_data() }
}

#[test]
fn a_row_of_nobody_is_claimed_by_whom_a_vote_names() {
    let (mut host, there) = migrated();
    assert_eq!(
        claims(&mut host, &there, EVE, OPEN),
        Err(NoClaimant { account: OPEN }.abi_encode().into())
    );
    let id = propose(&mut host, naming(OPEN, ANN));
    let told = ask(&mut host, proposalCall { id }).action;
    assert_eq!((told.account, told.claimant), (OPEN, ANN));
    let logs = decide(&mut host, id);
    assert!(logs.contains(&at_migration(&ClaimantNamed { account: OPEN, claimant: ANN })));
    assert_eq!(state(&mut host, id), State::Executed);
    // Another vote may name somebody else, as long as nobody was paid.
    let id = propose(&mut host, naming(OPEN, EVE));
    decide(&mut host, id);
    let row = host.call_as(ZOE, MIGRATION, U256::ZERO, rowCall { account: OPEN }).unwrap();
    assert_eq!((row.claimant, row.isOpen, row.isClaimed), (EVE, true, false));
    let refusal = NotClaimant { caller: ANN, claimant: EVE };
    assert_eq!(claims(&mut host, &there, ANN, OPEN), Err(refusal.abi_encode().into()));
    // Two votes at once: the second finds the row paid.
    let late = propose(&mut host, naming(OPEN, ANN));
    claims(&mut host, &there, EVE, OPEN).unwrap();
    assert_eq!(host.balance(PAYEE), U256::from(7_000));
    let logs = decide(&mut host, late);
    assert_eq!(state(&mut host, late), State::Failed);
    let reason = AlreadyClaimed { account: OPEN }.abi_encode().into();
    assert!(logs.contains(&super::log(&ExecutionFailed { id: late, reason })));
    fails(&mut host, ZOE, deposit(), naming(OPEN, ANN), AlreadyClaimed { account: OPEN });
}

#[test]
fn votes_name_nobody_for_what_is_somebodys() {
    let (mut host, _) = migrated();
    let required = deposit();
    let named = NotOpen { account: DISPUTED };
    fails(&mut host, ZOE, required, naming(DISPUTED, EVE), named);
    fails(&mut host, ZOE, required, naming(CREDITED, EVE), NotClaimable { account: CREDITED });
    fails(&mut host, ZOE, required, naming(OPEN, Address::ZERO), ZeroAddress {});
    for account in [GOVERNANCE, MIGRATION] {
        fails(&mut host, ZOE, required, naming(OPEN, account), NotPayee { account });
    }
    let mut elsewhere = world();
    fails(&mut elsewhere, ZOE, required, naming(OPEN, EVE), NoMigration {});
    fails(&mut elsewhere, ZOE, required, unclaimed(EVE), NoMigration {});
}

#[test]
fn nobody_is_named_after_the_deadline() {
    let (mut host, there) = migrated();
    let deadline = there.migration.deadline;
    host.set_time(deadline - PERIOD);
    let id = propose(&mut host, naming(OPEN, EVE));
    let logs = decide(&mut host, id);
    assert_eq!(state(&mut host, id), State::Failed);
    let reason = DeadlinePassed { deadline: U256::from(deadline) }.abi_encode().into();
    assert!(logs.contains(&super::log(&ExecutionFailed { id, reason })));
    let error = DeadlinePassed { deadline: U256::from(deadline) };
    fails(&mut host, ZOE, deposit(), naming(ALSO_OPEN, EVE), error);
}

/// A chain after its deadline, with one row paid, and what is left.
fn over() -> (MemoryHost, U256) {
    let (mut host, there) = migrated();
    claims(&mut host, &there, claimant().address, DISPUTED).unwrap();
    let start = host.time();
    host.set_time(start + TIME);
    let error = DeadlineNotPassed { deadline: U256::from(there.migration.deadline) };
    fails(&mut host, ZOE, deposit(), unclaimed(EVE), error);
    pass(&mut host, 1);
    // Somebody forced coins in.
    let left = host.balance(MIGRATION);
    host.set_balance(MIGRATION, left + U256::from(5));
    (host, left)
}

/// What is told once `to` has got what was left.
fn released(host: &mut MemoryHost, to: Address, amount: U256) {
    assert_eq!(ask(host, unclaimedDecisionCall {}), U256::ZERO);
    let id = propose(host, unclaimed(to));
    let logs = decide(host, id);
    assert_eq!(state(host, id), State::Executed);
    assert!(logs.contains(&at_migration(&Released { to, amount })));
    assert!(logs.contains(&super::log(&UnclaimedDecided { id })));
    assert_eq!(ask(host, unclaimedDecisionCall {}), id);
    assert_eq!(host.call_as(ZOE, MIGRATION, U256::ZERO, remainingCall {}), Ok(U256::ZERO));
    assert_eq!(host.balance(MIGRATION), U256::from(5), "what was forced in stays");
    fails(host, ZOE, deposit(), unclaimed(to), NothingLeft {});
}

#[test]
fn what_is_left_goes_to_an_account() {
    let (mut host, left) = over();
    let (before, there) = (host.balance(EVE), World::new());
    released(&mut host, EVE, left);
    assert_eq!(host.balance(EVE), before + left);
    let refused = claims(&mut host, &there, ANN, OPEN).unwrap_err();
    assert!(refused.starts_with(&DeadlinePassed::SELECTOR));
}

#[test]
fn what_is_left_goes_into_the_reserve() {
    let (mut host, left) = over();
    let before = ask(&mut host, fundsCall {}).reserve;
    released(&mut host, GOVERNANCE, left);
    assert_eq!(ask(&mut host, fundsCall {}).reserve, before + left);
    assert_eq!(host.balance(GOVERNANCE), before + left);
    // It can be spent as the rest of it.
    let (title, text) = ("All of it".into(), String::new());
    let id =
        propose(&mut host, proposeSpendingCall { title, text, to: PAYEE, amount: before + left });
    let had = host.balance(PAYEE);
    decide(&mut host, id);
    assert_eq!(host.balance(PAYEE) - had, before + left);
}

#[test]
fn what_is_left_is_burned() {
    let (mut host, left) = over();
    let asks = |host: &mut MemoryHost| {
        let supply = host.call_as(ZOE, COIN, U256::ZERO, totalSupplyCall {}).unwrap();
        (supply, host.call_as(ZOE, COIN, U256::ZERO, totalBurnedCall {}).unwrap())
    };
    let (supply, burned) = asks(&mut host);
    released(&mut host, Address::ZERO, left);
    assert_eq!(asks(&mut host), (supply - left, burned + left));
    assert_eq!(host.balance(Address::ZERO), U256::ZERO);
}

#[test]
fn what_is_left_goes_to_no_other_native_contract_and_only_once() {
    let (mut host, left) = over();
    for account in [MIGRATION, STAKING, COIN] {
        fails(&mut host, ZOE, deposit(), unclaimed(account), NotPayee { account });
    }
    // Of two votes at once the first one counts.
    let (first, second) = (unclaimed(EVE), unclaimed(Address::ZERO));
    let (first, second) = (propose(&mut host, first), propose(&mut host, second));
    for id in [first, second] {
        for validator in [ANN, super::BEN, super::CAT] {
            super::vote(&mut host, validator, id, super::Choice::Yes);
        }
    }
    end(&mut host);
    let before = host.balance(EVE);
    pass(&mut host, 2 * DAY);
    let logs = host.close_block();
    assert_eq!(host.balance(EVE) - before, left);
    assert_eq!(state(&mut host, second), State::Failed);
    let reason = NothingLeft {}.abi_encode().into();
    assert!(logs.contains(&super::log(&ExecutionFailed { id: second, reason })));
}
