//! What the steps cost: the table of `docs/spec/arbitration.md`, which must say exactly this.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;

use super::world::{BUYER, FEE, OPENER, RULING_WINDOW, SELLER, World, cmt, judge, opening, terms};
use crate::{
    Status,
    abi::IArbitration::{self as abi, Outcome},
    address::ARBITRATION,
    arbitration::{MAX_BIDS, MIN_BOND},
    memory::MemoryHost,
};

/// Gas of a call that must succeed, refunds not counted.
fn gas<C: SolCall>(world: &World, caller: Address, value: U256, call: C) -> u64 {
    let mut host = MemoryHost::clone(world);
    let output = host.call(caller, ARBITRATION, value, &call.abi_encode());
    assert_eq!(output.status, Status::Success, "{}", C::SIGNATURE);
    output.gas_used
}

#[test]
fn the_steps_cost_what_the_page_says() {
    let mut rows: Vec<(&str, u64)> = Vec::new();
    let world = World::with_judges(100);
    let zero = U256::ZERO;
    let register = abi::registerCall { categories: 1, profile: B256::repeat_byte(1) };
    rows.push(("register", gas(&world, BUYER, MIN_BOND, register)));
    rows.push(("topUp", gas(&world, judge(1), cmt(1), abi::topUpCall {})));
    rows.push(("announceLeave", gas(&world, judge(1), zero, abi::announceLeaveCall {})));
    let open = opening(BUYER, SELLER, terms());
    rows.push(("openCase, the first of all", gas(&world, OPENER, FEE, open.clone())));

    let mut later = World::with_judges(100);
    let other = later.open();
    let id = later.open();
    later.bid(other, judge(1), FEE);
    rows.push(("openCase, parties with cases before", gas(&later, OPENER, FEE, open)));
    let bid = abi::bidCall { caseId: id, fee: cmt(5) };
    rows.push(("bid, the first", gas(&later, judge(1), zero, bid)));
    for number in 2..=MAX_BIDS {
        later.bid(id, judge(number), cmt(5));
    }
    let bid = abi::bidCall { caseId: id, fee: cmt(4) };
    rows.push(("bid, the sixteenth", gas(&later, judge(1), zero, bid.clone())));
    later.bid(id, judge(1), cmt(5));
    rows.push(("bid, lowered, of sixteen", gas(&later, judge(1), zero, bid.clone())));
    rows.push(("bid, pushing one of sixteen out", gas(&later, judge(20), zero, bid)));
    let accept = abi::acceptBidCall { caseId: id, arbiter: judge(2) };
    rows.push(("acceptBid, by the first party", gas(&later, BUYER, zero, accept.clone())));
    let veto = abi::vetoBidCall { caseId: id, arbiter: judge(2) };
    rows.push(("vetoBid", gas(&later, BUYER, zero, veto)));
    later.accept(id, BUYER, judge(2));
    rows.push(("acceptBid, by the second: appoints", gas(&later, SELLER, zero, accept)));
    later.accept(id, SELLER, judge(2));
    let (hash, uri) = (B256::repeat_byte(1), "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3".into());
    let evidence = abi::submitEvidenceCall { caseId: id, hash, uri };
    rows.push(("submitEvidence, the first of a case", gas(&later, BUYER, zero, evidence)));
    let rule = abi::ruleCall { caseId: id, outcome: Outcome::Buyer };
    rows.push(("rule", gas(&later, judge(2), zero, rule)));
    let close = abi::closeCaseCall { caseId: id };
    rows.push(("closeCase", gas(&later, OPENER, zero, close)));
    let late = later.time() + u64::from(RULING_WINDOW);
    later.set_time(late);
    let poke = abi::pokeCall { caseId: id };
    rows.push(("poke, a missed ruling, sixteen bids", gas(&later, BUYER, zero, poke)));
    let mut drawing = World::with_judges(100);
    let id = drawing.open();
    let end = drawing.time() + 1_000;
    drawing.set_time(end);
    let poke = abi::pokeCall { caseId: id };
    rows.push(("poke, no bids: draws", gas(&drawing, BUYER, zero, poke)));
    let page = include_str!("../../../../docs/spec/arbitration.md");
    let rows: Vec<String> =
        rows.iter().map(|(what, used)| format!("| {what} | {used} |")).collect();
    let missing: Vec<&String> = rows.iter().filter(|row| !page.contains(*row)).collect();
    assert!(missing.is_empty(), "docs/spec/arbitration.md lacks {missing:#?}");
}
