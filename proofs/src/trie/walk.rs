//! The way from the root to every key that is asked for, and nowhere else.

use std::{io, ops::Range};

use alloy_primitives::{B256, hex, keccak256};

use super::{
    EMPTY_ROOT, ProofError,
    node::{Child, Node},
};

/// Digits of a hashed key.
const DIGITS: usize = 64;

/// Checks a proof of `keys`, which are ascending, against `root`, and tells `found` what it proves
/// of each: its index and its value, or that it is absent. Nodes are read one at a time and not
/// kept. Returns how many there were.
///
/// # Errors
/// [`ProofError`] naming what is wrong with which node, or whatever `found` says.
pub fn walk(
    root: B256,
    keys: &[B256],
    mut nodes: impl Iterator<Item = io::Result<Vec<u8>>>,
    mut found: impl FnMut(usize, Option<&[u8]>) -> Result<(), ProofError>,
) -> Result<u64, ProofError> {
    let mut walk =
        Walk { keys, next: &mut |_| nodes.next().transpose(), found: &mut found, position: 0 };
    walk.all(root)?;
    let position = walk.position;
    match nodes.next() {
        None => Ok(position),
        Some(Ok(_)) => Err(ProofError::Extra { position }),
        Some(Err(source)) => Err(ProofError::Source { position, source }),
    }
}

/// Gives the next node, which has to have this hash.
pub(super) type Next<'a> = &'a mut dyn FnMut(B256) -> io::Result<Option<Vec<u8>>>;
pub(super) type Found<'a> = &'a mut dyn FnMut(usize, Option<&[u8]>) -> Result<(), ProofError>;

pub(super) struct Walk<'a> {
    pub(super) keys: &'a [B256],
    pub(super) next: Next<'a>,
    pub(super) found: Found<'a>,
    pub(super) position: u64,
}

impl Walk<'_> {
    pub(super) fn all(&mut self, root: B256) -> Result<(), ProofError> {
        if let Some(pair) = self.keys.windows(2).find(|pair| pair.first() >= pair.last()) {
            return Err(ProofError::Keys { key: pair.last().copied().unwrap_or_default() });
        }
        let all = 0..self.keys.len();
        if root == EMPTY_ROOT { self.absent(all) } else { self.enter(root, None, 0, all) }
    }

    /// Reads the node with this hash, `depth` digits from the root, on the way to `keys`.
    fn enter(
        &mut self,
        hash: B256,
        parent: Option<&[Child<'_>; 16]>,
        depth: usize,
        keys: Range<usize>,
    ) -> Result<(), ProofError> {
        if keys.is_empty() {
            return Ok(());
        }
        let position = self.position;
        let node = (self.next)(hash).map_err(|source| ProofError::Source { position, source })?;
        let Some(node) = node else {
            return Err(ProofError::Truncated { position, path: self.path(depth, &keys) });
        };
        let found = keccak256(&node);
        if found != hash {
            return Err(self.other(hash, found, parent, depth, &keys));
        }
        self.position = position.saturating_add(1);
        self.decode(&node, depth, keys)
    }

    /// Names a node that is not the one that was expected.
    fn other(
        &self,
        expected: B256,
        found: B256,
        parent: Option<&[Child<'_>; 16]>,
        depth: usize,
        keys: &Range<usize>,
    ) -> ProofError {
        if depth == 0 {
            return ProofError::Root { expected, found };
        }
        let (position, path) = (self.position, self.path(depth, keys));
        let is_it = |child: &Child<'_>| matches!(child, Child::Hash(hash) if *hash == found);
        match parent.and_then(|children| children.iter().position(is_it)) {
            Some(digit) => ProofError::OtherKey { position, path, digit },
            None => ProofError::Node { position, path, expected, found },
        }
    }

    fn decode(&mut self, rlp: &[u8], depth: usize, keys: Range<usize>) -> Result<(), ProofError> {
        let malformed = |walk: &Self, what| {
            let position = walk.position.saturating_sub(1);
            let path = walk.path(depth, &keys);
            Err(ProofError::Malformed { position, path, what })
        };
        let left = DIGITS.saturating_sub(depth);
        match Node::decode(rlp) {
            Err(what) => malformed(self, what),
            Ok(Node::Branch(_)) if left == 0 => malformed(self, "a branch below the last digit"),
            Ok(Node::Extension(path, _)) if path.len() >= left => {
                malformed(self, "an extension beyond the last digit")
            }
            Ok(Node::Leaf(path, _)) if path.len() != left => {
                malformed(self, "a leaf of a key that has not 64 digits")
            }
            Ok(Node::Branch(children)) => self.branch(&children, depth, keys),
            Ok(Node::Extension(path, child)) => {
                let within = self.within(&path, depth, keys)?;
                self.descend(child, None, depth.saturating_add(path.len()), within)
            }
            Ok(Node::Leaf(path, value)) => {
                let within = self.within(&path, depth, keys)?;
                within.into_iter().try_for_each(|key| (self.found)(key, Some(value)))
            }
        }
    }

    fn branch(
        &mut self,
        children: &[Child<'_>; 16],
        depth: usize,
        keys: Range<usize>,
    ) -> Result<(), ProofError> {
        let mut begin = keys.start;
        for (digit, child) in children.iter().enumerate() {
            let rest = self.keys.get(begin..keys.end).unwrap_or_default();
            let count = rest.partition_point(|key| usize::from(nibble(key, depth)) <= digit);
            let end = begin.saturating_add(count);
            self.descend(*child, Some(children), depth.saturating_add(1), begin..end)?;
            begin = end;
        }
        Ok(())
    }

    fn descend(
        &mut self,
        child: Child<'_>,
        parent: Option<&[Child<'_>; 16]>,
        depth: usize,
        keys: Range<usize>,
    ) -> Result<(), ProofError> {
        match child {
            _ if keys.is_empty() => Ok(()),
            Child::Empty => self.absent(keys),
            Child::Hash(hash) => self.enter(hash, parent, depth, keys),
            Child::Inline(node) => self.decode(node, depth, keys),
        }
    }

    /// The keys that go on with `path`; the others are absent.
    fn within(
        &mut self,
        path: &[u8],
        depth: usize,
        keys: Range<usize>,
    ) -> Result<Range<usize>, ProofError> {
        let all = self.keys.get(keys.clone()).unwrap_or_default();
        let compare = |key: &B256| {
            (depth..).map(|at| nibble(key, at)).take(path.len()).cmp(path.iter().copied())
        };
        let before = all.partition_point(|key| compare(key).is_lt());
        let until = all.partition_point(|key| compare(key).is_le());
        let within = keys.start.saturating_add(before)..keys.start.saturating_add(until);
        self.absent(keys.start..within.start)?;
        self.absent(within.end..keys.end)?;
        Ok(within)
    }

    fn absent(&mut self, mut keys: Range<usize>) -> Result<(), ProofError> {
        keys.try_for_each(|key| (self.found)(key, None))
    }

    /// The digits on the way to a place.
    fn path(&self, depth: usize, keys: &Range<usize>) -> String {
        let mut digits = self.keys.get(keys.start).map(hex::encode).unwrap_or_default();
        digits.truncate(depth);
        digits
    }
}

/// A digit of a key; 0 behind the last.
pub(super) fn nibble(key: &B256, at: usize) -> u8 {
    let byte = key.get(at >> 1).copied().unwrap_or_default();
    if at.is_multiple_of(2) { byte >> 4 } else { byte & 15 }
}
