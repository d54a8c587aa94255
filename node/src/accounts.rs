//! The prefunded accounts of a development chain.

use alloy_primitives::{Address, U256};
use alloy_signer_local::{MnemonicBuilder, PrivateKeySigner, coins_bip39::English};

use crate::error::NodeError;

/// Derives `count` accounts from `phrase` along Ethereum's usual path, m/44'/60'/0'/0/n.
///
/// # Errors
/// [`NodeError::Mnemonic`] when the phrase is no BIP-39 phrase.
pub(crate) fn derive(phrase: &str, count: u32) -> Result<Vec<PrivateKeySigner>, NodeError> {
    let parent = MnemonicBuilder::<English>::default()
        .phrase(phrase)
        .build_parent_key()
        .map_err(|err| NodeError::Mnemonic(err.to_string()))?;
    (0..count)
        .map(|index| {
            parent
                .child(index)
                .map(|child| child.signer())
                .map_err(|err| NodeError::Mnemonic(err.to_string()))
        })
        .collect()
}

/// The balances of the prefunded accounts, in wei.
pub(crate) fn balances(accounts: &[PrivateKeySigner], cmt: u64) -> Vec<(Address, U256)> {
    let wei = U256::from(cmt).saturating_mul(U256::from(10).pow(U256::from(18)));
    accounts.iter().map(|account| (account.address(), wei)).collect()
}

#[cfg(test)]
mod tests {
    use alloy_primitives::address;

    use super::*;

    #[test]
    fn the_first_account_is_the_one_every_tool_knows() {
        let accounts = derive(crate::cli::DEV_MNEMONIC, 2).unwrap();
        assert_eq!(accounts[0].address(), address!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
        assert_eq!(accounts[1].address(), address!("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"));
    }

    #[test]
    fn a_wrong_phrase_is_refused_with_an_example() {
        let err = derive("twelve words these are not", 1).unwrap_err().to_string();
        assert!(err.contains("--mnemonic") && err.contains("junk"), "{err}");
    }
}
