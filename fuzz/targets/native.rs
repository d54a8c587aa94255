//! A sequence of calls to the native contracts, each made of bytes nobody would send: no panic, no
//! wei made or lost, no gas used that was not there.
#![no_main]

use alloy_primitives::{Address, B256, U256};
use cybermiles_evm_precompiles::{
    Input, address,
    memory::MemoryHost,
    migration::genesis::{Migration, MigrationRow, Snapshot, found},
};
use libfuzzer_sys::fuzz_target;

const TARGETS: [Address; 6] = [
    address::CMT,
    address::ESCROW,
    address::ARBITRATION,
    address::IDENTITY,
    address::CLOSING,
    address::MIGRATION,
];

/// Bytes before the calldata: target, caller, value, gas, seconds, length (two).
const HEAD: usize = 7;

fuzz_target!(|bytes: &[u8]| {
    let mut host = MemoryHost::new();
    for number in 1..=4 {
        host.set_balance(Address::repeat_byte(number), U256::from(10u128.pow(24)));
    }
    migrate(&mut host);
    let total = host.total_wei();
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
            value: U256::from(value) * U256::from(10u64.pow(17)),
            data,
            gas: u64::from(gas) * 4_000,
            is_static: gas % 16 == 15,
        };
        let output = host.transact(&input);
        assert!(output.gas_used <= input.gas);
        host.set_time(host.time() + u64::from(seconds) * u64::from(seconds) * 60);
        if seconds % 2 == 1 {
            host.close_block();
        }
        assert_eq!(host.total_wei() + host.burned(), total);
    }
});

/// A migration in which each of the four claims the row of another, and one row is nobody's.
fn migrate(host: &mut MemoryHost) {
    let rows = (1..=5).map(|number| MigrationRow {
        account: Address::repeat_byte(number),
        class: number,
        claimant: (number < 5).then(|| Address::repeat_byte(number % 4 + 1)),
    });
    let migration = Migration {
        snapshot: Snapshot {
            token: Address::repeat_byte(1),
            block_number: 1,
            block_hash: B256::repeat_byte(1),
            state_root: Some(B256::repeat_byte(2)),
            balances_slot: U256::from(1),
            is_vyper: false,
        },
        claim_root: B256::repeat_byte(3),
        deadline: host.time() + 1_000_000,
        rows: rows.collect(),
        claimable: U256::from(10u128.pow(20)),
    };
    let founded = found(&migration).expect("a migration as it should be");
    for (slot, value) in founded.slots {
        host.set_slot(address::MIGRATION, slot.into(), value.into());
    }
    host.set_balance(address::MIGRATION, founded.balance);
}
