//! One record: everything there is to know about one block.
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 0 | 4 | `CMBR` |
//! | 4 | 4 | length of the body, *n* |
//! | 8 | 8 | height |
//! | 16 | 4 | checksum of the record before; 0 for the first of a chain |
//! | 20 | 4 | crc32c of bytes 0 to 20: a length is believed before the body is there |
//! | 24 | *n* | five section lengths of 4 bytes, then header, transactions, receipts, state diff, seal |
//! | 24 + *n* | 4 | crc32c of everything before it |
//!
//! Numbers are little-endian. The header is Ethereum's RLP; transactions are sender and EIP-2718
//! bytes; receipts are without blooms, which follow from the logs; the diff has both sides of
//! every change, or nothing where the block came with a snapshot and what it did is not known; the
//! seal is RLP, or nothing on a development chain. Sections decode on their own, so that a reader
//! of headers pays for headers.

use cybermiles_primitives::{ExecutedBlock, Header, StateDiff};

use super::{codec::ContentError, content};

/// First bytes of every record.
pub(crate) const MAGIC: [u8; 4] = *b"CMBR";
/// Bytes before the body.
pub(crate) const HEAD_BYTES: usize = 24;
/// Bytes of a record that are not its body.
pub(crate) const FRAME_BYTES: usize = HEAD_BYTES + 4;
/// Largest body, in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 0x7fff_ffff;
const SECTIONS: usize = 5;

/// Whether two checksums agree. The fail point is for the test that proves that the corruption
/// tests can see.
pub(crate) fn agrees(expected: u32, found: u32) -> bool {
    fail::fail_point!("checksum::ignore", |_| true);
    expected == found
}

/// Why bytes are not a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The bytes end before the record does.
    #[error("{found} bytes where the record needs {needed}")]
    Short {
        /// Bytes needed.
        needed: usize,
        /// Bytes there.
        found: usize,
    },
    /// The first 24 bytes are not those of a record.
    #[error("bytes that do not begin a record")]
    Head,
    /// The checksum over the record is wrong.
    #[error("checksum {found:08x} instead of {expected:08x}")]
    Checksum {
        /// The checksum in the record.
        expected: u32,
        /// The checksum of its bytes.
        found: u32,
    },
    /// The checksum holds, yet the content makes no sense.
    #[error("{section} that cannot be decoded: {error}")]
    Content {
        /// Which section.
        section: &'static str,
        /// What is wrong in it.
        error: ContentError,
    },
}

/// What the first 24 bytes of a record say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordHead {
    pub(crate) body: usize,
    pub(crate) height: u64,
    pub(crate) link: u32,
}

impl RecordHead {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        let Some(head) = bytes.first_chunk::<HEAD_BYTES>() else {
            return Err(RecordError::Short { needed: HEAD_BYTES, found: bytes.len() });
        };
        let word =
            |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let body = word(4) as usize;
        if head[..4] != MAGIC
            || !agrees(word(20), crc32c::crc32c(&head[..20]))
            || !(4 * SECTIONS..=MAX_BODY_BYTES).contains(&body)
        {
            return Err(RecordError::Head);
        }
        let height = u64::from(word(8)) | u64::from(word(12)) << 32;
        Ok(Self { body, height, link: word(16) })
    }

    /// Bytes of the whole record.
    pub(crate) const fn total(&self) -> usize {
        self.body + FRAME_BYTES
    }
}

/// A record whose checksum holds, its sections not decoded yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawRecord<'a> {
    pub(crate) head: RecordHead,
    /// Checksum of the record, which the next one repeats.
    pub(crate) checksum: u32,
    sections: [&'a [u8]; SECTIONS],
}

