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
    file: File,
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
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: folder.to_owned() }),
            Err(TryLockError::Error(err)) => Err(StoreError::io("lock", &path, err)),
        }
    }
}

impl Drop for FolderLock {
    /// Lets go in so many words: a process that another thread starts just now holds the file as
    /// well until it runs its program, and closing ours would leave the folder locked that long.
    fn drop(&mut self) {
        if let Err(error) = self.file.unlock() {
            tracing::warn!(%error, "the lock on a data folder could not be given up");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_free_at_once_even_while_a_process_being_started_still_holds_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let lock = FolderLock::take(folder.path()).unwrap();
        let inherited = lock.file.try_clone().unwrap();
        let refused = FolderLock::take(folder.path()).unwrap_err();
        assert!(matches!(refused, StoreError::InUse { .. }), "{refused}");
        drop(lock);
        drop(FolderLock::take(folder.path()).unwrap());
        drop(inherited);
    }
}
