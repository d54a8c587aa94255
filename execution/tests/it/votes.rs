//! Whole votes on the EVM against the same on their in-memory twin: a proposal, the votes of
//! validators with real stake, the end of the voting, the time lock, and what it does. Calls are
//! transactions; ends settle by themselves in the closing of a block, or by `poke`.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, Log, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use cybermiles_evm_precompiles::{
    abi::{
        ICMT::{totalBurnedCall, totalSupplyCall},
        IGovernance::{
            AlreadyClaimed, Choice, DeadlineNotPassed, Executed, ExecutionFailed, NotDue, NotOpen,
            NotPayee, NothingLeft, State, UnclaimedDecided, fundsCall, pokeCall, proposalCall,
            proposeClaimantCall, proposeTrustCall, proposeUnclaimedCall, unclaimedDecisionCall,
            voteCall,
        },
        IIdentity::{NotProvider, TrustChanged, isTrustedCall, registerCall},
        IMigration::{
            ClaimantNamed, Claimed, DeadlinePassed, NoClaimant, NotClaimant, Released,
            isClaimedCall, remainingCall, rowCall,
        },
        IStaking::declareCall,
    },
    address::{CMT as COIN, GOVERNANCE, IDENTITY, MIGRATION, STAKING},
    governance::parameters::{DEPOSIT, TIME_LOCK, VOTING_PERIOD},
    staking::genesis::{Founder, Founding, found},
};

use crate::{
    claims::{Chain, TIME, account, amount},
    native::DECLARATIONS,
    pair::{Pair, party},
};

/// Parties 1 to 3 are validators; these are not.
const VOTERS: [u8; 3] = [1, 2, 3];
const HOLDER: u8 = 4;
const PROPOSER: u8 = 5;
const PERIOD: u64 = VOTING_PERIOD.initial as u64;
const LOCK: u64 = TIME_LOCK.initial as u64;

fn cmt(whole: u64) -> U256 {
    U256::from(whole) * U256::from(10u64.pow(18))
}

/// A chain with three validators, rows of the ERC-20 to be claimed, and a supply that is counted.
fn chain() -> Chain {
    let mut pair = Pair::new();
    let validators = VOTERS.into_iter().zip(DECLARATIONS.lines()).map(|(who, data)| {
        let data = alloy_primitives::hex::decode(data).unwrap();
        let declaration = declareCall::abi_decode(&data).unwrap().declaration;
        Founder { operator: party(who), self_stake: cmt(100), declaration, delegations: vec![] }
    });
    let founding = Founding {
        chain_id: 1337,
        time: pair.time(),
        seed: B256::repeat_byte(5),
        supply: cmt(10_000_000),
        validators: validators.collect(),
    };
    let founded = found(&founding).unwrap();
    pair.begin(STAKING, &founded.slots, founded.balance);
    let mut chain = Chain::on(pair);
    let supply = BTreeMap::from([(B256::ZERO, chain.pair.total_wei().into())]);
    chain.pair.begin(COIN, &supply, U256::ZERO);
    chain
}

/// What a call answers, or the error it is refused with.
fn ask<C: SolCall>(
    chain: &mut Chain,
    who: u8,
    to: Address,
    value: U256,
    function: &C,
) -> Result<C::Return, Bytes> {
    let (success, bytes) = chain.pair.call(who, to, value, function.abi_encode());
    if success { Ok(C::abi_decode_returns(&bytes).unwrap()) } else { Err(bytes) }
}

fn view<C: SolCall>(chain: &mut Chain, of: Address, function: &C) -> C::Return {
    ask(chain, PROPOSER, of, U256::ZERO, function).expect("a view answers")
}

fn propose<C: SolCall<Return = U256>>(chain: &mut Chain, function: &C) -> Result<U256, Bytes> {
    ask(chain, PROPOSER, GOVERNANCE, U256::from(DEPOSIT.initial), function)
}

