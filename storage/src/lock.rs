//! One process at a time: the lock on a data folder.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

use crate::{StoreError, disk};

/// Holds the data folder until dropped; the operating system lets go when the process ends,
/// however it ends.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Locks `folder`, which is created when missing.
    pub(crate) fn take(folder: &Path) -> Result<Self, StoreError> {
        disk::create_folder(folder)?;
        let path = folder.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|err| StoreError::io("open", &path, err))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: folder.to_owned() }),
            Err(TryLockError::Error(err)) => Err(StoreError::io("lock", &path, err)),
        }
    }
}
