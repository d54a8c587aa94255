//! What the escrow keeps in storage, packed so that a plain order takes four words.

use alloy_primitives::{
    Address, B256,
    aliases::{U24, U40, U48, U96},
};

use crate::{
    Call, Result,
    abi::IEscrow::{Release, State, UnknownOrder},
    queue::Queue,
    storage::{Mapping, Record, Value},
};

crate::layout! {
    /// What the contract holds.
    totals: Record<Totals> = 0;
    /// Each order that waits, by the time at which its state ends.
    due: Queue = 1;
    /// Ids by number, from 1 on.
    ids: Mapping<U40, Value<B256>> = 2;
    /// Orders by id. None is ever removed, so no id can come back.
    orders: Mapping<B256, Record<Order>> = 3;
    /// Who delivers, by id; only of orders that name a carrier.
    couriers: Mapping<B256, Record<Courier>> = 4;
    /// What the seller shipped with, by id; only of orders that name a carrier.
    tracking_hashes: Mapping<B256, Value<B256>> = 5;
    /// Marketplace and windows, by id; only of orders that name any.
    conditions: Mapping<B256, Record<Conditions>> = 6;
    /// Who rules when no arbiter did, by id; only of orders that name a court.
    courts: Mapping<B256, Value<Address>> = 7;
    /// Proposals and the dispute, by id.
    talks: Mapping<B256, Record<Talks>> = 8;
    /// Accounts by owner.
    accounts: Mapping<Address, Record<Account>> = 9;
    /// The use of signed offers, by seller and hash of the offer.
    fills: Mapping<Address, Mapping<B256, Record<Fill>>> = 10;
}

crate::record! {
    /// What the contract holds.
    pub struct Totals {
        /// Orders ever offered.
        pub orders: U40,
        /// Wei locked in orders that have not ended.
        pub held: U96,
        /// Wei in free balances.
        pub free: U96,
    }
}

crate::record! {
    /// An order: all that its defaults need, and the links of both parties' lists.
    pub struct Order {
        /// Who buys.
        pub buyer: Address,
        /// When the state ends by itself, Unix seconds; zero when disputed or ended.
        pub due_at: U40,
        /// A `State`.
        pub state: u8,
        /// See `flags`.
        pub flags: u8,
        /// Number of the buyer's order before this one; zero for none.
        pub buyers_previous: U40,
        /// Who sells.
        pub seller: Address,
        /// Wei.
        pub price: U96,
        /// Wei of each side.
        pub deposit: U96,
        /// Unix seconds.
        pub ship_by: U40,
        /// Unix seconds.
        pub deliver_by: U40,
        /// Seconds.
        pub inspection: u32,
        /// Number of the seller's order before this one; zero for none.
        pub sellers_previous: U40,
    }
}

crate::record! {
    /// Who delivers, where somebody is named.
    pub struct Courier {
        /// Who may confirm the delivery.
        pub carrier: Address,
        /// The order's number: the confirmation may have to queue it again.
        pub number: U40,
    }
}

crate::record! {
    /// Where the order was made and how a dispute runs, where that is not the standard.
    pub struct Conditions {
        /// Who gets the fee.
        pub marketplace: Address,
        /// Basis points.
        pub fee_bps: u16,
        /// Seconds; zero for the standard.
        pub bid_window: U24,
        /// Seconds; zero for the standard.
        pub accept_window: U24,
        /// Seconds; zero for the standard.
        pub ruling_window: U24,
    }
}

crate::record! {
    /// What the parties propose to each other, and the case when they could not agree.
    pub struct Talks {
        /// Wei of the price to the seller, as the buyer proposes.
        pub buyer_proposal: U96,
        /// Wei of the price to the seller, as the seller proposes.
        pub seller_proposal: U96,
        /// Whether the buyer's proposal stands.
        pub buyer_proposes: bool,
        /// Whether the seller's proposal stands.
        pub seller_proposes: bool,
        /// The arbitration case; zero for none.
        pub case_id: U48,
    }
}

crate::record! {
    /// An address that trades.
    pub struct Account {
        /// Wei it can use or withdraw.
        pub free: U96,
        /// Orders it was ever a party of.
        pub orders: U40,
        /// Number of the latest of them.
        pub latest: U40,
        /// Signed offers of other epochs are void.
        pub offer_epoch: u32,
    }
}

crate::record! {
    /// How far a signed offer was used.
    pub struct Fill {
        /// Orders opened with it.
        pub filled: u32,
        /// The seller took it back.
        pub cancelled: bool,
    }
}

