//! Votes that contradict each other, and what follows.

use alloy_primitives::{Address, B256, U256, hex};

use super::{
    super::{COMMITTEES_KEPT, evidence::signed_vote},
    world::{ALICE, BOB, CAROL, CHAIN, DAY, Party, World, cmt, party},
};
use crate::abi::IStaking::{
    InvalidVote, KeyUsed, NoContradiction, NotInCommittee, Status, UnknownCommittee,
    ValidatorIsRemoved, ValidatorRemoved, Vote, VoteKind, claimCall, declareCall, delegateCall,
    delegationCall, redelegateCall, redelegationsCall, setCommissionCall, submitEvidenceCall,
    supplyCall, totalsCall, unbondingsCall, undelegateCall, unjailCall,
};
use VoteKind::{Finalize, Notarize, Nullify};

const WEEK: u64 = 7 * DAY;

/// A vote by `who`; a nullification has neither parent nor payload.
fn vote(who: &Party, kind: VoteKind, epoch: u64, view: u64, payload: u8) -> Vote {
    let null = kind == Nullify;
    let mut vote = Vote {
        kind,
        parent: if null { 0 } else { view - 1 },
        payload: if null { B256::ZERO } else { B256::repeat_byte(payload) },
        r: B256::ZERO,
        s: B256::ZERO,
    };
    sign(who, epoch, view, &mut vote);
    vote
}

fn sign(who: &Party, epoch: u64, view: u64, vote: &mut Vote) {
    let signature = who.votes.sign(&signed_vote(CHAIN, epoch, view, vote));
    vote.r = B256::from_slice(&signature[..32]);
    vote.s = B256::from_slice(&signature[32..]);
}

pub(super) fn evidence(who: &Party, epoch: u64, kinds: [VoteKind; 2]) -> submitEvidenceCall {
    submitEvidenceCall {
        consensusKey: who.votes.public,
        epoch,
        viewNumber: 9,
        first: vote(who, kinds[0], epoch, 9, 1),
        second: vote(who, kinds[1], epoch, 9, 2),
    }
}

fn stake(world: &mut World, delegator: Address, number: u16) -> U256 {
    world.ask(delegationCall { delegator, validator: party(number).operator }).stake
}

/// What simplex of commonware 2026.10 signs for `Notarize`, `Nullify` and `Finalize` of epoch 333,
/// view 70,000, parent 69,999, payload 0x0707…, under the namespace of chain 1337.
#[test]
fn votes_are_signed_as_consensus_signs_them() {
    let of = |kind| {
        let null = kind == Nullify;
        let payload = if null { B256::ZERO } else { B256::repeat_byte(7) };
        let parent = if null { 0 } else { 69_999 };
        let vote = Vote { kind, parent, payload, r: B256::ZERO, s: B256::ZERO };
        hex::encode(signed_vote(CHAIN, 333, 70_000, &vote))
    };
    let base = "6379626572 6d696c6573 0000000000000539".replace(' ', "");
    let round = "cd02f0a204";
    let proposal = format!("{round}efa204{}", "07".repeat(32));
    assert_eq!(of(Notarize), format!("1b{base}{}{proposal}", hex::encode("_NOTARIZE")));
    assert_eq!(of(Nullify), format!("1a{base}{}{round}", hex::encode("_NULLIFY")));
    assert_eq!(of(Finalize), format!("1b{base}{}{proposal}", hex::encode("_FINALIZE")));
}

#[test]
fn each_contradiction_removes_for_ever() {
    let kinds =
        [[Notarize, Notarize], [Finalize, Finalize], [Nullify, Finalize], [Finalize, Nullify]];
    for kinds in kinds {
        let mut world = World::with(&[100, 100]);
        world.delegate(ALICE, 0, 100);
        let who = party(0);
        world.call(BOB, evidence(&who, 0, kinds)).unwrap();
        let (operator, burned) = (who.operator, cmt(10));
        let (epoch, viewNumber, reporter) = (0, 9, BOB);
        world.logged(&ValidatorRemoved { operator, burned, epoch, viewNumber, reporter });
        let record = world.validator(0);
        assert_eq!((record.status, record.isCandidate), (Status::Removed, false));
        assert_eq!((record.tokens, stake(&mut world, ALICE, 0)), (cmt(190), cmt(95)));
        assert_eq!(world.ask(supplyCall {}).burned, cmt(10));
        let again = evidence(&who, 0, [Finalize, Finalize]);
        world.fails(CAROL, U256::ZERO, again, ValidatorIsRemoved { operator });
        let later = evidence(&who, 1, kinds);
        world.fails(CAROL, U256::ZERO, later, ValidatorIsRemoved { operator });
    }
}

