//! How much a row has: proven against the snapshot, and paid for before it is looked at.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use cybermiles_proofs::{merkle, trie};

use super::{balances_slot, claim_root, origin, records::Origin, state_root};
use crate::{
    Call, Failure, Result,
    abi::IMigration::{AmountDiffers, InvalidMerkleProof, InvalidStorageProof, NoStorageProofs},
    gas,
};

/// Nodes of a Merkle proof: more than any tree that fits a computer has levels.
pub const MAX_MERKLE_NODES: usize = 64;

/// Nodes of a proof in a trie: one for each digit of a hashed key, and the leaf.
pub const MAX_TRIE_NODES: usize = 65;

/// Bytes of a node of a trie. A full branch has 532.
pub const MAX_NODE: usize = 1_024;

/// A leaf is two words, hashed twice.
const LEAF: u64 = 2 * gas::KECCAK + 3 * gas::KECCAK_WORD;

/// A pair of nodes of a Merkle tree: two words.
const PAIR: u64 = gas::KECCAK + 2 * gas::KECCAK_WORD;

/// A key of a trie: the hash of a word.
const KEY: u64 = gas::KECCAK + gas::KECCAK_WORD;

/// How much a row has, and what says so.
#[derive(Debug)]
pub(super) enum Proof<'a> {
    /// The way from the leaf of an account and this amount to the claim root.
    Merkle { amount: U256, nodes: &'a [B256] },
    /// The token's account in Ethereum's state, and the row in its storage.
    Storage { account: &'a [Bytes], row: &'a [Bytes] },
}

impl Proof<'_> {
    /// What `holder` had at the snapshot, in wei; never zero.
    ///
    /// # Errors
    /// `InvalidMerkleProof`, `InvalidStorageProof`, `NoStorageProofs`; [`Failure::OutOfGas`].
    pub(super) fn amount(&self, call: &mut Call<'_>, holder: Address) -> Result<U256> {
        match self {
            Self::Merkle { amount, nodes } => check_merkle(call, holder, *amount, nodes),
            Self::Storage { account, row } => check_storage(call, holder, account, row),
        }
    }

    /// As [`Self::amount`], when it must be what was signed.
    ///
    /// # Errors
    /// Also `AmountDiffers`.
    pub(super) fn agreed(
        &self,
        call: &mut Call<'_>,
        holder: Address,
        signed: U256,
    ) -> Result<U256> {
        let proven = self.amount(call, holder)?;
        if proven == signed { Ok(proven) } else { Err(AmountDiffers { proven, signed }.into()) }
    }
}

fn check_merkle(
    call: &mut Call<'_>,
    holder: Address,
    amount: U256,
    nodes: &[B256],
) -> Result<U256> {
    let root = claim_root().get(call)?;
    // A row has something, and a chain without rows has no root.
    if nodes.len() > MAX_MERKLE_NODES || amount.is_zero() || root.is_zero() {
        return Err(InvalidMerkleProof {}.into());
    }
    call.charge(PAIR.saturating_mul(nodes.len() as u64).saturating_add(LEAF))?;
    if merkle::is_proven(root, merkle::leaf(holder, amount), nodes) {
        return Ok(amount);
    }
    Err(InvalidMerkleProof {}.into())
}

fn check_storage(
    call: &mut Call<'_>,
    holder: Address,
    account: &[Bytes],
    row: &[Bytes],
) -> Result<U256> {
    let invalid = || Failure::from(InvalidStorageProof {});
    let root = state_root().get(call)?;
    // Nobody proved where the token keeps its balances: what such a proof shows may be another
    // figure of the account, and would be paid out of others' rows.
    if root.is_zero() {
        return Err(NoStorageProofs {}.into());
    }
    let (account, row) = (bounded(call, account)?, bounded(call, row)?);
    let Origin { token, is_vyper, .. } = origin().load(call)?;
    let slot = balance_slot(call, holder, is_vyper)?;
    call.charge(KEY.saturating_mul(2))?;
    let token = trie::check_account(root, token, &account).ok().flatten().ok_or_else(invalid)?;
    match trie::check_slot(token.storage_hash, slot, &row) {
        // There is a row: the token said it has something.
        Ok(amount) if !amount.is_zero() => Ok(amount),
        _ => Err(invalid()),
    }
}

/// The nodes of a proof, once it is known that they are few and small, and they are paid for: each
/// is hashed, and read as calldata is.
fn bounded(call: &mut Call<'_>, nodes: &[Bytes]) -> Result<Vec<Vec<u8>>> {
    if nodes.len() > MAX_TRIE_NODES || nodes.iter().any(|node| node.len() > MAX_NODE) {
        return Err(InvalidStorageProof {}.into());
    }
    for node in nodes {
        let word = gas::KECCAK_WORD.saturating_add(gas::CALLDATA_WORD);
        call.charge(gas::KECCAK.saturating_add(word.saturating_mul(gas::words(node.len()))))?;
    }
    Ok(nodes.iter().map(|node| node.to_vec()).collect())
}

/// Where a token's mapping has the balance of `holder`: Solidity hashes the key before the slot,
/// Vyper the slot before the key.
fn balance_slot(call: &mut Call<'_>, holder: Address, is_vyper: bool) -> Result<B256> {
    let (key, slot) = (holder.into_word(), B256::from(balances_slot().get(call)?));
    call.charge(PAIR)?;
    let (first, second) = if is_vyper { (slot, key) } else { (key, slot) };
    Ok(keccak256([first, second].concat()))
}
