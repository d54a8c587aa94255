//! What transactions did, as clients ask for it.

use serde_json::json;

use crate::support::{ENDLESS, Node, REFUSES, STORES, TALKS, invoke, key, sign, transfer};

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_told_as_geth_tells_them() {
    let node = Node::start().await;
    let block = node
        .include(&[
            sign(0, transfer(0)),
            sign(0, invoke(1, TALKS, 2, 100_000)),
            sign(0, invoke(2, REFUSES, 0, 100_000)),
        ])
        .await;
    let options = json!({"tracer": "callTracer", "tracerConfig": {"withLog": true}});
    let traces = node.call("debug_traceBlockByNumber", json!(["0x1", options])).await;
    let by_hash = node.call("debug_traceBlockByHash", json!([block.hash, options])).await;
    assert_eq!(traces, by_hash);
    for (index, transaction) in block.transactions.iter().enumerate() {
        let receipt = node.call("eth_getTransactionReceipt", json!([transaction.hash])).await;
        let frame = &traces[index]["result"];
        assert_eq!(traces[index]["txHash"], json!(transaction.hash));
        assert_eq!(frame["gasUsed"], receipt["gasUsed"]);
        assert_eq!(frame["from"], json!(key(0).address()));
        let alone = node.call("debug_traceTransaction", json!([transaction.hash, options])).await;
        assert_eq!(alone, *frame);
    }
    assert_eq!(traces[1]["result"]["logs"].as_array().unwrap().len(), 2);
    let refused = &traces[2]["result"];
    assert_eq!(
        (&refused["error"], &refused["revertReason"]),
        (&json!("execution reverted"), &json!("nope"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_show_stack_and_storage_unless_told_not_to() {
    let node = Node::start().await;
    let request = json!({"to": STORES});
    let all = node.call("debug_traceCall", json!([request, "latest", {}])).await;
    let steps = all["structLogs"].as_array().unwrap();
    let opcodes: Vec<_> = steps.iter().map(|step| step["op"].as_str().unwrap()).collect();
    assert_eq!(opcodes, ["PUSH0", "SLOAD", "PUSH0", "MSTORE", "PUSH1", "PUSH0", "RETURN"]);
    assert_eq!(steps[2]["stack"], json!(["0x7"]));
    assert!(steps.iter().any(|step| !step["storage"].is_null()));
    let options = json!({"disableStack": true, "disableStorage": true, "limit": 3});
    let few = node.call("debug_traceCall", json!([request, "latest", options])).await;
    let steps = few["structLogs"].as_array().unwrap();
    assert_eq!(steps.len(), 3);
    assert!(steps.iter().all(|step| step["stack"].is_null() && step["storage"].is_null()));
    // The state can be another one, as for eth_call.
    let slot = format!("{:#066x}", 0);
    let overrides = json!({"stateOverrides": {STORES.to_string(): {"stateDiff": {&slot: format!("{:#066x}", 9)}}}});
    let other = node.call("debug_traceCall", json!([request, "latest", overrides])).await;
    assert_eq!(other["structLogs"][2]["stack"], json!(["0x9"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_without_end_is_cut_off() {
    let node = Node::start().await;
    let error = node.error("debug_traceCall", json!([{"to": ENDLESS}, "latest", {}])).await;
    assert_eq!(error["code"], -32005);
    assert!(error["message"].as_str().unwrap().starts_with("trace aborted"), "{error}");
    // Call by call there is little to tell: it runs until its gas is gone.
    let options = json!({"tracer": "callTracer"});
    let request = json!({"to": ENDLESS, "gas": "0xf4240"});
    let frame = node.call("debug_traceCall", json!([request, "latest", options])).await;
    assert_eq!(frame["error"], "out of gas");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_traced_is_said() {
    let node = Node::start().await;
    let nothing = json!([alloy_primitives::B256::repeat_byte(9)]);
    let error = node.error("debug_traceTransaction", nothing.clone()).await;
    assert_eq!(error["message"], "transaction not found");
    assert_eq!(node.error("debug_traceBlockByHash", nothing).await["message"], "header not found");
    let error = node.error("debug_traceBlockByNumber", json!(["0x0"])).await;
    assert_eq!(error["message"], "genesis is not traceable");
    let tracer = json!([{"to": STORES}, "latest", {"tracer": "muxTracer"}]);
    let error = node.error("debug_traceCall", tracer).await;
    assert!(error["message"].as_str().unwrap().starts_with("tracer not supported"), "{error}");
    let index = json!([{"to": STORES}, "latest", {"txIndex": "0x0"}]);
    assert_eq!(node.error("debug_traceCall", index).await["code"], -32602);
}
