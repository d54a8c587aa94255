//! Any bytes as the proof that a block is final. The validators here have signed one view of one
//! block (in the seeds): whatever else is taken is a forgery.
#![no_main]

use std::sync::LazyLock;

use alloy_primitives::{Address, B256};
use cybermiles_consensus::{Certified, Seed, ValidatorKeys, verify_certificate};
use cybermiles_primitives::{Committee, Seat};
use libfuzzer_sys::fuzz_target;

const CHAIN: u64 = 7;
const EPOCH: u64 = 3;
const VIEW: u64 = 9;

static COMMITTEE: LazyLock<Committee> = LazyLock::new(|| {
    let seats = (1..5).map(|n| {
        let keys = ValidatorKeys::derive(&Seed::from_bytes([n; 32])).expect("a good seed");
        Seat {
            validator: Address::with_last_byte(n),
            consensus_key: keys.consensus_key(),
            randao_key: keys.randao_key(),
            weight: 1,
            endpoint: None,
        }
    });
    Committee::new(EPOCH, B256::ZERO, seats.collect())
});

fuzz_target!(|bytes: &[u8]| {
    let hash = B256::repeat_byte(1);
    if let Ok(found) = verify_certificate(CHAIN, &COMMITTEE, hash, bytes) {
        assert_eq!(found, Certified { epoch: EPOCH, view: VIEW, hash });
    }
    let other = B256::repeat_byte(2);
    assert!(verify_certificate(CHAIN, &COMMITTEE, other, bytes).is_err(), "nobody voted on it");
});
