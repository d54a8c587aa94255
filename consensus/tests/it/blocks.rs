//! The encoding of blocks: there is one for each, and its hash stands for all of it.

use std::sync::Arc;

use alloy_primitives::{Address, B256, Bytes};
use bytes::Bytes as Buffer;
use commonware_codec::{Decode as _, Encode as _};
use commonware_consensus::{BoundedBlock as _, CertifiableBlock as _, Heightable as _};
use commonware_cryptography::Digestible as _;
use cybermiles_chain::Proposal;
use cybermiles_consensus::block::{Block, BlockRules, digest_of};
use cybermiles_primitives::{ProposedBlock, seal::randomness_message};

use crate::world::{self, CMT, Wallet};

const NOW: u64 = 1_700_000_000;

/// Block 1 of a network, with a few payments in it, and what it takes to read it.
fn block() -> (ProposedBlock, BlockRules) {
    let folder = tempfile::tempdir().expect("a folder");
    let genesis = world::genesis(world::spec(10, 500), 4, 20_000);
    let chain = world::open(folder.path(), &genesis, Arc::new(|| NOW));
    for nonce in 0..3 {
        let payment = Wallet::new(1).pay(nonce, Address::repeat_byte(9), CMT);
        chain.submit(payment).expect("a payment");
    }
    let parent = chain.head();
    let committee = chain.committee(0).expect("readable").expect("in the genesis");
    let leader = committee.seats[committee.leader(3)].consensus_key;
    let keys = (0..4).map(world::keys).find(|keys| keys.consensus_key() == leader);
    let keys = keys.expect("one of four");
    let spec = chain.spec().clone();
    let message = randomness_message(spec.chain_id, 1, parent.header.mix_hash);
    let proposal = Proposal {
        view: 3,
        parent_view: 0,
        proposer: leader,
        randomness: keys.randao().sign(&message),
        now_ms: NOW * 1000,
    };
    let block = chain.propose(parent.hash, &proposal).expect("a block");
    assert_eq!(block.block.body.transactions.len(), 3);
    (block, BlockRules { genesis: chain.genesis_hash(), spec })
}

#[test]
fn a_block_is_read_as_it_was_written_and_says_where_it_stands() {
    let (proposed, rules) = block();
    let block = Block::new(proposed.clone(), &rules).expect("an honest block");
    let bytes = block.encode();
    assert!(bytes.len() <= Block::max_encode_size(&rules));
    let read = Block::decode_cfg(bytes.clone(), &rules).expect("what was written");
    assert_eq!(read.proposed(), &proposed);
    assert_eq!(read.encode(), bytes);
    assert_eq!(read.digest(), digest_of(proposed.hash()));
    assert_eq!(read.height().get(), 1);
    let context = read.context();
    assert_eq!((context.round.epoch().get(), context.round.view().get()), (0, 3));
    assert_eq!(context.parent.1, digest_of(rules.genesis));
    assert_eq!(B256::from_slice(context.leader.as_ref()), proposed.seal.proposer);
}

#[test]
fn no_other_bytes_have_a_blocks_digest() {
    let (proposed, rules) = block();
    let block = Block::new(proposed, &rules).expect("an honest block");
    let bytes = block.encode().to_vec();
    for at in 0..bytes.len() {
        for flip in [1, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            if let Ok(twin) = Block::decode_cfg(Buffer::from(changed), &rules) {
                assert_ne!(twin.digest(), block.digest(), "byte {at}");
            }
        }
    }
    for cut in 0..bytes.len() {
        assert!(Block::decode_cfg(Buffer::copy_from_slice(&bytes[..cut]), &rules).is_err());
    }
}

#[test]
fn what_the_header_does_not_commit_to_is_refused() {
    let (good, rules) = block();
    let refuse = |change: &dyn Fn(&mut ProposedBlock)| {
        let mut bad = good.clone();
        change(&mut bad);
        Block::new(bad, &rules).expect_err("changed")
    };
    let certificate = refuse(&|bad| bad.seal.certificate = Bytes::from_static(b"votes"));
    assert!(certificate.contains("certificate"), "{certificate}");
    let proposer = refuse(&|bad| bad.seal.proposer = world::keys(9).consensus_key());
    assert!(proposer.contains("beneficiary"), "{proposer}");
    let randomness = refuse(&|bad| bad.seal.randomness.0[5] ^= 1);
    assert!(randomness.contains("mixHash"), "{randomness}");
    let fewer = refuse(&|bad| drop(bad.block.body.transactions.pop()));
    assert!(fewer.contains("transactionsRoot"), "{fewer}");
    let none = refuse(&|bad| bad.block.body.withdrawals = None);
    assert!(none.contains("withdrawals"), "{none}");
    let turn = refuse(&|bad| bad.block.header.extra_data = Bytes::new());
    assert!(turn.contains("turn"), "{turn}");
}
