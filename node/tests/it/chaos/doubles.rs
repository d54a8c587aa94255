//! One key and two machines: a validator that signs against itself.

use std::{
    fs,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256, U256, hex};
use alloy_sol_types::{SolCall, SolError};
use cybermiles_consensus::{
    Seed, VOTES_FILE, ValidatorKeys,
    votes::{Kind as Vote, Record as _, SignedVote},
    votes_file::VotesFile,
};
use cybermiles_evm_precompiles::{
    abi::IStaking::{
        AlreadyValidator, Commission, Declaration, Endpoint, KeyUsed, Metadata, declareCall,
        unjailCall, validatorCall,
    },
    address::STAKING,
    staking::committee,
};
use serde_json::{Value, json};

use super::{
    payments::account,
    rpc,
    testnet::{CHAIN_ID, Kind, Network},
};

/// The operators' accounts of a test network, by their number in the mnemonic.
const OPERATORS: u32 = 99;
/// Blocks of an epoch.
const EPOCH_BLOCKS: u64 = 20;
/// The validator whose machine is replaced.
const VICTIM: usize = 4;
/// Those that stand still meanwhile: without them no view ends.
const FROZEN: [usize; 2] = [2, 3];

/// A validator's machine is replaced by a copy without its record of signed votes, in the middle
/// of a view that it leads: it proposes a second time, is found out, slashed once and removed.
#[test]
fn who_signs_twice_is_slashed_once_and_never_comes_back() {
    let mut network = Network::start(Kind { epoch_blocks: EPOCH_BLOCKS, ..Kind::default() });
    let payments = network.pay(8);
    network.go_on(&network.all(), 3);
    let operator = account(OPERATORS + 4).address();
    let before = stake(&network, 1, operator).expect("the validator's stake");

    sign_twice(&mut network);
    network.until("evidence", |network| is_found_out(network).then_some(()));
    FROZEN.iter().for_each(|at| network.thaw(*at));

    let expected = before - before * U256::from(5) / U256::from(100);
    network.until("the slash", |network| (stake(network, 1, operator)? < before).then_some(()));
    assert_eq!(stake(&network, 1, operator), Some(expected), "5 % of {before}");
    // Out of the committee from the epoch after the next on, and the others go on without it.
    let rest = [0, 1, 2, 3];
    network.until("it is removed", |network| {
        network.watch();
        let seats = rpc::ask(network.nodes[1].rpc, "cmt_validators", json!([]))?;
        (seats["validators"].as_array()?.len() == 3).then_some(())
    });
    network.go_on(&rest, 30);
    assert_eq!(stake(&network, 1, operator), Some(expected), "slashed more than once");
    it_cannot_come_back(&network, operator);
    network.check();
    for at in [1, 2, 3] {
        payments.check(&network.nodes[at].name, network.nodes[at].rpc);
    }
}

/// Neither out of jail, nor declared anew: by the same operator not, and the key by nobody.
fn it_cannot_come_back(network: &Network, operator: Address) {
    let refused = |from: Address, value: U256, data: Vec<u8>| {
        let answer = staking_call(network, from, value, data);
        let data = answer["error"]["data"].as_str().unwrap_or_default().to_owned();
        hex::decode(data).unwrap_or_else(|error| panic!("{error}: {answer}"))
    };
    let unjail = refused(operator, U256::ZERO, unjailCall {}.abi_encode());
    assert!(!unjail.is_empty(), "refused without a reason");
    let keystore = network.nodes[VICTIM].folder.join("validator.json");
    let used = ValidatorKeys::derive(&Seed::load(&keystore, "testnet").expect("its keys"));
    let used = used.expect("good keys");
    let fresh = ValidatorKeys::derive(&Seed::from_bytes([77; 32])).expect("good keys");
    let (other, stake) = (account(9).address(), cmt(1_000));
    for keys in [&used, &fresh] {
        let again = refused(operator, stake, declare(keys, operator));
        assert_eq!(again, AlreadyValidator { operator }.abi_encode(), "the operator is taken back");
    }
    let elsewhere = refused(other, stake, declare(&used, other));
    let expected = KeyUsed { consensusKey: used.consensus_key() }.abi_encode();
    assert_eq!(elsewhere, expected, "the key is taken back");
    // It is the key that is refused, not the declaration.
    let answer = staking_call(network, other, stake, declare(&fresh, other));
    assert!(answer.get("result").is_some(), "another key is refused too: {answer}");
}

fn declare(keys: &ValidatorKeys, operator: Address) -> Vec<u8> {
    let (consensus_proof, randao_proof) = keys.prove_possession(CHAIN_ID, operator);
    let declaration = Declaration {
        consensusKey: keys.consensus_key(),
        randaoKey: keys.randao_key().to_vec().into(),
        consensusProof: consensus_proof.to_vec().into(),
        randaoProof: randao_proof.to_vec().into(),
        maxStake: cmt(5_000),
        commission: Commission { rate: 500, max: 1_000, maxDailyChange: 100 },
        metadata: Metadata { name: "again".into(), ..Metadata::default() },
        endpoint: Endpoint { port: 1, ..Endpoint::default() },
    };
    declareCall { declaration }.abi_encode()
}

fn cmt(amount: u64) -> U256 {
    U256::from(amount) * U256::from(10).pow(U256::from(18))
}

