//! Wires one validator together, on whatever runtime and network it is given.

use std::{
    net::SocketAddr,
    num::{NonZeroU64, NonZeroUsize},
    sync::Arc,
    time::Duration,
};

use alloy_primitives::B256;
use commonware_broadcast::buffered;
use commonware_consensus::{
    marshal::{
        resolver::{handler, p2p as backfill},
        standard::Deferred,
    },
    types::{FixedEpocher, ViewDelta},
};
use commonware_cryptography::ed25519::PublicKey;
use commonware_macros::select;
use commonware_p2p::{
    AddressableManager, Blocker, CheckedSender as _, Receiver, Recipients, Sender,
};
use commonware_parallel::Sequential;
use commonware_runtime::Handle;
use commonware_utils::{NZUsize, NonZeroDuration};
use cybermiles_chain::{Chain, ChainError};

use crate::{
    application::{Application, Proposer},
    block::{Block, BlockRules, Digest},
    committees::{CommitteeError, Committees},
    config::EngineConfig,
    epochs::Epochs,
    files::Files,
    finalizer::{FinalizeError, Finalizer},
    gossip::Gossip,
    runtime::Runtime,
    signer::Signer,
    status::StatusBoard,
};

/// Messages a mailbox between two parts of one node holds.
pub(crate) const MAILBOX: NonZeroUsize = NZUsize!(1024);

/// Between two looks at who is connected.
const PRESENCE: Duration = Duration::from_secs(1);

/// Proposals kept in memory for each peer that sent them: the newest ones of its turns.
const BLOCKS_PER_PEER: usize = 8;

/// Views behind the newest that blocks and votes are kept for.
pub(crate) const KEPT_VIEWS: ViewDelta = ViewDelta::new(64);

/// A pair to send and to receive with.
pub type Channel<S, R> = (S, R);

/// The network as consensus uses it.
#[derive(Debug)]
pub struct Network<P, B, S, R> {
    /// Who may connect, and where they are.
    pub peers: P,
    /// Keeps peers out that break the protocol.
    pub blocker: B,
    /// Votes.
    pub votes: Channel<S, R>,
    /// Certificates: many votes as one.
    pub certificates: Channel<S, R>,
    /// Certificates asked for.
    pub resolver: Channel<S, R>,
    /// Blocks, from their proposers.
    pub blocks: Channel<S, R>,
    /// Blocks asked for.
    pub backfill: Channel<S, R>,
    /// Transactions.
    pub transactions: Channel<S, R>,
}

/// A validator, ready to run.
#[derive(Debug)]
pub struct Validator {
    /// Its ledger.
    pub chain: Arc<Chain>,
    /// The key the network knows it by.
    pub public_key: PublicKey,
    /// Signs its votes; absent on a node that only follows.
    pub signer: Option<Signer>,
    /// What it puts into its blocks; absent on a node that only follows.
    pub proposer: Option<Proposer>,
    /// How it runs.
    pub config: EngineConfig,
    /// Where it says how far it is.
    pub status: StatusBoard,
}

/// Why consensus ended.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// There is nothing to agree on.
    #[error(
        "chain {0} has no epochs of at least two blocks: it is a development chain, which needs no \
         consensus"
    )]
    NotANetwork(u64),
    /// Nobody is elected.
    #[error(
        "no committee is known for epoch {0}: the genesis file or the ledger's state is broken"
    )]
    NoCommittee(u64),
    /// A committee cannot be taken up.
    #[error(transparent)]
    Committee(#[from] CommitteeError),
    /// The ledger could not answer.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The ledger does not take what was decided.
    #[error(transparent)]
    Finalize(#[from] FinalizeError),
    /// Consensus' own files are not what was written.
    #[error("consensus' file `{file}` cannot be used: {why}")]
    Storage {
        /// The files' name.
        file: &'static str,
        /// What is wrong.
        why: String,
    },
    /// Votes cannot be signed safely.
    #[error("{0}")]
    Signer(String),
    /// Timers would wait for a time that is gone.
    #[error(
        "this machine's clock was set back by {0:.0?} while consensus ran, whose timers go by it: \
         start the node again (a service manager does)"
    )]
    ClockSetBack(Duration),
    /// A part ended that never should.
    #[error("{0} ended; the log says why")]
    Ended(&'static str),
}

