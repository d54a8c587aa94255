//! A small network whose people send Staking and Governance bytes nobody would send, and whose
//! epochs end: no panic, and every wei was there before or minted in plain sight.
#![no_main]

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, U256, hex, keccak256};
use alloy_sol_types::SolCall;
use cybermiles_evm_precompiles::{
    Input,
    abi::IStaking::declareCall,
    address::{CMT, GOVERNANCE, STAKING},
    governance::{self, parameters},
    memory::MemoryHost,
    staking::{
        self, BlockFacts,
        genesis::{Founder, Founding, found_with},
    },
};
use cybermiles_primitives::{Committee, committee::consensus_address, native::CMT_SUPPLY_SLOT};
use libfuzzer_sys::fuzz_target;

/// Calldata of `declare` by the accounts 0x0101…, 0x0202… and 0x0303….
const DECLARATIONS: &str = include_str!("../../evm-precompiles/src/staking/tests/declarations.txt");
const TARGETS: [Address; 2] = [STAKING, GOVERNANCE];
/// Bytes before the calldata: target, caller, value, gas, seconds, length (two).
const HEAD: usize = 7;

fn cmt(amount: u64) -> U256 {
    U256::from(amount) * U256::from(10u64.pow(18))
}

/// Two founders; the third declaration is left for somebody to send.
static WORLD: LazyLock<MemoryHost> = LazyLock::new(|| {
    let mut host = MemoryHost::new();
    let founders = (1..).zip(DECLARATIONS.lines()).take(2).map(|(number, line)| {
        let data = hex::decode(line).expect("hex");
        let call = declareCall::abi_decode(&data).expect("a declaration");
        Founder {
            operator: Address::repeat_byte(number),
            self_stake: cmt(200),
            declaration: call.declaration,
            delegations: vec![(Address::repeat_byte(4), cmt(50))],
        }
    });
    // The shortest there are, so that votes end and coins come back within a run.
    let brief = [
        (parameters::DEPOSIT, parameters::DEPOSIT.min),
        (parameters::VOTING_PERIOD, parameters::VOTING_PERIOD.min),
        (parameters::TIME_LOCK, parameters::TIME_LOCK.min),
        (staking::parameters::UNBONDING, staking::parameters::UNBONDING.min),
        (staking::parameters::WINDOW, staking::parameters::WINDOW.min),
    ];
    let validators: Vec<_> = founders.collect();
    for number in 1..=4 {
        host.set_balance(Address::repeat_byte(number), cmt(1_000_000));
    }
    let reserve = cmt(1_000);
    host.set_balance(GOVERNANCE, reserve);
    governance::seed(&mut host, reserve, &brief).expect("a reserve");
    let staked = cmt(500);
    let founding = Founding {
        chain_id: 1337,
        time: host.time(),
        seed: B256::ZERO,
        supply: host.total_wei() + staked,
        validators,
    };
    let founded = found_with(&founding, &brief).expect("good founders");
    host.set_balance(STAKING, founded.balance);
    for (slot, value) in founded.slots {
        host.set_slot(STAKING, slot.into(), value.into());
    }
    assert_eq!(host.total_wei(), founding.supply);
    host.seed_supply(founding.supply);
    host
});

/// Where the network stands between two blocks.
#[derive(Default)]
struct Clock {
    epoch: u64,
    view: u64,
}

fuzz_target!(|bytes: &[u8]| {
    let mut host = WORLD.clone();
    let mut clock = Clock::default();
    let before = host.total_wei();
    let mut rest = bytes;
    while let Some((&[target, caller, value, gas, seconds, high, low], tail)) =
        rest.split_first_chunk::<HEAD>()
    {
        let length = usize::from(u16::from_be_bytes([high, low])).min(tail.len());
        let (data, after) = tail.split_at(length);
        rest = after;
        let target = TARGETS[usize::from(target) % TARGETS.len()];
        let input = Input {
            caller: Address::repeat_byte(caller % 4 + 1),
            target,
            bytecode: target,
            value: cmt(value.into()),
            data,
            gas: u64::from(gas) * 8_000,
            is_static: gas % 16 == 15,
        };
        let output = host.transact(&input);
        assert!(output.gas_used <= input.gas);
        if seconds % 2 == 1 {
            clock.close(&mut host, seconds);
        }
        assert_eq!(host.total_wei() + host.burned(), before + host.minted());
        assert_eq!(host.slot(CMT, CMT_SUPPLY_SLOT.into()), host.total_wei());
    }
});

impl Clock {
    /// Ends a block, and with every other one an epoch.
    fn close(&mut self, host: &mut MemoryHost, seconds: u8) {
        let parent_view = self.view;
        let view = parent_view + 1 + u64::from(seconds % 8) / 2;
        host.set_time(host.time() + u64::from(seconds) * u64::from(seconds));
        host.block_mut().prevrandao = keccak256(host.time().to_be_bytes());
        host.close_block();
        let Some(committee) = committee(host, self.epoch) else { return };
        let proposer = &committee.seats[committee.leader(view)];
        let is_last_of_epoch = seconds % 4 == 3;
        let facts = BlockFacts {
            epoch: self.epoch,
            view,
            parent_view,
            proposer: consensus_address(&proposer.consensus_key),
            is_last_of_epoch,
        };
        staking::close_block(host, &facts).expect("a state in memory");
        self.view = if is_last_of_epoch { 0 } else { view };
        self.epoch += u64::from(is_last_of_epoch);
    }
}

fn committee(host: &MemoryHost, epoch: u64) -> Option<Committee> {
    let read = |slot| Ok::<_, std::convert::Infallible>(host.slot(STAKING, slot));
    let found = staking::committee::read(epoch, read).unwrap_or_else(|never| match never {});
    found.filter(|committee| !committee.seats.is_empty())
}
