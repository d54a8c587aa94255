//! Random sequences against a model that walks all delegators at every slash and reward, in
//! fractions of a wei, where the contract knows shares and accumulators only.
//!
//! `SEED` repeats a run; `INVARIANT_SEQUENCES` sets how many sequences there are. After every step
//! all coins must add up to the last wei, and often all rewards to the last fraction of one; stakes
//! and rewards must be those of the model but for what rounding to shares moves.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, U256, Uint};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{
    super::slash,
    evidence::evidence,
    world::{ALICE, BOB, CAROL, DAY, World, cmt, operator, party},
};
use crate::{
    Call,
    abi::IStaking::{
        Status, VoteKind, claimCall, compoundCall, delegateCall, delegationCall, redelegateCall,
        supplyCall, totalsCall, unbondingsCall, undelegateCall, unjailCall, validatorCall,
    },
    address::STAKING,
};

const SEQUENCES: u64 = 4_000;
const STEPS: u64 = 24;
const VALIDATORS: u16 = 4;
const WEEK: u64 = 7 * DAY;

/// Wei with 128 bits behind the point.
type Real = Uint<512, 8>;
const POINT: usize = 128;

fn real(wei: U256) -> Real {
    Real::from(wei) << POINT
}

fn wei(real: Real) -> U256 {
    (real >> POINT).to()
}

/// `value × up / down`.
fn times(value: Real, up: Real, down: Real) -> Real {
    if down.is_zero() { Real::ZERO } else { value * (up >> 32) / (down >> 32) }
}

/// Within a few wei a step, and a part in 10^15.
fn near(told: U256, model: Real, steps: u64, what: &str) {
    let model = wei(model);
    // A wei too little of a stake of 1 CMT earns less by that part of the whole reward.
    let bound = U256::from(8 * (steps + 1)) + (model >> 50usize);
    assert!(told.abs_diff(model) <= bound, "{what}: {told}, the model says {model}");
}

/// Coins with one validator that answer for another.
#[derive(Clone, Debug)]
struct Lot {
    owner: Address,
    with: Address,
    origin: Address,
    epoch: u64,
    until: u64,
    value: Real,
}

/// Coins on their way out.
#[derive(Clone, Debug)]
struct Leaving {
    owner: Address,
    amount: Real,
    until: u64,
    /// For whom they answer, since which epoch and until when.
    answers: Vec<(Address, u64, u64)>,
}

#[derive(Clone, Default)]
struct Model {
    stakes: BTreeMap<(Address, Address), Real>,
    rewards: BTreeMap<(Address, Address), Real>,
    lots: Vec<Lot>,
    leaving: Vec<Leaving>,
    /// When each removed validator was, and for which epoch.
    removed: BTreeMap<Address, (u64, u64)>,
}

impl Model {
    fn stake(&self, owner: Address, with: Address) -> Real {
        self.stakes.get(&(owner, with)).copied().unwrap_or_default()
    }

    fn tokens(&self, with: Address) -> Real {
        let of = self.stakes.iter().filter(|((_, validator), _)| *validator == with);
        of.fold(Real::ZERO, |sum, (_, stake)| sum + *stake)
    }

    /// Everybody with `validator` loses so many basis points.
    fn slash(&mut self, validator: Address, rate: u64) {
        let left = |value: Real| value - value * Real::from(rate) / Real::from(10_000);
        for ((_, with), stake) in &mut self.stakes {
            if *with == validator {
                *stake = left(*stake);
            }
        }
        for lot in self.lots.iter_mut().filter(|lot| lot.with == validator) {
            lot.value = left(lot.value);
        }
    }

    /// Everybody with `validator` earns its part of `amount`.
    fn pay(&mut self, validator: Address, amount: U256) {
        let all = self.tokens(validator);
        for ((owner, with), stake) in &self.stakes {
            if *with == validator {
                let part = times(real(amount), *stake, all);
                *self.rewards.entry((*owner, *with)).or_default() += part;
            }
        }
    }

