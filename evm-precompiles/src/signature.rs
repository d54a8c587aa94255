//! EIP-712 signatures over typed messages.

use alloy_primitives::{Address, B256, FixedBytes, Signature, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use cybermiles_primitives::transaction::recover_address;

use crate::{
    Call, Result,
    abi::IPrecompile::InvalidSignature,
    address::{DOMAIN_VERSION, domain_name},
    gas,
};

/// The parts of the EIP-712 domain that are used (ERC-5267): all but the salt.
pub(crate) const DOMAIN_FIELDS: FixedBytes<1> = FixedBytes([0x0f]);

/// What hashing the domain costs: four words and the hash of the type, and two short strings.
const DOMAIN_GAS: u64 = 3 * gas::KECCAK + 7 * gas::KECCAK_WORD;

impl Call<'_> {
    /// The EIP-712 domain of [`Self::account`].
    pub fn domain(&self) -> Eip712Domain {
        Eip712Domain {
            name: Some(domain_name(self.account()).into()),
            version: Some(DOMAIN_VERSION.into()),
            chain_id: Some(U256::from(self.chain_id())),
            verifying_contract: Some(self.account()),
            salt: None,
        }
    }

    /// The hash of [`Self::domain`].
    ///
    /// # Errors
    /// [`Failure::OutOfGas`](crate::Failure::OutOfGas).
    pub(crate) fn domain_separator(&mut self) -> Result<B256> {
        self.charge(DOMAIN_GAS)?;
        Ok(self.domain().separator())
    }

    /// Who signed `message` under this precompile's domain.
    ///
    /// # Errors
    /// `InvalidSignature` for anything but 65 bytes r ‖ s ‖ v with v 27 or 28 and s in the lower
    /// half, made by some key; [`Failure::OutOfGas`](crate::Failure::OutOfGas).
    pub fn signer_of<S: SolStruct>(&mut self, message: &S, signature: &[u8]) -> Result<Address> {
        self.charge(gas::SIGNATURE)?;
        let signature = parse(signature).ok_or(InvalidSignature {})?;
        let digest = message.eip712_signing_hash(&self.domain());
        let signer = recover_address(&signature, digest).unwrap_or_default();
        if signer.is_zero() { Err(InvalidSignature {}.into()) } else { Ok(signer) }
    }

    /// Checks that `signer` signed `message` under this precompile's domain.
    ///
    /// # Errors
    /// As [`Self::signer_of`]; also when somebody else signed it.
    pub fn verify<S: SolStruct>(
        &mut self,
        signer: Address,
        message: &S,
        signature: &[u8],
    ) -> Result<()> {
        if self.signer_of(message, signature)? == signer {
            return Ok(());
        }
        Err(InvalidSignature {}.into())
    }
}

fn parse(bytes: &[u8]) -> Option<Signature> {
    let (rs, v) = bytes.split_first_chunk::<64>()?;
    let odd = match v {
        [27] => false,
        [28] => true,
        _ => return None,
    };
    let (r, s) = rs.split_at(32);
    let signature = Signature::new(U256::try_from_be_slice(r)?, U256::try_from_be_slice(s)?, odd);
    // Of the two signatures that say the same only the one with the low `s` counts (EIP-2).
    signature.normalize_s().is_none().then_some(signature)
}
