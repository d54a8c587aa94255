//! A network in memory: validators with real keys, blocks that close, money that is counted.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, keccak256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use blst::min_pk::SecretKey;
use curve25519_dalek::{EdwardsPoint, Scalar};
use cybermiles_primitives::{Committee, committee::consensus_address};
use sha2::{Digest, Sha512};

use super::super::{
    BlockFacts, CMT, close_block, committee, delegated_to, delegations, emission, entries_by_id,
    entry_count, possession, rewards, stakes, totals, turns, validator_list,
};
use crate::{
    Call,
    abi::IStaking::{
        Commission, Declaration, Endpoint, Metadata, ValidatorRecord, declareCall, delegateCall,
        validatorCall,
    },
    address::{CMT as COIN, STAKING},
    memory::MemoryHost,
};

pub(crate) const ALICE: Address = Address::repeat_byte(0xa1);
pub(crate) const BOB: Address = Address::repeat_byte(0xb0);
pub(crate) const CAROL: Address = Address::repeat_byte(0xc0);
pub(crate) const CHAIN: u64 = 1337;
pub(crate) const DAY: u64 = 86_400;
/// Seconds between the blocks of [`World::block`].
pub(crate) const PACE: u64 = 5;

/// So many CMT in wei.
pub(crate) fn cmt(amount: u64) -> U256 {
    U256::from(amount) * U256::from(CMT)
}

/// An Ed25519 key that signs as RFC 8032 says.
pub(crate) struct VoteKey {
    scalar: Scalar,
    prefix: [u8; 32],
    pub(crate) public: B256,
}

impl VoteKey {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        let hash: [u8; 64] = Sha512::digest(seed).into();
        let mut low: [u8; 32] = hash[..32].try_into().unwrap();
        low[0] &= 248;
        low[31] = (low[31] & 127) | 64;
        let scalar = Scalar::from_bytes_mod_order(low);
        let public = B256::from(EdwardsPoint::mul_base(&scalar).compress().0);
        Self { scalar, prefix: hash[32..].try_into().unwrap(), public }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        let hash = |parts: &[&[u8]]| {
            let digest = Sha512::digest(parts.concat());
            Scalar::from_bytes_mod_order_wide(&digest.into())
        };
        let nonce = hash(&[&self.prefix, message]);
        let point = EdwardsPoint::mul_base(&nonce).compress().0;
        let challenge = hash(&[&point, self.public.as_slice(), message]);
        let answer = nonce + challenge * self.scalar;
        [point, answer.to_bytes()].concat().try_into().unwrap()
    }
}

/// The validator of this number: its address and its keys.
pub(crate) struct Party {
    pub(crate) operator: Address,
    pub(crate) votes: VoteKey,
    randao: SecretKey,
}

pub(crate) fn party(number: u16) -> Party {
    let seed = keccak256(number.to_be_bytes());
    let randao = SecretKey::key_gen(seed.as_slice(), &[]).unwrap();
    Party { operator: operator(number), votes: VoteKey::new(seed.0), randao }
}

/// Its address alone: keys take ten thousand times as long to make.
pub(crate) fn operator(number: u16) -> Address {
    let mut operator = Address::repeat_byte(0x11);
    operator[18..].copy_from_slice(&number.to_be_bytes());
    operator
}

impl Party {
    pub(crate) fn randao_key(&self) -> FixedBytes<48> {
        self.randao.sk_to_pk().to_bytes().into()
    }

    /// Its declaration for the chain of the tests, with proofs for `operator`.
    pub(crate) fn declaration_for(&self, operator: Address, max_stake: U256) -> Declaration {
        let key = self.votes.public;
        let message = possession::message(CHAIN, operator, &key, &self.randao_key());
        let randao = self.randao.sign(&message, possession::RANDAO_DOMAIN, &[]);
        Declaration {
            consensusKey: key,
            randaoKey: self.randao_key().to_vec().into(),
            consensusProof: self.votes.sign(&message).to_vec().into(),
            randaoProof: randao.to_bytes().to_vec().into(),
            maxStake: max_stake,
            commission: Commission { rate: 1_000, max: 2_000, maxDailyChange: 100 },
            metadata: Metadata {
                name: format!("validator {}", self.operator),
                website: "https://example.org".into(),
                contact: String::new(),
                details: String::new(),
            },
            endpoint: Endpoint { ip: FixedBytes(127u128.to_be_bytes()), port: 26_656 },
        }
    }

