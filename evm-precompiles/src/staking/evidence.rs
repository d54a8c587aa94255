//! Evidence that a validator signed against itself, checked without a consensus library.
//!
//! What consensus signs (simplex, commonware 2026.10): `varint(length) ‖ namespace ‖ message`, with
//! the namespace of the chain and the kind of vote, and as the message the epoch, the view and, but
//! for a nullification, the view of the parent (varints) and the hash of the block.

use alloy_primitives::{Address, B256};
use cybermiles_primitives::committee::vote_namespace;

use super::{committee, slash, stakes, status};
use crate::{
    Call, Result,
    abi::IStaking::{
        InvalidVote, NoContradiction, NotInCommittee, UnknownCommittee, ValidatorIsRemoved, Vote,
        VoteKind, submitEvidenceCall,
    },
    ed25519,
};

/// Removes the validator that two votes convict.
///
/// # Errors
/// `NoContradiction`, `UnknownCommittee`, `NotInCommittee`, `ValidatorIsRemoved`, `InvalidVote`.
pub(super) fn submit(call: &mut Call<'_>, evidence: &submitEvidenceCall) -> Result<()> {
    let submitEvidenceCall { consensusKey, epoch, viewNumber, first, second } = evidence;
    if !contradict(first, second) {
        return Err(NoContradiction {}.into());
    }
    let operator = member(call, consensusKey, *epoch)?;
    if stakes().at(call, operator)?.load(call)?.status == status::REMOVED {
        return Err(ValidatorIsRemoved { operator }.into());
    }
    for (index, vote) in (0u64..).zip([first, second]) {
        call.charge(ed25519::GAS)?;
        let message = signed_vote(call.chain_id(), *epoch, *viewNumber, vote);
        if !is_signed(consensusKey, &message, vote) {
            return Err(InvalidVote { index: alloy_primitives::U256::from(index) }.into());
        }
    }
    slash::remove(call, operator, *epoch, *viewNumber)
}

/// Whether nobody who keeps to the protocol signs both, for one view.
fn contradict(first: &Vote, second: &Vote) -> bool {
    let differ = (first.parent, first.payload) != (second.parent, second.payload);
    match (first.kind, second.kind) {
        (VoteKind::Notarize, VoteKind::Notarize) | (VoteKind::Finalize, VoteKind::Finalize) => {
            differ
        }
        (VoteKind::Nullify, VoteKind::Finalize) | (VoteKind::Finalize, VoteKind::Nullify) => true,
        _ => false,
    }
}

/// The operator whose key had a seat in `epoch`.
fn member(call: &mut Call<'_>, consensus_key: &B256, epoch: u64) -> Result<Address> {
    let committee = committee::load(call, epoch)?.ok_or(UnknownCommittee { epoch })?;
    let seat = committee.position(consensus_key).and_then(|place| committee.seats.get(place));
    let stranger = NotInCommittee { consensusKey: *consensus_key, epoch };
    Ok(seat.ok_or(stranger)?.validator)
}

/// Whether the signature of `vote` is one of `message` by this key: exactly when the consensus
/// engine takes it, whatever the encoding. Were one refused here that the engine takes, a validator
/// could sign against itself and go free.
pub fn is_signed(consensus_key: &B256, message: &[u8], vote: &Vote) -> bool {
    let mut signature = [0; 64];
    let (point, scalar) = signature.split_at_mut(32);
    point.copy_from_slice(vote.r.as_slice());
    scalar.copy_from_slice(vote.s.as_slice());
    ed25519::verify(consensus_key, message, &signature)
}

/// The bytes under the signature of a vote.
pub fn signed_vote(chain_id: u64, epoch: u64, view: u64, vote: &Vote) -> Vec<u8> {
    let suffix: &[u8] = match vote.kind {
        VoteKind::Notarize => b"_NOTARIZE",
        VoteKind::Nullify => b"_NULLIFY",
        _ => b"_FINALIZE",
    };
    let namespace = [&vote_namespace(chain_id), suffix].concat();
    let mut bytes = varint(namespace.len() as u64);
    bytes.extend_from_slice(&namespace);
    bytes.extend(varint(epoch));
    bytes.extend(varint(view));
    if vote.kind != VoteKind::Nullify {
        bytes.extend(varint(vote.parent));
        bytes.extend_from_slice(vote.payload.as_slice());
    }
    bytes
}

/// Seven bits a byte, the lowest first; the high bit says that more follow.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}
