//! Keeps locally submitted transactions over a restart, in a file that is only appended to.
//!
//! A record is the length of the transaction (u32, little-endian), the CRC-32C of length and
//! bytes (u32, little-endian), and the bytes. Reading stops at the first record that is not
//! whole or not as it was written; what follows is cut off. Nothing is flushed to the disk for a
//! transaction: a crash of the process loses none, a loss of power may lose the last ones, as
//! with a transaction that never arrived.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use alloy_primitives::Bytes;
use cybermiles_primitives::{RecoveredTransaction, limits::MAX_TRANSACTION_BYTES};

/// Bytes before each transaction.
const RECORD_HEADER_BYTES: usize = 8;

/// A journal smaller than this is never rewritten, in bytes.
const REWRITE_FROM_BYTES: u64 = 4 << 20;

/// Largest journal that is read back, in bytes: far above what the pool's own bound lets grow.
const MAX_JOURNAL_BYTES: u64 = 2 << 30;

/// The journal could not be opened.
#[derive(Clone, Debug, thiserror::Error)]
#[error(
    "cannot {action} the transaction journal {path}: {source}. Check the folder's permissions and \
     space, or delete the file to start with an empty pool"
)]
pub struct JournalError {
    /// What was tried.
    action: &'static str,
    /// The file.
    path: PathBuf,
    /// The operating system's answer.
    source: Arc<io::Error>,
}

/// An open journal.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// Bytes of whole records in the file.
    length: u64,
    /// Where the file is to be cut before the next append, because an append went wrong.
    torn: bool,
    buffer: Vec<u8>,
}

/// What a journal held when it was opened.
#[derive(Debug)]
pub(super) struct Recovered {
    /// The transactions, in the order they were written.
    pub(super) transactions: Vec<Bytes>,
    /// Bytes after the last good record, which were cut off.
    pub(super) cut_bytes: u64,
}

impl Journal {
    /// Opens or creates the journal at `path` and reads what is in it.
    pub(super) fn open(path: &Path) -> Result<(Self, Recovered), JournalError> {
        let error = |action| {
            let path = path.to_owned();
            move |source| JournalError { action, path, source: Arc::new(source) }
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(error("open"))?;
        let mut bytes = Vec::new();
        (&file).take(MAX_JOURNAL_BYTES).read_to_end(&mut bytes).map_err(error("read"))?;
        let total = file.metadata().map_err(error("read"))?.len();
        let (transactions, length) = records(&bytes);
        file.set_len(length).map_err(error("cut"))?;
        file.seek(SeekFrom::Start(length)).map_err(error("read"))?;
        let journal = Self { path: path.to_owned(), file, length, torn: false, buffer: Vec::new() };
        Ok((journal, Recovered { transactions, cut_bytes: total.saturating_sub(length) }))
    }

    /// Appends these transactions with one write.
    pub(super) fn append<'a>(
        &mut self,
        transactions: impl IntoIterator<Item = &'a RecoveredTransaction>,
    ) -> io::Result<()> {
        if self.torn {
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
            self.torn = false;
        }
        self.buffer.clear();
        transactions.into_iter().for_each(|one| write_record(&mut self.buffer, &one.encoded));
        self.torn = true;
        self.file.write_all(&self.buffer)?;
        self.torn = false;
        self.length += self.buffer.len() as u64;
        if self.buffer.capacity() > 1 << 20 {
            self.buffer = Vec::new();
        }
        Ok(())
    }

    /// Whether most of the file is transactions that have left the pool, which now holds
    /// `pooled_bytes`.
    pub(super) const fn is_stale(&self, pooled_bytes: u64) -> bool {
        self.length > REWRITE_FROM_BYTES && self.length / 4 > pooled_bytes
    }

    /// Puts a journal of just these transactions in the place of the old one, whole or not at all.
    pub(super) fn rewrite(&mut self, transactions: &[Arc<RecoveredTransaction>]) -> io::Result<()> {
        let mut bytes = Vec::new();
        transactions.iter().for_each(|one| write_record(&mut bytes, &one.encoded));
        let temporary = self.path.with_extension("new");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&temporary)?;
        file.write_all(&bytes)?;
        std::fs::rename(&temporary, &self.path)?;
        self.file = file;
        self.length = bytes.len() as u64;
        self.torn = false;
        Ok(())
    }
}

