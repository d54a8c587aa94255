//! A classification as files and in words.

use std::{
    fmt,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use super::{Classified, Summary};
use crate::{AllocationError, amount::Cmt, claims::write_claims};

impl Classified {
    /// Writes `credited.csv`, `claims.csv` and `classification.json` into a folder. Each is whole
    /// or not there; the last is there only when the others are.
    ///
    /// # Errors
    /// [`AllocationError::File`]; also where a file is there already and says something else.
    pub fn write(&self, folder: &Path) -> Result<(), AllocationError> {
        fs::create_dir_all(folder).map_err(|err| AllocationError::file(folder, err))?;
        place(folder, "credited.csv", &mut |to| {
            writeln!(to, "address,amount")?;
            self.credited.iter().try_for_each(|(address, wei)| {
                writeln!(to, "{address:#x},{}", Cmt(*wei).to_string().replace(',', ""))
            })
        })?;
        place(folder, "claims.csv", &mut |to| write_claims(to, &self.claims))?;
        place(folder, "classification.json", &mut |to| {
            serde_json::to_writer_pretty(&mut *to, &self.summary)?;
            writeln!(to)
        })
    }
}

/// Writes a file under another name, makes it durable, and renames it, unless it is there.
fn place(
    folder: &Path,
    name: &str,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
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
