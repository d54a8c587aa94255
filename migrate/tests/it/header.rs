//! Headers of every fork against alloy's encoding, and against a hash the world knows.

use alloy_consensus::Header;
use alloy_primitives::{B64, B256, Bytes, U256, b256};
use cybermiles_migrate::header::{BlockHeader, HeaderError};

/// Ethereum's block 0 (yellow paper, appendix I; every client's constant).
const GENESIS: B256 = b256!("0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3");

fn genesis() -> Header {
    Header {
        state_root: b256!("0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544"),
        difficulty: U256::from(17_179_869_184_u64),
        gas_limit: 5000,
        nonce: B64::from(0x42_u64.to_be_bytes()),
        extra_data: "0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa"
            .parse::<Bytes>()
            .unwrap(),
        ..Header::default()
    }
}

#[test]
fn ethereums_first_block_is_known() {
    let rlp = alloy_rlp::encode(genesis());
    let header = BlockHeader::check(&rlp, GENESIS).unwrap();
    assert_eq!((header.number, header.timestamp), (0, 0));
    assert_eq!(header.state_root, genesis().state_root);
}

#[test]
fn headers_of_every_fork_are_read() {
    let first = Header { number: 6_486_489, timestamp: 1_539_000_000, ..genesis() };
    let london = Header { base_fee_per_gas: Some(7), ..first.clone() };
    let shanghai = Header { withdrawals_root: Some(B256::repeat_byte(1)), ..london.clone() };
    let cancun = Header {
        blob_gas_used: Some(0),
        excess_blob_gas: Some(1 << 40),
        parent_beacon_block_root: Some(B256::repeat_byte(2)),
        ..shanghai.clone()
    };
    let prague = Header { requests_hash: Some(B256::repeat_byte(3)), ..cancun.clone() };
    for header in [first, london, shanghai, cancun, prague] {
        let mut rlp = alloy_rlp::encode(&header);
        let found = BlockHeader::check(&rlp, header.hash_slow()).unwrap();
        assert_eq!((found.number, found.timestamp), (header.number, header.timestamp));
        assert_eq!(found.state_root, header.state_root);
        // A field of a fork to come, and one byte too many.
        let mut fields = rlp[3..].to_vec();
        assert_eq!(rlp[0], 0xf9);
        fields.extend(alloy_rlp::encode(B256::repeat_byte(4)));
        let mut later = Vec::new();
        alloy_rlp::Header { list: true, payload_length: fields.len() }.encode(&mut later);
        later.extend(fields);
        assert_eq!(BlockHeader::read(&later).unwrap().state_root, header.state_root);
        rlp.push(0);
        assert!(matches!(BlockHeader::read(&rlp), Err(HeaderError::Malformed(_))));
    }
}

#[test]
fn the_wrong_header_is_named() {
    let rlp = alloy_rlp::encode(Header { number: 1, ..genesis() });
    let err = BlockHeader::check(&rlp, GENESIS).unwrap_err().to_string();
    assert!(err.contains("expected the pinned block hash 0xd4e56740"), "{err}");
    for bad in [&b""[..], &[0xc0], &[0x80], &rlp[..rlp.len() - 1], b"{\"number\":\"0x1\"}"] {
        assert!(matches!(BlockHeader::read(bad), Err(HeaderError::Malformed(_))));
    }
}
