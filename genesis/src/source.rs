//! The text of a configuration, and errors that name its lines.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use crate::error::NetworkFileError;
use crate::file::NetworkFile;

/// A configuration file.
#[derive(Debug)]
pub(crate) struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// [`NetworkFileError::File`].
    pub(crate) fn read(path: &Path) -> Result<Self, NetworkFileError> {
        let text =
            std::fs::read_to_string(path).map_err(|err| NetworkFileError::file(path, err))?;
        Ok(Self { path: path.to_owned(), text })
    }

    #[cfg(test)]
    pub(crate) fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The file's content; the parser's errors name line and key.
    ///
    /// # Errors
    /// [`NetworkFileError::File`].
    pub(crate) fn parse(&self) -> Result<NetworkFile, NetworkFileError> {
        toml::from_str(&self.text).map_err(|err| NetworkFileError::file(&self.path, err))
    }

    /// A file named in this one, from this one's folder.
    pub(crate) fn beside(&self, path: &Path) -> PathBuf {
        self.path.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
    }

    /// What is wrong with what stands at `span`.
    pub(crate) fn wrong(
        &self,
        span: Range<usize>,
        what: impl std::fmt::Display,
    ) -> NetworkFileError {
        let before = self.text.bytes().take(span.start);
        let line = before.filter(|byte| *byte == b'\n').count().saturating_add(1);
        NetworkFileError::file(&self.path, format!("line {line}: {what}"))
    }

    /// What is wrong with the file as a whole.
    pub(crate) fn broken(&self, what: impl ToString) -> NetworkFileError {
        NetworkFileError::file(&self.path, what)
    }
}
