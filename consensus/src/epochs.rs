//! One round of elections after another: in every epoch another committee votes, each in an
//! instance of the protocol of its own.

use std::{
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroUsize,
};

use commonware_consensus::{
    Reporters,
    marshal::standard::Deferred,
    simplex::{self, Engine, ForwardPolicy, SkipPolicy, config::SkipBudget},
    types::{Epoch, FixedEpocher, Height},
};
use commonware_cryptography::{
    certificate::{Membership, Scheme as _},
    ed25519::PublicKey,
};
use commonware_macros::select;
use commonware_p2p::{
    Address, AddressableManager, AddressableTrackedPeers, Blocker, Ingress, Message, Receiver,
    Sender,
    utils::mux::{Builder as _, MuxHandle, Muxer},
};
use commonware_parallel::Sequential;
use commonware_runtime::{Handle, buffer::paged::CacheRef};
use commonware_utils::{Hostname, NonZeroDuration, channel::mpsc, ordered::Map, vec::NonEmptyVec};
use cybermiles_primitives::Committee;

use crate::{
    anchor::{floor, newest_finalization},
    application::Application,
    block::Block,
    committees::{Committees, Schedule, participants},
    engine::{Channel, EngineError, KEPT_VIEWS, MAILBOX, Validator},
    finalizer::Sequencer,
    network::MAX_PEERS,
    runtime::Runtime,
    signer::Scheme,
    witness::Witness,
};

/// Committees kept for epochs that are over: certificates of theirs may still arrive.
const KEPT_EPOCHS: u64 = 4;

/// Epochs whose journal of votes is kept, the running one included.
const KEPT_JOURNALS: u64 = 2;

/// The ledger behind the library's checks of ancestry and epochs.
pub(crate) type Automaton<E> = Deferred<E, Scheme, Application, Block, FixedEpocher>;

/// Starts and stops the epochs' instances.
pub(crate) struct Epochs<E: Runtime, P, B> {
    pub(crate) validator: Validator,
    pub(crate) committees: Committees,
    pub(crate) automaton: Automaton<E>,
    pub(crate) sequencer: Sequencer,
    pub(crate) peers: P,
    pub(crate) blocker: B,
    pub(crate) pages: CacheRef,
    pub(crate) buffer: NonZeroUsize,
    /// Heights made final in the ledger.
    pub(crate) finals: mpsc::UnboundedReceiver<u64>,
}

/// The protocol's three channels, divided by epoch.
struct Channels<S: Sender> {
    votes: MuxHandle<S>,
    certificates: MuxHandle<S>,
    resolver: MuxHandle<S>,
}

/// Votes of epochs that this node does not run.
type Elsewhere = mpsc::Receiver<(u64, Message<PublicKey>)>;

