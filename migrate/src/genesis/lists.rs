//! The lists on disk, held against what the bundle gives.

use std::{fs, path::Path};

use super::GenesisError;
use crate::{AllocationError, classify::Classified};

/// Checks that `folder` holds just what [`Classified::write`] writes.
///
/// # Errors
/// [`GenesisError::List`] naming the file and the first line that differs.
pub fn check(classified: &Classified, folder: &Path) -> Result<(), GenesisError> {
    for list in classified.lists() {
        let path = folder.join(list.name);
        let found = fs::read(&path).map_err(|err| AllocationError::file(&path, err))?;
        let mut expected = Vec::new();
        (list.write)(&mut expected).map_err(|err| AllocationError::file(&path, err))?;
        if found == expected {
            continue;
        }
        let lines = |bytes: &[u8]| -> Vec<Vec<u8>> {
            bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
        };
        let (found, expected) = (lines(&found), lines(&expected));
        let same = found.iter().zip(&expected).take_while(|(found, expected)| found == expected);
        let at = same.count();
        let shown = |lines: &[Vec<u8>]| match lines.get(at) {
            Some(line) if !line.is_empty() || at.saturating_add(1) < lines.len() => {
                let text = String::from_utf8_lossy(line);
                let text: String = text.chars().take(200).collect();
                format!("`{}`", text.escape_debug().to_string().replace("\\\"", "\""))
            }
            _ => "the end of the file".to_owned(),
        };
        let line = at.saturating_add(1);
        return Err(GenesisError::List {
            path,
            line,
            found: shown(&found),
            expected: shown(&expected),
        });
    }
    Ok(())
}
