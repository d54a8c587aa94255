//! Upstreams that lie: named, left, and never believed.

use std::net::SocketAddr;

use alloy_primitives::{B256, Bytes, U64};
use alloy_rlp::{Decodable, Encodable};
use cybermiles_primitives::ProposedBlock;
use jsonrpsee::{
    RpcModule,
    server::{Server, ServerHandle},
    types::{ErrorObjectOwned, Params},
};
use serde_json::{Value, json};

use crate::network::{EPOCH_BLOCKS, Node, genesis, until};

/// What a liar does to the blocks it hands out, by number.
type Lie = fn(u64, ProposedBlock) -> Vec<u8>;

/// A server that hands out a node's blocks altered.
async fn lying(node: &Node, lie: Lie) -> (SocketAddr, ServerHandle) {
    let chain = node.chain.clone();
    let mut module = RpcModule::new(());
    let spec = chain.spec().clone();
    module.register_method("eth_chainId", move |_, (), _| json!(U64::from(spec.chain_id))).unwrap();
    let genesis = chain.genesis_hash();
    module
        .register_method("eth_getBlockByNumber", move |_, (), _| json!({"hash": genesis}))
        .unwrap();
    let head = chain.clone();
    module
        .register_method("eth_blockNumber", move |_, (), _| json!(U64::from(head.head().number())))
        .unwrap();
    let blocks = move |params: Params<'_>, _: &(), _: &jsonrpsee::Extensions| {
        let (from, max): (U64, U64) = params.parse()?;
        let mut blocks = Vec::new();
        for number in from.to::<u64>()..from.to::<u64>() + max.to::<u64>() {
            let Some(block) = chain.sealed(number).unwrap() else { break };
            let rlp = Bytes::from(lie(number, block));
            blocks.push(json!({"number": U64::from(number), "rlp": rlp}));
        }
        Ok::<Value, ErrorObjectOwned>(blocks.into())
    };
    module.register_method("cmt_getCertifiedBlocks", blocks).unwrap();
    let server = Server::builder().build("127.0.0.1:0").await.unwrap();
    (server.local_addr().unwrap(), server.start(module))
}

fn encoded(block: &ProposedBlock) -> Vec<u8> {
    let mut bytes = Vec::new();
    block.encode(&mut bytes);
    bytes
}

/// A full node with a liar and an honest upstream names the liar and ends with the honest chain.
async fn is_found_out(lie: Lie, words: &str) {
    let genesis = genesis(7);
    let maker = Node::new(&genesis);
    maker.grow(2 * EPOCH_BLOCKS + 2);
    let honest = maker.serve().await;
    let (address, server) = lying(&maker, lie).await;
    let liar = format!("http://{address}");
    let node = Node::new(&genesis);
    let follower = node.follow(&[liar.clone(), honest.ws()]);
    let head = maker.chain.head();
    until(words, || node.chain.head().hash == head.hash).await;
    let faults = follower.status().faults;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].contains(&liar) && faults[0].contains(words), "{words}: {faults:?}");
    assert!(node.chain.failure().borrow().is_none());
    for number in 1..=head.number() {
        let (own, theirs) = (node.chain.block(number).unwrap(), maker.chain.block(number).unwrap());
        assert_eq!(own.map(|block| block.seal.clone()), theirs.map(|block| block.seal.clone()));
    }
    tokio::task::spawn_blocking(move || drop(follower)).await.unwrap();
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_votes() {
    let lie: Lie = |number, mut block| {
        if number == 5 {
            block.seal.certificate = Bytes::from_static(b"we all agree");
        }
        encoded(&block)
    };
    is_found_out(lie, "block 5 with votes that do not count: forged").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_header_under_real_votes() {
    let lie: Lie = |number, mut block| {
        if number == 4 {
            block.block.header.gas_used += 1;
        }
        encoded(&block)
    };
    is_found_out(lie, "sent a block 5 on").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_content_under_the_real_header() {
    let lie: Lie = |number, mut block| {
        if number == 3 {
            block.seal.randomness[5] ^= 1;
        }
        encoded(&block)
    };
    is_found_out(lie, "block 3 with another content than was voted for").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_block() {
    let lie: Lie = |number, block| {
        let mut bytes = encoded(&block);
        if number == 7 {
            bytes.truncate(bytes.len() / 2);
        }
        bytes
    };
    is_found_out(lie, "garbage for block 7").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_behind_a_block() {
    let lie: Lie = |_, block| [encoded(&block), vec![0]].concat();
    is_found_out(lie, "1 bytes follow it").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_block_than_was_asked_for() {
    let lie: Lie = |_, mut block| {
        block.block.header.number += 1;
        encoded(&block)
    };
    is_found_out(lie, "its header says 2").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_nobody_ever_votes_for() {
    let lie: Lie = |_, mut block| {
        block.seal.certificate = Bytes::new();
        encoded(&block)
    };
    let genesis = genesis(7);
    let maker = Node::new(&genesis);
    maker.grow(12);
    let (address, server) = lying(&maker, lie).await;
    let node = Node::new(&genesis);
    let urls = [format!("http://{address}")];
    let follower = node.follow_with(&urls, |options| options.unproven_blocks = 10);
    until("the liar is named", || !follower.status().faults.is_empty()).await;
    let faults = follower.status().faults;
    assert!(faults[0].contains("no votes for any of them"), "{faults:?}");
    assert_eq!(node.chain.head().number(), 0);
    tokio::task::spawn_blocking(move || drop(follower)).await.unwrap();
    drop(server);
}

/// Every bit of every byte may be wrong: nothing panics, and nothing but the real chain is taken.
#[tokio::test(flavor = "multi_thread")]
async fn any_flipped_bit() {
    let genesis = genesis(7);
    let maker = Node::new(&genesis);
    maker.grow(1);
    let real = encoded(&maker.chain.sealed(1).unwrap().unwrap());
    for at in (0..real.len()).step_by(7) {
        let mut bytes = real.clone();
        bytes[at] ^= 1 << (at % 8);
        let decoded = ProposedBlock::decode(&mut bytes.as_slice());
        let same = decoded.is_ok_and(|block| {
            block.hash() == maker.chain.head().hash
                && Some(&block.seal) == maker.chain.head().seal.as_ref()
        });
        assert!(!same, "byte {at} means nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_of_another_chain() {
    let (ours, theirs) = (genesis(7), genesis(8));
    let (honest, foreign) = (Node::new(&ours), Node::new(&theirs));
    let mut twin = genesis(7);
    twin.timestamp += 1;
    let twin = Node::new(&twin);
    [&honest, &foreign, &twin].into_iter().for_each(|node| node.grow(3));
    let (a, b, c) = (foreign.serve().await, twin.serve().await, honest.serve().await);
    let node = Node::new(&ours);
    let follower = node.follow(&[a.ws(), b.ws(), c.ws()]);
    until("the right chain", || node.chain.head().number() == 3).await;
    assert_eq!(node.chain.head().hash, honest.chain.head().hash);
    let faults = follower.status().faults.join("\n");
    assert!(faults.contains("its chain id is 8, this chain's is 7"), "{faults}");
    assert!(faults.contains("its genesis block is"), "{faults}");
    assert_ne!(B256::ZERO, node.chain.genesis_hash());
    tokio::task::spawn_blocking(move || drop(follower)).await.unwrap();
}
