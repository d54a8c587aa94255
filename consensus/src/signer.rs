//! Signs votes, and no vote that contradicts one signed before.
//!
//! The library keeps a journal of its votes and does not contradict it. This guard stands behind
//! that: a journal that was lost, restored from a backup or written by a second process would
//! otherwise cost the validator its stake. What is signed is written down and durable before the
//! signature exists.

use std::{fmt, sync::Arc};

use alloy_primitives::B256;
use commonware_codec::Encode as _;
use commonware_consensus::simplex::{scheme::Namespace, types::Subject};
use commonware_cryptography::{
    Digest, Signer as _,
    certificate::{
        self, AssemblyError, Attestation, Membership, Verification, Verifier, verify_then_assemble,
    },
    ed25519::{
        self, PrivateKey, PublicKey,
        certificate::{Certificate, Generic},
    },
};
use commonware_parallel::Strategy;
use commonware_utils::{N3f1, iter::NonEmpty, ordered::Set};
use parking_lot::Mutex;
use rand_core::CryptoRng;

use crate::{
    ValidatorKeys,
    votes::{Kind, Record, Refused, SignedVote, Votes},
};

/// A validator's vote key with the memory of what it signed. Cheap to clone: one key, one memory.
#[derive(Clone)]
pub struct Signer {
    key: PrivateKey,
    votes: Arc<Mutex<Votes>>,
}

impl Signer {
    /// Signs with the vote key of `keys` what `record` allows.
    ///
    /// # Errors
    /// What the record says when it cannot be read.
    pub fn new(keys: &ValidatorKeys, record: Box<dyn Record>) -> Result<Self, Refused> {
        Ok(Self { key: keys.vote().clone(), votes: Arc::new(Mutex::new(Votes::open(record)?)) })
    }

    /// The key that its signatures verify with.
    pub fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    /// What made signing impossible for good, if anything did.
    pub fn failure(&self) -> Option<String> {
        self.votes.lock().failure().map(ToString::to_string)
    }

    /// Whether a vote on this subject may be signed; if so it is written down.
    fn permit<D: Digest>(&self, subject: &Subject<'_, D>) -> bool {
        let vote = vote_on(subject);
        match self.votes.lock().permit(vote) {
            Ok(()) => true,
            Err(refused) => {
                metrics::counter!("votes_refused_total").increment(1);
                tracing::error!(%refused, "not signed");
                false
            }
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("public_key", &self.public_key()).finish_non_exhaustive()
    }
}

fn vote_on<D: Digest>(subject: &Subject<'_, D>) -> SignedVote {
    let (kind, round, digest) = match subject {
        Subject::Notarize { proposal } => (Kind::Notarize, proposal.round, Some(*proposal)),
        Subject::Finalize { proposal } => (Kind::Finalize, proposal.round, Some(*proposal)),
        Subject::Nullify { round } => (Kind::Nullify, *round, None),
    };
    // What is signed is the whole proposal: the payload on another parent is another vote.
    let digest = digest.map(|proposal| alloy_primitives::keccak256(proposal.encode()));
    SignedVote {
        epoch: round.epoch().get(),
        view: round.view().get(),
        kind,
        digest: digest.unwrap_or(B256::ZERO),
    }
}

/// The scheme of an epoch's votes: Ed25519, one signature a member, with the guard before each.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Verifies. It holds no key: only the guard does.
    generic: Generic<Namespace>,
    signing: Option<(Generic<Namespace>, Signer)>,
}

impl Scheme {
    /// The scheme of a committee with these members. It signs if `signer` is one of them.
    pub fn new(namespace: &[u8], participants: Set<PublicKey>, signer: Option<Signer>) -> Self {
        let signing = signer.and_then(|signer| {
            let key = signer.key.clone();
            Some((Generic::signer(namespace, participants.clone(), key)?, signer))
        });
        Self { generic: Generic::verifier(namespace, participants), signing }
    }
}

impl Verifier for Scheme {
    type Subject<'a, D: Digest> = Subject<'a, D>;
    type Faults = N3f1;
    type PublicKey = PublicKey;
    type Certificate = Certificate;

    fn verify_certificate<R: CryptoRng, D: Digest>(
        &self,
        rng: &mut R,
        subject: Subject<'_, D>,
        certificate: &Certificate,
        strategy: &impl Strategy,
    ) -> bool {
        self.generic.verify_certificate::<Self, _>(rng, subject, certificate, strategy)
    }

    fn verify_certificates<'a, R, D, I>(
        &self,
        rng: &mut R,
        certificates: NonEmpty<I>,
        strategy: &impl Strategy,
    ) -> bool
    where
        R: CryptoRng,
        D: Digest,
        I: Iterator<Item = (Subject<'a, D>, &'a Certificate)>,
    {
        self.generic.verify_certificates::<Self, _, _, _>(rng, certificates, strategy)
    }

    fn is_batchable() -> bool {
        Generic::<Namespace>::is_batchable()
    }

    fn max_certificate_size(participants: u32) -> usize {
        Generic::<Namespace>::max_certificate_size(participants)
    }

    fn certificate_codec_config(&self) -> usize {
        self.generic.certificate_codec_config()
    }

    fn certificate_codec_config_unbounded() -> usize {
        Generic::<Namespace>::certificate_codec_config_unbounded()
    }
}

impl certificate::Scheme for Scheme {
    type Signature = ed25519::Signature;

    fn me(&self) -> Option<Membership> {
        let (generic, _) = self.signing.as_ref()?;
        generic.signer_index().map(Membership::Signer)
    }

    fn participants(&self) -> &Set<PublicKey> {
        &self.generic.participants
    }

    fn sign<D: Digest>(&self, subject: Subject<'_, D>) -> Option<Attestation<Self>> {
        let (generic, signer) = self.signing.as_ref()?;
        if signer.permit(&subject) { generic.sign(subject) } else { None }
    }

    fn verify_attestation<R: CryptoRng, D: Digest>(
        &self,
        _: &mut R,
        subject: Subject<'_, D>,
        attestation: &Attestation<Self>,
        _: &impl Strategy,
    ) -> bool {
        self.generic.verify_attestation(subject, attestation)
    }

    fn verify_attestations<R, D, I>(
        &self,
        rng: &mut R,
        subject: Subject<'_, D>,
        attestations: I,
        strategy: &impl Strategy,
    ) -> Verification<Self>
    where
        R: CryptoRng,
        D: Digest,
        I: IntoIterator<Item = Attestation<Self>>,
        I::IntoIter: Send,
    {
        self.generic.verify_attestations(rng, subject, attestations, strategy)
    }

    fn optimistic_assemble<'a, R, D, I, J>(
        &self,
        rng: &mut R,
        subject: Subject<'_, D>,
        pending: I,
        verified: J,
        strategy: &impl Strategy,
    ) -> Result<Certificate, Verification<Self>>
    where
        R: CryptoRng,
        D: Digest,
        I: IntoIterator<Item = Attestation<Self>>,
        I::IntoIter: ExactSizeIterator + Send,
        J: IntoIterator<Item = &'a Attestation<Self>>,
        J::IntoIter: Send,
    {
        verify_then_assemble::<Self, _, D, _, _>(self, rng, subject, pending, verified, strategy)
    }

    fn assemble<I>(
        &self,
        attestations: NonEmpty<I>,
        _: &impl Strategy,
    ) -> Result<Certificate, AssemblyError>
    where
        I: Iterator<Item = Attestation<Self>> + Send,
    {
        self.generic.assemble::<Self, _>(attestations)
    }

    fn is_attributable() -> bool {
        Generic::<Namespace>::is_attributable()
    }
}
