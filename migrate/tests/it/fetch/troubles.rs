//! Nodes that are honest and do not answer as one would wish.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};

use super::{
    Fetch, chain,
    node::{Act, Asked, Node, edit},
};

type Trouble = fn(&Asked<'_>) -> Act;

fn often(asked: &Asked<'_>, act: Act) -> Act {
    if asked.before % 3 == 1 { act } else { Act::Honest }
}

/// A trouble, and what is said about it; one node with it is enough.
const TROUBLES: [(Trouble, &str); 14] = [
    (|asked| often(asked, Act::Drop(0)), ""),
    (|asked| often(asked, Act::Drop(40)), "connection"),
    (|asked| often(asked, Act::Drop(100_000)), ""),
    (|asked| if asked.before == 5 { Act::Hang } else { Act::Honest }, "no answer within 2 s"),
    (|asked| often(asked, Act::Reply(429, "Retry-After: 0\r\n", Vec::new())), "is busy"),
    (|asked| often(asked, Act::Reply(429, "", b"slow down".to_vec())), "is busy"),
    (|asked| often(asked, Act::Reply(503, "Retry-After: 0\r\n", Vec::new())), "is busy"),
    (|asked| often(asked, Act::Reply(502, "", b"<html>bad gateway</html>".to_vec())), "HTTP 502"),
    (|asked| often(asked, Act::Reply(200, "", b"<html>hello</html>".to_vec())), "no JSON"),
    (|asked| often(asked, Act::Reply(200, "", b"{\"id\":1,".to_vec())), "no JSON"),
    (|asked| often(asked, Act::Reply(200, "", b"null".to_vec())), "in the form"),
    (|asked| often(asked, Act::Error(-32005, "daily request rate limited")), "error -32005"),
    (|asked| often(asked, edit(wrong_id)), "which nobody asked for"),
    (|asked| often(asked, Act::Error(-32603, "internal error")), "internal error"),
];

fn wrong_id(answer: &mut Value) {
    match answer {
        Value::Array(all) => all[0]["id"] = json!(4_000_000_000_u64),
        one => one["id"] = json!(4_000_000_000_u64),
    }
}

#[test]
fn a_node_in_trouble_is_asked_again() {
    let chain = chain(40);
    for (trouble, words) in TROUBLES {
        let node = Node::start(&chain, trouble);
        let said = Fetch::new(&chain, &[&node]).succeeds(&chain);
        assert!(said.contains(words) && said.contains("Asked again in"), "{words}: {said}");
    }
}

#[test]
fn another_node_takes_over() {
    let chain = chain(200);
    let honest = Node::honest(&chain);
    let dead: [Trouble; 4] = [
        |asked| if asked.before > 6 { Act::Drop(0) } else { Act::Honest },
        |asked| if asked.before > 6 { Act::Hang } else { Act::Honest },
        |_| Act::Reply(429, "Retry-After: 500\r\n", Vec::new()),
        |asked| match asked.is("eth_getProof") {
            true => Act::Error(-32000, "distance to target block exceeds maximum proof window"),
            false => Act::Honest,
        },
    ];
    for dies in dead {
        let node = Node::start(&chain, dies);
        let said = Fetch::new(&chain, &[&node, &honest]).succeeds(&chain);
        assert!(said.contains(&node.url), "{said}");
    }
    // One that is not there at all.
    let gone = Node::honest(&chain).url.clone();
    let mut fetch = Fetch::new(&chain, &[]);
    fetch.arg(&["--rpc", &gone, "--rpc", &honest.url]);
    fetch.succeeds(&chain);
}

#[test]
fn a_node_that_dies_half_way_and_comes_back_is_waited_for() {
    let chain = chain(200);
    let dead = Arc::new(AtomicUsize::new(0));
    let count = dead.clone();
    let node = Node::start(&chain, move |asked| {
        // Three failures in a row are less than the four that are allowed.
        let is_dead = (10..13).contains(&asked.before);
        count.fetch_add(is_dead.into(), Ordering::SeqCst);
        if is_dead { Act::Drop(0) } else { Act::Honest }
    });
    let said = Fetch::new(&chain, &[&node]).succeeds(&chain);
    assert_eq!(dead.load(Ordering::SeqCst), 3, "{said}");
}

#[test]
fn when_all_are_gone_what_was_fetched_stays() {
    let chain = chain(200);
    let node = Node::start(&chain, |asked| match asked.before {
        ..15 => Act::Honest,
        15..19 => Act::Drop(0),
        _ => Act::Honest,
    });
    let fetch = Fetch::new(&chain, &[&node]);
    fetch.fails(1, &["nobody gives", &node.url, "failed 4 times in a row", "goes on with it"]);
    let before = node.requests();
    fetch.succeeds(&chain);
    let honest = Node::honest(&chain);
    Fetch::new(&chain, &[&honest]).succeeds(&chain);
    let (second, whole) = (node.requests() - before, honest.requests());
    assert!(second < whole, "{second} requests; all of them are {whole}");
}

#[test]
fn ranges_of_logs_shrink_and_grow() {
    let chain = chain(400);
    let caps: [Trouble; 4] = [
        |asked| cap(asked, 2_000, -32005, "query returned more than 10000 results"),
        |asked| cap(asked, 10_000, -32602, "exceed maximum block range: 10000"),
        |asked| cap(asked, 100_000, -32000, "query timeout exceeded"),
        |asked| match asked.is("eth_getLogs") && range(asked) > 50_000 {
            true => Act::Reply(200, "", vec![b' '; 40 << 20]),
            false => Act::Honest,
        },
    ];
    for capped in caps {
        let node = Node::start(&chain, capped);
        let mut fetch = Fetch::new(&chain, &[&node]);
        fetch.arg(&["--from-block", "4000000"]);
        fetch.succeeds(&chain);
    }
}

fn range(asked: &Asked<'_>) -> u64 {
    let filter = &asked.calls[0]["params"][0];
    let number =
        |name: &str| u64::from_str_radix(&filter[name].as_str().unwrap()[2..], 16).unwrap();
    number("toBlock") - number("fromBlock") + 1
}

fn cap(asked: &Asked<'_>, blocks: u64, code: i64, message: &'static str) -> Act {
    let is_over = asked.is("eth_getLogs") && range(asked) > blocks;
    if is_over { Act::Error(code, message) } else { Act::Honest }
}

#[test]
fn batches_shrink_where_a_node_knows_none() {
    let chain = chain(60);
    let node = Node::start(&chain, |asked| match asked.calls.len() {
        1 if asked.keys() <= 7 => Act::Honest,
        1 if asked.is("eth_getProof") => Act::Error(-32602, "too many keys"),
        1 => Act::Honest,
        _ => Act::Reply(
            200,
            "",
            br#"{"error":{"code":-32600,"message":"batch is too large"}}"#.to_vec(),
        ),
    });
    Fetch::new(&chain, &[&node]).succeeds(&chain);
}

#[test]
fn wrong_usage_is_named() {
    let chain = chain(5);
    let honest = Node::honest(&chain);
    for (url, words) in [
        ("ftp://example.org", "expected http://"),
        ("localhost:8545", "expected http://"),
        ("http://me:secret@127.0.0.1:1", "are not sent"),
        (honest.url.as_str(), "is named twice"),
    ] {
        let mut fetch = Fetch::new(&chain, &[&honest]);
        fetch.arg(&["--rpc", url]);
        fetch.fails(1, &[words]);
    }
}

#[test]
fn what_may_be_a_key_is_not_said() {
    let chain = chain(5);
    let node = Node::start(&chain, |_| Act::Drop(0));
    let mut fetch = Fetch::new(&chain, &[]);
    fetch.arg(&["--rpc", &format!("{}/v3/secret?key=hidden", node.url)]);
    let output = fetch.run();
    let said = super::both(&output);
    assert!(said.contains(&format!("{}/…", node.url)), "{said}");
    assert!(!said.contains("secret") && !said.contains("hidden"), "{said}");
}
