//! Roots over lists: transactions and receipts.
//!
//! The trie of a list is built once, hashed once and dropped, so its branches live in one vector
//! and know their parents; hashing goes from the deepest level up, in batches.

use super::hash::{Namer, in_chunks};
use super::node::{
    Reference, encode_branch, encode_extension, encode_leaf, first_difference, nibble,
};
use crate::keccak::KeccakMode;
use alloy_consensus::constants::EMPTY_ROOT_HASH;
use alloy_primitives::B256;
use alloy_rlp::Encodable;

/// The root of the trie that maps rlp(index) to each value of a list (yellow paper §4.3.1).
///
/// `encode` appends the value of an index, of any length but zero, to an empty buffer. It is
/// called once for each index, from several threads.
pub fn ordered_root(
    count: usize,
    encode: impl Fn(usize, &mut Vec<u8>) + Sync,
    mode: KeccakMode,
) -> B256 {
    if count == 0 {
        return EMPTY_ROOT_HASH;
    }
    let mut list = ListTrie::new(count);
    let positions: Vec<u32> = (0..count as u32).collect();
    let named = in_chunks(&positions, |chunk| list.name_leaves(chunk, &encode, mode));
    for (position, reference) in named.into_iter().flatten() {
        list.set(list.leaves[position as usize].at, reference);
    }
    let deepest = list.branches.iter().map(|branch| branch.depth).max().unwrap_or(0);
    for depth in (0..=deepest).rev() {
        let level: Vec<u32> = (0..list.branches.len() as u32)
            .filter(|branch| list.branches[*branch as usize].depth == depth)
            .collect();
        for (branch, reference) in list.name_branches(&level, mode) {
            list.set(list.branches[branch as usize].at, reference);
        }
    }
    B256::new(list.root.bytes)
}

/// rlp(index) with its length in nibbles.
#[derive(Debug)]
struct Key {
    index: usize,
    path: B256,
    length: usize,
}

/// Where a node hangs: branch and nibble, `None` for the root.
type Parent = Option<(u32, usize)>;

/// The place of the leaf of a key.
#[derive(Debug)]
struct ListLeaf {
    at: Parent,
    from: usize,
}

#[derive(Debug)]
struct ListBranch {
    at: Parent,
    from: usize,
    depth: usize,
    /// The number of some key below.
    sample: usize,
    children: [Option<Reference>; 16],
}

#[derive(Debug)]
struct ListTrie {
    /// Ascending.
    keys: Vec<Key>,
    /// In the order of `keys`.
    leaves: Vec<ListLeaf>,
    branches: Vec<ListBranch>,
    root: Reference,
}

impl ListTrie {
    fn new(count: usize) -> Self {
        // rlp(0) is 0x80, which comes after the single bytes 0x01 to 0x7f.
        let ascending = (1..count.min(128)).chain([0]).chain(128..count);
        let keys = ascending.map(Key::new).collect();
        let root = Reference::hash(EMPTY_ROOT_HASH);
        let mut list = Self { keys, leaves: Vec::with_capacity(count), branches: Vec::new(), root };
        list.build(0, count, 0, None);
        list
    }

    /// Builds the trie of the keys `start..end`, which share their first `from` nibbles.
    fn build(&mut self, start: usize, end: usize, from: usize, at: Parent) {
        let [first, .., last] = &self.keys[start..end] else {
            self.leaves.push(ListLeaf { at, from });
            return;
        };
        // No encoded number is the prefix of another, so all keys differ before they end.
        let depth = first_difference(&first.path, &last.path, from, first.length);
        let branch = self.branches.len() as u32;
        self.branches.push(ListBranch { at, from, depth, sample: start, children: [None; 16] });
        let mut start = start;
        while start < end {
            let here = nibble(&self.keys[start].path, depth);
            let rest = &self.keys[start..end];
            let same = rest.partition_point(|key| nibble(&key.path, depth) == here);
            self.build(start, start + same, depth + 1, Some((branch, here)));
            start += same;
        }
    }

    fn set(&mut self, at: Parent, reference: Reference) {
        match at {
            Some((branch, nibble)) => {
                self.branches[branch as usize].children[nibble] = Some(reference);
            }
            None => self.root = reference,
        }
    }

    fn name_leaves(
        &self,
        positions: &[u32],
        encode: &impl Fn(usize, &mut Vec<u8>),
        mode: KeccakMode,
    ) -> Vec<(u32, Reference)> {
        let mut namer = Namer::new(mode, positions.len());
        let (mut value, mut encoding) = (Vec::new(), Vec::new());
        for position in positions {
            let key = &self.keys[*position as usize];
            let leaf = &self.leaves[*position as usize];
            value.clear();
            encode(key.index, &mut value);
            encode_leaf(&key.path, leaf.from, key.length, &value, &mut encoding);
            namer.push(*position, leaf.at.is_none(), &encoding);
        }
        namer.finish()
    }

    fn name_branches(&self, level: &[u32], mode: KeccakMode) -> Vec<(u32, Reference)> {
        let mut bare = Namer::new(mode, level.len());
        let mut extended = Namer::new(mode, 0);
        let mut encoding = Vec::new();
        for index in level {
            let branch = &self.branches[*index as usize];
            let children = branch.children.iter().enumerate();
            let mask = children
                .fold(0, |mask, (nibble, child)| mask | u16::from(child.is_some()) << nibble);
            encode_branch(mask, branch.children.iter().flatten().copied(), &mut encoding);
            if branch.from == branch.depth {
                bare.push(*index, branch.at.is_none(), &encoding);
            } else {
                extended.push(*index, false, &encoding);
            }
        }
        let mut extensions = Namer::new(mode, 0);
        for (index, child) in extended.finish() {
            let branch = &self.branches[index as usize];
            let path = &self.keys[branch.sample].path;
            encode_extension(path, branch.from, branch.depth, &child, &mut encoding);
            extensions.push(index, branch.at.is_none(), &encoding);
        }
        let mut named = bare.finish();
        named.append(&mut extensions.finish());
        named
    }
}

impl Key {
    fn new(index: usize) -> Self {
        let mut path = B256::ZERO;
        let mut rest = &mut path[..];
        index.encode(&mut rest);
        Self { index, path, length: 2 * index.length() }
    }
}
