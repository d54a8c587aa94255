//! The coin through its ABI, as a wallet or a contract sees it.

mod allowances;
mod gas;
mod model;
mod permits;

use alloy_primitives::{Address, Bytes, Log, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};

use super::total_supply;
use crate::{
    Call,
    abi::{
        ICMT::{
            ERC20InsufficientBalance, ERC20InvalidReceiver, ERC20InvalidSender, Transfer,
            balanceOfCall, burnCall, decimalsCall, nameCall, symbolCall, totalBurnedCall,
            totalSupplyCall, transferCall, transferFromCall,
        },
        IPrecompile::AmountTooLarge,
    },
    address::{CMT, is_reserved},
    memory::MemoryHost,
};

const ALICE: Address = Address::repeat_byte(0xa1);
const BOB: Address = Address::repeat_byte(0xb0);
const CAROL: Address = Address::repeat_byte(0xc0);

fn wei(amount: u64) -> U256 {
    U256::from(amount)
}

/// A world whose coins are these, with the supply seeded as the genesis does.
fn world(balances: &[(Address, U256)]) -> MemoryHost {
    let mut host = MemoryHost::new();
    for (address, wei) in balances {
        host.set_balance(*address, *wei);
    }
    let total = host.total_wei();
    total_supply().set(&mut Call::system(&mut host, CMT), total).unwrap();
    host
}

/// Calls a function of the coin.
fn call<C: SolCall>(
    host: &mut MemoryHost,
    caller: Address,
    function: C,
) -> Result<C::Return, Bytes> {
    host.call_as(caller, CMT, U256::ZERO, function)
}

fn refused<T>(error: impl SolError) -> Result<T, Bytes> {
    Err(error.abi_encode().into())
}

/// Calls a function that must fail; answers how it did.
fn failure<C: SolCall>(host: &mut MemoryHost, caller: Address, function: C) -> Bytes {
    call(host, caller, function).err().expect("it succeeded")
}

fn log(event: &impl SolEvent) -> Log {
    Log { address: CMT, data: event.encode_log_data() }
}

fn send(host: &mut MemoryHost, from: Address, to: Address, value: U256) -> Result<bool, Bytes> {
    call(host, from, transferCall { to, value })
}

#[test]
fn it_says_what_it_is() {
    let mut host = world(&[]);
    assert_eq!(call(&mut host, ALICE, nameCall {}).unwrap(), "CyberMiles");
    assert_eq!(call(&mut host, ALICE, symbolCall {}).unwrap(), "CMT");
    assert_eq!(call(&mut host, ALICE, decimalsCall {}).unwrap(), 18);
}

#[test]
fn a_balance_is_the_native_one() {
    let mut host = world(&[(ALICE, wei(5))]);
    let of = |host: &mut MemoryHost, account| call(host, BOB, balanceOfCall { account }).unwrap();
    assert_eq!(of(&mut host, ALICE), wei(5));
    assert_eq!(of(&mut host, BOB), U256::ZERO);
    host.set_balance(ALICE, U256::MAX);
    assert_eq!(of(&mut host, ALICE), U256::MAX);
}

#[test]
fn a_transfer_moves_native_coins_and_says_so() {
    let mut host = world(&[(ALICE, wei(10)), (BOB, wei(1))]);
    assert_eq!(send(&mut host, ALICE, BOB, wei(4)), Ok(true));
    assert_eq!((host.balance(ALICE), host.balance(BOB)), (wei(6), wei(5)));
    let said = Transfer { from: ALICE, to: BOB, value: wei(4) };
    assert_eq!(host.take_logs(), [log(&said)]);
    // All of it, to somebody new.
    assert_eq!(send(&mut host, ALICE, CAROL, wei(6)), Ok(true));
    assert_eq!((host.balance(ALICE), host.balance(CAROL)), (U256::ZERO, wei(6)));
}

