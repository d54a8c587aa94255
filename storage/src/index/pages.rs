//! Sorted tables of fixed-size entries in checksummed pages.
//!
//! A page is 4096 bytes: as many entries as fit, zeros, and in the last four bytes the crc32c of
//! what is before them, begun with the page's number and the segment's first height, so that
//! pages cannot be exchanged either. Every page read is checked.

use std::{fs::File, path::Path};

use crate::{StoreError, disk, log::record::agrees};

/// Bytes of a page.
pub(crate) const PAGE: usize = 4096;
/// Bytes of a page that hold entries.
pub(crate) const PAYLOAD: usize = PAGE - 4;

fn checksum(payload: &[u8], number: u64, first: u64) -> u32 {
    let seed = crc32c::crc32c(&[number.to_le_bytes(), first.to_le_bytes()].concat());
    crc32c::crc32c_append(seed, payload)
}

/// Where a table is, and how large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Its first page.
    pub(crate) page: u64,
    /// How many entries.
    pub(crate) entries: u64,
    /// Bytes of an entry.
    pub(crate) width: usize,
}

impl Extent {
    pub(crate) const fn per_page(&self) -> u64 {
        (PAYLOAD / self.width) as u64
    }

    pub(crate) const fn pages(&self) -> u64 {
        self.entries.div_ceil(self.per_page())
    }
}

/// Appends pages to `out`.
#[derive(Debug)]
pub(crate) struct PageWriter {
    pub(crate) out: Vec<u8>,
    first: u64,
}

impl PageWriter {
    /// For `pages` pages of the segment that begins with block `first`; page 0 is left for the head.
    pub(crate) fn new(first: u64, pages: usize) -> Self {
        let mut out = Vec::with_capacity(pages * PAGE);
        out.resize(PAGE, 0);
        Self { out, first }
    }

    pub(crate) fn put_page(&mut self, payload: &[u8]) {
        let number = (self.out.len() / PAGE) as u64;
        let start = self.out.len();
        self.out.resize(start + PAGE, 0);
        self.out[start..][..payload.len()].copy_from_slice(payload);
        self.seal(number);
    }

    fn seal(&mut self, number: u64) {
        let start = number as usize * PAGE;
        let sum = checksum(&self.out[start..start + PAYLOAD], number, self.first);
        self.out[start + PAYLOAD..start + PAGE].copy_from_slice(&sum.to_le_bytes());
    }

    /// Writes a table of entries of `width` bytes, `entries` being them one after another. Adds
    /// the first eight bytes of every page to `fences`.
    pub(crate) fn put_table(
        &mut self,
        entries: &[u8],
        width: usize,
        fences: &mut Vec<[u8; 8]>,
    ) -> Extent {
        let page = (self.out.len() / PAGE) as u64;
        let extent = Extent { page, entries: (entries.len() / width) as u64, width };
        for payload in entries.chunks(PAYLOAD / width * width) {
            let mut fence = [0; 8];
            let length = width.min(8);
            fence[..length].copy_from_slice(&payload[..length]);
            fences.push(fence);
            self.put_page(payload);
        }
        extent
    }

    /// Fills page 0 and gives the file's bytes.
    pub(crate) fn finish(mut self, head: &[u8]) -> Vec<u8> {
        self.out[..head.len()].copy_from_slice(head);
        self.seal(0);
        self.out
    }
}

/// Reads page `number`, checked.
pub(crate) fn read_page(
    file: &File,
    path: &Path,
    number: u64,
    first: u64,
) -> Result<[u8; PAGE], StoreError> {
    let mut page = [0; PAGE];
    let offset = number * PAGE as u64;
    disk::read_at(file, path, &mut page, offset)?;
    let expected =
        u32::from_le_bytes([page[PAGE - 4], page[PAGE - 3], page[PAGE - 2], page[PAGE - 1]]);
    let found = checksum(&page[..PAYLOAD], number, first);
    if agrees(expected, found) {
        return Ok(page);
    }
    let expected = format!("an index page with checksum {expected:08x}");
    Err(StoreError::damaged(path, offset, expected, format!("{found:08x}")))
}
