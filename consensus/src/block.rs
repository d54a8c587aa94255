//! A block as consensus handles it: the ledger's own, whose digest is its Ethereum hash.
//!
//! Votes are cast on a digest, so the digest has to stand for every byte that is handed around:
//! were there two different encodings with one digest, whoever relays a block could pass on the
//! bad twin of a good one. The header's hash commits to the transactions through their root, to
//! the proposer through `beneficiary` and to the randomness through `mixHash`, and decoding checks
//! all three. What consensus wants to know of a block (its epoch, view, leader and parent) is read
//! from the header, which therefore commits to that too.

use std::sync::Arc;

use alloy_consensus::{constants::EMPTY_OMMER_ROOT_HASH, proofs::calculate_transaction_root};
use alloy_primitives::B256;
use alloy_rlp::{Decodable, Encodable};
use bytes::{BufMut, Bytes};
use commonware_codec::{Buf, Copying, DecodeExt as _, EncodeSize, Error, RangeCfg, Read, Write};
use commonware_consensus::{
    Block as ConsensusBlock, BoundedBlock, CertifiableBlock, Heightable,
    simplex::types,
    types::{Epoch, Height, Round, View},
};
use commonware_cryptography::{Digestible, Signer as _, ed25519, sha256};
use cybermiles_primitives::{
    ChainSpec, ProposedBlock, Turn, committee::consensus_address, limits::MAX_BLOCK_BYTES,
    seal::next_mix,
};

/// What votes are cast on: a block's Ethereum hash (keccak256 of its header). The type is the
/// library's 32-byte digest; SHA-256 has no part in it.
pub type Digest = sha256::Digest;

/// Where a block stands: its round, its leader, its parent.
pub type Context = types::Context<Digest, ed25519::PublicKey>;

/// Bytes around the transactions of a block: its header, its seal, and the lengths between.
const OVERHEAD_BYTES: usize = 4096;

/// Bytes RLP may put around the transactions: five each, and no block has more of them than fit.
const MAX_ENCODED_BYTES: usize = MAX_BLOCK_BYTES + MAX_BLOCK_BYTES / 16 + OVERHEAD_BYTES;

/// What has to be known to read a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockRules {
    /// The hash of block 0, the only block that nobody proposed.
    pub genesis: B256,
    /// The chain's parameters.
    pub spec: ChainSpec,
}

/// A block of the network. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Block(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    proposed: ProposedBlock,
    encoded: Bytes,
    digest: Digest,
    context: Context,
}

/// The digest that stands for the block with this hash.
pub const fn digest_of(hash: B256) -> Digest {
    sha256::Digest(hash.0)
}

/// The hash that a digest stands for.
pub const fn hash_of(digest: &Digest) -> B256 {
    B256::new(digest.0)
}

impl Block {
    /// Checks that the header commits to everything else, and finds out where the block stands.
    ///
    /// # Errors
    /// What is wrong, in a few words.
    pub fn new(proposed: ProposedBlock, rules: &BlockRules) -> Result<Self, &'static str> {
        let encoded = alloy_rlp::encode(&proposed).into();
        Self::with_encoded(proposed, encoded, rules)
    }

    fn with_encoded(
        proposed: ProposedBlock,
        encoded: Bytes,
        rules: &BlockRules,
    ) -> Result<Self, &'static str> {
        let hash = proposed.hash();
        let context = if hash == rules.genesis {
            genesis_context(&proposed)
        } else {
            check_commitments(&proposed)?;
            context_of(&proposed, rules)?
        };
        Ok(Self(Arc::new(Inner { proposed, encoded, digest: digest_of(hash), context })))
    }

    /// The ledger's block.
    pub fn proposed(&self) -> &ProposedBlock {
        &self.0.proposed
    }

    /// Its Ethereum hash.
    pub fn hash(&self) -> B256 {
        hash_of(&self.0.digest)
    }

    /// Its height.
    pub fn number(&self) -> u64 {
        self.0.proposed.number()
    }
}

