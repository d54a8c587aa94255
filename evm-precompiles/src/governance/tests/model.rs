//! Random votes, moves of stake, slashes and proposals against a model that counts everything from
//! scratch.

use std::collections::BTreeMap;

use alloy_primitives::{Address, U256};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{ANN, BEN, CAT, DAN, EVE, ZOE, ask, call, cmt, pay, stand_in, world};
use crate::{
    abi::IGovernance::{
        Choice, Kind, Proposal, State, fundsCall, parameterCall, parametersCall, proposalsCall,
        proposeParameterCall, proposeSpendingCall, proposeTextCall, voteCall,
    },
    address::GOVERNANCE,
    governance::{parameters::ALL, seed},
    memory::MemoryHost,
};

const VALIDATORS: [Address; 3] = [ANN, BEN, CAT];
const PEOPLE: [Address; 6] = [ANN, BEN, CAT, DAN, EVE, ZOE];

struct Model {
    host: MemoryHost,
    random: StdRng,
    /// Votes by proposal and voter.
    votes: BTreeMap<(u64, Address), Choice>,
    slashed: BTreeMap<Address, bool>,
    coins: U256,
}

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

impl Model {
    fn new(seed_of: u64) -> Self {
        let mut host = world();
        host.set_balance(GOVERNANCE, cmt(5_000));
        seed(&mut host, cmt(4_000), &[]).unwrap();
        let coins = host.total_wei();
        let (votes, slashed) = (BTreeMap::new(), BTreeMap::new());
        Self { host, random: StdRng::seed_from_u64(seed_of), votes, slashed, coins }
    }

    fn all(&mut self) -> Vec<Proposal> {
        let (from, limit) = (U256::ZERO, U256::from(100));
        ask(&mut self.host, proposalsCall { from, limit })
    }

    fn step(&mut self) {
        match self.random.random_range(0..20) {
            0..2 => self.propose(),
            2..9 => self.vote(),
            9..15 => self.move_stake(),
            15 => self.slash(),
            _ => {
                let seconds = self.random.random_range(0..200_000);
                self.host.set_time(self.host.time() + seconds);
                self.host.close_block();
            }
        }
    }

    fn propose(&mut self) {
        let by = *PEOPLE.choose(&mut self.random).unwrap();
        let value = ask(&mut self.host, parameterCall { key: "governance.deposit".into() }).value;
        let (title, text) = (String::from("t"), String::new());
        let _ = match self.random.random_range(0..3) {
            0 => pay(&mut self.host, by, value, proposeTextCall { title, text }),
            1 => {
                let to = *PEOPLE.choose(&mut self.random).unwrap();
                let amount = cmt(self.random.random_range(0..2_000));
                pay(&mut self.host, by, value, proposeSpendingCall { title, text, to, amount })
            }
            _ => {
                let parameter = ALL.choose(&mut self.random).unwrap();
                let key = parameter.key.to_owned();
                let wanted = self.random.random_range(parameter.min..=parameter.max);
                let now = ask(&mut self.host, parameterCall { key: key.clone() }).value;
                let near = now.saturating_to::<u128>() / 3 * self.random.random_range(1..8);
                let wanted = if self.random.random() { wanted } else { near };
                let value_wanted = U256::from(wanted);
                let change = proposeParameterCall { title, text, key, value: value_wanted };
                pay(&mut self.host, by, value, change)
            }
        };
    }

    fn vote(&mut self) {
        let open: Vec<_> =
            self.all().into_iter().filter(|found| found.state == State::Voting).collect();
        let Some(found) = open.choose(&mut self.random) else { return };
        let voter = *PEOPLE.choose(&mut self.random).unwrap();
        let choices = [Choice::Yes, Choice::Yes, Choice::No, Choice::Abstain, Choice::Veto];
        let choice = *choices.choose(&mut self.random).unwrap();
        if call(&mut self.host, voter, voteCall { id: found.id, choice }).is_ok() {
            self.votes.insert((found.id.to(), voter), choice);
        }
    }

    fn move_stake(&mut self) {
        let who = *PEOPLE.choose(&mut self.random).unwrap();
        let to = *VALIDATORS.choose(&mut self.random).unwrap();
        let shares = U256::from(self.random.random_range(0..10u128.pow(21)));
        let shares = if self.random.random_bool(0.2) { U256::ZERO } else { shares };
        stand_in::delegate(&mut self.host, who, to, shares);
    }