impl<E, P, B> Epochs<E, P, B>
where
    E: Runtime,
    P: AddressableManager<PublicKey = PublicKey>,
    B: Blocker<PublicKey = PublicKey>,
{
    /// Runs epoch after epoch, from that of the ledger's next block on.
    pub(crate) async fn run<S, R>(
        mut self,
        context: E,
        (votes, certificates, resolver): (Channel<S, R>, Channel<S, R>, Channel<S, R>),
    ) -> Result<(), EngineError>
    where
        S: Sender<PublicKey = PublicKey>,
        R: Receiver<PublicKey = PublicKey>,
    {
        let builder = Muxer::builder(context.child("votes"), votes.0, votes.1);
        let (muxer, votes, mut elsewhere) = builder.with_backup().build();
        let _votes = muxer.start();
        let (muxer, certificates) =
            Muxer::new(context.child("certificates"), certificates.0, certificates.1);
        let _certificates = muxer.start();
        let (muxer, resolver) = Muxer::new(context.child("resolver"), resolver.0, resolver.1);
        let _resolver = muxer.start();
        let mut channels = Channels { votes, certificates, resolver };
        let spec = self.validator.chain.spec().clone();
        loop {
            let head = self.validator.chain.head().number();
            let epoch = spec.epoch_of(head.saturating_add(1));
            let instance = self.start(&context, epoch, &mut channels).await?;
            let ended = self.follow(&context, epoch, instance, &mut elsewhere).await;
            if !ended? {
                return Ok(());
            }
        }
    }

    /// Waits until the epoch's last block is final, or the epoch's instance can begin at last; false
    /// when the library stopped.
    async fn follow(
        &mut self,
        context: &E,
        epoch: u64,
        instance: Option<Handle<()>>,
        elsewhere: &mut Elsewhere,
    ) -> Result<bool, EngineError> {
        let last = self.validator.chain.spec().last_of_epoch(epoch);
        let is_running = instance.is_some();
        let mut instance = instance;
        loop {
            select! {
                message = elsewhere.recv() => {
                    let Some((their, (from, _))) = message else { return Ok(false) };
                    // Somebody votes in a later epoch: it can prove how this one ended.
                    if their > epoch {
                        self.sequencer.hint_finalized(Height::new(last), NonEmptyVec::new(from));
                    } else if their == epoch && !is_running {
                        let next = self.validator.chain.head().number().saturating_add(1);
                        self.sequencer.hint_finalized(Height::new(next), NonEmptyVec::new(from));
                    }
                },
                height = self.finals.recv() => {
                    let Some(height) = height else { return Ok(false) };
                    self.can_sign()?;
                    if height >= last || (!is_running && self.has_votes(height)?) {
                        if let Some(instance) = &instance {
                            instance.abort();
                        }
                        return Ok(true);
                    }
                },
                // No block may ever become final without this validator's votes.
                _ = context.sleep(self.validator.config.timing.retry) => self.can_sign()?,
                _ = ended(&mut instance) => return Err(EngineError::Ended("the epoch's instance")),
            }
        }
    }

    /// A validator that cannot sign any more has to be started again.
    fn can_sign(&self) -> Result<(), EngineError> {
        match self.validator.signer.as_ref().and_then(|signer| signer.failure()) {
            Some(why) => Err(EngineError::Signer(why)),
            None => Ok(()),
        }
    }

    /// Whether this block, or a newer one, comes with its votes.
    fn has_votes(&self, number: u64) -> Result<bool, EngineError> {
        let newest = newest_finalization(&self.validator.chain, number);
        Ok(newest.map_err(|(_, error)| error)?.is_some())
    }

    /// Starts the epoch's instance; there is none as long as nothing is kept that it can begin on.
    async fn start<S: Sender<PublicKey = PublicKey>>(
        &mut self,
        context: &E,
        epoch: u64,
        channels: &mut Channels<S>,
    ) -> Result<Option<Handle<()>>, EngineError> {
        let chain = self.validator.chain.clone();
        for known in [epoch, epoch.saturating_add(1)] {
            self.committees.learn(&chain, known)?;
        }
        self.committees.forget_before(epoch.saturating_sub(KEPT_EPOCHS));
        let missing = || EngineError::NoCommittee(epoch);
        let committee = self.committees.committee(epoch).ok_or_else(missing)?;
        let scheme = self.committees.scheme_of(epoch).ok_or_else(missing)?;
        self.peers.track(epoch, self.peers_of(epoch));
        let is_voting = matches!(scheme.me(), Some(Membership::Signer(_)));
        self.validator.status.update(|status| {
            (status.epoch, status.view, status.is_voting) = (epoch, 0, is_voting);
            status.validators = committee.seats.len();
        });
        tracing::info!(epoch, validators = committee.seats.len(), is_voting, "epoch");

        // The journals of epochs that are over. Not having one to remove is fine.
        if let Some(over) = epoch.checked_sub(KEPT_JOURNALS) {
            let _ = context.remove(&self.journal(over), None).await;
        }
        let mut context = context.child("instance").with_attribute("epoch", epoch);
        let Some(floor) = floor(&chain, epoch, &scheme, &mut context)? else {
            // Going on without votes keeps the node useful to others; ending would not help it.
            tracing::warn!(
                epoch,
                "neither the epoch's beginning nor votes on a block of it are kept: this node \
                 votes from the next block on that comes with its votes, or from the next epoch on"
            );
            self.validator.status.update(|status| status.is_voting = false);
            return Ok(None);
        };
        let witness = Witness::new(
            self.validator.status.clone(),
            committee.clone(),
            scheme.as_ref().clone(),
            self.validator.config.evidence.clone(),
            context.child("witness"),
        );
        let timing = self.validator.config.timing;
        let engine = Engine::new(
            context,
            simplex::Config {
                scheme: scheme.as_ref().clone(),
                elector: Schedule(committee),
                blocker: self.blocker.clone(),
                automaton: self.automaton.clone(),
                relay: self.automaton.clone(),
                reporter: Reporters::from((self.automaton.clone(), witness)),
                track_historical_votes: true,
                strategy: Sequential,
                partition: self.journal(epoch),
                mailbox_size: MAILBOX,
                epoch: Epoch::new(epoch),
                floor,
                replay_buffer: self.buffer,
                write_buffer: self.buffer,
                page_cache: self.pages.clone(),
                leader_timeout: timing.leader,
                certification_timeout: timing.certification,
                timeout_retry: timing.retry,
                view_retention: KEPT_VIEWS,
                skip: SkipPolicy::Enabled {
                    timeout: timing.skip,
                    budget: SkipBudget::Participants,
                },
                fetch_timeout: NonZeroDuration::new_panic(timing.fetch),
                fetch_retry_delay: timing.fetch_retry,
                forward: ForwardPolicy::SilentVoters,
            },
        );
        let closed = |_| EngineError::Ended("the division of channels by epoch");
        let votes = channels.votes.register(epoch).await.map_err(closed)?;
        let certificates = channels.certificates.register(epoch).await.map_err(closed)?;
        let resolver = channels.resolver.register(epoch).await.map_err(closed)?;
        Ok(Some(engine.start(votes, certificates, resolver)))
    }

    fn journal(&self, epoch: u64) -> String {
        self.validator.file(&format!("votes-{epoch}"))
    }

    /// Whom to be connected with: this epoch's validators, and those of the epochs around it, who
    /// have to catch up or are about to vote.
    fn peers_of(&self, epoch: u64) -> AddressableTrackedPeers<PublicKey> {
        let committee = |epoch| self.committees.committee(epoch);
        let addresses = |committee: Option<_>| {
            committee.map_or_else(Vec::new, |committee| self.addresses(committee))
        };
        let primary = Map::from_iter_dedup(addresses(committee(epoch)));
        let mut secondary = addresses(committee(epoch.saturating_add(1)));
        secondary.extend(addresses(epoch.checked_sub(1).and_then(committee)));
        secondary.retain(|(key, _)| primary.get_value(key).is_none());
        secondary.truncate(MAX_PEERS.saturating_sub(primary.len()).saturating_sub(1));
        AddressableTrackedPeers::new(primary, Map::from_iter_dedup(secondary))
    }

    fn addresses(&self, committee: std::sync::Arc<Committee>) -> Vec<(PublicKey, Address)> {
        let Ok(keys) = participants(&committee) else { return Vec::new() };
        let seats = keys.iter().zip(&committee.seats);
        let address = |(key, seat): (&PublicKey, &cybermiles_primitives::Seat)| {
            let address = self.validator.endpoint(&seat.consensus_key, seat.endpoint);
            if address.is_none() {
                tracing::info!(
                    validator = %seat.validator,
                    "names no address: it is waited for, and cannot be called"
                );
            }
            Some((key.clone(), address.map_or_else(nowhere, |address| Some(address.into()))?))
        };
        seats.filter_map(address).take(MAX_PEERS.saturating_sub(1)).collect()
    }
}

/// Waits for the end of the epoch's instance, for ever where there is none.
async fn ended(instance: &mut Option<Handle<()>>) {
    match instance {
        Some(instance) => drop(instance.await),
        None => std::future::pending().await,
    }
}

/// The address of a validator that named none. It may connect to the others, who know it by its
/// key; none of them dials it, because names are never looked up.
fn nowhere() -> Option<Address> {
    let host = Hostname::new("unnamed.invalid").ok()?;
    let egress = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    Some(Address::Asymmetric { ingress: Ingress::Dns { host, port: 0 }, egress })
}