#[track_caller]
fn refused<T>(answer: Result<T, Bytes>, error: impl SolError) {
    assert_eq!(answer.err().expect("it was taken"), error.abi_encode());
}

fn at(address: Address, event: &impl SolEvent) -> Log {
    Log { address, data: event.encode_log_data() }
}

fn state(chain: &mut Chain, id: U256) -> State {
    view(chain, GOVERNANCE, &proposalCall { id }).state
}

fn pass(chain: &mut Chain, seconds: u64) {
    chain.pair.set_time(chain.pair.time() + seconds);
}

fn approve(chain: &mut Chain, id: U256) {
    for who in VOTERS {
        let vote = voteCall { id, choice: Choice::Yes };
        ask(chain, who, GOVERNANCE, U256::ZERO, &vote).expect("a vote is taken");
    }
    chain.pair.compare();
}

/// Everybody agrees, and voting and time lock end by themselves; answers the logs of the end.
#[track_caller]
fn decide(chain: &mut Chain, id: U256) -> Vec<Log> {
    approve(chain, id);
    let before = chain.pair.balance(party(PROPOSER));
    pass(chain, PERIOD - 1);
    assert!(chain.pair.close().is_empty(), "the voting goes on");
    pass(chain, 1);
    chain.pair.close();
    assert_eq!(state(chain, id), State::Passed);
    let deposit = U256::from(DEPOSIT.initial);
    assert_eq!(chain.pair.balance(party(PROPOSER)), before + deposit, "the deposit is back");
    pass(chain, LOCK - 1);
    assert!(chain.pair.close().is_empty(), "the time lock goes on");
    pass(chain, 1);
    chain.pair.close()
}

fn naming(n: u64, claimant: u8) -> proposeClaimantCall {
    let (title, text) = (String::from("Theirs"), String::from("Proof at …"));
    proposeClaimantCall { title, text, account: account(n), claimant: party(claimant) }
}

fn unclaimed(to: Address) -> proposeUnclaimedCall {
    proposeUnclaimedCall { title: "Unclaimed".into(), text: "They go …".into(), to }
}

/// A claim of row `n`, sent by `who`.
fn claim(chain: &mut Chain, who: u8, n: u64, recipient: Address) -> Result<(), Bytes> {
    let function = chain.claim(n, recipient);
    ask(chain, who, MIGRATION, U256::ZERO, &function).map(|_| ())
}

fn remaining(chain: &mut Chain) -> U256 {
    view(chain, MIGRATION, &remainingCall {})
}

#[test]
fn whom_a_vote_names_claims_the_row_of_a_contract() {
    // Rows 0, 4, 8 … are open; row 1 has a claimant by the genesis.
    const ROW: u64 = 8;
    let mut chain = chain();
    let all = chain.pair.total_wei();
    let payee = Address::repeat_byte(0x99);
    refused(claim(&mut chain, HOLDER, ROW, payee), NoClaimant { account: account(ROW) });
    refused(propose(&mut chain, &naming(1, HOLDER)), NotOpen { account: account(1) });
    let id = propose(&mut chain, &naming(ROW, HOLDER)).unwrap();
    let logs = decide(&mut chain, id);
    let (row, claimant) = (account(ROW), party(HOLDER));
    let named = at(MIGRATION, &ClaimantNamed { account: row, claimant });
    assert_eq!(logs, [named, at(GOVERNANCE, &Executed { id })]);
    assert_eq!(state(&mut chain, id), State::Executed);
    let told = view(&mut chain, MIGRATION, &rowCall { account: row });
    assert_eq!((told.claimant, told.isOpen, told.isClaimed), (claimant, true, false));

    let before = remaining(&mut chain);
    let (balance, wei) = (chain.pair.balance(MIGRATION), amount(ROW));
    refused(claim(&mut chain, 1, ROW, payee), NotClaimant { caller: party(1), claimant });
    claim(&mut chain, HOLDER, ROW, payee).unwrap();
    let (recipient, relayer, fee) = (payee, claimant, U256::ZERO);
    let paid = Claimed { account: row, claimant, recipient, amount: wei, relayer, fee };
    assert_eq!(chain.pair.logs, [at(MIGRATION, &paid)]);
    assert_eq!(chain.pair.balance(payee), wei);
    assert_eq!(chain.pair.balance(MIGRATION), balance - wei);
    assert_eq!(remaining(&mut chain), before - wei);
    assert!(view(&mut chain, MIGRATION, &isClaimedCall { account: row }));
    refused(claim(&mut chain, HOLDER, ROW, payee), AlreadyClaimed { account: row });
    chain.pair.compare();
    assert_eq!(chain.pair.total_wei(), all, "no wei is made or lost");
}

