//! The rest of block 0: nonces, code and storage of every account, and what the header says.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{Debug, Display},
};

use alloy_genesis::GenesisAccount;
use alloy_primitives::{Address, B256, Bytes, keccak256};
use cybermiles_primitives::{Genesis, native};

use super::GenesisError;

/// Compares a genesis with the one that the network's file makes.
///
/// # Errors
/// [`GenesisError::State`] naming the first account that differs, and what of it.
pub(super) fn compare_state(expected: &Genesis, found: &Genesis) -> Result<(), GenesisError> {
    let Genesis { spec, timestamp, extra_data, mix_hash, base_fee, alloc } = expected;
    let header = "the chain";
    same(header, "parameters", Shown(&found.spec), Shown(spec))?;
    same(header, "time of block 0", found.timestamp, *timestamp)?;
    same(header, "extra data of block 0", &found.extra_data, extra_data)?;
    same(header, "mix hash of block 0", found.mix_hash, *mix_hash)?;
    same(header, "base fee of block 0", found.base_fee, *base_fee)?;
    compare_accounts(alloc, &found.alloc, None)
}

/// Checks that no account but those every chain has comes with code, storage or a nonce, and that
/// those begin as on every chain, but for what Migration keeps and for balances.
///
/// # Errors
/// [`GenesisError::State`] naming the first account that has something else.
pub(crate) fn compare_bare(genesis: &Genesis) -> Result<(), GenesisError> {
    let balances = genesis.alloc.iter().map(|(address, account)| (*address, account.balance));
    let bare = Genesis::new(genesis.spec.clone(), balances);
    compare_accounts(&bare.alloc, &genesis.alloc, Some(native::MIGRATION))
}

fn compare_accounts(
    expected: &BTreeMap<Address, GenesisAccount>,
    found: &BTreeMap<Address, GenesisAccount>,
    but_storage_of: Option<Address>,
) -> Result<(), GenesisError> {
    let none = GenesisAccount::default();
    let all: BTreeSet<&Address> = expected.keys().chain(found.keys()).collect();
    for address in all {
        let expected = expected.get(address).unwrap_or(&none);
        let found = found.get(address).unwrap_or(&none);
        let nonce = |account: &GenesisAccount| account.nonce.unwrap_or_default();
        same(address, "balance in wei", found.balance, expected.balance)?;
        same(address, "nonce", nonce(found), nonce(expected))?;
        let code = |account: &GenesisAccount| shown(account.non_empty_code());
        same(address, "code", code(found), code(expected))?;
        if but_storage_of != Some(*address) {
            compare_slots(address, expected, found)?;
        }
    }
    Ok(())
}

fn compare_slots(
    address: &Address,
    expected: &GenesisAccount,
    found: &GenesisAccount,
) -> Result<(), GenesisError> {
    let slots = |account: &GenesisAccount| -> BTreeSet<B256> {
        account.storage.iter().flatten().map(|(slot, _)| *slot).collect()
    };
    for slot in slots(expected).union(&slots(found)) {
        let value = |account: &GenesisAccount| {
            let storage = account.storage.as_ref();
            storage.and_then(|storage| storage.get(slot).copied()).unwrap_or_default()
        };
        same(address, format_args!("slot {slot}"), value(found), value(expected))?;
    }
    Ok(())
}

/// Code in a few words: it may be long.
fn shown(code: Option<&Bytes>) -> String {
    code.map_or("none".into(), |code| {
        format!("of {} bytes with the hash {}", code.len(), keccak256(code))
    })
}

/// What is shown as it is debugged.
#[derive(PartialEq)]
struct Shown<'a, T>(&'a T);

impl<T: Debug> Display for Shown<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

fn same<T: PartialEq + Display>(
    whose: impl Display,
    what: impl Display,
    found: T,
    expected: T,
) -> Result<(), GenesisError> {
    if found == expected {
        return Ok(());
    }
    Err(GenesisError::State {
        what: format!("{whose}: {what}"),
        found: found.to_string(),
        expected: expected.to_string(),
    })
}
