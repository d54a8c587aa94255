//! Checks, without taking part, that a block is final: for everybody who follows the chain.

use alloy_primitives::{B256, keccak256};
use bytes::Bytes;
use commonware_codec::Decode as _;
use commonware_consensus::{
    Epochable as _, Viewable as _,
    simplex::{scheme::ed25519, types::Finalization},
};
use commonware_cryptography::certificate::Verifier as _;
use commonware_parallel::Sequential;
use cybermiles_primitives::{ChainSpec, Committee, Header, committee::vote_namespace};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use crate::{
    block::{Digest, hash_of},
    committees::{BadKey, participants},
};

/// What a certificate proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certified {
    /// The epoch whose validators voted.
    pub epoch: u64,
    /// The view they voted in.
    pub view: u64,
    /// The block that is final, and with it all blocks before it.
    pub hash: B256,
}

/// Why blocks are not proven final.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The bytes are no certificate.
    #[error("the certificate cannot be read: {0}")]
    Malformed(String),
    /// Of another epoch.
    #[error("the certificate is of epoch {found}, the committee given is that of epoch {expected}")]
    Epoch {
        /// The certificate's.
        found: u64,
        /// The committee's.
        expected: u64,
    },
    /// For another block.
    #[error("the certificate is for block {found}, expected {expected}")]
    Block {
        /// What was voted on.
        found: B256,
        /// What was to be proven.
        expected: B256,
    },
    /// Too few votes, or votes that are not what they seem.
    #[error(
        "the certificate does not hold {quorum} good votes of the {seats} validators of epoch \
         {epoch}"
    )]
    Votes {
        /// The epoch.
        epoch: u64,
        /// Votes that it takes.
        quorum: usize,
        /// Validators there are.
        seats: usize,
    },
    /// The committee has a key that is none.
    #[error(transparent)]
    Key(#[from] BadKey),
    /// Headers that do not follow each other.
    #[error("block {number} does not follow the one before: its parent is {found}, not {expected}")]
    Link {
        /// The height.
        number: u64,
        /// The parent it names.
        found: B256,
        /// The block before it.
        expected: B256,
    },
    /// No headers at all.
    #[error("there are no blocks to prove")]
    Empty,
}

/// Checks that the validators of `committee` made the block with this hash final: more than two
/// thirds of them signed that it is. `certificate` is what a block's seal carries.
///
/// # Errors
/// [`CertificateError`].
pub fn verify_certificate(
    chain_id: u64,
    committee: &Committee,
    hash: B256,
    certificate: &[u8],
) -> Result<Certified, CertificateError> {
    let scheme = ed25519::Scheme::verifier(&vote_namespace(chain_id), participants(committee)?);
    let bytes = Bytes::copy_from_slice(certificate);
    let bound = scheme.certificate_codec_config();
    let finalization = Finalization::<ed25519::Scheme, Digest>::decode_cfg(bytes, &bound)
        .map_err(|error| CertificateError::Malformed(error.to_string()))?;
    let (found, expected) = (finalization.epoch().get(), committee.epoch);
    if found != expected {
        return Err(CertificateError::Epoch { found, expected });
    }
    let found = hash_of(&finalization.proposal.payload);
    if found != hash {
        return Err(CertificateError::Block { found, expected: hash });
    }
    if !finalization.verify(&mut weights(committee, certificate), &scheme, &Sequential) {
        let (quorum, seats) = (committee.quorum(), committee.seats.len());
        return Err(CertificateError::Votes { epoch: expected, quorum, seats });
    }
    Ok(Certified { epoch: expected, view: finalization.view().get(), hash })
}

/// What weighs the signatures, which are verified together. Drawn from all that is verified, the
/// weights cannot be known before the signatures are, and the answer is everywhere the same.
fn weights(committee: &Committee, certificate: &[u8]) -> ChaCha20Rng {
    let mut all = certificate.to_vec();
    all.extend(committee.seats.iter().flat_map(|seat| seat.consensus_key));
    ChaCha20Rng::from_seed(keccak256(all).0)
}