#[test]
fn a_vote_that_comes_too_late_fails_and_says_why() {
    let mut chain = chain();
    let payee = Address::repeat_byte(0x99);
    // Two votes about one row; the first is done by `poke`, and claimed before the second ends.
    let first = propose(&mut chain, &naming(4, 2)).unwrap();
    pass(&mut chain, 10);
    let second = propose(&mut chain, &naming(4, HOLDER)).unwrap();
    approve(&mut chain, first);
    approve(&mut chain, second);
    pass(&mut chain, PERIOD - 10);
    let poke = pokeCall { id: first };
    ask(&mut chain, HOLDER, GOVERNANCE, U256::ZERO, &poke).unwrap();
    let due = U256::from(chain.pair.time() + LOCK);
    pass(&mut chain, LOCK - 1);
    refused(
        ask(&mut chain, HOLDER, GOVERNANCE, U256::ZERO, &poke),
        NotDue { id: first, dueAt: due },
    );
    pass(&mut chain, 1);
    ask(&mut chain, HOLDER, GOVERNANCE, U256::ZERO, &poke).unwrap();
    let named = ClaimantNamed { account: account(4), claimant: party(2) };
    let done = [at(MIGRATION, &named), at(GOVERNANCE, &Executed { id: first })];
    assert_eq!(chain.pair.logs, done);
    claim(&mut chain, 2, 4, payee).unwrap();
    assert_eq!(chain.pair.balance(payee), amount(4));
    chain.pair.close();
    assert_eq!(state(&mut chain, second), State::Passed);
    pass(&mut chain, LOCK);
    let reason = AlreadyClaimed { account: account(4) }.abi_encode().into();
    assert_eq!(chain.pair.close(), [at(GOVERNANCE, &ExecutionFailed { id: second, reason })]);
    assert_eq!(state(&mut chain, second), State::Failed);
    let row = view(&mut chain, MIGRATION, &rowCall { account: account(4) });
    assert_eq!((row.claimant, row.isClaimed), (party(2), true), "as it was paid");
}

/// A chain after its deadline, with two rows paid and coins forced in; and what is left, in wei.
fn over() -> (Chain, U256) {
    let mut chain = chain();
    let all = remaining(&mut chain);
    // Rows 1, 5, 9 … are those of the parties.
    for n in [1, 5] {
        let claimant = view(&mut chain, MIGRATION, &rowCall { account: account(n) }).claimant;
        claim(&mut chain, claimant[0], n, Address::repeat_byte(0x98)).unwrap();
    }
    let left = all - amount(1) - amount(5);
    pass(&mut chain, TIME);
    let deadline = U256::from(chain.pair.time());
    let early = propose(&mut chain, &unclaimed(party(HOLDER)));
    refused(early, DeadlineNotPassed { deadline });
    pass(&mut chain, 1);
    chain.pair.force(MIGRATION, U256::from(7));
    refused(propose(&mut chain, &unclaimed(STAKING)), NotPayee { account: STAKING });
    assert_eq!(remaining(&mut chain), left);
    (chain, left)
}