#[test]
fn zero_wei_and_oneself_are_transfers_like_any_other() {
    let mut host = world(&[(ALICE, wei(10))]);
    for (from, to, value) in [(ALICE, BOB, 0), (BOB, CAROL, 0), (ALICE, ALICE, 10), (BOB, BOB, 0)] {
        let value = wei(value);
        assert_eq!(send(&mut host, from, to, value), Ok(true));
        assert_eq!(host.take_logs(), [log(&Transfer { from, to, value })]);
        assert_eq!((host.balance(ALICE), host.balance(BOB)), (wei(10), U256::ZERO));
    }
}

#[test]
fn nobody_sends_more_than_he_has() {
    let mut host = world(&[(ALICE, wei(10)), (BOB, U256::MAX - wei(10))]);
    for (to, needed) in [(BOB, wei(11)), (ALICE, wei(11)), (CAROL, U256::MAX)] {
        let error = ERC20InsufficientBalance { sender: ALICE, balance: wei(10), needed };
        assert_eq!(send(&mut host, ALICE, to, needed), refused(error));
    }
    assert_eq!(host.balance(ALICE), wei(10));
    assert_eq!(host.take_logs(), []);
}

#[test]
fn coins_go_to_no_place_they_could_not_leave() {
    let mut host = world(&[(ALICE, wei(10))]);
    let mut native = CMT;
    for last in 0..=u8::MAX {
        native[19] = last;
        assert!(is_reserved(&native));
        for value in [U256::ZERO, wei(1)] {
            let expected = refused(ERC20InvalidReceiver { receiver: native });
            assert_eq!(send(&mut host, ALICE, native, value), expected);
        }
    }
    let nobody = refused(ERC20InvalidReceiver { receiver: Address::ZERO });
    assert_eq!(send(&mut host, ALICE, Address::ZERO, wei(1)), nobody);
    let from_nobody = transferFromCall { from: Address::ZERO, to: BOB, value: U256::ZERO };
    let no_sender = refused(ERC20InvalidSender { sender: Address::ZERO });
    assert_eq!(call(&mut host, ALICE, from_nobody), no_sender);
    assert_eq!(host.balance(ALICE), wei(10));
}

#[test]
fn what_is_burned_is_gone() {
    let mut host = world(&[(ALICE, wei(10)), (BOB, wei(5))]);
    let supply = |host: &mut MemoryHost| {
        let total = call(host, BOB, totalSupplyCall {}).unwrap();
        (total, call(host, BOB, totalBurnedCall {}).unwrap())
    };
    assert_eq!(supply(&mut host), (wei(15), U256::ZERO));
    for (value, left) in [(4, 6), (0, 6), (6, 0)] {
        call(&mut host, ALICE, burnCall { value: wei(value) }).unwrap();
        assert_eq!(host.balance(ALICE), wei(left));
        let said = Transfer { from: ALICE, to: Address::ZERO, value: wei(value) };
        assert_eq!(host.take_logs(), [log(&said)]);
        assert_eq!(supply(&mut host), (wei(5 + left), wei(10 - left)));
        assert_eq!(host.total_wei(), wei(5 + left), "the coins do not exist any more");
        assert_eq!(host.balance(Address::ZERO), U256::ZERO);
    }
    let error = ERC20InsufficientBalance { sender: ALICE, balance: U256::ZERO, needed: wei(1) };
    assert_eq!(failure(&mut host, ALICE, burnCall { value: wei(1) }), error.abi_encode());
    assert_eq!(supply(&mut host), (wei(5), wei(10)));
}

/// Where the counters were not seeded, burning is refused: it must neither wrap nor stop the chain.
#[test]
fn a_supply_that_was_not_seeded_cannot_wrap() {
    let mut host = MemoryHost::new();
    host.set_balance(ALICE, wei(10));
    let error = AmountTooLarge { amount: wei(3) }.abi_encode();
    assert_eq!(failure(&mut host, ALICE, burnCall { value: wei(3) }), error);
    let mut host = world(&[(ALICE, wei(10))]);
    super::total_burned().set(&mut Call::system(&mut host, CMT), U256::MAX).unwrap();
    assert_eq!(failure(&mut host, ALICE, burnCall { value: wei(3) }), error);
    assert_eq!(host.balance(ALICE), wei(10));
}
