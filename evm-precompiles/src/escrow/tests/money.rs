//! The money invariant: whatever anybody does in whatever order, the escrow has exactly what its
//! books say it owes, and everybody has what the model says.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, U256, aliases::U40};
use alloy_sol_types::{SolCall, SolStruct};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{
    model::{Model, Phase, Sale, Verdict},
    world::{CHAIN, START, Signer, signer},
};
use crate::{
    Call, Host, Input, Status,
    abi::IEscrow::{
        Arbitration, Delivery, IEscrowCalls, Release, SellerOffer, State, Terms, acceptCall,
        agreeSettlementCall, cancelCall, cancelSignedCall, completeCall, concedeCall,
        confirmDeliveryCall, confirmDeliverySignedCall, declineCall, depositCall, disputeCall,
        offerCall, offerHashCall, openSignedCall, orderCall, orderIdCall, pokeCall,
        proposeSettlementCall, raiseOfferEpochCall, shipCall, totalsCall, withdrawCall,
        withdrawSettlementCall,
    },
    address::{ARBITRATION, CLOSING, ESCROW},
    arbitration, closing,
    escrow::{Ruling, resolve},
    run,
};

mod flawed;

use flawed::{Flaw, Flawed};

/// Steps of a sequence.
const STEPS: usize = 50;
/// Sequences, unless `INVARIANT_SEQUENCES` says otherwise.
const SEQUENCES: u64 = 10_000;
/// What each party has to begin with, in wei.
const COINS: u128 = 5_000;

const ARBITER: Address = Address::repeat_byte(0xa9);

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// An offer a party has signed.
#[derive(Clone)]
struct Signed {
    offer: SellerOffer,
    signature: Vec<u8>,
    hash: B256,
    filled: u32,
    cancelled: bool,
}

/// The escrow and the model of it, side by side.
struct Race {
    host: Flawed,
    model: Model,
    parties: Vec<Signer>,
    offers: Vec<Signed>,
    epochs: Vec<u32>,
    donated: u128,
    random: StdRng,
    salt: u64,
    /// How often each function was called with success.
    reached: BTreeMap<&'static str, u64>,
}

/// Where the two differ.
type Check = Result<(), String>;

impl Race {
    fn new(parties: &[u8], seed: u64, flaw: Flaw) -> Self {
        let parties: Vec<_> = parties.iter().map(|number| signer(*number)).collect();
        let mut host = Flawed::new(flaw);
        let mut model = Model { now: START, ..Model::default() };
        host.inner.set_time(START);
        for party in &parties {
            host.inner.set_balance(party.address, U256::from(COINS));
            model.coins.insert(party.address, COINS);
        }
        let (offers, epochs) = (Vec::new(), vec![0; parties.len()]);
        let random = StdRng::seed_from_u64(seed);
        let (donated, salt, reached) = (0, 0, BTreeMap::new());
        Self { host, model, parties, offers, epochs, donated, random, salt, reached }
    }

    fn pick(&mut self) -> usize {
        self.random.random_range(0..self.parties.len())
    }

    fn anybody(&mut self) -> Address {
        let index = self.pick();
        self.parties[index].address
    }

    /// Mostly somebody who is not one of these.
    fn other_than(&mut self, taken: &[Address]) -> Address {
        let somebody = self.anybody();
        let again = taken.contains(&somebody) && self.random.random_bool(0.97);
        if again { self.other_than(taken) } else { somebody }
    }

    /// Somebody, or nobody.
    fn perhaps(&mut self, chance: f64) -> Address {
        if self.random.random_bool(chance) { self.anybody() } else { Address::ZERO }
    }

    /// Mostly `who`, sometimes somebody else.
    fn mostly(&mut self, who: Address) -> Address {
        if self.random.random_bool(0.85) { who } else { self.anybody() }
    }

    /// An order to act on: mostly one for which the act makes sense.
    fn sale(&mut self, sensible: impl Fn(&Sale) -> bool) -> Option<usize> {
        let sales = self.model.sales.iter().enumerate();
        let some: Vec<_> = sales.filter(|(_, sale)| sensible(sale)).map(|(at, _)| at).collect();
        let any: Vec<_> = (0..self.model.sales.len()).collect();
        let from = if some.is_empty() || self.random.random_bool(0.1) { any } else { some };
        from.choose(&mut self.random).copied()
    }

