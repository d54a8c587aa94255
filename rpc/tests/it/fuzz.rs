//! Request bodies of random bytes and of broken calls: the server answers JSON and goes on.

use std::env;

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};

use crate::support::{ECHO, Node, TestChain, key, sign, transfer};

fn seed(name: &str) -> u64 {
    let seed = match env::var("RPC_FUZZ_SEED") {
        Ok(seed) => seed.parse().expect("RPC_FUZZ_SEED is a number"),
        Err(_) => 0x0043_4d54,
    };
    println!("{name}: RPC_FUZZ_SEED={seed}");
    seed
}

fn rounds(usual: usize) -> usize {
    env::var("RPC_FUZZ_ROUNDS").map_or(usual, |rounds| rounds.parse().expect("a number"))
}

/// Values that are right for some parameter and wrong for most.
fn parameter(random: &mut StdRng, depth: usize) -> Value {
    let pool = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("0x"),
        json!("0x0"),
        json!("0x00"),
        json!("0xg"),
        json!("latest"),
        json!("pending"),
        json!("earliest"),
        json!("0xffffffffffffffff"),
        json!("0x10000000000000000"),
        json!(ECHO),
        json!(key(0).address()),
        json!([]),
        json!({}),
        json!("newHeads"),
        json!(format!("0x{}", "f".repeat(64))),
        json!(format!("0x{}", "0".repeat(63))),
        json!({"to": ECHO, "data": "0x00", "gas": "0xffffffffffffffff"}),
        json!({"from": ECHO, "value": "0xffffffffffffffffffffffffffffffff"}),
        json!({"gasPrice": "0x1", "maxFeePerGas": "0x2"}),
        json!({"blockHash": "0x00"}),
        json!({"fromBlock": "0x5", "toBlock": "0x1"}),
        json!({"topics": [[], null, [null]]}),
        json!({"blockStateCalls": [{"calls": [{}], "blockOverrides": {"number": "0x0"}}]}),
        json!({ECHO.to_string(): {"state": {}, "stateDiff": {}}}),
        json!({ECHO.to_string(): {"balance": "0x0", "code": "0xef"}}),
        json!([25, 75.5]),
        json!(sign(0, transfer(0))),
        json!("\u{1F4A5}\u{0}"),
    ];
    match random.random_range(0..12) {
        0 if depth < 4 => {
            let count = random.random_range(0..4);
            json!((0..count).map(|_| parameter(random, depth + 1)).collect::<Vec<_>>())
        }
        1 if depth < 4 => json!({"to": parameter(random, depth + 1),
            "data": parameter(random, depth + 1), "gas": parameter(random, depth + 1)}),
        _ => pool.choose(random).unwrap().clone(),
    }
}

fn call(random: &mut StdRng, methods: &[&str]) -> Value {
    let method = methods.choose(random).unwrap();
    let count = random.random_range(0..5);
    let params: Vec<_> = (0..count).map(|_| parameter(random, 0)).collect();
    json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
}

fn spoil(random: &mut StdRng, body: &mut Vec<u8>) {
    for _ in 0..random.random_range(1..6) {
        let at = random.random_range(0..=body.len());
        match random.random_range(0..4) {
            0 => body.truncate(at),
            1 => body.insert(at, random.random()),
            2 if at < body.len() => body[at] = random.random(),
            _ => body.splice(at..at, *b"[{\"").for_each(drop),
        }
    }
}

/// Everything behind the socket, with many bodies.
#[tokio::test(flavor = "multi_thread")]
async fn broken_bodies_are_always_answered() {
    let mut random = StdRng::seed_from_u64(seed("broken_bodies_are_always_answered"));
    let chain = TestChain::new(cybermiles_chain::Sealing::Manual, 100_000);
    let local = chain.local();
    let methods = local.method_names();
    for round in 0..rounds(3000) {
        let mut body = match random.random_range(0..3) {
            0 => {
                let length = random.random_range(0..200);
                (0..length).map(|_| random.random()).collect()
            }
            1 => call(&mut random, &methods).to_string().into_bytes(),
            _ => {
                let count = random.random_range(0..5);
                let calls: Vec<_> = (0..count).map(|_| call(&mut random, &methods)).collect();
                json!(calls).to_string().into_bytes()
            }
        };
        if random.random_bool(0.5) {
            spoil(&mut random, &mut body);
        }
        let answer = local.answer(body.clone()).await;
        let shown = String::from_utf8_lossy(&body);
        let answer: Value = serde_json::from_slice(&answer).unwrap_or_else(|error| {
            let silent = answer.is_empty() || answer == b"null";
            assert!(silent, "round {round}: {error}: {shown}");
            Value::Null
        });
        let answers = answer.as_array().cloned().unwrap_or_else(|| vec![answer]);
        for answer in answers.iter().filter(|answer| !answer.is_null()) {
            let code = &answer["error"]["code"];
            assert!(*code != -32603, "round {round}: an internal error: {answer} to {shown}");
            let whole = answer.get("result").is_some() != answer.get("error").is_some();
            assert!(whole, "round {round}: {answer} to {shown}");
        }
    }
}

/// The socket too, with fewer.
#[tokio::test(flavor = "multi_thread")]
async fn random_bytes_on_the_port_never_kill_the_server() {
    let mut random = StdRng::seed_from_u64(seed("random_bytes_on_the_port"));
    let node = Node::start().await;
    for _ in 0..rounds(300) {
        let length = random.random_range(0..400);
        let mut bytes: Vec<u8> = (0..length).map(|_| random.random()).collect();
        let framed = random.random_bool(0.7);
        if framed {
            let kind = ["POST", "GET", "OPTIONS", "PRI"].choose(&mut random).unwrap();
            let head = format!(
                "{kind} / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                 connection: close\r\ncontent-length: {length}\r\n\r\n"
            );
            bytes.splice(0..0, head.into_bytes());
        }
        // With a head the server knows where the request ends, without one it is told.
        match framed {
            true => node.raw(&bytes).await,
            false => node.raw_once(&bytes).await,
        };
    }
    assert_eq!(node.call("eth_chainId", json!([])).await, "0x539");
}
