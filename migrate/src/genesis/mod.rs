//! Block 0, held against what a bundle proves: every balance, and every row to be claimed.
//!
//! The genesis is made as `cybermiles genesis` makes it, and then not believed. Every account of it
//! has what the bundle proves for it, less what the network's file moves by name: into stakes, into
//! a vesting, onto the reserve. Nothing else has a coin, and all coins are the token's supply. Code,
//! storage and nonces are just those that the network's file makes.

mod check;
mod error;
pub mod lists;
mod report;
mod state;

use std::path::Path;

use cybermiles_genesis as network;
use cybermiles_primitives::Genesis;

use crate::{Allocation, classify::Classified};
pub use check::{compare, compare_claims};
pub use error::{Difference, GenesisError};
pub use report::{GenesisReport, RowSum};
pub(crate) use report::{place, words};
pub(crate) use state::compare_bare;

/// Makes the genesis of the network whose file is `config`, compares it with what is proven, writes
/// it, reads that back and compares it again before it is called `out`.
///
/// # Errors
/// [`GenesisError`]: the file adds up to something else, or an account has what it should not.
pub fn make(
    classified: &Classified,
    config: &Path,
    out: &Path,
) -> Result<GenesisReport, GenesisError> {
    let made = network::make(config)?;
    let balances = made.genesis.alloc.iter().map(|(address, account)| (*address, account.balance));
    let balances = Allocation::new(balances.collect())
        .ok_or_else(|| crate::AllocationError::Sum { path: config.into() })?;
    compare(classified, &made, &made.genesis, &balances)?;
    network::write_checked(out, &made.genesis, |written| {
        // Read by another reader than a node's: it refuses an account that stands there twice.
        let balances = Allocation::read(written)?;
        let genesis = read(written)?;
        compare(classified, &made, &genesis, &balances)
    })?;
    Ok(GenesisReport::new(classified, &made, &read(out)?))
}

fn read(path: &Path) -> Result<Genesis, GenesisError> {
    let json =
        std::fs::read_to_string(path).map_err(|err| crate::AllocationError::file(path, err))?;
    Ok(Genesis::from_json(&json).map_err(network::NetworkFileError::from)?)
}