impl<'a> RawRecord<'a> {
    /// The record at the start of `bytes`.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, RecordError> {
        let head = RecordHead::parse(bytes)?;
        let Some(record) = bytes.get(..head.total()) else {
            return Err(RecordError::Short { needed: head.total(), found: bytes.len() });
        };
        let (content, tail) = record.split_at(record.len() - 4);
        let expected = u32::from_le_bytes(tail.try_into().unwrap_or_default());
        let found = crc32c::crc32c(content);
        if !agrees(expected, found) {
            return Err(RecordError::Checksum { expected, found });
        }
        let (lengths, mut rest) = content[HEAD_BYTES..].split_at(4 * SECTIONS);
        let mut sections = [&[][..]; SECTIONS];
        for (section, length) in sections.iter_mut().zip(lengths.chunks_exact(4)) {
            let length = u32::from_le_bytes(length.try_into().unwrap_or_default()) as usize;
            let Some((taken, left)) = rest.split_at_checked(length) else {
                return Err(sections_error());
            };
            (*section, rest) = (taken, left);
        }
        if !rest.is_empty() {
            return Err(sections_error());
        }
        Ok(Self { head, checksum: expected, sections })
    }

    pub(crate) fn header(&self) -> Result<Header, RecordError> {
        let header = content::header(self.sections[0]).map_err(in_section("a header"))?;
        if header.number == self.head.height {
            return Ok(header);
        }
        let error = ContentError { offset: 0, expected: "the height the record is filed under" };
        Err(RecordError::Content { section: "a header", error })
    }

    pub(crate) const fn transactions_section(&self) -> &'a [u8] {
        self.sections[1]
    }

    pub(crate) fn receipts(&self) -> Result<Vec<cybermiles_primitives::Receipt>, RecordError> {
        content::receipts(self.sections[2]).map_err(in_section("receipts"))
    }

    /// Whether it says what the block did to the state.
    pub(crate) const fn has_diff(&self) -> bool {
        !self.sections[3].is_empty()
    }

    pub(crate) fn diff(&self) -> Result<StateDiff, RecordError> {
        content::diff(self.sections[3]).map_err(in_section("a state diff"))
    }

    pub(crate) fn block(&self) -> Result<ExecutedBlock, RecordError> {
        let header = self.header()?;
        let transactions =
            content::transactions(self.sections[1]).map_err(in_section("transactions"))?;
        let receipts = self.receipts()?;
        if receipts.len() != transactions.len() {
            let error = ContentError { offset: 0, expected: "one receipt for each transaction" };
            return Err(RecordError::Content { section: "receipts", error });
        }
        let seal = content::seal(self.sections[4]).map_err(in_section("a seal"))?;
        Ok(ExecutedBlock { hash: header.hash_slow(), header, transactions, receipts, seal })
    }
}

pub(crate) const fn in_section(section: &'static str) -> impl Fn(ContentError) -> RecordError {
    move |error| RecordError::Content { section, error }
}

const fn sections_error() -> RecordError {
    let error = ContentError { offset: 0, expected: "section lengths that add up" };
    RecordError::Content { section: "a body", error }
}

/// A decoded record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The block with its receipts and senders.
    pub block: ExecutedBlock,
    /// What it did to the state; `None` for a block that came with a snapshot.
    pub diff: Option<StateDiff>,
    /// Checksum of the record before it.
    pub link: u32,
    /// Its own checksum.
    pub checksum: u32,
}

/// Decodes the record at the start of `bytes`; returns it with its length in bytes.
///
/// Takes any bytes: it never panics, and allocates in proportion to what is there.
///
/// # Errors
/// [`RecordError`] saying what is wrong.
pub fn decode_record(bytes: &[u8]) -> Result<(Record, usize), RecordError> {
    let raw = RawRecord::parse(bytes)?;
    let (block, diff) = (raw.block()?, raw.has_diff().then(|| raw.diff()).transpose()?);
    let record = Record { block, diff, link: raw.head.link, checksum: raw.checksum };
    Ok((record, raw.head.total()))
}

/// Appends the record of `block` to `out` and returns its checksum; `None` when it is larger than
/// a record can be.
pub fn encode_record(
    out: &mut Vec<u8>,
    block: &ExecutedBlock,
    diff: Option<&StateDiff>,
    link: u32,
) -> Option<u32> {
    encode_with(
        out,
        block,
        |out| diff.into_iter().for_each(|diff| content::put_diff(out, diff)),
        link,
    )
}

/// As [`encode_record`]; `put_diff` appends the section of the diff.
pub(crate) fn encode_with(
    out: &mut Vec<u8>,
    block: &ExecutedBlock,
    put_diff: impl FnOnce(&mut Vec<u8>),
    link: u32,
) -> Option<u32> {
    let mut put_diff = Some(put_diff);
    let start = out.len();
    out.resize(start + HEAD_BYTES + 4 * SECTIONS, 0);
    let mut lengths = [0u8; 4 * SECTIONS];
    let mut end = out.len();
    for (index, length) in lengths.chunks_exact_mut(4).enumerate() {
        match index {
            0 => content::put_header(out, &block.header),
            1 => content::put_transactions(out, &block.transactions),
            2 => content::put_receipts(out, &block.receipts),
            3 => put_diff.take().into_iter().for_each(|put| put(out)),
            _ => content::put_seal(out, block.seal.as_ref()),
        }
        length.copy_from_slice(&u32::try_from(out.len() - end).ok()?.to_le_bytes());
        end = out.len();
    }
    let body = out.len() - start - HEAD_BYTES;
    if body > MAX_BODY_BYTES {
        return None;
    }
    out[start + HEAD_BYTES..][..lengths.len()].copy_from_slice(&lengths);
    let mut head = Vec::with_capacity(HEAD_BYTES);
    head.extend_from_slice(&MAGIC);
    head.extend_from_slice(&u32::try_from(body).ok()?.to_le_bytes());
    head.extend_from_slice(&block.header.number.to_le_bytes());
    head.extend_from_slice(&link.to_le_bytes());
    head.extend_from_slice(&crc32c::crc32c(&head).to_le_bytes());
    out[start..][..HEAD_BYTES].copy_from_slice(&head);
    let checksum = crc32c::crc32c(&out[start..]);
    out.extend_from_slice(&checksum.to_le_bytes());
    Some(checksum)
}