/// A vote releases what is left to `to`, all of it and once.
fn release(chain: &mut Chain, to: Address, left: U256) {
    let id = propose(chain, &unclaimed(to)).unwrap();
    let logs = decide(chain, id);
    let released = at(MIGRATION, &Released { to, amount: left });
    assert!(logs.contains(&released), "{logs:?}");
    let last = [at(GOVERNANCE, &UnclaimedDecided { id }), at(GOVERNANCE, &Executed { id })];
    assert!(logs.ends_with(&last), "{logs:?}");
    assert_eq!(view(chain, GOVERNANCE, &unclaimedDecisionCall {}), id);
    assert_eq!(remaining(chain), U256::ZERO);
    assert_eq!(chain.pair.balance(MIGRATION), U256::from(7), "what was forced in stays");
    refused(propose(chain, &unclaimed(to)), NothingLeft {});
    let late = claim(chain, 1, 9, party(1)).unwrap_err();
    assert!(late.starts_with(&DeadlinePassed::SELECTOR), "{late}");
    chain.pair.compare();
}

#[test]
fn what_is_left_goes_to_an_account_by_vote() {
    let (mut chain, left) = over();
    let (before, all) = (chain.pair.balance(party(HOLDER)), chain.pair.total_wei());
    release(&mut chain, party(HOLDER), left);
    assert_eq!(chain.pair.balance(party(HOLDER)), before + left);
    assert_eq!(chain.pair.total_wei(), all);
}

#[test]
fn what_is_left_goes_into_the_reserve_by_vote() {
    let (mut chain, left) = over();
    let all = chain.pair.total_wei();
    assert_eq!(view(&mut chain, GOVERNANCE, &fundsCall {}).reserve, U256::ZERO);
    release(&mut chain, GOVERNANCE, left);
    assert_eq!(view(&mut chain, GOVERNANCE, &fundsCall {}).reserve, left);
    assert_eq!(chain.pair.balance(GOVERNANCE), left);
    assert_eq!(chain.pair.total_wei(), all);
}

#[test]
fn what_is_left_is_burned_by_vote() {
    let (mut chain, left) = over();
    let supply = |chain: &mut Chain| {
        let supply = view(chain, COIN, &totalSupplyCall {});
        (supply, view(chain, COIN, &totalBurnedCall {}), chain.pair.total_wei())
    };
    let (told, burned, all) = supply(&mut chain);
    release(&mut chain, Address::ZERO, left);
    assert_eq!(supply(&mut chain), (told - left, burned + left, all - left));
    assert_eq!(chain.pair.balance(Address::ZERO), U256::ZERO);
}

#[test]
fn whom_identity_trusts_is_decided_by_vote() {
    let mut chain = chain();
    let provider = party(HOLDER);
    let trust = |trusted: bool| {
        let (title, text) = (String::from("Trust"), String::from("Who asks for names"));
        proposeTrustCall { title, text, provider, kind: 3, trusted }
    };
    let is_trusted =
        |chain: &mut Chain| view(chain, IDENTITY, &isTrustedCall { account: provider, kind: 3 });
    // Nobody registered in time: it fails for good.
    let id = propose(&mut chain, &trust(true)).unwrap();
    let reason = NotProvider { account: provider }.abi_encode().into();
    let failed = at(GOVERNANCE, &ExecutionFailed { id, reason });
    assert_eq!(decide(&mut chain, id), [failed]);
    let register = registerCall { kinds: 8, metadata: B256::repeat_byte(1) };
    ask(&mut chain, HOLDER, IDENTITY, cmt(1_000), &register).unwrap();
    assert!(!is_trusted(&mut chain));
    for trusted in [true, false] {
        let id = propose(&mut chain, &trust(trusted)).unwrap();
        let logs = decide(&mut chain, id);
        let changed = at(IDENTITY, &TrustChanged { provider, kind: 3, trusted });
        assert_eq!(logs, [changed, at(GOVERNANCE, &Executed { id })]);
        assert_eq!(is_trusted(&mut chain), trusted);
    }
}
