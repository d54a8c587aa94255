//! Everything a proof shows, whichever keys it was made for.

use std::{io, iter::Peekable};

use alloy_primitives::{B256, keccak256};

use super::{
    EMPTY_ROOT, ProofError,
    node::{Child, Node},
};

/// Hands every leaf of a proof to `found`: its hashed key and its value. Every node hangs on the
/// root by its hash, so each leaf is one of the trie; there may be others that are not shown.
///
/// # Errors
/// [`ProofError`] naming what is wrong with which node.
pub fn leaves(
    root: B256,
    nodes: impl Iterator<Item = io::Result<Vec<u8>>>,
    mut found: impl FnMut(B256, &[u8]),
) -> Result<(), ProofError> {
    let nodes = nodes.map(|node| node.map(|node| (keccak256(&node), node)));
    let mut show =
        Show { nodes: nodes.peekable(), found: &mut found, position: 0, path: Vec::new() };
    if root != EMPTY_ROOT && show.nodes.peek().is_some() && !show.enter(root)? {
        let found = match show.nodes.next() {
            Some(Ok((found, _))) => found,
            _ => B256::ZERO,
        };
        return Err(ProofError::Root { expected: root, found });
    }
    let position = show.position;
    match show.nodes.next() {
        None => Ok(()),
        Some(Ok(_)) => Err(ProofError::Extra { position }),
        Some(Err(source)) => Err(ProofError::Source { position, source }),
    }
}

struct Show<'a, I: Iterator> {
    nodes: Peekable<I>,
    found: &'a mut dyn FnMut(B256, &[u8]),
    position: u64,
    /// Digits from the root.
    path: Vec<u8>,
}

impl<I: Iterator<Item = io::Result<(B256, Vec<u8>)>>> Show<'_, I> {
    /// Reads the next node if it is the one with this hash.
    fn enter(&mut self, hash: B256) -> Result<bool, ProofError> {
        let is_it = |node: &I::Item| !matches!(node, Ok((found, _)) if *found != hash);
        let position = self.position;
        match self.nodes.next_if(is_it) {
            None => Ok(false),
            Some(Err(source)) => Err(ProofError::Source { position, source }),
            Some(Ok((_, node))) => {
                self.position = position.saturating_add(1);
                self.decode(&node).map(|()| true)
            }
        }
    }

    fn decode(&mut self, rlp: &[u8]) -> Result<(), ProofError> {
        let depth = self.path.len();
        match Node::decode(rlp).map_err(|what| self.malformed(what))? {
            Node::Branch(children) => {
                for (digit, child) in (0_u8..).zip(children.iter()) {
                    self.path.push(digit);
                    self.descend(*child)?;
                    self.path.truncate(depth);
                }
            }
            Node::Extension(path, child) => {
                self.path.extend(path);
                self.descend(child)?;
            }
            Node::Leaf(path, value) => {
                self.path.extend(path);
                let pairs = self.path.chunks_exact(2).map(|pair| match pair {
                    [high, low] => high << 4 | low,
                    _ => 0,
                });
                let key: Vec<u8> = pairs.collect();
                let key = B256::try_from(&key[..]).ok().filter(|_| self.path.len() == 64);
                let Some(key) = key else {
                    return Err(self.malformed("a leaf of a key that has not 64 digits"));
                };
                (self.found)(key, value);
            }
        }
        self.path.truncate(depth);
        Ok(())
    }

    fn descend(&mut self, child: Child<'_>) -> Result<(), ProofError> {
        if self.path.len() > 64 {
            return Err(self.malformed("a node beyond the last digit"));
        }
        match child {
            Child::Empty => Ok(()),
            Child::Hash(hash) => self.enter(hash).map(drop),
            Child::Inline(node) => self.decode(node),
        }
    }

    fn malformed(&self, what: &'static str) -> ProofError {
        let digits = self.path.iter().filter_map(|digit| char::from_digit((*digit).into(), 16));
        let position = self.position.saturating_sub(1);
        ProofError::Malformed { position, path: digits.collect(), what }
    }
}
