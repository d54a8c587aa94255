//! Many tries in one set of slabs: their shape, and what in them is to be hashed again.
//!
//! A leaf is the record itself (an account, a slot) and knows its whole hashed key, so neither
//! leaves nor extensions store a path: it follows from any key below and the depths at both ends.
//! An extension is no record at all, just a branch deeper than its parent's depth plus one.

use super::arena::{Arena, prefetch};
use super::children::{Child, Children};
use super::node::{
    KEY_NIBBLES, NodeId, NodeKind, Place, Reference, encode_branch, encode_extension, encode_leaf,
    first_difference, nibble,
};
use alloy_primitives::B256;

/// A record that is a leaf of a trie.
pub(super) trait Leaf: Sync + Send {
    /// What must be known besides the record to encode its value.
    type Context<'a>: Copy + Sync;

    /// The whole hashed key.
    fn key(&self) -> &B256;
    /// What the leaf hangs on.
    fn place(&self) -> Place;
    /// What the leaf hangs on, to be changed.
    fn place_mut(&mut self) -> &mut Place;
    /// Appends the value as the trie stores it.
    fn encode(&self, context: Self::Context<'_>, out: &mut Vec<u8>);
}

/// A node with at least two children.
#[derive(Clone, Copy, Debug)]
pub(super) struct Branch {
    row: u32,
    pub(super) place: Place,
    pub(super) mask: u16,
    /// Which children are named by their encoding instead of its hash.
    inline: u16,
    pub(super) depth: u8,
    /// Under which nibble of its parent it hangs.
    nibble: u8,
}

impl Branch {
    /// A branch that has no children yet, but a row for them.
    pub(super) const fn new(place: Place, depth: usize, nibble: usize, row: u32) -> Self {
        Self { row, place, mask: 0, inline: 0, depth: depth as u8, nibble: nibble as u8 }
    }

    fn count(&self) -> usize {
        self.mask.count_ones() as usize
    }

    fn has(&self, nibble: usize) -> bool {
        self.mask >> nibble & 1 == 1
    }

    /// How many children come before the one at `nibble`.
    fn position(&self, nibble: usize) -> usize {
        (self.mask & ((1 << nibble) - 1)).count_ones() as usize
    }
}

/// One trie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trie {
    pub(super) root: NodeId,
    /// The root hash as last computed.
    pub(super) hash: B256,
    /// Whose trie it is; the forest only keeps it.
    pub(super) owner: u32,
    pub(super) leaves: u32,
}

/// Where a node's reference is written to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    /// Depth at which the node's own path starts.
    pub(super) from: u8,
    nibble: u8,
    is_root: bool,
    /// The child's place in the slab, or the trie's number for a root.
    index: u32,
    /// The parent branch.
    parent: u32,
    was_inline: bool,
}

impl Target {
    /// A root is named by its hash, however short it is.
    pub(super) fn is_root(&self) -> bool {
        self.is_root
    }
}

/// Tries over leaves of one kind.
#[derive(Debug)]
pub(super) struct Forest<L> {
    pub(super) leaves: Arena<L>,
    pub(super) branches: Arena<Branch>,
    pub(super) tries: Arena<Trie>,
    pub(super) children: Children,
    /// Leaves to encode again. May name one twice, or one that is free by now.
    pub(super) dirty_leaves: Vec<u32>,
    /// Branches to encode again, by depth; the same holds.
    pub(super) dirty_branches: Vec<Vec<u32>>,
}

impl<L: Leaf> Forest<L> {
    pub(super) fn new() -> Self {
        Self {
            leaves: Arena::new(),
            branches: Arena::new(),
            tries: Arena::new(),
            children: Children::default(),
            dirty_leaves: Vec::new(),
            dirty_branches: vec![Vec::new(); KEY_NIBBLES],
        }
    }

    /// A new empty trie. Its hash is of no meaning before it has a leaf and was hashed.
    pub(super) fn plant(&mut self, owner: u32) -> u32 {
        self.tries.insert(Trie { root: NodeId::NONE, hash: B256::ZERO, owner, leaves: 0 })
    }

