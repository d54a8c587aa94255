//! Honest upstreams: catching up, keeping up, changing over.

use std::time::{Duration, Instant};

use alloy_primitives::Bytes;
use cybermiles_follow::{FollowError, FollowOptions, start};

use crate::network::{EPOCH_BLOCKS, Node, genesis, payment, until, votes};

#[tokio::test(flavor = "multi_thread")]
async fn a_node_joins_from_nothing_and_keeps_up_over_websocket_and_http() {
    let genesis = genesis(7);
    let maker = Node::new(&genesis);
    for nonce in 0..10 {
        maker.chain.submit(payment(7, nonce)).unwrap();
    }
    maker.grow(5 * EPOCH_BLOCKS + 3);
    let served = maker.serve().await;
    let (pushed, polled) = (Node::new(&genesis), Node::new(&genesis));
    let one = pushed.follow(&[served.ws()]);
    let two = polled.follow(&[served.http()]);
    for _ in 0..20 {
        let head = maker.chain.head();
        for node in [&pushed, &polled] {
            until("the head is followed", || node.chain.head().hash == head.hash).await;
        }
        maker.grow(1);
    }
    assert_eq!(pushed.chain.head().seal, polled.chain.head().seal);
    let status = one.status();
    assert_eq!(status.upstream, Some(served.ws()));
    assert!(status.faults.is_empty(), "{status:?}");
    tokio::task::spawn_blocking(move || drop((one, two))).await.unwrap();
}

/// Votes for a later block vouch for those before, also across an epoch's end; blocks without any
/// votes after them wait.
#[tokio::test(flavor = "multi_thread")]
async fn blocks_without_votes_wait_for_a_later_block_that_has_some() {
    let genesis = genesis(7);
    let maker = Node::new(&genesis);
    let served = maker.serve().await;
    let node = Node::new(&genesis);
    let follower = node.follow(&[served.ws()]);
    maker.grow(EPOCH_BLOCKS - 3);
    for _ in 0..5 {
        maker.extend(|_, _| Bytes::new());
    }
    let voted = EPOCH_BLOCKS - 3;
    until("what is proven is final", || node.chain.head().number() == voted).await;
    until("the rest is known of", || follower.status().highest == Some(voted + 5)).await;
    assert_eq!(node.chain.head().number(), voted, "nobody vouches for the rest");
    maker.grow(1);
    until("the votes vouch for all", || node.chain.head().number() == voted + 6).await;
    let kept = node.chain.block(voted + 2).unwrap().unwrap();
    assert!(kept.seal.as_ref().unwrap().certificate.is_empty());
    tokio::task::spawn_blocking(move || drop(follower)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_goes_on_where_it_stopped_and_others_follow_it() {
    let genesis = genesis(7);
    let maker = Node::new(&genesis);
    maker.grow(10);
    let served = maker.serve().await;
    let node = Node::new(&genesis);
    let follower = node.follow(&[served.ws()]);
    until("caught up", || node.chain.head().number() == 10).await;
    tokio::task::spawn_blocking(move || follower.stop()).await.unwrap();
    maker.grow(10);
    assert_eq!(node.chain.head().number(), 10);
    let node = node.restart(&genesis);
    let follower = node.follow(&[served.ws()]);
    // The second node takes its blocks from the first, not from the maker.
    let public = node.serve().await;
    let second = Node::new(&genesis);
    let chained = second.follow(&[public.ws()]);
    until("caught up again", || second.chain.head().number() == 20).await;
    assert_eq!(second.chain.head().hash, maker.chain.head().hash);
    tokio::task::spawn_blocking(move || drop((follower, chained))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upstream_that_is_gone_or_silent_is_left_for_the_next() {
    let genesis = genesis(7);
    let maker = Node::new(&genesis);
    maker.grow(3);
    let silent = Node::new(&genesis);
    let (served, silent) = (maker.serve().await, silent.serve().await);
    let node = Node::new(&genesis);
    let gone = "ws://127.0.0.1:1".to_owned();
    let urls = [gone.clone(), silent.ws(), served.ws()];
    let follower = node.follow_with(&urls, |options| options.stall = Duration::from_millis(300));
    until("the third one's blocks", || node.chain.head().number() == 3).await;
    let faults = follower.status().faults.join("\n");
    assert!(faults.contains(&format!("{gone} cannot be reached")), "{faults}");
    assert!(faults.contains(&format!("{} sent no new block", silent.ws())), "{faults}");
    // When the last one goes too, the node waits, and goes on when it comes back.
    tokio::task::spawn_blocking(move || drop(follower)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_follow_is_told_why() {
    let genesis = genesis(7);
    let node = Node::new(&genesis);
    let check: cybermiles_follow::CheckVotes = std::sync::Arc::new(|_, _, _| Ok(()));
    let options = FollowOptions::new(Vec::new(), check, Duration::ZERO);
    let error = start(node.chain.clone(), options).unwrap_err();
    assert!(matches!(error, FollowError::NoUpstream), "{error}");
}

/// More blocks than an answer holds, through many epochs: each makes the committee of a later one
/// known. The figure is printed with `--nocapture`.
#[tokio::test(flavor = "multi_thread")]
async fn joining_speed() {
    let genesis = genesis(7);
    let maker = Node::new(&genesis);
    let blocks: u64 = std::env::var("JOIN_BLOCKS").map_or(300, |text| text.parse().unwrap());
    (0..blocks).for_each(|_| drop(maker.extend(votes)));
    let served = maker.serve().await;
    let node = Node::new(&genesis);
    let begun = Instant::now();
    let follower = node.follow(&[served.ws()]);
    until("caught up", || node.chain.head().number() == blocks).await;
    let rate = blocks as f64 / begun.elapsed().as_secs_f64();
    println!("joined {blocks} empty blocks at {rate:.0} blocks/s");
    tokio::task::spawn_blocking(move || drop(follower)).await.unwrap();
}
