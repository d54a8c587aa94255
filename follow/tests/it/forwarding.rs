//! What users submit to a full node reaches who makes blocks.

use crate::network::{Node, genesis, payment, until};

#[tokio::test(flavor = "multi_thread")]
async fn transactions_reach_the_maker_and_come_back_in_a_block() {
    let genesis = genesis(7);
    let maker = Node::new(&genesis);
    let served = maker.serve().await;
    let node = Node::new(&genesis);
    node.chain.submit(payment(7, 0)).unwrap();
    let follower = node.follow(&[served.ws()]);
    until("what was pooled before", || maker.chain.pool().status().pending == 1).await;
    let more: Vec<_> = (1..12).map(|nonce| payment(7, nonce)).collect();
    assert!(node.chain.submit_many(more).iter().all(Result::is_ok));
    until("what comes", || maker.chain.pool().status().pending == 12).await;
    maker.grow(1);
    until("the block", || node.chain.head().number() == 1).await;
    assert_eq!(node.chain.head().transactions.len(), 12);
    assert_eq!(node.chain.pool().status().pending, 0, "included, so not handed on any more");
    tokio::task::spawn_blocking(move || drop(follower)).await.unwrap();
}

/// A validator that was away, or lost its pool, is told again; several upstreams are all told.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_in_a_block_is_handed_on_again_and_to_all() {
    let genesis = genesis(7);
    let (one, two) = (Node::new(&genesis), Node::new(&genesis));
    let (served, other) = (one.serve().await, two.serve().await);
    let node = Node::new(&genesis);
    let follower = node.follow(&[served.ws(), other.http()]);
    node.chain.submit(payment(7, 0)).unwrap();
    until("both know", || {
        one.chain.pool().status().pending == 1 && two.chain.pool().status().pending == 1
    })
    .await;
    let address = other.address();
    other.0.stop().await;
    let two = Node::new(&genesis);
    let options = cybermiles_rpc::ServerOptions { address, ..Default::default() };
    let _again = cybermiles_rpc::serve(two.chain.clone(), options).await.unwrap();
    until("the one that forgot", || two.chain.pool().status().pending == 1).await;
    tokio::task::spawn_blocking(move || drop(follower)).await.unwrap();
}