    fn answers(&self, origin: Address, epoch: u64, until: u64) -> bool {
        let removed = self.removed.get(&origin);
        removed.is_some_and(|(at, offence)| *at < until && *offence <= epoch + 1)
    }

    /// What happens whenever a delegation is touched at `now`.
    fn judge(&mut self, owner: Address, with: Address, now: u64) {
        let lots = std::mem::take(&mut self.lots);
        for lot in lots {
            let here = lot.owner == owner && lot.with == with;
            if here && self.answers(lot.origin, lot.epoch, lot.until) {
                let cut = lot.value / Real::from(20);
                *self.stakes.entry((owner, with)).or_default() -= cut;
            } else if !here || lot.until > now {
                self.lots.push(lot);
            }
        }
    }

    /// What the end of a block settles at `now`; answers what each is paid.
    fn settle(&mut self, now: u64) -> BTreeMap<Address, Real> {
        let due: Vec<_> =
            self.lots.iter().filter(|lot| lot.until <= now).map(|l| (l.owner, l.with)).collect();
        let mut paid = BTreeMap::<Address, Real>::new();
        for (owner, with) in due {
            self.judge(owner, with, now);
            *paid.entry(owner).or_default() +=
                self.rewards.remove(&(owner, with)).unwrap_or_default();
        }
        let (due, rest) = std::mem::take(&mut self.leaving)
            .into_iter()
            .partition::<Vec<_>, _>(|leaving| leaving.until <= now);
        self.leaving = rest;
        for leaving in due {
            *paid.entry(leaving.owner).or_default() += self.payable(&leaving);
        }
        paid
    }

    fn payable(&self, leaving: &Leaving) -> Real {
        let mut amount = leaving.amount;
        for (origin, epoch, until) in &leaving.answers {
            if self.answers(*origin, *epoch, *until) {
                amount -= amount / Real::from(20);
            }
        }
        amount
    }

    /// Takes `amount` out of a delegation, first what answers for nobody else; answers the pieces
    /// with the lots they come from.
    fn take(&mut self, owner: Address, with: Address, amount: Real) -> Vec<(Real, Option<Lot>)> {
        let stake = self.stake(owner, with);
        let lots = std::mem::take(&mut self.lots);
        let (mut own, rest) =
            lots.into_iter().partition::<Vec<_>, _>(|lot| lot.owner == owner && lot.with == with);
        let bound = own.iter().fold(Real::ZERO, |sum, lot| sum + lot.value);
        let free = amount.min(stake.saturating_sub(bound));
        let mut pieces = vec![(free, None)];
        let mut left = amount - free;
        for lot in &mut own {
            let part = left.min(lot.value);
            left -= part;
            lot.value -= part;
            pieces.push((part, Some(lot.clone())));
        }
        self.lots = rest;
        // Less than a share's worth is no lot.
        self.lots.extend(own.into_iter().filter(|lot| wei(lot.value) > U256::from(1_000)));
        self.stakes.insert((owner, with), stake.saturating_sub(amount));
        pieces
    }
}

#[derive(Clone)]
struct Run {
    world: World,
    model: Model,
    random: StdRng,
    steps: u64,
}

fn everybody() -> Vec<Address> {
    (0..VALIDATORS).map(operator).chain([ALICE, BOB, CAROL]).collect()
}

impl Run {
    fn new() -> Self {
        let mut world = World::with(&[100; VALIDATORS as usize]);
        world.check_money();
        let mut model = Model::default();
        for number in 0..VALIDATORS {
            model.stakes.insert((operator(number), operator(number)), real(cmt(100)));
        }
        Self { world, model, random: StdRng::seed_from_u64(0), steps: 0 }
    }

    fn now(&self) -> u64 {
        self.world.host.time()
    }

    fn somebody(&mut self) -> Address {
        let all = everybody();
        all[self.random.random_range(0..all.len())]
    }

    fn some_validator(&mut self) -> Address {
        operator(self.random.random_range(0..VALIDATORS))
    }

    fn is_removed(&self, validator: Address) -> bool {
        self.model.removed.contains_key(&validator)
    }