    pub(super) fn root(&self, trie: u32) -> NodeId {
        self.tries[trie].root
    }

    /// Whether every hash is up to date.
    pub(super) fn is_clean(&self) -> bool {
        self.dirty_leaves.is_empty() && self.dirty_branches.iter().all(Vec::is_empty)
    }

    /// Heap bytes held.
    pub(super) fn memory(&self) -> usize {
        let dirty: usize = self.dirty_branches.iter().map(Vec::capacity).sum();
        self.leaves.memory()
            + self.branches.memory()
            + self.tries.memory()
            + self.children.memory()
            + (dirty + self.dirty_leaves.capacity()) * size_of::<u32>()
    }

    /// How many branches hold a child's encoding.
    #[cfg(test)]
    pub(super) fn inline_branches(&self) -> usize {
        self.branches.iter().filter(|branch| !branch.place.is_free() && branch.inline != 0).count()
    }

    /// The key of some leaf under `node`, for the path they share.
    #[inline]
    pub(super) fn sample(&self, mut node: NodeId) -> &B256 {
        loop {
            match node.kind().expect("a branch has children") {
                NodeKind::Leaf(leaf) => return self.leaves[leaf].key(),
                NodeKind::Branch(branch) => node = self.row(branch)[0].node,
            }
        }
    }

    /// The children of a branch, lowest nibble first.
    #[inline]
    pub(super) fn row(&self, branch: u32) -> &[Child] {
        let branch = &self.branches[branch];
        self.children.row(branch.row, branch.count())
    }

    /// The child under `nibble` with its reference as last computed.
    #[inline]
    pub(super) fn child(&self, index: u32, nibble: usize) -> Option<(NodeId, Reference)> {
        let branch = &self.branches[index];
        let child = branch.has(nibble).then(|| self.row(index)[branch.position(nibble)])?;
        let inline = branch.inline >> nibble & 1 == 1;
        Some((child.node, Reference { bytes: child.reference, inline }))
    }

    /// Puts a leaf into a trie that does not hold its key yet. Returns its number.
    ///
    /// # Panics
    /// When the key is there: the caller finds leaves by what was hashed, so two records under one
    /// key would be a collision of keccak256.
    pub(super) fn insert(&mut self, trie: u32, leaf: L) -> u32 {
        let key = *leaf.key();
        let new = self.leaves.insert(leaf);
        self.tries[trie].leaves += 1;
        let mut place = Place::root_of(trie);
        let mut from = 0;
        let mut node = self.tries[trie].root;
        while let Some(kind) = node.kind() {
            let (sample, end) = match kind {
                NodeKind::Leaf(leaf) => (self.leaves[leaf].key(), KEY_NIBBLES),
                NodeKind::Branch(branch) => {
                    let depth = usize::from(self.branches[branch].depth);
                    (if depth > from { self.sample(node) } else { &key }, depth)
                }
            };
            let fork = first_difference(&key, sample, from, end);
            if fork < end {
                let other = nibble(sample, fork);
                self.fork(place, &key, new, fork, node, other);
                return new;
            }
            let NodeKind::Branch(branch) = kind else { panic!("two leaves under key {key}") };
            place = Place::under(branch);
            from = end + 1;
            node = self.child(branch, nibble(&key, end)).map_or(NodeId::NONE, |(node, _)| node);
        }
        self.attach(place, &key, NodeId::leaf(new));
        self.touch(new);
        new
    }

    /// Puts a branch of `node` and the new leaf where `node` was.
    fn fork(&mut self, at: Place, key: &B256, new: u32, depth: usize, node: NodeId, other: usize) {
        let row = self.children.allocate(2);
        let branch = self.branches.insert(Branch::new(Place::FREE, depth, 0, row));
        self.attach(at, key, NodeId::branch(branch));
        self.set_child(branch, other, node);
        self.set_child(branch, nibble(key, depth), NodeId::leaf(new));
        // The path of `node` starts deeper now, so it is encoded anew.
        self.touch_node(node);
        self.touch(new);
    }

