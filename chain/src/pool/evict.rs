//! Which transaction goes when the pool is full: the worst paying sender's last one.
//!
//! A transaction is worth no more than the cheapest of its sender's before it, since it cannot
//! run without them. So the last of a sender is always the sender's least valuable, and taking
//! it never tears a gap. Transactions that wait go before transactions that can run. The order
//! is only built when the pool is full, and given up at the next head, when the base fee and
//! with it every price changes: a pool with room pays nothing for it.

use std::{cmp::Reverse, collections::BTreeSet};

use super::queue::SenderQueue;

/// A sender's place in the order of eviction; the smallest goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EvictKey {
    /// Whether the last transaction can run now.
    executable: bool,
    /// The cheapest of the sender's transactions, in wei per gas above the base fee.
    price: i128,
    /// When the last one arrived: at equal prices the newest goes, so that nothing is gained by
    /// sending the same again.
    order: Reverse<u64>,
    /// The sender's place in the pool.
    pub(super) sender: u32,
}

/// The senders by what their last transaction is worth.
#[derive(Debug, Default)]
pub(super) struct EvictionOrder(BTreeSet<EvictKey>);

impl EvictionOrder {
    /// Puts the sender where it belongs now; removes it when it has no transactions.
    pub(super) fn update(&mut self, sender: u32, queue: &mut SenderQueue, base_fee: u64) {
        if let Some(old) = queue.evict_key.take() {
            self.0.remove(&old);
        }
        queue.evict_key = key(sender, queue, base_fee);
        self.0.extend(queue.evict_key);
    }

    /// The sender whose last transaction is worth least.
    pub(super) fn worst(&self) -> Option<u32> {
        self.0.first().map(|key| key.sender)
    }
}

fn key(sender: u32, queue: &SenderQueue, base_fee: u64) -> Option<EvictKey> {
    let price = queue.list().iter().map(|pooled| pooled.price(base_fee)).min()?;
    let last = queue.list().back()?;
    let executable = queue.ready() == queue.len();
    Some(EvictKey { executable, price, order: Reverse(last.order), sender })
}