    fn transact(&mut self, caller: Address, wei: u128, data: &[u8]) -> (Status, Vec<u8>) {
        let value = U256::from(wei);
        self.host.checkpoint();
        let mut ended = (Status::Revert, Vec::new());
        if self.host.inner.transfer(caller, ESCROW, value) == Ok(true) {
            let (target, bytecode, gas, is_static) = (ESCROW, ESCROW, 30_000_000, false);
            let input = Input { caller, target, bytecode, value, data, gas, is_static };
            let output = run(&mut self.host, &input).unwrap().unwrap();
            ended = (output.status, output.bytes.to_vec());
        }
        if ended.0 == Status::Success {
            self.host.commit()
        } else {
            self.host.rollback()
        }
        ended
    }

    /// Calls, and compares whether it was allowed.
    fn call<C: SolCall>(
        &mut self,
        caller: Address,
        wei: u128,
        call: C,
        expected: Result<(), super::model::Refused>,
    ) -> Check {
        let (status, answer) = self.transact(caller, wei, &call.abi_encode());
        if (status == Status::Success) == expected.is_ok() {
            if expected.is_ok() {
                *self.reached.entry(C::SIGNATURE).or_default() += 1;
            }
            return Ok(());
        }
        let answer = alloy_primitives::hex::encode(answer);
        Err(format!("{}: {status:?} {answer}, the model: {expected:?}", C::SIGNATURE))
    }

    fn read<C: SolCall>(&mut self, call: C) -> C::Return {
        let (status, bytes) = self.transact(ARBITER, 0, &call.abi_encode());
        assert_eq!(status, Status::Success, "a view failed");
        C::abi_decode_returns(&bytes).unwrap()
    }

    fn step(&mut self) -> Check {
        match self.random.random_range(0..100) {
            0..=15 => self.offer(),
            16..=29 => self.accept(),
            30..=31 => self.call_off(),
            32..=43 => self.ship(),
            44..=55 => self.deliver(),
            56..=59 => self.complete_or_concede(),
            60..=67 => self.settle_between_them(),
            68..=70 => self.dispute(),
            71..=72 => self.rule(),
            73..=75 => self.poke(),
            76..=80 => self.fund(),
            81..=88 => self.sign_or_open(),
            89 => self.donate(),
            _ => self.pass_time(),
        }
    }

    fn terms(&mut self) -> Terms {
        let now = self.model.now;
        let random = &mut self.random;
        let expiry = now + random.random_range(0..150);
        let ship_by = expiry + random.random_range(0..150);
        let deliver_by = ship_by + random.random_range(0..150);
        let amount = |random: &mut StdRng| match random.random_range(0..6) {
            0 => 0,
            1 => random.random_range(0..4),
            _ => random.random_range(0..400u128),
        };
        let (price, deposit) = (U256::from(amount(random)), U256::from(amount(random)));
        let inspection = random.random_range(0..50);
        let by_carrier = random.random_bool(0.4);
        let fee = random.random_range(0..=1_020);
        let arbitration = Arbitration {
            bidWindow: random.random_range(60..100),
            acceptWindow: random.random_range(60..100),
            rulingWindow: random.random_range(60..100),
            feeOnly: random.random(),
            court: Address::ZERO,
        };
        self.salt += 1;
        // Sometimes the terms of an earlier order come again.
        let salt = self.salt - u64::from(self.random.random_bool(0.05));
        let buyer = self.anybody();
        let seller = self.other_than(&[buyer]);
        let carrier = self.other_than(&[buyer, seller]);
        let carrier = if by_carrier || self.random.random() { carrier } else { Address::ZERO };
        let marketplace = self.perhaps(0.6);
        Terms {
            buyer,
            seller,
            price,
            deposit,
            carrier,
            marketplace,
            feeBps: if marketplace.is_zero() { 0 } else { fee },
            release: if by_carrier { Release::CarrierDelivery } else { Release::BuyerAcceptance },
            expiry: U40::from(expiry),
            shipBy: U40::from(ship_by),
            deliverBy: U40::from(deliver_by),
            inspection,
            arbitration: Arbitration { court: self.perhaps(0.1), ..arbitration },
            termsHash: B256::ZERO,
            salt: U256::from(salt).into(),
        }
    }

