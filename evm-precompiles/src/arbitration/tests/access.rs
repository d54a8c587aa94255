//! Who may do what when: every function in every state by everybody.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolInterface};

use super::world::{
    BID_WINDOW, BUYER, COURT, FEE, OPENER, RULING_WINDOW, SELLER, STRANGER, World, cmt,
    court_terms, decoded, judge,
};
use crate::{
    Status,
    abi::IArbitration::{self as abi, IArbitrationErrors, Outcome, Phase},
    address::ARBITRATION,
};

/// Everybody, by the letter the table has for them. `1` is appointed where somebody is; `1` and `2`
/// have bid; `3` is an arbiter who has not.
fn people() -> [(char, Address); 8] {
    [
        ('B', BUYER),
        ('S', SELLER),
        ('O', OPENER),
        ('1', judge(1)),
        ('2', judge(2)),
        ('3', judge(3)),
        ('C', COURT),
        ('X', STRANGER),
    ]
}

/// The functions of a case, as they are called in each cell of the table.
const FUNCTIONS: [&str; 7] = ["bid", "accept", "veto", "rule", "evidence", "close", "poke"];

fn calldata(function: &str, id: U256) -> Vec<u8> {
    let arbiter = judge(1);
    match function {
        "bid" => abi::bidCall { caseId: id, fee: cmt(1) }.abi_encode(),
        "accept" => abi::acceptBidCall { caseId: id, arbiter }.abi_encode(),
        "veto" => abi::vetoBidCall { caseId: id, arbiter }.abi_encode(),
        "rule" => abi::ruleCall { caseId: id, outcome: Outcome::Buyer }.abi_encode(),
        "evidence" => {
            let (hash, uri) = (B256::ZERO, "u".into());
            abi::submitEvidenceCall { caseId: id, hash, uri }.abi_encode()
        }
        "close" => abi::closeCaseCall { caseId: id }.abi_encode(),
        _ => abi::pokeCall { caseId: id }.abi_encode(),
    }
}

/// A state, how to get there, and who may call each of [`FUNCTIONS`] in it.
type Row = (&'static str, fn() -> (World, U256), [&'static str; 7]);

const TABLE: [Row; 10] = [
    ("bidding", bidding, ["123", "BS", "BS", "", "BS", "O", ""]),
    ("accepting", accepting, ["", "BS", "BS", "", "BS", "O", ""]),
    ("accepting is over", accepting_over, ["", "", "", "", "BS", "O", "BSO123CX"]),
    ("ruling", ruling, ["", "", "", "1", "BS1", "O", ""]),
    ("ruling is over", ruling_over, ["", "", "", "", "BS1", "O", "BSO123CX"]),
    ("court", court, ["", "", "", "C", "BSC", "O", ""]),
    ("ruled", ruled, ["", "", "", "", "", "", ""]),
    ("ruled by the court", ruled_by_court, ["", "", "", "", "", "", ""]),
    ("settled", settled, ["", "", "", "", "", "", ""]),
    ("no arbiter", no_arbiter, ["", "", "", "", "", "", ""]),
];

fn bidding() -> (World, U256) {
    let mut world = World::with_judges(3);
    let id = world.open_with(FEE, court_terms());
    world.bid(id, judge(1), cmt(3));
    world.bid(id, judge(2), cmt(4));
    (world, id)
}

fn accepting() -> (World, U256) {
    let (mut world, id) = bidding();
    world.pass(BID_WINDOW.into());
    (world, id)
}

fn accepting_over() -> (World, U256) {
    let (mut world, id) = accepting();
    let end: u64 = world.case(id).deadline.to();
    world.set_time(end);
    (world, id)
}

fn ruling() -> (World, U256) {
    let (mut world, id) = accepting();
    world.accept(id, BUYER, judge(1));
    world.accept(id, SELLER, judge(1));
    (world, id)
}

fn ruling_over() -> (World, U256) {
    let (mut world, id) = ruling();
    let end: u64 = world.case(id).deadline.to();
    world.set_time(end);
    (world, id)
}

fn court() -> (World, U256) {
    let (mut world, id) = ruling();
    world.pass(RULING_WINDOW.into());
    world.pass(RULING_WINDOW.into());
    world.pass(86_400);
    assert_eq!(world.ruling(id).0, Phase::Court);
    (world, id)
}

fn ruled() -> (World, U256) {
    let (mut world, id) = ruling();
    world.rule(id, judge(1), Outcome::Seller);
    (world, id)
}

fn ruled_by_court() -> (World, U256) {
    let (mut world, id) = court();
    world.rule(id, COURT, Outcome::Buyer);
    (world, id)
}

fn settled() -> (World, U256) {
    let (mut world, id) = ruling();
    world.ok(OPENER, abi::closeCaseCall { caseId: id });
    (world, id)
}

fn no_arbiter() -> (World, U256) {
    let (mut world, id) = court();
    world.pass(30 * 86_400);
    assert_eq!(world.ruling(id), (Phase::Closed, Outcome::NoArbiter));
    (world, id)
}

#[test]
fn everybody_may_do_what_the_table_says_and_nothing_else() {
    for (state, reach, allowed) in TABLE {
        let (world, id) = reach();
        for (function, allowed) in FUNCTIONS.into_iter().zip(allowed) {
            for (letter, caller) in people() {
                let mut host = world.clone();
                let before = host.state();
                let output = host.call(caller, ARBITRATION, U256::ZERO, &calldata(function, id));
                let cell = format!("{state}: {function} by {letter}");
                if allowed.contains(letter) {
                    assert_eq!(
                        output.status,
                        Status::Success,
                        "{cell}: {}",
                        decoded(&output.bytes)
                    );
                } else {
                    assert_eq!(output.status, Status::Revert, "{cell} went through");
                    assert!(IArbitrationErrors::abi_decode(&output.bytes).is_ok(), "{cell}");
                    assert_eq!(host.state(), before, "{cell} left something behind");
                }
            }
        }
    }
}
