//! Claims by whoever may make them.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;

use super::{
    ask, call, fails, log, remaining, wei,
    world::{
        CREDITED, DISPUTED, EXCHANGE, EXCHANGE_CONTRACT, LOST, OPEN, PAYEE, RELAYER, TIME, World,
        claimant,
    },
};
use crate::{
    Input, Status,
    abi::{
        IMigration::{
            AlreadyClaimed, Claimed, Class, DeadlinePassed, NoClaimant, NotClaimable, NotClaimant,
            NotPayee, claimableCall, isClaimedCall, rowCall, snapshotCall,
        },
        IPrecompile::{InsufficientBalance, ZeroAddress},
    },
    address::{GOVERNANCE, MIGRATION},
};

#[test]
fn a_row_is_paid_once_to_whom_its_claimant_names() {
    let mut world = World::new();
    let (by, all) = (claimant().address, remaining(&mut world));
    let claim = world.claim(DISPUTED, PAYEE);
    call(&mut world.host, by, claim.clone()).unwrap();
    let amount = wei(1_000_000);
    let said = Claimed {
        account: DISPUTED,
        claimant: by,
        recipient: PAYEE,
        amount,
        relayer: by,
        fee: U256::ZERO,
    };
    assert_eq!(world.host.take_logs(), [log(&said)]);
    assert_eq!(world.host.balance(PAYEE), amount);
    assert_eq!(world.host.balance(MIGRATION), all - amount);
    assert_eq!(remaining(&mut world), all - amount);
    assert_eq!(ask(&mut world.host, claimableCall {}), all);
    fails(&mut world.host, by, claim, AlreadyClaimed { account: DISPUTED });
    let other_way = world.claim_by_storage(DISPUTED, PAYEE);
    fails(&mut world.host, by, other_way, AlreadyClaimed { account: DISPUTED });
    // The claimant's other row is another row.
    let other = world.claim_by_storage(LOST, by);
    call(&mut world.host, by, other).unwrap();
    assert_eq!(world.host.balance(by), wei(1));
    let again = world.claim(LOST, by);
    fails(&mut world.host, by, again, AlreadyClaimed { account: LOST });
    assert_eq!(remaining(&mut world), all - amount - wei(1));
}

#[test]
fn a_contract_claims_by_calling() {
    for is_storage in [false, true] {
        let mut world = World::new();
        let data = match is_storage {
            true => world.claim_by_storage(EXCHANGE, EXCHANGE_CONTRACT).abi_encode(),
            false => world.claim(EXCHANGE, EXCHANGE_CONTRACT).abi_encode(),
        };
        let output = world.host.call(EXCHANGE_CONTRACT, MIGRATION, U256::ZERO, &data);
        assert_eq!(output.status, Status::Success);
        assert_eq!(world.host.balance(EXCHANGE_CONTRACT), wei(500));
        remaining(&mut world);
    }
}

#[test]
fn a_token_of_vypers_is_claimed_from_as_well() {
    let mut world = World::with(true, vec![]);
    let by = claimant().address;
    let claim = world.claim_by_storage(DISPUTED, by);
    call(&mut world.host, by, claim).unwrap();
    assert_eq!(world.host.balance(by), wei(1_000_000));
    assert!(ask(&mut world.host, snapshotCall {}).isVyper);
}

#[test]
fn nobody_else_claims() {
    let mut world = World::new();
    let (by, host) = (claimant().address, &mut World::new().host);
    for caller in [RELAYER, DISPUTED, PAYEE, EXCHANGE_CONTRACT, GOVERNANCE, MIGRATION] {
        let error = || NotClaimant { caller, claimant: by };
        fails(host, caller, world.claim(DISPUTED, caller), error());
        fails(host, caller, world.claim_by_storage(DISPUTED, caller), error());
    }
    for caller in [OPEN, by, Address::ZERO] {
        fails(host, caller, world.claim(OPEN, PAYEE), NoClaimant { account: OPEN });
        fails(host, caller, world.claim_by_storage(OPEN, PAYEE), NoClaimant { account: OPEN });
    }
    // Who was credited has a proof, and no row.
    let twice = world.claim_by_storage(CREDITED, CREDITED);
    fails(host, CREDITED, twice, NotClaimable { account: CREDITED });
    let mut of_nobody = world.claim(DISPUTED, by);
    of_nobody.account = by;
    fails(host, by, of_nobody, NotClaimable { account: by });
    remaining(&mut world);
}

