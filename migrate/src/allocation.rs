//! Who has how much: an allocation, read from a list of rows or from a genesis file.
//!
//! A list is UTF-8 without a byte order mark, its lines end in `\n`
//! (or all of them in `\r\n`), and its first line names its
//! format:
//!
//! - `address,balance_wei`: wei, decimal digits only;
//! - `address,amount`: CMT with at most 18 decimals, as `cybermiles genesis` reads it.
//!
//! A genesis file is geth's JSON: `alloc` gives each address a `balance`, which is text.

mod genesis;
mod list;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, U256};

pub(crate) use list::read_exact;
pub use list::{ListRow, read_rows, write_list};

/// Why a file is no allocation: which file, where, what was found, what was expected.
#[derive(Debug, thiserror::Error)]
pub enum AllocationError {
    /// The file cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A line is not what it has to be.
    #[error("{path}: line {line}: {what}", path = path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: u64,
        /// What was found there, and what was expected.
        what: String,
    },
    /// The balances come to more than 2^256 - 1 wei.
    #[error("{path}: the balances sum to more than 256 bits hold", path = path.display())]
    Sum {
        /// The file.
        path: PathBuf,
    },
}

impl AllocationError {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.into(), source }
    }

    pub(crate) fn line(path: &Path, line: u64, what: impl ToString) -> Self {
        Self::Line { path: path.into(), line, what: what.to_string() }
    }
}

/// Wei by account, each account once, and their sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allocation {
    rows: BTreeMap<Address, U256>,
    total: U256,
}

impl Allocation {
    /// Reads a list or a genesis file: JSON where the first byte is `{`.
    ///
    /// # Errors
    /// [`AllocationError`] naming file, line, what was found and what was expected.
    pub fn read(path: &Path) -> Result<Self, AllocationError> {
        let file = File::open(path).map_err(|err| AllocationError::file(path, err))?;
        let mut reader = BufReader::new(file);
        let head = reader.fill_buf().map_err(|err| AllocationError::file(path, err))?;
        let is_json = head.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let rows = if is_json {
            genesis::read(path, reader)?
        } else {
            let mut rows = BTreeMap::new();
            read_rows(path, reader, |row| {
                rows.insert(row.address, row.wei);
                Ok(())
            })?;
            rows
        };
        Self::new(rows).ok_or_else(|| AllocationError::Sum { path: path.into() })
    }

    /// An allocation of these rows; `None` if their sum does not fit 256 bits.
    pub fn new(rows: BTreeMap<Address, U256>) -> Option<Self> {
        let total = rows.values().try_fold(U256::ZERO, |sum, wei| sum.checked_add(*wei))?;
        Some(Self { rows, total })
    }

    /// What an account has, in wei.
    pub fn balance(&self, address: &Address) -> U256 {
        self.rows.get(address).copied().unwrap_or_default()
    }

    /// Every row, by address.
    pub fn rows(&self) -> &BTreeMap<Address, U256> {
        &self.rows
    }

    /// The exact sum, in wei.
    pub fn total(&self) -> U256 {
        self.total
    }
}

#[cfg(test)]
mod tests;
