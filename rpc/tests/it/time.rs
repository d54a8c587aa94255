//! A development chain's clock, and blocks by hand.

use serde_json::{Value, json};

use crate::support::{Node, Setup, number};

async fn head_time(node: &Node) -> u64 {
    let block = node.call("eth_getBlockByNumber", json!(["latest"])).await;
    number(&block["timestamp"]).try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn time_goes_forward_as_told_and_never_back() {
    let node = Node::start().await;
    node.call("evm_mine", json!([])).await;
    let before = head_time(&node).await;
    // As a number and as a quantity; both forward.
    assert_eq!(node.call("evm_increaseTime", json!([1000])).await, json!(1000));
    assert_eq!(node.call("evm_increaseTime", json!(["0x3e8"])).await, json!(2000));
    node.call("evm_mine", json!([])).await;
    let after = head_time(&node).await;
    // The test's clock ticks at every look.
    assert!((before + 2000..before + 2100).contains(&after), "{before}, {after}");

    let at = after + 5_000;
    assert_eq!(node.call("evm_setNextBlockTimestamp", json!([at])).await, Value::Null);
    let pending = node.call("eth_getBlockByNumber", json!(["pending"])).await;
    assert_eq!(number(&pending["timestamp"]), u128::from(at));
    node.call("evm_mine", json!([])).await;
    assert_eq!(head_time(&node).await, at);
    node.call("evm_mine", json!([])).await;
    assert!((at..at + 100).contains(&head_time(&node).await), "it goes on from there");

    for past in [0, at - 1] {
        let error = node.error("evm_setNextBlockTimestamp", json!([past])).await;
        let said = error["message"].as_str().unwrap();
        assert!(said.starts_with(&format!("timestamp {past} is before")), "{said}");
    }
    for method in ["evm_setNextBlockTimestamp", "evm_increaseTime"] {
        let error = node.error(method, json!(["0xffffffffffffffff"])).await;
        assert!(error["message"].as_str().unwrap().contains("year 9999"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_are_made_in_every_form_tools_ask_for() {
    let node = Node::start().await;
    let height = async || number(&node.call("eth_blockNumber", json!([])).await);
    node.call("evm_mine", json!([])).await;
    node.call("evm_mine", json!([{"blocks": 3}])).await;
    assert_eq!(height().await, 4);
    node.call("evm_mine", json!([1_800_000_000])).await;
    assert_eq!(head_time(&node).await, 1_800_000_000);
    node.call("evm_mine", json!([{"timestamp": "0x6b49d300", "blocks": "0x2"}])).await;
    assert_eq!(height().await, 7);
    assert!(head_time(&node).await >= 0x6b49_d300);
    for blocks in [0, 257] {
        let error = node.error("evm_mine", json!([{"blocks": blocks}])).await;
        assert_eq!(error["code"], -32602, "{error}");
    }
    assert_eq!(height().await, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_is_none_for_development_has_no_such_methods() {
    let node = Node::with(Setup { time_control: false, ..Setup::default() }).await;
    for method in ["evm_mine", "evm_increaseTime", "evm_setNextBlockTimestamp"] {
        assert_eq!(node.error(method, json!([])).await["code"], -32601, "{method}");
    }
    let modules = node.call("rpc_modules", json!([])).await;
    assert_eq!(modules.get("evm"), None);
    let development = Node::start().await;
    assert!(development.test_chain.local().method_names().contains(&"evm_mine"));
}
