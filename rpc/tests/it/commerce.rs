//! The `cmt_` methods: what `eth_call` says, now and before, page by page.

use alloy_consensus::TxEip1559;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use alloy_sol_types::{SolCall, SolEvent};
use cybermiles_evm_precompiles::abi::{ICMT, IEscrow};
use cybermiles_primitives::native::{
    ARBITRATION, CLOSING, CMT, ESCROW, GOVERNANCE, IDENTITY, MIGRATION, STAKING,
};
use serde_json::{Value, json};

use crate::support::{Node, key, sign, transfer};

const PRICE: u64 = 1_000;
const DEPOSIT: u64 = 30;
const EXPIRY: u64 = 1_700_100_000;

/// The buyer at key 0 offers an order to the seller at key 1.
fn offer(nonce: u64) -> TxEip1559 {
    let at = |seconds: u64| (EXPIRY + seconds).try_into().unwrap();
    let terms = IEscrow::Terms {
        buyer: key(0).address(),
        seller: key(1).address(),
        price: U256::from(PRICE),
        deposit: U256::from(DEPOSIT),
        carrier: Address::repeat_byte(0xca),
        marketplace: Address::ZERO,
        feeBps: 0,
        release: IEscrow::Release::CarrierDelivery,
        expiry: at(0),
        shipBy: at(100),
        deliverBy: at(200),
        inspection: 60,
        arbitration: IEscrow::Arbitration {
            bidWindow: 3_600,
            acceptWindow: 3_600,
            rulingWindow: 7_200,
            feeOnly: true,
            court: Address::ZERO,
        },
        termsHash: B256::ZERO,
        salt: B256::with_last_byte(nonce.try_into().unwrap()),
    };
    TxEip1559 {
        to: TxKind::Call(ESCROW),
        value: U256::from(PRICE + DEPOSIT),
        gas_limit: 1_000_000,
        input: IEscrow::offerCall { terms }.abi_encode().into(),
        ..transfer(nonce)
    }
}

