//! A claim on the new chain: what is proven, what is signed, what is sent.

mod ethereum;
mod typed;

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolCall;
use cybermiles_evm_precompiles::abi::IMigration;

pub use ethereum::{EthereumProof, StorageProofError};
pub use typed::{TypedError, normalized, read_typed, signer_of, typed_data};

/// Whether nobody may have the recipient's key on the new chain: it is the token's address, or that
/// of the contract whose row it is.
pub fn is_keyless(is_contract: bool, account: Address, recipient: Address, token: Address) -> bool {
    recipient == token || (is_contract && recipient == account)
}

/// How much a row has, and what shows it.
#[derive(Clone, Debug)]
pub enum Proof {
    /// By the tree of all claims.
    Merkle {
        /// What the row has, in wei.
        amount: U256,
        /// The way from its leaf to the root.
        path: Vec<B256>,
    },
    /// By Ethereum's own tries.
    Ethereum(EthereumProof),
}

impl Proof {
    /// What the row has, in wei.
    pub fn amount(&self) -> U256 {
        match self {
            Self::Merkle { amount, .. } => *amount,
            Self::Ethereum(proof) => proof.amount,
        }
    }

    /// The data of a claim that its claimant sends.
    pub fn claim(&self, account: Address, recipient: Address) -> Bytes {
        match self.clone() {
            Self::Merkle { amount, path } => {
                IMigration::claimCall { account, amount, proof: path, recipient }.abi_encode()
            }
            Self::Ethereum(proof) => IMigration::claimWithStorageProofCall {
                account,
                accountProof: proof.account,
                storageProof: proof.storage,
                recipient,
            }
            .abi_encode(),
        }
        .into()
    }

    /// The data of a claim that somebody sends for a claimant who signed it.
    pub fn claim_for(&self, request: &IMigration::Claim, fee: U256, signature: &[u8; 65]) -> Bytes {
        let (request, signature) = (request.clone(), Bytes::copy_from_slice(signature));
        match self.clone() {
            Self::Merkle { path, .. } => {
                IMigration::claimForCall { request, fee, proof: path, signature }.abi_encode()
            }
            Self::Ethereum(proof) => IMigration::claimForWithStorageProofCall {
                request,
                fee,
                accountProof: proof.account,
                storageProof: proof.storage,
                signature,
            }
            .abi_encode(),
        }
        .into()
    }
}
