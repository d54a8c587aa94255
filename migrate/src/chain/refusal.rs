//! What the Migration contract says no with, as plain sentences.

use std::fmt;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolInterface;
use cybermiles_evm_precompiles::abi::{
    IMigration::IMigrationErrors as Own, IPrecompile::IPrecompileErrors as Shared,
};

use cybermiles_genesis::Moment;

use crate::amount::Cmt;

/// A contract's no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    name: &'static str,
    sentence: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

fn cmt(wei: &U256) -> Cmt {
    Cmt(*wei)
}

/// The contract keeps times in 40 bits: more than that is no calendar's.
fn moment(seconds: &U256) -> Moment {
    Moment(seconds.saturating_to::<u64>().min((1 << 40) - 1))
}

impl Refusal {
    /// The error's name in the interface.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// A chain without a migration.
    pub(crate) fn no_migration() -> Self {
        let sentence = "this chain's genesis took over no balances: nothing can be claimed here. Is \
                        --rpc the node you mean?";
        Self { name: "NoMigration", sentence: sentence.into() }
    }

    pub(crate) fn already_claimed(account: Address) -> Self {
        Self {
            name: "AlreadyClaimed",
            sentence: format!("the row of {account} was paid already, and is paid once"),
        }
    }

    pub(crate) fn no_claimant(account: Address) -> Self {
        let sentence = format!(
            "nobody is named yet who claims the row of {account}; Governance does that. Ask there, \
             with proof that the account is yours"
        );
        Self { name: "NoClaimant", sentence }
    }

    pub(crate) fn not_claimable(account: Address) -> Self {
        let sentence = format!(
            "there is nothing to claim for {account}: it was credited in the genesis block, or had \
             nothing. `cmt-migrate status` says which"
        );
        Self { name: "NotClaimable", sentence }
    }

    fn deadline_passed(deadline: &U256) -> Self {
        let sentence = format!("the time for claims ended at {}", moment(deadline));
        Self { name: "DeadlinePassed", sentence }
    }

    /// The refusal that `data` encodes; `None` for anything else.
    pub fn decode(data: &[u8]) -> Option<Self> {
        let own = Own::abi_decode(data).ok().map(|error| Self::own(&error));
        own.or_else(|| Shared::abi_decode(data).ok().map(|error| Self::shared(&error)))
    }

    fn own(error: &Own) -> Self {
        let (name, sentence) = match error {
            Own::NoMigration(_) => return Self::no_migration(),
            Own::NotClaimable(e) => return Self::not_claimable(e.account),
            Own::AlreadyClaimed(e) => return Self::already_claimed(e.account),
            Own::NoClaimant(e) => return Self::no_claimant(e.account),
            Own::DeadlinePassed(e) => return Self::deadline_passed(&e.deadline),
            Own::NotClaimant(e) => (
                "NotClaimant",
                format!("{} claims this row, not {}: sign with that account", e.claimant, e.caller),
            ),
            Own::InvalidMerkleProof(_) => (
                "InvalidMerkleProof",
                "the Merkle proof does not lead to this chain's claim root: the lists are of \
                 another snapshot, or were changed. Classify the bundle anew and compare"
                    .into(),
            ),
            Own::InvalidStorageProof(_) => (
                "InvalidStorageProof",
                "the storage proof does not show this row of the token at the snapshot's block: ask \
                 for eth_getProof at exactly that block, with only this row's slot"
                    .into(),
            ),
            Own::NoStorageProofs(_) => (
                "NoStorageProofs",
                "this chain takes no storage proofs, because its balances were not proven: claim \
                 the row by its Merkle proof"
                    .into(),
            ),
            Own::AmountDiffers(e) => (
                "AmountDiffers",
                format!("the storage proof shows {} CMT, and {} CMT were signed: sign anew", cmt(&e.proven), cmt(&e.signed)),
            ),
            Own::FeeTooHigh(e) => (
                "FeeTooHigh",
                format!("the fee of {} CMT is more than the {} CMT that were signed, or than the row has", cmt(&e.fee), cmt(&e.max)),
            ),
            Own::WrongSnapshot(e) => (
                "WrongSnapshot",
                format!("the claim was signed for the snapshot at {}, this chain's is at {}: sign anew", e.signed, e.expected),
            ),
            Own::WrongNonce(e) => (
                "WrongNonce",
                format!("the claim was signed with nonce {}, the claimant's next one is {}: that signature was used or taken back. Sign anew", e.nonce, e.current),
            ),
            Own::DeadlineNotPassed(e) => (
                "DeadlineNotPassed",
                format!("claims can still be made until {}: nothing is left over yet", moment(&e.deadline)),
            ),
            Own::NothingLeft(_) => (
                "NothingLeft",
                "everything was claimed or released: there is nothing left to decide about".into(),
            ),
            Own::NotPayee(e) => (
                "NotPayee",
                format!("{} is a native contract and cannot be paid: name another recipient", e.account),
            ),
            Own::NotOpen(e) => (
                "NotOpen",
                format!("the genesis names who claims the row of {}: nobody else can", e.account),
            ),
        };
        Self { name, sentence }
    }

