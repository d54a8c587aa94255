//! A buyer, a seller and the others, in an in-memory world.

use alloy_primitives::{Address, B256, Bytes, U256, aliases::U40};
use alloy_sol_types::{SolCall, SolError, SolEvent, SolStruct, eip712_domain};
use secp256k1::{Message, PublicKey, SECP256K1, SecretKey};

use crate::{
    Call, Host,
    abi::IEscrow::{
        self, Arbitration, Closed, Order, Release, State, Terms, acceptCall, agreeSettlementCall,
        confirmDeliveryCall, disputeCall, offerCall, orderCall, proposeSettlementCall, shipCall,
        totalsCall,
    },
    address::{ARBITRATION, ESCROW},
    arbitration,
    escrow::{Ruling, resolve},
    memory::MemoryHost,
};

pub(super) const BUYER: Address = Address::repeat_byte(0xb1);
pub(super) const SELLER: Address = Address::repeat_byte(0x5e);
pub(super) const MARKET: Address = Address::repeat_byte(0x3a);
pub(super) const ARBITER: Address = Address::repeat_byte(0xa9);
pub(super) const COURT: Address = Address::repeat_byte(0xc0);
pub(super) const STRANGER: Address = Address::repeat_byte(0x57);
pub(super) const TRACKING: B256 = B256::repeat_byte(0x7a);

pub(super) const PRICE: u128 = 1_000_003;
pub(super) const DEPOSIT: u128 = 101;
/// 2.5 % of the price, rounded down.
pub(super) const FEE: u128 = 25_000;
/// What everybody has to begin with.
pub(super) const RICH: u128 = 1_000_000_000;

/// Unix time at which every test starts.
pub(super) const START: u64 = 1_700_000_000;
pub(super) const EXPIRY: u64 = START + 100;
pub(super) const SHIP_BY: u64 = START + 1_000;
pub(super) const DELIVER_BY: u64 = START + 2_000;
pub(super) const INSPECTION: u32 = 300;

/// Somebody who can sign.
pub(super) struct Signer {
    key: SecretKey,
    pub(super) address: Address,
}

pub(super) fn signer(number: u8) -> Signer {
    let key = SecretKey::from_byte_array([number; 32]).unwrap();
    let public = PublicKey::from_secret_key(SECP256K1, &key).serialize_uncompressed();
    Signer { key, address: Address::from_raw_public_key(&public[1..]) }
}

/// The carrier's address; it signs with `signer(0xca)`.
pub(super) fn carrier() -> Address {
    signer(0xca).address
}

impl Signer {
    /// Its signature of `message`, as a wallet on `chain` makes it.
    pub(super) fn sign<S: SolStruct>(&self, chain: u64, message: &S) -> Vec<u8> {
        let domain = eip712_domain! {
            name: "CyberMiles Escrow", version: "1", chain_id: chain, verifying_contract: ESCROW,
        };
        self.sign_hash(message.eip712_signing_hash(&domain))
    }

    pub(super) fn sign_hash(&self, hash: B256) -> Vec<u8> {
        let signed = SECP256K1.sign_ecdsa_recoverable(Message::from_digest(hash.0), &self.key);
        let (recovery, compact) = signed.serialize_compact();
        let mut bytes = compact.to_vec();
        bytes.push(27 + u8::try_from(i32::from(recovery)).unwrap());
        bytes
    }
}

/// The chain the tests run on.
pub(super) const CHAIN: u64 = 1337;

/// A deal of both: price, deposits, carrier, marketplace.
pub(super) fn terms() -> Terms {
    Terms {
        buyer: BUYER,
        seller: SELLER,
        price: U256::from(PRICE),
        deposit: U256::from(DEPOSIT),
        carrier: carrier(),
        marketplace: MARKET,
        feeBps: 250,
        release: Release::BuyerAcceptance,
        expiry: U40::from(EXPIRY),
        shipBy: U40::from(SHIP_BY),
        deliverBy: U40::from(DELIVER_BY),
        inspection: INSPECTION,
        arbitration: Arbitration {
            bidWindow: 600,
            acceptWindow: 700,
            rulingWindow: 800,
            feeOnly: false,
            court: COURT,
        },
        termsHash: B256::repeat_byte(0x7e),
        salt: B256::ZERO,
    }
}

