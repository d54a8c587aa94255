//! The format on disk: the same bytes as ever, and nothing but them is read.

use alloy_primitives::{B256, b256, keccak256};
use cybermiles_storage::log::{RecordError, decode_record, encode_record};
use proptest::prelude::*;
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::model::{Model, seed};

/// keccak256 over the records of the first 200 blocks of seed 17. They depend on the genesis block
/// as well; unless that changed, a change here is a change of the
/// format: it needs a new schema number and a way to read the old one.
const RECORDS: B256 = b256!("0x69a98367ca32c3103e8b0ade688889bdac7aa76f98c4bc2c1365aa4796608c4c");

#[test]
fn records_are_encoded_as_they_always_were() {
    let mut model = Model::fast(17);
    let (mut bytes, mut link) = (Vec::new(), 0);
    for _ in 0..200 {
        let made = model.next();
        link = encode_record(&mut bytes, &made.block, Some(&made.diff), link).unwrap();
    }
    assert_eq!(keccak256(&bytes), RECORDS);
}

#[test]
fn records_come_back_and_harmed_ones_do_not() {
    let seed = seed("records", 18);
    let mut rng = StdRng::seed_from_u64(seed);
    let mut model = Model::fast(seed);
    for _ in 0..100 {
        let made = model.next();
        let mut bytes = Vec::new();
        let checksum = encode_record(&mut bytes, &made.block, Some(&made.diff), 7).unwrap();
        let (record, length) = decode_record(&bytes).unwrap();
        assert_eq!(
            (record.block, record.diff),
            ((*made.block).clone(), Some((*made.diff).clone()))
        );
        assert_eq!((record.link, record.checksum, length), (7, checksum, bytes.len()));
        let at = rng.random_range(0..bytes.len());
        assert!(matches!(decode_record(&bytes[..at]), Err(RecordError::Short { .. })));
        bytes[at] ^= 1 << rng.random_range(0..8);
        assert!(decode_record(&bytes).is_err(), "bit of byte {at}, SEED={seed}");
    }
}

/// A record whose checksums hold, whatever its body is.
fn framed(body: &[u8]) -> Vec<u8> {
    let mut bytes = b"CMBR".to_vec();
    bytes.extend_from_slice(&(body.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&[0; 12]);
    bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
    bytes.extend_from_slice(body);
    bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_bytes_are_taken(bytes: Vec<u8>, body: Vec<u8>, lengths: [u8; 5]) {
        let _ = decode_record(&bytes);
        let _ = decode_record(&framed(&body));
        let mut sectioned: Vec<u8> =
            lengths.iter().flat_map(|length| u32::from(*length).to_le_bytes()).collect();
        let size = lengths.iter().map(|length| usize::from(*length)).sum::<usize>();
        sectioned.extend(body.iter().cycle().take(size));
        let _ = decode_record(&framed(&sectioned));
    }

    /// A body that is nearly right gets past the checksums, and is decoded or refused; what is
    /// decoded encodes to the same bytes.
    #[test]
    fn harmed_bodies_are_refused_or_mean_something(number in 1u64..30, at: usize, with: u8) {
        let mut model = Model::fast(19);
        model.skip_to(number - 1);
        let made = model.next();
        let mut bytes = Vec::new();
        encode_record(&mut bytes, &made.block, Some(&made.diff), 0).unwrap();
        let mut body = bytes[24..bytes.len() - 4].to_vec();
        let at = at % body.len();
        body[at] = with;
        let harmed = framed(&body);
        let mut head = harmed.clone();
        head[8..16].copy_from_slice(&number.to_le_bytes());
        let checksum = crc32c::crc32c(&head[..20]);
        head[20..24].copy_from_slice(&checksum.to_le_bytes());
        let end = head.len() - 4;
        let checksum = crc32c::crc32c(&head[..end]);
        head[end..].copy_from_slice(&checksum.to_le_bytes());
        if let Ok((record, _)) = decode_record(&head) {
            let mut again = Vec::new();
            encode_record(&mut again, &record.block, record.diff.as_ref(), record.link).unwrap();
            prop_assert_eq!(again, head);
        }
    }
}
