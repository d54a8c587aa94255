//! Proof of misbehaviour, in the shape in which Staking takes it.

use alloy_primitives::{B256, FixedBytes};
use commonware_codec::{Buf, Encode as _, ReadExt as _};
use commonware_consensus::simplex::types::{Activity, Finalize, Notarize, Nullify};
use commonware_cryptography::certificate::Attestation;
use cybermiles_primitives::Committee;

use crate::{
    block::{Digest, hash_of},
    signer::Scheme,
    votes::Kind,
};

/// Two votes of one validator that contradict each other: what `submitEvidence` of Staking takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Whose votes they are.
    pub consensus_key: B256,
    /// The epoch they count in.
    pub epoch: u64,
    /// The view they are about.
    pub view: u64,
    /// The votes.
    pub votes: [EvidenceVote; 2],
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceVote {
    /// What it says.
    pub kind: Kind,
    /// The view of the proposal's parent; 0 when it nullifies.
    pub parent: u64,
    /// The proposed block's hash; zero when it nullifies.
    pub payload: B256,
    /// The validator's Ed25519 signature.
    pub signature: FixedBytes<64>,
}

impl Evidence {
    /// The proof in what the library reports, if it is one: it was verified before.
    pub(crate) fn of(activity: &Activity<Scheme, Digest>, committee: &Committee) -> Option<Self> {
        let (first, second) = match activity {
            // The library keeps both votes to itself, and writes them one after the other.
            Activity::ConflictingNotarize(both) => {
                let mut bytes = both.encode();
                (notarize(&mut bytes)?, notarize(&mut bytes)?)
            }
            Activity::ConflictingFinalize(both) => {
                let mut bytes = both.encode();
                (finalize(&mut bytes)?, finalize(&mut bytes)?)
            }
            Activity::NullifyFinalize(both) => {
                let mut bytes = both.encode();
                (nullify(&mut bytes)?, finalize(&mut bytes)?)
            }
            _ => return None,
        };
        let seat = committee.seats.get(first.signer)?;
        Some(Self {
            consensus_key: seat.consensus_key,
            epoch: first.epoch,
            view: first.view,
            votes: [first.vote, second.vote],
        })
    }
}

/// A vote with what both votes of a proof have in common.
struct Found {
    signer: usize,
    epoch: u64,
    view: u64,
    vote: EvidenceVote,
}

fn notarize(bytes: &mut impl Buf) -> Option<Found> {
    let Notarize { proposal, attestation } = Notarize::<Scheme, Digest>::read(bytes).ok()?;
    found(Kind::Notarize, proposal.round, Some((proposal.parent, proposal.payload)), &attestation)
}

fn finalize(bytes: &mut impl Buf) -> Option<Found> {
    let Finalize { proposal, attestation } = Finalize::<Scheme, Digest>::read(bytes).ok()?;
    found(Kind::Finalize, proposal.round, Some((proposal.parent, proposal.payload)), &attestation)
}

fn nullify(bytes: &mut impl Buf) -> Option<Found> {
    let Nullify { round, attestation } = Nullify::<Scheme>::read(bytes).ok()?;
    found(Kind::Nullify, round, None, &attestation)
}

fn found(
    kind: Kind,
    round: commonware_consensus::types::Round,
    proposal: Option<(commonware_consensus::types::View, Digest)>,
    attestation: &Attestation<Scheme>,
) -> Option<Found> {
    let signature = attestation.signature.get()?.encode();
    let vote = EvidenceVote {
        kind,
        parent: proposal.map_or(0, |(parent, _)| parent.get()),
        payload: proposal.map_or(B256::ZERO, |(_, payload)| hash_of(&payload)),
        signature: FixedBytes::try_from(signature.as_ref()).ok()?,
    };
    let signer = usize::try_from(attestation.signer.get()).ok()?;
    Some(Found { signer, epoch: round.epoch().get(), view: round.view().get(), vote })
}

#[cfg(test)]
mod tests {
    use commonware_consensus::{
        simplex::types::{ConflictingFinalize, ConflictingNotarize, NullifyFinalize, Proposal},
        types::{Epoch, Round, View},
    };
    use commonware_cryptography::{Verifier as _, ed25519};
    use cybermiles_primitives::{Seat, committee::vote_namespace};

    use super::*;
    use crate::{
        Seed, ValidatorKeys, block::digest_of, committees::participants, signer::Signer,
        votes::MemoryRecord,
    };

    const CHAIN: u64 = 7;

