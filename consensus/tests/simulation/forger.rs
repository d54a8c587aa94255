//! Signs the opposite of what was signed, with the same key.

use commonware_codec::{DecodeExt as _, Encode as _, varint::UInt};
use commonware_consensus::simplex::types::{Finalize, Notarize, Nullify, Proposal, Vote};
use commonware_cryptography::ed25519::PublicKey;
use commonware_p2p::utils::mux;
use commonware_runtime::IoBuf;
use commonware_utils::ordered::Set;
use cybermiles_consensus::{
    ValidatorKeys,
    block::{Digest, digest_of},
    signer::{Scheme, Signer},
    votes::MemoryRecord,
};
use rand::{Rng, rngs::StdRng};

/// Somebody with a key and without a conscience.
pub(crate) struct Forger {
    pub(crate) keys: ValidatorKeys,
    pub(crate) namespace: Vec<u8>,
    pub(crate) committee: Set<PublicKey>,
}

impl Forger {
    /// A vote that contradicts the one in `message`, a vote of an epoch.
    pub(crate) fn contradict(&self, message: &IoBuf, rng: &mut StdRng) -> Option<IoBuf> {
        let (epoch, vote) = mux::parse(message.clone()).ok()?;
        let vote = Vote::<Scheme, Digest>::decode(vote).ok()?;
        // A key without a memory signs anything.
        let signer = Signer::new(&self.keys, Box::<MemoryRecord>::default()).ok()?;
        let scheme = Scheme::new(&self.namespace, self.committee.clone(), Some(signer));
        let other = |mut proposal: Proposal<Digest>, rng: &mut StdRng| {
            proposal.payload = digest_of(rng.random::<[u8; 32]>().into());
            proposal
        };
        let forged: Vote<Scheme, Digest> = match vote {
            Vote::Notarize(vote) => {
                Vote::Notarize(Notarize::sign(&scheme, other(vote.proposal, rng))?)
            }
            Vote::Finalize(vote) if rng.random() => {
                Vote::Nullify(Nullify::sign::<Digest>(&scheme, vote.proposal.round)?)
            }
            Vote::Finalize(vote) => {
                Vote::Finalize(Finalize::sign(&scheme, other(vote.proposal, rng))?)
            }
            Vote::Nullify(_) => return None,
        };
        let mut bytes = UInt(epoch).encode().to_vec();
        bytes.extend_from_slice(&forged.encode());
        Some(bytes.into())
    }
}
