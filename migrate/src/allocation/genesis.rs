//! Genesis files as a source of an allocation: geth's JSON, as Travis had it in 2018 and as
//! `cybermiles genesis` writes it.

use std::{collections::BTreeMap, fmt, io::BufRead, path::Path};

use alloy_primitives::{Address, U256};
use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};

use super::AllocationError;
use crate::amount;

/// Reads `alloc` as a stream; a map that keeps the last of two equal keys would lose a balance.
///
/// # Errors
/// [`AllocationError::Line`] naming the line, what was found and what was expected.
pub(super) fn read(
    path: &Path,
    reader: impl BufRead,
) -> Result<BTreeMap<Address, U256>, AllocationError> {
    let mut parser = serde_json::Deserializer::from_reader(reader);
    let file = GenesisFile::deserialize(&mut parser);
    let wrong = |err: serde_json::Error| {
        let line = u64::try_from(err.line()).unwrap_or(u64::MAX);
        AllocationError::line(path, line, err)
    };
    let file = file.map_err(wrong)?;
    parser.end().map_err(wrong)?;
    Ok(file.alloc.0)
}

#[derive(Deserialize)]
struct GenesisFile {
    alloc: Alloc,
}

struct Alloc(BTreeMap<Address, U256>);

impl<'de> Deserialize<'de> for Alloc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AllocVisitor)
    }
}

struct AllocVisitor;

impl<'de> Visitor<'de> for AllocVisitor {
    type Value = Alloc;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with an account for each address")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Alloc, M::Error> {
        let mut rows = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            // geth's own files leave the 0x out.
            let full = if key.starts_with("0x") { key } else { format!("0x{key}") };
            let address = amount::parse_address(&full).map_err(M::Error::custom)?;
            // Before its balance is read, so that the error names the line of the key.
            if rows.contains_key(&address) {
                return Err(M::Error::custom(format!(
                    "`{address}` stands in `alloc` twice; expected each account once, in whatever \
                     case it is written"
                )));
            }
            let account: GenesisAccount = map.next_value()?;
            rows.insert(address, account.balance.map_or(U256::ZERO, |balance| balance.0));
        }
        Ok(Alloc(rows))
    }
}

/// What else an account may have is of no interest here.
#[derive(Default)]
struct GenesisAccount {
    balance: Option<Balance>,
}

impl<'de> Deserialize<'de> for GenesisAccount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AccountVisitor)
    }
}

struct AccountVisitor;

impl<'de> Visitor<'de> for AccountVisitor {
    type Value = GenesisAccount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an account, such as {\"balance\": \"0x1\"}")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<GenesisAccount, M::Error> {
        let mut account = GenesisAccount::default();
        while let Some(key) = map.next_key::<String>()? {
            if key != "balance" {
                map.next_value::<IgnoredAny>()?;
            } else if account.balance.replace(map.next_value()?).is_some() {
                return Err(M::Error::custom("an account has two balances; expected one"));
            }
        }
        Ok(account)
    }
}

/// Wei as text: decimal, or hexadecimal behind 0x. A JSON number may have been a float already.
struct Balance(U256);

impl<'de> Deserialize<'de> for Balance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BalanceVisitor)
    }
}

struct BalanceVisitor;

impl Visitor<'_> for BalanceVisitor {
    type Value = Balance;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a balance in wei as text, such as \"1000\" or \"0x3e8\": tools lose digits of numbers",
        )
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Balance, E> {
        let Some(digits) = text.strip_prefix("0x") else {
            return amount::parse_wei(text).map(Balance).map_err(E::custom);
        };
        let is_hex = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let value = if is_hex { U256::from_str_radix(digits, 16).ok() } else { None };
        value.map(Balance).ok_or_else(|| {
            let shown: String = text.chars().take(100).collect();
            E::custom(format!("`{}`; expected wei, at most 256 bits", shown.escape_debug()))
        })
    }
}
