//! Who votes in which epoch, as the votes' verifiers need to know it.

use std::{collections::BTreeMap, sync::Arc};

use alloy_primitives::B256;
use commonware_codec::{Copying, DecodeExt as _};
use commonware_consensus::{
    simplex::elector::{self, Elector, Input, Scheduled, Terms},
    types::{Epoch, Participant, Round},
};
use commonware_cryptography::{
    certificate::{Provider, Scoped},
    ed25519::PublicKey,
};
use commonware_utils::ordered::Set;
use cybermiles_chain::{Chain, ChainError};
use cybermiles_primitives::{Committee, committee::vote_namespace};
use parking_lot::RwLock;

use crate::signer::{Scheme, Signer};

/// The committees of all epochs that this node has to do with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Committees(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    namespace: Vec<u8>,
    signer: Option<Signer>,
    known: RwLock<BTreeMap<u64, Known>>,
}

#[derive(Clone, Debug)]
struct Known {
    committee: Arc<Committee>,
    scheme: Arc<Scheme>,
}

/// A committee with a seat whose key is no point of the curve. Staking lets none in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the committee of epoch {epoch} has {key}, which is no Ed25519 key, among its seats")]
pub struct BadKey {
    /// The committee's epoch.
    pub epoch: u64,
    /// The key.
    pub key: B256,
}

/// Why a committee cannot be taken up.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitteeError {
    /// A key is none.
    #[error(transparent)]
    Key(#[from] BadKey),
    /// The ledger could not answer.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

/// The members' keys in the library's order, which is that of the seats: ascending by key.
///
/// # Errors
/// [`BadKey`].
pub fn participants(committee: &Committee) -> Result<Set<PublicKey>, BadKey> {
    let keys = committee.seats.iter().map(|seat| {
        let bad = BadKey { epoch: committee.epoch, key: seat.consensus_key };
        PublicKey::decode(Copying(seat.consensus_key.as_slice())).map_err(|_| bad)
    });
    Ok(Set::from_iter_dedup(keys.collect::<Result<Vec<_>, _>>()?))
}

impl Committees {
    /// No committees yet. With a `signer`, this node votes in those that have its key.
    pub fn new(chain_id: u64, signer: Option<Signer>) -> Self {
        let known = RwLock::default();
        Self(Arc::new(Inner { namespace: vote_namespace(chain_id), signer, known }))
    }

    /// Takes up what the ledger's head knows of `epoch`, and whether it knows anything.
    ///
    /// # Errors
    /// [`CommitteeError`].
    pub fn learn(&self, chain: &Chain, epoch: u64) -> Result<bool, CommitteeError> {
        if self.0.known.read().contains_key(&epoch) {
            return Ok(true);
        }
        match chain.committee(epoch)? {
            Some(committee) if !committee.seats.is_empty() => {
                self.register(committee)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Takes up a committee.
    ///
    /// # Errors
    /// [`BadKey`].
    pub fn register(&self, committee: Committee) -> Result<(), BadKey> {
        let participants = participants(&committee)?;
        let scheme = Scheme::new(&self.0.namespace, participants, self.0.signer.clone());
        let (epoch, scheme) = (committee.epoch, Arc::new(scheme));
        self.0.known.write().insert(epoch, Known { committee: Arc::new(committee), scheme });
        Ok(())
    }

    /// Forgets the committees of epochs before `epoch`.
    pub fn forget_before(&self, epoch: u64) {
        self.0.known.write().retain(|known, _| *known >= epoch);
    }

    /// The committee of `epoch`.
    pub fn committee(&self, epoch: u64) -> Option<Arc<Committee>> {
        self.0.known.read().get(&epoch).map(|known| known.committee.clone())
    }

    /// The scheme of the votes of `epoch`.
    pub fn scheme_of(&self, epoch: u64) -> Option<Arc<Scheme>> {
        self.0.known.read().get(&epoch).map(|known| known.scheme.clone())
    }
}

impl Provider for Committees {
    type Scope = Epoch;
    type Scheme = Scheme;

    fn scoped(&self, epoch: Epoch) -> Option<Scoped<Scheme>> {
        self.scheme_of(epoch.get()).map(Scoped::scheme)
    }
}

/// The known schedule of leaders: every view one, drawn by stake.
#[derive(Clone, Debug)]
pub struct Schedule(pub Arc<Committee>);

impl elector::Config<Scheme> for Schedule {
    type Elector = Self;

    fn build(self, _: &Set<PublicKey>) -> Self {
        self
    }
}

impl Elector<Scheme> for Schedule {
    type Mode = Scheduled;

    fn terms(&self) -> Terms {
        Terms::rotating()
    }

    fn elect(&self, round: Round, _: Input<'_, Scheme, Self>) -> Participant {
        Participant::from_usize(self.0.leader(round.view().get()))
    }
}
