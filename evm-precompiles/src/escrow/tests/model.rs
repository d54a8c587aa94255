//! The escrow as its interface describes it, on plain numbers: what each step must do, and who must
//! have how much afterwards. It shares nothing with the rules it checks.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Offered,
    Active,
    Shipped,
    Delivered,
    Disputed,
    Over,
}

/// One order.
#[derive(Clone, Debug)]
pub(super) struct Sale {
    pub(super) id: B256,
    pub(super) buyer: Address,
    pub(super) seller: Address,
    pub(super) carrier: Address,
    pub(super) market: Address,
    pub(super) price: u128,
    pub(super) deposit: u128,
    pub(super) fee_bps: u128,
    pub(super) by_carrier: bool,
    pub(super) fee_only: bool,
    pub(super) by_seller: bool,
    pub(super) ship_by: u64,
    pub(super) deliver_by: u64,
    pub(super) inspection: u64,
    pub(super) phase: Phase,
    pub(super) ends: u64,
    pub(super) tracking: u8,
    /// The buyer's and the seller's proposal.
    pub(super) proposals: [Option<u128>; 2],
}

/// The result of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Buyer,
    Seller,
    Nobody,
}

/// Everybody's coins, free balances and orders.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub(super) now: u64,
    pub(super) coins: BTreeMap<Address, u128>,
    pub(super) free: BTreeMap<Address, u128>,
    pub(super) sales: Vec<Sale>,
}

/// A step that the interface does not allow.
#[derive(Debug)]
pub(super) struct Refused;

type Step = Result<(), Refused>;

fn demand(allowed: bool) -> Step {
    if allowed { Ok(()) } else { Err(Refused) }
}

impl Sale {
    /// Wei the escrow holds for it.
    pub(super) fn pot(&self) -> u128 {
        match self.phase {
            Phase::Over => 0,
            Phase::Offered if self.by_seller => self.deposit,
            Phase::Offered => self.price + self.deposit,
            _ => self.price + 2 * self.deposit,
        }
    }

    fn cut(&self, to_seller: u128) -> u128 {
        to_seller * self.fee_bps / 10_000
    }

    fn in_time(&self, now: u64) -> bool {
        self.phase == Phase::Disputed || now < self.ends
    }

    fn is_on(&self) -> bool {
        matches!(self.phase, Phase::Active | Phase::Shipped | Phase::Delivered)
    }

    fn side(&self, who: Address) -> Option<usize> {
        [self.buyer, self.seller].into_iter().position(|party| party == who)
    }
}

impl Model {
    pub(super) fn held(&self) -> u128 {
        self.sales.iter().map(Sale::pot).sum()
    }

    pub(super) fn free(&self) -> u128 {
        self.free.values().sum()
    }

    fn coins_of(&self, who: Address) -> u128 {
        self.coins.get(&who).copied().unwrap_or_default()
    }

    fn free_of(&self, who: Address) -> u128 {
        self.free.get(&who).copied().unwrap_or_default()
    }

    /// Whether `who` can put up `part` with a call of `sent` wei.
    fn can_lock(&self, who: Address, sent: u128, part: u128) -> bool {
        sent <= part && sent <= self.coins_of(who) && part - sent <= self.free_of(who)
    }

    fn lock(&mut self, who: Address, sent: u128, part: u128) -> Step {
        demand(self.can_lock(who, sent, part))?;
        *self.coins.entry(who).or_default() -= sent;
        *self.free.entry(who).or_default() -= part - sent;
        Ok(())
    }

    fn pay(&mut self, who: Address, wei: u128) {
        *self.coins.entry(who).or_default() += wei;
    }

    pub(super) fn offer(&mut self, who: Address, sent: u128, sale: Sale) -> Step {
        demand(self.sales.iter().all(|other| other.id != sale.id))?;
        self.lock(who, sent, sale.pot())?;
        self.sales.push(sale);
        Ok(())
    }

    /// A signed offer taken up: the seller's deposit comes out of its free balance.
    pub(super) fn open(&mut self, sent: u128, sale: Sale) -> Step {
        demand(self.sales.iter().all(|other| other.id != sale.id))?;
        demand(self.can_lock(sale.buyer, sent, sale.price + sale.deposit))?;
        self.lock(sale.seller, 0, sale.deposit)?;
        self.lock(sale.buyer, sent, sale.price + sale.deposit)?;
        self.sales.push(sale);
        Ok(())
    }

    pub(super) fn accept(&mut self, index: usize, who: Address, sent: u128) -> Step {
        let sale = self.sales[index].clone();
        let (other, part) = if sale.by_seller {
            (sale.buyer, sale.price + sale.deposit)
        } else {
            (sale.seller, sale.deposit)
        };
        demand(who == other && sale.phase == Phase::Offered && sale.in_time(self.now))?;
        self.lock(who, sent, part)?;
        self.sales[index].phase = Phase::Active;
        self.sales[index].ends = sale.ship_by;
        Ok(())
    }

    /// The offer ends: cancelled by its maker (`own`), or declined by the other side.
    pub(super) fn call_off(&mut self, index: usize, who: Address, own: bool) -> Step {
        let sale = &self.sales[index];
        let may = if sale.by_seller == own { sale.seller } else { sale.buyer };
        demand(who == may && sale.phase == Phase::Offered && sale.in_time(self.now))?;
        self.offer_back(index);
        Ok(())
    }

    pub(super) fn ship(&mut self, index: usize, who: Address, tracking: u8) -> Step {
        let now = self.now;
        let sale = &mut self.sales[index];
        let may = matches!(sale.phase, Phase::Active | Phase::Shipped);
        demand(who == sale.seller && may && sale.in_time(now))?;
        let inspection = if sale.by_carrier { 0 } else { sale.inspection };
        (sale.phase, sale.tracking) = (Phase::Shipped, tracking);
        sale.ends = sale.deliver_by + inspection;
        Ok(())
    }

