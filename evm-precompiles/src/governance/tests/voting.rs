//! Whose stake counts for what, however it moves while people vote.

use alloy_primitives::U256;

use super::{
    ANN, BEN, CAT, DAN, EVE, PERIOD, ZOE, ask, call, cmt, counts, end, fails, log, pass, proposal,
    stand_in::{delegate, seat, slash, unseat},
    text, vote, world,
};
use crate::{
    abi::IGovernance::{Choice, NoChoice, NoStake, Voted, VotingEnded, voteCall, voteOfCall},
    governance::ballots,
};

#[test]
fn a_vote_is_told_and_can_be_changed() {
    let mut host = world();
    let id = text(&mut host);
    host.take_logs();
    vote(&mut host, CAT, id, Choice::Yes);
    assert_eq!(host.take_logs(), [log(&Voted { id, voter: CAT, choice: Choice::Yes })]);
    assert_eq!(counts(&mut host, id), [300, 0, 0, 0, 600]);
    vote(&mut host, CAT, id, Choice::Veto);
    assert_eq!(counts(&mut host, id), [0, 0, 0, 300, 600]);
    assert!(ask(&mut host, voteOfCall { id, account: CAT }) == Choice::Veto);
    assert!(ask(&mut host, voteOfCall { id, account: ANN }) == Choice::None);
}

#[test]
fn who_has_no_stake_or_says_nothing_or_comes_late_is_refused() {
    let mut host = world();
    let id = text(&mut host);
    let yes = voteCall { id, choice: Choice::Yes };
    fails(&mut host, ZOE, U256::ZERO, yes.clone(), NoStake { account: ZOE });
    let nothing = voteCall { id, choice: Choice::None };
    fails(&mut host, ANN, U256::ZERO, nothing, NoChoice {});
    pass(&mut host, PERIOD);
    let endedAt = U256::from(host.time());
    // Even before the end of the block.
    fails(&mut host, ANN, U256::ZERO, yes.clone(), VotingEnded { id, endedAt });
    host.close_block();
    fails(&mut host, ANN, U256::ZERO, yes, VotingEnded { id, endedAt });
}

#[test]
fn a_validator_votes_with_its_delegations_unless_they_vote_themselves() {
    let mut host = world();
    delegate(&mut host, DAN, ANN, cmt(50));
    delegate(&mut host, EVE, ANN, cmt(30));
    let id = text(&mut host);
    vote(&mut host, ANN, id, Choice::Yes);
    assert_eq!(counts(&mut host, id), [180, 0, 0, 0, 680]);
    vote(&mut host, DAN, id, Choice::No);
    assert_eq!(counts(&mut host, id), [130, 50, 0, 0, 680]);
    vote(&mut host, DAN, id, Choice::Abstain);
    assert_eq!(counts(&mut host, id), [130, 0, 50, 0, 680]);
}

#[test]
fn a_delegator_votes_where_its_validator_does_not() {
    let mut host = world();
    delegate(&mut host, DAN, ANN, cmt(50));
    delegate(&mut host, DAN, BEN, cmt(7));
    let id = text(&mut host);
    vote(&mut host, DAN, id, Choice::No);
    assert_eq!(counts(&mut host, id), [0, 57, 0, 0, 657]);
}

#[test]
fn a_validator_that_delegates_to_another_votes_there_itself() {
    let mut host = world();
    delegate(&mut host, ANN, BEN, cmt(40));
    let id = text(&mut host);
    vote(&mut host, BEN, id, Choice::No);
    vote(&mut host, ANN, id, Choice::Yes);
    assert_eq!(counts(&mut host, id), [140, 200, 0, 0, 640]);
}