    pub(crate) fn declaration(&self, max_stake: U256) -> Declaration {
        self.declaration_for(self.operator, max_stake)
    }
}

/// A network whose blocks close.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) host: MemoryHost,
    pub(crate) epoch: u64,
    pub(crate) view: u64,
    /// Seconds from block to block.
    pub(crate) pace: u64,
}

impl World {
    /// A world in which everybody is rich, nobody validates, and the emission has begun.
    pub(crate) fn new() -> Self {
        let mut host = MemoryHost::new();
        for account in [ALICE, BOB, CAROL] {
            host.set_balance(account, cmt(10_000_000));
        }
        for number in 0..40 {
            host.set_balance(operator(number), cmt(1_000_000));
        }
        let supply = host.total_wei();
        let time = host.time();
        host.seed_supply(supply);
        let mut call = Call::system(&mut host, STAKING);
        emission::begin(&mut call, time, supply.to()).unwrap();
        Self { host, epoch: 0, view: 0, pace: PACE }
    }

    /// A world with these stakes of validators 0, 1, …, in whole CMT, which serve in epoch 0.
    pub(crate) fn with(stakes: &[u64]) -> Self {
        let mut world = Self::new();
        for (number, stake) in (0..).zip(stakes) {
            world.declare(number, *stake);
        }
        world.elect_now();
        world.host.take_logs();
        world
    }

    /// Elects the committees of this epoch and the next from who is there now.
    pub(crate) fn elect_now(&mut self) {
        let mut call = Call::system(&mut self.host, STAKING);
        for epoch in [self.epoch, self.epoch + 1] {
            super::super::election::elect(&mut call, epoch, B256::repeat_byte(7)).unwrap();
        }
        turns::reset(&mut call, self.epoch).unwrap();
    }

    pub(crate) fn declare(&mut self, number: u16, stake: u64) {
        let party = party(number);
        let declaration = party.declaration(cmt(stake) * U256::from(10));
        self.pay(party.operator, cmt(stake), declareCall { declaration }).unwrap();
    }

    pub(crate) fn pay<C: SolCall>(
        &mut self,
        caller: Address,
        value: U256,
        function: C,
    ) -> Result<C::Return, Bytes> {
        let done = self.host.call_as(caller, STAKING, value, function);
        self.check_money();
        done
    }

    pub(crate) fn call<C: SolCall>(
        &mut self,
        caller: Address,
        function: C,
    ) -> Result<C::Return, Bytes> {
        self.pay(caller, U256::ZERO, function)
    }

    /// What a view answers.
    pub(crate) fn ask<C: SolCall>(&mut self, function: C) -> C::Return {
        self.host.call_as(CAROL, STAKING, U256::ZERO, function).expect("a view answers")
    }

    pub(crate) fn validator(&mut self, number: u16) -> ValidatorRecord {
        self.ask(validatorCall { operator: operator(number) })
    }

    pub(crate) fn delegate(&mut self, delegator: Address, number: u16, amount: u64) {
        let validator = operator(number);
        self.pay(delegator, cmt(amount), delegateCall { validator }).unwrap();
    }

    /// Calls a function that must fail with `error`, and leave nothing behind.
    #[track_caller]
    pub(crate) fn fails<C: SolCall>(
        &mut self,
        caller: Address,
        value: U256,
        function: C,
        error: impl SolError,
    ) {
        let before = self.host.state();
        let failure = self.pay(caller, value, function).err().expect("it succeeded");
        assert_eq!(failure, Bytes::from(error.abi_encode()));
        assert_eq!(self.host.state(), before);
    }

    /// Whether `event` was logged since logs were taken last; they stay.
    #[track_caller]
    pub(crate) fn logged(&mut self, event: &impl SolEvent) {
        let data = event.encode_log_data();
        let logs = self.host.take_logs();
        assert!(logs.iter().any(|log| log.data == data), "{data:?} is not in {logs:#?}");
    }

    pub(crate) fn committee(&self, epoch: u64) -> Option<Committee> {
        committee::read::<()>(epoch, |slot| Ok(self.host.slot(STAKING, slot))).unwrap()
    }

