//! Where an epoch's instance of the protocol begins.
//!
//! That is the block before the epoch's first. A ledger that began with a snapshot, or that keeps
//! fewer blocks than an epoch has, may no longer hold it; then it is the newest decided block of
//! the epoch itself, whose votes prove that nothing before it can be decided otherwise.

use commonware_codec::Decode as _;
use commonware_consensus::{
    Epochable as _, Viewable as _,
    simplex::{Floor, types::Finalization},
};
use commonware_cryptography::certificate::Verifier as _;
use commonware_parallel::Sequential;
use cybermiles_chain::{Chain, ChainError};
use rand_core::CryptoRng;

use crate::{
    block::{Digest, digest_of},
    signer::Scheme,
};

/// The votes for the newest block from `oldest` on that is kept and has its own; most blocks do.
///
/// # Errors
/// [`ChainError`], with the height that could not be read.
pub(crate) fn newest_finalization(
    chain: &Chain,
    oldest: u64,
) -> Result<Option<Finalization<Scheme, Digest>>, (u64, ChainError)> {
    let bound = Scheme::certificate_codec_config_unbounded();
    let mut number = chain.head().number();
    // Blocks that are no longer kept may become more meanwhile.
    while number >= oldest.max(chain.oldest_block()).max(1) {
        let sealed = match chain.sealed(number) {
            Err(_) if number < chain.oldest_block() => return Ok(None),
            sealed => sealed.map_err(|source| (number, source))?,
        };
        let certificate = sealed.map(|block| block.seal.certificate).unwrap_or_default();
        if let Ok(finalization) = Finalization::decode_cfg(certificate.0, &bound) {
            return Ok(Some(finalization));
        }
        number = number.saturating_sub(1);
    }
    Ok(None)
}

/// Where the instance of `epoch` begins, whose committee votes by `scheme`; `None` when neither the
/// block before the epoch nor one of it with its votes is kept.
///
/// # Errors
/// [`ChainError`].
pub(crate) fn floor(
    chain: &Chain,
    epoch: u64,
    scheme: &Scheme,
    rng: &mut impl CryptoRng,
) -> Result<Option<Floor<Scheme, Digest>>, ChainError> {
    let first = epoch.saturating_mul(chain.spec().epoch_blocks);
    let before = first.saturating_sub(1);
    match chain.header(before) {
        Ok(Some(header)) => return Ok(Some(Floor::Genesis(digest_of(header.hash)))),
        Ok(None) => return Err(ChainError::UnknownBlock(before.into())),
        Err(_) if before < chain.oldest_block() => {}
        Err(error) => return Err(error),
    }
    let newest = newest_finalization(chain, first).map_err(|(_, error)| error)?;
    // The library panics on what does not hold.
    let is_sound = |one: &Finalization<Scheme, Digest>| {
        one.epoch().get() == epoch && !one.view().is_zero() && one.verify(rng, scheme, &Sequential)
    };
    let Some(finalization) = newest.filter(is_sound) else { return Ok(None) };
    let view = finalization.view().get();
    tracing::info!(epoch, view, "the epoch's beginning is not kept: going on from a decided block");
    Ok(Some(Floor::Finalized(finalization)))
}
