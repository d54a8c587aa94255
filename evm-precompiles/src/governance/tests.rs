//! Governance through its ABI, as voters, proposers and the end of a block see it.
#![allow(
    non_snake_case,
    reason = "what the interface names keeps its name, so that structs read short"
)]

mod effects;
mod migrating;
mod model;
mod parameters;
mod pausing;
mod proposals;
pub(super) mod stand_in;
mod voting;

use alloy_primitives::{Address, Bytes, Log, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};

use crate::{
    abi::IGovernance::{
        Choice, Proposal, State, Tally, proposalCall, proposeTextCall, tallyCall, voteCall,
    },
    address::{CMT as COIN, GOVERNANCE},
    governance::parameters::{DEPOSIT as DEPOSIT_PARAMETER, VOTING_PERIOD},
    memory::MemoryHost,
};

/// Validators.
const ANN: Address = Address::repeat_byte(0xa1);
const BEN: Address = Address::repeat_byte(0xb1);
const CAT: Address = Address::repeat_byte(0xc1);
/// Delegators.
const DAN: Address = Address::repeat_byte(0xd1);
const EVE: Address = Address::repeat_byte(0xe1);
/// Somebody without stake.
const ZOE: Address = Address::repeat_byte(0x21);

const CMT: u64 = 1_000_000_000_000_000_000;
const DAY: u64 = 86_400;
const PERIOD: u64 = VOTING_PERIOD.initial as u64;

fn cmt(whole: u64) -> U256 {
    U256::from(whole) * U256::from(CMT)
}

fn deposit() -> U256 {
    U256::from(DEPOSIT_PARAMETER.initial)
}

/// Three validators with 100, 200 and 300 CMT of their own; everybody has coins.
fn world() -> MemoryHost {
    let mut host = MemoryHost::new();
    for account in [ANN, BEN, CAT, DAN, EVE, ZOE] {
        host.set_balance(account, cmt(10_000_000));
    }
    for (operator, own) in [(ANN, 100), (BEN, 200), (CAT, 300)] {
        stand_in::seat(&mut host, operator);
        stand_in::delegate(&mut host, operator, operator, cmt(own));
    }
    let mut call = crate::Call::system(&mut host, COIN);
    call.sstore(U256::ZERO, cmt(60_000_000)).unwrap();
    host
}

fn pay<C: SolCall>(
    host: &mut MemoryHost,
    caller: Address,
    value: U256,
    function: C,
) -> Result<C::Return, Bytes> {
    host.call_as(caller, GOVERNANCE, value, function)
}

fn call<C: SolCall>(
    host: &mut MemoryHost,
    caller: Address,
    function: C,
) -> Result<C::Return, Bytes> {
    pay(host, caller, U256::ZERO, function)
}

/// What a view answers.
fn ask<C: SolCall>(host: &mut MemoryHost, function: C) -> C::Return {
    call(host, ZOE, function).expect("a view answers")
}

/// Calls a function that must fail with `error` and change nothing.
#[track_caller]
fn fails<C: SolCall>(
    host: &mut MemoryHost,
    caller: Address,
    value: U256,
    function: C,
    error: impl SolError,
) {
    let before = host.state();
    let failure = pay(host, caller, value, function).err().expect("it succeeded");
    assert_eq!(failure, error.abi_encode());
    assert_eq!(host.state(), before);
}

fn log(event: &impl SolEvent) -> Log {
    Log { address: GOVERNANCE, data: event.encode_log_data() }
}

/// Whether an event of this kind is among the logs.
fn has<E: SolEvent>(logs: &[Log]) -> bool {
    logs.iter().any(|log| log.data.topics().first() == Some(&E::SIGNATURE_HASH))
}

/// Proposes with the deposit that is asked for; answers the number.
#[track_caller]
fn propose<C: SolCall<Return = U256>>(host: &mut MemoryHost, function: C) -> U256 {
    pay(host, ZOE, deposit(), function).expect("a proposal is taken")
}

fn text(host: &mut MemoryHost) -> U256 {
    propose(host, proposeTextCall { title: "We thank Ann".into(), text: "For all.".into() })
}

#[track_caller]
fn vote(host: &mut MemoryHost, voter: Address, id: U256, choice: Choice) {
    call(host, voter, voteCall { id, choice }).map(|_| ()).expect("a vote is taken");
}

fn pass(host: &mut MemoryHost, seconds: u64) {
    host.set_time(host.time() + seconds);
}

/// Lets the voting end; answers the logs of the block's end.
fn end(host: &mut MemoryHost) -> Vec<Log> {
    pass(host, PERIOD);
    host.close_block()
}

/// All validators agree, and the voting ends.
fn carry(host: &mut MemoryHost, id: U256) -> Vec<Log> {
    for validator in [ANN, BEN, CAT] {
        vote(host, validator, id, Choice::Yes);
    }
    end(host)
}

fn proposal(host: &mut MemoryHost, id: U256) -> Proposal {
    ask(host, proposalCall { id })
}

fn state(host: &mut MemoryHost, id: U256) -> State {
    proposal(host, id).state
}

fn tally(host: &mut MemoryHost, id: U256) -> Tally {
    ask(host, tallyCall { id })
}

/// Yes, no, abstain, veto and total in whole CMT.
fn counts(host: &mut MemoryHost, id: U256) -> [u64; 5] {
    let Tally { yes, no, abstain, veto, total } = tally(host, id);
    [yes, no, abstain, veto, total].map(|wei| (wei / U256::from(CMT)).to())
}
