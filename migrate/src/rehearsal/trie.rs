//! A Merkle Patricia Trie built at once from all its leaves (yellow paper, appendix D).

use alloy_primitives::{B256, keccak256};
use alloy_rlp::{EMPTY_STRING_CODE, Encodable, Header};

use cybermiles_proofs::trie::EMPTY_ROOT;

/// The root of a trie of these leaves, which are ascending by key, and its nodes: a node before
/// its children, children from the left.
pub fn build(leaves: &[(B256, Vec<u8>)]) -> (B256, Vec<Vec<u8>>) {
    if leaves.is_empty() {
        return (EMPTY_ROOT, Vec::new());
    }
    let mut nodes = vec![Vec::new()];
    let root = encode(leaves, 0, &mut nodes);
    let hash = keccak256(&root);
    if let Some(first) = nodes.first_mut() {
        *first = root;
    }
    (hash, nodes)
}

/// The RLP of the node over these leaves, which are alike in their first `depth` digits.
fn encode(leaves: &[(B256, Vec<u8>)], depth: usize, nodes: &mut Vec<Vec<u8>>) -> Vec<u8> {
    let (Some((first, value)), Some((last, _))) = (leaves.first(), leaves.last()) else {
        return vec![EMPTY_STRING_CODE];
    };
    if leaves.len() == 1 {
        return pair(&hex_prefix(first, depth..64, true), |out| value.as_slice().encode(out));
    }
    let alike = (depth..64).take_while(|at| digit(first, *at) == digit(last, *at)).count();
    let below = depth.saturating_add(alike);
    if alike > 0 {
        let child = place(leaves, below, nodes);
        return pair(&hex_prefix(first, depth..below, false), |out| out.extend(&child));
    }
    let mut payload = Vec::with_capacity(17 * 33);
    let mut rest = leaves;
    for wanted in 0..16_u8 {
        let count = rest.partition_point(|(key, _)| digit(key, depth) <= wanted);
        let (these, others) = rest.split_at(count);
        rest = others;
        match these.is_empty() {
            true => payload.push(EMPTY_STRING_CODE),
            false => payload.extend(place(these, depth.saturating_add(1), nodes)),
        }
    }
    payload.push(EMPTY_STRING_CODE);
    wrap(&payload)
}

/// How a parent names its child: by its hash, or by the node itself if that is shorter.
fn place(leaves: &[(B256, Vec<u8>)], depth: usize, nodes: &mut Vec<Vec<u8>>) -> Vec<u8> {
    let at = nodes.len();
    nodes.push(Vec::new());
    let node = encode(leaves, depth, nodes);
    if node.len() < 32 {
        // What is below is in it: nothing was added behind its place.
        nodes.truncate(at);
        return node;
    }
    let reference = alloy_rlp::encode(keccak256(&node));
    if let Some(place) = nodes.get_mut(at) {
        *place = node;
    }
    reference
}

fn pair(path: &[u8], value: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut payload = Vec::new();
    path.encode(&mut payload);
    value(&mut payload);
    wrap(&payload)
}

fn wrap(payload: &[u8]) -> Vec<u8> {
    let mut rlp = Vec::with_capacity(payload.len().saturating_add(3));
    Header { list: true, payload_length: payload.len() }.encode(&mut rlp);
    rlp.extend(payload);
    rlp
}

fn hex_prefix(key: &B256, digits: std::ops::Range<usize>, is_leaf: bool) -> Vec<u8> {
    let flag = if is_leaf { 2 } else { 0 };
    let is_odd = !digits.len().is_multiple_of(2);
    let mut all = vec![if is_odd { flag | 1 } else { flag }];
    if !is_odd {
        all.push(0);
    }
    all.extend(digits.map(|at| digit(key, at)));
    all.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()
}

fn digit(key: &B256, at: usize) -> u8 {
    let byte = key.get(at >> 1).copied().unwrap_or_default();
    if at.is_multiple_of(2) { byte >> 4 } else { byte & 15 }
}