#[test]
fn what_does_not_contradict_is_no_evidence() {
    let mut world = World::with(&[100]);
    let who = party(0);
    for kinds in
        [[Notarize, Finalize], [Notarize, Nullify], [Nullify, Notarize], [Nullify, Nullify]]
    {
        world.fails(BOB, U256::ZERO, evidence(&who, 0, kinds), NoContradiction {});
    }
    for kind in [Notarize, Finalize] {
        let mut same = evidence(&who, 0, [kind, kind]);
        same.second = same.first.clone();
        world.fails(BOB, U256::ZERO, same, NoContradiction {});
    }
    // The same block on another parent does.
    let mut other = evidence(&who, 0, [Notarize, Notarize]);
    other.second = other.first.clone();
    other.second.parent = 3;
    sign(&who, 0, 9, &mut other.second);
    world.call(BOB, other).unwrap();
}

#[test]
fn votes_that_were_not_cast_are_no_evidence() {
    let mut world = World::with(&[100, 100]);
    let who = party(0);
    let good = || evidence(&who, 0, [Notarize, Notarize]);
    let wrong = |index: u64| InvalidVote { index: U256::from(index) };
    let mut forged = good();
    forged.second = vote(&party(1), Notarize, 0, 9, 2);
    world.fails(BOB, U256::ZERO, forged, wrong(1));
    let mut changed = good();
    changed.first.payload = B256::repeat_byte(5);
    world.fails(BOB, U256::ZERO, changed, wrong(0));
    let mut elsewhere = good();
    elsewhere.viewNumber = 10;
    world.fails(BOB, U256::ZERO, elsewhere, wrong(0));
    let mut relabeled = good();
    relabeled.first.kind = Finalize;
    relabeled.second.kind = Finalize;
    world.fails(BOB, U256::ZERO, relabeled, wrong(0));
    let mut earlier = good();
    earlier.epoch = 1;
    world.fails(BOB, U256::ZERO, earlier, wrong(0));
    let mut zero = good();
    (zero.first.r, zero.first.s) = (B256::ZERO, B256::ZERO);
    world.fails(BOB, U256::ZERO, zero, wrong(0));
    let mut large = good();
    large.second.s = B256::repeat_byte(0xff);
    world.fails(BOB, U256::ZERO, large, wrong(1));
    world.host.block_mut().chain_id = 7;
    world.fails(BOB, U256::ZERO, good(), wrong(0));
}

#[test]
fn only_members_of_a_committee_that_is_kept_are_judged() {
    let mut world = World::with(&[100, 100]);
    world.declare(2, 100);
    let stranger = party(2);
    let error = NotInCommittee { consensusKey: stranger.votes.public, epoch: 0 };
    world.fails(BOB, U256::ZERO, evidence(&stranger, 0, [Notarize, Notarize]), error);
    let error = UnknownCommittee { epoch: 2 };
    world.fails(BOB, U256::ZERO, evidence(&party(0), 2, [Notarize, Notarize]), error);
    for _ in 0..=COMMITTEES_KEPT {
        world.end_epoch();
    }
    let error = UnknownCommittee { epoch: 0 };
    world.fails(BOB, U256::ZERO, evidence(&party(0), 0, [Notarize, Notarize]), error);
    world.call(BOB, evidence(&party(0), 1, [Notarize, Notarize])).unwrap();
}

#[test]
fn who_is_removed_serves_out_unpaid_and_is_never_elected_again() {
    let mut world = World::with(&[100, 100]);
    let who = party(0);
    world.call(BOB, evidence(&who, 0, [Notarize, Notarize])).unwrap();
    for _ in 0..10 {
        world.block();
    }
    world.end_epoch();
    assert_eq!(world.committee(1).unwrap().seats.len(), 2, "known to everybody already");
    assert_eq!(world.committee(2).unwrap().seats.len(), 1);
    let record = world.validator(0);
    assert_eq!((record.rewardsOwed, record.commissionOwed), (U256::ZERO, U256::ZERO));
    let operator = who.operator;
    let removed = || ValidatorIsRemoved { operator };
    world.fails(operator, U256::ZERO, unjailCall {}, removed());
    world.fails(operator, U256::ZERO, setCommissionCall { rate: 0 }, removed());
    world.fails(ALICE, cmt(1), delegateCall { validator: operator }, removed());
    let declaration = who.declaration_for(CAROL, cmt(100));
    let error = KeyUsed { consensusKey: who.votes.public };
    world.fails(CAROL, cmt(10), declareCall { declaration }, error);
}

/// Coins that were there when the committee of the offence was elected lose their part, wherever
/// they are; coins that had left before, or come later, do not.
#[test]
fn coins_on_their_way_out_answer_for_what_they_elected() {
    let mut world = World::with(&[100, 100]);
    world.delegate(ALICE, 0, 400);
    let validator = party(0).operator;
    let leave = |amount| undelegateCall { validator, amount: cmt(amount) };
    // Epoch 0: the committee of epoch 2 is elected at its end.
    world.call(ALICE, leave(100)).unwrap();
    world.end_epoch();
    world.call(ALICE, leave(100)).unwrap();
    world.end_epoch();
    world.call(ALICE, leave(100)).unwrap();
    world.end_epoch();
    world.call(BOB, evidence(&party(0), 2, [Notarize, Notarize])).unwrap();
    // Leaving after the removal: what is left has paid.
    world.call(ALICE, undelegateCall { validator, amount: U256::MAX }).unwrap();
    let entries = world.ask(unbondingsCall { delegator: ALICE });
    let told: Vec<_> = entries.iter().map(|entry| entry.amount).collect();
    assert_eq!(told, [cmt(100), cmt(95), cmt(95), cmt(95)]);
    let before = world.host.balance(ALICE);
    let burned = world.ask(supplyCall {}).burned;
    world.pass(WEEK);
    world.block();
    assert_eq!(world.host.balance(ALICE), before + cmt(385));
    assert_eq!(world.ask(supplyCall {}).burned, burned + cmt(10));
    assert_eq!(world.ask(totalsCall {}).unbonding, U256::ZERO);
}

