//! The auditor's report: what is proven, how the coins are spread, what differs from other lists,
//! what somebody decided, and what nobody has proven.
//!
//! It says nothing that cannot be made again: each figure has its command, each file its hashes.
//! There is no clock in it, so the same input gives the same bytes.

mod commands;
mod document;
mod figures;
mod genesis;
mod html;
mod limits;
mod markdown;
mod plots;
mod sections;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use crate::{
    Allocation, AllocationError,
    bundle::{BundleError, Part},
    classify::{Classified, place},
    compare::Comparison,
    verify::Verified,
};
pub use commands::Commands;
use document::{Block, Document, Plot};
pub use figures::{Bucket, Spread, Top};
pub use genesis::GenesisFacts;
pub use plots::PlotError;

/// Rows of the table of the largest.
const SHOWN: usize = 25;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A file cannot be read or written, or is no allocation.
    #[error(transparent)]
    File(#[from] AllocationError),
    /// A file cannot be measured.
    #[error(transparent)]
    Measure(#[from] BundleError),
    /// A plot could not be drawn.
    #[error(transparent)]
    Plot(#[from] PlotError),
}

/// Another list, compared with what is proven.
#[derive(Clone, Debug)]
pub struct Other {
    /// The file, as the command line names it.
    pub path: PathBuf,
    /// What differs: A is what is proven, B is the file.
    pub comparison: Comparison,
}

impl Other {
    /// Compares the list in a file with what is proven.
    ///
    /// # Errors
    /// [`AllocationError`].
    pub fn read(path: &Path, verified: &Verified) -> Result<Self, AllocationError> {
        let rows = verified.holders.iter().map(|holder| (holder.address, holder.wei)).collect();
        let proven =
            Allocation::new(rows).ok_or_else(|| AllocationError::Sum { path: path.into() })?;
        let comparison = Comparison::new(&proven, &Allocation::read(path)?);
        Ok(Self { path: path.into(), comparison })
    }
}

/// All that a report is made of.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// What the bundle proves.
    pub verified: &'a Verified,
    /// How it is divided.
    pub classified: &'a Classified,
    /// What of it a genesis has.
    pub genesis: Option<GenesisFacts>,
    /// Other lists.
    pub others: Vec<Other>,
    /// Every file that went in, with its hashes.
    pub files: Vec<Part>,
    /// How each figure is made again.
    pub commands: Commands,
}

impl Inputs<'_> {
    /// Writes `report.html`, `report.md` and the drawings into a folder. Each file is whole or not
    /// there.
    ///
    /// # Errors
    /// [`ReportError`]; also where a file is there already and says something else.
    pub fn write(&self, folder: &Path) -> Result<(), ReportError> {
        std::fs::create_dir_all(folder).map_err(|err| AllocationError::file(folder, err))?;
        let document = self.document()?;
        for block in &document.blocks {
            if let Block::Plot(Plot { name, svg, .. }) = block {
                let svg = plots::alone(svg);
                place(folder, name, &|to: &mut dyn Write| to.write_all(svg.as_bytes()))?;
            }
        }
        let (html, markdown) = (html::render(&document), markdown::render(&document));
        place(folder, "report.md", &|to: &mut dyn Write| to.write_all(markdown.as_bytes()))?;
        place(folder, "report.html", &|to: &mut dyn Write| to.write_all(html.as_bytes()))?;
        Ok(())
    }

    fn document(&self) -> Result<Document, PlotError> {
        let spread = Spread::new(&self.verified.holders, SHOWN);
        let mut blocks = sections::summary(self);
        blocks.extend(sections::proven(self));
        blocks.extend(sections::division(self));
        blocks.extend(sections::spread(self, &spread)?);
        blocks.extend(sections::decisions(self));
        if let Some(genesis) = &self.genesis {
            blocks.extend(genesis::section(self, genesis));
        }
        blocks.extend(sections::differences(self));
        blocks.extend(limits::section(self));
        blocks.extend(commands::section(self));
        blocks.extend(sections::files(self));
        let title = "From ERC-20 CMT to native CMT: the auditor's report".to_owned();
        Ok(Document { title, blocks })
    }
}

/// The hashes of files that went into a report, by the names the command line has for them.
///
/// # Errors
/// [`BundleError`] naming the file.
pub fn measure(paths: &[PathBuf]) -> Result<Vec<Part>, BundleError> {
    let part = |path: &PathBuf| Part::measure(path, &path.display().to_string(), &mut |_| {});
    paths.iter().map(part).collect()
}