fn checksum(length: [u8; 4], bytes: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&length), bytes)
}

fn write_record(buffer: &mut Vec<u8>, transaction: &[u8]) {
    // A pooled transaction has 128 KiB at most.
    let length = (transaction.len() as u32).to_le_bytes();
    buffer.extend_from_slice(&length);
    buffer.extend_from_slice(&checksum(length, transaction).to_le_bytes());
    buffer.extend_from_slice(transaction);
}

/// The records `bytes` begins with, and where the last of them ends.
fn records(bytes: &[u8]) -> (Vec<Bytes>, u64) {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(header) = bytes.get(at..at + RECORD_HEADER_BYTES) {
        let (length, sum) = header.split_at(4);
        let length: [u8; 4] = length.try_into().unwrap_or_default();
        let size = u32::from_le_bytes(length) as usize;
        let start = at + RECORD_HEADER_BYTES;
        if size == 0 || size > MAX_TRANSACTION_BYTES || bytes.len() - start < size {
            break;
        }
        let transaction = &bytes[start..start + size];
        if checksum(length, transaction).to_le_bytes() != sum {
            break;
        }
        found.push(Bytes::copy_from_slice(transaction));
        at = start + size;
    }
    (found, at as u64)
}

#[cfg(test)]
mod tests {
    use alloy_consensus::{SignableTransaction, TxEnvelope, TxLegacy};
    use alloy_eips::eip2718::Encodable2718;
    use alloy_primitives::b256;
    use alloy_signer::SignerSync;

    use super::*;

    fn three() -> Vec<u8> {
        let mut bytes = Vec::new();
        for transaction in [&b"one"[..], b"second", b"the third"] {
            write_record(&mut bytes, transaction);
        }
        bytes
    }

    #[test]
    fn every_cut_keeps_the_whole_records_before_it() {
        let whole = three();
        let ends = [11, 25, 42];
        for cut in 0..=whole.len() {
            let (found, length) = records(&whole[..cut]);
            let expected = ends.iter().filter(|end| **end <= cut).count();
            assert_eq!(found.len(), expected, "cut at {cut}");
            assert_eq!(length, if expected == 0 { 0 } else { ends[expected - 1] as u64 });
        }
    }

    #[test]
    fn every_flipped_bit_ends_the_journal_before_its_record() {
        let whole = three();
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let (found, _) = records(&bytes);
            let untouched = [11, 25, 42].iter().filter(|end| **end <= bit / 8).count();
            assert_eq!(found.len(), untouched, "bit {bit}");
        }
    }

    #[test]
    fn a_rewritten_journal_holds_what_it_was_given_and_what_came_after() {
        let key = b256!("0x0101010101010101010101010101010101010101010101010101010101010101");
        let signer = alloy_signer_local::PrivateKeySigner::from_bytes(&key).unwrap();
        let transaction = |nonce| {
            let draft = TxLegacy { nonce, ..Default::default() };
            let signature = signer.sign_hash_sync(&draft.signature_hash()).unwrap();
            let encoded = TxEnvelope::Legacy(draft.into_signed(signature)).encoded_2718();
            Arc::new(RecoveredTransaction::decode(encoded.into(), 1).unwrap())
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (mut journal, _) = Journal::open(&path).unwrap();
        let all: Vec<_> = (0..5).map(transaction).collect();
        journal.append(all[..4].iter().map(Arc::as_ref)).unwrap();
        assert!(!journal.is_stale(0), "small journals are left alone");
        journal.rewrite(&all[2..4]).unwrap();
        journal.append([all[4].as_ref()]).unwrap();
        let (_, recovered) = Journal::open(&path).unwrap();
        let expected: Vec<_> = all[2..].iter().map(|one| one.encoded.clone()).collect();
        assert_eq!(recovered.transactions, expected);
        assert_eq!(recovered.cut_bytes, 0);
    }

    #[test]
    fn a_torn_tail_is_cut_and_appending_goes_on_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut bytes = three();
        bytes.extend_from_slice(b"\x05\0\0\0half");
        std::fs::write(&path, &bytes).unwrap();
        let (journal, recovered) = Journal::open(&path).unwrap();
        assert_eq!(recovered.transactions.len(), 3);
        assert_eq!(recovered.cut_bytes, 8);
        drop(journal);
        assert_eq!(std::fs::read(&path).unwrap(), three());
    }
}