    /// Whether the interface allows the terms, and the order they make.
    fn agreed(&mut self, terms: &Terms, by_seller: bool) -> Option<Sale> {
        let court = terms.arbitration.court;
        let parties = [terms.buyer, terms.seller];
        let by_carrier = terms.release == Release::CarrierDelivery;
        let barred = parties[0] == parties[1]
            || parties.contains(&terms.carrier)
            || (!court.is_zero()
                && (parties.contains(&court)
                    || [terms.carrier, terms.marketplace].contains(&court)))
            || (by_carrier && terms.carrier.is_zero())
            || terms.feeBps > 1_000
            || terms.shipBy.to::<u64>() <= self.model.now;
        let sale = Sale {
            id: self.read(orderIdCall { terms: terms.clone() }),
            buyer: terms.buyer,
            seller: terms.seller,
            carrier: terms.carrier,
            market: terms.marketplace,
            price: terms.price.to(),
            deposit: terms.deposit.to(),
            fee_bps: terms.feeBps.into(),
            by_carrier,
            fee_only: terms.arbitration.feeOnly,
            by_seller,
            ship_by: terms.shipBy.to(),
            deliver_by: terms.deliverBy.to(),
            inspection: terms.inspection.into(),
            phase: Phase::Offered,
            ends: terms.expiry.to(),
            tracking: 0,
            proposals: [None; 2],
        };
        (!barred).then_some(sale)
    }

    /// What somebody sends who is to lock `part`: mostly that, sometimes less, more or nothing.
    fn value(&mut self, part: u128) -> u128 {
        match self.random.random_range(0..20) {
            0 => 0,
            1 => self.random.random_range(0..=part),
            2 => part + self.random.random_range(0..3),
            _ => part,
        }
    }

    fn offer(&mut self) -> Check {
        let terms = self.terms();
        let by_seller = self.random.random();
        let who = if by_seller { terms.seller } else { terms.buyer };
        let part: u128 = (terms.deposit + if by_seller { U256::ZERO } else { terms.price }).to();
        let wei = self.value(part);
        // A caller that is both is taken for the buyer, and refused either way.
        let in_time = terms.expiry.to::<u64>() > self.model.now;
        let expected = match self.agreed(&terms, by_seller) {
            Some(sale) if in_time => self.model.offer(who, wei, sale),
            _ => Err(super::model::Refused),
        };
        self.call(who, wei, offerCall { terms }, expected)
    }

    fn accept(&mut self) -> Check {
        let Some(index) = self.sale(|sale| sale.phase == Phase::Offered) else { return Ok(()) };
        let sale = self.model.sales[index].clone();
        let (other, part) = if sale.by_seller {
            (sale.buyer, sale.price + sale.deposit)
        } else {
            (sale.seller, sale.deposit)
        };
        let (who, wei) = (self.mostly(other), self.value(part));
        let expected = self.model.accept(index, who, wei);
        self.call(who, wei, acceptCall { id: sale.id }, expected)
    }

    fn call_off(&mut self) -> Check {
        let Some(index) = self.sale(|sale| sale.phase == Phase::Offered) else { return Ok(()) };
        let sale = self.model.sales[index].clone();
        let (own, id) = (self.random.random(), sale.id);
        let who = self.mostly(if sale.by_seller == own { sale.seller } else { sale.buyer });
        let expected = self.model.call_off(index, who, own);
        if own {
            self.call(who, 0, cancelCall { id }, expected)
        } else {
            self.call(who, 0, declineCall { id }, expected)
        }
    }

    fn ship(&mut self) -> Check {
        let Some(index) = self.sale(|sale| sale.phase == Phase::Active) else { return Ok(()) };
        let sale = self.model.sales[index].clone();
        let (who, tracking) = (self.mostly(sale.seller), self.random.random_range(0..2));
        let expected = self.model.ship(index, who, tracking);
        let trackingHash = B256::repeat_byte(tracking);
        self.call(who, 0, shipCall { id: sale.id, trackingHash }, expected)
    }

