//! The pool's transactions in the order a block should take them.

use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc};

use cybermiles_primitives::RecoveredTransaction;

use super::{Pool, inner::Inner};

/// A sender's next transaction: the highest tip first, then the oldest.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Next {
    tip: u128,
    order: Reverse<u64>,
    sender: u32,
    generation: u64,
    nonce: u64,
}

/// The executable transactions by effective tip, each sender's in order of nonces.
///
/// Holds no lock between calls: what enters the pool at the front of a sender's queue afterwards
/// is not seen, what leaves it is skipped.
#[derive(Debug)]
pub(crate) struct Best<'a> {
    pool: &'a Pool,
    base_fee: u64,
    heap: BinaryHeap<Next>,
}

impl<'a> Best<'a> {
    pub(super) fn new(pool: &'a Pool, base_fee: u64) -> Self {
        let inner = pool.inner.lock();
        let heap = (0..inner.senders.len() as u32)
            .filter_map(|sender| next(&inner, base_fee, sender, 0))
            .collect();
        Self { pool, base_fee, heap }
    }

    /// Adds up to `count` transactions to `found`.
    pub(crate) fn take(&mut self, count: usize, found: &mut Vec<Arc<RecoveredTransaction>>) {
        let inner = self.pool.inner.lock();
        let until = found.len() + count;
        while found.len() < until {
            let Some(best) = self.heap.pop() else { return };
            let Some(queue) = inner.senders[best.sender as usize].as_ref() else { continue };
            if queue.generation != best.generation {
                continue;
            }
            let Ok(at) = queue.position(best.nonce) else { continue };
            found.push(queue.list()[at].transaction.clone());
            self.heap.extend(next(&inner, self.base_fee, best.sender, at + 1));
        }
    }
}

/// The transaction at position `at` of the sender's queue, if it can run at this base fee.
fn next(inner: &Inner, base_fee: u64, sender: u32, at: usize) -> Option<Next> {
    let queue = inner.senders[sender as usize].as_ref()?;
    let pooled = queue.list().get(at).filter(|_| at < queue.ready())?;
    Some(Next {
        tip: pooled.effective_tip(base_fee)?,
        order: Reverse(pooled.order),
        sender,
        generation: queue.generation,
        nonce: pooled.nonce,
    })
}