    /// The caller's rewards go out: what it got beside `extra` must be what the model owes.
    fn paid(&mut self, who: Address, with: Address, before: U256, extra: U256) {
        let got = self.world.host.balance(who) + extra - before;
        let owed = self.model.rewards.remove(&(who, with)).unwrap_or_default();
        near(got, owed, self.steps, "rewards paid");
    }

    fn commission(&mut self, who: Address, with: Address) -> U256 {
        let of = self.world.ask(validatorCall { operator: with }).commissionOwed;
        if who == with { of } else { U256::ZERO }
    }

    fn delegate(&mut self) -> bool {
        let (who, with) = (self.somebody(), self.some_validator());
        let amount = cmt(1) * U256::from(self.random.random_range(1..50_000u64)) / U256::from(999);
        let before = self.world.host.balance(who);
        let done = self.world.pay(who, amount, delegateCall { validator: with });
        let room = self.world.ask(validatorCall { operator: with });
        let full = done.is_err() && room.tokens + amount > room.maxStake;
        assert_eq!(
            done.is_ok(),
            !self.is_removed(with) && !full && amount >= cmt(1),
            "{:?}",
            done.err()
        );
        if done.is_ok() {
            self.paid(who, with, before, amount);
            self.model.judge(who, with, self.now());
            *self.model.stakes.entry((who, with)).or_default() += real(amount);
        }
        done.is_ok()
    }

    /// A part of a delegation, or all of it.
    fn part(&mut self, who: Address, with: Address) -> (U256, U256) {
        let stake = self.world.ask(delegationCall { delegator: who, validator: with }).stake;
        if self.random.random_bool(0.3) {
            return (U256::MAX, stake);
        }
        let part = stake * U256::from(self.random.random_range(1..100u64)) / U256::from(100);
        (part, part)
    }

    fn undelegate(&mut self) -> bool {
        let (who, with) = (self.somebody(), self.some_validator());
        let (amount, _) = self.part(who, with);
        let before = self.world.host.balance(who);
        let count = self.world.ask(unbondingsCall { delegator: who }).len();
        if self.world.call(who, undelegateCall { validator: with, amount }).is_err() {
            return false;
        }
        self.paid(who, with, before, U256::ZERO);
        self.model.judge(who, with, self.now());
        let entries = self.world.ask(unbondingsCall { delegator: who }).split_off(count);
        let taken = entries.iter().fold(U256::ZERO, |sum, entry| sum + entry.amount);
        let whole = self.model.stake(who, with);
        let all = amount == U256::MAX || wei(whole).saturating_sub(taken) < U256::from(1_000);
        let model_amount = if all { whole } else { real(taken) };
        let until = self.now() + WEEK;
        for (amount, lot) in self.model.take(who, with, model_amount) {
            let mut answers = Vec::new();
            if !self.is_removed(with) {
                answers.push((with, self.world.epoch, until));
            }
            if let Some(lot) = lot {
                answers.push((lot.origin, lot.epoch, lot.until));
            }
            self.model.leaving.push(Leaving { owner: who, amount, until, answers });
        }
        if all {
            self.model.stakes.remove(&(who, with));
        }
        true
    }

    fn redelegate(&mut self) -> bool {
        let (who, origin, with) = (self.somebody(), self.some_validator(), self.some_validator());
        let (amount, taken) = self.part(who, origin);
        let before = self.world.host.balance(who);
        let bound = self.model.lots.iter().any(|lot| lot.owner == who && lot.with == origin);
        let function = redelegateCall { origin, validator: with, amount };
        if self.world.call(who, function).is_err() {
            return false;
        }
        assert!(!self.is_removed(with) && origin != with);
        let now = self.now();
        self.model.judge(who, origin, now);
        self.model.judge(who, with, now);
        let still = self.model.lots.iter().any(|lot| lot.owner == who && lot.with == origin);
        assert!(!bound || !still, "coins that mature hopped on");
        let got = self.world.host.balance(who) - before;
        let mut owed = self.model.rewards.remove(&(who, origin)).unwrap_or_default();
        owed += self.model.rewards.remove(&(who, with)).unwrap_or_default();
        near(got, owed, self.steps, "rewards paid");
        let value = self.model.stake(who, origin);
        let all = amount == U256::MAX || wei(value).saturating_sub(taken) < U256::from(1_000);
        let value = if all { value } else { real(taken) };
        self.model.take(who, origin, value);
        if all {
            self.model.stakes.remove(&(who, origin));
        }
        *self.model.stakes.entry((who, with)).or_default() += value;
        if !self.is_removed(origin) {
            let (epoch, until) = (self.world.epoch, now + WEEK);
            self.model.lots.push(Lot { owner: who, with, origin, epoch, until, value });
        }
        true
    }

