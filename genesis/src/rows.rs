//! Files of rows: `address,amount`, one account a line.

use std::{collections::BTreeMap, path::Path};

use alloy_primitives::{Address, U256};

use crate::amount::{Account, Amount};
use crate::error::NetworkFileError;

/// Wei by account.
pub(crate) type Balances = BTreeMap<Address, U256>;

/// Reads the rows of a file. Empty lines and lines that begin with `#` are skipped, and so is a
/// first line `address,amount`.
///
/// # Errors
/// [`NetworkFileError::File`] naming the line: one that is no row, or an account that stands there twice.
pub(crate) fn read(path: &Path) -> Result<Balances, NetworkFileError> {
    let text = std::fs::read_to_string(path).map_err(|err| NetworkFileError::file(path, err))?;
    let mut balances = Balances::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let is_header = index == 0 && line.eq_ignore_ascii_case("address,amount");
        if line.is_empty() || line.starts_with('#') || is_header {
            continue;
        }
        let wrong =
            |what: String| NetworkFileError::file(path, format!("line {}: {what}", index + 1));
        let (address, wei) = row(line).map_err(wrong)?;
        if balances.insert(address, wei).is_some() {
            return Err(wrong(format!("{address} has a row already: join the two")));
        }
    }
    Ok(balances)
}

fn row(line: &str) -> Result<(Address, U256), String> {
    let (address, amount) = line
        .split_once(',')
        .ok_or_else(|| format!("`{line}` is no row: expected `address,amount`"))?;
    Ok((Account::parse(address)?.0, Amount::parse(amount)?.0))
}
