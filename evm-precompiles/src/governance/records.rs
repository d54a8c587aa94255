//! What lies in storage about parameters and proposals.

use alloy_primitives::{Address, B256, U256, Uint};

use crate::{Result, abi::IPrecompile::AmountTooLarge};

/// A time in seconds since 1970, or a number of a proposal.
pub(super) type U40 = Uint<40, 1>;
/// An amount in wei; more than all CMT there can be.
pub(super) type U96 = Uint<96, 2>;

crate::record! {
    /// A parameter somebody set; one nobody set has its initial value.
    pub struct Setting {
        /// Its value.
        pub value: u128,
        /// Whether it was set.
        pub set: bool,
    }
}

crate::record! {
    /// The first second at which each function works again.
    pub struct Pauses {
        /// New orders.
        pub escrow_offers: U40,
        /// Cases opened by contracts.
        pub arbitration_cases: U40,
        /// New arbiters.
        pub arbiter_registration: U40,
        /// New providers.
        pub provider_registration: U40,
        /// New attestations.
        pub attestations: U40,
        /// New grants.
        pub grants: U40,
    }
}

crate::record! {
    /// From when on which version's rules hold.
    pub struct Upgrade {
        /// The version: ASCII, left-aligned.
        pub name: B256,
        /// The first block under its rules; zero for none.
        pub height: u64,
    }
}

crate::record! {
    /// What is held, and how many proposals there are.
    pub struct Totals {
        /// Wei of the reserve.
        pub reserve: U96,
        /// Wei of deposits.
        pub deposits: U96,
        /// The number of the latest proposal.
        pub proposals: U40,
    }
}

crate::record! {
    /// What a vote needs to know of a proposal: one word.
    pub struct Poll {
        /// Whose it is.
        pub proposer: Address,
        /// What it does, as in the interface.
        pub kind: u8,
        /// Where it stands, as in the interface.
        pub state: u8,
        /// When the voting ends.
        pub ends_at: U40,
        /// When it takes effect; zero unless it passed.
        pub execute_at: U40,
    }
}

crate::record! {
    /// The deposit of a proposal, and the count once the voting ended, in wei.
    pub struct Outcome {
        /// Wei put up.
        pub deposit: U96,
        /// When it was submitted.
        pub submitted_at: U40,
        /// For it.
        pub yes: U96,
        /// Against it.
        pub no: U96,
        /// Neither.
        pub abstain: U96,
        /// Against it, and against the deposit.
        pub veto: U96,
        /// All stake that could vote.
        pub total: U96,
    }
}

crate::record! {
    /// What a proposal asks for.
    pub struct Plan {
        /// A parameter's key or a version's name: ASCII, left-aligned.
        pub key: B256,
        /// A value, seconds, a height or wei.
        pub value: U256,
        /// A provider, who is paid, or whose row.
        pub account: Address,
        /// A provider's kind, or what is paused.
        pub index: u8,
        /// Whether to trust.
        pub flag: bool,
        /// Who is to claim the row of `account`.
        pub claimant: Address,
    }
}

crate::record! {
    /// Shares in one validator whose owners vote themselves, by what they vote.
    pub struct Direct {
        /// For it.
        pub yes: u128,
        /// Against it.
        pub no: u128,
        /// Neither.
        pub abstain: u128,
        /// Against it, and against the deposit.
        pub veto: u128,
    }
}

/// `wei` as it is stored.
///
/// # Errors
/// [`AmountTooLarge`] when no such amount of CMT can exist.
pub(super) fn amount(wei: U256) -> Result<U96> {
    if wei.bit_len() > U96::BITS {
        return Err(AmountTooLarge { amount: wei }.into());
    }
    Ok(wei.wrapping_to())
}

/// `text`, at most 32 bytes of it, left-aligned in a word.
pub(super) fn word(text: &str) -> B256 {
    let mut word = B256::ZERO;
    for (to, from) in word.iter_mut().zip(text.as_bytes()) {
        *to = *from;
    }
    word
}

/// The text [`word`] made a word of.
pub(super) fn text(word: B256) -> String {
    let bytes = word.iter().take_while(|byte| **byte != 0);
    bytes.map(|byte| char::from(*byte)).collect()
}