    fn keys(n: u8) -> ValidatorKeys {
        ValidatorKeys::derive(&Seed::from_bytes([n; 32])).expect("a good seed")
    }

    fn committee() -> Committee {
        let seat = |n| Seat {
            validator: alloy_primitives::Address::with_last_byte(n),
            consensus_key: keys(n).consensus_key(),
            randao_key: keys(n).randao_key(),
            weight: 1,
            endpoint: None,
        };
        Committee::new(2, B256::ZERO, (1..5).map(seat).collect())
    }

    /// Validator 1 with an empty memory: what a validator does that runs twice.
    fn scheme() -> Scheme {
        let signer = Signer::new(&keys(1), Box::<MemoryRecord>::default()).expect("empty");
        let members = participants(&committee()).expect("good keys");
        Scheme::new(&vote_namespace(CHAIN), members, Some(signer))
    }

    fn round() -> Round {
        Round::new(Epoch::new(2), View::new(300))
    }

    fn proposal(n: u8) -> Proposal<Digest> {
        Proposal::new(round(), View::new(299), digest_of(B256::repeat_byte(n)))
    }

    /// What Staking checks, from what the evidence says alone.
    fn is_signed(evidence: &Evidence, vote: &EvidenceVote) -> bool {
        let suffix: &[u8] = match vote.kind {
            Kind::Notarize => b"_NOTARIZE",
            Kind::Nullify => b"_NULLIFY",
            Kind::Finalize => b"_FINALIZE",
        };
        let namespace = [vote_namespace(CHAIN).as_slice(), suffix].concat();
        let varint = |mut n: u64| {
            let mut bytes = Vec::new();
            while n > 127 {
                bytes.push((n & 127) as u8 | 128);
                n >>= 7;
            }
            bytes.push(n as u8);
            bytes
        };
        let mut message = [varint(evidence.epoch), varint(evidence.view)].concat();
        if vote.kind != Kind::Nullify {
            message.extend(varint(vote.parent));
            message.extend(vote.payload);
        }
        use commonware_codec::{Copying, DecodeExt as _};
        let key = ed25519::PublicKey::decode(Copying(evidence.consensus_key.as_slice()));
        let signature = ed25519::Signature::decode(Copying(vote.signature.as_slice()));
        let (key, signature) = (key.expect("a key"), signature.expect("64 bytes"));
        key.verify(&namespace, &message, &signature)
    }

    #[test]
    fn every_contradiction_becomes_a_proof_that_stands_for_itself() {
        let notarize = |n| Notarize::sign(&scheme(), proposal(n)).expect("a member");
        let finalize = |n| Finalize::sign(&scheme(), proposal(n)).expect("a member");
        let nullify = Nullify::sign::<Digest>(&scheme(), round()).expect("a member");
        for (activity, kinds) in [
            (
                Activity::ConflictingNotarize(ConflictingNotarize::new(notarize(1), notarize(2))),
                [Kind::Notarize, Kind::Notarize],
            ),
            (
                Activity::ConflictingFinalize(ConflictingFinalize::new(finalize(1), finalize(2))),
                [Kind::Finalize, Kind::Finalize],
            ),
            (
                Activity::NullifyFinalize(NullifyFinalize::new(nullify, finalize(1))),
                [Kind::Nullify, Kind::Finalize],
            ),
        ] {
            let evidence = Evidence::of(&activity, &committee()).expect("a proof");
            assert_eq!(evidence.consensus_key, keys(1).consensus_key());
            assert_eq!((evidence.epoch, evidence.view), (2, 300));
            assert_eq!(evidence.votes.clone().map(|vote| vote.kind), kinds);
            assert!(evidence.votes.iter().all(|vote| is_signed(&evidence, vote)));
            let forged = Evidence { view: 301, ..evidence };
            assert!(!forged.votes.iter().any(|vote| is_signed(&forged, vote)));
        }
        let honest = Activity::Notarize(notarize(1));
        assert_eq!(Evidence::of(&honest, &committee()), None);
    }

    #[test]
    fn a_validator_with_its_memory_gives_no_such_proof() {
        let scheme = scheme();
        Notarize::sign(&scheme, proposal(1)).expect("the first one");
        assert_eq!(Notarize::sign(&scheme, proposal(2)), None);
        assert!(Notarize::sign(&scheme, proposal(1)).is_some(), "the same again is harmless");
        assert!(Finalize::sign(&scheme, proposal(1)).is_some());
        assert_eq!(Nullify::sign::<Digest>(&scheme, round()), None);
    }
}
