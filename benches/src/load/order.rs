//! The orders a load run offers in Escrow.

use alloy_primitives::{Address, Bytes};

use crate::commerce::contender::{Trade, all};

/// Gas an offer may use: some 190,000, with room for a long queue of deadlines.
pub const OFFER_GAS: u64 = 400_000;

/// A seller's offer without deposits: the calldata.
pub fn offer(seller: Address, buyer: Address, salt: u64, now: u64) -> Bytes {
    let marketplace = Address::ZERO;
    let trade = Trade { buyer, seller, price: 1_000, deposit: 0, marketplace, salt, now };
    let [native, ..] = all();
    (native.offer)(&trade).into()
}
