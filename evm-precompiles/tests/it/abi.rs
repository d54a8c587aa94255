//! The ABI the node serves is the one solc compiles, and every function of it answers.

use std::collections::BTreeSet;

use alloy_primitives::{Address, Bytes, U256, hex};
use alloy_sol_types::SolError;
use cybermiles_evm_precompiles::{
    Input, Output, Status,
    abi::IPrecompile::{
        DelegateCallNotAllowed, IPrecompileErrors, InvalidCalldata, StaticCallNotAllowed,
        UnknownSelector, ValueNotAllowed,
    },
    address,
    memory::{CALL_GAS, MemoryHost},
};
use serde_json::Value;

use crate::compiled::{self, list, text};

const CALLER: Address = Address::repeat_byte(0xca);

/// A precompile as `sol!` knows it.
struct Native {
    interface: &'static str,
    address: Address,
    functions: BTreeSet<(String, String)>,
    events: BTreeSet<(String, String)>,
    errors: BTreeSet<(String, String)>,
}

/// Signatures with their selectors.
fn named<'a, S: AsRef<[u8]> + 'a>(
    signatures: impl IntoIterator<Item = &'a &'static str>,
    selectors: impl IntoIterator<Item = &'a S>,
) -> BTreeSet<(String, String)> {
    let signatures = signatures.into_iter().map(ToString::to_string);
    signatures.zip(selectors.into_iter().map(hex::encode_prefixed)).collect()
}

/// The sets of `sol!` for one interface; it does not know those of the inherited one.
macro_rules! native {
    ($address:expr, $module:ident, $calls:ident, $errors:ident $(, $events:ident)?) => {{
        use cybermiles_evm_precompiles::abi::$module::{$calls, $errors $(, $events)?};
        let mut errors = named($errors::SIGNATURES, $errors::SELECTORS);
        errors.extend(named(IPrecompileErrors::SIGNATURES, IPrecompileErrors::SELECTORS));
        Native {
            interface: stringify!($module),
            address: $address,
            functions: named($calls::SIGNATURES, $calls::SELECTORS),
            events: [$(named($events::SIGNATURES, $events::SELECTORS))?].into_iter().flatten().collect(),
            errors,
        }
    }};
}

fn natives() -> Vec<Native> {
    vec![
        native!(address::CLOSING, IClosing, IClosingCalls, IClosingErrors, IClosingEvents),
        native!(
            address::ARBITRATION,
            IArbitration,
            IArbitrationCalls,
            IArbitrationErrors,
            IArbitrationEvents
        ),
        native!(address::CMT, ICMT, ICMTCalls, ICMTErrors, ICMTEvents),
        native!(address::IDENTITY, IIdentity, IIdentityCalls, IIdentityErrors, IIdentityEvents),
        native!(
            address::GOVERNANCE,
            IGovernance,
            IGovernanceCalls,
            IGovernanceErrors,
            IGovernanceEvents
        ),
        native!(
            address::MIGRATION,
            IMigration,
            IMigrationCalls,
            IMigrationErrors,
            IMigrationEvents
        ),
        native!(address::ESCROW, IEscrow, IEscrowCalls, IEscrowErrors, IEscrowEvents),
        native!(address::STAKING, IStaking, IStakingCalls, IStakingErrors, IStakingEvents),
    ]
}

fn compiled_set(interface: &Value, key: &str) -> BTreeSet<(String, String)> {
    let items = list(interface, key).iter();
    items.map(|item| (text(item, "signature").into(), text(item, "selector").into())).collect()
}

#[test]
fn selectors_and_topics_are_those_of_solc() {
    let Some(interfaces) = compiled::read("interfaces.json") else { return };
    for native in natives() {
        let interface = &interfaces[native.interface];
        let name = native.interface;
        assert_eq!(native.functions, compiled_set(interface, "functions"), "{name}: functions");
        assert_eq!(native.events, compiled_set(interface, "events"), "{name}: events");
        assert_eq!(native.errors, compiled_set(interface, "errors"), "{name}: errors");
    }
}

#[test]
fn every_interface_is_compared() {
    let Some(interfaces) = compiled::read("interfaces.json") else { return };
    let mut ours: BTreeSet<_> = natives().iter().map(|native| native.interface).collect();
    // What the others inherit.
    ours.insert("IPrecompile");
    let compiled = interfaces.as_object().unwrap().keys().map(String::as_str);
    assert_eq!(ours, compiled.collect());
}

