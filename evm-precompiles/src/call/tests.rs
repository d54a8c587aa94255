//! The rules every call keeps, whatever the precompile.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolError};

use super::Call;
use crate::{
    Failure, Input, Status,
    abi::{
        IClosing::{OnlyProtocol, SettlementFailed, settleCall},
        IPrecompile::{
            DelegateCallNotAllowed, InsufficientBalance, InvalidCalldata, StaticCallNotAllowed,
            UnknownSelector, ValueNotAllowed,
        },
    },
    address::{CLOSING, ESCROW},
    host::Host,
    memory::MemoryHost,
    run,
};

const ALICE: Address = Address::repeat_byte(0xa1);
const BOB: Address = Address::repeat_byte(0xb0);

fn input(data: &[u8]) -> Input<'_> {
    Input {
        caller: ALICE,
        target: CLOSING,
        bytecode: CLOSING,
        value: U256::ZERO,
        data,
        gas: 100_000,
        is_static: false,
    }
}

fn answer(input: &Input<'_>) -> (Status, Bytes) {
    let mut host = MemoryHost::new();
    host.set_balance(ALICE, U256::from(10));
    let output = host.transact(input);
    (output.status, output.bytes)
}

#[test]
fn every_wrong_way_in_has_its_own_error() {
    let settle = settleCall { blockNumber: U256::ONE }.abi_encode();
    let revert = |error: Vec<u8>| (Status::Revert, Bytes::from(error));
    let ok = input(&settle);
    assert_eq!(answer(&ok), revert(OnlyProtocol {}.abi_encode()));
    let value = Input { value: U256::ONE, ..ok };
    assert_eq!(answer(&value), revert(ValueNotAllowed {}.abi_encode()));
    let fixed = Input { is_static: true, ..ok };
    assert_eq!(answer(&fixed), revert(StaticCallNotAllowed {}.abi_encode()));
    let delegated = Input { target: BOB, ..ok };
    assert_eq!(answer(&delegated), revert(DelegateCallNotAllowed {}.abi_encode()));
    let selector = [1, 2, 3, 4].into();
    let unknown = Input { data: &[1, 2, 3, 4, 5], ..ok };
    assert_eq!(answer(&unknown), revert(UnknownSelector { selector }.abi_encode()));
    for length in [0, 1, 3, 4, 5, 35] {
        let short = Input { data: &settle[..length], ..ok };
        assert_eq!(answer(&short), revert(InvalidCalldata {}.abi_encode()), "{length} bytes");
    }
    let poor = Input { gas: 5, ..ok };
    assert_eq!(answer(&poor), (Status::OutOfGas, Bytes::new()));
}

#[test]
fn nothing_answers_at_other_addresses() {
    let mut host = MemoryHost::new();
    let elsewhere = Input { target: BOB, bytecode: BOB, ..input(&[]) };
    assert_eq!(run(&mut host, &elsewhere), Ok(None));
}

#[test]
fn nothing_is_written_in_a_static_call() {
    let mut host = MemoryHost::new();
    host.set_balance(CLOSING, U256::from(5));
    let data = [];
    let fixed = Input { is_static: true, ..input(&data) };
    let mut call = Call::open(&mut host, &fixed).unwrap();
    let refused: Failure = StaticCallNotAllowed {}.into();
    assert_eq!(call.sstore(U256::ONE, U256::ONE), Err(refused.clone()));
    assert_eq!(call.pay(BOB, U256::ONE), Err(refused.clone()));
    assert_eq!(call.burn(CLOSING, U256::ONE), Err(refused.clone()));
    let reason = Bytes::new();
    let event = SettlementFailed { precompile: ESCROW, item: U256::ZERO, reason };
    assert_eq!(call.emit(&event), Err(refused));
    assert_eq!(call.sload(U256::ONE), Ok(U256::ZERO));
}

/// EIP-2200: with 2,300 gas or less nothing is written, and with less than a step costs the step
/// does not happen.
#[test]
fn low_gas_stops_before_the_write() {
    for gas in [0, 100, 2_299, 2_300] {
        let mut host = MemoryHost::new();
        let data = [];
        let poor = Input { gas, ..input(&data) };
        let mut call = Call::open(&mut host, &poor).unwrap();
        assert_eq!(call.sstore(U256::ONE, U256::ONE), Err(Failure::OutOfGas), "{gas}");
        assert_eq!(host.slot(CLOSING, U256::ONE), U256::ZERO);
    }
}

#[test]
fn a_transfer_to_oneself_makes_nothing() {
    let mut host = MemoryHost::new();
    host.set_balance(CLOSING, U256::from(5));
    let mut call = Call::system(&mut host, CLOSING);
    call.pay(CLOSING, U256::from(5)).unwrap();
    let (have, want) = (U256::from(5), U256::from(6));
    let refused: Failure = InsufficientBalance { account: CLOSING, have, want }.into();
    assert_eq!(call.pay(CLOSING, want), Err(refused.clone()));
    assert_eq!(call.pay(BOB, want), Err(refused));
    call.pay(BOB, U256::from(2)).unwrap();
    assert_eq!((host.balance(CLOSING), host.balance(BOB)), (U256::from(3), U256::from(2)));
}

#[test]
fn a_failed_attempt_leaves_neither_state_nor_refunds() {
    let mut host = MemoryHost::new();
    host.set_balance(CLOSING, U256::from(5));
    host.sstore(CLOSING, U256::from(8), U256::from(8), true).unwrap();
    let before = host.state();
    let mut call = Call::system(&mut host, CLOSING);
    let failed = call.attempt(|call| {
        call.sstore(U256::from(8), U256::ZERO)?;
        call.sstore(U256::ONE, U256::ONE)?;
        call.pay(BOB, U256::ONE)?;
        Err::<(), _>(OnlyProtocol {}.into())
    });
    assert_eq!(failed, Err(OnlyProtocol {}.into()));
    assert_eq!(call.gas().refund(), 0);
    assert!(call.gas().used() > 0, "what was tried is paid for");
    assert_eq!(host.state(), before);
}

#[test]
fn a_step_within_another_precompile_sees_its_storage_and_caller() {
    let mut host = MemoryHost::new();
    let mut call = Call::system(&mut host, CLOSING);
    let seen = call.within(ESCROW, |call| {
        call.sstore(U256::ONE, U256::from(7))?;
        Ok((call.account(), call.caller()))
    });
    assert_eq!(seen, Ok((ESCROW, CLOSING)));
    assert_eq!((call.account(), call.sload(U256::ONE)), (CLOSING, Ok(U256::ZERO)));
    assert_eq!(host.slot(ESCROW, U256::ONE), U256::from(7));
}
