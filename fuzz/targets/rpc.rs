//! Any bytes as the body of an RPC request: the answer is always well-formed JSON-RPC.
#![no_main]

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use alloy_primitives::{U256, address};
use cybermiles_chain::{Chain, ChainOptions, Clock};
use cybermiles_primitives::{ChainSpec, Genesis};
use cybermiles_rpc::{Limits, Local, ServerOptions};
use cybermiles_storage::{Store, StoreOptions};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A chain of one block with a service above it, the same for all inputs.
struct Node {
    local: Local,
    runtime: Runtime,
    _folder: TempDir,
}

fn node() -> &'static Node {
    static NODE: OnceLock<Node> = OnceLock::new();
    NODE.get_or_init(|| {
        let rich = address!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        let genesis = Genesis::new(ChainSpec::dev(), [(rich, U256::from(10).pow(U256::from(24)))]);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open(folder.path(), &genesis, StoreOptions::test()).expect("a store");
        let clock: Clock = Arc::new(|| 1_700_000_000);
        let chain = Chain::open(genesis, store, ChainOptions::test(clock)).expect("a chain");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        // Short, so that slow calls and waits cost the fuzzer little.
        let limits = Limits {
            call_gas: 1_000_000,
            call_time: Duration::from_millis(200),
            sync_timeout: Duration::from_millis(20),
            sync_timeout_max: Duration::from_millis(20),
            ..Limits::default()
        };
        let options = ServerOptions { limits, ..ServerOptions::default() };
        let local = {
            let _inside = runtime.enter();
            Local::new(chain, options).expect("a service")
        };
        Node { local, runtime, _folder: folder }
    })
}

fuzz_target!(|bytes: &[u8]| {
    let node = node();
    let answer = node.runtime.block_on(node.local.answer(bytes.to_vec()));
    if answer.is_empty() {
        return;
    }
    match serde_json::from_slice(&answer).expect("an answer is JSON") {
        Value::Array(answers) => answers.iter().for_each(check),
        // The body of the answer to a notification, over HTTP.
        Value::Null => {}
        answer => check(&answer),
    }
});

/// An answer has a version, an id, and either a result or an error with code and message.
fn check(answer: &Value) {
    assert_eq!(answer["jsonrpc"], "2.0", "{answer}");
    assert!(answer.get("id").is_some(), "{answer}");
    match (answer.get("result"), answer.get("error")) {
        (Some(_), None) => {}
        (None, Some(error)) => {
            assert!(error["code"].is_i64() && error["message"].is_string(), "{answer}");
            assert_ne!(error["code"], -32603, "a request brought up an internal error: {answer}");
        }
        _ => panic!("neither result nor error, or both: {answer}"),
    }
}
