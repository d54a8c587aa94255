//! Where the native precompiles live, and what marks their accounts.

use std::ops::RangeInclusive;

use alloy_genesis::GenesisAccount;
use alloy_primitives::{Address, B256, Bytes, address};

use crate::{predeploys, spec::REWARD_POOL};

/// The native coin as an ERC-20.
pub const CMT: Address = address!("0x00000000000000000000000000000000434d5401");
/// The slot of [`CMT`] that holds the total supply in wei; the genesis seeds it with the sum of all
/// balances.
pub const CMT_SUPPLY_SLOT: B256 = B256::ZERO;
/// Orders between a buyer and a seller who do not trust each other (white paper §5).
pub const ESCROW: Address = address!("0x00000000000000000000000000000000434d5402");
/// Arbiters, and the disputes they rule on (white paper §4).
pub const ARBITRATION: Address = address!("0x00000000000000000000000000000000434d5403");
/// Commitments, attestations and grants of identities (white paper §5).
pub const IDENTITY: Address = address!("0x00000000000000000000000000000000434d5404");
/// The slot of [`IDENTITY`] that names who decides which providers are trusted; zero means
/// [`GOVERNANCE`].
pub const IDENTITY_GOVERNOR_SLOT: B256 = B256::ZERO;
/// Stakes of validators; holds the reward pool (white paper §6).
pub const STAKING: Address = REWARD_POOL;
/// Votes on the chain's parameters (white paper §6).
pub const GOVERNANCE: Address = address!("0x00000000000000000000000000000000434d5406");
/// The way from the ERC-20 CMT to the native coin.
pub const MIGRATION: Address = address!("0x00000000000000000000000000000000434d5407");
/// Receiver of the closing system transaction, which settles what is due at a block's time.
pub const CLOSING: Address = address!("0x00000000000000000000000000000000434d54ff");

/// Every address of the reserved range that is taken.
pub const ALL: [Address; 8] =
    [CMT, ESCROW, ARBITRATION, IDENTITY, STAKING, GOVERNANCE, MIGRATION, CLOSING];

/// Who sends the system transactions: nobody's key. The same address calls the contracts of
/// EIP-2935 and EIP-4788 on every Ethereum chain, so tools know it as the system. Its nonce and
/// balance never change, and no signature can be recovered to it.
pub const SYSTEM: Address = predeploys::SYSTEM_CALLER;

/// The code of each native account: one byte that no contract can be created with (EIP-3541), so
/// the account cannot be mistaken for a contract, and `extcodesize` checks of Solidity pass.
pub const CODE_MARKER: Bytes = Bytes::from_static(&[0xef]);

/// The addresses kept for native precompiles, taken or not: zeros, "CMT" in ASCII, and any byte.
pub const RESERVED: RangeInclusive<Address> = address!("0x00000000000000000000000000000000434d5400")
    ..=address!("0x00000000000000000000000000000000434d54ff");

/// Whether `address` is one of [`RESERVED`].
pub fn is_reserved(address: &Address) -> bool {
    RESERVED.contains(address)
}

/// A native account as block 0 has it: nonce 1 and the marker as its code.
pub fn account() -> GenesisAccount {
    GenesisAccount::default().with_nonce(Some(1)).with_code(Some(CODE_MARKER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_exactly_256_addresses_wide() {
        let base = Address::with_last_byte(0);
        assert!(!is_reserved(&base));
        for last in 0..=u8::MAX {
            let mut reserved = CMT;
            reserved[19] = last;
            assert!(is_reserved(&reserved), "{reserved}");
        }
        assert!(!is_reserved(&address!("0x00000000000000000000000000000000434d5300")));
        assert!(!is_reserved(&address!("0x00000000000000000000000000000000434d5500")));
        for at in 0..19 {
            let mut other = CMT;
            other[at] ^= 1;
            assert!(!is_reserved(&other), "{other}");
        }
    }

    #[test]
    fn every_taken_address_is_distinct_and_reserved() {
        let mut all = ALL.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), ALL.len());
        assert!(all.iter().all(is_reserved));
    }
}
