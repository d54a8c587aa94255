//! The index file of a full segment.
//!
//! Page 0 holds the identity (kind `CMINDEX1`), the segment's first height, the number of blocks,
//! the checksum of its last record, and where the tables are. Then the tables, then the fences: the
//! first eight bytes of every table page, kept in RAM, so that a look-up reads one or two pages.
//!
//! | table | entry, sorted bytewise (numbers big-endian, blocks relative to the first) |
//! |---|---|
//! | blocks | offset 8, length 4: by position |
//! | hashes | block hash 32, block 4 |
//! | transactions | transaction hash 32, block 4, index 4 |
//! | logs | [`LogKey`](super::LogKey) 9, block 4 |
//! | accounts | address 20, block 4, before: there 1, nonce 8, balance 32, code hash 32 |
//! | slots | address 20, slot 32, block 4, before 32 |

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use super::pages::{Extent, PAGE, PAYLOAD, PageWriter, read_page};
use crate::{
    StoreError, disk,
    identity::{IDENTITY_BYTES, Identity},
};

const KIND: [u8; 8] = *b"CMINDEX1";

/// The tables, in file order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Blocks,
    Hashes,
    Transactions,
    Logs,
    Accounts,
    Slots,
}

/// How many tables there are.
pub(crate) const TABLES: usize = 6;
/// Bytes of an entry in each table.
pub(crate) const WIDTHS: [usize; TABLES] = [12, 36, 40, 13, 97, 88];

/// An open index file.
#[derive(Debug)]
pub(crate) struct IndexFile {
    path: PathBuf,
    file: File,
    first: u64,
    /// Blocks in the segment.
    pub(crate) blocks: u64,
    /// Checksum of the segment's last record, which the next segment's head repeats.
    pub(crate) checksum: u32,
    tables: [Extent; TABLES],
    fences: Vec<[u8; 8]>,
}

/// The name of the index of the segment that begins with `first`.
pub(crate) fn name(first: u64) -> String {
    format!("{first:020}.index")
}

/// The bytes of an index file, from the entries of its tables.
pub(crate) fn encode(
    identity: &Identity,
    first: u64,
    blocks: u64,
    checksum: u32,
    tables: &[Vec<u8>; TABLES],
) -> Vec<u8> {
    let mut writer = PageWriter::new(first);
    let mut fences = Vec::new();
    let mut head = identity.encode(KIND).to_vec();
    head.extend_from_slice(&first.to_le_bytes());
    head.extend_from_slice(&blocks.to_le_bytes());
    head.extend_from_slice(&checksum.to_le_bytes());
    for (entries, width) in tables.iter().zip(WIDTHS) {
        let extent = writer.put_table(entries, width, &mut fences);
        head.extend_from_slice(&extent.page.to_le_bytes());
        head.extend_from_slice(&extent.entries.to_le_bytes());
    }
    for page in fences.as_flattened().chunks(PAYLOAD / 8 * 8) {
        writer.put_page(page);
    }
    writer.finish(&head)
}