/// Includes as many offers, one a block; their ids.
async fn offered(node: &Node, count: u64) -> Vec<B256> {
    let mut ids = Vec::new();
    for nonce in 0..count {
        let block = node.include(&[sign(0, offer(nonce))]).await;
        assert!(block.receipts[0].success, "the offer is taken");
        ids.push(IEscrow::Offered::decode_log(&block.receipts[0].logs[0]).unwrap().id);
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_shown_as_the_contract_tells_it() {
    let node = Node::start().await;
    let id = offered(&node, 1).await[0];
    let shown = node.call("cmt_getOrder", json!([id])).await;
    let expected = json!({
        "id": id, "state": "Offered", "stateCode": "0x1",
        "buyer": key(0).address(), "seller": key(1).address(),
        "price": "0x3e8", "deposit": "0x1e", "offeredBy": "buyer",
        "dueAt": format!("{EXPIRY:#x}"), "shipBy": format!("{:#x}", EXPIRY + 100),
        "deliverBy": format!("{:#x}", EXPIRY + 200), "inspection": "0x3c",
        "release": "CarrierDelivery", "releaseCode": "0x1",
        "carrier": Address::repeat_byte(0xca), "marketplace": null, "feeBps": "0x0",
        "arbitration": {
            "bidWindow": "0xe10", "acceptWindow": "0xe10", "rulingWindow": "0x1c20",
            "feeOnly": true, "court": null,
        },
        "trackingHash": null, "caseId": null, "buyerProposal": null, "sellerProposal": null,
    });
    let lower = |value: &Value| value.to_string().to_lowercase();
    assert_eq!(lower(&shown), lower(&expected));

    let data = Bytes::from(IEscrow::orderCall { id }.abi_encode());
    let raw = node.call("eth_call", json!([{"to": ESCROW, "data": data}])).await;
    let raw: Bytes = serde_json::from_value(raw).unwrap();
    let order = IEscrow::orderCall::abi_decode_returns(&raw).unwrap();
    assert_eq!(shown["price"], json!(order.price));
    assert_eq!(shown["stateCode"], json!(U256::from(order.state as u8)));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_of_any_block_and_null_where_there_is_none() {
    let node = Node::start().await;
    let id = offered(&node, 1).await[0];
    node.call("evm_setNextBlockTimestamp", json!([EXPIRY])).await;
    node.call("evm_mine", json!([])).await;
    let state =
        async |block: Value| node.call("cmt_getOrder", json!([id, block])).await["state"].clone();
    assert_eq!(state(json!("0x0")).await, Value::Null);
    assert_eq!(state(json!("0x1")).await, "Offered");
    assert_eq!(state(json!("latest")).await, "Expired");
    assert_eq!(state(json!("pending")).await, "Expired");
    let supply = async |block: &str| node.call("cmt_supply", json!([block])).await;
    assert_eq!(supply("0x1").await["inEscrow"], json!(U256::from(PRICE + DEPOSIT)));
    assert_eq!(supply("latest").await["inEscrow"], "0x0");
    let nobody = json!([B256::repeat_byte(9)]);
    assert_eq!(node.call("cmt_getOrder", nobody.clone()).await, Value::Null);
    assert_eq!(node.call("cmt_getDispute", nobody).await, Value::Null);
    assert_eq!(node.call("cmt_getDispute", json!([id])).await, Value::Null, "never disputed");
    let error = node.error("cmt_getOrder", json!([id, "0x99"])).await;
    assert!(error["message"].as_str().unwrap().starts_with("header not found"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_the_latest_first() {
    let node = Node::start().await;
    let ids = offered(&node, 3).await;
    let page = async |cursor: &Value| {
        node.call("cmt_getOrdersOf", json!([key(1).address(), cursor, "0x2"])).await
    };
    let first = page(&json!(null)).await;
    let of = |page: &Value| -> Vec<Value> {
        page["items"].as_array().unwrap().iter().map(|order| order["id"].clone()).collect()
    };
    assert_eq!(of(&first), [json!(ids[2]), json!(ids[1])]);
    let second = page(&first["next"]).await;
    assert_eq!((of(&second), &second["next"]), (vec![json!(ids[0])], &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_question_is_named() {
    let node = Node::start().await;
    let me = key(0).address();
    for (method, params, words) in [
        ("cmt_getOrder", json!([]), "missing value for required argument 0 (`order id`)"),
        ("cmt_getOrder", json!(["0x1"]), "invalid argument 0 (`order id`)"),
        ("cmt_getOrdersOf", json!([me, "0x0", "0x65"]), "expected 1 to 100"),
        ("cmt_getArbiters", json!(["0x0", "0x0"]), "expected 1 to 100"),
        ("cmt_proposals", json!(["0x0", "0x0"]), "expected 1 to 100"),
        ("cmt_getGrants", json!([me, "taken"]), "expected `given` or `received`"),
        ("cmt_getDispute", json!([true]), "expected a case number"),
        ("cmt_supply", json!(["latest", 1]), "too many arguments"),
    ] {
        let error = node.error(method, params).await;
        assert_eq!(error["code"], -32602, "{method}: {error}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(words), "{method}: {message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_native_contracts_are_named_with_their_interfaces() {
    let node = Node::start().await;
    let natives = node.call("cmt_precompiles", json!([])).await;
    let natives = natives.as_array().unwrap();
    let found: Vec<_> =
        natives.iter().map(|one| (one["name"].clone(), one["address"].clone())).collect();
    let expected = [
        ("CMT", CMT),
        ("Escrow", ESCROW),
        ("Arbitration", ARBITRATION),
        ("Identity", IDENTITY),
        ("Staking", STAKING),
        ("Governance", GOVERNANCE),
        ("Migration", MIGRATION),
        ("Closing", CLOSING),
    ];
    assert_eq!(found, expected.map(|(name, address)| (json!(name), json!(address))));
    for native in natives {
        let id = native["interfaceId"].as_str().unwrap();
        assert_eq!(id.len(), 10, "{id}");
        let abi = native["abi"].as_array().unwrap();
        assert!(abi.iter().any(|entry| entry["name"] == "UnknownSelector"), "{}", native["name"]);
    }
    let data = Bytes::from(ICMT::totalSupplyCall {}.abi_encode());
    let total = node.call("eth_call", json!([{"to": CMT, "data": data}])).await;
    let total: B256 = serde_json::from_value(total).unwrap();
    let supply = node.call("cmt_supply", json!([])).await;
    assert_eq!(supply["total"], json!(U256::from_be_bytes(total.0)));
}
