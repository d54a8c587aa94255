//! Every window to the second, by the block's end and by `poke`.

use alloy_primitives::U256;

use super::world::{
    ACCEPT_WINDOW, BID_WINDOW, BUYER, COURT, FEE, RULING_WINDOW, SELLER, STRANGER, World, cmt,
    court_terms, events, judge, terms,
};
use crate::{
    abi::IArbitration::{
        self as abi, ArbiterAppointed, NoSuchCase, NotDue, Outcome, Phase, TooLate,
    },
    arbitration::COURT_WINDOW,
    memory::MemoryHost,
};

fn poke(id: U256) -> abi::pokeCall {
    abi::pokeCall { caseId: id }
}

#[test]
fn bids_come_until_the_last_second() {
    let mut world = World::with_judges(2);
    let id = world.open();
    let end = world.time() + u64::from(BID_WINDOW);
    world.set_time(end - 1);
    world.bid(id, judge(1), cmt(2));
    assert_eq!(world.case(id).phase, Phase::Bidding);
    world.set_time(end);
    let late = TooLate { caseId: id, deadline: U256::from(end) };
    world.fails(judge(2), abi::bidCall { caseId: id, fee: cmt(1) }, late.clone());
    world.fails(judge(1), abi::bidCall { caseId: id, fee: cmt(1) }, late);
    assert_eq!(world.case(id).phase, Phase::Accepting);
    assert_eq!(world.case(id).deadline, U256::from(end + u64::from(ACCEPT_WINDOW)));
}

#[test]
fn acceptances_and_vetoes_come_until_the_last_second() {
    let mut world = World::with_judges(1);
    let id = world.open();
    let end = world.time() + u64::from(BID_WINDOW + ACCEPT_WINDOW);
    world.bid(id, judge(1), cmt(2));
    world.set_time(end - 1);
    world.accept(id, BUYER, judge(1));
    world.set_time(end);
    let late = TooLate { caseId: id, deadline: U256::from(end) };
    let arbiter = judge(1);
    world.fails(SELLER, abi::acceptBidCall { caseId: id, arbiter }, late.clone());
    world.fails(SELLER, abi::vetoBidCall { caseId: id, arbiter }, late);
}

#[test]
fn with_bids_the_parties_have_their_window_and_without_they_need_none() {
    let mut world = World::with_judges(1);
    let (with, without) = (world.open(), world.open());
    world.bid(with, judge(1), cmt(2));
    let logs = world.pass(BID_WINDOW.into());
    let appointed: Vec<ArbiterAppointed> = events(&logs);
    assert_eq!((appointed.len(), appointed[0].caseId), (1, without));
    assert!(appointed[0].drawn);
    assert_eq!(world.case(with).phase, Phase::Accepting);
    world.pass(u64::from(ACCEPT_WINDOW) - 1);
    assert_eq!(world.case(with).phase, Phase::Accepting);
    world.pass(1);
    assert_eq!(world.case(with).arbiter, judge(1));
}

/// Brings a case to each kind of waiting: what it is called, the case, and when it is due.
fn waiting() -> Vec<(&'static str, World, U256, u64)> {
    let mut bidding = World::with_judges(1);
    let unbid = bidding.open();
    let mut accepting = World::with_judges(1);
    let bid = accepting.open();
    accepting.bid(bid, judge(1), cmt(1));
    let mut ruling = World::with_judges(1);
    let appointed = ruling.appointed(terms());
    let mut court = World::new();
    let escalated = court.open_with(FEE, court_terms());
    court.pass(BID_WINDOW.into());
    [
        ("without bids", bidding, unbid, BID_WINDOW.into()),
        ("with a bid", accepting, bid, u64::from(BID_WINDOW + ACCEPT_WINDOW)),
        ("appointed", ruling, appointed, RULING_WINDOW.into()),
        ("before the court", court, escalated, COURT_WINDOW),
    ]
    .into_iter()
    .map(|(name, world, id, after)| {
        let at = world.time() + after;
        (name, world, id, at)
    })
    .collect()
}