/// Checks that blocks follow each other and are final, given the certificate of the last of them.
/// They are in ascending order; `parent` is the hash of the block before the first one, and
/// `committee` that of the last one's epoch: its members know of no other past.
///
/// # Errors
/// [`CertificateError`].
pub fn verify_chain(
    spec: &ChainSpec,
    committee: &Committee,
    parent: B256,
    headers: &[Header],
    certificate: &[u8],
) -> Result<Certified, CertificateError> {
    let mut expected = parent;
    for header in headers {
        let (number, found) = (header.number, header.parent_hash);
        if found != expected {
            return Err(CertificateError::Link { number, found, expected });
        }
        expected = header.hash_slow();
    }
    let last = headers.last().ok_or(CertificateError::Empty)?;
    let (found, of) = (spec.epoch_of(last.number), committee.epoch);
    if found != of {
        return Err(CertificateError::Epoch { found, expected: of });
    }
    verify_certificate(spec.chain_id, committee, expected, certificate)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::Address;
    use commonware_codec::Encode as _;
    use commonware_consensus::{
        simplex::types::{Finalize, Proposal},
        types::{Epoch, Round, View},
    };
    use commonware_utils::non_empty;
    use cybermiles_primitives::Seat;

    use super::*;
    use crate::{
        Seed, ValidatorKeys,
        block::digest_of,
        signer::{Scheme, Signer},
        votes::MemoryRecord,
    };

    const CHAIN: u64 = 7;
    const EPOCH: u64 = 3;

    fn keys(n: u8) -> ValidatorKeys {
        ValidatorKeys::derive(&Seed::from_bytes([n; 32])).expect("a good seed")
    }

    fn committee(epoch: u64, members: std::ops::Range<u8>) -> Committee {
        let seat = |n| Seat {
            validator: Address::with_last_byte(n),
            consensus_key: keys(n).consensus_key(),
            randao_key: keys(n).randao_key(),
            weight: 1,
            endpoint: None,
        };
        Committee::new(epoch, B256::ZERO, members.map(seat).collect())
    }

    /// What these members sign about a block.
    fn certificate(of: &Committee, members: std::ops::Range<u8>, hash: B256) -> Vec<u8> {
        let scheme = |n| {
            let signer = Signer::new(&keys(n), Box::<MemoryRecord>::default()).expect("empty");
            Scheme::new(&vote_namespace(CHAIN), participants(of).expect("keys"), Some(signer))
        };
        let round = Round::new(Epoch::new(of.epoch), View::new(9));
        let proposal = Proposal::new(round, View::new(8), digest_of(hash));
        let votes: Vec<_> = members
            .map(|n| Finalize::sign(&scheme(n), proposal.clone()).expect("a member"))
            .collect();
        let assembled = Finalization::from_finalizes(&scheme(1), non_empty![@&votes], &Sequential);
        assembled.expect("enough of them").encode().to_vec()
    }

    #[test]
    fn a_quorums_votes_prove_a_block_and_nothing_else_does() {
        let (committee, hash) = (committee(EPOCH, 1..8), B256::repeat_byte(1));
        let good = certificate(&committee, 1..6, hash);
        let verify = |committee: &Committee, hash, bytes: &[u8]| {
            verify_certificate(CHAIN, committee, hash, bytes)
        };
        let proven = verify(&committee, hash, &good).expect("five of seven");
        assert_eq!(proven, Certified { epoch: EPOCH, view: 9, hash });
        let other = verify(&committee, B256::ZERO, &good).expect_err("another block");
        assert!(matches!(other, CertificateError::Block { .. }), "{other}");
        let chain = verify_certificate(CHAIN + 1, &committee, hash, &good).expect_err("chain");
        assert!(matches!(chain, CertificateError::Votes { quorum: 5, seats: 7, .. }), "{chain}");
        for bad in [&[][..], &good[..good.len() - 1], &[good.as_slice(), &[0]].concat()] {
            let error = verify(&committee, hash, bad).expect_err("cut or longer");
            assert!(matches!(error, CertificateError::Malformed(_)), "{error}");
        }
        for at in 0..good.len() {
            let mut forged = good.clone();
            forged[at] ^= 1;
            verify(&committee, hash, &forged).expect_err("one bit changed");
        }
    }

    #[test]
    fn another_committees_votes_prove_nothing() {
        let (ours, hash) = (committee(EPOCH, 1..8), B256::repeat_byte(1));
        let later = certificate(&committee(EPOCH + 1, 1..8), 1..6, hash);
        let error = verify_certificate(CHAIN, &ours, hash, &later).expect_err("another epoch");
        assert_eq!(error, CertificateError::Epoch { found: EPOCH + 1, expected: EPOCH });
        // Four votes are a quorum of four validators, and not of seven.
        let few = certificate(&committee(EPOCH, 1..5), 1..5, hash);
        verify_certificate(CHAIN, &ours, hash, &few).expect_err("too few");
        let strangers = committee(EPOCH, 11..18);
        let votes = certificate(&committee(EPOCH, 1..8), 1..6, hash);
        let error = verify_certificate(CHAIN, &strangers, hash, &votes).expect_err("strangers");
        assert!(matches!(error, CertificateError::Votes { .. }), "{error}");
    }

    #[test]
    fn a_later_blocks_certificate_proves_those_before_it() {
        let spec = ChainSpec { epoch_blocks: 10, chain_id: CHAIN, ..ChainSpec::dev() };
        let mut parent = B256::repeat_byte(9);
        let mut headers = Vec::new();
        for number in 28..33 {
            headers.push(Header { parent_hash: parent, number, ..Default::default() });
            parent = headers.last().expect("one").hash_slow();
        }
        let committee = committee(EPOCH, 1..5);
        let certificate = certificate(&committee, 1..4, parent);
        let verify = |headers: &[Header], before| {
            verify_chain(&spec, &committee, before, headers, &certificate)
        };
        let first = B256::repeat_byte(9);
        assert_eq!(verify(&headers, first).expect("linked").hash, parent);
        assert!(matches!(verify(&[], first), Err(CertificateError::Empty)));
        assert!(matches!(verify(&headers, parent), Err(CertificateError::Link { .. })));
        let without_last = verify(&headers[..4], first).expect_err("not the last one's");
        assert!(matches!(without_last, CertificateError::Block { .. }), "{without_last}");
        let mut broken = headers.clone();
        broken[2].gas_used = 1;
        assert!(matches!(verify(&broken, first), Err(CertificateError::Link { .. })));
    }
}
