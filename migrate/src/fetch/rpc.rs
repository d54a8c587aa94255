//! JSON-RPC 2.0: what is asked, and what is taken for an answer.

use serde_json::{Value, json};

/// One call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) params: Value,
}

/// An error a node answers with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RpcError {
    pub(super) code: i64,
    pub(super) message: String,
}

/// A node's answer to one call.
pub(super) type Answer = Result<Value, RpcError>;

/// Words of errors, in lower case, in the order in which they count.
const BUSY: [&str; 5] =
    ["rate limit", "ratelimit", "too many requests", "per second", "over capacity"];
const PRUNED: [&str; 5] =
    ["missing trie node", "pruned", "proof window", "historical state", "old data"];
const TOO_MUCH: [&str; 11] = [
    "too many",
    "more than",
    "range",
    "limit",
    "exceed",
    "too large",
    "too big",
    "timeout",
    "timed out",
    "size",
    "batch",
];
const UNABLE: [&str; 8] = [
    "archive",
    "not available",
    "unavailable",
    "not supported",
    "unsupported",
    "not found",
    "does not exist",
    "unknown block",
];

/// What an error means for who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Ask later.
    Busy,
    /// Ask for less.
    TooMuch,
    /// It will never answer this.
    Unable,
    /// Something broke.
    Trouble,
}

impl RpcError {
    /// Nodes and providers agree on few codes, so their words count as well.
    pub(super) fn meaning(&self) -> Meaning {
        let text = self.message.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if self.code == 429 || says(&BUSY) {
            Meaning::Busy
        } else if matches!(self.code, -32_601 | -32_004) || says(&PRUNED) {
            Meaning::Unable
        } else if says(&TOO_MUCH) {
            Meaning::TooMuch
        } else if says(&UNABLE) {
            Meaning::Unable
        } else if self.code == -32_005 {
            Meaning::Busy
        } else {
            Meaning::Trouble
        }
    }
}

/// Calls as the body of one request; their numbers count up from `first`.
pub(super) fn encode(calls: &[Call], first: u64) -> Vec<u8> {
    let mut all: Vec<Value> = (first..)
        .zip(calls)
        .map(|(id, call)| {
            json!({ "jsonrpc": "2.0", "id": id, "method": call.method, "params": call.params })
        })
        .collect();
    // A node need not know batches to be asked for one thing.
    let body = if all.len() == 1 { all.pop().unwrap_or_default() } else { Value::Array(all) };
    body.to_string().into_bytes()
}

/// The answers to the `count` calls numbered from `first`, in the order of the calls, whatever
/// order they came in.
///
/// # Errors
/// What is not JSON-RPC about them: not JSON, an answer nobody asked for, one twice, one missing.
pub(super) fn decode(body: &[u8], first: u64, count: usize) -> Result<Vec<Answer>, String> {
    let json: Value = serde_json::from_slice(body).map_err(|err| {
        let shown: String = String::from_utf8_lossy(body).chars().take(60).collect();
        format!("no JSON ({err}): `{}`", shown.escape_debug())
    })?;
    // A batch may be refused as a whole.
    if count > 1
        && let Some(error) = json.get("error").filter(|error| !error.is_null())
    {
        return Ok(vec![Err(read_error(error)); count]);
    }
    let all = match json {
        Value::Array(all) if count > 1 => all,
        Value::Object(_) if count == 1 => vec![json],
        _ => return Err(format!("expected {count} answers, in the form they were asked for")),
    };
    let mut answers: Vec<Option<Answer>> = vec![None; count];
    for mut answer in all {
        let id = answer.get("id").and_then(Value::as_u64);
        let at = id.and_then(|id| usize::try_from(id.checked_sub(first)?).ok());
        let Some(place) = at.and_then(|at| answers.get_mut(at)) else {
            let shown = answer.get("id").cloned().unwrap_or_default();
            let shown = plain(&shown.to_string(), 60);
            return Err(format!("an answer with the number {shown}, which nobody asked for"));
        };
        let error = answer.get("error").filter(|error| !error.is_null()).map(read_error);
        let answered = match (error, answer.get_mut("result").map(Value::take)) {
            (Some(error), _) => Err(error),
            (None, Some(result)) => Ok(result),
            (None, None) => return Err("an answer with neither result nor error".into()),
        };
        if place.replace(answered).is_some() {
            return Err("two answers to one question".into());
        }
    }
    let answers: Option<Vec<Answer>> = answers.into_iter().collect();
    answers.ok_or_else(|| "an answer is missing".into())
}

fn read_error(error: &Value) -> RpcError {
    let code = error.get("code").and_then(Value::as_i64).unwrap_or_default();
    let message = error.get("message").and_then(Value::as_str).map(str::to_owned);
    let message = message.unwrap_or_else(|| error.to_string());
    RpcError { code, message: plain(&message, 300) }
}

/// A node's words as they may be shown: so many signs of them, and none that moves a cursor.
pub(super) fn plain(text: &str, signs: usize) -> String {
    let mut shown = String::new();
    for sign in text.chars().take(signs) {
        match sign {
            '"' | '\'' | '\\' => shown.push(sign),
            _ => shown.extend(sign.escape_debug()),
        }
    }
    shown
}

#[cfg(test)]
mod tests;
