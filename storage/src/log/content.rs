//! What is inside a record: header, transactions with senders, receipts, state diff, seal.

use std::{borrow::Borrow, sync::Arc};

use alloy_consensus::{TxType, transaction::Recovered};
use alloy_primitives::{Address, B256, Bytes, Log, LogData};
use alloy_rlp::{Decodable, Encodable};
use cybermiles_primitives::{
    AccountChange, Header, Receipt, RecoveredTransaction, Seal, SlotChange, StateDiff,
    transaction::decode,
};

use super::codec::{ContentError, Reader, put_account, put_bytes, put_number, put_word};

pub(crate) fn put_header(out: &mut Vec<u8>, header: &Header) {
    header.encode(out);
}

pub(crate) fn header(section: &[u8]) -> Result<Header, ContentError> {
    let mut rest = section;
    let header = Header::decode(&mut rest)
        .map_err(|_| ContentError { offset: 0, expected: "a header in RLP" })?;
    if rest.is_empty() {
        return Ok(header);
    }
    Err(ContentError { offset: section.len() - rest.len(), expected: "the end of the header" })
}

pub(crate) fn put_transactions(out: &mut Vec<u8>, transactions: &[Arc<RecoveredTransaction>]) {
    put_number(out, transactions.len() as u64);
    for transaction in transactions {
        out.extend_from_slice(transaction.sender().as_slice());
        put_bytes(out, &transaction.encoded);
    }
}

/// Calls `each` with sender and encoding of every transaction, without decoding them.
pub(crate) fn for_each_transaction<'a>(
    section: &'a [u8],
    mut each: impl FnMut(Address, &'a [u8]) -> Result<(), &'static str>,
) -> Result<(), ContentError> {
    let mut reader = Reader::new(section);
    for _ in 0..reader.count(22)? {
        let sender = reader.address()?;
        let encoded = reader.bytes()?;
        each(sender, encoded).map_err(|expected| reader.error(expected))?;
    }
    reader.finish()
}

pub(crate) fn transactions(section: &[u8]) -> Result<Vec<Arc<RecoveredTransaction>>, ContentError> {
    let mut transactions = Vec::new();
    for_each_transaction(section, |sender, encoded| {
        let transaction = decode(encoded).map_err(|_| "an encoded transaction")?;
        transactions.push(Arc::new(RecoveredTransaction {
            hash: *transaction.tx_hash(),
            encoded: Bytes::copy_from_slice(encoded),
            transaction: Recovered::new_unchecked(transaction, sender),
        }));
        Ok(())
    })?;
    Ok(transactions)
}

pub(crate) fn put_receipts(out: &mut Vec<u8>, receipts: &[Receipt]) {
    put_number(out, receipts.len() as u64);
    for receipt in receipts {
        out.push(receipt.tx_type as u8);
        out.push(u8::from(receipt.success));
        put_number(out, receipt.cumulative_gas_used);
        put_number(out, receipt.logs.len() as u64);
        for log in &receipt.logs {
            out.extend_from_slice(log.address.as_slice());
            put_number(out, log.topics().len() as u64);
            for topic in log.topics() {
                out.extend_from_slice(topic.as_slice());
            }
            put_bytes(out, &log.data.data);
        }
    }
}

pub(crate) fn receipts(section: &[u8]) -> Result<Vec<Receipt>, ContentError> {
    let mut reader = Reader::new(section);
    let count = reader.count(4)?;
    let mut receipts = Vec::new();
    for _ in 0..count {
        let tx_type = TxType::try_from(reader.byte("a transaction type")?)
            .map_err(|_| reader.error("a known transaction type"))?;
        let success = match reader.byte("a status")? {
            0 => false,
            1 => true,
            _ => return Err(reader.error("a status of 0 or 1")),
        };
        let cumulative_gas_used = reader.number()?;
        let mut logs = Vec::new();
        for _ in 0..reader.count(22)? {
            logs.push(log(&mut reader)?);
        }
        receipts.push(Receipt { tx_type, success, cumulative_gas_used, logs });
    }
    reader.finish()?;
    Ok(receipts)
}

fn log(reader: &mut Reader<'_>) -> Result<Log, ContentError> {
    let address = reader.address()?;
    let mut topics = Vec::new();
    for _ in 0..reader.count(32)? {
        topics.push(reader.hash()?);
    }
    let data = Bytes::copy_from_slice(reader.bytes()?);
    let data = LogData::new(topics, data).ok_or_else(|| reader.error("at most 4 topics"))?;
    Ok(Log { address, data })
}

pub(crate) fn put_diff(out: &mut Vec<u8>, diff: &StateDiff) {
    put_changes(out, diff.accounts.iter(), &diff.codes);
}

/// As [`put_diff`], of accounts that are made one by one.
pub(crate) fn put_changes<C: Borrow<AccountChange>>(
    out: &mut Vec<u8>,
    accounts: impl ExactSizeIterator<Item = C>,
    codes: &[(B256, Bytes)],
) {
    put_number(out, accounts.len() as u64);
    for change in accounts {
        let change = change.borrow();
        out.extend_from_slice(change.address.as_slice());
        put_account(out, change.before.as_ref());
        put_account(out, change.after.as_ref());
        put_number(out, change.slots.len() as u64);
        for slot in &change.slots {
            put_word(out, slot.slot);
            put_word(out, slot.before);
            put_word(out, slot.after);
        }
    }
    put_number(out, codes.len() as u64);
    for (hash, code) in codes {
        out.extend_from_slice(hash.as_slice());
        put_bytes(out, code);
    }
}

pub(crate) fn diff(section: &[u8]) -> Result<StateDiff, ContentError> {
    let mut reader = Reader::new(section);
    let mut diff = StateDiff::default();
    for _ in 0..reader.count(23)? {
        let address = reader.address()?;
        let (before, after) = (reader.account()?, reader.account()?);
        let mut slots = Vec::new();
        for _ in 0..reader.count(3)? {
            slots.push(SlotChange {
                slot: reader.word()?,
                before: reader.word()?,
                after: reader.word()?,
            });
        }
        diff.accounts.push(AccountChange { address, before, after, storage_wiped: false, slots });
    }
    for _ in 0..reader.count(33)? {
        let hash = reader.hash()?;
        diff.codes.push((hash, Bytes::copy_from_slice(reader.bytes()?)));
    }
    reader.finish()?;
    Ok(diff)
}

pub(crate) fn put_seal(out: &mut Vec<u8>, seal: Option<&Seal>) {
    if let Some(seal) = seal {
        seal.encode(out);
    }
}

pub(crate) fn seal(section: &[u8]) -> Result<Option<Seal>, ContentError> {
    if section.is_empty() {
        return Ok(None);
    }
    let mut rest = section;
    let seal = Seal::decode(&mut rest)
        .map_err(|_| ContentError { offset: 0, expected: "a seal in RLP" })?;
    if rest.is_empty() {
        return Ok(Some(seal));
    }
    Err(ContentError { offset: section.len() - rest.len(), expected: "the end of the seal" })
}
