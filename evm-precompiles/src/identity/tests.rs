//! Identity through its ABI, as persons, providers and contracts see it.

mod attestations;
mod gas;
mod gates;
mod grants;
mod model;
mod providers;
mod records;
mod recovery;
mod trust;
mod wallets;

use alloy_primitives::{Address, B256, Bytes, Log, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};

use super::{MAX_PAGE, MIN_BOND};
use crate::{
    abi::{
        IIdentity::{
            acceptRecoveryCall, attestCall, isAttestedCall, parametersCall, registerCall,
            setRecoveryCall, startRecoveryCall,
        },
        IPrecompile::PageTooLarge,
    },
    address::IDENTITY,
    memory::MemoryHost,
};

const ALICE: Address = Address::repeat_byte(0xa1);
const BOB: Address = Address::repeat_byte(0xb0);
const CAROL: Address = Address::repeat_byte(0xc0);
/// A provider of all kinds in most tests.
const ACME: Address = Address::repeat_byte(0xac);
/// Another.
const EMCA: Address = Address::repeat_byte(0xca);

const SCHEMA: B256 = B256::repeat_byte(0x5c);
const HASH: B256 = B256::repeat_byte(0x4a);
const BOND: U256 = U256::from_limbs([MIN_BOND as u64, (MIN_BOND >> 64) as u64, 0, 0]);
const DAY: u64 = 86_400;

/// A world in which everybody is rich.
fn world() -> MemoryHost {
    let mut host = MemoryHost::new();
    for account in [ALICE, BOB, CAROL, ACME, EMCA] {
        host.set_balance(account, BOND * U256::from(100));
    }
    host
}

/// A world in which `ACME` is a provider of all kinds.
fn served() -> MemoryHost {
    let mut host = world();
    register(&mut host, ACME, u32::MAX);
    host.take_logs();
    host
}

fn pay<C: SolCall>(
    host: &mut MemoryHost,
    caller: Address,
    value: U256,
    function: C,
) -> Result<C::Return, Bytes> {
    host.call_as(caller, IDENTITY, value, function)
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
    call(host, CAROL, function).expect("a view answers")
}

/// Calls a function that must fail; answers how it did.
fn failure<C: SolCall>(host: &mut MemoryHost, caller: Address, function: C) -> Bytes {
    let before = host.state();
    let error = call(host, caller, function).err().expect("it succeeded");
    assert_eq!(host.state(), before);
    error
}

/// Calls a function that must fail with `error`.
#[track_caller]
fn fails<C: SolCall>(host: &mut MemoryHost, caller: Address, function: C, error: impl SolError) {
    assert_eq!(failure(host, caller, function), error.abi_encode());
}

/// Calls a function that must succeed and emit exactly `event`.
#[track_caller]
fn emits<C: SolCall>(
    host: &mut MemoryHost,
    caller: Address,
    function: C,
    event: &impl SolEvent,
) -> C::Return {
    host.take_logs();
    let returned = call(host, caller, function);
    assert_eq!(host.take_logs(), [log(event)]);
    returned.expect("it failed")
}

fn log(event: &impl SolEvent) -> Log {
    Log { address: IDENTITY, data: event.encode_log_data() }
}

fn register(host: &mut MemoryHost, provider: Address, kinds: u32) {
    pay(host, provider, BOND, registerCall { kinds, metadata: HASH }).unwrap();
}

fn pass(host: &mut MemoryHost, seconds: u64) {
    host.set_time(host.time() + seconds);
}

fn now(host: &MemoryHost) -> U256 {
    U256::from(host.time())
}

/// `attester` says something for ever, revocably; answers its number.
fn attest(host: &mut MemoryHost, attester: Address, subject: Address) -> U256 {
    let expiresAt = U256::ZERO;
    let said = attestCall { subject, schema: SCHEMA, commitment: HASH, expiresAt, revocable: true };
    call(host, attester, said).unwrap()
}

fn attested(host: &mut MemoryHost, account: Address, attester: Address) -> bool {
    ask(host, isAttestedCall { account, schema: SCHEMA, attester })
}

/// Recovers `identity`, whose controller names `CAROL`, to `next`.
fn recover(host: &mut MemoryHost, controller: Address, identity: Address, next: Address) {
    let delay = U256::from(DAY);
    call(host, controller, setRecoveryCall { delegate: CAROL, delay }).unwrap();
    call(host, CAROL, startRecoveryCall { identity, newController: next }).unwrap();
    pass(host, DAY);
    call(host, next, acceptRecoveryCall { identity }).unwrap();
}

/// Checks that a list shows `all`, in pages of any size, and no page above the bound.
#[track_caller]
fn pages<C: SolCall<Return = Vec<T>>, T: PartialEq + Clone + std::fmt::Debug>(
    host: &mut MemoryHost,
    list: impl Fn(U256, U256) -> C,
    all: &[T],
) {
    for size in [1, 3, MAX_PAGE] {
        let mut seen = Vec::new();
        loop {
            let page = ask(host, list(U256::from(seen.len()), U256::from(size)));
            if page.is_empty() {
                break;
            }
            assert!(page.len() as u64 <= size);
            seen.extend(page);
        }
        assert_eq!(seen, all, "in pages of {size}");
    }
    assert!(ask(host, list(U256::ZERO, U256::ZERO)).is_empty());
    assert!(ask(host, list(U256::MAX, U256::from(MAX_PAGE))).is_empty());
    let (limit, max) = (U256::from(MAX_PAGE + 1), U256::from(MAX_PAGE));
    fails(host, CAROL, list(U256::ZERO, limit), PageTooLarge { limit, max });
}

#[test]
fn the_constants_are_told() {
    let told = ask(&mut world(), parametersCall {});
    assert_eq!(told.minBond, U256::from(10).pow(U256::from(21)));
    let days = |n: u64| U256::from(n * DAY);
    assert_eq!(told.unbonding, days(7));
    assert_eq!((told.maxKinds, told.maxTrusted), (U256::from(32), U256::from(32)));
    assert_eq!((told.minRecoveryDelay, told.maxRecoveryDelay), (days(1), days(90)));
    assert_eq!((told.maxScopes, told.maxGrantPeriod), (U256::from(16), days(366)));
    assert_eq!(told.maxPage, U256::from(100));
}
