//! Writing the index file of a segment, from its records alone.

use std::path::Path;

use alloy_primitives::{B256, keccak256};
use cybermiles_primitives::{Account, Receipt, StateDiff};

use super::{
    LogKey,
    file::{self, TABLES, Table, WIDTHS},
};
use crate::{
    StoreError, disk,
    identity::Identity,
    log::{content::for_each_transaction, record::in_section, segment::SegmentFile},
};

/// Builds the bytes of the index of `segment`, which is complete.
pub(crate) fn build(segment: &SegmentFile, identity: &Identity) -> Result<Vec<u8>, StoreError> {
    let mut tables: [Vec<u8>; TABLES] = Default::default();
    let end = segment.scan(|offset, raw| {
        let block = (raw.head.height - segment.first) as u32;
        let broken = |err| segment.broken(offset, raw.head.height, &err);
        let [blocks, hashes, transactions, logs, ..] = &mut tables;
        blocks.extend_from_slice(&offset.to_be_bytes());
        blocks.extend_from_slice(&(raw.head.total() as u32).to_be_bytes());
        put(hashes, &[raw.header().map_err(broken)?.hash_slow().as_slice()], block);
        let mut index = 0u32;
        for_each_transaction(raw.transactions_section(), |_, encoded| {
            put(transactions, &[keccak256(encoded).as_slice()], block);
            transactions.extend_from_slice(&index.to_be_bytes());
            index += 1;
            Ok(())
        })
        .map_err(in_section("transactions"))
        .map_err(broken)?;
        for key in log_keys(&raw.receipts().map_err(broken)?) {
            put(logs, &[key.bytes()], block);
        }
        if raw.has_diff() {
            put_changes(&mut tables, block, &raw.diff().map_err(broken)?);
        }
        Ok(())
    })?;
    if let Some(err) = end.broken {
        return Err(segment.broken(end.offset, end.next, &err));
    }
    sort_all(&mut tables);
    let blocks = end.next - segment.first;
    Ok(file::encode(identity, segment.first, blocks, end.checksum, tables))
}

/// Builds and writes the index of `segment`, durably.
pub(crate) fn write(
    folder: &Path,
    segment: &SegmentFile,
    identity: &Identity,
) -> Result<(), StoreError> {
    let bytes = build(segment, identity)?;
    fail::fail_point!("index::before_write");
    disk::replace(&folder.join(file::name(segment.first)), &bytes)?;
    fail::fail_point!("index::after_write");
    Ok(())
}

/// What the logs of a block can be looked for by, each once.
pub(crate) fn log_keys(receipts: &[Receipt]) -> Vec<LogKey> {
    let mut keys: Vec<_> = receipts
        .iter()
        .flat_map(|receipt| &receipt.logs)
        .flat_map(|log| {
            let topics = log.topics().iter().enumerate();
            topics
                .map(|(position, topic)| LogKey::topic(position, topic))
                .chain([LogKey::address(&log.address)])
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn put(out: &mut Vec<u8>, key: &[&[u8]], block: u32) {
    key.iter().for_each(|part| out.extend_from_slice(part));
    out.extend_from_slice(&block.to_be_bytes());
}

fn put_changes(tables: &mut [Vec<u8>; TABLES], block: u32, diff: &StateDiff) {
    let [.., accounts, slots] = tables;
    for change in &diff.accounts {
        put(accounts, &[change.address.as_slice()], block);
        put_before(accounts, change.before);
        for slot in &change.slots {
            let key = slot.slot.to_be_bytes::<32>();
            put(slots, &[change.address.as_slice(), &key], block);
            slots.extend_from_slice(&slot.before.to_be_bytes::<32>());
        }
    }
}

fn put_before(out: &mut Vec<u8>, before: Option<Account>) {
    out.push(u8::from(before.is_some()));
    let account = before.unwrap_or(Account { code_hash: B256::ZERO, ..Default::default() });
    out.extend_from_slice(&account.nonce.to_be_bytes());
    out.extend_from_slice(&account.balance.to_be_bytes::<32>());
    out.extend_from_slice(account.code_hash.as_slice());
}

/// Sorts the entries of all tables but that of the blocks, which are in order.
fn sort_all(tables: &mut [Vec<u8>; TABLES]) {
    let [_, hashes, transactions, logs, accounts, slots] = tables;
    sort::<{ WIDTHS[Table::Hashes as usize] }>(hashes);
    sort::<{ WIDTHS[Table::Transactions as usize] }>(transactions);
    sort::<{ WIDTHS[Table::Logs as usize] }>(logs);
    sort::<{ WIDTHS[Table::Accounts as usize] }>(accounts);
    sort::<{ WIDTHS[Table::Slots as usize] }>(slots);
}

/// Sorts entries of `WIDTH` bytes, bytewise, where they are: a table may have tens of megabytes.
fn sort<const WIDTH: usize>(entries: &mut [u8]) {
    entries.as_chunks_mut::<WIDTH>().0.sort_unstable();
}
