//! What is stored about arbiters, cases and bids.

use alloy_primitives::{Address, B256, U256, Uint};

use crate::{Result, abi::IPrecompile::AmountTooLarge};

use super::{MIN_BOND, MISS_PENALTY};

/// A time in seconds, a weight in whole CMT, or the number of a case.
pub(crate) type U40 = Uint<40, 1>;
/// An amount in wei.
pub(crate) type U96 = Uint<96, 2>;

crate::record! {
    /// What is owed in sum, and how many cases there are.
    pub struct Totals {
        /// Wei of all bonds.
        pub bonds: U96,
        /// Wei paid in with cases that are not closed.
        pub fees: U96,
        /// Cases opened so far; the number of the latest.
        pub cases: U40,
    }
}

crate::record! {
    /// An arbiter.
    pub struct Arbiter {
        /// Wei at stake.
        pub bond: U96,
        /// When the bond goes back; zero while it stays.
        pub release_at: U40,
        /// Until then a bid of it may be called upon.
        pub bound_until: U40,
        /// When bond or leaving last changed: what is drawn by follows [`super::SEASONING`] later.
        pub changed_at: U40,
        /// Cases it is appointed to and has not decided.
        pub open_cases: u32,
        /// Whether its weight is in the queue, so that it is there once.
        pub weight_queued: bool,
        /// Its place in the list of arbiters.
        pub index: u32,
        /// Cases it was appointed to.
        pub taken: u32,
        /// Cases it ruled.
        pub ruled: u32,
        /// Cases whose deadline it missed.
        pub missed: u32,
        /// Missed cases that went on to the court.
        pub escalated: u32,
        /// When it first registered; zero when it never did.
        pub joined_at: U40,
        /// What it knows about.
        pub categories: u32,
        /// Hash of its public profile.
        pub profile: B256,
    }
}

crate::record! {
    /// A case, as far as most calls need it.
    pub struct Case {
        /// One party.
        pub buyer: Address,
        /// The most an arbiter may ask, wei.
        pub max_fee: U96,
        /// The other party.
        pub seller: Address,
        /// Agreed with who is appointed, wei.
        pub fee: U96,
        /// Who is told the result; Escrow's cases are paid from its deposits, all others from here.
        pub opener: Address,
        /// End of the phase; of the accepting while neither appointed nor closed.
        pub deadline: U40,
        /// See [`State`].
        pub state: u8,
        /// Bids so far.
        pub bids: u8,
        /// Arbiters who missed their deadline.
        pub missed: u8,
        /// Place of the bid the buyer accepted, plus one; zero for none.
        pub buyer_accepts: u8,
        /// Place of the bid the seller accepted, plus one; zero for none.
        pub seller_accepts: u8,
        /// Place of the bid the buyer vetoed, plus one; zero for none.
        pub buyer_vetoes: u8,
        /// Place of the bid the seller vetoed, plus one; zero for none.
        pub seller_vetoes: u8,
        /// Who is appointed: an arbiter or the court; zero for nobody.
        pub arbiter: Address,
        /// Seconds for bids.
        pub bid_window: u32,
        /// Seconds for agreeing on one.
        pub accept_window: u32,
        /// Seconds for ruling.
        pub ruling_window: u32,
    }
}

crate::record! {
    /// The rest of a case.
    pub struct Details {
        /// The opener's own reference.
        pub opener_ref: B256,
        /// Who rules when the arbiters fail; zero for nobody.
        pub court: Address,
        /// Submissions of evidence by the buyer.
        pub buyer_evidence: u8,
        /// Submissions of evidence by the seller.
        pub seller_evidence: u8,
        /// Submissions by whoever was appointed.
        pub arbiter_evidence: u8,
        /// An account that may not arbitrate; zero for nobody.
        pub first_excluded: Address,
        /// Another one.
        pub second_excluded: Address,
    }
}

crate::record! {
    /// A bid: one word.
    pub struct Bid {
        /// Who.
        pub arbiter: Address,
        /// Wei asked.
        pub fee: U96,
    }
}

/// Where a case stands, as stored. Bidding and accepting are one state, told apart by the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// There is no such case.
    None = 0,
    /// Nobody is appointed yet.
    Open = 1,
    /// An arbiter is appointed.
    Ruling = 2,
    /// The court is.
    Court = 3,
    /// The buyer won.
    Buyer = 4,
    /// The seller won.
    Seller = 5,
    /// Nobody ruled.
    NoArbiter = 6,
    /// The parties agreed.
    Settled = 7,
}

impl Case {
    /// Where it stands.
    pub(crate) const fn state(&self) -> State {
        match self.state {
            1 => State::Open,
            2 => State::Ruling,
            3 => State::Court,
            4 => State::Buyer,
            5 => State::Seller,
            6 => State::NoArbiter,
            7 => State::Settled,
            _ => State::None,
        }
    }

    /// The first second at which the phase is over.
    pub(crate) fn ends(&self) -> u64 {
        self.deadline.to()
    }

    /// The first second at which a bid is too late, of a case in which nobody is appointed yet.
    pub(crate) fn bids_end(&self) -> u64 {
        self.ends().saturating_sub(self.accept_window.into())
    }

    /// Whether the bid at `place` was vetoed.
    pub(crate) const fn vetoed(&self, place: u8) -> bool {
        let mark = place.saturating_add(1);
        self.buyer_vetoes == mark || self.seller_vetoes == mark
    }

    /// Whether a party accepted or vetoed the bid at `place`.
    pub(crate) const fn marked(&self, place: u8) -> bool {
        let mark = place.saturating_add(1);
        self.vetoed(place) || self.buyer_accepts == mark || self.seller_accepts == mark
    }

    /// Whether `account` is a party.
    pub(crate) fn is_party(&self, account: Address) -> bool {
        account == self.buyer || account == self.seller
    }
}

impl Arbiter {
    /// Whether it has a bond or waits for it.
    pub(crate) fn is_registered(&self) -> bool {
        !self.bond.is_zero() || self.is_leaving()
    }

    /// Whether it announced that it leaves.
    pub(crate) fn is_leaving(&self) -> bool {
        !self.release_at.is_zero()
    }

    /// Whether it may bid: bonded enough, and staying.
    pub(crate) fn is_active(&self) -> bool {
        self.has_min_bond() && !self.is_leaving()
    }

    /// Whether the bond reaches the minimum.
    pub(crate) fn has_min_bond(&self) -> bool {
        self.bond.to::<U256>() >= MIN_BOND
    }

    /// Whether the bond covers one more case.
    pub(crate) fn covers_one_more(&self) -> bool {
        let cases = U256::from(self.open_cases).saturating_add(U256::ONE);
        self.bond.to::<U256>() >= MISS_PENALTY.saturating_mul(cases)
    }

    /// Whether a case can be given to it. Who leaves still owes what it bid for.
    pub(crate) fn is_fit(&self) -> bool {
        self.has_min_bond() && self.covers_one_more()
    }
}

/// `wei` as it is stored.
///
/// # Errors
/// [`AmountTooLarge`] when no such amount of CMT can exist.
pub(crate) fn amount(wei: U256) -> Result<U96> {
    if wei.bit_len() > U96::BITS {
        return Err(AmountTooLarge { amount: wei }.into());
    }
    Ok(wei.wrapping_to())
}

/// A time (Unix seconds) as it is stored; the year 36,812 stands for all later ones.
pub(crate) fn time(seconds: u64) -> U40 {
    U40::saturating_from(seconds)
}
