//! What a network's block carries beside its header: who proposed it, its part of the randomness,
//! and the votes that made it final.
//!
//! None of it is in the block's hash, since tools must find Ethereum's header there. The header
//! commits to it nevertheless: `beneficiary` to the proposer's key, `mixHash` to the randomness,
//! which is a signature that only one value can be; and a certificate proves itself.

use alloy_primitives::{B256, Bytes, FixedBytes, keccak256};
use alloy_rlp::{Decodable, Encodable, RlpDecodable, RlpEncodable};

use crate::Block;

/// A BLS12-381 signature: a compressed point of G2.
pub type RandaoSignature = FixedBytes<96>;

/// What proves a block of a network.
#[derive(Clone, Debug, Default, PartialEq, Eq, RlpEncodable, RlpDecodable)]
pub struct Seal {
    /// Ed25519 key of the validator that proposed the block.
    pub proposer: B256,
    /// Its signature of [`randomness_message`], which [`next_mix`] mixes in.
    pub randomness: RandaoSignature,
    /// The votes that made the block final, as consensus encodes them. Empty before there are
    /// any, and where those for a later block vouch for this one through its parent hashes.
    pub certificate: Bytes,
}

/// A block as it is proposed, voted on and handed from node to node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedBlock {
    /// Header and transactions.
    pub block: Block,
    /// What it carries beside them.
    pub seal: Seal,
}

impl ProposedBlock {
    /// Its hash: that of the header.
    pub fn hash(&self) -> B256 {
        self.block.header.hash_slow()
    }

    /// Its height.
    pub const fn number(&self) -> u64 {
        self.block.header.number
    }
}

impl Encodable for ProposedBlock {
    fn encode(&self, out: &mut dyn alloy_rlp::BufMut) {
        let payload_length = self.block.length().saturating_add(self.seal.length());
        alloy_rlp::Header { list: true, payload_length }.encode(out);
        self.block.encode(out);
        self.seal.encode(out);
    }

    fn length(&self) -> usize {
        let payload = self.block.length().saturating_add(self.seal.length());
        payload.saturating_add(alloy_rlp::length_of_length(payload))
    }
}

impl Decodable for ProposedBlock {
    fn decode(buf: &mut &[u8]) -> alloy_rlp::Result<Self> {
        let mut payload = alloy_rlp::Header::decode_bytes(buf, true)?;
        let one = Self { block: Block::decode(&mut payload)?, seal: Seal::decode(&mut payload)? };
        if payload.is_empty() { Ok(one) } else { Err(alloy_rlp::Error::UnexpectedLength) }
    }
}

/// Domain of the randomness signatures: the basic scheme of the BLS signature draft, public keys
/// in G1.
pub const RANDOMNESS_DOMAIN: &[u8] = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";

/// What the proposer of block `number` signs with its BLS12-381 key: a signature over it is the
/// only one there is, so that a proposer can withhold it but not choose it. `parent_mix` is the
/// parent's `mixHash`: before the parent is known, nobody knows what is to be signed.
pub fn randomness_message(chain_id: u64, number: u64, parent_mix: B256) -> Vec<u8> {
    let (chain_id, number) = (chain_id.to_be_bytes(), number.to_be_bytes());
    [b"cybermiles randomness".as_slice(), &chain_id, &number, parent_mix.as_slice()].concat()
}

/// The `mixHash` of a block: keccak256 of its proposer's signature, so that the header commits to
/// it. Contracts read it as `PREVRANDAO` (EIP-4399).
pub fn next_mix(randomness: &RandaoSignature) -> B256 {
    keccak256(randomness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposed_block_is_read_back_and_nothing_may_follow_it() {
        let seal = Seal { proposer: B256::with_last_byte(1), ..Default::default() };
        let proposed = ProposedBlock { block: Block::default(), seal };
        let bytes = alloy_rlp::encode(&proposed);
        assert_eq!(bytes.len(), proposed.length());
        assert_eq!(ProposedBlock::decode(&mut bytes.as_slice()), Ok(proposed));
        for cut in 0..bytes.len() {
            assert!(ProposedBlock::decode(&mut &bytes[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn the_mix_depends_on_the_signature_and_that_on_chain_height_and_parent() {
        let signature = RandaoSignature::repeat_byte(1);
        assert_ne!(next_mix(&signature), next_mix(&RandaoSignature::repeat_byte(2)));
        let message = randomness_message(1, 2, B256::ZERO);
        assert_ne!(message, randomness_message(2, 1, B256::ZERO));
        assert_ne!(message, randomness_message(1, 2, B256::with_last_byte(1)));
    }
}