#[test]
fn redelegated_coins_answer_for_where_they_were() {
    let mut world = World::with(&[100, 100]);
    let (origin, validator) = (party(0).operator, party(1).operator);
    for delegator in [ALICE, CAROL] {
        world.delegate(delegator, 0, 200);
        let amount = cmt(100);
        world.call(delegator, redelegateCall { origin, validator, amount }).unwrap();
    }
    world.call(BOB, evidence(&party(0), 0, [Finalize, Nullify])).unwrap();
    assert_eq!(stake(&mut world, ALICE, 1), cmt(100), "not judged yet");
    // Touched: judged at once, before anything can leave.
    world.delegate(ALICE, 1, 10);
    assert_eq!(stake(&mut world, ALICE, 1), cmt(105));
    assert!(world.ask(redelegationsCall { delegator: ALICE, validator }).is_empty());
    // Not touched: judged when it matures.
    world.pass(WEEK);
    world.block();
    assert_eq!(stake(&mut world, CAROL, 1), cmt(95));
    assert_eq!(stake(&mut world, party(1).operator, 1), cmt(100), "others lose nothing");
    assert_eq!(world.ask(supplyCall {}).burned, cmt(25));
}

#[test]
fn redelegated_coins_do_not_escape_by_leaving() {
    let mut world = World::with(&[100, 100]);
    let (origin, validator) = (party(0).operator, party(1).operator);
    world.delegate(ALICE, 0, 200);
    world.call(ALICE, redelegateCall { origin, validator, amount: cmt(100) }).unwrap();
    world.call(ALICE, undelegateCall { validator, amount: U256::MAX }).unwrap();
    world.call(BOB, evidence(&party(0), 0, [Finalize, Nullify])).unwrap();
    assert_eq!(world.ask(unbondingsCall { delegator: ALICE })[0].amount, cmt(95));
    // Both it had elected: it answers for both.
    world.call(BOB, evidence(&party(1), 0, [Finalize, Nullify])).unwrap();
    let amount = cmt(95) - cmt(95) / U256::from(20);
    assert_eq!(world.ask(unbondingsCall { delegator: ALICE })[0].amount, amount);
    let before = world.host.balance(ALICE);
    world.pass(WEEK);
    world.block();
    assert_eq!(world.host.balance(ALICE), before + amount);
}

#[test]
fn what_has_matured_answers_for_nothing() {
    let mut world = World::with(&[100, 100]);
    let (origin, validator) = (party(0).operator, party(1).operator);
    world.delegate(ALICE, 0, 200);
    world.call(ALICE, redelegateCall { origin, validator, amount: cmt(100) }).unwrap();
    world.call(ALICE, undelegateCall { validator: origin, amount: cmt(100) }).unwrap();
    // Due, and not yet settled.
    world.pass(WEEK);
    world.call(BOB, evidence(&party(0), 0, [Notarize, Notarize])).unwrap();
    let before = world.host.balance(ALICE);
    world.block();
    assert_eq!(world.host.balance(ALICE), before + cmt(100));
    assert_eq!(stake(&mut world, ALICE, 1), cmt(100));
}

#[test]
fn leaving_a_removed_validator_binds_to_nothing() {
    let mut world = World::with(&[100, 100, 100]);
    let (origin, validator) = (party(0).operator, party(1).operator);
    world.delegate(ALICE, 0, 200);
    world.call(BOB, evidence(&party(0), 0, [Notarize, Notarize])).unwrap();
    world.call(ALICE, redelegateCall { origin, validator, amount: U256::MAX }).unwrap();
    assert_eq!(stake(&mut world, ALICE, 1), cmt(190));
    let (origin, validator) = (validator, party(2).operator);
    world.call(ALICE, redelegateCall { origin, validator, amount: U256::MAX }).unwrap();
    assert_eq!(stake(&mut world, ALICE, 2), cmt(190));
}

#[test]
fn what_was_earned_before_is_kept() {
    let mut world = World::with(&[100, 100]);
    world.end_epoch();
    let validator = party(0).operator;
    let rewards = world.ask(delegationCall { delegator: validator, validator }).rewards;
    let owed = rewards + world.validator(0).commissionOwed;
    assert!(owed > cmt(1) / U256::from(10));
    world.call(BOB, evidence(&party(0), 0, [Notarize, Notarize])).unwrap();
    assert_eq!(world.call(validator, claimCall { validator }).unwrap(), owed);
}
