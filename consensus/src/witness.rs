//! Watches an epoch's votes: how far it is, and who breaks the rules.

use std::sync::Arc;

use commonware_actor::Feedback;
use commonware_consensus::{Reporter, Viewable as _, simplex::types::Activity};
use commonware_parallel::Sequential;
use cybermiles_primitives::Committee;
use parking_lot::Mutex;
use rand_core::CryptoRng;

use crate::{
    block::Digest, config::EvidenceSink, evidence::Evidence, signer::Scheme, status::StatusBoard,
};

/// Watches one epoch.
pub(crate) struct Witness<R> {
    status: StatusBoard,
    committee: Arc<Committee>,
    scheme: Scheme,
    sink: Option<EvidenceSink>,
    /// Weighs signatures that are verified together.
    rng: Arc<Mutex<R>>,
}

impl<R: CryptoRng + Send + 'static> Witness<R> {
    pub(crate) fn new(
        status: StatusBoard,
        committee: Arc<Committee>,
        scheme: Scheme,
        sink: Option<EvidenceSink>,
        rng: R,
    ) -> Self {
        Self { status, committee, scheme, sink, rng: Arc::new(Mutex::new(rng)) }
    }

    fn progress(&self, view: u64, is_skipped: bool) {
        self.status.update(|status| {
            status.skipped_views += u64::from(is_skipped);
            if view >= status.view {
                let leader = self.committee.leader(view.saturating_add(1));
                status.view = view;
                status.next_leader = self.committee.seats.get(leader).map(|one| one.consensus_key);
            }
        });
        if is_skipped {
            metrics::counter!("consensus_skipped_views_total").increment(1);
        }
        metrics::gauge!("consensus_view").set(view as f64);
    }

    /// A proof is passed on only if both signatures are good: the library reports what it was sent.
    fn accuse(&self, activity: &Activity<Scheme, Digest>) {
        if !activity.verify(&mut *self.rng.lock(), &self.scheme, &Sequential) {
            return;
        }
        let Some(evidence) = Evidence::of(activity, &self.committee) else { return };
        let Evidence { consensus_key, epoch, view, .. } = &evidence;
        tracing::warn!(validator = %consensus_key, epoch, view, "a validator contradicts itself");
        metrics::counter!("consensus_evidence_total").increment(1);
        self.status.update(|status| status.evidence += 1);
        if let Some(sink) = &self.sink {
            sink(evidence);
        }
    }
}

impl<R: CryptoRng + Send + 'static> Reporter for Witness<R> {
    type Activity = Activity<Scheme, Digest>;

    fn report(&mut self, activity: Self::Activity) -> Feedback {
        match &activity {
            Activity::Notarization(one) => self.progress(one.view().get(), false),
            Activity::Finalization(one) => self.progress(one.view().get(), false),
            Activity::Nullification(one) => self.progress(one.view().get(), true),
            Activity::ConflictingNotarize(_)
            | Activity::ConflictingFinalize(_)
            | Activity::NullifyFinalize(_) => self.accuse(&activity),
            _ => {}
        }
        Feedback::Ok
    }
}

impl<R> Clone for Witness<R> {
    fn clone(&self) -> Self {
        Self {
            status: self.status.clone(),
            committee: self.committee.clone(),
            scheme: self.scheme.clone(),
            sink: self.sink.clone(),
            rng: self.rng.clone(),
        }
    }
}
