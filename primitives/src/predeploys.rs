//! Contracts every chain starts with, at the addresses all tools expect.
//!
//! Tools do not deploy these, they assume them: without the CREATE2 factory no deterministic
//! deployment works, without Multicall3 viem's batched reads fail, without the EIP-2935 contract
//! block hashes beyond 256 blocks are lost. The code comes from `tempo-contracts` and
//! `alloy-eips`; each is pinned by hash, so that a changed crate cannot change a genesis block.

use alloy_eips::{eip2935, eip4788};
use alloy_primitives::{Address, B256, Bytes, address, b256};
use tempo_contracts::{
    ARACHNID_CREATE2_FACTORY_ADDRESS, CREATEX_ADDRESS, CreateX, MULTICALL3_ADDRESS, Multicall3,
    PERMIT2_ADDRESS, Permit2, SAFE_DEPLOYER_ADDRESS, SafeDeployer,
    contracts::ARACHNID_CREATE2_FACTORY_BYTECODE,
};

/// Keeps the hashes of the last 8,191 blocks (EIP-2935).
pub const HISTORY_STORAGE: Address = eip2935::HISTORY_STORAGE_ADDRESS;
/// Keeps the roots of recent beacon blocks (EIP-4788); here the parent block's hash stands in,
/// since there is no beacon chain.
pub const BEACON_ROOTS: Address = eip4788::BEACON_ROOTS_ADDRESS;
/// Who calls the system contracts (EIP-2935, EIP-4788).
pub const SYSTEM_CALLER: Address = address!("0xfffffffffffffffffffffffffffffffffffffffe");

/// One contract of the genesis block.
#[derive(Clone, Debug)]
pub struct Predeploy {
    /// What the field calls it.
    pub name: &'static str,
    /// Where every tool looks for it.
    pub address: Address,
    /// Its deployed code.
    pub code: Bytes,
    /// keccak256 the code must have.
    pub code_hash: B256,
}

/// All contracts of a fresh chain, in a fixed order.
pub fn all() -> Vec<Predeploy> {
    let predeploy = |name, address, code, code_hash| Predeploy { name, address, code, code_hash };
    vec![
        predeploy(
            "CREATE2 factory",
            ARACHNID_CREATE2_FACTORY_ADDRESS,
            ARACHNID_CREATE2_FACTORY_BYTECODE,
            b256!("0x2fa86add0aed31f33a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989"),
        ),
        predeploy(
            "Multicall3",
            MULTICALL3_ADDRESS,
            Multicall3::DEPLOYED_BYTECODE.clone(),
            b256!("0xd5c15df687b16f2ff992fc8d767b4216323184a2bbc6ee2f9c398c318e770891"),
        ),
        predeploy(
            "Safe singleton factory",
            SAFE_DEPLOYER_ADDRESS,
            SafeDeployer::DEPLOYED_BYTECODE.clone(),
            b256!("0x2fa86add0aed31f33a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989"),
        ),
        predeploy(
            "Permit2",
            PERMIT2_ADDRESS,
            Permit2::DEPLOYED_BYTECODE.clone(),
            b256!("0x463331fa7a0d5f07488e42c37b461bb56a822145c161a821fbafe7d4e916b546"),
        ),
        predeploy(
            "CreateX",
            CREATEX_ADDRESS,
            CreateX::DEPLOYED_BYTECODE.clone(),
            b256!("0xbd8a7ea8cfca7b4e5f5041d7d4b17bc317c5ce42cfbc42066a00cf26b43eb53f"),
        ),
        predeploy(
            "EIP-2935 block hashes",
            HISTORY_STORAGE,
            eip2935::HISTORY_STORAGE_CODE.clone(),
            b256!("0x6e49e66782037c0555897870e29fa5e552daf4719552131a0abce779daec0a5d"),
        ),
        predeploy(
            "EIP-4788 beacon roots",
            BEACON_ROOTS,
            eip4788::BEACON_ROOTS_CODE.clone(),
            b256!("0xf57acd40259872606d76197ef052f3d35588dadf919ee1f0e3cb9b62d3f4b02c"),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use alloy_primitives::keccak256;

    use super::*;

    #[test]
    fn every_predeploy_has_the_code_it_is_known_by() {
        let wrong: Vec<_> = all()
            .into_iter()
            .map(|contract| (contract.name, keccak256(&contract.code), contract.code_hash))
            .filter(|(_, found, expected)| found != expected)
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn addresses_are_distinct() {
        let mut addresses: Vec<_> = all().into_iter().map(|contract| contract.address).collect();
        addresses.sort_unstable();
        addresses.dedup();
        assert_eq!(addresses.len(), all().len());
    }
}
