//! A simulated transaction in the form of a real one.

use alloy_consensus::{
    SignableTransaction, Signed, TxEip1559, TxEip2930, TxEip7702, TxEnvelope, TxLegacy,
    transaction::{Recovered, RlpEcdsaEncodableTx},
};
use alloy_eips::{eip2718::Encodable2718, eip7702::SignedAuthorization};
use alloy_primitives::{Signature, U256};
use cybermiles_primitives::RecoveredTransaction;
use revm::context::TxEnv;

/// The transaction with these fields and an empty signature: it has a hash, and nobody signed it.
pub(super) fn unsigned(
    fields: &TxEnv,
    authorization_list: Vec<SignedAuthorization>,
) -> RecoveredTransaction {
    let TxEnv { nonce, gas_limit, gas_price, kind: to, value, data: input, access_list, .. } =
        fields.clone();
    let chain_id = fields.chain_id.unwrap_or_default();
    let (max_fee_per_gas, tip) = (gas_price, fields.gas_priority_fee.unwrap_or_default());
    let max_priority_fee_per_gas = tip;
    let envelope = match fields.tx_type {
        4 => sign(TxEip7702 {
            chain_id,
            nonce,
            gas_limit,
            max_fee_per_gas,
            max_priority_fee_per_gas,
            to: to.to().copied().unwrap_or_default(),
            value,
            access_list,
            authorization_list,
            input,
        }),
        2 => sign(TxEip1559 {
            chain_id,
            nonce,
            gas_limit,
            max_fee_per_gas,
            max_priority_fee_per_gas,
            to,
            value,
            access_list,
            input,
        }),
        1 => {
            sign(TxEip2930 { chain_id, nonce, gas_price, gas_limit, to, value, access_list, input })
        }
        _ => {
            let chain_id = Some(chain_id);
            sign(TxLegacy { chain_id, nonce, gas_price, gas_limit, to, value, input })
        }
    };
    RecoveredTransaction {
        hash: *envelope.tx_hash(),
        encoded: envelope.encoded_2718().into(),
        transaction: Recovered::new_unchecked(envelope, fields.caller),
    }
}

fn sign<T>(transaction: T) -> TxEnvelope
where
    T: SignableTransaction<Signature> + RlpEcdsaEncodableTx,
    TxEnvelope: From<Signed<T>>,
{
    let nobody = Signature::new(U256::ZERO, U256::ZERO, false);
    Signed::new_unhashed(transaction, nobody).into()
}
