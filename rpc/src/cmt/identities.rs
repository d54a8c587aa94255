//! An identity: who acts for it, and pages of its wallets, records and attestations.

use alloy_primitives::{Address, B256, Bytes, U256};
use cybermiles_evm_precompiles::{
    abi::IIdentity::{
        self, attestationCall, attestationsOfCall, controllerOfCall, identityOfCall, isValidCall,
        providerCall, recordOfCall, recordsOfCall, recoveryOfCall, walletCall, walletsOfCall,
    },
    address::IDENTITY,
};
use serde::Serialize;

use super::{
    Page, ask,
    views::Views,
    words::{hash, name, some, somebody},
};
use crate::{error::RpcError, methods::Table};

/// Enters the method.
pub(super) fn enter(table: &mut Table) {
    table.job("cmt_getIdentity", |_, mut params| {
        let account = params.required::<Address>("account")?;
        let page = Page::read(&mut params)?;
        let block = params.block()?;
        params.end()?;
        ask(block, move |views| identity(views, account, page))
    });
}

/// The identity `account` acts for; `None` when another account acts for it since a recovery.
fn identity(views: &Views<'_>, account: Address, page: Page) -> Result<Option<Identity>, RpcError> {
    let identity = views.get(IDENTITY, &identityOfCall { account })?;
    let Some(identity) = somebody(identity) else { return Ok(None) };
    let provider = views.get(IDENTITY, &providerCall { account: identity })?;
    let wallets = wallets(views, identity, page)?;
    let records = records(views, identity, page)?;
    let attestations = attestations(views, identity, page)?;
    let longest = wallets.len().max(records.len()).max(attestations.len());
    Ok(Some(Identity {
        identity,
        controller: views.get(IDENTITY, &controllerOfCall { identity })?,
        recovery: Recovery::new(views.get(IDENTITY, &recoveryOfCall { identity })?),
        provider: somebody(provider.account).map(|_| Provider::from(provider)),
        wallets,
        records,
        attestations,
        next: page.after(longest),
    }))
}

fn wallets(views: &Views<'_>, account: Address, page: Page) -> Result<Vec<Wallet>, RpcError> {
    let call = walletsOfCall { account, from: page.cursor, limit: page.limit() };
    let ids = views.get(IDENTITY, &call)?;
    let wallet = |id: U256| Ok(Wallet::new(id, views.get(IDENTITY, &walletCall { walletId: id })?));
    ids.into_iter().map(wallet).collect()
}

fn records(views: &Views<'_>, account: Address, page: Page) -> Result<Vec<Record>, RpcError> {
    let call = recordsOfCall { account, from: page.cursor, limit: page.limit() };
    let ids = views.get(IDENTITY, &call)?;
    let record = |id: B256| {
        let call = recordOfCall { account, recordId: id };
        Ok(Record::new(id, views.get(IDENTITY, &call)?))
    };
    ids.into_iter().map(record).collect()
}

fn attestations(
    views: &Views<'_>,
    account: Address,
    page: Page,
) -> Result<Vec<Attestation>, RpcError> {
    let call = attestationsOfCall { account, from: page.cursor, limit: page.limit() };
    let uids = views.get(IDENTITY, &call)?;
    let attestation = |uid: U256| {
        let valid = views.get(IDENTITY, &isValidCall { uid })?;
        Ok(Attestation::new(uid, views.get(IDENTITY, &attestationCall { uid })?, valid))
    };
    uids.into_iter().map(attestation).collect()
}

/// What the chain knows of an identity. Moments in Unix seconds, periods in seconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    identity: Address,
    controller: Address,
    recovery: Option<Recovery>,
    provider: Option<Provider>,
    wallets: Vec<Wallet>,
    records: Vec<Record>,
    attestations: Vec<Attestation>,
    next: Option<U256>,
}

/// `IIdentity.RecoveryPlan`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Recovery {
    delegate: Address,
    delay: U256,
    new_controller: Option<Address>,
    ready_at: Option<U256>,
}

impl Recovery {
    fn new(plan: IIdentity::RecoveryPlan) -> Option<Self> {
        Some(Self {
            delegate: somebody(plan.delegate)?,
            delay: plan.delay,
            new_controller: somebody(plan.newController),
            ready_at: some(plan.readyAt),
        })
    }
}

/// `IIdentity.ProviderRecord`. The bond in wei.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    bond: U256,
    kinds: U256,
    trusted: U256,
    epoch: U256,
    release_at: Option<U256>,
    metadata: B256,
}

impl From<IIdentity::ProviderRecord> for Provider {
    fn from(record: IIdentity::ProviderRecord) -> Self {
        Self {
            bond: record.bond,
            kinds: U256::from(record.kinds),
            trusted: U256::from(record.trusted),
            epoch: record.epoch,
            release_at: some(record.releaseAt),
            metadata: record.metadata,
        }
    }
}

/// `IIdentity.Wallet`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Wallet {
    id: U256,
    provider: Option<Address>,
    key_type: String,
    key_type_code: U256,
    public_key: Bytes,
    purpose: B256,
    version: U256,
    updated_at: U256,
    revoked: bool,
}

impl Wallet {
    fn new(id: U256, wallet: IIdentity::Wallet) -> Self {
        Self {
            id,
            provider: somebody(wallet.provider),
            key_type: name(wallet.keyType),
            key_type_code: U256::from(wallet.keyType as u8),
            public_key: wallet.publicKey,
            purpose: wallet.purpose,
            version: wallet.version,
            updated_at: wallet.updatedAt,
            revoked: wallet.revoked,
        }
    }
}

/// `IIdentity.RecordEntry`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    id: B256,
    schema: B256,
    commitment: B256,
    version: U256,
    updated_at: U256,
}

impl Record {
    fn new(id: B256, record: IIdentity::RecordEntry) -> Self {
        Self {
            id,
            schema: record.schema,
            commitment: record.commitment,
            version: record.version,
            updated_at: record.updatedAt,
        }
    }
}

/// `IIdentity.Attestation`, and whether it holds at the block asked about.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Attestation {
    uid: U256,
    attester: Address,
    subject: Address,
    schema: B256,
    commitment: Option<B256>,
    issued_at: U256,
    expires_at: Option<U256>,
    revocable: bool,
    revoked: bool,
    epoch: U256,
    valid: bool,
}

impl Attestation {
    fn new(uid: U256, attestation: IIdentity::Attestation, valid: bool) -> Self {
        Self {
            uid,
            attester: attestation.attester,
            subject: attestation.subject,
            schema: attestation.schema,
            commitment: hash(attestation.commitment),
            issued_at: attestation.issuedAt,
            expires_at: some(attestation.expiresAt),
            revocable: attestation.revocable,
            revoked: attestation.revoked,
            epoch: attestation.epoch,
            valid,
        }
    }
}