fn staking_call(network: &Network, from: Address, value: U256, data: Vec<u8>) -> Value {
    let data = hex::encode_prefixed(data);
    let call = json!({ "from": from, "to": STAKING, "value": format!("{value:#x}"), "data": data });
    let answer = rpc::answer(network.nodes[1].rpc, "eth_call", json!([call, "latest"]));
    answer.expect("an answer")
}

/// Replaces the victim's machine until it signed against itself. It need not do so at once: to
/// propose anew it needs the block before, which it asks of any validator, and if that one stands
/// still the view times out first. Then it gives the view up, as it should; and as one that gave a
/// view up does not propose in it any more, the scene is set again in another view.
fn sign_twice(network: &mut Network) {
    let key = network.until("its key", |network| {
        let status = rpc::ask(network.nodes[VICTIM].rpc, "cmt_status", json!([]))?;
        rpc::hash(&status["consensusKey"])
    });
    network.until("it signs against itself", |network| {
        if is_found_out(network) {
            return Some(());
        }
        let first = hold_in_a_view_of(network, key)?;
        network.kill(VICTIM);
        fs::remove_dir_all(network.nodes[VICTIM].folder.join("consensus")).expect("its record");
        network.start_node(VICTIM);
        let signed_twice = network.until("it votes on the view again", |network| {
            if is_found_out(network) {
                return Some(true);
            }
            let votes = signed(network, VICTIM, &key)?;
            let mut here = votes.iter().filter(|vote| is_same_view(vote, &first));
            let vote = here.next()?;
            println!("signed {first}; then, without the record, {vote}");
            Some(vote.kind == Vote::Notarize && vote.digest != first.digest)
        });
        if !signed_twice {
            FROZEN.iter().for_each(|at| network.thaw(*at));
        }
        signed_twice.then_some(())
    });
}

fn is_same_view(one: &SignedVote, other: &SignedVote) -> bool {
    (one.epoch, one.view) == (other.epoch, other.view)
}

fn is_found_out(network: &Network) -> bool {
    network.nodes[1].folder.join("evidence.jsonl").exists()
}

/// Freezes two validators in a view that the victim leads, that cannot end without them, and whose
/// proposal validator 1 knows. Gives the victim's vote for it; `None` if it was not such a view, and
/// all go on then.
fn hold_in_a_view_of(network: &mut Network, key: B256) -> Option<SignedVote> {
    network.go_on(&[0, 1, 2, 3, 4], 1);
    FROZEN.iter().for_each(|at| network.freeze(*at));
    // What was voted for already is decided without them.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(1) {
        std::thread::park_timeout(Duration::from_millis(50));
    }
    let held = proposal_now(network, key);
    if held.is_none() {
        FROZEN.iter().for_each(|at| network.thaw(*at));
    }
    held
}

/// The victim's vote for its own proposal in the view that validator 1 is in, if it leads that and
/// both voted for the proposal.
fn proposal_now(network: &Network, key: B256) -> Option<SignedVote> {
    let address = network.nodes[1].rpc;
    let status = rpc::ask(address, "cmt_status", json!([]))?;
    let (epoch, view) = (rpc::number(&status["epoch"])?, rpc::number(&status["view"])?);
    // Where an epoch ends, the head's is not the one that is voted in.
    if (rpc::number(&status["headNumber"])? + 2) / EPOCH_BLOCKS != epoch {
        return None;
    }
    let read = |slot: U256| -> Result<U256, ()> {
        let slot = json!([STAKING, format!("{slot:#x}"), "latest"]);
        let word = rpc::ask(address, "eth_getStorageAt", slot).ok_or(())?;
        word.as_str().ok_or(())?.parse().map_err(drop)
    };
    let committee = committee::read(epoch, read).ok().flatten()?;
    // The status names the last view that ended.
    let leader = committee.seats.get(committee.leader(view + 1))?;
    if leader.consensus_key != key {
        return None;
    }
    let is_proposal = |vote: &&SignedVote| {
        (vote.epoch, vote.view, vote.kind) == (epoch, view + 1, Vote::Notarize)
    };
    let mine = *signed(network, VICTIM, &key)?.iter().find(is_proposal)?;
    let status = rpc::ask(address, "cmt_status", json!([]))?;
    let known = signed(network, 1, &rpc::hash(&status["consensusKey"])?)?.contains(&mine);
    let is_held = rpc::number(&status["view"])? == view;
    (known && is_held).then_some(mine)
}

/// What a validator signed, from a copy of its record: it holds the file itself.
fn signed(network: &Network, at: usize, key: &B256) -> Option<Vec<SignedVote>> {
    let copy = network.folder().join("copied-votes");
    fs::copy(network.nodes[at].folder.join("consensus").join(VOTES_FILE), &copy).ok()?;
    VotesFile::open(&copy, key).ok()?.load().ok()
}

fn stake(network: &Network, at: usize, operator: Address) -> Option<U256> {
    let data = validatorCall { operator }.abi_encode();
    let call = json!([{ "to": STAKING, "data": hex::encode_prefixed(data) }, "latest"]);
    let answer = rpc::ask(network.nodes[at].rpc, "eth_call", call)?;
    let bytes = hex::decode(answer.as_str()?).ok()?;
    Some(validatorCall::abi_decode_returns(&bytes).ok()?.tokens)
}