#[test]
fn coins_are_not_lost_on_nobody() {
    let mut world = World::new();
    let by = claimant().address;
    for reserved in
        [GOVERNANCE, MIGRATION, "0x00000000000000000000000000000000434d5477".parse().unwrap()]
    {
        let claim = world.claim(DISPUTED, reserved);
        fails(&mut world.host, by, claim, NotPayee { account: reserved });
        let claim = world.claim_by_storage(DISPUTED, reserved);
        fails(&mut world.host, by, claim, NotPayee { account: reserved });
    }
    let claim = world.claim(DISPUTED, Address::ZERO);
    fails(&mut world.host, by, claim, ZeroAddress {});
}

#[test]
fn claims_end_with_the_second_after_the_deadline() {
    let mut world = World::new();
    let by = claimant().address;
    let (start, claim) = (world.host.time(), world.claim(DISPUTED, PAYEE));
    world.host.set_time(start + TIME + 1);
    let error = || DeadlinePassed { deadline: wei(start + TIME) };
    fails(&mut world.host, by, claim.clone(), error());
    let other = world.claim_by_storage(DISPUTED, PAYEE);
    fails(&mut world.host, by, other, error());
    let request = world.request(DISPUTED, by);
    let relayed = world.signed(&claimant(), &request, 0);
    fails(&mut world.host, RELAYER, relayed, error());
    world.host.set_time(start + TIME);
    call(&mut world.host, by, claim).unwrap();
}

#[test]
fn forced_coins_pay_nobody_and_a_ledger_that_is_short_is_named() {
    let mut world = World::new();
    let all = remaining(&mut world);
    world.host.set_balance(MIGRATION, all + wei(77));
    assert_eq!(remaining(&mut world), all);
    let by = claimant().address;
    let claim = world.claim(DISPUTED, PAYEE);
    call(&mut world.host, by, claim).unwrap();
    assert_eq!(world.host.balance(MIGRATION), remaining(&mut world) + wei(77));
    // A genesis whose claimable is less than its rows have: some row finds too little.
    let mut world = World::new();
    world.migration.claimable = wei(999_999);
    let migration = world.migration.clone();
    super::world::begin(&mut world.host, &migration);
    world.host.set_balance(MIGRATION, U256::MAX >> 1);
    let (claim, have) = (world.claim(DISPUTED, PAYEE), wei(999_999));
    let short = InsufficientBalance { account: MIGRATION, have, want: wei(1_000_000) };
    fails(&mut world.host, by, claim, short);
}

#[test]
fn whatever_gas_there_is_a_claim_is_whole_or_nothing() {
    let world = World::new();
    let by = claimant().address;
    for data in [
        world.claim(DISPUTED, PAYEE).abi_encode(),
        world.claim_by_storage(LOST, PAYEE).abi_encode(),
    ] {
        let mut enough = 0;
        let whole = world.host.clone().call(by, MIGRATION, U256::ZERO, &data).gas_used;
        for gas in (0..whole + 4_000).step_by(97) {
            let mut host = world.host.clone();
            let before = host.state();
            let (target, value, is_static) = (MIGRATION, U256::ZERO, false);
            let input =
                Input { caller: by, target, bytecode: target, value, data: &data, gas, is_static };
            match host.transact(&input).status {
                Status::Success => enough += 1,
                Status::OutOfGas => {
                    assert_eq!(host.state(), before, "with {gas} gas");
                    assert_eq!(enough, 0, "{gas} gas was too little, and less enough");
                    assert!(host.take_logs().is_empty());
                }
                Status::Revert => panic!("another error with {gas} gas"),
            }
        }
        assert!(enough > 1, "no gas was enough");
    }
}

#[test]
fn rows_and_the_snapshot_are_told() {
    let mut world = World::new();
    for row in world.rows.clone() {
        let told = ask(&mut world.host, rowCall { account: row.account });
        assert_eq!(
            (told.exists, told.class as u8, told.claimant, told.isOpen, told.isClaimed),
            (true, row.class, row.claimant.unwrap_or_default(), row.claimant.is_none(), false)
        );
    }
    let told = ask(&mut world.host, rowCall { account: CREDITED });
    assert_eq!((told.exists, told.class, told.claimant), (false, Class::Person, Address::ZERO));
    let (told, given) = (ask(&mut world.host, snapshotCall {}), world.migration.snapshot);
    assert_eq!((told.token, told.blockHash), (given.token, given.block_hash));
    assert_eq!((Some(told.stateRoot), told.balancesSlot), (given.state_root, given.balances_slot));
    assert_eq!((told.blockNumber, told.isVyper), (wei(given.block_number), false));
    assert_eq!(ask(&mut world.host, super::deadlineCall {}), wei(world.migration.deadline));
    let by = claimant().address;
    let claim = world.claim(LOST, PAYEE);
    call(&mut world.host, by, claim).unwrap();
    assert!(ask(&mut world.host, isClaimedCall { account: LOST }));
    assert!(ask(&mut world.host, rowCall { account: LOST }).isClaimed);
}
