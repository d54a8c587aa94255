//! Nodes' answers, read strictly and held against what is proven already.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, U256, b256, hex, keccak256};
use cybermiles_proofs::trie::{self, Account};
use serde_json::Value;

use super::{
    header::quantity,
    pieces::LogRow,
    rpc::{Answer, plain},
    sources::Fault,
};

/// keccak256 of `Transfer(address,address,uint256)`.
pub(super) const TRANSFER: B256 =
    b256!("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
/// Nodes a proof of one key may have: one a digit, and one more.
const PROOF_NODES_MAX: usize = 65;

/// One answer of several.
pub(super) fn one(answers: Vec<Answer>) -> Result<Value, Fault> {
    let answer = answers.into_iter().next();
    Ok(answer.ok_or_else(|| Fault::Lie("no answer".into()))??)
}

fn shown(value: &Value) -> String {
    plain(&value.to_string(), 100)
}

/// Bytes written as `0x` and digits.
pub(super) fn bytes(value: &Value) -> Result<Vec<u8>, Fault> {
    let text = value.as_str().filter(|text| text.starts_with("0x"));
    text.and_then(|text| hex::decode(text).ok())
        .ok_or_else(|| Fault::Lie(format!("{}; expected 0x and pairs of digits", shown(value))))
}

/// A word of 32 bytes, written out.
pub(super) fn word(value: &Value) -> Result<U256, Fault> {
    let bytes = bytes(value)?;
    let word = B256::try_from(bytes.as_slice());
    word.map(Into::into).map_err(|_| Fault::Lie(format!("{}; expected 32 bytes", shown(value))))
}

fn number(value: &Value) -> Result<U256, Fault> {
    let number = value.as_str().and_then(quantity);
    number.ok_or_else(|| Fault::Lie(format!("{}; expected a number, 0x and digits", shown(value))))
}

fn small(value: &Value) -> Result<u64, Fault> {
    let number = number(value)?;
    number
        .try_into()
        .map_err(|_| Fault::Lie(format!("{}; expected at most 2^64 - 1", shown(value))))
}

/// A list under a name.
fn list<'a>(value: &'a Value, name: &str) -> Result<&'a Vec<Value>, Fault> {
    value.get(name).and_then(Value::as_array).ok_or_else(|| {
        Fault::Lie(format!("{}; expected an object with a list `{name}`", shown(value)))
    })
}

fn nodes(proof: &[Value]) -> Result<Vec<Vec<u8>>, Fault> {
    if proof.len() > PROOF_NODES_MAX {
        return Err(Fault::Lie(format!("a proof of {} nodes; no trie is as deep", proof.len())));
    }
    proof.iter().map(bytes).collect()
}

/// An account as `eth_getProof` proves it against the state root, and the nodes.
pub(super) fn account(
    value: &Value,
    address: Address,
    state_root: B256,
) -> Result<(Option<Account>, Vec<Vec<u8>>), Fault> {
    if value.is_null() {
        return Err(Fault::Lie(format!("null for a proof of {address}")));
    }
    let nodes = nodes(list(value, "accountProof")?)?;
    let account = trie::check_account(state_root, address, &nodes)
        .map_err(|err| Fault::Lie(format!("the proof of the account {address}: {err}")))?;
    Ok((account, real(nodes)))
}

