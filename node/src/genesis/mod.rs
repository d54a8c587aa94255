//! `cybermiles genesis`: one TOML file becomes the genesis file of a network, every total checked.
//!
//! The file says who gets what, group by group, and what each sum has to be; what does not add up
//! is refused with its line, and never made up for. Stakes of the first validators come out of
//! allocations the file names. The result is read back as any node reads it before it is written.

mod allocations;
mod amount;
mod chain;
mod file;
mod moment;
mod report;
mod rows;
mod source;
mod stakes;
mod vesting;

#[cfg(test)]
mod tests;

use std::path::Path;

use cybermiles_primitives::Genesis;

use crate::{cli::GenesisOptions, error::NodeError};
pub(crate) use chain::governance_slots;
use report::Report;
use source::Source;

/// `cybermiles genesis`: reads the configuration, writes the genesis file, prints the totals.
pub(crate) fn run(options: &GenesisOptions) -> Result<(), NodeError> {
    let source = Source::read(&options.config)?;
    let (genesis, report) = make(&source)?;
    write(&options.out, &genesis)?;
    print!("{report}");
    println!("Written: {}", options.out.display());
    println!(
        "Make a node's folder with: cybermiles init --genesis {} --datadir FOLDER",
        options.out.display()
    );
    Ok(())
}

/// The genesis a configuration describes.
///
/// # Errors
/// [`NodeError`] naming file, line, key and what was expected.
fn make(source: &Source) -> Result<(Genesis, Report), NodeError> {
    let file = source.parse()?;
    let mut holdings = allocations::read(source, &file)?;
    let founding = stakes::take(source, &file, &mut holdings)?;
    let genesis = chain::begin(source, &file, &holdings, founding)?;
    let report = Report::new(&file, &holdings, &genesis);
    Ok((genesis, report))
}

/// Writes the file, unless another one is there.
fn write(path: &Path, genesis: &Genesis) -> Result<(), NodeError> {
    let json = serde_json::to_string_pretty(&genesis.to_json())
        .map_err(|err| NodeError::file(path, err))?;
    match std::fs::read_to_string(path) {
        Ok(found) if found == json => return Ok(()),
        Ok(_) => {
            let reason = "exists already and says something else: name another file with --out, \
                          or delete this one";
            return Err(NodeError::file(path, reason));
        }
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => {}
        Err(err) => return Err(NodeError::file(path, err)),
    }
    std::fs::write(path, json).map_err(|err| NodeError::file(path, err))
}
