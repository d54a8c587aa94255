//! Consensus' own files: decided blocks and their certificates, kept for validators that are
//! behind.

use std::{
    num::{NonZeroU64, NonZeroUsize},
    sync::Arc,
};

use commonware_consensus::{
    marshal::{self, core::Actor, standard::Standard},
    simplex::types::Finalization,
    types::FixedEpocher,
};
use commonware_cryptography::{Digested, certificate::Verifier as _};
use commonware_parallel::Sequential;
use commonware_runtime::buffer::paged::CacheRef;
use commonware_storage::{archive::prunable, translator::EightCap};
use commonware_utils::{NZU16, NZU64, NZUsize};
use cybermiles_chain::{Chain, ChainError};
use cybermiles_primitives::{Block as ChainBlock, ProposedBlock, Seal};

use crate::{
    block::{Block, BlockRules, Digest},
    committees::Committees,
    config::EngineConfig,
    engine::{EngineError, KEPT_VIEWS, MAILBOX},
    finalizer::Sequencer,
    runtime::Runtime,
    signer::Scheme,
};

/// Pages of 4 KiB kept of the journals: 16 MiB.
const CACHED_PAGES: NonZeroUsize = NZUsize!(4096);

/// Opens consensus' own files.
pub(crate) struct Files<'a> {
    config: &'a EngineConfig,
    pages: CacheRef,
    buffer: NonZeroUsize,
}

/// The library's sequencer on these files.
pub(crate) type SequencerActor<E> = Actor<
    E,
    Standard<Block>,
    Committees,
    Archive<E, Finalization<Scheme, Digest>>,
    Archive<E, Arc<Block>>,
    FixedEpocher,
    Sequential,
>;

type Archive<E, V> = prunable::Archive<EightCap, E, Digest, V>;

impl Files<'_> {
    /// Opens none yet.
    pub(crate) fn new(config: &EngineConfig) -> Files<'_> {
        let pages = CacheRef::new(NZU16!(4092), CACHED_PAGES);
        let buffer = NonZeroUsize::new(config.write_buffer).unwrap_or(NonZeroUsize::MIN);
        Files { config, pages, buffer }
    }

    /// What is shared with the journals of votes: the cache, and the size of buffers.
    pub(crate) fn into_parts(self) -> (CacheRef, NonZeroUsize) {
        (self.pages, self.buffer)
    }

    /// The library's sequencer, which brings decided blocks into order, with what it kept.
    ///
    /// # Errors
    /// [`EngineError`].
    pub(crate) async fn sequencer<E: Runtime>(
        &self,
        context: &E,
        chain: &Chain,
        committees: Committees,
        epocher: FixedEpocher,
        rules: &BlockRules,
    ) -> Result<(SequencerActor<E>, Sequencer), EngineError> {
        let finalizations = self.finalizations(context.child("finalizations")).await?;
        let blocks = self.blocks(context.child("blocks"), rules.clone()).await?;
        let genesis = Digested::compute(genesis_block(chain, rules)?, &Sequential).await;
        let config = marshal::Config {
            provider: committees,
            epocher,
            start: marshal::Start::Genesis(genesis),
            partition_prefix: format!("{}marshal", self.config.partition),
            mailbox_size: MAILBOX,
            view_retention: KEPT_VIEWS,
            prunable_items_per_section: NZU64!(256),
            page_cache: self.pages.clone(),
            replay_buffer: self.buffer,
            key_write_buffer: self.buffer,
            value_write_buffer: self.buffer,
            block_codec_config: rules.clone(),
            max_repair: NZUsize!(32),
            max_pending_acks: NZUsize!(16),
            strategy: Sequential,
        };
        let context = context.child("marshal");
        let (actor, mailbox, _) = Actor::init(context, finalizations, blocks, config).await;
        Ok((actor, mailbox))
    }

    async fn finalizations<E: Runtime>(
        &self,
        context: E,
    ) -> Result<Archive<E, Finalization<Scheme, Digest>>, EngineError> {
        let bound = Scheme::certificate_codec_config_unbounded();
        let config = self.archive("finalizations", bound, NZU64!(1024));
        let opened = prunable::Archive::init(context, config).await;
        opened.map_err(|error| storage_error("finalizations", error))
    }

    async fn blocks<E: Runtime>(
        &self,
        context: E,
        rules: BlockRules,
    ) -> Result<Archive<E, Arc<Block>>, EngineError> {
        let config = self.archive("blocks", rules, NZU64!(256));
        let opened = prunable::Archive::init(context, config).await;
        opened.map_err(|error| storage_error("blocks", error))
    }

    fn archive<C>(
        &self,
        name: &str,
        codec_config: C,
        items_per_section: NonZeroU64,
    ) -> prunable::Config<EightCap, C> {
        let partition = |part| format!("{}{name}-{part}", self.config.partition);
        prunable::Config {
            translator: EightCap,
            metadata_partition: partition("metadata"),
            key_partition: partition("keys"),
            key_page_cache: self.pages.clone(),
            value_partition: partition("values"),
            compression: None,
            codec_config,
            items_per_section,
            key_write_buffer: self.buffer,
            value_write_buffer: self.buffer,
            replay_buffer: self.buffer,
        }
    }
}

fn storage_error(file: &'static str, error: impl ToString) -> EngineError {
    EngineError::Storage { file, why: error.to_string() }
}

/// Block 0 in the shape of the others. Nobody proposed it.
fn genesis_block(chain: &Chain, rules: &BlockRules) -> Result<Block, EngineError> {
    let unknown = || ChainError::UnknownBlock(0.into());
    let header = chain.header(0)?.ok_or_else(unknown)?.header.clone();
    let body = alloy_consensus::BlockBody {
        transactions: Vec::new(),
        ommers: Vec::new(),
        withdrawals: Some(Default::default()),
    };
    let block = ProposedBlock { block: ChainBlock { header, body }, seal: Seal::default() };
    Block::new(block, rules).map_err(|why| storage_error("genesis", why))
}
