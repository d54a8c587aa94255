//! What kind of account each holder is, proven against the state root.
//!
//! A contract's address is nobody's on another chain until somebody puts the same code there, who
//! may be anybody (20 M OP were lost that way in 2022). So contracts are told from people by their
//! code hash at the block.

use std::{collections::BTreeMap, fs::File, io::BufReader, path::Path};

use alloy_primitives::{Address, B256, keccak256};
use cybermiles_proofs::trie::{self, Account, ProofError};
use serde::Serialize;

use super::{Progress, VerifyError, open, storage::Proven};
use crate::{
    allocation::read_exact,
    amount,
    bundle::{self, BundleError, Manifest},
};

/// What precedes the delegate in the code of an account that delegates (EIP-7702).
const DELEGATION: [u8; 3] = [0xef, 0x01, 0x00];

/// A kind of account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// No code: whoever has the key has the same address on every chain.
    Person,
    /// Such an account whose code is another's for a time (EIP-7702): the key is still its own.
    Delegated,
    /// Code of its own.
    Contract,
    /// The token itself.
    Token,
}

/// The class of every row, if the bundle proves the accounts.
pub(super) fn classify(
    folder: &Path,
    manifest: &Manifest,
    proven: &Proven,
    state_root: B256,
    progress: &mut dyn Progress,
) -> Result<Option<Vec<Class>>, VerifyError> {
    if !manifest.has(bundle::HOLDERS) {
        return Ok(None);
    }
    let delegates = match manifest.has(bundle::DELEGATES) {
        true => read_delegates(&folder.join(bundle::DELEGATES))?,
        false => BTreeMap::new(),
    };
    let path = folder.join(bundle::HOLDERS);
    let mut asked: Vec<(B256, usize)> =
        proven.rows.iter().enumerate().map(|(at, row)| (keccak256(row.0), at)).collect();
    asked.sort_unstable();
    let keys: Vec<B256> = asked.iter().map(|(key, _)| *key).collect();
    progress.begin("Accounts", u64::try_from(keys.len()).unwrap_or(u64::MAX));
    let mut classes = vec![Class::Person; keys.len()];
    let mut delegating = 0_usize;
    trie::walk(state_root, &keys, open(&path)?, |at, value| {
        progress.add(1);
        let Some((key, row)) = asked.get(at).copied() else { return Ok(()) };
        let account = value.map(Account::decode).transpose();
        let account = account.map_err(|what| ProofError::Value { key, what })?;
        let address = proven.rows.get(row).map(|(address, _)| *address).unwrap_or_default();
        let class = class(address, account, manifest.facts.token, &delegates);
        delegating = delegating.saturating_add(usize::from(class == Class::Delegated));
        if let Some(place) = classes.get_mut(row) {
            *place = class;
        }
        Ok(())
    })
    .map_err(|source| VerifyError::proof(&path, source))?;
    if delegating != delegates.len() {
        let found = format!("{} rows", delegates.len());
        let expected =
            format!("{delegating}, each of an account whose code hash is that of its delegation");
        return Err(VerifyError::fact("delegates.csv", found, expected));
    }
    Ok(Some(classes))
}

/// The class of every row as nodes said it, if they were asked.
pub(super) fn believe(
    folder: &Path,
    manifest: &Manifest,
    proven: &Proven,
) -> Result<Option<Vec<Class>>, VerifyError> {
    if !manifest.has(bundle::CONTRACTS) {
        return Ok(None);
    }
    let contracts = read_contracts(&folder.join(bundle::CONTRACTS))?;
    let delegates = match manifest.has(bundle::DELEGATES) {
        true => read_delegates(&folder.join(bundle::DELEGATES))?,
        false => BTreeMap::new(),
    };
    let mut known = 0_usize;
    let classes = proven.rows.iter().map(|(address, _)| {
        let (has_code, delegates) =
            (contracts.contains_key(address), delegates.contains_key(address));
        let count = usize::from(has_code).saturating_add(usize::from(delegates));
        known = known.saturating_add(count);
        if *address == manifest.facts.token {
            Class::Token
        } else if has_code {
            Class::Contract
        } else if delegates {
            Class::Delegated
        } else {
            Class::Person
        }
    });
    let classes = classes.collect();
    let named = contracts.len().saturating_add(delegates.len());
    let is_twice = contracts.keys().any(|address| delegates.contains_key(address));
    if named != known || is_twice {
        return Err(VerifyError::fact(
            "contracts.csv and delegates.csv",
            format!("of {named} accounts"),
            format!("{known}, each a row of balances.csv and in one of the two"),
        ));
    }
    Ok(Some(classes))
}

fn class(
    address: Address,
    account: Option<Account>,
    token: Address,
    delegates: &BTreeMap<Address, Address>,
) -> Class {
    let code_hash = account.map_or(trie::EMPTY_CODE, |account| account.code_hash);
    let delegation = |delegate: &Address| {
        keccak256([DELEGATION.as_slice(), delegate.as_slice()].concat()) == code_hash
    };
    if address == token {
        Class::Token
    } else if code_hash == trie::EMPTY_CODE {
        Class::Person
    } else if delegates.get(&address).is_some_and(delegation) {
        Class::Delegated
    } else {
        Class::Contract
    }
}

fn read_contracts(path: &Path) -> Result<BTreeMap<Address, B256>, VerifyError> {
    const HEADER: &str = "address,code_hash";
    let file = File::open(path).map_err(|err| BundleError::file(path, err))?;
    let mut contracts = BTreeMap::new();
    read_exact(path, BufReader::new(file), HEADER, |text| {
        let wrong = || format!("`{}`; expected `{HEADER}`", text.escape_debug());
        let (address, hash) = text.split_once(',').ok_or_else(wrong)?;
        let address = amount::parse_address(address).map_err(|err| err.to_string())?;
        let hash: B256 = hash.parse().map_err(|_| wrong())?;
        if hash == trie::EMPTY_CODE {
            return Err(format!("`{address}` with the hash of no code; expected contracts only"));
        }
        if contracts.last_key_value().is_some_and(|(last, _)| *last >= address) {
            return Err(format!("`{address}` out of order; expected addresses ascending"));
        }
        contracts.insert(address, hash);
        Ok(format!("{address:#x},{hash}"))
    })?;
    Ok(contracts)
}

fn read_delegates(path: &Path) -> Result<BTreeMap<Address, Address>, VerifyError> {
    const HEADER: &str = "address,delegate";
    let file = File::open(path).map_err(|err| BundleError::file(path, err))?;
    let mut delegates = BTreeMap::new();
    read_exact(path, BufReader::new(file), HEADER, |text| {
        let (address, delegate) = text
            .split_once(',')
            .ok_or_else(|| format!("`{}`; expected `{HEADER}`", text.escape_debug()))?;
        let parse = |text| amount::parse_address(text).map_err(|err| err.to_string());
        let (address, delegate) = (parse(address)?, parse(delegate)?);
        if delegates.last_key_value().is_some_and(|(last, _)| *last >= address) {
            return Err(format!("`{address}` out of order; expected addresses ascending"));
        }
        delegates.insert(address, delegate);
        Ok(format!("{address:#x},{delegate:#x}"))
    })?;
    Ok(delegates)
}
