//! Writing a bundle such that a kill at any instant costs time and nothing else.
//!
//! A part is written under another name, made durable and renamed; one that has its name is whole.
//! The manifest is the last. A run that finds a folder begun goes on with the parts it lacks.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::{BundleError, Facts, MANIFEST, Manifest};

/// The facts of a bundle that is not finished, so that nobody goes on with those of another.
const BEGUN: &str = "begun.json.partial";

/// A bundle that is being written.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    facts: Facts,
}

impl Writer {
    /// Begins a bundle, or goes on with one. `None` if it is finished already.
    ///
    /// # Errors
    /// [`BundleError::Other`] if the folder holds a bundle of other facts; or what the system says.
    pub fn begin(folder: &Path, facts: Facts) -> Result<Option<Self>, BundleError> {
        fs::create_dir_all(folder).map_err(|err| BundleError::file(folder, err))?;
        let writer = Self { folder: folder.into(), facts };
        if folder.join(MANIFEST).exists() {
            let manifest = Manifest::read(folder)?;
            if manifest.facts != writer.facts {
                return Err(BundleError::Other { folder: folder.into() });
            }
            writer.forget(BEGUN)?;
            return Ok(None);
        }
        let path = folder.join(BEGUN);
        let json = serde_json::to_vec(&writer.facts)
            .map_err(|err| BundleError::file(&path, err.into()))?;
        match fs::read(&path) {
            Ok(found) if found == json => {}
            // Cut short by a kill: nothing was written behind it.
            Ok(found) if json.starts_with(&found) => {
                writer.place(BEGUN, &mut |to| to.write_all(&json))?
            }
            Ok(_) => return Err(BundleError::Other { folder: folder.into() }),
            Err(err) if err.kind() == io::ErrorKind::NotFound => {
                let mut entries =
                    fs::read_dir(folder).map_err(|err| BundleError::file(folder, err))?;
                if entries.next().is_some() {
                    return Err(BundleError::Other { folder: folder.into() });
                }
                writer.place(BEGUN, &mut |to| to.write_all(&json))?;
            }
            Err(err) => return Err(BundleError::file(&path, err)),
        }
        Ok(Some(writer))
    }

    /// Writes a part, unless it is there.
    ///
    /// # Errors
    /// What `write` says, or the system.
    pub fn part(
        &self,
        name: &str,
        mut write: impl FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), BundleError> {
        if self.folder.join(name).exists() {
            return Ok(());
        }
        self.place(name, &mut write)
    }

    /// Measures the parts and writes the manifest.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> Result<Manifest, BundleError> {
        let manifest = Manifest::measure(&self.folder, self.facts.clone())?;
        let path = self.folder.join(MANIFEST);
        let json = manifest.json().map_err(|err| BundleError::file(&path, err))?;
        self.place(MANIFEST, &mut |to| to.write_all(&json))?;
        self.forget(BEGUN)?;
        Ok(manifest)
    }

    fn place(
        &self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), BundleError> {
        let path = self.folder.join(name);
        let partial = self.folder.join(format!("{name}.partial"));
        let written = (|| {
            let mut to = BufWriter::with_capacity(1 << 17, File::create(&partial)?);
            write(&mut to)?;
            to.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
            fs::rename(&partial, &path)?;
            File::open(&self.folder)?.sync_all()
        })();
        written.map_err(|err| BundleError::file(&path, err))
    }

    fn forget(&self, name: &str) -> Result<(), BundleError> {
        let path = self.folder.join(name);
        match fs::remove_file(&path) {
            Err(err) if err.kind() != io::ErrorKind::NotFound => Err(BundleError::file(&path, err)),
            _ => Ok(()),
        }
    }
}
