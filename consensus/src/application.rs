//! What consensus asks of the ledger: a block when it is this validator's turn, and a verdict on
//! everybody else's.
//!
//! Neither ever waits for a block to become final: a leader builds on blocks that are voted for
//! only, and consensus would wait for itself.

use std::{sync::Arc, time::Duration};

use alloy_primitives::B256;
use commonware_consensus::{Application as ConsensusApplication, marshal::ancestry::Ancestry};
use commonware_cryptography::Digested;
use commonware_parallel::Sequential;
use cybermiles_chain::{Chain, ChainError, Proposal};
use cybermiles_primitives::{seal::randomness_message, turn::header_time_ms};
use futures::StreamExt as _;

use crate::{
    block::{Block, BlockRules, Context, hash_of},
    keys::RandaoSigner,
    runtime::{Runtime, now_ms, on_a_thread, sleep_until_ms},
    signer::Scheme,
};

/// How long to wait before the ledger is asked again after a failure that is this node's own.
const RETRY: Duration = Duration::from_millis(250);

/// Ancestors looked at before a block is given up for now; the ledger keeps fewer candidates.
const MAX_ANCESTORS: usize = 1024;

/// The ledger as consensus sees it.
#[derive(Clone, Debug)]
pub struct Application {
    chain: Arc<Chain>,
    rules: BlockRules,
    /// Absent on a node that only follows.
    proposer: Option<Proposer>,
}

/// What a validator puts into its own blocks.
#[derive(Clone, Debug)]
pub struct Proposer {
    /// Its consensus key.
    pub key: B256,
    /// Signs its part of the randomness.
    pub randao: RandaoSigner,
}

/// What the ledger thinks of a block.
enum Verdict {
    Valid,
    /// It is no block of this chain, and never will be.
    Invalid(ChainError),
    /// Its parent has to be executed first.
    ParentFirst,
    /// This node cannot say.
    Unknown(ChainError),
}

impl Application {
    /// Answers out of `chain`.
    pub fn new(chain: Arc<Chain>, rules: BlockRules, proposer: Option<Proposer>) -> Self {
        Self { chain, rules, proposer }
    }

    /// Makes sure that the ledger has executed `block`, and whatever it needs of its ancestors. The
    /// answer is final; there is none as long as it is not known, which may be for ever.
    async fn judge<E: Runtime>(
        &self,
        context: &E,
        block: Digested<Block>,
        mut ancestry: impl Ancestry<Block>,
    ) -> bool {
        let mut line = vec![block];
        loop {
            let Some(block) = line.last().cloned() else { return true };
            match self.ask(context, block.inner().clone()).await {
                Verdict::Valid => drop(line.pop()),
                Verdict::Invalid(error) => {
                    let (number, hash) = (block.inner().number(), block.inner().hash());
                    tracing::warn!(number, %hash, %error, "a proposed block is invalid");
                    return false;
                }
                Verdict::ParentFirst if line.len() < MAX_ANCESTORS => match ancestry.next().await {
                    Some(parent) => line.push(parent),
                    None => context.sleep(RETRY).await,
                },
                // Decided blocks are on their way into the ledger, and make room.
                Verdict::ParentFirst | Verdict::Unknown(ChainError::TooManyCandidates { .. }) => {
                    context.sleep(RETRY).await;
                }
                Verdict::Unknown(error) => {
                    tracing::error!(%error, "the ledger cannot judge a block; asking again");
                    context.sleep(RETRY).await;
                }
            }
        }
    }

    async fn ask<E: Runtime>(&self, context: &E, block: Block) -> Verdict {
        let chain = self.chain.clone();
        let verdict = on_a_thread(context.child("execute"), move || judge(&chain, &block)).await;
        // The runtime is being shut down: whoever asked goes with it.
        match verdict {
            Some(verdict) => verdict,
            None => std::future::pending().await,
        }
    }

    /// Builds a block on `parent`, which the ledger has executed.
    async fn build<E: Runtime>(
        &self,
        runtime: &E,
        context: &Context,
        parent: &Block,
    ) -> Option<Block> {
        let proposer = self.proposer.clone()?;
        let header = &parent.proposed().block.header;
        let spec = self.chain.spec();
        sleep_until_ms(runtime, header_time_ms(header).saturating_add(spec.block_time_ms)).await;
        let number = header.number.saturating_add(1);
        let message = randomness_message(spec.chain_id, number, header.mix_hash);
        let proposal = Proposal {
            view: context.round.view().get(),
            parent_view: context.parent.0.get(),
            proposer: proposer.key,
            randomness: proposer.randao.sign(&message),
            now_ms: now_ms(runtime),
        };
        let (chain, parent) = (self.chain.clone(), hash_of(&context.parent.1));
        let work = move || chain.propose(parent, &proposal);
        match on_a_thread(runtime.child("build"), work).await? {
            Ok(proposed) => match Block::new(proposed, &self.rules) {
                Ok(block) => Some(block),
                Err(why) => {
                    tracing::error!(number, why, "this node's own block is malformed");
                    None
                }
            },
            Err(error) => {
                tracing::error!(number, %error, "no block can be proposed");
                None
            }
        }
    }
}

fn judge(chain: &Chain, block: &Block) -> Verdict {
    let head = chain.head();
    // Decided long ago, while the question was on its way.
    if block.number() <= head.number() {
        return match chain.header(block.number()) {
            Ok(Some(header)) if header.hash == block.hash() => Verdict::Valid,
            Ok(Some(header)) => Verdict::Invalid(ChainError::Conflict {
                number: block.number(),
                ours: header.hash,
                theirs: block.hash(),
            }),
            Ok(None) => Verdict::Unknown(ChainError::UnknownBlock(block.number().into())),
            Err(error) => Verdict::Unknown(error),
        };
    }
    match chain.verify(block.proposed()) {
        Ok(()) => Verdict::Valid,
        Err(error @ ChainError::Import(_)) => Verdict::Invalid(error),
        Err(ChainError::UnknownParent(_)) => Verdict::ParentFirst,
        Err(error) => Verdict::Unknown(error),
    }
}

impl<E: Runtime> ConsensusApplication<E> for Application {
    type SigningScheme = Scheme;
    type Context = Context;
    type Block = Block;
    type Input = ();

    async fn propose(
        &mut self,
        (runtime, context): (E, Context),
        mut ancestry: impl Ancestry<Block>,
        (): (),
    ) -> Option<Digested<Block>> {
        let parent = ancestry.next().await?;
        // Voting on the parent and executing it overlap: this leader may not have got to it yet.
        if !self.judge(&runtime, parent.clone(), ancestry).await {
            return None;
        }
        let block = self.build(&runtime, &context, parent.inner()).await?;
        Some(Digested::compute(block, &Sequential).await)
    }

    async fn verify(
        &mut self,
        (runtime, _): (E, Context),
        mut ancestry: impl Ancestry<Block>,
    ) -> bool {
        let Some(block) = ancestry.next().await else { return std::future::pending().await };
        // A block from the future is voted for when its time has come. Consensus moves on if that
        // takes too long, and drops the question.
        sleep_until_ms(&runtime, header_time_ms(&block.inner().proposed().block.header)).await;
        self.judge(&runtime, block, ancestry).await
    }
}
