//! Every method of the table, called at least once, its answer's shape checked.

use std::collections::BTreeMap;

use alloy_primitives::Address;
use serde_json::{Value, json};

use crate::support::{ECHO, Node, STORES, TALKS, hash, invoke, key, number, sign, transfer};

/// What an answer must look like.
enum Shape {
    /// A hex quantity without leading zeros.
    Quantity,
    /// Bytes in hex.
    Data,
    /// 32 bytes in hex.
    Hash,
    /// Exactly this.
    Is(Value),
    /// An array of this many elements.
    List(usize),
    /// An object with at least these members.
    Object(&'static [&'static str]),
    /// A text.
    Text,
    /// A JSON number.
    Number,
    /// An error with this code.
    Error(i64),
}
use Shape::{Data, Error, Hash, Is, List, Number, Object, Quantity, Text};

impl Shape {
    fn check(&self, method: &str, reply: &Value) {
        let result = &reply["result"];
        let fits = match self {
            Quantity => {
                number(result);
                true
            }
            Data => result.as_str().is_some_and(|text| {
                text.len() % 2 == 0
                    && text
                        .strip_prefix("0x")
                        .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            }),
            Hash => result.as_str().is_some_and(|text| text.len() == 66),
            Is(value) => reply.get("result") == Some(value),
            List(count) => result.as_array().is_some_and(|list| list.len() == *count),
            Object(members) => {
                let missing: Vec<_> =
                    members.iter().filter(|member| result.get(**member).is_none()).collect();
                assert!(missing.is_empty(), "{method} lacks {missing:?}: {reply}");
                true
            }
            Text => result.is_string(),
            Number => result.is_number(),
            Error(code) => reply["error"]["code"] == *code,
        };
        assert!(fits, "{method} answered {reply}");
    }
}

const IDENTITY: &[&str] = &[
    "identity",
    "controller",
    "recovery",
    "provider",
    "wallets",
    "records",
    "attestations",
    "next",
];

