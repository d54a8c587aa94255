//! Headers of every fork against another crate's encoding of them.

use alloy_consensus::Header;
use alloy_primitives::{Address, B64, B256, Bloom, Bytes, U256, keccak256};
use serde_json::Value;

use super::rebuild;

/// A header with the fields of so many forks beyond the first.
fn header(forks: usize) -> Header {
    let hash = |n: u8| B256::repeat_byte(n);
    let field = |at: usize, value: u64| (forks >= at).then_some(value);
    Header {
        parent_hash: hash(1),
        ommers_hash: hash(2),
        beneficiary: Address::repeat_byte(3),
        state_root: hash(4),
        transactions_root: hash(5),
        receipts_root: hash(6),
        logs_bloom: Bloom::repeat_byte(7),
        difficulty: U256::from(3_141_592_653_589_793_u64),
        number: 6_486_489,
        gas_limit: 8_000_029,
        gas_used: 0,
        timestamp: 1_539_000_000,
        extra_data: Bytes::from_static(b"\x00cyber"),
        mix_hash: hash(8),
        nonce: B64::repeat_byte(9),
        base_fee_per_gas: field(1, 7),
        withdrawals_root: (forks >= 2).then_some(hash(10)),
        blob_gas_used: field(3, 0),
        excess_blob_gas: field(3, 393_216),
        parent_beacon_block_root: (forks >= 4).then_some(hash(11)),
        requests_hash: (forks >= 5).then_some(hash(12)),
        ..Header::default()
    }
}

#[test]
fn headers_of_every_fork_hash_to_their_hash() {
    for forks in 0..=5 {
        let header = header(forks);
        let json = serde_json::to_value(&header).unwrap();
        let (rlp, hash) = rebuild(&json).unwrap();
        assert_eq!(rlp, alloy_rlp::encode(&header), "{forks}");
        assert_eq!(hash, header.hash_slow());
        assert_eq!(hash, keccak256(&rlp));
    }
}

#[test]
fn a_field_that_is_none_is_named() {
    let json = serde_json::to_value(header(1)).unwrap();
    let with = |name: &str, value: Value| {
        let mut json = json.clone();
        json[name] = value;
        rebuild(&json).unwrap_err()
    };
    assert_eq!(with("nonce", Value::Null), "the header has no nonce");
    assert!(
        with("stateRoot", "0x01".into()).contains("stateRoot is \"0x01\"; expected its length")
    );
    assert!(with("miner", 7.into()).contains("miner is 7; expected hexadecimal digits as text"));
    assert!(with("number", "6486489".into()).contains("expected a number"));
    assert!(with("number", "0x".into()).contains("expected a number"));
    assert!(with("gasUsed", "0x1_0".into()).contains("expected a number"));
    let long = format!("0x{}", "f".repeat(65));
    assert!(with("difficulty", long.into()).contains("expected a number"));
}
