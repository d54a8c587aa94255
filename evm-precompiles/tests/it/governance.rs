//! Governance on the stake that Staking keeps: votes follow every delegation.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, keccak256};
use alloy_sol_types::SolCall;
use blst::min_pk::SecretKey;
use curve25519_dalek::{EdwardsPoint, Scalar};
use cybermiles_evm_precompiles::{
    Call, Status,
    abi::{
        IGovernance::{
            Choice, Pausable, State, parameterCall, pokeCall, proposalCall, proposeParameterCall,
            proposePauseCall, proposeSpendingCall, proposeTextCall, proposeUpgradeCall, tallyCall,
            voteCall,
        },
        IStaking::{
            Commission, Declaration, Endpoint, Metadata, delegateCall, redelegateCall,
            undelegateCall,
        },
    },
    address::{CMT as COIN, GOVERNANCE, STAKING},
    governance::{self, seed},
    memory::MemoryHost,
    staking::{
        self,
        genesis::{Founder, Founding, found},
        possession,
    },
};
use sha2::{Digest, Sha512};

const CHAIN: u64 = 1337;
const ANN: Address = Address::repeat_byte(0xa1);
const BEN: Address = Address::repeat_byte(0xb1);
const DAN: Address = Address::repeat_byte(0xd1);
const EVE: Address = Address::repeat_byte(0xe1);

fn cmt(whole: u64) -> U256 {
    U256::from(whole) * U256::from(10u64.pow(18))
}

/// An Ed25519 signature (RFC 8032) and the key it is by.
fn sign_vote_key(seed: B256, message: impl FnOnce(B256) -> Vec<u8>) -> (B256, [u8; 64]) {
    let hash: [u8; 64] = Sha512::digest(seed).into();
    let mut low: [u8; 32] = hash[..32].try_into().unwrap();
    low[0] &= 248;
    low[31] = (low[31] & 127) | 64;
    let scalar = Scalar::from_bytes_mod_order(low);
    let public = B256::from(EdwardsPoint::mul_base(&scalar).compress().0);
    let message = message(public);
    let wide =
        |parts: &[&[u8]]| Scalar::from_bytes_mod_order_wide(&Sha512::digest(parts.concat()).into());
    let nonce = wide(&[&hash[32..], &message]);
    let point = EdwardsPoint::mul_base(&nonce).compress().0;
    let answer = nonce + wide(&[&point, public.as_slice(), &message]) * scalar;
    (public, [point, answer.to_bytes()].concat().try_into().unwrap())
}

fn founder(operator: Address, whole: u64) -> Founder {
    let seed = keccak256(operator);
    let randao = SecretKey::key_gen(seed.as_slice(), &[]).unwrap();
    let randao_key = FixedBytes(randao.sk_to_pk().to_bytes());
    let message = |key| possession::message(CHAIN, operator, &key, &randao_key);
    let (key, proof) = sign_vote_key(seed, message);
    let randao_proof = randao.sign(&message(key), possession::RANDAO_DOMAIN, &[]).to_bytes();
    let declaration = Declaration {
        consensusKey: key,
        randaoKey: randao_key.to_vec().into(),
        consensusProof: proof.to_vec().into(),
        randaoProof: randao_proof.to_vec().into(),
        maxStake: cmt(whole * 10),
        commission: Commission { rate: 1_000, max: 2_000, maxDailyChange: 100 },
        metadata: Metadata::default(),
        endpoint: Endpoint::default(),
    };
    Founder { operator, self_stake: cmt(whole), declaration, delegations: vec![] }
}

/// A network of two validators, Ann with 1,000 CMT and Ben with 2,000.
fn network() -> MemoryHost {
    let mut host = MemoryHost::new();
    let people = [ANN, BEN, DAN, EVE];
    for account in people {
        host.set_balance(account, cmt(1_000_000));
    }
    let founding = Founding {
        chain_id: CHAIN,
        time: host.time(),
        seed: B256::repeat_byte(5),
        supply: cmt(4_003_000),
        validators: vec![founder(ANN, 1_000), founder(BEN, 2_000)],
    };
    let founded = found(&founding).unwrap();
    host.set_balance(STAKING, founded.balance);
    for (slot, value) in founded.slots {
        host.set_slot(STAKING, slot.into(), value.into());
    }
    host.set_slot(COIN, U256::ZERO, cmt(4_003_000));
    host
}

fn call<C: SolCall>(
    host: &mut MemoryHost,
    caller: Address,
    to: Address,
    value: U256,
    function: C,
) -> C::Return {
    let done: Result<_, Bytes> = host.call_as(caller, to, value, function);
    done.unwrap_or_else(|error| panic!("{} was refused: {error}", C::SIGNATURE))
}

fn vote(host: &mut MemoryHost, voter: Address, id: U256, choice: Choice) {
    call(host, voter, GOVERNANCE, U256::ZERO, voteCall { id, choice });
}

/// Yes, no and all, in whole CMT.
fn counts(host: &mut MemoryHost, id: U256) -> [u64; 3] {
    let tally = call(host, EVE, GOVERNANCE, U256::ZERO, tallyCall { id });
    [tally.yes, tally.no, tally.total].map(|wei| (wei / cmt(1)).to())
}

