//! What a node hands out to those who follow it.

use alloy_primitives::{B256, Bytes, U64};
use alloy_rlp::Decodable;
use cybermiles_primitives::ProposedBlock;
use cybermiles_rpc::{Role, Standing, StandingSource};
use jsonrpsee::{
    core::client::{ClientT, Subscription, SubscriptionClientT},
    rpc_params,
    ws_client::{WsClient, WsClientBuilder},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::network::{EPOCH_BLOCKS, Node, genesis, votes};

#[derive(Debug, Deserialize)]
struct Sent {
    number: U64,
    rlp: Bytes,
}

async fn client(node: &Node) -> (crate::network::Served, WsClient) {
    let served = node.serve().await;
    let client = WsClientBuilder::new().build(served.ws()).await.unwrap();
    (served, client)
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_come_with_their_votes_and_as_many_as_were_asked_for() {
    let node = Node::new(&genesis(7));
    node.grow(3);
    node.extend(|_, _| Bytes::new());
    node.grow(1);
    let (_served, client) = client(&node).await;
    let blocks = |from: &'static str, max: &'static str| {
        client.request::<Vec<Sent>, _>("cmt_getCertifiedBlocks", rpc_params![from, max])
    };
    let all = blocks("0x1", "0x64").await.unwrap();
    assert_eq!(all.len(), 5);
    for (sent, number) in all.iter().zip(1u64..) {
        let block = ProposedBlock::decode(&mut sent.rlp.as_ref()).unwrap();
        let own = node.chain.block(number).unwrap().unwrap();
        assert_eq!((sent.number.to::<u64>(), block.hash()), (number, own.hash));
        let expected = if number == 4 { Bytes::new() } else { votes(0, own.hash) };
        assert_eq!(block.seal.certificate, expected);
    }
    assert_eq!(blocks("0x2", "0x2").await.unwrap().len(), 2);
    assert_eq!(blocks("0x6", "0x2").await.unwrap().len(), 0, "not there yet");
    let error = blocks("0x0", "0x2").await.unwrap_err().to_string();
    assert!(error.contains("genesis"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn final_blocks_are_pushed_each_once_and_in_order() {
    let node = Node::new(&genesis(7));
    let (_served, client) = client(&node).await;
    let mut stream: Subscription<Sent> = client
        .subscribe("cmt_subscribe", rpc_params!["certifiedBlocks"], "cmt_unsubscribe")
        .await
        .unwrap();
    for number in 1..=5 {
        node.grow(1);
        let sent = stream.next().await.unwrap().unwrap();
        assert_eq!(sent.number.to::<u64>(), number);
    }
    let refused = client
        .subscribe::<Sent, _>("cmt_subscribe", rpc_params!["everything"], "cmt_unsubscribe")
        .await;
    let error = refused.unwrap_err().to_string();
    assert!(error.contains("expected `certifiedBlocks`"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_votes_is_told_for_every_epoch_that_is_known() {
    let node = Node::new(&genesis(7));
    node.grow(EPOCH_BLOCKS + 1);
    let (_served, client) = client(&node).await;
    let call = |method: &'static str, params: Value| {
        let mut list = jsonrpsee::core::params::ArrayParams::new();
        params.as_array().unwrap().iter().for_each(|one| list.insert(one).unwrap());
        client.request::<Value, _>(method, list)
    };
    let running = call("cmt_validators", json!([])).await.unwrap();
    assert_eq!(running["epoch"], "0x1");
    assert_eq!(running["quorum"], "0x3");
    assert_eq!(running["validators"].as_array().unwrap().len(), 4);
    let next = call("cmt_validators", json!(["0x2"])).await.unwrap();
    assert_eq!(next["epoch"], "0x2");
    assert_eq!(call("cmt_validators", json!(["0x9"])).await.unwrap(), Value::Null);
    let epoch = call("cmt_epoch", json!([])).await.unwrap();
    assert_eq!(epoch["firstBlock"], "0x8");
    assert_eq!(epoch["lastBlock"], "0xf");
    assert_eq!(epoch["blocksLeft"], "0x6");
    assert_eq!(epoch["joining"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_says_how_it_stands() {
    let node = Node::new(&genesis(7));
    node.grow(2);
    let standing = StandingSource::new(|| Standing {
        role: Role::Validator,
        consensus_key: Some(B256::repeat_byte(3)),
        highest: Some(40),
        peers: 3,
        problems: vec!["the clock stands still".into()],
        ..Default::default()
    });
    let served = node.serve_as(standing).await;
    let client = WsClientBuilder::new().build(served.ws()).await.unwrap();
    let status: Value = client.request("cmt_status", rpc_params![]).await.unwrap();
    assert_eq!(status["role"], "validator");
    assert_eq!(status["headNumber"], "0x2");
    assert_eq!(status["highestBlock"], "0x28");
    assert_eq!(status["isSyncing"], true);
    assert_eq!(status["seat"], "0x2");
    assert_eq!(status["isInNextCommittee"], true);
    assert_eq!(status["problems"], json!(["the clock stands still"]));
    let syncing: Value = client.request("eth_syncing", rpc_params![]).await.unwrap();
    assert_eq!(syncing["currentBlock"], "0x2");
    assert_eq!(syncing["highestBlock"], "0x28");
    let peers: Value = client.request("net_peerCount", rpc_params![]).await.unwrap();
    assert_eq!(peers, "0x3");
}