impl Validator {
    /// Agrees on blocks with the network until the runtime is stopped, or something is so wrong
    /// that going on would do harm.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn run<E, P, B, S, R>(
        self,
        context: E,
        network: Network<P, B, S, R>,
    ) -> Result<(), EngineError>
    where
        E: Runtime,
        P: AddressableManager<PublicKey = PublicKey> + Sync,
        B: Blocker<PublicKey = PublicKey> + Sync,
        S: Sender<PublicKey = PublicKey>,
        R: Receiver<PublicKey = PublicKey>,
    {
        let status = self.status.clone();
        let result = self.agree(context, network).await;
        if let Err(error) = &result {
            tracing::error!(%error, "consensus stopped");
            status.failed(error);
        }
        result
    }

    async fn agree<E, P, B, S, R>(
        self,
        context: E,
        network: Network<P, B, S, R>,
    ) -> Result<(), EngineError>
    where
        E: Runtime,
        P: AddressableManager<PublicKey = PublicKey> + Sync,
        B: Blocker<PublicKey = PublicKey> + Sync,
        S: Sender<PublicKey = PublicKey>,
        R: Receiver<PublicKey = PublicKey>,
    {
        let chain = self.chain.clone();
        let spec = chain.spec().clone();
        let length = NonZeroU64::new(spec.epoch_blocks).filter(|blocks| blocks.get() > 1);
        let epocher = FixedEpocher::new(length.ok_or(EngineError::NotANetwork(spec.chain_id))?);
        let rules = BlockRules { genesis: chain.genesis_hash(), spec: spec.clone() };
        let committees = Committees::new(spec.chain_id, self.signer.clone());
        let next = spec.epoch_of(chain.head().number().saturating_add(1));
        for epoch in next.saturating_sub(1)..=next.saturating_add(1) {
            committees.learn(&chain, epoch)?;
        }

        let files = Files::new(&self.config);
        let (sequencer, mailbox) =
            files.sequencer(&context, &chain, committees.clone(), epocher.clone(), &rules).await?;
        let (pages, buffer) = files.into_parts();
        let fetcher = self.fetcher(&context, &network.peers, &network.blocker, network.backfill);
        let (mut broadcast, proposals) =
            self.broadcast(&context, &network.peers, &rules, network.blocks);
        let (finalized, finalizer, finals) =
            Finalizer::new(chain.clone(), self.status.clone(), self.config.keep_blocks);
        let mut sequencer = sequencer.start(finalized, proposals, fetcher);
        let mut finalizer = context.child("finalizer").spawn({
            let mailbox = mailbox.clone();
            move |context| finalizer.run(context, mailbox)
        });

        context.child("presence").spawn({
            let (status, sender) = (self.status.clone(), network.certificates.0.clone());
            move |context| count_peers(context, sender, status)
        });
        if self.config.gossip {
            let (sender, receiver) = network.transactions;
            let gossip = Gossip::new(chain.clone(), network.blocker.clone(), sender);
            context.child("gossip").spawn(move |context| gossip.run(context, receiver));
        }
        let application = Application::new(chain.clone(), rules, self.proposer.clone());
        let automaton =
            Deferred::new(context.child("application"), application, mailbox.clone(), epocher);
        let epochs = Epochs {
            validator: self,
            committees,
            automaton,
            sequencer: mailbox,
            peers: network.peers,
            blocker: network.blocker,
            pages,
            buffer,
            finals,
        };
        let channels = (network.votes, network.certificates, network.resolver);
        let mut epochs =
            context.child("epochs").spawn(move |context| epochs.run(context, channels));
        let mut stopped = context.stopped();
        select! {
            _ = &mut stopped => Ok(()),
            result = &mut finalizer => match result {
                Ok(Err(error)) => Err(error.into()),
                _ => Err(EngineError::Ended("the finalizer")),
            },
            result = &mut epochs => match result {
                Ok(Err(error)) => Err(error),
                _ => Err(EngineError::Ended("the epoch manager")),
            },
            _ = &mut sequencer => Err(EngineError::Ended("the sequencer")),
            _ = &mut broadcast => Err(EngineError::Ended("the broadcast of blocks")),
        }
    }

    /// Fetches blocks and certificates that this validator lacks, and serves what others lack.
    fn fetcher<E, P, B, S, R>(
        &self,
        context: &E,
        peers: &P,
        blocker: &B,
        channel: Channel<S, R>,
    ) -> (handler::Receiver<Digest>, backfill::Mailbox<Digest, PublicKey>)
    where
        E: Runtime,
        P: AddressableManager<PublicKey = PublicKey>,
        B: Blocker<PublicKey = PublicKey>,
        S: Sender<PublicKey = PublicKey>,
        R: Receiver<PublicKey = PublicKey>,
    {
        let config = backfill::Config {
            public_key: self.public_key.clone(),
            peer_provider: peers.clone(),
            blocker: blocker.clone(),
            mailbox_size: MAILBOX,
            fetch_timeout: NonZeroDuration::new_panic(self.config.timing.fetch),
            fetch_retry_delay: self.config.timing.fetch_retry,
            priority_requests: false,
            priority_responses: false,
        };
        backfill::init(context.child("backfill"), config, channel)
    }

    /// Sends proposals to everybody, and keeps those of others until they are asked for.
    fn broadcast<E, P, S, R>(
        &self,
        context: &E,
        peers: &P,
        rules: &BlockRules,
        channel: Channel<S, R>,
    ) -> (Handle<()>, buffered::Mailbox<PublicKey, Block>)
    where
        E: Runtime,
        P: AddressableManager<PublicKey = PublicKey>,
        S: Sender<PublicKey = PublicKey>,
        R: Receiver<PublicKey = PublicKey>,
    {
        let config = buffered::Config {
            public_key: self.public_key.clone(),
            mailbox_size: MAILBOX,
            deque_size: BLOCKS_PER_PEER,
            priority: false,
            codec_config: rules.clone(),
            peer_provider: peers.clone(),
            strategy: Sequential,
        };
        let (engine, mailbox) = buffered::Engine::new(context.child("broadcast"), config);
        (engine.start(channel), mailbox)
    }

    /// The name of one of this validator's files.
    pub(crate) fn file(&self, name: &str) -> String {
        format!("{}{name}", self.config.partition)
    }

    /// Where the validator with this consensus key is reached, which declared `endpoint`.
    pub(crate) fn endpoint(&self, key: &B256, endpoint: Option<SocketAddr>) -> Option<SocketAddr> {
        self.config.endpoints.get(key).copied().or(endpoint)
    }
}

/// Writes down how many validators are connected, for ever.
async fn count_peers<E: Runtime>(context: E, mut sender: impl Sender, status: StatusBoard) {
    loop {
        // Asks to whom a message to everybody would go now, and sends none. To whom too much was
        // sent within the last moment is left out, so the next look counts it again.
        let reached = sender.check(Recipients::All).map(|checked| checked.recipients().len());
        if let Ok(peers) = reached {
            status.peers(peers);
        }
        context.sleep(PRESENCE).await;
    }
}
