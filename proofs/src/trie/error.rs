//! What can be wrong with a proof, each by its name.

use alloy_primitives::{B256, U256};

/// Why a proof is refused. `position` counts its nodes from 0; `path` is the way from the root to
/// the place meant, in hexadecimal digits of the hashed key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The first node is not the root's.
    #[error(
        "wrong root: the proof begins with a node of hash {found}; expected {expected}. It is a \
         proof of another block or account, or its first node was changed"
    )]
    Root {
        /// The root that is proven against.
        expected: B256,
        /// The hash of the first node.
        found: B256,
    },
    /// A node that is none of its parent's children.
    #[error(
        "wrong node: node {position} at path 0x{path} has hash {found}; expected {expected}. It \
         was changed, or nodes are out of order"
    )]
    Node {
        /// Which node.
        position: u64,
        /// Where it would have to be.
        path: String,
        /// The hash its parent names.
        expected: B256,
        /// Its hash.
        found: B256,
    },
    /// A node of the trie, on the way to another key.
    #[error(
        "wrong key: node {position} at path 0x{path} is the child at {digit:x} of its parent, \
         where no key that is asked for lies: it is a proof of another key"
    )]
    OtherKey {
        /// Which node.
        position: u64,
        /// Where it would have to be.
        path: String,
        /// Where it is.
        digit: usize,
    },
    /// The proof ends too early.
    #[error("truncated: there are {position} nodes; expected one more, at path 0x{path}")]
    Truncated {
        /// How many nodes there are.
        position: u64,
        /// Where the next would have to be.
        path: String,
    },
    /// The proof goes on too long.
    #[error(
        "too long: node {position} is not needed for the keys that are asked for. It was added, \
         or the proof is of another key"
    )]
    Extra {
        /// The first node that is not needed.
        position: u64,
    },
    /// A node that no trie with keys of 32 bytes has.
    #[error("malformed: node {position} at path 0x{path}: {what}")]
    Malformed {
        /// Which node.
        position: u64,
        /// Where it is.
        path: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A leaf whose value is not what its trie has.
    #[error("the value of the hashed key {key}: {what}")]
    Value {
        /// keccak256 of the address or slot.
        key: B256,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A slot that is not what was claimed.
    #[error(
        "slot {slot} was claimed to be {claimed}, and its proof says {proven} (0 where the slot \
         is absent)"
    )]
    Claim {
        /// The slot.
        slot: B256,
        /// What was claimed of it.
        claimed: U256,
        /// What is proven.
        proven: U256,
    },
    /// The keys asked for are not ascending.
    #[error("keys have to be ascending and distinct: {key} is not behind the key before it")]
    Keys {
        /// The first key that is not.
        key: B256,
    },
    /// The nodes cannot be read.
    #[error("node {position} cannot be read: {source}")]
    Source {
        /// Which node.
        position: u64,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}
