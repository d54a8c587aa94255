//! Who might hold something. A hint may be wrong in either direction: it is only asked about.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use alloy_primitives::Address;

use super::{Options, logs::Logs};
use crate::{Allocation, AllocationError, amount::parse_address};

/// The first line of a list that has only addresses.
const HEADER: &str = "address";

/// The accounts of a list or genesis file, or of a list with the header `address` and an account a
/// line.
///
/// # Errors
/// [`AllocationError`] naming file and line.
pub fn read_hints(path: &Path) -> Result<BTreeSet<Address>, AllocationError> {
    let wrong = |err| AllocationError::file(path, err);
    let mut lines = BufReader::new(File::open(path).map_err(wrong)?).lines();
    let head = lines.next().transpose();
    if !matches!(&head, Ok(Some(head)) if head == HEADER) {
        return Ok(Allocation::read(path)?.rows().keys().copied().collect());
    }
    let mut hints = BTreeSet::new();
    for (line, text) in (2_u64..).zip(lines) {
        let address = parse_address(&text.map_err(wrong)?)
            .map_err(|err| AllocationError::line(path, line, err))?;
        hints.insert(address);
    }
    Ok(hints)
}

/// Accounts that are in the bundle whether they have something or not.
pub(super) fn named(options: &Options) -> BTreeSet<Address> {
    let named = options.hints.iter().chain(options.deployer.as_ref()).chain([&options.token]);
    named.copied().collect()
}

/// Everybody who is asked about.
pub(super) fn all(options: &Options, logs: &Logs) -> BTreeSet<Address> {
    let mut all = named(options);
    all.extend(logs.participants());
    all
}