    pub(super) fn deliver(&mut self, index: usize, who: Address, tracking: u8) -> Step {
        let now = self.now;
        let sale = &mut self.sales[index];
        let may = !sale.carrier.is_zero() && who == sale.carrier && sale.phase == Phase::Shipped;
        demand(may && sale.in_time(now) && tracking == sale.tracking)?;
        sale.phase = Phase::Delivered;
        let inspected = now + sale.inspection;
        sale.ends = if sale.by_carrier { inspected } else { inspected.min(sale.ends) };
        Ok(())
    }

    pub(super) fn complete(&mut self, index: usize, who: Address) -> Step {
        let sale = &self.sales[index];
        let may = sale.is_on() || sale.phase == Phase::Disputed;
        demand(who == sale.buyer && may && sale.in_time(self.now))?;
        self.split(index, sale.price);
        Ok(())
    }

    pub(super) fn concede(&mut self, index: usize, who: Address) -> Step {
        let sale = &self.sales[index];
        let may = sale.is_on() || sale.phase == Phase::Disputed;
        demand(who == sale.seller && may && sale.in_time(self.now))?;
        self.split(index, 0);
        Ok(())
    }

    pub(super) fn propose(&mut self, index: usize, who: Address, wei: Option<u128>) -> Step {
        let now = self.now;
        let sale = &mut self.sales[index];
        let side = sale.side(who).ok_or(Refused)?;
        demand((sale.is_on() || sale.phase == Phase::Disputed) && sale.in_time(now))?;
        demand(wei.map_or(sale.proposals[side].is_some(), |wei| wei <= sale.price))?;
        sale.proposals[side] = wei;
        Ok(())
    }

    pub(super) fn agree(&mut self, index: usize, who: Address, wei: u128) -> Step {
        let sale = &self.sales[index];
        let side = sale.side(who).ok_or(Refused)?;
        demand((sale.is_on() || sale.phase == Phase::Disputed) && sale.in_time(self.now))?;
        demand(sale.proposals[1 - side] == Some(wei))?;
        self.split(index, wei);
        Ok(())
    }

    pub(super) fn dispute(&mut self, index: usize, who: Address) -> Step {
        let now = self.now;
        let sale = &mut self.sales[index];
        demand(sale.side(who).is_some() && sale.is_on() && sale.in_time(now))?;
        sale.phase = Phase::Disputed;
        Ok(())
    }

    /// The arbitration has decided; `fee` is what the arbiter had agreed to.
    pub(super) fn rule(&mut self, index: usize, verdict: Verdict, arbiter: Address, fee: u128) {
        let sale = self.sales[index].clone();
        assert_eq!(sale.phase, Phase::Disputed);
        let to_arbiter = if sale.fee_only { fee.min(sale.deposit) } else { sale.deposit };
        let to_winner = 2 * sale.deposit - to_arbiter;
        match verdict {
            Verdict::Buyer => {
                self.pay(sale.buyer, sale.price + to_winner);
                self.pay(arbiter, to_arbiter);
            }
            Verdict::Seller => {
                let cut = sale.cut(sale.price);
                self.pay(sale.seller, sale.price - cut + to_winner);
                self.pay(sale.market, cut);
                self.pay(arbiter, to_arbiter);
            }
            Verdict::Nobody => {
                self.pay(sale.buyer, sale.price + sale.deposit);
                self.pay(sale.seller, sale.deposit);
            }
        }
        self.sales[index].phase = Phase::Over;
    }

    pub(super) fn poke(&mut self, index: usize) -> Step {
        let sale = &self.sales[index];
        let waits = !matches!(sale.phase, Phase::Disputed | Phase::Over);
        demand(waits && self.now >= sale.ends)?;
        self.lapse(index);
        Ok(())
    }

    /// The end of a block.
    pub(super) fn close_block(&mut self) {
        for index in 0..self.sales.len() {
            let _ = self.poke(index);
        }
    }

    fn lapse(&mut self, index: usize) {
        let sale = &self.sales[index];
        match sale.phase {
            Phase::Offered => self.offer_back(index),
            Phase::Active => self.split(index, 0),
            Phase::Shipped if sale.by_carrier => self.split(index, 0),
            _ => self.split(index, sale.price),
        }
    }

    fn offer_back(&mut self, index: usize) {
        let sale = self.sales[index].clone();
        self.pay(if sale.by_seller { sale.seller } else { sale.buyer }, sale.pot());
        self.sales[index].phase = Phase::Over;
    }

    /// `wei` of the price go to the seller, the deposits go home.
    fn split(&mut self, index: usize, wei: u128) {
        let sale = self.sales[index].clone();
        let cut = sale.cut(wei);
        self.pay(sale.buyer, sale.price - wei + sale.deposit);
        self.pay(sale.seller, wei - cut + sale.deposit);
        self.pay(sale.market, cut);
        self.sales[index].phase = Phase::Over;
    }

    pub(super) fn deposit(&mut self, who: Address, wei: u128) -> Step {
        demand(wei <= self.coins_of(who))?;
        *self.coins.entry(who).or_default() -= wei;
        *self.free.entry(who).or_default() += wei;
        Ok(())
    }

    pub(super) fn withdraw(&mut self, who: Address, wei: u128) -> Step {
        demand(wei <= self.free_of(who))?;
        *self.free.entry(who).or_default() -= wei;
        self.pay(who, wei);
        Ok(())
    }
}