#[test]
fn votes_follow_what_staking_does() {
    let mut host = network();
    call(&mut host, DAN, STAKING, cmt(500), delegateCall { validator: ANN });
    let (title, text) = (String::from("More gas"), String::new());
    let (key, value) = (String::from("staking.validators"), U256::from(21));
    let change = proposeParameterCall { title, text, key: key.clone(), value };
    let id = call(&mut host, EVE, GOVERNANCE, cmt(10_000), change);
    assert_eq!(counts(&mut host, id), [0, 0, 3_500]);
    vote(&mut host, ANN, id, Choice::Yes);
    assert_eq!(counts(&mut host, id), [1_500, 0, 3_500]);
    vote(&mut host, DAN, id, Choice::No);
    assert_eq!(counts(&mut host, id), [1_000, 500, 3_500]);
    vote(&mut host, BEN, id, Choice::Yes);
    // Moved to Ben: still Dan's no, and counted once.
    let (origin, validator, amount) = (ANN, BEN, cmt(300));
    call(&mut host, DAN, STAKING, U256::ZERO, redelegateCall { origin, validator, amount });
    assert_eq!(counts(&mut host, id), [3_000, 500, 3_500]);
    vote(&mut host, DAN, id, Choice::No);
    assert_eq!(counts(&mut host, id), [3_000, 500, 3_500]);
    // On its way out: no vote of anybody's.
    let (validator, amount) = (BEN, cmt(100));
    call(&mut host, DAN, STAKING, U256::ZERO, undelegateCall { validator, amount });
    assert_eq!(counts(&mut host, id), [3_000, 400, 3_400]);
    // More of it, and more of somebody who does not vote.
    call(&mut host, DAN, STAKING, cmt(50), delegateCall { validator: ANN });
    call(&mut host, EVE, STAKING, cmt(70), delegateCall { validator: ANN });
    assert_eq!(counts(&mut host, id), [3_070, 450, 3_520]);
    let proposal = call(&mut host, EVE, GOVERNANCE, U256::ZERO, proposalCall { id });
    host.set_time(proposal.endsAt.to());
    host.close_block();
    let told = call(&mut host, EVE, GOVERNANCE, U256::ZERO, proposalCall { id });
    assert!(told.state == State::Passed);
    host.set_time(told.executeAt.to());
    host.close_block();
    let told = call(&mut host, EVE, GOVERNANCE, U256::ZERO, parameterCall { key });
    assert_eq!(told.value, value, "and Staking reads it there");
    let mut system = Call::system(&mut host, STAKING);
    let read = governance::value(&mut system, &staking::parameters::VALIDATORS);
    assert_eq!(read, Ok(21));
}

const DOCS: &str = include_str!("../../../docs/spec/governance.md");

struct Meter {
    host: MemoryHost,
    rows: Vec<String>,
}

impl Meter {
    fn measure(
        &mut self,
        what: &str,
        (caller, to): (Address, Address),
        value: U256,
        function: &impl SolCall,
    ) {
        let output = self.host.call(caller, to, value, &function.abi_encode());
        assert_eq!(output.status, Status::Success, "{what}: {output:?}");
        self.rows.push(format!("| {what} | {} |", output.gas_used));
    }

    fn proposal(&mut self, what: &str, function: &impl SolCall) {
        self.measure(what, (EVE, GOVERNANCE), cmt(10_000), function);
    }

    fn ask(&mut self, what: &str, caller: Address, function: &impl SolCall) {
        self.measure(what, (caller, GOVERNANCE), U256::ZERO, function);
    }
}

#[test]
fn the_gas_table_of_the_docs_is_what_is_measured() {
    let mut host = network();
    seed(&mut host, cmt(1_000), &[]).unwrap();
    for delegator in [DAN, EVE] {
        call(&mut host, delegator, STAKING, cmt(10), delegateCall { validator: ANN });
    }
    let height = U256::from(host.block_mut().number + 1_000_000);
    let mut meter = Meter { host, rows: vec![] };
    let (title, text) = (String::from("A title of 27 characters..."), "x".repeat(1_000));
    let statement = proposeTextCall { title: title.clone(), text: text.clone() };
    meter.proposal("`proposeText`, 1,000 bytes, first on the chain", &statement);
    meter.proposal("`proposeText`, 1,000 bytes", &statement);
    let (key, value) = (String::from("chain.gasLimit"), U256::from(200_000_000));
    let change =
        proposeParameterCall { title: title.clone(), text: text.clone(), key: key.clone(), value };
    meter.proposal("`proposeParameter`, 1,000 bytes", &change);
    let (target, period) = (Pausable::Grants, U256::from(86_400));
    let pause = proposePauseCall { title: title.clone(), text: text.clone(), target, period };
    meter.proposal("`proposePause`, 1,000 bytes", &pause);
    let name = String::from("v2");
    let upgrade = proposeUpgradeCall { title: title.clone(), text: text.clone(), name, height };
    meter.proposal("`proposeUpgrade`, 1,000 bytes", &upgrade);
    let spending = proposeSpendingCall { title, text, to: DAN, amount: cmt(1) };
    meter.proposal("`proposeSpending`, 1,000 bytes", &spending);
    let (id, choice) = (U256::from(4), Choice::Yes);
    let yes = voteCall { id, choice };
    meter.ask("`vote` of a validator, first", ANN, &yes);
    meter.ask("`vote` of a delegator of one validator, first", DAN, &yes);
    meter.ask("`vote`, changed", DAN, &voteCall { id, choice: Choice::No });
    meter.ask("`tally`, two validators", BEN, &tallyCall { id });
    meter.ask("`parameter`", BEN, &parameterCall { key });
    let more = delegateCall { validator: ANN };
    let to = STAKING;
    meter.measure("Staking's `delegate`, more, without a vote", (EVE, to), cmt(1), &more);
    meter.measure("Staking's `delegate`, more, with one open vote", (DAN, to), cmt(1), &more);
    vote(&mut meter.host, BEN, id, Choice::Yes);
    meter.ask("`poke` of an urgent pause, two validators", BEN, &pokeCall { id });
    let table = meter.rows.join("\n");
    assert!(DOCS.contains(&table), "docs/spec/governance.md should contain\n{table}");
}
