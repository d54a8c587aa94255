//! The functions of `IMigration`, each to its rule.

use alloy_primitives::{Bytes, U256};

use super::{
    claim_root,
    claims::{cancel, claim, claim_for},
    ledger, nonces,
    proof::Proof,
    rows,
    views::{domain, row, taken_over},
};
use crate::{
    Call, Result,
    abi::IMigration::IMigrationCalls as Calls,
    dispatch::{decode, mutate, view},
};

/// Runs the function that `data` names.
///
/// # Errors
/// Those of the function.
pub(crate) fn dispatch(call: &mut Call<'_>, data: &[u8]) -> Result<Bytes> {
    match decode::<Calls>(call, data)? {
        Calls::claim(c) => mutate(call, c, |call, c| {
            let proof = Proof::Merkle { amount: c.amount, nodes: &c.proof };
            claim(call, c.account, c.recipient, &proof).map(Into::into)
        }),
        Calls::claimFor(c) => mutate(call, c, |call, c| {
            let proof = Proof::Merkle { amount: c.request.amount, nodes: &c.proof };
            claim_for(call, &c.request, c.fee, &c.signature, &proof).map(Into::into)
        }),
        Calls::claimWithStorageProof(c) => mutate(call, c, |call, c| {
            let proof = Proof::Storage { account: &c.accountProof, row: &c.storageProof };
            claim(call, c.account, c.recipient, &proof).map(Into::into)
        }),
        Calls::claimForWithStorageProof(c) => mutate(call, c, |call, c| {
            let proof = Proof::Storage { account: &c.accountProof, row: &c.storageProof };
            claim_for(call, &c.request, c.fee, &c.signature, &proof).map(Into::into)
        }),
        Calls::cancelClaims(c) => mutate(call, c, |call, _| cancel(call)),
        Calls::isClaimed(c) => {
            view(call, c, |call, c| Ok(rows().at(call, c.account)?.load(call)?.is_claimed))
        }
        Calls::row(c) => view(call, c, |call, c| row(call, c.account)),
        Calls::snapshot(c) => view(call, c, |call, _| taken_over(call)),
        Calls::claimRoot(c) => view(call, c, |call, _| claim_root().get(call)),
        Calls::claimable(c) => {
            view(call, c, |call, _| Ok(U256::from(ledger().load(call)?.claimable)))
        }
        Calls::remaining(c) => {
            view(call, c, |call, _| Ok(U256::from(ledger().load(call)?.remaining)))
        }
        Calls::deadline(c) => {
            view(call, c, |call, _| Ok(U256::from(ledger().load(call)?.deadline)))
        }
        Calls::nonces(c) => view(call, c, |call, c| nonces().at(call, c.claimant)?.get(call)),
        Calls::DOMAIN_SEPARATOR(c) => view(call, c, |call, _| call.domain_separator()),
        Calls::eip712Domain(c) => view(call, c, |call, _| Ok(domain(call))),
    }
}
