//! JSON-RPC to nodes that may be dead, stopped or cut off.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use alloy_primitives::B256;
use serde_json::{Value, json};

/// A stopped process takes connections and never answers.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The result of a call; `None` when there was no answer, or an error.
pub(crate) fn ask(address: SocketAddr, method: &str, params: Value) -> Option<Value> {
    answer(address, method, params)?.get("result").cloned()
}

/// The whole answer to a call.
pub(crate) fn answer(address: SocketAddr, method: &str, params: Value) -> Option<Value> {
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    serde_json::from_str(&post(address, &request.to_string())?).ok()
}

/// The results of many calls of one method, in order; `None` when one is missing.
pub(crate) fn ask_many(
    address: SocketAddr,
    method: &str,
    params: impl IntoIterator<Item = Value>,
) -> Option<Vec<Value>> {
    let requests: Vec<_> = params
        .into_iter()
        .enumerate()
        .map(|(id, params)| json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
        .collect();
    let answers: Vec<Value> =
        serde_json::from_str(&post(address, &Value::Array(requests.clone()).to_string())?).ok()?;
    let mut results = vec![Value::Null; requests.len()];
    for mut answer in answers {
        let id = usize::try_from(answer["id"].as_u64()?).ok()?;
        *results.get_mut(id)? = answer.get_mut("result")?.take();
    }
    Some(results)
}

/// The head's number.
pub(crate) fn height(address: SocketAddr) -> Option<u64> {
    number(&ask(address, "eth_blockNumber", json!([]))?)
}

/// A JSON-RPC quantity.
pub(crate) fn number(value: &Value) -> Option<u64> {
    u64::from_str_radix(value.as_str()?.strip_prefix("0x")?, 16).ok()
}

/// A JSON-RPC hash.
pub(crate) fn hash(value: &Value) -> Option<B256> {
    value.as_str()?.parse().ok()
}

fn post(address: SocketAddr, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT).ok()?;
    stream.set_read_timeout(Some(TIMEOUT)).ok()?;
    stream.set_write_timeout(Some(TIMEOUT)).ok()?;
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned())
}
