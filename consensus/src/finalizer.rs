//! Makes final in the ledger what consensus decided, in order, and durable before it says so.

use std::sync::Arc;

use bytes::Bytes;
use commonware_actor::Feedback;
use commonware_codec::Encode as _;
use commonware_consensus::{
    CertifiableBlock as _, Epochable as _, Heightable as _, Reporter, Viewable as _,
    marshal::{Update, core::Mailbox, standard::Standard},
    simplex::types::Finalization,
    types::Height,
};
use commonware_cryptography::Digested;
use commonware_parallel::Sequential;
use commonware_utils::{Acknowledgement as _, acknowledgement::Exact, channel::mpsc};
use cybermiles_chain::{Chain, ChainError};

use crate::{
    anchor::newest_finalization,
    block::{Block, BlockRules, Digest},
    runtime::{Runtime, now_ms, on_a_thread},
    signer::Scheme,
    status::StatusBoard,
};

/// Blocks the ledger may be ahead of consensus' own files by and get them again one by one: more
/// than a crash leaves, and fewer than the epochs around the head have.
const MAX_REDELIVERED: u64 = 32;

/// Gets the decided blocks from the library's sequencer.
pub(crate) type Sequencer = Mailbox<Scheme, Standard<Block>>;

/// Takes the library's reports and queues them. The library waits for acknowledgements, so that the
/// queue stays as short as it wants.
#[derive(Clone, Debug)]
pub(crate) struct Finalized {
    blocks: mpsc::UnboundedSender<(Digested<Block>, Exact)>,
}

impl Reporter for Finalized {
    type Activity = Update<Block>;

    fn report(&mut self, update: Update<Block>) -> Feedback {
        if let Update::Block(block, acknowledge) = update
            && self.blocks.send((block, acknowledge)).is_err()
        {
            return Feedback::Closed;
        }
        Feedback::Ok
    }
}

/// Brings decided blocks into the ledger.
#[derive(Debug)]
pub(crate) struct Finalizer {
    chain: Arc<Chain>,
    blocks: mpsc::UnboundedReceiver<(Digested<Block>, Exact)>,
    heights: mpsc::UnboundedSender<u64>,
    status: StatusBoard,
    keep_blocks: u64,
}

/// Why consensus cannot go on.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FinalizeError {
    /// The ledger does not take a block that consensus decided on.
    #[error("block {number} is decided, and cannot be made final here: {source}")]
    Chain {
        /// The block's height.
        number: u64,
        /// What the ledger says.
        source: ChainError,
    },
    /// The ledger is behind consensus, by blocks that consensus no longer has.
    #[error(
        "the ledger ends at block {head}, consensus wants to go on with {next}, and the blocks \
         between are not kept: the data folder was restored from a backup. Remove consensus' \
         folder except for its record of votes; the blocks are then fetched again"
    )]
    Gap {
        /// The ledger's head.
        head: u64,
        /// The height consensus goes on with.
        next: u64,
    },
    /// Nothing says where consensus goes on.
    #[error(
        "none of the ledger's blocks {oldest} to {head} comes with its votes, older ones are not \
         kept, and consensus' own files end before them: it cannot tell where to go on. Remove the \
         ledger and begin with a snapshot from another node; keep consensus' record of votes"
    )]
    NoVotes {
        /// The oldest block kept.
        oldest: u64,
        /// The ledger's head.
        head: u64,
    },
}

impl Finalizer {
    /// The queue's two ends, and where the heights go that were made final.
    pub(crate) fn new(
        chain: Arc<Chain>,
        status: StatusBoard,
        keep_blocks: u64,
    ) -> (Finalized, Self, mpsc::UnboundedReceiver<u64>) {
        let (sender, blocks) = mpsc::unbounded_channel();
        let (heights, finals) = mpsc::unbounded_channel();
        let finalizer = Self { chain, blocks, heights, status, keep_blocks };
        (Finalized { blocks: sender }, finalizer, finals)
    }

    /// Makes final what is decided until the library stops.
    ///
    /// # Errors
    /// [`FinalizeError`]: this node must not vote any more.
    pub(crate) async fn run<E: Runtime>(
        mut self,
        context: E,
        sequencer: Sequencer,
    ) -> Result<(), FinalizeError> {
        self.meet(&context, &sequencer).await?;
        while let Some((block, acknowledge)) = self.blocks.recv().await {
            let number = block.inner().number();
            self.close_gap(&context, &sequencer, number).await?;
            self.finalize(&context, &sequencer, block.inner().clone()).await?;
            self.status.finalized(number, now_ms(&context));
            acknowledge.acknowledge();
            let _ = self.heights.send(number);
            self.prune(&sequencer, number);
        }
        Ok(())
    }

