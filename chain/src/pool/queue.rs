//! One sender's transactions, ascending by nonce: those that can run now, then those that wait.

use std::{collections::VecDeque, ops::Range, sync::Arc};

use alloy_primitives::{Address, U256};
use cybermiles_primitives::RecoveredTransaction;

use super::{error::SubmitError, evict::EvictKey, options::PoolOptions};

/// A transaction in the pool, with what the pool compares it by.
#[derive(Clone, Debug)]
pub(super) struct Pooled {
    /// The transaction itself.
    pub(super) transaction: Arc<RecoveredTransaction>,
    /// Its nonce.
    pub(super) nonce: u64,
    /// Its fee cap, in wei per gas.
    pub(super) max_fee: u128,
    /// Its tip cap, in wei per gas.
    pub(super) tip: u128,
    /// What it may cost at most, in wei: gas × fee cap + value.
    pub(super) cost: U256,
    /// When it arrived: a number that grows with every transaction.
    pub(super) order: u64,
}

impl Pooled {
    /// The tip a block with this base fee pays, in wei per gas; `None` when the fee cap is below.
    pub(super) fn effective_tip(&self, base_fee: u64) -> Option<u128> {
        Some(self.max_fee.checked_sub(u128::from(base_fee))?.min(self.tip))
    }

    /// Like [`Self::effective_tip`], but negative by what the fee cap lacks: what eviction ranks.
    pub(super) fn price(&self, base_fee: u64) -> i128 {
        let capped = |fee: u128| i128::try_from(fee).unwrap_or(i128::MAX);
        (capped(self.max_fee) - i128::from(base_fee)).min(capped(self.tip))
    }

    /// Bytes of the encoded transaction.
    pub(super) fn size(&self) -> usize {
        self.transaction.encoded.len()
    }
}

/// What an insertion did.
#[derive(Debug)]
pub(super) struct Inserted {
    /// The transaction that had the same nonce.
    pub(super) replaced: Option<Pooled>,
    /// Positions of the transactions that can run now and could not before.
    pub(super) promoted: Range<usize>,
}

/// One sender's account and transactions.
#[derive(Debug)]
pub(super) struct SenderQueue {
    /// Whose.
    pub(super) address: Address,
    /// Tells this queue from an earlier one in the same place.
    pub(super) generation: u64,
    /// The account's next nonce at the head.
    pub(super) nonce: u64,
    /// The account's balance at the head, in wei.
    pub(super) balance: U256,
    /// Where eviction has this queue, while it keeps an order.
    pub(super) evict_key: Option<EvictKey>,
    list: VecDeque<Pooled>,
    /// How many at the front can run now: no nonce missing, and the balance pays for them all.
    ready: usize,
    /// What those may cost together, in wei.
    ready_cost: U256,
}

impl SenderQueue {
    /// No transactions yet.
    pub(super) const fn new(address: Address, generation: u64, nonce: u64, balance: U256) -> Self {
        Self {
            address,
            generation,
            nonce,
            balance,
            evict_key: None,
            list: VecDeque::new(),
            ready: 0,
            ready_cost: U256::ZERO,
        }
    }

