//! What this validator signed: never two votes that contradict each other.
//!
//! Three contradictions cost a validator its stake, and it can be proven all three: two different
//! proposals notarized in one view, two finalized in one view, and one view both nullified and
//! finalized. Votes on neighbouring views may cross (a view is finalized while the next one is
//! being voted on), so what is remembered is a window of views, and everything below it is refused.

use std::{collections::BTreeMap, fmt, io, sync::Arc};

use alloy_primitives::B256;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

/// Views behind the newest one that may still be voted on. The library votes on the current view
/// and finalizes those shortly before it.
pub const WINDOW_VIEWS: u64 = 64;

/// What a vote says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The proposal is this view's.
    Notarize,
    /// This view shall be skipped.
    Nullify,
    /// The proposal is final.
    Finalize,
}

/// A vote that was signed, or is about to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedVote {
    /// The epoch it counts in.
    pub epoch: u64,
    /// The view it is about.
    pub view: u64,
    /// What it says.
    pub kind: Kind,
    /// keccak256 of the encoded proposal it is for; zero when it nullifies.
    pub digest: B256,
}

impl fmt::Display for SignedVote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { epoch, view, kind, digest } = self;
        write!(f, "{kind:?} of view {view} in epoch {epoch} (proposal {digest})")
    }
}

/// Where votes are written down. Durable means: still there after the machine lost its power.
pub trait Record: Send {
    /// Every vote written down, as far as it is kept: at least the newest
    /// [`WINDOW_VIEWS`] views'.
    ///
    /// # Errors
    /// When it cannot be read, or is not what was written.
    fn load(&mut self) -> io::Result<Vec<SignedVote>>;

    /// Writes a vote down. It is durable when this returns.
    ///
    /// # Errors
    /// When it cannot be written. It is then unknown whether it was.
    fn append(&mut self, vote: &SignedVote) -> io::Result<()>;
}

/// A record in memory, for simulations: it outlives the node that writes it, as a disk does.
#[derive(Clone, Debug, Default)]
pub struct MemoryRecord(Arc<Mutex<Vec<SignedVote>>>);

impl MemoryRecord {
    /// Everything that was ever signed, in order.
    pub fn votes(&self) -> Vec<SignedVote> {
        self.0.lock().clone()
    }
}

impl Record for MemoryRecord {
    fn load(&mut self) -> io::Result<Vec<SignedVote>> {
        Ok(self.votes())
    }

    fn append(&mut self, vote: &SignedVote) -> io::Result<()> {
        self.0.lock().push(*vote);
        Ok(())
    }
}

/// Why a vote is not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// It contradicts a vote signed before.
    #[error(
        "{now} contradicts {before}, which this key signed already. Two processes may be using \
         one key, or files were restored from a backup: stop one, and never restore consensus files"
    )]
    Conflict {
        /// What was signed.
        before: SignedVote,
        /// What is not.
        now: SignedVote,
    },
    /// It is so far behind that what was signed then is no longer known.
    #[error(
        "{now} is behind {newest}, the newest vote signed, by more than {WINDOW_VIEWS} views or an \
         epoch: consensus files were restored from a backup, or another process uses this key"
    )]
    Regression {
        /// The newest vote signed.
        newest: SignedVote,
        /// What is not signed.
        now: SignedVote,
    },
    /// The record failed: nothing is signed any more until the node is started again.
    #[error("the record of signed votes failed: {0}. Nothing is signed until this is repaired")]
    Record(String),
}

/// The memory of a key.
pub struct Votes {
    record: Box<dyn Record>,
    newest: Option<SignedVote>,
    window: BTreeMap<(u64, u64), Vec<SignedVote>>,
    failure: Option<Refused>,
}

impl Votes {
    /// Remembers what `record` holds.
    ///
    /// # Errors
    /// [`Refused::Record`].
    pub fn open(mut record: Box<dyn Record>) -> Result<Self, Refused> {
        let signed = record.load().map_err(|error| Refused::Record(error.to_string()))?;
        let mut votes = Self { record, newest: None, window: BTreeMap::new(), failure: None };
        signed.into_iter().for_each(|vote| votes.remember(vote));
        Ok(votes)
    }

    /// Why nothing is signed any more, if so.
    pub const fn failure(&self) -> Option<&Refused> {
        self.failure.as_ref()
    }

    /// Writes `vote` down, unless it contradicts one written down before. A vote that was signed
    /// already may be signed again: the signature is the same.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn permit(&mut self, vote: SignedVote) -> Result<(), Refused> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        if let Some(newest) = self.newest.filter(|newest| is_behind(&vote, newest)) {
            return Err(Refused::Regression { newest, now: vote });
        }
        let signed = self.window.get(&(vote.epoch, vote.view)).map_or(&[][..], Vec::as_slice);
        if signed.contains(&vote) {
            return Ok(());
        }
        if let Some(before) = signed.iter().find(|before| contradict(before, &vote)) {
            return Err(Refused::Conflict { before: *before, now: vote });
        }
        if let Err(error) = self.record.append(&vote) {
            let failure = Refused::Record(error.to_string());
            self.failure = Some(failure.clone());
            return Err(failure);
        }
        self.remember(vote);
        Ok(())
    }

    fn remember(&mut self, vote: SignedVote) {
        self.window.entry((vote.epoch, vote.view)).or_default().push(vote);
        let newer = |newest: &SignedVote| (vote.epoch, vote.view) > (newest.epoch, newest.view);
        if self.newest.as_ref().is_none_or(newer) {
            self.newest = Some(vote);
            let floor = (vote.epoch, vote.view.saturating_sub(WINDOW_VIEWS));
            self.window = self.window.split_off(&floor);
        }
    }
}

