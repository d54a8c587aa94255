//! A trie as it would be with other leaves: root and proofs, the trie itself unchanged.
//!
//! Only the paths to changed leaves are built anew; what hangs off them is named as the trie has
//! it. The walk goes nibble by nibble, so that branches appear and vanish as the leaves demand;
//! what it built is then hashed level by level, as the trie itself is.

use super::forest::{Forest, Leaf};
use super::hash::{Namer, in_chunks};
use super::node::{
    KEY_NIBBLES, NodeId, NodeKind, Reference, encode_branch, encode_extension, encode_leaf,
    first_difference, nibble,
};
use super::proof::put_node;
use crate::keccak::KeccakMode;
use alloy_primitives::{B256, Bytes, keccak256};
use std::ops::Range;

/// What a leaf is to be.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) key: B256,
    /// The encoded value, `None` to take the leaf out.
    pub(super) value: Option<Vec<u8>>,
}

/// A trie under changes.
pub(super) struct Overlay<'a, L: Leaf> {
    forest: &'a Forest<L>,
    context: L::Context<'a>,
    /// Strictly ascending.
    changes: &'a [Change],
    branches: Vec<OverlayBranch>,
    top: Option<Part>,
    root: Option<B256>,
}

/// A piece of the overlaid trie. How it is encoded depends on where it hangs.
#[derive(Clone, Copy)]
enum Part {
    /// As the trie has it.
    Kept(NodeId),
    /// The leaf of the change with this number.
    Leaf(usize),
    /// The overlay's own branch with this number.
    Branch(u32),
}

struct OverlayBranch {
    /// The number of some change below, for the path.
    sample: usize,
    depth: usize,
    /// The branch it hangs on and its position there; `None` for the root.
    at: Option<(u32, usize)>,
    /// Lowest nibble first.
    children: Vec<OverlayChild>,
}

struct OverlayChild {
    nibble: usize,
    part: Part,
    /// Known from the start where the part hangs as it does in the trie.
    reference: Option<Reference>,
}

/// A child by its branch and its position there.
type ChildAt = (u32, usize);

impl<'a, L: Leaf> Overlay<'a, L> {
    /// Overlays the trie under `root` with `changes`, which are strictly ascending.
    pub(super) fn new(
        forest: &'a Forest<L>,
        context: L::Context<'a>,
        root: NodeId,
        changes: &'a [Change],
        mode: KeccakMode,
    ) -> Self {
        let mut overlay =
            Self { forest, context, changes, branches: Vec::new(), top: None, root: None };
        let top = overlay.merge(root, None, 0, 0..changes.len());
        overlay.top = top.map(|(part, _)| part);
        overlay.hash(mode);
        overlay
    }

    /// The root hash, `None` without leaves.
    pub(super) fn root(&self) -> Option<B256> {
        self.root
    }

    /// Builds what a region of the key space holds after the changes in it: all keys that share
    /// their first `depth` nibbles, now under `node`. The reference holds for the node's old place.
    fn merge(
        &mut self,
        node: NodeId,
        reference: Option<Reference>,
        depth: usize,
        changes: Range<usize>,
    ) -> Option<(Part, Option<Reference>)> {
        if changes.is_empty() {
            return node.kind().map(|_| (Part::Kept(node), reference));
        }
        let sample = changes.start;
        let first = &self.changes[sample];
        let (alone, forks, whole) = match node.kind() {
            None => (true, None, None),
            Some(NodeKind::Leaf(leaf)) => {
                let key = self.forest.leaves[leaf].key();
                (*key == first.key, None, Some(key))
            }
            Some(NodeKind::Branch(branch)) => {
                let forks = usize::from(self.forest.branches[branch].depth) == depth;
                let whole = (!forks).then(|| self.forest.sample(node));
                (false, forks.then_some(branch), whole)
            }
        };
        if alone && changes.len() == 1 {
            return first.value.as_ref().map(|_| (Part::Leaf(sample), None));
        }
        // A node further down lies under one nibble as a whole.
        let whole = whole.map(|key| nibble(key, depth));
        let mut children = Vec::new();
        let mut start = changes.start;
        for at in 0..16 {
            let rest = &self.changes[start..changes.end];
            let end = start + rest.partition_point(|change| nibble(&change.key, depth) == at);
            let (child, reference) = match forks.and_then(|branch| self.forest.child(branch, at)) {
                Some((child, reference)) => (child, Some(reference)),
                None if whole == Some(at) => (node, None),
                None => (NodeId::NONE, None),
            };
            if let Some((part, reference)) = self.merge(child, reference, depth + 1, start..end) {
                children.push(OverlayChild { nibble: at, part, reference });
            }
            start = end;
        }
        if children.len() < 2 {
            // It hangs elsewhere than in the trie: its name there is of no use.
            return children.pop().map(|child| (child.part, None));
        }
        let index = self.branches.len() as u32;
        for (position, child) in children.iter().enumerate() {
            if let Part::Branch(branch) = child.part {
                self.branches[branch as usize].at = Some((index, position));
            }
        }
        self.branches.push(OverlayBranch { sample, depth, at: None, children });
        Some((Part::Branch(index), None))
    }

