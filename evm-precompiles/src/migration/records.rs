//! What lies in storage about the migration.

use alloy_primitives::{Address, U256, Uint};

use crate::{Result, abi::IPrecompile::AmountTooLarge};

/// A time in seconds since 1970.
pub(super) type U40 = Uint<40, 1>;
/// An amount in wei; more than all CMT there can be.
pub(super) type U96 = Uint<96, 2>;

crate::record! {
    /// The token balances come from.
    pub struct Origin {
        /// The ERC-20 on Ethereum.
        pub token: Address,
        /// Height of the snapshot's block.
        pub block_number: u64,
        /// Whether the token's mapping hashes the slot before the key, as Vyper's do.
        pub is_vyper: bool,
    }
}

crate::record! {
    /// What there is to claim, and for how long.
    pub struct Ledger {
        /// Wei there were in the beginning.
        pub claimable: U96,
        /// Wei neither claimed nor released.
        pub remaining: U96,
        /// The last second at which a claim is paid; zero on a chain without a migration.
        pub deadline: U40,
    }
}

crate::record! {
    /// A row to be claimed: one word, so that a claim reads and writes one slot of it.
    pub struct Row {
        /// Who claims it; zero as long as nobody is named.
        pub claimant: Address,
        /// What it is, as in the interface.
        pub class: u8,
        /// Whether there is such a row: the word of one is never zero.
        pub exists: bool,
        /// Whether the genesis named nobody, so that Governance does.
        pub is_open: bool,
        /// Whether it was paid.
        pub is_claimed: bool,
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
