//! Any bytes as a record of the block log: refused, or taken and written back as the same record.
#![no_main]

use cybermiles_storage::log::{decode_record, encode_record};
use libfuzzer_sys::fuzz_target;

/// Bytes of a record before its body, and of the checksum behind it.
const HEAD: usize = 24;
const TAIL: usize = 4;

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    // Checksums keep out almost all mutations; with right ones the decoders behind them are reached.
    if let Some(sealed) = sealed(bytes) {
        check(&sealed);
    }
});

fn check(bytes: &[u8]) {
    let Ok((record, length)) = decode_record(bytes) else { return };
    assert!(length <= bytes.len());
    let mut again = Vec::new();
    encode_record(&mut again, &record.block, record.diff.as_ref(), record.link).expect("it fitted before");
    let (read, _) = decode_record(&again).expect("what was written can be read");
    assert_eq!((read.block, read.diff, read.link), (record.block, record.diff, record.link));
}

/// `bytes` with the length and the checksums of a record around its body.
fn sealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let body = u32::try_from(bytes.len().checked_sub(HEAD + TAIL)?).ok()?;
    let mut record = bytes[..bytes.len() - TAIL].to_vec();
    record[..4].copy_from_slice(b"CMBR");
    record[4..8].copy_from_slice(&body.to_le_bytes());
    let head = crc32c::crc32c(&record[..20]);
    record[20..HEAD].copy_from_slice(&head.to_le_bytes());
    let whole = crc32c::crc32c(&record);
    record.extend_from_slice(&whole.to_le_bytes());
    Some(record)
}
