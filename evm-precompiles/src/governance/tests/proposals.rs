//! How proposals begin and end, and what becomes of deposits.

use alloy_primitives::U256;

use super::{
    ANN, BEN, CAT, DAY, PERIOD, ZOE, ask, call, cmt, counts, deposit, end, fails, has, log, pass,
    pay, proposal, propose, state, text, vote, world,
};
use crate::{
    abi::{
        IClosing::SettlementFailed,
        IGovernance::{
            Action, Choice, Concluded, DepositBurned, DepositReturned, Executed, Kind, NotDue,
            Proposed, State, Tally, TitleMissing, TooLong, TooManyOpen, UnknownProposal,
            WrongDeposit, fundsCall, openProposalsCall, pokeCall, proposalCall, proposalCountCall,
            proposalsCall, proposeTextCall, tallyCall, voteCall, voteOfCall,
        },
        IPrecompile::PageTooLarge,
    },
    address::{CMT as COIN, GOVERNANCE},
    governance::{MAX_OPEN, MAX_TEXT, MAX_TITLE},
};

fn words(title: &str, text: &str) -> proposeTextCall {
    proposeTextCall { title: title.into(), text: text.into() }
}

#[test]
fn a_proposal_is_told_in_full() {
    let mut host = world();
    let now = U256::from(host.time());
    host.take_logs();
    let id = propose(&mut host, words("Title", "Text"));
    assert_eq!(id, U256::ONE);
    let endsAt = now + U256::from(PERIOD);
    let action = Action {
        key: String::new(),
        account: alloy_primitives::Address::ZERO,
        index: 0,
        value: U256::ZERO,
        flag: false,
        claimant: alloy_primitives::Address::ZERO,
    };
    let event = Proposed {
        id,
        proposer: ZOE,
        kind: Kind::Text,
        title: "Title".into(),
        text: "Text".into(),
        action,
        deposit: deposit(),
        endsAt,
    };
    assert_eq!(host.take_logs(), [log(&event)]);
    let told = proposal(&mut host, id);
    assert_eq!((told.id, told.kind, told.state), (id, Kind::Text, State::Voting));
    assert_eq!((told.proposer, told.deposit), (ZOE, deposit()));
    assert_eq!((told.submittedAt, told.endsAt, told.executeAt), (now, endsAt, U256::ZERO));
    assert_eq!(told.title, "Title");
    assert_eq!(ask(&mut host, openProposalsCall {}), [id]);
    assert_eq!(ask(&mut host, fundsCall {}).deposits, deposit());
    assert_eq!(host.balance(GOVERNANCE), deposit());
}

#[test]
fn what_is_no_proposal_is_refused_by_name() {
    let mut host = world();
    let required = deposit();
    for sent in [U256::ZERO, required - U256::ONE, required + U256::ONE] {
        let error = WrongDeposit { sent, required };
        fails(&mut host, ZOE, sent, words("t", ""), error);
    }
    fails(&mut host, ZOE, required, words("", "text"), TitleMissing {});
    let long = |length: usize| "x".repeat(length);
    let error = TooLong { length: U256::from(MAX_TITLE + 1), max: U256::from(MAX_TITLE) };
    fails(&mut host, ZOE, required, words(&long(MAX_TITLE + 1), ""), error);
    let error = TooLong { length: U256::from(MAX_TEXT + 1), max: U256::from(MAX_TEXT) };
    fails(&mut host, ZOE, required, words("t", &long(MAX_TEXT + 1)), error);
    pay(&mut host, ZOE, required, words(&long(MAX_TITLE), &long(MAX_TEXT))).unwrap();
    for id in [U256::ZERO, U256::from(2), U256::MAX] {
        let error = || UnknownProposal { id };
        fails(&mut host, ZOE, U256::ZERO, proposalCall { id }, error());
        fails(&mut host, ZOE, U256::ZERO, tallyCall { id }, error());
        fails(&mut host, ZOE, U256::ZERO, voteOfCall { id, account: ANN }, error());
        fails(&mut host, ANN, U256::ZERO, voteCall { id, choice: Choice::Yes }, error());
        fails(&mut host, ANN, U256::ZERO, pokeCall { id }, error());
    }
}

#[test]
fn only_so_many_are_open_at_a_time() {
    let mut host = world();
    for _ in 0..MAX_OPEN {
        text(&mut host);
    }
    let error = TooManyOpen { max: U256::from(MAX_OPEN) };
    fails(&mut host, ZOE, deposit(), words("t", ""), error);
    end(&mut host);
    assert!(ask(&mut host, openProposalsCall {}).is_empty());
    text(&mut host);
}

#[test]
fn a_statement_that_passes_is_recorded_and_its_deposit_goes_back() {
    let mut host = world();
    let before = host.balance(ZOE);
    let id = text(&mut host);
    vote(&mut host, CAT, id, Choice::Yes);
    vote(&mut host, ANN, id, Choice::No);
    vote(&mut host, BEN, id, Choice::Abstain);
    let logs = end(&mut host);
    let tally =
        Tally { yes: cmt(300), no: cmt(100), abstain: cmt(200), veto: U256::ZERO, total: cmt(600) };
    let executeAt = U256::from(host.time());
    let amount = deposit();
    let events = [
        log(&DepositReturned { id, proposer: ZOE, amount }),
        log(&Concluded { id, state: State::Passed, tally: tally.clone(), executeAt }),
        log(&Executed { id }),
    ];
    assert_eq!(logs, events);
    let told = proposal(&mut host, id);
    assert_eq!((told.state, told.tally), (State::Executed, tally));
    assert_eq!(host.balance(ZOE), before);
    assert_eq!(ask(&mut host, fundsCall {}).deposits, U256::ZERO);
    assert!(ask(&mut host, openProposalsCall {}).is_empty());
}