impl IndexFile {
    /// Opens the index of the segment that begins with `first`.
    pub(crate) fn open(folder: &Path, identity: &Identity, first: u64) -> Result<Self, StoreError> {
        let path = folder.join(name(first));
        let file = disk::open(&path)?;
        let head = read_page(&file, &path, 0, first)?;
        let mut who = [0; IDENTITY_BYTES];
        who.copy_from_slice(&head[..IDENTITY_BYTES]);
        identity.check(&who, KIND, &path)?;
        let number = |at: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&head[at..at + 8]);
            u64::from_le_bytes(bytes)
        };
        let blocks = number(IDENTITY_BYTES + 8);
        let checksum = number(IDENTITY_BYTES + 16) as u32;
        let mut tables = [Extent::default(); TABLES];
        for (index, table) in tables.iter_mut().enumerate() {
            let at = IDENTITY_BYTES + 20 + index * 16;
            *table = Extent { page: number(at), entries: number(at + 8), width: WIDTHS[index] };
        }
        let pages = tables.iter().map(Extent::pages).sum::<u64>();
        let fence_pages = pages.div_ceil((PAYLOAD / 8) as u64);
        let expected = (1 + pages + fence_pages) * PAGE as u64;
        let found = disk::length(&file, &path)?;
        if number(IDENTITY_BYTES) != first || expected != found {
            let expected = format!("the index of block {first} on, {expected} bytes");
            return Err(StoreError::damaged(&path, 0, expected, format!("{found} bytes")));
        }
        let mut fences = Vec::with_capacity(pages as usize);
        for page in 1 + pages..1 + pages + fence_pages {
            let page = read_page(&file, &path, page, first)?;
            fences.extend(page[..PAYLOAD / 8 * 8].as_chunks::<8>().0);
        }
        fences.truncate(pages as usize);
        Ok(Self { path, file, first, blocks, checksum, tables, fences })
    }

    /// The entry at `position`.
    pub(crate) fn entry(&self, table: Table, position: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let extent = self.tables[table as usize];
        if position >= extent.entries {
            return Ok(None);
        }
        let page = self.page(extent, position / extent.per_page())?;
        let start = (position % extent.per_page()) as usize * extent.width;
        Ok(Some(page[start..start + extent.width].to_vec()))
    }

    fn page(&self, extent: Extent, page: u64) -> Result<[u8; PAGE], StoreError> {
        read_page(&self.file, &self.path, extent.page + page, self.first)
    }

    /// The first entry that is not below `key`.
    pub(crate) fn at_least(
        &self,
        table: Table,
        key: &[u8],
    ) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let extent = self.tables[table as usize];
        if extent.entries == 0 {
            return Ok(None);
        }
        let fences = &self.fences[(extent.page - 1) as usize..][..extent.pages() as usize];
        let mut short = [0; 8];
        short.copy_from_slice(&key[..8]);
        // Among the pages that begin with the key's first eight bytes, the pages themselves tell.
        let mut low = fences.partition_point(|fence| *fence < short) as u64;
        let mut high = fences.partition_point(|fence| *fence <= short) as u64;
        while low < high {
            let middle = low.midpoint(high);
            let page = self.page(extent, middle)?;
            if &page[..key.len()] < key { low = middle + 1 } else { high = middle }
        }
        // `low` is the first page that begins at or above the key: it may be in the page before.
        let mut position = low * extent.per_page();
        if low > 0 {
            let page = self.page(extent, low - 1)?;
            let entries = &page[..extent.per_page() as usize * extent.width];
            let start = (low - 1) * extent.per_page();
            let count = extent.per_page().min(extent.entries - start) as usize;
            let below = partition(entries, extent.width, count, key);
            position = start + below as u64;
        }
        Ok(self.entry(table, position)?.map(|entry| (position, entry)))
    }

    /// The first entry not below `from` that begins with the first `prefix` bytes of it.
    pub(crate) fn first_with(
        &self,
        table: Table,
        from: &[u8],
        prefix: usize,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let entry = self.at_least(table, from)?.map(|(_, entry)| entry);
        Ok(entry.filter(|entry| entry[..prefix] == from[..prefix]))
    }

    /// Calls `each` with every entry that begins with `prefix`.
    pub(crate) fn for_each_with(
        &self,
        table: Table,
        prefix: &[u8],
        mut each: impl FnMut(&[u8]),
    ) -> Result<(), StoreError> {
        let Some((mut position, _)) = self.at_least(table, prefix)? else { return Ok(()) };
        let extent = self.tables[table as usize];
        while position < extent.entries {
            let number = position / extent.per_page();
            let page = self.page(extent, number)?;
            let end = ((number + 1) * extent.per_page()).min(extent.entries);
            while position < end {
                let start = (position - number * extent.per_page()) as usize * extent.width;
                let entry = &page[start..start + extent.width];
                if !entry.starts_with(prefix) {
                    return Ok(());
                }
                each(entry);
                position += 1;
            }
        }
        Ok(())
    }
}

/// How many of the `count` sorted entries are below `key`.
fn partition(entries: &[u8], width: usize, count: usize, key: &[u8]) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if &entries[middle * width..][..key.len()] < key { low = middle + 1 } else { high = middle }
    }
    low
}