/// Terms without anything optional.
pub(super) fn plain() -> Terms {
    Terms {
        carrier: Address::ZERO,
        marketplace: Address::ZERO,
        feeBps: 0,
        arbitration: Arbitration::default(),
        ..terms()
    }
}

/// The result of a call: what it returned, or the encoded error.
pub(super) type Answer<C> = Result<<C as SolCall>::Return, Bytes>;

/// The world, and the id of the one order most tests are about.
pub(super) struct World {
    pub(super) host: MemoryHost,
    pub(super) id: B256,
}

impl World {
    /// Everybody is rich; there is no order yet.
    pub(super) fn new() -> Self {
        let mut host = MemoryHost::new();
        host.set_time(START);
        for somebody in [BUYER, SELLER, carrier(), MARKET, ARBITER, COURT, STRANGER] {
            host.set_balance(somebody, U256::from(RICH));
        }
        Self { host, id: B256::ZERO }
    }

    pub(super) fn pay<C: SolCall>(&mut self, caller: Address, wei: u128, call: C) -> Answer<C> {
        self.host.call_as(caller, ESCROW, U256::from(wei), call)
    }

    pub(super) fn call<C: SolCall>(&mut self, caller: Address, call: C) -> Answer<C> {
        self.pay(caller, 0, call)
    }

    /// Offered by the seller and accepted by the buyer.
    pub(super) fn active(terms: Terms) -> Self {
        Self::active_in(Self::new(), terms)
    }

    fn active_in(world: Self, terms: Terms) -> Self {
        let mut world = Self::offered_in(world, terms);
        let id = world.id;
        let both = PRICE + DEPOSIT;
        world.pay(BUYER, both, acceptCall { id }).unwrap();
        world
    }

    /// Offered by the seller.
    pub(super) fn offered(terms: Terms) -> Self {
        Self::offered_in(Self::new(), terms)
    }

    fn offered_in(mut world: Self, terms: Terms) -> Self {
        world.id = world.pay(SELLER, DEPOSIT, offerCall { terms }).unwrap();
        world
    }

    /// Active and shipped.
    pub(super) fn shipped(terms: Terms) -> Self {
        Self::shipped_in(Self::new(), terms)
    }

    fn shipped_in(world: Self, terms: Terms) -> Self {
        let mut world = Self::active_in(world, terms);
        let id = world.id;
        world.call(SELLER, shipCall { id, trackingHash: TRACKING }).unwrap();
        world
    }

    /// Shipped, and confirmed by the carrier at the time it is.
    pub(super) fn delivered(terms: Terms) -> Self {
        let mut world = Self::shipped(terms);
        let id = world.id;
        world.call(carrier(), confirmDeliveryCall { id, trackingHash: TRACKING }).unwrap();
        world
    }

    /// Shipped, and disputed by the buyer.
    pub(super) fn disputed(terms: Terms) -> Self {
        Self::disputed_in(Self::new(), terms)
    }

    /// [`Self::disputed`] in a world that has seen something before.
    pub(super) fn disputed_in(world: Self, terms: Terms) -> Self {
        let mut world = Self::shipped_in(world, terms);
        let id = world.id;
        world.call(BUYER, disputeCall { id }).unwrap();
        world
    }