    fn claim(&mut self) -> bool {
        let (who, with) = (self.somebody(), self.some_validator());
        let before = self.world.host.balance(who);
        let commission = self.commission(who, with);
        if self.world.call(who, claimCall { validator: with }).is_err() {
            let owed = self.model.rewards.get(&(who, with)).copied().unwrap_or_default();
            near(U256::ZERO, owed, self.steps, "a claim that was refused");
            return false;
        }
        self.paid(who, with, before + commission, U256::ZERO);
        self.model.judge(who, with, self.now());
        true
    }

    fn compound(&mut self) -> bool {
        let (who, with) = (self.somebody(), self.some_validator());
        let commission = self.commission(who, with);
        let Ok(amount) = self.world.call(who, compoundCall { validator: with }) else {
            return false;
        };
        let owed = self.model.rewards.remove(&(who, with)).unwrap_or_default();
        near(amount - commission, owed, self.steps, "rewards compounded");
        self.model.judge(who, with, self.now());
        *self.model.stakes.entry((who, with)).or_default() += real(amount);
        true
    }

    fn convict(&mut self) -> bool {
        let number = self.random.random_range(0..VALIDATORS);
        let epoch = self.world.epoch.saturating_sub(self.random.random_range(0..3));
        let kinds = [VoteKind::Notarize, VoteKind::Notarize];
        let known = self.world.committee(epoch).unwrap();
        let seated = known.position(&party(number).votes.public).is_some();
        let done = self.world.call(BOB, evidence(&party(number), epoch, kinds));
        let who = operator(number);
        assert_eq!(done.is_ok(), seated && !self.is_removed(who), "{:?}", done.err());
        if done.is_ok() {
            self.model.slash(who, 500);
            self.model.removed.insert(who, (self.now(), epoch));
        }
        done.is_ok()
    }

    /// As a validator's missed turns do.
    fn jail(&mut self) -> bool {
        let who = self.some_validator();
        let active = self.world.ask(validatorCall { operator: who }).status == Status::Active;
        slash::jail(&mut Call::system(&mut self.world.host, STAKING), who).unwrap();
        if active {
            self.model.slash(who, 10);
        }
        active
    }

    fn unjail(&mut self) -> bool {
        let who = self.some_validator();
        self.world.call(who, unjailCall {}).is_ok()
    }

    /// Time passes, a block closes, and perhaps another at once that ends the epoch: what settles
    /// must not be taken for what is paid.
    fn block(&mut self) -> bool {
        self.world.pass(self.random.random_range(0..3 * DAY));
        let balances: Vec<_> =
            everybody().into_iter().map(|who| (who, self.world.host.balance(who))).collect();
        let skipped = self.random.random_range(0..3);
        self.world.block_after(skipped, false);
        let paid = self.model.settle(self.now());
        for (who, before) in balances {
            let got = self.world.host.balance(who) - before;
            near(got, paid.get(&who).copied().unwrap_or_default(), self.steps, "settled");
        }
        if self.random.random_bool(0.4) {
            self.end_epoch();
        }
        true
    }