#[test]
fn anyone_pokes_what_is_due_and_nothing_earlier() {
    for (name, mut world, id, at) in waiting() {
        world.set_time(at - 1);
        world.fails(STRANGER, poke(id), NotDue { caseId: id, dueAt: U256::from(at) });
        let before = world.ruling(id);
        world.set_time(at);
        world.ok(STRANGER, poke(id));
        assert_ne!(world.ruling(id), before, "{name}");
        // It was settled once; the queue's item finds nothing left to do.
        let after = world.state().1;
        let settled = world.ruling(id);
        world.pass(0);
        assert_eq!((world.state().1, world.ruling(id)), (after, settled), "{name}");
    }
}

#[test]
fn the_blocks_end_settles_what_is_due_and_nothing_earlier() {
    for (name, mut world, id, at) in waiting() {
        let before = world.ruling(id);
        let missing = at - 1 - world.time();
        world.pass(missing);
        let (phase, outcome) = world.ruling(id);
        // The end of the bidding is no end of the waiting.
        let same = phase == before.0 || phase == Phase::Accepting;
        assert!(same && outcome == before.1, "{name}");
        world.pass(1);
        let after = world.ruling(id);
        assert!(after != before && after.0 != Phase::Accepting, "{name}");
    }
}

#[test]
fn a_closed_case_is_never_due_and_one_that_is_not_there_cannot_be() {
    let mut world = World::with_judges(1);
    let id = world.appointed(terms());
    world.rule(id, judge(1), Outcome::Buyer);
    world.fails(STRANGER, poke(id), NotDue { caseId: id, dueAt: U256::ZERO });
    for missing in [U256::ZERO, U256::from(2), U256::from(1u128 << 64), U256::MAX] {
        world.fails(STRANGER, poke(missing), NoSuchCase { caseId: missing });
    }
}

#[test]
fn windows_of_nothing_are_over_with_the_block() {
    let mut world = World::with_judges(2);
    let instant = abi::Terms { bidWindow: 0, acceptWindow: 0, ..terms() };
    let id = world.open_with(FEE, instant);
    let late = TooLate { caseId: id, deadline: U256::from(world.time()) };
    world.fails(judge(1), abi::bidCall { caseId: id, fee: cmt(1) }, late);
    world.pass(0);
    assert_eq!(world.case(id).phase, Phase::Ruling);
}

#[test]
fn a_chain_that_stood_still_catches_up() {
    let mut world = World::with_judges(3);
    let id = world.open_with(FEE, court_terms());
    world.bid(id, judge(1), cmt(1));
    // Long after every window: the first due step is taken, and its successor gets its whole time.
    world.pass(10_000_000);
    assert_eq!(world.case(id).arbiter, judge(1));
    assert_eq!(world.case(id).deadline, U256::from(world.time() + u64::from(RULING_WINDOW)));
}

#[test]
fn many_due_cases_are_settled_over_several_blocks_oldest_first() {
    let mut world = World::with_judges(1);
    let ids: Vec<U256> = (0..300).map(|_| world.open_with(FEE, court_terms())).collect();
    let settled = |world: &mut World| {
        let phases = ids.iter().map(|id| world.ruling(*id).0).collect::<Vec<_>>();
        phases.iter().take_while(|phase| **phase != Phase::Accepting).count()
    };
    world.pass(BID_WINDOW.into());
    assert_eq!(settled(&mut world), 256);
    world.pass(0);
    assert_eq!(settled(&mut world), 300);
    // Only ten cases are covered by the bond; the others are the court's.
    let mine = ids.iter().filter(|id| world.case(**id).arbiter == judge(1)).count();
    let courts = ids.iter().filter(|id| world.case(**id).arbiter == COURT).count();
    assert_eq!((mine, courts), (10, 290));
}

#[test]
fn the_queue_is_empty_when_all_is_closed() {
    let mut world = World::with_judges(2);
    let id = world.open_with(FEE, court_terms());
    world.bid(id, judge(1), cmt(1));
    for _ in 0..6 {
        world.pass(COURT_WINDOW);
    }
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::NoArbiter));
    let host: &MemoryHost = &world;
    let length = host.slot(crate::address::ARBITRATION, crate::arbitration::QUEUE_SLOT);
    assert_eq!(length, U256::ZERO);
}
