//! What a network's block must be beyond Ethereum's rules: proposed by the leader of its view, with
//! the only randomness that leader could give.

use alloy_primitives::B256;
use blst::{
    BLST_ERROR,
    min_pk::{PublicKey, Signature},
};
use cybermiles_evm_precompiles::staking::{self, BlockFacts};
use cybermiles_primitives::{
    ChainSpec, Committee, Header, Seal, StateError, StateReader, Turn,
    committee::{RandaoKey, consensus_address},
    native::STAKING,
    seal::{next_mix, randomness_message},
};

pub use cybermiles_primitives::seal::RANDOMNESS_DOMAIN;

/// Why a block is not the one its view's leader could propose.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// `extraData` that names no turn.
    #[error("`extraData` names no view: expected version 1, view, parent's view, milliseconds")]
    Turn,
    /// No committee is known for the block's epoch.
    #[error("no committee is elected for epoch {0}")]
    NoCommittee(u64),
    /// Somebody else's turn.
    #[error("view {view} is led by {expected}, not by {found}")]
    Proposer {
        /// The block's view.
        view: u64,
        /// Consensus key of the view's leader.
        expected: B256,
        /// Consensus key in the seal.
        found: B256,
    },
    /// A header that names another proposer than the seal.
    #[error("`miner` is not the consensus address of the proposer {0}")]
    Beneficiary(B256),
    /// A signature that is not the proposer's over this height.
    #[error("the randomness is not the proposer's signature of this height: {0}")]
    Randomness(&'static str),
    /// `mixHash` is not the hash of the randomness.
    #[error("`mixHash` is {found}, expected {expected}")]
    Mix {
        /// The randomness' hash.
        expected: B256,
        /// What the header says.
        found: B256,
    },
    /// The state could not be read.
    #[error(transparent)]
    State(#[from] StateError),
}

/// What Staking is told when the block of `header` closes; `None` on a development chain, and for
/// simulated blocks, which nobody proposed.
pub fn facts(spec: &ChainSpec, header: &Header) -> Option<BlockFacts> {
    if !spec.is_network() {
        return None;
    }
    let Turn { view, parent_view, .. } = Turn::decode(&header.extra_data)?;
    Some(BlockFacts {
        epoch: spec.epoch_of(header.number),
        view,
        parent_view,
        proposer: header.beneficiary,
        is_last_of_epoch: spec.is_last_of_epoch(header.number),
    })
}

/// Who votes in `epoch`, as far as `state` knows: the epoch of its block and the next one always.
///
/// # Errors
/// [`StateError`] when the state cannot be read.
pub fn committee(state: &impl StateReader, epoch: u64) -> Result<Option<Committee>, StateError> {
    staking::committee::read(epoch, |slot| state.storage(&STAKING, &slot))
}

/// Checks who proposed the block of `header` and what it adds to the randomness. `state` is that
/// of the parent, whose `mixHash` is `parent_mix`.
///
/// # Errors
/// [`SealError`]; only [`SealError::State`] is not the block's fault.
pub fn verify_seal(
    spec: &ChainSpec,
    header: &Header,
    parent_mix: B256,
    seal: &Seal,
    state: &impl StateReader,
) -> Result<(), SealError> {
    let turn = Turn::decode(&header.extra_data).ok_or(SealError::Turn)?;
    let epoch = spec.epoch_of(header.number);
    let committee = committee(state, epoch)?.ok_or(SealError::NoCommittee(epoch))?;
    let leader = committee.leader(turn.view);
    let leader = committee.seats.get(leader).ok_or(SealError::NoCommittee(epoch))?;
    let (expected, found) = (leader.consensus_key, seal.proposer);
    if expected != found {
        return Err(SealError::Proposer { view: turn.view, expected, found });
    }
    if header.beneficiary != consensus_address(&found) {
        return Err(SealError::Beneficiary(found));
    }
    let expected = next_mix(&seal.randomness);
    if header.mix_hash != expected {
        return Err(SealError::Mix { expected, found: header.mix_hash });
    }
    let message = randomness_message(spec.chain_id, header.number, parent_mix);
    verify_randomness(&leader.randao_key, &message, seal)
}

fn verify_randomness(key: &RandaoKey, message: &[u8], seal: &Seal) -> Result<(), SealError> {
    let refused = |_| SealError::Randomness("the key or the signature is no point of its group");
    let key = PublicKey::key_validate(key.as_slice()).map_err(refused)?;
    let signature = Signature::sig_validate(seal.randomness.as_slice(), true).map_err(refused)?;
    match signature.verify(false, message, RANDOMNESS_DOMAIN, &[], &key, false) {
        BLST_ERROR::BLST_SUCCESS => Ok(()),
        _ => Err(SealError::Randomness("it does not verify")),
    }
}