    fn end_epoch(&mut self) {
        let records = |world: &mut World| {
            let of = |number| world.validator(number);
            (0..VALIDATORS).map(of).collect::<Vec<_>>()
        };
        let before = records(&mut self.world);
        let pace = std::mem::replace(&mut self.world.pace, 0);
        self.world.block_after(0, true);
        self.world.pace = pace;
        for (before, after) in before.into_iter().zip(records(&mut self.world)) {
            assert!(after.commissionOwed >= before.commissionOwed);
            self.model.pay(after.operator, after.rewardsOwed - before.rewardsOwed);
        }
    }

    fn step(&mut self) -> bool {
        self.steps += 1;
        match self.random.random_range(0..20) {
            0..5 => self.delegate(),
            5..8 => self.undelegate(),
            8..11 => self.redelegate(),
            11 => self.claim(),
            12 => self.compound(),
            13 => self.jail(),
            14 => self.unjail(),
            15 => self.random.random_bool(0.3) && self.convict(),
            _ => self.block(),
        }
    }

    fn check(&mut self) {
        self.world.check_money();
        self.world.check_rewards(&everybody());
        for delegator in everybody() {
            for validator in (0..VALIDATORS).map(operator) {
                let told = self.world.ask(delegationCall { delegator, validator });
                let stake = self.model.stake(delegator, validator);
                near(told.stake, stake, self.steps, "stake");
                let owed = self.model.rewards.get(&(delegator, validator)).copied();
                near(told.rewards, owed.unwrap_or_default(), self.steps, "rewards");
            }
            let told = self.world.ask(unbondingsCall { delegator });
            let told = told.iter().fold(U256::ZERO, |sum, entry| sum + entry.amount);
            let own = self.model.leaving.iter().filter(|leaving| leaving.owner == delegator);
            let sum = own.fold(Real::ZERO, |sum, leaving| sum + self.model.payable(leaving));
            near(told, sum, 4 * self.steps, "on the way out");
        }
        let supply = self.world.ask(supplyCall {});
        assert_eq!(supply.genesis + supply.minted - supply.burned, supply.total);
    }

    /// Everybody can leave, whatever came before, and takes all of its coins.
    fn everybody_leaves(&mut self) {
        let mut stays = false;
        for who in everybody() {
            for validator in (0..VALIDATORS).map(operator) {
                let amount = U256::MAX;
                let done = self.world.call(who, undelegateCall { validator, amount });
                let held = self.world.ask(delegationCall { delegator: who, validator }).shares;
                let waiting = self.world.ask(unbondingsCall { delegator: who }).len();
                // Only who has too many entries on their way has to wait.
                assert!(done.is_ok() || held.is_zero() || waiting > 24, "{:?}", done.err());
                stays |= !held.is_zero();
            }
        }
        self.world.pass(WEEK);
        self.world.block();
        self.world.pass(WEEK);
        self.world.block();
        let totals = self.world.ask(totalsCall {});
        let commissions = (0..VALIDATORS)
            .map(|number| self.world.validator(number).commissionOwed)
            .fold(U256::ZERO, |sum, wei| sum + wei);
        assert_eq!(totals.unbonding, U256::ZERO);
        assert!(stays || totals.staked.is_zero());
        assert!(stays || totals.owed == commissions);
    }
}

#[test]
fn any_sequence_is_as_the_model_says() {
    let from = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed = from("SEED").unwrap_or_else(|| rand::rng().random());
    let sequences = from("INVARIANT_SEQUENCES").unwrap_or(SEQUENCES);
    eprintln!("SEED={seed} INVARIANT_SEQUENCES={sequences}");
    let start = Run::new();
    let mut succeeded: u64 = 0;
    for sequence in 0..sequences {
        let seed: u64 = seed;
        let random = StdRng::seed_from_u64(seed.wrapping_add(sequence));
        let mut run = Run { random, ..start.clone() };
        run.world.host.block_mut().prevrandao = B256::from(U256::from(sequence));
        for _ in 0..STEPS {
            succeeded += u64::from(run.step());
            if run.random.random_range(0..6) == 0 {
                run.check();
            }
        }
        run.check();
        run.everybody_leaves();
    }
    let steps = sequences * STEPS;
    assert!(succeeded * 2 > steps, "only {succeeded} of {steps} steps succeeded");
}
