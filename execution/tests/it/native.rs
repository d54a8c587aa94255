//! The native precompiles on the EVM against the same on their in-memory twin: the same random
//! calls must give the same answers, gas, logs, balances and storage.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, TxKind, U256, aliases::U40};
use alloy_sol_types::{SolCall, SolInterface};
use cybermiles_evm_precompiles::{
    Input, Status,
    abi::{self, IEscrow},
    address::{self, ESCROW},
    memory::MemoryHost,
};
use cybermiles_execution::{
    CodeCache,
    evm::{self, Environment, StateDatabase},
    transaction,
};
use cybermiles_primitives::{ChainSpec, Header, native};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use revm::{
    context::TxEnv,
    context_interface::result::{ExecutionResult, ResultAndState},
};

use crate::memory::MemoryState;

pub(crate) const PARTIES: u8 = 5;
const GAS: u64 = 5_000_000;
/// Calls, unless `CALLDATA_CALLS` says otherwise.
const CALLS: u64 = 20_000;

pub(crate) fn party(number: u8) -> Address {
    Address::repeat_byte(number)
}

/// Gas of a call before it starts (EIP-2028), and the least it can cost (EIP-7623).
fn intrinsic(data: &[u8]) -> (u64, u64) {
    let zeros = data.iter().filter(|byte| **byte == 0).count() as u64;
    let others = data.len() as u64 - zeros;
    (21_000 + 4 * zeros + 16 * others, 21_000 + 10 * zeros + 40 * others)
}

/// The same world twice: on the EVM, and in memory.
pub(crate) struct Pair {
    memory: MemoryHost,
    state: MemoryState,
    codes: CodeCache,
    nonces: [u64; PARTIES as usize + 1],
}

impl Pair {
    pub(crate) fn new() -> Self {
        let mut memory = MemoryHost::new();
        let mut state = MemoryState::default();
        for address in native::ALL {
            state.insert(address, 1, U256::ZERO, native::CODE_MARKER);
        }
        for number in 1..=PARTIES {
            let wei = U256::from(10u128.pow(24));
            memory.set_balance(party(number), wei);
            state.insert(party(number), 0, wei, Bytes::new());
        }
        let nonces = [0; PARTIES as usize + 1];
        Self { memory, state, codes: CodeCache::new(1 << 20), nonces }
    }

    /// The time, Unix seconds.
    pub(crate) const fn time(&self) -> u64 {
        self.memory.time()
    }

    /// Gives a native contract storage and a balance, as a genesis does.
    pub(crate) fn begin(&mut self, at: Address, slots: &BTreeMap<B256, B256>, wei: U256) {
        self.memory.set_balance(at, wei);
        self.state.insert(at, 1, wei, native::CODE_MARKER);
        for (slot, value) in slots {
            self.memory.set_slot(at, (*slot).into(), (*value).into());
            self.state.insert_slot(at, (*slot).into(), (*value).into());
        }
    }

    fn environment(&self) -> Environment {
        let header = Header {
            number: 1,
            timestamp: self.memory.time(),
            gas_limit: 1 << 40,
            base_fee_per_gas: Some(0),
            beneficiary: address::STAKING,
            ..Default::default()
        };
        evm::environment(&ChainSpec::dev(), &header)
    }

    /// Whether the call succeeded; both hosts have agreed on everything.
    pub(crate) fn call(
        &mut self,
        who: u8,
        target: Address,
        value: U256,
        data: Vec<u8>,
    ) -> (bool, Bytes) {
        let (before, least) = intrinsic(&data);
        let (caller, nonce) = (party(who), self.nonces[usize::from(who)]);
        self.nonces[usize::from(who)] += 1;
        let mut evm = evm::evm(self.environment(), StateDatabase::new(&self.state, &self.codes));
        let fields = TxEnv {
            caller,
            nonce,
            kind: TxKind::Call(target),
            value,
            data: data.clone().into(),
            gas_limit: GAS,
            gas_price: 0,
            chain_id: Some(1337),
            ..Default::default()
        };
        let ResultAndState { result, state } = transaction::run(&mut evm, fields).unwrap();
        self.apply(state);
        let input = Input {
            caller,
            target,
            bytecode: target,
            value,
            data: &data,
            gas: GAS - before,
            is_static: false,
        };
        let twin = self.memory.transact(&input);
        let spent = before + twin.gas_used;
        let refund = u64::try_from(twin.gas_refunded).unwrap_or(0).min(spent / 5);
        let expected = (spent - refund).max(least);
        assert_eq!(result.tx_gas_used(), expected, "gas, {}: {data:02x?}", twin.gas_refunded);
        let status = match &result {
            ExecutionResult::Success { .. } => Status::Success,
            ExecutionResult::Revert { .. } => Status::Revert,
            ExecutionResult::Halt { .. } => Status::OutOfGas,
        };
        assert_eq!(status, twin.status, "{result:?}");
        assert_eq!(result.output().cloned().unwrap_or_default(), twin.bytes);
        assert_eq!(result.logs(), self.memory.take_logs());
        (status == Status::Success, twin.bytes)
    }

    fn apply(&mut self, state: revm::state::EvmState) {
        let mut overlay = cybermiles_execution::Overlay::default();
        overlay.commit(state, &self.state).unwrap();
        self.state.apply(&overlay.into_diff()).unwrap();
    }

    /// Every balance and slot of both worlds.
    pub(crate) fn compare(&self) {
        use cybermiles_primitives::StateReader;
        let (slots, balances) = self.memory.state();
        for ((account, slot), value) in &slots {
            let found = self.state.storage(account, slot).unwrap();
            assert_eq!(found, *value, "slot {slot} of {account}");
        }
        for (account, wei) in &balances {
            let found = self.state.account(account).unwrap().unwrap_or_default();
            assert_eq!(found.balance, *wei, "balance of {account}");
        }
    }
}

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
        let value = U256::from(value).min(pair.memory.balance(party(who)));
        let (success, bytes) = pair.call(who, target, value, data);
        if success {
            succeeded += 1;
            words.learn(&bytes);
        }
        if random.random_range(0..50) == 0 {
            pair.memory.set_time(pair.memory.time() + random.random_range(0..50_000));
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
        let terms = terms(&mut random, pair.memory.time());
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
            pair.memory.set_time(pair.memory.time() + random.random_range(0..8_000));
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
const DECLARATIONS: &str =
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
        pair.memory.set_time(pair.memory.time() + random.random_range(0..30_000));
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
        pair.memory.set_time(pair.memory.time() + random.random_range(0..6_000));
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
