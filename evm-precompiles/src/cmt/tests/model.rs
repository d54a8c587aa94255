//! Random sequences of calls against plain maps of balances and allowances.
//!
//! `SEED` repeats a run; `INVARIANT_SEQUENCES` sets how many sequences there are.

use std::collections::BTreeMap;

use alloy_primitives::{Address, U256};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{call, wei, world};
use crate::{
    abi::ICMT::{
        allowanceCall, approveCall, balanceOfCall, burnCall, totalBurnedCall, totalSupplyCall,
        transferCall, transferFromCall,
    },
    address::ESCROW,
    memory::MemoryHost,
};

/// Parties; few, so that the same one turns up in several roles. The last two cannot be paid.
fn party(number: usize) -> Address {
    match number {
        4 => Address::ZERO,
        5 => ESCROW,
        n => Address::repeat_byte(u8::try_from(n + 1).unwrap()),
    }
}

#[derive(Debug)]
enum Act {
    Transfer { by: Address, to: Address, value: U256 },
    TransferFrom { by: Address, from: Address, to: Address, value: U256 },
    Approve { by: Address, spender: Address, value: U256 },
    Burn { by: Address, value: U256 },
}

/// What the coin should be.
#[derive(Default)]
struct Model {
    balances: BTreeMap<Address, U256>,
    allowances: BTreeMap<(Address, Address), U256>,
    burned: U256,
}

impl Model {
    fn balance(&self, of: Address) -> U256 {
        self.balances.get(&of).copied().unwrap_or_default()
    }

    fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.allowances.get(&(owner, spender)).copied().unwrap_or_default()
    }

    fn can_move(&self, from: Address, to: Address, value: U256) -> bool {
        !from.is_zero() && !to.is_zero() && to != ESCROW && self.balance(from) >= value
    }

    fn shift(&mut self, from: Address, to: Address, value: U256) {
        *self.balances.entry(from).or_default() -= value;
        *self.balances.entry(to).or_default() += value;
    }

    /// Whether it succeeds.
    fn apply(&mut self, act: &Act) -> bool {
        match *act {
            Act::Transfer { by, to, value } => {
                let can = self.can_move(by, to, value);
                if can {
                    self.shift(by, to, value);
                }
                can
            }
            Act::TransferFrom { by, from, to, value } => {
                let allowed = self.allowance(from, by);
                let can = allowed >= value && self.can_move(from, to, value);
                if can {
                    self.shift(from, to, value);
                    if allowed != U256::MAX {
                        self.allowances.insert((from, by), allowed - value);
                    }
                }
                can
            }
            Act::Approve { by, spender, value } => {
                let can = !spender.is_zero() && !by.is_zero();
                if can {
                    self.allowances.insert((by, spender), value);
                }
                can
            }
            Act::Burn { by, value } => {
                let can = self.balance(by) >= value;
                if can {
                    *self.balances.entry(by).or_default() -= value;
                    self.burned += value;
                }
                can
            }
        }
    }
}

fn random_act(random: &mut StdRng, model: &Model) -> Act {
    let mut anybody = || party(random.random_range(0..6));
    let (from, to) = (anybody(), anybody());
    // Precompiles and the zero address make no calls.
    let by = party(random.random_range(0..4));
    let value = match random.random_range(0..8) {
        0 => U256::ZERO,
        1 => U256::MAX,
        2 => model.balance(by),
        3 => model.balance(from),
        4 => model.allowance(from, by),
        5 => model.allowance(from, by).wrapping_add(wei(1)),
        _ => wei(random.random_range(0..50)),
    };
    match random.random_range(0..8) {
        0..3 => Act::Transfer { by, to, value },
        3..6 => Act::TransferFrom { by, from, to, value },
        6 => Act::Approve { by, spender: to, value },
        // Small ones, or there would soon be nothing left.
        _ => Act::Burn { by, value: value.min(wei(2)) },
    }
}

/// Sequences unless `INVARIANT_SEQUENCES` says otherwise, and calls in each.
const SEQUENCES: u64 = 600;
const CALLS: u64 = 50;

#[test]
fn any_sequence_of_calls_keeps_the_books() {
    let from = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed = from("SEED").unwrap_or_else(|| rand::rng().random());
    let sequences = from("INVARIANT_SEQUENCES").unwrap_or(SEQUENCES);
    eprintln!("SEED={seed} INVARIANT_SEQUENCES={sequences}");
    let mut succeeded = 0;
    for sequence in 0..sequences {
        let mut random = StdRng::seed_from_u64(seed.wrapping_add(sequence));
        let balances: Vec<_> = (0..4).map(|n| (party(n), wei(100))).collect();
        let mut host = world(&balances);
        let mut model = Model { balances: balances.into_iter().collect(), ..Default::default() };
        for _ in 0..CALLS {
            let act = random_act(&mut random, &model);
            let expected = model.apply(&act);
            let before = host.state();
            assert_eq!(perform(&mut host, &act), expected, "{act:?}");
            succeeded += u64::from(expected);
            if !expected {
                assert_eq!(host.state(), before, "{act:?} failed and left something");
            }
            compare(&mut host, &model);
        }
    }
    let calls = sequences * CALLS;
    assert!(succeeded * 5 > calls * 2, "only {succeeded} of {calls} calls succeeded");
}

fn perform(host: &mut MemoryHost, act: &Act) -> bool {
    match *act {
        Act::Transfer { by, to, value } => call(host, by, transferCall { to, value }).is_ok(),
        Act::TransferFrom { by, from, to, value } => {
            call(host, by, transferFromCall { from, to, value }).is_ok()
        }
        Act::Approve { by, spender, value } => {
            call(host, by, approveCall { spender, value }).is_ok()
        }
        Act::Burn { by, value } => call(host, by, burnCall { value }).is_ok(),
    }
}

fn compare(host: &mut MemoryHost, model: &Model) {
    for account in (0..6).map(party) {
        assert_eq!(call(host, account, balanceOfCall { account }), Ok(model.balance(account)));
        for spender in (0..6).map(party) {
            let told = call(host, account, allowanceCall { owner: account, spender });
            assert_eq!(told, Ok(model.allowance(account, spender)));
        }
    }
    let total = model.balances.values().fold(U256::ZERO, |sum, wei| sum + wei);
    assert_eq!(call(host, party(0), totalSupplyCall {}), Ok(total));
    assert_eq!(call(host, party(0), totalBurnedCall {}), Ok(model.burned));
    assert_eq!(host.total_wei(), total);
}
