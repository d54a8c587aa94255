//! From one TOML file to block 0, every total checked.
//!
//! The file says who gets what, group by group, and what each sum has to be; what does not add up
//! is refused with its line, and never made up for. Stakes of the first validators come out of
//! allocations the file names. The result is read back as any node reads it before it is written.

mod allocations;
mod amount;
mod chain;
mod error;
mod file;
pub mod migration;
mod moment;
mod moves;
mod report;
mod rows;
mod source;
mod stakes;
mod vesting;
mod written;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, path::Path};

use alloy_primitives::U256;
use cybermiles_primitives::Genesis;

pub use amount::parse_address;
pub use chain::{Setting, governance_slots};
pub use error::NetworkFileError;
pub use moment::Moment;
pub use moves::{Destination, Move};
pub use report::Totals;
use source::Source;
pub use written::{block_hash, write, write_checked};

/// A genesis, and what it allocates.
#[derive(Clone, Debug)]
pub struct Made {
    /// Block 0.
    pub genesis: Genesis,
    /// What was allocated to whom, as a table to read.
    pub totals: Totals,
    /// Wei by group, as the file names it.
    pub groups: BTreeMap<&'static str, U256>,
    /// Coins that are not where their row says.
    pub moves: Vec<Move>,
    /// The last second at which a claim is paid; `None` where nothing is taken over.
    pub deadline: Option<u64>,
}

/// The genesis the file at `config` describes.
///
/// # Errors
/// [`NetworkFileError`] naming file, line, key and what was expected.
pub fn make(config: &Path) -> Result<Made, NetworkFileError> {
    from_source(&Source::read(config)?)
}

fn from_source(source: &Source) -> Result<Made, NetworkFileError> {
    let file = source.parse()?;
    let mut holdings = allocations::read(source, &file)?;
    let founding = stakes::take(source, &file, &mut holdings)?;
    let genesis = chain::begin(source, &file, &holdings, founding)?;
    let totals = Totals::new(&file, &holdings, &genesis);
    let groups = file.groups.keys().map(|group| (group.name(), holdings.sum(*group))).collect();
    let deadline = holdings.migration.as_ref().map(|migration| migration.deadline.0);
    Ok(Made { genesis, totals, groups, moves: holdings.moves, deadline })
}
