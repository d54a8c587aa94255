//! Files: how they are read, written and made durable, with errors that name them.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::Path,
};

use crate::StoreError;

/// Opens a file to read and write; it must exist.
pub(crate) fn open(path: &Path) -> Result<File, StoreError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .map_err(|err| StoreError::io("open", path, err))
}

/// Creates a file; it must not exist.
pub(crate) fn create(path: &Path) -> Result<File, StoreError> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|err| StoreError::io("create", path, err))
}

/// Creates a folder and those above it.
pub(crate) fn create_folder(path: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(path).map_err(|err| StoreError::io("create", path, err))
}

/// Length of a file in bytes.
pub(crate) fn length(file: &File, path: &Path) -> Result<u64, StoreError> {
    Ok(file.metadata().map_err(|err| StoreError::io("read", path, err))?.len())
}

/// Fills `buffer` from `offset`; a file that ends before is damaged.
pub(crate) fn read_at(
    file: &File,
    path: &Path,
    buffer: &mut [u8],
    offset: u64,
) -> Result<(), StoreError> {
    file.read_exact_at(buffer, offset).map_err(|err| match err.kind() {
        io::ErrorKind::UnexpectedEof => StoreError::damaged(
            path,
            offset,
            format!("{} bytes", buffer.len()),
            "the end of the file",
        ),
        _ => StoreError::io("read", path, err),
    })
}

/// Writes all of `bytes` at `offset`.
pub(crate) fn write_at(
    file: &File,
    path: &Path,
    bytes: &[u8],
    offset: u64,
) -> Result<(), StoreError> {
    file.write_all_at(bytes, offset).map_err(|err| StoreError::io("write", path, err))
}

/// Makes the content of a file durable.
pub(crate) fn sync(file: &File, path: &Path) -> Result<(), StoreError> {
    file.sync_data().map_err(|err| StoreError::io("sync", path, err))
}

/// Makes the names in a folder durable: a new file is lost with its name otherwise.
pub(crate) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(|err| StoreError::io("sync", path, err))
}

/// Deletes a file; one that is not there is fine.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::io("delete", path, err))
        }
        _ => Ok(()),
    }
}

/// Replaces the file at `path` by `bytes`, durably: either the old or the new content is there
/// after a crash.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let temporary = path.with_extension("tmp");
    remove(&temporary)?;
    let file = create(&temporary)?;
    write_at(&file, &temporary, bytes, 0)?;
    sync(&file, &temporary)?;
    fs::rename(&temporary, path).map_err(|err| StoreError::io("rename", &temporary, err))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Whether the disk below `folder` has no room for a mebibyte.
pub(crate) fn is_full(folder: &Path) -> bool {
    let path = folder.join("space.tmp");
    let full = fs::write(&path, vec![0; 1 << 20]).is_err_and(|err| {
        matches!(err.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    });
    let _ = fs::remove_file(&path);
    full
}
