//! Commitments to records: a salted hash each, and nothing else.

use alloy_primitives::{Address, B256, U256};

use super::{
    links::acting,
    record_names,
    records::{Commitment, Time},
};
use crate::{
    Call, Result,
    abi::IIdentity::{
        RecordEntry, RecordRemoved, RecordSet, SchemaIsFixed, UnknownRecord, ZeroHash,
    },
    storage::Record,
};

/// A record's place and content; a schema of zero says that there is none.
fn find(
    call: &mut Call<'_>,
    identity: Address,
    name: B256,
) -> Result<(Record<Commitment>, Commitment)> {
    let place = super::records().at(call, identity)?.at(call, name)?;
    let record = place.load(call)?;
    Ok((place, record))
}

/// Sets or updates a record of the caller's identity.
///
/// # Errors
/// `IdentityMoved`, `ZeroHash`, `SchemaIsFixed`.
pub(super) fn set(
    call: &mut Call<'_>,
    recordId: B256,
    schema: B256,
    commitment: B256,
) -> Result<()> {
    let identity = acting(call)?;
    if schema.is_zero() || commitment.is_zero() {
        return Err(ZeroHash {}.into());
    }
    let (place, before) = find(call, identity, recordId)?;
    let mut position = before.place;
    if before.schema.is_zero() {
        let names = record_names().at(call, identity)?;
        position = names.len(call)?;
        names.push(call, recordId)?;
    } else if before.schema != schema {
        return Err(SchemaIsFixed { recordId, schema: before.schema }.into());
    }
    let version = before.version.saturating_add(1);
    let updated_at = Time::saturating_from(call.timestamp());
    let after = Commitment { schema, commitment, place: position, version, updated_at };
    place.update(call, &before, &after)?;
    let version = U256::from(version);
    call.emit(&RecordSet { identity, recordId, schema, commitment, version })
}

/// Removes a record of the caller's identity; the last name takes its place in the list.
///
/// # Errors
/// `IdentityMoved`, `UnknownRecord`.
pub(super) fn remove(call: &mut Call<'_>, recordId: B256) -> Result<()> {
    let identity = acting(call)?;
    let (place, before) = find(call, identity, recordId)?;
    if before.schema.is_zero() {
        return Err(UnknownRecord { identity, recordId }.into());
    }
    let names = record_names().at(call, identity)?;
    names.swap_remove(call, before.place)?;
    if let Some(moved) = names.get(call, before.place)? {
        let (place, other) = find(call, identity, moved)?;
        place.update(call, &other, &Commitment { place: before.place, ..other })?;
    }
    place.update(call, &before, &Commitment::default())?;
    call.emit(&RecordRemoved { identity, recordId })
}

/// A record of `identity`; all zero when there is none.
///
/// # Errors
/// As [`Call::sload`].
pub(super) fn view(call: &mut Call<'_>, identity: Address, name: B256) -> Result<RecordEntry> {
    let (_, record) = find(call, identity, name)?;
    Ok(RecordEntry {
        schema: record.schema,
        commitment: record.commitment,
        version: U256::from(record.version),
        updatedAt: U256::from(record.updated_at),
    })
}
