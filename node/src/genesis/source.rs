//! The text of a configuration, and errors that name its lines.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use super::file::NetworkFile;
use crate::error::NodeError;

/// A configuration file.
#[derive(Debug)]
pub(super) struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// [`NodeError::File`].
    pub(super) fn read(path: &Path) -> Result<Self, NodeError> {
        let text = std::fs::read_to_string(path).map_err(|err| NodeError::file(path, err))?;
        Ok(Self { path: path.to_owned(), text })
    }

    #[cfg(test)]
    pub(super) fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The file's content; the parser's errors name line and key.
    ///
    /// # Errors
    /// [`NodeError::File`].
    pub(super) fn parse(&self) -> Result<NetworkFile, NodeError> {
        toml::from_str(&self.text).map_err(|err| NodeError::file(&self.path, err))
    }

    /// A file named in this one, from this one's folder.
    pub(super) fn beside(&self, path: &Path) -> PathBuf {
        self.path.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
    }

    /// What is wrong with what stands at `span`.
    pub(super) fn wrong(&self, span: Range<usize>, what: impl std::fmt::Display) -> NodeError {
        let before = self.text.bytes().take(span.start);
        let line = before.filter(|byte| *byte == b'\n').count().saturating_add(1);
        NodeError::file(&self.path, format!("line {line}: {what}"))
    }

    /// What is wrong with the file as a whole.
    pub(super) fn broken(&self, what: impl ToString) -> NodeError {
        NodeError::file(&self.path, what)
    }
}