    /// Hangs `node`, on the path of `key`, onto `place`.
    fn attach(&mut self, place: Place, key: &B256, node: NodeId) {
        match place.parent() {
            Some(parent) => {
                let depth = usize::from(self.branches[parent].depth);
                self.set_child(parent, nibble(key, depth), node);
            }
            None => {
                self.tries[place.index()].root = node;
                self.move_to(node, place, 0);
            }
        }
    }

    fn set_child(&mut self, parent: u32, nibble: usize, node: NodeId) {
        let branch = &mut self.branches[parent];
        let position = branch.position(nibble);
        if branch.has(nibble) {
            self.children.at_mut(branch.row + position as u32).node = node;
        } else {
            branch.row = self.children.insert(branch.row, branch.count(), position, node);
            branch.mask |= 1 << nibble;
        }
        self.move_to(node, Place::under(parent), nibble);
    }

    fn move_to(&mut self, node: NodeId, place: Place, nibble: usize) {
        match node.kind() {
            Some(NodeKind::Leaf(leaf)) => self.leaves[leaf].place_mut().move_to(place),
            Some(NodeKind::Branch(branch)) => {
                let branch = &mut self.branches[branch];
                branch.place.move_to(place);
                branch.nibble = nibble as u8;
            }
            None => {}
        }
    }

    /// Takes a leaf out of its trie; a branch with one child left gives way to that child. The
    /// leaf's number is free afterwards.
    pub(super) fn remove(&mut self, index: u32) {
        let key = *self.leaves[index].key();
        let place = self.leaves[index].place();
        *self.leaves[index].place_mut() = Place::FREE;
        self.leaves.release(index);
        let mut at = place;
        while let Some(parent) = at.parent() {
            at = self.branches[parent].place;
        }
        self.tries[at.index()].leaves -= 1;
        let Some(parent) = place.parent() else {
            self.tries[place.index()].root = NodeId::NONE;
            return;
        };
        self.touch_branch(parent);
        let branch = &mut self.branches[parent];
        let nibble = nibble(&key, usize::from(branch.depth));
        branch.row = self.children.remove(branch.row, branch.count(), branch.position(nibble));
        branch.mask &= !(1 << nibble);
        branch.inline &= !(1 << nibble);
        let branch = *branch;
        if branch.count() > 1 {
            return;
        }
        let last = self.row(parent)[0].node;
        self.children.release(branch.row, 1);
        self.branches[parent].place = Place::FREE;
        self.branches.release(parent);
        self.attach(branch.place, &key, last);
        self.touch_node(last);
    }

    /// Gives the number of an empty trie back.
    pub(super) fn uproot(&mut self, trie: u32) {
        debug_assert_eq!(self.tries[trie].root, NodeId::NONE);
        self.tries.release(trie);
    }

    /// Marks a leaf, and all above it, to be hashed again.
    #[inline]
    pub(super) fn touch(&mut self, leaf: u32) {
        let place = self.leaves[leaf].place_mut();
        if !place.is_dirty() {
            place.set_dirty(true);
            let parent = place.parent();
            self.dirty_leaves.push(leaf);
            if let Some(parent) = parent {
                self.touch_branch(parent);
            }
        }
    }

    /// Above a dirty branch all are dirty already, so the walk ends at the first one.
    #[inline]
    fn touch_branch(&mut self, mut index: u32) {
        loop {
            let branch = &mut self.branches[index];
            if branch.place.is_dirty() {
                return;
            }
            branch.place.set_dirty(true);
            self.dirty_branches[usize::from(branch.depth)].push(index);
            match branch.place.parent() {
                Some(parent) => index = parent,
                None => return,
            }
        }
    }

    /// As [`touch`](Self::touch), also for what was moved: it may be dirty under a clean parent.
    fn touch_node(&mut self, node: NodeId) {
        let place = match node.kind() {
            Some(NodeKind::Leaf(leaf)) => {
                self.touch(leaf);
                self.leaves[leaf].place()
            }
            Some(NodeKind::Branch(branch)) => {
                self.touch_branch(branch);
                self.branches[branch].place
            }
            None => return,
        };
        if let Some(parent) = place.parent() {
            self.touch_branch(parent);
        }
    }

