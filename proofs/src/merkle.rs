//! Claims as a Merkle tree: OpenZeppelin's standard one (`@openzeppelin/merkle-tree`).
//!
//! Leaves are hashed twice, so that no inner node can pass for a leaf, and sorted; pairs are hashed
//! in ascending order. A leaf is `(address account, uint256 amount)` in Solidity's ABI.

use alloy_primitives::{Address, B256, U256, keccak256};

/// The leaf of an account that has `amount` wei.
pub fn leaf(account: Address, amount: U256) -> B256 {
    keccak256(keccak256([account.into_word(), B256::from(amount)].concat()))
}

/// A tree over leaves.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The root, then each level from the left; the leaves, ascending from the end.
    nodes: Vec<B256>,
}

impl Tree {
    /// A tree over leaves in any order; `None` over none.
    pub fn new(mut leaves: Vec<B256>) -> Option<Self> {
        leaves.sort_unstable();
        let inner = leaves.len().checked_sub(1)?;
        let mut nodes = vec![B256::ZERO; inner];
        nodes.extend(leaves.into_iter().rev());
        for at in (0..inner).rev() {
            let left = at.saturating_mul(2).saturating_add(1);
            let pair = (nodes.get(left).copied()?, nodes.get(left.saturating_add(1)).copied()?);
            *nodes.get_mut(at)? = hash_pair(pair.0, pair.1);
        }
        Some(Self { nodes })
    }

    /// What every proof leads to.
    pub fn root(&self) -> B256 {
        self.nodes.first().copied().unwrap_or_default()
    }

    /// The way from a leaf to the root; `None` if there is no such leaf.
    pub fn proof(&self, leaf: B256) -> Option<Vec<B256>> {
        let inner = self.nodes.len() >> 1;
        // Leaves are descending here.
        let leaves = self.nodes.get(inner..)?;
        let mut at = leaves.binary_search_by(|found| leaf.cmp(found)).ok()?.saturating_add(inner);
        let mut proof = Vec::new();
        while at > 0 {
            let sibling =
                if at.is_multiple_of(2) { at.saturating_sub(1) } else { at.saturating_add(1) };
            proof.push(self.nodes.get(sibling).copied()?);
            at = at.saturating_sub(1) >> 1;
        }
        Some(proof)
    }
}

/// Whether a proof leads from a leaf to a root, as OpenZeppelin's `MerkleProof.verify` has it.
pub fn is_proven(root: B256, leaf: B256, proof: &[B256]) -> bool {
    proof.iter().fold(leaf, |node, sibling| hash_pair(node, *sibling)) == root
}

fn hash_pair(a: B256, b: B256) -> B256 {
    let (first, second) = if a < b { (a, b) } else { (b, a) };
    keccak256([first.as_slice(), second.as_slice()].concat())
}
