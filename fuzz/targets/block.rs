//! Any bytes as a block from another validator: refused, or the one encoding of a block whose
//! header commits to all of it.
#![no_main]

use std::sync::LazyLock;

use alloy_consensus::{constants::EMPTY_OMMER_ROOT_HASH, proofs::calculate_transaction_root};
use alloy_primitives::{B256, Bytes};
use alloy_rlp::Decodable;
use bytes::Bytes as Buffer;
use commonware_codec::{Decode, Encode};
use commonware_consensus::{CertifiableBlock, Heightable};
use commonware_cryptography::Digestible;
use cybermiles_consensus::block::{Block, BlockRules, digest_of};
use cybermiles_primitives::{
    ChainSpec, ProposedBlock, committee::consensus_address, seal::next_mix,
};
use libfuzzer_sys::fuzz_target;

static RULES: LazyLock<BlockRules> = LazyLock::new(|| BlockRules {
    genesis: B256::repeat_byte(1),
    spec: ChainSpec { epoch_blocks: 10, ..ChainSpec::dev() },
});

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    // The commitments keep out almost all mutations; with right ones what lies behind is reached.
    let Some(block) = committed(bytes) else { return };
    if let Ok(block) = Block::new(block, &RULES) {
        assert!(check(&block.encode()), "an honest block is refused");
    }
});

/// Whether the bytes are a block.
fn check(bytes: &[u8]) -> bool {
    let Ok(block) = Block::decode_cfg(Buffer::copy_from_slice(bytes), &*RULES) else {
        return false;
    };
    assert_eq!(block.encode(), bytes, "two encodings of one block");
    let proposed = block.proposed();
    assert_eq!(block.digest(), digest_of(proposed.hash()));
    assert_eq!(block.height().get(), proposed.block.header.number);
    let epoch = RULES.spec.epoch_of(proposed.block.header.number);
    assert_eq!(block.context().round.epoch().get(), epoch);
    true
}

/// The block in these bytes, its header made to fit the rest.
fn committed(bytes: &[u8]) -> Option<ProposedBlock> {
    // The length before it, which has up to five bytes.
    let start = bytes.iter().take(5).position(|byte| byte & 0x80 == 0)?;
    let mut proposed = ProposedBlock::decode(&mut bytes.get(start + 1..)?).ok()?;
    proposed.seal.certificate = Bytes::new();
    let (header, body) = (&mut proposed.block.header, &mut proposed.block.body);
    body.ommers.clear();
    body.withdrawals.get_or_insert_default().0.clear();
    header.ommers_hash = EMPTY_OMMER_ROOT_HASH;
    header.transactions_root = calculate_transaction_root(&body.transactions);
    header.beneficiary = consensus_address(&proposed.seal.proposer);
    header.mix_hash = next_mix(&proposed.seal.randomness);
    Some(proposed)
}