    fn deliver(&mut self) -> Check {
        let Some(index) = self.sale(|sale| sale.phase == Phase::Shipped && !sale.carrier.is_zero())
        else {
            return Ok(());
        };
        let sale = self.model.sales[index].clone();
        let who = self.mostly(sale.carrier);
        let tracking = if self.random.random_bool(0.9) { sale.tracking } else { 7 };
        let expected = self.model.deliver(index, who, tracking);
        let (id, trackingHash) = (sale.id, B256::repeat_byte(tracking));
        if self.random.random_bool(0.7) {
            return self.call(who, 0, confirmDeliveryCall { id, trackingHash }, expected);
        }
        let deadline = U256::from(self.model.now);
        let signature = match self.parties.iter().find(|party| party.address == who) {
            Some(party) => party.sign(CHAIN, &Delivery { id, trackingHash, deadline }),
            None => vec![0; 65],
        };
        let relayer = self.anybody();
        let signature = signature.into();
        let call = confirmDeliverySignedCall { id, trackingHash, deadline, signature };
        self.call(relayer, 0, call, expected)
    }

    fn complete_or_concede(&mut self) -> Check {
        let Some(index) = self.sale(|sale| sale.pot() > 0 && sale.phase != Phase::Offered) else {
            return Ok(());
        };
        let sale = self.model.sales[index].clone();
        let id = sale.id;
        if self.random.random() {
            let who = self.mostly(sale.buyer);
            let expected = self.model.complete(index, who);
            self.call(who, 0, completeCall { id }, expected)
        } else {
            let who = self.mostly(sale.seller);
            let expected = self.model.concede(index, who);
            self.call(who, 0, concedeCall { id }, expected)
        }
    }

    fn settle_between_them(&mut self) -> Check {
        let Some(index) = self.sale(|sale| !matches!(sale.phase, Phase::Offered | Phase::Over))
        else {
            return Ok(());
        };
        let sale = self.model.sales[index].clone();
        let id = sale.id;
        // Who has proposed may withdraw, the other may agree; either may propose anew.
        let proposer = sale.proposals.iter().position(Option::is_some);
        let side = proposer.unwrap_or_else(|| self.random.random_range(0..2));
        let [own, other] = [sale.buyer, sale.seller].map(|party| self.mostly(party));
        let [own, other] = if side == 0 { [own, other] } else { [other, own] };
        match (self.random.random_range(0..10), sale.proposals[side]) {
            (0..=2, _) => {
                let expected = self.model.propose(index, own, None);
                self.call(own, 0, withdrawSettlementCall { id }, expected)
            }
            (3..=6, Some(proposed)) => {
                let wei = proposed + u128::from(self.random.random_bool(0.1));
                let expected = self.model.agree(index, other, wei);
                self.call(other, 0, agreeSettlementCall { id, toSeller: U256::from(wei) }, expected)
            }
            (turn, _) => {
                let who = if turn == 9 { other } else { own };
                let wei = self.random.random_range(0..=sale.price + 1);
                let expected = self.model.propose(index, who, Some(wei));
                self.call(who, 0, proposeSettlementCall { id, toSeller: U256::from(wei) }, expected)
            }
        }
    }

    fn dispute(&mut self) -> Check {
        let Some(index) = self
            .sale(|sale| matches!(sale.phase, Phase::Active | Phase::Shipped | Phase::Delivered))
        else {
            return Ok(());
        };
        let sale = self.model.sales[index].clone();
        let side = self.random.random_range(0..2);
        let who = self.mostly([sale.buyer, sale.seller][side]);
        let expected = self.model.dispute(index, who);
        self.call(who, 0, disputeCall { id: sale.id }, expected)
    }

