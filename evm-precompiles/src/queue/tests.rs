//! The queue against an ordered set.

use std::collections::BTreeSet;

use alloy_primitives::{U256, keccak256};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{MAX, Queue, first_time};
use crate::{Call, address::ESCROW, memory::MemoryHost, storage::Place};

#[test]
fn items_come_out_oldest_first() {
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| rand::rng().random());
    eprintln!("SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut host = MemoryHost::new();
    let queue = Queue::from_slot(U256::from(2));
    let mut model = BTreeSet::new();
    for item in 0..5_000u64 {
        let mut call = Call::system(&mut host, ESCROW);
        if random.random_bool(0.6) {
            // Few distinct times, so that many are equal.
            let at = random.random_range(0..40);
            queue.push(&mut call, at, item).unwrap();
            model.insert((at, item));
        } else {
            assert_eq!(queue.pop(&mut call).unwrap(), model.pop_first());
        }
        assert_eq!(queue.peek(&mut call).unwrap(), model.first().copied());
        assert_eq!(queue.len(&mut call).unwrap(), model.len() as u64);
        let start: U256 = keccak256(U256::from(2).to_be_bytes::<32>()).into();
        let first = model.first().map_or(0, |(at, _)| *at);
        assert_eq!(first_time(host.slot(ESCROW, start)), first);
    }
    let mut call = Call::system(&mut host, ESCROW);
    while let Some(expected) = model.pop_first() {
        assert_eq!(queue.pop(&mut call).unwrap(), Some(expected));
    }
    assert_eq!(queue.pop(&mut call).unwrap(), None);
    assert!(host.state().0.is_empty(), "an empty queue leaves nothing behind");
}

#[test]
fn the_largest_time_and_item_fit_and_larger_ones_do_not_wrap() {
    let mut host = MemoryHost::new();
    let mut call = Call::system(&mut host, ESCROW);
    let queue = Queue::from_slot(U256::ZERO);
    queue.push(&mut call, u64::MAX, MAX).unwrap();
    queue.push(&mut call, MAX - 1, 0).unwrap();
    assert_eq!(queue.pop(&mut call).unwrap(), Some((MAX - 1, 0)));
    assert_eq!(queue.pop(&mut call).unwrap(), Some((MAX, MAX)));
}

#[test]
fn work_is_logarithmic() {
    let mut host = MemoryHost::new();
    let queue = Queue::from_slot(U256::ZERO);
    let mut worst = 0;
    for item in 0..4_096u64 {
        let mut call = Call::system(&mut host, ESCROW);
        // The newest is always the oldest due: each one rises to the top.
        queue.push(&mut call, 10_000 - item, item).unwrap();
        worst = worst.max(call.gas().used());
    }
    let mut call = Call::system(&mut host, ESCROW);
    queue.pop(&mut call).unwrap();
    // 12 levels, each at most two cold slots read and one written.
    assert!(worst < 60_000 + 12 * 10_000, "a push cost {worst} gas");
    assert!(call.gas().used() < 12 * 15_000, "a pop cost {} gas", call.gas().used());
}
