//! Many proofs joined into one: each node once, in the order [`walk`](fn@super::walk) reads them.

use alloy_primitives::{B256, keccak256, map::B256Map};

use super::{ProofError, walk::Walk};

/// Nodes of any number of proofs of one trie.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    nodes: B256Map<Vec<u8>>,
}

impl Collected {
    /// Adds nodes, in any order and any number of times.
    pub fn add(&mut self, nodes: impl IntoIterator<Item = Vec<u8>>) {
        for node in nodes {
            self.nodes.insert(keccak256(&node), node);
        }
    }

    /// Hands the one proof of `keys`, which are ascending, to `take`, node by node.
    ///
    /// # Errors
    /// [`ProofError::Truncated`] where a node has not been added, and whatever else is wrong.
    pub fn proof(
        &self,
        root: B256,
        keys: &[B256],
        mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> Result<u64, ProofError> {
        let mut walk = Walk {
            keys,
            next: &mut |hash| {
                let node = self.nodes.get(&hash);
                node.map(|node| take(node).map(|()| node.clone())).transpose()
            },
            found: &mut |_, _| Ok(()),
            position: 0,
        };
        walk.all(root)?;
        Ok(walk.position)
    }
}