#[test]
fn nothing_is_due_before_the_end_and_nothing_after_it() {
    let mut host = world();
    let id = text(&mut host);
    vote(&mut host, CAT, id, Choice::Yes);
    let dueAt = U256::from(host.time() + PERIOD);
    pass(&mut host, PERIOD - 1);
    fails(&mut host, ZOE, U256::ZERO, pokeCall { id }, NotDue { id, dueAt });
    assert!(host.close_block().is_empty());
    pass(&mut host, 1);
    call(&mut host, ZOE, pokeCall { id }).unwrap();
    assert_eq!(state(&mut host, id), State::Executed);
    let dueAt = U256::ZERO;
    fails(&mut host, ZOE, U256::ZERO, pokeCall { id }, NotDue { id, dueAt });
    assert!(host.close_block().is_empty(), "what was poked is not settled again");
}

#[test]
fn the_quorum_is_a_third_of_all_stake() {
    // 600 CMT: 200 are exactly a third.
    for (voter, extra, expected) in
        [(BEN, 0, State::Executed), (BEN, 1, State::Rejected), (ANN, 0, State::Rejected)]
    {
        let mut host = world();
        let id = text(&mut host);
        vote(&mut host, voter, id, Choice::Yes);
        super::stand_in::delegate(&mut host, CAT, CAT, cmt(300) + U256::from(extra));
        let logs = end(&mut host);
        assert_eq!(state(&mut host, id), expected, "{voter} {extra}");
        assert!(has::<DepositReturned>(&logs), "too few votes burn nothing");
    }
}

#[test]
fn more_than_half_of_the_decided_must_agree() {
    for (against, expected) in [(CAT, State::Rejected), (BEN, State::Executed)] {
        let mut host = world();
        let id = text(&mut host);
        // 300 against 300, or 400 against 200.
        for voter in [ANN, BEN, CAT] {
            let choice = if voter == against { Choice::No } else { Choice::Yes };
            vote(&mut host, voter, id, choice);
        }
        end(&mut host);
        assert_eq!(state(&mut host, id), expected);
    }
}

#[test]
fn abstentions_alone_decide_nothing() {
    let mut host = world();
    let id = text(&mut host);
    for voter in [ANN, BEN, CAT] {
        vote(&mut host, voter, id, Choice::Abstain);
    }
    end(&mut host);
    assert_eq!(state(&mut host, id), State::Rejected);
}

#[test]
fn more_than_a_third_of_vetoes_burns_the_deposit() {
    // 200 of 600 are a third, and no more.
    for (extra, expected) in [(0u64, State::Executed), (1, State::Vetoed)] {
        let mut host = world();
        let (rich, supply) = (host.balance(ZOE), host.slot(COIN, U256::ZERO));
        let id = text(&mut host);
        vote(&mut host, ANN, id, Choice::Yes);
        vote(&mut host, CAT, id, Choice::Yes);
        vote(&mut host, BEN, id, Choice::Veto);
        super::stand_in::delegate(&mut host, BEN, BEN, cmt(200) + U256::from(extra * 3));
        let logs = end(&mut host);
        assert_eq!(state(&mut host, id), expected);
        let is_vetoed = expected == State::Vetoed;
        assert_eq!(has::<DepositBurned>(&logs), is_vetoed);
        assert_eq!(has::<DepositReturned>(&logs), !is_vetoed);
        assert!(!has::<SettlementFailed>(&logs));
        let lost = if is_vetoed { deposit() } else { U256::ZERO };
        assert_eq!(host.balance(ZOE), rich - lost);
        assert_eq!(host.burned(), lost);
        assert_eq!(host.slot(COIN, U256::ZERO), supply - lost);
        assert_eq!(host.slot(COIN, U256::ONE), lost, "told by totalBurned");
        assert_eq!(host.balance(GOVERNANCE), U256::ZERO);
    }
}

#[test]
fn without_validators_nothing_passes() {
    let mut host = world();
    let id = text(&mut host);
    for voter in [ANN, BEN, CAT] {
        vote(&mut host, voter, id, Choice::Yes);
        super::stand_in::unseat(&mut host, voter);
    }
    assert_eq!(counts(&mut host, id), [0; 5]);
    end(&mut host);
    assert_eq!(state(&mut host, id), State::Rejected);
}

#[test]
fn proposals_are_listed_in_pages() {
    let mut host = world();
    for _ in 0..5 {
        text(&mut host);
        pass(&mut host, DAY);
        host.close_block();
    }
    assert_eq!(ask(&mut host, proposalCountCall {}), U256::from(5));
    let mut seen = Vec::new();
    for from in [0u64, 2, 4, 6] {
        let (from, limit) = (U256::from(from), U256::from(2));
        seen.extend(ask(&mut host, proposalsCall { from, limit }));
    }
    let ids: Vec<u64> = seen.iter().map(|proposal| proposal.id.to()).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5]);
    let (from, limit) = (U256::MAX, U256::from(100));
    assert!(ask(&mut host, proposalsCall { from, limit }).is_empty());
    let (limit, max) = (U256::from(101), U256::from(100));
    let list = proposalsCall { from: U256::ZERO, limit };
    fails(&mut host, ZOE, U256::ZERO, list, PageTooLarge { limit, max });
}
