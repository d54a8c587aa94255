//! Who may take whose coins.

use alloy_primitives::{Address, B256, U256, keccak256};

use super::{ALICE, BOB, CAROL, call, log, refused, wei, world};
use crate::{
    abi::ICMT::{
        Approval, ERC20InsufficientAllowance, ERC20InsufficientBalance, ERC20InvalidApprover,
        ERC20InvalidReceiver, ERC20InvalidSpender, Transfer, allowanceCall, approveCall,
        transferFromCall,
    },
    address::{CMT, ESCROW},
    memory::MemoryHost,
};

fn approve(host: &mut MemoryHost, owner: Address, spender: Address, value: U256) {
    host.take_logs();
    assert_eq!(call(host, owner, approveCall { spender, value }), Ok(true));
    assert_eq!(host.take_logs(), [log(&Approval { owner, spender, value })]);
}

fn left(host: &mut MemoryHost, owner: Address, spender: Address) -> U256 {
    call(host, CAROL, allowanceCall { owner, spender }).unwrap()
}

#[test]
fn an_allowance_is_spent() {
    let mut host = world(&[(ALICE, wei(10))]);
    approve(&mut host, ALICE, BOB, wei(7));
    let take = |value| transferFromCall { from: ALICE, to: CAROL, value: wei(value) };
    assert_eq!(call(&mut host, BOB, take(3)), Ok(true));
    let said = Transfer { from: ALICE, to: CAROL, value: wei(3) };
    assert_eq!(host.take_logs(), [log(&said)], "spending makes no Approval");
    assert_eq!(left(&mut host, ALICE, BOB), wei(4));
    let error = ERC20InsufficientAllowance { spender: BOB, allowance: wei(4), needed: wei(5) };
    assert_eq!(call(&mut host, BOB, take(5)), refused(error));
    assert_eq!(call(&mut host, BOB, take(4)), Ok(true));
    assert_eq!(left(&mut host, ALICE, BOB), U256::ZERO);
    assert_eq!((host.balance(ALICE), host.balance(CAROL)), (wei(3), wei(7)));
    assert_eq!(call(&mut host, BOB, take(0)), Ok(true), "zero needs no allowance");
}

#[test]
fn the_largest_allowance_does_not_shrink() {
    let mut host = world(&[(ALICE, wei(10))]);
    approve(&mut host, ALICE, BOB, U256::MAX);
    let take = transferFromCall { from: ALICE, to: BOB, value: wei(10) };
    assert_eq!(call(&mut host, BOB, take), Ok(true));
    assert_eq!(left(&mut host, ALICE, BOB), U256::MAX);
    approve(&mut host, ALICE, BOB, U256::MAX - wei(1));
    let take = transferFromCall { from: ALICE, to: BOB, value: U256::ZERO };
    assert_eq!(call(&mut host, BOB, take), Ok(true));
    assert_eq!(left(&mut host, ALICE, BOB), U256::MAX - wei(1));
}

#[test]
fn a_later_approval_replaces_the_earlier() {
    let mut host = world(&[]);
    for value in [wei(5), wei(2), U256::ZERO, U256::MAX] {
        approve(&mut host, ALICE, BOB, value);
        assert_eq!(left(&mut host, ALICE, BOB), value);
    }
    assert_eq!(left(&mut host, BOB, ALICE), U256::ZERO, "the other way round is another one");
}

#[test]
fn an_owner_needs_an_allowance_of_his_own() {
    let mut host = world(&[(ALICE, wei(10))]);
    let take = || transferFromCall { from: ALICE, to: ALICE, value: wei(4) };
    let error =
        ERC20InsufficientAllowance { spender: ALICE, allowance: U256::ZERO, needed: wei(4) };
    assert_eq!(call(&mut host, ALICE, take()), refused(error));
    approve(&mut host, ALICE, ALICE, wei(4));
    assert_eq!(call(&mut host, ALICE, take()), Ok(true));
    assert_eq!((host.balance(ALICE), left(&mut host, ALICE, ALICE)), (wei(10), U256::ZERO));
}

#[test]
fn a_failed_transfer_leaves_the_allowance() {
    let mut host = world(&[(ALICE, wei(1))]);
    approve(&mut host, ALICE, BOB, wei(5));
    let poor = ERC20InsufficientBalance { sender: ALICE, balance: wei(1), needed: wei(2) };
    let take = transferFromCall { from: ALICE, to: BOB, value: wei(2) };
    assert_eq!(call(&mut host, BOB, take), refused(poor));
    let take = transferFromCall { from: ALICE, to: ESCROW, value: wei(1) };
    assert_eq!(call(&mut host, BOB, take), refused(ERC20InvalidReceiver { receiver: ESCROW }));
    assert_eq!(left(&mut host, ALICE, BOB), wei(5));
}

#[test]
fn nobody_is_no_party() {
    let mut host = world(&[]);
    let to_nobody = approveCall { spender: Address::ZERO, value: wei(1) };
    let refusal = refused(ERC20InvalidSpender { spender: Address::ZERO });
    assert_eq!(call(&mut host, ALICE, to_nobody), refusal);
    // Only a simulation can call as the zero address.
    let by_nobody = approveCall { spender: BOB, value: wei(1) };
    let refusal = refused(ERC20InvalidApprover { approver: Address::ZERO });
    assert_eq!(call(&mut host, Address::ZERO, by_nobody), refusal);
}

#[test]
fn an_allowance_lies_where_solidity_puts_it() {
    let mut host = world(&[]);
    approve(&mut host, ALICE, BOB, wei(77));
    let outer = keccak256([ALICE.into_word(), B256::with_last_byte(2)].concat());
    let inner = keccak256([BOB.into_word(), outer].concat());
    assert_eq!(host.slot(CMT, inner.into()), wei(77));
}