/// Slots and their values as `eth_getProof` proves them against the storage hash, in the order of
/// `slots`, and the nodes. Entries count by the key they name, not by their place.
pub(super) fn slots(
    value: &Value,
    slots: &[B256],
    storage_hash: B256,
) -> Result<(Vec<U256>, Vec<Vec<u8>>), Fault> {
    if value.is_null() {
        return Err(Fault::Lie("null for a proof of slots".into()));
    }
    let entries = list(value, "storageProof")?;
    if entries.len() != slots.len() {
        let (found, expected) = (entries.len(), slots.len());
        return Err(Fault::Lie(format!("{found} proofs of slots; expected {expected}")));
    }
    let mut by_key = BTreeMap::new();
    for entry in entries {
        by_key.insert(number(entry.get("key").unwrap_or(&Value::Null))?, entry);
    }
    let mut values = Vec::with_capacity(slots.len());
    let mut all = Vec::new();
    for slot in slots {
        let entry = by_key
            .get(&U256::from_be_bytes(slot.0))
            .ok_or_else(|| Fault::Lie(format!("no proof of slot {slot}, which was asked for")))?;
        let claimed = number(entry.get("value").unwrap_or(&Value::Null))?;
        let nodes = nodes(list(entry, "proof")?)?;
        trie::check_claim(storage_hash, *slot, claimed, &nodes)
            .map_err(|err| Fault::Lie(format!("the proof of slot {slot}: {err}")))?;
        values.push(claimed);
        all.extend(real(nodes));
    }
    Ok((values, all))
}

/// Some clients give an empty trie as a node of its own, which it is not.
fn real(mut nodes: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    nodes.retain(|node| node[..] != [alloy_rlp::EMPTY_STRING_CODE]);
    nodes
}

/// Code that has this hash.
pub(super) fn code(value: &Value, hash: B256) -> Result<Vec<u8>, Fault> {
    let code = bytes(value)?;
    let found = keccak256(&code);
    if found != hash {
        return Err(Fault::Lie(format!("code of hash {found}; expected {hash}, which is proven")));
    }
    Ok(code)
}

/// The token's logs in a range of blocks, in order.
pub(super) fn logs(
    value: &Value,
    token: Address,
    range: std::ops::RangeInclusive<u64>,
) -> Result<Vec<LogRow>, Fault> {
    let logs = value
        .as_array()
        .ok_or_else(|| Fault::Lie(format!("{}; expected a list of logs", shown(value))))?;
    let mut rows = Vec::with_capacity(logs.len());
    for log in logs {
        let row = log_row(log, token)?;
        if !range.contains(&row.block) {
            let (first, last) = (range.start(), range.end());
            return Err(Fault::Lie(format!(
                "a log of block {}; asked for were blocks {first} to {last}",
                row.block
            )));
        }
        rows.push(row);
    }
    rows.sort_unstable_by_key(|row| (row.block, row.index));
    let twice = rows.windows(2).find(|pair| match pair {
        [a, b] => (a.block, a.index) == (b.block, b.index),
        _ => false,
    });
    if let Some([row, _]) = twice {
        return Err(Fault::Lie(format!("log {} of block {} twice", row.index, row.block)));
    }
    Ok(rows)
}

fn log_row(log: &Value, token: Address) -> Result<LogRow, Fault> {
    let field = |name: &str| log.get(name).unwrap_or(&Value::Null);
    let address: Option<Address> = field("address").as_str().and_then(|text| text.parse().ok());
    if address != Some(token) {
        let of = shown(field("address"));
        return Err(Fault::Lie(format!("a log of {of}; asked for were {token}'s")));
    }
    let topics: Vec<B256> = list(log, "topics")?
        .iter()
        .take(4)
        .filter_map(|topic| topic.as_str().and_then(|text| text.parse().ok()))
        .collect();
    let account = |topic: B256| {
        let is_address = topic.iter().take(12).all(|byte| *byte == 0);
        is_address.then(|| Address::from_word(topic))
    };
    let read = match topics[..] {
        [TRANSFER, from, to] => account(from).zip(account(to)),
        _ => None,
    };
    let (from, to) = read.ok_or_else(|| {
        Fault::Lie(format!("a log with the topics {topics:?}; expected Transfer, from and to"))
    })?;
    if field("removed").as_bool() == Some(true) {
        return Err(Fault::Lie("a log that was removed from the chain".into()));
    }
    Ok(LogRow {
        block: small(field("blockNumber"))?,
        index: small(field("logIndex"))?,
        from,
        to,
        wei: word(field("data"))?,
    })
}