/// The bits of [`Order::flags`].
pub(crate) mod flags {
    /// The carrier's confirmation releases the price; otherwise the buyer's acceptance.
    pub(crate) const CARRIER_DELIVERY: u8 = 1;
    /// The seller made the offer; otherwise the buyer.
    pub(crate) const BY_SELLER: u8 = 2;
    /// The arbiter gets at most its fee.
    pub(crate) const FEE_ONLY: u8 = 4;
    /// There is a courier.
    pub(crate) const COURIER: u8 = 8;
    /// There are conditions.
    pub(crate) const CONDITIONS: u8 = 16;
    /// There is a court.
    pub(crate) const COURT: u8 = 32;
}

impl Order {
    /// Where it stands.
    pub(crate) fn state(&self) -> State {
        State::try_from(self.state).unwrap_or(State::None)
    }

    /// Whether a flag is set.
    pub(crate) const fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// What releases the price.
    pub(crate) const fn release(&self) -> Release {
        if self.has(flags::CARRIER_DELIVERY) {
            Release::CarrierDelivery
        } else {
            Release::BuyerAcceptance
        }
    }

    /// Unix seconds at which the state ends by itself; zero when it does not.
    pub(crate) fn due_at(&self) -> u64 {
        self.due_at.saturating_to()
    }
}

/// An order that was read: its id, where it lies and what it holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deal {
    /// Its id.
    pub(crate) id: B256,
    /// What is stored.
    stored: Order,
    /// What it is now; [`Deal::save`] stores it.
    pub(crate) order: Order,
    place: Record<Order>,
}

impl Deal {
    /// Reads the order `id`.
    ///
    /// # Errors
    /// `UnknownOrder`.
    pub(crate) fn load(call: &mut Call<'_>, id: B256) -> Result<Self> {
        let place = orders().at(call, id)?;
        let order = place.load(call)?;
        if order.state() == State::None {
            return Err(UnknownOrder { id }.into());
        }
        Ok(Self { id, stored: order, order, place })
    }

    /// Stores the words that have changed.
    pub(crate) fn save(&mut self, call: &mut Call<'_>) -> Result<()> {
        self.place.update(call, &self.stored, &self.order)?;
        self.stored = self.order;
        Ok(())
    }

    /// Who delivers; nobody for most orders.
    pub(crate) fn courier(&self, call: &mut Call<'_>) -> Result<Courier> {
        if !self.order.has(flags::COURIER) {
            return Ok(Courier::default());
        }
        couriers().at(call, self.id)?.load(call)
    }

    /// Marketplace and windows.
    pub(crate) fn conditions(&self, call: &mut Call<'_>) -> Result<Conditions> {
        if !self.order.has(flags::CONDITIONS) {
            return Ok(Conditions::default());
        }
        conditions().at(call, self.id)?.load(call)
    }

    /// Who rules when no arbiter did; zero for nobody.
    pub(crate) fn court(&self, call: &mut Call<'_>) -> Result<Address> {
        if !self.order.has(flags::COURT) {
            return Ok(Address::ZERO);
        }
        courts().at(call, self.id)?.get(call)
    }
}

/// What only some orders have; a word of storage each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extras {
    /// Who delivers.
    pub(crate) courier: Courier,
    /// Marketplace and windows.
    pub(crate) conditions: Conditions,
    /// Who rules when no arbiter did.
    pub(crate) court: Address,
}

impl Extras {
    /// The flags of what there is.
    pub(crate) fn flags(&self) -> u8 {
        let mut flags = 0;
        if self.courier != Courier::default() {
            flags |= flags::COURIER;
        }
        if self.conditions != Conditions::default() {
            flags |= flags::CONDITIONS;
        }
        if !self.court.is_zero() {
            flags |= flags::COURT;
        }
        flags
    }

    /// Stores what there is, for the new order `id` with this number.
    ///
    /// # Errors
    /// Those of the state.
    pub(crate) fn create(&self, call: &mut Call<'_>, id: B256, number: U40) -> Result<()> {
        let present = self.flags();
        if present & flags::COURIER != 0 {
            couriers().at(call, id)?.create(call, &Courier { number, ..self.courier })?;
        }
        if present & flags::CONDITIONS != 0 {
            conditions().at(call, id)?.create(call, &self.conditions)?;
        }
        if present & flags::COURT != 0 {
            courts().at(call, id)?.set(call, self.court)?;
        }
        Ok(())
    }
}
