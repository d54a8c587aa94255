//! Signatures that are good once, and until a deadline.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolStruct;

use super::nonces;
use crate::{
    Call, Result,
    abi::IPrecompile::{InvalidSignature, SignatureExpired},
};

/// Checks that `signer` signed the message made with its next nonce, and uses the nonce up.
///
/// # Errors
/// `SignatureExpired` after `deadline` (seconds since 1970), `InvalidSignature`.
pub(super) fn verify_once<S: SolStruct>(
    call: &mut Call<'_>,
    signer: Address,
    deadline: U256,
    signature: &[u8],
    message: impl FnOnce(U256) -> S,
) -> Result<()> {
    if U256::from(call.timestamp()) > deadline {
        return Err(SignatureExpired { deadline }.into());
    }
    let place = nonces().at(call, signer)?;
    let nonce = place.get(call)?;
    call.verify(signer, &message(nonce), signature)?;
    let next = nonce.checked_add(U256::ONE).ok_or(InvalidSignature {})?;
    place.set(call, next)
}
