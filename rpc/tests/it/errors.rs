//! Codes and words that libraries match on.

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope, TxLegacy};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, Bytes, Signature, TxKind, U256};
use alloy_signer::SignerSync;
use serde_json::{Value, json};

use crate::support::{
    ECHO, ENDLESS, Node, REFUSES, REFUSES_SILENTLY, Setup, key, nope, sign, transfer,
};

#[tokio::test(flavor = "multi_thread")]
async fn reverts_have_code_3_a_reason_and_data() {
    let node = Node::start().await;
    for method in ["eth_call", "eth_estimateGas"] {
        let error = node.error(method, json!([{"to": REFUSES}])).await;
        let expected =
            json!({"code": 3, "message": "execution reverted: nope", "data": Bytes::from(nope())});
        assert_eq!(error, expected, "{method}");
        let error = node.error(method, json!([{"to": REFUSES_SILENTLY}])).await;
        let expected = json!({"code": 3, "message": "execution reverted", "data": "0x"});
        assert_eq!(error, expected, "{method}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_are_refused_in_geths_words() {
    let node = Node::start().await;
    let price = |fee| TxEip1559 { max_fee_per_gas: fee, ..transfer(5) };
    node.include(&[sign(0, transfer(0))]).await;
    let waiting = sign(0, transfer(5));
    node.call("eth_sendRawTransaction", json!([waiting])).await;
    let poor = TxEip1559 { value: U256::from(10).pow(U256::from(30)), ..transfer(1) };
    let floor = TxEip1559 {
        to: TxKind::Call(ECHO),
        input: vec![1; 1000].into(),
        gas_limit: 21_000 + 16_000 + 100,
        ..transfer(1)
    };
    let wrong_chain = TxEip1559 { chain_id: 1, ..transfer(1) };
    let too_much = TxEip1559 { gas_limit: 1_000_000_001, ..transfer(1) };
    let tip = TxEip1559 { max_priority_fee_per_gas: 11_000_000_000, ..transfer(1) };
    let cheap = TxEip1559 { max_fee_per_gas: 1, max_priority_fee_per_gas: 1, ..transfer(1) };
    let cases: Vec<(Bytes, &str)> = vec![
        (sign(0, transfer(0)), "nonce too low"),
        (waiting, "already known"),
        (sign(0, price(10_500_000_000)), "replacement transaction underpriced"),
        (sign(0, poor), "insufficient funds for gas * price + value"),
        (sign(0, TxEip1559 { gas_limit: 20_999, ..transfer(1) }), "intrinsic gas too low"),
        (sign(0, floor), "insufficient gas for floor data gas cost"),
        (sign(0, wrong_chain), "invalid chain id for signer"),
        (sign(0, too_much), "exceeds block gas limit"),
        (sign(0, tip), "max priority fee per gas higher than max fee per gas"),
        (sign(0, cheap), "max fee per gas less than block base fee"),
        (high_s(), "s is in the upper half"),
        (vec![0x03, 0xc0].into(), "blob transactions (type 0x03, EIP-4844) are refused"),
        (vec![0x7a, 0xc0].into(), "transaction type not supported"),
        (Bytes::new(), "empty transaction data"),
        (vec![0xf8, 0xff].into(), "cannot decode transaction"),
        (vec![0; 200_000].into(), "oversized data"),
    ];
    for (raw, words) in cases {
        let error = node.error("eth_sendRawTransaction", json!([raw])).await;
        assert_eq!(error["code"], -32000, "{error}");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}, not `{words}`");
        // The synchronous way refuses the same.
        let error = node.error("eth_sendRawTransactionSync", json!([raw])).await;
        assert!(error["message"].as_str().unwrap().contains(words), "{error}, not `{words}`");
    }
}

/// The other signature of the same transaction, refused since EIP-2.
fn high_s() -> Bytes {
    let transaction = transfer(1);
    let signature = key(0).sign_hash_sync(&transaction.signature_hash()).unwrap();
    let order = U256::from_str_radix(
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        16,
    );
    let high = Signature::new(signature.r(), order.unwrap() - signature.s(), !signature.v());
    TxEnvelope::from(transaction.into_signed(high)).encoded_2718().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_methods_have_code_32601_and_are_named() {
    let node = Node::start().await;
    for method in ["eth_nope", "", "evm_revert", "admin_peers"] {
        let error = node.error(method, json!([])).await;
        assert_eq!(error["code"], -32601);
        assert_eq!(
            error["message"],
            format!("the method {method} does not exist/is not available")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_json_have_code_32700() {
    let node = Node::start().await;
    for body in ["{", "[", "nonsense", "{\"jsonrpc\":\"2.0\",\"id\":1,", "[1,", "\u{0}"] {
        let reply = node.post(body).await;
        assert_eq!(reply.json()["error"]["code"], -32700, "{body}: {reply:?}");
    }
    for body in ["{}", r#"{"id":1,"method":"eth_chainId"}"#, r#"{"jsonrpc":"1.0","id":1}"#] {
        let code = node.post(body).await.json()["error"]["code"].clone();
        assert!(code == -32600 || code == -32700, "{body}: {code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_parameters_have_code_32602_and_are_named() {
    let node = Node::start().await;
    let cases = [
        ("eth_getBalance", json!([]), "missing value for required argument 0 (`address`)"),
        ("eth_getBalance", json!(["0x12"]), "argument 0 (`address`)"),
        ("eth_getBalance", json!([Address::ZERO, "newest"]), "argument 1 (`block`)"),
        ("eth_getBalance", json!([Address::ZERO, "latest", 1]), "too many arguments"),
        ("eth_getBalance", json!({"address": "0x"}), "must be an array"),
        ("eth_getStorageAt", json!([Address::ZERO, {}]), "argument 1 (`storage slot`)"),
        ("eth_call", json!([{"to": "me"}]), "argument 0 (`transaction`)"),
        ("eth_call", json!([{"gas": "many"}]), "argument 0 (`transaction`)"),
        ("eth_call", json!([{}, "latest", []]), "argument 2 (`state overrides`)"),
        ("eth_getLogs", json!([{"address": 5}]), "argument 0 (`filter`)"),
        ("eth_getLogs", json!([{"fromBlock": "0x1", "toBlock": "0x0"}]), "invalid block range"),
        ("eth_getBlockByNumber", json!(["latest", "yes"]), "argument 1 (`full transactions`)"),
        ("eth_getBlockByHash", json!(["latest"]), "argument 0 (`block hash`)"),
        ("eth_feeHistory", json!([{}, "latest"]), "argument 0 (`block count`)"),
        ("eth_feeHistory", json!([1, "latest", [101]]), "invalid reward percentile"),
        ("eth_sendRawTransaction", json!(["0xzz"]), "argument 0 (`transaction`)"),
        ("eth_sendRawTransaction", json!([]), "argument 0 (`transaction`)"),
        ("eth_getStorageValues", json!([{}]), "at least one slot"),
        ("web3_sha3", json!([7]), "argument 0 (`data`)"),
    ];
    for (method, params, words) in cases {
        let error = node.error(method, params.clone()).await;
        assert_eq!(error["code"], -32602, "{method}{params}: {error}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(words), "{method}{params}: {message}, not `{words}`");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_cannot_be_are_refused_in_geths_words() {
    let node = Node::start().await;
    let me = key(0).address();
    let cases = [
        (json!({"from": Address::repeat_byte(9), "to": me, "value": "0x1"}), "insufficient funds"),
        (json!({"from": me, "to": ENDLESS, "gas": "0x186a0"}), "out of gas"),
        (json!({"from": me, "to": me, "gas": "0x1"}), "intrinsic gas too low"),
    ];
    for (call, words) in cases {
        let error = node.error("eth_call", json!([call])).await;
        assert_eq!(error["code"], -32000, "{error}");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}, not `{words}`");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_that_need_a_key_say_what_to_do() {
    let node = Node::start().await;
    let error = node.error("eth_sendTransaction", json!([{}])).await;
    assert_eq!(error["code"], -32004);
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("wallet") && message.contains("eth_sendRawTransaction"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_synchronous_submission_that_is_too_slow_has_code_4_and_the_hash() {
    let node = Node::start().await;
    let raw = sign(0, transfer(0));
    let error = node.error("eth_sendRawTransactionSync", json!([raw, 1])).await;
    assert_eq!(error["code"], 4);
    assert_eq!(error["data"], json!(crate::support::hash(&raw)));
    assert!(error["message"].as_str().unwrap().contains("1 ms"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_synchronous_submission_answers_with_the_receipt() {
    let sealing = cybermiles_chain::Sealing::Instant;
    let node = Node::with(Setup { sealing, ..Default::default() }).await;
    let raw = sign(0, transfer(0));
    let receipt = node.call("eth_sendRawTransactionSync", json!([raw, 30_000])).await;
    assert_eq!(receipt["transactionHash"], json!(crate::support::hash(&raw)));
    assert_eq!(receipt["status"], "0x1");
    let again = node.call("eth_getTransactionReceipt", json!([receipt["transactionHash"]])).await;
    assert_eq!(again, receipt);
}

#[tokio::test(flavor = "multi_thread")]
async fn legacy_transactions_for_another_chain_are_refused() {
    let node = Node::start().await;
    let legacy = TxLegacy {
        chain_id: Some(1),
        gas_price: 10_000_000_000,
        gas_limit: 21_000,
        to: TxKind::Call(Address::ZERO),
        ..Default::default()
    };
    let error = node.error("eth_sendRawTransaction", json!([sign(0, legacy)])).await;
    assert_eq!(error["message"], "invalid chain id for signer: have 1 want 1337");
    assert_eq!(error.get("data"), None::<&Value>);
}
