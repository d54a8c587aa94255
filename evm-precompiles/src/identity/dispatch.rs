//! The functions of `IIdentity`, each to its rule.

use alloy_primitives::{Bytes, U256};

use super::{
    MAX_GRANT_PERIOD, MAX_KINDS, MAX_PAGE, MAX_RECOVERY_DELAY, MAX_SCOPES, MAX_TRUSTED, MIN_BOND,
    MIN_RECOVERY_DELAY, UNBONDING, attest, attestations_of, bond, gate, grant, grants_of,
    grants_to,
    links::{controller_of, identity_of, meant},
    nonces,
    page::{numbers, page},
    provider_list, record, record_names, recovery, total_bonds, trust, wallet, wallets_of,
};
use crate::{
    Call, Result,
    abi::IIdentity::{IIdentityCalls, Parameters},
    dispatch::{decode, mutate, payable, view},
};

type Calls = IIdentityCalls;

pub(crate) fn dispatch(call: &mut Call<'_>, data: &[u8]) -> Result<Bytes> {
    match decode::<Calls>(call, data)? {
        // Providers.
        Calls::register(c) => {
            payable(call, c, |call, c| bond::register(call, c.kinds, c.metadata).map(Into::into))
        }
        Calls::updateProvider(c) => {
            mutate(call, c, |call, c| bond::update(call, c.kinds, c.metadata).map(Into::into))
        }
        Calls::addBond(c) => payable(call, c, |call, _| bond::add(call).map(Into::into)),
        Calls::announceLeave(c) => {
            mutate(call, c, |call, _| bond::announce_leave(call).map(Into::into))
        }
        Calls::cancelLeave(c) => {
            mutate(call, c, |call, _| bond::cancel_leave(call).map(Into::into))
        }
        Calls::releaseBond(c) => {
            mutate(call, c, |call, c| bond::release(call, c.provider).map(Into::into))
        }
        Calls::setTrusted(c) => mutate(call, c, |call, c| {
            trust::set_trusted(call, c.provider, c.kind, c.trusted).map(Into::into)
        }),
        Calls::setGovernor(c) => {
            mutate(call, c, |call, c| trust::set_governor(call, c.next).map(Into::into))
        }
        Calls::governor(c) => view(call, c, |call, _| trust::the_governor(call)),
        Calls::provider(c) => view(call, c, |call, c| bond::view(call, c.account)),
        Calls::providers(c) => view(call, c, |call, c| {
            let accounts = page(call, provider_list(), c.from, c.limit)?;
            accounts.into_iter().map(|account| bond::view(call, account)).collect()
        }),
        Calls::providerCount(c) => {
            view(call, c, |call, _| provider_list().len(call).map(U256::from))
        }
        Calls::totalBonds(c) => view(call, c, |call, _| total_bonds().get(call)),
        Calls::isTrusted(c) => view(call, c, |call, c| trust::is_trusted(call, c.account, c.kind)),
        Calls::trustedFor(c) => view(call, c, |call, c| trust::list(call, c.kind)),
        other => dispatch_person(call, other),
    }
}

/// Wallets, recovery, records.
fn dispatch_person(call: &mut Call<'_>, calls: Calls) -> Result<Bytes> {
    match calls {
        Calls::registerWallet(c) => mutate(call, c, |call, c| wallet::register(call, &c)),
        Calls::rotateKey(c) => mutate(call, c, |call, c| {
            wallet::rotate(call, c.walletId, c.keyType, &c.publicKey).map(Into::into)
        }),
        Calls::revokeWallet(c) => {
            mutate(call, c, |call, c| wallet::revoke(call, c.walletId).map(Into::into))
        }
        Calls::wallet(c) => view(call, c, |call, c| wallet::view(call, c.walletId)),
        Calls::walletsOf(c) => view(call, c, |call, c| {
            let identity = meant(call, c.account)?;
            let list = wallets_of().at(call, identity)?;
            numbers(call, list, c.from, c.limit)
        }),
        Calls::setRecovery(c) => {
            mutate(call, c, |call, c| recovery::set(call, c.delegate, c.delay).map(Into::into))
        }
        Calls::startRecovery(c) => mutate(call, c, |call, c| {
            recovery::start(call, c.identity, c.newController).map(Into::into)
        }),
        Calls::cancelRecovery(c) => {
            mutate(call, c, |call, c| recovery::cancel(call, c.identity).map(Into::into))
        }
        Calls::acceptRecovery(c) => {
            mutate(call, c, |call, c| recovery::accept(call, c.identity).map(Into::into))
        }
        Calls::recoveryOf(c) => view(call, c, |call, c| recovery::view(call, c.identity)),
        Calls::controllerOf(c) => view(call, c, |call, c| controller_of(call, c.identity)),
        Calls::identityOf(c) => view(call, c, |call, c| identity_of(call, c.account)),
        Calls::setRecord(c) => mutate(call, c, |call, c| {
            record::set(call, c.recordId, c.schema, c.commitment).map(Into::into)
        }),
        Calls::removeRecord(c) => {
            mutate(call, c, |call, c| record::remove(call, c.recordId).map(Into::into))
        }
        Calls::recordOf(c) => view(call, c, |call, c| {
            let identity = meant(call, c.account)?;
            record::view(call, identity, c.recordId)
        }),
        Calls::recordsOf(c) => view(call, c, |call, c| {
            let identity = meant(call, c.account)?;
            let list = record_names().at(call, identity)?;
            page(call, list, c.from, c.limit)
        }),
        other => dispatch_permission(call, other),
    }
}

