//! The native coin as an ERC-20: balances are those of the accounts, allowances lie here.
//!
//! The state trie knows no sum of balances, so the supply is counted here: the genesis seeds it,
//! `burn` lowers it, and whatever creates coins must raise it.

mod allowance;
mod dispatch;
mod supply;
mod transfer;

#[cfg(test)]
mod tests;

pub(crate) use dispatch::dispatch;
pub(crate) use supply::{burn, counts, mint};

use alloy_primitives::{Address, U256};

use crate::storage::{Mapping, Value};

/// The coin's name.
pub const NAME: &str = "CyberMiles";
/// The coin's symbol.
pub const SYMBOL: &str = "CMT";
/// CMT there may ever be, in wei: 10 billion (white paper §7).
pub const MAX_SUPPLY: u128 = 10_000_000_000 * 10u128.pow(18);
/// Decimals in which amounts are shown: 1 CMT is 10^18 wei.
pub const DECIMALS: u8 = 18;

crate::layout! {
    /// Wei there are; seeded by the genesis.
    total_supply: Value<U256> = 0;
    /// Wei destroyed.
    total_burned: Value<U256> = 1;
    /// Wei a spender may take, by owner and spender.
    allowances: Mapping<Address, Mapping<Address, Value<U256>>> = 2;
    /// The nonce of an owner's next permit.
    nonces: Mapping<Address, Value<U256>> = 3;
}