#[test]
fn stake_that_moves_takes_its_vote_along() {
    let mut host = world();
    delegate(&mut host, DAN, ANN, cmt(50));
    let id = text(&mut host);
    vote(&mut host, ANN, id, Choice::Yes);
    vote(&mut host, BEN, id, Choice::Yes);
    vote(&mut host, DAN, id, Choice::No);
    assert_eq!(counts(&mut host, id), [300, 50, 0, 0, 650]);
    // Redelegated: neither does Ben vote with it, nor does Ann lose what others gave her.
    delegate(&mut host, DAN, ANN, U256::ZERO);
    delegate(&mut host, DAN, BEN, cmt(50));
    assert_eq!(counts(&mut host, id), [300, 50, 0, 0, 650]);
    // Voting again counts it no second time.
    vote(&mut host, DAN, id, Choice::Veto);
    assert_eq!(counts(&mut host, id), [300, 0, 0, 50, 650]);
    // Undelegated: gone. In other hands: counted once, as those hands vote.
    delegate(&mut host, DAN, BEN, U256::ZERO);
    assert_eq!(counts(&mut host, id), [300, 0, 0, 0, 600]);
    delegate(&mut host, EVE, BEN, cmt(50));
    vote(&mut host, EVE, id, Choice::Veto);
    assert_eq!(counts(&mut host, id), [300, 0, 0, 50, 650]);
    // What who voted delegates later follows its vote.
    delegate(&mut host, DAN, CAT, cmt(5));
    assert_eq!(counts(&mut host, id), [300, 0, 0, 55, 655]);
}

#[test]
fn stake_that_comes_or_goes_without_a_vote_is_its_validators() {
    let mut host = world();
    let id = text(&mut host);
    vote(&mut host, ANN, id, Choice::Yes);
    delegate(&mut host, DAN, ANN, cmt(50));
    assert_eq!(counts(&mut host, id), [150, 0, 0, 0, 650]);
    delegate(&mut host, ANN, ANN, cmt(10));
    delegate(&mut host, DAN, ANN, cmt(20));
    assert_eq!(counts(&mut host, id), [30, 0, 0, 0, 530]);
}

#[test]
fn a_slash_takes_the_votes_of_what_it_burned() {
    let mut host = world();
    delegate(&mut host, DAN, ANN, cmt(100));
    let id = text(&mut host);
    vote(&mut host, ANN, id, Choice::Yes);
    vote(&mut host, DAN, id, Choice::No);
    slash(&mut host, ANN, 10);
    assert_eq!(counts(&mut host, id), [90, 90, 0, 0, 680]);
    // The shares are the same; half of them leave.
    delegate(&mut host, DAN, ANN, cmt(50));
    assert_eq!(counts(&mut host, id), [90, 45, 0, 0, 635]);
}

#[test]
fn only_validators_and_backups_of_the_day_count() {
    let mut host = world();
    delegate(&mut host, DAN, ANN, cmt(50));
    let id = text(&mut host);
    vote(&mut host, ANN, id, Choice::Yes);
    vote(&mut host, DAN, id, Choice::No);
    unseat(&mut host, ANN);
    assert_eq!(counts(&mut host, id), [0, 0, 0, 0, 500]);
    seat(&mut host, ANN);
    assert_eq!(counts(&mut host, id), [100, 50, 0, 0, 650]);
}

#[test]
fn the_list_of_an_accounts_ballots_forgets_what_is_over() {
    let mut host = world();
    delegate(&mut host, DAN, ANN, cmt(50));
    let length = |host: &mut crate::memory::MemoryHost| {
        let mut call = crate::Call::system(host, crate::address::GOVERNANCE);
        ballots().at(&mut call, DAN).unwrap().len(&mut call).unwrap()
    };
    for _ in 0..3 {
        for _ in 0..4 {
            let id = text(&mut host);
            vote(&mut host, DAN, id, Choice::No);
        }
        assert_eq!(length(&mut host), 4);
        end(&mut host);
    }
    // A change of stake tidies up too, and leaves what was counted alone.
    delegate(&mut host, DAN, ANN, U256::ZERO);
    assert_eq!(length(&mut host), 0);
    let kept = proposal(&mut host, U256::ONE).tally;
    assert_eq!(kept.no, cmt(50));
}

#[test]
fn each_proposal_has_its_own_votes() {
    let mut host = world();
    delegate(&mut host, DAN, ANN, cmt(50));
    let (first, second) = (text(&mut host), text(&mut host));
    vote(&mut host, DAN, first, Choice::No);
    vote(&mut host, DAN, second, Choice::Yes);
    delegate(&mut host, DAN, ANN, cmt(60));
    assert_eq!(counts(&mut host, first), [0, 60, 0, 0, 660]);
    assert_eq!(counts(&mut host, second), [60, 0, 0, 0, 660]);
    call(&mut host, ANN, voteCall { id: first, choice: Choice::Yes }).unwrap();
    assert_eq!(counts(&mut host, first), [100, 60, 0, 0, 660]);
    assert_eq!(counts(&mut host, second), [60, 0, 0, 0, 660]);
}