    /// An order in any of the states there are.
    pub(super) fn in_state(state: State, terms: Terms) -> Self {
        match state {
            State::Offered => Self::offered(terms),
            State::Active => Self::active(terms),
            State::Shipped => Self::shipped(terms),
            State::Delivered => Self::delivered(terms),
            State::Disputed => Self::disputed(terms),
            State::Completed => Self::active(terms).then(BUYER, |id| IEscrow::completeCall { id }),
            State::Cancelled => Self::active(terms).then(SELLER, |id| IEscrow::concedeCall { id }),
            State::Expired => {
                let mut world = Self::active(terms);
                world.close_at(SHIP_BY);
                world
            }
            State::Settled => {
                let toSeller = U256::from(7);
                Self::active(terms)
                    .then(BUYER, |id| proposeSettlementCall { id, toSeller })
                    .then(SELLER, |id| agreeSettlementCall { id, toSeller })
            }
            State::Resolved => {
                let mut world = Self::disputed(terms);
                world.rule(Ruling::NoArbiter, 0).unwrap();
                world
            }
            State::None | State::__Invalid => Self::new(),
        }
    }

    /// One more call about the order.
    pub(super) fn then<C: SolCall>(mut self, caller: Address, call: impl Fn(B256) -> C) -> Self {
        let call = call(self.id);
        assert!(self.call(caller, call).is_ok());
        self
    }

    /// The arbitration rules: it ends the case first, as it does before it calls.
    pub(super) fn rule(&mut self, ruling: Ruling, fee: u128) -> crate::Result<()> {
        let (id, fee) = (self.id, U256::from(fee));
        let case = self.order().caseId.to();
        self.host.checkpoint();
        let mut call = Call::system(&mut self.host, ESCROW);
        call.within(ARBITRATION, |call| arbitration::close(call, case))?;
        let mut call = Call::system(&mut self.host, ARBITRATION);
        let arbiter = if ruling == Ruling::NoArbiter { Address::ZERO } else { ARBITER };
        let ruled = call.within(ESCROW, |call| resolve(call, id, ruling, arbiter, fee));
        self.host.commit();
        ruled
    }

    /// The end of a block with this timestamp.
    pub(super) fn close_at(&mut self, time: u64) {
        self.host.set_time(time);
        self.host.close_block();
    }

    pub(super) fn order(&mut self) -> Order {
        let id = self.id;
        self.call(STRANGER, orderCall { id }).unwrap()
    }

    pub(super) fn state(&mut self) -> State {
        let id = self.id;
        self.call(STRANGER, orderCall { id }).map_or(State::None, |order| order.state)
    }

    /// What somebody has gained (or lost) since the start, in wei.
    pub(super) fn gain(&self, somebody: Address) -> i128 {
        i128::try_from(self.host.balance(somebody)).unwrap() - i128::try_from(RICH).unwrap()
    }

    /// The gains of buyer, seller, marketplace and arbiter.
    pub(super) fn gains(&self) -> [i128; 4] {
        [BUYER, SELLER, MARKET, ARBITER].map(|somebody| self.gain(somebody))
    }

    /// Wei held in orders and in free balances, and wei on the contract's account.
    pub(super) fn held(&mut self) -> [u128; 3] {
        let totals = self.call(STRANGER, totalsCall {}).unwrap();
        [totals.held, totals.free, self.host.balance(ESCROW)].map(|wei| wei.to())
    }

    /// The last event of this type since logs were last taken.
    pub(super) fn last<E: SolEvent>(&mut self) -> Option<E> {
        let logs = self.host.take_logs();
        logs.iter().rev().find_map(|log| E::decode_log_data(&log.data).ok())
    }

    /// The event with which the order ended, which must tell what was paid.
    pub(super) fn closed(&mut self) -> (State, [u128; 4]) {
        let closed: Closed = self.last().expect("no Closed event");
        assert_eq!(closed.id, self.id);
        let paid = [closed.toBuyer, closed.toSeller, closed.toMarketplace, closed.toArbiter];
        (closed.outcome, paid.map(|wei| wei.to()))
    }
}

/// That a call was refused with exactly this error.
pub(super) fn refused<R, E: SolError>(answer: Result<R, Bytes>, error: E) {
    match answer {
        Ok(_) => panic!("not refused"),
        Err(bytes) => assert_eq!(bytes, Bytes::from(error.abi_encode()), "another error"),
    }
}