    fn slash(&mut self) {
        let whom = *VALIDATORS.choose(&mut self.random).unwrap();
        // More than once and the wei behind a share would be lost in rounding.
        if self.slashed.insert(whom, true).is_none() {
            stand_in::slash(&mut self.host, whom, 5);
        }
    }

    /// Votes counted delegation by delegation.
    fn expected(&mut self, id: u64) -> [U256; 4] {
        let mut counts = [U256::ZERO; 4];
        for operator in VALIDATORS {
            let mut shares = [U256::ZERO; 4];
            let mut all = U256::ZERO;
            for who in PEOPLE {
                let held = stand_in::shares_of(&mut self.host, who, operator);
                all += held;
                let own = self.votes.get(&(id, who));
                let choice = own.or_else(|| self.votes.get(&(id, operator)));
                if let Some(choice) = choice {
                    shares[*choice as usize - 1] += held;
                }
            }
            let seated = {
                let mut call = crate::Call::system(&mut self.host, GOVERNANCE);
                super::super::stake::seated(&mut call).unwrap()
            };
            let seat = seated.iter().find(|seat| seat.operator == operator).unwrap();
            assert_eq!(U256::from(seat.shares), all);
            for (count, part) in counts.iter_mut().zip(shares) {
                *count += (part * seat.stake).checked_div(all).unwrap_or_default();
            }
        }
        counts
    }

    fn check(&mut self, parameters: &mut BTreeMap<String, U256>) {
        let mut deposits = U256::ZERO;
        for found in self.all() {
            let tally = &found.tally;
            let counted = [tally.yes, tally.no, tally.abstain, tally.veto];
            let sum: U256 = counted.iter().copied().sum();
            assert!(sum <= tally.total, "more votes than stake: {tally:?}");
            if found.state == State::Voting {
                deposits += found.deposit;
                assert_eq!(counted, self.expected(found.id.to()), "proposal {}", found.id);
            }
        }
        let funds = ask(&mut self.host, fundsCall {});
        assert_eq!(funds.deposits, deposits);
        // A thousand CMT were a gift and stay.
        assert_eq!(self.host.balance(GOVERNANCE), funds.reserve + funds.deposits + cmt(1_000));
        assert_eq!(self.host.total_wei() + self.host.burned(), self.coins);
        let (from, limit) = (U256::ZERO, U256::from(100));
        for record in ask(&mut self.host, parametersCall { from, limit }) {
            assert!(record.min <= record.value && record.value <= record.max);
            let parameter = ALL.iter().find(|known| known.key == record.key).unwrap();
            let before = parameters.insert(record.key.clone(), record.value);
            if let Some(before) = before.filter(|before| *before != record.value) {
                let (lowest, highest) = parameter.reach(before.to());
                let value: u128 = record.value.to();
                assert!(lowest <= value && value <= highest, "{}: {before} to {value}", record.key);
            }
        }
    }
}

#[test]
fn votes_deposits_and_parameters_are_what_a_count_from_scratch_says() {
    let first = from_environment("SEED").unwrap_or_else(|| rand::rng().random());
    let sequences = from_environment("INVARIANT_SEQUENCES").unwrap_or(60);
    eprintln!("SEED={first} INVARIANT_SEQUENCES={sequences}");
    let mut reached = BTreeMap::new();
    for sequence in 0..sequences {
        let mut model = Model::new(first.wrapping_add(sequence));
        let mut parameters = BTreeMap::new();
        for _ in 0..120 {
            model.step();
            model.check(&mut parameters);
        }
        for found in model.all() {
            *reached.entry((found.kind as u8, found.state as u8)).or_insert(0u64) += 1;
        }
    }
    if sequences >= 60 {
        for kind in [Kind::Text, Kind::Parameter, Kind::Spending] {
            for state in [State::Executed, State::Rejected] {
                let key = (kind as u8, state as u8);
                assert!(reached.contains_key(&key), "{kind:?} never {state:?}: {reached:?}");
            }
        }
        assert!(reached.keys().any(|(_, state)| *state == State::Vetoed as u8), "{reached:?}");
    }
}
