//! Evidence: who may, how much, and what the log says.

use alloy_primitives::{B256, U256, keccak256};

use super::world::{
    BUYER, COURT, FEE, OPENER, SELLER, STRANGER, World, court_terms, events, judge, terms,
};
use crate::{
    abi::IArbitration::{
        self as abi, Evidence, EvidenceHash, NoSuchCase, NotParticipant, Outcome, Phase,
        TooMuchEvidence, UriTooLong, WrongPhase,
    },
    address::ARBITRATION,
    arbitration::{MAX_EVIDENCE, MAX_URI},
};

const HASH: B256 = B256::repeat_byte(0xe5);

fn evidence(id: U256, uri: &str) -> abi::submitEvidenceCall {
    abi::submitEvidenceCall { caseId: id, hash: HASH, uri: uri.into() }
}

#[test]
fn the_log_has_the_shape_of_erc_1497() {
    use alloy_sol_types::SolEvent;
    assert_eq!(
        Evidence::SIGNATURE_HASH,
        keccak256("Evidence(address,uint256,address,string)"),
        "what existing tools look for"
    );
    let mut world = World::new();
    let id = world.open();
    world.take_logs();
    world.ok(BUYER, evidence(id, "ipfs://picture"));
    let logs = world.take_logs();
    let told: Vec<Evidence> = events(&logs);
    assert_eq!((told[0].arbitrator, told[0].evidenceGroupID), (ARBITRATION, id));
    assert_eq!((told[0].party, told[0].evidence.as_str()), (BUYER, "ipfs://picture"));
    let hashes: Vec<EvidenceHash> = events(&logs);
    assert_eq!(hashes, [EvidenceHash { caseId: id, party: BUYER, hash: HASH }]);
}

#[test]
fn who_takes_no_part_has_nothing_to_submit() {
    let mut world = World::with_judges(2);
    let id = world.appointed(terms());
    for account in [OPENER, STRANGER, COURT, judge(2)] {
        world.fails(account, evidence(id, ""), NotParticipant { caseId: id, account });
    }
    for account in [BUYER, SELLER, judge(1)] {
        world.ok(account, evidence(id, ""));
    }
    world.rule(id, judge(1), Outcome::Buyer);
    let closed = WrongPhase { caseId: id, phase: Phase::Closed };
    world.fails(BUYER, evidence(id, ""), closed);
    let missing = U256::from(99);
    world.fails(BUYER, evidence(missing, ""), NoSuchCase { caseId: missing });
}

#[test]
fn the_court_may_too_once_it_is_its_turn() {
    let mut world = World::new();
    let id = world.open_with(FEE, court_terms());
    world.fails(COURT, evidence(id, ""), NotParticipant { caseId: id, account: COURT });
    world.pass(1_000);
    world.ok(COURT, evidence(id, ""));
}

#[test]
fn it_is_bounded_in_length_and_number_for_each_by_itself() {
    let mut world = World::new();
    let id = world.open();
    let longest = "x".repeat(MAX_URI);
    let length = U256::from(MAX_URI + 1);
    let error = UriTooLong { length, max: U256::from(MAX_URI) };
    world.fails(BUYER, evidence(id, &(longest.clone() + "x")), error);
    for _ in 0..MAX_EVIDENCE {
        world.ok(BUYER, evidence(id, &longest));
    }
    let error = TooMuchEvidence { caseId: id, party: BUYER };
    world.fails(BUYER, evidence(id, ""), error);
    world.ok(SELLER, evidence(id, ""));
}
