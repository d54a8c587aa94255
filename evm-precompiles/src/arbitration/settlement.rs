//! What comes up in the queue: cases and arbiters.

use alloy_primitives::U256;

use crate::{Call, Result, abi::IArbitration::NotDue};

use super::{
    appointment, arbiters, cases, queue,
    records::{Case, State},
    rulings,
};

/// Something that comes up at a time. The low two bits tell what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// The next step of a case, by number.
    Case(u64),
    /// The weight of an arbiter, by index, follows its bond.
    Weight(u64),
    /// The bond of an arbiter, by index, goes back.
    Release(u64),
    /// Nothing this version knows.
    Unknown,
}

impl Item {
    /// As the queue keeps it.
    pub(crate) const fn encode(self) -> u64 {
        match self {
            Self::Case(id) => id << 2,
            Self::Weight(index) => (index << 2) | 1,
            Self::Release(index) => (index << 2) | 2,
            Self::Unknown => 3,
        }
    }

    /// From the queue.
    pub(crate) const fn decode(item: u64) -> Self {
        match (item & 3, item >> 2) {
            (0, id) => Self::Case(id),
            (1, index) => Self::Weight(index),
            (2, index) => Self::Release(index),
            _ => Self::Unknown,
        }
    }
}

/// When something is next due in `case`, Unix seconds; `None` once it is closed.
pub(crate) fn due_at(case: &Case) -> Option<u64> {
    match case.state() {
        // Where nobody bid there is nothing to agree on.
        State::Open if case.bids == 0 => Some(case.bids_end()),
        State::Open | State::Ruling | State::Court => Some(case.ends()),
        _ => None,
    }
}

/// Settles one item of the queue. One that is not due, or no longer, is left alone.
///
/// # Errors
/// None but those of the state: what it pays it has.
pub(crate) fn settle(call: &mut Call<'_>, item: u64) -> Result<()> {
    let id = match Item::decode(item) {
        Item::Case(id) => id,
        Item::Weight(index) => return arbiters::settle_weight(call, index),
        Item::Release(index) => return arbiters::settle_release(call, index),
        Item::Unknown => return Ok(()),
    };
    let case = super::cases().at(call, id)?.load(call)?;
    let now = call.timestamp();
    match due_at(&case) {
        Some(at) if at <= now => advance(call, id, case),
        // The bidding is over and there is something to agree on.
        Some(at) if case.state() == State::Open => queue().push(call, at, item),
        _ => Ok(()),
    }
}

/// Settles what is due in a case, for anybody.
///
/// # Errors
/// `NoSuchCase`, `NotDue`.
pub(crate) fn poke(call: &mut Call<'_>, id: U256) -> Result<()> {
    let (id, case) = cases::load(call, id)?;
    match due_at(&case) {
        Some(at) if at <= call.timestamp() => advance(call, id, case),
        at => {
            let due_at = U256::from(at.unwrap_or_default());
            Err(NotDue { caseId: U256::from(id), dueAt: due_at }.into())
        }
    }
}

/// The phase of `case` is over.
fn advance(call: &mut Call<'_>, id: u64, case: Case) -> Result<()> {
    match case.state() {
        State::Open => appointment::appoint_next(call, id, case),
        State::Ruling => {
            let case = appointment::miss(call, id, case)?;
            appointment::appoint_next(call, id, case)
        }
        State::Court => rulings::conclude(call, id, case, State::NoArbiter),
        State::None | State::Buyer | State::Seller | State::NoArbiter | State::Settled => Ok(()),
    }
}