/// Attestations, grants, and what is general. Nothing is left over after these.
fn dispatch_permission(call: &mut Call<'_>, calls: Calls) -> Result<Bytes> {
    match calls {
        Calls::attest(c) => mutate(call, c, |call, c| attest::issue(call, call.caller(), &c)),
        Calls::attestBySig(c) => mutate(call, c, |call, c| attest::issue_signed(call, &c)),
        Calls::revokeAttestation(c) => {
            mutate(call, c, |call, c| attest::revoke(call, c.uid).map(Into::into))
        }
        Calls::revokeAllAttestations(c) => {
            mutate(call, c, |call, _| attest::revoke_all(call).map(Into::into))
        }
        Calls::attestation(c) => view(call, c, |call, c| attest::view(call, c.uid)),
        Calls::attestationsOf(c) => view(call, c, |call, c| {
            let identity = meant(call, c.account)?;
            let list = attestations_of().at(call, identity)?;
            numbers(call, list, c.from, c.limit)
        }),
        Calls::isValid(c) => view(call, c, |call, c| gate::is_valid(call, c.uid)),
        Calls::isAttested(c) => {
            view(call, c, |call, c| gate::is_attested(call, c.account, c.schema, c.attester))
        }
        Calls::hasTrusted(c) => {
            view(call, c, |call, c| gate::has_trusted(call, c.account, c.schema, c.kind))
        }
        Calls::createGrant(c) => mutate(call, c, |call, c| grant::create(call, &c)),
        Calls::revokeGrant(c) => {
            mutate(call, c, |call, c| grant::revoke(call, c.grantId).map(Into::into))
        }
        Calls::revokeGrantBySig(c) => mutate(call, c, |call, c| {
            grant::revoke_signed(call, c.grantId, c.deadline, &c.signature).map(Into::into)
        }),
        Calls::logAccess(c) => mutate(call, c, |call, c| {
            grant::log_access(call, c.grantId, c.dataHash).map(Into::into)
        }),
        Calls::grant(c) => view(call, c, |call, c| grant::view(call, c.grantId)),
        Calls::isActive(c) => view(call, c, |call, c| grant::is_active(call, c.grantId, c.time)),
        Calls::grantsOf(c) => view(call, c, |call, c| {
            let identity = meant(call, c.account)?;
            let list = grants_of().at(call, identity)?;
            numbers(call, list, c.from, c.limit)
        }),
        Calls::grantsTo(c) => view(call, c, |call, c| {
            let list = grants_to().at(call, c.client)?;
            numbers(call, list, c.from, c.limit)
        }),
        Calls::nonces(c) => view(call, c, |call, c| nonces().at(call, c.account)?.get(call)),
        Calls::parameters(c) => view(call, c, |_, _| Ok(parameters())),
        _ => Err(crate::abi::IPrecompile::InvalidCalldata {}.into()),
    }
}

fn parameters() -> Parameters {
    Parameters {
        minBond: U256::from(MIN_BOND),
        unbonding: U256::from(UNBONDING),
        maxKinds: U256::from(MAX_KINDS),
        maxTrusted: U256::from(MAX_TRUSTED),
        minRecoveryDelay: U256::from(MIN_RECOVERY_DELAY),
        maxRecoveryDelay: U256::from(MAX_RECOVERY_DELAY),
        maxScopes: U256::from(MAX_SCOPES),
        maxGrantPeriod: U256::from(MAX_GRANT_PERIOD),
        maxPage: U256::from(MAX_PAGE),
    }
}
