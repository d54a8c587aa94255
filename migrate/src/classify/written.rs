//! A classification as files and in words.

use std::{
    fmt,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use cybermiles_genesis::migration::{self, ClaimableRow, MigrationFile};

use super::{Classified, Summary};
use crate::{
    AllocationError,
    amount::Cmt,
    claims::{Claim, write_claims},
};

impl Classified {
    /// What a network's file names under `[migration]`.
    pub fn migration(&self) -> MigrationFile {
        let row = |claim: &Claim| ClaimableRow {
            account: claim.address,
            claimant: claim.claimant,
            class: claim.kind.into(),
            wei: claim.wei,
        };
        MigrationFile {
            version: migration::VERSION,
            snapshot: self.snapshot,
            claim_root: self.summary.claim_root,
            claimable: self.summary.claimable,
            rows: self.claims.iter().map(row).collect(),
        }
    }

    /// The files [`Self::write`] writes, in its order.
    pub(crate) fn lists(&self) -> [List<'_>; 4] {
        [
            List {
                name: "credited.csv",
                write: Box::new(|to| {
                    writeln!(to, "address,amount")?;
                    self.credited.iter().try_for_each(|(address, wei)| {
                        writeln!(to, "{address:#x},{}", Cmt(*wei).to_string().replace(',', ""))
                    })
                }),
            },
            List { name: "claims.csv", write: Box::new(|to| write_claims(to, &self.claims)) },
            List {
                name: "migration.json",
                write: Box::new(|to| {
                    serde_json::to_writer_pretty(&mut *to, &self.migration())?;
                    writeln!(to)
                }),
            },
            List {
                name: "classification.json",
                write: Box::new(|to| {
                    serde_json::to_writer_pretty(&mut *to, &self.summary)?;
                    writeln!(to)
                }),
            },
        ]
    }

    /// Writes `credited.csv`, `claims.csv`, `migration.json` and `classification.json` into a
    /// folder. Each is whole or not there; the last is there only when the others are.
    ///
    /// # Errors
    /// [`AllocationError::File`]; also where a file is there already and says something else.
    pub fn write(&self, folder: &Path) -> Result<(), AllocationError> {
        fs::create_dir_all(folder).map_err(|err| AllocationError::file(folder, err))?;
        self.lists().into_iter().try_for_each(|list| place(folder, list.name, &*list.write))
    }
}

/// What writes a file.
type Writes<'a> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'a;

/// A file of a classification.
pub(crate) struct List<'a> {
    /// Its name.
    pub(crate) name: &'static str,
    /// Writes what it holds.
    pub(crate) write: Box<Writes<'a>>,
}

/// Writes a file under another name, makes it durable, and renames it, unless it is there.
pub(crate) fn place(
    folder: &Path,
    name: &str,
    write: &dyn Fn(&mut dyn Write) -> io::Result<()>,
) -> Result<(), AllocationError> {
    let (path, partial) = (folder.join(name), folder.join(format!("{name}.partial")));
    let written = (|| {
        let mut to = BufWriter::new(File::create(&partial)?);
        write(&mut to)?;
        to.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        if path.exists() && fs::read(&path)? != fs::read(&partial)? {
            fs::remove_file(&partial)?;
            let what = "says something else already: name another folder, or delete this file";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
        }
        fs::rename(&partial, &path)?;
        File::open(folder)?.sync_all()
    })();
    written.map_err(|err| AllocationError::file(&path, err))
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Classified: {} CMT credited and {} CMT to be claimed are the proven supply of {} CMT, \
             to the wei.",
            Cmt(self.credited),
            Cmt(self.claimable),
            Cmt(self.supply)
        )?;
        for (kind, sum) in &self.kinds {
            let (name, total) = (kind.name(), Cmt(sum.total));
            let (credited, claimed) = (sum.credited, sum.claimed);
            writeln!(f, "  {name:<10} {credited} credited, {claimed} to be claimed, {total} CMT")?;
        }
        match self.claim_root {
            Some(root) => writeln!(f, "  claim root {root}")?,
            None => writeln!(f, "  claim root none: there is nothing to claim")?,
        }
        if let (Some(signer), Some(hash)) = (self.decisions_signer, self.decisions_hash) {
            let rows = self.decided.len();
            writeln!(f, "  decisions  about {rows} rows, signed by {signer}, keccak256 {hash}")?;
        }
        Ok(())
    }
}
