//! What was fetched, kept in append-only files of checked pieces.
//!
//! A piece is its length (four bytes, big endian), the first eight bytes of its keccak256, and
//! itself. A kill or a full disk leaves at most one piece that is not whole, at the end: it is cut
//! off when the file is opened again.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use alloy_primitives::keccak256;
use alloy_rlp::{Decodable, Encodable};

use super::FetchError;

/// Bytes a piece may have.
const PIECE_BYTES_MAX: u32 = 1 << 30;

/// A file of pieces.
#[derive(Debug)]
pub(super) struct Pieces {
    file: File,
    path: PathBuf,
}

impl Pieces {
    /// Opens a file, makes it if it is not there, and hands every whole piece of it to `take`.
    pub(super) fn open<T: Decodable>(
        path: &Path,
        mut take: impl FnMut(T),
    ) -> Result<Self, FetchError> {
        let wrong = |source| FetchError::file(path, source);
        let file = OpenOptions::new().read(true).append(true).create(true).open(path);
        let file = file.map_err(wrong)?;
        let mut reader = BufReader::with_capacity(1 << 17, &file);
        let mut whole = 0_u64;
        while let Some(piece) = read_piece(&mut reader).map_err(wrong)? {
            let piece_bytes = u64::try_from(piece.len()).unwrap_or_default();
            let value = T::decode(&mut piece.as_slice()).map_err(|err| {
                let what = format!("a piece of another kind ({err}); delete the file");
                wrong(io::Error::new(io::ErrorKind::InvalidData, what))
            })?;
            take(value);
            whole = whole.saturating_add(12).saturating_add(piece_bytes);
        }
        file.set_len(whole).map_err(wrong)?;
        (&file).seek(SeekFrom::End(0)).map_err(wrong)?;
        Ok(Self { file, path: path.into() })
    }

    /// Adds a piece, durably.
    pub(super) fn add(&mut self, piece: &impl Encodable) -> Result<(), FetchError> {
        let payload = alloy_rlp::encode(piece);
        let length = u32::try_from(payload.len()).ok().filter(|length| *length <= PIECE_BYTES_MAX);
        let written = (|| {
            let length =
                length.ok_or_else(|| io::Error::other("a piece of more than a gibibyte"))?;
            let hash = keccak256(&payload);
            let mut bytes = length.to_be_bytes().to_vec();
            bytes.extend(hash.iter().take(8));
            bytes.extend(&payload);
            self.file.write_all(&bytes)?;
            self.file.sync_data()
        })();
        written.map_err(|source| FetchError::file(&self.path, source))
    }
}

/// The next whole piece; `None` where there is none any more.
fn read_piece(reader: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    reader.by_ref().take(12).read_to_end(&mut head)?;
    let Some((length, hash)) = head.split_at_checked(4).filter(|_| head.len() == 12) else {
        return Ok(None);
    };
    let length = u32::from_be_bytes(<[u8; 4]>::try_from(length).unwrap_or_default());
    if length > PIECE_BYTES_MAX {
        return Ok(None);
    }
    let mut piece = Vec::new();
    reader.by_ref().take(length.into()).read_to_end(&mut piece)?;
    let is_whole = u32::try_from(piece.len()) == Ok(length);
    Ok((is_whole && keccak256(&piece).starts_with(hash)).then_some(piece))
}

/// The working folder of a bundle that is being fetched, and the right to write in it.
#[derive(Debug)]
pub(super) struct Work {
    folder: PathBuf,
    /// Held as long as this lives; the system lets go of it when the process ends, however.
    _lock: File,
}

impl Work {
    /// Makes `folder`, or goes on in it if it was begun for the same `plan`.
    pub(super) fn begin(folder: &Path, plan: &str) -> Result<Self, FetchError> {
        let wrong = |source| FetchError::file(folder, source);
        fs::create_dir_all(folder).map_err(wrong)?;
        let path = folder.join("lock");
        let lock = File::create(&path).map_err(|err| FetchError::file(&path, err))?;
        lock.try_lock().map_err(|_| FetchError::Locked { folder: folder.into() })?;
        let work = Self { folder: folder.into(), _lock: lock };
        let path = work.path("plan.json");
        match fs::read_to_string(&path) {
            Ok(found) if found == plan => {}
            Ok(found) => return Err(FetchError::Plan { path, found, asked: plan.to_owned() }),
            Err(err) if err.kind() == io::ErrorKind::NotFound => work.place("plan.json", plan)?,
            Err(err) => return Err(FetchError::file(&path, err)),
        }
        Ok(work)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a small file such that it is there whole or not at all.
    pub(super) fn place(&self, name: &str, text: &str) -> Result<(), FetchError> {
        let path = self.path(name);
        let partial = self.path(&format!("{name}.partial"));
        let placed = (|| {
            let mut to = File::create(&partial)?;
            to.write_all(text.as_bytes())?;
            to.sync_all()?;
            fs::rename(&partial, &path)?;
            File::open(&self.folder)?.sync_all()
        })();
        placed.map_err(|source| FetchError::file(&path, source))
    }

    /// Deletes a file, if it is there.
    pub(super) fn forget(&self, name: &str) -> Result<(), FetchError> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(err) if err.kind() != io::ErrorKind::NotFound => Err(FetchError::file(&path, err)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
