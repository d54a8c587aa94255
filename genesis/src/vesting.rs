//! Vesting contracts as block 0 holds them.

use std::collections::BTreeMap;

use alloy_genesis::GenesisAccount;
use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256};

/// The code of `contracts/src/vesting/QuarterlyVesting.sol`, as its package's build writes it.
const CODE: &str = include_str!("../../contracts/genesis/QuarterlyVesting.hex");

/// An allocation that is released over two and a half years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contract {
    /// Where it lies.
    pub(crate) address: Address,
    /// Who is paid.
    pub(crate) beneficiary: Address,
    /// When the first quarter begins, Unix seconds.
    pub(crate) start: u64,
    /// Wei it holds.
    pub(crate) amount: U256,
}

impl Contract {
    /// Its account in block 0.
    ///
    /// # Errors
    /// When the code this binary was built with is not hexadecimal.
    pub(crate) fn account(&self) -> Result<GenesisAccount, hex::FromHexError> {
        let code: Bytes = hex::decode(CODE.trim())?.into();
        // Slot 0: the beneficiary in the low 160 bits, the start above it. Nothing was released and
        // nobody named: slots 1 and 2 are zero.
        let who: U256 = self.beneficiary.into_word().into();
        let first = who | U256::from(self.start).wrapping_shl(160);
        let storage = BTreeMap::from([(B256::ZERO, first.into())]);
        Ok(GenesisAccount::default()
            .with_nonce(Some(1))
            .with_balance(self.amount)
            .with_code(Some(code))
            .with_storage(Some(storage)))
    }
}

/// Where the contract of the allocation `name` lies unless the file says otherwise: nobody holds a
/// key to it.
pub(crate) fn address(chain_id: u64, name: &str) -> Address {
    let preimage = [b"cybermiles vesting", &chain_id.to_be_bytes()[..], name.as_bytes()].concat();
    Address::from_word(keccak256(preimage))
}
