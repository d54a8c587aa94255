//! The index file of a full segment.
//!
//! Page 0 holds the identity (kind `CMINDEX1`), the segment's first height, the number of blocks,
//! the checksum of its last record, and where the tables are. Then the tables, then the fences: the
//! first eight bytes of every table page, so that a look-up reads one page of them and one or two of
//! the table. In RAM are the first fences of the pages of fences alone, 8 bytes for 2 MB of tables.
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
    io::ErrorKind,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::pages::{Extent, PAGE, PAYLOAD, PageWriter, read_page};
use crate::{
    StoreError, disk,
    handles::{Handles, OnDemand},
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

/// Fences in a page of them.
const FENCES: u64 = (PAYLOAD / 8) as u64;

/// An index file that was found to be whole.
#[derive(Debug)]
pub(crate) struct IndexFile {
    path: PathBuf,
    handle: OnDemand,
    /// Checksum of page 0.
    head: [u8; 4],
    first: u64,
    /// Blocks in the segment.
    pub(crate) blocks: u64,
    /// Checksum of the segment's last record, which the next segment's head repeats.
    pub(crate) checksum: u32,
    tables: [Extent; TABLES],
    /// The first page of fences.
    fences: u64,
    /// The first fence of each page of fences.
    tops: Box<[Fence]>,
}

/// The first eight bytes of a table page.
type Fence = [u8; 8];

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
    tables: [Vec<u8>; TABLES],
) -> Vec<u8> {
    let widths = tables.iter().zip(WIDTHS);
    let pages = widths.map(|(entries, width)| entries.len().div_ceil(PAYLOAD / width * width));
    let pages = pages.sum::<usize>();
    let mut writer = PageWriter::new(first, 1 + pages + pages.div_ceil(FENCES as usize));
    let mut fences = Vec::with_capacity(pages);
    let mut head = identity.encode(KIND).to_vec();
    head.extend_from_slice(&first.to_le_bytes());
    head.extend_from_slice(&blocks.to_le_bytes());
    head.extend_from_slice(&checksum.to_le_bytes());
    // Each table goes as soon as it is written: together they have tens of megabytes.
    for (entries, width) in tables.into_iter().zip(WIDTHS) {
        let extent = writer.put_table(&entries, width, &mut fences);
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
    pub(crate) fn open(
        folder: &Path,
        identity: &Identity,
        first: u64,
        handles: &Arc<Handles>,
    ) -> Result<Self, StoreError> {
        let path = folder.join(name(first));
        let file = Arc::new(disk::open(&path)?);
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
        let fence_pages = pages.div_ceil(FENCES);
        let expected = (1 + pages + fence_pages) * PAGE as u64;
        let found = disk::length(&file, &path)?;
        if number(IDENTITY_BYTES) != first || expected != found {
            let expected = format!("the index of block {first} on, {expected} bytes");
            return Err(StoreError::damaged(&path, 0, expected, format!("{found} bytes")));
        }
        let mut tops = Vec::with_capacity(fence_pages as usize);
        for page in 1 + pages..1 + pages + fence_pages {
            tops.push(fences_of(&read_page(&file, &path, page, first)?)[0]);
        }
        let handle = OnDemand::new(handles, &file);
        let head = checksum_of(&head);
        let (fences, tops) = (1 + pages, tops.into_boxed_slice());
        Ok(Self { path, handle, head, first, blocks, checksum, tables, fences, tops })
    }

    /// The file, open.
    fn file(&self) -> Result<Arc<File>, StoreError> {
        self.handle.get(|| self.reopen())
    }

    /// Opens the file again, which must be the one it was. One that is gone is as good as damaged.
    fn reopen(&self) -> Result<File, StoreError> {
        let file = match disk::open(&self.path) {
            Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
                return Err(StoreError::damaged(&self.path, 0, "an index file", "none"));
            }
            file => file?,
        };
        let head = checksum_of(&read_page(&file, &self.path, 0, self.first)?);
        if head == self.head {
            return Ok(file);
        }
        let expected = "the head it had before";
        Err(StoreError::damaged(&self.path, 0, expected, "another: was the file replaced?"))
    }

    /// The entry at `position`.
    pub(crate) fn entry(&self, table: Table, position: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let extent = self.tables[table as usize];
        if position >= extent.entries {
            return Ok(None);
        }
        let page = self.page(&*self.file()?, extent, position / extent.per_page())?;
        let start = (position % extent.per_page()) as usize * extent.width;
        Ok(Some(page[start..start + extent.width].to_vec()))
    }

    fn page(&self, file: &File, extent: Extent, page: u64) -> Result<[u8; PAGE], StoreError> {
        read_page(file, &self.path, extent.page + page, self.first)
    }

    /// Which pages of a table begin with the first eight bytes of `key`, among them where those
    /// that begin with less end: counted from the table's first page.
    fn pages_with(
        &self,
        file: &File,
        extent: Extent,
        key: &Fence,
    ) -> Result<Range<u64>, StoreError> {
        let low = self.partition(file, extent, |fence| fence < key)?;
        let high = self.partition(file, extent, |fence| fence <= key)?;
        Ok(low..high)
    }

    /// How many of a table's pages, which is not empty, have a fence for which `is_below` holds.
    fn partition(
        &self,
        file: &File,
        extent: Extent,
        is_below: impl Fn(&Fence) -> bool,
    ) -> Result<u64, StoreError> {
        // Places among all fences of the file.
        let (start, end) = (extent.page - 1, extent.page - 1 + extent.pages());
        // The table begins somewhere in the first of its pages of fences, and with the others.
        let (first, last) = (start / FENCES, (end - 1) / FENCES);
        let tops = &self.tops[first as usize + 1..=last as usize];
        let number = first + tops.partition_point(|fence| is_below(fence)) as u64;
        let page = read_page(file, &self.path, self.fences + number, self.first)?;
        let before = number * FENCES;
        let (from, to) = (start.max(before), end.min(before + FENCES));
        let fences = &fences_of(&page)[(from - before) as usize..(to - before) as usize];
        Ok(from - start + fences.partition_point(is_below) as u64)
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
        let file = self.file()?;
        let mut short = Fence::default();
        short.copy_from_slice(&key[..8]);
        // Among the pages that begin with the key's first eight bytes, the pages themselves tell.
        let Range { start: mut low, end: mut high } = self.pages_with(&file, extent, &short)?;
        while low < high {
            let middle = low.midpoint(high);
            let page = self.page(&file, extent, middle)?;
            if &page[..key.len()] < key { low = middle + 1 } else { high = middle }
        }
        // `low` is the first page that begins at or above the key: it may be in the page before.
        let mut position = low * extent.per_page();
        if low > 0 {
            let page = self.page(&file, extent, low - 1)?;
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
        let (extent, file) = (self.tables[table as usize], self.file()?);
        while position < extent.entries {
            let number = position / extent.per_page();
            let page = self.page(&file, extent, number)?;
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

fn fences_of(page: &[u8; PAGE]) -> &[Fence] {
    page[..PAYLOAD / 8 * 8].as_chunks::<8>().0
}

fn checksum_of(page: &[u8; PAGE]) -> [u8; 4] {
    let mut checksum = [0; 4];
    checksum.copy_from_slice(&page[PAYLOAD..]);
    checksum
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

#[cfg(test)]
mod tests {
    use alloy_primitives::{B256, keccak256};
    use rand::{Rng, SeedableRng, rngs::StdRng};

    use super::*;

    /// Entries of `width` bytes, sorted: random ones, and rows of equal first eight bytes that fill
    /// pages of fences.
    fn entries(rng: &mut StdRng, width: usize, count: usize) -> Vec<Vec<u8>> {
        let mut entries = Vec::with_capacity(count);
        let mut row = [0; 8];
        for at in 0..count {
            let mut entry = vec![0; width];
            rng.fill(&mut entry[..]);
            if at % (count / 3 + 1) == 0 {
                row = rng.random();
            }
            if at % 3 == 0 {
                entry[..8].copy_from_slice(&row);
            }
            entries.push(entry);
        }
        entries.sort_unstable();
        entries
    }

    #[test]
    fn a_look_up_finds_what_a_sorted_list_has() {
        let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(11);
        println!("SEED={seed}");
        let mut rng = StdRng::seed_from_u64(seed);
        let counts = [3_000, 1, 130_000, 0, 60_000, 70_000];
        let lists: Vec<_> = counts
            .iter()
            .zip(WIDTHS)
            .map(|(count, width)| entries(&mut rng, width, *count))
            .collect();
        let tables: [Vec<u8>; TABLES] = std::array::from_fn(|table| lists[table].concat());
        let identity = Identity { chain_id: 1337, genesis: keccak256("genesis") };
        let folder = tempfile::tempdir().unwrap();
        let bytes = encode(&identity, 77, 3_000, 9, tables);
        std::fs::write(folder.path().join(name(77)), bytes).unwrap();
        let index = IndexFile::open(folder.path(), &identity, 77, &Handles::new(1)).unwrap();
        assert!(index.tops.len() > 5, "{} pages of fences", index.tops.len());
        let which =
            [Table::Hashes, Table::Transactions, Table::Logs, Table::Accounts, Table::Slots];
        for table in which {
            let list = &lists[table as usize];
            for round in 0..3_000 {
                let mut key = B256::from(rng.random::<[u8; 32]>()).to_vec();
                if round % 4 > 0 && !list.is_empty() {
                    let entry = &list[rng.random_range(0..list.len())];
                    let length = rng.random_range(8..=entry.len().min(32));
                    key = entry[..length].to_vec();
                }
                key.truncate(WIDTHS[table as usize]);
                let at = list.partition_point(|entry| entry[..key.len()] < key[..]);
                let expected = list.get(at).map(|entry| (at as u64, entry.clone()));
                assert_eq!(index.at_least(table, &key).unwrap(), expected, "{table:?} {key:x?}");
            }
        }
    }
}