const BLOCK: &[&str] = &[
    "hash",
    "parentHash",
    "sha3Uncles",
    "miner",
    "stateRoot",
    "transactionsRoot",
    "receiptsRoot",
    "logsBloom",
    "difficulty",
    "number",
    "gasLimit",
    "gasUsed",
    "timestamp",
    "extraData",
    "mixHash",
    "nonce",
    "baseFeePerGas",
    "withdrawalsRoot",
    "blobGasUsed",
    "excessBlobGas",
    "parentBeaconBlockRoot",
    "size",
    "uncles",
    "transactions",
    "withdrawals",
];
const HEADER: &[&str] = &["hash", "parentHash", "number", "stateRoot", "baseFeePerGas", "size"];
const TRANSACTION: &[&str] = &[
    "hash",
    "nonce",
    "blockHash",
    "blockNumber",
    "transactionIndex",
    "from",
    "to",
    "value",
    "gas",
    "gasPrice",
    "maxFeePerGas",
    "maxPriorityFeePerGas",
    "input",
    "type",
    "accessList",
    "chainId",
    "v",
    "r",
    "s",
    "yParity",
];
const RECEIPT: &[&str] = &[
    "transactionHash",
    "transactionIndex",
    "blockHash",
    "blockNumber",
    "from",
    "to",
    "cumulativeGasUsed",
    "gasUsed",
    "contractAddress",
    "logs",
    "logsBloom",
    "status",
    "type",
    "effectiveGasPrice",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_method_answers_in_its_shape() {
    let node = Node::start().await;
    let me = key(0).address();
    let raw = sign(0, transfer(0));
    let block = node.include(&[raw.clone(), sign(0, invoke(1, TALKS, 2, 100_000))]).await;
    let (tx, at) = (json!(hash(&raw)), json!(block.hash));
    let echo = json!({"to": ECHO, "input": "0x1234"});
    let pay = json!({"from": me, "to": Address::repeat_byte(1), "value": "0x1"});
    let filter = node.call("eth_newFilter", json!([{}])).await;
    let filter_changes = node.call("eth_newBlockFilter", json!([])).await;
    let waiting = sign(1, transfer(0));

    let table: Vec<(&str, Value, Shape)> = vec![
        ("eth_chainId", json!([]), Is(json!("0x539"))),
        ("eth_blockNumber", json!([]), Is(json!("0x1"))),
        ("eth_syncing", json!([]), Is(json!(false))),
        ("eth_accounts", json!([]), Is(json!([]))),
        ("eth_coinbase", json!([]), Data),
        ("eth_mining", json!([]), Is(json!(false))),
        ("eth_hashrate", json!([]), Is(json!("0x0"))),
        ("eth_config", json!([]), Object(&["current", "next", "last"])),
        ("eth_capabilities", json!([]), Object(&["head", "state", "tx", "logs", "stateproofs"])),
        ("eth_gasPrice", json!([]), Quantity),
        ("eth_maxPriorityFeePerGas", json!([]), Quantity),
        ("eth_baseFee", json!([]), Quantity),
        ("eth_blobBaseFee", json!([]), Is(json!("0x1"))),
        ("eth_feeHistory", json!(["0x2", "latest", [50.0]]), Object(&["oldestBlock", "reward"])),
        ("eth_getBalance", json!([me, "latest"]), Quantity),
        ("eth_getTransactionCount", json!([me, "latest"]), Is(json!("0x2"))),
        ("eth_getCode", json!([ECHO, "latest"]), Is(json!("0x365f5f37365ff3"))),
        ("eth_getStorageAt", json!([STORES, "0x0", "latest"]), Is(word(7))),
        (
            "eth_getStorageValues",
            json!([{STORES.to_string(): ["0x0", "0x1"]}, "latest"]),
            Object(&["0x0000000000000000000000000000000000005707"]),
        ),
        ("eth_getAccountInfo", json!([ECHO, "latest"]), Object(&["balance", "nonce", "code"])),
        (
            "eth_getAccount",
            json!([STORES, "latest"]),
            Object(&["balance", "nonce", "codeHash", "storageRoot"]),
        ),
        (
            "eth_getProof",
            json!([STORES, ["0x0"], "latest"]),
            Object(&["accountProof", "storageProof", "storageHash", "codeHash"]),
        ),
        ("eth_call", json!([echo, "latest"]), Is(json!("0x1234"))),
        ("eth_estimateGas", json!([pay]), Is(json!("0x5208"))),
        ("eth_createAccessList", json!([echo]), Object(&["accessList", "gasUsed"])),
        ("eth_simulateV1", json!([{"blockStateCalls": [{"calls": [echo]}]}, "latest"]), List(1)),
        ("eth_fillTransaction", json!([pay]), Object(&["raw", "tx"])),
        ("eth_sendRawTransaction", json!([waiting]), Is(json!(hash(&waiting)))),
        ("eth_sendRawTransactionSync", json!([sign(1, transfer(1)), 1]), Error(4)),
        ("eth_getTransactionByHash", json!([tx]), Object(TRANSACTION)),
        ("eth_getTransactionByBlockHashAndIndex", json!([at, "0x0"]), Object(TRANSACTION)),
        ("eth_getTransactionByBlockNumberAndIndex", json!(["0x1", "0x0"]), Object(TRANSACTION)),
        ("eth_getRawTransactionByHash", json!([tx]), Is(json!(raw))),
        ("eth_getRawTransactionByBlockHashAndIndex", json!([at, "0x0"]), Is(json!(raw))),
        ("eth_getRawTransactionByBlockNumberAndIndex", json!(["0x1", "0x0"]), Is(json!(raw))),
        ("eth_getTransactionReceipt", json!([tx]), Object(RECEIPT)),
        ("eth_getBlockReceipts", json!(["latest"]), List(2)),
        ("eth_getBlockByNumber", json!(["latest", true]), Object(BLOCK)),
        ("eth_getBlockByHash", json!([at, false]), Object(BLOCK)),
        ("eth_getHeaderByNumber", json!(["latest"]), Object(HEADER)),
        ("eth_getHeaderByHash", json!([at]), Object(HEADER)),
        ("eth_getBlockTransactionCountByNumber", json!(["0x1"]), Is(json!("0x2"))),
        ("eth_getBlockTransactionCountByHash", json!([at]), Is(json!("0x2"))),
        ("eth_getUncleCountByBlockNumber", json!(["0x1"]), Is(json!("0x0"))),
        ("eth_getUncleCountByBlockHash", json!([at]), Is(json!("0x0"))),
        ("eth_getUncleByBlockNumberAndIndex", json!(["0x1", "0x0"]), Is(Value::Null)),
        ("eth_getUncleByBlockHashAndIndex", json!([at, "0x0"]), Is(Value::Null)),
        ("eth_getLogs", json!([{"fromBlock": "0x0", "address": TALKS}]), List(2)),
        ("eth_newFilter", json!([{"address": TALKS}]), Text),
        ("eth_newBlockFilter", json!([]), Text),
        ("eth_newPendingTransactionFilter", json!([]), Text),
        ("eth_getFilterChanges", json!([filter_changes]), List(0)),
        ("eth_getFilterLogs", json!([filter]), List(2)),
        ("eth_uninstallFilter", json!([filter]), Is(json!(true))),
        // Over HTTP nothing can be pushed; over a WebSocket see `subscriptions`.
        ("eth_subscribe", json!(["newHeads"]), Error(-32601)),
        ("eth_unsubscribe", json!(["0x1"]), Error(-32601)),
        ("cmt_getOrder", json!([at]), Is(Value::Null)),
        ("cmt_getOrdersOf", json!([me]), Is(json!({"items": [], "next": null}))),
        ("cmt_getDispute", json!(["0x1"]), Is(Value::Null)),
        ("cmt_getArbiters", json!([]), Is(json!({"items": [], "total": "0x0", "next": null}))),
        ("cmt_getIdentity", json!([me]), Object(IDENTITY)),
        ("cmt_getGrants", json!([me]), Is(json!({"items": [], "next": null}))),
        ("cmt_proposals", json!([]), Is(json!({"items": [], "total": "0x0", "next": null}))),
        ("cmt_supply", json!([]), Object(&["total", "burned", "inEscrow", "inArbitration"])),
        ("cmt_precompiles", json!([]), List(8)),
        ("cmt_status", json!([]), Object(&["role", "headNumber", "problems", "poolPending"])),
        // A development chain has no validators: who asks for them is told so.
        ("cmt_getCertifiedBlocks", json!(["0x1"]), Error(-32000)),
        ("cmt_getHeaders", json!([alloy_primitives::B256::ZERO]), Error(-32000)),
        ("cmt_getSnapshot", json!([]), Error(-32000)),
        ("cmt_getSnapshotPart", json!(["0x1"]), Error(-32000)),
        ("cmt_getSnapshotCodes", json!([[]]), Error(-32000)),
        ("cmt_getSnapshotBlock", json!(["0x1"]), Error(-32000)),
        ("cmt_validators", json!([]), Error(-32000)),
        ("cmt_epoch", json!([]), Error(-32000)),
        ("cmt_subscribe", json!(["certifiedBlocks"]), Error(-32601)),
        ("cmt_unsubscribe", json!(["0x1"]), Error(-32601)),
        ("debug_getRawBlock", json!(["latest"]), Data),
        ("debug_getRawHeader", json!(["latest"]), Data),
        ("debug_getRawReceipts", json!(["latest"]), List(2)),
        ("debug_getRawTransaction", json!([tx]), Is(json!(raw))),
        ("debug_traceTransaction", json!([tx]), Object(&["failed", "gas", "structLogs"])),
        ("debug_traceBlockByNumber", json!(["0x1", {"tracer": "callTracer"}]), List(2)),
        ("debug_traceBlockByHash", json!([at, {"tracer": "callTracer"}]), List(2)),
        (
            "debug_traceCall",
            json!([echo, "latest", {"tracer": "callTracer"}]),
            Object(&["from", "to", "gasUsed", "input", "output"]),
        ),
        ("net_version", json!([]), Is(json!("1337"))),
        ("net_listening", json!([]), Is(json!(true))),
        ("net_peerCount", json!([]), Is(json!("0x0"))),
        ("web3_clientVersion", json!([]), Text),
        ("web3_sha3", json!(["0x"]), Hash),
        ("rpc_modules", json!([]), Object(&["cmt", "eth", "net", "web3", "txpool", "rpc"])),
        ("txpool_status", json!([]), Is(json!({"pending": "0x2", "queued": "0x0"}))),
        ("txpool_content", json!([]), Object(&["pending", "queued"])),
        ("txpool_inspect", json!([]), Object(&["pending", "queued"])),
        ("txpool_contentFrom", json!([key(1).address()]), Object(&["pending", "queued"])),
        ("eth_sign", json!([me, "0x"]), Error(-32004)),
        ("eth_signTransaction", json!([pay]), Error(-32004)),
        ("eth_sendTransaction", json!([pay]), Error(-32004)),
        ("eth_signTypedData", json!([]), Error(-32004)),
        ("eth_signTypedData_v4", json!([]), Error(-32004)),
        ("personal_ecRecover", json!([]), Error(-32004)),
        ("personal_importRawKey", json!([]), Error(-32004)),
        ("personal_listAccounts", json!([]), Error(-32004)),
        ("personal_newAccount", json!([]), Error(-32004)),
        ("personal_sendTransaction", json!([]), Error(-32004)),
        ("personal_sign", json!([]), Error(-32004)),
        ("personal_unlockAccount", json!([]), Error(-32004)),
        ("evm_increaseTime", json!(["0x5"]), Number),
        ("evm_setNextBlockTimestamp", json!([1_900_000_000]), Is(Value::Null)),
        ("evm_mine", json!([]), Is(json!("0x0"))),
    ];

    for (method, params, shape) in &table {
        shape.check(method, &node.ask(method, params.clone()).await);
    }
    let mut seen: Vec<_> = table.iter().map(|(method, ..)| *method).collect();
    seen.sort_unstable();
    assert_eq!(seen, node.test_chain.local().method_names(), "a method without a test");
}

fn word(value: u8) -> Value {
    json!(format!("{value:#066x}"))
}

/// The block's parts as tools hash them: whoever checks them must get the header's roots.
#[tokio::test(flavor = "multi_thread")]
async fn raw_blocks_hash_to_what_the_header_says() {
    let node = Node::start().await;
    let legacy = alloy_consensus::TxLegacy {
        nonce: 1,
        gas_price: 10_000_000_000,
        gas_limit: 21_000,
        to: alloy_primitives::TxKind::Call(Address::ZERO),
        chain_id: Some(1337),
        ..Default::default()
    };
    let block = node.include(&[sign(0, transfer(0)), sign(0, legacy)]).await;
    let raw: alloy_primitives::Bytes =
        serde_json::from_value(node.call("debug_getRawBlock", json!(["0x1"])).await).unwrap();
    let decoded: alloy_consensus::Block<alloy_consensus::TxEnvelope> =
        alloy_rlp::Decodable::decode(&mut raw.as_ref()).unwrap();
    assert_eq!(decoded.header.hash_slow(), block.hash);
    assert_eq!(decoded.body.transactions.len(), 2);
    let shown = node.call("eth_getBlockByNumber", json!(["0x1"])).await;
    assert_eq!(number(&shown["size"]), raw.len() as u128);
    let raw_header: alloy_primitives::Bytes =
        serde_json::from_value(node.call("debug_getRawHeader", json!([block.hash])).await).unwrap();
    assert_eq!(alloy_primitives::keccak256(raw_header), block.hash);
}

/// Blocks that are not there: null for the block, an error in geth's words for its state.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there() {
    let node = Node::start().await;
    let nothing = json!(alloy_primitives::B256::repeat_byte(9));
    let nulls: BTreeMap<&str, Value> = [
        ("eth_getBlockByNumber", json!(["0x99"])),
        ("eth_getBlockByHash", json!([nothing])),
        ("eth_getHeaderByHash", json!([nothing])),
        ("eth_getBlockReceipts", json!(["0x99"])),
        ("eth_getBlockTransactionCountByHash", json!([nothing])),
        ("eth_getUncleCountByBlockNumber", json!(["0x99"])),
        ("eth_getTransactionByHash", json!([nothing])),
        ("eth_getTransactionReceipt", json!([nothing])),
        ("eth_getTransactionByBlockNumberAndIndex", json!(["latest", "0x5"])),
        ("eth_getRawTransactionByHash", json!([nothing])),
        ("eth_getAccount", json!([Address::repeat_byte(0x77), "latest"])),
    ]
    .into();
    for (method, params) in nulls {
        assert_eq!(node.call(method, params).await, Value::Null, "{method}");
    }
    for block in [json!("0x99"), json!({"blockHash": nothing}), json!({"blockNumber": "0x99"})] {
        let error = node.error("eth_getBalance", json!([Address::ZERO, block])).await;
        assert_eq!(error["code"], -32000);
        assert!(error["message"].as_str().unwrap().starts_with("header not found"), "{error}");
    }
}
