//! Where a snapshot is written while it comes in, and how it becomes the data folder at once.
//!
//! | beside the data folder `db` | what |
//! |---|---|
//! | `db.snapshot-coming` | a snapshot that is coming in: deleted at the next start, never opened |
//! | `db.snapshot-whole` | one that is whole and checked: takes the place of `db`, also after a crash |
//! | `db.before-snapshot` | the `db` before, which held the genesis and nothing else: deleted |
//!
//! The names are ones that nobody gives to a folder of his own. Every step is one rename; [`settle`] goes on with what a crash left half done.

use std::{
    ffi::OsString,
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use crate::{StoreError, disk};

fn beside(data: &Path, ending: &str) -> PathBuf {
    let mut name = data.file_name().map(OsString::from).unwrap_or_default();
    name.push(ending);
    data.with_file_name(name)
}

/// Where a snapshot is written while it comes in.
pub(crate) fn coming(data: &Path) -> PathBuf {
    beside(data, ".snapshot-coming")
}

fn whole(data: &Path) -> PathBuf {
    beside(data, ".snapshot-whole")
}

fn old(data: &Path) -> PathBuf {
    beside(data, ".before-snapshot")
}

/// Lets a snapshot that is whole take its place. To be called before the folder is locked, which
/// would create it.
pub(crate) fn settle(data: &Path) -> Result<(), StoreError> {
    let whole = whole(data);
    if !whole.exists() {
        return Ok(());
    }
    if data.exists() {
        delete(&old(data))?;
        rename(data, &old(data))?;
    }
    fail::fail_point!("import::between");
    rename(&whole, data)?;
    sync_parent(data)
}

/// Refuses a data folder whose place nothing can take: a mount point, and a link, which would be
/// replaced by a folder on another disk.
pub(crate) fn check(data: &Path) -> Result<(), StoreError> {
    let about = |path: &Path| {
        fs::symlink_metadata(path).map_err(|err| StoreError::io("look at", path, err))
    };
    let parent = data.parent().filter(|parent| !parent.as_os_str().is_empty());
    let (own, around) = (about(data)?, about(&parent.unwrap_or(Path::new(".")).join("."))?);
    if own.is_symlink() || own.dev() != around.dev() {
        return Err(StoreError::Refused(format!(
            "{} is a link or a mount point, whose place a snapshot cannot take: link or mount the \
             folder around it instead",
            data.display()
        )));
    }
    Ok(())
}

/// Deletes what an interrupted import left. The folder's lock is held, so that nobody is writing it.
pub(crate) fn tidy(data: &Path) -> Result<(), StoreError> {
    let coming = coming(data);
    if coming.exists() {
        tracing::warn!(path = %coming.display(), "deleting a snapshot that did not come in whole");
    }
    delete(&coming)?;
    delete(&old(data))
}

/// Declares the snapshot that came in whole, and lets it take its place.
pub(crate) fn take(data: &Path) -> Result<(), StoreError> {
    sync_parent(data)?;
    fail::fail_point!("import::before_whole");
    rename(&coming(data), &whole(data))?;
    sync_parent(data)?;
    fail::fail_point!("import::after_whole");
    settle(data)?;
    fail::fail_point!("import::after_place");
    delete(&old(data))
}

fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to).map_err(|err| StoreError::io("rename", from, err))
}

fn delete(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::io("delete", folder, err))
        }
        _ => Ok(()),
    }
}

fn sync_parent(data: &Path) -> Result<(), StoreError> {
    match data.parent() {
        Some(parent) if parent.as_os_str().is_empty() => disk::sync_folder(Path::new(".")),
        Some(parent) => disk::sync_folder(parent),
        None => Ok(()),
    }
}
