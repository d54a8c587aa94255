//! What a node does for its chain: makes its blocks, votes on them, or follows them.
//!
//! A validator that is also given upstreams follows them while it has no seat, and until it has
//! caught up; so one that was just declared is ready when its first epoch begins, and one that
//! lost its seat still knows the chain.

use std::{sync::Arc, time::Duration};

use alloy_primitives::B256;
use alloy_signer_local::PrivateKeySigner;
use cybermiles_chain::{Chain, SealerHandle};
use cybermiles_consensus as consensus;
use cybermiles_follow::{CheckVotes, FollowOptions, FollowerHandle, Following, UpstreamUrl};
use cybermiles_rpc::{Role, Standing};
use parking_lot::Mutex;

use crate::{datadir::DataDir, error::NodeError, evidence};

/// How often it is looked whether the duty is still the right one.
const LOOK: Duration = Duration::from_millis(500);
/// A node this many blocks behind what others told of has caught up.
const CAUGHT_UP: u64 = 16;
/// A validator with a seat that reaches no upstream for so long (in looks) votes without them.
const UPSTREAM_PATIENCE: u32 = 30;

/// What the operator's settings make of a node.
#[derive(Clone, Debug)]
pub(crate) enum Calling {
    /// Makes all blocks.
    Alone,
    /// Follows.
    Full(Vec<UpstreamUrl>),
    /// Votes; follows these while it has no seat.
    Validator(Box<Seat>, Vec<UpstreamUrl>),
}

/// With what a validator votes.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    /// Its consensus.
    pub(crate) config: consensus::Config,
    /// Who pays for sending evidence, if anybody.
    pub(crate) reporter: Option<PrivateKeySigner>,
    /// Where evidence is noted.
    pub(crate) datadir: DataDir,
}

/// What a node does at the moment.
enum Duty {
    Nothing,
    Seals(SealerHandle),
    Follows(FollowerHandle),
    Votes(Box<consensus::Handle>),
}

/// The duty that is done, and how to ask about it.
pub(crate) struct Service {
    chain: Arc<Chain>,
    calling: Calling,
    duty: Mutex<Duty>,
}

impl Service {
    /// Takes up the node's duty. Must be called inside the asynchronous runtime.
    ///
    /// # Errors
    /// [`NodeError`] when it cannot be done.
    pub(crate) fn start(chain: Arc<Chain>, calling: Calling) -> Result<Arc<Self>, NodeError> {
        let service = Arc::new(Self { chain, calling, duty: Mutex::new(Duty::Nothing) });
        let duty = match &service.calling {
            Calling::Alone => Duty::Seals(service.chain.start()?),
            Calling::Full(upstreams) => service.follow(upstreams)?,
            Calling::Validator(seat, upstreams) if upstreams.is_empty() => service.vote(seat)?,
            Calling::Validator(_, upstreams) => service.follow(upstreams)?,
        };
        *service.duty.lock() = duty;
        Ok(service)
    }

    fn follow(&self, upstreams: &[UpstreamUrl]) -> Result<Duty, NodeError> {
        let spec = self.chain.spec();
        let block_time = Duration::from_millis(spec.block_time_ms);
        let options =
            FollowOptions::new(upstreams.to_vec(), check_votes(spec.chain_id), block_time);
        Ok(Duty::Follows(cybermiles_follow::start(self.chain.clone(), options)?))
    }

    fn vote(&self, seat: &Seat) -> Result<Duty, NodeError> {
        let mut config = seat.config.clone();
        // Consensus would only say that it ended. Nobody else takes the port between the two.
        let listen = config.listen;
        drop(std::net::TcpListener::bind(listen).map_err(|error| {
            NodeError::Duty(format!(
                "cannot listen for other validators on {listen}: {error}; stop who uses that port, \
                 or name another with --listen and declare it with `validator set-endpoint`"
            ))
        })?);
        let epoch = self.chain.spec().epoch_of(self.chain.head().number());
        let committee = self.chain.committee(epoch)?;
        let key = config.keys.consensus_key();
        let place = committee.and_then(|committee| committee.position(&key)).unwrap_or_default();
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let (chain, reporter) = (self.chain.clone(), seat.reporter.clone());
        config.engine.evidence = Some(evidence::sink(chain, &seat.datadir, reporter, place)?);
        Ok(Duty::Votes(Box::new(consensus::start(config, self.chain.clone())?)))
    }

