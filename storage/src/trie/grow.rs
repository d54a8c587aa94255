//! A whole trie at once, from leaves in the order of their keys.
//!
//! Put in one by one, each of a million leaves is a walk down from the root, and a branch's row moves
//! whenever it outgrows its places. In order of the keys a branch sees all its children together, so
//! it is made once, with the row it will keep.

use super::children::Child;
use super::forest::{Branch, Forest, Leaf};
use super::node::{KEY_NIBBLES, NodeId, Place, first_difference, nibble};
use alloy_primitives::B256;

/// A leaf that waits for its place: the first eight bytes of its key, which nearly always decide, and
/// its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    prefix: u64,
    leaf: u32,
}

/// Nibbles in a prefix.
const PREFIX_NIBBLES: usize = 16;

impl Waiting {
    pub(super) fn new(key: &B256, leaf: u32) -> Self {
        let prefix = key.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        Self { prefix, leaf }
    }
}

impl<L: Leaf> Forest<L> {
    /// Sorts leaves by their keys. Returns one whose key another has as well, if there is one.
    pub(super) fn sort(&self, waiting: &mut [Waiting]) -> Option<u32> {
        let key = |of: &Waiting| self.leaves[of.leaf].key();
        waiting.sort_unstable_by(|a, b| a.prefix.cmp(&b.prefix).then_with(|| key(a).cmp(key(b))));
        let twice = |[a, b]: &&[Waiting; 2]| a.prefix == b.prefix && key(a) == key(b);
        waiting.array_windows().find(twice).map(|[_, next]| next.leaf)
    }

    /// Hangs leaves, in the order of their keys and none twice, into an empty trie.
    pub(super) fn grow(&mut self, trie: u32, sorted: &[Waiting]) {
        debug_assert_eq!(self.tries[trie].root, NodeId::NONE);
        if sorted.is_empty() {
            return;
        }
        self.dirty_leaves.reserve(sorted.len());
        let root = self.shape(Place::root_of(trie), 0, 0, sorted);
        let trie = &mut self.tries[trie];
        trie.root = root;
        trie.leaves += sorted.len() as u32;
    }

    /// The node over `sorted`, whose keys agree below depth `from`.
    fn shape(&mut self, mut at: Place, from: usize, nibble: usize, sorted: &[Waiting]) -> NodeId {
        at.set_dirty(true);
        let (first, last) = (sorted[0], sorted[sorted.len() - 1]);
        if sorted.len() == 1 {
            *self.leaves[first.leaf].place_mut() = at;
            self.dirty_leaves.push(first.leaf);
            return NodeId::leaf(first.leaf);
        }
        let depth = self.fork_of(&first, &last, from);
        let mut groups = [&[][..]; 16];
        let (mut rest, mut count) = (sorted, 0);
        while let Some(first) = rest.first() {
            let nibble = self.nibble_of(first, depth);
            let end = rest.partition_point(|waiting| self.nibble_of(waiting, depth) == nibble);
            (groups[nibble], rest) = rest.split_at(end);
            count += 1;
        }
        let row = self.children.allocate(count);
        let branch = self.branches.insert(Branch::new(at, depth, nibble, row));
        self.dirty_branches[depth].push(branch);
        let taken = groups.iter().enumerate().filter(|(_, group)| !group.is_empty());
        for (place, (nibble, group)) in (row..).zip(taken) {
            let node = self.shape(Place::under(branch), depth + 1, nibble, group);
            *self.children.at_mut(place) = Child { reference: [0; 32], node };
            self.branches[branch].mask |= 1 << nibble;
        }
        NodeId::branch(branch)
    }

    /// The first depth at which two keys differ.
    fn fork_of(&self, a: &Waiting, b: &Waiting, from: usize) -> usize {
        match (a.prefix ^ b.prefix).leading_zeros() as usize / 4 {
            PREFIX_NIBBLES => {
                let [a, b] = [a, b].map(|of| self.leaves[of.leaf].key());
                first_difference(a, b, from.max(PREFIX_NIBBLES), KEY_NIBBLES)
            }
            depth => depth,
        }
    }

    #[inline]
    fn nibble_of(&self, of: &Waiting, depth: usize) -> usize {
        match depth {
            0..PREFIX_NIBBLES => (of.prefix >> (60 - 4 * depth) & 15) as usize,
            _ => nibble(self.leaves[of.leaf].key(), depth),
        }
    }
}