    /// A block by the leader of the next view, after `skipped` views without one.
    pub(crate) fn block_after(&mut self, skipped: u64, is_last: bool) {
        let committee = self.committee(self.epoch).unwrap();
        let (parent_view, view) = (self.view, self.view + skipped + 1);
        let proposer = &committee.seats[committee.leader(view)];
        let facts = BlockFacts {
            epoch: self.epoch,
            view,
            parent_view,
            proposer: consensus_address(&proposer.consensus_key),
            is_last_of_epoch: is_last,
        };
        self.host.set_time(self.host.time() + self.pace);
        self.host.block_mut().prevrandao = keccak256(self.host.time().to_be_bytes());
        let logs = self.host.take_logs();
        let settled = self.host.close_block();
        close_block(&mut self.host, &facts).unwrap();
        let closed = self.host.take_logs();
        self.host.put_logs([logs, settled, closed].concat());
        (self.epoch, self.view) = if is_last { (self.epoch + 1, 0) } else { (self.epoch, view) };
        self.check_money();
    }

    pub(crate) fn block(&mut self) {
        self.block_after(0, false);
    }

    /// Ends the epoch with its next block.
    pub(crate) fn end_epoch(&mut self) {
        self.block_after(0, true);
    }

    pub(crate) fn pass(&mut self, seconds: u64) {
        self.host.set_time(self.host.time() + seconds);
    }

    /// Every wei on the account is known, validator by validator, and every fraction of a wei too.
    #[track_caller]
    pub(crate) fn check_money(&mut self) {
        let balance = self.host.balance(STAKING);
        let mut call = Call::system(&mut self.host, STAKING);
        let call = &mut call;
        let sums = totals().load(call).unwrap();
        let (mut staked, mut owed) = (0, 0);
        for validator in validator_list().page(call, 0, u64::MAX).unwrap() {
            let stake = stakes().at(call, validator).unwrap().load(call).unwrap();
            let rewards = rewards().at(call, validator).unwrap().load(call).unwrap();
            staked += stake.tokens();
            owed += rewards.owed + rewards.commission;
            let own = delegations().at(call, validator).unwrap().at(call, validator).unwrap();
            assert_eq!(own.load(call).unwrap().shares, stake.self_shares);
        }
        let mut unbonding = 0;
        for id in 1..=entry_count().get(call).unwrap().to::<u64>() {
            let entry = entries_by_id().at(call, id).unwrap().load(call).unwrap();
            unbonding += if entry.is_unbonding { entry.amount } else { 0 };
        }
        assert_eq!((sums.staked, sums.unbonding, sums.owed), (staked, unbonding, owed));
        let all = sums.staked + sums.unbonding + sums.pool + sums.owed;
        assert_eq!(balance, U256::from(all), "coins that are nobody's, or somebody's that are not");
        let total = self.host.total_wei();
        let (supply, _) = crate::cmt::counts(&mut Call::system(&mut self.host, COIN)).unwrap();
        assert_eq!(supply, total, "the supply is not the sum of all balances");
    }

    /// What is owed to a validator's delegators is what they would be paid and what rounding holds
    /// back, to the last 2^-96 wei; and its shares are theirs.
    #[track_caller]
    pub(crate) fn check_rewards(&mut self, delegators: &[Address]) {
        let mut call = Call::system(&mut self.host, STAKING);
        let call = &mut call;
        for validator in validator_list().page(call, 0, u64::MAX).unwrap() {
            let stake = stakes().at(call, validator).unwrap().load(call).unwrap();
            let rewards = rewards().at(call, validator).unwrap().load(call).unwrap();
            let (mut shares, mut gained) = (0, U256::from(rewards.fraction));
            for delegator in delegators {
                let own = delegations().at(call, *delegator).unwrap().at(call, validator).unwrap();
                let own = own.load(call).unwrap();
                shares += own.shares;
                gained += super::super::position::gained(&rewards, &own).unwrap();
                let listed =
                    delegated_to().at(call, *delegator).unwrap().page(call, 0, 99).unwrap();
                assert_eq!(listed.contains(&validator), own.shares > 0);
            }
            assert_eq!(shares, stake.shares);
            assert_eq!(gained, U256::from(rewards.owed) << 96);
        }
    }
}
