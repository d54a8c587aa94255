//! Keys of a load run, and signing with libsecp256k1.

use alloy_consensus::{SignableTransaction, TxEip1559};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Signature, keccak256};
use alloy_signer_local::{MnemonicBuilder, coins_bip39::English};
use secp256k1::{Message, SECP256K1, SecretKey};

use super::LoadError;

/// The mnemonic every development chain prefunds.
pub const DEV_MNEMONIC: &str = "test test test test test test test test test test test junk";
/// How many accounts of it are used.
pub const DEV_ACCOUNTS: u32 = 10;

/// A key, its address and its next nonce.
#[derive(Clone, Debug)]
pub struct Wallet {
    secret: SecretKey,
    /// Who signs.
    pub address: Address,
    /// The nonce of the next transaction signed.
    pub nonce: u64,
}

/// A signed transaction ready to send.
#[derive(Clone, Debug)]
pub struct Signed {
    /// keccak256 of the encoding.
    pub hash: B256,
    /// The EIP-2718 encoding.
    pub encoded: Vec<u8>,
}

impl Wallet {
    fn from_secret(secret: SecretKey) -> Self {
        let public = secret.public_key(SECP256K1).serialize_uncompressed();
        let digest = keccak256(&public[1..]);
        Self { secret, address: Address::from_slice(&digest[12..]), nonce: 0 }
    }

    /// The prefunded accounts of a development chain.
    ///
    /// # Errors
    /// [`LoadError::Setup`] when the mnemonic cannot be derived from.
    pub fn dev_accounts() -> Result<Vec<Self>, LoadError> {
        (0..DEV_ACCOUNTS)
            .map(|index| {
                let signer = MnemonicBuilder::<English>::default()
                    .phrase(DEV_MNEMONIC)
                    .index(index)
                    .and_then(|builder| builder.build())
                    .map_err(|err| LoadError::Setup(format!("dev account {index}: {err}")))?;
                secret_from(signer.to_bytes()).map(Self::from_secret)
            })
            .collect()
    }

    /// Sender number `index`: the same key in every run.
    ///
    /// # Errors
    /// [`LoadError::Setup`] when the derived bytes are no key (of odds 2^-128).
    pub fn sender(index: usize) -> Result<Self, LoadError> {
        secret_from(keccak256(format!("load sender {index}"))).map(Self::from_secret)
    }

    /// Signs `transaction` with the next nonce.
    pub fn sign(&mut self, mut transaction: TxEip1559) -> Signed {
        transaction.nonce = self.nonce;
        self.nonce += 1;
        let digest = transaction.signature_hash();
        let (id, compact) = SECP256K1
            .sign_ecdsa_recoverable(Message::from_digest(digest.0), &self.secret)
            .serialize_compact();
        let signature = Signature::from_bytes_and_parity(&compact, i32::from(id) == 1);
        let signed = transaction.into_signed(signature);
        Signed { hash: *signed.hash(), encoded: signed.encoded_2718() }
    }
}

fn secret_from(bytes: B256) -> Result<SecretKey, LoadError> {
    SecretKey::from_byte_array(bytes.0).map_err(|err| LoadError::Setup(format!("key: {err}")))
}

#[cfg(test)]
mod tests {
    use alloy_consensus::Transaction;
    use alloy_primitives::{Bytes, address};
    use cybermiles_primitives::RecoveredTransaction;

    use super::*;

    #[test]
    fn dev_accounts_are_the_well_known_ones() {
        let accounts = Wallet::dev_accounts().unwrap();
        assert_eq!(accounts[0].address, address!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
        assert_eq!(accounts[9].address, address!("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"));
    }

    #[test]
    fn what_a_wallet_signs_is_recovered_as_its_own() {
        let mut wallet = Wallet::sender(7).unwrap();
        for nonce in 0..20 {
            let signed = wallet.sign(TxEip1559 { chain_id: 1337, ..Default::default() });
            let recovered =
                RecoveredTransaction::decode(Bytes::from(signed.encoded), 1337).unwrap();
            assert_eq!(recovered.sender(), wallet.address);
            assert_eq!(recovered.hash, signed.hash);
            assert_eq!(recovered.transaction.nonce(), nonce);
        }
    }
}