    /// The arbitration decides, at its side of the seam.
    fn rule(&mut self) -> Check {
        let disputed = |sale: &Sale| sale.phase == Phase::Disputed;
        let Some(index) = self.model.sales.iter().position(disputed) else { return Ok(()) };
        let id = self.model.sales[index].id;
        let verdicts = [
            (Verdict::Buyer, Ruling::Buyer),
            (Verdict::Seller, Ruling::Seller),
            (Verdict::Nobody, Ruling::NoArbiter),
        ];
        let (verdict, ruling) = verdicts[self.random.random_range(0..3)];
        let fee = self.random.random_range(0..450);
        let case = self.read(orderCall { id }).caseId.to();
        self.host.checkpoint();
        let mut call = Call::system(&mut self.host, ESCROW);
        let ended = call.within(ARBITRATION, |call| arbitration::close(call, case));
        let mut call = Call::system(&mut self.host, ARBITRATION);
        let ruled = call.within(ESCROW, |call| resolve(call, id, ruling, ARBITER, U256::from(fee)));
        self.host.commit();
        self.model.rule(index, verdict, ARBITER, fee);
        match (ended, ruled) {
            (Ok(_), Ok(())) => Ok(()),
            refused => Err(format!("the ruling was refused: {refused:?}")),
        }
    }

    fn poke(&mut self) -> Check {
        let now = self.model.now;
        let Some(index) = self.sale(|sale| sale.phase != Phase::Over && sale.ends <= now) else {
            return Ok(());
        };
        let (who, id) = (self.anybody(), self.model.sales[index].id);
        let expected = self.model.poke(index);
        self.call(who, 0, pokeCall { id }, expected)
    }

    fn fund(&mut self) -> Check {
        let who = self.anybody();
        let wei = self.random.random_range(0..800);
        if self.random.random_bool(0.7) {
            let expected = self.model.deposit(who, wei);
            self.call(who, wei, depositCall {}, expected)
        } else {
            let expected = self.model.withdraw(who, wei);
            self.call(who, 0, withdrawCall { amount: U256::from(wei) }, expected)
        }
    }

    fn sign_or_open(&mut self) -> Check {
        match self.random.random_range(0..20) {
            0..=6 => self.sign(),
            7 => {
                let index = self.pick();
                self.epochs[index] += 1;
                let who = self.parties[index].address;
                self.call(who, 0, raiseOfferEpochCall {}, Ok(()))
            }
            8 => {
                let Some(index) = self.random_offer() else { return Ok(()) };
                let who = self.mostly(self.offers[index].offer.seller);
                let offer = &mut self.offers[index];
                offer.cancelled |= who == offer.offer.seller;
                let offerHash = offer.hash;
                self.call(who, 0, cancelSignedCall { offerHash }, Ok(()))
            }
            _ => self.open(),
        }
    }

    fn random_offer(&mut self) -> Option<usize> {
        let many = self.offers.len();
        let first = if self.random.random_bool(0.6) { many.saturating_sub(2) } else { 0 };
        (many > 0).then(|| self.random.random_range(first..many))
    }

    /// A seller signs an offer, and mostly puts something into its free balance for it.
    fn sign(&mut self) -> Check {
        let terms = self.terms();
        let who = |party: &Signer| party.address == terms.seller;
        let index = self.parties.iter().position(who).unwrap();
        let after = |time: U40| u32::try_from(time.to::<u64>() - self.model.now).unwrap();
        let offer = SellerOffer {
            seller: self.parties[index].address,
            buyer: if self.salt.is_multiple_of(5) { terms.buyer } else { Address::ZERO },
            price: terms.price,
            deposit: terms.deposit,
            carrier: terms.carrier,
            marketplace: terms.marketplace,
            feeBps: terms.feeBps,
            release: terms.release,
            shipWithin: after(terms.shipBy),
            deliverWithin: after(terms.deliverBy),
            inspection: terms.inspection,
            arbitration: terms.arbitration,
            termsHash: terms.termsHash,
            quantity: self.random.random_range(0..5),
            epoch: self.epochs[index],
            expiry: terms.expiry + U40::from(200),
            salt: terms.salt,
        };
        let domain = alloy_sol_types::eip712_domain! {
            name: "CyberMiles Escrow", version: "1", chain_id: CHAIN, verifying_contract: ESCROW,
        };
        let hash = offer.eip712_signing_hash(&domain);
        let signature = self.parties[index].sign_hash(hash);
        self.offers.push(Signed { offer, signature, hash, filled: 0, cancelled: false });
        let wei = self.random.random_range(0..2_000);
        let expected = self.model.deposit(terms.seller, wei);
        self.call(terms.seller, wei, depositCall {}, expected)
    }

