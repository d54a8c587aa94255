//! The native precompiles on the EVM against the same on their in-memory twin: the same random
//! calls must give the same answers, gas, logs, balances and storage.

use alloy_primitives::{Address, B256, U256, aliases::U40};
use alloy_sol_types::{SolCall, SolInterface};
use cybermiles_evm_precompiles::{
    abi::{self, IEscrow},
    address::{self, ESCROW},
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use crate::pair::{PARTIES, Pair, party};

/// Calls, unless `CALLDATA_CALLS` says otherwise.
const CALLS: u64 = 20_000;

/// Words that calls to the escrow are made of: times, amounts, parties, ids that exist.
struct Words(Vec<B256>);

impl Words {
    fn new() -> Self {
        let numbers = [0u64, 1, 2, 3, 32, 64, 100, 3_600, 86_400, 1_700_000_100, 1_700_090_000];
        let numbers = numbers.into_iter().map(U256::from).chain([U256::MAX]);
        let parties = (1..=PARTIES).map(|number| party(number).into_word());
        Self(numbers.map(B256::from).chain(parties).collect())
    }

    fn learn(&mut self, bytes: &[u8]) {
        self.0.extend(bytes.chunks_exact(32).take(2).map(B256::from_slice));
        if self.0.len() > 200 {
            self.0.drain(20..60);
        }
    }

    fn calldata(&self, selectors: &[[u8; 4]], random: &mut StdRng) -> Vec<u8> {
        let mut data = selectors.choose(random).copied().unwrap_or_default().to_vec();
        for _ in 0..random.random_range(0..22) {
            data.extend_from_slice(self.0.choose(random).unwrap().as_slice());
        }
        data
    }
}

fn agree(target: Address, selectors: &[[u8; 4]]) {
    agree_on(Pair::new(), target, selectors);
}

/// Random calls to `target` in a world, each the same on both.
pub(crate) fn agree_on(mut pair: Pair, target: Address, selectors: &[[u8; 4]]) {
    let from_environment = |name: &str| std::env::var(name).ok()?.parse().ok();
    let seed = from_environment("SEED").unwrap_or_else(|| rand::rng().random());
    let calls = from_environment("CALLDATA_CALLS").unwrap_or(CALLS);
    eprintln!("SEED={seed} CALLDATA_CALLS={calls}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut words = Words::new();
    let mut succeeded = 0;
    for index in 0..calls {
        let data = words.calldata(selectors, &mut random);
        let value = if random.random_bool(0.3) { random.random_range(0..1_000u64) } else { 0 };
        let who = random.random_range(1..=PARTIES);
        // No transaction sends what its sender does not have; some calls move all of it away.
        let value = U256::from(value).min(pair.balance(party(who)));
        let (success, bytes) = pair.call(who, target, value, data);
        if success {
            succeeded += 1;
            words.learn(&bytes);
        }
        if random.random_range(0..50) == 0 {
            pair.set_time(pair.time() + random.random_range(0..50_000));
        }
        if index % 100 == 0 {
            pair.compare();
        }
    }
    pair.compare();
    eprintln!("{succeeded} of {calls} calls succeeded");
    assert!(succeeded > calls / 100, "too few calls got through to compare anything");
}

/// An order between two parties that differ.
fn terms(random: &mut StdRng, now: u64) -> IEscrow::Terms {
    let buyer = random.random_range(1..=PARTIES);
    let seller = buyer % PARTIES + 1;
    let time = |after: u64| U40::from(now + after);
    IEscrow::Terms {
        buyer: party(buyer),
        seller: party(seller),
        price: U256::from(random.random_range(0..1_000u64)),
        deposit: U256::from(random.random_range(0..100u64)),
        carrier: Address::ZERO,
        marketplace: Address::repeat_byte(0x77),
        feeBps: 250,
        release: IEscrow::Release::BuyerAcceptance,
        expiry: time(50_000),
        shipBy: time(60_000),
        deliverBy: time(90_000),
        inspection: 1_000,
        arbitration: IEscrow::Arbitration {
            bidWindow: 600,
            acceptWindow: 600,
            rulingWindow: 600,
            feeOnly: random.random(),
            court: Address::ZERO,
        },
        termsHash: B256::ZERO,
        salt: random.random::<[u8; 32]>().into(),
    }
}

/// Whole trades, each step by whom and with what it should be, and now and then by another.
#[test]
fn trades_are_the_same_on_the_evm_as_in_memory() {
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| rand::rng().random());
    eprintln!("SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut pair = Pair::new();
    let (mut ended, mut disputed) = (0, 0);
    for _ in 0..400 {
        let terms = terms(&mut random, pair.time());
        let (buyer, seller) = (terms.buyer[0], terms.seller[0]);
        let (deposit, whole) = (terms.deposit, terms.price + terms.deposit);
        let offer = IEscrow::offerCall { terms: terms.clone() }.abi_encode();
        let (success, bytes) = pair.call(seller, ESCROW, deposit, offer);
        assert!(success, "an offer was refused");
        let id = B256::from_slice(&bytes);
        let wei = U256::from(random.random_range(0..200u64));
        let steps: [(u8, U256, Vec<u8>); 8] = [
            (buyer, whole, IEscrow::acceptCall { id }.abi_encode()),
            (seller, U256::ZERO, IEscrow::shipCall { id, trackingHash: id }.abi_encode()),
            (buyer, U256::ZERO, IEscrow::proposeSettlementCall { id, toSeller: wei }.abi_encode()),
            (seller, U256::ZERO, IEscrow::agreeSettlementCall { id, toSeller: wei }.abi_encode()),
            (buyer, U256::ZERO, IEscrow::disputeCall { id }.abi_encode()),
            (seller, U256::ZERO, IEscrow::concedeCall { id }.abi_encode()),
            (buyer, U256::ZERO, IEscrow::completeCall { id }.abi_encode()),
            (buyer, U256::ZERO, IEscrow::pokeCall { id }.abi_encode()),
        ];
        for (index, (who, value, data)) in steps.into_iter().enumerate() {
            if index > 0 && random.random_bool(0.4) {
                continue;
            }
            let who = if random.random_bool(0.05) { who % PARTIES + 1 } else { who };
            let (success, _) = pair.call(who, ESCROW, value, data);
            disputed += u32::from(success && index == 4);
            ended += u32::from(success && [3, 5, 6].contains(&index));
            pair.set_time(pair.time() + random.random_range(0..8_000));
        }
        pair.compare();
    }
    eprintln!("{ended} trades ended, {disputed} disputed");
    assert!(ended > 100 && disputed > 50, "too few steps got through to compare anything");
}

fn selectors<I: SolInterface>() -> Vec<[u8; 4]> {
    I::selectors().collect()
}

#[test]
fn escrow_is_the_same_on_the_evm_as_in_memory() {
    agree(ESCROW, &selectors::<abi::IEscrow::IEscrowCalls>());
}

#[test]
fn cmt_is_the_same_on_the_evm_as_in_memory() {
    agree(address::CMT, &selectors::<abi::ICMT::ICMTCalls>());
}

#[test]
fn identity_is_the_same_on_the_evm_as_in_memory() {
    agree(address::IDENTITY, &selectors::<abi::IIdentity::IIdentityCalls>());
}

#[test]
fn arbitration_is_the_same_on_the_evm_as_in_memory() {
    agree(address::ARBITRATION, &selectors::<abi::IArbitration::IArbitrationCalls>());
}

/// `declare` by parties 1 to 3 with 100 CMT each: proofs of possession need keys, which the tests
/// of the rules have; they keep this file up to date.
pub(crate) const DECLARATIONS: &str =
    include_str!("../../../evm-precompiles/src/staking/tests/declarations.txt");

/// Validators and delegators, each step random, with amounts that mean something.
#[test]
fn stakes_are_the_same_on_the_evm_as_in_memory() {
    use abi::IStaking::{
        claimCall, delegateCall, delegationsCall, redelegateCall, setCommissionCall, settleCall,
        unbondingsCall, undelegateCall, validatorCall,
    };
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| rand::rng().random());
    eprintln!("SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut pair = Pair::new();
    let cmt = |amount: u64| U256::from(amount) * U256::from(10u64.pow(18));
    for (who, data) in (1..).zip(DECLARATIONS.lines()) {
        let data = alloy_primitives::hex::decode(data).unwrap();
        let (success, bytes) = pair.call(who, address::STAKING, cmt(100), data);
        assert!(success, "the declaration of party {who} was refused: {bytes}");
    }
    let mut succeeded = 0;
    let steps = 2_000;
    for step in 0..steps {
        let who = random.random_range(1..=PARTIES);
        let validator = party(random.random_range(1..=3));
        let origin = party(random.random_range(1..=4));
        let delegator = party(random.random_range(1..=PARTIES));
        let amount = cmt(random.random_range(0..9)) + U256::from(random.random_range(0..3u64));
        let amount = if random.random_bool(0.2) { U256::MAX } else { amount };
        let id = U256::from(random.random_range(0..100u64));
        let (value, data) = match random.random_range(0..12) {
            0..3 => (cmt(random.random_range(0..9)), delegateCall { validator }.abi_encode()),
            3..5 => (U256::ZERO, undelegateCall { validator, amount }.abi_encode()),
            5 | 6 => (U256::ZERO, redelegateCall { origin, validator, amount }.abi_encode()),
            7 => (U256::ZERO, claimCall { validator }.abi_encode()),
            8 => (U256::ZERO, settleCall { id }.abi_encode()),
            9 => {
                (U256::ZERO, setCommissionCall { rate: random.random_range(0..2_000) }.abi_encode())
            }
            10 => (U256::ZERO, validatorCall { operator: validator }.abi_encode()),
            _ if step % 2 == 0 => (U256::ZERO, delegationsCall { delegator }.abi_encode()),
            _ => (U256::ZERO, unbondingsCall { delegator }.abi_encode()),
        };
        let (success, _) = pair.call(who, address::STAKING, value, data);
        succeeded += u32::from(success);
        pair.set_time(pair.time() + random.random_range(0..30_000));
        if step % 50 == 0 {
            pair.compare();
        }
    }
    pair.compare();
    eprintln!("{succeeded} of {steps} steps succeeded");
    assert!(succeeded > 600, "too few steps got through to compare anything");
}

#[test]
fn staking_is_the_same_on_the_evm_as_in_memory() {
    agree(address::STAKING, &selectors::<abi::IStaking::IStakingCalls>());
}

/// Proposals, votes and the stake behind them, each step random.
#[test]
fn votes_are_the_same_on_the_evm_as_in_memory() {
    use abi::{
        IGovernance::{
            Choice, Pausable, pokeCall, proposalCall, proposeParameterCall, proposePauseCall,
            proposeTextCall, tallyCall, voteCall,
        },
        IStaking::{delegateCall, redelegateCall, undelegateCall},
    };
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| rand::rng().random());
    eprintln!("SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut pair = Pair::new();
    let cmt = |amount: u64| U256::from(amount) * U256::from(10u64.pow(18));
    for (who, data) in (1..).zip(DECLARATIONS.lines()) {
        let data = alloy_primitives::hex::decode(data).unwrap();
        assert!(pair.call(who, address::STAKING, cmt(100), data).0);
    }
    let mut succeeded = 0;
    let steps = 1_500;
    for step in 0..steps {
        let who = random.random_range(1..=PARTIES);
        let (validator, origin) =
            (party(random.random_range(1..=3)), party(random.random_range(1..=3)));
        let amount = cmt(random.random_range(1..9));
        let id = U256::from(random.random_range(1..12u64));
        let (title, text) = (String::from("A title"), "why ".repeat(random.random_range(0..90)));
        let to_governance = |data: Vec<u8>| (address::GOVERNANCE, U256::ZERO, data);
        let with_deposit = |data: Vec<u8>| (address::GOVERNANCE, cmt(10_000), data);
        let (target, value, data) = match random.random_range(0..16) {
            0 => with_deposit(proposeTextCall { title, text }.abi_encode()),
            1 => {
                let (key, value) = (String::from("chain.gasLimit"), U256::from(200_000_000));
                with_deposit(proposeParameterCall { title, text, key, value }.abi_encode())
            }
            2 => {
                let (target, period) = (Pausable::Grants, U256::from(random.random::<u16>()));
                with_deposit(proposePauseCall { title, text, target, period }.abi_encode())
            }
            3..8 => {
                let choices = [Choice::Yes, Choice::No, Choice::Abstain, Choice::Veto];
                let choice = *choices.choose(&mut random).unwrap();
                to_governance(voteCall { id, choice }.abi_encode())
            }
            8 => to_governance(pokeCall { id }.abi_encode()),
            9 => to_governance(tallyCall { id }.abi_encode()),
            10 => to_governance(proposalCall { id }.abi_encode()),
            11..14 => (address::STAKING, amount, delegateCall { validator }.abi_encode()),
            14 => {
                let data = undelegateCall { validator, amount }.abi_encode();
                (address::STAKING, U256::ZERO, data)
            }
            _ => {
                let data = redelegateCall { origin, validator, amount }.abi_encode();
                (address::STAKING, U256::ZERO, data)
            }
        };
        let (success, _) = pair.call(who, target, value, data);
        succeeded += u32::from(success);
        pair.set_time(pair.time() + random.random_range(0..6_000));
        if step % 50 == 0 {
            pair.compare();
        }
    }
    pair.compare();
    eprintln!("{succeeded} of {steps} steps succeeded");
    assert!(succeeded > 450, "too few steps got through to compare anything");
}

#[test]
fn governance_is_the_same_on_the_evm_as_in_memory() {
    agree(address::GOVERNANCE, &selectors::<abi::IGovernance::IGovernanceCalls>());
}
