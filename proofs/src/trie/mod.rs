//! Proofs about Merkle Patricia Tries (yellow paper, appendix D), checked strictly.
//!
//! One check serves a proof of one key, as `eth_getProof` gives it (EIP-1186), and a proof of a
//! million keys: the nodes that lie on the way to any of the keys, each once, a node before its
//! children and children from the left. For a root and a set of keys there is exactly one such
//! sequence, so a proof cannot be padded, cut or reordered.
//!
//! A key that is absent is proven absent: by an empty place in a branch, or by a leaf or an
//! extension of another key where its own would be.

mod collect;
mod error;
mod leaves;
mod node;
mod walk;

pub use collect::Collected;
pub use error::ProofError;
pub use leaves::leaves;
pub use walk::walk;

use alloy_primitives::{Address, B256, U256, b256, keccak256};

/// Root of a trie without any key: keccak256 of RLP's empty string.
pub const EMPTY_ROOT: B256 =
    b256!("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
/// keccak256 of no code.
pub const EMPTY_CODE: B256 =
    b256!("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");

/// An account as the state trie has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Transactions it sent, or contracts it made.
    pub nonce: u64,
    /// Wei it has.
    pub balance: U256,
    /// Root of its storage trie.
    pub storage_hash: B256,
    /// keccak256 of its code.
    pub code_hash: B256,
}

impl Account {
    /// Reads the value of a leaf of the state trie.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn decode(rlp: &[u8]) -> Result<Self, &'static str> {
        const WRONG: &str = "no account: expected [nonce, balance, storageHash, codeHash]";
        let mut fields = node::list(rlp).map_err(|_| WRONG)?;
        let mut next = || node::string(&mut fields).map_err(|_| WRONG);
        let [nonce, balance, storage_hash, code_hash] = [next()?, next()?, next()?, next()?];
        let hash = |bytes: &[u8]| B256::try_from(bytes).map_err(|_| WRONG);
        let account = Self {
            nonce: number(nonce)?.try_into().map_err(|_| WRONG)?,
            balance: number(balance)?,
            storage_hash: hash(storage_hash)?,
            code_hash: hash(code_hash)?,
        };
        if fields.is_empty() { Ok(account) } else { Err(WRONG) }
    }
}

/// Big-endian bytes without leading zeros.
fn number(bytes: &[u8]) -> Result<U256, &'static str> {
    if bytes.first() == Some(&0) {
        return Err("a number with leading zeros");
    }
    U256::try_from_be_slice(bytes).ok_or("a number of more than 256 bits")
}

/// Reads the value of a leaf of a storage trie.
///
/// # Errors
/// What is wrong with it: a slot of zero, for one, has no leaf.
pub fn decode_slot(rlp: &[u8]) -> Result<U256, &'static str> {
    let mut rest = rlp;
    let bytes = node::string(&mut rest)?;
    match number(bytes)? {
        _ if !rest.is_empty() => Err("bytes behind the value of a slot"),
        value if value.is_zero() => Err("a leaf for a slot of zero, which has none"),
        value => Ok(value),
    }
}

/// What a proof says about one key; `None` if it proves that the key is absent.
///
/// # Errors
/// [`ProofError`] naming what is wrong with which node.
pub fn check(root: B256, key: B256, nodes: &[Vec<u8>]) -> Result<Option<Vec<u8>>, ProofError> {
    // Some clients give an empty trie's proof as no node, others as the empty node.
    let nodes = match nodes {
        [only] if root == EMPTY_ROOT && only[..] == [alloy_rlp::EMPTY_STRING_CODE] => &[],
        nodes => nodes,
    };
    let mut value = None;
    walk(root, &[key], nodes.iter().cloned().map(Ok), |_, found| {
        value = found.map(<[u8]>::to_vec);
        Ok(())
    })?;
    Ok(value)
}

/// The account at `address`, proven against a header's `stateRoot`; `None` if it is proven absent.
///
/// # Errors
/// [`ProofError`] naming what is wrong with which node.
pub fn check_account(
    state_root: B256,
    address: Address,
    nodes: &[Vec<u8>],
) -> Result<Option<Account>, ProofError> {
    let key = keccak256(address);
    let value = check(state_root, key, nodes)?;
    let decode = |value: Vec<u8>| Account::decode(&value);
    value.map(decode).transpose().map_err(|what| ProofError::Value { key, what })
}

/// The value of a storage slot, proven against an account's `storageHash`; zero if it is proven
/// absent.
///
/// # Errors
/// [`ProofError`] naming what is wrong with which node.
pub fn check_slot(storage_hash: B256, slot: B256, nodes: &[Vec<u8>]) -> Result<U256, ProofError> {
    let key = keccak256(slot);
    match check(storage_hash, key, nodes)? {
        None => Ok(U256::ZERO),
        Some(value) => decode_slot(&value).map_err(|what| ProofError::Value { key, what }),
    }
}

/// Compares what was claimed of a slot with what its proof says.
///
/// # Errors
/// [`ProofError::Claim`] with both: inclusion passed off as exclusion, the other way round, or
/// another value; and whatever is wrong with the proof itself.
pub fn check_claim(
    storage_hash: B256,
    slot: B256,
    claimed: U256,
    nodes: &[Vec<u8>],
) -> Result<(), ProofError> {
    let proven = check_slot(storage_hash, slot, nodes)?;
    if proven == claimed { Ok(()) } else { Err(ProofError::Claim { slot, claimed, proven }) }
}