/// Everything beside the header is what the header says it is.
fn check_commitments(proposed: &ProposedBlock) -> Result<(), &'static str> {
    let (header, body) = (&proposed.block.header, &proposed.block.body);
    if !proposed.seal.certificate.is_empty() {
        return Err("a block that is not final carries a certificate");
    }
    if header.beneficiary != consensus_address(&proposed.seal.proposer) {
        return Err("`beneficiary` does not commit to the proposer");
    }
    if header.mix_hash != next_mix(&proposed.seal.randomness) {
        return Err("`mixHash` does not commit to the randomness");
    }
    if !body.ommers.is_empty() || header.ommers_hash != EMPTY_OMMER_ROOT_HASH {
        return Err("the block has uncles");
    }
    if body.withdrawals.as_ref().is_none_or(|list| !list.is_empty()) {
        return Err("the block's list of withdrawals is not an empty one");
    }
    if header.transactions_root != calculate_transaction_root(&body.transactions) {
        return Err("`transactionsRoot` does not commit to the transactions");
    }
    Ok(())
}

fn context_of(proposed: &ProposedBlock, rules: &BlockRules) -> Result<Context, &'static str> {
    let header = &proposed.block.header;
    let turn = Turn::decode(&header.extra_data).ok_or("`extraData` names no turn")?;
    let leader = ed25519::PublicKey::decode(Copying(proposed.seal.proposer.as_slice()))
        .map_err(|_| "the proposer's key is no Ed25519 key")?;
    Ok(Context {
        round: Round::new(Epoch::new(rules.spec.epoch_of(header.number)), View::new(turn.view)),
        leader,
        parent: (View::new(turn.parent_view), digest_of(header.parent_hash)),
    })
}

/// Block 0 was proposed by nobody: its context is never compared with anything.
fn genesis_context(genesis: &ProposedBlock) -> Context {
    Context {
        round: Round::zero(),
        leader: ed25519::PrivateKey::from_seed(0).public_key(),
        parent: (View::zero(), digest_of(genesis.block.header.parent_hash)),
    }
}

impl Write for Block {
    fn write(&self, buf: &mut impl BufMut) {
        self.0.encoded.write(buf);
    }
}

impl EncodeSize for Block {
    fn encode_size(&self) -> usize {
        self.0.encoded.encode_size()
    }
}

impl Read for Block {
    type Cfg = BlockRules;

    fn read_cfg(buf: &mut impl Buf, rules: &BlockRules) -> Result<Self, Error> {
        const NAME: &str = "cybermiles::consensus::Block";
        let encoded = Bytes::read_cfg(buf, &RangeCfg::from(..=MAX_ENCODED_BYTES))?;
        let mut rest = encoded.as_ref();
        let proposed = ProposedBlock::decode(&mut rest).map_err(|_| Error::Invalid(NAME, "RLP"))?;
        if !rest.is_empty() || !is_encoding_of(&encoded, &proposed) {
            return Err(Error::Invalid(NAME, "not the one encoding of this block"));
        }
        Self::with_encoded(proposed, encoded, rules).map_err(|why| Error::Invalid(NAME, why))
    }
}

fn is_encoding_of(encoded: &Bytes, proposed: &ProposedBlock) -> bool {
    proposed.length() == encoded.len() && alloy_rlp::encode(proposed) == *encoded
}

impl Digestible for Block {
    type Digest = Digest;

    fn digest(&self) -> Digest {
        self.0.digest
    }
}

impl Heightable for Block {
    fn height(&self) -> Height {
        Height::new(self.number())
    }
}

impl ConsensusBlock for Block {
    fn parent(&self) -> Digest {
        digest_of(self.0.proposed.block.header.parent_hash)
    }
}

impl CertifiableBlock for Block {
    type Context = Context;

    fn context(&self) -> Context {
        self.0.context.clone()
    }
}

impl BoundedBlock for Block {
    fn max_encode_size(_: &BlockRules) -> usize {
        // The length before the bytes takes five at most.
        MAX_ENCODED_BYTES + 5
    }
}