    fn hash(&mut self, mode: KeccakMode) {
        let all: Vec<u32> = (0..self.branches.len() as u32).collect();
        let named = in_chunks(&all, |chunk| self.name_leaves(chunk, mode));
        for ((branch, position), reference) in named.into_iter().flatten() {
            self.branches[branch as usize].children[position].reference = Some(reference);
        }
        let mut levels = vec![Vec::new(); KEY_NIBBLES];
        for (index, branch) in self.branches.iter().enumerate() {
            levels[branch.depth].push(index as u32);
        }
        for level in levels.iter().rev() {
            let named = in_chunks(level, |chunk| self.name_branches(chunk, mode));
            for (index, reference) in named.into_iter().flatten() {
                match self.branches[index as usize].at {
                    Some((parent, position)) => {
                        let parent = &mut self.branches[parent as usize];
                        parent.children[position].reference = Some(reference);
                    }
                    None => self.root = Some(B256::new(reference.bytes)),
                }
            }
        }
        if let Some(top @ (Part::Kept(_) | Part::Leaf(_))) = self.top {
            let mut encoding = Vec::new();
            self.encode(top, 0, &mut encoding);
            self.root = Some(keccak256(&encoding));
        }
    }

    /// Names the children of these branches that have no name yet and are no branches of ours.
    fn name_leaves(&self, branches: &[u32], mode: KeccakMode) -> Vec<(ChildAt, Reference)> {
        let mut namer = Namer::new(mode, branches.len());
        let mut encoding = Vec::new();
        for index in branches {
            let branch = &self.branches[*index as usize];
            for (position, child) in branch.children.iter().enumerate() {
                if child.reference.is_none() && !matches!(child.part, Part::Branch(_)) {
                    self.encode(child.part, branch.depth + 1, &mut encoding);
                    namer.push((*index, position), false, &encoding);
                }
            }
        }
        namer.finish()
    }

    /// Names branches of one level, all below them being named.
    fn name_branches(&self, level: &[u32], mode: KeccakMode) -> Vec<(u32, Reference)> {
        let mut bare = Namer::new(mode, level.len());
        let mut extended = Namer::new(mode, 0);
        let mut encoding = Vec::new();
        for index in level {
            self.encode_branch(*index, &mut encoding);
            if self.from(*index) == self.branches[*index as usize].depth {
                bare.push(*index, self.branches[*index as usize].at.is_none(), &encoding);
            } else {
                extended.push(*index, false, &encoding);
            }
        }
        let mut extensions = Namer::new(mode, 0);
        for (index, child) in extended.finish() {
            self.encode_extension(index, &child, &mut encoding);
            extensions.push(index, self.branches[index as usize].at.is_none(), &encoding);
        }
        let mut named = bare.finish();
        named.append(&mut extensions.finish());
        named
    }

    /// The depth at which the path of a branch of ours starts.
    fn from(&self, index: u32) -> usize {
        let at = self.branches[index as usize].at;
        at.map_or(0, |(parent, _)| self.branches[parent as usize].depth + 1)
    }

    fn path(&self, index: u32) -> &B256 {
        &self.changes[self.branches[index as usize].sample].key
    }

    /// Encodes a branch of ours, its children being named, without the extension above it.
    fn encode_branch(&self, index: u32, out: &mut Vec<u8>) {
        let children = &self.branches[index as usize].children;
        let mask = children.iter().fold(0, |mask, child| mask | 1 << child.nibble);
        let references = children.iter().map(|child| {
            child.reference.expect("what is deeper, and every leaf, was named before")
        });
        encode_branch(mask, references, out);
    }

    fn encode_extension(&self, index: u32, child: &Reference, out: &mut Vec<u8>) {
        let depth = self.branches[index as usize].depth;
        encode_extension(self.path(index), self.from(index), depth, child, out);
    }

    /// Encodes a part that is no branch of ours as it is where its path starts at depth `from`.
    fn encode(&self, part: Part, from: usize, out: &mut Vec<u8>) {
        match part {
            Part::Leaf(change) => {
                let Change { key, value } = &self.changes[change];
                let value = value.as_deref().unwrap_or_default();
                encode_leaf(key, from, KEY_NIBBLES, value, out);
            }
            Part::Kept(node) => match node.kind() {
                Some(NodeKind::Leaf(leaf)) => {
                    self.forest.encode_leaf(leaf, from, self.context, &mut Vec::new(), out);
                }
                Some(NodeKind::Branch(branch)) => {
                    self.forest.encode_branch(branch, out);
                    if usize::from(self.forest.branches[branch].depth) > from {
                        let child = Reference::of(out);
                        self.forest.encode_extension(branch, from, &child, out);
                    }
                }
                None => {}
            },
            Part::Branch(_) => {}
        }
    }

    /// The nodes from the root towards `key`; none without leaves.
    pub(super) fn proof(&self, key: &B256) -> Vec<Bytes> {
        let mut proof = Vec::new();
        let mut encoding = Vec::new();
        let (mut next, mut from) = (self.top, 0);
        while let Some(part) = next {
            let index = match part {
                Part::Branch(index) => index,
                Part::Kept(node) => {
                    proof.append(&mut self.forest.proof(node, from, key, self.context));
                    break;
                }
                Part::Leaf(_) => {
                    self.encode(part, from, &mut encoding);
                    put_node(&encoding, from == 0, &mut proof);
                    break;
                }
            };
            let branch = &self.branches[index as usize];
            self.encode_branch(index, &mut encoding);
            if branch.depth > from {
                let mut extension = Vec::new();
                self.encode_extension(index, &Reference::of(&encoding), &mut extension);
                put_node(&extension, from == 0, &mut proof);
                if first_difference(key, self.path(index), from, branch.depth) < branch.depth {
                    break;
                }
            }
            put_node(&encoding, branch.depth == 0, &mut proof);
            let at = nibble(key, branch.depth);
            next = branch.children.iter().find(|child| child.nibble == at).map(|child| child.part);
            from = branch.depth + 1;
        }
        proof
    }
}
