//! What the pool's lock protects: the senders' queues, and every count and index over them.

use std::sync::Arc;

use alloy_primitives::{
    Address, B256, KECCAK256_EMPTY, U256,
    map::{AddressMap, B256Map},
};
use cybermiles_primitives::{RecoveredTransaction, StateDiff, StateReader};

use super::{
    PoolOptions, PoolStatus, SubmitError,
    evict::EvictionOrder,
    queue::{Pooled, SenderQueue},
};

/// State at the head, as the pool reads senders' accounts from it.
pub(super) type HeadState = Box<dyn StateReader + Send + Sync>;

/// The pool's content and what points into it.
pub(super) struct Inner {
    /// State at the head.
    pub(super) state: HeadState,
    /// Base fee of the next block, in wei per gas.
    base_fee: u64,
    /// Senders with transactions; a place that got free is used again.
    pub(super) senders: Vec<Option<SenderQueue>>,
    free: Vec<u32>,
    by_address: AddressMap<u32>,
    /// Where each transaction is: its sender's place, and its nonce.
    by_hash: B256Map<(u32, u64)>,
    pending: usize,
    bytes: usize,
    /// Counts arrivals.
    order: u64,
    /// Counts changes of the content.
    pub(super) version: u64,
    /// The order of eviction, once the pool was full since the last head.
    eviction: Option<EvictionOrder>,
}

impl Inner {
    /// Nothing, above a head with this state.
    pub(super) fn new(state: HeadState, base_fee: u64) -> Self {
        Self {
            state,
            base_fee,
            senders: Vec::new(),
            free: Vec::new(),
            by_address: AddressMap::default(),
            by_hash: B256Map::default(),
            pending: 0,
            bytes: 0,
            order: 0,
            version: 0,
            eviction: None,
        }
    }

    pub(super) fn status(&self) -> PoolStatus {
        let queued = self.by_hash.len() - self.pending;
        PoolStatus { pending: self.pending, queued, bytes: self.bytes }
    }

    pub(super) fn get(&self, hash: &B256) -> Option<Arc<RecoveredTransaction>> {
        let (sender, nonce) = self.by_hash.get(hash)?;
        let queue = self.senders[*sender as usize].as_ref()?;
        Some(queue.list()[queue.position(*nonce).ok()?].transaction.clone())
    }

    pub(super) fn queue_of(&self, sender: &Address) -> Option<&SenderQueue> {
        self.senders[*self.by_address.get(sender)? as usize].as_ref()
    }

    /// Inserts one transaction, then evicts until the pool is within its bounds. `promote` hears
    /// of every transaction that can run from now on.
    pub(super) fn add(
        &mut self,
        mut pooled: Pooled,
        options: &PoolOptions,
        promote: &mut impl FnMut(&Arc<RecoveredTransaction>),
    ) -> Result<(), SubmitError> {
        let (hash, nonce, size) = (pooled.transaction.hash, pooled.nonce, pooled.size());
        if self.by_hash.contains_key(&hash) {
            return Err(SubmitError::AlreadyKnown { hash });
        }
        let id = self.sender(pooled.transaction.sender())?;
        self.order += 1;
        pooled.order = self.order;
        let Some(queue) = self.senders[id as usize].as_mut() else {
            return Err(SubmitError::Underpriced);
        };
        let ready = queue.ready();
        let inserted = queue.insert(pooled, options).inspect_err(|_| self.release(id))?;
        if let Some(queue) = self.senders[id as usize].as_ref() {
            self.pending += queue.ready() - ready;
            inserted.promoted.for_each(|at| promote(&queue.list()[at].transaction));
        }
        if let Some(replaced) = inserted.replaced {
            self.by_hash.remove(&replaced.transaction.hash);
            self.bytes -= replaced.size();
        }
        self.by_hash.insert(hash, (id, nonce));
        self.version += 1;
        self.bytes += size;
        self.rank(id);
        self.evict(options);
        if !self.by_hash.contains_key(&hash) {
            return Err(SubmitError::Underpriced);
        }
        Ok(())
    }

    /// The place of the sender's queue; a new one with the account at the head if it has none.
    fn sender(&mut self, address: Address) -> Result<u32, SubmitError> {
        if let Some(id) = self.by_address.get(&address) {
            return Ok(*id);
        }
        let account = self.state.account(&address)?.unwrap_or_default();
        if account.code_hash != KECCAK256_EMPTY {
            let code = self.state.code(&account.code_hash)?;
            let is_delegation = code.len() == 23 && code.starts_with(&[0xef, 0x01, 0x00]);
            if !is_delegation {
                let code_hash = account.code_hash;
                return Err(SubmitError::SenderNotEoa { sender: address, code_hash });
            }
        }
        let queue = SenderQueue::new(address, self.order, account.nonce, account.balance);
        let id = match self.free.pop() {
            Some(id) => id,
            None => {
                self.senders.push(None);
                self.senders.len() as u32 - 1
            }
        };
        self.senders[id as usize] = Some(queue);
        self.by_address.insert(address, id);
        Ok(id)
    }

    /// Forgets the sender if it has no transactions.
    fn release(&mut self, id: u32) {
        let place = &mut self.senders[id as usize];
        if let Some(queue) = place.take_if(|queue| queue.len() == 0) {
            self.by_address.remove(&queue.address);
            self.free.push(id);
        }
    }

    /// Brings the order of eviction up to date with a changed queue.
    fn rank(&mut self, id: u32) {
        if let (Some(order), Some(queue)) =
            (self.eviction.as_mut(), self.senders[id as usize].as_mut())
        {
            order.update(id, queue, self.base_fee);
        }
    }

    fn evict(&mut self, options: &PoolOptions) {
        let mut evicted = 0;
        while self.by_hash.len() > options.max_transactions || self.bytes > options.max_bytes {
            if self.eviction.is_none() {
                self.eviction = Some(EvictionOrder::default());
                (0..self.senders.len() as u32).for_each(|id| self.rank(id));
            }
            let Some(id) = self.eviction.as_ref().and_then(EvictionOrder::worst) else { break };
            self.change(id, |queue, gone| gone.extend(queue.pop_last()));
            evicted += 1;
        }
        if evicted > 0 {
            metrics::counter!("pool_evicted_total").increment(evicted);
        }
    }

    pub(super) fn remove(&mut self, hash: &B256) {
        if let Some((id, nonce)) = self.by_hash.get(hash).copied() {
            self.change(id, |queue, gone| gone.extend(queue.remove(nonce)));
        }
    }

    pub(super) fn advance(&mut self, diff: &StateDiff, base_fee: u64) {
        self.base_fee = base_fee;
        self.version += 1;
        self.eviction = None;
        for change in &diff.accounts {
            let Some(id) = self.by_address.get(&change.address).copied() else { continue };
            let (nonce, balance) =
                change.after.map_or((0, U256::ZERO), |account| (account.nonce, account.balance));
            self.change(id, |queue, gone| queue.advance(nonce, balance, |one| gone.push(one)));
        }
    }

    /// Changes one queue and everything that counts or points into it.
    fn change(&mut self, id: u32, change: impl FnOnce(&mut SenderQueue, &mut Vec<Pooled>)) {
        self.version += 1;
        let Some(queue) = self.senders[id as usize].as_mut() else { return };
        let mut gone = Vec::new();
        self.pending -= queue.ready();
        change(queue, &mut gone);
        self.pending += queue.ready();
        for pooled in gone {
            self.by_hash.remove(&pooled.transaction.hash);
            self.bytes -= pooled.size();
        }
        self.rank(id);
        self.release(id);
    }
}