#[test]
fn addresses_are_those_of_the_library() {
    let Some(addresses) = compiled::read("addresses.json") else { return };
    let ours = [
        ("cmt", address::CMT),
        ("escrow", address::ESCROW),
        ("arbitration", address::ARBITRATION),
        ("identity", address::IDENTITY),
        ("staking", address::STAKING),
        ("governance", address::GOVERNANCE),
        ("migration", address::MIGRATION),
        ("closing", address::CLOSING),
    ];
    assert_eq!(addresses.as_object().unwrap().len(), ours.len());
    for (name, address) in ours {
        assert_eq!(text(&addresses, name), address.to_checksum(None), "{name}");
    }
}

/// How a function is called.
#[derive(Clone, Copy, Default)]
struct Manner {
    value: u64,
    is_static: bool,
    delegated: bool,
}

/// Calls the precompile once, in a world where the caller is rich.
fn call(at: Address, data: &[u8], manner: Manner) -> Output {
    let mut host = MemoryHost::new();
    host.set_balance(CALLER, U256::MAX);
    let target = if manner.delegated { Address::repeat_byte(0xde) } else { at };
    let value = U256::from(manner.value);
    let Manner { is_static, .. } = manner;
    let (caller, gas) = (CALLER, CALL_GAS);
    host.transact(&Input { caller, target, bytecode: at, value, data, gas, is_static })
}

fn is<E: SolError>(output: &Output) -> bool {
    output.status == Status::Revert && output.bytes.starts_with(&E::SELECTOR)
}

/// Runs `check` for each function of each compiled interface.
fn for_each_function(check: impl Fn(&Native, &Value, &[u8])) {
    let Some(interfaces) = compiled::read("interfaces.json") else { return };
    for native in natives() {
        let functions = list(&interfaces[native.interface], "functions");
        assert!(!functions.is_empty(), "{} has no functions", native.interface);
        for function in functions {
            check(&native, function, &hex::decode(text(function, "calldata")).unwrap());
        }
    }
}

#[test]
fn every_function_is_dispatched() {
    for_each_function(|native, function, data| {
        let output = call(native.address, data, Manner::default());
        let lost = is::<UnknownSelector>(&output) || is::<InvalidCalldata>(&output);
        assert!(!lost, "{}.{}: {:?}", native.interface, text(function, "signature"), output);
        assert_ne!(output.status, Status::OutOfGas);
    });
}

#[test]
fn only_a_payable_function_takes_value() {
    for_each_function(|native, function, data| {
        let output = call(native.address, data, Manner { value: 1, ..Manner::default() });
        let payable = text(function, "mutability") == "payable";
        let refused = is::<ValueNotAllowed>(&output);
        assert_ne!(payable, refused, "{}.{function}: {output:?}", native.interface);
    });
}

#[test]
fn only_a_view_function_answers_a_static_call() {
    for_each_function(|native, function, data| {
        let output = call(native.address, data, Manner { is_static: true, ..Manner::default() });
        let view = matches!(text(function, "mutability"), "view" | "pure");
        let refused = is::<StaticCallNotAllowed>(&output);
        assert_ne!(view, refused, "{}.{function}: {output:?}", native.interface);
    });
}

#[test]
fn a_delegated_call_is_refused() {
    for_each_function(|native, function, data| {
        for value in [0, 1] {
            let manner = Manner { value, delegated: true, ..Manner::default() };
            let output = call(native.address, data, manner);
            assert!(is::<DelegateCallNotAllowed>(&output), "{function}: {output:?}");
        }
    });
}

#[test]
fn what_is_no_call_is_refused() {
    for native in natives() {
        for data in [&[][..], &[1], &[1, 2, 3]] {
            let output = call(native.address, data, Manner::default());
            assert!(is::<InvalidCalldata>(&output), "{}: {data:?}: {output:?}", native.interface);
        }
        let output = call(native.address, &[0xff; 100], Manner::default());
        let expected = UnknownSelector { selector: [0xff; 4].into() }.abi_encode();
        assert_eq!((output.status, output.bytes), (Status::Revert, Bytes::from(expected)));
    }
}

#[test]
fn no_argument_may_be_missing() {
    for_each_function(|native, function, data| {
        let shortest = data.len().saturating_sub(1);
        for length in (4..=shortest).rev().take(64) {
            let output = call(native.address, &data[..length], Manner::default());
            assert!(is::<InvalidCalldata>(&output), "{function} cut to {length}: {output:?}");
        }
    });
}