    /// Brings the ledger and consensus' own files to one height: either may have been restored, and
    /// the ledger may have got blocks elsewhere.
    async fn meet<E: Runtime>(
        &self,
        context: &E,
        sequencer: &Sequencer,
    ) -> Result<(), FinalizeError> {
        let processed = sequencer.get_processed().await.map_or(0, |one| one.height().get());
        self.close_gap(context, sequencer, processed.saturating_add(1)).await?;
        let head = self.chain.head();
        self.status.finalized(head.number(), 0);
        let _ = self.heights.send(head.number());
        if head.number().saturating_sub(processed) > MAX_REDELIVERED
            && let Some(finalization) = self.newest_finalization(processed)?
        {
            let (epoch, view) = (finalization.epoch().get(), finalization.view().get());
            tracing::info!(
                epoch,
                view,
                processed,
                "the ledger is ahead: consensus goes on from it"
            );
            sequencer.set_floor(finalization);
        }
        self.hand_over(sequencer, processed).await
    }

    /// Gives consensus the newest blocks that the ledger has and consensus' own files lack: its
    /// folder was removed, or the machine went down between the two. It would ask others for them,
    /// and a leader who has to ask for its parent first may miss its turn.
    async fn hand_over(&self, sequencer: &Sequencer, processed: u64) -> Result<(), FinalizeError> {
        let head = self.chain.head().number();
        let rules =
            BlockRules { genesis: self.chain.genesis_hash(), spec: self.chain.spec().clone() };
        let oldest = processed.max(head.saturating_sub(MAX_REDELIVERED));
        for number in oldest.saturating_add(1)..=head {
            let sealed = self.chain.sealed(number);
            let sealed = sealed.map_err(|source| FinalizeError::Chain { number, source })?;
            let Some(mut proposed) = sealed else { continue };
            proposed.seal.certificate = Default::default();
            // Whatever is wrong with it, others have it too.
            let Ok(block) = Block::new(proposed, &rules) else { continue };
            let round = block.context().round;
            let block = Digested::compute(block, &Sequential).await;
            let _ = sequencer.certified(round, block).await;
        }
        Ok(())
    }

    /// The votes for the ledger's newest block that has its own, from the epoch before the next
    /// block's on: whose votes these are is known.
    fn newest_finalization(
        &self,
        processed: u64,
    ) -> Result<Option<Finalization<Scheme, Digest>>, FinalizeError> {
        let (spec, head) = (self.chain.spec(), self.chain.head().number());
        let epoch = spec.epoch_of(head.saturating_add(1)).saturating_sub(1);
        let first = epoch.saturating_mul(spec.epoch_blocks);
        let newest = newest_finalization(&self.chain, first);
        let newest = newest.map_err(|(number, source)| FinalizeError::Chain { number, source })?;
        let oldest = self.chain.oldest_block();
        // It would hand over again what the ledger cannot compare any more.
        if newest.is_none() && oldest > processed.saturating_add(1) {
            return Err(FinalizeError::NoVotes { oldest, head });
        }
        Ok(newest)
    }

    /// A ledger that was restored from a backup lacks blocks that consensus handed over before.
    async fn close_gap<E: Runtime>(
        &self,
        context: &E,
        sequencer: &Sequencer,
        next: u64,
    ) -> Result<(), FinalizeError> {
        loop {
            let head = self.chain.head().number();
            let missing = head.saturating_add(1);
            if missing >= next {
                return Ok(());
            }
            let Some(block) = sequencer.get_block(Height::new(missing)).await else {
                return Err(FinalizeError::Gap { head, next });
            };
            self.finalize(context, sequencer, block.inner().clone()).await?;
        }
    }

    async fn finalize<E: Runtime>(
        &self,
        context: &E,
        sequencer: &Sequencer,
        block: Block,
    ) -> Result<(), FinalizeError> {
        let number = block.number();
        // There is none where the votes were for a later block.
        let certificate = match sequencer.get_finalization(block.height()).await {
            Some(finalization) => finalization.encode(),
            None => Bytes::new(),
        };
        let chain = self.chain.clone();
        let work = move || chain.finalize(block.proposed(), certificate.into());
        match on_a_thread(context.child("finalize"), work).await {
            Some(Ok(_)) => Ok(()),
            Some(Err(source)) => Err(FinalizeError::Chain { number, source }),
            None => std::future::pending().await,
        }
    }

    /// Lets go of old blocks now and then: removing files for each would cost more than they do.
    fn prune(&self, sequencer: &Sequencer, number: u64) {
        const EVERY: u64 = 1024;
        if number.is_multiple_of(EVERY)
            && let Some(oldest) = number.checked_sub(self.keep_blocks)
        {
            sequencer.prune(Height::new(oldest));
        }
    }
}