fn is_behind(vote: &SignedVote, newest: &SignedVote) -> bool {
    (vote.epoch, vote.view) < (newest.epoch, newest.view.saturating_sub(WINDOW_VIEWS))
}

/// Whether two different votes on one view can be held against who signed both.
fn contradict(one: &SignedVote, other: &SignedVote) -> bool {
    use Kind::{Finalize, Nullify};
    match (one.kind, other.kind) {
        (Nullify, Finalize) | (Finalize, Nullify) => true,
        (a, b) => a == b,
    }
}

impl fmt::Debug for Votes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Votes").field("newest", &self.newest).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vote(epoch: u64, view: u64, kind: Kind, proposal: u8) -> SignedVote {
        let digest = match kind {
            Kind::Nullify => B256::ZERO,
            _ => B256::with_last_byte(proposal),
        };
        SignedVote { epoch, view, kind, digest }
    }

    fn open(record: &MemoryRecord) -> Votes {
        Votes::open(Box::new(record.clone())).expect("a readable record")
    }

    #[test]
    fn no_vote_contradicts_another_not_even_after_a_restart() {
        use Kind::{Finalize, Notarize, Nullify};
        let cases = [
            (Notarize, 1, Notarize, 2, false),
            (Notarize, 1, Notarize, 1, true),
            (Finalize, 1, Finalize, 2, false),
            (Nullify, 0, Finalize, 1, false),
            (Finalize, 1, Nullify, 0, false),
            // A leader that proposed twice: what the others notarized may be finalized.
            (Notarize, 1, Finalize, 2, true),
            (Notarize, 1, Nullify, 0, true),
        ];
        for (first, proposal, second, other, allowed) in cases {
            let record = MemoryRecord::default();
            open(&record).permit(vote(1, 5, first, proposal)).expect("the first one");
            let result = open(&record).permit(vote(1, 5, second, other));
            assert_eq!(result.is_ok(), allowed, "{first:?} then {second:?}: {result:?}");
            let refused = matches!(result, Err(Refused::Conflict { .. }));
            assert_eq!(refused, !allowed);
        }
    }

    #[test]
    fn whatever_is_asked_and_whenever_it_crashes_nothing_signed_contradicts() {
        use rand_core::{Rng as _, SeedableRng as _};
        for seed in 0..20 {
            let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(seed);
            let record = MemoryRecord::default();
            let mut votes = open(&record);
            let mut signed: Vec<SignedVote> = Vec::new();
            for step in 0..2000u64 {
                let mut draw = |bound: u64| rng.next_u64() % bound;
                if draw(10) == 0 {
                    votes = open(&record);
                }
                let kind = [Kind::Notarize, Kind::Nullify, Kind::Finalize][draw(3) as usize];
                let view = (step / 4 + draw(100)).saturating_sub(draw(200)) + 1;
                let now = vote(step / 1500, view, kind, draw(3) as u8);
                if votes.permit(now).is_ok() {
                    let same = |one: &&SignedVote| (one.epoch, one.view) == (now.epoch, now.view);
                    for before in signed.iter().filter(same) {
                        let fine = *before == now || !contradict(before, &now);
                        assert!(fine, "seed {seed}: {before} and {now}");
                    }
                    signed.push(now);
                }
            }
            assert!(signed.len() > 200, "seed {seed}: only {} signed", signed.len());
        }
    }

    #[test]
    fn votes_may_cross_within_the_window_and_not_beyond() {
        let record = MemoryRecord::default();
        let mut votes = open(&record);
        votes.permit(vote(1, 100, Kind::Notarize, 1)).expect("the newest");
        votes.permit(vote(1, 36, Kind::Finalize, 1)).expect("just within");
        for behind in [vote(1, 35, Kind::Finalize, 1), vote(0, 200, Kind::Notarize, 1)] {
            let error = votes.permit(behind).expect_err("behind");
            assert!(matches!(error, Refused::Regression { .. }), "{error}");
        }
        votes.permit(vote(2, 1, Kind::Notarize, 1)).expect("views start anew in an epoch");
        votes.permit(vote(1, 101, Kind::Notarize, 1)).expect_err("the epoch is over");
    }

    #[test]
    fn nothing_is_signed_that_could_not_be_written_down() {
        struct Broken;
        impl Record for Broken {
            fn load(&mut self) -> io::Result<Vec<SignedVote>> {
                Ok(Vec::new())
            }
            fn append(&mut self, _: &SignedVote) -> io::Result<()> {
                Err(io::Error::other("no space left"))
            }
        }
        let mut votes = Votes::open(Box::new(Broken)).expect("readable");
        for view in 1..3 {
            let error = votes.permit(vote(1, view, Kind::Notarize, 1)).expect_err("not written");
            assert!(matches!(error, Refused::Record(_)), "{error}");
        }
        assert!(votes.failure().is_some());
    }
}
