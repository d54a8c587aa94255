//! What the newest blocks changed, and the diffs staged above them, kept in RAM.

use std::{collections::VecDeque, sync::Arc};

use alloy_primitives::{
    Address, U256,
    map::{AddressHashMap, Entry, HashMap},
};
use cybermiles_primitives::{Account, AccountChange, StateDiff};

/// The diffs of an unbroken row of blocks, newest included, indexed by what they change.
///
/// The index points into the diffs, so that a change costs a few bytes here.
#[derive(Debug)]
pub(crate) struct Recent {
    /// Height of the first diff.
    from: u64,
    /// Each with the number of its changes.
    diffs: VecDeque<(Arc<StateDiff>, u64)>,
    accounts: AddressHashMap<Vec<AccountPlace>>,
    slots: HashMap<(Address, U256), Vec<SlotPlace>>,
    changes: u64,
}

/// Block, and position of an account in its diff.
type AccountPlace = (u64, u32);
/// Block, and positions of an account in its diff and of a slot in the account.
type SlotPlace = (u64, u32, u32);

/// How many accounts and slots a diff changes.
pub(crate) fn changes(diff: &StateDiff) -> u64 {
    diff.accounts.iter().map(|change| 1 + change.slots.len() as u64).sum()
}

impl Recent {
    /// Empty; the first diff pushed is that of block `from`.
    pub(crate) fn new(from: u64) -> Self {
        Self {
            from,
            diffs: VecDeque::new(),
            accounts: Default::default(),
            slots: Default::default(),
            changes: 0,
        }
    }

    /// Height of the oldest diff here.
    pub(crate) const fn from(&self) -> u64 {
        self.from
    }

    /// How many accounts and slots the diffs here change in total.
    pub(crate) const fn changes(&self) -> u64 {
        self.changes
    }

    /// The diffs of blocks above `number`, newest first; `None` when one of them is not here.
    pub(crate) fn above(&self, number: u64) -> Option<Vec<&StateDiff>> {
        let skip = usize::try_from((number + 1).checked_sub(self.from)?).ok()?;
        Some(self.diffs.iter().skip(skip).rev().map(|(diff, _)| diff.as_ref()).collect())
    }

    /// The oldest height one gets back to from the newest by undoing at most `limit` changes.
    pub(crate) fn within(&self, limit: u64) -> u64 {
        let (mut undone, mut height) = (0, (self.from + self.diffs.len() as u64).saturating_sub(1));
        for (_, count) in self.diffs.iter().rev() {
            undone += count;
            if undone > limit {
                break;
            }
            height = height.saturating_sub(1);
        }
        height
    }

    /// Adds the diff of the next block.
    pub(crate) fn push(&mut self, diff: Arc<StateDiff>) {
        let number = self.from + self.diffs.len() as u64;
        for (index, change) in diff.accounts.iter().enumerate() {
            let index = index as u32;
            self.accounts.entry(change.address).or_default().push((number, index));
            for (position, slot) in change.slots.iter().enumerate() {
                let key = (change.address, slot.slot);
                self.slots.entry(key).or_default().push((number, index, position as u32));
            }
        }
        let count = changes(&diff);
        self.changes += count;
        self.diffs.push_back((diff, count));
    }

    /// Takes the newest diff off.
    pub(crate) fn pop_newest(&mut self) -> Option<Arc<StateDiff>> {
        let (diff, count) = self.diffs.pop_back()?;
        self.changes -= count;
        self.forget(&diff, |list| _ = list.pop(), |list| _ = list.pop());
        Some(diff)
    }

    /// Drops the oldest diff.
    pub(crate) fn pop_oldest(&mut self) {
        let Some((diff, count)) = self.diffs.pop_front() else { return };
        self.changes -= count;
        self.from += 1;
        self.forget(&diff, |list| _ = list.remove(0), |list| _ = list.remove(0));
    }

    fn forget(
        &mut self,
        diff: &StateDiff,
        account: impl Fn(&mut Vec<AccountPlace>),
        slot: impl Fn(&mut Vec<SlotPlace>),
    ) {
        for change in &diff.accounts {
            if let Entry::Occupied(mut list) = self.accounts.entry(change.address) {
                account(list.get_mut());
                if list.get().is_empty() {
                    list.remove();
                }
            }
            for changed in &change.slots {
                if let Entry::Occupied(mut list) = self.slots.entry((change.address, changed.slot))
                {
                    slot(list.get_mut());
                    if list.get().is_empty() {
                        list.remove();
                    }
                }
            }
        }
    }

    /// The account before the first change above `number`; `None` when nothing here changed it.
    pub(crate) fn account(&self, number: u64, address: &Address) -> Option<Option<Account>> {
        let list = self.accounts.get(address)?;
        let first = list.partition_point(|(block, _)| *block <= number);
        let (block, index) = list.get(first)?;
        Some(self.change(*block, *index)?.before)
    }

    /// The slot before the first change above `number`; `None` when nothing here changed it.
    pub(crate) fn slot(&self, number: u64, address: &Address, slot: &U256) -> Option<U256> {
        let list = self.slots.get(&(*address, *slot))?;
        let first = list.partition_point(|(block, ..)| *block <= number);
        let (block, index, position) = list.get(first)?;
        Some(self.change(*block, *index)?.slots.get(*position as usize)?.before)
    }

    fn change(&self, block: u64, index: u32) -> Option<&AccountChange> {
        self.diffs.get((block - self.from) as usize)?.0.accounts.get(index as usize)
    }
}