    fn shared(error: &Shared) -> Self {
        let (name, sentence) = match error {
            Shared::InvalidSignature(_) => (
                "InvalidSignature",
                "the signature is not the claimant's over exactly this claim: sign what was printed, \
                 unchanged, with the claimant's account"
                    .into(),
            ),
            Shared::SignatureExpired(e) => (
                "SignatureExpired",
                format!("the signature was good until {}: sign anew", moment(&e.deadline)),
            ),
            Shared::ZeroAddress(_) => (
                "ZeroAddress",
                "the recipient is the zero address, where coins are lost: name another".into(),
            ),
            Shared::Paused(e) => (
                "Paused",
                format!("Governance has paused claims; they work again at {}", moment(&e.until)),
            ),
            Shared::InsufficientBalance(e) => (
                "InsufficientBalance",
                format!("{} has {} CMT, and {} CMT are needed", e.account, cmt(&e.have), cmt(&e.want)),
            ),
            Shared::AmountTooLarge(e) => (
                "AmountTooLarge",
                format!("{} CMT is more than there can ever be", cmt(&e.amount)),
            ),
            Shared::DelegateCallNotAllowed(_) => (
                "DelegateCallNotAllowed",
                "the Migration contract was called by a delegation: call its address itself".into(),
            ),
            Shared::StaticCallNotAllowed(_) => (
                "StaticCallNotAllowed",
                "a claim changes the chain and cannot be made from a static call".into(),
            ),
            Shared::ValueNotAllowed(_) => (
                "ValueNotAllowed",
                "CMT was sent along: claims take none, send it with value 0".into(),
            ),
            Shared::UnknownSelector(_) => (
                "UnknownSelector",
                "this chain's Migration contract does not know this call: its node is older than \
                 this tool"
                    .into(),
            ),
            Shared::InvalidCalldata(_) => (
                "InvalidCalldata",
                "the data of the call is not that of a claim: it was cut or changed".into(),
            ),
            Shared::PageTooLarge(e) => (
                "PageTooLarge",
                format!("{} rows were asked for at once, at most {} can be", e.limit, e.max),
            ),
        };
        Self { name, sentence }
    }
}

#[cfg(test)]
mod tests {
    use alloy_sol_types::SolError;
    use cybermiles_evm_precompiles::abi::{IMigration, IPrecompile};

    use super::*;

    #[test]
    fn every_error_of_the_interface_has_a_sentence() {
        // Arguments of zeros are arguments.
        for selector in Own::selectors().chain(Shared::selectors()) {
            let data = [&selector[..], &[0; 96]].concat();
            let refusal = (0..=3).find_map(|words| Refusal::decode(data.get(..4 + 32 * words)?));
            let refusal = refusal.unwrap();
            let sentence = refusal.to_string();
            assert!(sentence.len() > 30, "{sentence}");
            assert!(!sentence.contains("  ") && !sentence.ends_with('.'), "{sentence}");
        }
        assert_eq!(Refusal::decode(&[1, 2, 3, 4]), None);
        assert_eq!(Refusal::decode(&[]), None);
    }

    #[test]
    fn a_sentence_names_what_and_how_much() {
        let signed = U256::from(10).pow(U256::from(18));
        let data =
            IMigration::AmountDiffers { proven: signed * U256::from(2), signed }.abi_encode();
        let refusal = Refusal::decode(&data).unwrap();
        assert_eq!(refusal.name(), "AmountDiffers");
        assert!(refusal.to_string().contains("shows 2 CMT, and 1 CMT were signed"), "{refusal}");
        let data =
            IPrecompile::SignatureExpired { deadline: U256::from(1_540_000_000) }.abi_encode();
        let refusal = Refusal::decode(&data).unwrap();
        assert!(refusal.to_string().contains("2018-10-20T01:46:40Z"), "{refusal}");
    }
}
