//! Tries of any content, built by another crate, with the proof of any of their keys.

use std::collections::BTreeMap;

use alloy_primitives::B256;
use alloy_trie::{HashBuilder, Nibbles, proof::ProofRetainer};

/// The root of a trie, and the nodes on the way to `targets`: a node before its children, and
/// children from the left.
pub(crate) fn build(leaves: &BTreeMap<B256, Vec<u8>>, targets: &[B256]) -> (B256, Vec<Vec<u8>>) {
    let retainer = ProofRetainer::new(targets.iter().map(Nibbles::unpack).collect());
    let mut builder = HashBuilder::default().with_proof_retainer(retainer);
    for (key, value) in leaves {
        builder.add_leaf(Nibbles::unpack(key), value);
    }
    let root = builder.root();
    let nodes = builder.take_proof_nodes().into_nodes_sorted();
    if leaves.is_empty() {
        return (root, Vec::new());
    }
    let nodes = nodes.into_iter().map(|(_, node)| node.to_vec());
    // Nodes of less than 32 bytes stand in their parents, as a client's answer has them.
    (root, nodes.enumerate().filter(|(at, n)| *at == 0 || n.len() >= 32).map(|(_, n)| n).collect())
}