    /// Where the reference of a node at `place` goes.
    #[inline]
    fn target(&self, place: Place, nibble_at: impl FnOnce(usize) -> usize) -> Target {
        let index = place.index();
        match place.parent() {
            None => {
                Target { from: 0, nibble: 0, is_root: true, index, parent: 0, was_inline: false }
            }
            Some(parent) => {
                let branch = &self.branches[parent];
                let nibble = nibble_at(usize::from(branch.depth));
                Target {
                    from: branch.depth + 1,
                    nibble: nibble as u8,
                    is_root: false,
                    index: branch.row + branch.position(nibble) as u32,
                    parent,
                    was_inline: branch.inline >> nibble & 1 == 1,
                }
            }
        }
    }

    #[inline]
    pub(super) fn leaf_target(&self, index: u32) -> Target {
        let leaf = &self.leaves[index];
        self.target(leaf.place(), |depth| nibble(leaf.key(), depth))
    }

    #[inline]
    pub(super) fn branch_target(&self, index: u32) -> Target {
        let branch = &self.branches[index];
        self.target(branch.place, |_| usize::from(branch.nibble))
    }

    /// Starts to load what encoding a leaf reads besides the leaf.
    #[inline]
    pub(super) fn prefetch_parent(&self, leaf: u32) {
        if let Some(parent) = self.leaves[leaf].place().parent().filter(|_| self.is_used(leaf)) {
            self.branches.prefetch(parent);
        }
    }

    fn is_used(&self, leaf: u32) -> bool {
        !self.leaves[leaf].place().is_free()
    }

    /// Starts to load what encoding a branch reads.
    #[inline]
    pub(super) fn prefetch_row(&self, branch: u32) {
        if !self.branches[branch].place.is_free() {
            prefetch(self.row(branch));
        }
    }

    /// Starts to load what [`write`](Self::write) writes to.
    #[inline]
    pub(super) fn prefetch_target(&self, target: &Target) {
        if !target.is_root {
            prefetch(self.children.at(target.index));
        }
    }

    #[inline]
    pub(super) fn write(&mut self, target: &Target, reference: &Reference) {
        if target.is_root {
            self.tries[target.index].hash = B256::new(reference.bytes);
            return;
        }
        self.children.at_mut(target.index).reference = reference.bytes;
        if target.was_inline != reference.inline {
            let bit = 1 << target.nibble;
            let inline = &mut self.branches[target.parent].inline;
            *inline = if reference.inline { *inline | bit } else { *inline & !bit };
        }
    }

    /// Encodes a leaf whose path starts at depth `from`. `value` is scratch space.
    #[inline]
    pub(super) fn encode_leaf(
        &self,
        index: u32,
        from: usize,
        context: L::Context<'_>,
        value: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) {
        let leaf = &self.leaves[index];
        value.clear();
        leaf.encode(context, value);
        encode_leaf(leaf.key(), from, KEY_NIBBLES, value, out);
    }

    /// Encodes a branch without the extension above it.
    #[inline]
    pub(super) fn encode_branch(&self, index: u32, out: &mut Vec<u8>) {
        let branch = &self.branches[index];
        let mut inline = branch.inline;
        let mut mask = branch.mask;
        let children = self.row(index).iter().map(move |child| {
            let bit = mask.trailing_zeros();
            mask &= mask - 1;
            let is_inline = inline >> bit & 1 == 1;
            inline &= !(1 << bit);
            Reference { bytes: child.reference, inline: is_inline }
        });
        encode_branch(branch.mask, children, out);
    }

    /// Encodes the extension from depth `from` down to a branch named `child`.
    pub(super) fn encode_extension(
        &self,
        index: u32,
        from: usize,
        child: &Reference,
        out: &mut Vec<u8>,
    ) {
        let depth = usize::from(self.branches[index].depth);
        encode_extension(self.sample(NodeId::branch(index)), from, depth, child, out);
    }
}