    fn open(&mut self) -> Check {
        let Some(index) = self.random_offer() else { return Ok(()) };
        let Signed { offer, signature, filled, cancelled, .. } = self.offers[index].clone();
        self.salt += 1;
        let (now, salt) = (self.model.now, B256::from(U256::from(self.salt)));
        let buyer = if offer.buyer.is_zero() {
            self.other_than(&[offer.seller, offer.carrier])
        } else {
            self.mostly(offer.buyer)
        };
        let terms = Terms {
            buyer,
            seller: offer.seller,
            price: offer.price,
            deposit: offer.deposit,
            carrier: offer.carrier,
            marketplace: offer.marketplace,
            feeBps: offer.feeBps,
            release: offer.release,
            expiry: offer.expiry,
            shipBy: U40::from(now + u64::from(offer.shipWithin)),
            deliverBy: U40::from(now + u64::from(offer.deliverWithin)),
            inspection: offer.inspection,
            arbitration: offer.arbitration.clone(),
            termsHash: offer.termsHash,
            salt,
        };
        let seller = self.parties.iter().position(|party| party.address == offer.seller).unwrap();
        let good = (offer.buyer.is_zero() || offer.buyer == buyer)
            && !cancelled
            && filled < offer.quantity
            && offer.epoch == self.epochs[seller]
            && now < offer.expiry.to::<u64>();
        let wei = self.value((offer.price + offer.deposit).to());
        let expected = match self.agreed(&terms, true) {
            Some(sale) if good => {
                let ends = sale.ship_by;
                self.model.open(wei, Sale { phase: Phase::Active, ends, ..sale })
            }
            _ => Err(super::model::Refused),
        };
        if expected.is_ok() {
            self.offers[index].filled += 1;
        }
        let call = openSignedCall { offer_: offer, signature: signature.into(), salt };
        self.call(buyer, wei, call, expected)
    }

    /// Coins are forced in, as the end of a contract or a block's reward can.
    fn donate(&mut self) -> Check {
        let wei = self.random.random_range(0..50);
        let balance = self.host.inner.balance(ESCROW);
        self.host.inner.set_balance(ESCROW, balance + U256::from(wei));
        self.donated += wei;
        Ok(())
    }

    fn pass_time(&mut self) -> Check {
        let seconds = self.random.random_range(0..30);
        self.model.now += seconds;
        self.host.inner.set_time(self.model.now);
        if self.random.random_bool(0.6) { self.close_block() } else { Ok(()) }
    }

    fn close_block(&mut self) -> Check {
        closing::settle(&mut self.host, closing::MAX_ITEMS).unwrap();
        let logs = self.host.inner.take_logs();
        if logs.iter().any(|log| log.address == CLOSING) {
            return Err("something due could not be settled".into());
        }
        self.model.close_block();
        for index in 0..self.model.sales.len() {
            // With no arbiters in the world the arbitration can only give up, when its time comes.
            let id = self.model.sales[index].id;
            if self.model.sales[index].phase == Phase::Disputed
                && self.read(orderCall { id }).state == State::Resolved
            {
                self.model.rule(index, Verdict::Nobody, ARBITER, 0);
            }
        }
        Ok(())
    }

    /// That everybody has what the model says, and the escrow what its books say.
    fn audit(&mut self) -> Check {
        let somebody = self.parties.iter().map(|party| party.address).chain([ARBITER]);
        for who in somebody {
            let (has, should) = (self.host.inner.balance(who), self.model.coins.get(&who));
            let should = should.copied().unwrap_or_default();
            if has != U256::from(should) {
                return Err(format!("{who} has {has} wei, not {should}"));
            }
        }
        let totals = self.read(totalsCall {});
        let books = [totals.held, totals.free].map(|wei| wei.to::<u128>());
        let model = [self.model.held(), self.model.free()];
        if books != model {
            return Err(format!("the books say {books:?}, the model {model:?}"));
        }
        let balance: u128 = self.host.inner.balance(ESCROW).to();
        let owed = books[0] + books[1] + self.donated;
        if balance != owed {
            return Err(format!("the escrow has {balance} wei and owes {owed}"));
        }
        Ok(())
    }

