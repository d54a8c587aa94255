//! A block's header, put together again from the JSON of it.
//!
//! What is hashed is RLP, which few nodes hand out. Its fields are known up to the fork that is
//! newest when this is written; of a later block, `debug_getRawHeader` has to be asked for.

use alloy_primitives::{B256, U256, hex, keccak256};
use alloy_rlp::{Encodable, Header as RlpHeader};
use serde_json::Value;

/// How a field is written in RLP.
#[derive(Clone, Copy)]
enum Form {
    /// Bytes as they are; so many, or any number.
    Bytes(Option<usize>),
    /// A number without leading zeros.
    Number,
}

const HASH: Form = Form::Bytes(Some(32));

/// Fields every header has, in their order (yellow paper, §4.3).
const FIELDS: [(&str, Form); 15] = [
    ("parentHash", HASH),
    ("sha3Uncles", HASH),
    ("miner", Form::Bytes(Some(20))),
    ("stateRoot", HASH),
    ("transactionsRoot", HASH),
    ("receiptsRoot", HASH),
    ("logsBloom", Form::Bytes(Some(256))),
    ("difficulty", Form::Number),
    ("number", Form::Number),
    ("gasLimit", Form::Number),
    ("gasUsed", Form::Number),
    ("timestamp", Form::Number),
    ("extraData", Form::Bytes(None)),
    ("mixHash", HASH),
    ("nonce", Form::Bytes(Some(8))),
];

/// Fields that forks added, in their order: EIP-1559, EIP-4895, EIP-4844 (two), EIP-4788, EIP-7685,
/// EIP-7928. A header has the first so many of them.
const LATER: [(&str, Form); 7] = [
    ("baseFeePerGas", Form::Number),
    ("withdrawalsRoot", HASH),
    ("blobGasUsed", Form::Number),
    ("excessBlobGas", Form::Number),
    ("parentBeaconBlockRoot", HASH),
    ("requestsHash", HASH),
    ("blockAccessListHash", HASH),
];

/// The RLP of the header of a block, and its keccak256.
///
/// # Errors
/// Which field is missing, or is not what it has to be.
pub(super) fn rebuild(block: &Value) -> Result<(Vec<u8>, B256), String> {
    let mut payload = Vec::new();
    for (name, form) in FIELDS {
        let value = block.get(name).filter(|value| !value.is_null());
        encode(
            name,
            form,
            value.ok_or_else(|| format!("the header has no {name}"))?,
            &mut payload,
        )?;
    }
    for (name, form) in LATER {
        match block.get(name).filter(|value| !value.is_null()) {
            Some(value) => encode(name, form, value, &mut payload)?,
            None => break,
        }
    }
    let mut rlp = Vec::with_capacity(payload.len().saturating_add(3));
    RlpHeader { list: true, payload_length: payload.len() }.encode(&mut rlp);
    rlp.extend(payload);
    let hash = keccak256(&rlp);
    Ok((rlp, hash))
}

fn encode(name: &str, form: Form, value: &Value, out: &mut Vec<u8>) -> Result<(), String> {
    let shown: String = value.to_string().chars().take(80).collect();
    let wrong = |expected: &str| format!("{name} is {shown}; expected {expected}");
    let text = value.as_str().ok_or_else(|| wrong("hexadecimal digits as text"))?;
    match form {
        Form::Number => {
            let number = quantity(text).ok_or_else(|| wrong("a number"))?;
            number.encode(out);
        }
        Form::Bytes(length) => {
            let bytes = hex::decode(text).map_err(|_| wrong("hexadecimal digits"))?;
            if length.is_some_and(|length| length != bytes.len()) {
                return Err(wrong("its length"));
            }
            bytes.as_slice().encode(out);
        }
    }
    Ok(())
}

/// A number as Ethereum's JSON-RPC writes it, `0x` and digits; leading zeros are let pass.
pub(super) fn quantity(text: &str) -> Option<U256> {
    let digits = text.strip_prefix("0x").filter(|digits| !digits.is_empty())?;
    U256::from_str_radix(digits, 16).ok().filter(|_| !digits.contains('_'))
}

#[cfg(test)]
mod tests;
