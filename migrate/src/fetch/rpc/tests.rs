//! What nodes and providers say, and what it is taken for.

use super::{Meaning, RpcError, decode};

#[test]
fn errors_are_understood_as_they_are_meant() {
    use Meaning::{Busy, TooMuch, Trouble, Unable};
    for (code, message, expected) in [
        (-32005, "query returned more than 10000 results", TooMuch),
        (-32602, "query exceeds max block range 100000", TooMuch),
        (-32000, "exceed maximum block range: 5000", TooMuch),
        (-32602, "Log response size exceeded. You can make eth_getLogs requests", TooMuch),
        (
            -32600,
            "Under the Free tier you can make eth_getLogs requests with up to a 10 block range",
            TooMuch,
        ),
        (-32000, "query timeout exceeded", TooMuch),
        (-32014, "block range too wide; this is not available on your plan", TooMuch),
        (-32600, "batch is too large", TooMuch),
        (-32005, "daily request count exceeded, request rate limited", Busy),
        (429, "Your app has exceeded its compute units per second capacity", Busy),
        (-32005, "Too Many Requests", Busy),
        (-32005, "come back later", Busy),
        (-32000, "missing trie node 0abc (path 0d) state 0xdef is not available", Unable),
        (-32000, "distance to target block exceeds maximum proof window", Unable),
        (-32000, "required historical state unavailable (reexec=128)", Unable),
        (-32601, "the method eth_getProof does not exist/is not available", Unable),
        (-32000, "state histories haven't been fully indexed yet: not found", Unable),
        (-32603, "internal error", Trouble),
        (0, "", Trouble),
    ] {
        let err = RpcError { code, message: message.into() };
        assert_eq!(err.meaning(), expected, "{code} {message}");
    }
}

#[test]
fn answers_are_put_to_their_questions() {
    let both = br#"[{"id":8,"result":"b"},{"id":7,"result":"a"}]"#;
    let answers = decode(both, 7, 2).unwrap();
    assert_eq!(answers, [Ok("a".into()), Ok("b".into())]);
    let null = decode(br#"{"id":7,"result":null,"error":null}"#, 7, 1).unwrap();
    assert_eq!(null, [Ok(serde_json::Value::Null)]);
    for (body, count, words) in [
        (r#"[{"id":7,"result":1},{"id":7,"result":2}]"#, 2, "two answers to one question"),
        (r#"[{"id":7,"result":1}]"#, 2, "an answer is missing"),
        (r#"[{"id":7,"result":1},{"id":9,"result":2}]"#, 2, "the number 9, which nobody asked"),
        (r#"{"id":"7","result":1}"#, 1, "which nobody asked for"),
        (r#"{"result":1}"#, 1, "the number null"),
        (r#"{"id":6,"result":1}"#, 1, "which nobody asked for"),
        (r#"{"id":7}"#, 1, "neither result nor error"),
        (r#"[{"id":7,"result":1}]"#, 1, "expected 1 answers"),
        ("<html>", 1, "no JSON"),
        ("", 1, "no JSON"),
    ] {
        let err = decode(body.as_bytes(), 7, count).unwrap_err();
        assert!(err.contains(words), "{body}: {err}");
    }
    let deep = "[".repeat(100_000);
    assert!(decode(deep.as_bytes(), 7, 1).unwrap_err().contains("no JSON"));
}

#[test]
fn words_of_nodes_move_no_cursor() {
    let words = "a\u{1b}[2J\r\n\u{9b}1A\u{202e}it's \"fine\" \\ \u{fc}";
    let body = serde_json::json!({ "id": 1, "error": { "code": 1, "message": words } });
    let answers = decode(body.to_string().as_bytes(), 1, 1).unwrap();
    let said = answers[0].clone().unwrap_err().message;
    assert!(said.starts_with(r"a\u{1b}[2J\r\n\u{9b}1A\u{202e}it's "), "{said}");
    assert!(said.ends_with("\"fine\" \\ \u{fc}"), "{said}");
    let body = serde_json::json!({ "id": 1, "error": { "message": "x".repeat(1 << 20) } });
    let answers = decode(body.to_string().as_bytes(), 1, 1).unwrap();
    assert_eq!(answers[0].clone().unwrap_err().message.len(), 300);
    let body = serde_json::json!({ "id": "\u{9b}".repeat(1 << 20), "result": 1 });
    let err = decode(body.to_string().as_bytes(), 1, 1).unwrap_err();
    assert!(err.len() < 600 && !err.contains('\u{9b}'), "{err}");
}
