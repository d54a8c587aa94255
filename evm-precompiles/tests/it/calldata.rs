//! Calldata nobody would send: no panic, no wei made or lost, and no trace of a call that failed.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolInterface;
use cybermiles_evm_precompiles::{
    Input, Status, abi, address,
    memory::{CALL_GAS, MemoryHost},
    migration::genesis::{Migration, MigrationRow, Snapshot, found},
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

/// Calls to each precompile, unless `CALLDATA_CALLS` says otherwise.
const CALLS: u64 = 200_000;

/// Few parties, so that the same one turns up in several roles.
const PARTIES: u8 = 6;

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What turned up in answers and logs: ids that exist.
struct Pool {
    words: Vec<B256>,
}

impl Pool {
    fn new() -> Self {
        let numbers = (0..20u64).map(|n| U256::from(n * 32)).chain([
            U256::from(1),
            U256::from(2),
            U256::from(3),
            U256::from(100),
            U256::from(3_600),
            U256::from(86_400),
            U256::from(10u64.pow(18)),
            U256::from(1_700_000_000u64),
            U256::from(1_700_100_000u64),
            U256::from(u64::MAX),
            U256::from(u128::MAX),
            U256::MAX,
            U256::from(1) << 255,
        ]);
        let parties = (1..=PARTIES).map(party).chain(cybermiles_primitives::native::ALL);
        let words = numbers.map(B256::from).chain(parties.map(|party| party.into_word()));
        Self { words: words.collect() }
    }

    fn learn(&mut self, bytes: &[u8], random: &mut StdRng) {
        for word in bytes.chunks_exact(32).take(4) {
            if self.words.len() < 400 {
                self.words.push(B256::from_slice(word));
            } else {
                let at = random.random_range(50..self.words.len());
                self.words[at] = B256::from_slice(word);
            }
        }
    }

    fn calldata(&self, selectors: &[[u8; 4]], random: &mut StdRng) -> Vec<u8> {
        let mut data = match random.random_range(0..50) {
            0 => vec![random.random(); random.random_range(0..4)],
            1 => random.random::<[u8; 4]>().to_vec(),
            _ => selectors.choose(random).copied().unwrap_or_default().to_vec(),
        };
        for _ in 0..random.random_range(0..24) {
            match random.random_range(0..20) {
                0 => data.extend_from_slice(&random.random::<[u8; 32]>()),
                _ => data.extend_from_slice(self.words.choose(random).unwrap().as_slice()),
            }
        }
        if random.random_range(0..20) == 0 {
            data.truncate(random.random_range(0..=data.len()));
        }
        data
    }
}

fn party(number: u8) -> Address {
    Address::repeat_byte(number)
}

fn hammer(target: Address, selectors: &[[u8; 4]]) {
    hammer_on(MemoryHost::new(), target, selectors);
}

fn hammer_on(mut host: MemoryHost, target: Address, selectors: &[[u8; 4]]) {
    let seed = from_environment("SEED").unwrap_or_else(|| rand::rng().random());
    let calls = from_environment("CALLDATA_CALLS").unwrap_or(CALLS);
    eprintln!("SEED={seed} CALLDATA_CALLS={calls}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut pool = Pool::new();
    for number in 1..=PARTIES {
        host.set_balance(party(number), U256::from(10u128.pow(24)));
    }
    let total = host.total_wei();
    let mut succeeded: u64 = 0;
    for index in 0..calls {
        let data = pool.calldata(selectors, &mut random);
        let value = match random.random_range(0..4) {
            0 => U256::from(random.random_range(0..10u128.pow(20))),
            _ => U256::ZERO,
        };
        let gas = if random.random_bool(0.1) { random.random_range(0..300_000) } else { CALL_GAS };
        let input = Input {
            caller: party(random.random_range(1..=PARTIES)),
            target,
            bytecode: target,
            value,
            data: &data,
            gas,
            is_static: random.random_range(0..10) == 0,
        };
        let before = (index % 64 == 0).then(|| host.state());
        let output = host.transact(&input);
        if output.status == Status::Success {
            succeeded += 1;
            pool.learn(&output.bytes, &mut random);
            for log in host.take_logs() {
                pool.learn(log.data.topics()[1..].concat().as_slice(), &mut random);
            }
        } else if let Some(before) = before {
            assert_eq!(host.state(), before, "call {index} failed and left something behind");
        }
        assert!(output.gas_used <= gas, "call {index} used more gas than it had");
        if random.random_range(0..200) == 0 {
            host.set_time(host.time() + random.random_range(0..200_000));
            host.close_block();
        }
        if index % 256 == 0 {
            let now = host.total_wei().saturating_add(host.burned());
            assert_eq!(now, total, "call {index} made or lost wei");
        }
    }
    eprintln!("{succeeded} of {calls} calls succeeded");
    assert!(succeeded > 0, "not one call got through: the calldata is too wild to test anything");
}

fn selectors<I: SolInterface>() -> Vec<[u8; 4]> {
    I::selectors().collect()
}

#[test]
fn escrow_survives_any_calldata() {
    hammer(address::ESCROW, &selectors::<abi::IEscrow::IEscrowCalls>());
}

#[test]
fn arbitration_survives_any_calldata() {
    hammer(address::ARBITRATION, &selectors::<abi::IArbitration::IArbitrationCalls>());
}

#[test]
fn cmt_survives_any_calldata() {
    hammer(address::CMT, &selectors::<abi::ICMT::ICMTCalls>());
}

#[test]
fn identity_survives_any_calldata() {
    hammer(address::IDENTITY, &selectors::<abi::IIdentity::IIdentityCalls>());
}

#[test]
fn governance_survives_any_calldata() {
    hammer(address::GOVERNANCE, &selectors::<abi::IGovernance::IGovernanceCalls>());
}

#[test]
fn staking_survives_any_calldata() {
    hammer(address::STAKING, &selectors::<abi::IStaking::IStakingCalls>());
}

/// On a chain where each party claims a row, and one row is nobody's.
#[test]
fn migration_survives_any_calldata() {
    let mut host = MemoryHost::new();
    let rows = (0..=PARTIES).map(|number| MigrationRow {
        account: party(number + 1),
        class: number,
        claimant: (number > 0).then(|| party(number)),
    });
    let snapshot = Snapshot {
        token: party(1),
        block_number: 1,
        block_hash: B256::repeat_byte(1),
        state_root: Some(B256::repeat_byte(2)),
        balances_slot: U256::from(1),
        is_vyper: false,
    };
    let migration = Migration {
        snapshot,
        claim_root: B256::repeat_byte(3),
        deadline: host.time() + 10_000_000,
        rows: rows.collect(),
        claimable: U256::from(10u128.pow(24)),
    };
    let founded = found(&migration).unwrap();
    for (slot, value) in founded.slots {
        host.set_slot(address::MIGRATION, slot.into(), value.into());
    }
    host.set_balance(address::MIGRATION, founded.balance);
    hammer_on(host, address::MIGRATION, &selectors::<abi::IMigration::IMigrationCalls>());
}

#[test]
fn closing_refuses_any_calldata() {
    let selectors = selectors::<abi::IClosing::IClosingCalls>();
    let mut host = MemoryHost::new();
    let mut random = StdRng::seed_from_u64(7);
    let pool = Pool::new();
    for _ in 0..2_000 {
        let data = pool.calldata(&selectors, &mut random);
        let output = host.call(party(1), address::CLOSING, U256::ZERO, &data);
        assert_eq!(output.status, Status::Revert);
    }
}
