//! The answer of an Ethereum node to `eth_getProof`, checked before it is sent.

use alloy_primitives::{Address, B256, Bytes, U256};
use cybermiles_evm_precompiles::abi::IMigration::Snapshot;
use cybermiles_proofs::trie::{ProofError, check_account, check_slot};
use serde::Deserialize;
use serde_json::Value;

use crate::layout::{Mapping, Order};

/// Why an answer to `eth_getProof` shows nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageProofError {
    /// It is none.
    #[error("not what eth_getProof answers ({0}); expected its `accountProof` and `storageProof`")]
    Form(String),
    /// It is about several slots, or none.
    #[error("{0} storage proofs; expected one: ask eth_getProof for the row's slot only")]
    Count(usize),
    /// The chain takes none.
    #[error(
        "this chain takes no storage proofs: its balances were taken on the word of servers, and \
         nobody proved where the token keeps them. Claim by the lists' Merkle proof, with --lists \
         and without --storage-proof"
    )]
    NotTaken,
    /// The token's account is not proven.
    #[error("accountProof: {0}. It has to be of {1}, at block {2}")]
    Account(Box<ProofError>, Address, U256),
    /// There is no such token at that block.
    #[error("accountProof: {0} has no account at block {1}")]
    NoToken(Address, U256),
    /// The row is not proven.
    #[error("storageProof: {0}. It has to be of the slot {1}")]
    Slot(Box<ProofError>, B256),
    /// The row has nothing.
    #[error("storageProof: it proves that {0} had nothing, so there is nothing to claim")]
    Nothing(Address),
}

/// How much an account had, by Ethereum's own tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EthereumProof {
    /// What the row has, in wei.
    pub amount: U256,
    /// The token's account in the state trie.
    pub account: Vec<Bytes>,
    /// The row in the token's storage.
    pub storage: Vec<Bytes>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    account_proof: Vec<Bytes>,
    storage_proof: Vec<Slot>,
}

#[derive(Deserialize)]
struct Slot {
    proof: Vec<Bytes>,
}

fn nodes(proof: &[Bytes]) -> Vec<Vec<u8>> {
    proof.iter().map(|node| node.to_vec()).collect()
}

impl EthereumProof {
    /// Reads what `eth_getProof` answered, with or without JSON-RPC's envelope, and checks it
    /// against a chain's snapshot.
    ///
    /// # Errors
    /// [`StorageProofError`] naming what is wrong.
    pub fn read(json: &[u8], of: Address, snapshot: &Snapshot) -> Result<Self, StorageProofError> {
        if snapshot.stateRoot.is_zero() {
            return Err(StorageProofError::NotTaken);
        }
        let form = |err: serde_json::Error| StorageProofError::Form(err.to_string());
        let mut value: Value = serde_json::from_slice(json).map_err(form)?;
        if let Some(result) = value.get_mut("result") {
            value = result.take();
        }
        let Answer { account_proof: account, storage_proof } =
            serde_json::from_value(value).map_err(form)?;
        let count = storage_proof.len();
        let [Slot { proof: storage }] =
            <[Slot; 1]>::try_from(storage_proof).map_err(|_| StorageProofError::Count(count))?;
        let (token, number) = (snapshot.token, snapshot.blockNumber);
        let proven = check_account(snapshot.stateRoot, token, &nodes(&account))
            .map_err(|err| StorageProofError::Account(err.into(), token, number))?
            .ok_or(StorageProofError::NoToken(token, number))?;
        let order = if snapshot.isVyper { Order::Vyper } else { Order::Solidity };
        let mapping = Mapping { slot: snapshot.balancesSlot.saturating_to(), order };
        let slot = mapping.slot_of(of);
        let amount = check_slot(proven.storage_hash, slot, &nodes(&storage))
            .map_err(|err| StorageProofError::Slot(err.into(), slot))?;
        if amount.is_zero() {
            return Err(StorageProofError::Nothing(of));
        }
        Ok(Self { amount, account, storage })
    }
}