    /// Watches over the duty: changes it when a seat is won or lost, and ends with the reason when
    /// it cannot go on.
    pub(crate) async fn watch(self: Arc<Self>) -> NodeError {
        let mut ticks = tokio::time::interval(LOOK);
        let mut alone: u32 = 0;
        loop {
            ticks.tick().await;
            if let Some(reason) = self.failed() {
                return NodeError::Duty(reason);
            }
            let following = match &*self.duty.lock() {
                Duty::Follows(follower) => Some(follower.status()),
                _ => None,
            };
            let reached = following.as_ref().is_none_or(|status| status.upstream.is_some());
            alone = if reached { 0 } else { alone.saturating_add(1) };
            let Some(wanted) = self.wanted(following.as_ref(), alone) else { continue };
            let service = self.clone();
            // Stopping what is done waits for a block in the making.
            let changed = tokio::task::spawn_blocking(move || service.change(wanted)).await;
            match changed {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return error,
                Err(error) => return NodeError::Duty(error.to_string()),
            }
        }
    }

    /// What a validator with upstreams should do instead; `None` when all is right.
    fn wanted(&self, following: Option<&Following>, alone: u32) -> Option<Wanted> {
        let Calling::Validator(seat, upstreams) = &self.calling else { return None };
        if upstreams.is_empty() {
            return None;
        }
        let head = self.chain.head().number();
        let seated = self.has_seat(&seat.config.keys.consensus_key());
        match following {
            Some(status) => {
                let highest = status.highest.unwrap_or(u64::MAX);
                let caught_up =
                    status.upstream.is_some() && head.saturating_add(CAUGHT_UP) >= highest;
                (seated && (caught_up || alone > UPSTREAM_PATIENCE)).then_some(Wanted::Vote)
            }
            None => (!seated).then_some(Wanted::Follow),
        }
    }

    /// In this epoch, or the next one: its committee has to be connected before it begins.
    fn has_seat(&self, key: &B256) -> bool {
        let epoch = self.chain.spec().epoch_of(self.chain.head().number());
        [epoch, epoch.saturating_add(1)].into_iter().any(|epoch| {
            let committee = self.chain.committee(epoch).ok().flatten();
            committee.is_some_and(|committee| committee.position(key).is_some())
        })
    }

    fn change(&self, wanted: Wanted) -> Result<(), NodeError> {
        let Calling::Validator(seat, upstreams) = &self.calling else { return Ok(()) };
        let mut duty = self.duty.lock();
        std::mem::replace(&mut *duty, Duty::Nothing).stop();
        *duty = match wanted {
            Wanted::Vote => {
                tracing::info!("this validator has a seat: it votes");
                self.vote(seat)?
            }
            Wanted::Follow => {
                tracing::info!("this validator has no seat: it follows");
                self.follow(upstreams)?
            }
        };
        Ok(())
    }

    fn failed(&self) -> Option<String> {
        match &*self.duty.lock() {
            Duty::Votes(handle) => handle.failed(),
            Duty::Follows(follower) => follower.failed().borrow().clone(),
            Duty::Nothing | Duty::Seals(_) => None,
        }
    }

    /// Adds to `standing` what the duty knows.
    pub(crate) fn describe(&self, standing: &mut Standing) {
        standing.role = match &self.calling {
            Calling::Alone => Role::Development,
            Calling::Full(_) => Role::Full,
            Calling::Validator(seat, _) => {
                standing.consensus_key = Some(seat.config.keys.consensus_key());
                Role::Validator
            }
        };
        // Whoever holds the lock is changing the duty: there is nothing to say for a moment.
        let Some(duty) = self.duty.try_lock() else { return };
        match &*duty {
            Duty::Follows(follower) => {
                let Following { upstream, highest, faults } = follower.status();
                standing.peers = upstream.is_some().into();
                // While there is one to follow, it is no harm that others cannot be.
                match upstream {
                    Some(_) => standing.notices.extend(faults),
                    None => standing.problems.extend(faults),
                }
                (standing.upstream, standing.highest) = (upstream, highest);
            }
            Duty::Votes(handle) => {
                let status = handle.status();
                standing.peers = u64::try_from(status.peers).unwrap_or(u64::MAX);
                standing.view = Some(status.view);
                standing.is_voting = status.is_voting;
                standing.problems.extend(status.failure);
            }
            Duty::Nothing | Duty::Seals(_) => {}
        }
    }

    /// Ends the duty and waits until it has ended. Not for a thread that must not wait.
    pub(crate) fn stop(&self) {
        std::mem::replace(&mut *self.duty.lock(), Duty::Nothing).stop();
    }
}

/// What should be done instead.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    Vote,
    Follow,
}

impl Duty {
    fn stop(self) {
        match self {
            Self::Nothing => {}
            Self::Seals(sealer) => sealer.stop(),
            Self::Follows(follower) => follower.stop(),
            Self::Votes(handle) => handle.stop(),
        }
    }
}

/// The one place where a follower meets consensus: what counts as votes.
pub(crate) fn check_votes(chain_id: u64) -> CheckVotes {
    Arc::new(move |committee, hash, votes| {
        let checked = consensus::verify_certificate(chain_id, committee, hash, votes);
        checked.map(drop).map_err(|error| error.to_string())
    })
}