    /// How many can run now.
    pub(super) const fn ready(&self) -> usize {
        self.ready
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// All, ascending by nonce.
    pub(super) const fn list(&self) -> &VecDeque<Pooled> {
        &self.list
    }

    /// The nonce the sender's next transaction should have, after those that can run now.
    pub(super) const fn next_nonce(&self) -> u64 {
        self.nonce + self.ready as u64
    }

    /// Where `nonce` is, or where it would be.
    pub(super) fn position(&self, nonce: u64) -> Result<usize, usize> {
        match self.list.back() {
            None => Err(0),
            Some(last) if last.nonce < nonce => Err(self.list.len()),
            Some(_) => self.list.binary_search_by_key(&nonce, |pooled| pooled.nonce),
        }
    }

    /// Takes `pooled` if the account, the sender's other transactions and the limits allow it.
    pub(super) fn insert(
        &mut self,
        pooled: Pooled,
        options: &PoolOptions,
    ) -> Result<Inserted, SubmitError> {
        if pooled.nonce < self.nonce {
            return Err(SubmitError::NonceTooLow { next: self.nonce, nonce: pooled.nonce });
        }
        if pooled.cost > self.balance {
            let (balance, cost) = (self.balance, pooled.cost);
            return Err(SubmitError::InsufficientFunds { balance, cost });
        }
        match self.position(pooled.nonce) {
            Ok(at) => self.replace(at, pooled, options),
            Err(at) => self.add(at, pooled, options),
        }
    }

    fn add(
        &mut self,
        at: usize,
        pooled: Pooled,
        options: &PoolOptions,
    ) -> Result<Inserted, SubmitError> {
        self.check_funds(self.ready_cost, pooled.cost)?;
        let queued = self.list.len() - self.ready;
        let (kind, count, limit) = if pooled.nonce == self.next_nonce() {
            ("pending", self.ready, options.max_pending_per_sender)
        } else {
            ("queued", queued, options.max_queued_per_sender)
        };
        if count >= limit {
            let sender = self.address;
            return Err(SubmitError::AccountLimitExceeded { sender, kind, count, limit });
        }
        self.list.insert(at, pooled);
        Ok(Inserted { replaced: None, promoted: self.promote() })
    }

    fn replace(
        &mut self,
        at: usize,
        pooled: Pooled,
        options: &PoolOptions,
    ) -> Result<Inserted, SubmitError> {
        let old = &self.list[at];
        let max_fee_needed = bumped(old.max_fee, options.price_bump_percent);
        let tip_needed = bumped(old.tip, options.price_bump_percent);
        if pooled.max_fee < max_fee_needed || pooled.tip < tip_needed {
            return Err(SubmitError::ReplacementUnderpriced { max_fee_needed, tip_needed });
        }
        if at >= self.ready {
            self.check_funds(self.ready_cost, pooled.cost)?;
            let replaced = std::mem::replace(&mut self.list[at], pooled);
            return Ok(Inserted { replaced: Some(replaced), promoted: self.promote() });
        }
        let others = self.ready_cost - old.cost;
        self.check_funds(others, pooled.cost)?;
        self.ready_cost = others + pooled.cost;
        let replaced = std::mem::replace(&mut self.list[at], pooled);
        // The replaced one may have cost more: what waited for funds may run now.
        self.promote();
        Ok(Inserted { replaced: Some(replaced), promoted: at..at + 1 })
    }

    fn check_funds(&self, pending: U256, cost: U256) -> Result<(), SubmitError> {
        if pending.saturating_add(cost) > self.balance {
            return Err(SubmitError::Overdraft { balance: self.balance, pending, cost });
        }
        Ok(())
    }

    /// Extends the executable front as far as it goes; the positions it grew by.
    fn promote(&mut self) -> Range<usize> {
        let before = self.ready;
        while let Some(pooled) = self.list.get(self.ready) {
            let cost = self.ready_cost.saturating_add(pooled.cost);
            if pooled.nonce != self.next_nonce() || cost > self.balance {
                break;
            }
            self.ready += 1;
            self.ready_cost = cost;
        }
        before..self.ready
    }

    /// Finds the executable front anew.
    fn settle(&mut self) {
        self.ready = 0;
        self.ready_cost = U256::ZERO;
        self.promote();
    }

    /// Follows the account to a new head: what is mined or can no longer be paid is handed to
    /// `removed`. As in geth, what a balance cannot pay even alone is dropped, and what it cannot
    /// pay together with the earlier ones waits.
    pub(super) fn advance(&mut self, nonce: u64, balance: U256, mut removed: impl FnMut(Pooled)) {
        self.nonce = nonce;
        self.balance = balance;
        while self.list.front().is_some_and(|pooled| pooled.nonce < nonce) {
            self.list.pop_front().into_iter().for_each(&mut removed);
        }
        if self.list.iter().any(|pooled| pooled.cost > balance) {
            let (kept, gone) =
                std::mem::take(&mut self.list).into_iter().partition(|p| p.cost <= balance);
            self.list = kept;
            VecDeque::into_iter(gone).for_each(removed);
        }
        self.settle();
    }

    /// Takes out the transaction with this nonce.
    pub(super) fn remove(&mut self, nonce: u64) -> Option<Pooled> {
        let at = self.position(nonce).ok()?;
        let removed = self.list.remove(at);
        self.settle();
        removed
    }

    /// Takes out the transaction with the highest nonce.
    pub(super) fn pop_last(&mut self) -> Option<Pooled> {
        let removed = self.list.pop_back()?;
        if self.ready > self.list.len() {
            self.ready -= 1;
            self.ready_cost -= removed.cost;
        }
        Some(removed)
    }
}

/// What a replacement must offer at least in place of `fee`: more, and by this many percent.
fn bumped(fee: u128, percent: u128) -> u128 {
    // Split so that no fee overflows: fee × percent / 100 without the product.
    let bump = (fee / 100).saturating_mul(percent) + (fee % 100) * percent / 100;
    fee.saturating_add(bump).max(fee.saturating_add(1))
}