    fn check_orders(&mut self) -> Check {
        for sale in self.model.sales.clone() {
            let order = self.read(orderCall { id: sale.id });
            let phase = match order.state {
                State::Offered => Phase::Offered,
                State::Active => Phase::Active,
                State::Shipped => Phase::Shipped,
                State::Delivered => Phase::Delivered,
                State::Disputed => Phase::Disputed,
                _ => Phase::Over,
            };
            let waits = !matches!(phase, Phase::Disputed | Phase::Over);
            let ends = if waits { sale.ends } else { 0 };
            if (phase, order.dueAt.to::<u64>()) != (sale.phase, ends) {
                return Err(format!("{:?} and {sale:?}", (order.state, order.dueAt)));
            }
        }
        Ok(())
    }

    /// Everybody goes home: time passes, and free balances are withdrawn.
    fn wind_up(&mut self) -> Check {
        for _ in 0..12 {
            self.model.now += 8 * 86_400;
            self.host.inner.set_time(self.model.now);
            self.close_block()?;
        }
        for index in 0..self.parties.len() {
            let who = self.parties[index].address;
            let wei = self.model.free.get(&who).copied().unwrap_or_default();
            let expected = self.model.withdraw(who, wei);
            self.call(who, 0, withdrawCall { amount: U256::from(wei) }, expected)?;
        }
        self.audit()?;
        let left: u128 = self.host.inner.balance(ESCROW).to();
        if left != self.donated {
            return Err(format!("{left} wei stayed behind, {} were donated", self.donated));
        }
        Ok(())
    }

    fn run(&mut self) -> Check {
        for step in 0..STEPS {
            self.step().and_then(|()| self.audit()).map_err(|err| format!("step {step}: {err}"))?;
        }
        self.check_orders()?;
        self.wind_up()
    }
}

/// One sequence from its own seed.
fn sequence(seed: u64, flaw: Flaw) -> Check {
    race(seed, flaw).run()
}

fn race(seed: u64, flaw: Flaw) -> Race {
    let numbers: Vec<u8> = (1..=4 + (seed % 3) as u8).collect();
    Race::new(&numbers, seed, flaw)
}

/// The sequences are not idle: each function that changes anything succeeds in many of them.
#[test]
fn the_sequences_reach_every_function() {
    let mut reached = BTreeMap::<_, u64>::new();
    for seed in 0..300 {
        let mut race = race(seed, Flaw::None);
        race.run().unwrap();
        for (function, times) in race.reached {
            *reached.entry(function).or_default() += times;
        }
    }
    eprintln!("{reached:#?}");
    let views = [
        "order(bytes32)",
        orderIdCall::SIGNATURE,
        "orderAt(uint256)",
        "ordersOf(address,uint256,uint256)",
        "accountOf(address)",
        "freeBalance(address)",
        "totals()",
        offerHashCall::SIGNATURE,
        "offerFill(address,bytes32)",
    ];
    for function in IEscrowCalls::SIGNATURES {
        let times = reached.get(function).copied().unwrap_or_default();
        assert!(views.contains(function) || times >= 10, "{function} succeeded {times} times");
    }
}

#[test]
fn whatever_anybody_does_the_money_adds_up() {
    let seed = from_environment("SEED").unwrap_or_else(|| rand::rng().random());
    let sequences = from_environment("INVARIANT_SEQUENCES").unwrap_or(SEQUENCES);
    eprintln!("SEED={seed} INVARIANT_SEQUENCES={sequences}");
    for index in 0..sequences {
        let seed = seed.wrapping_add(index);
        if let Err(difference) = sequence(seed, Flaw::None) {
            panic!("SEED={seed} INVARIANT_SEQUENCES=1: {difference}");
        }
    }
}

/// The harness sees what it is there to see: with each of these faults planted below the rules it
/// fails within a hundred sequences.
#[test]
fn a_planted_fault_is_found() {
    for flaw in flawed::FAULTS {
        let found = (0..100).find_map(|seed| sequence(seed, flaw).err());
        let found = found.unwrap_or_else(|| panic!("{flaw:?} was not found"));
        eprintln!("{flaw:?}: {found}");
    }
}
